"""A session in its harvest: the notes of the mock-up, some of them in themes."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from facilitator_console.dialogue.capture import capture, mark_moment
from facilitator_console.notes.commands import add_list_entry
from facilitator_console.notes.ids import Column, GroupList, NoteId, ThemeId
from facilitator_console.notes.state import notes_kept
from facilitator_console.notes.themes import add_theme, edit_theme
from tests.ui.sample import MARKS, OUR_NOTES, THEIR_NOTE, SampleSessionController, sample_controller

THEMES = (
    # column, title, text, words of its notes
    (
        Column.SHARED,
        "Nobody’s child should leave home before six",
        "Most of the evening turned around the morning bus. Several spoke of children who wait in the dark.",
        ("before six in the morning", "wait in winter", "#need They wait half an hour", "#issue It is dark till eight"),
    ),
    (Column.SHARED, "Tell us the evening before", "", ("bus will not come",)),
    (
        Column.DIFFERENT,
        "A small school is still a school",
        "",
        ("below twenty pupils", "#disagreement A village without a school empties in five years"),
    ),
    (Column.DIFFERENT, "Who pays for the second run?", "", ("#proposal The council, from the road budget",)),
    (Column.OPEN, "How many children travel every day?", "", ("children ride every day",)),
)
LOOSE = ("#experience Last winter the road was closed for nine days", "! #proposal Parents who need it, a little each")


def gathered_controller(
    tmp_path: Path, language: str = "en", base: Callable[[Path, str], SampleSessionController] = sample_controller
) -> SampleSessionController:
    """The sample session with themes, or one with the same notes on another base; the caller closes it."""
    controller = base(tmp_path, language)
    if not controller.state.notes:
        for _, line in (*OUR_NOTES, THEIR_NOTE):
            controller.do(capture, line)
        for _ in MARKS:
            controller.do(mark_moment)
    for column, title, text, words in THEMES:
        notes = [note_with(controller, part) for part in words]
        controller.do(add_theme, column, title, "", notes)
        if text:
            controller.do(edit_theme, theme_called(controller, title), text=text)
    for line in LOOSE:
        controller.do(capture, line)
    controller.do(add_list_entry, GroupList.PARKING_LOT, "The road to the mill")
    return controller


def note_with(controller: SampleSessionController, part: str) -> NoteId:
    """The note with these words; captured where there is none and they begin with a tag."""
    if part.startswith("#"):
        controller.do(capture, part)
        return notes_kept(controller.state)[-1].note_id
    return next(note.note_id for note in notes_kept(controller.state) if part in note.text)


def theme_called(controller: SampleSessionController, title: str) -> ThemeId:
    """The theme with this title."""
    return next(theme.theme_id for theme in controller.state.themes.values() if theme.title == title)

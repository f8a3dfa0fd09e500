"""A harvest from a hundred notes to an approved read-back, by keys alone, in the real window on a real store."""

from __future__ import annotations

from contextlib import closing
from pathlib import Path

from PySide6.QtCore import QCoreApplication, Qt

from facilitator_console.dialogue.capture import capture
from facilitator_console.dialogue.history import History
from facilitator_console.dialogue.state import State
from facilitator_console.notes.codebook import digit_tags
from facilitator_console.notes.ids import CheckStatus, Column, Flag, ThemeId
from facilitator_console.notes.read_back import theme_status
from facilitator_console.notes.state import notes_kept
from facilitator_console.notes.themes import notes_by_theme, themes_in
from facilitator_console.store.store import Store
from facilitator_console.ui.harvest.harvest_page import HarvestPage
from tests.ui.keyboard import typed
from tests.ui.running import CTRL, Running

K = Qt.Key
SHIFT = Qt.KeyboardModifier.ShiftModifier
ODD = (
    "🚌 автобус о 6:00 👩‍👩‍👧",
    "й і ї decomposed: и\u0306 і\u0308 cafe\u0301",
    "מים לכל ילד, 5 ליטר",
    "довга " * 833,
)
PLANTED = "Planted words that are withdrawn"
NOTES, TAGS = 100, 6


def state(program: Running) -> State:
    assert program.controller is not None
    return program.controller.state


def press(program: Running, *keys: Qt.Key, held: Qt.KeyboardModifier = Qt.KeyboardModifier.NoModifier) -> None:
    for key in keys:
        program.press(key, held)
    QCoreApplication.processEvents()


def begin_with_a_backlog(program: Running) -> HarvestPage:
    """A session with a hundred notes that were taken in Run, the last one a quote that is typed there by key.

    Its harvest is reached through the list of commands.
    """
    program.create_session("circle", "Autumn circle", 12)
    assert program.controller is not None
    for number in range(NOTES - len(ODD) - 1):
        program.controller.do(capture, f"Note {number} of the backlog")
    for text in ODD:
        program.controller.do(capture, text)
    press(program, K.Key_N, held=CTRL)
    program.type(f"«{PLANTED}»")
    press(program, K.Key_Return)
    assert Flag.QUOTE in notes_kept(state(program))[-1].flags
    press(program, K.Key_K, held=CTRL)
    program.type("Harvest")
    press(program, K.Key_Return)
    page = program.window.findChild(HarvestPage)
    assert isinstance(page, HarvestPage)
    return page


def tag_each(program: Running) -> None:
    """A pass of tags: a digit and an arrow for each note, every fifth one for the report."""
    press(program, K.Key_Home)
    for number in range(NOTES):
        press(program, K(K.Key_1 + number % TAGS), *([K.Key_M] if number % 5 == 0 else []), K.Key_Down)
    tags = digit_tags(state(program))
    assert [note.tags for note in notes_kept(state(program))] == [(tags[number % TAGS],) for number in range(NOTES)]
    assert sum(Flag.FOR_REPORT in note.flags for note in notes_kept(state(program))) == NOTES // 5


def gather(program: Running) -> ThemeId:
    """A theme of what is typed, one of the last note's own words, the odd notes into the first."""
    press(program, K.Key_Home)
    press(program, K.Key_Down, K.Key_Down, held=SHIFT)
    press(program, K.Key_T)
    typed("Автобус 🚌")
    press(program, K.Key_Return)
    press(program, K.Key_End, K.Key_T)
    press(program, K.Key_Down, K.Key_Down, K.Key_Down, K.Key_Return)  # Past the theme, to the last column.
    (bus,), (planted,) = (themes_in(state(program), column) for column in (Column.SHARED, Column.OPEN))
    assert (bus.title, planted.title) == ("Автобус 🚌", PLANTED)
    for _ in ODD:
        press(program, K.Key_End, K.Key_T, K.Key_Return)
    gathered = [note.text for note in notes_by_theme(state(program))[bus.theme_id]]
    assert gathered[3:] == [note.text for note in notes_kept(state(program))[-2 : -2 - len(ODD) : -1]]
    return bus.theme_id


def withdraw_planted(program: Running, page: HarvestPage) -> None:
    """The planted note is withdrawn where it stands, in its card, and the theme of its words goes with it."""
    press(program, K.Key_Home, K.Key_Up, K.Key_Up)  # Past the field of the column to the end of its cards.
    row = page.board.active.current
    assert row is not None
    assert state(program).notes[row.note_id].text == PLANTED
    press(program, K.Key_Delete, held=SHIFT)
    press(program, K.Key_Right, K.Key_Return)
    assert all(note.text != PLANTED for note in state(program).notes.values())
    assert not themes_in(state(program), Column.OPEN)


def read_back(program: Running, page: HarvestPage, theme_id: ThemeId) -> None:
    """Sentences are written, objected to, settled with the group, then checked and approved."""
    page.board.show_theme(theme_id)
    press(program, K.Key_Return)
    press(program, K.Key_Return, held=SHIFT)
    typed("Перше речення. שני. 🚌")
    press(program, K.Key_Return)
    press(program, K.Key_K, held=CTRL)
    program.type("read the themes")
    press(program, K.Key_Return)
    press(program, K.Key_Down, K.Key_N)
    typed("ми так не казали 🚌")
    press(program, K.Key_Return, K.Key_S)
    typed("דיברנו: так")
    press(program, K.Key_Return)
    (objection,) = state(program).objections.values()
    assert (objection.text, objection.answer) == ("ми так не казали 🚌", "דיברנו: так")
    press(program, K.Key_C, K.Key_A)
    theme = state(program).themes[theme_id]
    assert theme_status(state(program), theme) is CheckStatus.APPROVED
    assert theme.text == "Перше речення. שני. 🚌"


def test_a_harvest_without_the_mouse(program: Running, tmp_path: Path) -> None:
    page = begin_with_a_backlog(program)
    assert (page.board.loose.hasFocus(), page.board.loose.board.rowCount()) == (True, NOTES)
    tag_each(program)
    theme_id = gather(program)
    withdraw_planted(program, page)
    read_back(program, page, theme_id)
    program.saved()
    before = state(program)
    program.leave_store()
    with closing(Store.open(tmp_path / "dialogue.sqlite")) as store:
        (session,) = store.log.sessions()
        kept = History(store.log.read(session)).state
    assert kept.themes == before.themes
    assert notes_kept(kept) == notes_kept(before)
    for part in tmp_path.glob("dialogue.sqlite*"):
        assert PLANTED.encode() not in part.read_bytes()

"""Chooses the notes beside the cards: those in no theme, those of a tag, for the report, found by their words."""

from __future__ import annotations

from collections.abc import Iterable

from facilitator_console.notes.filters import NoteFilter, filtered
from facilitator_console.notes.ids import Flag, GroupList, NoteId
from facilitator_console.notes.state import Note, NotesState, entries_on, is_kept, notes_kept
from facilitator_console.notes.themes import notes_in_no_theme
from facilitator_console.ui.control.session_controller import SessionController
from facilitator_console.ui.harvest.board_model import BoardRow, RowKind, board_row
from facilitator_console.ui.harvest.harvest_side import Shown, SideRow
from facilitator_console.words import Message, say

HEADS: dict[Shown, Message] = {
    Shown.NOT_IN_A_THEME: say("Not in a theme · {n}"),
    Shown.FOR_REPORT: say("For the report · {n}"),
    Shown.TWO_TEXTS: say("Edited in two places · {n}"),
    Shown.PARKING_LOT: say("For later · {n}"),
}
EMPTY: dict[Shown, Message] = {
    Shown.NOT_IN_A_THEME: say("Every note is in a theme."),
    Shown.FOR_REPORT: say("No note is for the report yet. M puts one there."),
    Shown.TWO_TEXTS: say("Nothing was written in two places at once."),
    Shown.PARKING_LOT: say("Nothing is kept for later."),
}
NO_NOTES = say("No notes yet. What is written down in Run is gathered here.")


def loose_rows(controller: SessionController, wanted: SideRow, sought: str) -> list[BoardRow]:
    """Return the rows beside the cards, oldest first; what is sought is sought among all notes."""
    state = controller.state
    if sought:
        found = controller.find_notes(sought) or frozenset[NoteId]()
        return _note_rows(note for note in notes_kept(state) if note.note_id in found)
    if wanted.tag or wanted.shown is not Shown.PARKING_LOT:
        return _note_rows(_notes(state, wanted))
    entries = entries_on(state, GroupList.PARKING_LOT)
    parked = (note for note in notes_kept(state) if Flag.PARKING_LOT in note.flags)
    rows = [BoardRow(RowKind.ENTRY, entry_id=entry.list_entry_id) for entry in entries]
    return [*rows, *_note_rows(parked)]


def _note_rows(notes: Iterable[Note]) -> list[BoardRow]:
    return [board_row(RowKind.LOOSE, note_id=note.note_id) for note in notes]


def _notes(state: NotesState, wanted: SideRow) -> list[Note]:
    if wanted.tag:
        return filtered(state, notes_kept(state), NoteFilter(tag=wanted.tag))
    if wanted.shown is Shown.FOR_REPORT:
        return [note for note in notes_kept(state) if Flag.FOR_REPORT in note.flags]
    if wanted.shown is Shown.TWO_TEXTS:
        return [note for note in notes_kept(state) if note.other_texts]
    return [*notes_in_no_theme(state)]


def loose_head(controller: SessionController, wanted: SideRow, sought: str, rows: int) -> str:
    """Return the heading over these rows."""
    if sought:
        return controller.text(say("Found · {n}", n=rows))
    if wanted.tag:
        return f"{wanted.name} · {rows}"
    return controller.text(Message(HEADS[wanted.shown].msgid, {"n": rows}))


def loose_empty(controller: SessionController, wanted: SideRow, sought: str) -> str:
    """Return what stands there while there is no row."""
    if sought:
        return controller.text(say("No note holds “{text}”.", text=sought))
    if not any(map(is_kept, controller.state.notes.values())):
        return controller.text(NO_NOTES)
    return controller.text(say("No note has this tag.") if wanted.tag else EMPTY[wanted.shown])

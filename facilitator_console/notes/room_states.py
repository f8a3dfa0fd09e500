"""Lasting states of the room: loud, several at once, its mood. Marks that begin a stretch until they are ended.

What a mood is worth nobody says; it is what somebody saw, noted by a person and never inferred.
"""

from __future__ import annotations

from facilitator_console.notes.ids import MarkState
from facilitator_console.notes.state import Mark, NotesState
from facilitator_console.session.ids import TableId
from facilitator_console.words import Message, say_p

STATES: dict[MarkState, Message] = {
    MarkState.LOUD: say_p("state of the room", "loud"),
    MarkState.SEVERAL_AT_ONCE: say_p("state of the room", "several at once"),
    MarkState.CALM: say_p("state of the room", "calm"),
    MarkState.TENSE: say_p("state of the room", "tense"),
    MarkState.TIRED: say_p("state of the room", "tired"),
}
"""States in the order in which they are offered."""


def is_state(mark: Mark) -> bool:
    """Tell whether a mark says how the room was, and not only that its moment is worth a note."""
    return mark.state in STATES


def lasting(state: NotesState, table_id: TableId) -> dict[MarkState, Mark]:
    """Return the states that a table is in now, each with the mark that began it."""
    open_marks = (mark for mark in state.marks.values() if mark.table_id == table_id and not mark.removed)
    return {mark.state: mark for mark in open_marks if mark.state is not MarkState.MOMENT and not mark.ended_at_ms}

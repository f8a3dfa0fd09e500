"""What undo calls a command on a note, and which note it was."""

from __future__ import annotations

import pytest

from facilitator_console.dialogue.capture import capture, mark_moment
from facilitator_console.dialogue.naming import NamedNote, name_command, note_of_command
from facilitator_console.log import Event
from facilitator_console.notes.commands import edit_note, flag_note, remove_note, tag_note, unflag_note, untag_note
from facilitator_console.notes.ids import Flag, NoteId, TagId
from facilitator_console.session.queue import join_queue
from tests.helpers.controller import Meeting


class Notes(Meeting):
    """A meeting with one note."""

    def __init__(self) -> None:
        super().__init__()
        self.written_note = self.do(capture, "the evening bus")
        self.note_id = NoteId(self.written_note[0].subject)
        self.later(60)

    def name(self, events: list[Event]) -> str:
        return str(name_command(self.state, [entry for entry in self.history if entry.event in events]))

    def note(self, events: list[Event]) -> NamedNote | None:
        return note_of_command(self.state, [entry for entry in self.history if entry.event in events])


def test_a_tag_and_a_flag_are_named() -> None:
    notes = Notes()
    assert notes.name(notes.do(tag_note, notes.note_id, TagId("need"))) == "tag “need”"
    assert notes.name(notes.do(untag_note, notes.note_id, TagId("need"))) == "tag “need” taken off"
    assert notes.name(notes.do(flag_note, notes.note_id, Flag.FOR_REPORT)) == "for the report"
    assert notes.name(notes.do(unflag_note, notes.note_id, Flag.FOR_REPORT)) == "not for the report"
    assert notes.name(notes.do(flag_note, notes.note_id, Flag.SENSITIVE)) == "sensitive"


@pytest.mark.parametrize("undone", [False, True])
def test_a_note_is_known_by_its_time_also_once_it_is_undone(*, undone: bool) -> None:
    notes = Notes()
    at_ms = notes.written_note[0].at_ms
    if undone:
        notes.undo(notes.written_note)
    assert notes.note(notes.written_note) == NamedNote(at_ms, notes.writer, is_new=True)


def test_what_was_done_to_a_note_is_about_the_note() -> None:
    notes = Notes()
    at_ms = notes.written_note[0].at_ms
    edited = notes.do(edit_note, notes.note_id, "the bus at seven")
    assert notes.note(edited) == NamedNote(at_ms, notes.writer, is_new=False)
    assert notes.note(notes.do(remove_note, notes.note_id)) == NamedNote(at_ms, notes.writer, is_new=False)


def test_no_word_of_a_withdrawn_note_is_known() -> None:
    notes = Notes()
    notes.erase(notes.note_id)
    assert notes.note(notes.written_note) is None


def test_other_commands_are_about_no_note() -> None:
    notes = Notes()
    assert notes.note(notes.do(join_queue, notes.people[0])) is None
    assert notes.note(notes.do(mark_moment)) is None

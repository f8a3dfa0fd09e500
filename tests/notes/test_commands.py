"""Notes, sheets and marks: edited, tagged, flagged, removed; nothing of two hands is lost."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from facilitator_console.dialogue.capture import capture, mark_moment
from facilitator_console.log import NewEvent, Subject
from facilitator_console.notes import events as ev
from facilitator_console.notes.commands import (
    LONGEST_TEXT,
    add_list_entry,
    dismiss_mark,
    edit_list_entry,
    edit_note,
    flag_note,
    remove_list_entry,
    remove_note,
    tag_note,
    unflag_note,
    untag_note,
)
from facilitator_console.notes.ids import Flag, GroupList, ListEntryId, MarkId, NoteId, TagId
from facilitator_console.notes.state import entries_on, marks_to_fill
from facilitator_console.notes.tag_commands import tag_notes_anew
from facilitator_console.words import UserError
from tests.helpers.controller import START_MS, SessionController


@pytest.fixture
def controller() -> SessionController:
    """A controller with one note."""
    controller = SessionController()
    controller.do(capture, "#need first")
    return controller


def the_note(controller: SessionController) -> NoteId:
    return next(iter(controller.state.notes))


def test_an_edit_of_the_present_text_replaces_it(controller: SessionController) -> None:
    controller.do(edit_note, the_note(controller), " second ")
    note = controller.state.notes[the_note(controller)]
    assert (note.text, note.other_texts, note.at_ms) == ("second", (), START_MS)


def test_two_edits_of_one_text_are_both_kept_and_the_next_settles_them(controller: SessionController) -> None:
    note_id = the_note(controller)
    seen = controller.state.notes[note_id].version
    controller.do(edit_note, note_id, "by me", base=seen)
    controller.do(edit_note, note_id, "by you", base=seen)
    controller.do(edit_note, note_id, "by her", base=seen)
    assert controller.state.notes[note_id].text == "by her"
    assert controller.state.notes[note_id].other_texts == ("by me", "by you")
    controller.do(edit_note, note_id, "by all of us")
    assert controller.state.notes[note_id].other_texts == ()


@given(st.lists(st.booleans(), min_size=1, max_size=8))
def test_no_text_that_an_edit_did_not_know_of_is_lost(aware: list[bool]) -> None:
    """Two laptops write at once; whatever neither had seen when it wrote stays beside the text."""
    controller = SessionController()
    controller.do(capture, "0")
    note_id = the_note(controller)
    first = controller.state.notes[note_id].version
    expected: set[str] = set()
    text = "0"
    for count, knows in enumerate(aware, 1):
        known = knows or controller.state.notes[note_id].version == first
        expected = set() if known else expected | {text}
        controller.do(edit_note, note_id, str(count), base=None if knows else first)
        text = str(count)
    assert set(controller.state.notes[note_id].other_texts) == expected
    assert controller.state.notes[note_id].text == text


def test_tags_and_flags_come_and_go_once(controller: SessionController) -> None:
    note_id = the_note(controller)
    assert controller.do(tag_note, note_id, TagId("need")) == []
    controller.do(tag_note, note_id, TagId("fear"))
    assert controller.state.notes[note_id].tags == ("need", "fear")
    controller.do(untag_note, note_id, TagId("need"))
    assert controller.do(untag_note, note_id, TagId("need")) == []
    assert controller.state.notes[note_id].tags == ("fear",)
    controller.do(flag_note, note_id, Flag.SENSITIVE)
    assert controller.do(flag_note, note_id, Flag.SENSITIVE) == []
    assert controller.state.notes[note_id].flags == {Flag.SENSITIVE}
    controller.do(unflag_note, note_id, Flag.SENSITIVE)
    assert controller.do(unflag_note, note_id, Flag.SENSITIVE) == []
    assert controller.state.notes[note_id].flags == frozenset()


def test_two_laptops_give_one_tag_once(controller: SessionController) -> None:
    subject = Subject(the_note(controller))
    controller.write(NewEvent(ev.NoteTagged(TagId("fear")), subject))
    controller.write(NewEvent(ev.NoteTagged(TagId("fear")), subject))
    assert controller.state.notes[the_note(controller)].tags == ("need", "fear")


def test_a_removed_note_comes_back_with_undo(controller: SessionController) -> None:
    note_id = the_note(controller)
    removed = controller.do(remove_note, note_id)
    assert controller.state.notes[note_id].removed
    with pytest.raises(UserError, match="not in this session any more"):
        controller.do(edit_note, note_id, "x")
    controller.undo(removed)
    assert not controller.state.notes[note_id].removed


def test_a_withdrawn_note_takes_every_word_of_it_along(controller: SessionController) -> None:
    note_id = the_note(controller)
    controller.do(edit_note, note_id, "second")
    controller.do(tag_note, note_id, TagId("fear"))
    controller.erase(note_id)
    kept = " ".join(entry.event.body for entry in controller.history)
    assert not controller.state.notes
    assert not [word for word in ("first", "second", "fear", "need") if word in kept]


def test_sheets_keep_their_lines_in_the_order_of_writing(controller: SessionController) -> None:
    one = ListEntryId(controller.make(add_list_entry, GroupList.AGREEMENTS, " We listen "))
    two = ListEntryId(controller.make(add_list_entry, GroupList.AGREEMENTS, "One at a time"))
    controller.do(add_list_entry, GroupList.OUTCOMES, "A well")
    controller.do(add_list_entry, GroupList.PARKING_LOT, "The bridge")
    controller.do(edit_list_entry, one, "We listen to the end")
    assert [line.text for line in entries_on(controller.state, GroupList.AGREEMENTS)] == [
        "We listen to the end",
        "One at a time",
    ]
    controller.do(remove_list_entry, two)
    assert [line.list_entry_id for line in entries_on(controller.state, GroupList.AGREEMENTS)] == [one]
    assert [line.text for line in entries_on(controller.state, GroupList.OUTCOMES)] == ["A well"]
    assert [line.text for line in entries_on(controller.state, GroupList.PARKING_LOT)] == ["The bridge"]


def test_two_edits_of_one_line_are_both_kept(controller: SessionController) -> None:
    line = ListEntryId(controller.make(add_list_entry, GroupList.AGREEMENTS, "first"))
    seen = controller.state.list_entries[line].version
    controller.do(edit_list_entry, line, "by me", base=seen)
    controller.do(edit_list_entry, line, "by you", base=seen)
    assert (controller.state.list_entries[line].text, controller.state.list_entries[line].other_texts) == (
        "by you",
        ("by me",),
    )


def test_a_mark_is_filled_by_a_note_and_again_open_without_it(controller: SessionController) -> None:
    mark, other = MarkId(controller.make(mark_moment)), MarkId(controller.make(mark_moment))
    note = controller.do(capture, "what was said", fills=mark)
    assert [m.mark_id for m in marks_to_fill(controller.state)] == [other]
    controller.do(dismiss_mark, other)
    assert marks_to_fill(controller.state) == ()
    controller.do(remove_note, NoteId(note[0].subject))
    assert [m.mark_id for m in marks_to_fill(controller.state)] == [mark]
    with pytest.raises(UserError, match="not in this session any more"):
        controller.do(capture, "late", fills=other)


@pytest.mark.parametrize(
    ("command", "args", "said"),
    [
        (edit_note, ("gone", "x"), "not in this session"),
        (tag_note, ("gone", "need"), "not in this session"),
        (untag_note, ("gone", "need"), "not in this session"),
        (flag_note, ("gone", Flag.QUOTE), "not in this session"),
        (unflag_note, ("gone", Flag.QUOTE), "not in this session"),
        (remove_note, ("gone",), "not in this session"),
        (edit_list_entry, ("gone", "x"), "not on the list"),
        (remove_list_entry, ("gone",), "not on the list"),
        (dismiss_mark, ("gone",), "not in this session any more"),
        (add_list_entry, (GroupList.OUTCOMES, " "), "Nothing was written"),
        (add_list_entry, (GroupList.OUTCOMES, "x" * (LONGEST_TEXT + 1)), "too long"),
    ],
)
def test_refusals(
    controller: SessionController, command: Callable[..., Sequence[NewEvent]], args: tuple[Any, ...], said: str
) -> None:
    with pytest.raises(UserError, match=said):
        controller.do(command, *args)


def test_a_tag_must_have_a_name(controller: SessionController) -> None:
    with pytest.raises(UserError, match="needs a name"):
        controller.do(tag_notes_anew, [the_note(controller)], "_")

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
from facilitator_console.notes.ids import Flag, LineId, MarkId, NoteId, Sheet, TagId
from facilitator_console.notes.keeping import (
    LONGEST_TEXT,
    add_line,
    dismiss_mark,
    edit_line,
    edit_note,
    flag_note,
    remove_line,
    remove_note,
    tag_note,
    tag_note_anew,
    unflag_note,
    untag_note,
)
from facilitator_console.notes.state import lines_on, marks_to_fill
from facilitator_console.words import UserError
from tests.helpers.desk import START_MS, Desk


@pytest.fixture
def desk() -> Desk:
    """A desk with one note."""
    desk = Desk()
    desk.do(capture, "#need first")
    return desk


def the_note(desk: Desk) -> NoteId:
    return next(iter(desk.state.notes))


def test_an_edit_of_the_present_text_replaces_it(desk: Desk) -> None:
    desk.do(edit_note, the_note(desk), " second ")
    note = desk.state.notes[the_note(desk)]
    assert (note.text, note.other_texts, note.at_ms) == ("second", (), START_MS)


def test_two_edits_of_one_text_are_both_kept_and_the_next_settles_them(desk: Desk) -> None:
    note_id = the_note(desk)
    seen = desk.state.notes[note_id].version
    desk.do(edit_note, note_id, "by me", base=seen)
    desk.do(edit_note, note_id, "by you", base=seen)
    desk.do(edit_note, note_id, "by her", base=seen)
    assert desk.state.notes[note_id].text == "by her"
    assert desk.state.notes[note_id].other_texts == ("by me", "by you")
    desk.do(edit_note, note_id, "by all of us")
    assert desk.state.notes[note_id].other_texts == ()


@given(st.lists(st.booleans(), min_size=1, max_size=8))
def test_no_text_that_an_edit_did_not_know_of_is_lost(aware: list[bool]) -> None:
    """Two laptops write at once; whatever neither had seen when it wrote stays beside the text."""
    desk = Desk()
    desk.do(capture, "0")
    note_id = the_note(desk)
    first = desk.state.notes[note_id].version
    expected: set[str] = set()
    text = "0"
    for count, knows in enumerate(aware, 1):
        known = knows or desk.state.notes[note_id].version == first
        expected = set() if known else expected | {text}
        desk.do(edit_note, note_id, str(count), base=None if knows else first)
        text = str(count)
    assert set(desk.state.notes[note_id].other_texts) == expected
    assert desk.state.notes[note_id].text == text


def test_tags_and_flags_come_and_go_once(desk: Desk) -> None:
    note_id = the_note(desk)
    assert desk.do(tag_note, note_id, TagId("need")) == []
    desk.do(tag_note, note_id, TagId("fear"))
    assert desk.state.notes[note_id].tags == ("need", "fear")
    desk.do(untag_note, note_id, TagId("need"))
    assert desk.do(untag_note, note_id, TagId("need")) == []
    assert desk.state.notes[note_id].tags == ("fear",)
    desk.do(flag_note, note_id, Flag.SENSITIVE)
    assert desk.do(flag_note, note_id, Flag.SENSITIVE) == []
    assert desk.state.notes[note_id].flags == {Flag.SENSITIVE}
    desk.do(unflag_note, note_id, Flag.SENSITIVE)
    assert desk.do(unflag_note, note_id, Flag.SENSITIVE) == []
    assert desk.state.notes[note_id].flags == frozenset()


def test_two_laptops_give_one_tag_once(desk: Desk) -> None:
    subject = Subject(the_note(desk))
    desk.write(NewEvent(ev.NoteTagged(TagId("fear")), subject))
    desk.write(NewEvent(ev.NoteTagged(TagId("fear")), subject))
    assert desk.state.notes[the_note(desk)].tags == ("need", "fear")


def test_a_removed_note_comes_back_with_undo(desk: Desk) -> None:
    note_id = the_note(desk)
    removed = desk.do(remove_note, note_id)
    assert desk.state.notes[note_id].removed
    with pytest.raises(UserError, match="not in this session any more"):
        desk.do(edit_note, note_id, "x")
    desk.undo(removed)
    assert not desk.state.notes[note_id].removed


def test_a_withdrawn_note_takes_every_word_of_it_along(desk: Desk) -> None:
    note_id = the_note(desk)
    desk.do(edit_note, note_id, "second")
    desk.do(tag_note, note_id, TagId("fear"))
    desk.erase(note_id)
    kept = " ".join(entry.event.body for entry in desk.history)
    assert not desk.state.notes
    assert not [word for word in ("first", "second", "fear", "need") if word in kept]


def test_sheets_keep_their_lines_in_the_order_of_writing(desk: Desk) -> None:
    one = LineId(desk.make(add_line, Sheet.AGREEMENTS, " We listen "))
    two = LineId(desk.make(add_line, Sheet.AGREEMENTS, "One at a time"))
    desk.do(add_line, Sheet.OUTCOMES, "A well")
    desk.do(add_line, Sheet.PARKING_LOT, "The bridge")
    desk.do(edit_line, one, "We listen to the end")
    assert [line.text for line in lines_on(desk.state, Sheet.AGREEMENTS)] == ["We listen to the end", "One at a time"]
    desk.do(remove_line, two)
    assert [line.line_id for line in lines_on(desk.state, Sheet.AGREEMENTS)] == [one]
    assert [line.text for line in lines_on(desk.state, Sheet.OUTCOMES)] == ["A well"]
    assert [line.text for line in lines_on(desk.state, Sheet.PARKING_LOT)] == ["The bridge"]


def test_two_edits_of_one_line_are_both_kept(desk: Desk) -> None:
    line = LineId(desk.make(add_line, Sheet.AGREEMENTS, "first"))
    seen = desk.state.lines[line].version
    desk.do(edit_line, line, "by me", base=seen)
    desk.do(edit_line, line, "by you", base=seen)
    assert (desk.state.lines[line].text, desk.state.lines[line].other_texts) == ("by you", ("by me",))


def test_a_mark_is_filled_by_a_note_and_again_open_without_it(desk: Desk) -> None:
    mark, other = MarkId(desk.make(mark_moment)), MarkId(desk.make(mark_moment))
    note = desk.do(capture, "what was said", fills=mark)
    assert [m.mark_id for m in marks_to_fill(desk.state)] == [other]
    desk.do(dismiss_mark, other)
    assert marks_to_fill(desk.state) == ()
    desk.do(remove_note, NoteId(note[0].subject))
    assert [m.mark_id for m in marks_to_fill(desk.state)] == [mark]
    with pytest.raises(UserError, match="gone already"):
        desk.do(capture, "late", fills=other)


@pytest.mark.parametrize(
    ("command", "args", "said"),
    [
        (edit_note, ("gone", "x"), "not in this session"),
        (tag_note, ("gone", "need"), "not in this session"),
        (untag_note, ("gone", "need"), "not in this session"),
        (flag_note, ("gone", Flag.QUOTE), "not in this session"),
        (unflag_note, ("gone", Flag.QUOTE), "not in this session"),
        (remove_note, ("gone",), "not in this session"),
        (edit_line, ("gone", "x"), "not on its sheet"),
        (remove_line, ("gone",), "not on its sheet"),
        (dismiss_mark, ("gone",), "gone already"),
        (add_line, (Sheet.OUTCOMES, " "), "Nothing was written"),
        (add_line, (Sheet.OUTCOMES, "x" * (LONGEST_TEXT + 1)), "too long"),
    ],
)
def test_refusals(desk: Desk, command: Callable[..., Sequence[NewEvent]], args: tuple[Any, ...], said: str) -> None:
    with pytest.raises(UserError, match=said):
        desk.do(command, *args)


def test_a_tag_must_have_a_name(desk: Desk) -> None:
    with pytest.raises(UserError, match="needs a name"):
        desk.do(tag_note_anew, the_note(desk), "_")

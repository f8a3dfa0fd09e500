"""Catching what is said: the note line in its room, and what the attribution lets through."""

from __future__ import annotations

import json

import pytest

from facilitator_console.dialogue.capture import capture, mark_moment
from facilitator_console.notes.ids import Flag, MarkId, NoteId, TagId
from facilitator_console.session.agenda import close_session, edit_item, start_item
from facilitator_console.session.consent import set_consent
from facilitator_console.session.floor import done, freeze, start_turn
from facilitator_console.session.ids import Attribution, ConsentUse, GroupId
from facilitator_console.session.people import add_group, edit_participant
from facilitator_console.session.queue import close_queue
from facilitator_console.words import UserError
from tests.helpers.controller import Meeting, kinds
from tests.helpers.talking import talking


def room(attribution: Attribution) -> Meeting:
    """Seat 2, in a group, speaks."""
    meeting = Meeting(attribution=attribution)
    group = meeting.make(add_group)
    for person in meeting.people[:2]:
        meeting.do(edit_participant, person, group_id=GroupId(group))
    meeting.do(start_turn, meeting.people[1])
    return meeting


def test_a_line_becomes_a_note_with_all_its_fields() -> None:
    meeting = room(Attribution.NONE)
    (event,) = meeting.do(capture, "#need ! «вода»")
    note = meeting.state.notes[NoteId(event.subject)]
    assert (note.text, note.tags, note.flags) == (
        "вода",
        (TagId("need"),),
        frozenset({Flag.QUOTE, Flag.FOR_REPORT}),
    )
    assert note.item_id == meeting.item


def test_unattributed_means_unattributed() -> None:
    """Neither turn nor seat nor group is in the bytes of anything that was written down."""
    meeting = room(Attribution.NONE)
    other = meeting.turn(2)
    mark = MarkId(meeting.make(mark_moment))
    before = len(meeting.written)
    meeting.do(capture, "=1 #need words")
    meeting.do(capture, "words", turn_id=other, fills=mark)
    written = meeting.written[before - 1 :]
    telling = {*meeting.people, meeting.turn(2), meeting.group(2)}
    for event in written:
        said = json.loads(event.body)
        assert not telling & set(map(str, said.values())), event.kind
        assert "=1" not in event.body
    for stored in meeting.state.notes.values():
        assert (stored.turn_id, stored.participant_id, stored.group_id) == ("", "", "")
    assert meeting.state.marks[mark].turn_id == ""


@pytest.mark.parametrize("attribution", [Attribution.PSEUDONYM, Attribution.NAMED])
def test_attributed_to_who_has_the_seat_else_to_who_speaks(attribution: Attribution) -> None:
    meeting = room(attribution)
    by_turn = meeting.state.notes[NoteId(meeting.make(capture, "words"))]
    by_seat = meeting.state.notes[NoteId(meeting.make(capture, "=1 words"))]
    assert (by_turn.turn_id, by_turn.participant_id) == (meeting.turn(2), meeting.people[1])
    assert by_seat.participant_id == meeting.people[0]
    assert by_turn.group_id == meeting.group(2) != ""
    with pytest.raises(UserError, match="There is no seat 77"):
        meeting.do(capture, "=77 words")


def test_attributed_to_a_group_only_the_group_is_kept() -> None:
    meeting = room(Attribution.GROUP)
    for line in ("words", "=1 words"):
        note = meeting.state.notes[NoteId(meeting.make(capture, line))]
        assert (note.turn_id, note.participant_id, note.group_id) == ("", "", meeting.group(2))


def test_a_note_belongs_to_the_turn_that_ran_at_its_first_letter() -> None:
    meeting = room(Attribution.NAMED)
    first_letter = meeting.turn(2)
    meeting.do(start_turn, meeting.people[2])
    note = NoteId(meeting.make(capture, "words", turn_id=first_letter))
    assert meeting.state.notes[note].participant_id == meeting.people[1]


def test_a_note_goes_where_its_mark_was_set() -> None:
    meeting = room(Attribution.NONE)
    mark = MarkId(meeting.make(mark_moment))
    meeting.do(start_item, meeting.add_item("Second"))
    note = meeting.state.notes[NoteId(meeting.make(capture, "words", fills=mark))]
    assert (note.item_id, note.fills) == (meeting.item, mark)


@pytest.mark.parametrize("attribution", [Attribution.PSEUDONYM, Attribution.NAMED])
def test_a_filled_mark_names_who_spoke_when_it_was_set(attribution: Attribution) -> None:
    """Not who speaks by the time that somebody finds the words for it; a seat that is typed is meant."""
    meeting = room(attribution)
    for person in meeting.people:
        meeting.do(set_consent, (person,), ConsentUse.NAMED_NOTES, given=True)
    mark, marked, speaks_now = MarkId(meeting.make(mark_moment)), meeting.state.room.floor[-1], meeting.people[0]
    meeting.do(done)
    of_nobody = MarkId(meeting.make(mark_moment))
    meeting.do(start_turn, speaks_now)
    present = meeting.state.room.floor[-1]
    notes = [
        meeting.state.notes[NoteId(meeting.make(capture, line, turn_id=present, fills=fills))]
        for line, fills in (("words", mark), ("=1 words", mark), ("words", of_nobody))
    ]
    assert [(note.turn_id, note.participant_id) for note in notes] == [
        (marked, meeting.people[1]),
        ("", speaks_now),
        ("", ""),
    ]


def test_seats_go_into_the_queue_with_or_without_a_note() -> None:
    meeting = room(Attribution.NONE)
    assert kinds(meeting.do(capture, "+3 +1")) == ["queue_joined", "queue_joined"]
    assert kinds(meeting.do(capture, "+4 +1 words")) == ["note_added", "queue_joined"]
    with pytest.raises(UserError, match="in the queue already"):
        meeting.do(capture, "+1 +3")
    with pytest.raises(UserError, match="There is no seat 50"):
        meeting.do(capture, "+50 words")


FROZEN = pytest.mark.parametrize("frozen", [False, True])


@FROZEN
def test_without_a_queue_a_seat_for_it_stays_in_the_note_and_nobody_begins(*, frozen: bool) -> None:
    meeting = room(Attribution.NONE)
    meeting.do(edit_item, meeting.item, **talking("open_floor"))
    if frozen:
        meeting.do(freeze)
    for line in ("+4 words", "+4 +3 words", "+2 words", "+77 words"):
        (event,) = meeting.do(capture, line)
        assert meeting.state.notes[NoteId(event.subject)].text == line
    note = meeting.state.notes[NoteId(meeting.make(capture, "#need +4 words"))]
    assert (note.tags, note.text) == (("need",), "+4 words")
    with pytest.raises(UserError, match="free conversation without a queue"):
        meeting.do(capture, "+4")
    assert meeting.speaks == 2


def test_a_queue_that_takes_nobody_is_no_reason_to_refuse_a_note() -> None:
    meeting = room(Attribution.NONE)
    meeting.do(close_queue)
    assert kinds(meeting.do(capture, "+4 words")) == ["note_added"]
    with pytest.raises(UserError, match="The queue is closed"):
        meeting.do(capture, "+4")
    meeting.do(close_session)
    assert kinds(meeting.do(capture, "+4 words")) == ["note_added"]
    assert not meeting.state.queue


def test_while_frozen_a_seat_joins_the_queue_beside_its_note() -> None:
    meeting = room(Attribution.NONE)
    meeting.do(freeze)
    assert kinds(meeting.do(capture, "+4 words")) == ["note_added", "queue_joined"]


@pytest.mark.parametrize("line", ["", "  ", "#need", "!", "=1"])
def test_a_note_needs_a_text(line: str) -> None:
    with pytest.raises(UserError, match="Nothing was written"):
        room(Attribution.NONE).do(capture, line)


def test_tags_are_kept_as_meant_once() -> None:
    meeting = room(Attribution.NONE)
    note = meeting.state.notes[NoteId(meeting.make(capture, "#Need #NEED №Власне words"))]
    (own,) = meeting.state.tags.values()
    assert note.tags == ("need", own.tag_id)
    assert own.name == "Власне"


def test_a_tag_without_a_text_stays_in_the_line() -> None:
    meeting = room(Attribution.NONE)
    with pytest.raises(UserError, match="Nothing was written"):
        meeting.do(capture, "#need +1")
    assert not meeting.state.queue

"""What a note keeps of its speaker is seen on it, and goes for good, from one note or from all."""

from __future__ import annotations

import json
from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from facilitator_console.dialogue.attribution import (
    SPEAKER_FIELDS,
    speaker_words,
    speakers_taken_off,
    unnamed_by_consent,
)
from facilitator_console.dialogue.capture import capture, mark_moment, mark_state
from facilitator_console.dialogue.history import History
from facilitator_console.dialogue.kinds import KINDS
from facilitator_console.dialogue.naming import undoes
from facilitator_console.log import ERASING, NOTHING_ERASED, NewEvent, Subject, command_of, with_erasures
from facilitator_console.log.erasure import as_kept
from facilitator_console.notes.commands import remove_note
from facilitator_console.notes.events import NoteMoved
from facilitator_console.notes.ids import Flag, MarkId, MarkState, NoteId
from facilitator_console.session.consent import set_consent
from facilitator_console.session.floor import start_turn
from facilitator_console.session.ids import Attribution, ConsentUse, GroupId
from facilitator_console.session.people import add_group, edit_participant
from facilitator_console.words import UserError
from tests.helpers.controller import Meeting


def room(attribution: Attribution) -> Meeting:
    """Seat 3 speaks; all of them are in a group."""
    meeting = Meeting(attribution=attribution)
    group = meeting.make(add_group, "Група Ї 🫖")
    for person in meeting.people:
        meeting.do(edit_participant, person, group_id=GroupId(group))
    meeting.do(start_turn, meeting.people[2])
    return meeting


def said(meeting: Meeting, note_id: str) -> str:
    words = speaker_words(meeting.state, meeting.state.notes[NoteId(note_id)])
    return str(words) if words else ""


def test_a_named_seat_is_kept_and_not_the_turn_of_another() -> None:
    meeting = room(Attribution.NAMED)
    note = meeting.state.notes[NoteId(meeting.make(capture, "=1 words"))]
    assert (note.participant_id, note.turn_id) == (meeting.people[0], "")
    own = meeting.state.notes[NoteId(meeting.make(capture, "=3 words"))]
    assert (own.participant_id, own.turn_id) == (meeting.people[2], meeting.turn(3))


@pytest.mark.parametrize(
    ("attribution", "words"),
    [(Attribution.NONE, ""), (Attribution.GROUP, "Група Ї 🫖"), (Attribution.NAMED, "seat 3")],
)
def test_a_note_says_what_it_keeps(attribution: Attribution, words: str) -> None:
    meeting = room(attribution)
    assert said(meeting, meeting.make(capture, "вода")) == words


def kept_bodies(meeting: Meeting) -> list[str]:
    """The bodies of the log as a store keeps them."""
    events = [*meeting.history.events()]
    erasures = with_erasures(NOTHING_ERASED, events)
    kept = (as_kept(event, erasures, KINDS) for event in events)
    return [event.body for event in kept if event.kind in {"note_added", "note_moved", "mark_added"}]


def test_seats_are_taken_off_one_note_or_all_of_them_in_the_log_itself() -> None:
    meeting = room(Attribution.NAMED)
    one, other, gone = (meeting.make(capture, text) for text in ("=1 one", "other", "=2 gone"))
    meeting.do(mark_moment)
    named = NoteMoved(meeting.item, meeting.turn(3), meeting.people[2], meeting.group(3))
    meeting.write(NewEvent(named, Subject(one)))
    meeting.do(remove_note, NoteId(gone))
    meeting.write(*speakers_taken_off(meeting.history, [NoteId(one)]))
    assert (said(meeting, one), said(meeting, other)) == ("", "seat 3")
    meeting.write(*speakers_taken_off(meeting.history))
    assert [said(meeting, note) for note in (one, other, gone)] == ["", "", ""]
    for body in kept_bodies(meeting):
        assert not any(json.loads(body).get(field) for field in SPEAKER_FIELDS)
    with pytest.raises(UserError, match="Nothing is kept"):
        speakers_taken_off(meeting.history)


def test_who_has_not_consented_is_not_named_and_who_withdraws_goes_from_notes_written_before() -> None:
    meeting = room(Attribution.NAMED)
    before = meeting.make(capture, "=1 before")
    meeting.do(set_consent, meeting.people[:1], ConsentUse.NAMED_NOTES, given=False)
    meeting.write(*unnamed_by_consent(meeting.history))
    after, other = meeting.make(capture, "=1 after"), meeting.make(capture, "by the turn")
    notes = [meeting.state.notes[NoteId(note)] for note in (before, after, other)]
    assert [note.participant_id for note in notes] == ["", "", meeting.people[2]]
    assert not any(meeting.people[0] in body for body in kept_bodies(meeting))
    assert unnamed_by_consent(meeting.history) == []


@pytest.mark.parametrize("taken_off", [False, True])
def test_who_is_taken_off_a_quote_and_will_not_be_quoted_stays_unquoted(*, taken_off: bool) -> None:
    meeting = room(Attribution.NAMED)
    person = meeting.people[:1]
    refused, other = (NoteId(meeting.make(capture, f"={seat} «вода»")) for seat in (1, 2))
    meeting.do(set_consent, meeting.people, ConsentUse.QUOTES, given=True)
    meeting.do(set_consent, person, ConsentUse.QUOTES, given=False)
    if taken_off:
        meeting.write(*speakers_taken_off(meeting.history))
    else:
        meeting.do(set_consent, person, ConsentUse.NAMED_NOTES, given=False)
        meeting.write(*unnamed_by_consent(meeting.history))
    notes = meeting.state.notes
    assert not notes[refused].participant_id
    assert [Flag.SENSITIVE in notes[note].flags for note in (refused, other)] == [True, False]
    assert not undoes(meeting.history.command(command_of(next(meeting.history.reversed()).event)), None)
    assert unnamed_by_consent(meeting.history) == []


def test_what_is_written_of_the_room_is_nobodys_words() -> None:
    meeting = room(Attribution.NAMED)
    mark = MarkId(meeting.make(mark_state, MarkState.TENSE))
    notes = [NoteId(meeting.make(capture, line, turn_id=meeting.turn(3), fills=mark)) for line in ("tense", "=1 loud")]
    assert [said(meeting, note) for note in notes] == ["", "seat 1"]
    assert not meeting.state.notes[notes[0]].group_id


@given(st.randoms(use_true_random=False))
def test_the_order_of_arrival_brings_no_seat_back(chance: Random) -> None:
    meeting = room(Attribution.NAMED)
    meeting.make(capture, "=1 one")
    meeting.write(*speakers_taken_off(meeting.history))
    events = [*meeting.history.events()]
    chance.shuffle(events)
    other = History(events)
    assert not any(note.participant_id or note.turn_id or note.group_id for note in other.state.notes.values())
    assert any(event.kind in ERASING for event in events)

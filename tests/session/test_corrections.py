"""A turn put right afterwards: whose it was, its kind, its length, or that it was none. Everything counted follows."""

from __future__ import annotations

from random import Random
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from facilitator_console.dialogue.capture import capture, correct_turn
from facilitator_console.dialogue.history import History
from facilitator_console.dialogue.naming import name_command
from facilitator_console.log import Duration, Instant, NewEvent
from facilitator_console.notes.ids import NoteId
from facilitator_console.session import room_events as rev
from facilitator_console.session.agenda import close_session
from facilitator_console.session.balance import Heard, heard, not_heard_yet
from facilitator_console.session.corrections import (
    edit_turn,
    interposing_turns,
    longest_talk_ms,
    talk_until_ms,
    turn_end_ms,
)
from facilitator_console.session.floor import (
    done,
    end_quiet,
    end_turn,
    freeze,
    release,
    someone_else_speaks,
    start_quiet,
    start_turn,
)
from facilitator_console.session.ids import (
    SOMEONE_ELSE,
    Attribution,
    GapId,
    ParticipantId,
    Role,
    TableId,
    TurnId,
    TurnKind,
)
from facilitator_console.session.leading import exclude_gap, record_gap
from facilitator_console.session.people import add_participant, edit_participant
from facilitator_console.session.timers import item_timer
from facilitator_console.words import UserError
from tests.helpers.controller import Meeting, bodies, contents, kinds


def spoken(meeting: Meeting, *turns: tuple[int, float]) -> list[TurnId]:
    """Seats that spoke one after another, so many seconds each; the last one is done."""
    made = []
    for seat, seconds in turns:
        meeting.do(start_turn, meeting.people[seat - 1])
        made.append(meeting.turn(seat))
        meeting.later(seconds)
    meeting.do(end_turn, made[-1])
    return made


def had(meeting: Meeting) -> dict[int, tuple[int, float]]:
    """By seat: turns, and seconds of talk."""
    found = heard(meeting.state, meeting.now_ms)
    return {meeting.people.index(person) + 1: (turns, ms / 1000) for person, (turns, ms) in found.items()}


def test_a_wrong_seat_is_put_right_and_everything_counted_follows() -> None:
    meeting = Meeting()
    first, _ = spoken(meeting, (1, 20), (2, 30))
    item = item_timer(meeting.state, meeting.now_ms)
    said = meeting.do(edit_turn, first, participant_id=meeting.people[2])
    assert bodies(said) == [rev.TurnEdited(participant_id=meeting.people[2], era=0)]
    assert str(said[0].subject) == first
    assert had(meeting) == {3: (1, 20), 2: (1, 30)}
    assert [person.seat for person in not_heard_yet(meeting.state)] == [1, 4]
    assert item_timer(meeting.state, meeting.now_ms) == item  # Other clocks stay.
    meeting.undo(said)
    assert had(meeting) == {1: (1, 20), 2: (1, 30)}
    meeting.redo(said)
    assert had(meeting) == {3: (1, 20), 2: (1, 30)}


def test_a_turn_that_was_never_ended_ends_with_its_length_also_after_the_meeting() -> None:
    meeting = Meeting()
    meeting.do(start_turn, meeting.people[0])
    turn = meeting.turn(1)
    meeting.later(600)
    meeting.do(edit_turn, turn, talk_ms=Duration(90_000))
    assert meeting.speaks == 0
    assert meeting.state.turns[turn].ended_at_ms == meeting.now_ms - 510_000
    assert had(meeting) == {1: (1, 90)}
    meeting.do(close_session)
    meeting.do(edit_turn, turn, talk_ms=Duration(60_000))
    assert had(meeting) == {1: (1, 60)}


def test_a_length_fits_before_the_next_turn_of_its_table() -> None:
    meeting = Meeting()
    first, _second = spoken(meeting, (1, 20), (2, 30))
    with pytest.raises(UserError, match="between 0:00 and 0:20"):
        meeting.do(edit_turn, first, talk_ms=Duration(20_001))
    with pytest.raises(UserError, match="between 0:00"):
        meeting.do(edit_turn, first, talk_ms=Duration(-1))
    meeting.do(edit_turn, first, talk_ms=Duration(0))
    meeting.do(edit_turn, first, talk_ms=Duration(20_000))
    assert had(meeting)[1] == (1, 20)


def test_done_pressed_too_early_can_be_put_right_up_to_the_next_turn() -> None:
    meeting = Meeting()
    (turn,) = spoken(meeting, (1, 20))
    meeting.later(40)
    meeting.do(start_turn, meeting.people[1])
    assert longest_talk_ms(meeting.state, meeting.now_ms, meeting.state.turns[turn]) == 60_000
    meeting.do(edit_turn, turn, talk_ms=Duration(50_000))
    edited = meeting.state.turns[turn]
    assert turn_end_ms(meeting.state, edited, interposing_turns(meeting.state)) == edited.started_at_ms + 50_000


def test_what_stood_still_is_no_talk() -> None:
    """Frozen for 60 s, and somebody else for 10 s: a turn that ended 100 s after it began lasted 30."""
    meeting = Meeting()
    meeting.do(start_turn, meeting.people[0])
    turn_id = meeting.turn(1)
    meeting.later(10)
    meeting.do(someone_else_speaks)
    meeting.later(10)
    meeting.do(done)
    meeting.do(freeze)
    meeting.later(60)
    meeting.do(release)
    meeting.later(200)
    turn = meeting.state.turns[turn_id]
    assert talk_until_ms(meeting.state, turn, Instant(turn.started_at_ms + 100_000)) == 30_000
    meeting.do(edit_turn, turn_id, talk_ms=Duration(30_000))
    turn = meeting.state.turns[turn_id]
    end_ms = turn_end_ms(meeting.state, turn, interposing_turns(meeting.state))
    assert end_ms == turn.started_at_ms + 100_000


def test_the_kind_is_put_right_and_counts_as_what_it_was() -> None:
    meeting = Meeting()
    first, _ = spoken(meeting, (1, 20), (2, 30))
    meeting.do(edit_turn, first, kind=TurnKind.POINT_OF_PROCESS)
    assert had(meeting) == {2: (1, 30)}
    meeting.do(edit_turn, first, kind=TurnKind.SOMEONE_ELSE)
    assert meeting.state.turns[first].participant_id == SOMEONE_ELSE
    with pytest.raises(UserError, match="Say first whose turn"):
        meeting.do(edit_turn, first, kind=TurnKind.CONTRIBUTION)
    meeting.do(edit_turn, first, participant_id=meeting.people[3])
    assert (meeting.state.turns[first].kind, had(meeting)[4]) == (TurnKind.CONTRIBUTION, (1, 20))
    meeting.do(edit_turn, first, participant_id=SOMEONE_ELSE)
    assert meeting.state.turns[first].kind is TurnKind.SOMEONE_ELSE


def test_what_was_no_turn_leaves_everything() -> None:
    meeting = Meeting()
    first, second = spoken(meeting, (1, 20), (2, 30))
    said = meeting.do(edit_turn, first, removed=True)
    assert (had(meeting), [*meeting.state.turns]) == ({2: (1, 30)}, [second])
    with pytest.raises(UserError, match="not in this session"):
        meeting.do(edit_turn, first, removed=True)
    meeting.undo(said)
    assert had(meeting) == {1: (1, 20), 2: (1, 30)}


def test_refusals_name_what_is_wrong() -> None:
    meeting = Meeting()
    watching = ParticipantId(meeting.make(add_participant))
    meeting.do(edit_participant, watching, role=Role.OBSERVER)
    meeting.do(start_turn, meeting.people[0])
    below = meeting.turn(1)
    meeting.do(start_turn, meeting.people[1], TurnKind.POINT_OF_PROCESS)
    for person, words in (
        (watching, "watches"),
        (ParticipantId("nobody"), "not in"),
        (meeting.people[1], "Seat 2 is speaking already"),
    ):
        with pytest.raises(UserError, match=words):
            meeting.do(edit_turn, below, participant_id=person)
    assert meeting.do(edit_turn, below, participant_id=meeting.people[0], kind=TurnKind.CONTRIBUTION) == []


def at_table(meeting: Meeting, *turns: tuple[int, float]) -> tuple[TableId, list[TurnId]]:
    """A table of the item, with turns of so many seconds one after another; the last one is open."""
    table, made = TableId(meeting.write(NewEvent(rev.TableOpened(meeting.item)))[0].subject), []
    for seat, seconds in turns:
        (started,) = meeting.write(NewEvent(rev.TurnStarted(meeting.people[seat - 1], table_id=table)))
        made.append(TurnId(started.subject))
        meeting.later(seconds)
    return table, made


def test_a_turn_at_a_table_is_put_right_there() -> None:
    meeting = Meeting()
    table, (first, last) = at_table(meeting, (1, 20), (2, 30))
    for turn, changes in (
        (first, {"participant_id": meeting.people[2]}),
        (first, {"talk_ms": Duration(10_000)}),
        (first, {"removed": True}),
        (last, {"talk_ms": Duration(30_000)}),
    ):
        said = meeting.do(edit_turn, turn, **changes)
        assert bodies(said) == [rev.TurnEdited(**changes, table_id=table, era=0)]
    assert meeting.do(edit_turn, last, talk_ms=Duration(30_000)) == []
    assert meeting.state.rooms[table].floor == ()


def test_quiet_at_its_own_table_is_no_talk_and_quiet_in_the_plenary_is() -> None:
    meeting = Meeting()
    table, (turn_id,) = at_table(meeting, (1, 10))
    meeting.do(start_quiet, table_id=table)
    meeting.later(20)
    meeting.do(end_quiet, table)
    meeting.later(5)
    turn = meeting.state.turns[turn_id]
    assert talk_until_ms(meeting.state, turn, meeting.now_ms) == 15_000
    meeting.do(start_turn, meeting.people[1])
    plenary = meeting.state.turns[meeting.turn(2)]
    meeting.do(start_quiet, table_id=table)
    meeting.later(20)
    assert talk_until_ms(meeting.state, plenary, meeting.now_ms) == 20_000


def test_a_time_without_the_program_that_does_not_count_is_no_talk() -> None:
    meeting = Meeting()
    meeting.do(start_turn, meeting.people[0])
    turn_id, from_ms = meeting.turn(1), meeting.now_ms
    meeting.later(300)
    gap = GapId(meeting.make(record_gap, from_ms))
    meeting.do(exclude_gap, gap, excluded_ms=Duration(200_000))
    meeting.later(10)
    turn = meeting.state.turns[turn_id]
    assert talk_until_ms(meeting.state, turn, meeting.now_ms) == 110_000


def test_a_voice_without_a_seat_that_gets_one_contributed_and_every_other_kind_stays() -> None:
    meeting = Meeting()
    first, _ = spoken(meeting, (1, 20), (2, 30))
    meeting.do(edit_turn, first, kind=TurnKind.POINT_OF_PROCESS)
    meeting.do(edit_turn, first, participant_id=meeting.people[3])
    assert meeting.state.turns[first].kind is TurnKind.POINT_OF_PROCESS


def test_a_length_that_does_not_fit_is_refused_with_minutes_and_seconds() -> None:
    meeting = Meeting()
    first, _second = spoken(meeting, (1, 125), (2, 30))
    with pytest.raises(UserError) as refused:
        meeting.do(edit_turn, first, talk_ms=Duration(125_001))
    assert str(refused.value) == "That turn lasted between 0:00 and 2:05: then the next one began."


def test_each_correction_has_its_own_name_for_undo() -> None:
    meeting = Meeting()
    first, _ = spoken(meeting, (1, 20), (2, 30))

    def named(**changes: Any) -> str:
        said = meeting.do(edit_turn, first, **changes)
        return str(name_command(meeting.state, [entry for entry in meeting.history if entry.event in said]))

    assert named(participant_id=meeting.people[3]) == "turn given to seat 4"
    assert named(participant_id=SOMEONE_ELSE) == "turn given to someone without a seat"
    assert named(talk_ms=Duration(5000)) == "end of a turn put right"
    assert named(participant_id=meeting.people[0]) == "turn given to seat 1"
    assert named(kind=TurnKind.DIRECT_RESPONSE) == "kind of a turn put right"
    assert named(removed=True) == "turn taken out of the record"


@pytest.mark.parametrize("attribution", list(Attribution))
def test_notes_that_name_the_turn_name_its_right_speaker(attribution: Attribution) -> None:
    meeting = Meeting(attribution=attribution)
    meeting.do(start_turn, meeting.people[0])
    turn = meeting.turn(1)
    note, of_three = (NoteId(meeting.make(capture, line)) for line in ("вода", "=3 інше"))
    said = meeting.do(correct_turn, turn, participant_id=meeting.people[1])
    named = attribution in {Attribution.PSEUDONYM, Attribution.NAMED}
    notes = meeting.state.notes
    # A note that names a seat does not belong to the turn in which it was written.
    assert kinds(said) == (["turn_edited", "note_moved"] if named else ["turn_edited"])
    assert notes[note].participant_id == (meeting.people[1] if named else "")
    assert notes[of_three].participant_id == (meeting.people[2] if named else "")
    assert notes[note].item_id == meeting.item
    meeting.undo(said)
    assert notes is not meeting.state.notes
    assert meeting.state.notes[note].participant_id == (meeting.people[0] if named else "")
    meeting.do(correct_turn, turn, removed=True)
    assert (meeting.state.notes[note].turn_id, meeting.state.notes[note].participant_id) == ("", "")
    assert meeting.state.notes[of_three].participant_id == (meeting.people[2] if named else "")


CHANGES = st.one_of(
    st.integers(0, 3).map(lambda seat: {"seat": seat}),
    st.sampled_from(list(TurnKind)).map(lambda kind: {"kind": kind}),
    st.integers(-1000, 90_000).map(lambda ms: {"talk_ms": Duration(ms)}),
    st.just({"removed": True}),
)


@given(
    turns=st.lists(st.tuples(st.integers(1, 4), st.integers(1, 60)), min_size=1, max_size=6),
    changes=st.lists(st.tuples(st.integers(0, 5), CHANGES), max_size=8),
    order=st.randoms(use_true_random=False),
)
def test_sums_are_those_of_the_turns_and_any_order_of_arrival_gives_one_state(
    turns: list[tuple[int, int]], changes: list[tuple[int, dict[str, Any]]], order: Random
) -> None:
    meeting = Meeting()
    made: list[TurnId] = []
    for seat, seconds in turns:
        if meeting.speaks != seat:
            meeting.do(start_turn, meeting.people[seat - 1])
            made.append(meeting.turn(seat))
        meeting.later(seconds)
    item = item_timer(meeting.state, meeting.now_ms)
    for place, change in changes:
        arguments = dict(change)
        if (seat := arguments.pop("seat", None)) is not None:
            arguments["participant_id"] = meeting.people[seat]
        try:
            meeting.do(correct_turn, made[place % len(made)], **arguments)
        except UserError:
            continue
    state = meeting.state
    assert item_timer(state, meeting.now_ms) == item
    counted = {TurnKind.CONTRIBUTION, TurnKind.DIRECT_RESPONSE}
    closed = [turn for turn in state.turns.values() if turn.turn_id not in state.room.floor]
    for person in meeting.people:
        own = [turn for turn in closed if turn.participant_id == person and turn.kind in counted]
        if all(state.turns[turn].participant_id != person for turn in state.room.floor):
            expected = Heard(len(own), Duration(sum(turn.talk_ms for turn in own)))
            assert heard(state, meeting.now_ms).get(person, Heard(0, Duration(0))) == expected
    assert sum(turn.talk_ms for turn in closed) <= sum(seconds for _, seconds in turns) * 1000
    events = list(meeting.history.events())
    order.shuffle(events)
    assert contents(History(events).state) == contents(state)


def test_of_two_that_interposed_at_one_instant_the_first_waited_for_the_second() -> None:
    meeting = Meeting()
    for seat in (1, 2):
        meeting.do(start_turn, meeting.people[seat - 1], TurnKind.CLARIFYING_QUESTION)
    meeting.later(10)
    meeting.do(done)
    state, interposing = meeting.state, interposing_turns(meeting.state)
    assert turn_end_ms(state, state.turns[meeting.turn(2)], interposing) == meeting.now_ms
    assert talk_until_ms(state, state.turns[meeting.turn(1)], meeting.now_ms) == 0
    assert talk_until_ms(state, state.turns[meeting.turn(2)], meeting.now_ms) == 10_000


@pytest.mark.parametrize("later_s", [0, 10])
def test_a_turn_that_was_over_lasts_until_somebody_interposed_behind_it(later_s: int) -> None:
    meeting = Meeting()
    (turn,) = spoken(meeting, (1, 20))
    meeting.later(later_s)
    meeting.do(start_turn, meeting.people[1], TurnKind.CLARIFYING_QUESTION)
    meeting.later(5)
    meeting.do(done)
    meeting.later(100)
    longest_ms = longest_talk_ms(meeting.state, meeting.now_ms, meeting.state.turns[turn])
    assert longest_ms == (20 + later_s) * 1000


def test_a_turn_ends_with_its_words_where_quiet_begins_at_that_instant() -> None:
    meeting = Meeting()
    (turn_id,) = spoken(meeting, (1, 20))
    ended_ms = meeting.now_ms
    meeting.do(start_quiet)
    meeting.later(30)
    meeting.do(end_quiet)
    assert turn_end_ms(meeting.state, meeting.state.turns[turn_id], interposing_turns(meeting.state)) == ended_ms


def test_while_everything_is_frozen_nobody_talks_at_a_table_either() -> None:
    meeting = Meeting()
    _, (turn_id,) = at_table(meeting, (1, 10))
    meeting.do(freeze)
    meeting.later(30)
    meeting.do(release)
    meeting.later(5)
    assert talk_until_ms(meeting.state, meeting.state.turns[turn_id], meeting.now_ms) == 15_000

"""What a key means: turns, interruptions, quiet, freezing, called back, someone else, gaps (design: the window)."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

import pytest

from facilitator_console.log import THE_SESSION, Duration, NewEvent, Subject
from facilitator_console.session import room_events as rev
from facilitator_console.session.agenda import close_session, next_item, pause_item, reopen_session, resume_item
from facilitator_console.session.floor import (
    call_back,
    call_entry,
    choose_seats,
    done,
    end_quiet,
    end_turn,
    extend_turn,
    freeze,
    go_back,
    pause_turn,
    release,
    resume_turn,
    someone_else_speaks,
    speaking,
    start_at_seat,
    start_quiet,
    start_turn,
)
from facilitator_console.session.formats.format import CAME_FIRST
from facilitator_console.session.ids import EntryId, GapId, ParticipantId, Role, TurnId, TurnKind
from facilitator_console.session.leading import exclude_gap, record_gap
from facilitator_console.session.people import add_participant
from facilitator_console.session.queue import close_queue, join_queue, pause_queue, resume_queue
from facilitator_console.session.timers import quiet_timer, turn_timer
from facilitator_console.words import UserError
from tests.helpers.controller import MINUTE_MS, START_MS, Meeting, SessionController, bodies, kinds
from tests.helpers.readings import queued, talk_s, used_s

# -- done (1) ------------------------------------------------------------------------------------------


def test_done_ends_who_speaks_and_starts_who_is_next() -> None:
    meeting = Meeting()
    for person in meeting.people[:2]:
        meeting.do(join_queue, person)
    assert kinds(meeting.do(done)) == ["turn_started"]
    assert meeting.speaks == 1
    meeting.later(40)
    assert kinds(meeting.do(done)) == ["turn_ended", "turn_started"]
    assert (meeting.speaks, queued(meeting), talk_s(meeting, 1)) == (2, [], 40)
    assert kinds(meeting.do(done)) == ["turn_ended"]
    assert meeting.speaks == 0
    with pytest.raises(UserError, match="Nobody is speaking"):
        meeting.do(done)


def test_done_names_whom_it_means() -> None:
    meeting = Meeting(turn_limit_ms=90_000)
    entry = EntryId(meeting.make(join_queue, meeting.people[2]))
    assert bodies(meeting.do(done)) == [
        rev.TurnStarted(
            meeting.people[2], meeting.item, TurnKind.CONTRIBUTION, Duration(90_000), entry, why=CAME_FIRST.why, era=0
        )
    ]


def test_two_dones_on_two_screens_end_one_turn() -> None:
    meeting = Meeting()
    first = meeting.make(start_turn, meeting.people[0])
    meeting.later(5)
    ended = NewEvent(rev.TurnEnded(), Subject(first))
    meeting.write(ended)
    meeting.do(start_turn, meeting.people[1])
    meeting.later(5)
    meeting.write(ended)
    assert meeting.speaks == 2
    assert talk_s(meeting, 1) == 5


def test_a_paused_queue_calls_nobody() -> None:
    meeting = Meeting()
    meeting.do(join_queue, meeting.people[1])
    meeting.do(pause_queue)
    meeting.do(start_turn, meeting.people[0])
    meeting.do(done)
    assert meeting.speaks == 0
    assert queued(meeting) == [2]
    meeting.do(resume_queue)
    meeting.do(done)
    assert meeting.speaks == 2


def test_a_contribution_closes_the_open_turn() -> None:
    meeting = Meeting()
    meeting.do(start_turn, meeting.people[0])
    meeting.later(7)
    meeting.do(start_turn, meeting.people[1])
    meeting.later(3)
    meeting.do(start_turn, meeting.people[2], TurnKind.DIRECT_RESPONSE)
    assert (talk_s(meeting, 1), talk_s(meeting, 2), meeting.speaks) == (7, 3, 3)
    assert len(meeting.state.room.floor) == 1


def test_a_new_turn_closes_the_open_one_even_without_its_end() -> None:
    meeting = Meeting()
    meeting.do(start_turn, meeting.people[0])
    meeting.later(7)
    meeting.write(NewEvent(rev.TurnStarted(meeting.people[1])))
    assert len(meeting.state.room.floor) == 1
    assert meeting.state.turns[meeting.turn(1)].ended_at_ms == START_MS + 7000


def test_seats_that_are_named_in_a_free_conversation_speak_one_at_a_time() -> None:
    meeting = Meeting(order="open_floor")
    assert meeting.do(choose_seats, []) == []
    with pytest.raises(UserError, match=r"^One seat speaks at a time\. Choose one\.$"):
        meeting.do(choose_seats, [1, 2])
    meeting.do(choose_seats, [3, 3])
    assert meeting.speaks == 3
    meeting.do(start_at_seat, [2], TurnKind.CLARIFYING_QUESTION)
    assert (meeting.speaks, len(meeting.state.room.floor)) == (2, 2)


def test_who_interposed_and_was_interrupted_too_goes_on_when_they_begin_again() -> None:
    meeting = Meeting()
    first = TurnId(meeting.make(start_turn, meeting.people[0]))
    second = TurnId(meeting.make(start_turn, meeting.people[1], TurnKind.CLARIFYING_QUESTION))
    meeting.do(start_turn, meeting.people[2], TurnKind.POINT_OF_PROCESS)
    assert kinds(meeting.do(start_turn, meeting.people[1], TurnKind.CLARIFYING_QUESTION)) == ["turn_ended"]
    assert meeting.state.room.floor == (first, second)


def test_while_all_is_frozen_that_is_said_before_that_somebody_is_speaking() -> None:
    meeting = Meeting()
    meeting.do(start_turn, meeting.people[0])
    meeting.do(freeze)
    with pytest.raises(UserError, match="Everything is frozen"):
        meeting.do(start_turn, meeting.people[0])


def test_going_back_ends_whoever_interposed() -> None:
    meeting = Meeting()
    first = TurnId(meeting.make(start_turn, meeting.people[0]))
    with pytest.raises(UserError, match=r"^That turn is not interrupted\.$"):
        meeting.do(go_back, first)
    for seat in (2, 3):
        meeting.do(start_turn, meeting.people[seat - 1], TurnKind.POINT_OF_PROCESS)
    meeting.do(go_back, first)
    assert meeting.state.room.floor == (first,)


# -- interruptions -------------------------------------------------------------------------------------


@pytest.mark.parametrize("kind", [TurnKind.POINT_OF_PROCESS, TurnKind.CLARIFYING_QUESTION])
def test_interposed_turns_nest_and_done_returns(kind: TurnKind) -> None:
    meeting = Meeting()
    meeting.do(join_queue, meeting.people[3])
    meeting.do(start_turn, meeting.people[0])
    meeting.later(10)
    meeting.do(start_turn, meeting.people[1], kind)
    meeting.later(4)
    meeting.do(someone_else_speaks)
    meeting.later(2)
    assert len(meeting.state.room.floor) == 3
    assert kinds(meeting.do(done)) == ["turn_ended"]
    assert meeting.speaks == 2
    meeting.later(3)
    assert kinds(meeting.do(done)) == ["turn_ended"]
    assert meeting.speaks == 1
    meeting.later(5)
    assert used_s(meeting) == (24, 15)
    meeting.do(done)
    assert (meeting.speaks, talk_s(meeting, 1), talk_s(meeting, 2)) == (4, 15, 7)


def test_someone_else_has_no_seat_no_limit_and_is_counted_nowhere() -> None:
    meeting = Meeting()
    meeting.do(start_turn, meeting.people[0])
    meeting.do(someone_else_speaks)
    turn = speaking(meeting.state)
    assert turn is not None
    assert (turn.participant_id, turn.limit_ms) == ("", 0)
    with pytest.raises(UserError, match="speaking already"):
        meeting.do(someone_else_speaks)


def test_an_interrupted_turn_can_end_below_the_interruption() -> None:
    meeting = Meeting()
    below = TurnId(meeting.make(start_turn, meeting.people[0]))
    meeting.do(start_turn, meeting.people[1], TurnKind.CLARIFYING_QUESTION)
    meeting.do(end_turn, below)
    assert meeting.speaks == 2
    meeting.do(done)
    assert meeting.speaks == 0


# -- pauses (2, 6), quiet (5), freezing (0) ---------------------------------------------------------------


def test_pausing_the_turn_lets_the_item_run() -> None:
    meeting = Meeting()
    turn = TurnId(meeting.make(start_turn, meeting.people[0]))
    meeting.later(10)
    meeting.do(pause_turn, turn)
    meeting.later(5)
    assert used_s(meeting) == (15, 10)
    meeting.do(resume_turn, turn)
    meeting.later(1)
    assert used_s(meeting) == (16, 11)


def test_pausing_the_item_stops_item_and_turn() -> None:
    meeting = Meeting()
    meeting.do(start_turn, meeting.people[0])
    meeting.later(10)
    meeting.do(pause_item, meeting.item)
    meeting.later(5)
    assert used_s(meeting) == (10, 10)
    meeting.do(resume_item, meeting.item)
    meeting.later(1)
    assert used_s(meeting) == (11, 11)


def test_the_quiet_minute_stops_the_turn_and_the_turn_waits_for_2() -> None:
    meeting = Meeting()
    turn = TurnId(meeting.make(start_turn, meeting.people[0]))
    meeting.later(10)
    meeting.do(start_quiet)
    meeting.later(20)
    quiet = quiet_timer(meeting.state, meeting.now_ms)
    assert quiet is not None
    assert (quiet.left_ms, quiet.length_ms) == (40_000, MINUTE_MS)
    meeting.do(end_quiet)
    meeting.later(5)
    assert used_s(meeting) == (35, 10)
    assert quiet_timer(meeting.state, meeting.now_ms) is None
    meeting.do(resume_turn, turn)
    meeting.later(1)
    assert used_s(meeting) == (36, 11)


def test_resuming_the_turn_ends_the_quiet_minute() -> None:
    meeting = Meeting()
    turn = TurnId(meeting.make(start_turn, meeting.people[0]))
    meeting.do(start_quiet)
    meeting.do(resume_turn, turn)
    assert meeting.state.room.quiet is None
    assert meeting.do(end_quiet) == []


@pytest.mark.parametrize("command", [done, next_item])
def test_the_quiet_minute_ends_when_something_begins(command: Callable[..., Sequence[NewEvent]]) -> None:
    meeting = Meeting()
    meeting.add_item("Second")
    meeting.do(join_queue, meeting.people[0])
    meeting.do(start_quiet)
    meeting.do(command)
    assert meeting.state.room.quiet is None


def test_freezing_stops_every_clock() -> None:
    meeting = Meeting()
    meeting.do(start_turn, meeting.people[0])
    meeting.do(start_quiet)
    meeting.do(resume_turn, meeting.turn(1))
    meeting.do(start_quiet)
    meeting.later(10)
    meeting.do(freeze)
    meeting.later(500)
    quiet = quiet_timer(meeting.state, meeting.now_ms)
    assert quiet is not None
    assert quiet.used_ms == 10_000
    assert used_s(meeting)[0] == 10
    with pytest.raises(UserError, match="Everything is frozen"):
        meeting.do(freeze)
    meeting.do(release)
    meeting.later(1)
    quiet = quiet_timer(meeting.state, meeting.now_ms)
    assert quiet is not None
    assert (quiet.used_ms, used_s(meeting)[0]) == (11_000, 11)
    assert meeting.do(release) == []


def test_a_turn_gets_more_time() -> None:
    meeting = Meeting(turn_limit_ms=60_000)
    turn = TurnId(meeting.make(start_turn, meeting.people[0]))
    meeting.do(extend_turn, turn)
    timer = turn_timer(meeting.state, meeting.now_ms)
    assert timer is not None
    assert timer.left_ms == 90_000


# -- called back (PgUp) -------------------------------------------------------------------------------


def test_the_last_speaker_goes_on_with_the_time_left_and_who_had_started_heads_the_queue() -> None:
    meeting = Meeting(turn_limit_ms=60_000)
    for person in meeting.people[:3]:
        meeting.do(join_queue, person)
    meeting.do(done)
    meeting.later(20)
    meeting.do(done)
    meeting.later(2)
    meeting.do(call_back)
    assert (meeting.speaks, queued(meeting)) == (1, [2, 3])
    timer = turn_timer(meeting.state, meeting.now_ms)
    assert timer is not None
    assert timer.left_ms == 40_000
    meeting.later(5)
    meeting.do(done)
    assert (meeting.speaks, talk_s(meeting, 1)) == (2, 25)


@pytest.mark.parametrize(("seconds", "allowed"), [(30, True), (30.001, False)])
def test_called_back_within_thirty_seconds(seconds: float, allowed: bool) -> None:
    meeting = Meeting()
    meeting.do(start_turn, meeting.people[0])
    meeting.later(9)
    meeting.do(done)
    meeting.later(seconds)
    if allowed:
        meeting.do(call_back)
        assert meeting.speaks == 1
    else:
        with pytest.raises(UserError, match="last 30 seconds"):
            meeting.do(call_back)


def test_nobody_is_called_back_into_a_closed_session() -> None:
    meeting = Meeting()
    meeting.do(start_turn, meeting.people[0])
    meeting.do(close_session)
    with pytest.raises(UserError, match="closed"):
        meeting.do(call_back)


def test_who_had_interposed_interposes_again_and_the_turn_below_waits() -> None:
    meeting = Meeting(turn_limit_ms=60_000)
    meeting.do(start_turn, meeting.people[0])
    meeting.later(10)
    meeting.do(start_turn, meeting.people[1], TurnKind.CLARIFYING_QUESTION)
    meeting.later(5)
    meeting.do(done)
    assert meeting.speaks == 1
    meeting.do(call_back)
    meeting.later(7)
    assert (meeting.speaks, queued(meeting)) == (2, [])
    meeting.do(done)
    assert (meeting.speaks, len(meeting.state.turns)) == (1, 2)
    timer = turn_timer(meeting.state, meeting.now_ms)
    assert timer is not None
    assert timer.left_ms == 50_000


def test_who_had_started_in_a_closed_queue_keeps_the_place() -> None:
    meeting = Meeting()
    for person in meeting.people[:3]:
        meeting.do(join_queue, person)
    meeting.do(close_queue)
    meeting.do(done)
    meeting.do(done)
    meeting.do(call_back)
    assert queued(meeting) == [2, 3]


def test_someone_else_is_not_called_back() -> None:
    meeting = Meeting()
    meeting.do(start_turn, meeting.people[0])
    meeting.do(done)
    meeting.do(someone_else_speaks)
    meeting.later(3)
    meeting.do(done)
    meeting.do(call_back)
    assert meeting.speaks == 1


def test_closing_ends_a_freeze() -> None:
    meeting = Meeting()
    meeting.do(freeze)
    meeting.do(close_session)
    assert not meeting.state.room.frozen
    meeting.do(reopen_session)
    meeting.do(start_turn, meeting.people[0])
    meeting.later(3)
    assert used_s(meeting)[1] == 3


# -- gaps -----------------------------------------------------------------------------------------------


def _after_a_gap(minutes: float) -> Meeting:
    meeting = Meeting()
    meeting.do(start_turn, meeting.people[0])
    meeting.later(10)
    last_ms = meeting.now_ms
    meeting.later(minutes * 60)
    meeting.do(record_gap, last_ms)
    return meeting


@pytest.mark.parametrize(("minutes", "found"), [(2, 0), (2.01, 1)])
def test_a_gap_is_kept_from_two_minutes_on_and_counts(minutes: float, found: int) -> None:
    meeting = _after_a_gap(minutes)
    assert len(meeting.state.gaps) == found
    assert used_s(meeting) == (10 + minutes * 60, 10 + minutes * 60)


def test_an_excluded_gap_counts_for_no_clock() -> None:
    meeting = _after_a_gap(10)
    (gap,) = meeting.state.gaps
    meeting.later(5)
    meeting.do(exclude_gap, gap)
    assert used_s(meeting) == (15, 15)
    assert meeting.state.gaps[gap].excluded_ms == 600_000


def test_a_part_of_a_gap_can_be_excluded_and_thought_over() -> None:
    meeting = _after_a_gap(10)
    (gap,) = meeting.state.gaps
    meeting.do(exclude_gap, gap, excluded_ms=Duration(60_000))
    assert used_s(meeting) == (550, 550)
    meeting.do(exclude_gap, gap, excluded_ms=Duration(300_000))
    assert used_s(meeting) == (310, 310)
    for wrong_ms in (-1, 600_001):
        with pytest.raises(UserError, match="within the time without the program"):
            meeting.do(exclude_gap, gap, excluded_ms=Duration(wrong_ms))


@pytest.mark.parametrize(("told_ms", "kept_ms", "used"), [(3_600_000, 600_000, 10), (-1, 0, 610)])
def test_no_more_than_the_gap_is_left_out_whatever_another_laptop_tells(told_ms: int, kept_ms: int, used: int) -> None:
    meeting = _after_a_gap(10)
    (gap,) = meeting.state.gaps
    meeting.write(NewEvent(rev.GapExcluded(Duration(told_ms)), Subject(gap)))
    assert meeting.state.gaps[gap].excluded_ms == kept_ms
    assert used_s(meeting) == (used, used)


def test_a_gap_reaches_a_turn_that_is_over_by_now() -> None:
    meeting = _after_a_gap(10)
    (gap,) = meeting.state.gaps
    meeting.do(done)
    meeting.do(next_item)
    meeting.do(exclude_gap, gap)
    assert talk_s(meeting, 1) == 10
    assert meeting.state.items[meeting.item].elapsed_ms == 10_000


def test_a_gap_of_an_earlier_quiet_minute_takes_nothing_from_a_later_one() -> None:
    meeting = Meeting()
    meeting.do(start_quiet)
    meeting.later(10)
    last_ms = meeting.now_ms
    meeting.later(600)
    gap = GapId(meeting.make(record_gap, last_ms))
    meeting.do(end_quiet)
    meeting.do(start_quiet)
    meeting.later(30)
    meeting.do(exclude_gap, gap)
    quiet = quiet_timer(meeting.state, meeting.now_ms)
    assert quiet is not None
    assert quiet.used_ms == 30_000


# -- refusals -----------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("command", "args", "said"),
    [
        (start_turn, ("gone",), "not in this session"),
        (call_entry, ("gone",), "not in the queue any more"),
        (end_turn, ("gone",), "Nobody is speaking"),
        (end_turn, ("",), "Nobody is speaking"),
        (pause_turn, ("gone",), "Nobody is speaking"),
        (resume_turn, ("gone",), "Nobody is speaking"),
        (extend_turn, ("gone",), "Nobody is speaking"),
        (exclude_gap, ("gone",), "not in this session"),
        (start_quiet, (0,), "between a second"),
        (start_quiet, (3_600_001,), "between a second"),
        (call_back, (), "last 30 seconds"),
    ],
)
def test_refusals(command: Callable[..., Sequence[NewEvent]], args: tuple[Any, ...], said: str) -> None:
    meeting = Meeting()
    before = len(meeting.written)
    with pytest.raises(UserError, match=said):
        meeting.do(command, *args)
    assert len(meeting.written) == before


def test_refusals_that_depend_on_the_floor() -> None:
    meeting = Meeting(turn_limit_ms=0)
    turn = TurnId(meeting.make(start_turn, meeting.people[0]))
    with pytest.raises(UserError, match="Seat 1 is speaking already"):
        meeting.do(start_turn, meeting.people[0])
    with pytest.raises(UserError, match="not paused"):
        meeting.do(resume_turn, turn)
    with pytest.raises(UserError, match="no time limit"):
        meeting.do(extend_turn, turn)
    meeting.do(pause_turn, turn)
    with pytest.raises(UserError, match="paused already"):
        meeting.do(pause_turn, turn)


@pytest.mark.parametrize("role", [Role.EXPERT, Role.OBSERVER])
def test_experts_and_observers_take_no_turns(role: Role) -> None:
    meeting = Meeting()
    watcher = ParticipantId(meeting.make(add_participant, role=role))
    with pytest.raises(UserError, match="Seat 5 watches"):
        meeting.do(start_turn, watcher)


@pytest.mark.parametrize("command", [done, someone_else_speaks, start_quiet])
def test_nothing_begins_in_a_closed_session(command: Callable[..., Sequence[NewEvent]]) -> None:
    meeting = Meeting()
    meeting.do(join_queue, meeting.people[0])
    meeting.do(close_session)
    with pytest.raises(UserError, match="closed"):
        meeting.do(command)


def test_a_turn_without_an_item_is_timed_too() -> None:
    controller = SessionController()
    person = ParticipantId(controller.make(add_participant))
    turn = TurnId(controller.make(start_turn, person))
    controller.later(8)
    controller.do(end_turn, turn)
    assert controller.state.turns[turn].talk_ms == 8000
    assert controller.write(NewEvent(rev.QuietEnded(), THE_SESSION))

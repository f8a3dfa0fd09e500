"""The balanced order (docs/decisions/0029): newcomers displace none of the next two, nobody waits for ever."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import suppress

import pytest
from hypothesis import given
from hypothesis import strategies as st

from facilitator_console.log import THE_SESSION, NewEvent, Subject
from facilitator_console.session import calling_order
from facilitator_console.session import room_events as rev
from facilitator_console.session.calling_order import PROCESS, QUESTION, speaking_order
from facilitator_console.session.floor import call_back, call_entry, done, start_turn
from facilitator_console.session.formats import fishbowl, go_around, plenary, speaker
from facilitator_console.session.formats.format import CAME_FIRST, Reason
from facilitator_console.session.ids import BY_HAND, NO_REASON, EntryId, ParticipantId, TurnKind
from facilitator_console.session.queue import KEPT_PLACES, join_queue, join_seats, leave_queue, pause_queue
from facilitator_console.session.room_state import Turn
from facilitator_console.words import UserError
from tests.helpers.controller import Meeting, SessionController
from tests.helpers.played import played

PEOPLE = 7
HAVE_REASONS = (calling_order, fishbowl, go_around, plenary, speaker)
C, P, Q = TurnKind.CONTRIBUTION, TurnKind.POINT_OF_PROCESS, TurnKind.CLARIFYING_QUESTION


def entries(meeting: SessionController) -> list[EntryId]:
    return [waiting.entry_id for waiting in speaking_order(meeting.state)]


def seats(meeting: Meeting) -> list[int]:
    waiting = speaking_order(meeting.state)
    return [meeting.state.participants[w.participant_id].seat for w in waiting]


def reasons(meeting: Meeting) -> list[str]:
    return [str(waiting.reason) for waiting in speaking_order(meeting.state)]


def joins(meeting: Meeting, seat: int) -> EntryId:
    return EntryId(meeting.make(join_queue, meeting.people[seat - 1]))


def spoke(meeting: Meeting, seat: int, seconds: float) -> None:
    meeting.do(start_turn, meeting.people[seat - 1])
    meeting.later(seconds)
    meeting.write(NewEvent(rev.TurnEnded(), Subject(meeting.state.room.floor[-1])))


def last_turn(meeting: Meeting) -> Turn:
    return list(meeting.state.turns.values())[-1]


# -- newcomers -----------------------------------------------------------------------------------------


def test_newcomers_come_behind_the_next_two_and_before_the_others() -> None:
    meeting = Meeting(6, order="balanced_stack")
    for seat, seconds in ((1, 90), (2, 60), (3, 30)):
        spoke(meeting, seat, seconds)
    meeting.do(join_seats, [1, 2, 3])
    assert seats(meeting) == [3, 2, 1]
    joins(meeting, 4)
    assert seats(meeting) == [3, 2, 4, 1]
    assert reasons(meeting) == ["was next already", "was next already", "first time", "has spoken before"]
    joins(meeting, 5)
    assert seats(meeting) == [3, 2, 4, 5, 1]
    meeting.do(done)
    meeting.later(5)
    joins(meeting, 6)
    assert seats(meeting) == [2, 4, 5, 6, 1]


def test_who_is_next_stays_next_also_when_the_first_leaves() -> None:
    meeting = Meeting(4, order="balanced_stack")
    for seat in (1, 2):
        spoke(meeting, seat, 90)
    first, _second = joins(meeting, 1), joins(meeting, 2)
    joins(meeting, 3)
    meeting.do(leave_queue, first)
    assert seats(meeting) == [2, 3]


def test_entries_that_name_each_other_are_all_called() -> None:
    """No laptop of ours writes it; the fold must not hang on it."""
    meeting = Meeting(3, order="balanced_stack")
    ahead = len(meeting.written) + 1
    for place, person in enumerate(meeting.people[:2]):
        other = EntryId(f"a.{ahead + 1 - place}")
        meeting.write(NewEvent(rev.QueueJoined(person, behind=(other, EntryId("gone")))))
    joins(meeting, 3)
    assert sorted(seats(meeting)) == [1, 2, 3]


def _nothing_happens(meeting: Meeting) -> None:
    """An event of the table without an effect: the clocks are counted up to it."""
    meeting.write(NewEvent(rev.QueueResumed(), THE_SESSION))


Step = Callable[[Meeting, int], object]
STEPS: tuple[Step, ...] = (
    joins,
    joins,
    joins,
    lambda meeting, _seat: meeting.do(done),
    lambda meeting, _seat: meeting.do(done),
    lambda meeting, seat: meeting.do(start_turn, meeting.people[seat - 1]),
    lambda meeting, seat: meeting.do(call_entry, entries(meeting)[-seat % len(entries(meeting))]),
    lambda meeting, seat: meeting.do(leave_queue, entries(meeting)[-seat % len(entries(meeting))]),
    lambda meeting, seat: meeting.do(join_queue, meeting.people[seat - 1], Q),
    lambda meeting, _seat: meeting.do(call_back),
)
PLAY = st.lists(
    st.tuples(st.integers(0, len(STEPS) - 1), st.integers(1, PEOPLE), st.sampled_from((0, 3, 29, 31, 90))), max_size=40
)


def play(meeting: Meeting, steps: list[tuple[int, int, int]]) -> None:
    for number, seat, seconds in steps:
        with suppress(UserError, ZeroDivisionError):
            STEPS[number](meeting, seat)
        meeting.later(seconds)


@given(PLAY, st.integers(1, PEOPLE))
def test_a_newcomer_never_displaces_the_next_two_nor_reorders_the_others(
    steps: list[tuple[int, int, int]], seat: int
) -> None:
    meeting = Meeting(PEOPLE, order="balanced_stack")
    play(meeting, steps)
    _nothing_happens(meeting)
    before = entries(meeting)
    try:
        newcomer = joins(meeting, seat)
    except UserError:
        return
    after = entries(meeting)
    assert [entry for entry in after if entry != newcomer] == before
    assert after[:KEPT_PLACES] == [*before, newcomer][:KEPT_PLACES]


# -- nobody waits for ever -----------------------------------------------------------------------------


def test_who_was_overtaken_often_comes_first() -> None:
    meeting = Meeting(10, order="balanced_stack")
    spoke(meeting, 1, 300)
    spoke(meeting, 2, 60)
    meeting.do(join_seats, [1, 3, 4])
    for seat in range(5, 10):
        joins(meeting, seat)
    for _ in range(plenary.OVERTAKEN_MOST):
        assert seats(meeting)[-1] == 1
        meeting.do(done)
    joins(meeting, 2)
    assert seats(meeting)[0] == 1
    assert reasons(meeting)[0] == "has waited long"
    meeting.do(done)
    assert (meeting.speaks, last_turn(meeting).why) == (1, plenary.WAITED_LONG.why)


def test_among_equals_arrival_decides_also_among_those_who_have_waited_long() -> None:
    meeting = Meeting(10, order="balanced_stack")
    for seat in (1, 2):
        spoke(meeting, seat, 300)
    while len(meeting.written) < 96:
        _nothing_happens(meeting)
    meeting.do(join_seats, [3, 4, 1, 2, 5, 6, 7, 8, 9])  # Their ids are a.97 to a.105: another order than of texts.
    assert seats(meeting) == [3, 4, 5, 6, 7, 8, 9, 1, 2]
    for _ in range(7):
        meeting.do(done)
    joins(meeting, 10)
    assert seats(meeting) == [1, 2, 10]
    assert reasons(meeting) == ["has waited long", "has waited long", "first time"]


def test_who_was_next_already_is_told_so_also_behind_one_who_comes_first_anyway() -> None:
    meeting = Meeting(3, order="balanced_stack")
    spoke(meeting, 2, 60)
    for seat in (1, 2, 3):
        joins(meeting, seat)
    assert seats(meeting) == [1, 2, 3]
    assert reasons(meeting)[:2] == ["first time", "was next already"]


@given(PLAY, st.lists(st.tuples(st.sampled_from((1, 31, 90)), st.lists(st.integers(1, PEOPLE))), max_size=30))
def test_nobody_waits_longer_than_those_before_them_and_five_more(
    steps: list[tuple[int, int, int]], calls: list[tuple[int, list[int]]]
) -> None:
    """Whoever joins, and whomever a person calls instead: the order itself never keeps anybody longer."""
    meeting = Meeting(PEOPLE, order="balanced_stack")
    play(meeting, [step for step in steps if step[0] < len(STEPS) - 1])
    waited: dict[EntryId, int] = {}
    most: dict[EntryId, int] = {}
    for seconds, joining in calls:
        for seat in joining:
            with suppress(UserError):
                joins(meeting, seat)
        waiting = [entry.entry_id for entry in meeting.state.queue.values() if entry.kind is C]
        for place, entry_id in enumerate(waiting):
            most.setdefault(entry_id, place + plenary.OVERTAKEN_MOST)
        if not entries(meeting):
            continue
        called = meeting.state.queue[entries(meeting)[0]]
        meeting.do(done)
        if called.entry_id not in meeting.state.queue and called.kind is C:
            for entry_id in waiting:
                waited[entry_id] = waited.get(entry_id, 0) + (entry_id in meeting.state.queue)
        assert all(waited.get(entry_id, 0) <= most[entry_id] for entry_id in waiting)
        meeting.later(seconds)


# -- events only, and what they say ------------------------------------------------------------------------


@given(PLAY, st.integers(1, PEOPLE), st.integers(0, 10**6))
def test_who_speaks_and_waits_again_moves_with_an_event_only(
    steps: list[tuple[int, int, int]], seat: int, later_ms: int
) -> None:
    meeting = Meeting(PEOPLE, order="balanced_stack")
    play(meeting, [*steps, (5, seat, 3)])
    for entry_id in list(meeting.state.queue):
        meeting.do(leave_queue, entry_id)
    meeting.do(join_seats, range(1, PEOPLE + 1))
    before = entries(meeting)
    meeting.clock.advance(later_ms)
    assert entries(meeting) == before


def test_the_turn_says_why_its_person_was_next() -> None:
    meeting = Meeting(6, order="balanced_stack")
    spoke(meeting, 1, 40)
    assert last_turn(meeting).why == NO_REASON
    meeting.do(join_seats, [1, 2])
    for why in (plenary.FIRST_TIME, plenary.SPOKE_BEFORE):
        meeting.do(done)
        assert last_turn(meeting).why == why.why


@pytest.mark.parametrize("paused", [False, True])
def test_a_turn_of_who_was_not_next_was_given_by_hand(paused: bool) -> None:
    meeting = Meeting(5)
    first, second = joins(meeting, 1), joins(meeting, 2)
    if paused:
        meeting.do(pause_queue)
    meeting.do(call_entry, second)
    assert last_turn(meeting).why == BY_HAND
    meeting.do(start_turn, meeting.people[3])
    assert last_turn(meeting).why == BY_HAND
    meeting.do(call_entry, first)
    assert last_turn(meeting).why == CAME_FIRST.why
    meeting.do(start_turn, meeting.people[4])
    assert last_turn(meeting).why == NO_REASON


def test_a_question_asked_at_once_was_not_chosen_before_others() -> None:
    meeting = Meeting(5)
    joins(meeting, 1)
    meeting.do(start_turn, meeting.people[1])
    meeting.do(start_turn, meeting.people[2], Q)
    assert last_turn(meeting).why == QUESTION.why
    meeting.do(start_turn, meeting.people[3], P)
    assert last_turn(meeting).why == PROCESS.why


def test_in_a_free_conversation_a_click_needs_no_reason() -> None:
    meeting = Meeting(3, order="open_floor")
    meeting.write(NewEvent(rev.QueueJoined(meeting.people[0])))
    meeting.do(start_turn, meeting.people[1])
    assert last_turn(meeting).why == NO_REASON


def test_every_reason_has_an_id_of_its_own() -> None:
    reasons = [reason for module in HAVE_REASONS for reason in vars(module).values() if isinstance(reason, Reason)]
    known = {(reason.why, str(reason.words)) for reason in reasons}
    assert len({why for why, _words in known}) == len(known) == len({words for _why, words in known})
    assert all(why and words for why, words in known)


@given(played(laptops=1))
def test_everyone_in_the_order_has_a_reason(controllers: list[SessionController]) -> None:
    for waiting in speaking_order(controllers[0].state):
        assert waiting.why
        assert str(waiting.reason)


def test_nothing_of_others_is_in_what_a_turn_stores() -> None:
    meeting = Meeting(3, order="balanced_stack")
    spoke(meeting, 1, 400)
    spoke(meeting, 2, 100)
    meeting.do(join_seats, [1, 2])
    meeting.do(done)
    started = [event for event in meeting.written if event.kind == "turn_started"][-1]
    assert ParticipantId(meeting.people[0]) not in str(started.body)
    assert "400" not in str(started.body)

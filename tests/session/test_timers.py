"""All clocks count what is left, and pass through phases calmly."""

from __future__ import annotations

import pytest

from facilitator_console.log import Duration, Instant, NewEvent, Subject
from facilitator_console.session.agenda import extend_item, pause_item
from facilitator_console.session.events import ItemEdited
from facilitator_console.session.floor import freeze, pause_turn, release, start_quiet, start_turn
from facilitator_console.session.leading import take_lead
from facilitator_console.session.room_events import RoundStarted
from facilitator_console.session.timers import (
    NEARLY_OVER_MS,
    Clock,
    ClockName,
    Urgency,
    ends_first,
    item_clock,
    item_timer,
    quiet_clock,
    quiet_timer,
    reading,
    round_clock,
    running,
    turn_clock,
    turn_timer,
)
from tests.helpers.cafe import Cafe
from tests.helpers.controller import MINUTE_MS, START_MS, Meeting, SessionController


def ending(controller: SessionController) -> tuple[ClockName | None, Instant | None]:
    """The clock that is biggest now, and until when."""
    state = controller.state
    return ends_first(quiet_clock(state), turn_clock(state), item_clock(state), controller.now_ms)


def biggest(controller: SessionController) -> ClockName | None:
    return ending(controller)[0]


@pytest.mark.parametrize(
    ("left_ms", "phase"),
    [
        (NEARLY_OVER_MS + 1, Urgency.PLENTY),
        (NEARLY_OVER_MS, Urgency.NEARLY_OVER),
        (0, Urgency.NEARLY_OVER),
        (-1, Urgency.OVER),
        (-MINUTE_MS, Urgency.OVER),
    ],
)
def test_phases_of_an_item(left_ms: int, phase: Urgency) -> None:
    meeting = Meeting(planned_ms=20 * MINUTE_MS)
    meeting.clock.advance(20 * MINUTE_MS - left_ms)
    timer = item_timer(meeting.state, meeting.now_ms)
    assert timer is not None
    assert (timer.left_ms, timer.urgency, timer.runs) == (left_ms, phase, True)


@pytest.mark.parametrize(
    ("limit_ms", "left_ms", "phase"),
    [
        (600_000, NEARLY_OVER_MS + 1, Urgency.PLENTY),
        (600_000, NEARLY_OVER_MS, Urgency.NEARLY_OVER),
        (60_000, 12_001, Urgency.PLENTY),
        (60_000, 12_000, Urgency.NEARLY_OVER),
        (60_000, -1, Urgency.OVER),
    ],
)
def test_the_last_fifth_is_nearly_over_and_at_most_a_minute(limit_ms: int, left_ms: int, phase: Urgency) -> None:
    meeting = Meeting(turn_limit_ms=limit_ms)
    meeting.do(start_turn, meeting.people[0])
    meeting.clock.advance(limit_ms - left_ms)
    timer = turn_timer(meeting.state, meeting.now_ms)
    assert timer is not None
    assert (timer.left_ms, timer.urgency) == (left_ms, phase)


def test_without_a_limit_nothing_is_left_and_nothing_is_over() -> None:
    meeting = Meeting(planned_ms=0, turn_limit_ms=0)
    meeting.do(start_turn, meeting.people[0])
    meeting.later(999)
    for timer in (item_timer(meeting.state, meeting.now_ms), turn_timer(meeting.state, meeting.now_ms)):
        assert timer is not None
        assert (timer.used_ms, timer.left_ms, timer.urgency) == (999_000, 0, Urgency.UNLIMITED)


def test_a_standing_clock_says_that_it_stands() -> None:
    meeting = Meeting()
    meeting.do(start_turn, meeting.people[0])
    for command in (freeze, pause_item):
        meeting.do(release)
        meeting.do(command, *((meeting.item,) if command is pause_item else ()))
        timer = turn_timer(meeting.state, meeting.now_ms)
        assert timer is not None
        assert not timer.runs
        assert running(meeting.state) == ("", "", False)


def test_no_clock_where_nothing_is_on() -> None:
    controller = SessionController()
    assert (
        item_timer(controller.state, START_MS)
        is turn_timer(controller.state, START_MS)
        is quiet_timer(controller.state, START_MS)
        is None
    )


def test_a_clock_never_shows_less_than_it_had() -> None:
    """A view that is drawn with a time before the last event shows what was used at that event."""
    meeting = Meeting()
    meeting.later(60)
    meeting.do(start_turn, meeting.people[0])
    timer = item_timer(meeting.state, START_MS)
    assert timer is not None
    assert timer.used_ms == MINUTE_MS


@pytest.mark.parametrize(
    ("planned_ms", "limit_ms", "after_ms", "first"),
    [
        (600_000, 60_000, 0, ClockName.TURN),
        (60_000, 120_000, 0, ClockName.ITEM),
        (60_000, 120_000, 61_000, ClockName.TURN),
        (60_000, 120_000, 60_000, ClockName.ITEM),
        (60_000, 60_000, 0, ClockName.TURN),
        (600_000, 0, 0, ClockName.ITEM),
        (0, 60_000, 0, ClockName.TURN),
        (600_000, 60_000, 90_000, ClockName.TURN),
    ],
)
def test_biggest_is_what_ends_first(planned_ms: int, limit_ms: int, after_ms: int, first: ClockName) -> None:
    meeting = Meeting(planned_ms=planned_ms, turn_limit_ms=limit_ms)
    meeting.do(start_turn, meeting.people[0])
    meeting.clock.advance(after_ms)
    assert biggest(meeting) is first
    meeting.do(start_quiet)
    assert biggest(meeting) is ClockName.QUIET


def test_the_biggest_clock_says_until_when_it_is() -> None:
    meeting = Meeting(planned_ms=MINUTE_MS, turn_limit_ms=2 * MINUTE_MS)
    meeting.do(start_turn, meeting.people[0])
    assert ending(meeting) == (ClockName.ITEM, meeting.now_ms + MINUTE_MS + 1)
    meeting.clock.advance(MINUTE_MS)
    assert biggest(meeting) is ClockName.ITEM
    meeting.clock.advance(1)
    assert ending(meeting) == (ClockName.TURN, None)
    meeting.do(pause_turn, meeting.turn(1))
    assert ending(meeting) == (ClockName.TURN, None)


def test_a_turn_that_is_over_stays_biggest_while_it_is_paused() -> None:
    meeting = Meeting(planned_ms=10 * MINUTE_MS, turn_limit_ms=MINUTE_MS)
    meeting.do(start_turn, meeting.people[0])
    meeting.clock.advance(2 * MINUTE_MS)
    meeting.do(pause_turn, meeting.turn(1))
    assert ending(meeting) == (ClockName.TURN, None)


def a_clock(left_ms: int, *, runs: bool) -> Clock:
    return Clock(Duration(MINUTE_MS), Duration(MINUTE_MS - left_ms), START_MS, runs, Duration(0))


@pytest.mark.parametrize(
    ("turn_left_ms", "item_left_ms", "after_ms"),
    [(1, 1, 1), (1, 5, 5), (90, 570, 481), (0, 5, None), (-1, 5, None)],
)
def test_while_the_turn_stands_the_item_comes_nearer_to_its_end(
    turn_left_ms: int, item_left_ms: int, after_ms: int | None
) -> None:
    turn, item = a_clock(turn_left_ms, runs=False), a_clock(item_left_ms, runs=True)
    until = None if after_ms is None else START_MS + after_ms
    assert ends_first(None, turn, item, START_MS) == (ClockName.TURN, until)
    if until is not None:
        assert ends_first(None, turn, item, Instant(until - 1))[0] is ClockName.TURN
        assert ends_first(None, turn, item, Instant(until))[0] is ClockName.ITEM
    both_run = (a_clock(turn_left_ms, runs=True), item)
    assert ends_first(None, *both_run, START_MS) == (ClockName.TURN, None)


def test_where_the_item_stands_it_stays_biggest_until_something_happens() -> None:
    item, turn = a_clock(10, runs=False), a_clock(20, runs=False)
    assert ends_first(None, turn, item, START_MS) == (ClockName.ITEM, None)


def test_the_clock_of_a_round_is_read_off_the_items() -> None:
    meeting = Meeting()
    assert round_clock(meeting.state) is None
    meeting.later(60)
    meeting.write(NewEvent(RoundStarted(meeting.item, length_ms=Duration(5 * MINUTE_MS))))
    begun = round_clock(meeting.state)
    assert begun is not None
    assert (begun.length_ms, begun.used_ms, begun.runs) == (5 * MINUTE_MS, 0, True)
    meeting.later(30)
    assert reading(begun, meeting.now_ms).used_ms == 30_000
    meeting.do(pause_item, meeting.item)
    paused = round_clock(meeting.state)
    assert paused is not None
    assert (paused.used_ms, paused.runs, paused.as_of_ms) == (30_000, False, 0)
    meeting.later(30)
    assert round_clock(meeting.state) == paused


def test_only_the_clock_of_an_item_counts_up_where_that_is_chosen() -> None:
    meeting = Meeting()
    meeting.do(start_turn, meeting.people[0])
    item, turn = item_timer(meeting.state, meeting.now_ms), turn_timer(meeting.state, meeting.now_ms)
    assert item is not None
    assert turn is not None
    assert (item.counts_up, turn.counts_up) == (False, False)
    meeting.write(NewEvent(ItemEdited(counts_up=True), Subject(meeting.item)))
    item, turn = item_timer(meeting.state, meeting.now_ms), turn_timer(meeting.state, meeting.now_ms)
    assert item is not None
    assert turn is not None
    assert (item.counts_up, turn.counts_up) == (True, False)


def test_more_time_makes_the_clock_of_the_item_longer() -> None:
    meeting = Meeting(planned_ms=10 * MINUTE_MS)
    meeting.do(extend_item, meeting.item, Duration(3 * MINUTE_MS))
    clock = item_clock(meeting.state)
    assert clock is not None
    assert clock.length_ms == 13 * MINUTE_MS


def test_a_quiet_minute_at_a_table_runs_there_and_nowhere_else() -> None:
    cafe = Cafe()
    first, second = cafe.tables[:2]
    cafe.do(start_quiet, table_id=first)
    cafe.later(5)
    quiet = quiet_timer(cafe.state, cafe.now_ms, first)
    assert quiet is not None
    assert (quiet.used_ms, quiet.runs) == (5000, True)
    assert quiet_timer(cafe.state, cafe.now_ms, second) is quiet_timer(cafe.state, cafe.now_ms) is None


def test_a_table_stands_while_the_session_is_frozen_unless_another_laptop_leads_it() -> None:
    cafe = Cafe()
    turns = []
    for table in cafe.tables[:2]:
        cafe.with_turns(table)
        turns.append(cafe.make(start_turn, cafe.at(table)[0], table_id=table))
    followed, led = cafe.tables[:2]
    SessionController(cafe.history, writer="b", at_ms=cafe.now_ms).do(take_lead, led)
    assert [running(cafe.state, table).turn_id for table in (followed, led)] == turns
    cafe.do(freeze)
    assert [running(cafe.state, table).turn_id for table in (followed, led)] == ["", turns[1]]


def test_biggest_is_the_item_where_nobody_speaks() -> None:
    meeting = Meeting()
    assert biggest(meeting) is ClockName.ITEM
    assert biggest(SessionController()) is None

"""Clock times of the plan as it goes, and the proposal where it runs over."""

from __future__ import annotations

import pytest

from facilitator_console.log import Duration
from facilitator_console.session.adjusting import TimeToTake, time_to_take
from facilitator_console.session.agenda import (
    add_item,
    as_it_goes_ms,
    next_item,
    skip_item,
    start_item,
    take_time,
)
from facilitator_console.session.ids import ItemId
from facilitator_console.session.promise import over_ms, promised_end_ms
from facilitator_console.session.timetable import since_rest_ms, starts_as_it_goes_ms
from tests.helpers.controller import MINUTE_MS, START_MS, Meeting, SessionController


def minutes(number: float) -> Duration:
    return Duration(round(number * MINUTE_MS))


def over(meeting: Meeting) -> Duration:
    """By how much it will end later than promised, where the wall shows the time of its line."""
    return over_ms(promised_end_ms(meeting.state), as_it_goes_ms(meeting.state, meeting.now_ms))


def proposed(meeting: Meeting) -> TimeToTake | None:
    return time_to_take(meeting.state, meeting.now_ms, over(meeting))


def test_later_items_begin_when_those_before_them_will_be_over() -> None:
    meeting = Meeting(planned_ms=minutes(10))
    second, third, fourth = (meeting.add_item("x", planned_ms=minutes(length)) for length in (5, 20, 30))
    meeting.do(skip_item, third)
    at = {second: START_MS + minutes(10), fourth: START_MS + minutes(15)}
    assert starts_as_it_goes_ms(meeting.state, meeting.now_ms) == at
    meeting.later(12 * 60)
    later = {item: time + minutes(2) for item, time in at.items()}
    assert starts_as_it_goes_ms(meeting.state, meeting.now_ms) == later


def test_before_the_first_start_the_plan_goes_from_now_on_and_less_may_be_taken_from_an_item() -> None:
    controller = SessionController()
    items = [ItemId(controller.make(add_item, "x", planned_ms=minutes(length))) for length in (10, 20, 5)]
    less = starts_as_it_goes_ms(controller.state, START_MS, {items[0]: minutes(3)})
    assert less == dict(zip(items, (START_MS + minutes(length) for length in (0, 7, 27)), strict=True))


def test_work_is_counted_from_the_first_start_and_anew_behind_each_rest() -> None:
    controller = SessionController()
    plan = ((30, "plenary"), (15, "break"), (20, "plenary"), (10, "plenary"), (15, "break"))
    items = [ItemId(controller.make(add_item, "x", planned_ms=minutes(length), format=how)) for length, how in plan]

    def since() -> list[float]:
        found = since_rest_ms(controller.state, controller.now_ms)
        assert [*found] == items[len(items) - len(found) :]
        return [length / MINUTE_MS for length in found.values()]

    assert since() == [0, 30, 0, 20, 30]
    controller.do(start_item, items[0])
    controller.later(10 * 60)
    assert since() == [30, 0, 20, 30]
    controller.later(30 * 60)
    controller.do(next_item)
    controller.later(5 * 60)
    assert since() == [0, 20, 30]
    controller.do(next_item)
    controller.later(60)
    assert since() == [20, 30]
    controller.do(start_item, items[4])
    assert since_rest_ms(controller.state, controller.now_ms) == {items[3]: 0}
    controller.do(skip_item, items[3])
    assert since_rest_ms(controller.state, controller.now_ms) == {}


def test_over_is_counted_in_whole_minutes_as_both_ends_are_shown() -> None:
    """It begins at 22:13:20, so 22:23 is promised; 22:24 is a minute later."""
    assert over_ms(promised_end_ms(SessionController().state), START_MS) == 0
    meeting = Meeting(planned_ms=minutes(10))
    for seconds, late in ((0, 0), (10 * 60, 0), (39, 0), (1, 1), (150, 3)):
        meeting.later(seconds)
        assert over(meeting) == minutes(late), seconds


def test_the_longest_later_item_gives_the_time_and_keeps_half_of_its_own() -> None:
    meeting = Meeting(planned_ms=minutes(10))
    lengths = (
        (30, "break"),
        (12, "plenary"),
        (20, "pairs"),
        (20, "harvest"),
        (40, "check_out"),
    )
    items = [ItemId(meeting.make(add_item, "x", planned_ms=minutes(length), format=how)) for length, how in lengths]
    assert time_to_take(meeting.state, meeting.now_ms, minutes(0)) is None
    assert time_to_take(meeting.state, meeting.now_ms, minutes(4)) == TimeToTake(items[3], minutes(4))
    assert time_to_take(meeting.state, meeting.now_ms, minutes(11)) is None


def test_taking_time_moves_the_end_and_not_the_promise() -> None:
    meeting = Meeting(planned_ms=minutes(10), then_ms=(minutes(20),))
    (second,) = meeting.items
    promised = promised_end_ms(meeting.state)
    meeting.later(14 * 60)
    proposal = proposed(meeting)
    assert proposal == TimeToTake(second, minutes(4))
    taken = meeting.do(take_time, *proposal)
    assert promised_end_ms(meeting.state) == promised
    assert as_it_goes_ms(meeting.state, meeting.now_ms) == START_MS + minutes(30)
    assert proposed(meeting) is None
    meeting.undo(taken)
    assert proposed(meeting) == proposal


def test_nothing_is_taken_from_an_item_that_has_begun() -> None:
    meeting = Meeting(planned_ms=minutes(10), then_ms=(minutes(20),))
    (second,) = meeting.items
    meeting.later(14 * 60)
    meeting.do(start_item, second)
    assert over(meeting) == minutes(4)
    assert proposed(meeting) is None


@pytest.mark.parametrize("planned_min", [0, 3])
def test_an_item_shorter_than_what_is_over_gives_nothing(planned_min: int) -> None:
    meeting = Meeting(planned_ms=minutes(10), then_ms=(minutes(planned_min),))
    meeting.later(14 * 60)
    assert proposed(meeting) is None
    meeting.do(next_item)
    assert proposed(meeting) is None

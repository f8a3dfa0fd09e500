"""The plan made again: each later item gives by its own rule, in whole minutes, and the sums are what they say."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from facilitator_console.log import Duration
from facilitator_console.session.adjusting import AdjustedPlan, adjusted_plan, leasts, time_to_take
from facilitator_console.session.agenda import add_item, edit_item_time, extend_item, next_item, skip_item, take_time
from facilitator_console.session.floor import freeze
from facilitator_console.session.formats import FORMATS
from facilitator_console.session.ids import ItemId, Shrinks
from facilitator_console.session.timetable import starts_as_it_goes_ms
from tests.helpers.controller import MINUTE_MS, Meeting
from tests.helpers.talking import talking


def minutes(number: float) -> Duration:
    return Duration(round(number * MINUTE_MS))


def later(meeting: Meeting, length: float, how: str = "plenary", **rules: Any) -> ItemId:
    """An item that comes later; its rules for when the plan is adjusted."""
    item = ItemId(meeting.make(add_item, "x", planned_ms=minutes(length), format=how))
    if rules:
        meeting.do(edit_item_time, item, **rules)
    return item


def plan(meeting: Meeting, wanted: float) -> AdjustedPlan:
    return adjusted_plan(meeting.state, meeting.now_ms, minutes(wanted))


def in_minutes(adjusted: AdjustedPlan) -> list[tuple[float, str]]:
    return [(item.now_ms / MINUTE_MS, str(item.why)) for item in adjusted.items]


def test_the_plan_of_the_mock_up() -> None:
    """24 people, frozen for so long that the break comes after two hours; 43 minutes are to be taken back."""
    meeting = Meeting(24, planned_ms=minutes(121))
    later(meeting, 15, "break")
    later(meeting, 10, "pairs")
    later(meeting, 30)
    later(meeting, 25, "read_back")
    later(meeting, 20, "check_out")
    adjusted = plan(meeting, 43)
    assert in_minutes(adjusted) == [
        (10, "never below 10 min after two hours"),
        (5, "can shrink to half"),
        (16, "shrinks by its share"),
        (14, "shrinks by its share"),
        (12, "24 people, half a minute each"),
    ]
    assert adjusted.taken_ms == minutes(43)
    assert [take.by_ms for take in adjusted.takes] == [minutes(n) for n in (5, 5, 14, 11, 8)]


def test_each_rule_and_its_words() -> None:
    meeting = Meeting(planned_ms=minutes(10))
    later(meeting, 20, shrinks=Shrinks.FIXED)
    later(meeting, 20, shrinks=Shrinks.TO_LEAST, least_ms=minutes(4))
    later(meeting, 20, least_ms=minutes(15))
    later(meeting, 20)
    later(meeting, 6, "silence")
    later(meeting, 20, shrinks=Shrinks.TO_LEAST)
    assert in_minutes(plan(meeting, 500)) == [
        (20, "fixed"),
        (4, "can shrink to 4 min"),
        (15, "can shrink to 15 min"),
        (10, "can shrink to half"),
        (6, "as planned"),
        (1, "can shrink to 1 min"),
    ]
    nothing = plan(meeting, 0)
    assert {why for _, why in in_minutes(nothing)} == {"fixed", "as planned"}
    assert nothing.takes == ()


def test_it_says_honestly_what_can_not_be_taken_back() -> None:
    meeting = Meeting(planned_ms=minutes(10), then_ms=(minutes(20), minutes(4)))
    assert (plan(meeting, 38).wanted_ms, plan(meeting, 38).taken_ms) == (minutes(38), minutes(12))
    assert plan(Meeting(), 5).items == ()


def test_a_break_may_shrink_before_two_hours_and_what_a_freeze_took_is_no_rest() -> None:
    meeting = Meeting(planned_ms=minutes(60))
    rest = later(meeting, 14, "break")
    assert leasts(meeting.state, meeting.now_ms)[rest].length_ms == minutes(7)
    meeting.do(freeze)
    meeting.later(61 * 60)
    assert leasts(meeting.state, meeting.now_ms)[rest].length_ms == minutes(10)


def test_after_one_break_the_two_hours_begin_anew() -> None:
    meeting = Meeting(planned_ms=minutes(130))
    first = later(meeting, 15, "break")
    later(meeting, 60)
    second = later(meeting, 15, "break")
    later(meeting, 125)
    third = later(meeting, 15, "break")
    least = leasts(meeting.state, meeting.now_ms)
    assert [least[item].length_ms for item in (first, second, third)] == [minutes(n) for n in (10, 7.5, 10)]
    meeting.do(next_item)
    assert leasts(meeting.state, meeting.now_ms)[second].length_ms == minutes(7.5)


def test_what_was_taken_before_counts_against_the_half() -> None:
    meeting = Meeting(planned_ms=minutes(10))
    item = later(meeting, 30)
    meeting.do(take_time, item, minutes(10))
    assert in_minutes(plan(meeting, 30)) == [(15, "can shrink to half")]
    meeting.do(extend_item, item, minutes(20))
    assert in_minutes(plan(meeting, 5)) == [(35, "shrinks by its share")]


def test_skipped_items_and_the_one_that_is_on_give_nothing() -> None:
    meeting = Meeting(planned_ms=minutes(60))
    meeting.do(skip_item, later(meeting, 30))
    assert plan(meeting, 10).items == ()


RULES = st.fixed_dictionaries(
    {"shrinks": st.sampled_from(list(Shrinks)), "least_ms": st.integers(0, 40).map(lambda n: minutes(n / 2))}
)
ITEMS = st.lists(st.tuples(st.integers(0, 120), st.sampled_from(list(FORMATS)), RULES), max_size=8)


@given(ITEMS, st.integers(0, 300), st.integers(0, 40), st.integers(0, 3 * 60))
def test_never_below_a_rule_and_the_sums_are_what_they_say(
    items: list[tuple[int, str, dict[str, Any]]], wanted: int, people: int, worked: int
) -> None:
    meeting = Meeting(people, planned_ms=minutes(30))
    for half_minutes, how, rules in items:
        later(meeting, half_minutes / 2, how, **rules)
    meeting.later(worked * 60)
    least, adjusted = leasts(meeting.state, meeting.now_ms), plan(meeting, wanted)
    given_ms = [item.was_ms - item.now_ms for item in adjusted.items]
    assert all(by_ms >= 0 and by_ms % MINUTE_MS == 0 for by_ms in given_ms)
    assert sum(given_ms) == adjusted.taken_ms <= adjusted.wanted_ms
    for item in adjusted.items:
        assert item.now_ms >= min(item.was_ms, least[item.item_id].length_ms)
        if meeting.state.items[item.item_id].shrinks is Shrinks.FIXED:
            assert item.now_ms == item.was_ms
    can_give = sum(max(0, i.was_ms - least[i.item_id].length_ms) // MINUTE_MS * MINUTE_MS for i in adjusted.items)
    assert adjusted.taken_ms == min(adjusted.wanted_ms, can_give)
    before = starts_as_it_goes_ms(meeting.state, meeting.now_ms)
    for take in adjusted.takes:
        meeting.do(take_time, *take)
    after = starts_as_it_goes_ms(meeting.state, meeting.now_ms)
    assert all(after[item] <= before[item] for item in before)
    assert plan(meeting, max(0, wanted - sum(given_ms) // MINUTE_MS)).taken_ms == 0 or wanted * MINUTE_MS == sum(
        given_ms
    )


def test_one_item_alone_gives_only_within_its_rule() -> None:
    meeting = Meeting(planned_ms=minutes(10))
    later(meeting, 40, shrinks=Shrinks.FIXED)
    free = later(meeting, 20)
    proposed = time_to_take(meeting.state, meeting.now_ms, minutes(4))
    assert proposed == (free, minutes(4))
    assert time_to_take(meeting.state, meeting.now_ms, minutes(10)) == (free, minutes(10))
    assert time_to_take(meeting.state, meeting.now_ms, minutes(11)) is None


def test_an_item_without_a_plan_does_not_give_all_that_it_was_given() -> None:
    meeting = Meeting(planned_ms=minutes(10))
    meeting.do(extend_item, later(meeting, 0), minutes(5))
    assert time_to_take(meeting.state, meeting.now_ms, minutes(5)) is None
    assert time_to_take(meeting.state, meeting.now_ms, minutes(4)) is not None


@pytest.mark.parametrize(
    ("lengths", "wanted", "kept"),
    [((20, 20, 20), 10, [17, 17, 16]), ((30, 20), 7, [26, 17]), ((20, 30), 7, [17, 26])],
)
def test_the_odd_minute_comes_from_the_largest_rest_and_of_equal_ones_from_the_last(
    lengths: tuple[int, ...], wanted: int, kept: list[int]
) -> None:
    meeting = Meeting(planned_ms=minutes(10))
    for length in lengths:
        later(meeting, length)
    assert [item.now_ms / MINUTE_MS for item in plan(meeting, wanted).items] == kept


def test_what_the_team_asked_for_is_named_where_the_format_needs_no_more() -> None:
    meeting = Meeting(planned_ms=minutes(121))
    later(meeting, 15, "break", least_ms=minutes(10))
    assert in_minutes(plan(meeting, 43)) == [(10, "can shrink to 10 min")]


@pytest.mark.parametrize("order", ["go_around", "talking_piece"])
def test_whoever_asks_each_keeps_half_a_minute_for_each(order: str) -> None:
    meeting = Meeting(24, planned_ms=minutes(10))
    item = ItemId(meeting.make(add_item, "x", planned_ms=minutes(20), **talking(order)))
    assert leasts(meeting.state, meeting.now_ms)[item].length_ms == minutes(12)

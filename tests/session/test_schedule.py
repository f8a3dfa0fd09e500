"""The timetable of the plan: fixed times, gaps, overlaps, headings, slack; times of day as people write them."""

from __future__ import annotations

import pytest

from facilitator_console.log import THE_SESSION, Duration, NewEvent
from facilitator_console.session import events as ev
from facilitator_console.session.agenda import items_in_order
from facilitator_console.session.drafts import ItemDraft, add_items
from facilitator_console.session.editing import edit_items, group_items, plan_session
from facilitator_console.session.ids import NO_ITEM, ItemId
from facilitator_console.session.promise import set_promised_end
from facilitator_console.session.schedule import clock_text, read_day, read_when, schedule, slack_ms
from facilitator_console.words import UserError
from tests.helpers.controller import MINUTE_MS, SessionController

DAY = "2026-11-28"


def planned(*minutes: int, begins: str = "14:00", date: str = DAY) -> SessionController:
    """A plan of items so long, from this time on."""
    controller = SessionController()
    controller.do(plan_session, ev.SessionEdited(begins=ev.LocalTime(date, begins, 120)))
    for place, length in enumerate(minutes):
        controller.do(add_items, [ItemDraft(f"Item {place}", planned_ms=Duration(length * MINUTE_MS))])
    return controller


def ids(controller: SessionController) -> list[ItemId]:
    return [item.item_id for item in items_in_order(controller.state)]


def fix(controller: SessionController, place: int, time: str) -> None:
    controller.do(edit_items, [ids(controller)[place]], ev.ItemEdited(fixed_at=time))


def starts(controller: SessionController) -> list[str]:
    return [clock_text(slot.starts_ms) for slot in schedule(controller.state).slots]


def test_items_follow_each_other_from_the_beginning_on() -> None:
    controller = planned(10, 20, 35)
    assert starts(controller) == ["14:00", "14:10", "14:30"]
    assert clock_text(schedule(controller.state).ends_ms) == "15:05"


def test_a_fixed_time_leaves_a_gap_or_is_run_past() -> None:
    controller = planned(10, 20, 35)
    fix(controller, 1, "14:15")
    assert starts(controller) == ["14:00", "14:15", "14:35"]
    fix(controller, 1, "14:05")
    assert starts(controller) == ["14:00", "14:05", "14:25"]
    assert [slot.gap_ms // MINUTE_MS for slot in schedule(controller.state).slots] == [0, -5, 0]


def test_a_plan_past_midnight_goes_on_the_next_day() -> None:
    controller = planned(60, 60, 20, begins="22:30")
    fix(controller, 2, "0:45")
    assert starts(controller) == ["22:30", "23:30", "00:45"]
    controller.do(set_promised_end, ev.LocalTime("2026-11-29", "01:10", 120))
    assert slack_ms(controller.state, schedule(controller.state)) == 5 * MINUTE_MS


def test_without_a_beginning_times_count_from_nothing_and_no_time_is_fixed() -> None:
    controller = planned(10, 20, begins="")
    fix(controller, 1, "14:15")
    plan = schedule(controller.state)
    assert [slot.starts_ms for slot in plan.slots] == [0, 10 * MINUTE_MS]
    assert not plan.has_begin


def test_a_headings_time_is_that_of_its_parts() -> None:
    controller = planned(10, 20, 30)
    controller.do(group_items, ids(controller)[1:], "Tables", Duration(60 * MINUTE_MS))
    plan = schedule(controller.state)
    assert [slot.is_heading for slot in plan.slots] == [False, True, False, False]
    assert plan.slots[1].parts_ms == 50 * MINUTE_MS
    assert plan.planned_ms == 60 * MINUTE_MS
    assert starts(controller) == ["14:00", "14:10", "14:10", "14:30"]


def test_a_heading_among_the_parts_of_another_gives_both_the_time_of_its_parts() -> None:
    controller = planned(10, 20, 30)
    controller.do(group_items, ids(controller)[1:], "Tables", Duration(60 * MINUTE_MS))
    tables = ids(controller)[1]
    controller.do(group_items, ids(controller)[2:3], "Inner", Duration(25 * MINUTE_MS))
    inner = next(item.item_id for item in items_in_order(controller.state) if item.title == "Inner")
    controller.do(edit_items, [inner], ev.ItemEdited(part_of=tables))
    first, last = ids(controller)[0], ids(controller)[4]
    at_ms = 14 * 60 * MINUTE_MS
    rows = schedule(controller.state).slots
    assert [
        (row.item_id, row.starts_ms, row.length_ms, row.heading_id, row.parts_ms, row.is_heading) for row in rows
    ] == [
        (first, at_ms, 10 * MINUTE_MS, NO_ITEM, 0, False),
        (tables, at_ms + 10 * MINUTE_MS, 0, NO_ITEM, 50 * MINUTE_MS, True),
        (inner, at_ms + 10 * MINUTE_MS, 0, tables, 20 * MINUTE_MS, True),
        (rows[3].item_id, at_ms + 10 * MINUTE_MS, 20 * MINUTE_MS, inner, 0, False),
        (last, at_ms + 30 * MINUTE_MS, 30 * MINUTE_MS, tables, 0, False),
    ]


def test_two_items_that_are_parts_of_each_other_stand_by_themselves() -> None:
    controller = planned(10, 20)
    first, second = ids(controller)
    controller.do(edit_items, [first], ev.ItemEdited(part_of=second))
    controller.do(edit_items, [second], ev.ItemEdited(part_of=first))
    assert schedule(controller.state).planned_ms == 30 * MINUTE_MS


@pytest.mark.parametrize(
    ("date", "time", "offset_min", "slack_min"),
    [(DAY, "15:00", 120, 30), (DAY, "14:30", 120, 0), (DAY, "14:20", 120, -10), ("", "15:00", 120, 30),
     (DAY, "16:00", 180, 30)],
)  # fmt: skip
def test_slack_is_what_is_left_before_the_promised_end(date: str, time: str, offset_min: int, slack_min: int) -> None:
    controller = planned(10, 20)
    controller.do(set_promised_end, ev.LocalTime(date, time, offset_min))
    assert slack_ms(controller.state, schedule(controller.state)) == slack_min * MINUTE_MS


def test_where_nothing_is_promised_there_is_no_slack_to_tell() -> None:
    controller = planned(10)
    assert slack_ms(controller.state, schedule(controller.state)) is None
    controller.do(set_promised_end, ev.LocalTime(DAY, "15:00", 120))
    controller.do(set_promised_end, ev.LocalTime())
    assert slack_ms(controller.state, schedule(controller.state)) is None


def test_the_promised_end_may_lie_on_another_day_and_without_a_beginning_no_slack_is_told() -> None:
    controller = planned(10, 20)
    controller.do(set_promised_end, ev.LocalTime("2026-11-29", "15:00", 120))
    assert slack_ms(controller.state, schedule(controller.state)) == (24 * 60 + 30) * MINUTE_MS
    controller = planned(10, begins="")
    controller.do(set_promised_end, ev.LocalTime(DAY, "15:00", 120))
    assert slack_ms(controller.state, schedule(controller.state)) is None


def test_an_end_that_can_not_be_read_leaves_no_slack_to_tell() -> None:
    controller = planned(10)
    controller.write(NewEvent(ev.EndPromised(DAY, "later", 120), THE_SESSION))
    assert slack_ms(controller.state, schedule(controller.state)) is None


USUAL = ev.LocalTime("2026-11-28", "", 120)


@pytest.mark.parametrize(
    ("typed", "date", "time", "offset_min"),
    [
        ("14:00", "2026-11-28", "14:00", 120),
        ("5.12 14:00", "2026-12-05", "14:00", 120),
        ("05.12.2027, 9.30", "2027-12-05", "09:30", 120),
        ("2026-12-05 14 UTC+3", "2026-12-05", "14:00", 180),
        ("14:00 -05:30", "2026-11-28", "14:00", -330),
        ("5/12 18:15", "2026-12-05", "18:15", 120),
        ("12.11 10:00", "2026-11-12", "10:00", 120),
        ("0:00", "2026-11-28", "00:00", 120),
        ("", "", "", 0),
    ],
)
def test_days_and_times_are_read_as_people_write_them(typed: str, date: str, time: str, offset_min: int) -> None:
    assert read_when(typed, USUAL) == ev.LocalTime(date, time, offset_min)


@pytest.mark.parametrize(
    "typed", ["tomorrow", "31.02. 14:00", "2026-02-31 14:00", "28.11.2026", "14:00 15:00", "99.99 10:00"]
)
def test_what_is_not_a_day_and_a_time_is_refused(typed: str) -> None:
    with pytest.raises(UserError) as refused:
        read_when(typed, USUAL)
    assert str(refused.value) == f"“{typed}” is not a day and a time. Write 14:00, or 28.11.2026 14:00."


@pytest.mark.parametrize(
    ("typed", "day"), [("28.12.", "2026-12-28"), ("5/1/2027", "2027-01-05"), ("2026-12-28", "2026-12-28"), (" ", "")]
)
def test_days_are_read_as_people_write_them(typed: str, day: str) -> None:
    assert read_day(typed, DAY) == day


@pytest.mark.parametrize("typed", ["soon", "14:00", "🙂"])
def test_what_is_not_a_day_is_refused(typed: str) -> None:
    with pytest.raises(UserError) as refused:
        read_day(typed, DAY)
    assert str(refused.value) == f"“{typed}” is not a day. Write 28.12.2026."


def test_a_day_without_a_year_lies_in_a_leap_year_where_none_is_usual() -> None:
    assert read_day("29.2.", "") == "2000-02-29"


def test_a_day_that_no_calendar_has_is_refused() -> None:
    with pytest.raises(UserError, match=r"^“31\.02\.” is not a day and a time\. Write 14:00, or 28\.11\.2026 14:00\.$"):
        read_day("31.02.", DAY)


@pytest.mark.parametrize(("begins", "ends"), [("soon", DAY), (DAY, "soon"), ("", DAY), (DAY, ""), ("soon", "")])
def test_a_day_that_can_not_be_read_is_none(begins: str, ends: str) -> None:
    controller = planned(30)
    controller.write(NewEvent(ev.SessionEdited(begins=ev.LocalTime(begins, "14:00", 120)), THE_SESSION))
    controller.do(set_promised_end, ev.LocalTime(ends, "14:40", 120))
    assert slack_ms(controller.state, schedule(controller.state)) == 10 * MINUTE_MS

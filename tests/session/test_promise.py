"""The promised end: written with the first start, in local time, and moved by nothing that comes later."""

from __future__ import annotations

import pytest

from facilitator_console.log import THE_SESSION, Duration, Instant, LaptopId, NewEvent, RunStarted, Subject, WriterId
from facilitator_console.session import events as ev
from facilitator_console.session.agenda import (
    add_item,
    as_it_goes_ms,
    create_session,
    edit_item,
    next_item,
    remove_item,
    start_item,
)
from facilitator_console.session.ids import ItemId
from facilitator_console.session.promise import (
    over_ms,
    promise_end,
    promised_end_ms,
    put_right_end_ms,
    set_promised_end,
    with_promise,
)
from facilitator_console.session.state import PromisedEnd
from facilitator_console.words import UserError
from tests.helpers.controller import MINUTE_MS, START_MS, Meeting, SessionController, bodies, kinds

HOUR_MS = 60 * MINUTE_MS
PROMISED = PromisedEnd("2023-11-14", "22:43", 0, START_MS, START_MS, WriterId("a"))
"""Half an hour after `START_MS`, which is 22:13:20."""


def half_an_hour() -> Meeting:
    return Meeting(planned_ms=10 * MINUTE_MS, then_ms=(20 * MINUTE_MS,))


def test_it_is_the_plan_from_the_first_start_in_local_time() -> None:
    meeting = half_an_hour()
    assert meeting.state.info.promised == PROMISED
    starts = [NewEvent(ev.ItemStarted(), Subject(meeting.item))]
    before = SessionController()
    before.do(add_item, "x", planned_ms=Duration(30 * MINUTE_MS))
    promise = ev.EndPromised("2023-11-15", "00:43", 120, START_MS)
    assert with_promise(before.state, starts, START_MS, 120) == [*starts, NewEvent(promise, THE_SESSION)]
    before.write(NewEvent(promise, THE_SESSION))
    assert promised_end_ms(before.state) == promised_end_ms(meeting.state)


def test_no_change_of_the_plan_moves_it() -> None:
    meeting = half_an_hour()
    (second,) = meeting.items
    meeting.do(edit_item, second, planned_ms=Duration(HOUR_MS))
    meeting.do(add_item, "One more", planned_ms=Duration(HOUR_MS))
    meeting.later(600)
    meeting.do(next_item)
    meeting.do(remove_item, ItemId(meeting.make(add_item, "Removed", planned_ms=Duration(HOUR_MS))))
    assert meeting.state.info.promised == PROMISED
    assert over_ms(promised_end_ms(meeting.state), as_it_goes_ms(meeting.state, meeting.now_ms)) == 100 * MINUTE_MS


def test_it_is_undone_and_made_anew_with_the_first_start() -> None:
    controller = SessionController()
    item = ItemId(controller.make(add_item, "x", planned_ms=Duration(30 * MINUTE_MS)))
    started = controller.do(start_item, item)
    assert kinds(started) == ["item_started", "end_promised"]
    controller.undo(started)
    assert controller.state.info.promised is None
    assert promised_end_ms(controller.state) == 0
    controller.later(600)
    controller.do(start_item, item)
    later_ms = Instant(START_MS + 600_000)
    assert controller.state.info.promised == PromisedEnd(
        "2023-11-14", "22:53", 0, later_ms, later_ms, controller.writer
    )


def test_nothing_is_promised_where_nothing_is_planned_or_the_day_is_in_no_calendar() -> None:
    meeting = Meeting(planned_ms=0)
    assert meeting.state.info.promised is None
    assert over_ms(promised_end_ms(meeting.state), Instant(START_MS + HOUR_MS)) == 0
    far = SessionController(at_ms=10**17)
    assert kinds(far.do(start_item, ItemId(far.make(add_item, "x", planned_ms=Duration(1))))) == ["item_started"]


@pytest.mark.parametrize(
    "said", [("2026-02-30", "17:00", 0), ("", "17:00", 0), ("2026-11-28", "later", 0), ("2026-11-28", "", 0)]
)
def test_what_can_not_be_read_promises_nothing(said: tuple[str, str, int]) -> None:
    meeting = half_an_hour()
    meeting.write(NewEvent(ev.EndPromised(*said), THE_SESSION))
    assert promised_end_ms(meeting.state) == 0
    assert over_ms(promised_end_ms(meeting.state), Instant(START_MS + HOUR_MS)) == 0


@pytest.mark.parametrize("ahead_ms", [2 * HOUR_MS, -HOUR_MS, 5 * 365 * 24 * HOUR_MS])
def test_what_was_reckoned_by_a_wrong_clock_follows_it_and_what_people_said_does_not(ahead_ms: int) -> None:
    meeting = half_an_hour()
    put_right_ms = promised_end_ms(meeting.state) - ahead_ms
    meeting.clock.wall_offset_ms = 700 - ahead_ms  # It drifts by less than is shown.
    assert put_right_end_ms(meeting.state, meeting.clock.wall_ms) == put_right_ms
    meeting.write(NewEvent(ev.EndPromised("2023-11-14", "23:00", 0), THE_SESSION))
    assert put_right_end_ms(meeting.state, meeting.clock.wall_ms) == promised_end_ms(meeting.state)
    meeting.write(NewEvent(ev.EndPromised("2023-11-14", "", 0, START_MS), THE_SESSION))
    assert put_right_end_ms(meeting.state, meeting.clock.wall_ms) == 0


def test_only_the_lead_promises() -> None:
    controller = SessionController()
    controller.do(create_session, "x")
    other = SessionController(controller.history, writer="b")
    other.write(NewEvent(ev.EndPromised("2026-11-28", "17:00", 0), THE_SESSION))
    assert controller.state.laptop_of(other.writer) == RunStarted(LaptopId("laptop-b")).laptop
    assert controller.state.info.promised is None


def test_what_people_said_before_the_first_start_stays_and_what_they_took_back_is_not_promised_again() -> None:
    controller = SessionController()
    items = [ItemId(controller.make(add_item, "x", planned_ms=Duration(30 * MINUTE_MS))) for _ in range(2)]
    said = ev.LocalTime("2023-11-14", "23:00", 60)
    assert bodies(controller.do(set_promised_end, said)) == [ev.EndPromised("2023-11-14", "23:00", 60)]
    assert kinds(controller.do(start_item, items[0])) == ["item_started"]
    controller.do(set_promised_end, ev.LocalTime())
    assert "end_promised" not in kinds(controller.do(start_item, items[1]))


def test_another_end_is_promised_as_the_clock_on_the_wall_shows_it() -> None:
    meeting = half_an_hour()
    moved = promise_end(meeting.state, meeting.now_ms, Instant(START_MS + HOUR_MS), START_MS, 120)
    assert moved == [NewEvent(ev.EndPromised("2023-11-15", "01:13", 120, START_MS), THE_SESSION)]
    with pytest.raises(UserError, match=r"^No calendar has that day\. Put the clock of this laptop right\.$"):
        meeting.do(promise_end, Instant(10**17), START_MS, 120)
    with pytest.raises(UserError, match=r"^No end is promised yet, so it can’t be moved\.$"):
        SessionController().do(promise_end, START_MS, START_MS, 0)

"""Going on after a freeze: four ways, each one command that one undo takes back; the check-in that may come first."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from hypothesis import given
from hypothesis import strategies as st

from facilitator_console.log import Duration, Event, Instant, NewEvent, Subject
from facilitator_console.session import events as ev
from facilitator_console.session import room_events as rev
from facilitator_console.session.adjusting import adjusted_plan
from facilitator_console.session.agenda import (
    add_item,
    as_it_goes_ms,
    close_session,
    end_item,
    following_item,
    interrupted_item,
    items_in_order,
    items_to_come,
    next_item,
    pause_item,
    remove_item,
    start_item,
)
from facilitator_console.session.floor import freeze, give_reason, release, start_turn
from facilitator_console.session.going_on import (
    CheckIn,
    adjust_plan,
    close_well,
    closing_item,
    leave_plan,
    move_end,
)
from facilitator_console.session.ids import FreezeReason, ItemId, ItemStatus, StretchKind, TurnKind
from facilitator_console.session.people import remove_participant
from facilitator_console.session.promise import over_ms, promise_end, promised_end_ms
from facilitator_console.session.timers import item_timer, turn_timer
from facilitator_console.words import UserError
from tests.helpers.controller import MINUTE_MS, Meeting, bodies, contents, kinds

WORDS = "🕯 Є̈ שקט"
CHECK_IN = CheckIn("Check-in after the pause", Duration(5 * MINUTE_MS))


def frozen(*, minutes: int = 38) -> Meeting:
    """Seat 1 speaks for a minute in an item of 20; then all is frozen for a while. Three items come later."""
    meeting = Meeting(planned_ms=20 * MINUTE_MS)
    for title, length, how in (("Talk", 60, "plenary"), ("Break", 15, "break"), ("Closing", 20, "check_out")):
        meeting.do(add_item, title, planned_ms=Duration(length * MINUTE_MS), format=how)
    meeting.do(promise_end, as_it_goes_ms(meeting.state, meeting.now_ms), meeting.now_ms, 0)
    meeting.do(start_turn, meeting.people[0])
    meeting.later(60)
    meeting.do(freeze)
    meeting.later(minutes * 60)
    return meeting


def late_ms(meeting: Meeting, more_ms: int = 0) -> Duration:
    end_ms = Instant(as_it_goes_ms(meeting.state, meeting.now_ms) + more_ms)
    return over_ms(promised_end_ms(meeting.state), end_ms)


def statuses(meeting: Meeting) -> dict[str, ItemStatus]:
    return {item.title: item.status for item in items_in_order(meeting.state)}


def adjust(meeting: Meeting, check_in: CheckIn | None = None) -> list[Event]:
    plan = adjusted_plan(meeting.state, meeting.now_ms, late_ms(meeting, check_in.length_ms if check_in else 0))
    return meeting.do(adjust_plan, plan.takes, check_in=check_in)


def move(meeting: Meeting, check_in: CheckIn | None = None) -> list[Event]:
    end_ms = as_it_goes_ms(meeting.state, meeting.now_ms)
    return meeting.do(move_end, end_ms, meeting.now_ms, 0, check_in=check_in)


WAYS: dict[str, Callable[..., list[Event]]] = {
    "adjusted": adjust,
    "moved": move,
    "left": lambda meeting, check_in=None: meeting.do(leave_plan, check_in=check_in),
    "closed": lambda meeting, check_in=None: meeting.do(close_well, check_in=check_in),
}


@pytest.mark.parametrize("check_in", [None, CHECK_IN])
@pytest.mark.parametrize("way", WAYS)
def test_one_undo_takes_all_of_it_back(way: str, check_in: CheckIn | None) -> None:
    meeting = frozen()
    before = contents(meeting.state)
    going = WAYS[way](meeting, check_in)
    assert not meeting.state.room.frozen
    meeting.undo(going)
    assert contents(meeting.state) == {**before, "last_at_ms": contents(meeting.state)["last_at_ms"]}
    assert meeting.state.room.frozen


def test_with_the_adjusted_plan_the_end_is_kept() -> None:
    meeting = frozen()
    assert late_ms(meeting) == 38 * MINUTE_MS
    going = adjust(meeting)
    assert kinds(going) == ["clocks_released", "item_extended", "item_extended", "item_extended"]
    assert late_ms(meeting) == 0
    timer = turn_timer(meeting.state, meeting.now_ms)
    assert timer is not None
    assert (timer.used_ms, timer.runs) == (60_000, True)


def test_the_end_is_moved_and_the_plan_is_left() -> None:
    meeting = frozen()
    plan = [(item.planned_ms, item.extra_ms) for item in items_in_order(meeting.state)]
    assert kinds(move(meeting)) == ["clocks_released", "end_promised"]
    assert late_ms(meeting) == 0
    assert [(item.planned_ms, item.extra_ms) for item in items_in_order(meeting.state)] == plan
    other = frozen()
    assert kinds(other.do(leave_plan)) == ["clocks_released"]
    assert late_ms(other) == 38 * MINUTE_MS


def test_closing_well_is_the_closing_round_only() -> None:
    meeting = frozen()
    going = meeting.do(close_well)
    assert kinds(going)[0] == "clocks_released"
    assert statuses(meeting) == {
        "First": ItemStatus.DONE,
        "Talk": ItemStatus.SKIPPED,
        "Break": ItemStatus.SKIPPED,
        "Closing": ItemStatus.RUNNING,
    }


def test_without_a_closing_round_the_last_item_closes_and_with_nothing_left_nothing_does() -> None:
    meeting = Meeting(then_ms=(60_000, 60_000))
    assert closing_item(meeting.state) == meeting.state.items[meeting.items[1]]
    meeting.do(freeze)
    meeting.do(close_well)
    assert meeting.state.room.item_id == meeting.items[1]
    meeting.do(freeze)
    with pytest.raises(UserError, match="Nothing is planned to close with"):
        meeting.do(close_well)
    assert closing_item(meeting.state) is None


def test_a_closing_round_that_is_on_goes_on() -> None:
    meeting = frozen()
    meeting.do(leave_plan)
    closing = items_in_order(meeting.state)[-1]
    meeting.do(start_item, closing.item_id)
    meeting.do(freeze)
    meeting.do(close_well)
    assert meeting.state.room.item_id == closing.item_id
    assert statuses(meeting)["Talk"] is ItemStatus.SKIPPED


# -- the check-in --------------------------------------------------------------------------------------


def test_the_check_in_comes_first_and_what_it_interrupted_goes_on_with_its_turn() -> None:
    meeting = frozen()
    turn = meeting.turn(1)
    adjust(meeting, CHECK_IN)
    assert late_ms(meeting) == 0
    on = meeting.state.items[meeting.state.room.item_id]
    assert (on.title, on.planned_ms) == CHECK_IN
    assert [item.title for item in items_in_order(meeting.state)][:2] == [CHECK_IN.title, "First"]
    assert interrupted_item(meeting.state) == following_item(meeting.state) == meeting.state.items[meeting.item]
    assert [item.title for item in items_to_come(meeting.state)] == ["First", "Talk", "Break", "Closing"]
    meeting.later(300)
    back = meeting.do(next_item)
    assert kinds(back) == ["item_started", "turn_called_back"]
    assert meeting.state.room.floor == (turn,)
    item, spoken = item_timer(meeting.state, meeting.now_ms), turn_timer(meeting.state, meeting.now_ms)
    assert item is not None
    assert spoken is not None
    assert (item.used_ms, spoken.used_ms, spoken.runs) == (60_000, 60_000, True)
    assert late_ms(meeting) == 0
    assert [i.title for i in (following_item(meeting.state),) if i] == ["Talk"]


@pytest.mark.parametrize(("way", "returns"), [("adjusted", True), ("moved", True), ("left", True), ("closed", False)])
def test_the_check_in_is_an_item_before_the_one_that_was_on_and_begins_behind_what_was_decided(
    way: str, returns: bool
) -> None:
    meeting = frozen()
    plain = WAYS[way](meeting)
    meeting.undo(plain)
    going = WAYS[way](meeting, CHECK_IN)
    decided = kinds(going).index("item_added")
    assert kinds(going)[:decided] == kinds(plain)[:decided]
    assert returns == (decided == len(plain))  # Without a check-in the closing round begins at once.
    added, *started = going[decided:]
    assert kinds(started)[0] == "item_started"
    assert started[0].subject == added.subject
    on = meeting.state.items[meeting.state.room.item_id]
    assert on.item_id == ItemId(added.subject)
    assert (on.title, on.format, on.planned_ms) == (CHECK_IN.title, "check_in", 300_000)
    assert on.settings == ({"returns_to": meeting.item} if returns else {})
    assert on.turn_limit_ms == 0


def test_before_a_closing_round_that_is_on_the_check_in_comes_first() -> None:
    meeting = frozen()
    meeting.do(leave_plan)
    closing = items_in_order(meeting.state)[-1]
    meeting.do(start_item, closing.item_id)
    meeting.do(freeze)
    meeting.do(close_well, check_in=CHECK_IN)
    assert interrupted_item(meeting.state) == meeting.state.items[closing.item_id]
    assert statuses(meeting)["Talk"] is ItemStatus.SKIPPED


def test_without_an_item_on_the_last_closing_round_is_what_closes() -> None:
    meeting = frozen()
    meeting.do(leave_plan)
    meeting.do(end_item, meeting.item)
    closing = closing_item(meeting.state)
    assert closing is not None
    assert closing.title == "Closing"


def test_who_left_meanwhile_is_not_called_back() -> None:
    meeting = frozen()
    meeting.do(leave_plan, check_in=CHECK_IN)
    meeting.do(remove_participant, meeting.people[0])
    assert kinds(meeting.do(next_item)) == ["item_started"]


def test_who_only_interposed_is_not_called_back() -> None:
    meeting = Meeting()
    meeting.do(start_turn, meeting.people[0], TurnKind.POINT_OF_PROCESS)
    meeting.do(freeze)
    meeting.do(leave_plan, check_in=CHECK_IN)
    assert kinds(meeting.do(next_item)) == ["item_started"]


def test_before_closing_well_the_check_in_leads_to_the_closing_round() -> None:
    meeting = frozen()
    meeting.do(close_well, check_in=CHECK_IN)
    assert interrupted_item(meeting.state) is None
    following = following_item(meeting.state)
    assert following is not None
    assert following.title == "Closing"


def test_a_check_in_between_two_items_returns_to_nothing() -> None:
    meeting = Meeting(then_ms=(60_000,))
    meeting.do(next_item)
    meeting.do(next_item)
    meeting.do(freeze)
    meeting.do(leave_plan, check_in=CHECK_IN)
    assert interrupted_item(meeting.state) is None
    assert meeting.state.items[meeting.state.room.item_id].title == CHECK_IN.title


def test_an_interrupted_item_may_be_gone_or_frozen_again() -> None:
    meeting = frozen()
    meeting.do(leave_plan, check_in=CHECK_IN)
    first = meeting.state.room.item_id
    meeting.do(freeze)
    meeting.do(leave_plan, check_in=CHECK_IN)
    meeting.do(next_item)
    assert meeting.state.room.item_id == first
    meeting.do(next_item)
    assert meeting.state.room.item_id == meeting.item
    meeting.do(pause_item, meeting.item)
    with pytest.raises(UserError, match="has taken place"):
        meeting.do(remove_item, first)


def test_an_interrupted_item_that_another_laptop_took_off_the_agenda_does_not_go_on() -> None:
    meeting = frozen()
    meeting.do(leave_plan, check_in=CHECK_IN)
    meeting.write(NewEvent(ev.ItemRemoved(), Subject(meeting.item)))
    assert interrupted_item(meeting.state) is None
    assert [item.title for item in items_to_come(meeting.state)] == ["Talk", "Break", "Closing"]


# -- legality --------------------------------------------------------------------------------------------


@pytest.mark.parametrize("way", WAYS)
def test_nothing_goes_on_where_nothing_is_frozen(way: str) -> None:
    meeting = frozen()
    meeting.do(release)
    with pytest.raises(UserError, match="Nothing is frozen now"):
        WAYS[way](meeting)
    meeting.do(freeze)
    meeting.do(close_session)
    with pytest.raises(UserError, match="Nothing is frozen now"):
        WAYS[way](meeting)


# -- the reason ------------------------------------------------------------------------------------------


def test_a_reason_is_kept_with_the_stretch_and_can_be_changed() -> None:
    meeting = frozen()
    meeting.do(give_reason, FreezeReason.ALERT, shelter=" the school’s cellar ", other="not kept")
    (stretch,) = meeting.state.stretches.values()
    assert (stretch.kind, stretch.reason, stretch.other) == (StretchKind.FROZEN, FreezeReason.ALERT, "")
    assert stretch.shelter == "the school’s cellar"
    assert meeting.do(give_reason, FreezeReason.ALERT, shelter="the school’s cellar") == []
    given = meeting.do(give_reason, FreezeReason.OTHER, other=WORDS, shelter="not kept")
    assert bodies(given) == [rev.ClocksFrozen(FreezeReason.OTHER, WORDS, "")]
    meeting.undo(given)
    assert next(iter(meeting.state.stretches.values())).reason is FreezeReason.ALERT
    meeting.do(leave_plan)
    with pytest.raises(UserError, match="Nothing is frozen now"):
        meeting.do(give_reason, FreezeReason.POWER)


@given(st.lists(st.sampled_from([*WAYS, "freeze", "next", "later", "undo"]), max_size=14), st.booleans())
def test_whatever_is_done_the_room_stays_sound(steps: list[str], checks_in: bool) -> None:
    """One item at most is on, nobody speaks in a frozen room anew, and an interrupted item is never lost."""
    meeting = frozen()
    done: list[list[Event]] = []
    for step in steps:
        try:
            if step == "undo" and done:
                meeting.undo(done.pop())
            elif step == "later":
                meeting.later(200)
            elif step in WAYS:
                done.append(WAYS[step](meeting, CHECK_IN if checks_in else None))
            elif step != "undo":
                done.append(meeting.do(freeze if step == "freeze" else next_item))
        except UserError:
            continue
        on = [item.item_id for item in items_in_order(meeting.state) if item.status is ItemStatus.RUNNING]
        assert on == [ItemId(meeting.state.room.item_id)] * len(on)
        interrupted = interrupted_item(meeting.state)
        assert interrupted is None or following_item(meeting.state) == interrupted

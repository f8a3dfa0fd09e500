"""Hints to the lead: only between turns, never a seat, and there when their time comes."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

from facilitator_console.log import Duration, Event
from facilitator_console.notes.commands import add_list_entry
from facilitator_console.notes.ids import GroupList
from facilitator_console.session.agenda import add_item, edit_item, next_item, pause_item
from facilitator_console.session.floor import end_quiet, end_turn, freeze, start_quiet, start_turn
from facilitator_console.session.queue import join_queue
from facilitator_console.views.hints import hints_between
from facilitator_console.views.room_view import room_view
from tests.helpers.controller import MINUTE_MS, Meeting

NO_AGREEMENTS = "no agreements yet"
BREAK_IS_NEAR = "less than ten minutes to the break"


def hints(meeting: Meeting) -> list[str]:
    return [str(hint) for hint in hints_between(meeting.state, meeting.now_ms)[0]]


def speak(meeting: Meeting, seat: int, seconds: float = 60) -> None:
    meeting.do(start_turn, meeting.people[seat - 1])
    meeting.later(seconds)
    meeting.do(end_turn, meeting.turn(seat))


def test_a_break_comes_near_by_time_alone() -> None:
    meeting = Meeting(planned_ms=20 * MINUTE_MS)
    meeting.do(add_item, "Break", planned_ms=Duration(15 * MINUTE_MS), format="break")
    assert (hints(meeting), room_view(meeting.state, meeting.now_ms).holds_until_ms) == (
        [],
        meeting.now_ms + 10 * MINUTE_MS,
    )
    meeting.later(10 * 60)
    assert hints(meeting) == [BREAK_IS_NEAR]
    assert room_view(meeting.state, meeting.now_ms).hints_between == hints_between(meeting.state, meeting.now_ms)[0]


def test_turns_and_minutes_since_the_last_sum_up() -> None:
    meeting = Meeting(8)
    for seat in (1, 2, 3, 4):
        speak(meeting, seat)
    assert hints(meeting) == ["4 seats were not heard yet"]
    speak(meeting, 5, 240)
    assert hints(meeting)[0] == "5 turns, 8 min since the last sum-up"
    meeting.do(start_quiet)
    assert hints(meeting) == []
    meeting.later(60)
    meeting.do(end_quiet)
    assert hints(meeting) == ["3 seats were not heard yet"]
    speak(meeting, 1, 600)
    assert hints(meeting)[0] == "1 turn, 10 min since the last sum-up"


def test_agreements_are_missed_once_the_first_item_is_over() -> None:
    meeting = Meeting(then_ms=(MINUTE_MS,))
    assert hints(meeting) == []
    meeting.do(next_item)
    assert hints(meeting) == [NO_AGREEMENTS]
    meeting.do(add_list_entry, GroupList.AGREEMENTS, "One at a time")
    assert hints(meeting) == []


def test_who_was_not_heard_is_a_number_and_only_where_nobody_waits() -> None:
    meeting = Meeting(3)
    assert hints(meeting) == []
    speak(meeting, 2)
    assert hints(meeting) == ["2 seats were not heard yet"]
    meeting.do(join_queue, meeting.people[0])
    assert hints(meeting) == []


def test_only_between_turns_while_clocks_go() -> None:
    meeting = Meeting(then_ms=(MINUTE_MS,))
    meeting.do(next_item)
    on = meeting.state.room.item_id
    stops: tuple[Callable[[], list[Event]], ...] = (
        lambda: meeting.do(start_turn, meeting.people[0]),
        lambda: meeting.do(start_quiet),
        lambda: meeting.do(pause_item, meeting.items[0]),
        lambda: meeting.do(freeze),
        *(partial(meeting.do, edit_item, on, format=name) for name in ("pairs", "breakout", "break")),
    )
    for stop in stops:
        assert hints(meeting) == [NO_AGREEMENTS]
        stopped = stop()
        assert hints(meeting) == []
        meeting.undo(stopped)

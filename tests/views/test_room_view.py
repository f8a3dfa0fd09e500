"""The picture of the room: equal while nothing happens, and for as long as it says; then the words in it."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import suppress

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from facilitator_console.runtime.catalogues import load_catalogue
from facilitator_console.session import agenda, floor, queue
from facilitator_console.session.ids import EntryId, Role, TurnKind
from facilitator_console.session.people import edit_participant, remove_participant
from facilitator_console.session.queue import join_queue, join_seats, leave_queue
from facilitator_console.session.rounds import pass_turn
from facilitator_console.session.timers import (
    Clock,
    ClockName,
    Timer,
    item_timer,
    quiet_timer,
    reading,
    turn_timer,
)
from facilitator_console.views.room_view import RoomView, Seat, room_view
from facilitator_console.views.seat_words import middle_words, room_words, seat_words
from facilitator_console.views.table_view import NextKind
from facilitator_console.words import UserError
from tests.helpers.controller import MINUTE_MS, Meeting, SessionController
from tests.helpers.talking import ORDERS

PEOPLE = 4


def view_of(meeting: SessionController) -> RoomView:
    return room_view(meeting.state, meeting.now_ms)


def seat_of(meeting: SessionController, number: int) -> Seat:
    return next(seat for seat in view_of(meeting).seats if seat.number == number)


def read(clock: Clock | None, meeting: Meeting) -> Timer | None:
    return reading(clock, meeting.now_ms) if clock else None


def queued(meeting: SessionController) -> list[tuple[int | None, str]]:
    return [(row.seat, str(row.waiting.reason)) for row in view_of(meeting).plenary.queue]


# -- equal while nothing happens --------------------------------------------------------------------------

Move = Callable[[Meeting, int], object]
MOVES: tuple[Move, ...] = (
    lambda meeting, seat: meeting.do(join_queue, meeting.people[seat]),
    lambda meeting, seat: meeting.do(join_queue, meeting.people[seat]),
    lambda meeting, seat: meeting.do(join_queue, meeting.people[seat], TurnKind.DIRECT_RESPONSE),
    lambda meeting, seat: meeting.do(floor.start_turn, meeting.people[seat]),
    lambda meeting, seat: meeting.do(floor.start_turn, meeting.people[seat], TurnKind.CLARIFYING_QUESTION),
    lambda meeting, _seat: meeting.do(floor.done),
    lambda meeting, _seat: meeting.do(floor.pause_turn, meeting.state.room.floor[-1]),
    lambda meeting, _seat: meeting.do(floor.resume_turn, meeting.state.room.floor[-1]),
    lambda meeting, _seat: meeting.do(floor.start_quiet),
    lambda meeting, _seat: meeting.do(floor.end_quiet),
    lambda meeting, _seat: meeting.do(floor.freeze),
    lambda meeting, _seat: meeting.do(floor.release),
    lambda meeting, _seat: meeting.do(agenda.pause_item, meeting.item),
    lambda meeting, _seat: meeting.do(agenda.resume_item, meeting.item),
    lambda meeting, seat: meeting.do(pass_turn, meeting.people[seat], for_now=bool(seat % 2)),
    lambda meeting, _seat: meeting.do(queue.pause_queue),
    lambda meeting, _seat: meeting.do(agenda.close_session),
    lambda meeting, _seat: meeting,
)
STAYS = len(MOVES) - 1
STEPS = st.lists(
    st.tuples(st.integers(0, len(MOVES) - 1), st.integers(0, PEOPLE - 1), st.integers(0, 2 * MINUTE_MS)), max_size=25
)


@settings(max_examples=200)
@given(st.sampled_from(ORDERS), st.sampled_from([0, 45_000, 120_000]), st.sampled_from([0, 60_000, 600_000]), STEPS)
def test_a_picture_holds_as_long_as_it_says(
    order: str, turn_limit_ms: int, planned_ms: int, steps: list[tuple[int, int, int]]
) -> None:
    meeting = Meeting(PEOPLE, order=order, turn_limit_ms=turn_limit_ms, planned_ms=planned_ms)
    meeting.do(floor.start_turn, meeting.people[0])
    for seat in (0, 1):
        with suppress(UserError):
            meeting.do(join_queue, meeting.people[seat])
    for number, seat, after_ms in [(STAYS, 0, 90_000), *steps]:
        with suppress(UserError, IndexError):
            MOVES[number](meeting, seat)
        view = view_of(meeting)
        until_ms = view.holds_until_ms
        assert until_ms is None or until_ms > meeting.now_ms
        meeting.clock.advance(after_ms if until_ms is None else min(after_ms, until_ms - meeting.now_ms - 1))
        assert view_of(meeting) == view
        for clock, timer in (
            (view.item, item_timer),
            (view.plenary.turn, turn_timer),
            (view.plenary.quiet, quiet_timer),
        ):
            assert read(clock, meeting) == timer(meeting.state, meeting.now_ms)
        meeting.clock.advance(after_ms)


def test_time_alone_moves_nobody_and_the_next_event_does() -> None:
    meeting = Meeting(3, order="balanced_stack", turn_limit_ms=0)
    for seconds, seat in ((40, 1), (20, 0)):
        meeting.do(floor.start_turn, meeting.people[seat])
        meeting.later(seconds)
    meeting.do(join_seats, [1, 2])
    view = view_of(meeting)
    assert [seat for seat, _ in queued(meeting)] == [1, 2]
    assert view.holds_until_ms is None
    meeting.later(600)
    assert view_of(meeting) == view
    meeting.do(floor.pause_turn, meeting.turn(1))
    assert [seat for seat, _ in queued(meeting)] == [2, 1]


def test_a_paused_turn_gives_way_to_the_item_when_that_ends_first() -> None:
    meeting = Meeting(planned_ms=2 * MINUTE_MS, turn_limit_ms=MINUTE_MS)
    meeting.do(floor.start_turn, meeting.people[0])
    meeting.do(floor.pause_turn, meeting.turn(1))
    view = view_of(meeting)
    assert view.plenary.biggest is ClockName.TURN
    assert view.holds_until_ms == meeting.now_ms + MINUTE_MS + 1
    meeting.clock.advance(MINUTE_MS)
    assert view_of(meeting).plenary.biggest is ClockName.TURN
    meeting.clock.advance(1)
    assert view_of(meeting).plenary.biggest is ClockName.ITEM


def test_clocks_that_stand_look_the_same_whatever_happens_meanwhile() -> None:
    meeting = Meeting()
    meeting.do(floor.start_turn, meeting.people[0])
    meeting.do(agenda.pause_item, meeting.item)
    view = view_of(meeting)
    meeting.later(10)
    entry = meeting.make(join_queue, meeting.people[1])
    meeting.later(10)
    meeting.do(leave_queue, EntryId(entry))
    assert view_of(meeting) == view


def test_only_what_shows_makes_another_picture() -> None:
    meeting = Meeting()
    view = view_of(meeting)
    meeting.add_item("Later", planned_ms=MINUTE_MS)
    meeting.do(edit_participant, meeting.people[0], label="К. П.")
    assert view_of(meeting).seats == view.seats
    meeting.do(join_queue, meeting.people[0])
    assert view_of(meeting) != view


# -- seats ------------------------------------------------------------------------------------------------


def test_seats_with_their_places_in_the_queue() -> None:
    meeting = Meeting()
    meeting.do(floor.start_turn, meeting.people[0])
    for seat in (2, 1, 0):
        meeting.do(join_queue, meeting.people[seat])
    meeting.do(floor.start_turn, meeting.people[3], TurnKind.POINT_OF_PROCESS)
    assert [seat.place for seat in view_of(meeting).seats] == [3, 2, 1, 0]
    one, four = seat_of(meeting, 1), seat_of(meeting, 4)
    assert (one.is_heard, one.waits, one.speaks, one.is_interrupted, one.goes_on_next) == (
        True,
        True,
        False,
        True,
        True,
    )
    assert (four.is_heard, four.waits, four.speaks, four.is_interrupted) == (False, False, True, False)
    assert [str(part) for part in seat_words(one)] == ["Seat 1", "interrupted, goes on next", "waiting", "heard"]
    meeting.do(edit_participant, meeting.people[2], role=Role.EXPERT)
    meeting.do(remove_participant, meeting.people[1])
    assert [str(part) for part in seat_words(seat_of(meeting, 3))] == ["Seat 3", "waiting", "watches"]
    assert [seat.number for seat in view_of(meeting).seats] == [1, 3, 4]


def test_a_round_has_places_without_entries_and_knows_who_passed() -> None:
    meeting = Meeting(order="go_around")
    meeting.do(pass_turn, meeting.people[0])
    meeting.do(pass_turn, meeting.people[1], for_now=True)
    seats = view_of(meeting).seats
    assert [seat.place for seat in seats] == [0, 3, 1, 2]
    assert [seat.has_passed for seat in seats] == [True, False, False, False]
    assert not any(seat.waits for seat in seats)


# -- words ------------------------------------------------------------------------------------------------


def said(meeting: SessionController) -> str:
    return " ".join(map(load_catalogue("en").text, room_words(view_of(meeting))))


def test_the_room_in_words() -> None:
    meeting = Meeting()
    assert said(meeting) == "Nobody is speaking. Not heard yet: 1, 2, 3 and 4."
    assert str(view_of(meeting).unheard) == "4 seats"
    meeting.do(floor.start_turn, meeting.people[0])
    meeting.do(join_queue, meeting.people[2])
    assert said(meeting) == "Seat 1 is speaking. Waiting: 3. Not heard yet: 2, 3 and 4."
    meeting.do(floor.someone_else_speaks)
    assert said(meeting) == "Someone else is speaking. Next: seat 1, goes on. Waiting: 3. Not heard yet: 2, 3 and 4."
    assert middle_words(view_of(meeting)).seat is None
    meeting.do(floor.start_quiet)
    assert str(view_of(meeting).plenary.doing) == "someone else, paused: time to think"


@pytest.mark.parametrize(
    ("order", "held", "kind", "words"),
    [
        ("stack", False, NextKind.CALLED, "came first"),
        ("stack", True, NextKind.OTHER, "came first, queue paused"),
        ("open_floor", False, NextKind.NOBODY, "free conversation"),
    ],
)
def test_who_is_next_and_why(order: str, kind: NextKind, words: str, *, held: bool) -> None:
    meeting = Meeting(order=order)
    if order != "open_floor":
        meeting.do(join_queue, meeting.people[1])
    if held:
        meeting.do(queue.pause_queue)
    next_up = view_of(meeting).plenary.next_up
    assert (next_up.kind, str(next_up.reason)) == (kind, words)
    assert next_up.seat == (None if kind is NextKind.NOBODY else 2)


def test_what_is_said_of_clocks_that_stand() -> None:
    meeting = Meeting()
    meeting.do(floor.start_turn, meeting.people[0])
    assert view_of(meeting).hints == ()
    meeting.do(floor.pause_turn, meeting.turn(1))
    assert [str(hint) for hint in view_of(meeting).hints] == ["The turn is paused; the item goes on."]
    meeting.do(floor.start_quiet)
    assert view_of(meeting).hints == ()
    meeting.do(agenda.pause_item, meeting.item)
    assert [str(hint) for hint in view_of(meeting).hints] == ["The item is paused: no clock runs."]
    meeting.do(floor.freeze)
    assert [str(hint) for hint in view_of(meeting).hints] == ["Everything is frozen: no clock runs."]


def test_before_and_after_the_agenda() -> None:
    empty = SessionController()
    empty.do(agenda.create_session, "Dialogue")
    view = view_of(empty)
    assert (str(view.question), str(view.upcoming), view.upcoming_ms) == ("Dialogue", "No agenda yet", None)
    assert said(empty) == "No seats yet."
    meeting = Meeting(then_ms=[MINUTE_MS])
    assert (str(view_of(meeting).upcoming), view_of(meeting).upcoming_ms) == ("Not started yet: “Then”", MINUTE_MS)
    meeting.do(agenda.next_item)
    assert (str(view_of(meeting).upcoming), view_of(meeting).upcoming_ms) == ("Nothing more is planned", None)
    meeting.do(agenda.close_session)
    view = view_of(meeting)
    assert (view.item_id, str(view.question), view.is_closed) == ("", "Dialogue", True)

"""Rounds: each is asked once; passing, another round, the other way, and whether the time is enough."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import suppress

import pytest
from hypothesis import given
from hypothesis import strategies as st

from facilitator_console.dialogue.state import State
from facilitator_console.log import Duration, Instant, NewEvent, Subject
from facilitator_console.session import room_events as rev
from facilitator_console.session.agenda import edit_item, end_item, extend_item, pause_item, start_item
from facilitator_console.session.calling_order import speaking_order
from facilitator_console.session.floor import done, end_turn, freeze, interpose, pause_turn, start_turn
from facilitator_console.session.formats import Waiting, all_orders, order_of
from facilitator_console.session.formats.go_around import IN_ROUND
from facilitator_console.session.ids import NO_ENTRY, NO_TURN, ItemId, ParticipantId, Role, TurnKind
from facilitator_console.session.people import edit_participant
from facilitator_console.session.presence import come_back, leave_room
from facilitator_console.session.queue import join_queue, pause_queue, resume_queue, use_order
from facilitator_console.session.rounds import (
    another_round,
    begin_round_with,
    pass_for_now,
    pass_turn,
    round_time,
    shorten_turns,
    turn_round,
    whose_turn,
)
from facilitator_console.words import UserError
from tests.helpers.controller import MINUTE_MS, START_MS, Meeting, bodies, kinds
from tests.helpers.talking import talking


def asked(meeting: Meeting) -> list[int]:
    """Seats in the order in which they are asked."""
    waiting = speaking_order(meeting.state)
    return [meeting.state.participants[one.participant_id].seat for one in waiting]


def called(meeting: Meeting, turns: int) -> list[int]:
    """Seats that `done` calls, one after another."""
    seats = []
    for _ in range(turns):
        meeting.do(done)
        seats.append(meeting.speaks)
        meeting.later(10)
    return seats


def begun_anew(meeting: Meeting, **settings: object) -> ItemId:
    """Another item, with these settings, that is on."""
    item = meeting.add_item("Round", planned_ms=20 * MINUTE_MS, order="go_around", turn_limit_ms=MINUTE_MS)
    meeting.do(edit_item, item, settings=settings)
    meeting.do(start_item, item)
    return item


# -- where it begins, and which way it goes ---------------------------------------------------------------


def test_the_item_begins_with_its_round_in_one_command() -> None:
    meeting = Meeting(4)
    item = meeting.add_item("Round", order="go_around")
    meeting.do(edit_item, item, settings={"first_seat": 3, "backwards": True})
    started = meeting.do(start_item, item)
    assert kinds(started) == ["item_started", "round_started"]
    assert bodies(started)[1] == rev.RoundStarted(item, first_id=meeting.people[2], backwards=True, era=0)
    meeting.undo(started)
    assert not meeting.state.rounds


@pytest.mark.parametrize(
    ("settings", "seats"),
    [
        ({}, [1, 2, 3, 4, 0]),
        ({"first_seat": 3}, [3, 4, 1, 2, 0]),
        ({"backwards": True}, [4, 3, 2, 1, 0]),
        ({"first_seat": 2, "backwards": True}, [2, 1, 4, 3, 0]),
        ({"first_seat": 77}, [1, 2, 3, 4, 0]),
        ({"first_seat": "three", "backwards": "yes"}, [1, 2, 3, 4, 0]),
    ],
)
def test_the_settings_choose_the_first_seat_and_the_way(settings: dict[str, object], seats: list[int]) -> None:
    meeting = Meeting(4)
    begun_anew(meeting, **settings)
    assert called(meeting, 5) == seats


def test_whom_a_round_asks_has_no_entry_and_a_seat_that_is_not_there_begins_none() -> None:
    meeting = Meeting(1)
    begun_anew(meeting, first_seat=9)
    why, words = IN_ROUND
    assert speaking_order(meeting.state) == (Waiting(meeting.people[0], TurnKind.CONTRIBUTION, NO_ENTRY, words, why),)
    assert [one.first_id for one in meeting.state.rounds.values()] == [""]


def test_before_anyone_has_spoken_the_first_seat_can_be_chosen_anew() -> None:
    meeting = Meeting(4, order="go_around")
    (begun,) = bodies(meeting.do(begin_round_with, meeting.people[2]))
    assert begun == rev.RoundStarted(meeting.item, first_id=meeting.people[2], era=0)
    turned = rev.RoundStarted(meeting.item, first_id=meeting.people[2], backwards=True, era=0)
    assert bodies(meeting.do(turn_round, backwards=True)) == [turned]
    assert called(meeting, 5) == [3, 2, 1, 4, 0]


def test_within_the_round_another_seat_goes_on_and_who_had_a_turn_is_not_asked_again() -> None:
    meeting = Meeting(5, order="go_around")
    assert called(meeting, 2) == [1, 2]
    meeting.do(begin_round_with, meeting.people[3])
    assert asked(meeting) == [4, 5, 3]
    with pytest.raises(UserError, match="Seat 1 is not asked any more"):
        meeting.do(begin_round_with, meeting.people[0])
    assert called(meeting, 4) == [4, 5, 3, 0]


def test_within_the_round_the_way_can_be_turned() -> None:
    meeting = Meeting(5, order="go_around")
    assert called(meeting, 2) == [1, 2]
    meeting.do(turn_round, backwards=True)
    with pytest.raises(UserError, match="goes this way already"):
        meeting.do(turn_round, backwards=True)
    assert called(meeting, 4) == [5, 4, 3, 0]


def test_an_item_that_was_ended_by_mistake_goes_on_with_the_same_round() -> None:
    meeting = Meeting(4)
    item = begun_anew(meeting, backwards=True)
    assert called(meeting, 2) == [4, 3]
    meeting.do(end_item, item)
    meeting.do(start_item, item)
    assert called(meeting, 3) == [2, 1, 0]


def test_a_round_goes_on_after_another_item_had_one_of_its_own() -> None:
    meeting = Meeting(4, order="go_around")
    assert called(meeting, 2) == [1, 2]
    begun_anew(meeting)
    assert called(meeting, 1) == [1]
    meeting.do(start_item, meeting.item)
    assert called(meeting, 3) == [3, 4, 0]


def test_who_passed_in_a_round_is_asked_in_the_next_one() -> None:
    meeting = Meeting(3, order="go_around")
    meeting.do(pass_turn, meeting.people[1])
    assert called(meeting, 3) == [1, 3, 0]
    meeting.do(another_round)
    assert asked(meeting) == [1, 2, 3]


def test_a_round_goes_on_behind_who_spoke_last_wherever_it_began() -> None:
    meeting = Meeting(5, order="go_around")
    meeting.do(begin_round_with, meeting.people[2])
    assert called(meeting, 1) == [3]
    meeting.do(start_turn, meeting.people[0])
    assert asked(meeting) == [2, 4, 5]
    meeting.do(turn_round, backwards=True)
    assert asked(meeting) == [5, 4, 2]


@pytest.mark.parametrize(("backwards", "seats"), [(False, [4, 5, 1, 2]), (True, [2, 1, 5, 4])])
def test_an_item_that_was_ended_by_mistake_goes_on_the_same_way(backwards: bool, seats: list[int]) -> None:
    meeting = Meeting(5, order="go_around")
    if backwards:
        meeting.do(turn_round, backwards=True)
    meeting.do(start_turn, meeting.people[2])
    meeting.do(end_item, meeting.item)
    meeting.do(start_item, meeting.item)
    assert asked(meeting) == seats


@pytest.mark.parametrize("order", ["go_around", "talking_piece"])
def test_who_speaks_in_the_round_has_begun_and_is_not_done(order: str) -> None:
    meeting = Meeting(3, order=order)
    called(meeting, 2)
    item = meeting.state.items[meeting.item]
    progress = order_of(item).progress(meeting.state, item)  # type: ignore[attr-defined] # of a round
    assert (progress.had, progress.speaking) == ((*meeting.people[:2],), (meeting.people[1],))


def test_another_round_asks_everyone_anew_from_the_same_seat() -> None:
    meeting = Meeting(3, order="go_around")
    with pytest.raises(UserError, match="only begun"):
        meeting.do(another_round)
    meeting.do(begin_round_with, meeting.people[1])
    assert called(meeting, 4) == [2, 3, 1, 0]
    meeting.do(turn_round, backwards=True)
    meeting.do(turn_round, backwards=False)
    assert kinds(meeting.do(another_round)) == ["round_started"]
    assert called(meeting, 4) == [2, 3, 1, 0]
    meeting.do(another_round)
    meeting.do(turn_round, backwards=True)
    assert called(meeting, 4) == [2, 1, 3, 0]
    again = rev.RoundStarted(meeting.item, first_id=meeting.people[1], backwards=True, era=0)
    assert bodies(meeting.do(another_round)) == [again]


def test_a_round_that_is_chosen_in_the_middle_asks_everyone_also_who_spoke_before() -> None:
    meeting = Meeting(3)
    meeting.do(start_turn, meeting.people[0])
    meeting.later(10)
    meeting.do(done)
    (order,) = (one for one in all_orders() if one.name == "go_around")
    assert kinds(meeting.do(use_order, meeting.item, order)) == ["item_edited", "round_started"]
    assert asked(meeting) == [1, 2, 3]


def test_a_round_of_an_older_release_without_its_event_goes_on() -> None:
    meeting = Meeting(3)
    meeting.do(edit_item, meeting.item, **talking("go_around"))
    assert not meeting.state.rounds
    turned = [NewEvent(rev.RoundStarted(meeting.item, backwards=True))]
    assert turn_round(meeting.state, meeting.now_ms, backwards=True) == turned
    assert called(meeting, 1) == [1]
    assert another_round(meeting.state, meeting.now_ms) == [NewEvent(rev.RoundStarted(meeting.item))]
    meeting.do(turn_round, backwards=True)
    assert called(meeting, 3) == [3, 2, 0]


# -- passing ----------------------------------------------------------------------------------------------


def test_after_pass_for_now_the_next_one_speaks_and_the_same_key_makes_it_a_pass() -> None:
    meeting = Meeting(4, order="go_around")
    meeting.do(done)
    meeting.later(5)
    first = meeting.do(pass_for_now)
    assert kinds(first) == ["passed", "turn_started"]
    assert (meeting.speaks, asked(meeting)) == (2, [3, 4, 1])
    meeting.later(2.9)
    second = meeting.do(pass_for_now)
    assert bodies(second) == [rev.Passed(meeting.people[0], meeting.item, round_id=meeting.state.room.round_id, era=0)]
    assert (meeting.speaks, asked(meeting)) == (2, [3, 4])
    meeting.later(0.5)
    meeting.do(pass_for_now)
    assert (meeting.speaks, asked(meeting)) == (3, [4, 2])


def test_later_than_three_seconds_the_key_is_about_who_speaks_now() -> None:
    meeting = Meeting(4, order="go_around")
    meeting.do(done)
    meeting.do(pass_for_now)
    meeting.later(3.1)
    meeting.do(pass_for_now)
    assert (meeting.speaks, asked(meeting)) == (3, [4, 1, 2])


def test_at_three_seconds_the_key_is_still_about_who_passed() -> None:
    meeting = Meeting(3, order="go_around")
    meeting.do(pass_for_now)
    meeting.later(3)
    meeting.do(pass_for_now)
    assert (meeting.speaks, asked(meeting)) == (2, [3])


def test_whose_turn_it_is_is_told_in_a_round_only() -> None:
    meeting = Meeting(3, order="go_around")
    assert whose_turn(meeting.state) == meeting.people[0]
    called(meeting, 2)
    assert whose_turn(meeting.state) == meeting.people[1]
    other = Meeting(3)
    other.do(start_turn, other.people[0])
    assert whose_turn(other.state) is None


def test_once_the_room_went_on_the_key_is_about_who_speaks_now() -> None:
    meeting = Meeting(4, order="go_around")
    meeting.do(done)
    meeting.do(pass_for_now)
    meeting.later(1)
    meeting.do(done)
    meeting.do(pass_for_now)
    assert (meeting.speaks, asked(meeting)) == (4, [1, 3])


def test_before_anyone_speaks_the_key_is_about_who_is_up_next() -> None:
    meeting = Meeting(3, order="go_around")
    assert kinds(meeting.do(pass_for_now)) == ["passed", "turn_started"]
    assert (meeting.speaks, asked(meeting)) == (2, [3, 1])


def test_who_is_the_last_one_left_may_pass_for_now_once_and_then_passes() -> None:
    meeting = Meeting(2, order="go_around")
    assert called(meeting, 1) == [1]
    meeting.do(pass_for_now)
    meeting.later(10)
    assert (meeting.speaks, asked(meeting)) == (2, [1])
    meeting.do(done)
    meeting.later(10)
    assert meeting.speaks == 1
    meeting.do(pass_for_now)
    assert (meeting.speaks, asked(meeting)) == (0, [])
    with pytest.raises(UserError, match="Everyone has been asked"):
        meeting.do(pass_for_now)


def test_whoever_passed_for_now_may_do_so_again_while_others_are_left() -> None:
    meeting = Meeting(3, order="go_around")
    for _ in range(2):
        meeting.do(pass_for_now)
        meeting.later(10)
    assert called(meeting, 1) == [1]
    meeting.do(pass_for_now)
    assert (meeting.speaks, asked(meeting)) == (2, [1])


def test_who_is_alone_in_a_round_may_pass_for_now_once() -> None:
    meeting = Meeting(1, order="go_around")
    round_id = meeting.state.room.round_id
    for for_now in (True, False):
        passed = bodies(meeting.do(pass_for_now))
        assert passed == [rev.Passed(meeting.people[0], meeting.item, for_now, NO_TURN, round_id, era=0)]
        meeting.later(10)


def test_who_only_watches_is_not_asked_and_does_not_pass() -> None:
    meeting = Meeting(2, order="go_around")
    meeting.do(edit_participant, meeting.people[1], role=Role.OBSERVER)
    with pytest.raises(UserError, match=r"^Seat 2 watches and takes no turns\.$"):
        meeting.do(pass_turn, meeting.people[1])


def test_in_a_paused_queue_nobody_begins_after_a_pass_and_the_second_press_still_counts() -> None:
    meeting = Meeting(3, order="go_around")
    meeting.do(done)
    meeting.do(pause_queue)
    assert kinds(meeting.do(pass_for_now)) == ["passed"]
    meeting.later(1)
    meeting.do(pass_for_now)
    assert (meeting.speaks, asked(meeting)) == (0, [2, 3])


def test_whoever_passes_while_somebody_interposes_lets_nobody_else_begin() -> None:
    meeting = Meeting(3, order="go_around")
    meeting.do(done)
    meeting.do(start_turn, meeting.people[2], TurnKind.POINT_OF_PROCESS)
    assert kinds(meeting.do(pass_for_now)) == ["passed"]
    assert meeting.speaks == 3
    meeting.do(done)
    assert meeting.speaks == 2


def test_a_seat_that_passes_beforehand_does_not_move_the_round() -> None:
    meeting = Meeting(5, order="go_around")
    assert called(meeting, 2) == [1, 2]
    assert kinds(meeting.do(pass_turn, meeting.people[3])) == ["passed"]
    assert called(meeting, 3) == [3, 5, 0]


def test_passing_lets_a_paused_item_go_on_with_the_next() -> None:
    meeting = Meeting(3, order="go_around")
    meeting.do(done)
    meeting.do(pause_item, meeting.item)
    assert kinds(meeting.do(pass_for_now)) == ["passed", "item_resumed", "turn_started"]


def test_nobody_passes_where_no_round_is_on_or_everything_is_frozen() -> None:
    meeting = Meeting(3)
    for command in (pass_for_now, another_round):
        with pytest.raises(UserError, match="no round is on"):
            meeting.do(command)
    meeting.do(edit_item, meeting.item, **talking("go_around"))
    meeting.do(freeze)
    with pytest.raises(UserError, match="Everything is frozen"):
        meeting.do(pass_for_now)
    with pytest.raises(UserError, match="Everything is frozen"):
        meeting.do(pass_turn, meeting.people[2])


def test_who_spoke_for_a_while_before_passing_has_had_a_turn() -> None:
    meeting = Meeting(3, order="go_around")
    item, round_id = meeting.item, meeting.state.room.round_id
    called(meeting, 1)
    first = meeting.turn(1)
    meeting.later(20)
    given = pass_turn(meeting.state, meeting.now_ms, meeting.people[0])[0]
    assert given == NewEvent(rev.Passed(meeting.people[0], item, turn_id=first, round_id=round_id))
    meeting.later(0.001)
    meeting.do(start_turn, meeting.people[2], TurnKind.POINT_OF_PROCESS)
    assert pass_turn(meeting.state, meeting.now_ms, meeting.people[0]) == [
        NewEvent(rev.TurnEnded(), Subject(first)),
        NewEvent(rev.Passed(meeting.people[0], item, round_id=round_id)),
    ]


def test_who_is_left_may_pass_for_now_whoever_else_did() -> None:
    meeting = Meeting(2, order="go_around")
    for wait in (1, 10, 10):
        meeting.do(pass_for_now)
        meeting.later(wait)
    assert [passed.for_now for passed in meeting.state.passes.values()] == [True, False, True]


# -- the talking piece ------------------------------------------------------------------------------------


def test_the_talking_piece_goes_around_again_and_again_past_who_passes() -> None:
    meeting = Meeting(3, order="talking_piece")
    assert called(meeting, 4) == [1, 2, 3, 1]
    meeting.later(5)
    meeting.do(pass_for_now)
    assert meeting.speaks == 2
    meeting.later(5)
    assert called(meeting, 4) == [3, 1, 2, 3]


def test_who_had_the_talking_piece_last_comes_last_also_once_nobody_speaks() -> None:
    meeting = Meeting(3, order="talking_piece")
    called(meeting, 3)
    meeting.do(end_turn, meeting.turn(3))
    assert asked(meeting) == [1, 2, 3]


@pytest.mark.parametrize(
    ("backwards", "took", "seats"), [(False, (1, 3, 4), [5, 2, 3, 1]), (True, (5, 3, 2), [1, 4, 3, 5])]
)
def test_once_all_have_had_the_talking_piece_it_goes_on_behind_the_last_of_them(
    backwards: bool,
    took: tuple[int, ...],
    seats: list[int],
) -> None:
    meeting = Meeting(5, order="talking_piece")
    if backwards:
        meeting.do(turn_round, backwards=True)
    for seat in took:
        meeting.do(start_turn, meeting.people[seat - 1])
    assert asked(meeting) == seats


def test_who_comes_late_gets_the_talking_piece_once_in_each_time_around() -> None:
    meeting = Meeting(4, order="talking_piece")
    meeting.do(leave_room, meeting.people[1])
    assert called(meeting, 6) == [1, 3, 4, 1, 3, 4]
    meeting.do(come_back, meeting.people[1])
    assert called(meeting, 5) == [2, 3, 4, 1, 2]


# -- time ---------------------------------------------------------------------------------------------------


def timed(people: int = 11, planned_ms: int = 10 * MINUTE_MS) -> Meeting:
    return Meeting(people, order="go_around", turn_limit_ms=MINUTE_MS, planned_ms=planned_ms)


def test_a_round_that_no_longer_fits_says_so_and_proposes_a_shorter_turn() -> None:
    meeting = timed(8)
    time = round_time(meeting.state, meeting.now_ms)
    assert time is not None
    assert (time.people, time.each_ms, time.fits, time.shorter_ms) == (8, MINUTE_MS, True, None)
    meeting.later(61)
    time = round_time(meeting.state, meeting.now_ms)
    assert time is not None
    assert (time.fits, time.shorter_ms) == (False, 45_000)
    meeting.do(shorten_turns, meeting.item, Duration(45_000))
    time = round_time(meeting.state, meeting.now_ms)
    assert time is not None
    assert (time.each_ms, time.fits) == (45_000, True)
    meeting.do(done)
    assert meeting.state.turns[meeting.turn(1)].limit_ms == 45_000


def test_what_is_left_of_the_turn_that_is_on_is_not_there_for_the_others() -> None:
    meeting = timed(8, 8 * MINUTE_MS + MINUTE_MS // 2)
    meeting.do(done)
    time = round_time(meeting.state, meeting.now_ms)
    assert time is not None
    assert (time.people, time.fits) == (7, False)


def test_a_turn_with_which_it_just_fits_is_proposed_and_without_limits_nothing_is_told() -> None:
    meeting = timed(8, 7 * MINUTE_MS)
    time = round_time(meeting.state, meeting.now_ms)
    assert time is not None
    assert (time.fits, time.shorter_ms) == (False, 45_000)
    for turn_ms, planned_ms in ((0, 10 * MINUTE_MS), (MINUTE_MS, 0)):
        free = Meeting(3, order="go_around", turn_limit_ms=turn_ms, planned_ms=planned_ms)
        assert round_time(free.state, free.now_ms) is None


def test_it_fits_for_as_long_as_a_minute_to_spare_lasts() -> None:
    meeting = timed(8)
    time = round_time(meeting.state, meeting.now_ms)
    assert time is not None
    assert time.holds_until_ms == START_MS + MINUTE_MS + 1
    meeting.do(done)
    meeting.later(10)
    meeting.do(pause_turn, meeting.turn(1))
    time = round_time(meeting.state, meeting.now_ms)
    assert time is not None
    assert time.holds_until_ms == meeting.now_ms + MINUTE_MS + 1


def test_where_not_even_half_a_minute_fits_nothing_is_proposed() -> None:
    meeting = timed(30, 5 * MINUTE_MS)
    time = round_time(meeting.state, meeting.now_ms)
    assert time is not None
    assert (time.fits, time.shorter_ms, time.holds_until_ms) == (False, None, None)


def test_who_speaks_through_an_interpreter_counts_double_and_has_double_time() -> None:
    meeting = timed(8)
    meeting.do(edit_participant, meeting.people[0], interpreted=True)
    time = round_time(meeting.state, meeting.now_ms)
    assert time is not None
    assert time.fits
    meeting.do(edit_participant, meeting.people[1], interpreted=True)
    time = round_time(meeting.state, meeting.now_ms)
    assert time is not None
    assert not time.fits
    meeting.do(done)
    assert meeting.state.turns[meeting.turn(1)].limit_ms == 2 * MINUTE_MS
    meeting.do(interpose, TurnKind.POINT_OF_PROCESS, [3], at_once=True)
    assert meeting.state.turns[meeting.turn(3)].limit_ms == MINUTE_MS


def _pause(state: State, now_ms: Instant) -> list[NewEvent]:
    return pause_turn(state, now_ms, state.room.floor[-1] if state.room.floor else NO_TURN)


def _more(state: State, now_ms: Instant) -> list[NewEvent]:
    return extend_item(state, now_ms, state.room.item_id)


@given(
    st.integers(1, 12),
    st.integers(1, 15),
    st.lists(st.tuples(st.sampled_from((done, pass_for_now, _pause, _more)), st.sampled_from((0, 7, 31, 64, 100)))),
)
def test_time_alone_changes_nothing_before_the_instant_that_is_named(
    people: int, minutes: int, doings: list[tuple[Callable[[State, Instant], list[NewEvent]], int]]
) -> None:
    meeting = timed(people, minutes * MINUTE_MS)
    for command, seconds in doings:
        with suppress(UserError):
            meeting.do(command)
        meeting.later(seconds)
    now = round_time(meeting.state, meeting.now_ms)
    until_ms = now.holds_until_ms if now else None
    if until_ms is None:
        assert round_time(meeting.state, Instant(meeting.now_ms + 10**7)) == now
        return
    assert until_ms > meeting.now_ms
    assert round_time(meeting.state, Instant(until_ms - 1)) == now
    then = round_time(meeting.state, until_ms)
    assert now is not None
    assert then is not None
    assert (then.fits, then.shorter_ms) != (now.fits, now.shorter_ms)


def test_the_queue_beside_a_round_comes_after_it() -> None:
    meeting = Meeting(2, order="go_around")
    meeting.do(join_queue, meeting.people[0])
    meeting.do(pause_queue)
    meeting.do(resume_queue)
    assert asked(meeting) == [1, 2, 1]


def test_an_empty_chair_is_skipped_and_asked_once_it_is_taken_again() -> None:
    meeting = Meeting(4, order="go_around")
    meeting.do(leave_room, meeting.people[1])
    assert called(meeting, 2) == [1, 3]
    meeting.do(come_back, meeting.people[1])
    assert asked(meeting) == [4, 2]
    with pytest.raises(UserError, match="not in this session"):
        meeting.do(begin_round_with, ParticipantId("gone"))


def test_while_somebody_speaks_within_their_time_nothing_is_lost() -> None:
    meeting = timed(8)
    meeting.do(done)
    for seconds in (0, 30, 29):
        meeting.later(seconds)
        time = round_time(meeting.state, meeting.now_ms)
        assert time is not None
        # 10:00 less a minute to close, this minute and 7 more: a minute to spare, from the end of this turn.
        assert (time.people, time.fits, time.holds_until_ms) == (7, True, START_MS + 2 * MINUTE_MS + 1)

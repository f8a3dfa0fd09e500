"""Pairs and threes: who is with whom, the parts, and that nobody has the floor."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from itertools import combinations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from facilitator_console.log import Duration
from facilitator_console.session.agenda import add_item, edit_item, end_item, leave_item, start_item
from facilitator_console.session.calling_order import coming_up
from facilitator_console.session.floor import (
    call_back,
    choose,
    choose_seats,
    done,
    freeze,
    interpose,
    someone_else_speaks,
    start_turn,
)
from facilitator_console.session.formats.pairs import (
    PARTS,
    deal_others,
    give_part_more,
    next_part,
    part_on,
    sets_on,
    switch,
)
from facilitator_console.session.ids import ItemId, TurnKind
from facilitator_console.session.people import add_participant
from facilitator_console.session.plan import tight_rounds
from facilitator_console.session.presence import come_back, leave_room
from facilitator_console.session.queue import join_queue
from facilitator_console.session.room_events import PlacesDealt, RoundStarted
from facilitator_console.session.timers import reading, round_clock
from facilitator_console.words import UserError
from tests.helpers.controller import MINUTE_MS, Meeting, SessionController, bodies, kinds


def paired(people: int, *, planned_ms: int = 10 * MINUTE_MS, **settings: object) -> Meeting:
    """A meeting whose item that is on is in pairs."""
    meeting = Meeting(people)
    begin(meeting, planned_ms=planned_ms, **settings)
    return meeting


def begin(meeting: Meeting, *, planned_ms: int = 10 * MINUTE_MS, **settings: object) -> ItemId:
    item = meeting.make(add_item, "Pairs", format="pairs", planned_ms=Duration(planned_ms), settings=settings)
    meeting.do(start_item, ItemId(item))
    return ItemId(item)


def sets(meeting: Meeting) -> list[tuple[int, ...]]:
    """Seats that are together."""
    item = meeting.state.items[meeting.state.room.item_id]
    return [
        tuple(meeting.state.participants[one].seat for one in together) for together in sets_on(meeting.state, item)
    ]


def pairs_of(together: Sequence[Sequence[int]]) -> list[tuple[int, ...]]:
    return [pair for one in together for pair in combinations(sorted(one), 2)]


@pytest.mark.parametrize(
    ("people", "size", "expected"),
    [
        (11, 2, [(1, 2), (3, 4), (5, 6), (7, 8), (9, 10, 11)]),
        (4, 2, [(1, 2), (3, 4)]),
        (3, 2, [(1, 2, 3)]),
        (1, 2, [(1,)]),
        (0, 2, []),
        (9, 3, [(1, 2, 3), (4, 5, 6), (7, 8, 9)]),
        (8, 3, [(1, 2, 3), (4, 5, 6), (7, 8)]),
        (7, 3, [(1, 2, 3), (4, 5, 6, 7)]),
        (4, 99, [(1, 2, 3, 4)]),
        (8, 99, [(1, 2, 3), (4, 5, 6), (7, 8)]),
        (4, 1, [(1, 2), (3, 4)]),
        (22, 2, [(seat, seat + 1) for seat in range(1, 23, 2)]),
        (4, "two", [(1, 2), (3, 4)]),
    ],
)
def test_pairs_are_dealt_by_seats_and_an_odd_one_makes_a_three(
    people: int, size: object, expected: list[tuple[int, ...]]
) -> None:
    assert sets(paired(people, size=size)) == expected


def test_the_item_begins_with_the_first_part_and_the_deal() -> None:
    meeting = Meeting(4)
    item = ItemId(meeting.make(add_item, "Pairs", format="pairs"))
    assert kinds(meeting.do(start_item, item)) == ["item_started", "round_started", "places_dealt"]


def test_each_deal_turns_the_second_column_one_seat_further_and_keeps_its_number() -> None:
    meeting = Meeting(6)
    item = ItemId(meeting.make(add_item, "Pairs", format="pairs", planned_ms=Duration(10 * MINUTE_MS)))
    first = bodies(meeting.do(start_item, item))[-1]
    meeting.do(switch)
    begun, second = bodies(meeting.do(deal_others))
    assert isinstance(first, PlacesDealt)
    assert isinstance(second, PlacesDealt)
    assert [first.places[person] for person in meeting.people] == ["1", "1", "2", "2", "3", "3"]
    assert sets(meeting) == [(1, 4), (3, 6), (2, 5)]
    assert (first.seed, second.seed) == (0, 1)
    assert isinstance(begun, RoundStarted)
    assert (begun.item_id, begun.part, begun.length_ms) == (item, PARTS[0], 5 * MINUTE_MS)


def test_the_odd_one_joins_another_pair_in_the_second_deal() -> None:
    meeting = paired(7)
    meeting.do(deal_others)
    assert sets(meeting) == [(1, 4, 7), (3, 6), (2, 5)]


def test_two_pairs_can_be_dealt_anew() -> None:
    meeting = paired(4)
    meeting.do(deal_others)
    assert sets(meeting) == [(1, 4), (2, 3)]


def test_who_comes_late_to_the_only_pair_joins_it() -> None:
    meeting = paired(2)
    meeting.do(add_participant)
    assert sets(meeting) == [(1, 2, 3)]


def test_where_nothing_is_on_no_part_follows() -> None:
    assert next_part(SessionController().state) is None


def test_with_twelve_people_six_deals_bring_everyone_together_with_somebody_new() -> None:
    meeting = paired(12)
    met = pairs_of(sets(meeting))
    for _ in range(5):
        meeting.do(deal_others)
        met += pairs_of(sets(meeting))
    assert len(set(met)) == len(met) == 36


def test_the_odd_one_is_with_others_in_each_deal() -> None:
    meeting = paired(11)
    beside: list[int] = []
    for _ in range(5):
        (three,) = (one for one in sets(meeting) if 11 in one)
        beside += three[:2]
        meeting.do(deal_others)
    assert sorted(beside) == list(range(1, 11))


def test_in_a_later_item_people_meet_new_ones() -> None:
    meeting = paired(8)
    first = pairs_of(sets(meeting))
    begin(meeting)
    assert not {*first} & {*pairs_of(sets(meeting))}


@given(st.integers(0, 25), st.integers(2, 3), st.lists(st.sampled_from(("deal", "leave", "back", "item")), max_size=8))
def test_everyone_who_is_here_is_in_one_set_and_nobody_alone(people: int, size: int, doings: list[str]) -> None:
    meeting = paired(people, size=size)
    for place, doing in enumerate(doings):
        try:
            if doing == "deal":
                meeting.do(deal_others)
            elif doing == "item":
                begin(meeting, size=size)
            else:
                command = leave_room if doing == "leave" else come_back
                meeting.do(command, meeting.people[place * 5 % max(1, people)])
        except (UserError, IndexError):
            continue
    here = sorted(person.seat for person in meeting.state.participants.values() if person.here)
    found = sets(meeting)
    assert sorted(seat for one in found for seat in one) == here
    assert all(len(one) > 1 for one in found) or len(here) == 1


def test_whose_partner_leaves_joins_others_and_is_with_the_partner_again() -> None:
    meeting = paired(6)
    meeting.do(leave_room, meeting.people[3])
    assert sets(meeting) == [(1, 2), (5, 6, 3)]
    meeting.do(come_back, meeting.people[3])
    assert sets(meeting) == [(1, 2), (3, 4), (5, 6)]


def test_a_part_has_an_equal_share_and_the_switch_begins_the_next() -> None:
    meeting = paired(4, size=3)
    clock = round_clock(meeting.state)
    assert clock is not None
    assert clock.length_ms == 200_000
    meeting.later(250)
    for part in ("second", "third"):
        assert kinds(meeting.do(switch)) == ["round_started"]
        clock = round_clock(meeting.state)
        assert clock is not None
        assert (part_on(meeting.state), clock.length_ms, reading(clock, meeting.now_ms).used_ms) == (part, 200_000, 0)
        meeting.later(20)
    with pytest.raises(UserError, match=r"^Each of them has had their time\. Go back together, or deal other pairs\.$"):
        meeting.do(switch)


def test_other_pairs_begin_with_the_first_part() -> None:
    meeting = paired(6)
    meeting.do(switch)
    meeting.do(deal_others)
    assert part_on(meeting.state) == "first"


@pytest.mark.parametrize(("people", "size"), [(3, 2), (5, 3)])
def test_where_there_is_only_one_set_there_are_no_other_pairs(people: int, size: int) -> None:
    with pytest.raises(UserError, match="too few people"):
        paired(people, size=size).do(deal_others)


def test_more_time_is_for_the_part_and_the_item_also_while_frozen() -> None:
    meeting = paired(4)
    meeting.later(280)
    meeting.do(give_part_more, Duration(MINUTE_MS))
    clock = round_clock(meeting.state)
    assert clock is not None
    assert reading(clock, meeting.now_ms).left_ms == 80_000
    assert meeting.state.items[meeting.state.room.item_id].extra_ms == MINUTE_MS
    meeting.do(edit_item, meeting.state.room.item_id, settings={"extend_item_ms": 90_000})
    meeting.do(give_part_more)
    clock = round_clock(meeting.state)
    assert clock is not None
    assert reading(clock, meeting.now_ms).left_ms == 80_000 + 90_000
    meeting.do(freeze)
    assert kinds(meeting.do(give_part_more, Duration(MINUTE_MS))) == ["item_extended"]


def test_a_part_that_is_over_gets_what_is_given_from_now_on() -> None:
    meeting = paired(4)
    meeting.later(6 * 60)
    meeting.do(give_part_more, Duration(2 * MINUTE_MS))
    clock = round_clock(meeting.state)
    assert clock is not None
    assert clock.length_ms == 2 * MINUTE_MS


def test_an_item_that_became_one_in_pairs_has_no_part_yet_that_could_get_more() -> None:
    meeting = Meeting(4)
    meeting.do(edit_item, meeting.item, format="pairs")
    assert kinds(meeting.do(give_part_more, Duration(MINUTE_MS))) == ["item_extended"]


def test_nobody_takes_a_turn_or_queues_and_it_is_said_why() -> None:
    meeting = Meeting(4)
    meeting.do(join_queue, meeting.people[3])
    begin(meeting)
    person = meeting.people[0]
    refused: tuple[Callable[[], object], ...] = (
        lambda: meeting.do(start_turn, person),
        lambda: meeting.do(choose, person),
        lambda: meeting.do(choose_seats, [1]),
        lambda: meeting.do(choose_seats, []),
        lambda: meeting.do(join_queue, person),
        lambda: meeting.do(join_queue, person, TurnKind.POINT_OF_PROCESS),
        lambda: meeting.do(interpose, TurnKind.DIRECT_RESPONSE, [1]),
        lambda: meeting.do(someone_else_speaks),
    )
    for command in refused:
        with pytest.raises(UserError, match="Nobody takes a turn in “Pairs”"):
            command()
    assert coming_up(meeting.state) == ()
    with pytest.raises(UserError, match="nobody is called"):
        meeting.do(done)
    meeting.do(leave_item, meeting.state.room.item_id)
    assert len(coming_up(meeting.state)) == 1


def test_a_turn_that_was_open_when_the_format_was_changed_ends_with_the_switch() -> None:
    meeting = Meeting(4)
    meeting.do(start_turn, meeting.people[0])
    meeting.do(edit_item, meeting.item, format="pairs")
    assert sets(meeting) == [(1, 2), (3, 4)]
    assert kinds(meeting.do(switch)) == ["round_started", "turn_ended"]
    with pytest.raises(UserError, match="Nobody has finished"):
        meeting.do(call_back)


def test_an_item_that_was_ended_by_mistake_has_the_same_pairs_again() -> None:
    meeting = paired(6)
    meeting.do(deal_others)
    before, item = sets(meeting), meeting.state.room.item_id
    meeting.do(end_item, item)
    assert kinds(meeting.do(start_item, item)) == ["item_started", "round_started"]
    assert sets(meeting) == before


def test_pairs_are_only_moved_where_they_are_on() -> None:
    meeting = Meeting(4)
    for command in (switch, deal_others):
        with pytest.raises(UserError, match="Nobody talks in pairs now"):
            meeting.do(command)


def test_the_plan_check_knows_the_parts() -> None:
    meeting = Meeting(24)
    item = meeting.make(
        add_item, "Pairs", format="pairs", planned_ms=Duration(600_000), settings={"part_ms": 360_000, "size": 2}
    )
    assert tight_rounds(meeting.state) == ((item, 2, 360_000, 720_000),)

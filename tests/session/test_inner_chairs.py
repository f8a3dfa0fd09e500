"""Fishbowl and spokes council: only those inside speak, and how they change."""

from __future__ import annotations

from typing import Any

import pytest

from facilitator_console.log import Duration, NewEvent
from facilitator_console.session.agenda import add_item, edit_item, end_item, start_item
from facilitator_console.session.calling_order import called_next, coming_up, next_to_speak
from facilitator_console.session.floor import choose, choose_seats, done, is_chosen, start_turn
from facilitator_console.session.formats.fishbowl import (
    FISHBOWL,
    inside_of,
    leave_inside,
    swap_all,
    take_chair,
)
from facilitator_console.session.formats.spokes_council import send_other_spokes, send_spoke
from facilitator_console.session.ids import INSIDE, OUTSIDE, GroupId, ItemId, TableId, TurnKind
from facilitator_console.session.people import add_group, edit_participant
from facilitator_console.session.presence import come_back, leave_room
from facilitator_console.session.queue import join_queue
from facilitator_console.session.room_events import PlacesDealt, QueueJoined, TableOpened
from facilitator_console.words import UserError
from tests.helpers.controller import MINUTE_MS, Meeting, kinds


def begin(meeting: Meeting, format: str = "fishbowl", **settings: Any) -> ItemId:  # noqa: A002 - the field's word
    item = meeting.make(add_item, "Circle", format=format, planned_ms=Duration(25 * MINUTE_MS), settings=settings)
    meeting.do(start_item, ItemId(item))
    return ItemId(item)


def bowl(people: int = 8, **settings: Any) -> Meeting:
    meeting = Meeting(people)
    begin(meeting, **settings)
    return meeting


def inside(meeting: Meeting) -> list[int]:
    item = meeting.state.items[meeting.state.room.item_id]
    return [meeting.state.participants[one].seat for one in inside_of(meeting.state, item)]


def free(meeting: Meeting) -> int:
    return FISHBOWL.free_chairs(meeting.state, meeting.state.items[meeting.state.room.item_id])


@pytest.mark.parametrize(
    ("settings", "people", "expected"),
    [
        ({}, 8, ([1, 2, 3, 4], 1)),
        ({"chairs": 2, "free_chairs": 3}, 8, ([1, 2], 3)),
        ({"chairs": "four", "free_chairs": -1}, 8, ([1, 2, 3, 4], 0)),
        ({"chairs": 1}, 8, ([1], 1)),
        ({"chairs": 0}, 8, ([1], 1)),
        ({}, 3, ([1, 2, 3], 2)),
        ({}, 0, ([], 5)),
    ],
)
def test_the_first_seats_sit_inside_and_a_chair_is_free(
    settings: dict[str, Any], people: int, expected: tuple[list[int], int]
) -> None:
    meeting = bowl(people, **settings)
    assert (inside(meeting), free(meeting)) == expected


def test_only_those_inside_speak_and_how_we_talk_concerns_everybody() -> None:
    meeting = bowl()
    with pytest.raises(UserError, match="Seat 6 sits outside"):
        meeting.do(start_turn, meeting.people[5])
    with pytest.raises(UserError, match="Seat 6 sits outside"):
        meeting.do(join_queue, meeting.people[5], TurnKind.CLARIFYING_QUESTION)
    with pytest.raises(UserError, match="Seat 2 sits inside and need not wait"):
        meeting.do(join_queue, meeting.people[1])
    assert kinds(meeting.do(choose, meeting.people[1])) == ["turn_started"]
    assert is_chosen(meeting.state, meeting.people[1])
    meeting.do(start_turn, meeting.people[5], TurnKind.POINT_OF_PROCESS)
    assert meeting.speaks == 6
    assert kinds(meeting.do(choose_seats, [3])) == ["turn_started", "turn_ended", "turn_ended"]


def test_the_queue_is_for_the_chair_and_nobody_is_called_from_it() -> None:
    meeting = bowl()
    meeting.do(choose, meeting.people[0])
    assert kinds(meeting.do(choose_seats, [7, 6])) == ["queue_joined", "queue_joined"]
    found = next_to_speak(meeting.state, coming_up(meeting.state))
    assert found is not None
    assert (found.participant_id, str(found.reason), found.is_called) == (meeting.people[6], "for the chair", False)
    assert called_next(meeting.state) is None
    meeting.do(done)
    assert (meeting.speaks, len(meeting.state.queue)) == (0, 2)
    assert kinds(meeting.do(take_chair, meeting.people[6])) == ["places_dealt", "queue_left"]
    assert (inside(meeting), free(meeting)) == ([1, 2, 3, 4, 7], 0)
    with pytest.raises(UserError, match="No chair is free"):
        meeting.do(take_chair, meeting.people[5])
    with pytest.raises(UserError, match="Seat 7 sits inside already"):
        meeting.do(take_chair, meeting.people[6])


def test_who_leaves_their_chair_is_done_and_frees_it() -> None:
    meeting = bowl()
    meeting.do(choose, meeting.people[2])
    assert kinds(meeting.do(leave_inside, meeting.people[2])) == ["places_dealt", "turn_ended"]
    assert (inside(meeting), free(meeting), meeting.speaks) == ([1, 2, 4], 2, 0)
    with pytest.raises(UserError, match="Seat 3 does not sit inside"):
        meeting.do(leave_inside, meeting.people[2])


def test_all_swap_and_who_waited_comes_in_first() -> None:
    meeting = bowl()
    meeting.do(choose_seats, [8])
    meeting.do(choose, meeting.people[0])
    assert kinds(meeting.do(swap_all)) == ["places_dealt", "turn_ended", "queue_left"]
    assert (inside(meeting), meeting.speaks, len(meeting.state.queue)) == ([5, 6, 7, 8], 0, 0)
    meeting.do(swap_all)
    assert inside(meeting) == [1, 2, 3, 4]


def test_first_come_in_who_sat_outside_all_the_time_from_behind_the_last_seat_inside() -> None:
    meeting = bowl(6, chairs=2)
    seen = []
    for _ in range(3):
        meeting.do(swap_all)
        seen.append(inside(meeting))
    assert seen == [[3, 4], [5, 6], [1, 2]]
    meeting.do(leave_inside, meeting.people[0])
    meeting.do(swap_all)
    assert inside(meeting) == [3]


def test_who_has_sat_inside_comes_in_behind_who_has_not() -> None:
    meeting = bowl(4, chairs=1)
    meeting.do(swap_all)
    meeting.do(take_chair, meeting.people[2])
    meeting.do(leave_inside, meeting.people[2])
    meeting.do(swap_all)
    assert inside(meeting) == [4]


def test_where_nobody_sits_inside_one_comes_in() -> None:
    empty = Meeting(6)
    empty.do(edit_item, empty.item, format="fishbowl")
    empty.do(swap_all)
    assert inside(empty) == [1]
    meeting = Meeting(6)
    meeting.do(edit_item, meeting.item, format="fishbowl")
    meeting.do(join_queue, meeting.people[4])
    meeting.do(swap_all)
    assert inside(meeting) == [5]


def test_who_takes_a_chair_waits_no_longer_for_it_but_for_what_else_they_wanted() -> None:
    meeting = bowl()
    meeting.do(join_queue, meeting.people[5], TurnKind.POINT_OF_PROCESS)
    meeting.do(choose_seats, [6, 7])
    table = TableId(meeting.write(NewEvent(TableOpened(meeting.state.room.item_id)))[0].subject)
    meeting.write(NewEvent(QueueJoined(meeting.people[5], table_id=table)))
    meeting.do(take_chair, meeting.people[5])
    waiting = [(meeting.state.participants[one.participant_id].seat, one.kind) for one in meeting.state.queue.values()]
    assert waiting == [(6, TurnKind.POINT_OF_PROCESS), (7, TurnKind.CONTRIBUTION), (6, TurnKind.CONTRIBUTION)]


def test_only_a_wish_for_the_chair_brings_somebody_in_first() -> None:
    meeting = bowl()
    meeting.do(join_queue, meeting.people[7], TurnKind.POINT_OF_PROCESS)
    table = TableId(meeting.write(NewEvent(TableOpened(meeting.state.room.item_id)))[0].subject)
    meeting.write(NewEvent(QueueJoined(meeting.people[6], table_id=table)))
    meeting.do(leave_inside, meeting.people[1])
    meeting.do(leave_inside, meeting.people[2])
    meeting.do(swap_all)
    assert inside(meeting) == [5, 6]


def test_whoever_sits_inside_by_now_is_called_before_those_who_wait_for_a_chair() -> None:
    meeting = bowl()
    meeting.do(choose_seats, [7, 6])
    meeting.write(NewEvent(PlacesDealt(meeting.state.room.item_id, {meeting.people[5]: INSIDE})))
    assert [(one.participant_id, one.why) for one in coming_up(meeting.state)] == [
        (meeting.people[5], "sits_inside"),
        (meeting.people[6], "for_the_chair"),
    ]


def test_nobody_can_swap_where_nobody_sits_outside() -> None:
    with pytest.raises(UserError, match="Nobody sits outside"):
        bowl(3).do(swap_all)


def test_in_a_second_fishbowl_those_begin_who_sat_outside() -> None:
    meeting = bowl(7)
    begin(meeting)
    assert inside(meeting) == [1, 5, 6, 7]


def test_an_empty_chair_inside_is_free_and_its_owner_finds_it_again() -> None:
    meeting = bowl()
    meeting.do(leave_room, meeting.people[0])
    assert (inside(meeting), free(meeting)) == ([2, 3, 4], 2)
    meeting.do(come_back, meeting.people[0])
    assert inside(meeting) == [1, 2, 3, 4]


def test_an_item_that_goes_on_has_the_same_people_inside() -> None:
    meeting = bowl()
    meeting.do(swap_all)
    item = meeting.state.room.item_id
    meeting.do(end_item, item)
    assert kinds(meeting.do(start_item, item)) == ["item_started"]
    assert inside(meeting) == [5, 6, 7, 8]


def test_a_plenary_that_becomes_a_fishbowl_has_nobody_inside_and_its_queue_waits_for_chairs() -> None:
    meeting = Meeting(6)
    meeting.do(join_queue, meeting.people[4])
    meeting.do(edit_item, meeting.item, format="fishbowl")
    assert (inside(meeting), free(meeting)) == ([], 5)
    with pytest.raises(UserError, match="nobody is called"):
        meeting.do(done)
    meeting.do(take_chair, meeting.people[4])
    meeting.do(choose, meeting.people[4])
    assert meeting.speaks == 5


def test_chairs_are_only_moved_where_there_are_any() -> None:
    meeting = Meeting(6)
    person = meeting.people[0]
    with pytest.raises(UserError, match="No fishbowl is on"):
        meeting.do(swap_all)
    for moves in (take_chair, leave_inside):
        with pytest.raises(UserError, match="No fishbowl is on"):
            meeting.do(moves, person)
    with pytest.raises(UserError, match="No spokes council is on"):
        meeting.do(send_other_spokes)
    with pytest.raises(UserError, match="No spokes council is on"):
        meeting.do(send_spoke, person)


# -- spokes council -----------------------------------------------------------------------------------------


def council(people: int = 7) -> Meeting:
    """Seats 1, 3, 5 in one group, 2, 4, 6 in another, 7 in none."""
    meeting = Meeting(people)
    groups = [GroupId(meeting.make(add_group)) for _ in range(2)]
    for place, person in enumerate(meeting.people[:6]):
        meeting.do(edit_participant, person, group_id=groups[place % 2])
    begin(meeting, "spokes_council")
    return meeting


def test_each_group_has_one_inside() -> None:
    meeting = council()
    assert inside(meeting) == [1, 2]
    with pytest.raises(UserError, match="Seat 3 sits outside"):
        meeting.do(start_turn, meeting.people[2])
    with pytest.raises(UserError, match="Seat 7 is in no group"):
        meeting.do(choose, meeting.people[6])


def test_who_is_sent_takes_the_place_of_the_own_group() -> None:
    meeting = council()
    meeting.do(choose, meeting.people[0])
    meeting.do(choose, meeting.people[4])
    assert kinds(meeting.do(send_spoke, meeting.people[4])) == ["places_dealt", "turn_ended", "queue_left"]
    assert inside(meeting) == [2, 5]
    with pytest.raises(UserError, match="Seat 5 sits inside already"):
        meeting.do(send_spoke, meeting.people[4])
    with pytest.raises(UserError, match="Seat 7 is in no group"):
        meeting.do(send_spoke, meeting.people[6])


def test_all_groups_send_somebody_else_first_who_waits() -> None:
    meeting = council()
    meeting.do(choose, meeting.people[4])
    meeting.do(send_other_spokes)
    assert inside(meeting) == [4, 5]
    meeting.do(send_other_spokes)
    assert inside(meeting) == [1, 6]


def test_without_groups_a_few_sit_inside_and_one_makes_room() -> None:
    meeting = Meeting(6)
    begin(meeting, "spokes_council")
    assert inside(meeting) == [1, 2, 3, 4]
    meeting.do(send_spoke, meeting.people[5])
    assert inside(meeting) == [2, 3, 4, 6]


def test_everyone_of_a_group_makes_room_for_its_one_spoke() -> None:
    meeting = council()
    begin(meeting)
    assert inside(meeting) == [3, 4, 5, 6]
    meeting.do(edit_item, meeting.state.room.item_id, format="spokes_council")
    meeting.do(send_spoke, meeting.people[0])
    assert inside(meeting) == [1, 4, 6]


def test_a_group_with_nobody_inside_sends_its_first_seat() -> None:
    meeting = council()
    meeting.write(NewEvent(PlacesDealt(meeting.state.room.item_id, {meeting.people[0]: OUTSIDE})))
    meeting.do(send_other_spokes)
    assert inside(meeting) == [1, 4]


def test_of_each_group_first_who_has_sat_inside_least() -> None:
    meeting = council()
    begin(meeting, "spokes_council")
    assert inside(meeting) == [3, 4]


def test_a_group_with_nobody_else_keeps_its_spoke_and_in_the_others_the_next_seat_comes_in() -> None:
    meeting = council()
    for seat in (4, 6):
        meeting.do(leave_room, meeting.people[seat - 1])
    meeting.do(choose, meeting.people[0])
    meeting.do(choose, meeting.people[4])
    assert kinds(meeting.do(send_other_spokes)) == ["places_dealt", "turn_ended", "queue_left"]
    assert inside(meeting) == [2, 5]
    meeting.do(send_other_spokes)
    assert inside(meeting) == [1, 2]


def test_without_groups_one_makes_room_for_one_other() -> None:
    meeting = Meeting(6)
    begin(meeting, "spokes_council")
    meeting.do(choose, meeting.people[0])
    meeting.do(choose, meeting.people[5])
    assert kinds(meeting.do(send_other_spokes)) == ["places_dealt", "turn_ended", "queue_left"]
    assert inside(meeting) == [2, 3, 4, 6]


def test_where_each_group_has_one_nobody_else_can_be_sent() -> None:
    meeting = Meeting(2)
    for person in meeting.people:
        meeting.do(edit_participant, person, group_id=GroupId(meeting.make(add_group)))
    begin(meeting, "spokes_council")
    with pytest.raises(UserError, match="anybody else"):
        meeting.do(send_other_spokes)

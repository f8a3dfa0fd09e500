"""Who sits at which table: deals by chance and for new meetings, hosts, who comes late, who changes tables."""

from __future__ import annotations

import pytest

from facilitator_console.log import Duration, NewEvent
from facilitator_console.session import agenda, floor, people, queue
from facilitator_console.session.dealing import Wanted, deal, repeats
from facilitator_console.session.formats.world_cafe import (
    give_round_more,
    move_on,
)
from facilitator_console.session.ids import (
    GroupId,
    ItemId,
    ParticipantId,
    Place,
)
from facilitator_console.session.room_events import PlacesDealt, TableEdited, TableOpened, TurnStarted
from facilitator_console.session.table_places import (
    LONG_STEPS,
    How,
    choose_hosts,
    deal_tables,
    dissolve_table,
    move_to_table,
    next_seed,
    repeats_now,
    sat_together,
    seat_the_rest,
    set_host,
)
from facilitator_console.session.tables import (
    edit_table,
    table_name,
)
from facilitator_console.words import UserError
from tests.helpers.cafe import Cafe
from tests.helpers.controller import MINUTE_MS, Meeting, bodies, kinds


def test_the_first_seat_hosts_a_table_without_a_host() -> None:
    meeting = Cafe()
    events = meeting.do(choose_hosts)
    assert [event.subject for event in events] == [*map(str, meeting.tables)]
    assert bodies(events) == [TableEdited(host_id=meeting.at(table)[0]) for table in meeting.tables]


def test_a_deal_by_chance_asks_for_no_groups_no_hosts_that_move_and_nobody_who_met() -> None:
    meeting = Cafe(hosts_stay=False)
    group = GroupId(meeting.make(people.add_group))
    for person in meeting.people[:6]:
        meeting.do(people.edit_participant, person, group_id=group)
    meeting.do(choose_hosts)
    meeting.do(deal_tables, How.CHANCE, 7)
    dealt = deal(Wanted(tuple(meeting.people), 4, (), (), (), 7, 0))
    assert [meeting.at(table) for table in meeting.tables] == [sorted(one, key=meeting.people.index) for one in dealt]


def test_the_same_people_meetings_groups_and_seed_give_the_same_deal_on_every_laptop() -> None:
    names = [ParticipantId(letter) for letter in "abcdefgh"]
    groups = tuple((person, GroupId("one" if person < "e" else "two")) for person in names)
    sat = (tuple(names[:4]), tuple(names[4:]), tuple(names[:3]))
    dealt = deal(Wanted(tuple(names), 2, (), sat, groups, 5, 100))
    assert tuple(map("".join, dealt)) == ("bchg", "dafe")
    mixed = deal(Wanted(tuple(names), 2, (), (), groups, 5, 0))
    assert [sum(person < "e" for person in one) for one in mixed] == [2, 2]
    assert deal(Wanted(tuple(names), 1, (), (), (), 5, 0)) != (tuple(names),)


def test_of_more_than_two_hundred_people_no_deal_is_searched() -> None:
    def dealt(count: int, steps: int) -> tuple[tuple[ParticipantId, ...], ...]:
        people_there = tuple(ParticipantId(str(number)) for number in range(count))
        return deal(Wanted(people_there, 2, (), (people_there,), (), 5, steps))

    assert dealt(201, 20) == dealt(201, 0)
    assert dealt(200, 20) != dealt(200, 0)


def test_a_turn_at_a_table_without_a_clock_has_no_limit_and_meets_the_wish_that_waits_there() -> None:
    meeting = Cafe()
    table = meeting.tables[0]
    meeting.do(edit_table, table, queue=True, turn_clock=False)
    person = meeting.at(table)[0]
    entry = meeting.make(queue.join_queue, person, table_id=table)
    (started,) = bodies(meeting.do(floor.start_turn, person, table_id=table))
    assert isinstance(started, TurnStarted)
    assert (started.limit_ms, started.entry_id, started.table_id) == (0, entry, table)
    free = Meeting(1)
    free.do(agenda.end_item, free.item)
    (started,) = bodies(free.do(floor.start_turn, free.people[0]))
    assert isinstance(started, TurnStarted)
    assert (started.limit_ms, started.item_id) == (0, "")


def test_while_people_move_they_have_not_met_those_to_whom_they_are_on_their_way() -> None:
    meeting = Cafe(hosts_stay=False)
    sat = tuple(tuple(meeting.at(table)) for table in meeting.tables)
    meeting.do(move_on, 3)
    assert {frozenset(one) for one in sat_together(meeting.state, before_now=True)} == {frozenset(one) for one in sat}
    assert len(sat_together(meeting.state)) == 8
    meeting.do(deal_tables, How.NEW, 5)
    dealt = deal(Wanted(tuple(meeting.people), 4, (), sat, (), 5, LONG_STEPS))
    assert [meeting.at(table) for table in meeting.tables] == [sorted(one, key=meeting.people.index) for one in dealt]


def test_who_sits_alone_sits_with_nobody_and_a_deal_without_a_round_was_before_the_first() -> None:
    meeting = Cafe(5, tables=3)
    assert sorted(map(len, sat_together(meeting.state))) == [2, 2]
    meeting.write(NewEvent(PlacesDealt(meeting.cafe, {one: Place(meeting.tables[0]) for one in meeting.people[:2]})))
    assert sat_together(meeting.state, before_now=True) == (tuple(meeting.people[:2]),)


def test_each_deal_has_a_chance_of_its_own_also_where_all_sit_as_before() -> None:
    meeting = Cafe()
    seed = next_seed(meeting.state)
    meeting.do(give_round_more, Duration(MINUTE_MS))
    assert next_seed(meeting.state) != seed


def test_who_stays_keeps_a_place_in_the_queue_when_somebody_else_changes_tables() -> None:
    meeting = Cafe()
    first, second = meeting.tables[:2]
    meeting.with_turns(first)
    leaves, waits = meeting.at(first)[:2]
    for person in (leaves, waits):
        meeting.do(queue.join_queue, person, table_id=first)
    on = meeting.state.room.round_id
    moved = meeting.do(move_to_table, leaves, second)
    assert bodies(moved)[0] == PlacesDealt(meeting.cafe, {leaves: Place(second)}, on, era=0)
    assert [entry.participant_id for entry in meeting.state.queue.values()] == [waits]
    meeting.do(set_host, first, waits)
    meeting.do(deal_tables, How.CHANCE, 3)
    assert [entry.participant_id for entry in meeting.state.queue.values()] == [waits]
    name = str(table_name(meeting.state, second))
    with pytest.raises(UserError, match=rf"^Seat \d+ sits at {name} already\.$"):
        meeting.do(move_to_table, meeting.at(second)[0], second)
    meeting.make(people.add_participant)
    meeting.do(agenda.close_session)
    for command, args in ((move_to_table, (waits, second)), (deal_tables, (How.CHANCE, 3)), (seat_the_rest, ())):
        with pytest.raises(UserError, match="The session is closed"):
            meeting.do(command, *args)


def test_of_several_who_come_late_each_sits_where_fewest_sit_by_then() -> None:
    meeting = Cafe(4, tables=2)
    first, second = meeting.tables
    meeting.do(move_to_table, meeting.at(second)[0], first)
    for _ in range(2):
        meeting.make(people.add_participant)
    meeting.do(seat_the_rest)
    assert [len(meeting.seats(table)) for table in meeting.tables] == [3, 3]


def test_an_empty_table_dissolves_without_a_deal_and_the_last_one_does_not() -> None:
    meeting = Cafe(1, tables=2)
    (empty,) = (table for table in meeting.tables if not meeting.at(table))
    assert kinds(meeting.do(dissolve_table, empty)) == ["table_closed"]
    with pytest.raises(UserError, match=r"^There is no other table\. Come back together instead\.$"):
        meeting.do(dissolve_table, meeting.tables[0])


def test_the_search_stops_when_nobody_meets_again() -> None:
    names = tuple(map(ParticipantId, "abcdefghi"))
    sat = (names[:3], names[3:6], names[6:])
    dealt = [deal(Wanted(names, 3, (), sat, (), 5, steps)) for steps in (0, 1500, 6000)]
    assert dealt[0] != dealt[1] == dealt[2]
    assert not repeats(dealt[1], sat)


@pytest.mark.parametrize("seed", range(5))
def test_where_some_must_meet_again_those_do_who_met_least_often(seed: int) -> None:
    a, b, c, d = names = tuple(map(ParticipantId, "abcd"))
    dealt = deal(Wanted(names, 2, (), ((a, b),) * 3 + ((a, c),) + ((a, d),) * 2, (), seed, 200))
    assert {frozenset(one) for one in dealt} == {frozenset((a, c)), frozenset((b, d))}


def test_who_sat_in_a_fishbowl_sat_at_no_table_and_the_tables_behind_it_count() -> None:
    meeting = Meeting(8)
    for form in ("fishbowl", "world_cafe"):
        meeting.do(agenda.start_item, ItemId(meeting.make(agenda.add_item, "Item", format=form)))
    assert sum(map(len, sat_together(meeting.state))) == 8


def test_where_no_round_is_on_who_sits_together_now_has_not_met_before() -> None:
    meeting = Meeting()
    table = meeting.write(NewEvent(TableOpened(meeting.item)))[0].subject
    meeting.write(NewEvent(PlacesDealt(meeting.item, dict.fromkeys(meeting.people, Place(table)))))
    assert repeats_now(meeting.state) == 0
    assert sat_together(meeting.state) == (tuple(meeting.people),)

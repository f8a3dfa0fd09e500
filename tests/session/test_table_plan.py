"""Table plans made before a meeting: hosts stay, people meet new ones, and the meeting follows the plan."""

from __future__ import annotations

from itertools import combinations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from facilitator_console.log import THE_SESSION, Duration, NewEvent
from facilitator_console.session import agenda
from facilitator_console.session import events as ev
from facilitator_console.session.editing import edit_items
from facilitator_console.session.fitting import findings
from facilitator_console.session.floor import freeze
from facilitator_console.session.forgetting import forget_speaking
from facilitator_console.session.formats.world_cafe import begin_round, move_on
from facilitator_console.session.ids import GroupId, ItemId, ParticipantId, Role, RoundId
from facilitator_console.session.people import add_group, add_participant, edit_participant, remove_participant
from facilitator_console.session.planned_places import planned_seating
from facilitator_console.session.presence import leave_room
from facilitator_console.session.room_events import PlacesDealt, PlacesPlanned
from facilitator_console.session.table_places import move_to_table, next_seed, set_host
from facilitator_console.session.table_plan import TablePlan, name_hosts, next_plan_seed, plan_tables, table_plans
from facilitator_console.session.tables import close_table, people_at, tables_on
from facilitator_console.words import UserError
from tests.helpers.controller import MINUTE_MS, Meeting, bodies


class Planned(Meeting):
    """A meeting with a world café that is still to come."""

    def __init__(self, people: int = 16, hosts: int = 4, form: str = "world_cafe", **settings: object) -> None:
        super().__init__(people)
        item = self.make(agenda.add_item, "Tables", format=form, settings=settings, planned_ms=Duration(70 * MINUTE_MS))
        self.cafe = ItemId(item)
        for person in self.people[:hosts]:
            self.do(edit_participant, person, role=Role.TABLE_HOST)

    def plan(self) -> None:
        self.do(plan_tables, next_plan_seed(self.state))

    @property
    def planned(self) -> list[list[set[int]]]:
        """For each round the seats at each table, as they are planned."""
        (plan,) = table_plans(self.state)
        return [[{one.seat for one in people} for people in seating] for seating in plan.rounds]

    @property
    def seated(self) -> list[set[int]]:
        """The seats at each table now."""
        return [{one.seat for one in people_at(self.state, table.table_id)} for table in tables_on(self.state)]

    def begins(self) -> None:
        self.do(agenda.start_item, self.cafe)

    def moves(self) -> None:
        self.do(move_on, next_seed(self.state))
        self.do(begin_round)


def test_each_round_has_everyone_once_hosts_stay_and_nobody_meets_again() -> None:
    meeting = Planned()
    meeting.plan()
    rounds = meeting.planned
    assert len(rounds) == 3
    met: set[frozenset[int]] = set()
    for seating in rounds:
        assert sorted(seat for table in seating for seat in table) == list(range(1, 17))
        assert [min(table) for table in seating] == [1, 2, 3, 4]
        pairs = {frozenset(pair) for table in seating for pair in combinations(sorted(table - {1, 2, 3, 4}), 2)}
        assert not met & pairs
        met |= pairs


def test_the_meeting_follows_the_plan_round_by_round() -> None:
    meeting = Planned()
    meeting.plan()
    rounds = meeting.planned
    meeting.begins()
    assert meeting.seated == rounds[0]
    assert [meeting.state.participants[table.host_id].seat for table in tables_on(meeting.state)] == [1, 2, 3, 4]
    for number in (1, 2):
        meeting.moves()
        assert meeting.seated == rounds[number]


def test_the_places_of_a_planned_round_belong_to_the_round_for_which_people_move() -> None:
    meeting = Planned()
    meeting.plan()
    meeting.begins()
    moves, dealt, *_ = meeting.do(move_on, next_seed(meeting.state))
    body = bodies([dealt])[0]
    assert isinstance(body, PlacesDealt)
    assert body.round_id == RoundId(moves.subject)


def test_who_was_planned_to_host_hosts_where_they_were_planned_to_sit() -> None:
    meeting = Planned()
    meeting.plan()
    meeting.do(edit_participant, meeting.people[0], role=Role.PARTICIPANT)
    meeting.begins()
    assert [table.host_id for table in tables_on(meeting.state)] == ["", *meeting.people[1:4]]


def test_who_is_not_here_leaves_a_gap_and_who_came_in_addition_sits_where_fewest_do() -> None:
    meeting = Planned()
    meeting.plan()
    first = meeting.planned[0]
    meeting.do(leave_room, meeting.people[8])
    meeting.make(add_participant)
    (plan,) = table_plans(meeting.state)
    assert [person.seat for person in plan.left] == [17]
    meeting.begins()
    assert sum(map(len, meeting.seated)) == 16
    for planned, now in zip(first, meeting.seated, strict=True):
        assert now - {17} == planned - {9}


def test_with_another_number_of_tables_the_plan_counts_as_none() -> None:
    meeting = Planned()
    meeting.plan()
    meeting.do(edit_items, [meeting.cafe], ev.ItemEdited(settings={"tables": 3}))
    assert meeting.planned == []
    meeting.begins()
    assert sorted(map(len, meeting.seated)) == [5, 5, 6]


def test_a_table_that_was_closed_leaves_the_rest_to_chance() -> None:
    meeting = Planned()
    meeting.plan()
    meeting.begins()
    meeting.do(close_table, tables_on(meeting.state)[1].table_id)
    meeting.moves()
    assert len(meeting.seated) == 3
    assert sum(map(len, meeting.seated)) == 16


def test_a_plan_holds_for_its_rounds_and_its_number_of_tables() -> None:
    meeting = Planned()
    item = meeting.state.items[meeting.cafe]
    assert planned_seating(meeting.state, item, 1, 4) is None
    meeting.plan()
    seating = planned_seating(meeting.state, item, 3, 4)
    assert seating is not None
    assert [[meeting.state.participants[one].seat for one in together] for together in seating] == [
        sorted(table) for table in meeting.planned[2]
    ]
    for number, tables in ((1, 3), (4, 4)):
        assert planned_seating(meeting.state, item, number, tables) is None


def test_each_sits_where_the_plan_says_for_that_round_and_who_came_in_addition_where_fewest_do() -> None:
    meeting = Planned(people=5, hosts=0)
    one, two, three, four, new = meeting.people
    places: dict[ParticipantId, tuple[int, ...]] = {one: (1, 2), two: (1, 1), three: (1, 2), four: (2, 1)}
    meeting.write(NewEvent(PlacesPlanned(meeting.cafe, places, 2)))
    item = meeting.state.items[meeting.cafe]
    assert planned_seating(meeting.state, item, 1, 2) == ((one, two, three), (four, new))
    assert planned_seating(meeting.state, item, 2, 2) == ((two, four, new), (one, three))


def test_whose_planned_table_is_not_there_sits_where_fewest_do_in_that_round_alone() -> None:
    meeting = Planned(people=2, hosts=0)
    one, two = meeting.people
    meeting.write(NewEvent(PlacesPlanned(meeting.cafe, {one: (2, 9), two: (1, 1)}, 2)))
    item = meeting.state.items[meeting.cafe]
    for number in (1, 2):
        assert planned_seating(meeting.state, item, number, 2) == ((two,), (one,))


def test_a_host_who_was_chosen_meanwhile_stays_at_that_table() -> None:
    meeting = Planned()
    meeting.plan()
    meeting.begins()
    third = tables_on(meeting.state)[2].table_id
    person = meeting.people[9]
    meeting.do(set_host, third, person)
    meeting.moves()
    assert 10 in meeting.seated[2]


def test_dealing_anew_gives_another_plan_and_the_last_one_holds() -> None:
    meeting = Planned()
    meeting.plan()
    first = meeting.planned
    meeting.plan()
    second = meeting.planned
    assert second != first
    meeting.begins()
    assert meeting.seated == second[0]


def test_without_tables_or_seats_it_is_refused_in_words() -> None:
    with pytest.raises(UserError, match=r"^No item of the agenda has tables\. Choose world"):
        Meeting(3).do(plan_tables, 1)
    meeting = Planned(0, 0)
    with pytest.raises(UserError, match=r"^There are no seats yet, so nobody"):
        meeting.plan()


def test_forgetting_who_spoke_forgets_the_plan_too() -> None:
    meeting = Planned()
    meeting.plan()
    meeting.do(agenda.close_session)
    meeting.do(forget_speaking, meeting.laptop)
    assert not meeting.state.planned_places


def test_tables_without_hosts_are_said_with_what_helps() -> None:
    meeting = Planned(16, 1)
    (found,) = [one for one in findings(meeting.state) if one.kind == "hosts"]
    assert str(found.text) == "3 tables have no host."
    meeting.do(name_hosts, meeting.cafe)
    hosts = [person.seat for person in meeting.state.participants.values() if person.role is Role.TABLE_HOST]
    assert hosts == [1, 2, 3, 4]
    assert not [one for one in findings(meeting.state) if one.kind == "hosts"]


def test_nobody_needs_to_stay_where_nobody_moves_or_it_is_wanted_so() -> None:
    for settings in ({"rounds": 1}, {"hosts_stay": False}):
        meeting = Planned(16, 0, **settings)
        assert not [one for one in findings(meeting.state) if one.kind == "hosts"]
    meeting = Planned(16, 0)
    (found,) = [one for one in findings(meeting.state) if one.kind == "hosts"]
    fix = found.fixes[1]
    meeting.do(fix.command, *fix.args)
    assert not [one for one in findings(meeting.state) if one.kind == "hosts"]


@given(
    st.integers(1, 24),
    st.integers(0, 5),
    st.integers(2, 6),
    st.integers(1, 3),
    st.lists(st.tuples(st.sampled_from(["leaves", "goes", "moves", "comes"]), st.integers(0, 23)), max_size=6),
)
def test_everyone_who_is_here_sits_at_a_table_whatever_happens(
    people: int, hosts: int, tables: int, rounds: int, happenings: list[tuple[str, int]]
) -> None:
    meeting = Planned(people, hosts, tables=tables, rounds=rounds)
    meeting.plan()
    meeting.begins()
    for what, place in happenings:
        person = ParticipantId(meeting.people[place % people])
        try:
            if what == "leaves":
                meeting.do(leave_room, person)
            elif what == "goes":
                meeting.do(remove_participant, person)
            elif what == "comes":
                meeting.make(add_participant)
            else:
                meeting.do(move_to_table, person, tables_on(meeting.state)[place % tables].table_id)
        except UserError:
            continue
    try:
        meeting.moves()
    except UserError:
        return
    here = {one.seat for one in meeting.state.participants.values() if one.here and not one.removed}
    assert sorted(seat for table in meeting.seated for seat in table) == sorted(here)


def test_two_cafes_are_dealt_so_that_those_who_met_in_one_do_not_meet_in_the_other() -> None:
    meeting = Planned(16, 0, rounds=1)
    meeting.make(agenda.add_item, "Again", format="world_cafe", settings={"rounds": 1})
    first, second = plan_tables(meeting.state, meeting.now_ms, 3)
    assert {event.subject for event in (first, second)} == {THE_SESSION}
    assert plan_tables(meeting.state, meeting.now_ms, 3) == [first, second]
    met = [{frozenset(pair) for pair in together(event)} for event in (first, second)]
    assert len(met[0]) == len(met[1]) == 4 * 6
    assert not met[0] & met[1]


def together(event: NewEvent) -> list[tuple[ParticipantId, ParticipantId]]:
    """Each two who are planned to sit at one table in the only round."""
    assert isinstance(event.body, PlacesPlanned)
    places = event.body.places
    return [(one, other) for one, other in combinations(places, 2) if places[one] == places[other]]


def test_groups_are_mixed_where_it_is_wanted_and_do_not_matter_elsewhere() -> None:
    planned: list[list[list[set[int]]]] = []
    for mixed, grouped in ((True, True), (False, True), (False, False)):
        meeting = Planned(16, 0, mix_groups=mixed)
        group = GroupId(meeting.make(add_group, "Teachers"))
        for person in meeting.people[:8] if grouped else ():
            meeting.do(edit_participant, person, group_id=group)
        meeting.plan()
        planned.append(meeting.planned)
    assert all(len(table & set(range(1, 9))) == 2 for seating in planned[0] for table in seating)
    assert planned[1] == planned[2] != planned[0]


def test_a_plan_is_told_with_its_item_its_hosts_and_who_came_in_addition() -> None:
    meeting = Planned(16, 6)
    item = meeting.state.items[meeting.cafe]
    hosts = tuple(meeting.state.participants[person] for person in meeting.people[:4])
    assert table_plans(meeting.state) == (TablePlan(item, (), hosts, ()),)
    meeting.plan()
    assert [min(table) for table in meeting.planned[1]] == [1, 2, 3, 4]
    late = meeting.state.participants[ParticipantId(meeting.make(add_participant))]
    (plan,) = table_plans(meeting.state)
    assert (plan.item, plan.hosts, plan.left) == (meeting.state.items[meeting.cafe], hosts, (late,))
    assert late not in [person for seating in plan.rounds for table in seating for person in table]


def test_where_nobody_moves_those_who_would_host_are_dealt_like_all() -> None:
    meeting = Planned(16, 4, rounds=1)
    meeting.plan()
    (plan,) = table_plans(meeting.state)
    assert plan.hosts == (None,) * 4
    assert [min(table) for table in meeting.planned[0]] != [1, 2, 3, 4]


def test_only_as_many_hosts_are_named_as_tables_lack_also_while_everything_is_frozen() -> None:
    meeting = Planned(16, 5)
    meeting.do(freeze)
    assert name_hosts(meeting.state, meeting.now_ms, meeting.cafe) == []
    assert name_hosts(meeting.state, meeting.now_ms, meeting.item) == []
    without = Planned(4, 0)
    assert without.do(name_hosts, without.item) == []
    assert next_plan_seed(meeting.state) == 1
    meeting.do(plan_tables, 5)
    assert next_plan_seed(meeting.state) == 6

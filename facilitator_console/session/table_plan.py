"""Planning who sits at which table before a meeting: hosts, and a deal for every round, so that it can be printed.

When the item begins, and whenever people move on, the plan is followed (session.planned_places). It is made so that
people meet new ones, as a deal in the meeting is; the seed is stored.
"""

from __future__ import annotations

from typing import NamedTuple

from facilitator_console.log import THE_SESSION, Instant, NewEvent, Subject
from facilitator_console.session import events as ev
from facilitator_console.session import room_events as rev
from facilitator_console.session.agenda import held_items, known_item
from facilitator_console.session.dealing import Wanted, deal
from facilitator_console.session.formats import TablesPlanned, format_of
from facilitator_console.session.ids import NO_GROUP, OUTSIDE_QUEUE, ItemId, ItemStatus, ParticipantId, Role
from facilitator_console.session.legality import require_allowed
from facilitator_console.session.people import group_of, seated
from facilitator_console.session.planned_places import Seating, hosts_among
from facilitator_console.session.state import AgendaItem, Participant, SessionState
from facilitator_console.session.table_places import sat_together
from facilitator_console.session.tables import mixes_groups
from facilitator_console.words import UserError, say

STEPS = 10_000
"""The steps in which the deal of each round is searched: all rounds together take about a second."""


class TablePlan(NamedTuple):
    """Represents the plan of an item with tables.

    Attributes:
        rounds: For each round who sits at each table, by seat; nobody is at a table where nothing is planned yet.
        hosts: The host of each table; None where nobody is.
        left: Who came in addition since it was planned.
    """

    item: AgendaItem
    rounds: tuple[tuple[tuple[Participant, ...], ...], ...]
    hosts: tuple[Participant | None, ...]
    left: tuple[Participant, ...]


def plan_tables(state: SessionState, _now_ms: Instant, seed: int) -> list[NewEvent]:
    """Deal all people to the tables of every round of the items with tables that are still to come.

    Raises:
        UserError: No item has tables, or there are no seats.
    """
    require_allowed(state, rev.PlacesPlanned)
    items = items_with_tables(state)
    if not items:
        raise UserError(say("No item of the agenda has tables. Choose world café or small groups for one."))
    if not _people(state):
        raise UserError(say("There are no seats yet, so nobody can be dealt to the tables."))
    news, sat = [], sat_together(state)
    for item, tables in items:
        rounds = _dealt(state, item, tables, seed, sat)
        sat = (*sat, *(together for seating in rounds for together in seating))
        places: dict[ParticipantId, tuple[int, ...]] = {}
        for seating in rounds:
            for number, together in enumerate(seating, 1):
                places |= {person: (*places.get(person, ()), number) for person in together}
        news.append(NewEvent(rev.PlacesPlanned(item.item_id, places, tables.tables, seed), THE_SESSION))
    return news


def name_hosts(state: SessionState, _now_ms: Instant, item_id: ItemId) -> list[NewEvent]:
    """Give the first seats that are only participants the role of hosts, until each table of an item has one."""
    require_allowed(state, ev.ParticipantEdited)
    tables = format_of(known_item(state, item_id)).tables(known_item(state, item_id))
    people = _people(state)
    lacking = (tables.tables if tables else 0) - sum(person.role is Role.TABLE_HOST for person in people)
    free = [person for person in people if person.role is Role.PARTICIPANT]
    edit = ev.ParticipantEdited(role=Role.TABLE_HOST)
    return [NewEvent(edit, Subject(person.participant_id)) for person in free[: max(0, lacking)]]


# -- queries -------------------------------------------------------------------------------------------


def items_with_tables(state: SessionState) -> tuple[tuple[AgendaItem, TablesPlanned], ...]:
    """Return the items with tables that are still to come, each with its tables."""
    items = (item for item in held_items(state) if item.status is ItemStatus.PLANNED)
    found = ((item, format_of(item).tables(item)) for item in items)
    return tuple((item, tables) for item, tables in found if tables is not None)


def next_plan_seed(state: SessionState) -> int:
    """Return the seed of the next plan, so that planning anew gives another one."""
    return 1 + max((plan.seed for plan in state.planned_places.values()), default=0)


def table_plans(state: SessionState) -> tuple[TablePlan, ...]:
    """Return the plans of all items with tables that are still to come; one for other tables counts as none."""
    return tuple(_plan_of(state, item, tables) for item, tables in items_with_tables(state))


def _plan_of(state: SessionState, item: AgendaItem, tables: TablesPlanned) -> TablePlan:
    people, plan = _people(state), state.planned_places.get(item.item_id)
    hosts: list[Participant | None] = [None] * tables.tables
    if tables.has_hosts:
        for person, at in hosts_among(people, tables.tables):
            hosts[at] = state.participants[person]
    if plan is None or plan.tables != tables.tables or len(next(iter(plan.places.values()), ())) != tables.rounds:
        return TablePlan(item, (), tuple(hosts), ())
    rounds = tuple(
        tuple(
            tuple(
                person
                for person in people
                if plan.places.get(person.participant_id, (0,) * tables.rounds)[at] == number
            )
            for number in range(1, tables.tables + 1)
        )
        for at in range(tables.rounds)
    )
    left = tuple(person for person in people if person.participant_id not in plan.places)
    return TablePlan(item, rounds, tuple(hosts), left)


def _dealt(
    state: SessionState, item: AgendaItem, tables: TablesPlanned, seed: int, sat: Seating
) -> tuple[Seating, ...]:
    """Deal people to the tables for each round."""
    people = [person.participant_id for person in _people(state)]
    stay = hosts_among(_people(state), tables.tables) if tables.has_hosts else ()
    hosts = {person for person, _ in stay}
    mixed = (
        tuple((participant_id, group_of(state, participant_id)) for participant_id in people)
        if mixes_groups(item)
        else ()
    )
    rounds: list[Seating] = []
    for number in range(tables.rounds):
        wanted = Wanted(
            people=tuple(person for person in people if person not in hosts),
            tables=tables.tables,
            stay=stay,
            sat=(*sat, *(together for seating in rounds for together in seating)),
            groups=tuple((participant_id, group) for participant_id, group in mixed if group != NO_GROUP),
            seed=seed + number,
            steps=STEPS,
        )
        rounds.append(deal(wanted))
    return tuple(rounds)


def _people(state: SessionState) -> tuple[Participant, ...]:
    """Return who is dealt: all who take part, also those who are not here yet."""
    return tuple(person for person in seated(state) if person.role not in OUTSIDE_QUEUE)

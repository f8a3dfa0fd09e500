"""Tells who is to sit at which table, planned beforehand, and what of it still applies when people are there.

The plan names tables by number, before there are any. Who came in addition, and whose table is not there, sits where
fewest do. The commands that plan are in session.table_plan; the formats with tables follow the plan.
"""

from __future__ import annotations

from collections.abc import Sequence

from facilitator_console.session.ids import ParticipantId, Role
from facilitator_console.session.people import circle
from facilitator_console.session.state import AgendaItem, Participant, SessionState

Seating = tuple[tuple[ParticipantId, ...], ...]
"""The people at each table, by the place of the table."""


def hosts_among(people: Sequence[Participant], tables: int) -> tuple[tuple[ParticipantId, int], ...]:
    """Return who hosts which table, by its place: those with that role, by seat, one for each table."""
    hosts = [person.participant_id for person in people if person.role is Role.TABLE_HOST]
    return tuple((host, at) for at, host in enumerate(hosts[:tables]))


def hosts_at(state: SessionState, seating: Seating) -> tuple[tuple[ParticipantId, int], ...]:
    """Return who hosts the table at which they sit, by its place: the first with that role."""
    hosting = (
        (at, next((person for person in people if _is_host(state, person)), None)) for at, people in enumerate(seating)
    )
    return tuple((host, at) for at, host in hosting if host is not None)


def _is_host(state: SessionState, person: ParticipantId) -> bool:
    return state.participants[person].role is Role.TABLE_HOST


def planned_seating(
    state: SessionState, item: AgendaItem, number: int, tables: int, stay: Sequence[tuple[ParticipantId, int]] = ()
) -> Seating | None:
    """Return who sits where in a round as it was planned, of those who are here; None where nothing was planned.

    Args:
        state: The session.
        item: The item.
        number: Of the round, from 1.
        tables: How many tables there are; for another number nothing was planned.
        stay: Who hosts a table by now, and stays there; by the place of the table.
    """
    plan = state.planned_places.get(item.item_id)
    if plan is None or plan.tables != tables or not any(len(rounds) >= number for rounds in plan.places.values()):
        return None
    seating: list[list[ParticipantId]] = [[] for _ in range(tables)]
    for person, at in stay:
        seating[at].append(person)
    hosts, rest = {person for person, _ in stay}, []
    for seated in circle(state):
        person = seated.participant_id
        planned = plan.places.get(person, ())
        if person in hosts:
            continue
        if number <= len(planned) and 1 <= planned[number - 1] <= tables:
            seating[planned[number - 1] - 1].append(person)
        else:
            rest.append(person)
    for person in rest:
        min(seating, key=len).append(person)
    return tuple(map(tuple, seating))

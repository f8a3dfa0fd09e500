"""Deals people to tables: by chance, or so that they meet new ones. The seed and the steps of the search come in.

People are dealt by chance first, as evenly as they can be; then two are swapped wherever fewer meet again by it. The
same people, meetings and seed give the same deal on every laptop.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from itertools import combinations
from random import Random
from typing import NamedTuple

from facilitator_console.session.ids import GroupId, ParticipantId

Pair = frozenset[ParticipantId]
Sat = Sequence[Sequence[ParticipantId]]
"""Those who sat together, a sequence for each time and table."""

AGAIN, SAME_GROUP = 8, 1
"""The cost of two people at one table who met before, and of two of one group where groups are to be mixed."""
MOST_SEARCHED = 200
"""The most people for whom places are searched: of more, few meet again when they are dealt by chance."""


class Wanted(NamedTuple):
    """Says how people are to be dealt; equal ones are dealt alike.

    Attributes:
        people: Those who are dealt, by seat.
        tables: How many tables there are.
        stay: Who stays where, by the place of the table; not among `people`.
        sat: Who sat together before.
        groups: Of each of them the group, where groups are to be mixed; else empty.
        seed: Of the chance.
        steps: So often two are tried to be swapped; 0 deals by chance alone.
    """

    people: tuple[ParticipantId, ...]
    tables: int
    stay: tuple[tuple[ParticipantId, int], ...]
    sat: tuple[tuple[ParticipantId, ...], ...]
    groups: tuple[tuple[ParticipantId, GroupId], ...]
    seed: int
    steps: int


def deal(wanted: Wanted) -> tuple[tuple[ParticipantId, ...], ...]:
    """Return who sits at each table, those who stay first."""
    chance, groups = Random(wanted.seed), dict(wanted.groups)  # noqa: S311 - a fair deal, not a secret
    tables: list[list[ParticipantId]] = [[] for _ in range(wanted.tables)]
    for person, table in wanted.stay:
        tables[table].append(person)
    people = list(wanted.people)
    chance.shuffle(people)
    # Of one group one after another goes to the next table: that mixes them as well as it can be done.
    people.sort(key=lambda person: groups.get(person, ""))
    order = list(range(wanted.tables))
    chance.shuffle(order)
    for person in people:
        least = min(map(len, tables))
        # From one table to the next, also where a few sit there already.
        table = next(place for place in order if len(tables[place]) == least)
        order.remove(table)
        order.append(table)
        tables[table].append(person)
    if wanted.steps and len(people) <= MOST_SEARCHED:
        _search(tables, wanted, groups, chance)
    return tuple(map(tuple, tables))


def pairs_of(sat: Iterable[Sequence[ParticipantId]]) -> Counter[Pair]:
    """Count how often each two sat together."""
    return Counter(frozenset(pair) for together in sat for pair in combinations(together, 2))


def repeats(tables: Sat, before: Sat) -> int:
    """Count the pairs at these tables that sat together before."""
    met = pairs_of(before)
    return sum(1 for pair in pairs_of(tables) if met[pair])


def _search(
    tables: list[list[ParticipantId]], wanted: Wanted, groups: Mapping[ParticipantId, GroupId], chance: Random
) -> None:
    """Swap two people of different tables wherever it costs no more, until nothing costs anything."""
    stay = {person for person, _ in wanted.stay}
    costs = _costs([person for together in tables for person in together], wanted.sat, groups)
    cost = sum(costs[one][other] for together in tables for one, other in combinations(together, 2))
    movable = [
        (table, at) for table, people in enumerate(tables) for at, person in enumerate(people) if person not in stay
    ]
    if len({table for table, _ in movable}) < 2:  # noqa: PLR2004 - two tables, to swap between
        return
    for _ in range(wanted.steps):
        if not cost:
            return
        (table, at), (other_table, other_at) = chance.choice(movable), chance.choice(movable)
        if table == other_table:
            continue
        here, there = tables[table], tables[other_table]
        one, other = here[at], there[other_at]
        of_one, of_other = costs[one], costs[other]
        # What both cost where they would sit, less what they cost where they sit.
        change = sum(of_other[who] - of_one[who] for who in here if who != one)
        change += sum(of_one[who] - of_other[who] for who in there if who != other)
        if change <= 0:
            here[at], there[other_at] = other, one
            cost += change


def _costs(
    people: Sequence[ParticipantId], sat: Sat, groups: Mapping[ParticipantId, GroupId]
) -> dict[ParticipantId, dict[ParticipantId, int]]:
    """Return what each two cost who sit at one table."""
    costs = {person: dict.fromkeys(people, 0) for person in people}
    for pair, times in pairs_of(sat).items():
        one, other = pair
        if one in costs and other in costs:
            costs[one][other] = costs[other][one] = AGAIN * times
    for one, other in combinations(people, 2):
        if (group := groups.get(one)) and group == groups.get(other):
            costs[one][other] += SAME_GROUP
            costs[other][one] += SAME_GROUP
    return costs

"""Shows what the rules for showing do in made rooms: are two planted camps found, and is something claimed of noise.

Not how long anything takes. 240 rooms of each kind: 16 to 40 people, 10 to 30 statements, ballots whole or a fifth
empty, camps of halves or a third, five draws of each.
"""

from __future__ import annotations

from collections.abc import Iterator
from itertools import product
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from bench.figures import Figure, Section
from facilitator_console.opinions.findings import Missing, opinions
from facilitator_console.opinions.matrix import VoteMatrix
from facilitator_console.opinions.presentable import shown_map
from facilitator_console.opinions.stability import adjusted_rand_index
from facilitator_console.session.disclosure import USUAL

PEOPLE, STATEMENTS, FILLED, CAMPS, DRAWS = (16, 20, 30, 40), (10, 20, 30), (1.0, 0.8), (2, 3), 5
FOLLOW, PASS = 0.8, 0.1
"""How often somebody votes as their camp leans, and how often they pass."""
DIVIDING = 0.5
"""Share of the statements on which the camps lean apart; on the others all lean alike."""


class Room(NamedTuple):
    """Holds votes, and the camp of each voter; all one where there are none."""

    matrix: VoteMatrix
    camps: NDArray[np.intp]


class Claimed(NamedTuple):
    """Counts what became of a number of rooms.

    Attributes:
        rooms: How many there were.
        alike: Adjusted Rand index of the sets found with the camps, for each room in which sets are claimed.
        without_check: In how many sets would have been shown unchecked.
        unstable: In how many the resamples spoke against them.
        as_chance: In how many the rooms without structure did.
    """

    rooms: int
    alike: list[float]
    without_check: int
    unstable: int
    as_chance: int


def rooms(*, planted: bool, every: int = 1) -> Iterator[Room]:
    """Make the rooms of one kind, always the same ones; or only each `every`-th of them."""
    for number, (people, statements, filled, camps, draw) in enumerate(
        product(PEOPLE, STATEMENTS, FILLED, CAMPS, range(DRAWS))
    ):
        if number % every == 0:
            chance = np.random.default_rng([number, draw, planted])
            members = np.arange(people) < max(people // camps, 5)
            votes = _planted(members, statements, chance) if planted else _noise(people, statements, chance)
            seen = chance.random((people, statements)) < filled
            matrix = VoteMatrix(
                np.arange(people), np.arange(statements), np.where(seen, votes, 0).astype(np.int8), seen
            )
            yield Room(matrix, members.astype(np.intp) if planted else np.zeros(people, np.intp))


def _planted(members: NDArray[np.bool_], statements: int, chance: np.random.Generator) -> NDArray[np.intp]:
    lean = chance.choice([-1, 1], statements)
    divides = chance.random(statements) < DIVIDING
    divides[:2] = True
    leans = np.where(members[:, None] & divides, -lean, lean)
    drawn = chance.random(leans.shape)
    return np.where(drawn < FOLLOW, leans, np.where(drawn < FOLLOW + PASS, 0, -leans))


def _noise(people: int, statements: int, chance: np.random.Generator) -> NDArray[np.intp]:
    """Return votes of people who have nothing to do with each other, on statements that are liked more or less."""
    agree, passes, _ = chance.dirichlet([1.5, 0.5, 1.0], statements).T
    drawn = chance.random((people, statements))
    return np.where(drawn < agree, 1, np.where(drawn < agree + passes, 0, -1))


def claimed(of: Iterator[Room]) -> Claimed:
    """Count what is claimed of these rooms."""
    alike: list[float] = []
    missing = []
    for matrix, camps in of:
        shown = opinions(matrix)
        missing.append(shown.missing)
        if not shown.missing:
            ordered = matrix.by_votes()
            found = shown_map(ordered, np.zeros(ordered.statements.size, np.bool_), USUAL)
            assert found.sets
            alike.append(adjusted_rand_index(found.sets.labels, camps[ordered.voters[found.people]]))
    unstable, as_chance = missing.count(Missing.UNSTABLE), missing.count(Missing.AS_CHANCE)
    return Claimed(len(missing), alike, len(alike) + unstable + as_chance, unstable, as_chance)


def section() -> Section:
    """Return the figures of all rooms."""
    camps, noise = claimed(rooms(planted=True)), claimed(rooms(planted=False))
    found, false = len(camps.alike) / camps.rooms, len(noise.alike) / noise.rooms
    figures = (
        Figure(f"two planted camps, {camps.rooms} rooms: found", f"{found:.0%}", "", 0, "as it is", met=True),
        Figure(
            "how like the camps (mean adjusted Rand index)", f"{np.mean(camps.alike):.2f}", "", 0, "as it is", met=True
        ),
        Figure(f"noise, {noise.rooms} rooms: claimed", f"{false:.1%}", "", 0, "below 5%", met=false < 0.05),
    )
    why = [
        f"{name}: without the check {one.without_check} would be shown; {one.unstable} are unstable, {one.as_chance} "
        "no more stable than chance."
        for name, one in (("Camps", camps), ("Noise", noise))
    ]
    return Section("Opinions: what is claimed", figures, (" ".join(why),))

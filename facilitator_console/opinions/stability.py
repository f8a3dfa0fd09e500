"""Measures whether sets of similar answers are real: how much they depend on who came, and on what was asked.

Two questions, each answered by drawing, and no longer than until the answer is clear:

1. Would the sets come out alike had others come, and been asked other things? Subsampling (Ben-Hur, Elisseeff and
   Guyon 2002): four fifths of the people and of the statements are drawn without replacement, the sets are made again
   by the same rules, and compared with those of the full map. How often two people stay together, or apart, is
   measured by the adjusted Rand index (Hubert and Arabie 1985), averaged over the draws.
2. Would votes without any structure look as stable? Rooms of the same size with the same totals, the votes shuffled
   within each statement, are asked the first question.

A mean is clear once it lies `CLEARLY` of its standard errors from what it is compared with.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import NamedTuple

import msgspec
import numpy as np
from numpy.typing import NDArray

from facilitator_console.opinions.matrix import VoteMatrix
from facilitator_console.opinions.presentable import map_of, shown_map
from facilitator_console.opinions.projection import ROUGH
from facilitator_console.session.disclosure import DisclosurePolicy


class Draws(NamedTuple):
    """Represents how many draws are made for a mean: the fewest, and the most where it stays unclear."""

    fewest: int
    most: int


RESAMPLES = Draws(10, 100)
RESAMPLES_OF_ROOM = Draws(2, 40)
ROOMS = Draws(6, 100)
STABLE_FROM = 0.5
"""The mean adjusted Rand index below which sets are chance."""
FEWEST_REACHED = 5
"""If so many of 100 rooms without structure are as stable, the sets are chance."""
CLEARLY = 3.5
"""The number of standard errors from which a mean is clear. Looked at after each draw, a mean that lies exactly on the
threshold is taken for clear in two of a hundred cases; one that lies .02 from it is taken for being on the other side
in two of a thousand."""
FAR_ABOVE = 4.0
"""The number of standard deviations above rooms without structure from which no more of them are drawn."""
_LEAST_SPREAD = 0.1
"""The least standard deviation that is assumed: of a few draws it may come out small by chance."""
_SEED = 2014
_DRAWN = 0.8
_SMALLEST_PART_DRAWN = 0.6
"""The part of a smallest set that is enough in a draw: 3 of 5, or 6 of 10, are drawn in all but one of twenty draws;
4 of 5 only in three of four."""

Labels = NDArray[np.intp]
OnDraw = Callable[[int, int], None]


class Steadiness(msgspec.Struct, frozen=True):
    """Represents what the draws have shown.

    Attributes:
        stability: Mean adjusted Rand index: 1 where the sets always come out alike, about 0 where they are chance.
        resamples: Over how many draws.
        as_stable: How many rooms without structure were as stable.
        rooms: Of how many; 0 where the sets were not stable anyhow.
    """

    stability: float
    resamples: int
    as_stable: int = 0
    rooms: int = 0

    @property
    def stable(self) -> bool:
        """Tell whether the sets come out alike."""
        return self.stability >= STABLE_FROM

    @property
    def holds(self) -> bool:
        """Tell whether the sets may be claimed: they come out alike, and chance does not make as much."""
        return self.stable and self.as_stable < FEWEST_REACHED


def steadiness(
    matrix: VoteMatrix, zeroed: NDArray[np.bool_], labels: Labels, policy: DisclosurePolicy, on_draw: OnDraw
) -> Steadiness:
    """Measure how steady the sets of similar answers of a map are; the same votes always give the same result.

    Args:
        matrix: The votes, in the order that they decide themselves.
        zeroed: bool, statements: rejected and meta ones.
        labels: int, voters: their sets; -1 outside the map.
        policy: How few people may be shown.
        on_draw: Hears after each draw how many are done, and of how many; what it raises ends the work.
    """
    chance = np.random.default_rng(_SEED)
    whole = RESAMPLES.most + ROOMS.most

    def resampled(done: int) -> None:
        on_draw(done, whole)

    stability, resamples = _mean_beside(
        STABLE_FROM, lambda: _resampled(matrix, zeroed, labels, policy, chance), RESAMPLES, resampled
    )
    indices: list[float] = []
    as_stable = 0
    while stability >= STABLE_FROM and not _is_clear(stability, indices, as_stable):
        indices.append(_of_room_without_structure(matrix, zeroed, policy, stability, chance))
        as_stable += indices[-1] >= stability
        on_draw(RESAMPLES.most + len(indices), whole)
    on_draw(whole, whole)
    return Steadiness(stability, resamples, as_stable, len(indices))


def _is_clear(stability: float, indices: list[float], as_stable: int) -> bool:
    """Tell whether enough rooms were drawn to know if fewer than 5 of 100 are as stable."""
    if as_stable >= FEWEST_REACHED or as_stable + ROOMS.most - len(indices) < FEWEST_REACHED:
        return True
    if len(indices) < ROOMS.fewest:
        return False
    return stability - float(np.mean(indices)) >= FAR_ABOVE * max(float(np.std(indices, ddof=1)), _LEAST_SPREAD)


def _of_room_without_structure(
    matrix: VoteMatrix, zeroed: NDArray[np.bool_], policy: DisclosurePolicy, beside: float, chance: np.random.Generator
) -> float:
    """Return the stability of a room without structure, exact enough to compare it; 0 where it would show no sets."""
    room = matrix.shuffled(chance)
    labels = shown_map(room, zeroed, policy, ROUGH).labels(len(room.voters))
    if labels.max() < 0:
        return 0.0
    return _mean_beside(beside, lambda: _resampled(room, zeroed, labels, policy, chance), RESAMPLES_OF_ROOM)[0]


def _mean_beside(
    threshold: float, draw: Callable[[], float], draws: Draws, on_draw: Callable[[int], None] = lambda _done: None
) -> tuple[float, int]:
    """Return the mean of the draws, and their number: no more than needed to see on which side of a threshold it is."""
    drawn: list[float] = []
    while len(drawn) < draws.most:
        drawn.append(draw())
        on_draw(len(drawn))
        if len(drawn) >= draws.fewest:
            error = max(float(np.std(drawn, ddof=1)), _LEAST_SPREAD) / len(drawn) ** 0.5
            if abs(float(np.mean(drawn)) - threshold) >= CLEARLY * error:
                break
    return float(np.mean(drawn)), len(drawn)


def _resampled(
    matrix: VoteMatrix, zeroed: NDArray[np.bool_], labels: Labels, policy: DisclosurePolicy, chance: np.random.Generator
) -> float:
    """Compare the sets with those of four fifths of the people and statements, over the people in both."""
    people = _drawn(chance, np.arange(labels.size))
    statements = _drawn(chance, np.flatnonzero(matrix.seen.any(axis=0)))
    inside = labels[people] >= 0
    smallest = round(_SMALLEST_PART_DRAWN * policy.smallest_group)
    repeated = map_of(matrix.part(people, statements), zeroed[statements], inside, smallest, ROUGH)
    of_people = repeated.sets.labels if repeated.sets else np.zeros(len(repeated.people), np.intp)
    return adjusted_rand_index(labels[people[inside]], of_people)


def _drawn(chance: np.random.Generator, places: NDArray[np.intp]) -> NDArray[np.intp]:
    return np.sort(chance.permutation(places)[: max(1, round(_DRAWN * places.size))])


def adjusted_rand_index(labels: Labels, other_labels: Labels) -> float:
    """Return how alike two divisions of the same people are: 1 the same, 0 as alike as chance makes them.

    Args:
        labels: int, people: labels from 0.
        other_labels: int, people.
    """
    table = np.bincount(labels * (int(other_labels.max(initial=0)) + 1) + other_labels)
    together = _pairs(table)
    in_labels, in_other_labels = _pairs(np.bincount(labels)), _pairs(np.bincount(other_labels))
    all_pairs = _pairs(np.array([labels.size]))
    expected = in_labels * in_other_labels / max(all_pairs, 1.0)
    most = (in_labels + in_other_labels) / 2.0
    return 1.0 if most == expected else (together - expected) / (most - expected)


def _pairs(sizes: NDArray[np.intp]) -> float:
    return float((sizes * (sizes - 1.0)).sum() / 2.0)

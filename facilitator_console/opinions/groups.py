"""Finds groups of opinion: the number of groups that fits best, and who belongs to which.

Polis' `group-clusterings` over the points of `clusters`, and its patience: in a running conversation the number of
groups changes only when another one has won several times in a row. Raw: groups of one person are left as they are.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from facilitator_console.opinions.clusters import (
    STILL,
    BaseClusters,
    Initialisation,
    distances,
    first_points,
    k_means,
    silhouettes,
)

FEWEST_GROUPS = 2
MOST_GROUPS = 5
BASE_CLUSTERS_PER_GROUP = 12
ROUNDS = 20
RED_DWARF_ROUNDS = 300
RED_DWARF_STILL = 1e-12
"""The limit of movement at which only rounding is left."""
WINS_TO_CHANGE = 4


@dataclass(frozen=True, eq=False)
class Partition:
    """Represents people who are divided into a number of groups.

    Attributes:
        labels: int, people in the map: their group, 0 to k - 1.
        centres: float64, k × 2.
        silhouette: Mean over the base clusters; 0 for one group.
    """

    labels: NDArray[np.intp]
    centres: NDArray[np.float64]
    silhouette: float

    @property
    def sizes(self) -> NDArray[np.intp]:
        """Return the number of people in each group; k."""
        return np.bincount(self.labels, minlength=len(self.centres))


@dataclass(frozen=True)
class SteadyCount:
    """Represents the number of groups of a running conversation; not every vote moves it (Polis, `group-k-smoother`).

    Attributes:
        groups: The number that is used; 0 before the first map.
        winner: The number that won last.
        wins: How many times in a row.
    """

    groups: int = 0
    winner: int = 0
    wins: int = 0

    def after(self, winner: int) -> SteadyCount:
        """Return the state after this number has won: a new one is used after four wins in a row, the first at once."""
        wins = self.wins + 1 if winner == self.winner else 1
        changes = wins >= WINS_TO_CHANGE or not self.groups
        return SteadyCount(winner if changes else self.groups, winner, wins)


def partitions(base: BaseClusters, initialisation: Initialisation) -> tuple[Partition, ...]:
    """Return a partition for each number of groups that the points allow, the best first.

    The best has the highest mean silhouette; of equal ones the more groups, in red-dwarf's way the fewer.

    Returns:
        Empty where not even two groups can be made.
    """
    reference = initialisation is Initialisation.RED_DWARF
    limit = MOST_GROUPS if reference else min(MOST_GROUPS, FEWEST_GROUPS + len(base.centres) // BASE_CLUSTERS_PER_GROUP)
    starts = first_points(base.centres, base.sizes, limit, initialisation)
    rounds, still = (RED_DWARF_ROUNDS, RED_DWARF_STILL) if reference else (ROUNDS, STILL)
    apart = distances(base.centres)
    found = []
    for k in range(FEWEST_GROUPS, min(limit, starts.size) + 1):
        labels, centres = k_means(base.centres, base.sizes, base.centres[starts[:k]], rounds, still)
        if len(centres) >= FEWEST_GROUPS:
            found.append(Partition(labels[base.labels], centres, float(silhouettes(apart, labels).mean())))
    return best_first(found, fewer_groups=reference)


def best_first(found: Iterable[Partition], *, fewer_groups: bool) -> tuple[Partition, ...]:
    """Sort partitions by falling silhouette; of equal ones, the one with more (or fewer) groups comes first."""
    sign = 1 if fewer_groups else -1
    return tuple(sorted(found, key=lambda partition: (-partition.silhouette, sign * len(partition.centres))))


def undivided(positions: NDArray[np.float64]) -> Partition:
    """Return the partition with everyone in one group.

    Args:
        positions: float64, people × 2.
    """
    centre = positions.mean(axis=0) if len(positions) else np.zeros(2)
    return Partition(np.zeros(len(positions), np.intp), centre[None, :], 0.0)


def chosen_partition(found: tuple[Partition, ...], groups: int) -> Partition | None:
    """Return the partition into so many groups, or the best where there is none; None where none was found at all."""
    return next((partition for partition in found if len(partition.centres) == groups), found[0] if found else None)

"""Makes the sets of similar answers that may be shown: none with fewer people than the policy allows.

It stands between the partitions of `groups`, with groups of any size as Polis makes them, and everything that is shown
or compared. The rules
are the product's own (design: no one is exposed); five is the least count in its public tables.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from facilitator_console.opinions.clusters import Initialisation, base_clusters
from facilitator_console.opinions.groups import Partition, partitions
from facilitator_console.opinions.matrix import VoteMatrix
from facilitator_console.opinions.projection import FINE, Precision, project, votes_for_entry
from facilitator_console.session.disclosure import DisclosurePolicy


@dataclass(frozen=True, eq=False)
class ShownSets:
    """Represents people in sets of similar answers that are large enough, the largest set first.

    Attributes:
        labels: int, people: their set, 0 to k - 1, k at least 2.
        sizes: int, k, falling.
    """

    labels: NDArray[np.intp]
    sizes: NDArray[np.intp]


@dataclass(frozen=True, eq=False)
class ShownMap:
    """Represents people in the map, with their places and sets of similar answers.

    Attributes:
        people: int, people in the map: their rows in the matrix, ascending.
        positions: people in the map × 2.
        sets: None where there are not two that are large enough.
    """

    people: NDArray[np.intp]
    positions: NDArray[np.float64]
    sets: ShownSets | None

    def labels(self, voters: int) -> NDArray[np.intp]:
        """Return the set of each of so many voters; -1 outside the map, and for all where there are no sets."""
        labels = np.full(voters, -1)
        if self.sets:
            labels[self.people] = self.sets.labels
        return labels


def shown_map(
    matrix: VoteMatrix, zeroed: NDArray[np.bool_], policy: DisclosurePolicy, precision: Precision = FINE
) -> ShownMap:
    """Compute the map of everybody who has voted on enough statements.

    Args:
        matrix: The votes.
        zeroed: bool, statements: rejected and meta ones.
        policy: How few people may be shown.
        precision: How exactly places are found.
    """
    inside = np.count_nonzero(matrix.seen, axis=1) >= votes_for_entry(matrix)
    return map_of(matrix, zeroed, inside, policy.smallest_group, precision)


def map_of(
    matrix: VoteMatrix, zeroed: NDArray[np.bool_], inside: NDArray[np.bool_], smallest: int, precision: Precision
) -> ShownMap:
    """Compute the map of these people.

    Args:
        matrix: The votes; the components are those of all voters.
        zeroed: bool, statements.
        inside: bool, voters: who is in the map.
        smallest: People that a set needs.
        precision: How exactly places are found.
    """
    people = np.flatnonzero(inside)
    positions = project(matrix, zeroed, precision).positions[people]
    found = partitions(base_clusters(positions, Initialisation.SPREAD), Initialisation.SPREAD)
    return ShownMap(people, positions, shown_sets(found, positions, smallest))


def shown_sets(found: Iterable[Partition], positions: NDArray[np.float64], smallest: int) -> ShownSets | None:
    """Return the first partition that leaves two sets or more after its small ones are merged into the nearest.

    Args:
        found: In the order of preference.
        positions: float64, people × 2.
        smallest: People that a set needs.

    Returns:
        None where every partition ends in one set.
    """
    for partition in found:
        labels = _merged(partition.labels, positions, smallest)
        if labels.any():
            return _largest_first(labels, positions)
    return None


def set_centres(labels: NDArray[np.intp], positions: NDArray[np.float64]) -> NDArray[np.float64]:
    """Return the mean place of each set's people; k × 2."""
    return np.stack([np.bincount(labels, axis) for axis in positions.T], axis=1) / np.bincount(labels)[:, None]


def _merged(labels: NDArray[np.intp], positions: NDArray[np.float64], smallest: int) -> NDArray[np.intp]:
    """Merge each set below `smallest` into the one with the nearest centre, the smallest first; return labels."""
    while True:
        sizes = np.bincount(labels)
        small = int(np.argmin(sizes))
        if sizes[small] >= smallest or sizes.size == 1:
            return labels
        centres = set_centres(labels, positions)
        apart = ((centres - centres[small]) ** 2).sum(axis=1)
        apart[small] = np.inf
        labels = np.where(labels == small, np.argmin(apart), labels)
        labels = labels - (labels > small)


def _largest_first(labels: NDArray[np.intp], positions: NDArray[np.float64]) -> ShownSets:
    sizes = np.bincount(labels)
    centres = set_centres(labels, positions)
    order = np.lexsort((centres[:, 1], centres[:, 0], -sizes))
    place = np.empty_like(order)
    place[order] = np.arange(order.size)
    return ShownSets(place[labels], sizes[order])

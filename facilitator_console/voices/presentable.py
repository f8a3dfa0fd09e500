"""Groups that may be shown: none of one person, none below five.

Between the raw partitions, which hold groups of any size, and everything that is shown or compared. The rules are the
product's own (design: no one is exposed); five is the least count in its public tables.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from facilitator_console.voices.groups import Partition

SMALLEST_GROUP = 5


@dataclass(frozen=True, eq=False)
class ShownGroups:
    """People in groups that are large enough, the largest group first.

    Attributes:
        labels: int, people: their group, 0 to k - 1, k at least 2.
        sizes: int, k, falling.
    """

    labels: NDArray[np.intp]
    sizes: NDArray[np.intp]


def shown_groups(
    found: Iterable[Partition], positions: NDArray[np.float64], smallest: int = SMALLEST_GROUP
) -> ShownGroups | None:
    """The first partition without a group of one, its small groups merged into the nearest.

    Args:
        found: In the order of preference.
        positions: float64, people × 2.
        smallest: People that a group needs.

    Returns:
        None where no partition is without a group of one, or one group is left.
    """
    for partition in found:
        if partition.sizes.min() > 1:
            return _largest_first(_merged(partition.labels, positions, smallest), positions)
    return None


def group_centres(labels: NDArray[np.intp], positions: NDArray[np.float64]) -> NDArray[np.float64]:
    """Mean place of each group's people; k × 2."""
    return np.stack([np.bincount(labels, axis) for axis in positions.T], axis=1) / np.bincount(labels)[:, None]


def _merged(labels: NDArray[np.intp], positions: NDArray[np.float64], smallest: int) -> NDArray[np.intp]:
    """Labels after each group below `smallest` went into the one with the nearest centre, the smallest first."""
    while True:
        sizes = np.bincount(labels)
        small = int(np.argmin(sizes))
        if sizes[small] >= smallest or sizes.size == 1:
            return labels
        centres = group_centres(labels, positions)
        apart = ((centres - centres[small]) ** 2).sum(axis=1)
        apart[small] = np.inf
        labels = np.where(labels == small, np.argmin(apart), labels)
        labels = labels - (labels > small)


def _largest_first(labels: NDArray[np.intp], positions: NDArray[np.float64]) -> ShownGroups | None:
    sizes = np.bincount(labels)
    if sizes.size == 1:
        return None
    centres = group_centres(labels, positions)
    order = np.lexsort((centres[:, 1], centres[:, 0], -sizes))
    place = np.empty_like(order)
    place[order] = np.arange(order.size)
    return ShownGroups(place[labels], sizes[order])

"""Divides points into clusters: base clusters, weighted k-means from chosen first centres, silhouettes.

Geometry only (Polis, `clusters.clj`): what a point stands for is `groups`' business.
A centre that loses its last point is dropped, as in Polis.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

import numpy as np
from numpy.typing import NDArray

MOST_BASE_CLUSTERS = 100
BASE_ROUNDS = 100
STILL = 0.01
"""A centre that moves less than this is taken as unmoved (Polis)."""


class Initialisation(StrEnum):
    """Represents the rule for where k-means starts, which decides much."""

    SPREAD = "spread"
    """Our own way: the point farthest from the mean, then each time the point farthest from all chosen ones."""
    POLIS = "polis"
    """The first distinct points in the order in which people came into the map; by id where there is no history."""
    RED_DWARF = "red_dwarf"
    """The first of the sorted distinct points, on people instead of base clusters: that library's way."""


@dataclass(frozen=True, eq=False)
class BaseClusters:
    """Represents people who are gathered into at most 100 points.

    Attributes:
        centres: float64, base × 2.
        sizes: float64, base: how many people each contains.
        labels: int, people: the base cluster of each.
    """

    centres: NDArray[np.float64]
    sizes: NDArray[np.float64]
    labels: NDArray[np.intp]


def base_clusters(positions: NDArray[np.float64], initialisation: Initialisation) -> BaseClusters:
    """Make base clusters of people: one for each distinct point; more than 100 points are gathered into 100.

    Args:
        positions: float64, people × 2, for `POLIS` in the order of their entry.
        initialisation: Where k-means starts. `RED_DWARF` has no base clusters: each person is one.
    """
    if initialisation is Initialisation.RED_DWARF:
        return BaseClusters(positions, np.ones(len(positions)), np.arange(len(positions)))
    points, sizes, labels = distinct(positions)
    if len(points) <= MOST_BASE_CLUSTERS:
        return BaseClusters(points, sizes, labels)
    starts = points[first_points(points, sizes, MOST_BASE_CLUSTERS, initialisation)]
    of_points, centres = k_means(points, sizes, starts, BASE_ROUNDS, STILL)
    return BaseClusters(centres, np.bincount(of_points, sizes).astype(np.float64), of_points[labels])


def distinct(positions: NDArray[np.float64]) -> tuple[NDArray[np.float64], NDArray[np.float64], NDArray[np.intp]]:
    """Put equal points together.

    Returns:
        The distinct points in the order of their first owner, how many own each, and the point of each person.
    """
    # Complex numbers sort by their real part, then the imaginary: one key instead of two.
    _, first, label, size = np.unique(
        positions[:, 0] + 1j * positions[:, 1], return_index=True, return_inverse=True, return_counts=True
    )
    order = np.argsort(first)
    place = np.empty_like(order)
    place[order] = np.arange(order.size)
    return positions[first[order]], size[order].astype(np.float64), place[label]


def first_points(
    points: NDArray[np.float64], sizes: NDArray[np.float64], most: int, initialisation: Initialisation
) -> NDArray[np.intp]:
    """Choose up to `most` distinct points to start from; the first k of them start k clusters.

    Args:
        points: float64, points × 2; distinct, except for `RED_DWARF`.
        sizes: float64, points: people at each.
        most: How many at most.
        initialisation: The rule.
    """
    if initialisation is Initialisation.POLIS:
        return np.arange(min(most, len(points)))
    if initialisation is Initialisation.RED_DWARF:
        return np.unique(points, axis=0, return_index=True)[1][:most]
    by_place: NDArray[np.intp] = np.lexsort((points[:, 1], points[:, 0]))
    return by_place[_farthest_points(points[by_place], sizes[by_place], most)]


def _farthest_points(points: NDArray[np.float64], sizes: NDArray[np.float64], most: int) -> NDArray[np.intp]:
    """Choose the point farthest from the mean, then each time the one whose nearest chosen point is farthest.

    Gonzalez' farthest-point traversal. Ties go to the first, so the order given is the order by coordinates.
    """
    chosen: list[int] = []
    x, y = np.ascontiguousarray(points.T)
    if x.size:
        from_x, from_y = np.average(x, weights=sizes), np.average(y, weights=sizes)
        nearest = (x - from_x) ** 2 + (y - from_y) ** 2
        while len(chosen) < most and (not chosen or nearest.max() > 0.0):
            at = int(nearest.argmax())
            away = (x - x[at]) ** 2 + (y - y[at]) ** 2
            nearest = np.minimum(nearest, away) if chosen else away
            chosen.append(at)
    return np.array(chosen, np.intp)


def k_means(
    points: NDArray[np.float64], sizes: NDArray[np.float64], centres: NDArray[np.float64], rounds: int, still: float
) -> tuple[NDArray[np.intp], NDArray[np.float64]]:
    """Run Lloyd's weighted k-means from given centres.

    Args:
        points: float64, points × 2.
        sizes: float64, points: their weights.
        centres: float64, k × 2: where to start.
        rounds: At most so many.
        still: Stop once every centre moves less than this.

    Returns:
        The cluster of each point and the clusters' centres; fewer than k where one was left without points.
    """
    weighted_x, weighted_y = sizes * points[:, 0], sizes * points[:, 1]
    labels = np.zeros(len(points), np.intp)
    for _ in range(rounds):
        labels = nearest_centre(points, centres)
        weight = np.bincount(labels, sizes, len(centres))
        has_points = weight > 0.0
        if not has_points.all():
            labels, centres, weight = (np.cumsum(has_points) - 1)[labels], centres[has_points], weight[has_points]
        moved = np.stack((np.bincount(labels, weighted_x), np.bincount(labels, weighted_y)), axis=1) / weight[:, None]
        farthest = ((moved - centres) ** 2).sum(axis=1).max()
        centres = moved
        if farthest < still**2:
            break
    return labels, centres


def nearest_centre(points: NDArray[np.float64], centres: NDArray[np.float64]) -> NDArray[np.intp]:
    """Return the nearest centre of each point; of equally near ones the first."""
    # |p - c|² without |p|², which is the same for all centres; no second table as large as the first.
    centres = centres.astype(points.dtype, copy=False)
    apart = points @ (-2.0 * centres.T)
    apart += (centres**2).sum(axis=1)
    nearest: NDArray[np.intp] = np.argmin(apart, axis=1)
    return nearest


def distances(points: NDArray[np.float64]) -> NDArray[np.float64]:
    """Return the distance of every point from every other; points × points."""
    return np.sqrt((points[:, 0] - points[:, :1]) ** 2 + (points[:, 1] - points[:, 1:]) ** 2)


def silhouettes(apart: NDArray[np.float64], labels: NDArray[np.intp]) -> NDArray[np.float64]:
    """Measure how much better each point fits its own cluster than the next: (b - a) / max(a, b).

    Rousseeuw 1987; 0 for a cluster of one point, and where a = b = 0.

    Args:
        apart: float64, points × points: distances.
        labels: int, points: clusters 0 to k - 1, k at least 2, none empty.

    Returns:
        float64, points, each from -1 to 1.
    """
    people = np.arange(labels.size)
    members = np.zeros((labels.size, int(labels.max()) + 1))
    members[people, labels] = 1.0
    count = members.sum(axis=0)
    total = apart @ members
    own = count[labels]
    within = total[people, labels] / np.maximum(own - 1.0, 1.0)
    to_others = total / count
    to_others[people, labels] = np.inf
    beside = to_others.min(axis=1)
    larger = np.maximum(within, beside)
    fits = np.where(larger > 0.0, (beside - within) / np.where(larger > 0.0, larger, 1.0), 0.0)
    return np.where(own > 1.0, fits, 0.0)

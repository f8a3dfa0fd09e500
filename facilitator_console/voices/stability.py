"""How far the groups depend on who happened to come, and on what happened to be asked.

Subsampling (Ben-Hur, Elisseeff and Guyon 2002): four fifths of the people and of the statements are drawn without
replacement, the groups are made anew by the same rules, and compared with those of the full map. How often two people
stay together, or apart, is measured by the adjusted Rand index (Hubert and Arabie 1985), averaged over the draws.
"""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
from numpy.typing import NDArray

from facilitator_console.voices.clusters import base_clusters
from facilitator_console.voices.groups import partitions
from facilitator_console.voices.opinion_map import OpinionMap
from facilitator_console.voices.presentable import SMALLEST_GROUP, ShownGroups, shown_groups
from facilitator_console.voices.projection import project

RESAMPLES = 100
STABLE_FROM = 0.5
"""Mean adjusted Rand index below which a map is unstable."""
_SEED = 2014
_DRAWN = 0.8


def stability(
    drawn_from: OpinionMap,
    shown: ShownGroups,
    resamples: int = RESAMPLES,
    on_resample: Callable[[int, int], None] | None = None,
) -> float:
    """Mean adjusted Rand index of the shown groups against those of resampled people and statements.

    Args:
        drawn_from: The full map.
        shown: Its groups as they are shown.
        resamples: How many draws; always the same ones.
        on_resample: Hears after each draw how many are done, and of how many.

    Returns:
        1 where the groups always come out alike, about 0 where they are chance.
    """
    chance = np.random.default_rng(_SEED)
    voted = np.flatnonzero(drawn_from.matrix.seen.any(axis=0))
    labels = np.full(len(drawn_from.matrix.voters), -1)
    labels[drawn_from.people] = shown.labels
    indices = []
    for done in range(1, resamples + 1):
        people = _drawn(chance, labels.size)
        inside = labels[people] >= 0
        anew = _groups_anew(drawn_from, people, voted[_drawn(chance, voted.size)], inside)
        indices.append(adjusted_rand_index(labels[people[inside]], anew))
        if on_resample:
            on_resample(done, resamples)
    return float(np.mean(indices))


def _drawn(chance: np.random.Generator, of: int) -> NDArray[np.intp]:
    return np.sort(chance.permutation(of)[: max(1, round(_DRAWN * of))])


def _groups_anew(
    full: OpinionMap, people: NDArray[np.intp], statements: NDArray[np.intp], inside: NDArray[np.bool_]
) -> NDArray[np.intp]:
    """Groups of those drawn who are in the full map, by the statements drawn; all 0 where none would be shown."""
    matrix = full.matrix.part(people, statements)
    positions = project(matrix, (full.rejected | full.meta)[statements]).positions[inside]
    found = partitions(base_clusters(positions, full.initialisation), full.initialisation)
    # Of a group of five four fifths are drawn.
    shown = shown_groups(found, positions, round(_DRAWN * SMALLEST_GROUP))
    return shown.labels if shown else np.zeros(len(positions), np.intp)


def adjusted_rand_index(one: NDArray[np.intp], other: NDArray[np.intp]) -> float:
    """How alike two divisions of the same people are: 1 the same, 0 as alike as chance makes them.

    Args:
        one: int, people: labels from 0.
        other: int, people.
    """
    table = np.bincount(one * (int(other.max(initial=0)) + 1) + other)
    together = _pairs(table)
    in_one, in_other = _pairs(np.bincount(one)), _pairs(np.bincount(other))
    all_pairs = _pairs(np.array([one.size]))
    expected = in_one * in_other / max(all_pairs, 1.0)
    most = (in_one + in_other) / 2.0
    return 1.0 if most == expected else (together - expected) / (most - expected)


def _pairs(sizes: NDArray[np.intp]) -> float:
    return float((sizes * (sizes - 1.0)).sum() / 2.0)

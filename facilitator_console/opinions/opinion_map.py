"""Computes the opinion map: Polis' whole mathematics for one conversation, from the votes to the next statement.

The raw layer: it refuses nothing, contains everyone's place and groups of any size, and is never shown as it is;
`opinions` makes from it what may be. Reference: the `math` part of Polis, read and written again.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from facilitator_console.opinions.ballots import Id
from facilitator_console.opinions.clusters import Initialisation, base_clusters
from facilitator_console.opinions.counting import Counts, Figures, count_votes
from facilitator_console.opinions.groups import Partition, SteadyCount, chosen_partition, partitions, undivided
from facilitator_console.opinions.matrix import VoteMatrix
from facilitator_console.opinions.priority import priorities
from facilitator_console.opinions.projection import Projection, by_entry, in_the_map, project
from facilitator_console.opinions.representative import (
    Chosen,
    Representativeness,
    consensus,
    representative_statements,
    representativeness,
)


@dataclass(frozen=True)
class Earlier:
    """Represents what a running conversation hands from one map to the next.

    Attributes:
        in_map: Voters who were in the map, in the order in which they came in: who was in stays in.
        count: The number of groups, and how steadily it wins.
    """

    in_map: tuple[Id, ...] = ()
    count: SteadyCount = field(default_factory=SteadyCount)


@dataclass(frozen=True, eq=False)
class OpinionMap:
    """Represents everything that is computed from the votes; there are k groups.

    Attributes:
        matrix: The votes.
        initialisation: Where k-means started.
        rejected: bool, statements: moderated out.
        meta: bool, statements: about the voters themselves.
        eligible: bool, statements: with votes, neither rejected nor meta.
        projection: Components and everyone's place.
        people: int, people in the map: their rows; ascending, but with `POLIS` in the order of entry.
        partitions: What k-means found for each number of groups, the best first; may be empty.
        groups: The one that is used.
        labels: int, voters: group, or -1 outside the map.
        counts: Votes by group; k × statements.
        all_counts: Votes of all voters; statements.
        differs: How each group differs from the others.
        representative: For each group its statements; nothing where there is but one group.
        consensus: What all voters share.
        extremity: float64, statements: how far agreeing with one alone takes a person from the middle.
        priority: float64, statements: weight in the draw of the next statement.
        handed_on: For the next map of this conversation.
    """

    matrix: VoteMatrix
    initialisation: Initialisation
    rejected: NDArray[np.bool_]
    meta: NDArray[np.bool_]
    eligible: NDArray[np.bool_]
    projection: Projection
    people: NDArray[np.intp]
    partitions: tuple[Partition, ...]
    groups: Partition
    labels: NDArray[np.intp]
    counts: Counts
    all_counts: Counts
    differs: Representativeness
    representative: tuple[tuple[Chosen, ...], ...]
    consensus: tuple[Chosen, ...]
    extremity: Figures
    priority: Figures
    handed_on: Earlier


def opinion_map(
    matrix: VoteMatrix,
    *,
    rejected: Collection[Id] = frozenset(),
    meta: Collection[Id] = frozenset(),
    earlier: Earlier | None = None,
    initialisation: Initialisation = Initialisation.SPREAD,
) -> OpinionMap:
    """Compute the map of these votes.

    Args:
        matrix: The votes.
        rejected: Statements moderated out.
        meta: Statements about the voters themselves.
        earlier: What the conversation's last map handed on.
        initialisation: Where k-means starts.
    """
    earlier = earlier or Earlier()
    is_rejected, is_meta = matrix.columns(rejected), matrix.columns(meta)
    projection = project(matrix, zeroed := is_rejected | is_meta)
    people, entered = _people(matrix, earlier, initialisation)
    positions = projection.positions[people]
    found = partitions(base_clusters(positions, initialisation), initialisation)
    count = earlier.count.after(len(found[0].centres)) if found else earlier.count
    groups = chosen_partition(found, count.groups) or undivided(positions)
    labels, everyone = _counted(matrix, people, groups)
    counts, all_counts = everyone.without_first, everyone.all_groups
    eligible = (all_counts.seen > 0) & ~zeroed
    differs = representativeness(counts)
    extremity = np.hypot(*projection.statement_positions.T)
    return OpinionMap(
        matrix=matrix,
        initialisation=initialisation,
        rejected=is_rejected,
        meta=is_meta,
        eligible=eligible,
        projection=projection,
        people=people,
        partitions=found,
        groups=groups,
        labels=labels,
        counts=counts,
        all_counts=all_counts,
        differs=differs,
        representative=representative_statements(counts, differs, eligible) if found else ((),),
        consensus=consensus(all_counts, eligible),
        extremity=extremity,
        priority=priorities(counts.all_groups, extremity, is_meta),
        handed_on=Earlier(tuple(matrix.voters[entered].tolist()), count),
    )


def _people(
    matrix: VoteMatrix, earlier: Earlier, initialisation: Initialisation
) -> tuple[NDArray[np.intp], NDArray[np.intp]]:
    """Return the rows of the people in the map, in the order for k-means, and in the order in which they came in."""
    people = np.flatnonzero(in_the_map(matrix, earlier.in_map))
    entered = people[by_entry(matrix.voters[people].tolist(), earlier.in_map)]
    # Only with `POLIS` does the order of people decide where k-means starts.
    return (entered if initialisation is Initialisation.POLIS else people), entered


def _counted(matrix: VoteMatrix, people: NDArray[np.intp], groups: Partition) -> tuple[NDArray[np.intp], Counts]:
    """Return the group of each voter, or -1, and the counts of those outside the map, then of each group."""
    labels = np.full(len(matrix.voters), -1)
    labels[people] = groups.labels
    # Those outside the map are counted as one group more, so that all votes are gone through once.
    return labels, count_votes(matrix, labels + 1, len(groups.centres) + 1)

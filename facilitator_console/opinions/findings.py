"""Finds what may be shown of the votes: what is shared, then what divides, and nothing that exposes a person.

Plain data with ids, made from the votes; what Polis computes for any room (`opinion_map`) is held back here for small
ones. The rules (product, opinion-maths: "For showing"), each where it is applied:
totals count everybody who voted · below 15 voters counts only · in the map is who voted on enough statements; below 15
people there is none, below 50 it is exploratory · sets of similar answers by `presentable`, claimed only where they
hold (`stability`) · where they are shown, only what more than half of each share is called shared · where fewer than 5
of one of them voted on a statement, or 1 to 4 of those outside the map, no figures by set for it, and below 5 voters
no total, nor where it tells that few of a set voted · no person's position.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator
from enum import StrEnum
from typing import Any, NamedTuple

import msgspec
import numpy as np
from numpy.typing import NDArray

from facilitator_console.opinions.ballots import Id
from facilitator_console.opinions.counting import Counts, count_votes
from facilitator_console.opinions.matrix import VoteMatrix
from facilitator_console.opinions.presentable import ShownMap, set_centres, shown_map
from facilitator_console.opinions.projection import votes_for_entry
from facilitator_console.opinions.representative import (
    Chosen,
    Side,
    consensus,
    representative_statements,
    representativeness,
)
from facilitator_console.opinions.stability import Steadiness, steadiness
from facilitator_console.session.disclosure import USUAL, DisclosurePolicy

FEWEST_FOR_MAP = 15
FEWEST_FOR_CONFIDENCE = 50


class Extent(StrEnum):
    """Represents how much can be said about this number of people."""

    COUNTS_ONLY = "counts_only"
    EXPLORATORY = "exploratory"
    FULL = "full"


class Missing(StrEnum):
    """Represents why no sets of similar answers are shown."""

    TOO_FEW_VOTERS = "too_few_voters"
    TOO_FEW_IN_MAP = "too_few_in_map"
    NOTHING_APART = "nothing_apart"
    """There are not two of five people or more."""
    UNSTABLE = "unstable"
    AS_CHANCE = "as_chance"
    """Votes without any structure would look as stable."""


class Tally(msgspec.Struct, frozen=True):
    """Represents the votes on one statement; their sum is the number of voters."""

    agree: int
    disagree: int
    passes: int

    @property
    def voters(self) -> int:
        """Return how many people voted on the statement."""
        return self.agree + self.disagree + self.passes


class StatementOpinion(msgspec.Struct, frozen=True):
    """Represents what may be shown about one statement.

    Attributes:
        statement: Its id.
        total: Everybody's votes. None below 5 voters, and where it would tell, together with the sizes of the sets,
            that 4 of one voted.
        by_similar_answers: In the order of the sets; empty where none are shown, where too few of one of them voted on
            it, or where 1 to 4 of those outside the map did: theirs would be the rest of the total.
        agreement_across_sets: Product of the sets' shares of agreement, (agrees + 1) / (voters + 2) each; None where
            `by_similar_answers` is empty.
    """

    statement: Id
    total: Tally | None
    by_similar_answers: tuple[Tally, ...] = ()
    agreement_across_sets: float | None = None


class SharedStatement(msgspec.Struct, frozen=True):
    """Represents a statement that more than half agree with, or disagree with.

    Attributes:
        statement: Its id.
        side: Which of the two.
        votes: Votes of that side.
        voters: All who voted on it.
        share: (votes + 1) / (voters + 2).
        test: z of the share being above one half.
    """

    statement: Id
    side: Side
    votes: int
    voters: int
    share: float
    test: float


class RepresentativeStatement(SharedStatement, frozen=True):
    """Represents a statement that sets similar answers apart.

    Attributes:
        ratio: Their share over that of all others.
        ratio_test: z of their difference.
    """

    ratio: float
    ratio_test: float


class Area(msgspec.Struct, frozen=True):
    """Represents the place of similar answers in the map: an ellipse at one standard deviation.

    Attributes:
        x: Centre.
        y: Centre.
        long_axis: Standard deviation along the longer axis.
        short_axis: Across it.
        angle_rad: From the x axis to the longer one, counter-clockwise, -π to π.
    """

    x: float
    y: float
    long_axis: float
    short_axis: float
    angle_rad: float


class SimilarAnswers(msgspec.Struct, frozen=True):
    """Represents a set of people who answer alike; never fewer than the policy allows.

    Attributes:
        people: How many.
        area: Where they lie in the map.
        representative: Up to five statements, agrees first.
    """

    people: int
    area: Area
    representative: tuple[RepresentativeStatement, ...]


class Opinions(msgspec.Struct, frozen=True):
    """Represents what may be shown of a conversation.

    Attributes:
        extent: How much may be said.
        voters: Everybody who voted.
        in_map: Of them, who voted on enough statements.
        votes_for_entry: How many statements are enough.
        shared: Agrees by strength, then disagrees by strength; where similar answers are shown, only what more than
            half of each set agree on.
        shared_over_all: On how many statements more than half of all who voted on it are on one side.
        similar_answers: The largest set first; empty where none are claimed, never one.
        missing: Why there are none; None where there are.
        steadiness: What was measured of them, also where it speaks against them; None where nothing was.
        statements: All that are not rejected, in the order of their ids.
        smallest_group: People that a set of similar answers, and a figure, needed.
    """

    extent: Extent
    voters: int
    in_map: int
    votes_for_entry: int
    shared: tuple[SharedStatement, ...]
    shared_over_all: int
    similar_answers: tuple[SimilarAnswers, ...]
    missing: Missing | None
    steadiness: Steadiness | None
    statements: tuple[StatementOpinion, ...]
    smallest_group: int = USUAL.smallest_group


def opinions(
    matrix: VoteMatrix,
    *,
    rejected: Collection[Id] = frozenset(),
    meta: Collection[Id] = frozenset(),
    check: bool = True,
    policy: DisclosurePolicy = USUAL,
    on_draw: Callable[[int, int], None] = lambda _done, _of: None,
) -> Opinions:
    """Compute what may be shown of these votes; it is the same for any order of people and statements.

    Args:
        matrix: The votes.
        rejected: Statements moderated out.
        meta: Statements about the voters themselves.
        check: Whether similar answers must prove steady to be claimed; without it they are shown unmeasured.
        policy: How few people may be shown.
        on_draw: Hears after each draw of the check how many are done, and of how many; what it raises ends the work.
    """
    matrix = matrix.by_votes()
    is_rejected = matrix.columns(rejected)
    zeroed = is_rejected | matrix.columns(meta)
    found = shown_map(matrix, zeroed, policy)
    labels = found.labels(len(matrix.voters))
    missing = _missing(found, len(matrix.voters))
    steady = steadiness(matrix, zeroed, labels, policy, on_draw) if check and not missing else None
    if missing := missing or _doubt(steady):
        labels[:] = -1
    # Those who are in no set are counted as one more, so that all votes are gone through once.
    everyone = count_votes(matrix, labels + 1, int(labels.max(initial=-1)) + 2)
    counts, totals = everyone.without_first, everyone.all_groups
    tellable = _tellable(everyone, len(matrix.voters), found if not missing else None, policy.smallest_group)
    eligible = (totals.seen > 0) & ~zeroed
    common = tellable.of_each & _is_carried_by_all(counts, totals)
    extent = _extent(len(matrix.voters), found.people.size)
    shared = () if extent is Extent.COUNTS_ONLY else consensus(totals, eligible & tellable.total & common)
    return Opinions(
        extent=extent,
        voters=len(matrix.voters),
        in_map=found.people.size,
        votes_for_entry=votes_for_entry(matrix),
        shared=tuple(SharedStatement(**_fields_of(matrix, chosen)) for chosen in shared),
        shared_over_all=int(np.count_nonzero(eligible & tellable.total & _has_larger_side(totals))),
        similar_answers=() if missing else _similar_answers(matrix, found, counts, eligible & tellable.by_set),
        missing=missing,
        steadiness=steady,
        statements=_statements(matrix, everyone, ~is_rejected, tellable),
        smallest_group=policy.smallest_group,
    )


def dividing(shown: Opinions) -> tuple[StatementOpinion, ...]:
    """Return the statements that set similar answers apart: those that stand for one set, without those that all share.

    Returns:
        By falling distance between the set that agrees most and the one that agrees least; of equal ones by id.
    """
    named = {opinion.statement for alike in shown.similar_answers for opinion in alike.representative}
    named -= {opinion.statement for opinion in shown.shared}
    apart = [opinion for opinion in shown.statements if opinion.statement in named]
    return tuple(sorted(apart, key=_distance, reverse=True))


def _distance(opinion: StatementOpinion) -> float:
    shares = [tally.agree / tally.voters for tally in opinion.by_similar_answers]
    return max(shares) - min(shares)


class _Tellable(NamedTuple):
    """Represents which figures may be shown; each field is bool, statements.

    Attributes:
        total: Everybody's.
        of_each: Whether 5 or more of each set voted on it; true where none are shown.
        by_set: Those of each set.
    """

    total: NDArray[np.bool_]
    of_each: NDArray[np.bool_]
    by_set: NDArray[np.bool_]


def _tellable(everyone: Counts, voters: int, found: ShownMap | None, fewest: int) -> _Tellable:
    """Decide which figures may be shown.

    Args:
        everyone: Counts of those in no set, then of each set.
        voters: How many people voted.
        found: The map; None where no sets are shown.
        fewest: People that a figure needs.
    """
    enough = everyone.all_groups.seen >= fewest
    if found is None or found.sets is None:
        return _Tellable(enough, np.ones_like(enough), np.zeros_like(enough))
    outside = everyone.seen[0]
    of_each = enough & (everyone.seen[1:] >= fewest).all(axis=0)
    by_set = of_each & ((outside == 0) | (outside >= fewest))
    apart = voters - found.people.size
    sizes = np.append(found.sets.sizes, apart) if apart >= fewest else found.sets.sizes
    # How many are outside the map is said anyway; where they are too few, a missing figure may be due to them.
    tells = _tells_of_few(everyone.all_groups, sizes, fewest) & (apart not in range(1, fewest))
    return _Tellable(enough & (by_set | ~tells), of_each, by_set)


def _tells_of_few(totals: Counts, sizes: NDArray[np.intp], fewest: int) -> NDArray[np.bool_]:
    """Tell on which statements a total without its sets would say that just one too few of a set voted.

    That a set has fewer than `fewest` is said by its figures being left out. As many as this can then have voted only
    where everybody else has, and `fewest` - 1 of the smallest set.

    Returns:
        bool, statements.
    """
    smallest, next_one = np.sort(sizes)[:2]
    tells: NDArray[np.bool_] = (totals.seen == sizes.sum() - smallest + fewest - 1) & (smallest < next_one)
    return tells


def _is_carried_by_all(counts: Counts, totals: Counts) -> NDArray[np.bool_]:
    """Tell on which statements more than half of every set is on the larger side; bool, statements."""
    on_that_side = np.where(totals.agree >= totals.disagree, counts.agree, counts.disagree)
    return np.asarray((2.0 * on_that_side > counts.seen).all(axis=0))


def _missing(found: ShownMap, voters: int) -> Missing | None:
    """Return why no similar answers can be shown, before their steadiness is measured; None where they may be."""
    if voters < FEWEST_FOR_MAP:
        return Missing.TOO_FEW_VOTERS
    if found.people.size < FEWEST_FOR_MAP:
        return Missing.TOO_FEW_IN_MAP
    return None if found.sets else Missing.NOTHING_APART


def _doubt(steady: Steadiness | None) -> Missing | None:
    """Return why sets that were measured may not be claimed; None where they hold, or nothing was measured."""
    if steady is None or steady.holds:
        return None
    return Missing.AS_CHANCE if steady.stable else Missing.UNSTABLE


def _has_larger_side(totals: Counts) -> NDArray[np.bool_]:
    """Tell on which statements more than half of all voters are on one side; bool, statements."""
    return np.asarray(2.0 * np.maximum(totals.agree, totals.disagree) > totals.seen)


def _extent(voters: int, in_map: int) -> Extent:
    """Return how much may be said; a map of few people is exploratory, however many voted without being in it."""
    if voters < FEWEST_FOR_MAP:
        return Extent.COUNTS_ONLY
    return Extent.EXPLORATORY if in_map < FEWEST_FOR_CONFIDENCE else Extent.FULL


def _statements(
    matrix: VoteMatrix, everyone: Counts, accepted: NDArray[np.bool_], tellable: _Tellable
) -> tuple[StatementOpinion, ...]:
    """Return the figures of every statement that is not rejected, by id, without the small ones."""
    product = everyone.without_first.group_aware_consensus.tolist()
    totals = _tallies(everyone.all_groups)
    by_set = list(zip(*(_tallies(counts) for counts in everyone.each_group[1:]), strict=True)) or [()] * len(totals)
    by_id = np.argsort(matrix.statements, kind="stable")
    opinion_of = []
    for column in by_id[accepted[by_id]].tolist():
        statement: Id = matrix.statements[column].item()
        total = totals[column] if tellable.total[column] else None
        if tellable.by_set[column]:
            opinion_of.append(StatementOpinion(statement, total, by_set[column], product[column]))
        else:
            opinion_of.append(StatementOpinion(statement, total))
    return tuple(opinion_of)


def _tallies(counts: Counts) -> list[Tally]:
    """Return the votes on each statement; of everyone, or of one set."""
    columns = (counts.agree, counts.disagree, counts.seen - counts.agree - counts.disagree)
    return [Tally(*votes) for votes in zip(*(column.astype(np.intp).tolist() for column in columns), strict=True)]


def _similar_answers(
    matrix: VoteMatrix, found: ShownMap, counts: Counts, eligible: NDArray[np.bool_]
) -> tuple[SimilarAnswers, ...]:
    """Return the sets; a statement whose figures are left out stands for none of them."""
    representative = representative_statements(counts, representativeness(counts), eligible)
    return tuple(
        SimilarAnswers(
            people,
            area,
            tuple(
                RepresentativeStatement(**_fields_of(matrix, chosen), ratio=chosen.ratio, ratio_test=chosen.ratio_test)
                for chosen in stand_for
            ),
        )
        for (people, area), stand_for in zip(_areas(found), representative, strict=True)
    )


def _areas(found: ShownMap) -> Iterator[tuple[int, Area]]:
    """Yield the number of people of each set, and an ellipse for the spread of their places."""
    if not found.sets:
        return
    for place, (x, y) in enumerate(set_centres(found.sets.labels, found.positions).tolist()):
        members = found.positions[found.sets.labels == place] - (x, y)
        variances, axes = np.linalg.eigh(members.T @ members / len(members))
        short, long = np.sqrt(np.maximum(variances, 0.0)).tolist()
        yield len(members), Area(x, y, long, short, float(np.arctan2(axes[1, 1], axes[0, 1])))


def _fields_of(matrix: VoteMatrix, chosen: Chosen) -> dict[str, Any]:
    """Return the fields that every chosen statement has."""
    return {
        "statement": matrix.statements[chosen.column].item(),
        "side": chosen.side,
        "votes": chosen.votes,
        "voters": chosen.seen,
        "share": chosen.share,
        "test": chosen.test,
    }

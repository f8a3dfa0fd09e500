"""Opinions, as they may be shown: what is shared first, then what divides, and nothing that exposes a person.

Plain data with ids, made from the raw map; what Polis computes for any room is held back here for small ones.
The rules (product, issue "Many positions"), each where it is applied:
below 15 voters counts only · below 50 people the map is exploratory · groups by `presentable` · an unstable map is
said to be one · where groups are shown, everything is counted over the people in them, and only what more than half of
each holds is called shared · where fewer than 5 of a group voted on a statement, no group's figures for it, and
below 5 voters no total, nor where it tells that few of a group voted · no person's position.
"""

from __future__ import annotations

from collections.abc import Callable
from enum import StrEnum
from typing import Any

import msgspec
import numpy as np
from numpy.typing import NDArray

from facilitator_console.voices.ballots import Id
from facilitator_console.voices.counting import Counts, count_votes
from facilitator_console.voices.opinion_map import OpinionMap
from facilitator_console.voices.presentable import ShownGroups, group_centres, shown_groups
from facilitator_console.voices.representative import (
    Chosen,
    Side,
    consensus,
    representative_statements,
    representativeness,
)
from facilitator_console.voices.stability import RESAMPLES, STABLE_FROM, stability

FEWEST_FOR_MAP = 15
FEWEST_FOR_CONFIDENCE = 50
FEWEST_VOTERS = 5


class Extent(StrEnum):
    """How much the number of people allows to be said."""

    COUNTS_ONLY = "counts_only"
    EXPLORATORY = "exploratory"
    FULL = "full"


class Tally(msgspec.Struct, frozen=True):
    """Votes on one statement; their sum is the number of voters."""

    agree: int
    disagree: int
    passes: int

    @property
    def voters(self) -> int:
        """All who voted on it."""
        return self.agree + self.disagree + self.passes


class StatementOpinion(msgspec.Struct, frozen=True):
    """What may be said about one statement.

    Attributes:
        statement: Its id.
        total: None below 5 voters, and where it would tell, together with the groups' sizes, that 4 of one voted.
        by_group: In the order of the groups; empty where no groups are shown, or too few of one of them voted on it.
        group_aware_consensus: Product of the groups' shares of agreement, (agrees + 1) / (voters + 2) each; None
            where `by_group` is empty.
    """

    statement: Id
    total: Tally | None
    by_group: tuple[Tally, ...] = ()
    group_aware_consensus: float | None = None


class SharedStatement(msgspec.Struct, frozen=True):
    """A statement that more than half agree with, or disagree with.

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
    """A statement that sets a group apart.

    Attributes:
        ratio: The group's share over that of all others.
        ratio_test: z of their difference.
    """

    ratio: float
    ratio_test: float


class Area(msgspec.Struct, frozen=True):
    """Where a group lies: an ellipse at one standard deviation.

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


class OpinionGroup(msgspec.Struct, frozen=True):
    """People who vote alike; never fewer than 5.

    Attributes:
        people: How many.
        area: Where they lie in the map.
        representative: Up to five statements, agrees first.
    """

    people: int
    area: Area
    representative: tuple[RepresentativeStatement, ...]


class Opinions(msgspec.Struct, frozen=True):
    """What may be shown of a conversation.

    Attributes:
        extent: How much may be said.
        voters: People counted in every figure here: those in the groups, or all voters where no groups are shown.
        shared: Agrees by strength, then disagrees by strength; where groups are shown, only what more than half of
            each holds.
        groups: The largest first; empty where none are shown, never one.
        stability: Mean adjusted Rand index of resampled maps; None without groups, or where it was not measured.
        stable: Whether that is at least one half; None likewise.
        statements: All that are not rejected, in the order of their ids.
    """

    extent: Extent
    voters: int
    shared: tuple[SharedStatement, ...]
    groups: tuple[OpinionGroup, ...]
    stability: float | None
    stable: bool | None
    statements: tuple[StatementOpinion, ...]


def opinions(
    raw: OpinionMap, resamples: int = RESAMPLES, on_resample: Callable[[int, int], None] | None = None
) -> Opinions:
    """What may be shown of a raw map.

    Args:
        raw: The whole mathematics.
        resamples: Draws for the stability; 0 leaves it unmeasured.
        on_resample: Hears after each draw how many are done, and of how many; what it raises ends the work.
    """
    extent = _extent(raw)
    positions = raw.projection.positions[raw.people]
    shown = None if extent is Extent.COUNTS_ONLY else shown_groups((raw.groups, *raw.partitions), positions)
    labels = np.zeros(len(raw.matrix.voters), np.intp)
    if shown:
        labels[:] = -1
        labels[raw.people] = shown.labels
    counts = count_votes(raw.matrix, labels, len(shown.sizes) if shown else 1)
    totals = counts.all_groups
    enough = totals.seen >= FEWEST_VOTERS
    enough_of_each = enough & (shown is not None) & (counts.seen >= FEWEST_VOTERS).all(axis=0)
    if shown:
        enough &= enough_of_each | ~_tells_of_few(totals, shown.sizes)
    common = enough_of_each & _is_carried_by_all(counts) if shown else enough
    shared = () if extent is Extent.COUNTS_ONLY else consensus(totals, raw.eligible & common)
    steady = stability(raw, shown, resamples, on_resample) if shown and resamples else None
    return Opinions(
        extent=extent,
        voters=int(np.count_nonzero(labels >= 0)),
        shared=tuple(SharedStatement(**_said(raw, one)) for one in shared),
        groups=_groups(raw, shown, counts, enough_of_each) if shown else (),
        stability=steady,
        stable=None if steady is None else steady >= STABLE_FROM,
        statements=_statements(raw, counts, enough, enough_of_each),
    )


def dividing(shown: Opinions) -> tuple[StatementOpinion, ...]:
    """What sets the groups apart: the statements that stand for one of them, without those that all share.

    Returns:
        By falling distance between the group that agrees most and the one that agrees least; of equal ones by id.
    """
    named = {one.statement for group in shown.groups for one in group.representative}
    named -= {one.statement for one in shown.shared}
    apart = [one for one in shown.statements if one.statement in named]
    return tuple(sorted(apart, key=_distance, reverse=True))


def _distance(one: StatementOpinion) -> float:
    shares = [tally.agree / tally.voters for tally in one.by_group]
    return max(shares) - min(shares)


def _is_carried_by_all(counts: Counts) -> NDArray[np.bool_]:
    """On which statements more than half of every group is on the side that most are on; bool, statements."""
    totals = counts.all_groups
    on_that_side = np.where(totals.agree >= totals.disagree, counts.agree, counts.disagree)
    return np.asarray((2.0 * on_that_side > counts.seen).all(axis=0))


def _tells_of_few(totals: Counts, sizes: NDArray[np.intp]) -> NDArray[np.bool_]:
    """On which statements a total without its groups would tell that just 4 of a group voted; bool, statements.

    That one group has fewer than 5 is told by its figures being left out. As many as this can then have voted only
    where everybody else has, and 4 of the smallest group.
    """
    most = sizes.sum() - sizes[-1] + FEWEST_VOTERS - 1
    tells: NDArray[np.bool_] = (totals.seen == most) & (sizes[-1] < sizes[-2])
    return tells


def _extent(raw: OpinionMap) -> Extent:
    """How much may be said; a map of few is exploratory however many voted without coming into it."""
    if len(raw.matrix.voters) < FEWEST_FOR_MAP:
        return Extent.COUNTS_ONLY
    return Extent.EXPLORATORY if len(raw.people) < FEWEST_FOR_CONFIDENCE else Extent.FULL


def _statements(
    raw: OpinionMap, counts: Counts, enough: NDArray[np.bool_], enough_of_each: NDArray[np.bool_]
) -> tuple[StatementOpinion, ...]:
    """The figures of every statement that is not rejected, with the small ones left out."""
    totals, product = counts.all_groups, counts.group_aware_consensus
    told = []
    for column in np.flatnonzero(~raw.rejected).tolist():
        statement: Id = raw.matrix.statements[column].item()
        total = _tally(totals, (column,)) if enough[column] else None
        if enough_of_each[column]:
            by_group = tuple(_tally(counts, (group, column)) for group in range(len(counts.seen)))
            told.append(StatementOpinion(statement, total, by_group, float(product[column])))
        else:
            told.append(StatementOpinion(statement, total))
    return tuple(told)


def _tally(counts: Counts, at: tuple[int, ...]) -> Tally:
    agree, disagree, seen = int(counts.agree[at]), int(counts.disagree[at]), int(counts.seen[at])
    return Tally(agree, disagree, seen - agree - disagree)


def _groups(
    raw: OpinionMap, shown: ShownGroups, counts: Counts, enough_of_each: NDArray[np.bool_]
) -> tuple[OpinionGroup, ...]:
    """The groups; a statement whose figures are left out represents none of them."""
    chosen = representative_statements(counts, representativeness(counts), raw.eligible & enough_of_each)
    areas = _areas(raw.projection.positions[raw.people], shown)
    return tuple(
        OpinionGroup(
            people,
            area,
            tuple(
                RepresentativeStatement(**_said(raw, one), ratio=one.ratio, ratio_test=one.ratio_test)
                for one in stand_for
            ),
        )
        for people, area, stand_for in zip(shown.sizes.tolist(), areas, chosen, strict=True)
    )


def _areas(positions: NDArray[np.float64], shown: ShownGroups) -> list[Area]:
    """An ellipse for each group, from the spread of its people's places."""
    areas = []
    for group, (x, y) in enumerate(group_centres(shown.labels, positions).tolist()):
        members = positions[shown.labels == group] - (x, y)
        variances, axes = np.linalg.eigh(members.T @ members / len(members))
        short, long = np.sqrt(np.maximum(variances, 0.0)).tolist()
        areas.append(Area(x, y, long, short, float(np.arctan2(axes[1, 1], axes[0, 1]))))
    return areas


def _said(raw: OpinionMap, one: Chosen) -> dict[str, Any]:
    """The fields that every chosen statement has."""
    return {
        "statement": raw.matrix.statements[one.column].item(),
        "side": one.side,
        "votes": one.votes,
        "voters": one.seen,
        "share": one.share,
        "test": one.test,
    }

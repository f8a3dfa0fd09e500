"""Chooses the statements that stand for a group, and those that stand for everybody.

Polis' `repness.clj`: the choice goes through the statements in the order of their
ids, and its content at that moment decides how the next is weighed; the order of these rules is part of them.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

import numpy as np
from numpy.typing import NDArray

from facilitator_console.opinions.counting import SIGNIFICANT, Counts, Figures, two_proportions

MOST_CHOSEN = 5
HALF = 0.5


class Side(StrEnum):
    """Represents a side on a statement; agreement comes first."""

    AGREE = "agree"
    DISAGREE = "disagree"


@dataclass(frozen=True)
class Chosen:
    """Represents a statement that stands for a group, or for all.

    Attributes:
        column: The statement's column.
        side: Whether agreeing or disagreeing with it is meant.
        votes: Votes of that side.
        seen: All votes.
        share: (votes + 1) / (seen + 2).
        test: z of that share being above one half.
        ratio: The share over that of all others; 1 where it stands for all.
        ratio_test: z of the two shares' difference; 0 where it stands for all.
        best_agree: Whether it was chosen as what the group agrees on most.
    """

    column: int
    side: Side
    votes: int
    seen: int
    share: float
    test: float
    ratio: float = 1.0
    ratio_test: float = 0.0
    best_agree: bool = False


@dataclass(frozen=True, eq=False)
class Representativeness:
    """Represents how each group differs from the others pooled; all groups × statements.

    Attributes:
        agree_ratio: Share of agreement inside over that outside.
        agree_test: z of their difference.
        disagree_ratio: The same for disagreement.
        disagree_test: z of their difference.
    """

    agree_ratio: Figures
    agree_test: Figures
    disagree_ratio: Figures
    disagree_test: Figures


def representativeness(counts: Counts) -> Representativeness:
    """Compute how each group differs from the others, for all groups and statements at once.

    Args:
        counts: Groups × statements.
    """
    others = counts.others
    return Representativeness(
        counts.agree_share / others.agree_share,
        two_proportions(counts.agree, counts.seen, others.agree, others.seen),
        counts.disagree_share / others.disagree_share,
        two_proportions(counts.disagree, counts.seen, others.disagree, others.seen),
    )


def representative_statements(
    counts: Counts, differs: Representativeness, eligible: NDArray[np.bool_]
) -> tuple[tuple[Chosen, ...], ...]:
    """Choose up to five statements for each group.

    Args:
        counts: Groups × statements.
        differs: Of the same counts.
        eligible: bool, statements: those with votes that are neither rejected nor meta.

    Returns:
        For each group: agrees before disagrees, and within a side the best agree first, then by strength.
    """
    return tuple(_of_group(group, counts, differs, eligible) for group in range(len(counts.seen)))


def _of_group(
    group: int, counts: Counts, differs: Representativeness, eligible: NDArray[np.bool_]
) -> tuple[Chosen, ...]:
    agree_test, disagree_test = counts.agree_test[group], counts.disagree_test[group]
    agree_differs, disagree_differs = differs.agree_test[group], differs.disagree_test[group]
    sufficient = ((agree_differs > SIGNIFICANT) & (agree_test > SIGNIFICANT)) | (
        (disagree_differs > SIGNIFICANT) & (disagree_test > SIGNIFICANT)
    )
    agrees = agree_differs > disagree_differs
    votes = np.where(agrees, counts.agree[group], counts.disagree[group])
    share = np.where(agrees, counts.agree_share[group], counts.disagree_share[group])
    test = np.where(agrees, agree_test, disagree_test)
    ratio = np.where(agrees, differs.agree_ratio[group], differs.disagree_ratio[group])
    ratio_test = np.where(agrees, agree_differs, disagree_differs)
    columns = np.flatnonzero(eligible)
    best_agree = _best_agree(group, counts, differs, columns)
    by_strength = columns[sufficient[columns]]
    by_strength = by_strength[np.argsort(-(ratio * ratio_test * share * test)[by_strength], kind="stable")]
    chosen = [] if best_agree is None else [best_agree]
    chosen += [column for column in by_strength.tolist() if column != best_agree]
    if not chosen and columns.size:
        chosen = [int(columns[np.argmax(ratio_test[columns])])]
    return tuple(
        Chosen(
            column=column,
            side=Side.AGREE if agrees[column] else Side.DISAGREE,
            votes=int(votes[column]),
            seen=int(counts.seen[group, column]),
            share=float(share[column]),
            test=float(test[column]),
            ratio=float(ratio[column]),
            ratio_test=float(ratio_test[column]),
            best_agree=column == best_agree,
        )
        for column in sorted(chosen[:MOST_CHOSEN], key=lambda column: not agrees[column])
    )


def _best_agree(group: int, counts: Counts, differs: Representativeness, columns: NDArray[np.intp]) -> int | None:
    """Return the statement that a group agrees on best, found by going through them in order."""
    share, test, ratio = counts.agree_share[group], counts.agree_test[group], differs.agree_ratio[group]
    likely = share * test
    strong = ratio * differs.agree_test[group] * share * test
    voted = (counts.agree[group] > 0) | (counts.disagree[group] > 0)
    promising = (test > SIGNIFICANT) | ((ratio > 1.0) & (share > HALF))
    best: int | None = None
    for column in columns[voted[columns]].tolist():
        if best is None:
            better = promising[column]
        elif ratio[best] > 1.0:
            better = strong[column] > strong[best]
        else:
            better = likely[column] > likely[best]
        if better:
            best = column
    return best


def consensus(counts: Counts, eligible: NDArray[np.bool_]) -> tuple[Chosen, ...]:
    """Choose what all share: up to five statements that more than half agree with, then up to five for disagreement.

    Args:
        counts: Of everyone; statements.
        eligible: bool, statements.

    Returns:
        Agrees by share times test, then disagrees likewise; equal ones by id.
    """
    return (
        *_shared(Side.AGREE, counts.agree, counts.agree_share, counts.agree_test, counts.seen, eligible),
        *_shared(Side.DISAGREE, counts.disagree, counts.disagree_share, counts.disagree_test, counts.seen, eligible),
    )


def _shared(
    side: Side, votes: Figures, share: Figures, test: Figures, seen: Figures, eligible: NDArray[np.bool_]
) -> Sequence[Chosen]:
    columns = np.flatnonzero(eligible & (share > HALF) & (test > SIGNIFICANT))
    by_strength = columns[np.argsort(-(share * test)[columns], kind="stable")][:MOST_CHOSEN].tolist()
    return [
        Chosen(column, side, int(votes[column]), int(seen[column]), float(share[column]), float(test[column]))
        for column in by_strength
    ]

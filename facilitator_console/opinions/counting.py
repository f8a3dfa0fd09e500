"""Counts votes by group, and computes shares and tests from the counts.

The figures that Polis' `repness.clj` starts from, and the tests of its `stats.clj`.
Every array has statements last. One is added to the counts throughout, so that nothing divides by zero.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from facilitator_console.opinions.matrix import VoteMatrix

SIGNIFICANT = 1.2816
"""The one-sided z at 90 %: above it a test counts as passed (Polis)."""

Figures = NDArray[np.float64]


@dataclass(frozen=True, eq=False)
class Counts:
    """Represents the votes on each statement, by group or over all.

    Attributes:
        agree: float64 (whole numbers), groups × statements, or statements.
        disagree: The same shape.
        seen: All votes, passes among them; the same shape.
    """

    agree: Figures
    disagree: Figures
    seen: Figures

    @property
    def others(self) -> Counts:
        """Return the votes of all other groups together; groups × statements."""
        return Counts(
            *(counts.sum(axis=0, keepdims=True) - counts for counts in (self.agree, self.disagree, self.seen)),
        )

    @property
    def all_groups(self) -> Counts:
        """Return everyone's votes; statements."""
        return Counts(self.agree.sum(axis=0), self.disagree.sum(axis=0), self.seen.sum(axis=0))

    @property
    def each_group(self) -> list[Counts]:
        """Return the votes of each group alone; statements."""
        return [Counts(*columns) for columns in zip(self.agree, self.disagree, self.seen, strict=True)]

    @property
    def without_first(self) -> Counts:
        """Return the votes of all groups but the first; groups - 1 × statements."""
        return Counts(self.agree[1:], self.disagree[1:], self.seen[1:])

    @cached_property
    def agree_share(self) -> Figures:
        """Return the share that agrees: (na + 1) / (ns + 2)."""
        return (self.agree + 1.0) / (self.seen + 2.0)

    @cached_property
    def disagree_share(self) -> Figures:
        """Return the share that disagrees: (nd + 1) / (ns + 2)."""
        return (self.disagree + 1.0) / (self.seen + 2.0)

    @cached_property
    def agree_test(self) -> Figures:
        """Return z of the test that more than half agree."""
        return _one_proportion(self.agree, self.seen)

    @cached_property
    def disagree_test(self) -> Figures:
        """Return z of the test that more than half disagree."""
        return _one_proportion(self.disagree, self.seen)

    @property
    def group_aware_consensus(self) -> Figures:
        """Return the product of the groups' shares of agreement; statements."""
        product: Figures = self.agree_share.prod(axis=0)
        return product


def count_votes(matrix: VoteMatrix, labels: NDArray[np.intp], groups: int) -> Counts:
    """Count the votes of each group.

    Args:
        matrix: The votes.
        labels: int, voters: the group of each; -1 for those who are counted in none.
        groups: How many there are.

    Returns:
        Counts, groups × statements.
    """
    members = (labels == np.arange(groups)[:, None]).astype(np.float32)
    seen = matrix.seen.astype(np.float32)
    # Sums of float32 ones are exact up to 16 million: more voters than a matrix may have.
    agree_less_disagree, agree_and_disagree = members @ matrix.votes, members @ np.abs(matrix.votes)
    return Counts(
        ((agree_and_disagree + agree_less_disagree) / 2).astype(np.float64),
        ((agree_and_disagree - agree_less_disagree) / 2).astype(np.float64),
        (members @ seen).astype(np.float64),
    )


def two_proportions(hits_in: Figures, seen_in: Figures, hits_out: Figures, seen_out: Figures) -> Figures:
    """Return z of the test that one share is above another, each count raised by 1; 0 where both shares are whole.

    Args:
        hits_in: Votes of the kind asked about, inside the group.
        seen_in: All votes inside.
        hits_out: As inside, among the others.
        seen_out: All votes among the others.
    """
    hits_in, seen_in, hits_out, seen_out = hits_in + 1.0, seen_in + 1.0, hits_out + 1.0, seen_out + 1.0
    pooled = (hits_in + hits_out) / (seen_in + seen_out)
    all_did = pooled == 1.0
    variance = pooled * (1.0 - pooled) * (1.0 / seen_in + 1.0 / seen_out)
    z: Figures = (hits_in / seen_in - hits_out / seen_out) / np.sqrt(np.where(all_did, 1.0, variance))
    return np.where(all_did, 0.0, z)


def _one_proportion(hits: Figures, seen: Figures) -> Figures:
    """Return z of the test that a share is above one half: 2 √(n + 1) · ((hits + 1) / (n + 1) - ½)."""
    z: Figures = 2.0 * np.sqrt(seen + 1.0) * ((hits + 1.0) / (seen + 1.0) - 0.5)
    return z

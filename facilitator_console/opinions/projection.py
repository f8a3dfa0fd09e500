"""Computes where people stand: principal components of the votes, and everyone's place on them.

Polis' projection (`pca.clj`, and `in-conv` of `conversation.clj`): the first two components over all voters,
missing votes at the column's mean, and a person's place drawn out by how few statements that person has seen.
Raw mathematics: nothing is refused here for being few.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from facilitator_console.opinions.ballots import Id
from facilitator_console.opinions.matrix import VoteMatrix

COMPONENTS = 2
LEAST_VOTES = 7
"""The number of votes that brings a person into the map (Polis, `in-conv`)."""
LEAST_PEOPLE = 15
"""Polis' map with fewer people than this is topped up with those who voted most (Polis, `in-conv`)."""
_NO_VARIANCE = 1e-12
"""The share of the largest variance below which a direction is rounding, not opinion."""
_SMALL = 256
_CHECK_EVERY = 3
_STEPS_BEFORE_GRAM = 18
_NEAR = 1e-5
"""The residual from which few steps are left."""
_EXHAUSTED = 1e-12


class Precision(NamedTuple):
    """Represents how exactly the components are found.

    Attributes:
        number: The type that is computed with.
        blocks: Most steps of the iteration.
        converged: The residual at which it ends, as a share of the largest variance.
        to_the_end: Whether the whole decomposition is computed where the iteration did not converge.
    """

    number: type[np.floating[Any]]
    blocks: int
    converged: float
    to_the_end: bool


EXACT = Precision(np.float64, 96, 2e-14, to_the_end=True)
FINE = Precision(np.float64, 96, 1e-9, to_the_end=True)
"""The precision of the map that is shown: nothing of it has so many digits."""
ROUGH = Precision(np.float32, 18, 1e-3, to_the_end=False)
"""The precision of resamples, of which only the sets are wanted."""


@dataclass(frozen=True, eq=False)
class Projection:
    """Represents components and places.

    Attributes:
        means: float64, statements: mean vote, 0 for those zeroed or without a vote.
        components: float64, 2 × statements: unit vectors, the largest loading positive; zeros where the votes have
            no such direction.
        positions: float64, voters × 2.
        stretch: √C, C the number of statements with any vote: what a single vote is drawn out by.
    """

    means: NDArray[np.float64]
    components: NDArray[np.float64]
    positions: NDArray[np.float64]
    stretch: float

    @property
    def statement_positions(self) -> NDArray[np.float64]:
        """Return the place of a person who only agrees with that one statement; float64, statements × 2."""
        alone: NDArray[np.float64] = (self.stretch * (1.0 - self.means) * self.components).T
        return alone


def project(matrix: VoteMatrix, zeroed: NDArray[np.bool_], precision: Precision = EXACT) -> Projection:
    """Compute the components of the votes and the place of every voter.

    Args:
        matrix: The votes.
        zeroed: bool, statements: rejected and meta ones. With any vote on them they are 0 for everyone, and count
            among what each person has seen.
        precision: How exactly; the arrays' type follows.
    """
    voted = matrix.seen.any(axis=0)
    seen = matrix.seen & ~zeroed if zeroed.any() else matrix.seen
    seen_by_statement = np.count_nonzero(seen, axis=0)
    centred = matrix.votes.astype(precision.number)
    means = np.where(zeroed, 0.0, centred.sum(axis=0) / np.maximum(seen_by_statement, 1)).astype(precision.number)
    # An unseen vote is at the mean and a zeroed one is its column's mean: both are 0 once centred.
    centred -= means
    centred *= seen
    components = principal_components(centred, precision)
    count = int(np.count_nonzero(voted))
    seen_by_voter = np.count_nonzero(seen, axis=1) + np.count_nonzero(zeroed & voted)
    scale = np.sqrt(count / np.maximum(seen_by_voter, 1.0)).astype(precision.number)
    # Not a matrix product: that may round equal rows differently, and equal votes must give equal places.
    positions = np.einsum("ij,kj->ik", centred, components) * scale[:, None] + 0.0  # No -0.0.
    return Projection(means, components, positions, float(np.sqrt(count)))


def principal_components(centred: NDArray[Any], precision: Precision = EXACT) -> NDArray[Any]:
    """Find the two directions in which the rows vary most.

    Args:
        centred: voters × statements, every column's mean 0.
        precision: How exactly.

    Returns:
        2 × statements. The loading largest in absolute value is positive, of equal ones the first.
    """
    components = np.zeros((COMPONENTS, centred.shape[1]), centred.dtype)
    across = centred.shape[0] < centred.shape[1]
    variances, vectors = leading_directions(np.ascontiguousarray(centred.T) if across else centred, precision)
    for found, variance in enumerate(variances.tolist()):
        if variance <= _NO_VARIANCE * variances[0]:
            break
        direction = vectors[:, found] @ centred / np.sqrt(variance) if across else vectors[:, found]
        # Rounding must not decide between loadings that are equal.
        largest = np.argmax(np.round(np.abs(direction), 12))
        components[found] = direction if direction[largest] > 0.0 else -direction
    return components


def leading_directions(rows: NDArray[Any], precision: Precision = EXACT) -> tuple[NDArray[Any], NDArray[Any]]:
    """Find the largest eigenvalues of rowsᵀ · rows, falling, and their vectors.

    Large ones by block Lanczos with full reorthogonalisation (Golub and Van Loan, ch. 10): two vectors at a time, so
    that an eigenvalue that occurs twice is found twice. Where that meets its end or converges too slowly, and for
    small ones, the whole decomposition is computed.

    Args:
        rows: n × m.
        precision: When it has converged, and what is done where it has not.

    Returns:
        Up to 2 eigenvalues, and their vectors: m × as many.
    """
    size, gram = rows.shape[1], None
    basis, image = np.empty((size, 0), rows.dtype), np.empty((size, 0), rows.dtype)
    block = np.random.default_rng(0).standard_normal((size, COMPONENTS)).astype(rows.dtype)
    for step in range(1, precision.blocks + 1 if size > _SMALL else 1):
        for _ in range(2):
            block = block - basis @ (basis.T @ block)
        block, triangle = np.linalg.qr(block)
        if np.abs(np.diagonal(triangle)).min() <= _EXHAUSTED * rows.size:
            break
        basis = np.hstack((basis, block))
        block = _times(rows.T, _times(rows, block)) if gram is None else _times(gram, block)
        image = np.hstack((image, block))
        if step % _CHECK_EVERY == 0:
            values, mix = np.linalg.eigh(basis.T @ image)
            values, mix = values[: -COMPONENTS - 1 : -1], mix[:, : -COMPONENTS - 1 : -1]
            vectors = basis @ mix
            left = np.abs(image @ mix - vectors * values).max()
            if left <= precision.converged * values[0] or not (precision.to_the_end or step < precision.blocks):
                return values, vectors
            if gram is None and step >= _STEPS_BEFORE_GRAM and left > _NEAR * values[0]:
                # Variances that lie close together: many steps follow, now of one small product, not of two large.
                gram = rows.T @ rows
    values, vectors = np.linalg.eigh(rows.T @ rows if gram is None else gram)
    return values[: -COMPONENTS - 1 : -1], vectors[:, : -COMPONENTS - 1 : -1]


def _times(matrix: NDArray[Any], block: NDArray[Any]) -> NDArray[Any]:
    """Multiply column by column: for two columns BLAS' product of matrices takes twice as long."""
    return np.stack([matrix @ column for column in block.T], axis=1)


def votes_for_entry(matrix: VoteMatrix) -> int:
    """Return on how many statements a person must vote to be in the shown map: 7, or half of them where that is less.

    Unlike Polis' own (`in_the_map`) this rule has no ties: who is in it never depends on an order.
    """
    return min(LEAST_VOTES, (int(np.count_nonzero(matrix.seen.any(axis=0))) + 1) // 2)


def in_the_map(matrix: VoteMatrix, earlier: Collection[Id] = ()) -> NDArray[np.bool_]:
    """Tell who is in Polis' map: by enough raw votes, or in it before; topped up to 15 by most votes, ties by id.

    Args:
        matrix: The raw votes; here nothing is zeroed.
        earlier: People who were in the map earlier: who was in stays in.

    Returns:
        bool, voters.
    """
    by_voter = np.count_nonzero(matrix.seen, axis=1)
    statements = int(np.count_nonzero(matrix.seen.any(axis=0)))
    inside: NDArray[np.bool_] = by_voter >= min(LEAST_VOTES, statements)
    if earlier:
        inside |= matrix.rows(earlier)
    missing = LEAST_PEOPLE - int(np.count_nonzero(inside))
    if missing > 0:
        by_most_votes = np.argsort(-by_voter, kind="stable")
        inside[by_most_votes[~inside[by_most_votes]][:missing]] = True
    return inside


def by_entry(people: Sequence[Id], earlier: Sequence[Id]) -> NDArray[np.intp]:
    """Return people in the order in which they came into the map, those new to it last, by id.

    Args:
        people: Voters in the map, ascending.
        earlier: Voters who were in it before, in the order of entry.

    Returns:
        int, people: positions in `people`.
    """
    place = {voter: at for at, voter in enumerate(earlier)}
    return np.argsort(np.array([place.get(voter, len(place)) for voter in people], np.intp), kind="stable")

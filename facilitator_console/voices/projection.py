"""Where people stand: principal components of the votes, and everyone's place on them.

Polis' projection (`pca.clj`, and `in-conv` of `conversation.clj`): the first two components over all voters,
missing votes at the column's mean, and a person's place drawn out by how few statements that person has seen.
Raw mathematics: nothing is refused here for being few.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from facilitator_console.voices.ballots import Id
from facilitator_console.voices.matrix import VoteMatrix

COMPONENTS = 2
LEAST_VOTES = 7
"""Votes that bring a person into the map (Polis, `in-conv`)."""
LEAST_PEOPLE = 15
"""A map with fewer is topped up with those who voted most (Polis, `in-conv`)."""
_NO_VARIANCE = 1e-12
"""Share of the largest variance below which a direction is rounding, not opinion."""
_SMALL = 256
_KRYLOV_BLOCKS = 48
_CHECK_EVERY = 6
_CONVERGED = 2e-14
_EXHAUSTED = 1e-12


@dataclass(frozen=True, eq=False)
class Projection:
    """Components and places.

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
        """Where a person stands who only agrees with that one statement; float64, statements × 2."""
        alone: NDArray[np.float64] = (self.stretch * (1.0 - self.means) * self.components).T
        return alone


def project(matrix: VoteMatrix, zeroed: NDArray[np.bool_]) -> Projection:
    """Components of the votes and the place of every voter.

    Args:
        matrix: The votes.
        zeroed: bool, statements: rejected and meta ones. With any vote on them they are 0 for everyone, and count
            among what each person has seen.
    """
    voted = matrix.seen.any(axis=0)
    seen = matrix.seen & ~zeroed if zeroed.any() else matrix.seen
    seen_by_statement = np.count_nonzero(seen, axis=0)
    centred = matrix.votes.astype(np.float64)
    means = np.where(zeroed, 0.0, centred.sum(axis=0) / np.maximum(seen_by_statement, 1))
    # An unseen vote is at the mean and a zeroed one is its column's mean: both are 0 once centred.
    centred -= means
    centred *= seen
    components = principal_components(centred)
    count = int(np.count_nonzero(voted))
    seen_by_voter = np.count_nonzero(seen, axis=1) + np.count_nonzero(zeroed & voted)
    scale = np.sqrt(count / np.maximum(seen_by_voter, 1.0))
    # Not a matrix product: that may round equal rows differently, and equal votes must give equal places.
    positions = np.einsum("ij,kj->ik", centred, components) * scale[:, None] + 0.0  # No -0.0.
    return Projection(means, components, positions, float(np.sqrt(count)))


def principal_components(centred: NDArray[np.float64]) -> NDArray[np.float64]:
    """The two directions in which the rows vary most.

    Args:
        centred: float64, voters × statements, every column's mean 0.

    Returns:
        float64, 2 × statements. The loading largest in absolute value is positive, of equal ones the first.
    """
    components = np.zeros((COMPONENTS, centred.shape[1]))
    across = centred.shape[0] < centred.shape[1]
    variances, vectors = leading_directions(np.ascontiguousarray(centred.T) if across else centred)
    for found, variance in enumerate(variances.tolist()):
        if variance <= _NO_VARIANCE * variances[0]:
            break
        direction = vectors[:, found] @ centred / np.sqrt(variance) if across else vectors[:, found]
        # Rounding must not decide between loadings that are equal.
        largest = np.argmax(np.round(np.abs(direction), 12))
        components[found] = direction if direction[largest] > 0.0 else -direction
    return components


def leading_directions(rows: NDArray[np.float64]) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """The largest eigenvalues of rowsᵀ · rows, falling, and their vectors.

    Large ones by block Lanczos with full reorthogonalisation (Golub and Van Loan, ch. 10): two vectors at a time, so
    that an eigenvalue that occurs twice is found twice. Where that meets its end or converges too slowly, and for
    small ones, the whole decomposition is computed.

    Args:
        rows: float64, n × m.

    Returns:
        Up to 2 eigenvalues, and their vectors: m × as many.
    """
    size = rows.shape[1]
    basis, image = np.empty((size, 0)), np.empty((size, 0))
    block = np.random.default_rng(0).standard_normal((size, COMPONENTS))
    for step in range(_KRYLOV_BLOCKS if size > _SMALL else 0):
        for _ in range(2):
            block = block - basis @ (basis.T @ block)
        block, triangle = np.linalg.qr(block)
        if np.abs(np.diagonal(triangle)).min() <= _EXHAUSTED * rows.size:
            break
        basis = np.hstack((basis, block))
        block = rows.T @ (rows @ block)
        image = np.hstack((image, block))
        if step % _CHECK_EVERY == _CHECK_EVERY - 1:
            values, mix = np.linalg.eigh(basis.T @ image)
            values, mix = values[: -COMPONENTS - 1 : -1], mix[:, : -COMPONENTS - 1 : -1]
            vectors = basis @ mix
            if np.abs(image @ mix - vectors * values).max() <= _CONVERGED * values[0]:
                return values, vectors
    values, vectors = np.linalg.eigh(rows.T @ rows)
    return values[: -COMPONENTS - 1 : -1], vectors[:, : -COMPONENTS - 1 : -1]


def in_the_map(matrix: VoteMatrix, kept: Collection[Id] = ()) -> NDArray[np.bool_]:
    """Who is in the map: enough raw votes, or in it before; topped up to 15 by most votes, ties by id.

    Args:
        matrix: The raw votes; here nothing is zeroed.
        kept: People who were in the map earlier: who was in stays in.

    Returns:
        bool, voters.
    """
    by_voter = np.count_nonzero(matrix.seen, axis=1)
    statements = int(np.count_nonzero(matrix.seen.any(axis=0)))
    inside: NDArray[np.bool_] = by_voter >= min(LEAST_VOTES, statements)
    if kept:
        inside |= matrix.rows(kept)
    missing = LEAST_PEOPLE - int(np.count_nonzero(inside))
    if missing > 0:
        by_most_votes = np.argsort(-by_voter, kind="stable")
        inside[by_most_votes[~inside[by_most_votes]][:missing]] = True
    return inside


def by_entry(people: Sequence[Id], earlier: Sequence[Id]) -> NDArray[np.intp]:
    """People in the order in which they came into the map, those new to it last, by id.

    Args:
        people: Voters in the map, ascending.
        earlier: Voters who were in it before, in the order of entry.

    Returns:
        int, people: positions in `people`.
    """
    place = {voter: at for at, voter in enumerate(earlier)}
    return np.argsort(np.array([place.get(voter, len(place)) for voter in people], np.intp), kind="stable")

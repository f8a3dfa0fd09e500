"""Decides which statement a person should see next.

Polis' `importance-metric` and `priority-metric`: statements that move people in the map, that people agree with
instead of passing on, and that few have seen, come first; chance decides, so that not everyone sees the same.
"""

from __future__ import annotations

from collections.abc import Collection

import numpy as np
from numpy.typing import NDArray

from facilitator_console.opinions.ballots import Id
from facilitator_console.opinions.counting import Counts, Figures, count_votes
from facilitator_console.opinions.matrix import VoteMatrix
from facilitator_console.opinions.projection import FINE, in_the_map, project

META_PRIORITY = 49.0
"""The priority of a meta statement: it is about the voter, not about the theme, and moves nobody in the map (Polis)."""
_NEW = 8.0
_VOTES_TO_HALVE = 5.0


def priorities(counts: Counts, extremity: Figures, meta: NDArray[np.bool_]) -> Figures:
    """Return how strongly each statement should come up: (I · (1 + 8 · 2^(-S/5)))².

    I = (1 - (P + 1)/(S + 2)) · (1 + E) · (A + 1)/(S + 2), with A agrees, P passes, S votes, E extremity.

    Args:
        counts: Of the people in the map; statements.
        extremity: float64, statements: how far agreeing with one alone takes a person from the middle.
        meta: bool, statements.

    Returns:
        float64, statements, all positive.
    """
    passes = counts.seen - counts.agree - counts.disagree
    engaged = 1.0 - (passes + 1.0) / (counts.seen + 2.0)
    importance = engaged * (1.0 + extremity) * counts.agree_share
    priority = (importance * (1.0 + _NEW * 2.0 ** (-counts.seen / _VOTES_TO_HALVE))) ** 2
    return np.where(meta, META_PRIORITY, priority)


def running_priorities(matrix: VoteMatrix, rejected: Collection[Id], meta: Collection[Id]) -> Figures:
    """Return the priorities in a vote that goes on: of the votes so far, without looking for groups.

    Args:
        matrix: The votes, with a column for each statement, voted on or not.
        rejected: Statements moderated out.
        meta: Statements about the voters themselves.

    Returns:
        float64, statements.
    """
    is_meta = matrix.columns(meta)
    projection = project(matrix, matrix.columns(rejected) | is_meta, FINE)
    counts = count_votes(matrix, np.where(in_the_map(matrix), 0, -1), 1).all_groups
    return priorities(counts, np.hypot(*projection.statement_positions.T), is_meta)


def next_statement(
    matrix: VoteMatrix, priority: Figures, open_for_votes: NDArray[np.bool_], voter: Id, chance: float
) -> Id | None:
    """Draw the statement that a person sees next, in proportion to priority, from those not voted on yet.

    Args:
        matrix: The votes.
        priority: float64, statements: see `priorities`.
        open_for_votes: bool, statements: those not rejected.
        voter: The person; may be new.
        chance: From 0 up to, not including, 1, evenly distributed.

    Returns:
        None once everything has been voted on.
    """
    left = open_for_votes & ~matrix.seen[matrix.rows((voter,))].any(axis=0)
    if not left.any():
        return None
    # Counted over the open ones only, so that no rounding can draw another.
    columns = np.flatnonzero(left)
    weights = np.cumsum(priority[columns])
    drawn = columns[min(int(np.searchsorted(weights, chance * weights[-1], side="right")), columns.size - 1)]
    statement: Id = matrix.statements[drawn].item()
    return statement

"""Asks of a few questions whether every position is heard in them, and finds questions in which more are.

Justified representation: of n people and k questions, n/k people who agree with one and the same statement should
find a question that rests on something they agree with. The audit looks for the largest set of people who don't
(De, Gelauff, Goel, Milli, Procaccia, Siu, 2025, arXiv 2511.04588, here with agreement in place of utilities between
0 and 1). Somebody who did not see a statement does not agree with it: so a set may be smaller than found, never larger.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from facilitator_console.opinions.ballots import Id
from facilitator_console.opinions.matrix import VoteMatrix


class Unheard(NamedTuple):
    """Represents people who agree with one statement, and with nothing that a question rests on.

    Attributes:
        statement: The statement.
        people: Their number.
    """

    statement: Id
    people: int


class Representation(NamedTuple):
    """Represents how well questions stand for all who voted.

    Attributes:
        voters: Number of people who voted.
        questions: Number of questions.
        heard: How many people agree with something that a question rests on.
        unheard: The largest sets of people who are not heard, each with its statement, the largest first.
    """

    voters: int
    questions: int
    heard: int
    unheard: tuple[Unheard, ...]

    @property
    def is_justified(self) -> bool:
        """Tell whether no set of n/k people or more is without a question."""
        largest = self.unheard[0].people if self.unheard else 0
        return self.questions > 0 and largest * self.questions < self.voters


def representation(matrix: VoteMatrix, questions: Sequence[Collection[Id]]) -> Representation:
    """Compute how well the questions drawn represent the statements.

    Args:
        matrix: All votes.
        questions: Of each question the statements that it rests on.
    """
    agrees = _agrees(matrix)
    rests_on = matrix.columns([statement for question in questions for statement in question])
    heard = agrees[:, rests_on].any(axis=1)
    numbers = agrees[~heard].sum(axis=0)
    order = np.argsort(-numbers, kind="stable")
    unheard = (Unheard(matrix.statements[at].item(), int(numbers[at])) for at in order.tolist() if numbers[at])
    return Representation(matrix.voters.size, len(questions), int(heard.sum()), tuple(unheard))


def most_heard(matrix: VoteMatrix, count: int, already: Collection[Id] = ()) -> tuple[Id, ...]:
    """Return statements for questions in which every position is heard that enough people share.

    In turn the statement with which most of those agree who are not heard yet; so no set of n/k people is left without
    one (GreedyCC: Aziz, Brill, Conitzer, Elkind, Freeman, Walsh, 2017).

    Args:
        matrix: All votes.
        count: How many at most; fewer where everybody is heard before.
        already: Statements on which a question rests: who agrees with one of them is heard.
    """
    agrees = _agrees(matrix)
    unheard = ~agrees[:, matrix.columns(already)].any(axis=1)
    chosen: list[Id] = []
    while len(chosen) < count:
        numbers = agrees[unheard].sum(axis=0)
        if not numbers.size or not numbers.max():
            break
        best = int(numbers.argmax())
        chosen.append(matrix.statements[best].item())
        unheard &= ~agrees[:, best]
    return tuple(chosen)


def _agrees(matrix: VoteMatrix) -> NDArray[np.bool_]:
    agrees: NDArray[np.bool_] = matrix.seen & (matrix.votes > 0)
    return agrees

"""The votes of a session as a matrix in memory: how many voted on what, and what should be voted on next; never how.

Read from the box once, kept up with each vote, read anew where the statements have changed. The caller holds a lock.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, NamedTuple

from facilitator_console.dialogue.state import State
from facilitator_console.log import SessionId
from facilitator_console.opinions.ballots import Vote
from facilitator_console.opinions.ids import StatementId
from facilitator_console.opinions.state import merged_statements
from facilitator_console.opinions.voting import votable, vote_of_statements
from facilitator_console.store.store import Store

if TYPE_CHECKING:
    from facilitator_console.opinions.counting import Figures
    from facilitator_console.opinions.matrix import VoteMatrix


class Turnout(NamedTuple):
    """Says how many have voted, and never how.

    Attributes:
        voters: Who voted on anything.
        by_statement: By statement, how many voted on it; a merged one's are with the one that is kept.
    """

    voters: int
    by_statement: Mapping[StatementId, int]


NOBODY_YET = Turnout(0, {})


class KnownVotes:
    """Holds the matrix of the votes.

    Attributes:
        turnout: How many have voted, as of the last reading or vote.
    """

    def __init__(self, session: SessionId, store: Store, state: Callable[[], State]) -> None:
        """Begin with nothing read.

        Args:
            session: The session.
            store: Where its ballots lie.
            state: Returns what the session folds to now.
        """
        self.turnout = NOBODY_YET
        self._session, self._store, self._state = session, store, state
        self._matrix: VoteMatrix | None = None
        self._priorities: Figures | None = None
        self._statements: tuple[object, ...] = ()

    @property
    def is_read(self) -> bool:
        """Tell whether the ballots were read."""
        return self._matrix is not None

    def forget(self) -> None:
        """Read the ballots anew when they are wanted next: others came in, or the key went."""
        self._matrix = None

    def matrix(self) -> VoteMatrix:
        """Return the matrix of the statements as they are now, read anew where they have changed.

        Raises:
            StorageError: The drive or the system failed.
        """
        from facilitator_console.opinions.conversation import conversation_matrix
        from facilitator_console.opinions.matrix import matrix_of_parts

        state = self._state()
        statements = tuple(
            (statement.statement_id, statement.status, statement.kept) for statement in tuple(state.statements.values())
        )
        if self._matrix is None or statements != self._statements:
            if merged_statements(state):
                self._matrix = conversation_matrix(state, self._store.ballots.read(self._session))
            else:
                self._matrix = matrix_of_parts(self._store.ballots.parts(self._session), tuple(state.statements))
            self._statements, self._priorities = statements, None
            self._count(self._matrix)
        return self._matrix

    def add(self, voter: int, votes: Mapping[StatementId, Vote]) -> None:
        """Count what somebody has just voted; nothing where the ballots were not read yet."""
        if self._matrix is not None:
            for statement, vote in votes.items():
                self._matrix = self._matrix.with_vote(voter, statement, vote)
            self._priorities = None
            self._count(self._matrix)

    def weights(self) -> Figures:
        """Return how much each statement of the matrix wants votes, computed anew after each vote."""
        from facilitator_console.opinions.priority import running_priorities

        matrix, state = self.matrix(), self._state()
        if self._priorities is None:
            votable_ids = {statement.statement_id for statement in votable(state)}
            rejected = [statement_id for statement_id in matrix.statements.tolist() if statement_id not in votable_ids]
            meta = [statement.statement_id for statement in tuple(state.statements.values()) if statement.meta]
            self._priorities = running_priorities(matrix, rejected, meta)
        return self._priorities

    def _count(self, matrix: VoteMatrix) -> None:
        by_statement = matrix.seen.sum(axis=0).tolist()
        names = map(StatementId, matrix.statements.tolist())
        of_vote = vote_of_statements(self._state())
        counts = dict(zip(names, by_statement, strict=True))
        on = [statement for statement in counts if of_vote.get(statement) is None]
        voters = int(matrix.seen[:, matrix.columns(on)].any(axis=1).sum())
        self.turnout = Turnout(voters, counts)

"""A conversation: votes on statements, with all that decides how they count and what may be shown of them.

It is read from files (exchange.conversation), or made of a session's statements and ballots. Loads numpy; the fold and
the commands do without.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from typing import NamedTuple

from facilitator_console.opinions.ballots import Ballots, Id
from facilitator_console.opinions.clusters import Initialisation
from facilitator_console.opinions.matrix import VoteMatrix, vote_matrix
from facilitator_console.opinions.opinion_map import Earlier, OpinionMap, opinion_map
from facilitator_console.opinions.state import VoicesState, is_open, merged_statements


class Conversation(NamedTuple):
    """Represents votes on statements.

    Attributes:
        matrix: The votes that count.
        texts: By statement; some may be missing.
        rejected: Statements moderated out.
        meta: Statements about the voters themselves.
        moderation_known: Whether it is known which statements were moderated out.
    """

    matrix: VoteMatrix
    texts: Mapping[Id, str]
    rejected: Collection[Id] = frozenset()
    meta: Collection[Id] = frozenset()
    moderation_known: bool = True


def conversation_matrix(state: VoicesState, ballots: Ballots) -> VoteMatrix:
    """Who voted how on the session's statements; those merged away are no columns of it.

    Args:
        state: The statements.
        ballots: On statements by their ids. Those on a statement that is not there (withdrawn, undone, not yet
            arrived) don't count.
    """
    columns = (ballots.voters, ballots.statements, ballots.votes, ballots.revisions)
    known = [cast for cast in zip(*columns, strict=True) if cast[1] in state.statements]
    counted = Ballots(*map(list, zip(*known, strict=True))) if known else Ballots()
    merged: dict[Id, Id] = dict(merged_statements(state).items())
    return vote_matrix(counted, tuple(state.statements), merged)


def conversation_map(
    state: VoicesState,
    ballots: Ballots,
    *,
    earlier: Earlier | None = None,
    initialisation: Initialisation = Initialisation.SPREAD,
) -> OpinionMap:
    """The opinion map of a session.

    What was rejected is left out of it, and so is what was reworded or split: those votes were about other words.
    """
    closed = {one.statement_id for one in state.statements.values() if not is_open(state, one)}
    meta = {one.statement_id for one in state.statements.values() if one.meta}
    matrix = conversation_matrix(state, ballots)
    return opinion_map(matrix, rejected=closed, meta=meta, earlier=earlier, initialisation=initialisation)

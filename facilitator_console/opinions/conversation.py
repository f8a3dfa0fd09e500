"""Defines a conversation: votes on statements, with all that decides how they count and what may be shown of them.

It is read from files (exchange.conversation), or made of a session's statements and ballots. Loads numpy; the fold and
the commands do without.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from typing import NamedTuple

from facilitator_console.opinions.ballots import Ballots, Id
from facilitator_console.opinions.matrix import VoteMatrix, vote_matrix
from facilitator_console.opinions.state import OpinionsState, Vote, merged_statements
from facilitator_console.opinions.voting import at_closing, stands


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


def conversation_matrix(state: OpinionsState, ballots: Ballots, withdrawn: Collection[Id] = ()) -> VoteMatrix:
    """Make the matrix of the votes on a session's statements; a statement that was merged has no column.

    Args:
        state: The statements.
        ballots: On statements by their ids. Those on a statement that is not there (withdrawn, undone, not yet
            arrived) don't count.
        withdrawn: Statements that are not there, and count all the same.
    """
    names = (*state.statements, *withdrawn)
    columns = (ballots.voters, ballots.statements, ballots.votes, ballots.revisions)
    there = set(names)
    known = [ballot for ballot in zip(*columns, strict=True) if ballot[1] in there]
    counted = Ballots(*map(list, zip(*known, strict=True))) if known else Ballots()
    merged: dict[Id, Id] = dict(merged_statements(state).items())
    return vote_matrix(counted, names, merged)


def session_conversation(state: OpinionsState, vote: Vote, ballots: Ballots) -> Conversation:
    """Make the conversation of a vote that is closed, as its statements stood then.

    Args:
        state: The statements.
        vote: The vote.
        ballots: Those of the vote.
    """
    then = at_closing(state, vote)
    # Withdrawn since: its words are nowhere, but without its votes the answers to the others would come out otherwise,
    # and of the two results anybody would learn how a few voted.
    gone = tuple(sorted({str(of) for of in ballots.statements} - state.statements.keys()))
    closed = {statement.statement_id for statement in then.statements.values() if not stands(then, statement)}
    return Conversation(
        matrix=conversation_matrix(then, ballots, gone),
        texts={statement.statement_id: statement.text for statement in then.statements.values()},
        rejected=closed,
        meta={statement.statement_id for statement in then.statements.values() if statement.meta},
    )

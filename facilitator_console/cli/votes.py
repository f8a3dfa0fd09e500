"""Reads the last vote of a session that is closed, for the commands that tell what came out of it.

The mathematics is loaded only where there is such a vote.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from facilitator_console.cli.stores import Source
from facilitator_console.cli.terminal import Terminal
from facilitator_console.dialogue.state import State
from facilitator_console.dialogue.voting import untold
from facilitator_console.log import SessionId
from facilitator_console.opinions.voting import votes_closed
from facilitator_console.report.votes import VoteResult, result_in_words
from facilitator_console.runtime.laptop import this_laptop
from facilitator_console.words import UserError, say

if TYPE_CHECKING:
    from facilitator_console.opinions.conversation import Conversation


def read_vote(store: Source, session: SessionId, state: State) -> Conversation:
    """Return how people voted in the last vote that is closed.

    Raises:
        UserError: No vote is closed, or its result may not be told here.
    """
    closed = votes_closed(state)
    if not closed:
        raise UserError(say("No vote of this session is closed: until then its result is hidden from everyone."))
    if why := untold(state, closed[-1], this_laptop().laptop_id):
        raise UserError(why)

    from facilitator_console.console.vote_closing import ballots_of_vote
    from facilitator_console.opinions.conversation import session_conversation

    ballots = ballots_of_vote(store.ballots(session), state, closed[-1].vote_id)
    conversation = session_conversation(state, closed[-1], ballots)
    if not len(conversation.matrix.voters):
        raise UserError(say("There are no votes here: another vote is open, or they were not brought to this store."))
    return conversation


def vote_in_words(state: State, conversation: Conversation, terminal: Terminal) -> VoteResult:
    """Return what is told of the last vote that is closed, in words as in the window; it takes seconds."""
    from facilitator_console.report.opinions import opinion_report

    report = opinion_report(conversation, terminal.progress)
    return result_in_words(state, votes_closed(state)[-1], report, this_laptop().laptop_id)


def vote_for_report(store: Source, session: SessionId, state: State, terminal: Terminal) -> VoteResult | None:
    """Return what a report tells of the last vote that is closed; None where nothing can be told here."""
    try:
        return vote_in_words(state, read_vote(store, session, state), terminal)
    except UserError:
        return None

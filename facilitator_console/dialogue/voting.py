"""Decides on votes: to open one, to close it for good. Where a statement vote is on, its parts go along.

Ballots are no events: they go into the box by `Console.cast`. Closing can't be undone: the key that joins phones and
papers to votes is destroyed then, so no vote could be changed or taken back afterwards.
"""

from __future__ import annotations

from facilitator_console.dialogue.state import State
from facilitator_console.log import Instant, NewEvent, Subject
from facilitator_console.opinions import events as ev
from facilitator_console.opinions.ids import Digest, VoteId
from facilitator_console.opinions.state import open_vote
from facilitator_console.opinions.voting import is_voting, votable
from facilitator_console.session.formats import voting_begins
from facilitator_console.session.legality import require_open
from facilitator_console.words import UserError, say

FEWEST_STATEMENTS = 2
"""Of one statement alone nobody learns what is shared and what divides."""
NOT_OPEN = say("No vote is open.")
IS_CLOSED = say("The vote is closed: votes can’t be changed or taken back any more.")


def begin_vote(state: State, now_ms: Instant) -> list[NewEvent]:
    """Open the vote on the statements that are accepted; where a statement vote is on, its part for it begins."""
    require_open(state)
    if is_voting(state):
        raise UserError(say("A vote is open already. Close it first."))
    if len(votable(state)) < FEWEST_STATEMENTS:
        raise UserError(say("There are fewer than two statements to vote on. Collect and accept some first."))
    item_id, begun = voting_begins(state, now_ms)
    return [*begun, NewEvent(ev.VoteOpened(item_id))]


def end_vote(state: State, _now_ms: Instant) -> list[NewEvent]:
    """Close the vote that is open, for good."""
    vote = open_vote(state)
    if vote is None:
        raise UserError(NOT_OPEN)
    return [NewEvent(ev.VoteClosed(), Subject(vote.vote_id))]


def report_ballots(_state: State, _now_ms: Instant, vote_id: VoteId, digest: Digest) -> list[NewEvent]:
    """Say that this laptop's ballots of a vote are complete, and its key destroyed."""
    return [NewEvent(ev.BallotsClosed(digest), Subject(vote_id))]

"""The ways to a console: a session that the store holds, or a new one."""

from __future__ import annotations

import secrets
from collections.abc import Sequence
from typing import NamedTuple

from facilitator_console.console.console import Console
from facilitator_console.console.posting import RunSoon
from facilitator_console.console.voting import VotesBrought
from facilitator_console.dialogue.history import History
from facilitator_console.dialogue.voting import note_brought, take_votes_too
from facilitator_console.log import Event, NewEvent, SessionId
from facilitator_console.opinions.state import open_vote
from facilitator_console.opinions.voting import laptops_counted, votes_closed
from facilitator_console.runtime.laptop import Laptop
from facilitator_console.session.agenda import create_session
from facilitator_console.session.clock import Clock
from facilitator_console.session.ids import Attribution
from facilitator_console.store.store import Store
from facilitator_console.words import UserError, say

SESSION_ID_BYTES = 8


def open_session(
    store: Store, session: SessionId, laptop: Laptop, clock: Clock | None = None, run_soon: RunSoon | None = None
) -> Console:
    """Go on with a session that the store holds.

    Raises:
        UserError: The store holds no such session, or something is being taken into it now.
    """
    console = read_session(store, session, laptop, clock, run_soon)
    console.go_on()
    return console


def read_session(
    store: Store, session: SessionId, laptop: Laptop, clock: Clock | None = None, run_soon: RunSoon | None = None
) -> Console:
    """Return a console through which a session is only read: where it was left running, no gap is measured yet.

    Raises:
        UserError: The store holds no such session, or something is being taken into it now.
    """
    store.refuse_taken_in(session)
    history = History(store.log.read(session))
    if not len(history):
        raise UserError(say("There is no session “{session}” in this store.", session=session))
    return Console(session, history, store, laptop, clock, run_soon)


class Received(NamedTuple):
    """Says what came of a session that was in a file.

    Attributes:
        new: How many of its events are new here.
        with_ballots: False where its ballots were left: a vote is open here.
    """

    new: int
    with_ballots: bool


def receive_session(
    store: Store, session: SessionId, events: Sequence[Event], votes: VotesBrought, laptop: Laptop
) -> Received:
    """Take in a session that came in a file and is not open; it need not be here yet.

    Raises:
        PeerError: They can't be what they say; nothing was taken in.
        StorageError: The world failed, or the session was deleted here.
    """
    store.log.refuse_deleted({session})
    console = Console(session, History(store.log.read(session)), store, laptop)
    console.go_on()
    known = len(console.history)
    console.receive(events).result()
    return Received(len(console.history) - known, take_votes(console, votes))


def take_votes(console: Console, brought: VotesBrought) -> bool:
    """Take in the votes that came in a file with the session's events: the key of the open one, ballots of others.

    Returns:
        Whether the ballots are in the box now.

    Raises:
        StorageError: The drive or the system failed.
    """
    vote, voting = open_vote(console.state), console.voting
    if vote is not None and brought.key and voting.take_key(vote.vote_id, brought.key):
        console.dispatch(take_votes_too, vote.vote_id)
    if not voting.take_settled(brought.ballots, brought.laptop):
        return False
    for closed in votes_closed(console.state):
        whose = laptops_counted(closed, brought.laptop)
        is_new = not voting.brought(closed.vote_id).issuperset(whose) and not voting.is_late(closed.vote_id, whose)
        if brought.ballots.voters and is_new:
            console.dispatch(note_brought, closed.vote_id, whose)
    return True


def new_session(
    store: Store,
    laptop: Laptop,
    title: str,
    *,
    language: str = "",
    attribution: Attribution = Attribution.NONE,
    begins_with: Sequence[NewEvent] = (),
    clock: Clock | None = None,
    run_soon: RunSoon | None = None,
) -> Console:
    """Begin a session in a store, with an agenda and seats, for example; its id is random and says nothing.

    Raises:
        UserError: The title is empty.
    """
    console = Console(SessionId(secrets.token_hex(SESSION_ID_BYTES)), History(), store, laptop, clock, run_soon)
    console.dispatch(create_session, title, language=language, attribution=attribution, begins_with=begins_with)
    return console

"""The votes of an open session as laptops of a team share them: the key while a vote is open, the ballots afterwards.

Under one key a token (of a phone, of a numbered paper) is the same voter on every laptop, so a union counts it once.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from contextlib import suppress
from typing import Protocol

from facilitator_console.console import Console
from facilitator_console.dialogue.voting import note_brought, take_votes_too
from facilitator_console.log import Event, LaptopId
from facilitator_console.opinions.ballots import Ballots
from facilitator_console.opinions.ids import VoteId
from facilitator_console.opinions.state import open_vote
from facilitator_console.store.errors import StorageError
from facilitator_console.sync.messages import BallotsAsked, BallotsBrought, Said, VotingKey, ballot_messages
from facilitator_console.words import UserError


class VotesHost(Protocol):
    """Describes what a connection needs of the votes here."""

    def key(self) -> Iterable[Said]:
        """Return the key of the vote that is open, where it is here."""

    def take_key(self, message: VotingKey) -> None:
        """Take the key of the vote that is open."""

    def ballots(self, vote: VoteId | None = None) -> Iterable[Said]:
        """Return the ballots of a vote that is finished here, by default of all."""

    def take_ballots(self, brought: BallotsBrought) -> None:
        """Take what another laptop collected, once this laptop's own ballots are settled; it asks then."""


class TeamVotes:
    """Shares the votes of a session with the laptops that are here."""

    def __init__(self, console: Console, laptop: LaptopId, tell: Callable[[Iterable[Said]], None]) -> None:
        """Speak for this laptop; `tell` says something to all laptops that are here."""
        self._console, self._laptop, self._tell = console, laptop, tell
        self._early: VotingKey | None = None

    def key(self) -> Iterable[Said]:
        """Return the key of the vote that is open, where it is here."""
        vote = open_vote(self._console.state)
        with suppress(StorageError):  # Who lacks it is given it at the next meeting.
            if vote is not None and (key := self._console.voting.key()) is not None:
                return (VotingKey(vote.vote_id, key),)
        return ()

    def take_key(self, message: VotingKey) -> None:
        """Take the key of the vote that is open, and pass it on; the log says that votes are taken here too.

        It may be here a moment before the vote is: then it waits for that.
        """
        self._early = message
        with suppress(StorageError):
            if self._console.voting.take_key(message.vote, message.key):
                self._console.post(take_votes_too, message.vote)
                self._tell(self.key())

    def ballots(self, vote: VoteId | None = None) -> Iterable[Said]:
        """Return the ballots of a vote that is finished here, by default of all."""
        voting = self._console.voting
        for finished in voting.finished(self._laptop):
            if vote in {None, finished}:
                with suppress(StorageError, UserError):  # Who lacks them asks again at the next meeting.
                    yield from ballot_messages(finished, voting.ballots(finished), voting.brought(finished))

    def take_ballots(self, brought: BallotsBrought) -> None:
        """Take what another laptop collected, once this laptop's own ballots are settled; it asks then."""
        columns = (brought.voters, brought.statements, brought.votes, brought.revisions)
        if len(set(map(len, columns))) != 1:
            return
        voting = self._console.voting
        with suppress(StorageError):
            whose = frozenset(brought.laptops)
            taken = voting.take(brought.vote, Ballots(*columns), self._laptop, whose)
            if taken and brought.last and not voting.brought(brought.vote).issuperset(whose):
                self._console.post(note_brought, brought.vote, whose)

    def follow(self, events: Sequence[Event]) -> None:
        """Share the key of a vote that has been opened; exchange the ballots of one that is finished here now."""
        for event in events:
            if event.kind == "vote_opened":
                if self._early is not None:
                    self.take_key(self._early)
                self._tell(self.key())
            elif event.kind == "ballots_closed" and event.writer == self._console.writer_id:
                vote = VoteId(event.subject)
                self._tell((*self.ballots(vote), BallotsAsked(vote)))

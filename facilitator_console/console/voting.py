"""The vote of a session as it runs: whom a token stands for, who has voted on what, what comes next, its result.

Ballots are not events; they lie in the store's box. What is known of them here while a vote is open: how many voted and
on what, never how. All of it may be called from any thread; what takes long is done in a thread of its own.
"""

from __future__ import annotations

import secrets
import threading
from collections.abc import Callable, Mapping
from collections.abc import Set as AbstractSet
from contextlib import suppress
from typing import TYPE_CHECKING, NamedTuple

from facilitator_console.console.known_votes import KnownVotes, Turnout
from facilitator_console.console.vote_closing import ballots_of_vote, digest_of, votes_of_rows
from facilitator_console.dialogue.state import State
from facilitator_console.dialogue.voting import IS_CLOSED, NOT_CLOSED, NOT_OPEN, untold
from facilitator_console.log import LaptopId, SessionId
from facilitator_console.opinions.ballots import NO_BALLOTS, Ballots, Vote, rows_of
from facilitator_console.opinions.ids import Digest, StatementId, VoteId
from facilitator_console.opinions.state import Vote as ClosedVote
from facilitator_console.opinions.state import open_vote
from facilitator_console.opinions.voting import (
    laptops_counted,
    votable,
    vote_of_statements,
    votes_closed,
    voting_laptops,
)
from facilitator_console.session.display import on_display
from facilitator_console.session.ids import MAIN, Shows
from facilitator_console.store.beside_log import KEY_BYTES, is_ballot
from facilitator_console.store.errors import StorageError
from facilitator_console.store.store import Store
from facilitator_console.views.vote_display import ChosenResult
from facilitator_console.words import UserError, say

if TYPE_CHECKING:
    from facilitator_console.report.opinions import OpinionReport
    from facilitator_console.report.votes import VoteResult

NO_KEY_YET = say(
    "This laptop has not been given the key of the vote yet. It comes from the laptop that opened the vote, or from "
    "another of the team."
)
KEY_LOST = say(
    "The key of this vote was lost with a part of the file, so nobody could change a vote any more. Close the vote."
)
PAPER = "paper:"
"""The prefix of a paper ballot's number in the token by which it is a voter."""
FINE_PARTS = 2**53


class VotesBrought(NamedTuple):
    """Holds what a file brings of a session's votes.

    Attributes:
        ballots: Those that lead to nobody any more.
        key: Of the vote that is open; empty where none is.
        laptop: Who gave it.
    """

    ballots: Ballots = NO_BALLOTS
    key: bytes = b""
    laptop: LaptopId = LaptopId("")


class Voting:
    """Holds the votes of an open session."""

    def __init__(
        self,
        session: SessionId,
        store: Store,
        laptop_id: LaptopId,
        state: Callable[[], State],
        report_told: Callable[[VoteId], object] = lambda _vote_id: None,
    ) -> None:
        """Begin with no ballots read.

        Args:
            session: The session.
            store: Where its ballots lie.
            laptop_id: This laptop.
            state: Returns what the session folds to now.
            report_told: Hears, in any thread, that the result of a vote is told.
        """
        self._report_told = report_told
        self._session, self._store, self._laptop_id, self._state = session, store, laptop_id, state
        self._lock = threading.RLock()
        self._known = KnownVotes(session, store, state)
        self._is_reading = self._is_computing = False
        self._listeners: list[Callable[[], None]] = []
        self._results: dict[VoteId, tuple[object, OpinionReport]] = {}

    def on_voted(self, listener: Callable[[], None]) -> None:
        """Call `listener` after each vote, and once the votes were read, in the thread that did that."""
        self._listeners.append(listener)

    def stop_listening(self, listener: Callable[[], None]) -> None:
        """Call `listener` no more."""
        self._listeners.remove(listener)

    # -- reading ---------------------------------------------------------------------------------------

    @property
    def state(self) -> State:
        """Return what the session folds to now."""
        return self._state()

    @property
    def turnout(self) -> Turnout:
        """Return how many have voted, as it is known at once; the votes of an earlier run are read meanwhile."""
        if not self._known.is_read and not self._is_reading and self._state().votes:
            self._is_reading = True
            threading.Thread(target=self._read, name="ballots", daemon=True).start()
        return self._known.turnout

    def votes_of(self, token: str) -> dict[StatementId, Vote]:
        """Return what a token has voted in the vote that is open, for whoever holds it to look at and to change."""
        if not self._store.ballots.has_key(self._session):
            return {}
        of = self._store.ballots.votes_of(self._session, self._store.ballots.voter_of(self._session, token))
        return {StatementId(statement): vote for statement, vote in of.items()}

    def next_statement(self, token: str, chance: float | None = None) -> StatementId | None:
        """Draw what a token sees next, from what is voted on and it has not seen (see opinions.priority).

        Args:
            token: Of a phone.
            chance: From 0 up to, not including, 1; by default it is drawn here.

        Returns:
            None once everything has been voted on.
        """
        from facilitator_console.opinions.priority import next_statement

        state = self._state()
        wanted = [statement.statement_id for statement in votable(state)] if open_vote(state) else []
        if not wanted:
            return None
        voter = self._voter_of(token)
        drawn = secrets.randbelow(FINE_PARTS) / FINE_PARTS if chance is None else chance
        with self._lock:
            matrix, weights = self._known.matrix(), self._known.weights()
            chosen = next_statement(matrix, weights, matrix.columns(wanted), voter, drawn)
        return None if chosen is None else StatementId(str(chosen))

    def all_ballots(self) -> Ballots:
        """Return the ballots of the session, of all its votes.

        Raises:
            StorageError: The drive or the system failed.
        """
        return self._store.ballots.read(self._session)

    def ballots(self, vote_id: VoteId) -> Ballots:
        """Return the ballots of a vote that is closed.

        Raises:
            UserError: It is not closed yet: until then nobody sees how people vote.
            StorageError: The drive or the system failed.
        """
        state = self._state()
        vote = state.votes.get(vote_id)
        if vote is None or not vote.closed_at_ms:
            raise UserError(NOT_CLOSED)
        return ballots_of_vote(self.all_ballots(), state, vote_id)

    def result(self, vote_id: VoteId, on_draw: Callable[[int, int], None] = lambda _done, _of: None) -> OpinionReport:
        """Return what may be shown of a vote that is closed; computed once, which takes seconds.

        Args:
            vote_id: The vote.
            on_draw: Hears how far the work is; what it raises ends it.

        Raises:
            UserError: It is not closed yet, ballots are still to come, or another laptop told it without those here.
            StorageError: The drive or the system failed.
        """
        from facilitator_console.opinions.conversation import session_conversation
        from facilitator_console.report.opinions import opinion_report

        ballots, state = self.ballots(vote_id), self._state()
        if why := untold(state, state.votes[vote_id], self._laptop_id):
            raise UserError(why)
        conversation = session_conversation(state, state.votes[vote_id], ballots)
        # What was withdrawn since is in it no more.
        known = (tuple(conversation.texts.items()), len(ballots.votes))
        if vote_id not in self._results or self._results[vote_id][0] != known:
            self._results[vote_id] = (known, opinion_report(conversation, on_draw))
        self._report_told(vote_id)
        return self._results[vote_id][1]

    def words_at_hand(self) -> VoteResult | None:
        """Return what is told of the last vote that is closed, as soon as it is computed; listeners hear of that."""
        closed = votes_closed(self._state())
        return self._at_hand(closed[-1]) if closed else None

    def for_room(self) -> ChosenResult:
        """Return the part of a result that the team shows the room; nothing until it is computed: listeners hear."""
        shown = on_display(self._state(), MAIN)
        if shown is None or shown.shows is not Shows.RESULTS:
            return ChosenResult()
        vote = self._state().votes.get(VoteId(shown.of_id))
        result = self._at_hand(vote) if vote is not None and vote.closed_at_ms else None
        if result is None:
            return ChosenResult()
        from facilitator_console.report.votes import part_for_room

        return part_for_room(result, shown.part)

    def _at_hand(self, vote: ClosedVote) -> VoteResult | None:
        if untold(self._state(), vote, self._laptop_id):
            return None
        known = self._results.get(vote.vote_id)
        # Where a statement was withdrawn since, its words may stand nowhere.
        if known and known[1].texts.keys() <= set(self._state().statements):
            return self._in_words(vote.vote_id, known[1])
        if not self._is_computing:
            self._is_computing = True
            threading.Thread(target=self._compute, args=(vote.vote_id,), name="result", daemon=True).start()
        return None

    def result_in_words(
        self, vote_id: VoteId, on_draw: Callable[[int, int], None] = lambda _done, _of: None
    ) -> VoteResult:
        """Return what is told of a vote that is closed; see `result`."""
        return self._in_words(vote_id, self.result(vote_id, on_draw))

    def last_in_words(self) -> VoteResult | None:
        """Return what is told of the last vote that is closed, computed now; None where none is. See `result`."""
        closed = votes_closed(self._state())
        return self.result_in_words(closed[-1].vote_id) if closed else None

    def _in_words(self, vote_id: VoteId, report: OpinionReport) -> VoteResult:
        from facilitator_console.report.votes import result_in_words

        state = self._state()
        return result_in_words(state, state.votes[vote_id], report, self._laptop_id)

    def _compute(self, vote_id: VoteId) -> None:
        try:
            self.result(vote_id)
        except (StorageError, UserError):
            self._is_computing = False  # Who looks at the result itself is told.
        else:
            self._is_computing = False
            self._tell()

    # -- voting ------------------------------------------------------------------------------------------

    def cast(self, token: str, votes: Mapping[StatementId, Vote]) -> None:
        """Put a token's votes into the box, in the place of those that it cast before; they are kept on return.

        Raises:
            UserError: No vote is open, or one of the statements is not voted on.
            StorageError: The drive or the system failed; nothing of it was kept.
        """
        self.refuse(votes)
        voter = self._voter_of(token)
        with self._lock:
            self._store.ballots.vote(
                self._session, voter, {str(statement_id): vote for statement_id, vote in votes.items()}
            )
            self._known.add(voter, votes)
        self._tell()

    def refuse(self, statements: Mapping[StatementId, object]) -> None:
        """Refuse what could not be voted on now.

        Raises:
            UserError: No vote is open, or one of the statements is not voted on.
        """
        state = self._state()
        if open_vote(state) is None:
            raise UserError(IS_CLOSED if votes_closed(state) else NOT_OPEN)
        known = {statement.statement_id for statement in votable(state)}
        if any(statement not in known for statement in statements):
            raise UserError(say("One of these statements is not voted on any more. Look at the list again."))

    # -- other laptops -----------------------------------------------------------------------------------

    @property
    def opened_here(self) -> bool:
        """Tell whether this laptop opened the vote: only here phones vote that came in by the QR for all."""
        vote = open_vote(self._state())
        return vote is not None and vote.laptops[:1] == (self._laptop_id,)

    def _voter_of(self, token: str) -> int:
        """Return the voter that a token stands for: the same on every laptop of the team, by the one key of the vote.

        Raises:
            UserError: The key is not here. Only the laptop that opened the vote makes it, before anybody has voted.
            StorageError: The drive or the system failed.
        """
        if self.key() is None:
            raise UserError(KEY_LOST if self.opened_here else NO_KEY_YET)
        return self._store.ballots.voter_of(self._session, token)

    def key(self) -> bytes | None:
        """Return the key of the open vote, for the laptops of the team; the one that opened the vote makes it.

        Raises:
            StorageError: The drive or the system failed.
        """
        if open_vote(self._state()) is None:
            return None
        known = self._store.ballots.key(self._session)
        if known is None and self.opened_here and not self._has_votes():
            return self._store.ballots.make_key(self._session)
        return known

    def take_key(self, vote_id: VoteId, key: bytes) -> bool:
        """Keep the key of the open vote that another laptop shared, unless somebody has voted under another one.

        Returns:
            Whether it is new here.

        Raises:
            StorageError: The drive or the system failed.
        """
        vote = open_vote(self._state())
        with self._lock:
            if vote is None or vote.vote_id != vote_id or len(key) != KEY_BYTES:
                return False
            own = self._store.ballots.key(self._session)
            if own == key or (own is not None and self._has_votes()):
                return False
            self._store.ballots.keep_key(self._session, key)
        self._tell()
        return True

    def _has_votes(self) -> bool:
        """Tell whether there are ballots here of the vote that is open."""
        state = self._state()
        of_vote = vote_of_statements(state)
        now = {statement_id for statement_id in state.statements if of_vote.get(statement_id) is None}
        return not now.isdisjoint(map(str, self.all_ballots().statements))

    def brought(self, vote_id: VoteId) -> frozenset[LaptopId]:
        """Return the laptops whose ballots of a closed vote are here."""
        vote = self._state().votes.get(vote_id)
        return laptops_counted(vote, self._laptop_id) if vote else frozenset()

    def finished(self, laptop_id: LaptopId) -> tuple[VoteId, ...]:
        """Return the votes that are closed and finished on a laptop: its ballots lead to no phone any more."""
        votes = tuple(self._state().votes.values())
        return tuple(vote.vote_id for vote in votes if vote.closed_at_ms and laptop_id in vote.digests)

    def take(self, vote_id: VoteId, ballots: Ballots, laptop_id: LaptopId, whose: AbstractSet[LaptopId]) -> bool:
        """Add what another laptop collected in a vote that is closed, once this laptop's own ballots are settled.

        Args:
            vote_id: The vote.
            ballots: On statements of that vote; those that are here already change nothing.
            laptop_id: This laptop.
            whose: The laptops that collected them.

        Returns:
            Whether they are in the box now: not where the result was told already without some of them.

        Raises:
            StorageError: The drive or the system failed; nothing of it was kept.
        """
        if vote_id not in self.finished(laptop_id) and self._store.ballots.has_key(self._session):
            return False  # Its digest must be of its own.
        if self.is_late(vote_id, whose):
            return False
        return self._add(ballots_of_vote(ballots, self._state(), vote_id))

    def is_late(self, vote_id: VoteId, whose: AbstractSet[LaptopId]) -> bool:
        """Tell whether the result of a vote was told already without some of these laptops."""
        vote = self._state().votes.get(vote_id)
        return vote is not None and bool(vote.counted) and not whose & voting_laptops(vote) <= vote.counted

    def take_settled(self, ballots: Ballots, laptop: LaptopId) -> bool:
        """Add the ballots of a file that carried the session, once no vote is open here.

        Args:
            ballots: Those on statements that are not known are passed over, and those of a vote whose result was told
                without some of them; those that are here change nothing.
            laptop: Who gave the file.

        Returns:
            Whether they are in the box now.

        Raises:
            StorageError: The drive or the system failed; nothing of it was kept.
        """
        if ballots.voters and self._store.ballots.has_key(self._session):
            return False
        state, rows = self._state(), rows_of(ballots)
        late = {
            vote.vote_id for vote in votes_closed(state) if self.is_late(vote.vote_id, laptops_counted(vote, laptop))
        }
        of_rows = votes_of_rows(rows, state)
        known = state.statements.keys()
        rows = [
            row for row, of in zip(rows, of_rows, strict=True) if of not in late and (row[1] in known or of is not None)
        ]
        return self._add(Ballots(*map(list, zip(*rows, strict=True))) if rows else Ballots())

    def _add(self, ballots: Ballots) -> bool:
        """Put ballots of another laptop into the box, all or none; tell whether all of them are ballots."""
        rows = tuple(zip(ballots.voters, ballots.votes, ballots.revisions, strict=True))
        if not rows or not all(isinstance(voter, int) and is_ballot(voter, vote, rev) for voter, vote, rev in rows):
            return not rows
        with self._lock:
            self._store.ballots.add(self._session, ballots)
            self._known.forget()
            self._results.clear()
        self._tell()
        return True

    # -- closing -----------------------------------------------------------------------------------------

    def holds_key(self) -> bool:
        """Tell whether the key that joins phones and papers to votes is still here."""
        return self._store.ballots.has_key(self._session)

    def finish(self, vote_id: VoteId) -> Digest:
        """Destroy the key of a closed vote and rewrite the store, so that nothing joins a vote to a phone or a paper.

        Returns:
            The digest of this laptop's ballots of the vote.

        Raises:
            StorageError: The drive or the system failed, or another program is reading: it is tried again later.
        """
        with self._lock:
            digest = digest_of(ballots_of_vote(self.all_ballots(), self._state(), vote_id))
            self._store.ballots.forget_key(self._session)
            self._known.forget()
        return digest

    # -- what is known of the votes ------------------------------------------------------------------------

    def _read(self) -> None:
        with suppress(StorageError):  # The window goes on without the figure; what was cast is safe.
            with self._lock:
                self._known.matrix()
            self._tell()
        self._is_reading = False

    def _tell(self) -> None:
        for listener in tuple(self._listeners):
            listener()

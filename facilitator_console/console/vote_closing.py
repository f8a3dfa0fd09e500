"""The closing of a vote: the key goes, the file is rewritten, and the log says which ballots were here.

Afterwards nothing joins a vote to a phone or a paper. Where somebody is reading the file it fails, and is tried again.
"""

from __future__ import annotations

import hashlib
import threading
from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING

from facilitator_console.dialogue.state import State
from facilitator_console.log import LaptopId
from facilitator_console.opinions.ballots import Ballots, rows_of
from facilitator_console.opinions.ids import Digest, VoteId
from facilitator_console.opinions.state import open_vote
from facilitator_console.opinions.voting import vote_of_statements, votes_closed
from facilitator_console.store.errors import StorageError

if TYPE_CHECKING:
    from facilitator_console.console.voting import Voting

PAUSES_S = (0.1, 0.3, 1.0, 3.0)
"""The pauses before destroying the key of a closed vote is tried once more; then the next opening does it."""


class VoteClosing:
    """Finishes votes that were closed, here or elsewhere: the key goes, and the log says which ballots were here."""

    def __init__(
        self, voting: Voting, laptop_id: LaptopId, report: Callable[[VoteId, Digest], object], *, beside: bool
    ) -> None:
        """Begin with no vote to close.

        Args:
            voting: The votes.
            laptop_id: This laptop.
            report: Writes into the log which ballots were here.
            beside: Whether the file is rewritten in a thread of its own.
        """
        self._voting, self._laptop_id, self._report, self._beside = voting, laptop_id, report, beside
        self._thread = threading.Thread()

    def finish(self, *, leads: bool) -> None:
        """Finish what is closed and not finished here; who leads says so also where nobody voted."""
        if self._thread.is_alive():
            return
        for vote in tuple(self._voting.state.votes.values()):
            is_done = not vote.closed_at_ms or self._laptop_id in vote.digests
            if not is_done and (leads or self._laptop_id in vote.laptops or self._voting.holds_key()):
                self._thread = threading.Thread(target=self._finish, args=(vote.vote_id,), name="closing")
                self._thread.start() if self._beside else self._finish(vote.vote_id)
                return

    def wait(self) -> None:
        """Wait until what was begun is done."""
        if self._thread.is_alive():
            self._thread.join()

    def _finish(self, vote_id: VoteId) -> None:
        """Finish a vote; where somebody is reading the file just now, a little later."""
        for pause_s in (*PAUSES_S, None) if self._beside else (None,):
            try:
                self._report(vote_id, self._voting.finish(vote_id))
            except StorageError:
                if pause_s is None:
                    return  # The next opening, and the store's closing, do it again.
                threading.Event().wait(pause_s)
            else:
                return


def digest_of(ballots: Ballots) -> Digest:
    """Return the digest of ballots, the same in whatever order they are given."""
    columns = (ballots.voters, ballots.statements, ballots.votes, ballots.revisions)
    rows = sorted(zip(*columns, strict=True))
    return Digest(hashlib.sha256("".join(f"{row}\n" for row in rows).encode()).hexdigest())


def ballots_of_vote(ballots: Ballots, state: State, vote_id: VoteId) -> Ballots:
    """Return those ballots that are on statements of one vote, also on those that were withdrawn since."""
    rows = rows_of(ballots)
    of_vote = votes_of_rows(rows, state)
    mine = [row for row, of in zip(rows, of_vote, strict=True) if of == vote_id]
    return Ballots(*map(list, zip(*mine, strict=True))) if mine else Ballots()


def votes_of_rows(rows: Sequence[tuple[int, str, int, int]], state: State) -> list[VoteId | None]:
    """Return for each ballot the closed vote that it was cast in; None where none is known.

    What was withdrawn is no more in the state. A voter is one of a single vote: what else they voted on tells which.
    """
    of_statement: dict[str, VoteId | None] = dict(vote_of_statements(state).items())
    of_voter = {voter: of for voter, on, *_ in rows if (of := of_statement.get(on)) is not None}
    closed = votes_closed(state)
    gone: dict[str, set[VoteId]] = {}
    for voter, on, *_ in rows:
        if on not in of_statement:
            found = gone.setdefault(on, set())
            if voter in of_voter:
                found.add(of_voter[voter])
    only = {closed[0].vote_id} if len(closed) == 1 and not open_vote(state) else set()
    for on, votes in gone.items():
        of_statement[on] = next(iter(votes or only)) if len(votes or only) == 1 else None
    return [of_statement[on] for _, on, *_ in rows]

"""Saves what is kept beside the log and never folded: ballots, drafts, and what the phones' server must know again.

Ballots lie apart from the log so that no vote leads to a device or a time. A row is a voter's last vote on a statement;
a union keeps the one that counts, so that the table is the same in whatever order ballots arrive. Like `events` it is
never rebuilt, only migrated.

Three things could still tell the order of voting. There are no row numbers: the key is the random voter. The places of
rows within a page and the write-ahead log are removed by `hide_voting_order`, which rewrites the file in the order of
the key and truncates the log when the store is closed, or at the next opening after a crash. While a store is open its
file tells the order; what the drive itself keeps of old blocks is out of reach.

A phone or a paper is a voter by its token: the voter's number is an HMAC of it under the session's voting key. So a
second vote replaces the first, and once `forget_key` has destroyed the key nothing joins a voter to a token.

A draft is what stands in a field of a session and is not a part of the record yet: it is neither merged nor exported,
and is deleted when it becomes a note.

The phone book has the phones' joins, cards, and what came from whom. Of a token and of a code only the hash is here.
While phones are in, a row leads from a text to the hash of a token; `forget` deletes all rows of a session, and the
saver then takes them out of the file. Copies of a store have none.
"""

from __future__ import annotations

import hashlib
import hmac
import secrets
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from enum import StrEnum
from typing import Any, NamedTuple

from sqlcipher3.dbapi2 import Connection

from facilitator_console.log import SessionId
from facilitator_console.opinions.ballots import FIRST_WINS, NO_BALLOTS, Ballots, Vote
from facilitator_console.store import copies
from facilitator_console.store.connection import transaction, truncate
from facilitator_console.store.errors import DamageError
from facilitator_console.store.integrity import row_matches
from facilitator_console.store.migrations import BALLOTS_UNMIXED, WORDS_REMAIN, flag, set_flag
from facilitator_console.store.sqlite_log import SqliteLog

VOTERS = 2**53
"""Upper limit of voters' numbers: phones count exactly up to there."""

_RANK = "CASE {vote} " + " ".join(f"WHEN {vote:d} THEN {rank}" for rank, vote in enumerate(FIRST_WINS)) + " END"
_PUT = f"""
    INSERT INTO ballots (session, voter, statement, vote, revision) VALUES (?, ?, ?, ?, ?)
    ON CONFLICT DO UPDATE SET vote = excluded.vote, revision = excluded.revision
    WHERE excluded.revision > revision
          OR excluded.revision = revision AND {_RANK.format(vote="excluded.vote")} < {_RANK.format(vote="vote")}
"""
_OF_VOTER = "SELECT statement, vote, revision FROM ballots WHERE session = ? AND voter = ?"
_KEY = "SELECT voting_key FROM voting_keys WHERE session = ?"
KEY_BYTES = 32
PART = 2_000
"""The number of ballots that are read at a time: the connection is free in between, and no thread waits long."""
_READ_PART = """
    SELECT voter, statement, vote, revision, checksum FROM ballots
    WHERE session = ? AND (voter, statement) > (?, ?) ORDER BY voter, statement LIMIT ?
"""
LOWEST = -(2**63)
"""No number in the file is lower, be it damaged."""


class BallotBox:
    """Reads and writes the ballots of a store."""

    def __init__(self, log: SqliteLog) -> None:
        """Use the file of this log."""
        self._log = log

    def add(self, session: SessionId, ballots: Ballots) -> None:
        """Put ballots into the box, all or none; they are saved when this returns.

        Of one voter's ballots on one statement the highest revision is kept, of equal ones the first in `FIRST_WINS`.

        Args:
            session: The session.
            ballots: Voters are numbers that `voter_of` gave, statements ids of the session's. A revision counts the
                changes of that one vote, and nothing else: it must not tell of other votes.

        Raises:
            StorageError: The drive or the system failed, or the session was deleted here; nothing of it was saved.
        """
        columns = (ballots.voters, ballots.statements, ballots.votes, ballots.revisions)
        rows = sorted((session, *ballot) for ballot in zip(*columns, strict=True))
        with self._changing() as connection:
            self._log.refuse_deleted({session})
            connection.executemany(_PUT, rows)

    def voter_of(self, session: SessionId, token: str) -> int:
        """Return the voter that a token stands for while the session's voting key is there; the first use makes one.

        Args:
            session: The session.
            token: What a phone, or a numbered paper, is known by. It is not stored.

        Raises:
            StorageError: The drive or the system failed, or the session was deleted here.
        """
        digest = hmac.digest(self.make_key(session), token.encode(), hashlib.sha256)
        return 1 + int.from_bytes(digest) % (VOTERS - 1)

    def has_key(self, session: SessionId) -> bool:
        """Tell whether the session's voting key is there: somebody may have voted, and the vote is not closed."""
        return self.key(session) is not None

    def key(self, session: SessionId) -> bytes | None:
        """Return the session's voting key, to be shared with the laptops of the team; None where there is none."""
        with self._log.connection() as connection:
            row = connection.execute(_KEY, (session,)).fetchone()
        return bytes(row[0]) if row else None

    def keep_key(self, session: SessionId, key: bytes) -> None:
        """Keep the voting key that another laptop shared, in the place of one under which nobody has voted."""
        with self._changing() as connection:
            self._log.refuse_deleted({session})
            connection.execute("INSERT OR REPLACE INTO voting_keys VALUES (?, ?)", (session, key))

    def make_key(self, session: SessionId) -> bytes:
        """Return the session's voting key; the first call makes it.

        Raises:
            StorageError: As of `voter_of`.
        """
        if (known := self.key(session)) is not None:
            return known
        with self._changing() as connection:
            self._log.refuse_deleted({session})
            made = (session, secrets.token_bytes(KEY_BYTES))
            # Another thread may have made it meanwhile.
            connection.execute("INSERT OR IGNORE INTO voting_keys VALUES (?, ?)", made)
            return bytes(connection.execute(_KEY, (session,)).fetchone()[0])

    def vote(self, session: SessionId, voter: int, votes: Mapping[str, Vote]) -> None:
        """Put one voter's votes in the place of those that they cast before on these statements, all or none.

        A vote that is as it was writes nothing.

        Raises:
            StorageError: As of `add`.
        """
        with self._changing() as connection:
            self._log.refuse_deleted({session})
            cast = {of: (vote, number) for of, vote, number in connection.execute(_OF_VOTER, (session, voter))}
            connection.executemany(
                _PUT,
                [
                    (session, voter, statement, int(vote), cast[statement][1] + 1 if statement in cast else 0)
                    for statement, vote in sorted(votes.items())
                    if statement not in cast or cast[statement][0] != vote
                ],
            )

    def votes_of(self, session: SessionId, voter: int) -> dict[str, Vote]:
        """Return what one voter has voted, by statement, without what was taken back."""
        with self._log.connection() as connection:
            rows = connection.execute(_OF_VOTER, (session, voter)).fetchall()
        return {statement: Vote(vote) for statement, vote, _ in rows if vote != Vote.TAKEN_BACK}

    def forget_key(self, session: SessionId) -> None:
        """Destroy the session's voting key and rewrite the file, so that nothing joins a voter to a token any more.

        Raises:
            StorageError: The drive or the system failed, or another program is reading; call it again.
        """
        with self._changing() as connection:
            connection.execute("DELETE FROM voting_keys WHERE session = ?", (session,))
        self.hide_voting_order()

    def read(self, session: SessionId) -> Ballots:
        """Return a session's ballots, one for each voter and statement, including withdrawn ones.

        A ballot that is cast meanwhile may be among them or not.

        Raises:
            StorageError: The drive or the system failed; `DamageError` if a ballot is not as it was cast.
        """
        ballots: list[list[Any]] = [[], [], [], []]
        for rows in self._parts(session):
            for column, more in zip(ballots, zip(*(row[:-1] for row in rows), strict=True), strict=True):
                column.extend(more)
        return Ballots(*ballots) if ballots[0] else NO_BALLOTS

    def settled(self, session: SessionId) -> Ballots:
        """Return a session's ballots once no key leads from them to anybody; none before.

        Raises:
            StorageError: As of `read`.
        """
        return Ballots() if self.has_key(session) else self.read(session)

    def parts(self, session: SessionId) -> Iterator[list[tuple[int, str, int]]]:
        """Yield a session's ballots as (voter, statement, vote), by voter, some at a time: others go on in between.

        A ballot that is cast meanwhile may be among them or not.

        Raises:
            StorageError: As of `read`.
        """
        for rows in self._parts(session):
            yield [(voter, statement, vote) for voter, statement, vote, *_ in rows]

    def _parts(self, session: SessionId) -> Iterator[list[tuple[int, str, int, int, bytes]]]:
        """Yield the rows of a session's ballots, by voter, some at a time, each as it was cast."""
        after = (LOWEST, "")
        while True:
            with self._log.connection() as connection:
                rows = connection.execute(_READ_PART, (session, *after, PART)).fetchall()
            if not all(row_matches((session, *row)) for row in rows):
                raise DamageError(self._log.path)
            if not rows:
                return
            after = (rows[-1][0], rows[-1][1])
            yield rows

    def hide_voting_order(self) -> None:
        """Remove every trace of the order of voting from the file and its write-ahead log, if there may be any.

        Raises:
            StorageError: The drive or the system failed, or another program is reading; traces may be left.
        """
        with self._log.changing(is_checkpoint=True) as connection:
            if flag(connection, BALLOTS_UNMIXED):
                copies.clean(connection)
                set_flag(connection, BALLOTS_UNMIXED, 0)
                truncate(connection)

    @contextmanager
    def _changing(self) -> Iterator[Connection]:
        with self._log.changing() as connection, transaction(connection):
            set_flag(connection, BALLOTS_UNMIXED, 1)
            yield connection


def is_ballot(voter: int, vote: int, revision: int) -> bool:
    """Tell whether numbers that were found in a damaged file can be those of a ballot."""
    return 0 < voter < VOTERS and vote in set(Vote) and 0 <= revision < VOTERS


NOTE_LINE = ""
"""The field of a draft: the note line; another field has a name."""
DraftKey = tuple[SessionId, str]
"""A session, and a field in which something is typed."""


def save_drafts(connection: Connection, texts: Mapping[DraftKey, str]) -> None:
    """Replace drafts by these texts, within the open transaction; an empty text deletes the draft."""
    for key, text in texts.items():
        if text:
            connection.execute("INSERT OR REPLACE INTO drafts (session, field, text) VALUES (?, ?, ?)", (*key, text))
        else:
            connection.execute("DELETE FROM drafts WHERE session = ? AND field = ?", key)


def read_draft(connection: Connection, session: SessionId, field: str = NOTE_LINE) -> str:
    """Return the draft of a session's field; empty if there is none."""
    found = "SELECT text FROM drafts WHERE session = ? AND field = ?"
    row = connection.execute(found, (session, field)).fetchone()
    return str(row[0]) if row else ""


_READ_PHONES = "SELECT what, key, value FROM phones WHERE session = ? ORDER BY what, key"
_PUT_PHONE = "INSERT OR REPLACE INTO phones (session, what, key, value) VALUES (?, ?, ?, ?)"
_DROP_PHONE = "DELETE FROM phones WHERE session = ? AND what = ? AND key = ?"


class What(StrEnum):
    """Names what a row is about."""

    DOOR = "door"
    """Key: nothing. Where the phones were let in, and by which runs."""
    CARD = "card"
    """Key: the hash of a one-use code that nobody has used."""
    PHONE = "phone"
    """Key: the hash of a token. What was decided about this connection."""
    SENT = "sent"
    """Key: the id of what was sent. Value: the hash of the token that sent it."""
    HAND = "hand"
    """Key: an entry in a queue. Value: the hash of the token that raised it."""
    FORM = "form"
    """Key: the hash of a token and a form that was done. Value: where it led. Written with what came of the form."""


class Row(NamedTuple):
    """Represents one row of a session; without a value it is to be deleted."""

    what: What
    key: str
    value: str | None = None


class PhoneBook:
    """Reads and writes these rows of a store; from any thread."""

    def __init__(self, log: SqliteLog, sweep_soon: Callable[[], None]) -> None:
        """Use the file of this log; `sweep_soon` has the saver take deleted rows out of it."""
        self._log = log
        self._sweep_soon = sweep_soon

    def rows(self, session: SessionId) -> list[Row]:
        """Return all rows of a session.

        Raises:
            StorageError: The drive or the system failed.
        """
        with self._log.connection() as connection:
            return [Row(What(what), key, value) for what, key, value in connection.execute(_READ_PHONES, (session,))]

    def change(self, session: SessionId, rows: Iterable[Row]) -> None:
        """Put rows, and delete those without a value, all or none; they are saved when this returns.

        Raises:
            StorageError: The drive or the system failed, or the session was deleted here; nothing of it was saved.
        """
        with self._log.changing() as connection:
            self._log.refuse_deleted({session})
            with transaction(connection):
                for row in rows:
                    if row.value is None:
                        connection.execute(_DROP_PHONE, (session, row.what, row.key))
                    else:
                        connection.execute(_PUT_PHONE, (session, *row))

    def forget(self, session: SessionId) -> None:
        """Delete all rows of a session; the saver rewrites the file, so that nothing of them is left in it.

        Raises:
            StorageError: The drive or the system failed; the rows are as they were.
        """
        with self._log.changing() as connection:
            with transaction(connection):
                found = connection.execute("DELETE FROM phones WHERE session = ?", (session,)).rowcount
                if found:
                    set_flag(connection, WORDS_REMAIN, 1)
            if found:
                self._log.note_erased()
        self._sweep_soon()

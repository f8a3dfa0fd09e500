"""The log of events in a store's file: a union in which a blank body wins and erasure reaches what is still to come.

tests/log/contract.py holds it to what `EventLog` promises. Nothing here knows what an event means, but for `Erased`.
"""

from __future__ import annotations

import threading
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from itertools import groupby
from operator import attrgetter
from pathlib import Path
from typing import Any

from msgspec.structs import astuple
from sqlcipher3.dbapi2 import Connection

from facilitator_console.log import Event, SessionId, Subject, as_kept, erased_subjects
from facilitator_console.store import copies, derived
from facilitator_console.store.checksums import checksum
from facilitator_console.store.connection import file_of, transaction, truncate
from facilitator_console.store.errors import DamageError, StorageError, world_errors
from facilitator_console.store.marks import WORDS_REMAIN, mark, set_mark

_INSERT = """
    INSERT INTO events (session, writer, seq, lamport, at_ms, kind, subject, body) VALUES (?, ?, ?, ?, ?, ?, ?, ?)
    ON CONFLICT DO UPDATE SET body = '', at_ms = 0
    WHERE excluded.body = '' AND (body <> '' OR at_ms <> 0) AND kind <> 'erased'
"""
_READ = """
    SELECT session, writer, seq, lamport, at_ms, kind, subject, body, checksum FROM events
    WHERE session = ? ORDER BY lamport, writer, seq
"""
_READ_ERASURES = """
    SELECT session, writer, seq, lamport, at_ms, kind, subject, body, checksum FROM events
    WHERE kind = 'erased' ORDER BY session
"""
_NEXT_SESSION = "SELECT min(session) FROM events WHERE session > ?"


class SqliteLog:
    """The events of a store; one connection, whichever thread asks.

    Attributes:
        path: The store's file.
        words_remain: Something was erased, and its words may still lie in the file, between the rows.
    """

    def __init__(self, connection: Connection) -> None:
        """Use this connection, which nobody else uses from now on; `close` closes it."""
        self.path = file_of(connection)
        self.words_remain = bool(mark(connection, WORDS_REMAIN))
        self._connection = connection
        self._lock = threading.RLock()
        self._erased = _erasures(connection, self.path)

    def append(self, events: Sequence[Event]) -> None:
        """Add events; see `EventLog.append`.

        No rows come with them, so the read tables are left for the next opening to rebuild. What was withdrawn goes
        from them at once.
        """
        with self.adding(events) as connection:
            if mark(connection, WORDS_REMAIN):
                derived.rebuild(connection, self)
            else:
                derived.mark_stale(connection)
        if self.words_remain:
            # The events are kept whatever comes of it; the writer, or the next opening, sweeps again.
            with suppress(StorageError):
                self.sweep()

    def read(self, session: SessionId) -> Iterator[Event]:
        """The session's events in the agreed order.

        Raises:
            StorageError: The world failed; `DamageError` where an event is not as it was saved.
        """
        with self.connection() as connection:
            return iter(_events(connection.execute(_READ, (session,)), self.path))

    def sessions(self) -> tuple[SessionId, ...]:
        """Ids of all sessions that have events, sorted.

        Raises:
            StorageError: The world failed.
        """
        found: list[SessionId] = []
        with self.connection() as connection:
            # A step in the key for each session, not one for each event.
            while (session := connection.execute(_NEXT_SESSION, found[-1:] or ("",)).fetchone()[0]) is not None:
                found.append(session)
        return tuple(found)

    @contextmanager
    def connection(self) -> Iterator[Connection]:
        """The connection, for as long as the block needs it to itself.

        Raises:
            StorageError: The world failed.
        """
        with self._lock, world_errors(self.path):
            yield self._connection

    @contextmanager
    def adding(self, events: Sequence[Event]) -> Iterator[Connection]:
        """A transaction that begins with these events and commits at the end of the block.

        Yields:
            The connection, for what is saved together with the events.

        Raises:
            StorageError: The world failed; nothing of it was kept.
        """
        with self.connection() as connection:
            with transaction(connection):
                erased, erases = self._insert(events)
                yield connection
            self._erased = erased
            self.words_remain = self.words_remain or erases

    def sweep(self) -> None:
        """Take erased words out of the file, its write-ahead log and the copies kept beside it.

        Raises:
            StorageError: The world failed, or another program is reading; words may be left.
        """
        with self.connection() as connection:
            # As in `clean`: a reader is found out before anything is written.
            truncate(connection)
            with transaction(connection):
                derived.forget_deleted(connection)
            copies.clean(connection)
            copies.erase(self.path, self._erased)
            set_mark(connection, WORDS_REMAIN, 0)
            self.words_remain = False

    def move_to(self, connection: Connection) -> None:
        """Go on in another file, which holds all that this one does, and let go of this one."""
        with self._lock:
            left, self._connection, self.path = self._connection, connection, file_of(connection)
            # Where this one's drive fails, its write-ahead log stays beside it and is read at its next opening.
            with suppress(StorageError), world_errors(self.path):
                left.close()

    def close(self) -> None:
        """Close the connection, which moves the write-ahead log into the file.

        Raises:
            StorageError: The world failed.
        """
        with self.connection() as connection:
            connection.close()

    def _insert(self, events: Sequence[Event]) -> tuple[Mapping[SessionId, frozenset[Subject]], bool]:
        """Insert, within a transaction.

        Returns:
            All erasures, and whether any words were erased, once it commits.
        """
        fresh = self._fresh_erasures(events)
        erased = {**self._erased, **{session: self._erased_in(session) | fresh[session] for session in fresh}}
        before = self._connection.total_changes
        rows = [astuple(as_kept(event, erased.get(event.session, frozenset()))) for event in events]
        self._connection.executemany(_INSERT, rows)
        has_blanks = not all(event.body for event in events)
        erases = bool(fresh) or (has_blanks and self._connection.total_changes > before)
        if erases:
            copies.blank(self._connection, fresh)
            set_mark(self._connection, WORDS_REMAIN, 1)
        return erased, erases

    def _fresh_erasures(self, events: Sequence[Event]) -> dict[SessionId, frozenset[Subject]]:
        """Subjects that these events are the first to erase, by session."""
        erasing = [event for event in events if event.kind == "erased"]
        fresh = {}
        for session in {event.session for event in erasing}:
            subjects = erased_subjects(event for event in erasing if event.session == session)
            if new := subjects - self._erased_in(session):
                fresh[session] = frozenset(new)
        return fresh

    def _erased_in(self, session: SessionId) -> frozenset[Subject]:
        return self._erased.get(session, frozenset())


def _events(rows: Iterable[tuple[Any, ...]], path: Path) -> list[Event]:
    """The events of rows whose last column is their checksum."""
    events = []
    for row in rows:
        columns = row[:-1]
        if checksum(columns) != row[-1]:
            raise DamageError(path)
        events.append(Event(*columns))
    return events


def _erasures(connection: Connection, path: Path) -> Mapping[SessionId, frozenset[Subject]]:
    """What was withdrawn for good, by session."""
    events = _events(connection.execute(_READ_ERASURES), path)
    return {session: frozenset(erased_subjects(group)) for session, group in groupby(events, attrgetter("session"))}

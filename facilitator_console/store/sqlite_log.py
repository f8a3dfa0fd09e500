"""Keeps the log of events in a store's file: a union in which a blank body wins, and erasures affect later events too.

tests/log/contract.py tests what `EventLog` promises. Of the meaning of events only erasures are understood here; what
is erased is decided by log.erasure. The file itself still contains the words afterwards, between its rows, until it is
swept (see `copies.clean`). A deleted session loses all its rows; its id stays as a tombstone, which refuses what
arrives for it later.
"""

from __future__ import annotations

import threading
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from contextlib import closing, contextmanager, nullcontext, suppress
from itertools import groupby, starmap
from json import dumps
from operator import attrgetter
from pathlib import Path

from msgspec.structs import astuple
from sqlcipher3.dbapi2 import Connection

from facilitator_console.dialogue.kinds import KINDS
from facilitator_console.log import (
    ERASING,
    NOTHING_ERASED,
    Erasures,
    Event,
    SessionId,
    as_kept,
    in_turns,
    with_erasures,
)
from facilitator_console.store import copies
from facilitator_console.store.connection import (
    SUMMED,
    FileWatch,
    ReadConnection,
    connect,
    connect_to_read,
    file_of,
    transaction,
    truncate,
)
from facilitator_console.store.derived import read_tables
from facilitator_console.store.errors import DamageError, StorageError, storage_errors
from facilitator_console.store.integrity import events_of, search_is_intact
from facilitator_console.store.migrations import (
    WITH_CHECKSUMS,
    WORDS_REMAIN,
    flag,
    is_current,
    mark_stale,
    set_flag,
    version_of,
)
from facilitator_console.words import say

_INSERT = """
    INSERT INTO events (session, writer, seq, lamport, at_ms, kind, subject, body) VALUES (?, ?, ?, ?, ?, ?, ?, ?)
    ON CONFLICT DO UPDATE SET body = '', at_ms = 0
    WHERE excluded.body = '' AND (body <> '' OR at_ms <> 0)
        AND kind NOT IN ('erased', 'redacted', 'speaking_forgotten')
"""
_READ = """
    SELECT session, writer, seq, lamport, at_ms, kind, subject, body, checksum FROM events
    WHERE session = ? ORDER BY lamport, writer, seq
"""
_READ_ERASURES = """
    SELECT session, writer, seq, lamport, at_ms, kind, subject, body, checksum FROM events
    WHERE kind IN ('erased', 'redacted', 'speaking_forgotten') ORDER BY session
"""
_COLUMNS = ", ".join(SUMMED["events"])
_OF_SESSION = "session = ?"
_BY_SUBJECT = "session = ? AND subject IN (SELECT value FROM json_each(?))"
_BY_IDENTITY = "session = ? AND writer = ? AND seq = ?"
_KEEP = "UPDATE events SET at_ms = ?, body = ? WHERE session = ? AND writer = ? AND seq = ?"
_NEXT_SESSION = "SELECT min(session) FROM events WHERE session > ?"


class SqliteLog:
    """Reads and writes the events of a store, through one connection for all threads.

    Attributes:
        watch: Watches the store's file.
        words_remain: True if something was erased, and its words may still lie in the file, between the rows, or in a
            copy beside it.
    """

    def __init__(
        self, connection: Connection, watch: FileWatch | None = None, readers: ReadConnection | None = None
    ) -> None:
        """Use this connection, which nobody else uses from now on; `close` closes it.

        Args:
            connection: Open on a store.
            watch: Has watched its file since it was opened; by default it is watched from now on.
            readers: This program's other connection to the file, if any; it is closed for each sweep.
        """
        self.watch = watch or FileWatch(connection)
        self.words_remain = bool(flag(connection, WORDS_REMAIN))
        self._is_clean = not self.words_remain
        self._connection = connection
        self._readers_closed = readers.closed if readers else nullcontext
        self._lock = threading.RLock()
        self._search_lock = threading.Lock()
        self._knows_search = False
        self._erasures = _erasures(connection, self.path)
        self._deleted = deleted_sessions(connection)

    @property
    def path(self) -> Path:
        """Return the path of the store's file."""
        return self.watch.path

    def append(self, events: Sequence[Event]) -> None:
        """Add events; see `EventLog.append`.

        No rows come with them, so the read tables are rebuilt at the next opening; at once if something was erased.
        """
        with self.adding(events) as connection:
            if flag(connection, WORDS_REMAIN):
                read_tables.rebuild(connection, self)
            else:
                mark_stale(connection)
        if self.words_remain:
            # The events are saved even if this fails; the saver, or the next opening, sweeps again.
            with suppress(StorageError):
                self.sweep()

    def read(self, session: SessionId) -> Iterator[Event]:
        """Return the session's events in the agreed order.

        Raises:
            StorageError: The drive or the system failed; `DamageError` if an event is not as it was saved.
        """
        with self.connection() as connection:
            return iter(events_of(connection.execute(_READ, (session,)), self.path))

    def sessions(self) -> tuple[SessionId, ...]:
        """Return the ids of all sessions that have events, sorted.

        Raises:
            StorageError: The drive or the system failed.
        """
        found: list[SessionId] = []
        with self.connection() as connection:
            # One step in the index for each session, not for each event.
            while (session := connection.execute(_NEXT_SESSION, found[-1:] or ("",)).fetchone()[0]) is not None:
                found.append(session)
        return tuple(found)

    @contextmanager
    def connection(self) -> Iterator[Connection]:
        """Give the block the connection for itself.

        Raises:
            StorageError: The drive or the system failed.
        """
        with self._lock, storage_errors(self.path):
            yield self._connection

    @contextmanager
    def changing(self, *, is_checkpoint: bool = False) -> Iterator[Connection]:
        """Give the block the connection for a change of the file, which is checked before and after.

        Args:
            is_checkpoint: The change moves the write-ahead log into the file.

        Raises:
            StorageError: The drive or the system failed, or the file is lost; if it is lost after the change, the
                caller repeats the change.
        """
        with self.connection() as connection:
            self.watch.check()
            try:
                yield connection
            finally:
                self.watch.remember(is_checkpoint=is_checkpoint)

    def check_file(self) -> None:
        """Make sure that the file is still found by its path, as it was left.

        Raises:
            StorageError: The file is lost.
        """
        with self._lock:
            self.watch.check()

    @contextmanager
    def adding(self, events: Sequence[Event]) -> Iterator[Connection]:
        """Run the block in a transaction that begins with these events and commits at the end of the block.

        Yields:
            The connection, for what is saved together with the events.

        Raises:
            StorageError: The drive or the system failed, or the session was deleted here; nothing of it was saved.
        """
        with self.changing() as connection:
            self.refuse_deleted({event.session for event in events})
            with transaction(connection):
                erasures, erases = self._insert(events)
                yield connection
            self._erasures = erasures
            self.words_remain = self.words_remain or erases
            self._is_clean = self._is_clean and not erases

    def delete(self, session: SessionId) -> None:
        """Delete a session; its words are out of the file after a sweep, and nothing of it is saved any more.

        Raises:
            StorageError: The drive or the system failed; the session is as it was.
        """
        with self.changing() as connection:
            with transaction(connection):
                _delete_session(connection, session)
            self._deleted |= {session}
            self._erasures = {known: erased for known, erased in self._erasures.items() if known != session}
            self.note_erased()

    @property
    def deleted(self) -> frozenset[SessionId]:
        """Return the sessions that were deleted here."""
        return self._deleted

    def refuse_deleted(self, sessions: Collection[SessionId]) -> None:
        """Make sure that nothing is saved of a session that was deleted here.

        Raises:
            StorageError: One of them was deleted.
        """
        _refuse_deleted(sessions, self._deleted)

    def note_erased(self) -> None:
        """Remember that rows were deleted which must not linger in the file: the saver sweeps."""
        self.words_remain, self._is_clean = True, False

    def sweep(self) -> None:
        """Remove erased words from the file, its write-ahead log and the copies beside it.

        A copy that can't be reached is tried again; the file, once it is clean, is not rewritten each time.

        Raises:
            StorageError: The drive or the system failed, or another program is reading; words may be left.
        """
        if not self._is_clean:
            with self.changing(is_checkpoint=True) as connection, self._readers_closed():
                # As in `clean`: a reader is detected before anything is written.
                truncate(connection)
                with transaction(connection):
                    read_tables.purge_deleted(connection)
                copies.clean(connection)
                self._is_clean = True
        with self.changing() as connection:
            _erase_in_copies(self.path, self._erasures, self._deleted)
            set_flag(connection, WORDS_REMAIN, 0)
            self.words_remain = False

    def mend_search(self) -> None:
        """Make sure that the search index is intact, once: the opening of the store leaves that for later.

        If it is damaged, all read tables are rebuilt from the events.

        Raises:
            StorageError: The drive or the system failed; the index may be damaged.
        """
        with self._search_lock:
            if self._knows_search:
                return
            # Another connection: nobody else has to wait meanwhile.
            with storage_errors(self.path), closing(connect_to_read(self.path)) as connection:
                is_damaged = is_current(connection) and not search_is_intact(connection)
            if is_damaged:
                with self.changing() as connection, transaction(connection):
                    read_tables.rebuild(connection, self)
            self._knows_search = True

    def move_to(self, connection: Connection) -> None:
        """Go on in another file, which contains everything that this one does, and release this one."""
        with self._lock:
            previous, self._connection, self.watch = self._connection, connection, FileWatch(connection)
            # If this one's drive fails, its write-ahead log stays beside it and is read at its next opening.
            with suppress(StorageError), storage_errors(self.path):
                previous.close()

    def close(self) -> None:
        """Close the connection, which moves the write-ahead log into the file.

        Raises:
            StorageError: The drive or the system failed.
        """
        with self.connection() as connection:
            connection.close()

    def _insert(self, events: Sequence[Event]) -> tuple[Mapping[SessionId, Erasures], bool]:
        """Insert events, within a transaction.

        Returns:
            All erasures, and True if any words are erased, once the transaction commits.
        """
        fresh = self._new_erasures(events)
        erasures = {**self._erasures, **fresh}
        before = self._connection.total_changes
        kept = [as_kept(event, erasures.get(event.session, NOTHING_ERASED), KINDS) for event in events]
        blanks = [event for event in kept if not event.body]
        _refuse_damaged(self._connection, blanks)
        self._connection.executemany(_INSERT, map(astuple, in_turns(kept)))
        erases = bool(fresh) or (bool(blanks) and self._connection.total_changes > before)
        if erases:
            _erase(self._connection, fresh)
            set_flag(self._connection, WORDS_REMAIN, 1)
        return erasures, erases

    def _new_erasures(self, events: Sequence[Event]) -> dict[SessionId, Erasures]:
        """Return what is erased once these events are saved, by session; only sessions in which they erase more."""
        by_session: dict[SessionId, list[Event]] = {}
        for event in events:
            if event.kind in ERASING:
                by_session.setdefault(event.session, []).append(event)
        fresh = {}
        for session, new in by_session.items():
            known = self._erasures.get(session, NOTHING_ERASED)
            if (erased := with_erasures(known, new)) is not known:
                fresh[session] = erased
        return fresh


def _erasures(connection: Connection, path: Path) -> Mapping[SessionId, Erasures]:
    """Return what was erased, by session."""
    events = events_of(connection.execute(_READ_ERASURES), path)
    return {session: with_erasures(NOTHING_ERASED, group) for session, group in groupby(events, attrgetter("session"))}


def _erase(connection: Connection, erasures: Mapping[SessionId, Erasures]) -> None:
    """Blank the erased events and empty the erased fields, within the open transaction.

    One pass over a session's events, however many subjects are erased: there is no index on subjects.

    Raises:
        DamageError: An event that would be changed is not as it was saved; a new checksum would hide that.
    """
    for session, erased in erasures.items():
        for event in list(_affected_events(connection, session, erased)):
            kept = as_kept(event, erased, KINDS)
            if kept != event:
                connection.execute(_KEEP, (kept.at_ms, kept.body, kept.session, kept.writer, kept.seq))


def _refuse_damaged(connection: Connection, blanks: Iterable[Event]) -> None:
    """Make sure that the events which these blank ones would blank are as they were saved.

    Raises:
        DamageError: One of them is not; a new checksum would hide that.
    """
    for blank in blanks:
        for _ in _events(connection, _BY_IDENTITY, (blank.session, blank.writer, blank.seq)):
            pass


def _affected_events(connection: Connection, session: SessionId, erased: Erasures) -> Iterator[Event]:
    """Return the events that an erasure may change."""
    if erased.era:
        # Events of the floor are recognised by their content, even those of a newer program.
        yield from _events(connection, _OF_SESSION, (session,))
        return
    if erased.subjects:
        yield from _events(connection, _BY_SUBJECT, (session, dumps(sorted(erased.subjects))))
    for writer, seq in erased.redacted:
        yield from _events(connection, _BY_IDENTITY, (session, writer, seq))


def _events(connection: Connection, where: str, values: tuple[str | int, ...]) -> Iterable[Event]:
    if version_of(connection) < WITH_CHECKSUMS:  # A copy of before a migration.
        return starmap(Event, connection.execute(f"SELECT {_COLUMNS} FROM events WHERE {where}", values))
    rows = connection.execute(f"SELECT {_COLUMNS}, checksum FROM events WHERE {where}", values)
    return events_of(rows, file_of(connection))


_OF_SESSIONS = ("events", "ballots", "voting_keys", "drafts", "phones")
"""Names of the lasting tables with rows of sessions."""


def deleted_sessions(connection: Connection) -> frozenset[SessionId]:
    """Return the sessions that were deleted here; none for a store of an older version."""
    if "deleted_sessions" not in _tables(connection):
        return frozenset()
    return frozenset(SessionId(session) for (session,) in connection.execute("SELECT session FROM deleted_sessions"))


def _delete_rows(connection: Connection, sessions: Collection[SessionId]) -> None:
    """Delete all rows of sessions from the lasting tables of a store of any version, within the open transaction."""
    for table in _OF_SESSIONS:
        if table in _tables(connection):
            connection.executemany(f"DELETE FROM {table} WHERE session = ?", [(session,) for session in sessions])


def add_tombstones(connection: Connection, sessions: Collection[SessionId]) -> None:
    """Remember that sessions were deleted, within the open transaction."""
    connection.executemany("INSERT OR IGNORE INTO deleted_sessions VALUES (?)", [(session,) for session in sessions])


def _delete_session(connection: Connection, session: SessionId) -> None:
    """Delete a session, within the open transaction: all its rows go, its tombstone stays."""
    _delete_rows(connection, (session,))
    add_tombstones(connection, (session,))
    read_tables.clear_session(connection, session)
    set_flag(connection, WORDS_REMAIN, 1)


def _refuse_deleted(sessions: Collection[SessionId], deleted: frozenset[SessionId]) -> None:
    """Make sure that nothing is saved of a session that was deleted.

    Raises:
        StorageError: One of them was deleted.
    """
    if not deleted.isdisjoint(sessions):
        raise StorageError(say("This session was deleted here; nothing of it is kept any more."))


def _tables(connection: Connection) -> set[str]:
    return {name for (name,) in connection.execute("SELECT name FROM sqlite_schema WHERE type = 'table'")}


def _erase_in_copies(store: Path, erasures: Mapping[SessionId, Erasures], deleted: frozenset[SessionId]) -> None:
    """Erase what was erased from a store, and its deleted sessions, in the copies beside it too.

    Copies that were not finished, or are damaged, are removed.

    Raises:
        StorageError: The drive or the system failed; words may be left.
    """
    copies.remove_unfinished(store)
    for path in copies.copies_of(store):
        with storage_errors(path):
            try:
                with storage_errors(path), closing(connect(path)) as connection:
                    with transaction(connection):
                        _erase(connection, erasures)
                        _delete_rows(connection, deleted)
                    copies.clean(connection)
            except DamageError:
                copies.remove(path)  # Nobody can read it, and nothing can be erased in it.

"""Takes erased words and deleted sessions out of a store, within a transaction.

What is erased is decided by log.erasure. A deleted session loses all its rows; its id stays as a tombstone, which
refuses what arrives for it later. The file itself still contains the words afterwards, between its rows: see
`copies.clean`.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping
from itertools import starmap
from json import dumps

from sqlcipher3.dbapi2 import Connection

from facilitator_console.dialogue.kinds import KINDS
from facilitator_console.log import Erasures, Event, SessionId, as_kept
from facilitator_console.store import read_tables
from facilitator_console.store.checksums import SUMMED, events_of
from facilitator_console.store.connection import file_of
from facilitator_console.store.errors import StorageError
from facilitator_console.store.migrations import WITH_CHECKSUMS, WORDS_REMAIN, set_flag, version_of
from facilitator_console.words import say

_COLUMNS = ", ".join(SUMMED["events"])
_OF_SESSION = "session = ?"
_BY_SUBJECT = "session = ? AND subject IN (SELECT value FROM json_each(?))"
_BY_IDENTITY = "session = ? AND writer = ? AND seq = ?"
_KEEP = "UPDATE events SET at_ms = ?, body = ? WHERE session = ? AND writer = ? AND seq = ?"


def erase(connection: Connection, erasures: Mapping[SessionId, Erasures]) -> None:
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


def refuse_damaged(connection: Connection, blanks: Iterable[Event]) -> None:
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
        return starmap(Event, connection.execute(f"SELECT {_COLUMNS} FROM events WHERE {where}", values))  # noqa: S608
    rows = connection.execute(f"SELECT {_COLUMNS}, checksum FROM events WHERE {where}", values)  # noqa: S608 - constants
    return events_of(rows, file_of(connection))


OF_SESSIONS = ("events", "ballots", "voting_keys", "drafts", "phones")
"""Names of the lasting tables with rows of sessions."""


def deleted_sessions(connection: Connection) -> frozenset[SessionId]:
    """Return the sessions that were deleted here; none for a store of an older version."""
    if "deleted_sessions" not in _tables(connection):
        return frozenset()
    return frozenset(SessionId(session) for (session,) in connection.execute("SELECT session FROM deleted_sessions"))


def delete_rows(connection: Connection, sessions: Collection[SessionId]) -> None:
    """Delete all rows of sessions from the lasting tables of a store of any version, within the open transaction."""
    for table in OF_SESSIONS:
        if table in _tables(connection):
            connection.executemany(f"DELETE FROM {table} WHERE session = ?", [(session,) for session in sessions])  # noqa: S608


def add_tombstones(connection: Connection, sessions: Collection[SessionId]) -> None:
    """Remember that sessions were deleted, within the open transaction."""
    connection.executemany("INSERT OR IGNORE INTO deleted_sessions VALUES (?)", [(session,) for session in sessions])


def delete_session(connection: Connection, session: SessionId) -> None:
    """Delete a session, within the open transaction: all its rows go, its tombstone stays."""
    delete_rows(connection, (session,))
    add_tombstones(connection, (session,))
    read_tables.clear_session(connection, session)
    set_flag(connection, WORDS_REMAIN, 1)


def refuse_deleted(sessions: Collection[SessionId], deleted: frozenset[SessionId]) -> None:
    """Make sure that nothing is saved of a session that was deleted.

    Raises:
        StorageError: One of them was deleted.
    """
    if not deleted.isdisjoint(sessions):
        raise StorageError(say("This session was deleted here; nothing of it is kept any more."))


def _tables(connection: Connection) -> set[str]:
    return {name for (name,) in connection.execute("SELECT name FROM sqlite_schema WHERE type = 'table'")}

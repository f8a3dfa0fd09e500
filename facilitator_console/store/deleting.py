"""Deleting whole sessions: all rows of a session go, and its id stays as a tombstone that refuses what arrives later.

The file itself still holds the words afterwards, between its rows: see store.copies.clean.
"""

from __future__ import annotations

from collections.abc import Collection

from sqlcipher3.dbapi2 import Connection

from facilitator_console.log import SessionId
from facilitator_console.store import derived
from facilitator_console.store.errors import StorageError
from facilitator_console.store.marks import WORDS_REMAIN, set_mark
from facilitator_console.words import say

OF_SESSIONS = ("events", "ballots", "drafts")
"""The lasting tables with rows of sessions."""


def deleted_sessions(connection: Connection) -> frozenset[SessionId]:
    """The sessions that were deleted here; none in a store of an older version."""
    if "deleted_sessions" not in _tables(connection):
        return frozenset()
    return frozenset(SessionId(session) for (session,) in connection.execute("SELECT session FROM deleted_sessions"))


def delete_rows(connection: Connection, sessions: Collection[SessionId]) -> None:
    """Take all rows of sessions out of the lasting tables of a store of any version, within the open transaction."""
    for table in OF_SESSIONS:
        if table in _tables(connection):
            connection.executemany(f"DELETE FROM {table} WHERE session = ?", [(one,) for one in sessions])  # noqa: S608


def keep_tombstones(connection: Connection, sessions: Collection[SessionId]) -> None:
    """Remember that sessions were deleted, within the transaction that is open."""
    connection.executemany("INSERT OR IGNORE INTO deleted_sessions VALUES (?)", [(one,) for one in sessions])


def delete_session(connection: Connection, session: SessionId) -> None:
    """Delete a session, within the transaction that is open: its rows everywhere go, its tombstone is put."""
    delete_rows(connection, (session,))
    keep_tombstones(connection, (session,))
    derived.clear(connection, session)
    set_mark(connection, WORDS_REMAIN, 1)


def refuse_deleted(sessions: Collection[SessionId], deleted: frozenset[SessionId]) -> None:
    """See that nothing is kept of a session that was deleted.

    Raises:
        StorageError: One of them was.
    """
    if not deleted.isdisjoint(sessions):
        raise StorageError(say("This session was deleted here; nothing of it is kept any more."))


def _tables(connection: Connection) -> set[str]:
    return {name for (name,) in connection.execute("SELECT name FROM sqlite_schema WHERE type = 'table'")}

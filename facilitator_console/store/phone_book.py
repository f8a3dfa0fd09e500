"""Saves what the phones' server must know again after a restart, apart from the log: joins, cards, what came from whom.

Of a token and of a code only the hash is here. While phones are in, a row leads from a text to the hash of a token;
`forget` deletes all rows of a session, and the saver then takes them out of the file. Copies of a store have none.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from enum import StrEnum
from typing import NamedTuple

from facilitator_console.log import SessionId
from facilitator_console.store.connection import transaction
from facilitator_console.store.migrations import WORDS_REMAIN, set_flag
from facilitator_console.store.sqlite_log import SqliteLog

_READ = "SELECT what, key, value FROM phones WHERE session = ? ORDER BY what, key"
_PUT = "INSERT OR REPLACE INTO phones (session, what, key, value) VALUES (?, ?, ?, ?)"
_DROP = "DELETE FROM phones WHERE session = ? AND what = ? AND key = ?"


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
            return [Row(What(what), key, value) for what, key, value in connection.execute(_READ, (session,))]

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
                        connection.execute(_DROP, (session, row.what, row.key))
                    else:
                        connection.execute(_PUT, (session, *row))

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

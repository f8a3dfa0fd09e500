"""The store's own marks: what is still to be done to its file, and no table shows.

The table of them migrates with the events (see store.migrations).
"""

from __future__ import annotations

from sqlcipher3.dbapi2 import Connection

SCHEMA_VERSION = 8
"""Of the read tables: raised with every change of a table, a view or of what a row holds; another one is rebuilt."""

FORM = "form_of_events"
FORM_OF_EVENTS = 3
"""Of the events: stores of an earlier trial have another form, or none, and are refused."""

STALE = 0
READ_TABLES = "read_tables_version"
"""Which version the read tables have; `STALE` where they don't follow the events."""
WORDS_REMAIN = "words_remain"
"""Something was erased, and its words may still lie in the file, between the rows."""
BALLOTS_UNMIXED = "ballots_unmixed"
"""The places of the ballots in the file may still tell the order of voting."""


def mark(connection: Connection, name: str) -> int:
    """One of the marks; 0 where it is not set."""
    row = connection.execute("SELECT value FROM marks_of_store WHERE mark = ?", (name,)).fetchone()
    return int(row[0]) if row else 0


def set_mark(connection: Connection, name: str, value: int) -> None:
    """Set one of the marks."""
    connection.execute("INSERT OR REPLACE INTO marks_of_store (mark, value) VALUES (?, ?)", (name, value))


def is_current(connection: Connection) -> bool:
    """Whether the read tables follow the events, in the shape that this program gives them."""
    return mark(connection, READ_TABLES) == SCHEMA_VERSION

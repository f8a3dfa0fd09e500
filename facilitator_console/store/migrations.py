"""Migrates the lasting tables: events, ballots, their keys, drafts, deleted ids, phones, and the flags of the file.

The read tables are not here: when their schema changes they are dropped and rebuilt (see store.derived.read_tables).
The store's version is `PRAGMA user_version`, set in the transaction that migrates. A flag tells what is still to be
done to the file and no other table shows.
"""

from __future__ import annotations

import functools
from typing import TYPE_CHECKING

from sqlcipher3.dbapi2 import Connection

from facilitator_console.store.connection import APPLICATION_ID, FUNCTION, SUMMED

if TYPE_CHECKING:
    from sqlite_utils import Database, Migrations

VERSION = 8
"""Version of the stores that this program writes: the number of migrations below."""

LASTING = frozenset(
    {"events", "ballots", "drafts", "voting_keys", "deleted_sessions", "phones", "marks_of_store", "_sqlite_migrations"}
)
"""Names of the tables that are never dropped; all others follow from the events."""


@functools.cache
def migrations() -> Migrations:
    """Return the migrations of a store, oldest first; `VERSION` is their number."""
    from sqlite_utils import Migrations

    steps = Migrations("store")
    for name, step in (
        ("1 events", _events),
        ("2 drafts", _drafts),
        ("3 ballots", _ballots),
        ("4 checksums", _add_checksums),
        ("5 deleted sessions", _deleted_sessions),
        ("6 drafts of several fields", _drafts_of_fields),
        ("7 phones", _phones),
        ("8 voting keys", _voting_keys),
    ):
        steps(name=name)(step)
    return steps


def _events(db: Database) -> None:
    db.execute(
        """
        CREATE TABLE events (
            session TEXT NOT NULL, writer TEXT NOT NULL, seq INTEGER NOT NULL, lamport INTEGER NOT NULL,
            at_ms INTEGER NOT NULL, kind TEXT NOT NULL, subject TEXT NOT NULL, body TEXT NOT NULL,
            PRIMARY KEY (session, writer, seq)
        ) WITHOUT ROWID, STRICT
        """
    )
    # Opening loads the erasures; without this index it would read every event.
    db.execute(
        """
        CREATE INDEX events_erasures ON events (session)
        WHERE kind IN ('erased', 'redacted', 'speaking_forgotten')
        """
    )
    db.execute("CREATE TABLE marks_of_store (mark TEXT PRIMARY KEY, value INTEGER NOT NULL) WITHOUT ROWID, STRICT")
    db.execute("INSERT INTO marks_of_store VALUES (?, ?)", (EVENT_FORMAT, EVENT_FORMAT_VERSION))


def _drafts(db: Database) -> None:
    db.execute("CREATE TABLE drafts (session TEXT PRIMARY KEY, text TEXT NOT NULL) WITHOUT ROWID, STRICT")


def _ballots(db: Database) -> None:
    # No rowid and no column of time: nothing that would tell who voted before whom.
    db.execute(
        """
        CREATE TABLE ballots (
            session TEXT NOT NULL, voter INTEGER NOT NULL, statement TEXT NOT NULL,
            vote INTEGER NOT NULL CHECK (vote IN (-1, 0, 1, 2)), revision INTEGER NOT NULL CHECK (revision >= 0),
            PRIMARY KEY (session, voter, statement)
        ) WITHOUT ROWID, STRICT
        """
    )


WITH_CHECKSUMS = 4
"""First version with checksums."""


def _add_checksums(db: Database) -> None:
    """Add a checksum to every row, and triggers that keep them from now on, within the open transaction."""
    for table, columns in SUMMED.items():
        db.execute(f"ALTER TABLE {table} ADD COLUMN checksum INTEGER NOT NULL DEFAULT 0")
        db.execute(f"UPDATE {table} SET checksum = {FUNCTION}({', '.join(columns)})")
        db.execute(
            f"INSERT INTO marks_of_store (mark, value) SELECT ?, coalesce(sum(checksum), 0) FROM {table}",
            (total_flag(table),),
        )
        for trigger in _triggers(table, columns):
            db.execute(trigger)


def _triggers(table: str, columns: tuple[str, ...]) -> tuple[str, ...]:
    key = " AND ".join(f"{column} = new.{column}" for column in columns[:3])
    of_new = ", ".join(f"new.{column}" for column in columns)
    sum_up = f"UPDATE {table} SET checksum = {FUNCTION}({of_new}) WHERE {key}"
    total = f"UPDATE marks_of_store SET value = value - old.checksum {{plus}} WHERE mark = '{total_flag(table)}'"
    return tuple(
        f"CREATE TRIGGER {table}_{name} AFTER {event} ON {table} BEGIN {statement}; END"
        for name, event, statement in (
            ("added", "INSERT", sum_up),
            ("changed", f"UPDATE OF {', '.join(columns)}", sum_up),
            ("summed", "UPDATE OF checksum", total.format(plus="+ new.checksum")),
            ("deleted", "DELETE", total.format(plus="")),
        )
    )


def _deleted_sessions(db: Database) -> None:
    # The id alone, which tells nothing: no time, no title.
    db.execute("CREATE TABLE deleted_sessions (session TEXT PRIMARY KEY) WITHOUT ROWID, STRICT")


def _drafts_of_fields(db: Database) -> None:
    # What was kept before stood in the note line, which is the field without a name.
    db.execute("ALTER TABLE drafts RENAME TO drafts_of_note_line")
    db.execute(
        """
        CREATE TABLE drafts (
            session TEXT NOT NULL, field TEXT NOT NULL DEFAULT '', text TEXT NOT NULL, PRIMARY KEY (session, field)
        ) WITHOUT ROWID, STRICT
        """
    )
    db.execute("INSERT INTO drafts (session, text) SELECT session, text FROM drafts_of_note_line")
    db.execute("DROP TABLE drafts_of_note_line")


def _phones(db: Database) -> None:
    # Hashes of random tokens are the keys, and there is no time: no order of joining.
    db.execute(
        """
        CREATE TABLE phones (
            session TEXT NOT NULL, what TEXT NOT NULL, key TEXT NOT NULL, value TEXT NOT NULL,
            PRIMARY KEY (session, what, key)
        ) WITHOUT ROWID, STRICT
        """
    )


def _voting_keys(db: Database) -> None:
    # While a vote is open its key turns phones and papers into voters; closing deletes it (see store.beside_log).
    db.execute("CREATE TABLE voting_keys (session TEXT PRIMARY KEY, voting_key BLOB NOT NULL) WITHOUT ROWID, STRICT")


def version_of(connection: Connection) -> int:
    """Return the version of the store's schema; 0 before its first migration."""
    (version,) = connection.execute("PRAGMA user_version").fetchone()
    return int(version)


def migrate(connection: Connection) -> None:
    """Migrate a store to `VERSION`, all or nothing; an empty database becomes a store by it."""
    from sqlite_utils import Database

    db = Database(connection, recursive_triggers=False, execute_plugins=False)
    with db.atomic():
        migrations().apply(db)
        db.execute(f"PRAGMA application_id = {APPLICATION_ID}")
        db.execute(f"PRAGMA user_version = {VERSION}")


SCHEMA_VERSION = 15
"""Version of the read tables: raised with every change of a table, a view or a row; other versions are rebuilt."""

EVENT_FORMAT = "form_of_events"
EVENT_FORMAT_VERSION = 3
"""Format of the events: stores of an earlier trial version have another one, or none, and are refused."""

STALE = 0
READ_TABLES = "read_tables_version"
"""Flag: which version the read tables have; `STALE` if they don't follow the events."""
WORDS_REMAIN = "words_remain"
"""Flag: something was erased, and its words may still lie in the file, between the rows."""
BALLOTS_UNMIXED = "ballots_unmixed"
"""Flag: the places of the ballots in the file may still tell the order of voting."""
FLAGS = frozenset({EVENT_FORMAT, READ_TABLES, WORDS_REMAIN, BALLOTS_UNMIXED})
"""Names of all flags but the totals; see `total_flag`."""


def flag(connection: Connection, name: str) -> int:
    """Return the value of one of the flags; 0 if it is not set."""
    row = connection.execute("SELECT value FROM marks_of_store WHERE mark = ?", (name,)).fetchone()
    return int(row[0]) if row else 0


def set_flag(connection: Connection, name: str, value: int) -> None:
    """Set one of the flags to a value."""
    connection.execute("INSERT OR REPLACE INTO marks_of_store (mark, value) VALUES (?, ?)", (name, value))


def is_current(connection: Connection) -> bool:
    """Tell whether the read tables follow the events, in the shape that this program gives them."""
    return flag(connection, READ_TABLES) == SCHEMA_VERSION


def mark_current(connection: Connection) -> None:
    """Note that the read tables follow the events, in the shape that this program gives them."""
    set_flag(connection, READ_TABLES, SCHEMA_VERSION)


def mark_stale(connection: Connection) -> None:
    """Note that the read tables no longer follow the events; the next opening rebuilds them."""
    set_flag(connection, READ_TABLES, STALE)


def total_flag(table: str) -> str:
    """Return the name of the flag that holds the sum over a table's checksums."""
    return f"{table}_sum"

"""Keeps checksums of events and ballots: one for each row, and one total for each table.

SQLite's pages have none. So a flipped bit may leave another letter, and a lost write may leave a page as it was before:
both look intact to SQLite. A row whose own checksum is wrong was damaged; if the total is wrong, rows are missing or
there are too many.

The store's own triggers keep both, whoever adds, blanks or deletes. CRC-32 detects every change of a few bits, and
takes less than a microsecond for a row; it protects against drives, not against people.
"""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path
from typing import TYPE_CHECKING, Any
from zlib import crc32

from sqlcipher3.dbapi2 import Connection

from facilitator_console.store.errors import DamageError

if TYPE_CHECKING:
    from sqlite_utils import Database

    from facilitator_console.log import Event

FUNCTION = "row_checksum"
"""Name of `checksum` in the store's triggers."""

SUMMED = {
    "events": ("session", "writer", "seq", "lamport", "at_ms", "kind", "subject", "body"),
    "ballots": ("session", "voter", "statement", "vote", "revision"),
}
"""Columns of the tables with checksums, by table; the first three are the key."""

_FORMS = {len(columns): "%s\0" * len(columns) for columns in SUMMED.values()}


def checksum(columns: tuple[str | int, ...]) -> int:
    """Return the checksum of a row with these columns, in the order of `SUMMED`."""
    return crc32((_FORMS[len(columns)] % columns).encode())


def row_matches(row: tuple[Any, ...]) -> bool:
    """Tell whether a row, of which the checksum is the last column, is as it was saved."""
    return bool(checksum(row[:-1]) == row[-1])


def events_of(rows: Iterable[tuple[Any, ...]], path: Path) -> list[Event]:
    """Return the events in rows of a store, of which the checksum is the last column.

    Raises:
        DamageError: One of them is not as it was saved.
    """
    from facilitator_console.log import Event

    events = []
    for row in rows:
        if not row_matches(row):
            raise DamageError(path)
        events.append(Event(*row[:-1]))
    return events


def register(connection: Connection) -> None:
    """Let the triggers of a store call `checksum`; without that nobody can write to the store."""
    connection.create_function(FUNCTION, -1, lambda *columns: checksum(columns), deterministic=True)


def add_checksums(db: Database) -> None:
    """Add a checksum to every row, and triggers that keep them from now on, within the open transaction."""
    for table, columns in SUMMED.items():
        db.execute(f"ALTER TABLE {table} ADD COLUMN checksum INTEGER NOT NULL DEFAULT 0")
        db.execute(f"UPDATE {table} SET checksum = {FUNCTION}({', '.join(columns)})")  # noqa: S608 - constants
        db.execute(
            f"INSERT INTO marks_of_store (mark, value) SELECT ?, coalesce(sum(checksum), 0) FROM {table}",  # noqa: S608
            (_total_flag(table),),
        )
        for trigger in _triggers(table, columns):
            db.execute(trigger)


def _triggers(table: str, columns: tuple[str, ...]) -> tuple[str, ...]:
    key = " AND ".join(f"{column} = new.{column}" for column in columns[:3])
    of_new = ", ".join(f"new.{column}" for column in columns)
    sum_up = f"UPDATE {table} SET checksum = {FUNCTION}({of_new}) WHERE {key}"  # noqa: S608 - constants
    total = f"UPDATE marks_of_store SET value = value - old.checksum {{plus}} WHERE mark = '{_total_flag(table)}'"  # noqa: S608
    return tuple(
        f"CREATE TRIGGER {table}_{name} AFTER {event} ON {table} BEGIN {statement}; END"
        for name, event, statement in (
            ("added", "INSERT", sum_up),
            ("changed", f"UPDATE OF {', '.join(columns)}", sum_up),
            ("summed", "UPDATE OF checksum", total.format(plus="+ new.checksum")),
            ("deleted", "DELETE", total.format(plus="")),
        )
    )


def totals_match(connection: Connection) -> bool:
    """Tell whether no row is missing, and none was added by damage, as far as the rows' own checksums tell.

    Raises:
        sqlcipher3.dbapi2.Error: SQLite gives up, or the drive or the system failed.
    """
    # In one statement: somebody may be writing meanwhile.
    sums = " AND ".join(
        f"(SELECT coalesce(sum(checksum), 0) FROM {table}) IS "  # noqa: S608 - constants
        f"(SELECT value FROM marks_of_store WHERE mark = '{_total_flag(table)}')"
        for table in SUMMED
    )
    (matches,) = connection.execute(f"SELECT {sums}").fetchone()
    return bool(matches)


def rows_match(connection: Connection) -> bool:
    """Tell whether every row is as it was saved.

    Raises:
        sqlcipher3.dbapi2.Error: SQLite gives up, or the drive or the system failed.
    """
    return all(
        row_matches(row)
        for table, columns in SUMMED.items()
        for row in connection.execute(f"SELECT {', '.join(columns)}, checksum FROM {table}")  # noqa: S608 - constants
    )


def triggers_work(connection: Connection) -> bool:
    """Tell whether rows can be saved: SQLite reads a trigger's statement only when it is needed.

    Raises:
        sqlcipher3.dbapi2.Error: They can't, or the drive or the system failed.
    """
    names = {name for (name,) in connection.execute("SELECT name FROM sqlite_schema WHERE type = 'trigger'")}
    for table, columns in SUMMED.items():
        for statement in (
            f"INSERT INTO {table} DEFAULT VALUES",
            f"UPDATE {table} SET {columns[-1]} = {columns[-1]}, checksum = 0",  # noqa: S608 - constants
            f"DELETE FROM {table}",  # noqa: S608 - constants
        ):
            connection.execute(f"EXPLAIN {statement}").fetchall()
        if not {f"{table}_{name}" for name in ("added", "changed", "summed", "deleted")} <= names:
            return False
    return True


def _total_flag(table: str) -> str:
    return f"{table}_sum"

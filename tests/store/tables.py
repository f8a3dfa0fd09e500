"""Reading the read tables back, for comparing."""

from __future__ import annotations

from typing import Any

from sqlcipher3.dbapi2 import Connection

from facilitator_console.store.derived.read_tables import TABLES


def rows_of(connection: Connection) -> dict[str, list[tuple[Any, ...]]]:
    """All rows of all read tables, sorted, by table."""
    return {
        table: sorted(connection.execute(f"SELECT {', '.join(columns)} FROM {table}").fetchall(), key=repr)
        for table, columns in TABLES.items()
    }

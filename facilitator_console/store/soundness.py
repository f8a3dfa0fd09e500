"""Whether a store's file is whole: the one rule by which opening, backup and doctor go. Nothing is written."""

from __future__ import annotations

from pathlib import Path

from sqlcipher3.dbapi2 import Connection

from facilitator_console.store.connection import file_of


def is_whole(connection: Connection, *, thorough: bool = False) -> bool:
    """Whether nothing is missing from a database's file, and SQLite finds nothing strange in it.

    Args:
        connection: Open on the file.
        thorough: Compare indexes with their tables too, which takes longer.

    Raises:
        sqlcipher3.dbapi2.Error: SQLite gives up on it, or the world failed.
    """
    check = "integrity_check" if thorough else "quick_check"
    return not _is_cut_off(file_of(connection)) and connection.execute(f"PRAGMA {check}(1)").fetchall() == [("ok",)]


def _is_cut_off(path: Path) -> bool:
    """Whether the file ends within a page, which SQLite would fill with zeros or pass by."""
    wal = path.with_name(f"{path.name}-wal")
    if wal.exists() and wal.stat().st_size:
        return False  # A crash while the file grew; what it lacks is in the write-ahead log.
    with path.open("rb") as file:
        page_bytes = int.from_bytes(file.read(18)[16:], "big")
    return page_bytes > 1 and path.stat().st_size % page_bytes != 0

"""Whether a store's file is whole: the one rule by which opening, backup and doctor go. Nothing is written."""

from __future__ import annotations

from pathlib import Path

from sqlcipher3 import dbapi2
from sqlcipher3.dbapi2 import Connection

from facilitator_console.store.checksums import rows_are_right, sums_are_right, triggers_hold
from facilitator_console.store.connection import file_of
from facilitator_console.store.errors import is_damage
from facilitator_console.store.migrations import WITH_CHECKSUMS, version_of
from facilitator_console.store.wal import hides_commits

_HEADER_BYTES = 100
_FORMATS = (b"\1\1", b"\2\2")
"""How a file is to be read and written (sqlite.org/fileformat2.html, 1.3.3): by a journal, or a write-ahead log."""


def is_whole(connection: Connection, *, thorough: bool = False) -> bool:
    """Whether nothing is missing from a database's file, and nothing strange is in it.

    Args:
        connection: Open on the file, and new: SQLite's full-text index remembers what it first saw of a file, and takes
            for damage what others have written since.
        thorough: Compare each row with its checksum too, which takes longer.

    Raises:
        sqlcipher3.dbapi2.Error: The world failed.
    """
    path = file_of(connection)
    try:
        return (
            _has_whole_pages(path)
            and not hides_commits(path)
            # SQLite's quick check does not see that pages were swapped, so that rows are not found where they belong.
            and connection.execute("PRAGMA integrity_check(1)").fetchall() == [("ok",)]
            and (version_of(connection) < WITH_CHECKSUMS or _has_right_sums(connection, thorough=thorough))
        )
    except (dbapi2.Error, UnicodeDecodeError) as error:
        if not is_damage(error):
            raise
        return False


def _has_right_sums(connection: Connection, *, thorough: bool) -> bool:
    return (
        triggers_hold(connection)
        and sums_are_right(connection)
        # What stands in a row is looked at whenever it is read.
        and (not thorough or rows_are_right(connection))
    )


def _has_whole_pages(path: Path) -> bool:
    """Whether the file says how it is to be read, and does not end within a page.

    SQLite would fill such a page with zeros, or pass it by.
    """
    with path.open("rb") as file:
        header = file.read(_HEADER_BYTES)
    wal = path.with_name(f"{path.name}-wal")
    if wal.exists() and wal.stat().st_size:
        return True  # A crash while the file grew, or began: what it lacks is in the write-ahead log.
    page_bytes = int.from_bytes(header[16:18], "big")
    is_cut_off = page_bytes > 1 and path.stat().st_size % page_bytes != 0
    return not is_cut_off and header[18:20] in _FORMATS

"""Tells whether a store's file is whole, its write-ahead log included: one rule for opening, backup and doctor.

The write-ahead log is read without SQLite, which reads it up to the first frame whose checksum is wrong, because a
commit looks like that when a power cut left it half-written. SQLite takes what stands behind for rubbish and writes
over it. Format: https://www.sqlite.org/fileformat2.html#walformat. Nothing is written here.

SQLite's pages have no checksums. So a flipped bit may leave another letter, and a lost write may leave a page as it was
before: both look intact to SQLite. A row whose own checksum is wrong was damaged; if the total is wrong, rows are
missing or there are too many.
"""

from __future__ import annotations

import struct
from collections import Counter
from collections.abc import Iterable, Iterator
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING, Any, BinaryIO, NamedTuple

from sqlcipher3 import dbapi2
from sqlcipher3.dbapi2 import Connection

from facilitator_console.store.connection import SUMMED, checksum, file_of
from facilitator_console.store.errors import DamageError, is_damage
from facilitator_console.store.migrations import WITH_CHECKSUMS, total_flag, version_of

if TYPE_CHECKING:
    from facilitator_console.log import Event

_STORE_HEADER_BYTES = 100
_FORMATS = (b"\1\1", b"\2\2")
"""The ways to read and write a file: with a journal, or a write-ahead log (sqlite.org/fileformat2.html, 1.3.3)."""


def is_intact(connection: Connection, *, thorough: bool = False) -> bool:
    """Tell whether nothing is missing from a database's file, and nothing in it is wrong.

    The words of the search index are left out: they take longer than all else, and follow from the events (see
    `search_is_intact`).

    Args:
        connection: Open on the file, and new.
        thorough: Compare each row with its checksum too, which takes longer.

    Raises:
        sqlcipher3.dbapi2.Error: The drive or the system failed.
    """
    path = file_of(connection)
    try:
        return (
            _has_whole_pages(path)
            and not hides_commits(path)
            and _has_sound_pages(connection)
            and (version_of(connection) < WITH_CHECKSUMS or _has_right_checksums(connection, thorough=thorough))
        )
    except (dbapi2.Error, UnicodeDecodeError) as error:
        if not is_damage(error):
            raise
        return False


def _has_sound_pages(connection: Connection) -> bool:
    """Tell whether SQLite finds nothing wrong; its quick check does not see that pages were swapped.

    It comes to the words of the search index last; there the check ends, as they may not be read here.
    """
    connection.set_authorizer(_without_words)
    try:
        return connection.execute("PRAGMA integrity_check(1)").fetchall() == [("ok",)]
    except dbapi2.Error as error:
        if error.sqlite_errorcode != dbapi2.SQLITE_AUTH:
            raise
        return True
    finally:
        connection.set_authorizer(lambda *_: dbapi2.SQLITE_OK)


def _without_words(action: int, table: str | None, *_: object) -> int:
    is_word = action == dbapi2.SQLITE_READ and table == "note_search_content"
    return dbapi2.SQLITE_DENY if is_word else dbapi2.SQLITE_OK


def search_is_intact(connection: Connection) -> bool:
    """Tell whether the search index agrees with itself and with its texts.

    Args:
        connection: Open on a store with current read tables, and new: the index remembers what it first saw of a file,
            and takes what others have written since for damage.

    Raises:
        sqlcipher3.dbapi2.Error: The drive or the system failed.
    """
    try:
        return connection.execute("PRAGMA integrity_check(note_search)").fetchall() == [("ok",)]
    except dbapi2.Error as error:
        if not is_damage(error):
            raise
        return False


def _has_right_checksums(connection: Connection, *, thorough: bool) -> bool:
    return (
        triggers_work(connection)
        and totals_match(connection)
        # A row is compared whenever it is read.
        and (not thorough or rows_match(connection))
    )


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
        columns = row[:-1]
        if checksum(columns) != row[-1]:
            raise DamageError(path)
        events.append(Event(*columns))
    return events


def totals_match(connection: Connection) -> bool:
    """Tell whether no row is missing, and none was added by damage, as far as the rows' own checksums tell.

    Raises:
        sqlcipher3.dbapi2.Error: SQLite gives up, or the drive or the system failed.
    """
    # In one statement: somebody may be writing meanwhile.
    sums = " AND ".join(
        f"(SELECT coalesce(sum(checksum), 0) FROM {table}) IS "
        f"(SELECT value FROM marks_of_store WHERE mark = '{total_flag(table)}')"
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
        for row in connection.execute(f"SELECT {', '.join(columns)}, checksum FROM {table}")
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
            f"UPDATE {table} SET {columns[-1]} = {columns[-1]}, checksum = 0",
            f"DELETE FROM {table}",
        ):
            connection.execute(f"EXPLAIN {statement}").fetchall()
        if not {f"{table}_{name}" for name in ("added", "changed", "summed", "deleted")} <= names:
            return False
    return True


def _has_whole_pages(path: Path) -> bool:
    """Tell whether the header names a known file format, and the file does not end within a page.

    SQLite would fill such a page with zeros, or skip it.
    """
    with path.open("rb") as file:
        header = file.read(_STORE_HEADER_BYTES)
    wal = path.with_name(f"{path.name}-wal")
    if wal.exists() and wal.stat().st_size:
        return True  # A crash while the file grew, or began: what it lacks is in the write-ahead log.
    page_bytes = int.from_bytes(header[16:18], "big")
    is_cut_off = page_bytes > 1 and path.stat().st_size % page_bytes != 0
    return not is_cut_off and header[18:20] in _FORMATS


PAGE_BYTES = 4096
"""Page size of every store that this program makes; a damaged header may not tell it."""

_HEADER_BYTES, _FRAME_HEADER_BYTES = 32, 24
_MAGIC, _BIG_ENDIAN_SUMS = (0x377F0682, 0x377F0683), 0x377F0683


def committed_pages(wal: BinaryIO) -> tuple[dict[int, int], int]:
    """Find where in the log the last committed image of each page starts, by the page's number.

    Also return how many pages the store has after the last commit; 0 if the log contains none.
    A frame is trusted if its own sum is right, which starts from the sum of the frame before it: so a damaged frame
    affects only itself. Frames of an earlier round of the log carry other salts.
    """
    committed: dict[int, int] = {}
    waiting: dict[int, int] = {}
    pages = 0
    for frame in _frames(wal):
        if frame.is_right:
            waiting[frame.page] = frame.offset + _FRAME_HEADER_BYTES
            if frame.size_after_commit:
                committed, waiting, pages = committed | waiting, {}, frame.size_after_commit
    return committed, pages


def hides_commits(store: Path) -> bool:
    """Tell whether a store's log contains commits where SQLite does not look: behind a frame that was damaged.

    A commit is on the disk before the next one begins. So of a power cut there is at most one behind a wrong frame:
    the one that the frame belongs to. More than that is damage.

    Args:
        store: The store's file; it may be in use.

    Raises:
        OSError: The log can't be read.
    """
    path = store.with_name(f"{store.name}-wal")
    if not path.exists():
        return False
    with path.open("rb") as wal:
        found = _hidden_behind(wal)
        # Another program may be writing just now; then the frame is right by now, or the log was begun anew.
        return found is not None and found == _hidden_behind(wal)


def _hidden_behind(wal: BinaryIO) -> tuple[bytes, int] | None:
    """Return the log's header, and the offset of the wrong frame before hidden commits; None if there are none."""
    wal.seek(0)
    header = wal.read(_HEADER_BYTES)
    # The header is on the disk before any frame.
    needed, wrong = 0 if _is_right(header) else 1, 0
    for frame in _frames(wal):
        if not needed:
            if not frame.is_right:
                wrong, needed = frame.offset, 1 if frame.is_of_this_round and frame.size_after_commit else 2
        elif frame.is_right and frame.size_after_commit:
            needed -= 1
            if not needed:
                return header, wrong
    return None


class _Frame(NamedTuple):
    """Represents one page image in the log.

    Attributes:
        offset: Where it starts.
        page: The page's number.
        size_after_commit: How many pages the store then has; 0 where no commit ends with it.
        is_of_this_round: It was written since the log was begun anew.
        is_right: Likewise, and its checksum is right.
    """

    offset: int
    page: int
    size_after_commit: int
    is_of_this_round: bool
    is_right: bool


def _frames(wal: BinaryIO) -> Iterator[_Frame]:
    wal.seek(0)
    header = wal.read(_HEADER_BYTES)
    order = ">" if header[:4] == _BIG_ENDIAN_SUMS.to_bytes(4, "big") else "<"
    previous_sum = header[24:32]
    salts = header[16:24]
    if not _is_right(header):
        # The majority of these three. (A right header is alone if a power cut came just after the log was begun anew.)
        candidates = Counter([salts, *(data[8:16] for _, data in islice(_raw_frames(wal), 2))])
        ((salts, _),) = candidates.most_common(1)
    for offset, data in _raw_frames(wal):
        page, size_after_commit = struct.unpack(">II", data[:8])
        is_of_this_round = data[8:16] == salts
        is_right = is_of_this_round and (
            _sum(data[:8] + data[_FRAME_HEADER_BYTES:], previous_sum, order) == data[16:24]
        )
        previous_sum = data[16:24]
        yield _Frame(offset, page, size_after_commit, is_of_this_round, is_right)


def _raw_frames(wal: BinaryIO) -> Iterator[tuple[int, bytes]]:
    frame_bytes = _FRAME_HEADER_BYTES + PAGE_BYTES
    offset = wal.seek(_HEADER_BYTES)
    while len(data := wal.read(frame_bytes)) == frame_bytes:
        yield offset, data
        offset += frame_bytes


def _is_right(header: bytes) -> bool:
    if len(header) < _HEADER_BYTES or int.from_bytes(header[:4], "big") not in _MAGIC:
        return False
    order = ">" if header[:4] == _BIG_ENDIAN_SUMS.to_bytes(4, "big") else "<"
    return _sum(header[:24], bytes(8), order) == header[24:]


def _sum(data: bytes, start: bytes, order: str) -> bytes:
    """Return the log's checksum over some data, begun from another sum (fileformat2.html, 4.2)."""
    first_sum, second_sum = struct.unpack(">II", start)
    for first, second in struct.iter_unpack(order + "II", data):
        first_sum = (first_sum + first + second_sum) & 0xFFFFFFFF
        second_sum = (second_sum + second + first_sum) & 0xFFFFFFFF
    return struct.pack(">II", first_sum, second_sum)

"""Recovers events, ballots, drafts and voting keys from the bytes of a damaged store, without SQLite.

SQLite finds rows from the root of a tree downwards, so one lost page loses everything below it. Here every page is read
on its own: each intact row counts, wherever it is. Formats: https://www.sqlite.org/fileformat2.html (pages, cells,
records); the write-ahead log is read in store.integrity. Nothing is written.

The lasting tables are WITHOUT ROWID tables, so their rows are cells of index pages, inner ones among them. A row counts
only if it has the columns of the right types and its checksum, where it has one, is right. A row from before there were
checksums counts if its body is JSON or empty; a changed letter within a text can't be detected there, nor in a draft.
"""

from __future__ import annotations

import struct
from collections import defaultdict
from collections.abc import Callable, Hashable, Iterable, Iterator, Mapping
from contextlib import ExitStack, contextmanager
from io import SEEK_END
from pathlib import Path
from typing import Any, BinaryIO, NamedTuple, TypeVar

import msgspec

from facilitator_console.log import Event, Instant, SessionId, Subject, WriterId, blanked
from facilitator_console.opinions.ballots import Ballots
from facilitator_console.store.beside_log import KEY_BYTES, is_ballot
from facilitator_console.store.connection import checksum
from facilitator_console.store.errors import DamageError
from facilitator_console.store.integrity import PAGE_BYTES, committed_pages
from facilitator_console.store.migrations import EVENT_FORMAT, EVENT_FORMAT_VERSION, FLAGS, WITH_CHECKSUMS

PAGES_LOOKED_AT = 200
"""Number of pages that are read of a file that may be anything, and as long as a film."""

_FILE_HEADER_BYTES = 100
_LEAF, _INNER = 0x0A, 0x02
_CELL_BYTES_AT_MOST = (PAGE_BYTES - 12) * 64 // 255 - 23
_CELL_BYTES_AT_LEAST = (PAGE_BYTES - 12) * 32 // 255 - 23
_OVERFLOW_BYTES = PAGE_BYTES - 4

# The checksum is the last.
_EVENT: tuple[type, ...] = (str, str, int, int, int, str, str, str, int)
_BALLOT: tuple[type, ...] = (str, int, str, int, int, int)
_DRAFT: tuple[type, ...] = (str, str, str)
_TOMBSTONE: tuple[type, ...] = (str,)
_FLAG: tuple[type, ...] = (str, int)
_VOTING_KEY: tuple[type, ...] = (str, bytes)
_ALL = (_EVENT, _BALLOT, _DRAFT, _TOMBSTONE, _FLAG, _VOTING_KEY)
_SUMMED = (_EVENT, _BALLOT)
_MOST_COLUMNS = len(_EVENT)
# Serial types (fileformat2.html, 2.1): lengths of integers, the two that stand for a value, the first blob and text.
_INTEGER_BYTES = {1: 1, 2: 2, 3: 3, 4: 4, 5: 6, 6: 8}
_CONSTANTS = {8: b"\x00", 9: b"\x01"}
_FIRST_BLOB, _FIRST_TEXT = 12, 13
_ANY_JSON_OBJECT = msgspec.json.Decoder(dict[str, msgspec.Raw])


Key = TypeVar("Key", bound=Hashable)
Value = TypeVar("Value", bound=Hashable)


class Pages:
    """Reads the pages of a store as of its last readable commit: those of the write-ahead log take precedence."""

    def __init__(self, main: BinaryIO | None, wal: BinaryIO | None) -> None:
        """Read from these two files, each of which may be missing; both must stay open."""
        self._main, self._wal = main, wal
        self._offset_in_wal, size_after_commit = committed_pages(wal) if wal else ({}, 0)
        # What lies behind the end given by the last commit is left over from before it.
        self.count = size_after_commit or (-(-main.seek(0, SEEK_END) // PAGE_BYTES) if main else 0)

    @property
    def version(self) -> int:
        """Return the store's version from its first page; 0 if that can't be read."""
        first = self[1]
        return int.from_bytes(first[60:64], "big") if first.startswith(b"SQLite format 3\0") else 0

    def __getitem__(self, number: int) -> bytes:
        """Return a page by its number, from 1; empty if there is none.

        A last page that is cut off is filled with zeros.
        """
        if not 1 <= number <= self.count:
            return b""
        if self._wal and number in self._offset_in_wal:
            self._wal.seek(self._offset_in_wal[number])
            return self._wal.read(PAGE_BYTES)
        if not self._main:
            return b""
        self._main.seek((number - 1) * PAGE_BYTES)
        page = self._main.read(PAGE_BYTES)
        return page and page.ljust(PAGE_BYTES, b"\0")


class PageContents(NamedTuple):
    """Holds what was found on the pages of a store.

    Attributes:
        events: Each identity once, in no order. If the same event was found twice, a blank one won; of two that
            contradict each other neither is trusted.
        ballots: By session; some may be repeated.
        drafts: By session and field; of two that contradict each other neither is trusted.
        voting_keys: Of votes that are open, by session; of two that contradict each other neither is trusted.
        deleted: The sessions that were deleted.
        is_from_trial: The events are known to be of another format, as far as the store's flags can be read.
    """

    events: list[Event]
    ballots: Mapping[SessionId, Ballots]
    drafts: Mapping[tuple[SessionId, str], str]
    voting_keys: Mapping[SessionId, bytes]
    deleted: frozenset[SessionId]
    is_from_trial: bool


def contents_in(path: Path, on_page: Callable[[float], object] = float) -> PageContents:
    """Return all that is intact in a store's file or its write-ahead log.

    Args:
        path: The store; its log is expected beside it.
        on_page: Is called before each page with the share that is read, 0 to 1; it may raise to stop.

    Raises:
        OSError: A file can't be read.
    """
    rows: dict[tuple[type, ...], list[list[Any]]] = {columns: [] for columns in _ALL}
    for columns, row in _rows(path, _ALL, on_page=on_page):
        rows[columns].append(row)
    # No other rows in a store have just one text, or two. Indexes of the read tables have rows of the flags' types.
    deleted = frozenset(SessionId(session) for (session,) in rows[_TOMBSTONE])
    flags = {name: value for name, value in rows[_FLAG] if name in FLAGS}
    is_from_trial = bool(flags) and flags.get(EVENT_FORMAT) != EVENT_FORMAT_VERSION
    events, ballots = _events(rows[_EVENT]), _ballots(rows[_BALLOT])
    keys = _agreed((SessionId(session), key) for session, key in rows[_VOTING_KEY] if len(key) == KEY_BYTES)
    return PageContents(events, ballots, _drafts(rows[_DRAFT]), keys, deleted, is_from_trial)


def events_in(path: Path) -> list[Event]:
    """Return every intact event in a store's file or its write-ahead log, as in `contents_in`.

    Raises:
        OSError: A file can't be read.
    """
    return _events(row for _, row in _rows(path, (_EVENT,)))


def damage(path: Path) -> DamageError:
    """Return the error for a damaged store, which contains how many events can be read of it.

    Raises:
        OSError: A file can't be read.
    """
    return DamageError(path, len(events_in(path)))


def contains_events(path: Path) -> bool:
    """Tell whether a file that does not begin as a store may be one: there are events on its first pages.

    Args:
        path: As for `contents_in`.

    Raises:
        OSError: A file can't be read.
    """
    return any(_event(row) for _, row in _rows(path, (_EVENT,), most_pages=PAGES_LOOKED_AT))


def version_in(path: Path) -> int:
    """Return the version from a store's first page, in the file or its write-ahead log; 0 if it can't be read.

    Args:
        path: As for `contents_in`.

    Raises:
        OSError: A file can't be read.
    """
    with _pages(path) as pages:
        return pages.version


def _events(rows: Iterable[list[Any]]) -> list[Event]:
    found: dict[tuple[str, str, int], Event | None] = {}
    for event in filter(None, map(_event, rows)):
        identity = (event.session, event.writer, event.seq)
        found[identity] = _trusted(found[identity], event) if identity in found else event
    return [event for event in found.values() if event is not None]


def _ballots(rows: Iterable[list[Any]]) -> dict[SessionId, Ballots]:
    found: dict[SessionId, list[tuple[int, str, int, int]]] = defaultdict(list)
    for session, voter, statement, vote, revision in rows:
        if session and statement and is_ballot(voter, vote, revision):
            found[SessionId(session)].append((voter, statement, vote, revision))
    return {session: Ballots(*zip(*votes, strict=True)) for session, votes in found.items()}


def _drafts(rows: Iterable[list[Any]]) -> dict[tuple[SessionId, str], str]:
    return _agreed(((SessionId(session), field), text) for session, field, text in rows)


def _agreed(found: Iterable[tuple[Key, Value]]) -> dict[Key, Value]:
    """Return by key the one value that it was found with; none where there are two."""
    values: dict[Key, set[Value]] = defaultdict(set)
    for key, value in found:
        values[key].add(value)
    return {key: next(iter(of)) for key, of in values.items() if len(of) == 1}


def _rows(
    path: Path,
    tables: Iterable[tuple[type, ...]],
    *,
    most_pages: int | None = None,
    on_page: Callable[[float], object] = float,
) -> Iterator[tuple[tuple[type, ...], list[Any]]]:
    """Yield the rows of tables without rowids, on all pages or the first ones, without their checksums.

    Yields:
        The columns of the table that a row is of, and its values.
    """
    with _pages(path) as pages:
        before_checksums = 0 < pages.version < WITH_CHECKSUMS
        by_length: dict[int, list[tuple[type, ...]]] = defaultdict(list)
        for columns in tables:
            by_length[len(columns) - (before_checksums and columns in _SUMMED)].append(columns)
        last = min(pages.count, most_pages or pages.count)
        for number in range(1, last + 1):
            on_page((number - 1) / last)
            for record in _records_on(pages, number):
                types, offset = _types(record)
                for columns in by_length.get(len(types), ()):
                    if row := _row(record, offset, types, columns):
                        yield columns, row


@contextmanager
def _pages(path: Path) -> Iterator[Pages]:
    with ExitStack() as files:
        main, wal = (
            files.enter_context(file.open("rb")) if file.is_file() else None
            for file in (path, path.with_name(path.name + "-wal"))
        )
        yield Pages(main, wal)


def _trusted(known: Event | None, found: Event) -> Event | None:
    """Return which of two events with one identity is trusted; None if they contradict each other."""
    if known is None or known == found:
        return known
    if blanked(known) != blanked(found) or (known.body and found.body):
        return None
    return found if known.body else known


# -- b-tree pages ------------------------------------------------------------------------------------------


def _records_on(pages: Pages, number: int) -> Iterator[bytes]:
    page = pages[number]
    start = _FILE_HEADER_BYTES if number == 1 else 0
    if not page or page[start] not in (_LEAF, _INNER):
        return
    header_bytes, child_bytes = (8, 0) if page[start] == _LEAF else (12, 4)
    cells = int.from_bytes(page[start + 3 : start + 5], "big")
    first = start + header_bytes
    if first + 2 * cells > PAGE_BYTES:
        return
    for (offset,) in struct.iter_unpack(">H", page[first : first + 2 * cells]):
        if offset >= first + 2 * cells:
            yield _payload(pages, page, offset + child_bytes)


def _payload(pages: Pages, page: bytes, offset: int) -> bytes:
    """Return a cell's content, including its overflow pages; empty if that fails."""
    length, offset = _varint(page, offset)
    if length <= _CELL_BYTES_AT_MOST:
        return page[offset : offset + length] if offset + length <= PAGE_BYTES else b""
    local = _CELL_BYTES_AT_LEAST + (length - _CELL_BYTES_AT_LEAST) % _OVERFLOW_BYTES
    if local > _CELL_BYTES_AT_MOST:
        local = _CELL_BYTES_AT_LEAST
    if offset + local + 4 > PAGE_BYTES or length > pages.count * PAGE_BYTES:
        return b""
    parts = [page[offset : offset + local]]
    following = int.from_bytes(page[offset + local : offset + local + 4], "big")
    missing = length - local
    while missing > 0:
        overflow = pages[following]
        if not overflow:
            return b""
        parts.append(overflow[4 : 4 + missing])
        following = int.from_bytes(overflow[:4], "big")
        missing -= _OVERFLOW_BYTES
    return b"".join(parts)


def _varint(data: bytes, offset: int) -> tuple[int, int]:
    """Read a number of one to nine bytes; return it and where it ends. Past the end of the data there are zeros."""
    value = 0
    for place in range(offset, offset + 8):
        byte = data[place] if place < len(data) else 0
        value = value << 7 | byte & 0x7F
        if byte < 0x80:  # noqa: PLR2004 - the bit that announces another byte
            return value, place + 1
    last = data[offset + 8] if offset + 8 < len(data) else 0
    return value << 8 | last, offset + 9


# -- records -----------------------------------------------------------------------------------------------


def _event(row: list[Any]) -> Event | None:
    """Return the event in a row; None if the row is not an event."""
    session, writer, seq, lamport, at_ms, kind, subject, body = row
    if not (session and writer and kind and seq > 0 and _is_body(body)):
        return None
    return Event(SessionId(session), WriterId(writer), seq, lamport, Instant(at_ms), kind, Subject(subject), body)


def _row(record: bytes, offset: int, types: list[int], columns: tuple[type, ...]) -> list[Any] | None:
    """Return the values of a row without its checksum; None if it is not such a row, or not as it was saved.

    Args:
        record: Begins with its types.
        offset: Where its fields begin.
        types: The serial type of each field.
        columns: Of the table; a row from before there were checksums has one less.
    """
    fields = _fields(record, offset, types, columns)
    if fields is None:
        return None
    try:
        values: list[Any] = [
            field if column is bytes else field.decode() if column is str else int.from_bytes(field, "big", signed=True)
            for column, field in zip(columns, fields, strict=False)
        ]
    except UnicodeDecodeError:
        return None
    if columns not in _SUMMED or len(values) < len(columns):
        return values
    found = values.pop()
    return values if found == checksum(tuple(values)) else None


def _types(record: bytes) -> tuple[list[int], int]:
    """Return the serial types of a record's fields and where these begin; no types where it is not a record of ours."""
    header_bytes, offset = _varint(record, 0)
    types: list[int] = []
    while offset < header_bytes <= len(record) and len(types) < _MOST_COLUMNS:
        serial_type, offset = _varint(record, offset)
        types.append(serial_type)
    return (types if offset == header_bytes else []), offset


def _fields(record: bytes, offset: int, types: list[int], columns: tuple[type, ...]) -> list[bytes] | None:
    """Return the bytes of each field; None if the record has other columns."""
    fields = []
    for column, serial_type in zip(columns, types, strict=False):
        if column is int and serial_type in _CONSTANTS:
            fields.append(_CONSTANTS[serial_type])
            continue
        length = _length(column, serial_type)
        if length is None:
            return None
        fields.append(record[offset : offset + length])
        offset += length
    return fields if offset == len(record) else None


def _length(column: type, serial_type: int) -> int | None:
    """Return how many bytes a column takes; None if it is not of its type."""
    if column is int:
        return _INTEGER_BYTES.get(serial_type)
    first = _FIRST_BLOB if column is bytes else _FIRST_TEXT
    is_it = serial_type >= first and (serial_type - first) % 2 == 0
    return (serial_type - first) // 2 if is_it else None


def _is_body(text: str) -> bool:
    try:
        return not text or _ANY_JSON_OBJECT.decode(text) is not None
    except (msgspec.DecodeError, UnicodeError):
        return False

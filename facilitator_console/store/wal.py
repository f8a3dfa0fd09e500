"""The write-ahead log, read without SQLite: what was committed in it, also behind a damaged frame.

SQLite reads the log up to the first frame whose checksum is wrong, for that is how a commit looks that a power cut
left half-written. It takes what stands behind for rubbish and writes over it. Format:
https://www.sqlite.org/fileformat2.html#walformat. Nothing is written here.
"""

from __future__ import annotations

import struct
from collections import Counter
from collections.abc import Iterator
from itertools import islice
from pathlib import Path
from typing import BinaryIO, NamedTuple

PAGE_BYTES = 4096
"""Of every store that this program makes; a damaged header can't be asked."""

_HEADER_BYTES, _FRAME_HEADER_BYTES = 32, 24
_MAGIC, _BIG_ENDIAN_SUMS = (0x377F0682, 0x377F0683), 0x377F0683


def committed_pages(wal: BinaryIO) -> tuple[dict[int, int], int]:
    """Where in the log the last committed image of each page starts, by the page's number.

    Also how many pages the store has after the last commit; 0 where the log holds none.
    A frame is believed if its own sum is right, which starts from the sum of the frame before it: so a damaged frame
    takes only itself along. Frames of an earlier round of the log carry other salts.
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
    """Whether commits stand in a store's log where SQLite does not look: behind a frame that no power cut left so.

    A commit is on the disk before the next one begins. So of a power cut there is at most one behind a wrong frame:
    the one that the frame belongs to.

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
        # Somebody may be writing what is read here; then it is right by now, or the log was begun anew.
        return found is not None and found == _hidden_behind(wal)


def _hidden_behind(wal: BinaryIO) -> tuple[bytes, int] | None:
    """The log's header, and where in it the wrong frame starts behind which commits stand; None where none do."""
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
    """One page image in the log.

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
        # What two of these three say. (A right one is alone where a power cut came just after the log was begun anew.)
        told = Counter([salts, *(data[8:16] for _, data in islice(_raw_frames(wal), 2))])
        ((salts, _),) = told.most_common(1)
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
    """The log's checksum over some data, begun from another sum (fileformat2.html, 4.2)."""
    one, two = struct.unpack(">II", start)
    for first, second in struct.iter_unpack(order + "II", data):
        one = (one + first + two) & 0xFFFFFFFF
        two = (two + second + one) & 0xFFFFFFFF
    return struct.pack(">II", one, two)

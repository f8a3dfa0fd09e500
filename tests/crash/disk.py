"""A disk that forgets what was not flushed: what a folder may look like after the power was cut.

Nothing is promised of a write, a change of length or a name before the file, or the folder that holds the name, was
flushed: each sector of 512 bytes is the new one or the old one, a file may have grown without its data, and of the
changes of a folder any may be missing while later ones are there. What was flushed stays.
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from random import Random

from tests.crash.shim import Call, Record

SECTOR_BYTES = 512
SHARES_KEPT = (0.0, 0.1, 0.5, 0.9, 1.0)
"""How much of what was not flushed is on the disk: drawn for each file and folder, at each cut."""
_OF_THE_INDEX = "-shm"
"""SQLite makes the index of the write-ahead log anew; it lies in memory, where no call is seen."""


@dataclass(eq=False)
class _File:
    flushed: bytes = b""
    content: bytearray = field(default_factory=bytearray)
    pending: list[tuple[int, bytes | None]] = field(default_factory=list)
    """Writes, as offset and bytes, and new lengths, without any, since the last flush."""

    def write(self, offset: int, data: bytes) -> None:
        _put(self.content, offset, data)
        self.pending.append((offset, data))

    def cut_to(self, length: int) -> None:
        _resize(self.content, length)
        self.pending.append((length, None))

    def flush(self) -> None:
        if self.pending:
            self.flushed = bytes(self.content)
            self.pending.clear()

    def left(self, chance: Random) -> bytes:
        """What is on the disk after a cut."""
        share = chance.choice(SHARES_KEPT)
        if not self.pending or share == 0.0:
            return self.flushed
        if share == 1.0:
            return bytes(self.content)
        content = bytearray(self.flushed)
        filler = chance.choice((bytes, chance.randbytes))
        for offset, data in self.pending:
            for start, part in [(offset, None)] if data is None else _sectors(offset, data):
                if chance.random() >= share:
                    continue
                if start > len(content):
                    content += filler(start - len(content))
                if part is None:
                    del content[start:]
                else:
                    content[start : start + len(part)] = part
        if len(content) < len(self.content) and chance.random() < 1 / 3:
            content += filler(len(self.content) - len(content))
        return bytes(content)


@dataclass(eq=False)
class _Folder:
    flushed: dict[str, _File | _Folder] = field(default_factory=dict)
    content: dict[str, _File | _Folder] = field(default_factory=dict)
    pending: list[dict[str, _File | _Folder | None]] = field(default_factory=list)
    """Names with what they stand for from then on, None for nothing, by change."""

    def change(self, names: dict[str, _File | _Folder | None]) -> None:
        _rename(self.content, names)
        self.pending.append(names)

    def flush(self) -> None:
        self.flushed = dict(self.content)
        self.pending.clear()

    def left(self, chance: Random) -> dict[str, _File | _Folder]:
        """What is on the disk after a cut."""
        share, entries = chance.choice(SHARES_KEPT), dict(self.flushed)
        for names in self.pending:
            if chance.random() < share:
                _rename(entries, names)
        return entries


class Disk:
    """The disk below one folder.

    Attributes:
        told: What the program wrote into the file of its acknowledgements: that left the machine at once.
    """

    def __init__(self, root: Path, acknowledgements: Path) -> None:
        """Begin with what lies in the folder; all of it is on the disk."""
        self.told = b""
        self._root, self._acknowledgements = root, str(acknowledgements)
        self._tree = _folder_of(root)
        self._handles: dict[int, _File | _Folder] = {}
        self._outside: set[int] = set()

    def play(self, record: Record) -> None:
        """Take one call."""
        if record.call is Call.OPENED:
            self._open(record)
        elif record.call is Call.CLOSED:
            self._outside.discard(record.handle)
            self._handles.pop(record.handle, None)
        elif record.handle in self._outside:
            self.told += record.data
        elif record.handle >= 0:
            self._change_file(record)
        else:
            self._change_names(record)

    def _open(self, record: Record) -> None:
        if record.path == self._acknowledgements:
            self._outside.add(record.handle)
            return
        folder, name = self._place(record.path)
        node = folder.content.get(name) if name else folder
        if node is None:
            node = _File()
            folder.change({name: node})
        elif isinstance(node, _File) and record.offset & os.O_TRUNC and node.content:
            node.cut_to(0)
        self._handles[record.handle] = node

    def _change_file(self, record: Record) -> None:
        node = self._handles[record.handle]
        if record.call is Call.SYNCED:
            node.flush()
            return
        assert isinstance(node, _File)
        if record.call is Call.WRITTEN:
            node.write(record.offset, record.data)
        else:
            node.cut_to(record.offset)

    def _change_names(self, record: Record) -> None:
        folder, name = self._place(record.path)
        if record.call is Call.MADE:
            folder.change({name: _Folder()})
        elif record.call in {Call.UNLINKED, Call.REMOVED}:
            folder.change({name: None})
        else:
            target, new = self._place(record.second)
            assert target is folder, "names go from one folder to another: the model would have to learn it"
            node = folder.content[name]
            folder.change({name: None, new: node} if record.call is Call.RENAMED else {new: node})

    def _place(self, path: str) -> tuple[_Folder, str]:
        """The folder in which a name stands, and the name; an empty one for the root itself."""
        *parents, name = Path(path).relative_to(self._root).parts or ("",)
        folder = self._tree
        for parent in parents:
            below = folder.content[parent]
            assert isinstance(below, _Folder)
            folder = below
        return folder, name

    def after_cut(self, chance: Random) -> Contents:
        """What is found when the power is back."""
        return dict(_left(self._tree, "", chance, {}))

    def now(self) -> Contents:
        """What the programs see, as long as the power is there."""
        return dict(_seen(self._tree, ""))


Contents = dict[str, bytes | None]
"""Files by their path below the root; None for a folder."""


def contents_of(root: Path, *, without: Path) -> Contents:
    """What lies in a real folder."""
    paths = (path for path in root.rglob("*") if path != without and not path.name.endswith(_OF_THE_INDEX))
    return {str(path.relative_to(root)): None if path.is_dir() else path.read_bytes() for path in paths}


def put_down(contents: Contents, root: Path) -> None:
    """Make a real folder of what was found."""
    for name, content in contents.items():
        if content is None:
            (root / name).mkdir(parents=True)
        else:
            (root / name).write_bytes(content)


def _folder_of(path: Path) -> _Folder:
    folder = _Folder()
    for entry in path.iterdir():
        if entry.is_dir():
            folder.content[entry.name] = _folder_of(entry)
        else:
            content = entry.read_bytes()
            folder.content[entry.name] = _File(content, bytearray(content))
    folder.flush()
    return folder


def _left(
    folder: _Folder, before: str, chance: Random, known: dict[_File, bytes]
) -> Iterator[tuple[str, bytes | None]]:
    for name, node in sorted(folder.left(chance).items()):
        if isinstance(node, _Folder):
            yield before + name, None
            yield from _left(node, f"{before}{name}/", chance, known)
        elif not name.endswith(_OF_THE_INDEX):
            if node not in known:  # A file may have two names.
                known[node] = node.left(chance)
            yield before + name, known[node]


def _seen(folder: _Folder, before: str) -> Iterator[tuple[str, bytes | None]]:
    for name, node in folder.content.items():
        if isinstance(node, _Folder):
            yield before + name, None
            yield from _seen(node, f"{before}{name}/")
        elif not name.endswith(_OF_THE_INDEX):
            yield before + name, bytes(node.content)


def _rename(entries: dict[str, _File | _Folder], names: dict[str, _File | _Folder | None]) -> None:
    for name, node in names.items():
        if node is None:
            entries.pop(name, None)
        else:
            entries[name] = node


def _sectors(offset: int, data: bytes) -> Iterator[tuple[int, bytes]]:
    """A write, cut where sectors end."""
    at = 0
    while at < len(data):
        length = SECTOR_BYTES - (offset + at) % SECTOR_BYTES
        yield offset + at, data[at : at + length]
        at += length


def _put(content: bytearray, offset: int, data: bytes) -> None:
    if offset > len(content):
        content += bytes(offset - len(content))
    content[offset : offset + len(data)] = data


def _resize(content: bytearray, length: int) -> None:
    if length < len(content):
        del content[length:]
    else:
        content += bytes(length - len(content))

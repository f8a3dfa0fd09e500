"""The recorder of system calls (shim.c): how it is built, loaded, begun, and how its records are read."""

from __future__ import annotations

import ctypes
import os
import shutil
import struct
import subprocess
from collections.abc import Iterator
from enum import IntEnum
from functools import cache
from pathlib import Path
from typing import NamedTuple

_HEAD = struct.Struct("<IiqqII")


class Call(IntEnum):
    """What was called; the numbers are those of shim.c."""

    OPENED = 1
    CLOSED = 2
    WRITTEN = 3
    TRUNCATED = 4
    SYNCED = 5
    RENAMED = 6
    LINKED = 7
    UNLINKED = 8
    MADE = 9
    REMOVED = 10


class Record(NamedTuple):
    """One call that succeeded.

    Attributes:
        call: Which.
        handle: Of the file that is written, cut or flushed; -1 where the call names files.
        offset: Where it was written; the new length of what was cut; the flags of an opening.
        path: The file that is named, or the old name.
        second: The new name.
        data: What was written.
    """

    call: Call
    handle: int
    offset: int
    path: str
    second: str
    data: bytes

    @property
    def is_change(self) -> bool:
        """Whether something may be on the disk afterwards that was not there before."""
        return self.call not in {Call.OPENED, Call.CLOSED}


def build(folder: Path) -> Path | None:
    """Compile the recorder into a folder; None where there is no compiler, or it can't build this for the system."""
    compiler = shutil.which("cc") or shutil.which("gcc")
    if compiler is None:
        return None
    library = folder / "shim.so"
    source = Path(__file__).with_name("shim.c")
    command = [compiler, "-O1", "-shared", "-fPIC", "-o", str(library), str(source), "-ldl"]
    return library if subprocess.run(command, capture_output=True, check=False).returncode == 0 else None


@cache
def _loaded() -> ctypes.CDLL:
    return ctypes.CDLL(None)


def watch(folder: Path, into: int, kill_number: int) -> None:
    """Begin to record in this process.

    Args:
        folder: The calls on files below it are recorded.
        into: A handle that takes the records; -1 for none.
        kill_number: The call, from 1, before which the process is killed; 0 for none.
    """
    _loaded().crash_watch(os.fsencode(folder), into, ctypes.c_long(kill_number))


def records(trace: Path) -> Iterator[Record]:
    """What was recorded, in the order in which it happened."""
    content, at = memoryview(trace.read_bytes()), 0
    while at < len(content):
        call, handle, offset, length, *names = _HEAD.unpack_from(content, at)
        at += _HEAD.size
        parts = []
        for size in (*names, length):
            parts.append(bytes(content[at : at + size]))
            at += size
        yield Record(Call(call), handle, offset, os.fsdecode(parts[0]), os.fsdecode(parts[1]), parts[2])

"""What went wrong with a store: the world's faults in plain words, and our own bugs without anybody's words.

Here live `StorageError`, the reading of SQLite's and the system's errors, and the report of a bug.
"""

from __future__ import annotations

import errno
import sys
import traceback
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from sqlcipher3 import dbapi2

from facilitator_console.words import Message, say

# Primary result codes (sqlite.org/rescode.html); the extended ones have these in their low byte.
_PERM, _BUSY, _LOCKED, _READONLY, _IOERR = 3, 5, 6, 8, 10
_CORRUPT, _FULL, _CANTOPEN, _PROTOCOL, _NOTADB = 11, 13, 14, 15, 26
_DAMAGES = {_CORRUPT, _NOTADB}

_NO_PERMISSION = say("it can't be used: no permission, or the drive is read-only; choose another place")
_HELD_ELSEWHERE = say("another program holds it; close that program")
_DRIVE_FAILS = say("the drive fails or takes no more; make room or save elsewhere")
_FULL_DRIVE = say("the drive is full; make room or save elsewhere")
_DAMAGED = say("it is damaged; see what doctor says")
_REASONS = {
    _PERM: _NO_PERMISSION,
    _BUSY: _HELD_ELSEWHERE,
    _LOCKED: _HELD_ELSEWHERE,
    _READONLY: _NO_PERMISSION,
    _IOERR: _DRIVE_FAILS,
    _CORRUPT: _DAMAGED,
    _FULL: _FULL_DRIVE,
    _CANTOPEN: say("it can't be opened"),
    _PROTOCOL: _HELD_ELSEWHERE,
    _NOTADB: _DAMAGED,
}
_REASONS_OF_THE_SYSTEM = {
    **dict.fromkeys((errno.ENOSPC, errno.EDQUOT, errno.EFBIG), _FULL_DRIVE),
    **dict.fromkeys((errno.EACCES, errno.EPERM, errno.EROFS), _NO_PERMISSION),
}

OnBug = Callable[[BaseException], None]
"""Hears of a bug."""


class StorageError(Exception):
    """The world failed: a disk, a permission, another program. Nothing that was kept is lost by it."""

    def __init__(self, message: Message) -> None:
        """Carry the message for the person at the keyboard."""
        super().__init__(message)
        self.message = message

    def __str__(self) -> str:
        """The message in English."""
        return str(self.message)


def held_elsewhere(path: Path) -> StorageError:
    """The error for a file that another program is using."""
    return StorageError(at(path, _HELD_ELSEWHERE))


def at(path: Path, reason: Message) -> Message:
    """A reason with the file that it is about."""
    return say("{path}: {reason}.", path=str(path), reason=reason)


def damaged(path: Path) -> Message:
    """What is said of a file that SQLite finds damaged."""
    return at(path, _DAMAGED)


def drive_fails(path: Path) -> Message:
    """What is said of a file that did not become what was written to it."""
    return at(path, _DRIVE_FAILS)


def is_refusal(error: BaseException | None) -> bool:
    """Whether the system does not let this program write, or read."""
    if isinstance(error, OSError):
        return _REASONS_OF_THE_SYSTEM.get(error.errno or 0) is _NO_PERMISSION
    return isinstance(error, dbapi2.Error) and _REASONS.get(_code(error)) is _NO_PERMISSION


def is_damage(error: BaseException) -> bool:
    """Whether SQLite found a file damaged."""
    return isinstance(error, dbapi2.Error) and _code(error) in _DAMAGES


def is_of_the_world(error: BaseException) -> bool:
    """Whether the disk, the system or another program is to blame, not this program."""
    return isinstance(error, OSError) or (isinstance(error, dbapi2.Error) and _code(error) in _REASONS)


@contextmanager
def world_errors(path: Path) -> Iterator[None]:
    """Raise what the world does to a file as `StorageError`; let bugs through as they are.

    Args:
        path: The file that is worked on in the block.
    """
    try:
        yield
    except dbapi2.Error as error:
        if not is_of_the_world(error):
            raise
        raise StorageError(at(path, _REASONS[_code(error)])) from error
    except OSError as error:
        other = say("{reason}", reason=error.strerror or type(error).__name__)
        raise StorageError(at(path, _REASONS_OF_THE_SYSTEM.get(error.errno or 0, other))) from error


def report_bug(error: BaseException) -> None:
    """Say on standard error which bug it was and where.

    The error's own text is left out: it may quote what people said.
    """
    frames = "".join(traceback.format_tb(error.__traceback__))
    sys.stderr.write(f"{frames}{type(error).__qualname__}\n")


def _code(error: dbapi2.Error) -> int:
    return int(getattr(error, "sqlite_errorcode", 0)) & 0xFF

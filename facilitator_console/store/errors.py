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

from facilitator_console.words import Message, say, say_n

# Primary result codes (sqlite.org/rescode.html); the extended ones have these in their low byte.
_PERM, _BUSY, _LOCKED, _READONLY, _IOERR = 3, 5, 6, 8, 10
_CORRUPT, _FULL, _CANTOPEN, _PROTOCOL, _NOTADB = 11, 13, 14, 15, 26
_DAMAGES = {_CORRUPT, _NOTADB}

# What Python says of bytes that are no text has no code, and SQLite has none of its own for a schema that does not
# serve. Our statements are constants that fit the schema that we make: where they don't, the file is another one.
_WITHOUT_A_CODE = {0, 1}
_SIGNS_OF_DAMAGE = (
    "Could not decode to UTF-8",
    "unsupported file format",
    "invalid fts5 file format",
    "vtable constructor failed",
    "no such table",
    "no such column",
    "has no column named",
    "no such function",
    "no such module",
    "no such tokenizer",
    "integer overflow",
)

_NO_PERMISSION = say("{path}: it can't be used: no permission, or the drive is read-only; choose another place.")
_HELD_ELSEWHERE = say("{path}: another program holds it; close that program.")
_DRIVE_FAILS = say("{path}: the drive fails or takes no more; make room or save elsewhere.")
_FULL_DRIVE = say("{path}: the drive is full; make room or save elsewhere.")
_DAMAGED = say("{path}: it is damaged; see what doctor says.")
_REASONS = {
    _PERM: _NO_PERMISSION,
    _BUSY: _HELD_ELSEWHERE,
    _LOCKED: _HELD_ELSEWHERE,
    _READONLY: _NO_PERMISSION,
    _IOERR: _DRIVE_FAILS,
    _FULL: _FULL_DRIVE,
    _CANTOPEN: say("{path}: it can't be opened."),
    _PROTOCOL: _HELD_ELSEWHERE,
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


class DamageError(StorageError):
    """A store is damaged: what can still be read of it must be read into a new file.

    Attributes:
        path: The store.
        events: How many events can be; None where nobody has looked.
    """

    def __init__(self, path: Path, events: int | None = None, message: Message | None = None) -> None:
        """Say this, by default that the file is damaged, and what can be done where that is known."""
        super().__init__(message or _damaged(path, events))
        self.path, self.events = path, events


def held_elsewhere(path: Path) -> StorageError:
    """The error for a file that another program is using."""
    return StorageError(at(path, _HELD_ELSEWHERE))


def at(path: Path, reason: Message) -> Message:
    """A reason with the file that it is about."""
    return Message(reason.msgid, {**reason.params, "path": str(path)})


def _damaged(path: Path, events: int | None) -> Message:
    if events is None:
        return at(path, _DAMAGED)
    if not events:
        return say("{path} is damaged, and no event in it can be read any more.", path=str(path))
    return say_n(
        "{path} is damaged; {n} event can be recovered with doctor --recover FILE.",
        "{path} is damaged; {n} events can be recovered with doctor --recover FILE.",
        events,
        path=str(path),
    )


def drive_fails(path: Path) -> Message:
    """What is said of a file that did not become what was written to it."""
    return at(path, _DRIVE_FAILS)


def is_refusal(error: BaseException | None) -> bool:
    """Whether the system does not let this program write, or read."""
    if isinstance(error, OSError):
        return _REASONS_OF_THE_SYSTEM.get(error.errno or 0) is _NO_PERMISSION
    return isinstance(error, dbapi2.Error) and _REASONS.get(_code(error)) is _NO_PERMISSION


def is_damage(error: BaseException) -> bool:
    """Whether what SQLite found can't be, unless the file is damaged."""
    if not isinstance(error, dbapi2.Error):
        # SQLite quotes a name of the schema that is no text any more.
        return isinstance(error, UnicodeDecodeError)
    code = _code(error)
    return code in _DAMAGES or (code in _WITHOUT_A_CODE and any(sign in str(error) for sign in _SIGNS_OF_DAMAGE))


def is_of_the_world(error: BaseException) -> bool:
    """Whether the disk, the system or another program is to blame, not this program."""
    is_known = isinstance(error, dbapi2.Error) and _code(error) in _REASONS
    return is_known or is_damage(error) or isinstance(error, OSError)


@contextmanager
def world_errors(path: Path) -> Iterator[None]:
    """Raise what the world does to a file as `StorageError`; let bugs through as they are.

    Args:
        path: The file that is worked on in the block.
    """
    try:
        yield
    except UnicodeDecodeError as error:
        raise DamageError(path) from error
    except dbapi2.Error as error:
        if is_damage(error):
            raise DamageError(path) from error
        if not is_of_the_world(error):
            raise
        raise StorageError(at(path, _REASONS[_code(error)])) from error
    except OSError as error:
        other = say("{path}: {reason}.", path=str(path), reason=error.strerror or type(error).__name__)
        raise StorageError(at(path, _REASONS_OF_THE_SYSTEM.get(error.errno or 0, other))) from error


def report_bug(error: BaseException) -> None:
    """Say on standard error which bug it was and where.

    The error's own text is left out: it may quote what people said.
    """
    frames = "".join(traceback.format_tb(error.__traceback__))
    sys.stderr.write(f"{frames}{type(error).__qualname__}\n")


def _code(error: dbapi2.Error) -> int:
    return int(getattr(error, "sqlite_errorcode", 0)) & 0xFF

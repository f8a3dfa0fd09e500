"""Tells faults of the drive, the system or other programs, in plain words, from our own bugs.

Here are `StorageError`, the interpretation of SQLite's and the system's errors, and the report of a bug, which quotes
nothing that people said.
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
_CORRUPT, _FULL, _CANTOPEN, _PROTOCOL, _TOOBIG, _NOTADB = 11, 13, 14, 15, 18, 26
# Nothing that is saved comes near SQLite's limit of a gigabyte: a row that claims so much lies on a torn page.
_DAMAGES = {_CORRUPT, _TOOBIG, _NOTADB}

# Python's error for bytes that are not text has no code, and SQLite has none of its own for an unsuitable schema. Our
# statements are constants that fit the schema that we make: if they don't, the file is not one of ours.
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

_NO_PERMISSION = say("{path}: it can’t be used: no permission, or the drive is read-only; choose another place.")
_IN_USE_ELSEWHERE = say("{path}: another program is using it; close that program.")
_DRIVE_FAILS = say("{path}: the drive has failed or is full; free some space or save elsewhere.")
_FULL_DRIVE = say("{path}: the drive is full; free some space or save elsewhere.")
_DAMAGED = say("{path}: it is damaged; see what doctor says.")
_REASONS = {
    _PERM: _NO_PERMISSION,
    _BUSY: _IN_USE_ELSEWHERE,
    _LOCKED: _IN_USE_ELSEWHERE,
    _READONLY: _NO_PERMISSION,
    _IOERR: _DRIVE_FAILS,
    _FULL: _FULL_DRIVE,
    _CANTOPEN: say("{path}: it can’t be opened."),
    _PROTOCOL: _IN_USE_ELSEWHERE,
}
_REASONS_OF_THE_SYSTEM = {
    **dict.fromkeys((errno.ENOSPC, errno.EDQUOT, errno.EFBIG), _FULL_DRIVE),
    **dict.fromkeys((errno.EACCES, errno.EPERM, errno.EROFS), _NO_PERMISSION),
}

OnBug = Callable[[BaseException], None]
"""A function that is called with a bug."""


class StorageError(Exception):
    """Is raised when a drive, a permission or another program is to blame; nothing that was saved is lost by it."""

    def __init__(self, message: Message) -> None:
        """Carry the message for the person at the keyboard."""
        super().__init__(message)
        self.message = message

    def __str__(self) -> str:
        """Return the message in English."""
        return str(self.message)


class DamageError(StorageError):
    """Is raised for a damaged store: what can still be read of it must be read into a new file.

    Attributes:
        path: The store.
        events: How many events can still be read; None if that is not known.
    """

    def __init__(self, path: Path, events: int | None = None, message: Message | None = None) -> None:
        """Carry this message; by default, that the file is damaged and, where that is known, what can be done."""
        super().__init__(message or _damaged(path, events))
        self.path, self.events = path, events


def in_use_elsewhere(path: Path) -> StorageError:
    """Return the error for a file that another program is using."""
    return StorageError(with_path(path, _IN_USE_ELSEWHERE))


def with_path(path: Path, reason: Message) -> Message:
    """Return a reason with the path of the file that it is about."""
    return Message(reason.msgid, {**reason.params, "path": str(path)})


def _damaged(path: Path, events: int | None) -> Message:
    if events is None:
        return with_path(path, _DAMAGED)
    if not events:
        return say("{path} is damaged, and no event in it can be read any more.", path=str(path))
    return say_n(
        "{path} is damaged; {n} event can be recovered with doctor --recover FILE.",
        "{path} is damaged; {n} events can be recovered with doctor --recover FILE.",
        events,
        path=str(path),
    )


def drive_failure(path: Path) -> Message:
    """Return the message for a file in which what was written to it is not found."""
    return with_path(path, _DRIVE_FAILS)


def is_permission_error(error: BaseException | None) -> bool:
    """Tell whether the system does not permit this program to write, or to read."""
    if isinstance(error, OSError):
        return _REASONS_OF_THE_SYSTEM.get(error.errno or 0) is _NO_PERMISSION
    return isinstance(error, dbapi2.Error) and _REASONS.get(_code(error)) is _NO_PERMISSION


def is_damage(error: BaseException) -> bool:
    """Tell whether an error of SQLite can only come from a damaged file."""
    if not isinstance(error, dbapi2.Error):
        # SQLite quotes a name of the schema that is not text any more.
        return isinstance(error, UnicodeDecodeError)
    code = _code(error)
    return code in _DAMAGES or (code in _WITHOUT_A_CODE and any(sign in str(error) for sign in _SIGNS_OF_DAMAGE))


def is_storage_fault(error: BaseException) -> bool:
    """Tell whether the drive, the system or another program is to blame, not this program."""
    is_known = isinstance(error, dbapi2.Error) and _code(error) in _REASONS
    return is_known or is_damage(error) or isinstance(error, OSError)


@contextmanager
def storage_errors(path: Path) -> Iterator[None]:
    """Raise faults of the drive, the system or other programs as `StorageError`; let bugs through as they are.

    Args:
        path: The file that the block works on.
    """
    try:
        yield
    except UnicodeDecodeError as error:
        raise DamageError(path) from error
    except dbapi2.Error as error:
        if is_damage(error):
            raise DamageError(path) from error
        if not is_storage_fault(error):
            raise
        raise StorageError(with_path(path, _REASONS[_code(error)])) from error
    except OSError as error:
        other = say("{path}: {reason}.", path=str(path), reason=error.strerror or type(error).__name__)
        raise StorageError(with_path(path, _REASONS_OF_THE_SYSTEM.get(error.errno or 0, other))) from error


def report_bug(error: BaseException) -> None:
    """Write to standard error which bug it was and where.

    The error's own text is left out: it may quote what people said.
    """
    frames = "".join(traceback.format_tb(error.__traceback__))
    sys.stderr.write(f"{frames}{type(error).__qualname__}\n")


def _code(error: dbapi2.Error) -> int:
    return int(getattr(error, "sqlite_errorcode", 0)) & 0xFF

"""Files that are there whole or not at all. No formats, but for telling a PDF from what it must not replace."""

from __future__ import annotations

import errno
import os
import tempfile
from pathlib import Path

from facilitator_console.words import Message, UserError, say

_NO_SPACE = {errno.ENOSPC, errno.EDQUOT, errno.EFBIG}
_NOT_ALLOWED = {errno.EACCES, errno.EPERM, errno.EROFS}
_PDF = b"%PDF-"


def write_whole(path: Path, data: bytes) -> None:
    """Write a file: first beside it under another name, then in its place.

    Raises:
        UserError: There is no such folder, it is something else than a file, a PDF would replace what is none (a
            store, say), or it can't be written. What was there before is untouched.
    """
    try:
        if path.is_dir():
            raise UserError(say("{path} is a folder. Name a file.", path=str(path)))
        if path.exists() and not path.is_file():
            raise UserError(say("{path} is no ordinary file. Name another.", path=str(path)))
        if not path.parent.is_dir():
            raise UserError(
                say("There is no folder {folder}. Make it first, or name another.", folder=str(path.parent))
            )
        if data.startswith(_PDF) and _is_no_pdf(path):
            raise UserError(say("{path} exists already; choose another name.", path=str(path)))
        _replace(path, data)
    except OSError as error:
        raise UserError(_why(path, error)) from error


def _is_no_pdf(path: Path) -> bool:
    """Whether there is a file, and it is no PDF; an empty one may be the lock of a store."""
    if not path.exists():
        return False
    with path.open("rb") as file:
        return file.read(len(_PDF)) != _PDF


def _replace(path: Path, data: bytes) -> None:
    handle, name = tempfile.mkstemp(dir=path.parent, prefix=".unfinished-")
    unfinished = Path(name)
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(data)
            file.flush()
            os.fsync(handle)
        unfinished.replace(path)
    finally:
        unfinished.unlink(missing_ok=True)


def _why(path: Path, error: OSError) -> Message:
    if error.errno in _NO_SPACE:
        return say("There is no space left to write {path}. Free some, or write it to another drive.", path=str(path))
    if error.errno in _NOT_ALLOWED:
        return say("You may not write {path}. Choose another folder.", path=str(path))
    reason = error.strerror or type(error).__name__
    return say("{path} can't be written: {reason}. Choose another place.", path=str(path), reason=reason)

"""Reads a small text file that a person names, and gives one clear line for each problem with it."""

from __future__ import annotations

import os
from pathlib import Path

from facilitator_console.words import UserError, say

LARGEST_BYTES = 64 * 1024 * 1024
"""Limit in bytes, far above the file of any meeting, so that no film is read to its end."""


def refuse_what_is_no_file(path: Path) -> None:
    """Refuse a device or a pipe, which may never come to an end.

    Raises:
        UserError: There is.
    """
    if os.path.exists(path) and not (path.is_file() or path.is_dir()):  # noqa: PTH110 - raises over no name
        raise UserError(say("{path} is not an ordinary file. Name another.", path=str(path)))


def read_text(path: Path) -> str:
    """Return the text of a file.

    Raises:
        UserError: It is missing, is not a file, can't be read, is too large, is empty, or is not UTF-8.
    """
    refuse_what_is_no_file(path)
    try:
        with path.open("rb") as file:
            content = file.read(LARGEST_BYTES + 1)
    except FileNotFoundError as error:
        raise UserError(say("There is no file {path}. Check the name.", path=str(path))) from error
    except IsADirectoryError as error:
        raise UserError(say("{path} is a folder. Name a file.", path=str(path))) from error
    except (OSError, ValueError) as error:  # ValueError: a NUL in the name.
        reason = getattr(error, "strerror", None) or type(error).__name__
        raise UserError(say("{path} can’t be read: {reason}.", path=str(path), reason=reason)) from error
    if len(content) > LARGEST_BYTES:
        most = LARGEST_BYTES // 1024 // 1024
        raise UserError(say("{path} is larger than {most} MB. Name another file.", path=str(path), most=most))
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = content.count(b"\n", 0, error.start) + 1
        problem = say("{path}, line {line}: this is not UTF-8 text. Save the file as UTF-8.", path=str(path), line=line)
        raise UserError(problem) from error
    if not text.strip():
        raise UserError(say("{path} is empty. Name another file.", path=str(path)))
    return text

"""Reads a small text file that a person names, and gives one clear line for each problem with it."""

from __future__ import annotations

import codecs
import os
import re
import unicodedata
from pathlib import Path

from facilitator_console.words import UserError, say

LARGEST_BYTES = 64 * 1024 * 1024
"""The largest file in bytes, far above that of any meeting, so that no film is read to its end."""

_IN_TEXT = frozenset("\t\n\v\f\r\x1a\x1c\x1d\x1e\x1f\x85")
"""Control signs that stand in texts; others tell of a file that is none."""
_LOST = "\N{REPLACEMENT CHARACTER}"
"""Stands for what no sign of the code is."""
MOST_LOST = 100
"""One sign in so many may be lost, as where a file was cut off; more tell of a file that is not a text."""
_HIGH = re.compile(rb"[\x80-\xff]")
_HIGH_WORD = re.compile(rb"[\x80-\xff]{3,}")
_UTF8_LETTER = re.compile(rb"[\xc2-\xdf][\x80-\xbf]|[\xe0-\xef][\x80-\xbf]{2}|[\xf0-\xf4][\x80-\xbf]{3}")


def refuse_what_is_no_file(path: Path) -> None:
    """Refuse a device or a pipe, which may never come to an end.

    Raises:
        UserError: There is.
    """
    if os.path.exists(path) and not (path.is_file() or path.is_dir()):  # noqa: PTH110 - raises over no name
        raise UserError(say("{path} is not an ordinary file. Name another.", path=str(path)))


def read_text(path: Path) -> str:
    """Return the text of a file in UTF-8.

    Raises:
        UserError: It is missing, is not a file, can't be read, is too large, is empty, or is not UTF-8.
    """
    content = read_content(path, LARGEST_BYTES)
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise _not_utf8(path, content, error.start) from error
    return _with_something(path, text)


def read_any_text(path: Path, most_bytes: int) -> str:
    """Return the text of a file as programs save it: UTF-8, UTF-16, Windows-1251 or Windows-1252.

    Raises:
        UserError: It is missing, is not a file, can't be read, is larger than `most_bytes`, is empty, or is no text in
            any of these.
    """
    content = read_content(path, most_bytes)
    try:
        text = _decoded(content)
    except UnicodeDecodeError as error:
        raise _not_utf8(path, content, error.start) from error
    is_binary = any(unicodedata.category(sign) == "Cc" and sign not in _IN_TEXT for sign in set(text))
    if is_binary or text.count(_LOST) > len(text) / MOST_LOST:
        raise UserError(say("{path} is not a text that can be read. Save it as CSV UTF-8, or as text.", path=str(path)))
    return _with_something(path, text)


def read_content(path: Path, most_bytes: int) -> bytes:
    """Return the bytes of a file.

    Raises:
        UserError: It is missing, is not a file, can't be read, or is larger than `most_bytes`.
    """
    refuse_what_is_no_file(path)
    try:
        with path.open("rb") as file:
            content = file.read(most_bytes + 1)
    except FileNotFoundError as error:
        raise UserError(say("There is no file {path}. Check the name.", path=str(path))) from error
    except IsADirectoryError as error:
        raise UserError(say("{path} is a folder. Name a file.", path=str(path))) from error
    except (OSError, ValueError) as error:  # ValueError: a NUL in the name.
        reason = getattr(error, "strerror", None) or type(error).__name__
        raise UserError(say("{path} can’t be read: {reason}.", path=str(path), reason=reason)) from error
    if len(content) > most_bytes:
        most = most_bytes // 1024 // 1024
        raise UserError(say("{path} is larger than {most} MB. Name another file.", path=str(path), most=most))
    return content


def _decoded(content: bytes) -> str:
    """Decode what a program saved without saying how.

    Raises:
        UnicodeDecodeError: It is UTF-8 that is damaged or cut off.
    """
    for mark, encoding in (
        (codecs.BOM_UTF8, "utf-8"),
        (codecs.BOM_UTF16_LE, "utf-16-le"),
        (codecs.BOM_UTF16_BE, "utf-16-be"),
    ):
        if content.startswith(mark):
            return content[len(mark) :].decode(encoding, "strict" if encoding == "utf-8" else "replace")
    if b"\0" in content:
        # Of a line break in UTF-16 one byte is 0: which one, tells the order.
        encoding = "utf-16-be" if content[::2].count(0) > content[1::2].count(0) else "utf-16-le"
        return content.decode(encoding, "replace")
    try:
        return content.decode("utf-8")
    except UnicodeDecodeError:
        if _is_mostly_utf8(content):
            raise
    high = len(_HIGH.findall(content))
    in_words = sum(len(word) for word in _HIGH_WORD.findall(content))
    # In Cyrillic, letters stand beside letters of the upper half; in the West they stand alone.
    return content.decode("cp1251" if in_words > high / 2 else "cp1252", "replace")


def _is_mostly_utf8(content: bytes) -> bool:
    """Tell whether it has so many letters of several bytes that this can't be another encoding by chance."""
    return len(_UTF8_LETTER.findall(content)) * 4 > len(_HIGH.findall(content))


def _not_utf8(path: Path, content: bytes, start: int) -> UserError:
    line = content.count(b"\n", 0, start) + 1
    return UserError(
        say("{path}, line {line}: this is not UTF-8 text. Save the file as UTF-8.", path=str(path), line=line)
    )


def _with_something(path: Path, text: str) -> str:
    if not text.strip():
        raise UserError(say("{path} is empty. Name another file.", path=str(path)))
    return text

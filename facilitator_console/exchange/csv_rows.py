"""Reads the rows of a CSV file one after the other, so that a large file takes little memory.

Commas, semicolons (as spreadsheets write them where the comma is the decimal sign) or tabs. No meaning of any column.
"""

from __future__ import annotations

import csv
import io
from collections import Counter
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from itertools import chain, islice
from pathlib import Path
from statistics import median_low
from typing import NamedTuple, TextIO

from facilitator_console.exchange.text_files import refuse_what_is_no_file
from facilitator_console.words import Message, UserError, say

LONGEST_LINE = 1_000_000
"""The most characters of a line, far above a row of as many statements as anybody votes on."""
DELIMITERS = (",", ";", "\t")
_LOOKED_AT = 10
"""The number of lines that tell which sign separates the cells: a title and a head may stand before the votes."""
_NAMED = "sep="
"""The beginning of the line in which Excel names the sign that separates the cells."""


class Row(NamedTuple):
    """Represents one row of a table, with the line on which it ends."""

    line: int
    cells: list[str]


def rows_of(path: Path) -> Iterator[Row]:
    """Return the rows of a CSV file in UTF-8 that are not empty, in order.

    Raises:
        UserError: It is missing, is not a file, can't be read, is empty, or is not UTF-8 or CSV; while the rows are
            taken.
    """
    with _opened(path) as text:
        try:
            yield from rows_in(text, path)
        except UnicodeDecodeError as error:
            raise UserError(say("{path} is not UTF-8 text. Save the file as CSV UTF-8.", path=str(path))) from error


def rows_in(text: TextIO, path: Path, delimiter: str = "") -> Iterator[Row]:
    """Return the rows of a CSV text that are not empty, in order.

    Args:
        text: Opened so that line breaks come as they are.
        path: The file that it is of, for messages.
        delimiter: Separates the cells; by default its own lines tell.

    Raises:
        UserError: It is empty, or is not CSV; while the rows are taken.
    """
    line, is_empty = 1, True
    lines = _lines(text, path)
    first = list(islice(lines, _LOOKED_AT))
    named = _named_delimiter(first)
    if named:
        # An empty line in its place, so that the others keep their numbers.
        first[0] = "\n"
    reader = csv.reader(chain(first, lines), delimiter=named or delimiter or _delimiter(first), strict=True)
    try:
        for cells in reader:
            line = reader.line_num
            if any(cells):
                is_empty = False
                yield Row(line, cells)
            line += 1
    except csv.Error as error:
        problem = say(
            "{path}, line {line}: this is not CSV ({problem}). Check the quotation marks.",
            path=str(path),
            line=line,
            problem=str(error),
        )
        raise UserError(problem) from error
    if is_empty:
        raise UserError(say("{path} is empty. Name another file.", path=str(path)))


def at(path: Path, line: int, problem: Message) -> UserError:
    """Return the error for a problem on a line of a file."""
    return UserError(say("{path}, line {line}: {problem}", path=str(path), line=line, problem=problem))


def refuse_repeated(path: Path, header: Sequence[str]) -> None:
    """Refuse a table in which two columns have the same name.

    Raises:
        UserError: One has.
    """
    for name, count in Counter(header).items():
        if name and count > 1:
            raise UserError(
                say("{path}: there are {n} columns “{name}”. Keep one.", path=str(path), n=count, name=name)
            )


@contextmanager
def _opened(path: Path) -> Iterator[TextIO]:
    refuse_what_is_no_file(path)
    try:
        file = path.open("rb")
    except FileNotFoundError as error:
        raise UserError(say("There is no file {path}. Check the name.", path=str(path))) from error
    except IsADirectoryError as error:
        raise UserError(say("{path} is a folder. Name a file.", path=str(path))) from error
    except (OSError, ValueError) as error:  # ValueError: a NUL in the name.
        raise _unreadable(path, error) from error
    with file:
        try:
            yield io.TextIOWrapper(file, "utf-8-sig", newline="")
        except OSError as error:
            raise _unreadable(path, error) from error


def _unreadable(path: Path, error: Exception) -> UserError:
    reason = getattr(error, "strerror", None) or type(error).__name__
    return UserError(say("{path} can’t be read: {reason}.", path=str(path), reason=reason))


def _lines(text: TextIO, path: Path) -> Iterator[str]:
    number = 0
    while line := text.readline(LONGEST_LINE + 1):
        number += 1
        if len(line) > LONGEST_LINE:
            problem = say("the line is longer than {most} characters. Name another file.", most=LONGEST_LINE)
            raise at(path, number, problem)
        yield line


def _named_delimiter(lines: Sequence[str]) -> str:
    """Return the sign that Excel's own line names; an empty text where it names none that is known."""
    first_line = lines[0].strip('\r\n"').lower() if lines else ""
    sign = first_line[len(_NAMED) :]
    return sign if first_line.startswith(_NAMED) and sign in DELIMITERS else ""


def _delimiter(lines: Sequence[str]) -> str:
    """Return the sign that separates the cells: the most frequent in the middle one of a table's first lines.

    A title may contain none, and a statement in the head commas where semicolons separate the cells; a row of votes has
    nothing else.
    """
    counts = {sign: [line.count(sign) for line in lines if line.strip()] or [0] for sign in DELIMITERS}
    return max(DELIMITERS, key=lambda sign: (median_low(counts[sign]), sum(counts[sign])))

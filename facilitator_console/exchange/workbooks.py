"""Reads the sheets of an XLSX workbook, row by row, as texts.

A workbook is an archive that a stranger may have made: how much comes out of it is measured before any of it is read
as XML, and XML with entities is refused (defusedxml, which openpyxl uses where it is installed). Formulas are not
computed: their last value counts, and one without any stands as `UNCOMPUTED`.
"""

from __future__ import annotations

import re
import warnings
import zipfile
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any, BinaryIO, NamedTuple

from openpyxl import DEFUSEDXML, load_workbook

from facilitator_console.exchange.csv_rows import Row
from facilitator_console.exchange.text_files import refuse_what_is_no_file
from facilitator_console.words import UserError, say

MOST_BYTES = 100 * 1024 * 1024
"""The size in bytes of everything in the archive together, unpacked, that is still read."""
MOST_RATIO = 200
"""The largest ratio of unpacked to packed size; a sheet that repeats one sign has about 100."""
MOST_MEMBERS = 1_000
MOST_ROWS = 100_000
LAST_ROW = 1_048_576
"""The last row of a sheet in any spreadsheet: a larger number would have us count empty rows for ever."""
MOST_COLUMNS = 2_100
MOST_SHEETS = 20

UNCOMPUTED = "#FORMULA!"
"""The text of a cell with a formula whose result is not in the file, as programs write it that don't compute."""

_ESCAPED = re.compile(r"_x([0-9A-Fa-f]{4})_")
"""A sign that XML can't hold, as workbooks write it."""
_SMALL_BYTES = 1024 * 1024
_CHUNK_BYTES = 64 * 1024
_MAGIC = b"PK\x03\x04"
_FORMULA = re.compile(rb"<f[ >/]")


class Limits(NamedTuple):
    """Holds how much of a workbook is read: unpacked bytes in all, rows of a sheet, columns."""

    most_bytes: int
    most_rows: int
    most_columns: int


if not DEFUSEDXML:  # Set-up pins it; without it a workbook could name files of this machine.
    raise ImportError("defusedxml is needed to read workbooks")


def is_workbook(path: Path) -> bool:
    """Tell whether a file has the name of a workbook, or begins like one."""
    if path.suffix.lower() in {".xlsx", ".xlsm"}:
        return True
    try:
        refuse_what_is_no_file(path)
        with path.open("rb") as file:
            return file.read(len(_MAGIC)) == _MAGIC
    except (OSError, ValueError):
        return False  # Whoever reads it next says why.


def sheets_of(path: Path, limits: Limits | None = None) -> dict[str, list[Row]]:
    """Return the rows that are not empty, by the name of their sheet; a row's line is its number in the sheet.

    Raises:
        UserError: It is not there, can't be read, is not a workbook, is empty, or is larger than the limits; by default
            those of a grid of ballots.
    """
    limits = limits or Limits(MOST_BYTES, MOST_ROWS, MOST_COLUMNS)
    with opened_archive(path, limits) as (file, archive):
        sheets = _sheets(path, file, archive, limits)
    if not sheets:
        raise UserError(say("{path} is empty. Name another file.", path=str(path)))
    return sheets


@contextmanager
def opened_archive(path: Path, limits: Limits) -> Iterator[tuple[BinaryIO, zipfile.ZipFile]]:
    """Open the archive that a workbook is, once it is known to unpack to no more than the limits.

    Raises:
        UserError: It is not there, can't be read, is not an archive, or unpacks to more; whatever its reader makes of a
            broken one.
    """
    refuse_what_is_no_file(path)
    try:
        with path.open("rb") as file, zipfile.ZipFile(file) as archive:
            _refuse_bombs(path, archive, limits.most_bytes)
            yield file, archive
    except UserError:
        raise
    except FileNotFoundError as error:
        raise UserError(say("There is no file {path}. Check the name.", path=str(path))) from error
    except IsADirectoryError as error:
        raise UserError(say("{path} is a folder. Name a file.", path=str(path))) from error
    except OSError as error:
        reason = error.strerror or type(error).__name__
        raise UserError(say("{path} can’t be read: {reason}.", path=str(path), reason=reason)) from error
    except Exception as error:  # Whatever a broken archive makes of its reader, it is not a bug of the program.
        raise _no_workbook(path) from error


def _refuse_bombs(path: Path, archive: zipfile.ZipFile, most_bytes: int) -> None:
    if not _fits(archive, most_bytes):
        raise UserError(
            say("{path} unpacks to far more than a table of this kind could contain; it was not read.", path=str(path))
        )


def _fits(archive: zipfile.ZipFile, most_bytes: int) -> bool:
    """Tell whether the archive stays within the limits, by unpacking all of it: the sizes it names may be false."""
    members = archive.infolist()
    if len(members) > MOST_MEMBERS:
        return False
    total = 0
    for member in members:
        size = 0
        with archive.open(member) as packed:
            while piece := packed.read(_CHUNK_BYTES):
                size += len(piece)
                total += len(piece)
                if total > most_bytes or size > max(_SMALL_BYTES, MOST_RATIO * member.compress_size):
                    return False
    return True


def _sheets(path: Path, file: BinaryIO, archive: zipfile.ZipFile, limits: Limits) -> dict[str, list[Row]]:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # Of styles and extensions that nobody reads here.
        values = load_workbook(file, read_only=True, data_only=True, keep_links=False)
        formulas = load_workbook(file, read_only=True, keep_links=False) if _has_formulas(archive) else None
        sheets = {}
        for sheet in values.worksheets[:MOST_SHEETS]:
            sheet.reset_dimensions()  # What the sheet says of its size may be a lie too.
            rows: Iterable[Sequence[Any]] = sheet.iter_rows(values_only=True)
            if formulas is not None:
                twin = formulas[sheet.title]
                twin.reset_dimensions()
                rows = map(_with_uncomputed, rows, twin.iter_rows(values_only=True))
            if texts := list(_texts(path, rows, limits)):
                sheets[sheet.title] = texts
        values.close()
    return sheets


def _has_formulas(archive: zipfile.ZipFile) -> bool:
    """Tell whether a sheet may have formulas; without any, reading once is enough."""
    for member in archive.infolist():
        if member.filename.startswith("xl/worksheets/"):
            with archive.open(member) as packed:
                end = b""
                while piece := packed.read(_CHUNK_BYTES):
                    if _FORMULA.search(end + piece):
                        return True
                    end = piece[-2:]
    return False


def _with_uncomputed(values: Sequence[Any], formulas: Sequence[Any]) -> list[Any]:
    """Mark the cells that have a formula and no value."""
    return [
        UNCOMPUTED if value is None and formula is not None else value
        for value, formula in zip(values, formulas, strict=True)
    ]


def _texts(path: Path, rows: Iterable[Sequence[Any]], limits: Limits) -> Iterator[Row]:
    found = 0
    for number, cells in enumerate(rows, 1):
        if number > LAST_ROW:
            raise _no_workbook(path)
        if len(cells) > limits.most_columns:
            raise UserError(say("{path} has more than {most} columns.", path=str(path), most=limits.most_columns))
        texts = [_text(cell) for cell in cells]
        if any(texts):
            found += 1
            if found > limits.most_rows:
                raise UserError(say("{path} has more than {most} rows.", path=str(path), most=limits.most_rows))
            yield Row(number, texts)


def _text(cell: Any) -> str:  # noqa: ANN401 - a cell may contain anything
    if cell is None:
        return ""
    if isinstance(cell, str):
        return _ESCAPED.sub(lambda sign: chr(int(sign[1], 16)), cell).strip() if "_x" in cell else cell.strip()
    if isinstance(cell, float) and cell.is_integer():
        return str(int(cell))
    return str(cell).strip()


def _no_workbook(path: Path) -> UserError:
    return UserError(say("{path} is not a workbook, or it is damaged. Save it again as XLSX or CSV.", path=str(path)))

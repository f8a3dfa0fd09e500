"""Reads the sheets of an XLSX workbook, row by row, as texts.

A workbook is an archive that a stranger may have made: how much comes out of it is measured before any of it is read
as XML, and XML with entities is refused (defusedxml, which openpyxl uses where it is installed). Formulas are not
computed: their last value counts.
"""

from __future__ import annotations

import warnings
import zipfile
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import Any, BinaryIO

from openpyxl import DEFUSEDXML, load_workbook

from facilitator_console.exchange.polis_rows import Row
from facilitator_console.exchange.text_files import refuse_what_is_no_file
from facilitator_console.words import UserError, say

MOST_BYTES = 100 * 1024 * 1024
"""The size in bytes of everything in the archive together, unpacked, that is still read."""
MOST_RATIO = 200
"""The largest ratio of unpacked to packed size; a sheet that repeats one sign has about 100."""
MOST_MEMBERS = 1_000
MOST_ROWS = 100_000
MOST_COLUMNS = 2_100
MOST_SHEETS = 20

_SMALL_BYTES = 1024 * 1024
_CHUNK_BYTES = 64 * 1024
_MAGIC = b"PK\x03\x04"

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


def sheets_of(path: Path) -> dict[str, list[Row]]:
    """Return the rows that are not empty, by the name of their sheet; a row's line is its number in the sheet.

    Raises:
        UserError: It is not there, can't be read, is not a workbook, is empty, or unpacks to more than a workbook of
            ballots does.
    """
    refuse_what_is_no_file(path)
    try:
        with path.open("rb") as file:
            _refuse_bombs(path, file)
            sheets = _sheets(path, file)
    except FileNotFoundError as error:
        raise UserError(say("There is no file {path}. Check the name.", path=str(path))) from error
    except IsADirectoryError as error:
        raise UserError(say("{path} is a folder. Name a file.", path=str(path))) from error
    except OSError as error:
        reason = error.strerror or type(error).__name__
        raise UserError(say("{path} can’t be read: {reason}.", path=str(path), reason=reason)) from error
    if not sheets:
        raise UserError(say("{path} is empty. Name another file.", path=str(path)))
    return sheets


def _refuse_bombs(path: Path, file: BinaryIO) -> None:
    try:
        with zipfile.ZipFile(file) as archive:
            fits = _fits(archive)
    except OSError:
        raise
    except Exception as error:  # Whatever a broken archive makes of its reader, it is not a bug of the program.
        raise _no_workbook(path) from error
    if not fits:
        raise UserError(
            say("{path} unpacks to far more than a workbook of ballots could contain; it was not read.", path=str(path))
        )
    file.seek(0)


def _fits(archive: zipfile.ZipFile) -> bool:
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
                if total > MOST_BYTES or size > max(_SMALL_BYTES, MOST_RATIO * member.compress_size):
                    return False
    return True


def _sheets(path: Path, file: BinaryIO) -> dict[str, list[Row]]:
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # Of styles and extensions that nobody reads here.
            workbook = load_workbook(file, read_only=True, data_only=True, keep_links=False)
            sheets = {}
            for sheet in workbook.worksheets[:MOST_SHEETS]:
                sheet.reset_dimensions()  # What the sheet says of its size may be a lie too.
                if rows := list(_texts(path, sheet.iter_rows(values_only=True))):
                    sheets[sheet.title] = rows
            workbook.close()
    except (UserError, OSError):
        raise
    except Exception as error:  # As above.
        raise _no_workbook(path) from error
    return sheets


def _texts(path: Path, rows: Iterable[Sequence[Any]]) -> Iterator[Row]:
    found = 0
    for number, cells in enumerate(rows, 1):
        if len(cells) > MOST_COLUMNS:
            raise UserError(say("{path} has more than {most} columns.", path=str(path), most=MOST_COLUMNS))
        texts = [_text(cell) for cell in cells]
        if any(texts):
            found += 1
            if found > MOST_ROWS:
                raise UserError(say("{path} has more than {most} rows.", path=str(path), most=MOST_ROWS))
            yield Row(number, texts)


def _text(cell: Any) -> str:  # noqa: ANN401 - a cell may contain anything
    if cell is None:
        return ""
    if isinstance(cell, float) and cell.is_integer():
        return str(int(cell))
    return str(cell).strip()


def _no_workbook(path: Path) -> UserError:
    return UserError(say("{path} is not a workbook, or it is damaged. Save it again as XLSX or CSV.", path=str(path)))

"""Reads the sheets of an ODS spreadsheet, row by row, as texts: it is an archive with one XML file of cells.

How much comes out of it is measured before it is read, and XML with entities is refused; see exchange.workbooks.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING
from xml.etree.ElementTree import ParseError

from defusedxml.common import DefusedXmlException
from defusedxml.ElementTree import iterparse

from facilitator_console.exchange.csv_rows import Row
from facilitator_console.exchange.workbooks import LAST_ROW, UNCOMPUTED, Limits, opened_archive
from facilitator_console.words import UserError, say

if TYPE_CHECKING:
    from xml.etree.ElementTree import Element

CONTENT = "content.xml"

_TABLE = "{urn:oasis:names:tc:opendocument:xmlns:table:1.0}"
_OFFICE = "{urn:oasis:names:tc:opendocument:xmlns:office:1.0}"
_TEXT = "{urn:oasis:names:tc:opendocument:xmlns:text:1.0}"
_CELLS = (f"{_TABLE}table-cell", f"{_TABLE}covered-table-cell")
_TIME = re.compile(r"P(?:(\d+)D)?T(?:(\d+)H)?(?:(\d+)M)?(?:(\d+)(?:[.,]\d+)?S)?")


def is_opendocument(path: Path) -> bool:
    """Tell whether a file has the name of an ODS spreadsheet."""
    return path.suffix.lower() in {".ods", ".fods", ".ots"}


def opendocument_sheets(path: Path, limits: Limits) -> dict[str, list[Row]]:
    """Return the rows that are not empty, by the name of their sheet; a row's line is its number in the sheet.

    Raises:
        UserError: It is not there, can't be read, is not such a file, is empty, or is larger than the limits.
    """
    with opened_archive(path, limits) as (_, archive):
        if CONTENT not in archive.namelist():
            raise _no_spreadsheet(path)
        try:
            with archive.open(CONTENT) as content:
                sheets = _Sheets(path, limits).read(iterparse(content, ("start", "end")))
        except (ParseError, DefusedXmlException) as error:
            raise _no_spreadsheet(path) from error
    if not sheets:
        raise UserError(say("{path} is empty. Name another file.", path=str(path)))
    return sheets


class _Sheets:
    """Gathers rows while the XML goes by, and forgets what it has read of it."""

    def __init__(self, path: Path, limits: Limits) -> None:
        self._path, self._limits = path, limits

    def read(self, parts: Iterator[tuple[str, Element]]) -> dict[str, list[Row]]:
        """Return the rows of each sheet that has any."""
        sheets: dict[str, list[Row]] = {}
        rows, number = list[Row](), 0
        for event, element in parts:
            if event == "start" and element.tag == f"{_TABLE}table":
                rows, number = [], 0
                sheets[element.get(f"{_TABLE}name") or str(len(sheets) + 1)] = rows
            elif event == "end" and element.tag == f"{_TABLE}table-row":
                number = self._add(rows, element, number)
                element.clear()
            elif event == "end" and element.tag == f"{_TABLE}table":
                element.clear()
        return {name: found for name, found in sheets.items() if found}

    def _add(self, rows: list[Row], element: Element, number: int) -> int:
        """Add a row as often as it is repeated, unless it is empty; return the number of the last one."""
        repeated = _count(element.get(f"{_TABLE}number-rows-repeated"))
        cells = self._cells(element)
        if any(cells):
            if len(rows) + repeated > self._limits.most_rows:
                raise UserError(
                    say("{path} has more than {most} rows.", path=str(self._path), most=self._limits.most_rows)
                )
            rows += [Row(number + place, cells) for place in range(1, repeated + 1)]
        return min(LAST_ROW, number + repeated)

    def _cells(self, element: Element) -> list[str]:
        cells, empty = list[str](), 0
        for cell in element:
            if cell.tag in _CELLS:
                repeated = _count(cell.get(f"{_TABLE}number-columns-repeated"))
                text = _cell_text(cell)
                if not text:
                    # A row ends in thousands of empty cells.
                    empty += repeated
                    continue
                if len(cells) + empty + repeated > self._limits.most_columns:
                    most = self._limits.most_columns
                    raise UserError(say("{path} has more than {most} columns.", path=str(self._path), most=most))
                cells += [""] * empty + [text] * repeated
                empty = 0
        return cells


def _count(text: str | None) -> int:
    return min(LAST_ROW, int(text)) if text and text.isdecimal() and len(text) < len(str(LAST_ROW)) + 1 else 1


def _cell_text(cell: Element) -> str:
    kind = cell.get(f"{_OFFICE}value-type")
    if kind in {"float", "percentage", "currency"}:
        return _number_text(cell.get(f"{_OFFICE}value") or "")
    if kind == "time" and (read := _TIME.fullmatch(cell.get(f"{_OFFICE}time-value") or "")):
        days, hours, minutes, seconds = (int(part or 0) for part in read.groups())
        return f"{days * 24 + hours}:{minutes:02}:{seconds:02}"
    if kind == "date":
        return (cell.get(f"{_OFFICE}date-value") or "").replace("T", " ")
    if kind == "boolean":
        return cell.get(f"{_OFFICE}boolean-value") or ""
    text = "\n".join(_paragraph(part) for part in cell if part.tag == f"{_TEXT}p").strip()
    return UNCOMPUTED if not text and not kind and cell.get(f"{_TABLE}formula") else text


def _number_text(value: str) -> str:
    return value.removesuffix(".0")


def _paragraph(element: Element) -> str:
    """Return the text of a paragraph, with the spaces and breaks that stand as elements."""
    pieces = [element.text or ""]
    for part in element:
        if part.tag == f"{_TEXT}s":
            pieces.append(" " * min(_count(part.get(f"{_TEXT}c")), 1000))
        elif part.tag == f"{_TEXT}tab":
            pieces.append("\t")
        elif part.tag == f"{_TEXT}line-break":
            pieces.append("\n")
        else:
            pieces.append(_paragraph(part))
        pieces.append(part.tail or "")
    return "".join(pieces)


def _no_spreadsheet(path: Path) -> UserError:
    return UserError(say("{path} is not a spreadsheet, or it is damaged. Save it again as ODS or CSV.", path=str(path)))

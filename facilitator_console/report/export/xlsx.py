"""Writes a report as a workbook: a sheet for each section and table, and a data dictionary."""

from __future__ import annotations

import io
import re
from collections.abc import Iterator

from openpyxl import Workbook
from openpyxl.cell import Cell
from openpyxl.styles import Alignment, Font
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.worksheet import Worksheet

from facilitator_console.report.document import Document
from facilitator_console.report.export.archive import without_traces
from facilitator_console.report.export.sheets import Sheet, Value, sheets_of
from facilitator_console.report.export.wording import Wording
from facilitator_console.words import Catalogue

LONGEST_CELL = 32_000
"""Signs in a cell; a spreadsheet takes 32,767 and silently drops the rest."""
_LONGEST_NAME = 31
_NOT_IN_NAMES = re.compile(r"[\[\]:*?/\\']")
_ESCAPE = re.compile(r"_(?=x[0-9A-Fa-f]{4}_)")
_TEXT_WIDTH, _NUMBER_WIDTH, _WIDE = 24, 12, 80


def write(document: Document, catalogue: Catalogue) -> bytes:
    """Make the XLSX workbook of a report."""
    words = Wording(document, catalogue)
    book = Workbook()
    if book.active is not None:
        book.remove(book.active)
    for sheet in sheets_of(document, words):
        _fill(book.create_sheet(_name(book, sheet.title)), sheet, words)
    written = io.BytesIO()
    book.save(written)
    return without_traces(written.getvalue(), words.title, words.language)


def _name(book: Workbook, title: str) -> str:
    """Return a title as a sheet may be called, which must be short, without some signs, and unlike the others."""
    name = _NOT_IN_NAMES.sub(" ", title)[:_LONGEST_NAME].strip()
    taken = {other.casefold() for other in book.sheetnames}
    number = 1
    while name.casefold() in taken or not name:
        number += 1
        name = f"{name[: _LONGEST_NAME - 4].strip()} {number}"
    return name


def _fill(worksheet: Worksheet, sheet: Sheet, words: Wording) -> None:
    head: list[Value] = [words.line(column.title) for column in sheet.columns]
    rows = [part for row in sheet.rows for part in _rows(row)]
    for number, values in enumerate([head, *rows], 1):
        for place, value in enumerate(values, 1):
            cell = worksheet.cell(number, place)
            if value is not None and value != "" and isinstance(cell, Cell):
                _set(cell, value, is_head=number == 1)
    for place, column in enumerate(sheet.columns, 1):
        wide = column.name in {"text", "meaning", "about"}
        width = _WIDE if wide else _NUMBER_WIDTH if column.is_number else _TEXT_WIDTH
        worksheet.column_dimensions[get_column_letter(place)].width = width
    worksheet.freeze_panes = "A2"
    if worksheet.oddHeader is not None:
        worksheet.oddHeader.center.text = words.mark.replace("&", "&&")


def _set(cell: Cell, value: str | int, *, is_head: bool) -> None:
    if isinstance(value, int):
        cell.value = value
    else:
        # Written as text whatever it begins with: nothing in a text is ever a formula.
        cell.value = _ESCAPE.sub("_x005F_", value)
        cell.data_type = "s"
        cell.quotePrefix = True
        cell.alignment = Alignment(wrap_text=True, vertical="top")
    if is_head:
        cell.font = Font(bold=True)


def _rows(row: list[Value]) -> Iterator[list[Value]]:
    """Yield a row, and more below it with what is too long for its cells."""
    length = max((len(value) for value in row if isinstance(value, str)), default=0)
    yield [value[:LONGEST_CELL] if isinstance(value, str) else value for value in row]
    for begin in range(LONGEST_CELL, length, LONGEST_CELL):
        yield [value[begin : begin + LONGEST_CELL] if isinstance(value, str) else None for value in row]

"""Writes a table as an XLSX workbook that tells neither who made it nor when.

Texts are never formulas. A sign that XML can't hold is written as workbooks do (`_x0001_`); see exchange.workbooks.
"""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Sequence
from typing import Any

from openpyxl import Workbook
from openpyxl.cell import WriteOnlyCell
from openpyxl.styles import Alignment, Font
from openpyxl.utils import get_column_letter

from facilitator_console.exchange.agendas.cells import FORMULA_SIGNS
from facilitator_console.words import UserError, say

MOST_CHARACTERS = 32_767
"""The most characters of a cell, in every spreadsheet program."""
SHEET = "Agenda"

_SPECIAL = re.compile(r"_(?=x[0-9A-Fa-f]{4}_)|[\x00-\x08\x0b\x0c\x0e-\x1f\r\ufffe\uffff]")
_WIDEST, _NARROWEST, _MARGIN = 60, 6, 2
_CORE = b"""<?xml version="1.0" encoding="UTF-8"?>
<cp:coreProperties xmlns:cp="http://schemas.openxmlformats.org/package/2006/metadata/core-properties"/>"""
_CORE_NAME = "docProps/core.xml"


def agenda_xlsx(rows: Sequence[Sequence[str]]) -> bytes:
    """Make a workbook of one sheet, the first row its head; whole numbers are numbers.

    Raises:
        UserError: A text is longer than a cell holds.
    """
    # openpyxl can't leave a sheet half written.
    kept = [[_kept(text) for text in row] for row in rows]
    workbook = Workbook(write_only=True)
    sheet = workbook.create_sheet(SHEET)
    sheet.freeze_panes = "A2"
    for place in range(len(rows[0])):
        longest = max(len(line) for row in rows for line in row[place].split("\n"))
        width = min(_WIDEST, max(_NARROWEST, longest + _MARGIN))
        sheet.column_dimensions[get_column_letter(place + 1)].width = width
    for number, row in enumerate(kept):
        sheet.append([_cell(sheet, text, is_head=not number) for text in row])
    written = io.BytesIO()
    workbook.save(written)
    return _without_traces(written.getvalue())


def _kept(text: str) -> str:
    escaped = _SPECIAL.sub(lambda sign: f"_x{ord(sign[0]):04X}_", text)
    if len(escaped) > MOST_CHARACTERS:
        problem = say(
            "A text is longer than the {most} characters that a cell holds. Choose CSV.", most=MOST_CHARACTERS
        )
        raise UserError(problem)
    return escaped


def _cell(sheet: Any, text: str, *, is_head: bool) -> Any:  # noqa: ANN401 - openpyxl's own types differ by mode
    if not text:
        return None
    if text.isascii() and text.isdecimal() and str(int(text[:9])) == text:
        return int(text)
    cell = WriteOnlyCell(sheet, text)
    cell.data_type = "s"  # Else a text that begins with = would be a formula.
    cell.quotePrefix = text.startswith(FORMULA_SIGNS)
    cell.alignment = Alignment(vertical="top", wrap_text=True)
    if is_head:
        cell.font = Font(bold=True)
    return cell


def _without_traces(workbook: bytes) -> bytes:
    """Return the archive with neutral times, and without the part that names maker and moment."""
    written = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(workbook)) as source, zipfile.ZipFile(written, "w", zipfile.ZIP_DEFLATED) as target:
        for member in source.infolist():
            content = _CORE if member.filename == _CORE_NAME else source.read(member)
            neutral = zipfile.ZipInfo(member.filename)  # Of 1 January 1980.
            neutral.compress_type = zipfile.ZIP_DEFLATED
            target.writestr(neutral, content)
    return written.getvalue()

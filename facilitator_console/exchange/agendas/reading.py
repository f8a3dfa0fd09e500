"""Reads an agenda from a file of any kind that people plan in; what it would bring is shown before it is taken.

A template, JSON of Ontime, XLSX, ODS, CSV in any of the usual codes, Markdown and plain lists. A file that is larger
than any agenda is refused before it is read.
"""

from __future__ import annotations

import io
from collections.abc import Mapping, Sequence
from itertools import islice
from pathlib import Path

import msgspec

from facilitator_console.exchange.agendas.cells import as_written
from facilitator_console.exchange.agendas.columns import Field
from facilitator_console.exchange.agendas.markdown import read_markdown
from facilitator_console.exchange.agendas.ontime import is_rundown, read_rundown
from facilitator_console.exchange.agendas.preview import AgendaPreview, ReadItem
from facilitator_console.exchange.agendas.table import head_score, read_table
from facilitator_console.exchange.csv_rows import DELIMITERS, Row, rows_in
from facilitator_console.exchange.opendocument import is_opendocument, opendocument_sheets
from facilitator_console.exchange.template_files import is_template, read_template
from facilitator_console.exchange.text_files import read_any_text
from facilitator_console.exchange.workbooks import Limits, is_workbook, sheets_of
from facilitator_console.words import UserError, say

MOST_BYTES = 8 * 1024 * 1024
"""The largest file of text that is read, far above an agenda of any marathon."""
LIMITS = Limits(24 * 1024 * 1024, most_rows=5_000, most_columns=300)
ENDINGS = (".csv", ".tsv", ".xlsx", ".xlsm", ".ods", ".md", ".txt", ".json")
"""The endings of the names of files that can be read."""

_LOOKED_AT = 200
_MARKDOWN = frozenset({".md", ".markdown", ".txt", ".text"})


def read_agenda(path: Path, *, sheet: str = "", mapping: Mapping[int, Field | None] | None = None) -> AgendaPreview:
    """Read an agenda from a file.

    Args:
        path: The file.
        sheet: Which sheet of a workbook; by default the first with a head that is known, else the first.
        mapping: What the columns of a table tell, by their places from 0; by default their headings tell.

    Raises:
        UserError: It is missing, can't be read, is too large, or is of no kind that is known.
    """
    if is_opendocument(path):
        return _of_sheets(opendocument_sheets(path, LIMITS), sheet, mapping)
    if is_workbook(path):
        return _of_sheets(sheets_of(path, LIMITS), sheet, mapping)
    text = read_any_text(path, MOST_BYTES)
    if path.suffix.lower() == ".json" or text.lstrip()[:1] in {"{", "["}:
        return _of_json(path, text)
    if path.suffix.lower() in _MARKDOWN:
        try:
            return read_markdown(text)
        except UserError as error:
            raise UserError(say("{path}: {problem}", path=str(path), problem=error.message)) from error
    return read_table(_csv_rows(path, text), mapping)


def _of_sheets(
    sheets: Mapping[str, Sequence[Row]], sheet: str, mapping: Mapping[int, Field | None] | None
) -> AgendaPreview:
    if sheet not in sheets:
        sheet = next((name for name, rows in sheets.items() if head_score(rows)), next(iter(sheets)))
    return read_table(sheets[sheet], mapping)._replace(sheets=tuple(sheets), sheet=sheet)


def _of_json(path: Path, text: str) -> AgendaPreview:
    try:
        content = msgspec.json.decode(text.encode())
    except (msgspec.DecodeError, RecursionError) as error:
        raise UserError(say("{path} is not whole JSON ({problem}).", path=str(path), problem=str(error))) from error
    if is_template(content):
        template = read_template(path)
        items = tuple(ReadItem(place, draft) for place, draft in enumerate(template.items, 1))
        return AgendaPreview(items, title=template.title)
    if not isinstance(content, dict) or not is_rundown(content):
        raise UserError(say("{path} holds no rundown of Ontime and no agenda. Name another file.", path=str(path)))
    return read_rundown(content)


def _csv_rows(path: Path, text: str) -> list[Row]:
    """Return the rows, divided by the sign by which the most headings are known; else by the most frequent one.

    Raises:
        UserError: It is not CSV, or has too many rows.
    """
    best = max(DELIMITERS, key=lambda sign: _score(path, text, sign))
    rows = rows_in(io.StringIO(text, newline=""), path, best if _score(path, text, best) else "")
    found = [Row(line, list(map(as_written, cells))) for line, cells in islice(rows, LIMITS.most_rows + 1)]
    if len(found) > LIMITS.most_rows:
        raise UserError(say("{path} has more than {most} rows.", path=str(path), most=LIMITS.most_rows))
    return found


def _score(path: Path, text: str, delimiter: str) -> int:
    try:
        return head_score(list(islice(rows_in(io.StringIO(text, newline=""), path, delimiter), _LOOKED_AT)))
    except UserError:
        return 0

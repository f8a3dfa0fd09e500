"""Writes a report as an archive of tables (CSV), with a data dictionary among them."""

from __future__ import annotations

import io
from csv import writer

from facilitator_console.report.document import Document
from facilitator_console.report.export.archive import packed
from facilitator_console.report.export.sheets import Sheet, Value, is_computed, sheets_of
from facilitator_console.report.export.wording import Wording
from facilitator_console.words import Catalogue


def write(document: Document, catalogue: Catalogue) -> bytes:
    """Make the archive: a file for each sheet, in UTF-8 with the mark by which spreadsheets know it."""
    return packed({f"{sheet.name}.csv": _file(sheet) for sheet in sheets_of(document, Wording(document, catalogue))})


def _file(sheet: Sheet) -> bytes:
    written = io.StringIO()
    table = writer(written, lineterminator="\r\n")
    table.writerow(column.name for column in sheet.columns)
    table.writerows([_defused(value) for value in row] for row in sheet.rows)
    return written.getvalue().encode("utf-8-sig")


def _defused(value: Value) -> Value:
    """Return a text that a spreadsheet would compute with an apostrophe before it."""
    return f"'{value}" if isinstance(value, str) and is_computed(value) else value

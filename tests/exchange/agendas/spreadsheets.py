"""Writes small ODS spreadsheets, as LibreOffice does."""

from __future__ import annotations

import datetime as dt
import zipfile
from collections.abc import Sequence
from pathlib import Path
from typing import Any
from xml.sax.saxutils import escape

HEAD = (
    '<?xml version="1.0" encoding="UTF-8"?><office:document-content'
    ' xmlns:office="urn:oasis:names:tc:opendocument:xmlns:office:1.0"'
    ' xmlns:table="urn:oasis:names:tc:opendocument:xmlns:table:1.0"'
    ' xmlns:text="urn:oasis:names:tc:opendocument:xmlns:text:1.0">'
    '<office:body><office:spreadsheet><table:table table:name="Plan">'
)
TAIL = (
    '<table:table-row table:number-rows-repeated="1048000"><table:table-cell table:number-columns-repeated="16384"/>'
    "</table:table-row></table:table></office:spreadsheet></office:body></office:document-content>"
)


def write_ods(path: Path, rows: Sequence[Sequence[Any]], head: str = HEAD) -> Path:
    body = "".join(f"<table:table-row>{''.join(map(_cell, row))}{_REST}</table:table-row>" for row in rows)
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("mimetype", "application/vnd.oasis.opendocument.spreadsheet")
        archive.writestr("content.xml", head + body + TAIL)
    return path


_REST = '<table:table-cell table:number-columns-repeated="16000"/>'


def _cell(value: Any) -> str:
    if value is None:
        return "<table:table-cell/>"
    if value == "=":
        return '<table:table-cell table:formula="of:=[.A2]*2"/>'
    if isinstance(value, dt.timedelta):
        minutes = int(value.total_seconds()) // 60
        time = f"PT{minutes // 60:02}H{minutes % 60:02}M00S"
        return _typed(f'office:value-type="time" office:time-value="{time}"')
    if isinstance(value, float | int):
        return _typed(f'office:value-type="float" office:value="{value}"')
    lines = [escape(line).replace("  ", ' <text:s text:c="1"/>') for line in value.split("\n")]
    note = "<office:annotation><text:p>a note</text:p></office:annotation>"
    text = "".join(f"<text:p><text:span>{line}</text:span></text:p>" for line in lines)
    return f'<table:table-cell office:value-type="string">{note}{text}</table:table-cell>'


def _typed(attributes: str) -> str:
    return f"<table:table-cell {attributes}><text:p>x</text:p></table:table-cell>"

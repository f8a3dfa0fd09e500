"""Writes a report as JSON, for programs: sections with their blocks, in the order of the report."""

from __future__ import annotations

from typing import Any

import msgspec

from facilitator_console.report.document import Block, Cell, Document, Heading, Paragraph, Quote, as_table
from facilitator_console.report.export.wording import Wording
from facilitator_console.words import Catalogue, Message, Month, Year

VERSION = 2
"""The version of the file's form: a changed meaning has a new number."""


def write(document: Document, catalogue: Catalogue) -> bytes:
    """Make the file; texts are in the report's language, names of fields and tables never change."""
    words = Wording(document, catalogue)
    content = {
        "version": VERSION,
        "audience": str(document.audience),
        "title": words.title,
        "language": words.language,
        "day": _day(document),
        "is_complete": document.is_complete,
        "opening": words.opening,
        "sections": [
            {
                "name": section.name,
                "title": words.line(section.title),
                "blocks": [_block(words, block) for block in section.blocks],
            }
            for section in document.sections
        ],
    }
    return msgspec.json.format(msgspec.json.encode(content), indent=1) + b"\n"


def _day(document: Document) -> str | None:
    """Return the day as exactly as it is told: 2026-11-28, 2026-11 or 2026."""
    if isinstance(document.day, Month | Year):
        return f"{document.day:%Y-%m}" if isinstance(document.day, Month) else f"{document.day:%Y}"
    return document.day.isoformat() if document.day else None


def _block(words: Wording, block: Block) -> dict[str, Any]:
    if isinstance(block, Heading):
        return {"block": "heading", "level": block.level, "text": words.line(block.text)}
    if isinstance(block, Paragraph | Quote):
        kind = "quote" if isinstance(block, Quote) else block.rank.name.lower().replace("body", "paragraph")
        found: dict[str, Any] = {"block": kind, "text": words.text(block.text)}
        return (
            found
            | ({"number": block.number} if block.number else {})
            | ({"aside": aside} if (aside := words.aside(block)) else {})
        )
    table = as_table(block)
    return {
        "block": "table",
        "name": table.name,
        "title": words.line(table.title),
        "columns": [{"name": column.name, "title": words.line(column.title)} for column in table.columns],
        "rows": [[_cell(words, cell) for cell in row] for row in table.rows],
        "total": [_cell(words, cell) for cell in table.total] or None,
        "caption": words.line(table.caption) if table.caption else None,
    }


def _cell(words: Wording, cell: Cell) -> str | int | None:
    return words.text(cell) if isinstance(cell, str | Message) else cell

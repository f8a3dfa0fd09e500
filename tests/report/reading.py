"""What a report says, read from its blocks."""

from __future__ import annotations

import io
import zipfile
from contextlib import closing

import pypdfium2

from facilitator_console.report.document import Bars, Document, Heading, Paragraph, Quote, Rank, Table, as_table


def section(document: Document, name: str) -> tuple[object, ...]:
    """The blocks of a section; none where it is left out."""
    return next((tuple(section.blocks) for section in document.sections if section.name == name), ())


def texts(document: Document, name: str) -> list[str]:
    """What people said in a section, in order."""
    return [
        str(block.text)
        for block in section(document, name)
        if isinstance(block, Quote) or (isinstance(block, Paragraph) and block.rank is Rank.ENTRY)
    ]


def said(document: Document, name: str, words: str) -> bool:
    """Whether a section says this."""
    return any(isinstance(block, Paragraph) and words in str(block.text) for block in section(document, name))


def notes_by_tag(document: Document) -> dict[str, list[str]]:
    """The notes under their headings, the question before the tag."""
    found: dict[str, list[str]] = {}
    question = heading = ""
    for block in section(document, "notes"):
        if isinstance(block, Heading):
            question = str(block.text) if block.level == 2 else question
            heading = f"{question} / {block.text}"
        elif isinstance(block, Quote) or (isinstance(block, Paragraph) and block.rank is Rank.ENTRY):
            found.setdefault(heading, []).append(str(block.text))
    return found


def talk(document: Document) -> dict[str, str]:
    """What the report says of each group's talk."""
    tables = [block for block in section(document, "talk") if isinstance(block, Table)]
    return {str(name): str(talked) for table in tables for name, _people, talked in table.rows}


def table(document: Document, name: str) -> Table | None:
    blocks = (block for section in document.sections for block in section.blocks)
    found = (as_table(block) for block in blocks if isinstance(block, Table | Bars))
    return next((table for table in found if table.name == name), None)


def rows(document: Document, name: str) -> list[tuple[object, ...]]:
    """The rows of a table in English, its total the last; none where there is no such table."""
    found = table(document, name)
    if found is None:
        return []
    whole = (*found.rows, *([found.total] if found.total else []))
    return [tuple(cell if cell is None or isinstance(cell, int) else str(cell) for cell in row) for row in whole]


def unpacked(data: bytes) -> dict[str, bytes]:
    """Return the parts of an archive, by name."""
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        assert archive.testzip() is None
        return {name: archive.read(name) for name in archive.namelist()}


def everything_in(data: bytes) -> str:
    """Return all that a file of any format holds, unpacked, with its names and what stands around its parts."""
    if data.startswith(b"%PDF"):
        with closing(pypdfium2.PdfDocument(data)) as document:
            shown = [page.get_textpage().get_text_range() for page in document]
            listed = [*(mark.get_title() for mark in document.get_toc()), *document.get_metadata_dict().values()]
        return " ".join(" ".join([*shown, *listed]).split()) + data.decode("latin-1")
    parts = unpacked(data) if zipfile.is_zipfile(io.BytesIO(data)) else {}
    whole = [data, *parts.values(), *(name.encode() for name in parts)]
    return "\n".join(part.decode("utf-8", errors="replace") for part in whole)

"""What a report says, read from its blocks."""

from __future__ import annotations

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

"""Writes a report as Markdown (CommonMark, with the pipe tables that most readers know)."""

from __future__ import annotations

import re

from facilitator_console.report.document import Block, Document, Heading, Paragraph, Quote, Rank, Table, as_table
from facilitator_console.report.export.wording import Wording
from facilitator_console.words import Catalogue

_SIGNS = re.compile(r"([\\`*_{}\[\]<>#|~!&$])")
_BEGINS_A_LIST = re.compile(r"^(\s*)([-+=])", re.MULTILINE)
_NUMBERED = re.compile(r"^(\s*\d+)([.)])", re.MULTILINE)


def write(document: Document, catalogue: Catalogue) -> bytes:
    """Make the Markdown file of a report."""
    words = Wording(document, catalogue)
    parts = [f"**{_plain(words.mark)}**", f"# {_plain(words.title)}", *map(_plain, words.opening)]
    for section in document.sections:
        parts.append(f"## {_plain(words.line(section.title))}")
        parts += [_block(words, block) for block in section.blocks]
    return ("\n\n".join(parts) + "\n").encode()


def _block(words: Wording, block: Block) -> str:
    if isinstance(block, Heading):
        return f"{'#' * (block.level + 1)} {_plain(words.line(block.text))}"
    if isinstance(block, Paragraph | Quote):
        return _paragraph(words, block)
    return _table(words, as_table(block))


def _paragraph(words: Wording, block: Paragraph | Quote) -> str:
    text = _plain(words.quoted(block))
    if isinstance(block, Paragraph) and block.rank is not Rank.ENTRY:
        return text.replace("\n", "  \n")
    number = f"**{block.number}** " if block.number else ""
    aside = f" *({_plain(added)})*" if (added := words.aside(block)) else ""
    # A line below another belongs to the same entry where it stands as far in.
    return f"- {number}{text}{aside}".replace("\n", "  \n  ")


def _table(words: Wording, table: Table) -> str:
    whole = (*table.rows, *([table.total] if table.total else []))
    rows = [[_plain(cell) for cell in words.row(table, cells)] for cells in whole]
    head = [_plain(words.line(column.title)) for column in table.columns]
    rule = ["---:" if column.is_number else "---" for column in table.columns]
    lines = ["| " + " | ".join(row) + " |" for row in (head, rule, *rows)]
    title = f"**{_plain(words.line(table.title))}**"
    caption = [_plain(words.line(table.caption))] if table.caption else []
    return "\n\n".join([title, "\n".join(lines), *caption])


def _plain(text: str) -> str:
    """Return a text in which nothing is read as Markdown or HTML."""
    text = _SIGNS.sub(r"\\\1", text)
    return _NUMBERED.sub(r"\1\\\2", _BEGINS_A_LIST.sub(r"\1\\\2", text))

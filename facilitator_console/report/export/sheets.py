"""Lays a report out as sheets for spreadsheets: one for what people said in a section, one for each of its tables.

A text that a spreadsheet would compute is never written as it is; each format says in which way.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple, TypeAlias

from facilitator_console.report.document import (
    Column,
    Document,
    Heading,
    Paragraph,
    Quote,
    Rank,
    Section,
    Table,
    as_table,
)
from facilitator_console.report.export.wording import Wording
from facilitator_console.words import say, say_p

Value: TypeAlias = "str | int | None"
FORMULA_SIGNS = ("=", "+", "-", "@", "|", "%", "＝", "＋", "－", "＠")
"""The signs with which a spreadsheet may begin to compute, or to ask another program; some read the wide signs of East
Asia too. Blanks before them are gone already (`Wording.text`)."""

_TEXT_COLUMNS = (
    Column(
        "number", say("Number"), say("The number of the note in the report; empty for other texts."), is_number=True
    ),
    Column(
        "question", say_p("of an item", "Question"), say("The question, or the heading, under which the text stands.")
    ),
    Column("tag", say("Tag"), say("The tag under which the text stands, with the number of its notes.")),
    Column("text", say("Text"), say("As it was written down. A long text goes on in the rows below it.")),
    Column("is_quote", say("Quote"), say("1 where these are the speaker’s own words."), is_number=True),
    Column("remark", say("Remark"), say("What the program adds, such as further tags.")),
)
_DICTIONARY_COLUMNS = (
    Column("table", say("Table"), say("The name of the table, as of its sheet or file.")),
    Column("column", say("Column"), say("The name of the column; it is the same in every language.")),
    Column("title", say("In words"), say("The title of the column.")),
    Column("meaning", say("Meaning"), say("What stands in the column.")),
)


class Sheet(NamedTuple):
    """Represents one sheet of a workbook, or one CSV file.

    Attributes:
        name: Stable; the name of its file.
        title: For people.
    """

    name: str
    title: str
    columns: tuple[Column, ...]
    rows: list[list[Value]]


def sheets_of(document: Document, words: Wording) -> list[Sheet]:
    """Return the sheets of a report: first what it is, then its sections in order, last what each column means."""
    about = [[line] for line in (words.mark, words.title, *words.opening)]
    column = Column("about", say("About this file"), say("What this file is, and for whom."))
    sheets = [Sheet("about", words.text(column.title), (column,), [list(row) for row in about])]
    for section in document.sections:
        sheets += _sheets_of(section, words)
    title = say("Data dictionary")
    rows: list[list[Value]] = [
        [sheet.name, column.name, words.line(column.title), words.line(column.about)]
        for sheet in sheets
        for column in sheet.columns
    ]
    return [*sheets, Sheet("dictionary", words.line(title), _DICTIONARY_COLUMNS, rows)]


def is_computed(text: str) -> bool:
    """Tell whether a spreadsheet may take a text for a formula."""
    return text.startswith(FORMULA_SIGNS)


def _sheets_of(section: Section, words: Wording) -> Iterator[Sheet]:
    texts: list[list[Value]] = []
    question = tag = ""
    for block in section.blocks:
        if isinstance(block, Heading):
            text = words.line(block.text)
            question, tag = (question, text) if block.level > 2 else (text, "")  # noqa: PLR2004 - a level
        elif isinstance(block, Quote) or (isinstance(block, Paragraph) and block.rank is not Rank.SMALL):
            is_quote = isinstance(block, Quote)
            text = words.text(block.text)
            texts.append([block.number or None, question, tag, text, int(is_quote), words.aside(block)])
    if texts:
        yield Sheet(section.name, words.line(section.title), _TEXT_COLUMNS, texts)
    for block in section.blocks:
        if not isinstance(block, Heading | Paragraph | Quote):
            yield _sheet_of(section, as_table(block), words)


def _sheet_of(section: Section, table: Table, words: Wording) -> Sheet:
    """Return a table as a sheet; its total is left out, since a spreadsheet would count it with its parts."""
    rows = [[words.text(cell) if not isinstance(cell, int | None) else cell for cell in row] for row in table.rows]
    name = table.name if table.name.startswith(section.name) else f"{section.name}_{table.name}"
    return Sheet(name, words.line(table.title), table.columns, rows)

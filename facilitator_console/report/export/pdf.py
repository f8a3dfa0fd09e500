"""Writes a report as a PDF: contents, running heads, bookmarks.

Text from outside stays plain text: it is escaped, never read as markup.
"""

from __future__ import annotations

import functools
from collections.abc import Sequence
from typing import Any
from xml.sax.saxutils import escape, unescape

from reportlab.platypus import Flowable, PageBreak, Paragraph, Spacer
from reportlab.platypus import Table as PrintedTable

from facilitator_console.report.document import (
    Bars,
    Block,
    Document,
    Heading,
    Quote,
    Rank,
    Section,
    Table,
    Text,
)
from facilitator_console.report.document import Paragraph as ParagraphBlock
from facilitator_console.report.export.wording import Wording
from facilitator_console.report.paper import WIDTH_PT, Contents, SectionMark, set_pages
from facilitator_console.report.pictures import CountRow, ScaleRow
from facilitator_console.report.typography import (
    GROUPS,
    HAIRLINE,
    INK,
    MUTED,
    STYLES,
    UNPRINTABLE,
    printable,
    with_symbols,
)
from facilitator_console.words import Catalogue, Message, say

FEWEST_IN_CONTENTS = 5
"""Sections from which on a list of them helps."""
_NUMBER_PT = 62.0
"""The width of a column of numbers."""
_HEADINGS = {2: "question", 3: "tag"}
_MUTED = MUTED.hexval().replace("0x", "#")
_RANKS = {Rank.BODY: "body", Rank.SMALL: "small", Rank.ENTRY: "text"}


def write(document: Document, catalogue: Catalogue) -> bytes:
    """Make the PDF file of a report."""
    page = _Page(Wording(document, catalogue))
    marks = [SectionMark(page.line(section.title), section.name) for section in document.sections]
    story = page.opening()
    if len(marks) >= FEWEST_IN_CONTENTS:
        story += [page.set(say("Contents"), "section"), Contents(marks)]
        if document.is_public:
            story.append(PageBreak())
    for section, mark in zip(document.sections, marks, strict=True):
        story += [mark, *page.section(section)]
    if page.unprintable:
        note = say("{sign} stands for signs that can’t be printed here.", sign=UNPRINTABLE)
        story += [Spacer(0, 18), page.set(note, "small")]
    return set_pages(story, page.line(page.words.title), page.words.mark, page.words.language)


class _Page:
    """Makes paragraphs, tables and pictures of blocks. Their content is escaped: it is text, never markup.

    Attributes:
        words: The language.
        unprintable: Whether anything so far had signs that the font lacks.
    """

    def __init__(self, words: Wording) -> None:
        self.words = words
        self.unprintable = False

    def plain(self, text: Text) -> str:
        """Return the text as it can be printed, without markup; lines stay apart."""
        return self._printable(text, symbols=False)

    def markup(self, text: Text) -> str:
        """Return the text for a paragraph: escaped, symbols in their own font; lines stay apart."""
        return with_symbols(escape(self._printable(text, symbols=True)))

    def _printable(self, text: Text, *, symbols: bool) -> str:
        words = self.words.text(text) if isinstance(text, Message) else text
        safe = printable(words, symbols=symbols)
        self.unprintable |= UNPRINTABLE in safe and UNPRINTABLE not in words
        return safe

    def line(self, text: Text) -> str:
        """Return the text as it can be printed, on one line."""
        return self.plain(text).replace("\n", " ")

    def set(self, text: Text, style: str) -> Paragraph:
        """Make a paragraph of plain text."""
        return _paragraph(self.markup(text).replace("\n", " "), style)

    def opening(self) -> list[Flowable]:
        """Make the title and the lines below it."""
        return [self.set(self.words.title, "title"), *(self.set(line, "lead") for line in self.words.opening)]

    def section(self, section: Section) -> list[Flowable]:
        """Make the flowables of one section."""
        story: list[Flowable] = [self.set(section.title, "section")]
        for block in section.blocks:
            story += self._block(block)
        return story

    def _block(self, block: Block) -> list[Flowable]:
        if isinstance(block, Heading):
            return [self.set(block.text, _HEADINGS[block.level])]
        if isinstance(block, ParagraphBlock | Quote):
            return [*self._paragraph(block)]
        title = self.set(block.title, "question")
        if isinstance(block, Table):
            caption = [self.set(block.caption, "small")] if block.caption else []
            return [title, self._table(block), *caption]
        caption = [self.set(block.caption, "small")] if block.caption else []
        kept = [title, *caption, Spacer(0, 6), *self._bars(block)]
        for part in kept[:-1]:
            # Not in KeepTogether: the heading of the section would stay behind on the page before.
            part.keepWithNext = 1
        return kept

    def _paragraph(self, block: ParagraphBlock | Quote) -> list[Paragraph]:
        """Make a paragraph for each line: reportlab's time grows with the square of the line breaks in a paragraph."""
        style = "quote" if isinstance(block, Quote) else _RANKS[block.rank]
        text = say("“{quote}”", quote=block.text) if isinstance(block, Quote) else block.text
        lines = [line for line in self.markup(text).split("\n") if line.strip()] or [""]
        if aside := self.words.aside(block):
            lines[-1] += f' <font size="9" color="{_MUTED}">({self.markup(aside)})</font>'
        bullet = None
        if isinstance(block, Quote) or block.rank is Rank.ENTRY:
            style, bullet = (f"{style}_numbered", str(block.number)) if block.number else (style, "•")
        paragraphs = [_paragraph(line, style, None if at else bullet) for at, line in enumerate(lines)]
        for paragraph in paragraphs[:-1]:
            paragraph.spaceAfter = 0
        return paragraphs

    def _table(self, block: Table) -> PrintedTable:
        numbers = [column.is_number for column in block.columns]
        whole = [[column.title for column in block.columns]]
        rows: list[list[Flowable]] = [
            [self.set(text, "small_number" if number else "small") for text, number in zip(row, numbers, strict=True)]
            for row in whole
        ]
        for cells in (*block.rows, *([block.total] if block.total else [])):
            texts = zip(self.words.row(block, cells), numbers, strict=True)
            rows.append([self.set(text, "number" if number else "body") for text, number in texts])
        text_pt = (WIDTH_PT - _NUMBER_PT * sum(numbers)) / max(1, len(numbers) - sum(numbers))
        widths = [_NUMBER_PT if number else text_pt for number in numbers]
        table = PrintedTable(rows, widths, repeatRows=1, splitInRow=1)
        table.setStyle(
            [
                ("VALIGN", (0, 0), (-1, -1), "TOP"),
                ("LEFTPADDING", (0, 0), (-1, -1), 0),
                ("RIGHTPADDING", (0, 0), (-1, -1), 0),
                ("RIGHTPADDING", (0, 0), (-2, -1), 8),
                ("TOPPADDING", (0, 0), (-1, -1), 3.5),
                ("BOTTOMPADDING", (0, 0), (-1, -1), 4.5),
                ("LINEBELOW", (0, 0), (-1, -2), 0.5, HAIRLINE),
                *([("LINEABOVE", (0, -1), (-1, -1), 0.75, INK)] if block.total else []),
            ]
        )
        return table

    def _bars(self, block: Bars) -> Sequence[Flowable]:
        rows = [
            CountRow(self.line(bar.name), bar.count, block.total, GROUPS[at % len(GROUPS)])
            for at, bar in enumerate(block.bars)
        ]
        return [*rows, ScaleRow(block.total, self.line(block.unit.title), MUTED)]


def _paragraph(markup: str, style: str, bullet: str | None = None) -> Paragraph:
    """Make a paragraph. Text without markup, which is most, is not parsed: that takes a sixth of the whole time."""
    if "<" in markup:
        return Paragraph(markup, STYLES[style], bulletText=bullet)
    part = _part_of(style).clone(text=unescape(markup))
    return Paragraph("", STYLES[style], bulletText=bullet, frags=[part])


@functools.cache
def _part_of(style: str) -> Any:  # noqa: ANN401 - reportlab's own
    """Return a part of a paragraph as reportlab's parser makes it."""
    parsed: Any = Paragraph("x", STYLES[style])
    return parsed.frags[0]

"""Writes a report as a PDF: cover, contents, running heads, bookmarks, and tags by which it can be read aloud.

Text from outside stays plain text: it is escaped, never read as markup.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from reportlab.platypus import Flowable, PageBreak, Spacer

from facilitator_console.report.document import (
    Bars,
    Block,
    Document,
    Heading,
    PlacedBlock,
    Quote,
    Rank,
    Section,
    Spot,
    Table,
    Text,
)
from facilitator_console.report.document import Paragraph as ParagraphBlock
from facilitator_console.report.export.wording import Wording
from facilitator_console.report.paper import WIDTH_PT, Contents, SectionMark, set_pages
from facilitator_console.report.paragraphs import set_text
from facilitator_console.report.pictures import CountRow, ScaleRow
from facilitator_console.report.signs import UNPRINTABLE, markup_of, printable
from facilitator_console.report.tags import FIGURE, HEADER, Element, Rule, TaggedParagraph, TaggedTable
from facilitator_console.report.typography import ACCENT, GROUPS, HAIRLINE, INK, MUTED, STYLES
from facilitator_console.words import Catalogue, Message, say

FEWEST_IN_CONTENTS = 5
"""Sections from which on a report has a cover and a list of them."""
_NUMBER_PT = 62.0
"""The width of a column of numbers."""
_CELL_GAP_PT = 8.0
_ABOVE_TITLE_PT = 170.0
_HEADINGS = {2: ("question", "H3"), 3: ("tag", "H4")}
_MUTED = MUTED.hexval().replace("0x", "#")
_RANKS = {Rank.BODY: "paragraph", Rank.SMALL: "small", Rank.ENTRY: "text"}


def write(document: Document, catalogue: Catalogue) -> bytes:
    """Return the file."""
    return write_placed(document, catalogue)[0]


def write_placed(document: Document, catalogue: Catalogue) -> tuple[bytes, list[PlacedBlock]]:
    """Return the file, and where its blocks stand on its pages, in their order."""
    page = _Page(Wording(document, catalogue))
    marks = [SectionMark(page.line(section.title), section.name) for section in document.sections]
    has_cover = len(marks) >= FEWEST_IN_CONTENTS
    story = page.cover() if has_cover else page.opening()
    if has_cover:
        listed = page.root.add("TOC")
        story += [*page.set(say("Contents"), "section", listed.add("Caption")), Contents(marks)]
        for mark in marks:
            mark.listed = listed.add("TOCI")
        if document.is_public:
            story.append(PageBreak())
    for section, mark in zip(document.sections, marks, strict=True):
        made = page.section(section)
        # Above the mark: of what is kept together reportlab counts no space above the first thing that has a height.
        mark.spaceBefore, made[0].spaceBefore = made[0].getSpaceBefore(), 0
        story += [mark, *made]
    if page.unprintable:
        note = say("{sign} stands for signs that can’t be printed here.", sign=UNPRINTABLE)
        story += [Spacer(0, 18), *page.set(note, "small", page.root.add("P"))]
    words = page.words
    pdf = set_pages(story, words.title, words.mark, words.language, root=page.root, has_cover=has_cover)
    return pdf, [PlacedBlock(section, block, _spots(elements)) for section, block, elements in page.blocks]


def _spots(elements: Iterable[Element]) -> tuple[Spot, ...]:
    """Return where elements that follow each other stand, as one spot a page."""
    by_page: dict[int, Spot] = {}
    for element in elements:
        for spot in element.spots:
            first = by_page.get(spot.page, spot)
            by_page[spot.page] = first._replace(top=min(first.top, spot.top), bottom=max(first.bottom, spot.bottom))
    return tuple(by_page.values())


class _Page:
    """Makes paragraphs, tables and pictures of blocks. Their content is escaped: it is text, never markup.

    Attributes:
        words: The language.
        root: Of the structure: an element for each block.
        blocks: With the names of their sections, and the elements of the structure that were made of them.
        unprintable: Whether anything so far had signs that no font has.
    """

    def __init__(self, words: Wording) -> None:
        self.words = words
        self.root = Element("Document")
        self.blocks: list[tuple[str, Block, list[Element]]] = []
        self.unprintable = False
        self._within = self.root
        self._list: Element | None = None

    def plain(self, text: Text) -> str:
        """Return the text as it can be printed; lines stay apart."""
        words = self.words.text(text) if isinstance(text, Message) else text
        safe = printable(words, fallback=True)
        self.unprintable |= UNPRINTABLE in safe and UNPRINTABLE not in words
        return safe

    def line(self, text: Text) -> str:
        """Return the text as it can be printed, on one line."""
        return self.plain(text).replace("\n", " ")

    def set(self, text: Text, style: str, element: Element, width_pt: float = WIDTH_PT) -> list[TaggedParagraph]:
        """Make a paragraph of plain text; of one that runs from right to left, a paragraph for each line."""
        return _of_element(set_text(self.line(text), STYLES[style], width_pt), element)

    def opening(self) -> list[Flowable]:
        """Make the title and the lines below it."""
        story: list[Flowable] = [*self.set(self.words.title, "title", self.root.add("H1"))]
        for line in self.words.opening:
            story += self.set(line, "lead", self.root.add("P"))
        return story

    def cover(self) -> list[Flowable]:
        """Make a page of its own of the title, for whom it is, and the lines below it."""
        story: list[Flowable] = [Spacer(0, _ABOVE_TITLE_PT)]
        story += self.set(self.words.mark, "cover_mark", self.root.add("P"))
        story += self.set(self.words.title, "cover_title", self.root.add("H1"))
        story.append(Rule(64, 2.5, color=ACCENT, hAlign="LEFT", spaceBefore=6, spaceAfter=20))
        for line in self.words.opening:
            story += self.set(line, "cover_lead", self.root.add("P"))
        return [*story, PageBreak()]

    def section(self, section: Section) -> list[Flowable]:
        """Make a section."""
        self._within, self._list = self.root.add("Sect"), None
        story: list[Flowable] = [*self.set(section.title, "section", self._within.add("H2"))]
        for at, block in enumerate(section.blocks):
            made = self._block(block)
            if at == 0 and isinstance(block, ParagraphBlock) and block.rank is Rank.SMALL:
                # "3 notes." alone below the title says nothing.
                made[-1].keepWithNext = 1
            elements = dict.fromkeys(getattr(part, "element", None) for part in made)
            self.blocks.append((section.name, block, [element for element in elements if element is not None]))
            story += made
        return story

    def _block(self, block: Block) -> Sequence[Flowable]:
        if isinstance(block, ParagraphBlock | Quote):
            return self._text(block)
        self._list = None
        if isinstance(block, Heading):
            style, role = _HEADINGS[block.level]
            return self.set(block.text, style, self._within.add(role))
        title = self.set(block.title, "question", self._within.add("H3"))
        if isinstance(block, Table):
            return [*title, self._table(block), *self._caption(block)]
        flowables: list[Flowable] = [*title, *self._caption(block), Spacer(0, 6), *self._bars(block)]
        for part in flowables[:-1]:
            # Not in KeepTogether: the heading of the section would stay behind on the page before.
            part.keepWithNext = 1
        return flowables

    def _caption(self, block: Table | Bars) -> list[TaggedParagraph]:
        return self.set(block.caption, "small", self._within.add("P")) if block.caption else []

    def _text(self, block: ParagraphBlock | Quote) -> list[TaggedParagraph]:
        """Make a paragraph for each line: reportlab's time grows with the square of the line breaks in a paragraph."""
        style = "quote" if isinstance(block, Quote) else _RANKS[block.rank]
        bullet = None
        if isinstance(block, Quote) or block.rank is Rank.ENTRY:
            style, bullet = (f"{style}_numbered", str(block.number)) if block.number else (style, "•")
            self._list = self._list or self._within.add("L")
            element = self._list.add("LI").add("LBody")
        else:
            self._list = None
            element = self._within.add("P")
        text = say("“{quote}”", quote=block.text) if isinstance(block, Quote) else block.text
        lines = [line for line in self.plain(text).split("\n") if line.strip()] or [""]
        aside = self.words.aside(block)
        tail = f' <font size="9" color="{_MUTED}">({markup_of(self.plain(aside))})</font>' if aside else ""
        paragraphs: list[TaggedParagraph] = []
        for at, line in enumerate(lines):
            more = tail if at == len(lines) - 1 else ""
            paragraphs += set_text(line, STYLES[style], WIDTH_PT, None if at else bullet, more)
        for paragraph in paragraphs[:-1]:
            paragraph.spaceAfter = 0
        return _of_element(paragraphs, element)

    def _table(self, block: Table) -> TaggedTable:
        numbers = [column.is_number for column in block.columns]
        text_pt = (WIDTH_PT - _NUMBER_PT * sum(numbers)) / max(1, len(numbers) - sum(numbers))
        widths = [_NUMBER_PT if number else text_pt for number in numbers]
        element = self._within.add("Table")

        def row(texts: Sequence[Text], role: str, styles: tuple[str, str]) -> list[list[TaggedParagraph]]:
            made = element.add("TR")
            return [
                self.set(text, styles[number], made.add(role), width_pt - _CELL_GAP_PT)
                for text, number, width_pt in zip(texts, numbers, widths, strict=True)
            ]

        whole = (*block.rows, *([block.total] if block.total else []))
        rows = [row([column.title for column in block.columns], HEADER, ("small", "small_number"))]
        rows += [row(self.words.row(block, cells), "TD", ("body", "number")) for cells in whole]
        table = TaggedTable(rows, widths, repeatRows=1, splitInRow=1)
        table.element = element
        table.setStyle(
            [
                ("VALIGN", (0, 0), (-1, -1), "TOP"),
                ("LEFTPADDING", (0, 0), (-1, -1), 0),
                ("RIGHTPADDING", (0, 0), (-1, -1), 0),
                ("RIGHTPADDING", (0, 0), (-2, -1), _CELL_GAP_PT),
                ("TOPPADDING", (0, 0), (-1, -1), 3.5),
                ("BOTTOMPADDING", (0, 0), (-1, -1), 4.5),
                ("LINEBELOW", (0, 0), (-1, -2), 0.5, HAIRLINE),
                *([("LINEABOVE", (0, -1), (-1, -1), 0.75, INK)] if block.total else []),
            ]
        )
        return table

    def _bars(self, block: Bars) -> Sequence[Flowable]:
        """Make the picture; whoever can't see it hears its figures."""
        counts = "; ".join(f"{self.words.line(bar.name)}: {bar.count}" for bar in block.bars)
        title, unit = self.words.line(block.title), self.words.line(block.unit.title)
        figure = self._within.add(FIGURE, f"{title} ({unit}). {counts}.")
        rows: list[CountRow | ScaleRow] = [
            CountRow(self.line(bar.name), bar.count, block.total, GROUPS[at % len(GROUPS)])
            for at, bar in enumerate(block.bars)
        ]
        rows.append(ScaleRow(block.total, self.line(block.unit.title), MUTED))
        for row in rows:
            row.element = figure
        return rows


def _of_element(paragraphs: list[TaggedParagraph], element: Element) -> list[TaggedParagraph]:
    for paragraph in paragraphs:
        paragraph.element = element
    return paragraphs

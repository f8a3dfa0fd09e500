"""Sets A4 pages with their mark and number on each, in a file that tells nothing but its title and language.

The caller gives the content of the pages; `SectionMark` between its parts makes the bookmarks, the running heads and
the page numbers of the contents.
"""

from __future__ import annotations

import io
import re
from collections.abc import Callable, Sequence
from contextlib import AbstractContextManager, nullcontext
from typing import Any

from reportlab import rl_config
from reportlab.lib.pagesizes import A4
from reportlab.lib.units import mm
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.pdfdoc import PDFDictionary, PDFInfo, PDFName, PDFString
from reportlab.pdfgen.canvas import Canvas
from reportlab.platypus import BaseDocTemplate, Flowable, Frame, PageTemplate

from facilitator_console.report.document import Spot
from facilitator_console.report.signs import draw_text, printable, shortened, text_width
from facilitator_console.report.tags import Element, Tags
from facilitator_console.report.typography import ACCENT, BOLD, HAIRLINE, INK, MUTED, REGULAR, load_fonts

SIDE_PT, TOP_PT, BOTTOM_PT = 25 * mm, 27 * mm, 25 * mm
WIDTH_PT = A4[0] - 2 * SIDE_PT
NUMBER_PT = 9
_TOTAL = "number_of_pages"
_CONTENTS_PT = 19


class TitleOnly(PDFInfo):
    """Represents a document's information without author, program and dates, which reportlab would write."""

    def format(self, document: Any) -> bytes:
        """Return the one entry."""
        written: bytes = PDFDictionary({"Title": PDFString(self.title)}).format(document)
        return written


class SectionMark(Flowable):
    """Marks where a section begins: a bookmark, the running head from here on, a number in the contents.

    Attributes:
        title: Of the section, as it can be drawn.
        key: Names its place in the file.
        listed: Its element in the contents.
    """

    def __init__(self, title: str, key: str) -> None:
        super().__init__()
        self.title, self.key = title, key
        self.listed: Element | None = None
        self.keepWithNext = 1

    def wrap(self, _available_width_pt: float, _available_height_pt: float) -> tuple[float, float]:
        """Return no size: the mark takes no room on the page."""
        return 0, 0

    def draw(self) -> None:
        """Record on which page the mark lies."""
        _pages_of(self.canv).begins(self, self.canv)


class Contents(Flowable):
    """Draws the list of sections with the pages on which they begin; a line leads to its section."""

    def __init__(self, marks: list[SectionMark]) -> None:
        super().__init__()
        self._marks = marks

    def wrap(self, available_width_pt: float, _available_height_pt: float) -> tuple[float, float]:
        """Take a line for each section."""
        self.width, self.height = available_width_pt, _CONTENTS_PT * len(self._marks) + 12
        return self.width, self.height

    def split(self, _available_width_pt: float, available_height_pt: float) -> list[Flowable]:
        """Go on upon the next page where there are more sections than lines: a marathon may have many."""
        fitting = int((available_height_pt - 12) // _CONTENTS_PT)
        return [Contents(self._marks[:fitting]), Contents(self._marks[fitting:])] if fitting > 0 else []

    def draw(self) -> None:
        """Draw the lines; each number is put in once its page is known."""
        pages = _pages_of(self.canv)
        for at, mark in enumerate(self._marks):
            low_pt = self.height - _CONTENTS_PT * (at + 1) + 5
            link = mark.listed.add("Link") if mark.listed else None
            with pages.tagged(self.canv, link):
                self.canv.setFillColor(INK)
                draw_text(self.canv, 0, low_pt, shortened(mark.title, REGULAR, 10.5, self.width - 40), 10.5)
                pages.place_number(self.canv, mark, self.width, low_pt)
            with pages.tagged(self.canv, None):
                self.canv.setStrokeColor(HAIRLINE)
                self.canv.setLineWidth(0.5)
                self.canv.line(0, low_pt - 5, self.width, low_pt - 5)
            pages.lead(self.canv, link, mark, (0, low_pt - 4, self.width, low_pt + 12))


class _Pages:
    """Knows on which page each section begins, and draws what stands around the pages."""

    def __init__(self, title: str, mark: str, tags: Tags | None, *, has_cover: bool) -> None:
        self._title, self._mark = printable(title, fallback=True), mark
        self.tags, self._has_cover = tags, has_cover
        self._running = ""
        self._begun: dict[str, int] = {}
        self._awaited: dict[str, SectionMark] = {}

    def begins(self, mark: SectionMark, canvas: Canvas) -> None:
        """Note that a section begins here."""
        canvas.bookmarkHorizontal(mark.key, 0, 22)
        canvas.addOutlineEntry(mark.title, mark.key, 0)
        self._begun[mark.key] = canvas.getPageNumber()
        self._running = mark.title

    def tagged(self, canvas: Canvas, element: Element | None) -> AbstractContextManager[None]:
        """Mark what is drawn meanwhile as an element's, where the file has tags."""
        return self.tags.drawing(canvas, element) if self.tags else nullcontext()

    def lead(
        self, canvas: Canvas, link: Element | None, mark: SectionMark, box: tuple[float, float, float, float]
    ) -> None:
        """Let a click in a box lead to a section."""
        if self.tags and link:
            self.tags.lead(canvas, link, mark.title, mark.key, box)
        else:
            canvas.linkRect("", mark.key, box, relative=1)

    def place_number(self, canvas: Canvas, mark: SectionMark, right_pt: float, low_pt: float) -> None:
        """Leave room for the number of the page on which a section will begin."""
        self._awaited[mark.key] = mark
        canvas.saveState()
        canvas.translate(right_pt, low_pt)
        canvas.doForm(f"page_of_{mark.key}")
        canvas.restoreState()

    def draw_around(self, canvas: Canvas, document: Any) -> None:
        """Draw the mark and the running section at the head, title and number at the foot of a finished page."""
        with self.tagged(canvas, None):
            canvas.saveState()
            if document.page > 1 or not self._has_cover:
                self._draw_head(canvas, is_first=document.page == 1)
                self._draw_foot(canvas, document.page)
            canvas.restoreState()

    def _draw_head(self, canvas: Canvas, *, is_first: bool) -> None:
        head_pt = A4[1] - 15 * mm
        canvas.setFont(BOLD, 9)
        canvas.setFillColor(ACCENT)
        canvas.drawString(SIDE_PT, head_pt, self._mark)
        canvas.setFillColor(MUTED)
        if self._running and not is_first:
            used_pt = pdfmetrics.stringWidth(self._mark, BOLD, 9) + 20
            running = shortened(self._running, REGULAR, 9, WIDTH_PT - used_pt)
            draw_text(canvas, A4[0] - SIDE_PT - text_width(running, REGULAR, 9), head_pt, running, 9)

    def _draw_foot(self, canvas: Canvas, page: int) -> None:
        foot_pt, right_pt = 14 * mm, A4[0] - SIDE_PT
        canvas.setFillColor(MUTED)
        canvas.setStrokeColor(HAIRLINE)
        canvas.setLineWidth(0.5)
        canvas.line(SIDE_PT, foot_pt + 13, right_pt, foot_pt + 13)
        draw_text(canvas, SIDE_PT, foot_pt, shortened(self._title, REGULAR, 9, WIDTH_PT - 60), 9)
        of_pt = right_pt - pdfmetrics.stringWidth("000", REGULAR, NUMBER_PT)
        canvas.drawRightString(of_pt, foot_pt, f"{page} / ")
        canvas.translate(of_pt, foot_pt)
        canvas.doForm(_TOTAL)

    def put_numbers(self, canvas: Canvas, pages: int) -> None:
        """Put in the numbers that are known only now."""
        _put(canvas, _TOTAL, str(pages), 0, NUMBER_PT, MUTED)
        for key in self._awaited:
            number = str(self._begun.get(key, ""))
            _put(canvas, f"page_of_{key}", number, -pdfmetrics.stringWidth(number, REGULAR, 10.5), 10.5, MUTED)


def _pages_of(canvas: Any) -> _Pages:
    pages: _Pages = canvas.pages_of_ours
    return pages


def _put(canvas: Canvas, name: str, text: str, left_pt: float, size_pt: float, color: Any) -> None:
    canvas.beginForm(name, lowerx=-60, lowery=-5, upperx=60, uppery=15)
    canvas.setFont(REGULAR, size_pt)
    canvas.setFillColor(color)
    canvas.drawString(left_pt, 0, text)
    canvas.endForm()


class _Template(BaseDocTemplate):
    """Sets what the file tells of itself."""

    def __init__(self, written: io.BytesIO, pages: _Pages, language: str, **fields: Any) -> None:
        super().__init__(written, **fields)
        self._pages_of_ours, self._language = pages, language

    def beforeDocument(self) -> None:
        """Set what the file tells of itself."""
        # Not in the types that reportlab is given.
        canvas: Any = self.canv
        canvas.pages_of_ours, canvas.tags = self._pages_of_ours, self._pages_of_ours.tags
        canvas._doc.info = TitleOnly()
        canvas._doc.info.title = self.title
        if self._language:
            canvas.setCatalogEntry("Lang", PDFString(self._language))
        canvas.setCatalogEntry("ViewerPreferences", PDFDictionary({"DisplayDocTitle": PDFName("true")}))

    def afterFlowable(self, flowable: Any) -> None:
        """Tell the element of what was drawn where it stands."""
        element: Element | None = getattr(flowable, "element", None)
        if element is not None:
            frame: Any = self.frame
            low_pt = frame._y + flowable.getSpaceAfter()
            left, right = SIDE_PT / A4[0], 1 - SIDE_PT / A4[0]
            top, bottom = 1 - (low_pt + flowable.height) / A4[1], 1 - low_pt / A4[1]
            element.spots = (*element.spots, Spot(self.page - 1, left, top, right, bottom))


def set_pages(
    story: list[Flowable],
    title: str,
    mark: str,
    language: str = "",
    *,
    root: Element | None = None,
    has_cover: bool = False,
) -> bytes:
    """Set paragraphs and pictures on numbered pages.

    Args:
        story: Paragraphs and pictures, in order.
        title: The document's title, for the file and the foot of each page.
        mark: What stands at the head of each page, such as "Internal".
        language: Of the document, such as "uk"; empty where it is not known.
        root: Of its structure, with an element for each part of the story; None: the file has no tags.
        has_cover: The first page is a cover, which has no running head and no number.

    Returns:
        The PDF; the same bytes for the same story.
    """
    load_fonts()
    frame = Frame(SIDE_PT, BOTTOM_PT, WIDTH_PT, A4[1] - TOP_PT - BOTTOM_PT, 0, 0, 0, 0)
    written = io.BytesIO()
    pages = _Pages(title, mark, Tags(root) if root else None, has_cover=has_cover)
    # Not in the types that reportlab is given.
    document: Any = _Template(written, pages, language, pagesize=A4, title=title, invariant=1, pageCompression=1)
    document._doSave = 0
    document.addPageTemplates(PageTemplate(frames=[frame], onPageEnd=pages.draw_around))
    as_text, rl_config.useA85 = rl_config.useA85, 0  # Compressed pages as they are, not as letters.
    try:
        document.build(story)
        pages.put_numbers(document.canv, document.page)
        if pages.tags:
            pages.tags.write(document.canv)
        document.canv.save()
    finally:
        rl_config.useA85 = as_text
    return without_comments(written.getvalue())


def draw_sheets(sheets: Sequence[Callable[[Canvas], None]], title: str) -> bytes:
    """Draw whole A4 pages without margins, such as cards that are cut out.

    Args:
        sheets: Each draws its page, from the corner below on the left.
        title: The document's title, for the file alone.

    Returns:
        The PDF; the same bytes for the same drawing.
    """
    load_fonts()
    written = io.BytesIO()
    canvas = Canvas(written, pagesize=A4, invariant=1, pageCompression=1)
    canvas.setTitle(title)
    info = TitleOnly()
    info.title = title
    document: Any = canvas
    document._doc.info = info
    for sheet in sheets:
        sheet(canvas)
        canvas.showPage()
    canvas.save()
    return without_comments(written.getvalue())


def without_comments(pdf: bytes) -> bytes:
    """Return the file without reportlab's remarks about itself; blanks in their place keep every offset right."""
    remark = rb"(?<=\n)(%\S*)( ReportLab [Gg]enerated PDF document[^\n]*)"
    return re.sub(remark, lambda found: found[1] + b" " * len(found[2]), pdf)

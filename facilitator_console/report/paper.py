"""Sets A4 pages with "Internal" and their number on each, in a file that tells nothing but its title.

The caller gives the content of the pages.
"""

from __future__ import annotations

import io
import re
from collections.abc import Callable, Sequence
from functools import partial
from typing import Any

from reportlab.lib.pagesizes import A4
from reportlab.lib.units import mm
from reportlab.pdfbase.pdfdoc import PDFDictionary, PDFInfo, PDFString
from reportlab.pdfgen.canvas import Canvas
from reportlab.platypus import BaseDocTemplate, Flowable, Frame, PageTemplate

from facilitator_console.report.typography import ACCENT, BOLD, HAIRLINE, MUTED, REGULAR, load_fonts, shortened

SIDE_PT, TOP_PT, BOTTOM_PT = 25 * mm, 27 * mm, 25 * mm
WIDTH_PT = A4[0] - 2 * SIDE_PT


class TitleOnly(PDFInfo):
    """Represents a document's information without author, program and dates, which reportlab would write."""

    def format(self, document: Any) -> bytes:  # noqa: ANN401 - reportlab's own document
        """Write the title alone."""
        written: bytes = PDFDictionary({"Title": PDFString(self.title)}).format(document)
        return written


class _NumberedPages(Canvas):
    """Keeps the pages until it is known how many there are."""

    # Not in the types that reportlab is given.
    _doc: Any
    _startPage: Callable[[], None]  # noqa: N815 - reportlab's name

    def __init__(self, *args: Any, title: str, internal: str, **kwargs: Any) -> None:  # noqa: ANN401 - as reportlab calls it
        super().__init__(*args, **kwargs)
        self._doc.info = TitleOnly()
        self._margins = (title, internal)
        self._pages: list[dict[str, Any]] = []

    def showPage(self) -> None:  # noqa: N802 - reportlab's name
        self._pages.append(dict(self.__dict__))
        self._startPage()

    def save(self) -> None:
        pages = self._pages
        for number, page in enumerate(pages, 1):
            self.__dict__.update(page)
            _draw_margins(self, *self._margins, f"{number} / {len(pages)}")
            super().showPage()
        super().save()


def set_pages(story: list[Flowable], title: str, internal: str) -> bytes:
    """Set paragraphs and pictures on numbered pages.

    Args:
        story: Paragraphs and pictures, in order.
        title: The document's title, for the file and the foot of each page.
        internal: The mark at the head of each page.

    Returns:
        The PDF; the same bytes for the same story.
    """
    load_fonts()
    frame = Frame(SIDE_PT, BOTTOM_PT, WIDTH_PT, A4[1] - TOP_PT - BOTTOM_PT, 0, 0, 0, 0)
    written = io.BytesIO()
    document = BaseDocTemplate(written, pagesize=A4, title=title, invariant=1, pageCompression=1)
    document.addPageTemplates(PageTemplate(frames=[frame]))
    document.build(story, canvasmaker=partial(_NumberedPages, title=title, internal=internal))
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
    document._doc.info = info  # noqa: SLF001 - as reportlab has it
    for sheet in sheets:
        sheet(canvas)
        canvas.showPage()
    canvas.save()
    return without_comments(written.getvalue())


def _draw_margins(canvas: Canvas, title: str, internal: str, number: str) -> None:
    head_pt, foot_pt, right_pt = A4[1] - 15 * mm, 14 * mm, A4[0] - SIDE_PT
    canvas.setFont(BOLD, 9)
    canvas.setFillColor(ACCENT)
    canvas.drawString(SIDE_PT, head_pt, internal)
    canvas.setStrokeColor(HAIRLINE)
    canvas.setLineWidth(0.5)
    canvas.line(SIDE_PT, foot_pt + 13, right_pt, foot_pt + 13)
    canvas.setFont(REGULAR, 9)
    canvas.setFillColor(MUTED)
    canvas.drawString(SIDE_PT, foot_pt, shortened(title, REGULAR, 9, WIDTH_PT - 60))
    canvas.drawRightString(right_pt, foot_pt, number)


def without_comments(pdf: bytes) -> bytes:
    """Return the file without reportlab's remarks about itself; blanks in their place keep every offset right."""
    remark = rb"(?<=\n)(%\S*)( ReportLab [Gg]enerated PDF document[^\n]*)"
    return re.sub(remark, lambda found: found[1] + b" " * len(found[2]), pdf)

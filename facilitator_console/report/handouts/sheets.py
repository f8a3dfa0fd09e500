"""Sets what all handouts share: text in large type on A4, the largest that fits on one page, and drawn sheets."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial

from reportlab.lib.pagesizes import A4
from reportlab.lib.styles import ParagraphStyle
from reportlab.platypus import Flowable, Spacer

from facilitator_console.report.paper import BOTTOM_PT, TOP_PT, WIDTH_PT, set_pages
from facilitator_console.report.paragraphs import set_text
from facilitator_console.report.signs import UNPRINTABLE, printable
from facilitator_console.report.typography import BOLD, INK, MUTED, REGULAR, load_fonts
from facilitator_console.words import Catalogue, Message, say

HEIGHT_PT = A4[1] - TOP_PT - BOTTOM_PT - 4
"""The height that one page has for text, less a little for rounding."""
NOTE = say("{sign} stands for signs that can’t be printed here.", sign=UNPRINTABLE)
"""Stands below a text that has some."""
LINE = 1.28
"""Height of a line, as a multiple of the type's."""

Story = Callable[[float], list[Flowable]]
"""Makes what is to be set, in type of this size in pt."""


def words(catalogue: Catalogue, text: str | Message) -> str:
    """Return a text in this language; what people wrote stays as it is."""
    return catalogue.text(text) if isinstance(text, Message) else text


def style(size_pt: float, *, bold: bool = False, muted: bool = False) -> ParagraphStyle:
    """Return a paragraph's style in type of this size."""
    font, ink = BOLD if bold else REGULAR, MUTED if muted else INK
    return ParagraphStyle("sheet", fontName=font, fontSize=size_pt, leading=size_pt * LINE, textColor=ink)


def lines(text: str, of: ParagraphStyle, bullet: str | None = None, width_pt: float = WIDTH_PT) -> list[Flowable]:
    """Return a paragraph for each line of a text, as plain text; before the first stands the bullet."""
    shown = [line for line in printable(text, fallback=True).split("\n") if line.strip()]
    return [
        paragraph
        for place, line in enumerate(shown)
        for paragraph in set_text(line, of, width_pt, None if place else bullet)
    ]


def set_as_large_as_fits(story: Story, sizes_pt: Sequence[float], title: str, mark: str = "") -> bytes:
    """Set a story in the largest of these sizes that fits on one page; in the smallest it takes as many as it needs.

    Args:
        story: Makes it.
        sizes_pt: From the largest.
        title: For the file, and the foot of each page, on one line.
        mark: At the head of each page.
    """
    load_fonts()
    size_pt = next((size for size in sizes_pt if _height_pt(story(size)) <= HEIGHT_PT), sizes_pt[-1])
    return set_pages(story(size_pt), printable(title, fallback=True), mark)


def _height_pt(story: Sequence[Flowable]) -> float:
    height_pt = 0.0
    for place, flowable in enumerate(story):
        height_pt += flowable.wrap(WIDTH_PT, HEIGHT_PT)[1] + flowable.getSpaceAfter()
        height_pt += flowable.getSpaceBefore() if place else 0
    return height_pt


def note_below(note: str, *texts: str) -> list[Flowable]:
    """Return the line that explains the sign for what can't be printed; nothing where the texts have none of it."""
    if not any(UNPRINTABLE in printable(text, fallback=True) and UNPRINTABLE not in text for text in texts):
        return []
    return [Spacer(0, 12), *lines(note, style(9, muted=True))]


bold = partial(style, bold=True)
muted = partial(style, muted=True)

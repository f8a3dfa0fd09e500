"""The thread of a marathon on paper: the picture that the screen shows, as large as it can be read.

A column for each step, a card for each thing, a line to what it comes from. What leads nowhere yet is counted and left
out. Where the picture is too high for a page it goes on upon the next one, lines and all.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import partial
from math import ceil
from typing import NamedTuple

from reportlab.lib.pagesizes import A4, landscape
from reportlab.pdfgen.canvas import Canvas

from facilitator_console.dialogue.threads import Step, Thread
from facilitator_console.report.paper import draw_sheets
from facilitator_console.report.signs import draw_line, draw_text, drawn_lines, printable, shortened
from facilitator_console.report.typography import BOLD, HAIRLINE, INK, MUTED, REGULAR
from facilitator_console.words import Catalogue, Message, UserError, say, say_n

PAGE_PT = landscape(A4)
MARGIN_PT, HEAD_PT, FOOT_PT = 34, 54, 24
CARD_PT, GAP_PT, BETWEEN_PT, PAD_PT = 40, 7, 26, 6
TYPE_PT, LEADING_PT, LINES = 8, 9.6, 3
NOTHING = say("There is nothing on the thread yet.")


class Place(NamedTuple):
    """Represents where a card stands: its column and its row, from 0."""

    column: int
    row: int


class ThreadPicture(NamedTuple):
    """Represents the picture, in plain words.

    Attributes:
        title: Of the marathon.
        columns: Each with its head and the texts of its cards.
        lines: From one card to another.
        note: What is left out; empty for nothing.
    """

    title: str
    columns: tuple[tuple[str, tuple[str, ...]], ...]
    lines: tuple[tuple[Place, Place], ...]
    note: str

    def write(self) -> bytes:
        """Return the PDF of the picture, the same bytes for the same picture."""
        rows_a_page = int((PAGE_PT[1] - HEAD_PT - FOOT_PT - MARGIN_PT) // (CARD_PT + GAP_PT))
        pages = max(1, ceil(max(len(cards) for _, cards in self.columns) / rows_a_page))
        sheets = [partial(self._draw_page, page, pages, rows_a_page) for page in range(pages)]
        return draw_sheets(sheets, printable(self.title))

    def _draw_page(self, page: int, pages: int, rows_a_page: int, canvas: Canvas) -> None:
        canvas.setPageSize(PAGE_PT)
        self._draw_around(canvas, page, pages)
        canvas.saveState()
        window = canvas.beginPath()
        window.rect(0, FOOT_PT, PAGE_PT[0], PAGE_PT[1] - HEAD_PT - FOOT_PT - 8)
        canvas.clipPath(window, stroke=0, fill=0)
        canvas.translate(0, page * rows_a_page * (CARD_PT + GAP_PT))
        self._draw_lines(canvas)
        self._draw_cards(canvas)
        canvas.restoreState()

    def _column_pt(self) -> float:
        count = len(self.columns)
        return float((PAGE_PT[0] - 2 * MARGIN_PT - (count - 1) * BETWEEN_PT) / count)

    def _left_top(self, place: Place) -> tuple[float, float]:
        left = MARGIN_PT + place.column * (self._column_pt() + BETWEEN_PT)
        return left, PAGE_PT[1] - HEAD_PT - 10 - place.row * (CARD_PT + GAP_PT)

    def _draw_around(self, canvas: Canvas, page: int, pages: int) -> None:
        top = PAGE_PT[1]
        canvas.setFillColor(INK)
        room_pt = PAGE_PT[0] - 2 * MARGIN_PT - canvas.stringWidth(self.note, REGULAR, 8) - 12
        title = shortened(printable(self.title, fallback=True).replace("\n", " "), BOLD, 13, room_pt)
        draw_text(canvas, MARGIN_PT, top - 26, title, 13, BOLD)
        canvas.setFillColor(MUTED)
        canvas.setFont(REGULAR, 8)
        canvas.drawRightString(PAGE_PT[0] - MARGIN_PT, top - 26, self.note)
        canvas.drawRightString(PAGE_PT[0] - MARGIN_PT, 12, f"{page + 1} / {pages}")
        canvas.setFont(BOLD, 8)
        for column, (head, cards) in enumerate(self.columns):
            canvas.drawString(self._left_top(Place(column, 0))[0], top - 46, f"{head} · {len(cards)}")

    def _draw_lines(self, canvas: Canvas) -> None:
        canvas.setStrokeColor(MUTED)
        canvas.setLineWidth(0.5)
        for source, target in self.lines:
            (left, top), (to_left, to_top) = self._left_top(source), self._left_top(target)
            begin, low, end_low = left + self._column_pt(), top - CARD_PT / 2, to_top - CARD_PT / 2
            canvas.bezier(begin, low, begin + BETWEEN_PT, low, to_left - BETWEEN_PT, end_low, to_left, end_low)

    def _draw_cards(self, canvas: Canvas) -> None:
        for column, (_head, cards) in enumerate(self.columns):
            for row, text in enumerate(cards):
                left, top = self._left_top(Place(column, row))
                canvas.setFillColorRGB(1, 1, 1)
                canvas.setStrokeColor(HAIRLINE)
                canvas.roundRect(left, top - CARD_PT, self._column_pt(), CARD_PT, 4, stroke=1, fill=1)
                canvas.setFillColor(INK)
                safe = printable(text, fallback=True)
                shown = drawn_lines(safe, REGULAR, TYPE_PT, self._column_pt() - 2 * PAD_PT)
                if len(shown) > LINES:
                    shown = [*shown[: LINES - 1], f"{shown[LINES - 1]} …"]
                for number, line in enumerate(shown):
                    draw_line(canvas, left + PAD_PT, top - PAD_PT - TYPE_PT - number * LEADING_PT, line, TYPE_PT)


def read(thread: Thread, title: str, heads: Mapping[Step, Message], catalogue: Catalogue) -> ThreadPicture:
    """Read what is on the thread; statements on which no question rests are counted alone.

    Raises:
        UserError: There is nothing on it.
    """
    used = {ref for knot in thread.knots for ref in knot.comes_from}
    kept = [knot for knot in thread.knots if knot.step is not Step.STATEMENT or knot.ref in used]
    steps = [step for step in Step if any(knot.step is step for knot in kept)]
    if not steps:
        raise UserError(NOTHING)
    columns = [[knot for knot in kept if knot.step is step] for step in steps]
    places = {knot.ref: Place(at, row) for at, knots in enumerate(columns) for row, knot in enumerate(knots)}
    lines = [(places[ref], places[knot.ref]) for knot in kept for ref in knot.comes_from if ref in places]
    out = len(thread.knots) - len(kept)
    left_out = say_n("{n} statement with no question is left out", "{n} statements with no question are left out", out)
    return ThreadPicture(
        title,
        tuple(
            (catalogue.text(heads[step]), tuple(knot.text for knot in knots))
            for step, knots in zip(steps, columns, strict=True)
        ),
        tuple(lines),
        catalogue.text(left_out) if out else "",
    )

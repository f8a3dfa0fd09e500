"""Cards for the chairs: the number of a seat, as large as it can be, and where to cut. No word of who sits there."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial
from typing import NamedTuple

from reportlab.lib.pagesizes import A4
from reportlab.lib.units import mm
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfgen.canvas import Canvas

from facilitator_console.dialogue.state import State
from facilitator_console.report.handouts.sheets import words
from facilitator_console.report.paper import draw_sheets
from facilitator_console.report.typography import BOLD, INK, MUTED
from facilitator_console.session.people import seated
from facilitator_console.words import Catalogue, UserError, say

ACROSS, DOWN = 2, 4
EDGE_PT = 10 * mm
"""The margin that printers can't print on."""
MARK_PT = 5 * mm
CARD_PT = ((A4[0] - 2 * EDGE_PT) / ACROSS, (A4[1] - 2 * EDGE_PT) / DOWN)
SIZE_PT = 150.0
DIGITS_HIGH = 0.7
"""Height of a figure, as a part of the type's size."""


class SeatCards(NamedTuple):
    """Represents the cards; `title` stands in the file alone."""

    title: str
    numbers: tuple[int, ...]

    def write(self) -> bytes:
        """Return the PDF of the seat cards, with cut marks."""
        whole = ACROSS * DOWN
        sheets = [self.numbers[first : first + whole] for first in range(0, len(self.numbers), whole)]
        return draw_sheets([partial(_draw_sheet, numbers) for numbers in sheets], self.title)


def read(state: State, catalogue: Catalogue) -> SeatCards:
    """Read the cards, by seat; also of who is not here yet.

    Raises:
        UserError: There are no seats.
    """
    numbers = tuple(dict.fromkeys(person.seat for person in seated(state)))
    if not numbers:
        raise UserError(say("There are no seats yet. Add them beside the agenda; then there are cards for them."))
    return SeatCards(words(catalogue, say("Seat cards")), numbers)


def _draw_sheet(numbers: Sequence[int], canvas: Canvas) -> None:
    width_pt, height_pt = CARD_PT
    for at, number in enumerate(numbers):
        down, across = divmod(at, ACROSS)
        text = str(number)
        size_pt = min(SIZE_PT, SIZE_PT * width_pt * 0.86 / pdfmetrics.stringWidth(text, BOLD, SIZE_PT))
        canvas.setFont(BOLD, size_pt)
        canvas.setFillColor(INK)
        middle_pt = A4[1] - EDGE_PT - (down + 0.5) * height_pt
        canvas.drawCentredString(EDGE_PT + (across + 0.5) * width_pt, middle_pt - size_pt * DIGITS_HIGH / 2, text)
    _draw_cut_marks(canvas)


def _draw_cut_marks(canvas: Canvas) -> None:
    """Draw a small cross wherever corners of cards meet."""
    canvas.setStrokeColor(MUTED)
    canvas.setLineWidth(0.4)
    for across in range(ACROSS + 1):
        for down in range(DOWN + 1):
            x_pt, y_pt = EDGE_PT + across * CARD_PT[0], EDGE_PT + down * CARD_PT[1]
            canvas.line(x_pt - MARK_PT / 2, y_pt, x_pt + MARK_PT / 2, y_pt)
            canvas.line(x_pt, y_pt - MARK_PT / 2, x_pt, y_pt + MARK_PT / 2)

"""Draws counts as vector pictures: a row for each, with its name and figure: nothing depends on colour alone."""

from __future__ import annotations

from reportlab.lib.colors import Color
from reportlab.lib.utils import simpleSplit
from reportlab.pdfgen.canvas import Canvas

from facilitator_console.report.signs import draw_text, shortened
from facilitator_console.report.tags import Tagged
from facilitator_console.report.typography import HAIRLINE, INK, PAPER, REGULAR

LABEL_PT = 128.0
"""The width of the names' column."""
FIGURE_PT = 40.0
_SIZE_PT = 10.0
_LEADING_PT = 12.0
_GAP_PT = 10.0
_MOST_LINES = 3


class CountRow(Tagged):
    """Draws a bar on a track that stands for everyone, and its figure."""

    def __init__(self, name: str, count: int, total: int, colour: Color) -> None:
        super().__init__()
        self._lines, self._count, self._total, self._colour = _label_lines(name), count, max(1, total), colour

    def wrap(self, available_width_pt: float, _available_height_pt: float) -> tuple[float, float]:
        """Take the whole width of the page."""
        self.width, self.height = available_width_pt, 9 + _LEADING_PT * max(1, len(self._lines))
        return self.width, self.height

    def draw(self) -> None:
        """Draw the picture at the origin."""
        track_pt = self.width - LABEL_PT - FIGURE_PT
        middle_pt, tall_pt = self.height / 2, 12.0
        low_pt = middle_pt - tall_pt / 2
        _draw_label(self.canv, self._lines, middle_pt)
        _fill(self.canv, PAPER, LABEL_PT, low_pt, track_pt, tall_pt)
        _fill(self.canv, self._colour, LABEL_PT, low_pt, track_pt * self._count / self._total, tall_pt)
        self.canv.setStrokeColor(HAIRLINE)
        self.canv.setLineWidth(0.5)
        self.canv.rect(LABEL_PT, low_pt, track_pt, tall_pt, stroke=1, fill=0)
        self.canv.setFillColor(INK)
        self.canv.setFont(REGULAR, _SIZE_PT)
        self.canv.drawRightString(self.width, middle_pt - _SIZE_PT * 0.35, str(self._count))


class ScaleRow(Tagged):
    """Draws the scale below the bars: from nothing to everyone."""

    def __init__(self, total: int, unit: str, colour: Color) -> None:
        super().__init__()
        self._total, self._unit, self._colour = total, unit, colour

    def wrap(self, available_width_pt: float, _available_height_pt: float) -> tuple[float, float]:
        """Take the whole width of the page."""
        self.width, self.height = available_width_pt, 14.0
        return self.width, self.height

    def draw(self) -> None:
        """Draw the picture at the origin."""
        right_pt = self.width - FIGURE_PT
        self.canv.setStrokeColor(HAIRLINE)
        self.canv.setLineWidth(0.5)
        self.canv.line(LABEL_PT, 13, right_pt, 13)
        self.canv.setFillColor(self._colour)
        self.canv.setFont(REGULAR, 8.5)
        self.canv.drawString(LABEL_PT, 3, "0")
        self.canv.drawRightString(right_pt, 3, str(self._total))
        self.canv.drawRightString(self.width, 3, self._unit)


def _fill(canvas: Canvas, colour: Color, left_pt: float, low_pt: float, wide_pt: float, tall_pt: float) -> None:
    """Fill a box; one without extent would show as a line."""
    if wide_pt and tall_pt:
        canvas.setFillColor(colour)
        canvas.rect(left_pt, low_pt, wide_pt, tall_pt, stroke=0, fill=1)


def _label_lines(name: str) -> list[str]:
    """Return a group's name on as few lines as it needs, shortened where these are too many."""
    lines: list[str] = simpleSplit(name, REGULAR, _SIZE_PT, LABEL_PT - _GAP_PT)
    whole, rest = lines[: _MOST_LINES - 1], " ".join(lines[_MOST_LINES - 1 :])
    return [shortened(line, REGULAR, _SIZE_PT, LABEL_PT - _GAP_PT) for line in (*whole, rest) if line]


def _draw_label(canvas: Canvas, lines: list[str], middle_pt: float) -> None:
    canvas.setFillColor(INK)
    canvas.setFont(REGULAR, _SIZE_PT)
    first_pt = middle_pt + (len(lines) - 1) * _LEADING_PT / 2 - _SIZE_PT * 0.35
    for place, line in enumerate(lines):
        draw_text(canvas, 0, first_pt - place * _LEADING_PT, line, _SIZE_PT)

"""Wraps text that is painted on several lines; a word longer than its line is broken rather than cut off."""

from __future__ import annotations

from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QFont, QFontMetrics, QPainter, QTextLayout, QTextOption

from facilitator_console.ui.look.text_positions import place_of

SHORT_PX = 56
"""A label up to this width is not split: "+30 s"."""
LINE_BREAK = "\u2028"
"""The character that a text layout takes for the end of a line."""


def wrapped(text: str, kind: QFont, width_px: float) -> list[str]:
    """Return the lines of a text in this font, none wider than `width_px`."""
    layout = QTextLayout(text.replace("\n", LINE_BREAK), kind)
    option = QTextOption()
    option.setWrapMode(QTextOption.WrapMode.WrapAtWordBoundaryOrAnywhere)
    layout.setTextOption(option)
    lines: list[str] = []
    layout.beginLayout()
    while (line := layout.createLine()).isValid():
        line.setLineWidth(width_px)
        start = line.textStart()
        lines.append(text[place_of(text, start) : place_of(text, start + line.textLength())].strip())
    layout.endLayout()
    return lines


def at_most(lines: list[str], most: int) -> list[str]:
    """Return at most so many lines; the last one holds all the rest, and ends in dots where it is drawn."""
    return lines if len(lines) <= most else [*lines[: most - 1], " ".join(lines[most - 1 :])]


def in_two(text: str, kind: QFont) -> list[str]:
    """Split a text at that space where the longer half is shortest; one line where it is short or one word."""
    metrics = QFontMetrics(kind)
    words = text.split() if metrics.horizontalAdvance(text) > SHORT_PX else [text]
    halves = [[" ".join(words[:at]), " ".join(words[at:])] for at in range(1, len(words))]
    return min(halves, key=lambda half: max(map(metrics.horizontalAdvance, half)), default=[text])


def lines_px(lines: list[str], kind: QFont) -> int:
    """Return the height of so many lines."""
    return len(lines) * QFontMetrics(kind).lineSpacing()


def draw_lines(painter: QPainter, rect: QRectF, lines: list[str]) -> None:
    """Draw lines from the top of a rectangle, in the painter's font; a line that is still too long ends in dots."""
    metrics = QFontMetrics(painter.font())
    for row, line in enumerate(lines):
        top = rect.top() + row * metrics.lineSpacing()
        shown = metrics.elidedText(line, Qt.TextElideMode.ElideRight, round(rect.width()) + 1)
        painter.drawText(QRectF(rect.left(), top, rect.width() + 1, metrics.lineSpacing()), 0, shown)

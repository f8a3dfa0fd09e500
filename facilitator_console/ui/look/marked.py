"""Draws one line of text in which some places are marked, whichever way the text is read."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QPointF, QRect, Qt
from PySide6.QtGui import QColor, QFontMetrics, QPainter, QTextCharFormat, QTextLayout, QTextOption

from facilitator_console.ui.look.text_positions import position_of
from facilitator_console.ui.look.theme import color

BEFORE_HIT = 24
"""Signs that are shown before the first mark of a text that is too long for its place."""
GROUND_ALPHA = 0.22


def around(text: str, hits: Sequence[tuple[int, int]], metrics: QFontMetrics, width_px: int) -> str:
    """Return a text so that its first mark is seen on a line of this width: perhaps without its start."""
    if not hits or metrics.horizontalAdvance(text[: hits[0][1]]) < width_px * 0.9:
        return text
    start = text.rfind(" ", 0, max(0, hits[0][0] - BEFORE_HIT)) + 1
    return f"… {text[start:]}" if start else text


def draw_marked(painter: QPainter, rect: QRect, text: str, hits: Sequence[tuple[int, int]]) -> None:
    """Draw a line in the painter's font and pen, its middle in the middle of the rectangle; marks have a ground."""
    layout = QTextLayout(text, painter.font())
    option = QTextOption()
    option.setWrapMode(QTextOption.WrapMode.NoWrap)
    option.setTextDirection(Qt.LayoutDirection.LeftToRight)
    layout.setTextOption(option)
    layout.setFormats([_marked(text, start, end) for start, end in hits])
    layout.beginLayout()
    line = layout.createLine()
    line.setLineWidth(rect.width())
    layout.endLayout()
    layout.draw(painter, QPointF(rect.left(), rect.top() + (rect.height() - line.height()) / 2))


def _marked(text: str, start: int, end: int) -> QTextLayout.FormatRange:
    ground = QColor(color("accent"))
    ground.setAlphaF(GROUND_ALPHA)
    marked = QTextLayout.FormatRange()
    marked.start = position_of(text, start)
    marked.length = position_of(text, end) - marked.start
    look = QTextCharFormat()
    look.setBackground(ground)
    marked.format = look
    return marked

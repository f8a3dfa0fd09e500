"""Paints big figures and the bar beneath them: they change ten times a second and must stay sharp at any size."""

from __future__ import annotations

from PySide6.QtCore import QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QFontMetricsF, QPainter, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from facilitator_console.ui.look.theme import color, font, text_font
from facilitator_console.ui.look.tips import plain_tip, set_tip
from facilitator_console.ui.look.wrapped import draw_lines, in_two

BAR_PX = 12
TRAIL_GAP_PX = 9
WEIGHT = 700
CAP = 0.73
"""Height of Inter's digits, in ems."""
AIR = 0.12
"""Space above and below the digits, in ems."""


class Figure(QWidget):
    """Shows a number, and perhaps a few words behind it on the same line."""

    def __init__(self, largest_px: int, smallest_px: int, parent: QWidget | None = None) -> None:
        """Build it; its type is as large as there is room for, between these sizes."""
        super().__init__(parent)
        self._largest_px, self._smallest_px = largest_px, smallest_px
        self._text = self._trail = ""
        self.ink = "ink"
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Preferred)

    def set_largest(self, size_px: int) -> None:
        """Set the largest size of its type."""
        if size_px != self._largest_px:
            self._largest_px = size_px
            self.updateGeometry()
            self.update()

    def show_text(self, text: str, trail: str = "", ink: str = "ink") -> None:
        """Show a number, words behind it, in this token's colour; nothing is painted where nothing changed."""
        if (text, trail, ink) == (self._text, self._trail, self.ink):
            return
        resized = len(text) != len(self._text) or trail != self._trail
        self._text, self._trail, self.ink = text, trail, ink
        self.setAccessibleName(f"{text} {trail}".strip())
        self._refresh_tip()
        if resized:
            self.updateGeometry()
        self.update()

    @property
    def text(self) -> str:
        """Return the number as shown."""
        return self._text

    @property
    def trail(self) -> str:
        """Return the words behind it."""
        return self._trail

    def sizeHint(self) -> QSize:
        """Return the size at its largest type."""
        return self._size(self._largest_px)

    def minimumSizeHint(self) -> QSize:
        """Return the size at its smallest type, without the words."""
        metrics = QFontMetricsF(font(self._smallest_px, WEIGHT))
        return QSize(round(metrics.horizontalAdvance(self._text)) + 1, _height(self._smallest_px))

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Refresh the tip, which shows words whole that end in dots."""
        super().resizeEvent(event)
        self._refresh_tip()

    def _size(self, size_px: int) -> QSize:
        width = QFontMetricsF(font(size_px, WEIGHT)).horizontalAdvance(self._text)
        if self._trail:
            width += TRAIL_GAP_PX + QFontMetricsF(text_font()).horizontalAdvance(self._trail)
        return QSize(round(width) + 1, _height(size_px))

    def _fitting_px(self) -> int:
        """Return the largest size at which the number fits; the words may end in dots."""
        by_height = int(self.height() / (CAP + 2 * AIR))
        at_largest = QFontMetricsF(font(self._largest_px, WEIGHT)).horizontalAdvance(self._text) or 1
        by_width = int(self._largest_px * self.width() / at_largest)
        return max(self._smallest_px, min(self._largest_px, by_height, by_width))

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Paint the number on its line."""
        painter = QPainter(self)
        size_px = self._fitting_px()
        painter.setFont(font(size_px, WEIGHT))
        painter.setPen(color(self.ink))
        line = (self.height() + CAP * size_px) / 2
        painter.drawText(QPointF(0, line), self._text)
        if self._trail:
            painter.setFont(text_font())
            painter.setPen(color("muted"))
            self._paint_trail(painter, self._trail_left(), line)

    def _trail_left(self) -> float:
        """Return where the words begin."""
        width = QFontMetricsF(font(self._fitting_px(), WEIGHT)).horizontalAdvance(self._text)
        return width + TRAIL_GAP_PX if self._text else 0.0

    def _trail_lines(self) -> list[str]:
        """Return the words on one line where they fit, else on two."""
        fits = QFontMetricsF(text_font()).horizontalAdvance(self._trail) <= self.width() - self._trail_left()
        return [self._trail] if fits else in_two(self._trail, text_font())

    def _paint_trail(self, painter: QPainter, left: float, line: float) -> None:
        """Paint the words on the number's line, or on two beside it; alone they follow what stands above."""
        metrics, lines = QFontMetricsF(painter.font()), self._trail_lines()
        if not self._text:
            top = 0.0
        elif len(lines) == 1:
            top = line - metrics.ascent()
        else:
            top = (self.height() - len(lines) * metrics.lineSpacing()) / 2
        draw_lines(painter, QRectF(left, top, self.width() - left, self.height()), lines)

    def _refresh_tip(self) -> None:
        widest = max(map(QFontMetricsF(text_font()).horizontalAdvance, self._trail_lines()))
        set_tip(self, "" if widest <= self.width() - self._trail_left() + 1 else plain_tip(self._trail))


class TimeBar(QWidget):
    """Shows what is left, as a bar that shrinks."""

    def __init__(self, parent: QWidget | None = None) -> None:
        """Build an empty bar."""
        super().__init__(parent)
        self.part = 0.0
        self.ink = "accent"
        self.setFixedHeight(BAR_PX)

    def show_part(self, part: float, ink: str = "accent") -> None:
        """Show a part of 0 to 1 in this token's colour; painted only where a pixel changes."""
        before = (self._filled_px(), self.ink)
        self.part, self.ink = min(1.0, max(0.0, part)), ink
        if before != (self._filled_px(), self.ink):
            self.update()

    def _filled_px(self) -> int:
        """Return the width of what is left: never less than its round ends, and 0 once nothing is left."""
        return max(self.height(), round(self.width() * self.part)) if self.part else 0

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Paint the track, and on it what is left."""
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(Qt.PenStyle.NoPen)
        radius = self.height() / 2
        painter.setBrush(color("track"))
        painter.drawRoundedRect(QRectF(self.rect()), radius, radius)
        if filled_px := self._filled_px():
            painter.setBrush(color(self.ink))
            painter.drawRoundedRect(QRectF(0, 0, filled_px, self.height()), radius, radius)


def _height(size_px: int) -> int:
    return round(size_px * (CAP + 2 * AIR))

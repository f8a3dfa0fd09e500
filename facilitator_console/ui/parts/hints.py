"""Shows hints of what keys do here. What finds no room is left out, the last first."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QFontMetricsF, QPainter, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import QLabel, QSizePolicy, QWidget

from facilitator_console.ui.look.styles import Rank, set_style
from facilitator_console.ui.look.theme import color, text_font
from facilitator_console.ui.look.tips import set_tip
from facilitator_console.ui.parts.labels import set_text

SIZE_PX = 13
BETWEEN_PX = 22
PARTS = " · "
"""Stands between the parts of a hint on one line."""


class HintRow(QWidget):
    """Shows a row of short texts."""

    def __init__(self, parent: QWidget | None = None) -> None:
        """Begin without hints."""
        super().__init__(parent)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Preferred)
        self._hints: tuple[str, ...] = ()

    def show_hints(self, hints: Sequence[str]) -> None:
        """Show these; nothing is painted where they stand there already."""
        if self._hints == tuple(hints):
            return
        self._hints = tuple(hints)
        self.setAccessibleName(", ".join(hints))
        self.update()

    def sizeHint(self) -> QSize:
        """Return the height of one line, however wide."""
        return QSize(0, 20)

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Paint as many hints as fit."""
        painter = QPainter(self)
        painter.setFont(text_font(SIZE_PX))
        painter.setPen(color("muted"))
        metrics, left = QFontMetricsF(painter.font()), 0.0
        for hint in self._hints:
            width = metrics.horizontalAdvance(hint)
            if left + width > self.width():
                break
            painter.drawText(QRectF(left, 0, width + 1, self.height()), Qt.AlignmentFlag.AlignVCenter, hint)
            left += width + BETWEEN_PX


class ElidedHint(QLabel):
    """Shows a hint on one line; parts that find no room are left out, the last first; a tip shows the whole."""

    def __init__(self, parent: QWidget | None = None) -> None:
        """Begin empty."""
        super().__init__(parent)
        self._whole = ""
        self.setTextFormat(Qt.TextFormat.PlainText)
        set_style(self, Rank.HINT)
        self.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)

    @property
    def whole_text(self) -> str:
        """Return the whole hint."""
        return self._whole

    def show_text(self, text: str) -> None:
        """Show another hint."""
        self._whole = text
        self.setAccessibleName(text)
        self._elide()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Show as much as fits."""
        super().resizeEvent(event)
        self._elide()

    def _elide(self) -> None:
        self.ensurePolished()
        metrics, shown = self.fontMetrics(), self._whole
        while PARTS in shown and metrics.horizontalAdvance(shown) > self.width():
            shown = shown[: shown.rindex(PARTS)]
        set_text(self, metrics.elidedText(shown, Qt.TextElideMode.ElideRight, self.width()))
        set_tip(self, self._whole if shown != self._whole else "")

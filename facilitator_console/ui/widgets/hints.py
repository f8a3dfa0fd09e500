"""Hints of the foot: what keys do here. Those that find no room are left out, the last first."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QFontMetricsF, QPainter, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from facilitator_console.ui.theme import color, text_font

SIZE_PX = 13
BETWEEN_PX = 22


class HintRow(QWidget):
    """A row of short texts."""

    def __init__(self, parent: QWidget | None = None) -> None:
        """None yet."""
        super().__init__(parent)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Preferred)
        self._hints: tuple[str, ...] = ()

    def show_hints(self, hints: Sequence[str]) -> None:
        """Show these."""
        self._hints = tuple(hints)
        self.setAccessibleName(", ".join(hints))
        self.update()

    def sizeHint(self) -> QSize:
        """One line, however wide."""
        return QSize(0, 20)

    def paintEvent(self, _event: QPaintEvent) -> None:
        """As many as fit."""
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

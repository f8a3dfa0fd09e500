"""The button that is most often meant. It is filled, so that its focus ring needs a gap to be seen."""

from __future__ import annotations

from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QPushButton, QWidget

from facilitator_console.ui.theme import color

RING_PX = 2
"""Width of the ring, and of the gap within it."""
RADIUS_PX = 6


class PrimaryButton(QPushButton):
    """A filled button."""

    def __init__(self, text: str, parent: QWidget | None = None) -> None:
        """Show a text."""
        super().__init__(text, parent)
        self.setProperty("kind", "primary")

    def paintEvent(self, event: QPaintEvent) -> None:
        """The button by the style sheet, then the gap."""
        super().paintEvent(event)
        if self.hasFocus():
            painter = QPainter(self)
            paint_focus_gap(painter, QRectF(self.rect()))


def paint_focus_gap(painter: QPainter, button: QRectF) -> None:
    """Part a filled button's ring from the rest of it."""
    painter.save()
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setPen(QPen(color("panel"), RING_PX))
    painter.setBrush(Qt.BrushStyle.NoBrush)
    inset = RING_PX * 1.5
    painter.drawRoundedRect(button.adjusted(inset, inset, -inset, -inset), RADIUS_PX, RADIUS_PX)
    painter.restore()

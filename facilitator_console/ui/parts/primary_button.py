"""Shows the button that is most often meant. It is filled, so that its focus ring needs a gap to be seen."""

from __future__ import annotations

from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QPainter, QPaintEvent, QPen, QResizeEvent
from PySide6.QtWidgets import QPushButton, QSizePolicy, QWidget

from facilitator_console.ui.look.styles import ButtonKind, set_style
from facilitator_console.ui.look.theme import color
from facilitator_console.ui.look.tips import plain_tip

RING_PX = 2
"""The width of the ring, and of the gap within it."""
RADIUS_PX = 6
BESIDE_PX = 15
"""Space beside its text, as in the style sheet."""
LEAST_PX = 80


class PrimaryButton(QPushButton):
    """Shows a filled button."""

    def __init__(self, text: str = "", parent: QWidget | None = None) -> None:
        """Show a text."""
        super().__init__(text, parent)
        self._whole = ""
        set_style(self, ButtonKind.PRIMARY)

    def show_text(self, text: str) -> None:
        """Show this text; one too long for its place ends in dots and is shown whole on hovering."""
        self._whole = text
        self.setMinimumWidth(LEAST_PX)
        self.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)
        self._elide()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Leave out what does not fit."""
        super().resizeEvent(event)
        if self._whole:
            self._elide()

    def _elide(self) -> None:
        self.ensurePolished()
        room = self.width() - 2 * BESIDE_PX
        shown = self.fontMetrics().elidedText(self._whole, Qt.TextElideMode.ElideRight, room)
        self.setText(shown.replace("&", "&&"))
        self.setToolTip("" if shown == self._whole else plain_tip(self._whole))

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint the button by the style sheet, then the gap."""
        super().paintEvent(event)
        if self.hasFocus():
            painter = QPainter(self)
            paint_focus_gap(painter, QRectF(self.rect()))


def paint_focus_gap(painter: QPainter, button: QRectF) -> None:
    """Paint a gap between a filled button's ring and the rest of it."""
    painter.save()
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setPen(QPen(color("panel"), RING_PX))
    painter.setBrush(Qt.BrushStyle.NoBrush)
    inset = RING_PX * 1.5
    painter.drawRoundedRect(button.adjusted(inset, inset, -inset, -inset), RADIUS_PX, RADIUS_PX)
    painter.restore()

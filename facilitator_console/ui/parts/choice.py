"""Shows a list of choices that opens: Qt's combo box with an arrow of our own, since a style sheet can't draw one."""

from __future__ import annotations

from PySide6.QtCore import QPointF, Qt
from PySide6.QtGui import QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QComboBox, QFrame, QStyledItemDelegate, QWidget

from facilitator_console.ui.look.theme import color

ARROW_PX = 4.0


class Choice(QComboBox):
    """Shows a combo box."""

    def __init__(self, parent: QWidget | None = None) -> None:
        """Begin without choices."""
        super().__init__(parent)
        # The style's own delegate paints the list as a menu of the system, past the style sheet.
        self.setItemDelegate(QStyledItemDelegate(self))

    def showPopup(self) -> None:
        """Open the list, with one edge of its own and none of the style's around it."""
        around = self.view().parentWidget()
        if isinstance(around, QFrame):
            around.setFrameShape(QFrame.Shape.NoFrame)
        super().showPopup()

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint the box and its arrow."""
        super().paintEvent(event)
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        pen = QPen(color("muted"), 1.5)
        pen.setCapStyle(Qt.PenCapStyle.RoundCap)
        pen.setJoinStyle(Qt.PenJoinStyle.RoundJoin)
        painter.setPen(pen)
        middle = QPointF(self.width() - 16, self.height() / 2 + 0.5)
        painter.drawPolyline(
            [
                middle + QPointF(-ARROW_PX, -ARROW_PX / 2),
                middle + QPointF(0, ARROW_PX / 2),
                middle + QPointF(ARROW_PX, -ARROW_PX / 2),
            ]
        )

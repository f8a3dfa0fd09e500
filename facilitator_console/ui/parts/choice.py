"""Shows a list of choices that opens: Qt's combo box with an arrow of our own, since a style sheet can't draw one."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QPointF, Qt
from PySide6.QtGui import QHelpEvent, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import (
    QComboBox,
    QFrame,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionComboBox,
    QStylePainter,
    QToolTip,
    QWidget,
)

from facilitator_console.ui.look.theme import color
from facilitator_console.ui.look.tips import plain_tip

ARROW_PX = 4.0
MOST_IN_SIGHT = 20
"""More choices than any list here has, the formats included: nobody scrolls where the screen has room."""


class Choice(QComboBox):
    """Shows a combo box."""

    def __init__(self, parent: QWidget | None = None) -> None:
        """Begin without choices."""
        super().__init__(parent)
        # The style's own delegate paints the list as a menu of the system, past the style sheet.
        self.setItemDelegate(QStyledItemDelegate(self))
        self.setMaxVisibleItems(MOST_IN_SIGHT)

    def showPopup(self) -> None:
        """Open the list, with one edge of its own and none of the style's around it."""
        around = self.view().parentWidget()
        if isinstance(around, QFrame):
            around.setFrameShape(QFrame.Shape.NoFrame)
        super().showPopup()

    def event(self, event: QEvent) -> bool:
        """Tell the whole of a text that is cut."""
        if event.type() == QEvent.Type.ToolTip and isinstance(event, QHelpEvent) and not self.toolTip():
            option = QStyleOptionComboBox()
            self.initStyleOption(option)
            whole = self.currentText()
            QToolTip.showText(event.globalPos(), plain_tip(whole) if self._shown_text(option) != whole else "", self)
            return True
        return super().event(event)

    def _shown_text(self, option: QStyleOptionComboBox) -> str:
        field = QStyle.SubControl.SC_ComboBoxEditField
        room = self.style().subControlRect(QStyle.ComplexControl.CC_ComboBox, option, field, self)
        return self.fontMetrics().elidedText(self.currentText(), Qt.TextElideMode.ElideRight, room.width())

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint the box and its arrow."""
        del event
        painter = QStylePainter(self)
        option = QStyleOptionComboBox()
        self.initStyleOption(option)
        painter.drawComplexControl(QStyle.ComplexControl.CC_ComboBox, option)
        option.currentText = self._shown_text(option)
        painter.drawControl(QStyle.ControlElement.CE_ComboBoxLabel, option)
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

"""Holds menus of one look, never in the way of a clock, deleted when they close."""

from __future__ import annotations

from PySide6.QtCore import QPointF, Qt
from PySide6.QtGui import QPainter, QPaintEvent, QPen, QPolygonF
from PySide6.QtWidgets import QMenu, QWidget

from facilitator_console.ui.look.theme import color

TICK = ((0.0, 0.5), (3.4, 4.0), (9.6, -4.0))
"""Corners of a tick in px, from the middle of its left side."""
TICK_FROM_LEFT_PX = 12


class Menu(QMenu):
    """Shows a menu that ticks what is checked."""

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint the entries by the style sheet, then the ticks in the colour of the text."""
        super().paintEvent(event)
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(
            QPen(color("ink"), 1.8, Qt.PenStyle.SolidLine, Qt.PenCapStyle.RoundCap, Qt.PenJoinStyle.RoundJoin)
        )
        for action in self.actions():
            if action.isCheckable() and action.isChecked():
                place = self.actionGeometry(action)
                left, middle = place.left() + TICK_FROM_LEFT_PX, place.center().y() + 0.5
                painter.drawPolyline(QPolygonF([QPointF(left + x, middle + y) for x, y in TICK]))


def new_menu(parent: QWidget) -> Menu:
    """Return an empty menu; show it with `popup`, which does not stop the clocks."""
    menu = Menu(parent)
    menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
    return menu


def submenu(menu: QMenu, title: str) -> Menu:
    """Return a new menu within another one."""
    inner = Menu(menu)
    inner.setTitle(title)
    menu.addMenu(inner)
    return inner

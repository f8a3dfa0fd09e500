"""What is painted: how often, and in which colour."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QObject
from PySide6.QtGui import QColor
from PySide6.QtWidgets import QWidget

OPAQUE, NEARLY = 255, 40
"""A colour's channels may differ by so much where an edge is smoothed."""


def is_like(paint: QColor, wanted: QColor) -> bool:
    """Whether it is that colour, and not only a breath of it at a smoothed edge."""
    pairs = ((paint.red(), wanted.red()), (paint.green(), wanted.green()), (paint.blue(), wanted.blue()))
    return paint.alpha() > OPAQUE // 2 and all(abs(one - other) < NEARLY for one, other in pairs)


class Paints(QObject):
    """Counts how often a widget is painted."""

    def __init__(self, widget: QWidget) -> None:
        super().__init__(widget)
        self.number = 0
        widget.installEventFilter(self)

    def eventFilter(self, _watched: QObject, event: QEvent) -> bool:
        self.number += event.type() == QEvent.Type.Paint
        return False

"""Draws QR codes: dark on light in every look, as many cameras read no other."""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache

from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QColor, QPainter, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

DARK, LIGHT = QColor("#1D2430"), QColor("#FFFFFF")
QUIET_ZONE = 4
"""Free modules around a code, as its standard wants."""
SIDE_PX = 164


@lru_cache(maxsize=8)
def qr_modules(text: str) -> tuple[str, ...]:
    """Return the rows of a QR code, "1" for dark; it can still be read with a quarter of it hidden."""
    import segno

    return tuple("".join("1" if dark else "0" for dark in row) for row in segno.make_qr(text, error="q").matrix)


def paint_qr(painter: QPainter, room: QRectF, modules: Sequence[str]) -> None:
    """Paint a code into a square."""
    side = min(room.width(), room.height()) / (len(modules) + 2 * QUIET_ZONE)
    painter.save()
    painter.setRenderHint(QPainter.RenderHint.Antialiasing, on=False)
    painter.fillRect(room, LIGHT)
    for row, line in enumerate(modules):
        for column, dark in enumerate(line):
            if dark == "1":
                left, top = (column + QUIET_ZONE) * side, (row + QUIET_ZONE) * side
                painter.fillRect(QRectF(room.left() + left, room.top() + top, side + 0.3, side + 0.3), DARK)
    painter.restore()


class QrCode(QWidget):
    """Shows a QR code; its text is told to who can't see it."""

    def __init__(self, parent: QWidget | None = None) -> None:
        """Begin empty."""
        super().__init__(parent)
        self._text = ""
        self._modules: tuple[str, ...] = ()
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)

    def show_text(self, text: str) -> None:
        """Show the code of a text; nothing for none."""
        if text != self._text:
            self._text = text
            self._modules = qr_modules(text) if text else ()
            self.setAccessibleName(text)
            self.update()

    def sizeHint(self) -> QSize:
        """Return the size of the code with its quiet zone."""
        return QSize(SIDE_PX, SIDE_PX)

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Paint the code."""
        if self._modules:
            painter = QPainter(self)
            painter.setPen(Qt.PenStyle.NoPen)
            paint_qr(painter, QRectF(self.rect()), self._modules)

"""Prints join cards: each with a QR, the address and a code that works once. Eight stand on a sheet."""

from __future__ import annotations

import math
from collections.abc import Sequence

from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QColor, QFont, QFontMetricsF, QPagedPaintDevice, QPainter, QPen

from facilitator_console.ui.look.theme import font, text_font
from facilitator_console.ui.parts.qr import DARK, paint_qr, qr_modules
from facilitator_console.words import Catalogue, Message, say

COLUMNS, ROWS = 2, 4
EACH_SHEET = COLUMNS * ROWS
PAD = 0.06
"""Free edge of a card, as a share of its height."""
EDGE = QColor("#8C877B")
HOW = say("Join the Wi-Fi of this meeting, then scan, or type the address. No name is asked. The code works once.")
KIOSK = say("For the one phone that all share.")


class JoinCards:
    """Draws the cards of some codes."""

    def __init__(self, host: str, codes: Sequence[str], catalogue: Catalogue, *, kiosk: bool = False) -> None:
        """Prepare the cards for this address.

        Args:
            host: As somebody types it.
            codes: As they are written.
            catalogue: The language of the cards.
            kiosk: They are for a phone that all share.
        """
        self._host, self._codes, self._text = host, tuple(codes), catalogue.text
        self._how: Message = KIOSK if kiosk else HOW

    def paint(self, device: QPagedPaintDevice) -> bool:
        """Paint all sheets, and tell whether the device took them."""
        painter = QPainter()
        if not painter.begin(device):
            return False
        for place, code in enumerate(self._codes):
            if place and place % EACH_SHEET == 0:
                device.newPage()
            row, column = divmod(place % EACH_SHEET, COLUMNS)
            sheet = QRectF(painter.viewport())
            width, height = sheet.width() / COLUMNS, sheet.height() / ROWS
            self._card(painter, QRectF(column * width, row * height, width, height), code)
        painter.end()
        return True

    def _card(self, painter: QPainter, room: QRectF, code: str) -> None:
        painter.setPen(QPen(EDGE, max(1.0, room.height() / 400), Qt.PenStyle.DashLine))
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.drawRect(room)
        pad = room.height() * PAD
        side = min(room.height() - 2 * pad, room.width() * 0.42)
        paint_qr(painter, QRectF(room.left() + pad, room.top() + pad, side, side), qr_modules(self.url(code)))
        words = QRectF(room.left() + side + 2 * pad, room.top() + pad, room.width() - side - 3 * pad, 0)
        words.setBottom(room.bottom() - pad)
        painter.setPen(DARK)
        line = room.height() / 11
        for text, kind, lines in (
            (self._host, _fitting(self._host, round(line * 0.75), words.width()), 1.3),
            (code, _fitting(code, round(line * 0.9), words.width()), 1.6),
            (self._text(self._how), text_font(round(line * 0.5)), 8.0),
        ):
            painter.setFont(kind)
            flags = Qt.TextFlag.TextWordWrap | Qt.AlignmentFlag.AlignTop
            painter.drawText(words, flags, text)
            words.setTop(words.top() + line * lines)

    def url(self, code: str) -> str:
        """Return what the QR of a card says."""
        return f"http://{self._host}/j/{code}"


def _fitting(text: str, px: int, width: float) -> QFont:
    """Return a bold font of this height, or of the largest at which the text fits on one line: it is to be typed."""
    shown = font(px, 700)
    needed = QFontMetricsF(shown).horizontalAdvance(text)
    return shown if needed <= width else font(math.floor(px * width / needed), 700)

"""Defines which colours a tag's badge has, and paints badges; a chip is a badge before a field."""

from __future__ import annotations

from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QColor, QFontMetricsF, QPainter, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from facilitator_console.notes.codebook import tag_of
from facilitator_console.notes.ids import TagColor, TagId
from facilitator_console.notes.state import NotesState
from facilitator_console.ui.look.theme import font, tokens

GREY, BLUE, RED, GREEN, VIOLET, YELLOW, TEAL = range(7)
"""Places in `Tokens.badges`."""

_PLACES = {
    TagColor.GREY: GREY,
    TagColor.BLUE: BLUE,
    TagColor.RED: RED,
    TagColor.GREEN: GREEN,
    TagColor.VIOLET: VIOLET,
    TagColor.YELLOW: YELLOW,
    TagColor.TEAL: TEAL,
}

BADGE_PX = 12
"""Size of a badge's letters."""
BADGE_WEIGHT = 550
BADGE_HEIGHT_PX = 17
PAD_PX = 7
RADIUS_PX = 5

Colors = tuple[QColor, QColor]


def badge_colors(place: int) -> Colors:
    """Return ground and text of one of the colours."""
    ground, text = tokens().badges[place]
    return QColor(ground), QColor(text)


def tag_badge_colors(state: NotesState, tag: TagId) -> Colors:
    """Return ground and text of a tag's badge; grey for a text that is not a tag yet."""
    known = tag_of(state, tag)
    return badge_colors(_PLACES[known.color] if known else GREY)


def badge_width(text: str) -> float:
    """Return the width of a badge with this text, in logical px."""
    return QFontMetricsF(font(BADGE_PX, BADGE_WEIGHT)).horizontalAdvance(text) + 2 * PAD_PX


def paint_badge(painter: QPainter, rect: QRectF, text: str, colors: Colors) -> None:
    """Fill a rounded rectangle and write in its middle; a text that is too long ends in dots.

    Args:
        painter: Left as it was.
        rect: Where, in logical px; see `badge_width` and `BADGE_HEIGHT_PX`.
        text: One line.
        colors: Ground and text.
    """
    ground, ink = colors
    painter.save()
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(ground)
    painter.drawRoundedRect(rect, RADIUS_PX, RADIUS_PX)
    painter.setFont(font(BADGE_PX, BADGE_WEIGHT))
    painter.setPen(ink)
    elided = QFontMetricsF(painter.font()).elidedText(text, Qt.TextElideMode.ElideRight, rect.width() - 4)
    painter.drawText(rect, Qt.AlignmentFlag.AlignCenter, elided)
    painter.restore()


WIDEST_CHIP_PX = 140


class Chip(QWidget):
    """Shows a few words as a badge; hidden where there are none."""

    def __init__(self, parent: QWidget | None = None) -> None:
        """Begin hidden."""
        super().__init__(parent)
        self.text = ""
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        self.hide()

    def show_text(self, text: str) -> None:
        """Show other words, or nothing."""
        if text != self.text:
            self.text = text
            self.setAccessibleName(text)
            self.updateGeometry()
            self.update()
        self.setVisible(bool(text))

    def sizeHint(self) -> QSize:
        """Return the size of the badge."""
        return QSize(min(WIDEST_CHIP_PX, round(badge_width(self.text)) + 1), BADGE_HEIGHT_PX + 2)

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Paint the badge."""
        painter = QPainter(self)
        paint_badge(painter, QRectF(self.rect()).adjusted(0, 1, 0, -1), self.text, badge_colors(GREY))

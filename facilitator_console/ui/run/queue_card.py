"""Paints a card of the queue: a seat and why it is at this place.

The first one is next. What belongs to the present turn (responses, questions) stands under it, with a hook.
"""

from __future__ import annotations

from PySide6.QtCore import QPointF, QRect, QRectF, QSize, Qt
from PySide6.QtGui import QFont, QFontMetrics, QHelpEvent, QPainter, QPen
from PySide6.QtWidgets import QAbstractItemView, QStyledItemDelegate, QStyleOptionViewItem

from facilitator_console.session.ids import TurnKind
from facilitator_console.ui.look.painting import RowState, is_under_pointer, paint_card, row_state
from facilitator_console.ui.look.theme import color, font, text_font
from facilitator_console.ui.look.tips import show_tip
from facilitator_console.ui.parts.item_models import Index
from facilitator_console.ui.run.queue_model import CARD, Card

CARD_PX = 56
SEAT_PX = 38
INDENT_PX = 18
WORDS_PX, WORDS_END_PX = 18, 8
"""The room beside the words of a card: from the seat, and from the card's end."""
REASON_BEYOND_PX = 6
"""The distance that the reason may go further right than the title: in a narrow column it is the longer one."""
REMOVE_PX = 34
"""The width of the button that takes an entry out."""
BADGE_PAD_PX, BADGE_GAP_PX, BADGE_RADIUS_PX = 6, 6, 5
BADGE_AFTER_PX = 40
"""Width that the title keeps beside a badge."""


class QueueDelegate(QStyledItemDelegate):
    """Paints a card of the queue.

    Attributes:
        ink: Token of the colour of its words; fainter while the queue waits.
    """

    ink = "ink"

    def sizeHint(self, option: QStyleOptionViewItem, index: Index) -> QSize:
        """Return the height of a card; it is as wide as the list, which is not laid out anew for another width."""
        del option, index
        return QSize(1, CARD_PX)

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        """Paint the card of one entry."""
        card: Card = index.data(CARD)
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        rect = QRect(option.rect)
        if card.waiting.kind is not TurnKind.CONTRIBUTION:
            self._paint_hook(painter, rect)
            rect.setLeft(rect.left() + INDENT_PX)
        hovered = is_under_pointer(option)
        self._paint_ground(painter, option, rect, is_next=index.row() == 0)
        center = QPointF(rect.left() + 7 + SEAT_PX / 2, rect.center().y() + 0.5)
        painter.setBrush(color("panel"))
        painter.setPen(QPen(color(self.ink), 1.5))
        painter.drawEllipse(center, SEAT_PX / 2, SEAT_PX / 2)
        self._paint_in_circle(painter, center, card)
        words = rect.adjusted(SEAT_PX + WORDS_PX, 0, -REMOVE_PX if hovered else -WORDS_END_PX, 0)
        self._paint_words(painter, words, card)
        if hovered and card.waiting.entry_id:
            self._paint_cross(painter, QPointF(rect.right() - REMOVE_PX / 2, rect.center().y() + 0.5))
        painter.restore()

    def helpEvent(self, event: QHelpEvent, view: QAbstractItemView, option: QStyleOptionViewItem, index: Index) -> bool:
        """Show the whole reason as a tip, where the card has no room for it."""
        card: Card | None = index.data(CARD)
        if card is None:
            return show_tip(event, view, "")
        indent = 0 if card.waiting.kind is TurnKind.CONTRIBUTION else INDENT_PX
        width = option.rect.width() - indent - SEAT_PX - WORDS_PX - WORDS_END_PX
        reason = _reason(card, width)
        fits = QFontMetrics(text_font(12)).horizontalAdvance(reason) <= width + REASON_BEYOND_PX
        return show_tip(event, view, "" if fits else reason)

    def _paint_ground(self, painter: QPainter, option: QStyleOptionViewItem, rect: QRect, *, is_next: bool) -> None:
        card = QRectF(rect).adjusted(0.5, 1.5, -0.5, -1.5)
        state = row_state(option)
        ground = state.value or ("panel" if is_next else "paper")
        edge = color("edge") if is_next else None
        paint_card(painter, card, ground, has_ring=state is RowState.CHOSEN, edge=edge)

    def _paint_words(self, painter: QPainter, rect: QRect, card: Card) -> None:
        above, below = QRect(rect), QRect(rect)
        above.setBottom(rect.center().y() + 1)
        below.setTop(rect.center().y() + 1)
        badge_px = self._paint_badge(painter, above, card)
        painter.setPen(color(self.ink))
        title = _elided(card.title, text_font(), rect.width() - badge_px)
        painter.setFont(text_font())
        painter.drawText(above, Qt.AlignmentFlag.AlignBottom, title)
        reason, below = _reason(card, rect.width()), below.adjusted(0, 0, REASON_BEYOND_PX, 0)
        kind = text_font(13)
        shown = _elided(reason, kind, below.width())
        if shown != reason:
            kind = text_font(12)
            shown = _elided(reason, kind, below.width())
        painter.setFont(kind)
        painter.setPen(color("muted"))
        painter.drawText(below, Qt.AlignmentFlag.AlignTop, shown)

    @staticmethod
    def _paint_badge(painter: QPainter, rect: QRect, card: Card) -> int:
        """Paint beside the title that the words are read aloud; return the width that it takes."""
        left = _badge_left_px(card, rect.width())
        if left is None:
            return 0
        title, width = QFontMetrics(text_font()), _badge_px(card.badge)
        line = QRect(rect.left() + left, rect.bottom() - title.height() + 1, width, title.height() - 1)
        paint_card(painter, line, "track", radius_px=BADGE_RADIUS_PX)
        painter.setFont(text_font(12))
        painter.setPen(color("muted"))
        painter.drawText(line, Qt.AlignmentFlag.AlignCenter, card.badge)
        return width + BADGE_GAP_PX

    @staticmethod
    def _paint_in_circle(painter: QPainter, center: QPointF, card: Card) -> None:
        """Paint the seat's number, or lines of writing for words without a seat."""
        if card.seat or not card.badge:
            painter.setFont(font(15, 650))
            painter.drawText(_around(center, SEAT_PX), Qt.AlignmentFlag.AlignCenter, card.seat)
            return
        for line, width in enumerate((14, 14, 9)):
            start = center + QPointF(-7, 5 * line - 5)
            painter.drawLine(start, start + QPointF(width, 0))

    @staticmethod
    def _paint_hook(painter: QPainter, rect: QRect) -> None:
        painter.setPen(QPen(color("edge"), 1.5))
        painter.setBrush(Qt.BrushStyle.NoBrush)
        left, middle = rect.left() + 5.5, rect.center().y() + 0.5
        painter.drawPolyline([QPointF(left, rect.top() + 6), QPointF(left, middle), QPointF(left + 8, middle)])

    @staticmethod
    def _paint_cross(painter: QPainter, center: QPointF) -> None:
        painter.setPen(QPen(color("muted"), 1.6, Qt.PenStyle.SolidLine, Qt.PenCapStyle.RoundCap))
        for sign in (1, -1):
            painter.drawLine(center + QPointF(-4, -4 * sign), center + QPointF(4, 4 * sign))


def _badge_px(badge: str) -> int:
    return QFontMetrics(text_font(12)).horizontalAdvance(badge) + 2 * BADGE_PAD_PX


def _badge_left_px(card: Card, width: int) -> int | None:
    """Return where the badge begins; None where there is none, or no room for it beside the title."""
    if not card.badge:
        return None
    after = QFontMetrics(text_font()).horizontalAdvance(card.title) + BADGE_GAP_PX
    left = min(after, width - _badge_px(card.badge))
    return left if left >= BADGE_AFTER_PX else None


def _reason(card: Card, width: int) -> str:
    """Return the reason; where the badge finds no room, what it says stands before it."""
    has_badge = _badge_left_px(card, width) is not None
    return card.reason if has_badge or not card.badge else card.whole_reason


def _around(center: QPointF, side: float) -> QRectF:
    return QRectF(center.x() - side / 2, center.y() - side / 2, side, side)


def _elided(text: str, kind: QFont, width: int) -> str:
    return QFontMetrics(kind).elidedText(text, Qt.TextElideMode.ElideRight, width)

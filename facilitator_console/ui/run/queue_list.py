"""Shows the queue as cards: a seat and why it is at this place.

The first one is next. What belongs to the present turn (responses, questions) stands under it, with a hook.
"""

from __future__ import annotations

from PySide6.QtCore import QModelIndex, QPoint, QPointF, QRect, QRectF, QSize, Qt, Signal
from PySide6.QtGui import (
    QContextMenuEvent,
    QFontMetrics,
    QHelpEvent,
    QKeyEvent,
    QMouseEvent,
    QPainter,
    QPaintEvent,
    QPen,
    QResizeEvent,
)
from PySide6.QtWidgets import (
    QAbstractItemView,
    QListView,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QWidget,
)

from facilitator_console.session.formats import Waiting
from facilitator_console.session.ids import TurnKind
from facilitator_console.ui.control.session_controller import SessionController
from facilitator_console.ui.look.painting import RowState, is_under_pointer, paint_card, row_state
from facilitator_console.ui.look.theme import color, font, text_font
from facilitator_console.ui.look.tips import show_tip
from facilitator_console.ui.parts.item_models import Index
from facilitator_console.ui.parts.thin_scroll import ThinScrollBar
from facilitator_console.ui.run.queue_model import REASON, SEAT, WAITING, QueueModel
from facilitator_console.ui.run.seat_actions import calling, taking_out
from facilitator_console.words import say

CARD_PX = 56
SEAT_PX = 38
INDENT_PX = 18
WORDS_PX, WORDS_END_PX = 18, 8
"""Beside the words of a card: from the seat, from the card's end."""
REASON_BEYOND_PX = 6
"""So much further right than the title the reason may go: in a narrow column it is the longer one."""
REMOVE_PX = 34
"""Width of what takes an entry out."""


class QueueDelegate(QStyledItemDelegate):
    """Paints a card."""

    def sizeHint(self, option: QStyleOptionViewItem, index: Index) -> QSize:
        """Return the height of a card; all have the same."""
        del index
        return QSize(option.rect.width(), CARD_PX)

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        """Paint one card."""
        waiting = index.data(WAITING)
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        rect = QRect(option.rect)
        if waiting.kind is not TurnKind.CONTRIBUTION:
            self._paint_hook(painter, rect)
            rect.setLeft(rect.left() + INDENT_PX)
        hovered = is_under_pointer(option)
        self._paint_ground(painter, option, rect, is_next=index.row() == 0)
        center = QPointF(rect.left() + 7 + SEAT_PX / 2, rect.center().y() + 0.5)
        painter.setBrush(color("panel"))
        painter.setPen(QPen(color("ink"), 1.5))
        painter.drawEllipse(center, SEAT_PX / 2, SEAT_PX / 2)
        painter.setFont(font(15, 650))
        painter.drawText(_around(center, SEAT_PX), Qt.AlignmentFlag.AlignCenter, str(index.data(SEAT)))
        words = rect.adjusted(SEAT_PX + WORDS_PX, 0, -REMOVE_PX if hovered else -WORDS_END_PX, 0)
        self._paint_words(painter, words, index)
        if hovered and waiting.entry_id:
            self._paint_cross(painter, QPointF(rect.right() - REMOVE_PX / 2, rect.center().y() + 0.5))
        painter.restore()

    def helpEvent(self, event: QHelpEvent, view: QAbstractItemView, option: QStyleOptionViewItem, index: Index) -> bool:
        """Show the whole reason as a tip, where the card has no room for it."""
        waiting, reason = index.data(WAITING), str(index.data(REASON) or "")
        if waiting is None:
            return show_tip(event, view, "")
        indent = 0 if waiting.kind is TurnKind.CONTRIBUTION else INDENT_PX
        room = option.rect.width() - indent - SEAT_PX - WORDS_PX - WORDS_END_PX + REASON_BEYOND_PX
        fits = QFontMetrics(text_font(12)).horizontalAdvance(reason) <= room
        return show_tip(event, view, "" if fits else reason)

    def _paint_ground(self, painter: QPainter, option: QStyleOptionViewItem, rect: QRect, *, is_next: bool) -> None:
        card = QRectF(rect).adjusted(0.5, 1.5, -0.5, -1.5)
        state = row_state(option)
        ground = state.value or ("panel" if is_next else "paper")
        edge = color("edge") if is_next else None
        paint_card(painter, card, ground, has_ring=state is RowState.CHOSEN, edge=edge)

    def _paint_words(self, painter: QPainter, rect: QRect, index: Index) -> None:
        above, below = QRect(rect), QRect(rect)
        above.setBottom(rect.center().y() + 1)
        below.setTop(rect.center().y() + 1)
        painter.setFont(text_font())
        painter.setPen(color("ink"))
        title = str(index.data())
        painter.drawText(above, Qt.AlignmentFlag.AlignBottom, _elided(painter, title, rect.width()))
        reason, below = str(index.data(REASON)), below.adjusted(0, 0, REASON_BEYOND_PX, 0)
        fits = QFontMetrics(text_font(13)).horizontalAdvance(reason) <= below.width()
        painter.setFont(text_font(13 if fits else 12))
        painter.setPen(color("muted"))
        painter.drawText(below, Qt.AlignmentFlag.AlignTop, _elided(painter, reason, below.width()))

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


class QueueView(QListView):
    """Shows the cards.

    Signals:
        called(Waiting): Give them the floor: Enter or a double click.
        removing_asked(Waiting): Take them out: Delete, or a click on the cross.
        menu_asked(Waiting, QPoint): What else; at this place on the screen.
        left(): Esc.
    """

    called = Signal(object)
    removing_asked = Signal(object)
    menu_asked = Signal(object, QPoint)
    left = Signal()

    def __init__(self, controller: SessionController, model: QueueModel, parent: QWidget | None = None) -> None:
        """Show a model's queue."""
        super().__init__(parent)
        self._controller = controller
        self.empty = ""
        self._chosen: Waiting | None = None
        self._model = model
        self._next: Waiting | None = model.index(0, 0).data(WAITING)
        self.setModel(model)
        self.setItemDelegate(QueueDelegate(self))
        self.setUniformItemSizes(True)
        self.setMouseTracking(True)
        self.setEditTriggers(QListView.EditTrigger.NoEditTriggers)
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.setVerticalScrollMode(QListView.ScrollMode.ScrollPerPixel)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setAccessibleName(controller.text(say("Next to speak")))
        ThinScrollBar(self)
        self.selectionModel().currentChanged.connect(self._on_current_changed)
        model.modelReset.connect(self._on_model_reset)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Show whole cards only; what is more is scrolled to."""
        super().resizeEvent(event)
        more = self.model().rowCount() * CARD_PX > self.height()
        self.setViewportMargins(0, 0, 0, self.height() % CARD_PX if more else 0)

    def say_when_empty(self, text: str) -> None:
        """Set what stands here while nobody waits."""
        if text != self.empty:
            self.empty = text
            self.viewport().update()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Call on Enter, take out on Delete, leave the list on Esc."""
        waiting = self.currentIndex().data(WAITING)
        if event.key() == Qt.Key.Key_Escape:
            self.left.emit()
        elif waiting and event.key() in {Qt.Key.Key_Return, Qt.Key.Key_Enter} and not event.isAutoRepeat():
            self._ask_for_call(waiting)
        elif waiting and event.key() in {Qt.Key.Key_Delete, Qt.Key.Key_Backspace}:
            if not event.isAutoRepeat() and taking_out(waiting).refusal(self._controller) is None:
                self.removing_asked.emit(waiting)
        else:
            super().keyPressEvent(event)

    def keyboardSearch(self, _text: str) -> None:
        """Do nothing: a digit is not a search for a beginning."""

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Take the entry out on a press on its cross."""
        point = event.position().toPoint()
        index = self.indexAt(point)
        waiting = index.data(WAITING) if index.isValid() else None
        on_cross = point.x() > self.viewport().width() - REMOVE_PX
        if waiting and waiting.entry_id and on_cross and event.button() == Qt.MouseButton.LeftButton:
            self.removing_asked.emit(waiting)
        else:
            super().mousePressEvent(event)

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        """Call who is meant."""
        point = event.position().toPoint()
        index = self.indexAt(point)
        if index.isValid() and point.x() <= self.viewport().width() - REMOVE_PX:
            self._ask_for_call(index.data(WAITING))

    def _ask_for_call(self, waiting: Waiting) -> None:
        """Ask to call somebody where that can be done: not while all is frozen, and not who speaks already."""
        if calling(waiting).refusal(self._controller) is None:
            self.called.emit(waiting)

    def contextMenuEvent(self, event: QContextMenuEvent) -> None:
        """Ask for the menu."""
        by_key = event.reason() == QContextMenuEvent.Reason.Keyboard
        index = self.currentIndex() if by_key else self.indexAt(event.pos())
        if index.isValid():
            at = self.visualRect(index).bottomLeft() if by_key else event.pos()
            self.menu_asked.emit(index.data(WAITING), self.viewport().mapToGlobal(at))

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint the cards, or words in their place."""
        super().paintEvent(event)
        if self.empty and not self.model().rowCount():
            painter = QPainter(self.viewport())
            painter.setFont(text_font())
            painter.setPen(color("muted"))
            painter.drawText(self.viewport().rect().adjusted(0, 4, 0, 0), Qt.TextFlag.TextWordWrap, self.empty)

    def _on_current_changed(self, current: QModelIndex) -> None:
        if current.isValid():
            self._chosen = current.data(WAITING)

    def _on_model_reset(self) -> None:
        """The choice follows the person, not the place; without the keys it moves nothing, and who is next is seen."""
        row = self._model.row_of(self._chosen) if self._chosen else -1
        self.setAutoScroll(self.hasFocus())
        if row >= 0:
            self.setCurrentIndex(self._model.index(row, 0))
        self.setAutoScroll(True)
        if not self.hasFocus() and (self._next is None or self._model.row_of(self._next) != 0):
            self.scrollToTop()
        self._next = self._model.index(0, 0).data(WAITING)


def _around(center: QPointF, side: float) -> QRectF:
    return QRectF(center.x() - side / 2, center.y() - side / 2, side, side)


def _elided(painter: QPainter, text: str, width: int) -> str:
    return QFontMetrics(painter.font()).elidedText(text, Qt.TextElideMode.ElideRight, width)

"""Shows the queue as cards, to be called, moved and taken out. Who is next is always in sight."""

from __future__ import annotations

from PySide6.QtCore import QModelIndex, QPoint, QRect, Qt, QTimer, Signal
from PySide6.QtGui import (
    QContextMenuEvent,
    QKeyEvent,
    QMouseEvent,
    QPainter,
    QPaintEvent,
    QPen,
    QResizeEvent,
)
from PySide6.QtWidgets import QAbstractItemView, QApplication, QListView, QWidget

from facilitator_console.session.formats import Waiting
from facilitator_console.ui.control.session_controller import SessionController
from facilitator_console.ui.look.painting import row_option
from facilitator_console.ui.look.theme import color, text_font
from facilitator_console.ui.parts.item_models import Index
from facilitator_console.ui.parts.letting_go import LettingGo
from facilitator_console.ui.parts.thin_scroll import ThinScrollBar
from facilitator_console.ui.run.queue_card import CARD_PX, REMOVE_PX, QueueDelegate
from facilitator_console.ui.run.queue_model import WAITING, QueueModel
from facilitator_console.ui.run.seat_actions import calling, placing, taking_out
from facilitator_console.words import say

STICKS_FROM = 2
"""The number of cards that must have room, so that the next one stays above the others while they are scrolled."""
SCROLL_MS, SCROLL_PX = 40, 12
"""While a card is held at the list's edge, it scrolls so often by so much."""
DROP_PX = 3
"""The width of the line where a card would be dropped."""
STEPS = {Qt.Key.Key_Up: False, Qt.Key.Key_Down: True}
"""The arrows that move a card with Alt, and whether it goes down."""


class NextCard(QWidget):
    """Shows who is next above the cards that are scrolled; the list takes clicks on it as on that card."""

    def __init__(self, view: QueueView) -> None:
        """Build the card that lies over the top of a list."""
        super().__init__(view.viewport())
        self._view = view
        self.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        self.hide()

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Paint the card on the list's ground, and a line below it."""
        painter = QPainter(self)
        painter.fillRect(self.rect(), color("paper"))
        option = row_option(self._view, under_pointer=self._view.is_next_under_pointer)
        option.rect = QRect(0, 0, self.width(), CARD_PX)
        self._view.itemDelegate().paint(painter, option, self._view.model().index(0, 0))
        painter.fillRect(0, self.height() - 1, self.width(), 1, color("hairline"))


class QueueView(QListView):
    """Shows the cards of the queue, which can be dragged.

    Signals:
        called(Waiting): Give them the floor: Enter or a double click.
        removing_asked(Waiting): Take them out: Delete, or a click on the cross.
        menu_asked(Waiting, QPoint): What else; at this place on the screen.
        placing_asked(Waiting, object): Place their card by hand, before this entry; None: at the end.
        stepping_asked(Waiting, bool): One place higher or lower (True): Alt+↑ or Alt+↓.
        left(): Esc.
    """

    called = Signal(object)
    removing_asked = Signal(object)
    menu_asked = Signal(object, QPoint)
    placing_asked = Signal(object, object)
    stepping_asked = Signal(object, bool)
    left = Signal()

    def __init__(self, controller: SessionController, model: QueueModel, parent: QWidget | None = None) -> None:
        """Show a model's queue."""
        super().__init__(parent)
        self._controller = controller
        self.empty = ""
        self._chosen: Waiting | None = None
        self._model = model
        self._pressed: tuple[QPoint, Waiting] | None = None
        self._dragged: Waiting | None = None
        self._esc = LettingGo(self._let_go, self)
        self._pointer = QPoint(-1, -1)
        self.next_card = NextCard(self)
        self._next: Waiting | None = model.index(0, 0).data(WAITING)
        self.setModel(model)
        self._cards = QueueDelegate(self)
        self.setItemDelegate(self._cards)
        self.setUniformItemSizes(True)
        self.setMouseTracking(True)
        self.setEditTriggers(QListView.EditTrigger.NoEditTriggers)
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.setVerticalScrollMode(QListView.ScrollMode.ScrollPerPixel)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setAccessibleName(controller.text(say("Next to speak")))
        ThinScrollBar(self)
        self._edge_timer = QTimer(self, interval=SCROLL_MS)
        self._edge_timer.timeout.connect(self._on_edge_timer)
        self.verticalScrollBar().valueChanged.connect(self._on_scrolled)
        self.selectionModel().currentChanged.connect(self._on_current_changed)
        model.modelReset.connect(self._on_model_reset)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Show whole cards only; what is more is scrolled to."""
        super().resizeEvent(event)
        more = self.model().rowCount() * CARD_PX > self.height()
        self.setViewportMargins(0, 0, 0, self.height() % CARD_PX if more else 0)
        self._on_scrolled()

    def say_when_empty(self, text: str) -> None:
        """Set what stands here while nobody waits."""
        if text != self.empty:
            self.empty = text
            self.viewport().update()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Call on Enter, take out on Delete, move with Alt and the arrows, leave the list on Esc."""
        waiting = self.currentIndex().data(WAITING)
        if event.key() == Qt.Key.Key_Escape:
            self.left.emit()
        elif event.key() in STEPS and event.modifiers() & Qt.KeyboardModifier.AltModifier:
            if waiting and not event.isAutoRepeat():
                self.stepping_asked.emit(waiting, STEPS[Qt.Key(event.key())])
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
        """Take the entry out on a press on its cross; else a card may be dragged from here."""
        point = event.position().toPoint()
        index = self.indexAt(point)
        waiting = index.data(WAITING) if index.isValid() else None
        on_cross = point.x() > self.viewport().width() - REMOVE_PX
        is_left = event.button() == Qt.MouseButton.LeftButton
        if waiting and waiting.entry_id and on_cross and is_left:
            self.removing_asked.emit(waiting)
            return
        self._pressed = (point, waiting) if waiting and is_left else None
        super().mousePressEvent(event)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """Drag a card; without a button only show which card is meant."""
        self._pointer = event.position().toPoint()
        if not event.buttons() & Qt.MouseButton.LeftButton:
            self.next_card.update()
            super().mouseMoveEvent(event)
        elif self._dragged:
            self._drag()
        elif self._pressed:
            start, waiting = self._pressed
            far = (self._pointer - start).manhattanLength() >= QApplication.startDragDistance()
            if far and waiting.entry_id:
                self._dragged = waiting
                self._esc.listen(on=True)
                self._drag()

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        """Drop the card that is dragged."""
        dragged, row = self._dragged, self._drop_row()
        if dragged is None:
            self._pressed = None
            super().mouseReleaseEvent(event)
            return
        if event.button() != Qt.MouseButton.LeftButton:
            return
        self._let_go()
        if row is not None:
            self.placing_asked.emit(dragged, self._model.before(row))

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        """Call who is meant."""
        point = event.position().toPoint()
        index = self.indexAt(point)
        if index.isValid() and point.x() <= self.viewport().width() - REMOVE_PX:
            self._ask_for_call(index.data(WAITING))

    def indexAt(self, point: QPoint) -> QModelIndex:
        """Return the card at a point; at the top, while others are scrolled, who is next."""
        if self.next_card.isVisible() and self.next_card.geometry().contains(point):
            return self._model.index(0, 0)
        return super().indexAt(point)

    def scrollTo(self, index: Index, hint: QAbstractItemView.ScrollHint = QListView.ScrollHint.EnsureVisible) -> None:
        """Show a card also below the one that is next."""
        super().scrollTo(index, hint)
        hidden_px = CARD_PX - self.visualRect(index).top()
        if index.row() > 0 and hidden_px > 0 and self.next_card.isVisible():
            bar = self.verticalScrollBar()
            bar.setValue(bar.value() - hidden_px)

    @property
    def is_next_under_pointer(self) -> bool:
        """Tell whether the pointer is over the next card while the others are scrolled."""
        return self.viewport().underMouse() and self.next_card.geometry().contains(self._pointer)

    def _on_scrolled(self) -> None:
        """Keep who is next above the others."""
        self.next_card.setGeometry(0, 0, self.viewport().width(), CARD_PX + 1)
        is_away = self.verticalScrollBar().value() > 0
        self.next_card.setVisible(is_away and self.viewport().height() >= STICKS_FROM * CARD_PX)
        self.next_card.update()

    # -- dragging --------------------------------------------------------------------------------------------

    def _drag(self) -> None:
        """Show where the card would go."""
        can = self._drop_row() is not None
        self.viewport().setCursor(Qt.CursorShape.ClosedHandCursor if can else Qt.CursorShape.ForbiddenCursor)
        height = self.viewport().height()
        at_edge = not CARD_PX // 2 <= self._pointer.y() <= height - CARD_PX // 2
        if at_edge != self._edge_timer.isActive():
            self._edge_timer.start() if at_edge else self._edge_timer.stop()
        self.viewport().update()

    def _on_edge_timer(self) -> None:
        bar, up = self.verticalScrollBar(), self._pointer.y() < self.viewport().height() / 2
        bar.setValue(bar.value() + (-SCROLL_PX if up else SCROLL_PX))
        self._drag()

    def _let_go(self) -> None:
        self._dragged = self._pressed = None
        self._esc.listen(on=False)
        self._edge_timer.stop()
        self.viewport().unsetCursor()
        self.viewport().update()

    def _drop_row(self) -> int | None:
        """Return above which row the card that is dragged would go; None where it can't go there."""
        if self._dragged is None:
            return None
        from_top = self._pointer.y() + self.verticalScrollBar().value()
        row = max(self._model.goes_on_count, min((from_top + CARD_PX // 2) // CARD_PX, self._model.rowCount()))
        if not self._model.takes_cards(row):
            return None
        return row if placing(self._dragged, self._model.before(row)).refusal(self._controller) is None else None

    def _ask_for_call(self, waiting: Waiting) -> None:
        """Ask to call somebody where that can be done: not while all is frozen, and not who speaks already."""
        if calling(waiting).refusal(self._controller) is None:
            self.called.emit(waiting)

    def show_still(self, *, on: bool) -> None:
        """Show the cards fainter while the queue waits with everything else, or not."""
        ink = "muted" if on else "ink"
        if ink != self._cards.ink:
            self._cards.ink = ink
            self.viewport().update()

    def contextMenuEvent(self, event: QContextMenuEvent) -> None:
        """Ask for the menu; not with a card in hand."""
        if self._dragged:
            return
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
        if (row := self._drop_row()) is not None:
            painter = QPainter(self.viewport())
            painter.setPen(QPen(color("accent"), DROP_PX))
            y = min(max(2, row * CARD_PX - self.verticalScrollBar().value()), self.viewport().height() - 2)
            painter.drawLine(2, y, self.viewport().width() - 2, y)

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
        self._on_scrolled()
        self._next = self._model.index(0, 0).data(WAITING)

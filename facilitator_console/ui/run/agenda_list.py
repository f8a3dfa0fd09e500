"""Shows the agenda as rows: what is done, what is on, what comes when."""

from __future__ import annotations

from PySide6.QtCore import QModelIndex, QPoint, QPointF, QRect, QRectF, QSize, Qt, Signal
from PySide6.QtGui import (
    QContextMenuEvent,
    QFont,
    QFontMetrics,
    QHelpEvent,
    QKeyEvent,
    QMouseEvent,
    QPainter,
    QPen,
    QPolygonF,
    QResizeEvent,
)
from PySide6.QtWidgets import (
    QAbstractItemView,
    QListView,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QWidget,
)

from facilitator_console.session.ids import ItemId, ItemStatus
from facilitator_console.session.state import AgendaItem
from facilitator_console.ui.control.session_controller import SessionController
from facilitator_console.ui.look.painting import RowState, paint_card, row_state
from facilitator_console.ui.look.theme import color, font, text_font
from facilitator_console.ui.look.tips import show_tip
from facilitator_console.ui.look.wrapped import at_most, draw_lines, lines_px, wrapped
from facilitator_console.ui.parts.agenda_model import ITEM, MANNER, STANDS, TIME, WAS, AgendaModel
from facilitator_console.ui.parts.item_models import Index
from facilitator_console.ui.parts.thin_scroll import ThinScrollBar
from facilitator_console.words import say

ON = frozenset({ItemStatus.RUNNING, ItemStatus.PAUSED})
SIGN_PX = 36
"""The place where titles begin."""
TIME_GAP_PX = 8
TITLE_LINES, ON_LINES = 3, 5
"""Lines of a title at most, and of the title of what is on; what is longer ends in dots and shows on hovering."""
ROOM_FOR_WAS_PX = 210
"""The width of the list from which on both times of an item have room."""
LEAST_PX = 48
"""The width of a title, however narrow the list."""
PAD_PX = 7
LINE_GAP_PX = 3
INSET_PX = 10


class AgendaDelegate(QStyledItemDelegate):
    """Paints an item: its sign, its title on as many lines as it wants, its time."""

    def sizeHint(self, option: QStyleOptionViewItem, index: Index) -> QSize:
        """Return the height that title and manner need at the list's width."""
        view = option.widget
        width = view.viewport().width() if isinstance(view, QListView) else option.rect.width()
        item = index.data(ITEM)
        height = self._title_rect(QRect(0, 0, width, 0), index).height() + 2 * PAD_PX
        if item.status in ON:
            height += self._manner_rect(QRect(0, 0, width, 0), index).height() + LINE_GAP_PX + PAD_PX // 2
        return QSize(width, height)

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        """Paint one item of the agenda."""
        item = index.data(ITEM)
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        rect: QRect = option.rect
        self._paint_ground(painter, option, item)
        title = self._title_rect(rect, index)
        painter.setPen(color("muted" if item.status in {ItemStatus.DONE, ItemStatus.SKIPPED} else "ink"))
        painter.setFont(self._title_font(item))
        draw_lines(painter, QRectF(title), self._title_lines(rect.width(), index))
        self._paint_sign(painter, title, index)
        painter.setFont(font())
        painter.setPen(color("ink"))
        line = QRect(rect.left(), title.top(), rect.width() - INSET_PX, QFontMetrics(font()).height())
        painter.drawText(line, Qt.AlignmentFlag.AlignRight, index.data(TIME))
        if (was := index.data(WAS)) and rect.width() >= ROOM_FOR_WAS_PX:
            self._paint_was(painter, line, was, index.data(TIME))
        if item.status in ON:
            manner = self._manner_rect(rect, index)
            manner.moveTop(title.bottom() + 1 + LINE_GAP_PX)
            painter.setPen(color("muted"))
            painter.setFont(text_font(12))
            draw_lines(painter, QRectF(manner), wrapped(index.data(MANNER), text_font(12), manner.width()))
        painter.restore()

    def helpEvent(self, event: QHelpEvent, view: QAbstractItemView, option: QStyleOptionViewItem, index: Index) -> bool:
        """Show the whole title as a tip, where the row has no room for it."""
        if not index.isValid():
            return show_tip(event, view, "")
        item, width = index.data(ITEM), option.rect.width()
        fits = self._title_lines(width, index) == wrapped(
            index.data(), self._title_font(item), self._title_px(width, index)
        )
        return show_tip(event, view, "" if fits else index.data())

    def _paint_ground(self, painter: QPainter, option: QStyleOptionViewItem, item: AgendaItem) -> None:
        card = QRectF(option.rect).adjusted(0.5, 1.5, -0.5, -1.5)
        state = row_state(option)
        has_ring = state is RowState.CHOSEN
        if item.status in ON:
            edge = color("accent")
            edge.setAlphaF(0.35)
            paint_card(painter, card, RowState.CHOSEN.value, has_ring=has_ring, edge=edge)
        elif state is not RowState.PLAIN:
            paint_card(painter, card, RowState.UNDER_POINTER.value, has_ring=has_ring)

    @staticmethod
    def _paint_was(painter: QPainter, line: QRect, was: str, time: str) -> None:
        """Paint the beginning as it was, struck out, before the present one."""
        struck = font()
        struck.setStrikeOut(True)
        painter.setFont(struck)
        painter.setPen(color("muted"))
        before = QFontMetrics(font()).horizontalAdvance(time) + TIME_GAP_PX
        painter.drawText(line.adjusted(0, 0, -before, 0), Qt.AlignmentFlag.AlignRight, was)

    def _paint_sign(self, painter: QPainter, title: QRect, index: Index) -> None:
        item, number = index.data(ITEM), index.row() + 1
        line = QFontMetrics(self._title_font(item)).height()
        box = QRectF(title.left() - SIGN_PX + INSET_PX, title.top(), SIGN_PX - INSET_PX, line)
        middle = box.center().y()
        if item.status is ItemStatus.RUNNING and not index.data(STANDS):
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(color("ink"))
            left = box.left()
            corners = [(left, middle - 5.5), (left + 10, middle), (left, middle + 5.5)]
            painter.drawPolygon(QPolygonF([QPointF(x, y) for x, y in corners]))
        elif item.status in ON:
            for left in (box.left() + 1, box.left() + 6.5):
                painter.fillRect(QRectF(left, middle - 5, 3, 10), color("ink"))
        elif item.status is ItemStatus.DONE:
            painter.setPen(QPen(color("muted"), 1.6, Qt.PenStyle.SolidLine, Qt.PenCapStyle.RoundCap))
            painter.drawPolyline(
                QPolygonF([QPointF(box.left() + x, middle + y) for x, y in ((0.5, 0.5), (3.5, 3.5), (9.5, -4))])
            )
        else:
            painter.setFont(font())
            painter.setPen(color("muted"))
            sign = "–" if item.status is ItemStatus.SKIPPED else str(number)
            painter.drawText(box, Qt.AlignmentFlag.AlignVCenter, sign)

    @staticmethod
    def _title_font(item: AgendaItem) -> QFont:
        made = text_font(weight=650 if item.status in ON else 400)
        made.setStrikeOut(item.status is ItemStatus.SKIPPED)
        return made

    @staticmethod
    def _title_px(width: int, index: Index) -> int:
        """Return the width of the title in a row of this width."""
        was = index.data(WAS) if width >= ROOM_FOR_WAS_PX else ""
        times = [time for time in (was, index.data(TIME)) if time]
        time_px = sum(map(QFontMetrics(font()).horizontalAdvance, times)) + TIME_GAP_PX * (len(times) - 1)
        return max(width - SIGN_PX - INSET_PX - (time_px + TIME_GAP_PX if times else 0), LEAST_PX)

    def _title_lines(self, width: int, index: Index) -> list[str]:
        item = index.data(ITEM)
        lines = wrapped(index.data(), self._title_font(item), self._title_px(width, index))
        return at_most(lines, ON_LINES if item.status in ON else TITLE_LINES)

    def _title_rect(self, rect: QRect, index: Index) -> QRect:
        lines, kind = self._title_lines(rect.width(), index), self._title_font(index.data(ITEM))
        left, top = rect.left() + SIGN_PX, rect.top() + PAD_PX
        return QRect(left, top, self._title_px(rect.width(), index), lines_px(lines, kind))

    @staticmethod
    def _manner_rect(rect: QRect, index: Index) -> QRect:
        width = max(rect.width() - SIGN_PX - INSET_PX, LEAST_PX)
        lines = wrapped(index.data(MANNER), text_font(12), width)
        return QRect(rect.left() + SIGN_PX, rect.top(), width, lines_px(lines, text_font(12)))


class AgendaView(QListView):
    """Shows the items of the agenda while the dialogue runs.

    Signals:
        menu_asked(ItemId, QPoint): What can be done with an item; at this place on the screen.
    """

    menu_asked = Signal(str, QPoint)

    def __init__(self, controller: SessionController, model: AgendaModel, parent: QWidget | None = None) -> None:
        """Show a model's items."""
        super().__init__(parent)
        self._controller, self._agenda = controller, model
        self.setModel(model)
        self.setItemDelegate(AgendaDelegate(self))
        self.setResizeMode(QListView.ResizeMode.Adjust)
        self.setMouseTracking(True)
        self.setEditTriggers(QListView.EditTrigger.NoEditTriggers)
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.setVerticalScrollMode(QListView.ScrollMode.ScrollPerPixel)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setAccessibleName(controller.text(say("Agenda")))
        ThinScrollBar(self)
        self._present: ItemId | None = None
        model.dataChanged.connect(self._on_model_data_changed)
        model.modelReset.connect(self._show_present)
        self._show_present()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Wrap the titles anew and keep what is on in sight; banners that come and go move nothing else."""
        super().resizeEvent(event)
        self.doItemsLayout()
        if event.size().width() != event.oldSize().width():
            self._show_present()
        elif (row := self._present_row()) >= 0:
            self.scrollTo(self.model().index(row, 0))

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Ask for the menu on Enter."""
        if event.key() in {Qt.Key.Key_Return, Qt.Key.Key_Enter} and self.currentIndex().isValid():
            self._ask(self.currentIndex(), self.visualRect(self.currentIndex()).bottomLeft())
        else:
            super().keyPressEvent(event)

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        """Ask for the menu."""
        index = self.indexAt(event.position().toPoint())
        if index.isValid():
            self._ask(index, event.position().toPoint())

    def contextMenuEvent(self, event: QContextMenuEvent) -> None:
        """Ask for the menu."""
        by_key = event.reason() == QContextMenuEvent.Reason.Keyboard
        index = self.currentIndex() if by_key else self.indexAt(event.pos())
        if index.isValid():
            self._ask(index, self.visualRect(index).bottomLeft() if by_key else event.pos())

    def _ask(self, index: QModelIndex, at: QPoint) -> None:
        self.menu_asked.emit(index.data(ITEM).item_id, self.viewport().mapToGlobal(at))

    def _on_model_data_changed(self, *_: object) -> None:
        self.scheduleDelayedItemsLayout()
        before = self._present
        if self._present_row() >= 0 and self._present != before:
            self._show_present()

    def _present_row(self) -> int:
        """Return the row of the item that is on; -1 where none is."""
        room = self._controller.state.room
        row = self._agenda.row_of(room.item_id) if room.item_id else -1
        self._present = room.item_id if row >= 0 else None
        return row

    def _show_present(self) -> None:
        """Bring what is on into sight, and what was before it; what follows is below."""
        row = self._present_row()
        if row >= 0:
            self.scrollTo(self.model().index(max(row - 1, 0), 0), QListView.ScrollHint.PositionAtTop)
            self.scrollTo(self.model().index(row, 0))

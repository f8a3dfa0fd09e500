"""Shows the sections of the report: their order, which stand in it, where something is written."""

from __future__ import annotations

from typing import Any, NamedTuple

from PySide6.QtCore import (
    QAbstractListModel,
    QPointF,
    QRect,
    QRectF,
    QSize,
    Qt,
    Signal,
)
from PySide6.QtGui import QFontMetrics, QKeyEvent, QMouseEvent, QPainter, QPen, QResizeEvent
from PySide6.QtWidgets import QAbstractItemView, QListView, QStyledItemDelegate, QStyleOptionViewItem, QWidget

from facilitator_console.dialogue.ids import SectionId
from facilitator_console.ui.control.session_controller import SessionController
from facilitator_console.ui.look.painting import RowState, has_focus, is_selected, paint_card, row_state
from facilitator_console.ui.look.theme import color, font
from facilitator_console.ui.look.wrapped import draw_lines, lines_px, wrapped
from facilitator_console.ui.parts.item_models import NO_PARENT, Index
from facilitator_console.words import Message, say

ROW_PX = 34
BOX_PX = 15
BEFORE_PX, GAP_PX = 9, 9
SMALL_PX, TYPE_PX = 12, 14
LEFT_PX, RIGHT_PX = BEFORE_PX + BOX_PX + GAP_PX, 9
"""Beside a title."""
ENTRY = Qt.ItemDataRole.UserRole + 1


class Entry(NamedTuple):
    """Represents one row: a section, or one of its parts.

    Attributes:
        section: Which.
        title: For people.
        is_in: It is to stand in the report.
        is_empty: There is nothing in it yet.
        aside: How many paragraphs were written in it; None for none.
    """

    section: SectionId
    title: Message
    is_in: bool
    is_empty: bool
    aside: Message | None


class SectionsModel(QAbstractListModel):
    """Holds the sections of the report as rows."""

    def __init__(self, controller: SessionController, parent: QWidget) -> None:
        """Begin without rows."""
        super().__init__(parent)
        self._controller = controller
        self.entries: list[Entry] = []

    def show_entries(self, entries: list[Entry]) -> None:
        """Show other rows; the same ones in the same order only change."""
        if entries == self.entries:
            return
        same = [entry.section for entry in entries] == [entry.section for entry in self.entries]
        if same:
            self.entries = entries
            self.dataChanged.emit(self.index(0), self.index(len(entries) - 1))
        else:
            self.beginResetModel()
            self.entries = entries
            self.endResetModel()

    def rowCount(self, parent: Index = NO_PARENT) -> int:
        """Return the number of rows."""
        return 0 if parent.isValid() else len(self.entries)

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:  # noqa: ANN401 - Qt's own
        """Return a row, or its words for whoever hears the list."""
        if not index.isValid():
            return None
        entry = self.entries[index.row()]
        if role == ENTRY:
            return entry
        text = self._controller.text
        if role in {Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.ToolTipRole}:
            return text(entry.title)
        if role == Qt.ItemDataRole.AccessibleTextRole:
            state = say("in the report") if entry.is_in else say("left out")
            return text(say("{section}, {state}", section=entry.title, state=state))
        return None


class _Delegate(QStyledItemDelegate):
    def __init__(self, controller: SessionController, view: QListView) -> None:
        super().__init__(view)
        self._controller, self._view = controller, view

    def sizeHint(self, option: QStyleOptionViewItem, index: Index) -> QSize:
        """Return the height of a row, whose title has as many lines as it needs."""
        del option
        width = self._view.viewport().width()
        lines = self._lines(index.data(ENTRY), width)
        return QSize(width, ROW_PX + lines_px(lines[1:], font(TYPE_PX)))

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        """Paint a box, the title and what is beside it."""
        entry: Entry = index.data(ENTRY)
        rect: QRect = option.rect.adjusted(1, 1, -1, -2)
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        paint_card(painter, rect, row_state(option, without_focus=RowState.CHOSEN).value, has_ring=has_focus(option))
        self._paint_box(
            painter, QRectF(rect.left() + BEFORE_PX, rect.center().y() - BOX_PX / 2 + 1, BOX_PX, BOX_PX), entry
        )
        lines, kind = self._lines(entry, option.rect.width()), font(TYPE_PX, 600 if is_selected(option) else 400)
        line_px, left = QFontMetrics(kind).lineSpacing(), rect.left() + LEFT_PX
        words = QRectF(
            left, rect.center().y() - len(lines) * line_px / 2 + 1, rect.right() - left, len(lines) * line_px
        )
        painter.setFont(kind)
        painter.setPen(color("muted" if entry.is_empty or not entry.is_in else "ink"))
        draw_lines(painter, words, lines)
        if entry.aside:
            words.setTop(words.bottom() - line_px + 1)
            words.setLeft(left + QFontMetrics(kind).horizontalAdvance(lines[-1]) + (GAP_PX - 2 if lines[-1] else 0))
            painter.setFont(font(SMALL_PX))
            painter.setPen(color("muted"))
            painter.drawText(words, Qt.AlignmentFlag.AlignVCenter, self._controller.text(entry.aside))
        painter.restore()

    def _lines(self, entry: Entry, width: int) -> list[str]:
        """Return the lines of a title, as wide as it is while it is chosen.

        What is beside it and finds no room behind the last line stands below it: that line is empty.
        """
        room, kind = width - LEFT_PX - RIGHT_PX, font(TYPE_PX, 600)
        lines = wrapped(self._controller.text(entry.title), kind, room)
        if entry.aside:
            aside_px = QFontMetrics(font(SMALL_PX)).horizontalAdvance(self._controller.text(entry.aside)) + GAP_PX
            if QFontMetrics(kind).horizontalAdvance(lines[-1]) + aside_px > room:
                lines.append("")
        return lines

    @staticmethod
    def _paint_box(painter: QPainter, box: QRectF, entry: Entry) -> None:
        on = entry.is_in and not entry.is_empty
        painter.setPen(QPen(color("accent" if on else "edge"), 1.3))
        painter.setBrush(color("accent") if on else color("panel"))
        painter.drawRoundedRect(box, 4, 4)
        if entry.is_in:
            painter.setPen(QPen(color("on_accent" if on else "edge"), 1.8))
            points = ((0.24, 0.52), (0.43, 0.71), (0.78, 0.32))
            painter.drawPolyline(
                [QPointF(box.left() + x * box.width(), box.top() + y * box.height()) for x, y in points]
            )


class SectionsList(QListView):
    """Shows the sections. Alt+↑ and Alt+↓ move one, Space takes it in or out, Enter writes in it.

    Signals:
        toggled(str): A section is to stand in the report, or to be left out.
        moved(str, int): A section is to stand one row higher (-1) or lower (1).
        write_wanted(str): Somebody wants to write in a section.
        chosen(str): Another section is the current one.
    """

    toggled = Signal(str)
    moved = Signal(str, int)
    write_wanted = Signal(str)
    chosen = Signal(str)

    def __init__(self, controller: SessionController, parent: QWidget | None = None) -> None:
        """Begin without rows."""
        super().__init__(parent)
        self.rows = SectionsModel(controller, self)
        self.setModel(self.rows)
        self.setItemDelegate(_Delegate(controller, self))
        self.setMouseTracking(True)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setAccessibleName(controller.text(say("Sections of the report")))
        self.selectionModel().currentChanged.connect(self._on_current_changed)
        self.doubleClicked.connect(self._on_double_clicked)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Wrap the titles anew."""
        super().resizeEvent(event)
        self.scheduleDelayedItemsLayout()

    @property
    def current(self) -> SectionId:
        """Return the current section; empty where there is none."""
        index = self.currentIndex()
        return self.rows.entries[index.row()].section if index.isValid() else SectionId("")

    def show_entries(self, entries: list[Entry]) -> None:
        """Show other rows; the current section stays the current one."""
        current = self.current
        self.rows.show_entries(entries)
        places = [entry.section for entry in entries]
        if current in places and self.current != current:
            self.setCurrentIndex(self.rows.index(places.index(current)))

    def choose(self, section: SectionId) -> None:
        """Make a section the current one."""
        places = [entry.section for entry in self.rows.entries]
        if section in places:
            self.setCurrentIndex(self.rows.index(places.index(section)))

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Handle the keys of the list."""
        key, current = event.key(), self.current
        moves = {Qt.Key.Key_Up: -1, Qt.Key.Key_Down: 1}
        if current and event.modifiers() & Qt.KeyboardModifier.AltModifier and key in moves:
            self.moved.emit(current, moves[Qt.Key(key)])
        elif current and key == Qt.Key.Key_Space:
            self.toggled.emit(current)
        elif current and key in {Qt.Key.Key_Return, Qt.Key.Key_Enter}:
            self.write_wanted.emit(current)
        else:
            super().keyPressEvent(event)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        """Take a section in or out where its box is clicked."""
        super().mouseReleaseEvent(event)
        place = event.position().toPoint()
        index = self.indexAt(place)
        if index.isValid() and place.x() < LEFT_PX and event.button() is Qt.MouseButton.LeftButton:
            self.toggled.emit(self.rows.entries[index.row()].section)

    def _on_current_changed(self, _now: Index, _before: Index) -> None:
        self.chosen.emit(self.current)

    def _on_double_clicked(self, index: Index) -> None:
        self.write_wanted.emit(self.rows.entries[index.row()].section)

"""Shows one of the group's lists: its entries, rewritten, ticked and moved in place, and a field for one more.

Prepare shows every list with its heading; in Run one list stands at the side (ui.run.lists_side).
"""

from __future__ import annotations

from functools import partial

from PySide6.QtCore import QAbstractItemModel, QPoint, QPointF, QRect, QRectF, QSize, Qt, Signal
from PySide6.QtGui import (
    QContextMenuEvent,
    QFontMetrics,
    QKeyEvent,
    QMouseEvent,
    QPainter,
    QPaintEvent,
    QPen,
    QPolygonF,
    QResizeEvent,
    QShowEvent,
)
from PySide6.QtWidgets import (
    QAbstractItemView,
    QApplication,
    QLineEdit,
    QListView,
    QStyleOptionViewItem,
    QVBoxLayout,
    QWidget,
)

from facilitator_console.notes.commands import add_list_entry, move_list_entry, remove_list_entry, tick_list_entry
from facilitator_console.notes.ids import GroupList, ListEntryId, Version
from facilitator_console.notes.state import ListEntry
from facilitator_console.ui.control.keys import typed_letter
from facilitator_console.ui.control.session_controller import SessionController
from facilitator_console.ui.look.painting import paint_row, row_state
from facilitator_console.ui.look.styles import Rank
from facilitator_console.ui.look.theme import color, text_font
from facilitator_console.ui.look.wrapped import lines_px, wrapped
from facilitator_console.ui.parts.group_list_model import LIST_ENTRY, LIST_WORDS, ListEntriesModel
from facilitator_console.ui.parts.item_models import Index
from facilitator_console.ui.parts.labels import Lines
from facilitator_console.ui.parts.letting_go import LettingGo
from facilitator_console.ui.parts.menus import TICK, new_menu
from facilitator_console.ui.parts.text_field import DraftField, RowDelegate, TextField
from facilitator_console.words import say

PAD_PX = 8
INSET_PX = 6
BOX_PX = 14
TEXT_PX = INSET_PX + BOX_PX + 8
"""The place where the text of an entry begins."""
LEAST_PX, MOST_PX = 36, 56
"""Least and greatest height of the list, however many entries it has."""
PLACE_PX = 2
"""Height of the line where an entry that is dragged would stand."""


class ListEntriesDelegate(RowDelegate):
    """Paints an entry as high as its text needs; a text written elsewhere at the same time stands below it."""

    def __init__(self, controller: SessionController, view: QListView) -> None:
        """Paint in this view, whose width the entries wrap to."""
        super().__init__(view)
        self._controller = controller
        self._view = view

    def sizeHint(self, option: QStyleOptionViewItem, index: Index) -> QSize:
        """Return the height of the text."""
        del option
        width = self._view.viewport().width()
        return QSize(width, lines_px(self._lines(index.data(LIST_ENTRY), width), text_font()) + 2 * PAD_PX)

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        """Paint one entry: a box, ticked or not, and the lines of its text that are whole in sight."""
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        rect: QRect = option.rect
        paint_row(painter, rect, row_state(option))
        entry: ListEntry = index.data(LIST_ENTRY)
        line_px, below = QFontMetrics(text_font()).lineSpacing(), self._view.viewport().height()
        self._paint_box(painter, box_rect(rect, line_px), is_done=entry.is_done)
        painter.setFont(text_font())
        painter.setPen(color("warn" if entry.other_texts else "muted" if entry.is_done else "ink"))
        for row, line in enumerate(self._lines(entry, rect.width())):
            top = rect.top() + PAD_PX + row * line_px
            if top >= 0 and top + line_px <= below:  # Half a line in sight can't be read.
                painter.drawText(QRectF(rect.left() + TEXT_PX, top, rect.width() - TEXT_PX, line_px), 0, line)
        painter.restore()

    def _paint_box(self, painter: QPainter, box: QRectF, *, is_done: bool) -> None:
        if box.bottom() > self._view.viewport().height():
            return
        painter.setPen(QPen(color("accent" if is_done else "edge"), 1.2))
        painter.setBrush(color("accent") if is_done else Qt.BrushStyle.NoBrush)
        painter.drawRoundedRect(box, 3, 3)
        if is_done:
            tick = [QPointF(box.left() + 2.2 + x, box.center().y() + 0.3 + y) for x, y in TICK]
            painter.setPen(QPen(color("on_accent"), 1.8, Qt.PenStyle.SolidLine, Qt.PenCapStyle.RoundCap))
            painter.drawPolyline(QPolygonF(tick))

    def createEditor(self, parent: QWidget, option: QStyleOptionViewItem, index: Index) -> QWidget:
        """Return a field over the entry."""
        del option
        entry: ListEntry = index.data(LIST_ENTRY)
        field = DraftField(entry.text, self._controller, entry.list_entry_id, parent)
        field.setProperty("base", entry.version)
        return field

    def setEditorData(self, editor: QWidget, index: Index) -> None:
        """Do nothing: the field has its text already, and another's edit must not wipe what is typed."""

    def setModelData(self, editor: QWidget, model: QAbstractItemModel, index: Index) -> None:
        """Keep the text if it was changed, over the version that was seen when the field opened."""
        if not (isinstance(editor, DraftField) and isinstance(model, ListEntriesModel) and editor.is_changed):
            return
        if model.rewrite(index.data(LIST_ENTRY).list_entry_id, editor.text, Version(editor.property("base"))):
            editor.drop()

    def updateEditorGeometry(self, editor: QWidget, option: QStyleOptionViewItem, index: Index) -> None:
        """Cover the entry, as high as the text needs."""
        del index
        if isinstance(editor, TextField):
            editor.fit_into(option.rect)

    def _lines(self, entry: ListEntry, width: int) -> list[str]:
        details = [self._controller.others.came_from(entry.origin)] if entry.origin.subject else []
        details += [say("also written: {text}", text=text) for text in entry.other_texts]
        if draft := self._controller.drafts.text(entry.list_entry_id):
            details.append(say("not kept yet: {text}", text=draft))
        others = map(self._controller.text, details)
        return wrapped("\n".join((entry.text, *others)), text_font(), max(width - TEXT_PX - INSET_PX, BOX_PX))


def box_rect(row: QRect, line_px: int) -> QRectF:
    """Return where the box of an entry stands: beside its first line."""
    return QRectF(row.left() + INSET_PX, row.top() + PAD_PX + (line_px - BOX_PX) / 2, BOX_PX, BOX_PX)


class ListEntriesView(QListView):
    """Shows the entries. Enter or F2 rewrites one, Space ticks it, Alt+↑↓ and the mouse move it, Delete removes it.

    Signals:
        left(): Esc.
        typed(str): A letter that means nothing here.
    """

    left = Signal()
    typed = Signal(str)

    def __init__(self, controller: SessionController, group_list: GroupList, parent: QWidget | None = None) -> None:
        """Build the view of one of the group's lists."""
        super().__init__(parent)
        self._controller = controller
        self.entries = ListEntriesModel(controller, group_list, self)
        self.setModel(self.entries)
        self.setItemDelegate(ListEntriesDelegate(controller, self))
        self.setEditTriggers(QAbstractItemView.EditTrigger.DoubleClicked)
        self.setMouseTracking(True)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        # Which lines are whole in sight changes with each step: what was painted may not just be moved.
        self.verticalScrollBar().valueChanged.connect(self.viewport().update)
        self._pressed: QPoint | None = None
        self._dragged: ListEntryId | None = None
        self._place = -1
        self._esc = LettingGo(self._stop_dragging, self)
        self._say_what()

    @property
    def empty_text(self) -> str:
        """Return what stands here while the list is empty."""
        return self._controller.text(LIST_WORDS[self.entries.group_list].empty)

    @property
    def current(self) -> ListEntry | None:
        """Return the entry that is chosen."""
        entry = self.currentIndex().data(LIST_ENTRY)
        return entry if isinstance(entry, ListEntry) else None

    def show_list(self, group_list: GroupList) -> None:
        """Show another one of the group's lists."""
        self.entries.show_list(group_list)
        self._say_what()
        self.updateGeometry()

    def _say_what(self) -> None:
        self.setAccessibleName(self._controller.text(LIST_WORDS[self.entries.group_list].title))

    # -- size --------------------------------------------------------------------------------------------

    def sizeHint(self) -> QSize:
        """Return the least size: the agenda above needs room first."""
        return self.minimumSizeHint()

    def minimumSizeHint(self) -> QSize:
        """Return the height of some entries, or of the words in their place; further entries are scrolled to."""
        return QSize(0, min(max(self.contents_px(), LEAST_PX), MOST_PX))

    def contents_px(self) -> int:
        """Return the height of all entries, or of the words in their place."""
        rows = range(self.model().rowCount())
        return sum(self.sizeHintForRow(row) for row in rows) or self._empty_height()

    def _empty_height(self) -> int:
        lines = wrapped(self.empty_text, text_font(), max(self.viewport().width() - 2 * INSET_PX, BOX_PX))
        return PAD_PX + lines_px(lines, text_font())

    # -- keys --------------------------------------------------------------------------------------------

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Act on the chosen entry; letters mean nothing here."""
        modifiers = event.modifiers() & ~Qt.KeyboardModifier.KeypadModifier
        steps = {Qt.Key.Key_Up: -1, Qt.Key.Key_Down: 1}
        if event.key() == Qt.Key.Key_Escape:
            self.left.emit()
        elif modifiers == Qt.KeyboardModifier.AltModifier and event.key() in steps:
            self.move_by(steps[Qt.Key(event.key())])
        elif self.current and event.key() in {Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_F2}:
            self.edit(self.currentIndex())
        elif self.current and event.key() == Qt.Key.Key_Space:
            self.tick()
        elif self.current and event.key() == Qt.Key.Key_Delete:
            self._controller.do(remove_list_entry, self.current.list_entry_id)
        elif letter := typed_letter(event):
            self.typed.emit(letter)
        else:
            super().keyPressEvent(event)

    def keyboardSearch(self, _text: str) -> None:
        """Do nothing: letters don't find anything here."""

    def tick(self) -> None:
        """Tick the chosen entry, or take the tick off."""
        if entry := self.current:
            self._controller.do(tick_list_entry, entry.list_entry_id, is_done=not entry.is_done)

    def move_by(self, step: int) -> None:
        """Move the chosen entry up or down."""
        if entry := self.current:
            place = self.currentIndex().row() + step
            if 0 <= place < self.model().rowCount():
                self._controller.do(move_list_entry, entry.list_entry_id, place)
                self.scrollTo(self.currentIndex())

    # -- the mouse ---------------------------------------------------------------------------------------

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Tick on a press on the box; else choose the entry, and perhaps begin to drag it."""
        at = event.position().toPoint()
        index = self.indexAt(at)
        super().mousePressEvent(event)
        if not index.isValid() or event.button() != Qt.MouseButton.LeftButton:
            return
        if at.x() < TEXT_PX:
            self.tick()
        else:
            self._pressed = at

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        """Rewrite the entry; a box that is clicked twice is ticked once, and once more."""
        if event.position().x() < TEXT_PX:
            self.mousePressEvent(event)
        else:
            self._pressed = None
            super().mouseDoubleClickEvent(event)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """Drag the entry that was pressed, once the pointer has gone far enough."""
        at = event.position().toPoint()
        if self._pressed is None or not event.buttons() & Qt.MouseButton.LeftButton:
            super().mouseMoveEvent(event)
            return
        if self._dragged is None:
            entry = self.indexAt(self._pressed).data(LIST_ENTRY)
            near = (at - self._pressed).manhattanLength() < QApplication.startDragDistance()
            if near or not isinstance(entry, ListEntry):
                return
            self._dragged = entry.list_entry_id
            self._esc.listen(on=True)
        bar = self.verticalScrollBar()
        beyond = min(at.y(), 0) + max(at.y() - self.viewport().height(), 0)
        bar.setValue(bar.value() + beyond // 2)
        self._place = self._place_at(at.y())
        self.viewport().update()

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        """Let the entry stand where it was dragged to."""
        super().mouseReleaseEvent(event)
        if event.button() != Qt.MouseButton.LeftButton:
            return
        dragged, place = self._dragged, self._place_at(round(event.position().y()))
        self._stop_dragging()
        row = self.entries.row_of(dragged) if dragged else -1
        if dragged and row >= 0:  # Where it is gone meanwhile, nothing is moved.
            self._controller.do(move_list_entry, dragged, place - (place > row))

    def _place_at(self, y: int) -> int:
        """Return between which entries a height lies, as the place of the one below it."""
        for row in range(self.model().rowCount()):
            if y < self.visualRect(self.model().index(row, 0)).center().y():
                return row
        return self.model().rowCount()

    def _stop_dragging(self) -> None:
        self._pressed, self._dragged, self._place = None, None, -1
        self._esc.listen(on=False)
        self.viewport().update()

    def contextMenuEvent(self, event: QContextMenuEvent) -> None:
        """Offer what can be done with the entry; not with one in hand."""
        if self._dragged:
            return
        by_key = event.reason() == QContextMenuEvent.Reason.Keyboard
        index = self.currentIndex() if by_key else self.indexAt(event.pos())
        entry = index.data(LIST_ENTRY)
        if not isinstance(entry, ListEntry):
            return
        self.setCurrentIndex(index)
        text, menu = self._controller.text, new_menu(self)
        menu.addAction(text(say("Rewrite")), partial(self.edit, index))
        done = menu.addAction(text(say("Done")), self.tick)
        done.setCheckable(True)
        done.setChecked(entry.is_done)
        menu.addSeparator()
        menu.addAction(text(say("Move up")), partial(self.move_by, -1)).setEnabled(index.row() > 0)
        is_last = index.row() == self.model().rowCount() - 1
        menu.addAction(text(say("Move down")), partial(self.move_by, 1)).setEnabled(not is_last)
        menu.addSeparator()
        menu.addAction(text(say("Remove")), partial(self._controller.do, remove_list_entry, entry.list_entry_id))
        at = self.visualRect(index).bottomLeft() if by_key else event.pos()
        menu.popup(self.viewport().mapToGlobal(at))

    # -- painting ----------------------------------------------------------------------------------------

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Wrap the entries to the new width."""
        super().resizeEvent(event)
        self.scheduleDelayedItemsLayout()
        if event.size().width() != event.oldSize().width():
            self.updateGeometry()

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint the entries, or words in their place; while one is dragged, a line where it would stand."""
        super().paintEvent(event)
        painter = QPainter(self.viewport())
        if not self.model().rowCount():
            painter.setFont(text_font())
            painter.setPen(color("muted"))
            room = self.viewport().rect().adjusted(INSET_PX, PAD_PX, -INSET_PX, 0)
            painter.drawText(room, Qt.TextFlag.TextWordWrap, self.empty_text)
        elif self._place >= 0:
            is_last = self._place == self.model().rowCount()
            rect = self.visualRect(self.model().index(self._place - is_last, 0))
            top = rect.bottom() - 1 if is_last else rect.top()
            painter.fillRect(rect.left(), max(0, top), rect.width(), PLACE_PX, color("accent"))


class EntryField(QLineEdit):
    """Takes one more entry for a list; what is typed and not yet kept survives whatever happens.

    Signals:
        added(): An entry was kept.
    """

    added = Signal()

    def __init__(self, controller: SessionController, group_list: GroupList) -> None:
        """Begin with what was typed for this list before."""
        super().__init__()
        self._controller = controller
        self._group_list = group_list
        self.setPlaceholderText(controller.text(say("Add an entry")))
        self.setAccessibleName(controller.text(say("Add an entry")))
        self.show_list(group_list)
        self.textChanged.connect(self._on_text_changed)
        self.returnPressed.connect(self._on_return_pressed)

    def show_list(self, group_list: GroupList) -> None:
        """Take entries for another list; each has its own draft."""
        self._group_list = group_list
        self.setText(self._controller.drafts.text(group_list))

    def showEvent(self, event: QShowEvent) -> None:
        """Show what was typed for the list on another page meanwhile."""
        super().showEvent(event)
        if self.text() != self._controller.drafts.text(self._group_list):
            self.show_list(self._group_list)

    def _on_text_changed(self, text: str) -> None:
        if text != self._controller.drafts.text(self._group_list):
            self._controller.drafts.keep(text, self._group_list)

    def _on_return_pressed(self) -> None:
        if self.text().strip() and self._controller.do(add_list_entry, self._group_list, self.text()):
            self.clear()
            self.added.emit()


class GroupListPanel(QWidget):
    """Shows a list with its heading and a field for one more entry."""

    def __init__(self, controller: SessionController, group_list: GroupList, parent: QWidget | None = None) -> None:
        """Build the field for a new entry."""
        super().__init__(parent)
        self.entries = ListEntriesView(controller, group_list)
        self.field = EntryField(controller, group_list)
        self.field.added.connect(self.entries.scrollToBottom)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(6)
        head = Lines(Rank.SECTION)
        head.setText(controller.text(LIST_WORDS[group_list].title))
        column.addWidget(head)
        column.addWidget(self.field)
        column.addWidget(self.entries, 1)

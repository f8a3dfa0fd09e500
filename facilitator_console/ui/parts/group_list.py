"""Shows one of the group's lists: its entries, rewritten in place, and a field for one more."""

from __future__ import annotations

from PySide6.QtCore import QAbstractItemModel, QRect, QSize, Qt
from PySide6.QtGui import QFontMetrics, QKeyEvent, QPainter, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import (
    QAbstractItemView,
    QLineEdit,
    QListView,
    QStyleOptionViewItem,
    QVBoxLayout,
    QWidget,
)

from facilitator_console.notes.commands import add_list_entry, remove_list_entry
from facilitator_console.notes.ids import GroupList, Version
from facilitator_console.notes.state import ListEntry
from facilitator_console.ui.control.session_controller import SessionController
from facilitator_console.ui.look.painting import RowState, has_focus, is_selected, paint_row
from facilitator_console.ui.look.styles import Rank
from facilitator_console.ui.look.theme import color, font
from facilitator_console.ui.parts.group_list_model import LIST_ENTRY, ListEntriesModel
from facilitator_console.ui.parts.item_models import Index
from facilitator_console.ui.parts.labels import Lines
from facilitator_console.ui.parts.text_field import RowDelegate, TextField
from facilitator_console.words import Message, say

PAD_PX = 8
INSET_PX = 6
LEAST_PX, MOST_PX = 36, 56
"""Least and greatest height of the list, however many entries it has."""


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
        room = QRect(0, 0, width - 2 * INSET_PX, 10_000)
        bound = QFontMetrics(font()).boundingRect(room, Qt.TextFlag.TextWordWrap, self._text(index.data(LIST_ENTRY)))
        return QSize(width, bound.height() + 2 * PAD_PX)

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        """Paint one entry."""
        painter.save()
        rect: QRect = option.rect
        chosen = is_selected(option) and has_focus(option)
        paint_row(painter, rect, RowState.CHOSEN if chosen else RowState.PLAIN)
        painter.setFont(font())
        entry: ListEntry = index.data(LIST_ENTRY)
        painter.setPen(color("warn" if entry.other_texts else "ink"))
        room = rect.adjusted(INSET_PX, PAD_PX, -INSET_PX, -PAD_PX)
        painter.drawText(room, Qt.TextFlag.TextWordWrap, self._text(entry))
        painter.restore()

    def createEditor(self, parent: QWidget, option: QStyleOptionViewItem, index: Index) -> QWidget:
        """Return a field over the entry."""
        del option
        entry: ListEntry = index.data(LIST_ENTRY)
        field = TextField(entry.text, parent)
        field.setProperty("base", entry.version)
        return field

    def setEditorData(self, editor: QWidget, index: Index) -> None:
        """Do nothing: the field has its text already, and another's edit must not wipe what is typed."""

    def setModelData(self, editor: QWidget, model: QAbstractItemModel, index: Index) -> None:
        """Keep the text if it was changed, over the version that was seen when the field opened."""
        if isinstance(editor, TextField) and isinstance(model, ListEntriesModel) and editor.is_changed:
            model.rewrite(index.data(LIST_ENTRY).list_entry_id, editor.text, Version(editor.property("base")))

    def updateEditorGeometry(self, editor: QWidget, option: QStyleOptionViewItem, index: Index) -> None:
        """Cover the entry, as high as the text needs."""
        del index
        if isinstance(editor, TextField):
            editor.fit_into(option.rect)

    def _text(self, entry: ListEntry) -> str:
        if not entry.other_texts:
            return entry.text
        others = (self._controller.text(say("also written: {text}", text=text)) for text in entry.other_texts)
        return "\n".join((entry.text, *others))


class ListEntriesView(QListView):
    """Shows the entries; Enter or F2 rewrites one, Delete removes it."""

    def __init__(
        self, controller: SessionController, group_list: GroupList, name: str, empty: str, parent: QWidget | None = None
    ) -> None:
        """Show a list."""
        super().__init__(parent)
        self._controller = controller
        self.empty_text = empty
        self.setModel(ListEntriesModel(controller, group_list, self))
        self.setItemDelegate(ListEntriesDelegate(controller, self))
        self.setAccessibleName(name)
        self.setEditTriggers(QAbstractItemView.EditTrigger.DoubleClicked)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)

    def sizeHint(self) -> QSize:
        """Return the least size: the agenda above needs room first."""
        return self.minimumSizeHint()

    def minimumSizeHint(self) -> QSize:
        """Return the height of some entries, or of the words in their place; further entries are scrolled to."""
        rows = range(self.model().rowCount())
        height = sum(self.sizeHintForRow(row) for row in rows) or self._empty_height()
        return QSize(0, min(max(height, LEAST_PX), MOST_PX))

    def _empty_height(self) -> int:
        room = QRect(0, 0, self.viewport().width() - 2 * INSET_PX, 10_000)
        return PAD_PX + QFontMetrics(font()).boundingRect(room, Qt.TextFlag.TextWordWrap, self.empty_text).height()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Rewrite on Enter, remove on Delete."""
        entry = self.currentIndex().data(LIST_ENTRY)
        if entry and event.key() in {Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_F2}:
            self.edit(self.currentIndex())
        elif entry and event.key() == Qt.Key.Key_Delete:
            self._controller.do(remove_list_entry, entry.list_entry_id)
        else:
            super().keyPressEvent(event)

    def keyboardSearch(self, _text: str) -> None:
        """Do nothing: letters don't find anything here."""

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Wrap the entries to the new width."""
        super().resizeEvent(event)
        self.scheduleDelayedItemsLayout()
        if event.size().width() != event.oldSize().width():
            self.updateGeometry()

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint the entries, or words in their place."""
        super().paintEvent(event)
        if not self.model().rowCount():
            painter = QPainter(self.viewport())
            painter.setFont(font())
            painter.setPen(color("muted"))
            room = self.viewport().rect().adjusted(INSET_PX, PAD_PX, -INSET_PX, 0)
            painter.drawText(room, Qt.TextFlag.TextWordWrap, self.empty_text)


class GroupListPanel(QWidget):
    """Shows a list with its heading and a field for one more entry."""

    def __init__(
        self,
        controller: SessionController,
        group_list: GroupList,
        title: Message,
        empty: Message,
        parent: QWidget | None = None,
    ) -> None:
        """Build the widget."""
        super().__init__(parent)
        self._controller = controller
        self._group_list = group_list
        self.entries = ListEntriesView(controller, group_list, controller.text(title), controller.text(empty))
        self.field = QLineEdit()
        self.field.setPlaceholderText(controller.text(say("Add an entry")))
        self.field.setAccessibleName(controller.text(say("Add an entry")))
        self.field.returnPressed.connect(self._on_field_return_pressed)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(6)
        head = Lines(Rank.SECTION)
        head.setText(controller.text(title))
        column.addWidget(head)
        column.addWidget(self.field)
        column.addWidget(self.entries, 1)

    def _on_field_return_pressed(self) -> None:
        if self.field.text().strip() and self._controller.do(add_list_entry, self._group_list, self.field.text()):
            self.field.clear()
            self.entries.scrollToBottom()

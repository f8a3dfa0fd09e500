"""A sheet on the wall: its lines in a small list, rewritten in place, and a field for one more."""

from __future__ import annotations

from PySide6.QtCore import QAbstractItemModel, QRect, QSize, Qt
from PySide6.QtGui import QFontMetrics, QKeyEvent, QPainter, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import (
    QAbstractItemView,
    QLineEdit,
    QListView,
    QStyle,
    QStyleOptionViewItem,
    QVBoxLayout,
    QWidget,
)

from facilitator_console.notes.ids import Sheet, Version
from facilitator_console.notes.keeping import add_line, remove_line
from facilitator_console.notes.state import Line
from facilitator_console.ui.desk import Desk
from facilitator_console.ui.models.lines import LINE, LinesModel
from facilitator_console.ui.models.notes import Index
from facilitator_console.ui.theme import color, font
from facilitator_console.ui.widgets.labels import Lines
from facilitator_console.ui.widgets.text_field import RowDelegate, TextField
from facilitator_console.words import Message, say

PAD_PX = 8
INSET_PX = 6
LEAST_PX, MOST_PX = 36, 56
"""Between these the lines keep their height where the window is low."""


class LinesDelegate(RowDelegate):
    """Paints a line as high as its text wants; a text written elsewhere at the same time stands below it."""

    def __init__(self, desk: Desk, view: QListView) -> None:
        """Paint in this view, whose width the lines wrap to."""
        super().__init__(view)
        self._desk = desk
        self._view = view

    def sizeHint(self, option: QStyleOptionViewItem, index: Index) -> QSize:
        """As high as the text."""
        del option
        width = self._view.viewport().width()
        room = QRect(0, 0, width - 2 * INSET_PX, 10_000)
        bound = QFontMetrics(font()).boundingRect(room, Qt.TextFlag.TextWordWrap, self._text(index.data(LINE)))
        return QSize(width, bound.height() + 2 * PAD_PX)

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        """Paint one line."""
        painter.save()
        rect: QRect = option.rect
        if option.state & QStyle.StateFlag.State_Selected and option.state & QStyle.StateFlag.State_HasFocus:
            painter.fillRect(rect, color("soft"))
            painter.fillRect(rect.left(), rect.top(), 3, rect.height(), color("accent"))
        painter.fillRect(rect.left(), rect.bottom(), rect.width(), 1, color("hairline"))
        painter.setFont(font())
        line: Line = index.data(LINE)
        painter.setPen(color("warn" if line.other_texts else "ink"))
        room = rect.adjusted(INSET_PX, PAD_PX, -INSET_PX, -PAD_PX)
        painter.drawText(room, Qt.TextFlag.TextWordWrap, self._text(line))
        painter.restore()

    def createEditor(self, parent: QWidget, option: QStyleOptionViewItem, index: Index) -> QWidget:
        """A field over the line."""
        del option
        line: Line = index.data(LINE)
        field = TextField(line.text, parent)
        field.setProperty("base", line.version)
        return field

    def setEditorData(self, editor: QWidget, index: Index) -> None:
        """Nothing: the field has its text from the start, and another's edit must not wipe what is typed."""

    def setModelData(self, editor: QWidget, model: QAbstractItemModel, index: Index) -> None:
        """Keep the text if it was changed, over the version that was seen when the field opened."""
        if isinstance(editor, TextField) and isinstance(model, LinesModel) and editor.is_changed:
            model.rewrite(index.data(LINE).line_id, editor.text, Version(editor.property("base")))

    def updateEditorGeometry(self, editor: QWidget, option: QStyleOptionViewItem, index: Index) -> None:
        """Over the line, as high as the text wants."""
        del index
        if isinstance(editor, TextField):
            editor.fit_into(option.rect)

    def _text(self, line: Line) -> str:
        if not line.other_texts:
            return line.text
        others = (self._desk.text(say("also written: {text}", text=text)) for text in line.other_texts)
        return "\n".join((line.text, *others))


class LinesView(QListView):
    """The lines; Enter or F2 rewrites one, Delete takes it off."""

    def __init__(self, desk: Desk, sheet: Sheet, name: str, empty: str, parent: QWidget | None = None) -> None:
        """Show a sheet."""
        super().__init__(parent)
        self._desk = desk
        self._empty = empty
        self.setModel(LinesModel(desk, sheet, self))
        self.setItemDelegate(LinesDelegate(desk, self))
        self.setAccessibleName(name)
        self.setEditTriggers(QAbstractItemView.EditTrigger.DoubleClicked)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)

    def sizeHint(self) -> QSize:
        """No more: the agenda above wants room first."""
        return self.minimumSizeHint()

    def minimumSizeHint(self) -> QSize:
        """Some lines, or the words in their place; what is more is scrolled to."""
        rows = range(self.model().rowCount())
        lines = sum(self.sizeHintForRow(row) for row in rows) or LEAST_PX
        return QSize(0, min(max(lines, LEAST_PX), MOST_PX))

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Enter rewrites, Delete takes off."""
        line = self.currentIndex().data(LINE)
        if line and event.key() in {Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_F2}:
            self.edit(self.currentIndex())
        elif line and event.key() == Qt.Key.Key_Delete:
            self._desk.do(remove_line, line.line_id)
        else:
            super().keyPressEvent(event)

    def keyboardSearch(self, _text: str) -> None:
        """Letters find nothing here."""

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Lines wrap anew."""
        super().resizeEvent(event)
        self.scheduleDelayedItemsLayout()

    def paintEvent(self, event: QPaintEvent) -> None:
        """The lines, or words in their place."""
        super().paintEvent(event)
        if not self.model().rowCount():
            painter = QPainter(self.viewport())
            painter.setFont(font())
            painter.setPen(color("muted"))
            room = self.viewport().rect().adjusted(INSET_PX, PAD_PX, -INSET_PX, 0)
            painter.drawText(room, Qt.TextFlag.TextWordWrap, self._empty)


class SheetPanel(QWidget):
    """A sheet with its heading and a field for one more line."""

    def __init__(self, desk: Desk, sheet: Sheet, title: Message, empty: Message, parent: QWidget | None = None) -> None:
        """Build it."""
        super().__init__(parent)
        self._desk = desk
        self._sheet = sheet
        self.lines = LinesView(desk, sheet, desk.text(title), desk.text(empty))
        self.field = QLineEdit()
        self.field.setPlaceholderText(desk.text(say("Add a line")))
        self.field.setAccessibleName(desk.text(say("Add a line")))
        self.field.returnPressed.connect(self._on_field_return_pressed)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(6)
        head = Lines("section")
        head.setText(desk.text(title))
        column.addWidget(head)
        column.addWidget(self.field)
        column.addWidget(self.lines, 1)

    def _on_field_return_pressed(self) -> None:
        if self.field.text().strip() and self._desk.do(add_line, self._sheet, self.field.text()):
            self.field.clear()
            self.lines.scrollToBottom()

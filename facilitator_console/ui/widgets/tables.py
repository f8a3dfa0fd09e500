"""A table that is edited in place, by keys as well as by the pointer.

Enter or F2 or any letter edits, Delete takes a row away, Alt with an arrow moves it, Tab leaves the table.
"""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QAbstractItemModel, Qt, QTimer, Signal
from PySide6.QtGui import QKeyEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import (
    QAbstractItemView,
    QComboBox,
    QHeaderView,
    QLineEdit,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QTableView,
    QWidget,
)

from facilitator_console.ui.models.notes import Index
from facilitator_console.ui.models.table import CHOICES, ID
from facilitator_console.ui.theme import color, font
from facilitator_console.ui.widgets.choice import Choice

ROW_PX = 36
TEXT_PX = 240
"""A field for text is at least so wide."""
RESIZE = QHeaderView.ResizeMode
ALT = Qt.KeyboardModifier.AltModifier


class CellDelegate(QStyledItemDelegate):
    """Edits a cell: a field for text, a list for choices."""

    def createEditor(self, parent: QWidget, option: QStyleOptionViewItem, index: Index) -> QWidget:
        """A field or a list of choices over the cell."""
        choices = index.data(CHOICES)
        if choices is None:
            field = QLineEdit(parent)
            field.setAlignment(Qt.AlignmentFlag(index.data(Qt.ItemDataRole.TextAlignmentRole)))
            return field
        box = Choice(parent)
        for value, name in choices:
            box.addItem(name, value)
        box.activated.connect(lambda _place: self._keep(box))
        QTimer.singleShot(0, box, box.showPopup)
        del option
        return box

    def setEditorData(self, editor: QWidget, index: Index) -> None:
        """The text or choice as it is; an editor that somebody works in keeps what they typed."""
        value = index.data(Qt.ItemDataRole.EditRole)
        if isinstance(editor, QComboBox):
            editor.setCurrentIndex(max(0, editor.findData(value)))
        elif isinstance(editor, QLineEdit) and not editor.isModified():
            editor.setText(value)

    def setModelData(self, editor: QWidget, model: QAbstractItemModel, index: Index) -> None:
        """Write what was typed or chosen."""
        if isinstance(editor, QComboBox):
            model.setData(index, editor.currentData())
        elif isinstance(editor, QLineEdit):
            model.setData(index, editor.text())

    def updateEditorGeometry(self, editor: QWidget, option: QStyleOptionViewItem, index: Index) -> None:
        """The cell; wider where a choice or a text needs more room."""
        rect = option.rect
        if isinstance(editor, QComboBox):
            rect.setWidth(max(rect.width(), editor.sizeHint().width()))
        elif not index.data(Qt.ItemDataRole.TextAlignmentRole) & Qt.AlignmentFlag.AlignRight:
            rect.setWidth(max(rect.width(), TEXT_PX))
        parent = editor.parentWidget()
        if parent is not None and rect.right() >= parent.width():
            rect.moveRight(parent.width() - 1)
        editor.setGeometry(rect)

    def _keep(self, box: QComboBox) -> None:
        self.commitData.emit(box)
        self.closeEditor.emit(box, QStyledItemDelegate.EndEditHint.NoHint)


class EditTable(QTableView):
    """A table of one row for each thing.

    Signals:
        removing_asked(str): Delete on a row, by its id.
        moving_asked(str, int): Alt with an arrow on a row: its id, and -1 up or 1 down.
    """

    removing_asked = Signal(str)
    moving_asked = Signal(str, int)

    def __init__(self, model: QAbstractItemModel, name: str, empty: str, parent: QWidget | None = None) -> None:
        """Show a model.

        Args:
            model: A `TableModel`.
            name: What screen readers call the table.
            empty: What stands in it while it is empty.
            parent: Owner in Qt's sense.
        """
        super().__init__(parent)
        self._empty = empty
        self.setModel(model)
        self.setItemDelegate(CellDelegate(self))
        self.setAccessibleName(name)
        self.setShowGrid(False)
        self.setWordWrap(False)
        self.setTabKeyNavigation(False)
        self.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        triggers = QAbstractItemView.EditTrigger
        self.setEditTriggers(triggers.DoubleClicked | triggers.EditKeyPressed | triggers.AnyKeyPressed)
        self.verticalHeader().hide()
        self.verticalHeader().setDefaultSectionSize(ROW_PX)
        header = self.horizontalHeader()
        header.setHighlightSections(False)
        header.setSectionsClickable(False)
        header.setMinimumSectionSize(20)
        header.setDefaultAlignment(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)

    def set_widths(self, widths_px: Sequence[int]) -> None:
        """Widths of the columns in px; those of 0 share what is left."""
        header = self.horizontalHeader()
        for column, width in enumerate(widths_px):
            header.setSectionResizeMode(column, RESIZE.Fixed if width else RESIZE.Stretch)
            if width:
                header.resizeSection(column, width)

    @property
    def current_id(self) -> str:
        """The id of the current row; empty without one."""
        return self.currentIndex().data(ID) or ""

    def edit_cell(self, row: int, column: int) -> None:
        """Begin to edit a cell."""
        index = self.model().index(row, column)
        self.setCurrentIndex(index)
        self.scrollTo(index)
        self.edit(index)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Enter edits, Delete asks for removing, Alt with an arrow for moving."""
        step = {Qt.Key.Key_Up: -1, Qt.Key.Key_Down: 1}.get(Qt.Key(event.key()), 0)
        if self.state() == QAbstractItemView.State.EditingState:
            return  # The field lets Enter through to here once it has heard it.
        if event.key() in {Qt.Key.Key_Return, Qt.Key.Key_Enter}:
            if self.currentIndex().flags() & Qt.ItemFlag.ItemIsEditable:
                self.edit(self.currentIndex())
        elif event.key() == Qt.Key.Key_Delete and self.current_id:
            self.removing_asked.emit(self.current_id)
        elif step and event.modifiers() & ALT and self.current_id:
            self.moving_asked.emit(self.current_id, step)
        else:
            super().keyPressEvent(event)

    def paintEvent(self, event: QPaintEvent) -> None:
        """The rows, or words in their place."""
        super().paintEvent(event)
        if not self.model().rowCount():
            painter = QPainter(self.viewport())
            painter.setFont(font())
            painter.setPen(color("muted"))
            room = self.viewport().rect().adjusted(8, 14, -8, 0)
            painter.drawText(room, Qt.TextFlag.TextWordWrap | Qt.AlignmentFlag.AlignTop, self._empty)

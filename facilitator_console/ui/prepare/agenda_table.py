"""Shows the agenda as a table made for speed: every cell is typed in, rows are moved, copied, pasted with keys.

Enter, F2 or any letter edits; Tab goes from cell to cell and on to a new row, Enter and the arrows go up and down; Alt
with an arrow or the pointer moves rows. What is asked of rows goes out as signals; the panel sees to it.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence

from PySide6.QtCore import QItemSelection, QItemSelectionModel, QMimeData, QRect, QSize, Qt, Signal
from PySide6.QtGui import (
    QColor,
    QDrag,
    QDropEvent,
    QFocusEvent,
    QKeyEvent,
    QPaintEvent,
    QResizeEvent,
    QShowEvent,
)
from PySide6.QtWidgets import (
    QAbstractItemDelegate,
    QAbstractItemView,
    QHeaderView,
    QLineEdit,
    QSizePolicy,
    QTableView,
    QWidget,
)

from facilitator_console.session.ids import ItemId
from facilitator_console.ui.control.keys import chord_of
from facilitator_console.ui.control.session_controller import SessionController
from facilitator_console.ui.look.styles import FieldKind, set_style
from facilitator_console.ui.look.theme import color
from facilitator_console.ui.parts.item_models import Index
from facilitator_console.ui.parts.table_model import ID
from facilitator_console.ui.parts.thin_scroll import ThinScrollBar
from facilitator_console.ui.prepare.agenda_columns import Col
from facilitator_console.ui.prepare.agenda_rows import AgendaDelegate
from facilitator_console.ui.prepare.agenda_sizes import ABOVE_PX, MOST_LINES, ROWS_IN_SIGHT, AgendaSizes, row_px
from facilitator_console.ui.prepare.agenda_table_model import ROWS_TYPE, AgendaTableModel
from facilitator_console.ui.prepare.plan_picture import PlanPicture
from facilitator_console.words import say

LEAST_ROWS = 4
ROWS = QItemSelectionModel.SelectionFlag.Rows
ALT, CTRL, SHIFT = (
    Qt.KeyboardModifier.AltModifier,
    Qt.KeyboardModifier.ControlModifier,
    Qt.KeyboardModifier.ShiftModifier,
)


class AgendaTable(QTableView):
    """Shows the agenda, a row for each item, and the line to type below them.

    Attributes:
        agenda: The model.
        sizes: Of its columns and rows.

    Signals:
        adding_asked(): One more behind the current one.
        removing_asked(): The selected items.
        moving_asked(int): The selected items, one place up (-1) or down (1).
        dropped(str): The selected items are put before this one; empty: at the end.
        copying_asked(): Put the selected items into the clipboard.
        cutting_asked(): Likewise, and take them off the agenda.
        pasting_asked(): Put what is in the clipboard behind the current item.
        duplicating_asked(): Copies behind the selected items.
    """

    adding_asked = Signal()
    removing_asked = Signal()
    moving_asked = Signal(int)
    dropped = Signal(str)
    copying_asked = Signal()
    cutting_asked = Signal()
    pasting_asked = Signal()
    duplicating_asked = Signal()

    def __init__(self, controller: SessionController, plan: PlanPicture, parent: QWidget | None = None) -> None:
        """Show the agenda of this plan."""
        super().__init__(parent)
        self._controller = controller
        self.agenda = AgendaTableModel(controller, plan, self)
        self.sizes = AgendaSizes(self.agenda, controller.text)
        self._inks: dict[str, QColor] = {}
        self.setModel(self.agenda)
        self.setItemDelegate(AgendaDelegate(self))
        set_style(self, FieldKind.PAINTED)
        self._set_up()
        self.agenda.dataChanged.connect(self._on_agenda_changed)
        self.agenda.rowsInserted.connect(self._on_agenda_rows_changed)
        self.agenda.rowsRemoved.connect(self._on_agenda_rows_changed)
        self.agenda.rowsMoved.connect(self._on_agenda_rows_changed)
        self._scroll_bar = ThinScrollBar(self)

    def _set_up(self) -> None:
        self.setAccessibleName(self._controller.text(say("Agenda")))
        self.setShowGrid(False)
        self.setTabKeyNavigation(False)
        self.setSelectionMode(QAbstractItemView.SelectionMode.ExtendedSelection)
        self.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        triggers = QAbstractItemView.EditTrigger
        self.setEditTriggers(triggers.DoubleClicked | triggers.EditKeyPressed | triggers.AnyKeyPressed)
        self.setAttribute(Qt.WidgetAttribute.WA_InputMethodEnabled)
        self.setDragEnabled(True)
        self.setAcceptDrops(True)
        self.setDragDropMode(QAbstractItemView.DragDropMode.InternalMove)
        self.setDragDropOverwriteMode(False)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Maximum)
        self.verticalHeader().hide()
        self.verticalHeader().setMinimumSectionSize(20)
        self.verticalHeader().setDefaultSectionSize(row_px(ABOVE_PX))
        header = self.horizontalHeader()
        header.setHighlightSections(False)
        header.setSectionsClickable(False)
        header.setMinimumSectionSize(20)
        header.setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
        header.setDefaultAlignment(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)
        # Its own, in which nothing is ever selected: with the rows' it would be painted anew for each that is chosen.
        header.setSelectionModel(QItemSelectionModel(self.agenda, header))
        self._head_px = header.sizeHint().height()

    # -- sizes -----------------------------------------------------------------------------------------

    def set_room(self, height_px: int, *, is_low: bool) -> None:
        """Tell how high the table may be: rows get so many lines that twelve of them are in sight, if they can be."""
        if self.sizes.set_room(height_px - self._head_px, is_low=is_low):
            self._fit_rows()

    def _share_width(self) -> None:
        if self.sizes.share_width(self.viewport().width()):
            for col, width in enumerate(self.sizes.widths):
                self.setColumnWidth(col, width)
            self._fit_rows()

    def _fit_rows(self, rows: Collection[int] | None = None) -> None:
        """Let rows be as high as their texts, as far as there is room; all rows, or these and what they concern."""
        if not self.isVisible():
            return
        others = self.sizes.share_height() if rows is None or min(rows, default=0) < ROWS_IN_SIGHT else ()
        rows = range(self.agenda.rowCount()) if rows is None or others is None else {*rows, *others}
        current, header = self.currentIndex().row(), self.verticalHeader()
        heights = {row: self.sizes.height(row, is_current=row == current) for row in rows}
        self._resize_rows({row: height for row, height in heights.items() if height != header.sectionSize(row)})

    def _resize_rows(self, heights: Mapping[int, int]) -> None:
        """Give rows other heights; where one gains what another loses, all other rows stay where they are."""
        if not heights:
            return
        header = self.verticalHeader()
        stays = sum(height - header.sectionSize(row) for row, height in heights.items()) == 0
        # Else Qt would paint all rows below anew: whoever goes to the next row makes it higher, and the last one lower.
        was_blocked = header.blockSignals(stays)
        for row, height in heights.items():
            header.resizeSection(row, height)
        header.blockSignals(was_blocked)
        if not stays:
            self.updateGeometry()
            return
        top = self.rowViewportPosition(min(heights))
        bottom = self.rowViewportPosition(max(heights)) + self.rowHeight(max(heights))
        self.viewport().update(QRect(0, top, self.viewport().width(), bottom - top))
        self.updateEditorGeometries()

    def _on_agenda_changed(self, first: Index, last: Index) -> None:
        if last.column() != Col.AT:
            self._share_width()
            self._fit_rows(range(first.row(), last.row() + 1))

    def _on_agenda_rows_changed(self) -> None:
        self._share_width()
        self._fit_rows()
        self.updateGeometry()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Share the new size among columns and rows."""
        super().resizeEvent(event)
        self._share_width()

    def showEvent(self, event: QShowEvent) -> None:
        """Measure what has changed while it was hidden."""
        super().showEvent(event)
        self._head_px = self.horizontalHeader().sizeHint().height()
        self._share_width()
        self._fit_rows()

    def sizeHint(self) -> QSize:
        """Return the size of all rows."""
        return QSize(super().sizeHint().width(), self._head_px + self.verticalHeader().length() + 2)

    def minimumSizeHint(self) -> QSize:
        """Return the size of a few rows; the others are scrolled to."""
        return QSize(0, self._head_px + LEAST_ROWS * row_px(self.sizes.above_px))

    def ink(self, name: str) -> QColor:
        """Return a token's colour; of the many cells of one painting each asks for a few."""
        found = self._inks.get(name)
        if found is None:
            found = self._inks[name] = color(name)
        return found

    def dataChanged(self, first: Index, last: Index, roles: Sequence[int] = ()) -> None:
        """Paint the column of times alone, where only times have changed; Qt would paint every cell."""
        if first.column() == last.column() == Col.AT:
            left, width = self.columnViewportPosition(Col.AT), self.columnWidth(Col.AT)
            self.viewport().update(QRect(left, 0, width, self.viewport().height()))
        else:
            super().dataChanged(first, last, roles)

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint the rows that there is room for as a whole."""
        self._inks.clear()  # The appearance may have changed.
        height = self.viewport().height()
        last = self.rowAt(height - 1)
        top = self.rowViewportPosition(last)
        if last > 0 and top > 0 and top + self.rowHeight(last) > height:
            event = QPaintEvent(event.region().intersected(QRect(0, 0, self.viewport().width(), top)))
        super().paintEvent(event)

    # -- rows ------------------------------------------------------------------------------------------

    @property
    def current_id(self) -> ItemId:
        """Return the id of the current item; empty where none is."""
        return ItemId(self.currentIndex().data(ID) or "")

    @property
    def selected_ids(self) -> list[ItemId]:
        """Return the ids of the selected items in their order; the current one is always among them."""
        rows = {index.row() for index in self.selectionModel().selectedRows()}
        if self.currentIndex().isValid():
            rows.add(self.currentIndex().row())
        items = (self.agenda.item_at(row) for row in sorted(rows))
        return [item.item_id for item in items if item is not None]

    @property
    def selected_rows(self) -> list[int]:
        """Return the rows of the selected items."""
        return [self.agenda.row_of(item_id) for item_id in self.selected_ids]

    def select_items(self, item_ids: Sequence[ItemId]) -> None:
        """Select these items; the first one becomes the current one."""
        rows = [row for item_id in item_ids if (row := self.agenda.row_of(item_id)) >= 0]
        if not rows:
            return
        column = max(self.currentIndex().column(), Col.MIN)
        model = self.selectionModel()
        model.setCurrentIndex(self.agenda.index(rows[0], column), QItemSelectionModel.SelectionFlag.NoUpdate)
        chosen = QItemSelection()
        for row in rows:
            chosen.select(self.agenda.index(row, 0), self.agenda.index(row, Col.SHRINK))
        model.select(chosen, QItemSelectionModel.SelectionFlag.ClearAndSelect | ROWS)
        self.scrollTo(self.agenda.index(rows[-1], column))
        self.scrollTo(self.agenda.index(rows[0], column))

    def setCurrentIndex(self, index: Index) -> None:
        """Go to a cell and select its row alone, whatever keys are held."""
        flags = QItemSelectionModel.SelectionFlag.ClearAndSelect | ROWS
        self.selectionModel().setCurrentIndex(index, flags)

    def edit_cell(self, row: int, column: int) -> None:
        """Start to edit a cell."""
        index = self.agenda.index(row, column)
        self.setCurrentIndex(index)
        self.scrollTo(index)
        self.setFocus()
        self.edit(index)

    def edit_line(self) -> None:
        """Start to type an item in the line below them."""
        self.edit_cell(self.agenda.line_row, Col.TITLE)

    def currentChanged(self, current: Index, previous: Index) -> None:
        """Let the current row show its texts."""
        super().currentChanged(current, previous)
        if current.row() != previous.row() and self.sizes.most < MOST_LINES[0]:
            self._fit_rows([index.row() for index in (current, previous) if index.isValid()])

    # -- keys ------------------------------------------------------------------------------------------

    def focusInEvent(self, _event: QFocusEvent) -> None:
        """Start at the first title, or at the line to type where there is no item.

        Qt's own would paint all rows anew, and so each time that a cell is edited.
        """
        if not self.currentIndex().isValid():
            self.setCurrentIndex(self.agenda.index(0, Col.TITLE))
        self.update(self.currentIndex())

    def focusOutEvent(self, _event: QFocusEvent) -> None:
        """Take the frame around the current cell away."""
        self.update(self.currentIndex())

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Edit on Enter; Insert, Delete, Alt with an arrow and the clipboard's keys act on rows."""
        key, modifiers = Qt.Key(event.key()), event.modifiers()
        step = {Qt.Key.Key_Up: -1, Qt.Key.Key_Down: 1}.get(key, 0)
        if self.state() == QAbstractItemView.State.EditingState:
            return  # The field has handled Enter, and lets it through to here.
        if asked := _BY_CHORD.get(chord_of(event)):
            getattr(self, asked).emit()
        elif key in {Qt.Key.Key_Return, Qt.Key.Key_Enter}:
            if self.currentIndex().flags() & Qt.ItemFlag.ItemIsEditable:
                self.edit(self.currentIndex())
            else:
                self.edit_line()  # The other cells of the line to type hold nothing.
        elif key == Qt.Key.Key_Insert:
            self.adding_asked.emit()
        elif key in {Qt.Key.Key_Delete, Qt.Key.Key_Backspace}:
            self.removing_asked.emit()
        elif step and modifiers & ALT:
            self.moving_asked.emit(step)
        elif key == Qt.Key.Key_Tab and modifiers & CTRL:
            super().focusNextPrevChild(True)
        else:
            super().keyPressEvent(event)

    def focusNextPrevChild(self, onwards: bool) -> bool:
        """Go on to the next cell with Tab; from the first and the last one out of the table."""
        return self._step_cell(1 if onwards else -1) or super().focusNextPrevChild(onwards)

    def keep_and_step(self, field: QLineEdit, rows: int, cells: int) -> None:
        """Keep what was typed in a cell and go on; from the line to type, Enter begins the next line.

        What was refused stays in sight as it was before, and so does the cell.
        """
        row, typed = self.currentIndex().row(), bool(field.text().strip())
        was_line, known = row == self.agenda.line_row, self.agenda.rowCount()
        self.commitData(field)
        self.closeEditor(field, QAbstractItemDelegate.EndEditHint.NoHint)
        self.setFocus()
        if was_line and typed:
            if self.agenda.rowCount() == known:
                self._type_again(field.text())
            elif cells > 0:
                self.setCurrentIndex(self.agenda.index(row, Col.QUESTION))
            else:
                self.edit_line()
        elif cells:
            if not self._step_cell(cells):
                super().focusNextPrevChild(cells > 0)
        elif rows:
            self._step_row(rows)

    def _type_again(self, text: str) -> None:
        """Leave what was refused in the line, to be put right."""
        self.edit_line()
        field = self.indexWidget(self.currentIndex())
        if isinstance(field, QLineEdit):
            field.setText(text)
            field.setModified(True)

    def _step_cell(self, step: int) -> bool:
        """Go to the next cell, or the one before; False at the ends."""
        current = self.currentIndex()
        if not current.isValid():
            return False
        row, column = current.row(), current.column() + step
        if row == self.agenda.line_row or not Col.MIN <= column <= Col.SHRINK:
            row, column = (row + 1, Col.MIN) if step > 0 else (row - 1, Col.SHRINK)
        if not 0 <= row <= self.agenda.line_row:
            return False
        self.setCurrentIndex(self.agenda.index(row, Col.TITLE if row == self.agenda.line_row else column))
        return True

    def _step_row(self, step: int) -> None:
        current = self.currentIndex()
        row = min(max(current.row() + step, 0), self.agenda.line_row)
        column = Col.TITLE if row == self.agenda.line_row else current.column()
        self.setCurrentIndex(self.agenda.index(row, column))

    # -- dragging --------------------------------------------------------------------------------------

    def startDrag(self, _actions: Qt.DropAction) -> None:
        """Begin to drag the selected items; what is dropped is moved by a command, not by Qt."""
        if not self.selected_ids:
            return
        drag = QDrag(self)
        data = QMimeData()
        data.setData(ROWS_TYPE, b"rows")
        drag.setMimeData(data)
        drag.exec(Qt.DropAction.MoveAction)

    def dropEvent(self, event: QDropEvent) -> None:
        """Ask to put the dragged items where they were dropped."""
        if not event.mimeData().hasFormat(ROWS_TYPE):
            return
        self.drop_at(event.position().toPoint().y())
        event.acceptProposedAction()
        self.stopAutoScroll()
        self.setState(QAbstractItemView.State.NoState)
        self.viewport().update()

    def drop_at(self, y: int) -> None:
        """Ask to put the selected items before the row whose upper half is there, or behind the other half."""
        row = self.rowAt(y)
        if row < 0:
            row = self.agenda.line_row
        elif y > self.rowViewportPosition(row) + self.rowHeight(row) // 2:
            row += 1
        item = self.agenda.item_at(row)
        self.dropped.emit(item.item_id if item else "")


_BY_CHORD = {"C": "copying_asked", "X": "cutting_asked", "V": "pasting_asked", "D": "duplicating_asked"}

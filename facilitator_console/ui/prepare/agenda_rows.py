"""Paints the rows of the agenda as it is prepared, and edits their cells.

A delegate of its own: each cell is painted from what the model holds ready, and wrapped lines are kept.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache
from typing import TYPE_CHECKING

from PySide6.QtCore import QAbstractItemModel, QEvent, QObject, QRect, QSize, Qt, Signal
from PySide6.QtGui import QFont, QFontMetrics, QKeyEvent, QKeySequence, QPainter, QPen
from PySide6.QtWidgets import (
    QApplication,
    QComboBox,
    QLineEdit,
    QStyleOptionViewItem,
    QWidget,
)

from facilitator_console.ui.look.painting import has_focus, is_selected
from facilitator_console.ui.look.theme import font, text_font
from facilitator_console.ui.parts.editable_table import CellDelegate
from facilitator_console.ui.parts.item_models import Index
from facilitator_console.ui.prepare.agenda_columns import NUMBERS, Col, alignment
from facilitator_console.ui.prepare.agenda_sizes import (
    ABOVE_PX,
    BELOW_PX,
    BESIDE_PX,
    INDENT_PX,
    MOST_BELOW,
    TEXT_PX,
    line_px,
    lines_of,
    row_px,
)
from facilitator_console.ui.prepare.agenda_table_model import Cell

if TYPE_CHECKING:
    from facilitator_console.ui.prepare.agenda_table import AgendaTable

FRAME_PX = 2
FIELD_PX = 260
"""Least width of a field for text."""


@lru_cache(maxsize=16)
def _font(px: int, weight: int, *, has_digits: bool) -> QFont:
    return font(px, weight) if has_digits else text_font(px, weight)


def _draw(
    painter: QPainter, kind: QFont, rect: QRect, lines: Sequence[str], most: int, *, to_right: bool = False
) -> None:
    """Draw lines from the top of a rectangle; where there are more than `most`, the last one ends in dots."""
    metrics = QFontMetrics(kind)
    painter.setFont(kind)
    baseline, step = rect.top() + metrics.ascent(), metrics.lineSpacing()
    for place, line in enumerate(lines[:most]):
        shown = line
        if place == most - 1 and len(lines) > most:
            shown = metrics.elidedText(" ".join(lines[place:]), Qt.TextElideMode.ElideRight, rect.width())
        left = rect.right() + 1 - metrics.horizontalAdvance(shown) if to_right else rect.left()
        painter.drawText(left, baseline + place * step, shown)


class CellField(QLineEdit):
    """Edits a text in a cell; what is pasted as several lines or columns goes to the table.

    Signals:
        rows_pasted(): There is more in the clipboard than a line.
    """

    rows_pasted = Signal()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Hand several lines on."""
        if event.matches(QKeySequence.StandardKey.Paste):
            text = QApplication.clipboard().text().strip("\r\n")
            if "\n" in text or "\t" in text or "\r" in text:
                self.rows_pasted.emit()
                return
        super().keyPressEvent(event)


class AgendaDelegate(CellDelegate):
    """Paints cells and edits them; Tab, Enter and the arrows keep what was typed and go on."""

    def __init__(self, table: AgendaTable) -> None:
        """Begin to edit the rows of this table."""
        super().__init__(table)
        self._table = table

    # -- painting ----------------------------------------------------------------------------------------

    def sizeHint(self, option: QStyleOptionViewItem, index: Index) -> QSize:
        """Return the size of a cell at its column's width."""
        del option
        return QSize(self._table.columnWidth(index.column()), row_px(ABOVE_PX))

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        """Paint the ground of the row, the texts of the cell, and a frame around the current one."""
        rect, table = option.rect, self._table
        row, column = index.row(), index.column()
        if is_selected(option):
            painter.fillRect(rect, table.ink("soft"))
        painter.fillRect(rect.left(), rect.bottom(), rect.width(), 1, table.ink("hairline"))
        if row == table.agenda.line_row and column >= Col.TITLE:
            self._paint_line(painter, rect)
        elif (cell := table.agenda.cell(row, column)).text:
            self._paint_cell(painter, rect, cell, column)
        if has_focus(option):
            painter.setPen(QPen(table.ink("accent"), FRAME_PX))
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.drawRect(rect.adjusted(1, 1, -1, -2))

    def _paint_line(self, painter: QPainter, cell: QRect) -> None:
        """Paint a part of what stands in the line to type: it runs on into the columns behind, which hold nothing."""
        table = self._table
        whole = QRect(cell)
        whole.setLeft(table.columnViewportPosition(Col.TITLE))
        whole.setRight(table.columnViewportPosition(Col.SHRINK) + table.columnWidth(Col.SHRINK) - 1)
        painter.save()
        painter.setClipRect(cell)
        self._paint_cell(painter, whole, table.agenda.cell(table.agenda.line_row, Col.TITLE), Col.TITLE)
        painter.restore()

    def _paint_cell(self, painter: QPainter, rect: QRect, cell: Cell, column: int) -> None:
        """Paint the text in as many lines as there is room for, and what stands below it where there is room left."""
        above = self._table.sizes.above_px
        left, top = rect.left() + BESIDE_PX + cell.depth * INDENT_PX, rect.top() + above
        width, high = rect.right() - BESIDE_PX - left + 1, rect.height() - 2 * above
        below = lines_of(cell.below, 400, BELOW_PX, width)[:MOST_BELOW] if cell.below else ()
        if high < line_px(TEXT_PX) + len(below) * line_px(BELOW_PX):
            below = ()
        most = max(1, (high - len(below) * line_px(BELOW_PX)) // line_px(TEXT_PX))
        is_number = column in NUMBERS
        kind = _font(TEXT_PX, cell.weight, has_digits=is_number or column == Col.AT)
        painter.setPen(self._table.ink(cell.ink))
        lines = lines_of(cell.text, cell.weight, TEXT_PX, width)
        _draw(painter, kind, QRect(left, top, width, high), lines, most, to_right=is_number)
        if below:
            top += min(len(lines), most) * line_px(TEXT_PX)
            painter.setPen(self._table.ink("muted"))
            small, lines = _font(BELOW_PX, 400, has_digits=is_number), lines_of(cell.below, 400, BELOW_PX, width)
            _draw(painter, small, QRect(left, top, width, high), lines, len(below), to_right=is_number)

    # -- editing -----------------------------------------------------------------------------------------

    def createEditor(self, parent: QWidget, option: QStyleOptionViewItem, index: Index) -> QWidget:
        """Return a field or a list of choices over the cell."""
        if index.row() < self._table.agenda.line_row and index.column() in {Col.HOW, Col.SPEAKS, Col.SHRINK}:
            return super().createEditor(parent, option, index)
        field = CellField(parent)
        field.setAlignment(alignment(Col(index.column())))
        field.rows_pasted.connect(self._table.pasting_asked)
        if index.row() == self._table.agenda.line_row:
            field.setPlaceholderText(self._table.agenda.cell(index.row(), Col.TITLE).text)
        return field

    def setModelData(self, editor: QWidget, model: QAbstractItemModel, index: Index) -> None:
        """Write what was typed or chosen; a choice is for all selected rows."""
        table = self._table
        if isinstance(editor, QComboBox) and len(rows := table.selected_rows) > 1 and index.row() in rows:
            table.agenda.set_all(rows, index.column(), editor.currentData())
            return
        super().setModelData(editor, model, index)

    def updateEditorGeometry(self, editor: QWidget, option: QStyleOptionViewItem, index: Index) -> None:
        """Cover the cell's first lines, and more where a choice or a text needs more room."""
        rect = QRect(option.rect)
        rect.setHeight(min(rect.height(), TEXT_PX + 3 * ABOVE_PX))
        if isinstance(editor, QComboBox):
            rect.setWidth(max(rect.width(), editor.sizeHint().width()))
        elif Col(index.column()) in {Col.TITLE, Col.QUESTION}:
            rect.setWidth(max(rect.width(), FIELD_PX))
        else:
            rect.setWidth(max(rect.width(), 60))
        parent = editor.parentWidget()
        if parent is not None and rect.right() >= parent.width():
            rect.moveRight(parent.width() - 1)
        editor.setGeometry(rect)

    def eventFilter(self, editor: QObject, event: QEvent) -> bool:
        """Keep what was typed on Tab, Enter and the arrows, and go on."""
        if event.type() == QEvent.Type.KeyPress and isinstance(event, QKeyEvent) and isinstance(editor, QLineEdit):
            step = _STEPS.get(Qt.Key(event.key()))
            if step is not None and not event.modifiers() & _HELD:
                self._table.keep_and_step(editor, *step)
                return True
        return super().eventFilter(editor, event)

    def _keep(self, box: QComboBox) -> None:
        super()._keep(box)
        self._table.setFocus()


_HELD = Qt.KeyboardModifier.ControlModifier | Qt.KeyboardModifier.AltModifier | Qt.KeyboardModifier.MetaModifier
_STEPS: dict[Qt.Key, tuple[int, int]] = {
    Qt.Key.Key_Tab: (0, 1),
    Qt.Key.Key_Backtab: (0, -1),
    Qt.Key.Key_Return: (1, 0),
    Qt.Key.Key_Enter: (1, 0),
    Qt.Key.Key_Down: (1, 0),
    Qt.Key.Key_Up: (-1, 0),
}
"""By key, the number of rows down and of cells to the right."""

"""Shows a table that is edited in place, by keys as well as by the pointer.

Enter or F2 or any letter edits, Insert asks for one more, Delete takes rows away, Tab leaves the table.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from PySide6.QtCore import QAbstractItemModel, QRect, QSize, Qt, QTimer, Signal
from PySide6.QtGui import (
    QFocusEvent,
    QFontMetrics,
    QKeyEvent,
    QPainter,
    QPaintEvent,
    QResizeEvent,
    QShowEvent,
)
from PySide6.QtWidgets import (
    QAbstractItemView,
    QComboBox,
    QHeaderView,
    QLineEdit,
    QSizePolicy,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QTableView,
    QWidget,
)

from facilitator_console.ui.look.theme import color, font, text_font
from facilitator_console.ui.parts.choice import Choice
from facilitator_console.ui.parts.item_models import Index
from facilitator_console.ui.parts.table_model import CHOICES, ID

ROW_PX = 36
LEAST_ROWS = 4
MOST_LINES = 6
"""Lines of a text in a cell."""
EMPTY_PX = 64
"""Height of the words that stand in place of rows."""
NEED = -1
"""Stands in place of a width: as wide as the column's words."""
REST = 0
"""Stands in place of a width: a share of what the others leave."""
TEXT_LEAST_PX = 150
"""Columns that share what is left get so much before the others get more than their longest word."""
WORD_LEAST_PX = 60
"""The room that each column keeps beside a word that is too long for it."""
BESIDE_PX, ABOVE_PX, HEAD_BESIDE_PX = 16, 13, 18
"""The room that Qt and the style sheet keep free: beside a text, above and below it together, beside a head."""
HEAD_PX, HEAD_WEIGHT = 12, 650
"""Type of the heads, as in the style sheet."""
TEXT_PX = 240
"""Least width of a field for text."""
RESIZE = QHeaderView.ResizeMode


class CellDelegate(QStyledItemDelegate):
    """Edits a cell: a field for text, a list for choices."""

    def sizeHint(self, option: QStyleOptionViewItem, index: Index) -> QSize:
        """Return the height of the text in its column, up to `MOST_LINES`: the rest ends in dots.

        Qt would not count what the style sheet keeps free beside it.
        """
        width = option.rect.width() - BESIDE_PX
        room = QRect(0, 0, max(width, 1), 10_000)
        metrics = QFontMetrics(text_font())
        bounds = metrics.boundingRect(room, Qt.TextFlag.TextWordWrap, index.data() or "")
        height = min(bounds.height(), MOST_LINES * metrics.lineSpacing())
        return QSize(bounds.width() + BESIDE_PX, height + ABOVE_PX)

    def initStyleOption(self, option: QStyleOptionViewItem, index: Index) -> None:
        """Let texts of a high row begin at its top: it may not be in sight as a whole."""
        super().initStyleOption(option, index)
        if option.rect.height() > ROW_PX:
            side = option.displayAlignment & Qt.AlignmentFlag.AlignHorizontal_Mask
            option.displayAlignment = side | Qt.AlignmentFlag.AlignTop

    def createEditor(self, parent: QWidget, option: QStyleOptionViewItem, index: Index) -> QWidget:
        """Return a field or a list of choices over the cell."""
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
        """Show the text or choice as it is; an editor that somebody works in keeps what they typed."""
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
        """Cover the cell, and more where a choice or a text needs more room."""
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
    """Shows a table of one row for each thing; as high as its rows where there is room, and no row is ever cut.

    Signals:
        adding_asked(): Insert: one more.
        removing_asked(str): Delete: the id of the current row.
    """

    adding_asked = Signal()
    removing_asked = Signal(str)

    def __init__(self, model: QAbstractItemModel, name: str, empty: str, parent: QWidget | None = None) -> None:
        """Build the table over a model.

        Args:
            model: A `TableModel`.
            name: The name of the table for screen readers.
            empty: Words that stand in it while it is empty.
            parent: Owner in Qt's sense.
        """
        super().__init__(parent)
        self._empty = empty
        self._widths: tuple[int, ...] = ()
        self.setModel(model)
        self.setItemDelegate(CellDelegate(self))
        self.setAccessibleName(name)
        self.setShowGrid(False)
        self.setWordWrap(False)
        self.setTabKeyNavigation(False)
        self.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Maximum)
        triggers = QAbstractItemView.EditTrigger
        self.setEditTriggers(triggers.DoubleClicked | triggers.EditKeyPressed | triggers.AnyKeyPressed)
        self.verticalHeader().hide()
        self.verticalHeader().setMinimumSectionSize(ROW_PX)
        self.verticalHeader().setDefaultSectionSize(ROW_PX)
        header = self.horizontalHeader()
        header.setHighlightSections(False)
        header.setSectionsClickable(False)
        header.setMinimumSectionSize(20)
        header.setSectionResizeMode(RESIZE.Fixed)
        header.setDefaultAlignment(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)
        for changed in (model.dataChanged, model.rowsInserted, model.rowsRemoved, model.rowsMoved):
            changed.connect(self._on_model_changed)

    def set_columns(self, widths: Sequence[int]) -> None:
        """Set how the columns share the width.

        Args:
            widths: For each column px, `NEED` for what its words need, or `REST` for a share of what is left.
        """
        self._widths = tuple(widths)
        self._fit()

    # -- sizes -----------------------------------------------------------------------------------------

    def _on_model_changed(self, *_: object) -> None:
        if self.isVisible():
            self._fit()
        self.updateGeometry()

    def _fit(self) -> None:
        """Share the width, and let rows be as high as their texts."""
        room = self.viewport().width()
        for column, width in enumerate(column_widths(self, self._widths, room)):
            self.setColumnWidth(column, width)
        if self.wordWrap():
            self.resizeRowsToContents()
        self.updateGeometry()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Share the new width among the columns."""
        super().resizeEvent(event)
        if event.size().width() != event.oldSize().width():
            self._fit()

    def showEvent(self, event: QShowEvent) -> None:
        """Measure what has changed while it was hidden."""
        super().showEvent(event)
        self._fit()

    def sizeHint(self) -> QSize:
        """Return the size of all rows."""
        rows = self.verticalHeader().length() or EMPTY_PX
        return QSize(super().sizeHint().width(), self._head_px() + rows)

    def minimumSizeHint(self) -> QSize:
        """Return the size of some rows; the others are scrolled to."""
        rows = min(LEAST_ROWS * ROW_PX, self.verticalHeader().length()) or EMPTY_PX
        return QSize(0, self._head_px() + rows)

    def _head_px(self) -> int:
        header = self.horizontalHeader()
        return (0 if header.isHidden() else header.sizeHint().height()) + 2 * self.frameWidth()

    # -- rows ------------------------------------------------------------------------------------------

    @property
    def current_id(self) -> str:
        """Return the id of the current row; empty without one."""
        return self.currentIndex().data(ID) or ""

    def edit_cell(self, row: int, column: int) -> None:
        """Start to edit a cell."""
        index = self.model().index(row, column)
        self.setCurrentIndex(index)
        self.scrollTo(index)
        self.edit(index)

    def focusInEvent(self, event: QFocusEvent) -> None:
        """Start at the first cell that can be written; Qt would start at the sign before it."""
        if not self.currentIndex().isValid() and self.model().rowCount():
            cells = (self.model().index(0, column) for column in range(self.model().columnCount()))
            first = next((cell for cell in cells if cell.flags() & Qt.ItemFlag.ItemIsEditable), None)
            if first is not None:
                self.setCurrentIndex(first)
        super().focusInEvent(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Edit on Enter, ask for one more on Insert, for removing on Delete."""
        if self.state() == QAbstractItemView.State.EditingState:
            return  # The field has handled Enter, and lets it through to here.
        if event.key() in {Qt.Key.Key_Return, Qt.Key.Key_Enter}:
            if self.currentIndex().flags() & Qt.ItemFlag.ItemIsEditable:
                self.edit(self.currentIndex())
        elif event.key() == Qt.Key.Key_Insert:
            self.adding_asked.emit()
        elif event.key() == Qt.Key.Key_Delete and self.current_id:
            self.removing_asked.emit(self.current_id)
        else:
            super().keyPressEvent(event)

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint the rows that there is room for as a whole, or words in their place."""
        height = self.viewport().height()
        last = self.rowAt(height - 1)
        top = self.rowViewportPosition(last)
        if last >= 0 and top > 0 and top + self.rowHeight(last) > height:
            whole = event.region().intersected(QRect(0, 0, self.viewport().width(), top))
            super().paintEvent(QPaintEvent(whole))
        else:
            super().paintEvent(event)
        if not self.model().rowCount():
            painter = QPainter(self.viewport())
            painter.setFont(font())
            painter.setPen(color("muted"))
            room = self.viewport().rect().adjusted(8, 14, -8, 0)
            painter.drawText(room, Qt.TextFlag.TextWordWrap | Qt.AlignmentFlag.AlignTop, self._empty)


# -- sharing the width ---------------------------------------------------------------------------------


def column_widths(table: QTableView, wanted: Sequence[int], room: int) -> list[int]:
    """Return the widths of a table's columns in px, together as wide as the room.

    Columns of choices are as wide as their texts; where that leaves the others too little and texts wrap, as little as
    their longest word. The others share what is left by what they hold, and have room for their longest word, too.
    """
    measures = [_measure(table, column) for column in range(len(wanted))]
    rest = [column for column, width in enumerate(wanted) if width == REST]
    needs = [column for column, width in enumerate(wanted) if width == NEED]
    widths = [measures[at].whole if width == NEED else width for at, width in enumerate(wanted)]
    lacks = sum(max(TEXT_LEAST_PX, measures[column].least) for column in rest) - (room - sum(widths))
    slack = sum(measures[column].whole - measures[column].least for column in needs)
    if table.wordWrap() and lacks > 0 and slack > 0:
        part = min(1.0, lacks / slack)
        for column in needs:
            widths[column] -= round((measures[column].whole - measures[column].least) * part)
    # A choice of a long name ends in dots before it pushes others out of sight.
    over = sum(widths) + sum(min(TEXT_LEAST_PX, measures[column].least) for column in rest) - room
    while needs and over > 0 and widths[widest := max(needs, key=widths.__getitem__)] > WORD_LEAST_PX:
        cut = min(over, widths[widest] - WORD_LEAST_PX)
        widths[widest] -= cut
        over -= cut
    left = room - sum(widths)
    # A word of endless letters is cut before it pushes other columns out of sight.
    longest = max(left - WORD_LEAST_PX * (len(rest) - 1), WORD_LEAST_PX)
    _share(widths, [measures[at]._replace(least=min(measures[at].least, longest)) for at in rest], rest, left)
    return widths


def _share(widths: list[int], measures: Sequence[Measure], rest: Sequence[int], left: int) -> None:
    """Give each of these columns a part of what is left by its longest text, and room for its longest word."""
    most = 2 * min((measure.whole for measure in measures), default=0)
    weights = [min(measure.whole, max(most, TEXT_LEAST_PX)) for measure in measures]
    for column, measure, weight in zip(rest, measures, weights, strict=True):
        widths[column] = max(measure.least, left * weight // sum(weights))
    over = sum(widths[column] for column in rest) - left
    for column, measure in zip(rest, measures, strict=True):
        given = min(max(over, 0), widths[column] - measure.least)
        widths[column] -= given
        over -= given


class Measure(NamedTuple):
    """Holds what a column needs, in px: for its longest text in one line, and for its longest word."""

    whole: int
    least: int


def _measure(table: QTableView, column: int) -> Measure:
    """Measure a column's head, its texts, and the words of its choices."""
    model, metrics = table.model(), QFontMetrics(text_font())
    head = model.headerData(column, Qt.Orientation.Horizontal) or ""
    head_px = QFontMetrics(text_font(HEAD_PX, HEAD_WEIGHT)).horizontalAdvance(head) + HEAD_BESIDE_PX
    texts = [model.index(row, column).data() or "" for row in range(model.rowCount())]
    whole = max((metrics.horizontalAdvance(text) for text in texts), default=0) + BESIDE_PX + 2
    words = [word for text in texts for word in text.split()]
    least = max((metrics.horizontalAdvance(word) for word in words), default=0) + BESIDE_PX + 2
    return Measure(max(head_px, whole), max(head_px, least))

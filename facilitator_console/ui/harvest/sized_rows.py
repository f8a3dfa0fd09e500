"""A table of one column whose rows remember their heights: with 5,000 notes only those that change are measured."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QSignalBlocker, Signal
from PySide6.QtGui import QResizeEvent, QShowEvent
from PySide6.QtWidgets import QWidget

from facilitator_console.ui.harvest.board_model import BoardModel
from facilitator_console.ui.harvest.board_rows import BoardDelegate
from facilitator_console.ui.parts.item_models import Index
from facilitator_console.ui.parts.painted_table import PaintedTable


class SizedRows(PaintedTable):
    """Shows rows of the board at the heights that their delegate measures.

    Attributes:
        board: The rows.
        rows: Paints and measures them.

    Signals:
        sized(): The rows take another height together.
    """

    sized = Signal()

    def __init__(self, board: BoardModel, rows: BoardDelegate, parent: QWidget | None = None) -> None:
        """Show these rows; they belong to this table from now on."""
        super().__init__(parent)
        self.board, self.rows = board, rows
        board.setParent(self)
        rows.setParent(self)
        self._heights: list[int] = []
        self._wide = 0
        self.setModel(board)
        self.setItemDelegate(rows)
        self._dress()
        board.modelReset.connect(self._size_all)
        board.rowsInserted.connect(self._on_rows_inserted)
        board.rowsRemoved.connect(self._on_rows_removed)

    def _dress(self) -> None:
        super()._dress()
        self.verticalHeader().setMinimumSectionSize(0)
        self.setMinimumHeight(1)  # It scrolls.

    # -- heights ---------------------------------------------------------------------------------------

    def _size_all(self) -> None:
        """Give each row its height; only those that have another one than before cost anything."""
        self._heights = [-1] * self.board.rowCount()
        self._wide = self.viewport().width()
        self._size(range(self.board.rowCount()))

    def _size(self, places: range) -> None:
        """Give these rows their heights."""
        if not self.isVisible() or len(self._heights) != self.board.rowCount():
            return
        header = self.verticalHeader()
        heights = [self.rows.row_px(self.board.row_at(place), self._wide) for place in places]
        before = self._heights[places.start : places.stop]
        with QSignalBlocker(header):
            if len(heights) == len(self._heights) > 0 and len(set(heights)) == 1:
                header.setDefaultSectionSize(heights[0])
            for place, height, was in zip(places, heights, before, strict=True):
                if height != was and header.sectionSize(place) != height:
                    header.resizeSection(place, height)
        self._heights[places.start : places.stop] = heights
        if heights != before:
            self.updateGeometries()
            self.viewport().update()

    def dataChanged(self, first: Index, last: Index, roles: Sequence[int] = ()) -> None:
        """Give rows that show something else their heights."""
        self._size(range(first.row(), last.row() + 1))
        super().dataChanged(first, last, roles)

    def _on_rows_inserted(self, _parent: Index, first: int, last: int) -> None:
        self._heights[first:first] = [-1] * (last - first + 1)

    def _on_rows_removed(self, _parent: Index, first: int, last: int) -> None:
        del self._heights[first : last + 1]

    @property
    def rows_px(self) -> int:
        """Return the height of all rows together."""
        return sum(self._heights)

    def showEvent(self, event: QShowEvent) -> None:
        """Give the rows their heights; before, the width was not known."""
        super().showEvent(event)
        self._fit_width()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Wrap the texts to the new width."""
        super().resizeEvent(event)
        if event.size().width() != event.oldSize().width():
            self._fit_width()

    def _fit_width(self) -> None:
        self._size_all()
        self.sized.emit()

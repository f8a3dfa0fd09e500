"""Lays widgets out side by side and begins a new row where they don't fit."""

from __future__ import annotations

from PySide6.QtCore import QMargins, QRect, QSize
from PySide6.QtWidgets import QLayout, QLayoutItem, QWidget


class FlowLayout(QLayout):
    """Lays out rows of widgets at their own sizes; how high it is depends on how wide it is."""

    def __init__(
        self, parent: QWidget | None = None, *, gap_px: int = 8, row_gap_px: int | None = None, spread: bool = False
    ) -> None:
        """Lay out `parent`'s widgets.

        Args:
            parent: Whose widgets.
            gap_px: Between widgets.
            row_gap_px: Between rows; by default the same.
            spread: The last widget of a row stands at its right end.
        """
        super().__init__(parent)
        self._items: list[QLayoutItem] = []
        self._gap_px, self._spread = gap_px, spread
        self._row_gap_px = gap_px if row_gap_px is None else row_gap_px
        self.setContentsMargins(QMargins())

    def addItem(self, item: QLayoutItem) -> None:
        """Add an item at the end."""
        self._items.append(item)

    def count(self) -> int:
        """Return the number of items."""
        return len(self._items)

    def itemAt(self, place: int) -> QLayoutItem | None:
        """Return the item at a place."""
        return self._items[place] if 0 <= place < len(self._items) else None

    def takeAt(self, place: int) -> QLayoutItem | None:
        """Remove and return the item at a place."""
        return self._items.pop(place) if 0 <= place < len(self._items) else None

    def hasHeightForWidth(self) -> bool:
        """Tell that the height depends on the width."""
        return True

    def heightForWidth(self, width: int) -> int:
        """Return the height of all rows at this width."""
        return self._arrange(QRect(0, 0, width, 0), move=False)

    def setGeometry(self, rect: QRect) -> None:
        """Place the widgets."""
        super().setGeometry(rect)
        self._arrange(rect, move=True)

    def sizeHint(self) -> QSize:
        """Return the size of all widgets in one row."""
        sizes = [item.sizeHint() for item in self._shown()]
        width = sum(size.width() for size in sizes) + self._gap_px * max(0, len(sizes) - 1)
        return QSize(width, max((size.height() for size in sizes), default=0))

    def minimumSize(self) -> QSize:
        """Return the size of the widest widget."""
        size = QSize()
        for item in self._shown():
            size = size.expandedTo(item.minimumSize())
        return size

    def _shown(self) -> list[QLayoutItem]:
        return [item for item in self._items if not item.isEmpty()]

    def _arrange(self, rect: QRect, *, move: bool) -> int:
        y = rect.y()
        for row in self._rows(rect.width()):
            sizes = [_size(item, rect.width()) for item in row]
            height = max(size.height() for size in sizes)
            x = rect.x()
            for place, (item, size) in enumerate(zip(row, sizes, strict=True)):
                if self._spread and 0 < place == len(row) - 1:
                    x = rect.x() + rect.width() - size.width()
                if move:
                    width = min(size.width(), rect.width())
                    item.setGeometry(QRect(x, y + (height - size.height()) // 2, width, size.height()))
                x += size.width() + self._gap_px
            y += height + self._row_gap_px
        return max(0, y - rect.y() - self._row_gap_px)

    def _rows(self, width: int) -> list[list[QLayoutItem]]:
        items = self._shown()
        rows: list[list[QLayoutItem]] = []
        for item in items:
            if rows and self._width([*rows[-1], item]) <= width:
                rows[-1].append(item)
            else:
                rows.append([item])
        return rows

    def _width(self, row: list[QLayoutItem]) -> int:
        return sum(item.sizeHint().width() for item in row) + self._gap_px * (len(row) - 1)


def _size(item: QLayoutItem, most: int) -> QSize:
    """Return the size of an item; one that is wider than the row wraps, if it can."""
    size = item.sizeHint()
    if size.width() > most and item.hasHeightForWidth():
        return QSize(most, item.heightForWidth(most))
    return size

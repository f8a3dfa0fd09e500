"""Shows a list of rows with a title, a line below it and a badge: sessions, templates, stores."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from typing import NamedTuple

from PySide6.QtCore import QAbstractListModel, QModelIndex, QObject, QRect, QSize, Qt, Signal
from PySide6.QtGui import QFont, QFontMetrics, QHelpEvent, QKeyEvent, QMouseEvent, QPainter
from PySide6.QtWidgets import (
    QAbstractItemView,
    QListView,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QWidget,
)

from facilitator_console.ui.look.painting import RowState, has_focus, paint_card, row_state
from facilitator_console.ui.look.theme import color, section_font, text_font
from facilitator_console.ui.look.tips import show_tip
from facilitator_console.ui.parts.item_models import NO_PARENT, Index

ROW_PX = 52
HEAD_PX = 34
PAD_PX = 12
PART_PX = 22
"""The indent of a part."""
ROW = Qt.ItemDataRole.UserRole


class Row(NamedTuple):
    """Represents one row of the start screen's lists.

    Attributes:
        key: Id of what the row stands for.
        title: Its first line.
        detail: Its second line.
        badge: At its right side.
        stands_out: Whether the badge is in the colour of what is meant.
        is_path: Whether the second line is a path, of which the end counts as much as the beginning.
        is_part: Whether it belongs to the row above that does not.
        is_head: Whether it is a head above other rows, which can't be chosen.
    """

    key: str
    title: str
    detail: str
    badge: str = ""
    stands_out: bool = False
    is_path: bool = False
    is_part: bool = False
    is_head: bool = False


class RowsModel(QAbstractListModel):
    """Holds rows."""

    def __init__(self, rows: Sequence[Row], parent: QObject | None = None) -> None:
        """Hold these rows."""
        super().__init__(parent)
        self._rows = tuple(rows)

    def show_rows(self, rows: Sequence[Row]) -> None:
        """Hold other rows."""
        self.beginResetModel()
        self._rows = tuple(rows)
        self.endResetModel()

    def row(self, index: Index) -> Row | None:
        """Return the row at an index; None where there is none."""
        return self._rows[index.row()] if index.isValid() else None

    def rowCount(self, parent: Index = NO_PARENT) -> int:
        """Return the number of rows."""
        return 0 if parent.isValid() else len(self._rows)

    def flags(self, index: Index) -> Qt.ItemFlag:
        """Let every row be chosen that is not a head."""
        row = self.row(index)
        return Qt.ItemFlag.NoItemFlags if row and row.is_head else super().flags(index)

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        """Return the row for the delegate; one line of text for screen readers."""
        row = self.row(index)
        if row is None:
            return None
        if role == ROW:
            return row
        if role in {Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.AccessibleTextRole}:
            return ", ".join(part for part in (row.title, row.detail, row.badge) if part)
        return None


class RowsDelegate(QStyledItemDelegate):
    """Paints a row."""

    def __init__(self, parent: QObject, *, shows_always: bool) -> None:
        """Build it for a list; see `RowsView`."""
        super().__init__(parent)
        self._shows_always = shows_always

    def sizeHint(self, _option: QStyleOptionViewItem, index: Index) -> QSize:
        """Return the height of a row, or of a head."""
        row: Row = index.data(ROW)
        return QSize(0, HEAD_PX if row.is_head else ROW_PX)

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        """Paint ground, two lines and badge."""
        row: Row = index.data(ROW)
        rect: QRect = option.rect
        painter.save()
        if row.is_head:
            _draw(painter, rect.adjusted(0, 6, 0, 0), row.title, section_font(), "muted")
            painter.restore()
            return
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        if row.is_part:
            rect = rect.adjusted(PART_PX, 0, 0, 0)
            painter.fillRect(rect.left() - 6, rect.top(), 1, rect.height(), color("hairline"))
        self._paint_ground(painter, option, rect)
        inner = rect.adjusted(PAD_PX, 7, -PAD_PX, -7)
        painter.setFont(text_font(13, 600))
        painter.setPen(color("accent" if row.stands_out else "muted"))
        badge_px = painter.fontMetrics().horizontalAdvance(row.badge) + _beside_px(option, index)
        painter.drawText(inner, Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter, row.badge)
        room = inner.adjusted(0, 0, -badge_px - PAD_PX, 0)
        middle = room.center().y() + 1
        upper, lower = QRect(room), QRect(room)
        if row.detail:
            upper.setBottom(middle)
        lower.setTop(middle)
        _draw(painter, upper, row.title, text_font(14, 600), "ink")
        cut = Qt.TextElideMode.ElideMiddle if row.is_path else Qt.TextElideMode.ElideRight
        _draw(painter, lower, row.detail, text_font(13), "muted", cut)
        painter.restore()

    def helpEvent(self, event: QHelpEvent, view: QAbstractItemView, option: QStyleOptionViewItem, index: Index) -> bool:
        """Show the whole lines, where the row has no room for one of them."""
        row: Row | None = index.data(ROW)
        if row is None:
            return show_tip(event, view, "")
        badge_px = QFontMetrics(text_font(13, 600)).horizontalAdvance(row.badge) + _beside_px(option, index)
        room = option.rect.width() - 3 * PAD_PX - badge_px
        lines = ((row.title, text_font(14, 600)), (row.detail, text_font(13)))
        cut = [text for text, kind in lines if QFontMetrics(kind).horizontalAdvance(text) > room]
        return show_tip(event, view, " · ".join(cut))

    def _paint_ground(self, painter: QPainter, option: QStyleOptionViewItem, rect: QRect) -> None:
        state = row_state(option, without_focus=RowState.CHOSEN if self._shows_always else None)
        has_ring = state is RowState.CHOSEN and has_focus(option)
        paint_card(painter, rect.adjusted(1, 2, -1, -2), state.value, has_ring=has_ring)


def _beside_px(option: QStyleOptionViewItem, index: Index) -> int:
    """Return how wide the buttons are that stand in a row, see `RowsView.set_beside`."""
    view = option.widget
    beside = view.indexWidget(index) if isinstance(view, RowsView) else None
    return beside.sizeHint().width() if beside else 0


def _draw(
    painter: QPainter,
    room: QRect,
    text: str,
    type_face: QFont,
    ink: str,
    cut: Qt.TextElideMode = Qt.TextElideMode.ElideRight,
) -> None:
    painter.setFont(type_face)
    painter.setPen(color(ink))
    shown = painter.fontMetrics().elidedText(text, cut, room.width())
    painter.drawText(room, Qt.AlignmentFlag.AlignVCenter, shown)


class RowsView(QListView):
    """Shows rows; Enter and a double click choose one.

    Signals:
        chosen(str): The key of a row.
        deletion_wanted(str): Delete was pressed on a row.
        renaming_wanted(str): F2 was pressed on a row.
        moving_wanted(str, int): Alt and an arrow were pressed on a row: up (−1) or down (+1).
    """

    chosen = Signal(str)
    deletion_wanted = Signal(str)
    renaming_wanted = Signal(str)
    moving_wanted = Signal(str, int)

    def __init__(
        self, rows: Sequence[Row], name: str, *, shows_always: bool = False, parent: QWidget | None = None
    ) -> None:
        """Show these rows, the first one selected.

        Args:
            rows: In order.
            name: For those who listen.
            shows_always: The selection counts, and shows, also while the keys are elsewhere.
            parent: Owner in Qt's sense.
        """
        super().__init__(parent)
        self.setAccessibleName(name)
        self.rows = RowsModel(rows, self)
        self.setModel(self.rows)
        self.setItemDelegate(RowsDelegate(self, shows_always=shows_always))
        self.setUniformItemSizes(not any(row.is_head for row in rows))
        self.setMouseTracking(True)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setVerticalScrollMode(QListView.ScrollMode.ScrollPerPixel)
        if rows:
            self.setCurrentIndex(self.rows.index(0, 0))

    def show_rows(self, rows: Sequence[Row]) -> None:
        """Show other rows; the chosen one stays so while it is there."""
        chosen = self.chosen_key()
        self.rows.show_rows(rows)
        keys = [row.key for row in rows]
        if rows:
            self.setCurrentIndex(self.rows.index(keys.index(chosen) if chosen in keys else 0, 0))
        self.updateGeometry()

    def sizeHint(self) -> QSize:
        """Return the size of all rows."""
        heights = (HEAD_PX if row.is_head else ROW_PX for row in self._shown_rows())
        return QSize(super().sizeHint().width(), sum(heights) + 2)

    def minimumSizeHint(self) -> QSize:
        """Return the size of one row; the others are scrolled to."""
        return QSize(0, min(1, len(self.shown_keys())) * ROW_PX)

    def shown_keys(self) -> list[str]:
        """Return the keys of the rows that are shown, in their order."""
        return [row.key for row in self._shown_rows() if not row.is_head]

    def _shown_rows(self) -> list[Row]:
        places = (place for place in range(self.rows.rowCount()) if not self.isRowHidden(place))
        return [row for place in places if (row := self.rows.row(self.rows.index(place, 0)))]

    def show_only(self, keys: Collection[str] | None) -> None:
        """Show only some rows, the first of them chosen where what was chosen is not among them; None for all."""
        for place in range(self.rows.rowCount()):
            row = self.rows.row(self.rows.index(place, 0))
            self.setRowHidden(place, keys is not None and row is not None and row.key not in keys)
        shown = self.shown_keys()
        if shown and self.chosen_key() not in shown:
            self.choose(shown[0])
        self.updateGeometry()

    def choose(self, key: str) -> None:
        """Choose the row with this key."""
        self.setCurrentIndex(self._index_of(key))

    def set_beside(self, key: str, beside: QWidget) -> None:
        """Lay a widget over a row, such as buttons at its right end, for which the row leaves room."""
        self.setIndexWidget(self._index_of(key), beside)

    def _index_of(self, key: str) -> QModelIndex:
        indexes = (self.rows.index(place, 0) for place in range(self.rows.rowCount()))
        return next(index for index in indexes if (row := self.rows.row(index)) and row.key == key)

    def chosen_key(self) -> str:
        """Return the key of the selected row; empty without one."""
        row = self.rows.row(self.currentIndex())
        return row.key if row else ""

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Choose on Enter; ask for a deletion on Delete, for another title on F2."""
        by = {Qt.Key.Key_Up: -1, Qt.Key.Key_Down: 1}.get(Qt.Key(event.key()), 0)
        if by and event.modifiers() & Qt.KeyboardModifier.AltModifier:
            self.moving_wanted.emit(self.chosen_key(), by)
        elif event.key() in {Qt.Key.Key_Return, Qt.Key.Key_Enter}:
            self._choose()
        elif event.key() == Qt.Key.Key_Delete and (key := self.chosen_key()):
            self.deletion_wanted.emit(key)
        elif event.key() == Qt.Key.Key_F2 and (key := self.chosen_key()):
            self.renaming_wanted.emit(key)
        else:
            super().keyPressEvent(event)

    def _choose(self) -> None:
        if key := self.chosen_key():
            self.chosen.emit(key)

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        """Choose the row under the pointer."""
        super().mouseDoubleClickEvent(event)
        self._choose()

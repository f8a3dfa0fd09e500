"""Shows on Ctrl+K all commands in one list, filtered as somebody types."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import NamedTuple

from PySide6.QtCore import (
    QAbstractListModel,
    QEvent,
    QModelIndex,
    QObject,
    QRect,
    QRectF,
    QSize,
    Qt,
)
from PySide6.QtGui import QFontMetrics, QKeyEvent, QPainter
from PySide6.QtWidgets import (
    QLineEdit,
    QListView,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QVBoxLayout,
    QWidget,
)

from facilitator_console.ui.look.painting import SMALL_RADIUS_PX, RowState, is_selected, paint_card
from facilitator_console.ui.look.styles import Rank
from facilitator_console.ui.look.theme import color, text_font
from facilitator_console.ui.look.tips import plain_tip
from facilitator_console.ui.look.wrapped import draw_lines, lines_px, wrapped
from facilitator_console.ui.parts.item_models import NO_PARENT, Index
from facilitator_console.ui.parts.labels import label
from facilitator_console.ui.parts.side_panel import SidePanel
from facilitator_console.ui.parts.thin_scroll import ThinScrollBar
from facilitator_console.words import fold_text

ROW_PX = 34
PAD_PX = 12
ENABLED = Qt.ItemDataRole.UserRole
KEY = Qt.ItemDataRole.UserRole + 1


class Command(NamedTuple):
    """Represents a command in the list.

    Attributes:
        text: Its label, in the language of the screen.
        key: Its key as it is written on the screen; empty without one.
        do: Does it.
        why_not: Why it can't be done now, in the screen's language; empty where it can.
    """

    text: str
    key: str
    do: Callable[[], object]
    why_not: str = ""


class CommandsModel(QAbstractListModel):
    """Holds the commands whose words contain what was typed; those that can be done come first."""

    def __init__(self, parent: QObject | None = None) -> None:
        """Begin without commands."""
        super().__init__(parent)
        self._all: tuple[Command, ...] = ()
        self._shown: tuple[Command, ...] = ()

    def set_commands(self, commands: Sequence[Command]) -> None:
        """Offer these commands from now on."""
        self._all = tuple(sorted(commands, key=lambda command: bool(command.why_not)))
        self.filter("")

    def filter(self, typed: str) -> None:
        """Show the commands that contain all of the words."""
        words = fold_text(typed).split()
        self.beginResetModel()
        self._shown = tuple(c for c in self._all if all(word in fold_text(f"{c.text} {c.key}") for word in words))
        self.endResetModel()

    def command(self, index: Index) -> Command | None:
        """Return the command in a row."""
        return self._shown[index.row()] if index.isValid() else None

    def rowCount(self, parent: Index = NO_PARENT) -> int:
        """Return how many are shown."""
        return 0 if parent.isValid() else len(self._shown)

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        """Return the label, the key, or whether it can be done."""
        command = self.command(index)
        if command is None:
            return None
        if role == Qt.ItemDataRole.ToolTipRole:
            return plain_tip(command.why_not) if command.why_not else None
        parts = {Qt.ItemDataRole.DisplayRole: command.text, KEY: command.key, ENABLED: not command.why_not}
        return parts.get(role)


class CommandsDelegate(QStyledItemDelegate):
    """Paints a row: the command's label, on as many lines as it needs, and its key."""

    def sizeHint(self, option: QStyleOptionViewItem, index: Index) -> QSize:
        """Return the height of its words at the list's width."""
        view = option.widget
        width = view.viewport().width() if isinstance(view, QListView) else option.rect.width()
        lines = self.lines(QRect(0, 0, width, 0), index)
        return QSize(0, ROW_PX + lines_px(lines[1:], text_font()))

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        """Paint the row."""
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        rect: QRect = option.rect
        state = RowState.CHOSEN if is_selected(option) else RowState.PLAIN
        paint_card(painter, rect.adjusted(0, 1, 0, -1), state.value, radius_px=SMALL_RADIUS_PX)
        inner = rect.adjusted(PAD_PX, 0, -PAD_PX, 0)
        key = str(index.data(KEY))
        painter.setFont(text_font(12))
        painter.setPen(color("muted"))
        painter.drawText(inner, Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter, key)
        painter.setFont(text_font())
        painter.setPen(color("ink" if index.data(ENABLED) else "muted"))
        lines = self.lines(rect, index)
        top = rect.center().y() + 1 - lines_px(lines, text_font()) / 2
        draw_lines(painter, QRectF(inner.left(), top, inner.width(), inner.height()), lines)
        painter.restore()

    @staticmethod
    def lines(rect: QRect, index: Index) -> list[str]:
        """Return a command's words, broken into lines at this width."""
        key = str(index.data(KEY))
        key_px = QFontMetrics(text_font(12)).horizontalAdvance(key) + PAD_PX if key else 0
        return wrapped(str(index.data()), text_font(), rect.width() - 2 * PAD_PX - key_px)


class Palette(SidePanel):
    """Shows a field and a list; Enter does what is selected."""

    def __init__(self, hint: str, nothing: str, parent: QWidget) -> None:
        """Build it, closed; `hint` stands in the empty field, `nothing` where no command has such a name."""
        super().__init__(parent)
        self.setAccessibleName(hint)
        self.model = CommandsModel(self)
        self.field = QLineEdit()
        self.field.setPlaceholderText(hint)
        self.field.setToolTip(hint)
        self.list = QListView()
        self.list.setModel(self.model)
        self.list.setItemDelegate(CommandsDelegate(self.list))
        self.list.setResizeMode(QListView.ResizeMode.Adjust)
        self.list.setVerticalScrollMode(QListView.ScrollMode.ScrollPerPixel)
        self.list.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.list.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        ThinScrollBar(self.list)
        self.nothing = label(nothing, Rank.MUTED, wraps=True)
        self.nothing.hide()
        self.model.modelReset.connect(lambda: self.nothing.setVisible(self.model.rowCount() == 0))
        self.setFocusProxy(self.field)
        column = QVBoxLayout(self)
        column.setContentsMargins(12, 14, 14, 8)
        column.setSpacing(8)
        column.addWidget(self.field)
        column.addWidget(self.nothing)
        column.addWidget(self.list, 1)
        self.field.installEventFilter(self)
        self.field.textEdited.connect(self._on_field_text_edited)
        self.list.clicked.connect(self._do)

    def offer(self, commands: Sequence[Command]) -> None:
        """Open the palette with these commands."""
        self.field.clear()
        self.model.set_commands(commands)
        self._select(0)
        self.open_panel()

    def take_focus(self) -> None:
        """Give the focus to the field."""
        self.field.setFocus()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Let arrows and Enter in the field act on the list."""
        if watched is self.field and event.type() == QEvent.Type.KeyPress and isinstance(event, QKeyEvent):
            moves = {Qt.Key.Key_Down: 1, Qt.Key.Key_Up: -1, Qt.Key.Key_PageDown: 8, Qt.Key.Key_PageUp: -8}
            if (by := moves.get(Qt.Key(event.key()))) is not None:
                self._select(self.list.currentIndex().row() + by)
                return True
            if event.key() in {Qt.Key.Key_Return, Qt.Key.Key_Enter}:
                self._do(self.list.currentIndex())
                return True
            return False
        return super().eventFilter(watched, event)

    def _on_field_text_edited(self, typed: str) -> None:
        self.model.filter(typed)
        self._select(0)

    def _select(self, row: int) -> None:
        last = self.model.rowCount() - 1
        self.list.setCurrentIndex(self.model.index(max(0, min(row, last)), 0))

    def _do(self, index: QModelIndex) -> None:
        command = self.model.command(index)
        if command is not None and not command.why_not:
            self.close_panel()
            command.do()

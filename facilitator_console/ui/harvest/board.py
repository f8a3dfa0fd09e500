"""Shows the board: three columns of cards, and below the last one the notes that wait. Arrows and drags cross it.

It knows which list the keys act on, and where something that is dragged would fall; what is done is for the page.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial
from typing import NamedTuple

from PySide6.QtCore import QPoint, Qt, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QLineEdit, QVBoxLayout, QWidget

from facilitator_console.notes.ids import NO_THEME, Column, NoteId, ThemeId
from facilitator_console.ui.control.session_controller import SessionController
from facilitator_console.ui.harvest.board_column import BoardColumn
from facilitator_console.ui.harvest.board_list import BoardList
from facilitator_console.ui.harvest.board_model import BoardRow, RowKind
from facilitator_console.ui.look.styles import Part, Rank, set_part
from facilitator_console.ui.look.tips import first_words
from facilitator_console.ui.parts.labels import Link, label, set_text
from facilitator_console.ui.parts.thin_scroll import ThinScrollBar
from facilitator_console.words import say, say_n

EDGE_PX, LOW_EDGE_PX = 16, 10
OPEN_SHARE = 0.45
"""The share of the height that the open themes have above the notes that wait."""
GHOST_WORDS = 40
GHOST_AWAY = QPoint(14, 10)
SCROLL_ZONE_PX, SCROLL_STEP_PX = 28, 24


class Place(NamedTuple):
    """Represents where something that is dragged would fall.

    Attributes:
        column: Of the board; None for the notes that wait.
        theme_id: The card; `NO_THEME` for beside the cards.
        note_id: The note before which it would stand; empty for the end.
        is_new: On the field for a new theme.
    """

    column: Column | None
    theme_id: ThemeId = NO_THEME
    note_id: NoteId = NoteId("")
    is_new: bool = False


class Board(QWidget):
    """Shows cards and notes.

    Signals:
        notes_dropped(BoardList, Place): The chosen notes of a list were let go here.
        theme_dropped(ThemeId, Place): A card was let go here.
        left(): An arrow leads to the side.
        show_waiting_asked(): The notes that are in no theme are wanted again.
    """

    notes_dropped = Signal(object, object)
    theme_dropped = Signal(str, object)
    left = Signal()
    show_waiting_asked = Signal()

    def __init__(self, controller: SessionController, parent: QWidget | None = None) -> None:
        """Build it; the page fills the notes that wait."""
        super().__init__(parent)
        self._controller = controller
        self.columns = {column: BoardColumn(controller, column) for column in Column}
        self.loose = BoardList(controller, controller.text(say("Notes outside the themes")))
        self.loose_head = label(rank=Rank.SECTION)
        self.back = Link(controller.text(say("Show those in no theme")), small=True)
        self.seek = QLineEdit()
        self.seek.setPlaceholderText(controller.text(say("Find in the notes")))
        self.seek.setAccessibleName(controller.text(say("Find in the notes")))
        self.seek.hide()
        self.active = self.loose
        self._ghost = QLabel(self)
        self._ghost.setTextFormat(Qt.TextFormat.PlainText)
        self._ghost.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        set_part(self._ghost, Part.CARD)
        self._ghost.setContentsMargins(10, 6, 10, 6)
        self._ghost.hide()
        self._lay_out()
        self._connect()

    def _lay_out(self) -> None:
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(0)
        self._frames: list[QVBoxLayout] = []
        for column, shown in self.columns.items():
            frame = QFrame()
            if column is not Column.SHARED:
                set_part(frame, Part.ASIDE)
            inner = QVBoxLayout(frame)
            inner.setSpacing(10)
            inner.addWidget(shown, 1 if column is not Column.OPEN else 0)
            self._frames.append(inner)
            row.addWidget(frame, 1)
        waiting = self._frames[-1]
        head = QHBoxLayout()
        head.addWidget(self.loose_head, 1)
        head.addWidget(self.back)
        waiting.addLayout(head)
        waiting.addWidget(self.seek)
        waiting.addWidget(self.loose, 1)
        ThinScrollBar(self.loose)
        # Each column may be narrower than its words.
        for shown in self.columns.values():
            shown.setMinimumWidth(1)

    def _connect(self) -> None:
        self.back.clicked.connect(self.show_waiting_asked)
        for shown in self.lists:
            shown.chosen.connect(partial(self._on_list_chosen, shown))
            shown.left_by.connect(partial(self._on_list_left_by, shown))
            shown.dragged.connect(partial(self._on_list_dragged, shown))
            shown.dropped.connect(partial(self._on_list_dropped, shown))
            shown.drag_stopped.connect(self._on_list_drag_stopped)
        for column, board_column in self.columns.items():
            board_column.field.left.connect(partial(self._on_field_left, column))

    @property
    def lists(self) -> tuple[BoardList, ...]:
        """Return all lists, the waiting notes last."""
        return (*(shown.cards for shown in self.columns.values()), self.loose)

    def column_of(self, shown: BoardList) -> Column | None:
        """Return the column of a list; None for the notes that wait."""
        return next((column for column, board_column in self.columns.items() if board_column.cards is shown), None)

    def show_head(self, text: str, *, can_go_back: bool) -> None:
        """Say which notes stand in the last list."""
        set_text(self.loose_head, text)
        self.back.setVisible(can_go_back)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Let the open themes take a part of the height of their column."""
        super().resizeEvent(event)
        edge = EDGE_PX if event.size().width() > 3 * 300 else LOW_EDGE_PX
        for inner in self._frames:
            inner.setContentsMargins(edge, 14, edge, 10)
        self.columns[Column.OPEN].setMaximumHeight(round(event.size().height() * OPEN_SHARE))

    # -- which list --------------------------------------------------------------------------------------

    def enter(self) -> None:
        """Give the keys to the list that had them last, or to its open field; else to one with something in it."""
        if field := self.active.field:
            field.setFocus(Qt.FocusReason.OtherFocusReason)
            return
        if not self.active.board.rowCount():
            self.active = next((shown for shown in reversed(self.lists) if shown.board.rowCount()), self.loose)
        if self.active.board.rowCount():
            self.active.setFocus(Qt.FocusReason.OtherFocusReason)
        else:
            self.columns[Column.SHARED].field.setFocus(Qt.FocusReason.OtherFocusReason)

    def show_theme(self, theme_id: ThemeId) -> None:
        """Choose a theme's card wherever it stands, and give it the keys."""
        theme = self._controller.state.themes.get(theme_id)
        if theme:
            self.active = self.columns[theme.column].cards
            self.columns[theme.column].show_theme(theme_id)
            self.active.setFocus(Qt.FocusReason.OtherFocusReason)

    def _on_list_chosen(self, shown: BoardList) -> None:
        if shown.hasFocus():
            self.active = shown
        for panel in self.lists:
            panel.set_active(on=panel is self.active)

    def _on_list_left_by(self, shown: BoardList, key: int) -> None:
        column = self.column_of(shown)
        if key == Qt.Key.Key_Down and column is not None:
            self.columns[column].field.setFocus(Qt.FocusReason.OtherFocusReason)
        elif key == Qt.Key.Key_Up and column is None:
            self.columns[Column.OPEN].field.setFocus(Qt.FocusReason.OtherFocusReason)
        elif key in {Qt.Key.Key_Left, Qt.Key.Key_Right}:
            self._go_beside(shown, -1 if key == Qt.Key.Key_Left else 1)

    def _on_field_left(self, column: Column, key: int) -> None:
        shown = self.columns[column].cards
        if key == Qt.Key.Key_Down:
            shown = self.loose if column is Column.OPEN else shown
        elif shown.board.rowCount():
            shown.choose(shown.board.rowCount() - 1)
        if shown.board.rowCount():
            shown.setFocus(Qt.FocusReason.OtherFocusReason)

    def _go_beside(self, shown: BoardList, step: int) -> None:
        """Go to the list beside one, to the row at the same height."""
        columns = list(Column)
        at = columns.index(self.column_of(shown) or Column.OPEN) + step
        if at < 0:
            self.left.emit()
        elif at < len(columns):
            y = shown.viewport().mapTo(self, shown.visualRect(shown.currentIndex()).center()).y()
            target = self.columns[columns[at]].cards
            lowest = target.viewport().mapTo(self, target.viewport().rect().bottomLeft()).y()
            if (
                columns[at] is Column.OPEN
                and self.loose.board.rowCount()
                and (y > lowest or not target.board.rowCount())
            ):
                target = self.loose
            self._enter_at(target, columns[at], y)

    def _enter_at(self, target: BoardList, column: Column, y: int) -> None:
        if not target.board.rowCount():
            self.columns[column].field.setFocus(Qt.FocusReason.OtherFocusReason)
            return
        at = target.rowAt(target.viewport().mapFrom(self, QPoint(0, y)).y())
        target.choose(at if at >= 0 else target.board.rowCount() - 1)
        target.setFocus(Qt.FocusReason.OtherFocusReason)

    # -- dragging ----------------------------------------------------------------------------------------

    def place_at(self, on_screen: QPoint) -> Place | None:
        """Return where something would fall; None where it would fall nowhere."""
        for column, shown in self.columns.items():
            if _is_over(shown.field, on_screen):
                return Place(column, is_new=True)
            if _is_over(shown, on_screen):
                row = shown.cards.row_under(on_screen)
                return Place(column, row.theme_id, row.note_id) if row else Place(column)
        return Place(None) if _is_over(self.loose, on_screen) else None

    def _on_list_dragged(self, shown: BoardList, on_screen: QPoint) -> None:
        place = self.place_at(on_screen)
        for column, board_column in self.columns.items():
            board_column.cards.light(place.theme_id or None if place and place.column is column else None)
            board_column.field.light(on=bool(place and place.is_new and place.column is column))
            _scroll_near(board_column.cards, on_screen)
        self._ghost.setText(self._dragged_words(shown.selected))
        self._ghost.adjustSize()
        self._ghost.move(self.mapFromGlobal(on_screen) + GHOST_AWAY)
        self._ghost.show()
        self._ghost.raise_()

    def _dragged_words(self, rows: Sequence[BoardRow]) -> str:
        if len(rows) > 1:
            return self._controller.text(say_n("{n} note", "{n} notes", len(rows)))
        note = self._controller.state.notes.get(rows[0].note_id) if rows else None
        theme = self._controller.state.themes.get(rows[0].theme_id) if rows else None
        return first_words(note.text if note else theme.title if theme else "", GHOST_WORDS)

    def _on_list_dropped(self, shown: BoardList, on_screen: QPoint) -> None:
        place, rows = self.place_at(on_screen), shown.selected
        if place is None or not rows:
            return
        if rows[0].kind is RowKind.THEME and len(rows) == 1:
            self.theme_dropped.emit(rows[0].theme_id, place)
        elif shown.selected_notes:
            self.notes_dropped.emit(shown, place)

    def _on_list_drag_stopped(self) -> None:
        self._ghost.hide()
        for shown in self.columns.values():
            shown.cards.light(None)
            shown.field.light(on=False)


def _is_over(widget: QWidget, on_screen: QPoint) -> bool:
    return widget.isVisible() and widget.rect().contains(widget.mapFromGlobal(on_screen))


def _scroll_near(shown: BoardList, on_screen: QPoint) -> None:
    """Scroll a list while something is dragged along its upper or lower end."""
    at = shown.viewport().mapFromGlobal(on_screen)
    if not 0 <= at.x() < shown.viewport().width():
        return
    near_top, near_end = at.y() < SCROLL_ZONE_PX, at.y() > shown.viewport().height() - SCROLL_ZONE_PX
    bar = shown.verticalScrollBar()
    bar.setValue(bar.value() + SCROLL_STEP_PX * (near_end - near_top))

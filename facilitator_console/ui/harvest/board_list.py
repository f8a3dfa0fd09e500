"""Shows one list of the board: a column of cards, or the notes outside them. It says what keys and mouse ask for.

What is done is for the page: a note is dragged from one list into another, and arrows lead on from list to list.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

from PySide6.QtCore import QModelIndex, QPoint, Qt, Signal
from PySide6.QtGui import (
    QContextMenuEvent,
    QFocusEvent,
    QKeyEvent,
    QMouseEvent,
    QPainter,
    QPaintEvent,
    QPen,
)
from PySide6.QtWidgets import QAbstractItemDelegate, QApplication, QWidget

from facilitator_console.notes.ids import NoteId, ThemeId
from facilitator_console.ui.control.keys import sign_of
from facilitator_console.ui.control.session_controller import SessionController
from facilitator_console.ui.harvest.board_model import ROW, BoardModel, BoardRow, RowKind
from facilitator_console.ui.harvest.board_rows import GAP_PX, BoardDelegate
from facilitator_console.ui.harvest.sized_rows import SizedRows
from facilitator_console.ui.look.theme import color, text_font
from facilitator_console.ui.parts.text_field import TextField

DIGITS = tuple("123456789")
LETTERS = ("T", "M")
ENTER = (Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_F2)
ARROWS = (Qt.Key.Key_Left, Qt.Key.Key_Right, Qt.Key.Key_Up, Qt.Key.Key_Down)
EMPTY_INSET_PX = 6


class BoardList(SizedRows):
    """Lists rows of the board.

    Attributes:
        is_dragging: What is chosen is dragged.
        edited: The row whose text is open.

    Signals:
        chosen(): Another row is chosen, or the focus came here.
        pressed_digit(int): 1 to 9.
        pressed(str): One of the letters T and M.
        renaming_asked(): Enter, F2 or a double click.
        opening_asked(): Space, or a click on "and 9 more".
        removing_asked(): Delete.
        withdrawing_asked(): Shift+Delete.
        left_by(int): An arrow that leads out of the list.
        moved_by(int): Alt with an arrow.
        rewritten(BoardRow, TextField): The field over a row, in which something else stands now.
        menu_asked(QPoint): At this point of the screen.
        dragged(QPoint): Selected notes, or a card, are dragged over this point of the screen.
        dropped(QPoint): They are let go there.
        drag_stopped(): Dragging has ended.
        escaped(): Esc.
    """

    chosen = Signal()
    pressed_digit = Signal(int)
    pressed = Signal(str)
    renaming_asked = Signal()
    opening_asked = Signal()
    removing_asked = Signal()
    withdrawing_asked = Signal()
    left_by = Signal(int)
    moved_by = Signal(int)
    rewritten = Signal(object, object)
    menu_asked = Signal(QPoint)
    dragged = Signal(QPoint)
    dropped = Signal(QPoint)
    drag_stopped = Signal()
    escaped = Signal()

    def __init__(self, controller: SessionController, name: str, parent: QWidget | None = None) -> None:
        """Begin empty.

        Args:
            controller: The session.
            name: For screen readers.
            parent: Owner in Qt's sense.
        """
        board = BoardModel(controller)
        super().__init__(board, BoardDelegate(controller, board), parent)
        self.is_dragging = False
        self.edited: BoardRow | None = None
        self._empty = ""
        self._pressed_at: QPoint | None = None
        self._over: ThemeId | None = None
        self._kept: tuple[tuple[str, str, str], int] | None = None
        self._plain_keys: dict[Qt.Key, Callable[[], None]] = {
            **dict.fromkeys(ENTER, self.renaming_asked.emit),
            Qt.Key.Key_Space: self.opening_asked.emit,
            Qt.Key.Key_Delete: self.removing_asked.emit,
            Qt.Key.Key_Escape: self._on_escape,
            Qt.Key.Key_Home: partial(self.choose, 0),
            Qt.Key.Key_End: lambda: self.choose(self.board.rowCount() - 1),
        }
        self.setAccessibleName(name)
        self.board.modelAboutToBeReset.connect(self._keep_place)
        self.board.modelReset.connect(self._find_place)
        self.selectionModel().currentChanged.connect(self.chosen)

    # -- what is chosen --------------------------------------------------------------------------------

    @property
    def current(self) -> BoardRow | None:
        """Return the row that is chosen."""
        row = self.currentIndex().data(ROW)
        return row if isinstance(row, BoardRow) else None

    @property
    def selected(self) -> tuple[BoardRow, ...]:
        """Return all rows that are chosen, from the top."""
        places = sorted(index.row() for index in self.selectionModel().selectedRows())
        rows = tuple(self.board.row_at(place) for place in places)
        return rows or ((self.current,) if self.current else ())

    @property
    def selected_notes(self) -> tuple[NoteId, ...]:
        """Return the notes of the chosen rows."""
        return tuple(row.note_id for row in self.selected if row.note_id)

    @property
    def field(self) -> TextField | None:
        """Return the field in which a text is rewritten; None where none is open."""
        return self.viewport().findChild(TextField) if self.edited else None

    def choose(self, place: int) -> None:
        """Make a row the current one and bring it into sight; the nearest one where there is none."""
        index = self.board.index(max(0, min(place, self.board.rowCount() - 1)))
        if index.isValid():
            self.setCurrentIndex(index)
            self.scrollTo(index)

    def choose_key(self, key: tuple[str, ...]) -> bool:
        """Choose the row with this key, and tell whether there is one."""
        place = self.board.place_of(key)
        if place >= 0:
            self.choose(place)
        return place >= 0

    def rewrite(self) -> None:
        """Open the text of the chosen row, beginning with its draft where there is one."""
        if self.current and self.current.kind is not RowKind.MORE:
            self.edited = self.current
            self.scrollTo(self.currentIndex())
            self.edit(self.currentIndex())

    def show_rows(self, rows: list[BoardRow], *, anew: bool = True) -> None:
        """Show these rows; what is chosen stays so. `anew` as of the model's."""
        here, high_px = self.currentIndex().row(), self.rows_px
        self.board.set_rows(rows, anew=anew)
        if here >= 0 and not self.currentIndex().isValid():
            self.choose(here)
        if self.rows_px != high_px:
            self.sized.emit()

    def set_active(self, *, on: bool) -> None:
        """Show what is chosen as what keys act on, or acted on last."""
        if on != self.rows.is_active:
            self.rows.is_active = on
            self.viewport().update()

    def say_when_empty(self, text: str) -> None:
        """Set what stands in the list while it is empty."""
        self._empty = text
        self.viewport().update()

    def _keep_place(self) -> None:
        here = self.current
        self._kept = (here.key, self.currentIndex().row()) if here else None

    def _find_place(self) -> None:
        if self._kept:
            key, place = self._kept
            if not self.choose_key(key) and self.board.rowCount():
                self.choose(place)

    # -- keys --------------------------------------------------------------------------------------------

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Carry out the plain keys; arrows move in the list, and lead out of it at its ends."""
        modifiers = event.modifiers() & ~Qt.KeyboardModifier.KeypadModifier
        key, sign = Qt.Key(event.key()), "" if modifiers else sign_of(event)
        if modifiers == Qt.KeyboardModifier.AltModifier and key in ARROWS:
            self.moved_by.emit(int(key))
        elif sign in DIGITS:
            self.pressed_digit.emit(int(sign))
        elif sign in LETTERS:
            if not event.isAutoRepeat():
                self.pressed.emit(sign)
        elif key == Qt.Key.Key_Delete and modifiers == Qt.KeyboardModifier.ShiftModifier:
            self.withdrawing_asked.emit()
        elif not modifiers and key in self._plain_keys:
            # Esc that means nothing more here goes on to the window.
            event.setAccepted(key != Qt.Key.Key_Escape or self.is_dragging)
            self._plain_keys[key]()
        elif not modifiers and key in ARROWS and self._leads_out(key):
            self.left_by.emit(int(key))
        else:
            super().keyPressEvent(event)

    def _leads_out(self, key: Qt.Key) -> bool:
        place = self.currentIndex().row()
        at_end = (key == Qt.Key.Key_Up and place <= 0) or (
            key == Qt.Key.Key_Down and place >= self.board.rowCount() - 1
        )
        return at_end or key in {Qt.Key.Key_Left, Qt.Key.Key_Right}

    def _on_escape(self) -> None:
        if self.is_dragging:
            self._stop_dragging()
        else:
            self.escaped.emit()

    def keyboardSearch(self, _text: str) -> None:
        """Do nothing: letters are keys here, not a search for a beginning."""

    def focusInEvent(self, event: QFocusEvent) -> None:
        """Choose a row when the list is entered."""
        super().focusInEvent(event)
        if self.current is None and self.board.rowCount():
            self.choose(0)
        self.chosen.emit()
        self.viewport().update()

    def commitData(self, editor: QWidget) -> None:
        """Pass on what was rewritten, and in which row."""
        row = self.edited or self.current
        if isinstance(editor, TextField) and row and editor.is_changed:
            self.rewritten.emit(row, editor)

    def closeEditor(self, editor: QWidget, hint: QAbstractItemDelegate.EndEditHint) -> None:
        """Close the field; what stood in it is kept, or dropped by hand."""
        if hint == QAbstractItemDelegate.EndEditHint.RevertModelCache:
            self.rows.drop_draft(editor)
        super().closeEditor(editor, hint)
        self.edited = None
        self.setFocus(Qt.FocusReason.OtherFocusReason)

    # -- the mouse ---------------------------------------------------------------------------------------

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Choose the row that is clicked, and perhaps begin to drag it."""
        at = event.position().toPoint()
        index = self.indexAt(at)
        if not index.isValid():
            self.setFocus(Qt.FocusReason.MouseFocusReason)
            return
        plain = event.button() == Qt.MouseButton.LeftButton and not event.modifiers()
        if not (plain and self.selectionModel().isSelected(index)):
            super().mousePressEvent(event)
        if plain:
            self._pressed_at = at
            if self.board.row_at(index.row()).kind is RowKind.MORE:
                self.opening_asked.emit()
        self.chosen.emit()

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """Drag what was pressed, once the pointer has gone far enough."""
        at = event.position().toPoint()
        if self._pressed_at is None or not event.buttons() & Qt.MouseButton.LeftButton:
            super().mouseMoveEvent(event)
            return
        far = (at - self._pressed_at).manhattanLength() >= QApplication.startDragDistance()
        if self.is_dragging or far:
            self.is_dragging = True
            self.dragged.emit(self.viewport().mapToGlobal(at))

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        """Let go what was dragged; a mere click on one of several chosen rows chooses it alone."""
        super().mouseReleaseEvent(event)
        at = event.position().toPoint()
        was_dragging, pressed = self.is_dragging, self._pressed_at
        self._stop_dragging()
        if was_dragging:
            self.dropped.emit(self.viewport().mapToGlobal(at))
        elif pressed is not None and not event.modifiers():
            self.selectionModel().setCurrentIndex(self.indexAt(at), self.selectionModel().SelectionFlag.ClearAndSelect)

    def _stop_dragging(self) -> None:
        self._pressed_at, self.is_dragging = None, False
        self.drag_stopped.emit()

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        """Begin to rewrite the text under the pointer."""
        self._pressed_at = None
        if self.indexAt(event.position().toPoint()).isValid():
            self.renaming_asked.emit()

    def contextMenuEvent(self, event: QContextMenuEvent) -> None:
        """Offer what can be done with the row."""
        by_key = event.reason() == QContextMenuEvent.Reason.Keyboard
        index = self.currentIndex() if by_key else self.indexAt(event.pos())
        if not index.isValid():
            return
        if not self.selectionModel().isSelected(index):
            self.setCurrentIndex(index)
        below = self.viewport().mapToGlobal(self.visualRect(index).bottomLeft())
        self.menu_asked.emit(below if by_key else event.globalPos())

    # -- where something would be dropped ----------------------------------------------------------------

    def row_under(self, on_screen: QPoint) -> BoardRow | None:
        """Return the row under a point of the screen."""
        at = self.viewport().mapFromGlobal(on_screen)
        index = self.indexAt(at) if self.viewport().rect().contains(at) else QModelIndex()
        row = index.data(ROW)
        return row if isinstance(row, BoardRow) else None

    def light(self, theme_id: ThemeId | None) -> None:
        """Frame the card into which something would be dropped; none for None."""
        if theme_id != self._over:
            self._over = theme_id
            self.viewport().update()

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint the rows, or words in their place; and a frame around the card that something would go into."""
        super().paintEvent(event)
        painter = QPainter(self.viewport())
        if self._empty and not self.board.rowCount():
            painter.setFont(text_font())
            painter.setPen(color("muted"))
            room = self.viewport().rect().adjusted(EMPTY_INSET_PX, 8, -EMPTY_INSET_PX, 0)
            painter.drawText(room, Qt.TextFlag.TextWordWrap, self._empty)
        if self._over:
            rows = [at for at in range(self.board.rowCount()) if self.board.row_at(at).theme_id == self._over]
            if rows:
                first, last = (self.visualRect(self.board.index(at)) for at in (rows[0], rows[-1]))
                painter.setRenderHint(QPainter.RenderHint.Antialiasing)
                painter.setPen(QPen(color("accent"), 2))
                painter.drawRoundedRect(first.united(last).adjusted(1, 1, -2, -GAP_PX - 1), 8, 8)

"""Shows the stream of notes: a list with keys for a pass of tags.

The view says what a key asks for; the page decides what is done.
"""

from __future__ import annotations

from PySide6.QtCore import QPoint, Qt, Signal
from PySide6.QtGui import QContextMenuEvent, QFocusEvent, QKeyEvent, QMouseEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QAbstractItemDelegate, QAbstractItemView, QWidget

from facilitator_console.notes.state import Note
from facilitator_console.ui.control.keys import sign_of, typed_letter
from facilitator_console.ui.control.session_controller import SessionController
from facilitator_console.ui.look.theme import color, font
from facilitator_console.ui.parts.painted_table import PaintedTable
from facilitator_console.ui.run.note_rows import INSET_PX, ROW_PX, NotesDelegate
from facilitator_console.ui.run.notes_model import NOTE, NotesModel
from facilitator_console.words import say

DIGITS = tuple("123456789")
TAG_SIGNS = ("#", "№")


class NotesView(PaintedTable):
    """Lists notes, in a table of one column: a list view asks the model for each of its rows at each insert.

    Attributes:
        notes: Its model.

    Signals:
        chosen(): Somebody came to a note, by key or by a click, or there is none any more.
        digit_pressed(int): 1 to 9, for the tag of that digit.
        tag_asked(): # or №, for a tag without a digit.
        report_pressed(): M, for the report or not.
        reply_pressed(): R, a note that answers it.
        reading_pressed(): The space bar, to read it whole.
        more_pressed(): 0, for the tags without a digit.
        listing_pressed(): G, on a list of the group.
        rewriting_asked(): Enter, F2 or a double click on a note.
        removing_asked(): Delete.
        withdrawing_asked(): Shift+Delete.
        menu_asked(QPoint, bool): A menu at this point of the screen; whether the mouse asked.
        typed(str): A letter that means nothing here.
        left(): Esc, or a click on empty ground.
    """

    chosen = Signal()
    digit_pressed = Signal(int)
    tag_asked = Signal()
    report_pressed = Signal()
    reply_pressed = Signal()
    reading_pressed = Signal()
    more_pressed = Signal()
    listing_pressed = Signal()
    rewriting_asked = Signal()
    removing_asked = Signal()
    withdrawing_asked = Signal()
    menu_asked = Signal(QPoint, bool)
    typed = Signal(str)
    left = Signal()

    def __init__(self, controller: SessionController, model: NotesModel, parent: QWidget | None = None) -> None:
        """Show a model's notes."""
        super().__init__(parent)
        self._empty = ""
        self.notes = model
        self._plain_keys = {
            int(Qt.Key.Key_Return): self.rewriting_asked,
            int(Qt.Key.Key_Enter): self.rewriting_asked,
            int(Qt.Key.Key_F2): self.rewriting_asked,
            int(Qt.Key.Key_Space): self.reading_pressed,
            int(Qt.Key.Key_Delete): self.removing_asked,
            int(Qt.Key.Key_Escape): self.left,
        }
        self._letters = {
            "M": self.report_pressed,
            "G": self.listing_pressed,
            "R": self.reply_pressed,
            "0": self.more_pressed,
        }
        self.setModel(model)
        self.setItemDelegate(NotesDelegate(controller, self))
        self._dress()
        self.verticalHeader().setDefaultSectionSize(ROW_PX)
        self.setAccessibleName(controller.text(say("Notes, newest first")))
        self.selectionModel().currentChanged.connect(self.chosen)
        self.selectionModel().selectionChanged.connect(self._on_selection_changed)
        model.modelReset.connect(self.chosen)

    @property
    def current(self) -> Note | None:
        """Return the note that is chosen."""
        note = self.currentIndex().data(NOTE)
        return note if isinstance(note, Note) else None

    @property
    def selected(self) -> tuple[Note, ...]:
        """Return all notes that are chosen, as they stand."""
        rows = sorted(index.row() for index in self.selectionModel().selectedRows())
        notes = [self.model().index(row, 0).data(NOTE) for row in rows]
        return tuple(note for note in notes if isinstance(note, Note)) or tuple(filter(None, (self.current,)))

    def choose(self, row: int) -> None:
        """Make a row the current one and bring it into sight."""
        index = self.model().index(row, 0)
        self.setCurrentIndex(index)
        self.scrollTo(index)

    def rewrite(self) -> None:
        """Open the current note's text in its row."""
        if self.currentIndex().isValid():
            self.scrollTo(self.currentIndex())
            self.edit(self.currentIndex())

    @property
    def is_rewriting(self) -> bool:
        """Tell whether a note's text is being rewritten in its row."""
        return self.state() is QAbstractItemView.State.EditingState

    def show_newest(self) -> None:
        """Bring the newest note into sight."""
        self.scrollTo(self.model().index(self.notes.newest_row, 0))

    def say_when_empty(self, text: str) -> None:
        """Set what stands in the list while it is empty."""
        self._empty = text
        self.viewport().update()

    def _on_selection_changed(self) -> None:
        self.chosen.emit()  # Also of one row: the current one changes before it is selected.

    # -- Qt's own --------------------------------------------------------------------------------------

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Carry out the plain keys of a pass; the others move in the list."""
        modifiers = event.modifiers() & ~Qt.KeyboardModifier.KeypadModifier
        sign = "" if modifiers else sign_of(event)
        if event.text() in TAG_SIGNS:
            self.tag_asked.emit()
        elif sign in DIGITS:
            self.digit_pressed.emit(int(sign))
        elif sign in self._letters and not event.isAutoRepeat():
            self._letters[sign].emit()
        elif event.key() == Qt.Key.Key_Delete and modifiers == Qt.KeyboardModifier.ShiftModifier:
            self.withdrawing_asked.emit()
        elif not modifiers and event.key() in self._plain_keys:
            self._plain_keys[event.key()].emit()
        elif letter := typed_letter(event):
            self.typed.emit(letter)
        elif event.key() in {Qt.Key.Key_Home, Qt.Key.Key_End} and self.model().rowCount():
            self.choose(0 if event.key() == Qt.Key.Key_Home else self.model().rowCount() - 1)
        else:
            super().keyPressEvent(event)

    def keyboardSearch(self, _text: str) -> None:
        """Do nothing: letters are keys here, not a search for a beginning."""

    def closeEditor(self, editor: QWidget, hint: QAbstractItemDelegate.EndEditHint) -> None:
        """Close the field; Esc while rewriting leaves the list as well."""
        rows = self.itemDelegate()
        if hint == QAbstractItemDelegate.EndEditHint.RevertModelCache and isinstance(rows, NotesDelegate):
            rows.drop_draft(editor)
        super().closeEditor(editor, hint)
        if hint == QAbstractItemDelegate.EndEditHint.RevertModelCache:
            self.left.emit()

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Choose the note that is clicked; a click beside the notes chooses none and goes back to the note line."""
        if self.indexAt(event.position().toPoint()).isValid():
            super().mousePressEvent(event)
            self.chosen.emit()
        else:
            self.left.emit()

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        """Begin to rewrite the note under the pointer."""
        if self.indexAt(event.position().toPoint()).isValid():
            self.rewriting_asked.emit()

    def contextMenuEvent(self, event: QContextMenuEvent) -> None:
        """Offer what can be done with the note."""
        by_key = event.reason() == QContextMenuEvent.Reason.Keyboard
        on_a_note = by_key or self.indexAt(event.pos()).isValid()
        if self.current is not None and on_a_note:
            below = self.viewport().mapToGlobal(self.visualRect(self.currentIndex()).bottomLeft())
            self.menu_asked.emit(below if by_key else event.globalPos(), not by_key)

    def focusInEvent(self, event: QFocusEvent) -> None:
        """Choose a note when the list is entered."""
        super().focusInEvent(event)
        if self.current is None and self.model().rowCount():
            self.choose(self.notes.newest_row)
        self.chosen.emit()

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint the notes, or words in their place."""
        super().paintEvent(event)
        if self._empty and not self.model().rowCount():
            painter = QPainter(self.viewport())
            painter.setFont(font())
            painter.setPen(color("muted"))
            room = self.viewport().rect().adjusted(INSET_PX, 20, -INSET_PX, 0)
            painter.drawText(room, Qt.TextFlag.TextWordWrap | Qt.AlignmentFlag.AlignTop, self._empty)

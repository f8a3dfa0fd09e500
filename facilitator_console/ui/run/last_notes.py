"""Shows the two last notes: enough to see that a note was kept, and too little for a look over the shoulder."""

from __future__ import annotations

from PySide6.QtCore import QPoint, Qt, Signal
from PySide6.QtGui import QContextMenuEvent, QFocusEvent, QKeyEvent, QMouseEvent, QPainter, QPaintEvent, QWheelEvent
from PySide6.QtWidgets import QListView, QWidget

from facilitator_console.notes.state import Note
from facilitator_console.ui.control.keys import sign_of, typed_letter
from facilitator_console.ui.control.session_controller import SessionController
from facilitator_console.ui.look.theme import color, text_font
from facilitator_console.ui.run.note_rows import ROW_PX, NotesDelegate
from facilitator_console.ui.run.notes_model import NOTE, NotesModel
from facilitator_console.words import say

SHOWN = 2


class LastNotes(QListView):
    """Shows the top of the list of notes. With the keyboard one can be chosen, and put on a list of the group.

    Signals:
        listing_asked(NoteId): G: put it on the list of the group.
        menu_asked(NoteId, QPoint): What can be done with a note; at this point of the screen.
        typed(str): A letter that means nothing here.
        left(): Esc.
    """

    listing_asked = Signal(str)
    menu_asked = Signal(str, QPoint)
    typed = Signal(str)
    left = Signal()

    def __init__(self, controller: SessionController, parent: QWidget | None = None) -> None:
        """Show the controller's last notes."""
        super().__init__(parent)
        self._empty = controller.text(say("No notes yet."))
        model = NotesModel(controller, self, most=SHOWN)
        self.setModel(model)
        self.setItemDelegate(NotesDelegate(controller, self, tags_in_column=False))
        self.setUniformItemSizes(True)
        self.setFixedHeight(self.height_of(SHOWN))
        # A click leaves the focus in the note line.
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.setEditTriggers(QListView.EditTrigger.NoEditTriggers)
        self.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setAccessibleName(controller.text(say("The last two notes")))
        model.rowsInserted.connect(self.scrollToTop)
        model.modelReset.connect(self.scrollToTop)

    @staticmethod
    def height_of(rows: int) -> int:
        """Return the height of so many rows."""
        return rows * ROW_PX

    def show_rows(self, room_px: int) -> None:
        """Show as many rows as this room holds whole, up to `SHOWN`."""
        rows = max(0, min(SHOWN, room_px // ROW_PX))
        self.setVisible(rows > 0)
        self.setFixedHeight(self.height_of(max(rows, 1)))

    @property
    def current(self) -> Note | None:
        """Return the note that is chosen."""
        note = self.currentIndex().data(NOTE)
        return note if isinstance(note, Note) else None

    def focusInEvent(self, event: QFocusEvent) -> None:
        """Choose the newest note when the list is entered."""
        super().focusInEvent(event)
        if self.current is None:
            self.setCurrentIndex(self.model().index(0, 0))

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Put the chosen note on a list on G; go back to the note line on Esc, and with a letter."""
        note = self.current
        if event.key() == Qt.Key.Key_Escape:
            self.left.emit()
        elif note and not event.modifiers() and sign_of(event) == "G":
            self.listing_asked.emit(note.note_id)
        elif letter := typed_letter(event):
            self.typed.emit(letter)
        else:
            super().keyPressEvent(event)

    def keyboardSearch(self, _text: str) -> None:
        """Do nothing: letters are keys here, not a search for a beginning."""

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Choose nothing by a click: the keys are in the note line."""
        event.accept()

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        """Choose nothing by a double click either."""
        event.accept()

    def contextMenuEvent(self, event: QContextMenuEvent) -> None:
        """Ask for the menu of a note."""
        by_key = event.reason() == QContextMenuEvent.Reason.Keyboard
        index = self.currentIndex() if by_key else self.indexAt(event.pos())
        note = index.data(NOTE)
        if isinstance(note, Note):
            at = self.visualRect(index).bottomLeft() if by_key else event.pos()
            self.menu_asked.emit(note.note_id, self.viewport().mapToGlobal(at))

    def wheelEvent(self, event: QWheelEvent) -> None:
        """Ignore the wheel: older notes are a page of their own."""
        event.ignore()

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint the notes, or say that there are none."""
        super().paintEvent(event)
        if not self.model().rowCount():
            painter = QPainter(self.viewport())
            painter.setFont(text_font())
            painter.setPen(color("muted"))
            room = self.viewport().rect().adjusted(5, 10, 0, 0)
            painter.drawText(room, Qt.AlignmentFlag.AlignTop, self._empty)

"""Shows the two last notes: enough to see that a note was kept, and too little for a look over the shoulder."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtGui import QPainter, QPaintEvent, QWheelEvent
from PySide6.QtWidgets import QListView, QWidget

from facilitator_console.ui.control.session_controller import SessionController
from facilitator_console.ui.look.theme import color, text_font
from facilitator_console.ui.run.note_rows import ROW_PX, NotesDelegate
from facilitator_console.ui.run.notes_model import NotesModel
from facilitator_console.words import say

SHOWN = 2


class LastNotes(QListView):
    """Shows the top of the list of notes; nothing in it can be chosen."""

    def __init__(self, controller: SessionController, parent: QWidget | None = None) -> None:
        """Show the controller's last notes."""
        super().__init__(parent)
        self._empty = controller.text(say("No notes yet."))
        model = NotesModel(controller, self, most=SHOWN)
        self.setModel(model)
        self.setItemDelegate(NotesDelegate(controller, self, tags_in_column=False))
        self.setUniformItemSizes(True)
        self.setFixedHeight(self.height_of(SHOWN))
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.setSelectionMode(QListView.SelectionMode.NoSelection)
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

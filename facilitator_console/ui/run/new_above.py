"""Says over a list of notes that has been scrolled that new ones have come, and leads to them."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QObject, Qt, Signal
from PySide6.QtWidgets import QPushButton, QTableView

from facilitator_console.ui.control.session_controller import SessionController
from facilitator_console.ui.look.styles import ButtonKind, set_style
from facilitator_console.ui.parts.item_models import Index
from facilitator_console.ui.run.notes_model import NotesModel
from facilitator_console.words import say_n

EDGE_PX = 6


class NewAbove(QPushButton):
    """Counts the new notes that are out of sight; hidden where all of them are in sight.

    Signals:
        asked(): Show them.
    """

    asked = Signal()

    def __init__(self, controller: SessionController, shown: QTableView, notes: NotesModel) -> None:
        """Build the line over a view, at the end where new notes come."""
        super().__init__(shown)
        self._controller, self._shown, self._notes = controller, shown, notes
        self._count = 0
        set_style(self, ButtonKind.SMALL)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)  # By key, Home leads there.
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.hide()
        self.clicked.connect(self.asked)
        notes.rowsInserted.connect(self._on_notes_rows_inserted)
        notes.modelReset.connect(self._clear)
        shown.verticalScrollBar().valueChanged.connect(self._on_scrolled)
        shown.installEventFilter(self)

    def eventFilter(self, _watched: QObject, event: QEvent) -> bool:
        """Keep its place when the view gets another size."""
        if event.type() == QEvent.Type.Resize and self.isVisible():
            self._place()
        return False

    def _on_notes_rows_inserted(self, _parent: Index, first: int, last: int) -> None:
        if first <= self._notes.newest_row <= last and not self._is_newest_in_sight():
            self._count += last - first + 1
            self._say()

    def _on_scrolled(self) -> None:
        if self._count and self._is_newest_in_sight():
            self._clear()

    def _is_newest_in_sight(self) -> bool:
        place = self._shown.visualRect(self._notes.index(self._notes.newest_row, 0))
        return self._shown.viewport().rect().contains(place.center())

    def _clear(self) -> None:
        self._count = 0
        self.hide()

    def _say(self) -> None:
        sign = "↓" if self._notes.oldest_first else "↑"
        words = self._controller.text(say_n("{n} new note", "{n} new notes", self._count))
        self.setText(f"{sign} {words}")
        self._place()
        self.show()
        self.raise_()

    def _place(self) -> None:
        self.adjustSize()
        room = self._shown.viewport().geometry()
        top = room.bottom() - self.height() - EDGE_PX if self._notes.oldest_first else room.top() + EDGE_PX
        self.move(room.center().x() - self.width() // 2, top)

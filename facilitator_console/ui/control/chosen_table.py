"""The table that is meant: by the note line, and by the keys of the turn. Without tables it is the plenary."""

from __future__ import annotations

from PySide6.QtCore import QObject, Signal

from facilitator_console.session.ids import MAIN, TableId
from facilitator_console.ui.control.room_picture import RoomPicture
from facilitator_console.views.formats import Middle
from facilitator_console.views.room_view import RoomView
from facilitator_console.views.seat_words import shown_middle
from facilitator_console.views.table_view import TableView


class ChosenTable(QObject):
    """Holds which of the open tables is meant on this laptop.

    Signals:
        changed(): Another one is meant, because somebody chose it, or the one before is closed.
        message_asked(): Somebody wants to tell all tables something.
        name_asked(str): Somebody wants to give a table a name.
    """

    changed = Signal()
    message_asked = Signal()
    name_asked = Signal(str)

    def __init__(self, picture: RoomPicture, parent: QObject | None = None) -> None:
        """Begin with the first of the tables that there are."""
        super().__init__(parent)
        self._picture = picture
        self._chosen = self._last = MAIN
        picture.changed.connect(self._on_picture_changed)
        self._last = self.table_id

    @property
    def view(self) -> TableView | None:
        """Return the picture of the table that is meant; None for the plenary."""
        view = self._picture.view
        if not view.tables or shown_middle(view) is not Middle.TABLES:
            return None
        return next((table for table in view.tables if table.table_id == self._chosen), view.tables[0])

    @property
    def table_id(self) -> TableId:
        """Return the table that is meant."""
        view = self.view
        return view.table_id if view else MAIN

    def choose(self, table_id: TableId) -> None:
        """Choose the table that note line and turn keys mean from now on."""
        self._chosen = table_id
        self._tell()

    def step(self, by: int) -> bool:
        """Choose the table so many places further on; tell whether there are tables at all."""
        view = self.view
        if view is None:
            return False
        tables = self._picture.view.tables
        self.choose(tables[(tables.index(view) + by) % len(tables)].table_id)
        return True

    def _on_picture_changed(self, _before: RoomView, _view: RoomView) -> None:
        self._tell()

    def _tell(self) -> None:
        if self.table_id != self._last:
            self._last = self.table_id
            self.changed.emit()

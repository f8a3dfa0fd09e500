"""Adapts the queue to Qt's list: who will speak, in order, each with the reason.

A thin adapter over the queue of the picture of the room: it decides nothing.
"""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QAbstractListModel, QObject, Qt

from facilitator_console.session.formats import Waiting
from facilitator_console.ui.control.session_controller import SessionController
from facilitator_console.ui.parts.item_models import NO_PARENT, Index
from facilitator_console.views.room_view import QueueRow, RoomView
from facilitator_console.words import say

WAITING = Qt.ItemDataRole.UserRole
"""Role under which a row gives its `Waiting`."""
SEAT = Qt.ItemDataRole.UserRole + 1
"""Its seat's number; empty for someone without a seat."""
REASON = Qt.ItemDataRole.UserRole + 2
"""Why it is at this place, in words."""


class QueueModel(QAbstractListModel):
    """Lists everyone who will speak, in order: who was interrupted, then who waits."""

    def __init__(self, controller: SessionController, parent: QObject | None = None) -> None:
        """Show the controller's queue and follow it."""
        super().__init__(parent)
        self._controller = controller
        self._rows = controller.picture.view.plenary.queue
        controller.picture.changed.connect(self._on_picture_changed)

    def rowCount(self, parent: Index = NO_PARENT) -> int:
        """Return how many wait."""
        return 0 if parent.isValid() else len(self._rows)

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        """Return the seat in words; under the roles above its parts; for screen readers the whole row."""
        if not self.checkIndex(index, self.CheckIndexOption.IndexIsValid):
            return None
        shown: dict[int, Callable[[QueueRow], object]] = {
            WAITING: lambda row: row.waiting,
            SEAT: lambda row: "" if row.seat is None else str(row.seat),
            REASON: lambda row: self._controller.text(row.waiting.reason),
            Qt.ItemDataRole.DisplayRole: self._title,
            Qt.ItemDataRole.AccessibleTextRole: lambda row: (
                f"{self._title(row)}, {self._controller.text(row.waiting.reason)}"
            ),
        }
        return shown[role](self._rows[index.row()]) if role in shown else None

    def _title(self, row: QueueRow) -> str:
        return self._controller.text(say("Someone else") if row.seat is None else say("Seat {seat}", seat=row.seat))

    def row_of(self, waiting: Waiting) -> int:
        """Return the row of somebody; -1 where they don't wait any more."""
        wanted = _identity(waiting)
        return next((place for place, row in enumerate(self._rows) if _identity(row.waiting) == wanted), -1)

    def _on_picture_changed(self, _before: RoomView, view: RoomView) -> None:
        """Show the new order; the talk time of who speaks may move it, too."""
        if view.plenary.queue != self._rows:
            self.beginResetModel()
            self._rows = view.plenary.queue
            self.endResetModel()


def _identity(waiting: Waiting) -> tuple[str, ...]:
    """Return what stays the same about somebody while their reason changes."""
    return (waiting.participant_id, waiting.kind, waiting.entry_id, waiting.turn_id)

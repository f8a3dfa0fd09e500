"""The queue as a list for Qt: who will be called, in order, each with the reason.

A thin adapter over session.queue: it decides nothing.
"""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QAbstractListModel, QModelIndex, QObject, Qt

from facilitator_console.dialogue.state import Changes
from facilitator_console.session.queue import Waiting, speaking_order
from facilitator_console.ui.desk import Desk
from facilitator_console.ui.models.notes import Index
from facilitator_console.words import say

NO_PARENT = QModelIndex()
WAITING = Qt.ItemDataRole.UserRole
"""Role under which a row gives its `Waiting`."""
SEAT = Qt.ItemDataRole.UserRole + 1
"""Its seat's number."""
REASON = Qt.ItemDataRole.UserRole + 2
"""Why it is at this place, in words."""

TABLES = frozenset({"queue", "items", "room", "turns", "passes", "participants"})
"""What the order depends on."""


class QueueModel(QAbstractListModel):
    """Everyone who waits, in speaking order."""

    def __init__(self, desk: Desk, parent: QObject | None = None) -> None:
        """Show the desk's queue and follow it."""
        super().__init__(parent)
        self._desk = desk
        self._order: tuple[Waiting, ...] = ()
        self.refresh()
        desk.changed.connect(self._on_desk_changed)

    def rowCount(self, parent: Index = NO_PARENT) -> int:
        """How many wait."""
        return 0 if parent.isValid() else len(self._order)

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        """The seat in words; the roles above; for screen readers the whole row."""
        if not self.checkIndex(index, self.CheckIndexOption.IndexIsValid):
            return None
        waiting = self._order[index.row()]
        shown: dict[int, Callable[[Waiting], object]] = {
            WAITING: lambda waiting: waiting,
            SEAT: self._seat,
            REASON: lambda waiting: self._desk.text(waiting.reason),
            Qt.ItemDataRole.DisplayRole: self._title,
            Qt.ItemDataRole.AccessibleTextRole: lambda waiting: (
                f"{self._title(waiting)}, {self._desk.text(waiting.reason)}"
            ),
        }
        return shown[role](waiting) if role in shown else None

    def _title(self, waiting: Waiting) -> str:
        return self._desk.text(say("Seat {seat}", seat=self._seat(waiting)))

    def waiting_at(self, row: int) -> Waiting:
        """Who is in a row."""
        return self._order[row]

    def row_of(self, waiting: Waiting) -> int:
        """The row of somebody; -1 where they don't wait any more."""
        wanted = (waiting.participant_id, waiting.kind, waiting.entry_id)
        return next((row for row, entry in enumerate(self._order) if entry[:3] == wanted), -1)

    def refresh(self) -> None:
        """Read the order anew; the talk time of who speaks may move it."""
        order = speaking_order(self._desk.state, self._desk.now_ms())
        if order != self._order:
            self.beginResetModel()
            self._order = order
            self.endResetModel()

    def _on_desk_changed(self, changes: Changes) -> None:
        if changes.keys() & TABLES:
            self.refresh()

    def _seat(self, waiting: Waiting) -> int:
        person = self._desk.state.participants.get(waiting.participant_id)
        return person.seat if person else 0

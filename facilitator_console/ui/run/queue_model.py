"""Adapts the queue to Qt's list: who will speak, in order, each with the reason.

A thin adapter over the queue of the picture of the room: it decides nothing.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import NamedTuple

from PySide6.QtCore import QAbstractListModel, QObject, Qt

from facilitator_console.session.formats import Waiting
from facilitator_console.session.ids import NO_ENTRY, EntryId
from facilitator_console.ui.control.session_controller import SessionController
from facilitator_console.ui.parts.item_models import NO_PARENT, Index
from facilitator_console.views.room_view import RoomView
from facilitator_console.views.table_view import QueueRow
from facilitator_console.words import say

WAITING = Qt.ItemDataRole.UserRole
"""Role under which a row gives its `Waiting`."""
CARD = Qt.ItemDataRole.UserRole + 1
"""All that its card shows."""


class Card(NamedTuple):
    """Holds what a card shows.

    Attributes:
        seat: Its seat's number; empty for someone without a seat.
        reason: Why it is at this place, in words.
        badge: What stands beside the title: that the words are read aloud; empty otherwise.
        whole_reason: The reason, with what stands beside the title.
    """

    waiting: Waiting
    seat: str
    title: str
    reason: str
    badge: str
    whole_reason: str


class QueueModel(QAbstractListModel):
    """Lists everyone who will speak, in order: who was interrupted, then who waits."""

    def __init__(self, controller: SessionController, parent: QObject | None = None) -> None:
        """Show the controller's queue and follow it."""
        super().__init__(parent)
        self._controller = controller
        self._rows = controller.picture.view.plenary.queue
        self._shown: dict[int, Callable[[QueueRow], object]] = {
            WAITING: lambda row: row.waiting,
            CARD: self._card,
            Qt.ItemDataRole.DisplayRole: self._title,
            Qt.ItemDataRole.AccessibleTextRole: self._whole,
        }
        controller.picture.changed.connect(self._on_picture_changed)

    def rowCount(self, parent: Index = NO_PARENT) -> int:
        """Return how many wait."""
        return 0 if parent.isValid() else len(self._rows)

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        """Return the seat in words; under the roles above its parts; for screen readers the whole row."""
        if not self.checkIndex(index, self.CheckIndexOption.IndexIsValid):
            return None
        shown = self._shown.get(role)
        return shown(self._rows[index.row()]) if shown else None

    def _title(self, row: QueueRow) -> str:
        # Who waits and has no seat has left it out on a phone; somebody else speaks at once.
        nobody = say("Somebody on a phone") if row.waiting.entry_id else say("Someone else")
        without = say("Written word") if row.read_aloud else nobody
        return self._controller.text(without if row.seat is None else say("Seat {seat}", seat=row.seat))

    def _card(self, row: QueueRow) -> Card:
        text, reason = self._controller.text, row.waiting.reason
        badge = text(say("read aloud")) if row.read_aloud else ""
        seat = "" if row.seat is None else str(row.seat)
        return Card(row.waiting, seat, self._title(row), text(reason), badge, self._whole_reason(row))

    def _whole_reason(self, row: QueueRow) -> str:
        reason = row.waiting.reason
        return self._controller.text(say("read aloud, {reason}", reason=reason) if row.read_aloud else reason)

    def _whole(self, row: QueueRow) -> str:
        return f"{self._title(row)}, {self._whole_reason(row)}"

    @property
    def goes_on_count(self) -> int:
        """Return how many turns go on before anybody is called: no card goes above them."""
        return sum(bool(row.waiting.turn_id) for row in self._rows)

    def takes_cards(self, row: int) -> bool:
        """Tell whether a card can be dropped above this row: not behind somebody whom the round asks by itself."""
        return all(above.waiting.entry_id or above.waiting.turn_id for above in self._rows[:row])

    def before(self, row: int) -> EntryId | None:
        """Return the entry before which a card goes that is dropped above this row; None: behind all of them."""
        below = self._rows[row].waiting.entry_id if row < len(self._rows) else NO_ENTRY
        return below or None

    def row_of(self, waiting: Waiting) -> int:
        """Return the row of somebody; -1 where they don't wait any more."""
        wanted = _identity(waiting)
        return next((place for place, row in enumerate(self._rows) if _identity(row.waiting) == wanted), -1)

    def _on_picture_changed(self, _before: RoomView, view: RoomView) -> None:
        """Show the new order."""
        if view.plenary.queue != self._rows:
            self.beginResetModel()
            self._rows = view.plenary.queue
            self.endResetModel()


def _identity(waiting: Waiting) -> tuple[str, ...]:
    """Return what stays the same about somebody while their reason changes."""
    return (waiting.participant_id, waiting.kind, waiting.entry_id, waiting.turn_id)

"""The queue as a list for Qt: who will speak, in order, each with the reason; and the next one in words.

A thin adapter over session.queue: it decides nothing.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import NamedTuple

from PySide6.QtCore import QAbstractListModel, QObject, Qt

from facilitator_console.dialogue.state import Changes
from facilitator_console.session.formats import Waiting
from facilitator_console.session.ids import ParticipantId
from facilitator_console.session.queue import coming_up, has_queue, next_to_speak
from facilitator_console.ui.control.session_controller import SessionController
from facilitator_console.ui.parts.item_models import NO_PARENT, Index
from facilitator_console.words import say

WAITING = Qt.ItemDataRole.UserRole
"""Role under which a row gives its `Waiting`."""
SEAT = Qt.ItemDataRole.UserRole + 1
"""Its seat's number; empty for someone without a seat."""
REASON = Qt.ItemDataRole.UserRole + 2
"""Why it is at this place, in words."""

TABLES = frozenset({"queue", "items", "rooms", "turns", "passes", "participants"})
"""What the order depends on."""


class NextWords(NamedTuple):
    """Who speaks next, in words.

    Attributes:
        seat: Such as "11"; empty where it is nobody, or someone without a seat.
        reason: Why they are next, or why nobody is.
    """

    seat: str
    reason: str


def next_words(controller: SessionController) -> NextWords:
    """Who speaks next: the same words wherever the screen says it."""
    state, text = controller.state, controller.text
    following = next_to_speak(state, controller.now_ms())
    if following is None:
        return NextWords("", text(say("nobody is waiting") if has_queue(state) else say("free conversation")))
    seat = seat_number(controller, following.participant_id)
    return NextWords(seat, text(following.reason if seat else say("someone else goes on")))


def seat_number(controller: SessionController, participant_id: ParticipantId) -> str:
    """A seat as the card on the chair has it; empty for someone without a seat."""
    person = controller.state.participants.get(participant_id)
    return str(person.seat) if person else ""


class QueueModel(QAbstractListModel):
    """Everyone who will speak, in order: who was interrupted, then who waits."""

    def __init__(self, controller: SessionController, parent: QObject | None = None) -> None:
        """Show the controller's queue and follow it."""
        super().__init__(parent)
        self._controller = controller
        self._order: tuple[Waiting, ...] = ()
        self.refresh()
        controller.changed.connect(self._on_controller_changed)

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
            REASON: lambda waiting: self._controller.text(waiting.reason),
            Qt.ItemDataRole.DisplayRole: self._title,
            Qt.ItemDataRole.AccessibleTextRole: lambda waiting: (
                f"{self._title(waiting)}, {self._controller.text(waiting.reason)}"
            ),
        }
        return shown[role](waiting) if role in shown else None

    def _title(self, waiting: Waiting) -> str:
        seat = self._seat(waiting)
        return self._controller.text(say("Seat {seat}", seat=seat) if seat else say("Someone else"))

    def row_of(self, waiting: Waiting) -> int:
        """The row of somebody; -1 where they don't wait any more."""
        wanted = _identity(waiting)
        return next((row for row, entry in enumerate(self._order) if _identity(entry) == wanted), -1)

    def refresh(self) -> None:
        """Read the order anew; the talk time of who speaks may move it."""
        order = coming_up(self._controller.state, self._controller.now_ms())
        if order != self._order:
            self.beginResetModel()
            self._order = order
            self.endResetModel()

    def _on_controller_changed(self, changes: Changes) -> None:
        if changes.keys() & TABLES:
            self.refresh()

    def _seat(self, waiting: Waiting) -> str:
        return seat_number(self._controller, waiting.participant_id)


def _identity(waiting: Waiting) -> tuple[str, ...]:
    """What stays the same of somebody while their reason changes."""
    return (waiting.participant_id, waiting.kind, waiting.entry_id, waiting.turn_id)

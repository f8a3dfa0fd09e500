"""The picture of the room that is on the screen: made at one place, compared with the last one, given to all."""

from __future__ import annotations

from PySide6.QtCore import QObject, Signal

from facilitator_console.console import Console
from facilitator_console.dialogue.state import Changes
from facilitator_console.views.room_view import RoomView, room_view

FOLLOWED = frozenset(
    {
        *("rooms", "items", "turns", "queue", "passes", "rounds", "places", "participants", "info", "talk_sums"),
        *("list_entries", "talk_tables", "notes"),
    }
)
"""The parts of the state that the picture is made of."""


class RoomPicture(QObject):
    """Holds the last picture of a session's room.

    Signals:
        changed(RoomView, RoomView): The last picture and the new one; never two that are equal.
    """

    changed = Signal(object, object)

    def __init__(self, console: Console, parent: QObject | None = None) -> None:
        """Take the first picture."""
        super().__init__(parent)
        self._console = console
        self._view = room_view(console.state, console.now_ms())

    @property
    def view(self) -> RoomView:
        """Return the last picture."""
        return self._view

    def follow(self, changes: Changes) -> None:
        """Take a new picture where a change may show in it."""
        if FOLLOWED & changes.keys():
            self._take()

    def keep_up(self) -> None:
        """Take a new picture where time alone may have made another one."""
        until_ms = self._view.holds_until_ms
        if until_ms is not None and self._console.now_ms() >= until_ms:
            self._take()

    def _take(self) -> None:
        before, self._view = self._view, room_view(self._console.state, self._console.now_ms())
        if before != self._view:
            self.changed.emit(before, self._view)

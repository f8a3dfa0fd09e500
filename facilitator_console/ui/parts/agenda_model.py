"""Holds the agenda as a list for Qt: items in order, later ones with the time at which they are expected to begin.

A thin adapter over `controller.state`: it decides nothing and keeps no item.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from operator import attrgetter

from PySide6.QtCore import QAbstractListModel, QObject, Qt

from facilitator_console.dialogue.state import Changes
from facilitator_console.log import NO_TIME, Duration, Instant
from facilitator_console.session.adjusting import TimeToTake
from facilitator_console.session.agenda import MINUTE_MS, items_in_order
from facilitator_console.session.evolve_clocks import open_stretch
from facilitator_console.session.ids import MAIN, ItemId, ItemStatus, StretchKind
from facilitator_console.session.state import AgendaItem
from facilitator_console.session.timetable import starts_as_it_goes_ms
from facilitator_console.ui.control.session_controller import SessionController
from facilitator_console.ui.parts.item_models import NO_PARENT, Index
from facilitator_console.views.formats import view_of
from facilitator_console.words import Message, say, say_n, titled

ITEM = Qt.ItemDataRole.UserRole
"""Role under which a row gives its `AgendaItem`."""
TIME = Qt.ItemDataRole.UserRole + 1
"""Its beginning as it goes, such as 15:20; for the item that is on its minutes; else empty."""
MANNER = Qt.ItemDataRole.UserRole + 2
"""The role for how people speak in the item, in words."""
WAS = Qt.ItemDataRole.UserRole + 3
"""While everything is frozen: its beginning before that, where it is another now; else empty."""
STANDS = Qt.ItemDataRole.UserRole + 4
"""The role that tells whether the item is on and paused."""

LOOK = attrgetter("title", "status", "format", "settings", "turn_limit_ms", "planned_ms", "extra_ms")
"""The fields of an item that its row is made of; its clock moves with every event."""
STATUSES: dict[ItemStatus, Message] = {
    ItemStatus.RUNNING: say("on now"),
    ItemStatus.PAUSED: say("paused"),
    ItemStatus.DONE: say("done"),
    ItemStatus.SKIPPED: say("skipped"),
    ItemStatus.PLANNED: say("to come"),
}


class AgendaModel(QAbstractListModel):
    """Holds the items that were not removed."""

    def __init__(self, controller: SessionController, parent: QObject | None = None) -> None:
        """Show the controller's agenda and follow it."""
        super().__init__(parent)
        self._controller = controller
        self._items: tuple[AgendaItem, ...] = ()
        self._times: dict[ItemId, str] = {}
        self._were: dict[ItemId, str] = {}
        self._takes: dict[ItemId, Duration] = {}
        self._check_in_ms = NO_TIME
        self._is_frozen = False
        self._read()
        controller.changed.connect(self._on_controller_changed)

    def rowCount(self, parent: Index = NO_PARENT) -> int:
        """Return the number of items."""
        return 0 if parent.isValid() else len(self._items)

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        """Return the title, or what one of the roles above asks for; for screen readers the whole row."""
        if not self.checkIndex(index, self.CheckIndexOption.IndexIsValid):
            return None
        item = self._items[index.row()]
        shown: dict[int, Callable[[AgendaItem], object]] = {
            ITEM: lambda item: item,
            Qt.ItemDataRole.DisplayRole: lambda item: self._controller.text(titled(item.title)),
            Qt.ItemDataRole.AccessibleTextRole: self._in_words,
            TIME: self._time_text,
            MANNER: self.manner,
            WAS: lambda item: self._were.get(item.item_id, ""),
            STANDS: self._stands,
        }
        return shown[role](item) if role in shown else None

    def _in_words(self, item: AgendaItem) -> str:
        status = self._controller.text(STATUSES[item.status])
        return ", ".join(
            part for part in (self._controller.text(titled(item.title)), status, self._time_text(item)) if part
        )

    def row_of(self, item_id: ItemId) -> int:
        """Return the row of an item; -1 where it is not on the agenda."""
        return next((row for row, item in enumerate(self._items) if item.item_id == item_id), -1)

    def manner(self, item: AgendaItem) -> str:
        """Return how people speak in an item, and how long each."""
        parts = [self._controller.text(view_of(item).order(item).manner)]
        if item.turn_limit_ms and item.turn_limit_ms % MINUTE_MS == 0:
            minutes = item.turn_limit_ms // MINUTE_MS
            parts.append(self._controller.text(say_n("{n} min each", "{n} min each", minutes)))
        elif item.turn_limit_ms:
            seconds = item.turn_limit_ms // 1000
            parts.append(self._controller.text(say_n("{n} s each", "{n} s each", seconds)))
        return " · ".join(parts)

    def refresh_times(self) -> None:
        """Refresh only what changes with time."""
        before = (self._times, self._were)
        self._times, self._were = self._starts(), self._starts_before()
        if before != (self._times, self._were) and self._items:
            self.dataChanged.emit(self.index(0), self.index(len(self._items) - 1), [TIME, WAS])

    def propose(self, takes: Sequence[TimeToTake], check_in_ms: Duration) -> None:
        """Show the beginnings as they would be with this proposal, while everything is frozen."""
        self._takes, self._check_in_ms = dict(takes), check_in_ms
        self.refresh_times()

    def _on_controller_changed(self, changes: Changes) -> None:
        if changes.keys() & {"items", "rooms", "info"}:
            before = [item.item_id for item in self._items]
            if before != [item.item_id for item in items_in_order(self._controller.state)]:
                self.beginResetModel()
                self._read()
                self.endResetModel()
                return
            shown = self._shown()
            self._read()
            if self._shown() != shown:  # A turn that ends changes nothing here.
                self.dataChanged.emit(self.index(0), self.index(len(self._items) - 1))

    def _shown(self) -> tuple[object, ...]:
        """Return all that the rows are made of."""
        return ([LOOK(item) for item in self._items], self._times, self._were, self._is_frozen)

    def _read(self) -> None:
        self._items = items_in_order(self._controller.state)
        self._times, self._were = self._starts(), self._starts_before()
        self._is_frozen = self._controller.state.room.frozen

    def _starts(self) -> dict[ItemId, str]:
        if self._controller.state.info.closed_at_ms or not any(item.started_at_ms for item in self._items):
            return {}
        state, now_ms = self._controller.state, self._controller.now_ms()
        if not state.room.frozen:
            return self._as_shown(starts_as_it_goes_ms(state, now_ms))
        return self._as_shown(starts_as_it_goes_ms(state, Instant(now_ms + self._check_in_ms), self._takes))

    def _starts_before(self) -> dict[ItemId, str]:
        """Return the beginnings as they were when everything was frozen, those that are others now."""
        state = self._controller.state
        on = open_stretch(state, MAIN, StretchKind.FROZEN) if state.room.frozen else None
        if on is None:
            return {}
        were = self._as_shown(starts_as_it_goes_ms(state, on.from_ms))
        return {item_id: was for item_id, was in were.items() if was != self._times.get(item_id, was)}

    def _as_shown(self, starts: dict[ItemId, Instant]) -> dict[ItemId, str]:
        return {item_id: self._controller.times.time_of_day(at_ms) for item_id, at_ms in starts.items()}

    def _stands(self, item: AgendaItem) -> bool:
        paused = item.status is ItemStatus.PAUSED
        return paused or (self._is_frozen and item.status is ItemStatus.RUNNING)

    def _time_text(self, item: AgendaItem) -> str:
        if item.item_id in self._times:
            return self._times[item.item_id]
        minutes = (item.planned_ms + item.extra_ms) // MINUTE_MS
        return str(minutes) if item.status not in {ItemStatus.DONE, ItemStatus.SKIPPED} and minutes else ""

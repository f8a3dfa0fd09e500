"""Verdicts on commands, undone or done again, and which of them counts.

The last verdict in the agreed order counts. A `LeadTaken` by another laptop is a barrier: a later verdict on that
table's earlier room events has no effect, so that nobody changes the room for whoever leads it now. With the plenary
any table may change hands, so it is a barrier for all. Only the places in the order decide.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import NamedTuple

import msgspec

from facilitator_console.dialogue.codec import LoggedEvent
from facilitator_console.log import CommandId, Event, LaptopId, Redone, RunStarted, Undone, WriterId
from facilitator_console.session.ids import MAIN, TableId
from facilitator_console.session.room_events import LeadTaken

OrderKey = tuple[int, str, int]


class Verdict(NamedTuple):
    """Represents one verdict on a command: its place in the agreed order, its writer, and what it says."""

    place: OrderKey
    writer: WriterId
    undone: bool


class UndoBarrier(NamedTuple):
    """Represents a lead that was taken: its place in the agreed order, the table, and the writer."""

    place: OrderKey
    table_id: TableId
    writer: WriterId


class Verdicts:
    """Holds all verdicts on commands, and the barriers that they don't reach behind.

    Attributes:
        by_command: Verdicts by command, in the agreed order.
    """

    def __init__(self) -> None:
        """Begin without verdicts on any command."""
        self.by_command: dict[CommandId, list[Verdict]] = {}
        self._barriers: list[UndoBarrier] = []
        self._laptops: dict[WriterId, LaptopId] = {}

    def copy(self) -> Verdicts:
        """Return a copy that hears and forgets by itself."""
        copied = Verdicts()
        copied.by_command = {command: verdicts.copy() for command, verdicts in self.by_command.items()}
        copied._barriers, copied._laptops = self._barriers.copy(), self._laptops.copy()
        return copied

    def is_undone(self, command: CommandId, table_id: TableId | None) -> bool:
        """Tell whether the last verdict that counts on a command's events undoes them.

        Args:
            command: The command.
            table_id: The table whose room the event moves; None for all other events.
        """
        verdicts = self.by_command.get(command)
        if not verdicts:
            return False
        if table_id is None or not self._barriers:
            return verdicts[-1].undone
        for verdict in reversed(verdicts):
            if self.counts(command, table_id, verdict.place, self._laptop_of(verdict.writer)):
                return verdict.undone
        return False

    def counts(self, command: CommandId, table_id: TableId, place: OrderKey, laptop: LaptopId) -> bool:
        """Tell whether a verdict at this place, by this laptop, affects what a command did to this table's room."""
        begins = (command.lamport, command.writer, 0)
        return not any(
            begins < barrier.place < place
            and barrier.table_id in {MAIN, table_id}
            and self._laptop_of(barrier.writer) != laptop
            for barrier in self._barriers
        )

    def hear(self, fresh: Iterable[tuple[OrderKey, LoggedEvent]]) -> set[CommandId]:
        """Take in new events; return the commands that may count otherwise than before."""
        changed: set[CommandId] = set()
        for key, entry in fresh:
            kind = entry.kind
            if kind is None or kind.phases:
                continue
            event, body = entry.event, entry.body
            if isinstance(body, Undone | Redone):
                verdicts = self.by_command.setdefault(body.command, [])
                verdicts.append(Verdict(key, event.writer, isinstance(body, Undone)))
                verdicts.sort()
                changed.add(body.command)
            elif isinstance(body, LeadTaken):
                self._barriers.append(UndoBarrier(key, body.table_id, event.writer))
                changed |= self.by_command.keys()
            elif isinstance(body, RunStarted):
                self._laptops[event.writer] = body.laptop
                changed |= self.by_command.keys() if self._barriers else set()
        return changed

    def forget(self, key: OrderKey, event: Event, body: msgspec.Struct | None) -> set[CommandId]:
        """Forget an event that was blanked; return the commands that may count otherwise than before."""
        if isinstance(body, Undone | Redone):
            self.by_command[body.command] = [
                verdict for verdict in self.by_command[body.command] if verdict.place != key
            ]
            return {body.command}
        if isinstance(body, LeadTaken):
            self._barriers = [barrier for barrier in self._barriers if barrier.place != key]
            return set(self.by_command)
        if isinstance(body, RunStarted):
            self._laptops.pop(event.writer, None)
            return set(self.by_command) if self._barriers else set()
        return set()

    def _laptop_of(self, writer: WriterId) -> LaptopId:
        return self._laptops.get(writer, LaptopId(writer))

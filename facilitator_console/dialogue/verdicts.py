"""Verdicts on commands, undone or done again, and which of them counts.

The last word in the agreed order counts. A `LeadTaken` by another laptop is a floor: what is said behind it of that
table's room events before it has no effect, so that nobody changes the room from under whoever leads it now. With the
plenary any table may change hands, so it is a floor for all. All is decided by the places in the order alone.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import NamedTuple

import msgspec

from facilitator_console.dialogue.codec import LoggedEvent
from facilitator_console.log import CommandId, Event, LaptopId, Redone, RunStarted, Undone, WriterId
from facilitator_console.session.events import LeadTaken
from facilitator_console.session.ids import MAIN, TableId

OrderKey = tuple[int, str, int]


class Verdict(NamedTuple):
    """Represents one verdict on a command: its place in the agreed order, its writer, and what it says."""

    spoken: OrderKey
    writer: WriterId
    undone: bool


class UndoBarrier(NamedTuple):
    """Represents a lead that was taken: its place in the agreed order, the table, and the writer."""

    taken: OrderKey
    table_id: TableId
    writer: WriterId


class Verdicts:
    """Holds all verdicts on commands, and the barriers that they don't reach behind.

    Attributes:
        said: By command, in the agreed order.
    """

    def __init__(self) -> None:
        """Begin without verdicts."""
        self.said: dict[CommandId, list[Verdict]] = {}
        self._barriers: list[UndoBarrier] = []
        self._laptops: dict[WriterId, LaptopId] = {}

    def is_undone(self, command: CommandId, table_id: TableId | None) -> bool:
        """Tell whether the last verdict that counts on a command's events undoes them.

        Args:
            command: The command.
            table_id: The table whose room the event moves; None for all other events.
        """
        said = self.said.get(command)
        if not said:
            return False
        if table_id is None or not self._barriers:
            return said[-1].undone
        for last in reversed(said):
            if self.counts(command, table_id, last.spoken, self._laptop_of(last.writer)):
                return last.undone
        return False

    def counts(self, command: CommandId, table_id: TableId, spoken: OrderKey, laptop: LaptopId) -> bool:
        """Tell whether a verdict at this place, by this laptop, affects what a command did to this table's room."""
        begins = (command.lamport, command.writer, 0)
        return not any(
            begins < floor.taken < spoken
            and floor.table_id in {MAIN, table_id}
            and self._laptop_of(floor.writer) != laptop
            for floor in self._barriers
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
                said = self.said.setdefault(body.command, [])
                said.append(Verdict(key, event.writer, isinstance(body, Undone)))
                said.sort()
                changed.add(body.command)
            elif isinstance(body, LeadTaken):
                self._barriers.append(UndoBarrier(key, body.table_id, event.writer))
                changed |= self.said.keys()
            elif isinstance(body, RunStarted):
                self._laptops[event.writer] = body.laptop
                changed |= self.said.keys() if self._barriers else set()
        return changed

    def forget(self, key: OrderKey, event: Event, body: msgspec.Struct | None) -> set[CommandId]:
        """Forget an event that was blanked; return the commands that may count otherwise than before."""
        if isinstance(body, Undone | Redone):
            self.said[body.command] = [one for one in self.said[body.command] if one.spoken != key]
            return {body.command}
        if isinstance(body, LeadTaken):
            self._barriers = [floor for floor in self._barriers if floor.taken != key]
            return set(self.said)
        if isinstance(body, RunStarted):
            self._laptops.pop(event.writer, None)
            return set(self.said) if self._barriers else set()
        return set()

    def _laptop_of(self, writer: WriterId) -> LaptopId:
        return self._laptops.get(writer, LaptopId(writer))

"""The state of a dialogue: the room, what is written down, and who has written the log."""

from __future__ import annotations

from dataclasses import dataclass, field, fields

import msgspec

from facilitator_console.log import Instant, LaptopId, RunStarted, WriterId
from facilitator_console.log.fold import Table
from facilitator_console.notes.state import NotesState
from facilitator_console.session.state import SessionState

Changes = dict[str, frozenset[str]]
"""What a fold changed: ids by the name of the state's table; `info` and `room` have the one id ``""``."""


class Run(msgspec.Struct, frozen=True):
    """One opening of a store for work.

    Attributes:
        started: What it said of itself.
        began_at_ms: Its first instant on its time line.
    """

    started: RunStarted
    began_at_ms: Instant


@dataclass
class State(SessionState, NotesState):
    """All that the log says. The fold owns it; everyone else only reads.

    Attributes:
        runs: By writer, in the agreed order.
        last_at_ms: By writer, the time of its last event.
    """

    runs: Table[WriterId, Run] = field(default_factory=Table)
    last_at_ms: dict[WriterId, Instant] = field(default_factory=dict)

    def copy(self) -> State:
        """A state of its own with the same entities, none of them touched."""
        copied = State()
        for name in FIELDS:
            value = getattr(self, name)
            setattr(copied, name, value.copy() if isinstance(value, dict) else value)
        return copied

    def laptop_of(self, writer: WriterId) -> LaptopId:
        """The laptop that a writer ran on; the writer's own id where its run is not known."""
        run = self.runs.get(writer)
        return run.started.laptop if run else LaptopId(writer)


FIELDS = tuple(entry.name for entry in fields(State))
TABLES = tuple(name for name in FIELDS if isinstance(getattr(State(), name), Table))
SINGLES = ("info", "room")


def take_touched(state: State, before: tuple[object, ...]) -> Changes:
    """What was touched since the last call, and which of the singles differ from `before`.

    Args:
        state: The state; its sets of touched ids are emptied.
        before: What `singles` gave before the fold.
    """
    changes: Changes = {}
    for name in TABLES:
        table: Table[str, object] = getattr(state, name)
        if table.touched:
            changes[name] = frozenset(table.touched)
            table.touched.clear()
    for name, old in zip(SINGLES, before, strict=True):
        if getattr(state, name) != old:
            changes[name] = frozenset(("",))
    return changes


def singles(state: State) -> tuple[object, ...]:
    """The parts of the state that are not tables."""
    return tuple(getattr(state, name) for name in SINGLES)


def difference(old: State, new: State) -> Changes:
    """What differs between two states."""
    changes: Changes = {}
    for name in TABLES:
        before: dict[str, object] = getattr(old, name)
        after: dict[str, object] = getattr(new, name)
        ids = {key for key, value in after.items() if before.get(key) is not value and before.get(key) != value}
        ids |= before.keys() - after.keys()
        if ids:
            changes[name] = frozenset(ids)
    for name in SINGLES:
        if getattr(old, name) != getattr(new, name):
            changes[name] = frozenset(("",))
    return changes

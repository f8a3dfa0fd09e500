"""The state of a dialogue: the room, what is written down, the statements, and who has written the log."""

from __future__ import annotations

from collections.abc import Mapping
from collections.abc import Set as AbstractSet
from dataclasses import dataclass, field, fields
from typing import Any

import msgspec

from facilitator_console.dialogue.entities import OwnState
from facilitator_console.log import Duration, Entities, Instant, LaptopId, RunStarted, WriterId
from facilitator_console.notes.state import NotesState
from facilitator_console.opinions.state import OpinionsState
from facilitator_console.session.ids import TableId
from facilitator_console.session.state import SessionState

Changes = dict[str, frozenset[str]]
"""Changes of a fold: ids by the name of the state's table; `info` has the one id ``""``."""
Touched = dict[str, set[str]]
"""Ids that a fold set, by the name of the table; some may be as they were before."""
Tables = dict[str, Entities[str, Any]]
Singles = dict[str, Any]


class Run(msgspec.Struct, frozen=True, gc=False):
    """Represents one opening of a store for work.

    Attributes:
        started: Its own first event.
        began_at_ms: Its first instant, on its own laptop's time line.
        offset_ms: The founder's time minus its own, as its laptop measured last; None before that.
        measured: Whether the offset is certain: it was measured since the machine was started.
    """

    started: RunStarted
    began_at_ms: Instant
    offset_ms: Duration | None = None
    measured: bool = False


class Unled(msgspec.Struct, frozen=True, gc=False):
    """Represents an event of the room that is kept without effect: another laptop led the table."""

    laptop: LaptopId
    writer: WriterId
    table_id: TableId
    at_ms: Instant


@dataclass
class State(SessionState, NotesState, OpinionsState, OwnState):
    """Holds everything that the log says. The fold owns it; everyone else only reads.

    Attributes:
        runs: By writer, in the agreed order.
        unled: By writer and number of the event.
        last_at_ms: By writer, the time of its last event.
    """

    runs: Entities[WriterId, Run] = field(default_factory=Entities)
    unled: Entities[str, Unled] = field(default_factory=Entities)
    last_at_ms: dict[WriterId, Instant] = field(default_factory=dict)

    def tables(self) -> Tables:
        """Return the tables by name."""
        return {name: getattr(self, name) for name in TABLES}

    def singles(self) -> Singles:
        """Return by name the parts of the state that are not in a table."""
        return {name: getattr(self, name) for name in SINGLES}

    def copy(self) -> State:
        """Return a copy with the same entities, none of them touched."""
        copied = State(last_at_ms=self.last_at_ms.copy(), **self.singles())
        for name, table in self.tables().items():
            setattr(copied, name, table.copy())
        return copied

    def take_touched(self) -> Touched:
        """Return the ids touched since the last call; they count as untouched from now on."""
        touched: Touched = {}
        for name, table in self.tables().items():
            if table.touched:
                touched[name] = table.touched
                table.touched = set()
        return touched

    def laptop_of(self, writer: WriterId) -> LaptopId:
        """Return the laptop that a writer ran on; the writer's own id where its run is not known."""
        run = self.runs.get(writer)
        return run.started.laptop if run else LaptopId(writer)


SINGLES = ("info",)
TABLES = tuple(entry.name for entry in fields(State) if entry.name not in {*SINGLES, "last_at_ms"})


def merge_touched(into: Touched, more: Mapping[str, AbstractSet[str]]) -> None:
    """Add touched ids to others."""
    for name, ids in more.items():
        into.setdefault(name, set()).update(ids)

"""The registration of a kind of event: everything that the program knows about it, beside each kind.

Each package lists its kinds as `Kind`s; dialogue.kinds puts them together. docs/events.md is the same list for people;
a test compares the two.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum
from functools import cached_property
from typing import Any

import msgspec

from facilitator_console.log.envelope import Subject
from facilitator_console.log.fold import Stamp
from facilitator_console.words import Message

Handler = Callable[[Any, Any, Stamp], None]
"""Folds a body into a state: (state, body, stamp). Total: whatever comes, it never raises."""
Namer = Callable[[Any, Any, Subject], Message]
"""Names what an event did, for undo: (state, body, subject)."""


class WorkPhase(StrEnum):
    """Names the phases of the work, as the window's pages have them; undo takes back only steps of the present one."""

    PREPARE = "prepare"
    RUN = "run"
    HARVEST = "harvest"
    REPORT = "report"


class WrittenBy(StrEnum):
    """Names those whose events of a kind have an effect."""

    ANYONE = "anyone"
    SESSION_LEAD = "session_lead"
    TABLE_LEAD = "table_lead"
    PROGRAM = "program"


@dataclass(frozen=True)
class Kind:
    """Registers one kind of event.

    Attributes:
        name: Stored for ever.
        body: The type of its body.
        handler: Folds it; None for what the log itself understands.
        named: Makes its name for undo; None where it can't be undone.
        phases: The phases in which undo takes it back; empty where it is never undone.
        written_by: Those whose events have an effect; other events are kept without one.
        texts: Fields with words that a person typed; `Redacted` empties them.
        turn_fields: Fields that tell of turns; forgetting who spoke when empties them.
        speaks: Forgetting who spoke when blanks the whole event.
        weight: The heaviest event of a command names it, the first of equals.
    """

    name: str
    body: type[msgspec.Struct]
    handler: Handler | None = None
    named: Namer | None = None
    phases: frozenset[WorkPhase] = frozenset()
    written_by: WrittenBy = WrittenBy.ANYONE
    texts: tuple[str, ...] = ()
    turn_fields: tuple[str, ...] = ()
    speaks: bool = False
    weight: int = 0

    @cached_property
    def of_room(self) -> bool:
        """Tell whether only the laptop that leads the room, or the table, may write it."""
        return self.written_by is WrittenBy.TABLE_LEAD or self.written_by is WrittenBy.SESSION_LEAD

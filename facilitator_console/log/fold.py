"""Parts that every fold of events shares: bodies, the stamp of an event, entities by id.

Entities are frozen; a fold owns the tables and replaces entries. No rules of any field here.
"""

from __future__ import annotations

from typing import TypeVar

import msgspec
from msgspec import UNSET
from msgspec.structs import asdict, replace

from facilitator_console.log.envelope import Instant, LaptopId, Subject, WriterId

K = TypeVar("K", bound=str)
V = TypeVar("V")
E = TypeVar("E", bound=msgspec.Struct)


NO_ERA = -1
"""The `era` of a body that is not sealed yet. Sealing sets it, and never leaves it out: by it a program that does not
know a kind can tell that it tells of turns."""


class Body(msgspec.Struct, frozen=True, omit_defaults=True, gc=False):
    """Is the base of all bodies of events: frozen, and short on disk."""


class Stamp(msgspec.Struct, frozen=True, gc=False):
    """Holds the part of an envelope that the fold may use: who wrote the event, and when.

    Attributes:
        subject: The entity that the event is about.
        at_ms: The writer's time, never running backwards.
        writer: Who wrote it.
        seq: Its number within the writer's events.
        laptop: The laptop that the writer ran on; the writer's id where that is not known.
    """

    subject: Subject
    at_ms: Instant
    writer: WriterId
    seq: int
    laptop: LaptopId


def edited(entity: E, edit: msgspec.Struct) -> E:
    """Return the entity with those of its fields that the edit sets; the others stay."""
    own = entity.__struct_fields__
    return replace(
        entity, **{name: value for name, value in asdict(edit).items() if value is not UNSET and name in own}
    )


class Entities(dict[K, V]):
    """Holds frozen entities by id, in the order in which they came to be.

    Attributes:
        touched: Ids set or deleted since the set was last emptied.
    """

    __slots__ = ("touched",)

    def __init__(self, entries: dict[K, V] | None = None) -> None:
        """Start with these entries, none of them touched."""
        super().__init__(entries or {})
        self.touched: set[K] = set()

    def __setitem__(self, key: K, value: V) -> None:
        """Put or replace an entity."""
        dict.__setitem__(self, key, value)  # Called for every event: super() would take twice as long.
        self.touched.add(key)

    def __delitem__(self, key: K) -> None:
        """Take an entity out."""
        super().__delitem__(key)
        self.touched.add(key)

    def copy(self) -> Entities[K, V]:
        """Return a copy with the same entities, none of them touched."""
        return Entities(self)

"""The envelope of an event, its identity and the agreed order.

Identity is (session, writer, seq). A writer is one opening of a store, so a copied or restored store
never reuses one. The order is (lamport, writer, seq) and never wall time: field laptops have wrong clocks.
The body is JSON text; an empty body is one that was erased, and its time with it.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Annotated, Any, NamedTuple, NewType

import msgspec

SessionId = NewType("SessionId", str)
WriterId = NewType("WriterId", str)
LaptopId = NewType("LaptopId", str)
Subject = NewType("Subject", str)

MOST_MS = 2**46
"""Some two thousand years: nothing that a body says lasts longer, so that no sum overflows anywhere."""

Instant = NewType("Instant", Annotated[int, msgspec.Meta(ge=0, le=MOST_MS)])
"""UTC epoch milliseconds on one laptop's time line."""
Duration = NewType("Duration", Annotated[int, msgspec.Meta(ge=-MOST_MS, le=MOST_MS)])
"""Milliseconds."""

MOST_LAMPORT = 2**53
"""No log of ours counts so far; a number from elsewhere that does is not counted on from."""

NO_TIME = Duration(0)

THE_SESSION = Subject("")
"""Subject of events that are about the session as a whole; never erased."""


class Event(msgspec.Struct, frozen=True, gc=False):
    """One thing that happened, as it is stored and exchanged.

    Attributes:
        session: The session that it belongs to.
        writer: The opening of a store that wrote it.
        seq: 1, 2, 3 … within (session, writer).
        lamport: Shared by all events of one command; above all that the writer had seen.
        at_ms: When, on the writer's time line (UTC epoch ms); 0 once erased.
        kind: Stable name of the body's type.
        subject: Id of the entity that it is about; the unit of erasure.
        body: JSON text; empty once erased.
    """

    session: SessionId
    writer: WriterId
    seq: int
    lamport: int
    at_ms: Instant
    kind: str
    subject: Subject
    body: str


class CommandId(NamedTuple):
    """Names one command: all events that one press of a key made."""

    writer: WriterId
    lamport: int


class NewEvent(NamedTuple):
    """What a command decided, before it is sealed into an envelope.

    Attributes:
        body: One of the body types of the packages.
        subject: What it is about; None where the event makes its own entity, whose id it then becomes.
    """

    body: msgspec.Struct
    subject: Subject | None = None


def agreed_order(event: Event) -> tuple[int, str, int]:
    """Sort key that every laptop agrees on."""
    return (event.lamport, event.writer, event.seq)


def command_of(event: Event) -> CommandId:
    """The command that the event belongs to."""
    return CommandId(event.writer, event.lamport)


def blanked(event: Event) -> Event:
    """The event without body and time: its place in the order stays, what it said and when is gone."""
    return msgspec.structs.replace(event, at_ms=Instant(0), body="")


def sealed(
    new: Sequence[NewEvent],
    encode: Callable[[Any], tuple[str, str]],
    *,
    session: SessionId,
    writer: WriterId,
    first_seq: int,
    lamport: int,
    at_ms: Instant,
) -> list[Event]:
    """Put one command's decisions into envelopes.

    Args:
        new: What was decided, in order.
        encode: Gives (kind, JSON text) of a body.
        session: The session.
        writer: Who writes.
        first_seq: Number of the first of them.
        lamport: The command's lamport.
        at_ms: The command's time.

    Returns:
        The events; an event that makes an entity has `writer.seq` as its subject.
    """
    events = []
    for seq, (body, subject) in enumerate(new, first_seq):
        kind, text = encode(body)
        about = Subject(f"{writer}.{seq}") if subject is None else subject
        events.append(Event(session, writer, seq, lamport, at_ms, kind, about, text))
    return events

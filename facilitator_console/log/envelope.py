"""The envelope of an event, its identity and the agreed order.

Identity is (session, writer, seq). A writer is one opening of a store, so a copied or restored store
never reuses one. The order is (lamport, writer, seq) and never wall time: field laptops have wrong clocks.
The body is JSON text; an empty body is one that was erased, and its time with it.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from operator import attrgetter
from typing import Annotated, Any, NamedTuple, NewType, Self

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
"""A length of time, in milliseconds."""

MOST_LAMPORT = 2**53
"""No log of ours counts so far; a number from elsewhere that does is not counted on from."""

NO_TIME = Duration(0)

NO_SESSION = SessionId("")
THE_SESSION = Subject("")
"""Subject of events that are about the session as a whole; never erased."""


class Event(msgspec.Struct, frozen=True, gc=False):
    """Represents one thing that happened, as it is stored and exchanged.

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


class Ref(msgspec.Struct, frozen=True, omit_defaults=True, gc=False):
    """Refers to an entity of some session: where something was carried over from."""

    session: SessionId = NO_SESSION
    subject: Subject = THE_SESSION


NO_REF = Ref()


class CommandId(NamedTuple):
    """Names one command: all events that one press of a key made."""

    writer: WriterId
    lamport: int


class NewEvent(NamedTuple):
    """Represents a decision of a command before it is sealed into an envelope.

    Attributes:
        body: One of the body types of the packages; it may name by `Made` what an earlier event of the command makes.
        subject: What it is about, also by `Made`; None where the event makes its own entity, whose id it then becomes.
    """

    body: msgspec.Struct
    subject: Subject | None = None


class Made(str):
    """Stands for the id of an entity that an earlier event of the same command makes: `Made(0)` for the first one's."""

    __slots__ = ()

    def __new__(cls, place: int) -> Self:
        """Make the placeholder of the entity that the event at this place of the command makes."""
        return super().__new__(cls, place)


agreed_order: Callable[[Event], tuple[int, str, int]] = attrgetter("lamport", "writer", "seq")
"""Sort key that every laptop agrees on. For each event of a log: a function of ours would take twice as long."""
identity_of: Callable[[Event], tuple[WriterId, int]] = attrgetter("writer", "seq")
"""The identity of an event within its session."""


def maker_of(entity_id: str) -> WriterId:
    """Return the writer of the event that made an entity."""
    return WriterId(entity_id.rpartition(".")[0])


def command_of(event: Event) -> CommandId:
    """Return the id of the command that the event belongs to."""
    return CommandId(event.writer, event.lamport)


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
    ids = [Subject(f"{writer}.{seq}") for seq in range(first_seq, first_seq + len(new))]
    events = []
    for place, (body, subject) in enumerate(new):
        kind, text = encode(_with_ids(body, ids))
        about = ids[place] if subject is None else _id_of(subject, ids)
        events.append(Event(session, writer, first_seq + place, lamport, at_ms, kind, about, text))
    return events


def _id_of(subject: Subject, ids: Sequence[Subject]) -> Subject:
    return ids[int(subject)] if isinstance(subject, Made) else subject


def _with_ids(body: msgspec.Struct, ids: Sequence[Subject]) -> msgspec.Struct:
    """Return the body with the ids that its `Made` stand for."""
    found: dict[str, Any] = {}
    for name in body.__struct_fields__:
        value = getattr(body, name)
        if isinstance(value, Made):
            found[name] = ids[int(value)]
        elif isinstance(value, tuple) and any(isinstance(part, Made) for part in value):
            found[name] = tuple(ids[int(part)] if isinstance(part, Made) else part for part in value)
        elif isinstance(value, dict) and any(isinstance(part, Made) for part in value.values()):
            found[name] = {key: ids[int(part)] if isinstance(part, Made) else part for key, part in value.items()}
    return msgspec.structs.replace(body, **found) if found else body

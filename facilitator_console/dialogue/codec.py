"""Turns bodies of events into JSON text and back; tolerates what it does not know.

Kinds are stable strings. A body that can't be read (unknown kind, erased, a new enum value, not JSON) is None:
the event is kept, skipped by the fold and counted. A changed meaning is a new kind; `UPCASTERS` lifts the old one.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import msgspec

from facilitator_console.dialogue.kinds import KINDS, kind_of
from facilitator_console.log import Event, Kind, WorkPhase
from facilitator_console.session.events import OfSetUp

Upcaster = Callable[[dict[str, Any]], tuple[str, dict[str, Any]]]
UPCASTERS: dict[str, Upcaster] = {}
"""By old kind, the function that returns the kind that replaced it and the old body in the new form."""

_DECODE = {name: msgspec.json.Decoder(kind.body).decode for name, kind in KINDS.items()}
_ENCODER = msgspec.json.Encoder()


class LoggedEvent(msgspec.Struct, frozen=True, gc=False):
    """Represents an event together with its decoded body.

    Attributes:
        event: The envelope.
        kind: The registration of its kind; None where the body can't be read.
        body: Its body; None where it can't be read.
    """

    event: Event
    kind: Kind | None
    body: msgspec.Struct | None

    @property
    def of_room(self) -> bool:
        """Tell whether only the laptop that leads the room, or the table, may write it."""
        return self.kind is not None and self.kind.of_room

    @property
    def of_meeting(self) -> bool:
        """Tell whether it moved the room while people were together: clock, queue, or the set-up as changed in Run."""
        return self.of_room or (isinstance(self.body, OfSetUp) and self.body.in_run)

    def is_undoable(self, phase: WorkPhase | None = None) -> bool:
        """Tell whether undo takes it back, in this phase of the work or in any.

        What belongs to the set-up and was done in Run is taken back in Run, so that undo there never unravels what
        was prepared.
        """
        phases = self.kind.phases if self.kind is not None else frozenset()
        if phase is None:
            return bool(phases)
        if isinstance(self.body, OfSetUp) and self.body.in_run != (phase is WorkPhase.RUN):
            return False
        return phase in phases


def read_entry(event: Event) -> LoggedEvent:
    """Decode an event as far as it can be read."""
    body = decode(event)
    return LoggedEvent(event, None if body is None else kind_of(body), body)


def encode(body: msgspec.Struct) -> tuple[str, str]:
    """Return (kind, JSON text) of a body."""
    return kind_of(body).name, _ENCODER.encode(body).decode()


def decode(event: Event) -> msgspec.Struct | None:
    """Return the event's body; None where it can't be read."""
    if not event.body:
        return None
    try:
        if event.kind in UPCASTERS:
            return _lifted(event.kind, event.body)
        decode_body = _DECODE.get(event.kind)
        return None if decode_body is None else decode_body(event.body)
    except (msgspec.DecodeError, UnicodeError, RecursionError):
        return None


def _lifted(kind: str, text: str) -> msgspec.Struct | None:
    body = msgspec.json.decode(text, type=dict[str, Any])
    while kind in UPCASTERS:
        try:
            kind, body = UPCASTERS[kind](body)
        except (KeyError, TypeError, ValueError):
            return None  # An old body that never was what its kind promises is as unreadable as any other.
    return msgspec.convert(body, KINDS[kind].body) if kind in KINDS else None

"""The fold of one event into the whole state. Total: it never raises."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import msgspec

from facilitator_console.dialogue.state import Run, State
from facilitator_console.log import Event, RunStarted
from facilitator_console.log.fold import Stamp
from facilitator_console.notes.evolve import HANDLERS as NOTES_HANDLERS
from facilitator_console.session.evolve import evolve as evolve_session
from facilitator_console.voices.evolve import HANDLERS as VOICES_HANDLERS

HANDLERS: dict[type[msgspec.Struct], Callable[[State, Any, Stamp], None]] = {**NOTES_HANDLERS, **VOICES_HANDLERS}
"""What is folded without a look at the room's clocks."""


def evolve(state: State, event: Event, body: msgspec.Struct) -> None:
    """Fold one event.

    Args:
        state: Changed in place.
        event: The envelope.
        body: Its decoded body.
    """
    writer = event.writer
    at_ms = max(event.at_ms, state.last_at_ms.get(writer, event.at_ms))
    state.last_at_ms[writer] = at_ms
    if handler := HANDLERS.get(type(body)):
        handler(state, body, Stamp(event.subject, at_ms, writer, event.seq, state.laptop_of(writer)))
    elif isinstance(body, RunStarted):
        state.runs[writer] = Run(body, at_ms)
    else:
        evolve_session(state, body, Stamp(event.subject, at_ms, writer, event.seq, state.laptop_of(writer)))

"""What a log means, said as plainly as possible: the reference that `History` is held to."""

from __future__ import annotations

from collections.abc import Iterable

from facilitator_console.dialogue.codec import decode
from facilitator_console.dialogue.evolve import evolve
from facilitator_console.dialogue.history import NEVER_UNDONE
from facilitator_console.dialogue.state import State
from facilitator_console.log import (
    Event,
    Redone,
    Undone,
    agreed_order,
    blanked,
    command_of,
    erased_subjects,
)


def plain_fold(events: Iterable[Event]) -> State:
    """Fold a whole log at once: union, erasure, order, undo, and one event after another."""
    union: dict[tuple[str, int], Event] = {}
    for event in events:
        if not event.body or (event.writer, event.seq) not in union:
            union[event.writer, event.seq] = event
    erased = erased_subjects(union.values())
    log = sorted(union.values(), key=agreed_order)
    log = [blanked(event) if event.subject in erased and event.kind != "erased" else event for event in log]
    entries = [(event, body) for event in log if (body := decode(event)) is not None]
    undone = set()
    for _, body in entries:
        if isinstance(body, Undone):
            undone.add(body.command)
        elif isinstance(body, Redone):
            undone.discard(body.command)
    state = State()
    for event, body in entries:
        if command_of(event) not in undone or isinstance(body, NEVER_UNDONE):
            evolve(state, event, body)
    return state

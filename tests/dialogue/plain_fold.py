"""What a log means, folded as plainly as possible: the reference that `History` is compared with."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

import msgspec

from facilitator_console.dialogue.codec import LoggedEvent, decode
from facilitator_console.dialogue.evolve import evolve
from facilitator_console.dialogue.kinds import KINDS
from facilitator_console.dialogue.state import State
from facilitator_console.log import (
    NOTHING_ERASED,
    Event,
    Redone,
    RunStarted,
    Undone,
    agreed_order,
    as_kept,
    command_of,
    with_erasures,
)
from facilitator_console.session.evolve_clocks import table_of
from facilitator_console.session.ids import MAIN
from facilitator_console.session.room_events import LeadTaken

Said = tuple[Event, msgspec.Struct | None]


def plain_fold(events: Iterable[Event]) -> State:
    """Fold a whole log at once: union, erasure, order, undo, and one event after another."""
    union: dict[tuple[str, int], Event] = {}
    for event in events:
        if not event.body or (event.writer, event.seq) not in union:
            union[event.writer, event.seq] = event
    erasures = with_erasures(NOTHING_ERASED, union.values())
    log = [as_kept(event, erasures, KINDS) for event in sorted(union.values(), key=agreed_order)]
    entries = [(event, decode(event)) for event in log]
    state = State()
    said = [entry for entry in entries if isinstance(entry[1], Undone | Redone | LeadTaken | RunStarted)]
    for event, body in entries:
        if body is not None and not (KINDS[event.kind].phases and _is_undone(said, event, body)):
            evolve(state, [LoggedEvent(event, KINDS[event.kind], body)])
    return state


def _is_undone(entries: Sequence[Said], event: Event, body: msgspec.Struct) -> bool:
    """The last word on the event's command counts, but for words behind another laptop's taking of its table's lead."""
    laptops = {one.writer: run.laptop for one, run in entries if isinstance(run, RunStarted)}
    undone = False
    floors: list[str] = []
    for one, said in entries:
        laptop = laptops.get(one.writer, one.writer)
        if isinstance(said, Undone | Redone) and said.command == command_of(event):
            if all(floor == laptop for floor in floors):
                undone = isinstance(said, Undone)
        elif isinstance(said, LeadTaken) and KINDS[event.kind].of_room:
            is_behind = agreed_order(one) > (event.lamport, event.writer, 0)
            if is_behind and said.table_id in {MAIN, table_of(body)}:
                floors.append(laptop)
    return undone

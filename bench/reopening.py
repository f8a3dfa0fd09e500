"""Opens a log of 100,000 events again, and adds events that arrive late."""

from __future__ import annotations

import gc
from pathlib import Path
from time import perf_counter
from typing import NamedTuple

from bench.dialogues import SESSION, long_dialogue
from bench.figures import Figure, Section
from facilitator_console.dialogue.codec import decode, encode
from facilitator_console.dialogue.history import History
from facilitator_console.log import Event, Subject, WriterId
from facilitator_console.notes.events import NoteAdded
from facilitator_console.store.doctor import rebuild
from facilitator_console.store.store import Store

EVENTS = 100_000
ROUNDS = 5
REOPEN_AIM_S = 1.0
REOPEN_RATIO_AIM = 2.2
LATE_AIM_MS = 50.0
NO_AIM = "as it is"
LATE_AIM_BACK = 5_000
"""So far before the end, and no further, the aim is for: what comes later is folded with all that follows it."""
MANY_LATE = 10_000
MANY_LATE_AIM_S = 0.3
LATE_BY = (10, 1_000, 5_000, 50_000)


def measure(folder: Path) -> Section:
    """Time reopening against reading and decoding alone, and late events at several depths."""
    path = folder / "long.sqlite"
    events = long_dialogue(EVENTS)
    with Store.open(path) as store:
        store.log.append(events)
        # As the writer would have left the tables; else the first reopening rebuilds them.
        rebuild(store)
    gc.disable()  # As in the program, which looks for garbage while nothing else is to be done.
    rounds = [_reopen(path) for _ in range(ROUNDS)]
    with Store.open(path) as store:
        history = History(store.log.read(SESSION))
    ours, twin = min(r.ours_s for r in rounds), min(r.bare_s for r in rounds)
    reopened = Figure(
        f"{EVENTS:,} events reopened",
        f"{ours:.2f} s",
        f"{twin:.2f} s",
        ours / twin,
        f"{REOPEN_AIM_S:.0f} s and {REOPEN_RATIO_AIM}×",
        ours <= REOPEN_AIM_S and ours / twin <= REOPEN_RATIO_AIM,
    )
    remark = (
        "The twin reads the events from the store and decodes their bodies; the difference is the fold. "
        f"Best of {ROUNDS}. A late event costs the fold of all that follow it; the aim is for up to {LATE_AIM_BACK:,}."
    )
    late = [_late(history, events, back) for back in LATE_BY]
    many_late = _many_late(events)
    gc.enable()
    return Section("A long log", (reopened, *late, many_late), (remark,))


class Round(NamedTuple):
    """Holds what one reopening and its twin took."""

    ours_s: float
    bare_s: float


def _reopen(path: Path) -> Round:
    gc.collect()
    start = perf_counter()
    with Store.open(path) as store:
        history = History(store.log.read(SESSION))
        opened = perf_counter()
        bare = [decode(event) for event in store.log.read(SESSION)]
        read = perf_counter()
    if len(history) != len(bare):
        raise AssertionError("the twin read something else")
    return Round(opened - start, read - opened)


def _many_late(events: list[Event]) -> Figure:
    """Measure as many late notes as lie in the last fifth of the log, between its events, all at once."""
    kind, body = encode(NoteAdded("late"))
    near = events[-2 * MANY_LATE :: 2]
    brought = [
        Event(SESSION, WriterId("away"), seq, one.lamport, one.at_ms, kind, Subject(f"away.{seq}"), body)
        for seq, one in enumerate(near, 1)
    ]
    took = []
    for _ in range(ROUNDS):
        history = History(events)
        gc.collect()
        start = perf_counter()
        history.add(brought)
        took.append(perf_counter() - start)
    return Figure(
        f"{len(brought):,} late events at once",
        f"{min(took):.2f} s",
        "",
        0,
        f"{MANY_LATE_AIM_S} s",
        min(took) <= MANY_LATE_AIM_S,
    )


def _late(history: History, events: list[Event], back: int) -> Figure:
    kind, body = encode(NoteAdded("late"))
    near = events[-back]
    took = []
    for seq in range(back, back + ROUNDS):
        late = Event(SESSION, WriterId("late"), seq, near.lamport, near.at_ms, kind, Subject(f"late.{seq}"), body)
        gc.collect()
        start = perf_counter()
        history.add([late])
        took.append((perf_counter() - start) * 1000)
    took_ms = min(took)
    has_aim = back <= LATE_AIM_BACK
    return Figure(
        f"a late event, {back:,} before the end",
        f"{took_ms:.1f} ms",
        "",
        0,
        f"{LATE_AIM_MS:.0f} ms" if has_aim else NO_AIM,
        not has_aim or took_ms <= LATE_AIM_MS,
    )

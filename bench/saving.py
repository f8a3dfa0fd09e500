"""Times dispatch until saved, against a bare SQLite commit of a row of the same size, in turn."""

from __future__ import annotations

from pathlib import Path
from time import perf_counter

from sqlcipher3 import dbapi2

from bench.dialogues import BEGAN_AT_MS, TEXT
from bench.figures import Figure, Section, percentile
from facilitator_console.console import new_session
from facilitator_console.dialogue.capture import capture
from facilitator_console.log import Instant, LaptopId
from facilitator_console.runtime.laptop import Laptop
from facilitator_console.session.clock import SetClock
from facilitator_console.store.store import Store

COMMANDS = 2_000
WARM_UP = 100
P99_AIM_MS = 16.0
RATIO_AIM = 5.0


def bare_twin(folder: Path) -> dbapi2.Connection:
    """Return a connection of SQLite alone, as durable as the store: WAL, synchronous FULL, no checkpoint in between."""
    connection = dbapi2.connect(str(folder / "bare.sqlite"), isolation_level=None)
    for pragma in ("journal_mode = WAL", "synchronous = FULL", "wal_autocheckpoint = 0"):
        connection.execute(f"PRAGMA {pragma}")
    connection.execute("CREATE TABLE notes (number INTEGER PRIMARY KEY, body TEXT)")
    return connection


def measure(folder: Path) -> Section:
    """Time both, one command each in turn."""
    bare = bare_twin(folder)
    clock = SetClock(Instant(BEGAN_AT_MS))
    ours_ms, bare_ms, dispatch_ms = [], [], []
    with Store.open(folder / "saving.sqlite") as store:
        console = new_session(store, Laptop(LaptopId("bench")), "Bench", clock=clock)
        for number in range(WARM_UP + COMMANDS):
            clock.advance(1_000)
            start = perf_counter()
            console.dispatch(capture, f"#need {number} {TEXT}")
            dispatched = perf_counter()
            saves = console.saves
            store.saver.wait(saves.committed + saves.waiting, 10)
            saved = perf_counter()
            bare.execute("BEGIN IMMEDIATE")
            bare.execute("INSERT INTO notes (body) VALUES (?)", (f"{number} {TEXT}",))
            bare.execute("COMMIT")
            committed = perf_counter()
            if number >= WARM_UP:
                dispatch_ms.append((dispatched - start) * 1000)
                ours_ms.append((saved - start) * 1000)
                bare_ms.append((committed - saved) * 1000)
    bare.close()
    figures = [_figure(name, share, ours_ms, bare_ms) for name, share in (("median", 0.5), ("p99", 0.99))]
    remark = (
        f"Until `dispatch` returns (the screen can follow): median {percentile(dispatch_ms, 0.5):.2f} ms, "
        f"p99 {percentile(dispatch_ms, 0.99):.2f} ms. A command is one row of `events`, the rows of the read tables "
        "and of the search index in one transaction; the bare twin commits one row."
    )
    return Section("Dispatch until saved", tuple(figures), (remark,))


def _figure(name: str, share: float, ours_ms: list[float], bare_ms: list[float]) -> Figure:
    ours, bare = percentile(ours_ms, share), percentile(bare_ms, share)
    ratio = ours / bare
    met = ratio <= RATIO_AIM and ours <= P99_AIM_MS
    return Figure(
        f"{COMMANDS} notes, {name}",
        f"{ours:.2f} ms",
        f"{bare:.2f} ms",
        ratio,
        f"{RATIO_AIM:.0f}× and {P99_AIM_MS:.0f} ms",
        met,
    )

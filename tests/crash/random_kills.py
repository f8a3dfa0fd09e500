"""A program that writes is killed at random moments; nothing that it acknowledged may be lost.

Each kill is a real one: a process of its own works on a store through the writer, prints `saved SEQ` for each commit,
and gets SIGKILL, at whatever it is doing. Then the store is opened again: every acknowledged event is there, in order,
once; each command is there whole or not at all; the read tables are those that a rebuild gives. The next process goes
on with the same store. What a process writes follows from its name, so that every event of it can be compared.

With `--ack-before-commit` the process acknowledges what it has only put into the queue: the check must catch that.
"""

from __future__ import annotations

import argparse
import select
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Sequence
from contextlib import closing
from itertools import islice
from pathlib import Path
from random import Random
from typing import NamedTuple

from sqlcipher3 import dbapi2

from facilitator_console.dialogue.history import History
from facilitator_console.dialogue.kinds import KINDS
from facilitator_console.log import Event
from facilitator_console.store import saver
from facilitator_console.store.derived import read_tables
from facilitator_console.store.derived.rows import all_rows
from facilitator_console.store.saver import SaveState
from facilitator_console.store.store import Store
from tests.helpers.memory_log import MemoryLog
from tests.helpers.scribe import SESSION, Scribe
from tests.store.tables import rows_of

KILLS_OF_ONE_STORE = 12
MOST_ACKS = 60
LONGEST_DELAY_S = 0.004
KILLS_AT_OPENING = 0.15
LONGEST_OPENING_S = 0.4
"""A share of the kills comes before the first acknowledgement: while the store is made or opened."""
BATCHES_AHEAD = 8
"""How many commands the process puts into the queue before it waits: so there is always a commit under way."""


class FaultError(Exception):
    """Something that was acknowledged is not there, or is there in part or differently."""


class Tally(NamedTuple):
    """What a series of kills showed."""

    kills: int
    acknowledged: int
    found: int
    faults: tuple[str, ...]


# -- the process that is killed --------------------------------------------------------------------------------


def write(path: Path, run: str, *, ack_before_commit: bool) -> None:
    """Write until killed, printing `saved SEQ` with the last event's number for each batch."""
    # Small, so that kills hit checkpoints too.
    saver.BATCHES_BETWEEN_CHECKPOINTS = 7
    store = Store.open(path)
    scribe = Scribe(run, known=tuple(store.log.read(SESSION)))
    last_seqs: list[int] = []
    printed = 0

    def acknowledge(state: SaveState) -> None:
        nonlocal printed
        for seq in last_seqs[printed : state.committed]:
            print(f"saved {seq}", flush=True)
        printed = max(printed, state.committed)

    if not ack_before_commit:
        store.saver.on_change(acknowledge)
    for batch in scribe.batches(withdraws=True):
        last_seqs.append(batch.events[-1].seq)
        number = store.saver.submit(batch)
        if ack_before_commit:
            print(f"saved {last_seqs[-1]}", flush=True)
        store.saver.wait(number - BATCHES_AHEAD, 60)


def kill_once(path: Path, run: str, chance: Random, *, ack_before_commit: bool) -> int:
    """Start a process, kill it at a random moment; the number of the last event that it acknowledged, 0 for none."""
    command = [sys.executable, "-m", "tests.crash.random_kills", str(path), run]
    if ack_before_commit:
        command.append("--ack-before-commit")
    acks = chance.randrange(MOST_ACKS)
    opening_s = chance.uniform(0.0, LONGEST_OPENING_S) if chance.random() < KILLS_AT_OPENING else None
    with subprocess.Popen(command, stdout=subprocess.PIPE, cwd=Path(__file__).parents[2]) as process:
        assert process.stdout
        if opening_s is None:
            lines = [line for line in islice(process.stdout, acks) if line.endswith(b"\n")]
            _spin(chance.uniform(0, LONGEST_DELAY_S))
        else:
            lines = []
            select.select([process.stdout], [], [], opening_s)
        process.send_signal(signal.SIGKILL)
        lines += [line for line in process.stdout if line.endswith(b"\n")]
    if process.returncode != -signal.SIGKILL:
        raise RuntimeError(f"the writing process ended by itself: {process.returncode}")
    return int(lines[-1].split()[1]) if lines else 0


def _spin(seconds: float) -> None:
    """Let time pass without giving the processor away: sleeping would round the moment."""
    end = time.perf_counter() + seconds
    while time.perf_counter() < end:
        pass


# -- the check ---------------------------------------------------------------------------------------------------


def check(path: Path, run: str, known: Sequence[Event], acknowledged: int) -> list[Event]:
    """Open a store after a kill and compare it with what was written.

    Args:
        path: The store.
        run: The writer that was killed.
        known: What the store held before.
        acknowledged: Number of the last event that was acknowledged.

    Returns:
        What the store holds now.

    Raises:
        FaultError: It is not what it must be.
    """
    with Store.open(path) as store:
        found = list(store.log.read(SESSION))
        with store.reading() as connection:
            rows = rows_of(connection)
        if rows != _rows_rebuilt(found):
            raise FaultError("the read tables differ from a rebuild")
    own = sum(event.writer == run for event in found)
    if own < acknowledged:
        raise FaultError(f"{acknowledged} events were acknowledged, {own} are there")
    if found != _expected(run, known, own):
        raise FaultError("the events are not those that were written, in order, in whole commands")
    return found


def _expected(run: str, known: Sequence[Event], own: int) -> list[Event]:
    """What the log holds once a run has written so many events; nothing where that would cut a command in two."""
    written: list[Event] = []
    batches = Scribe(run, known=known).batches(withdraws=True)
    while len(written) < own:
        written += next(batches).events
    if len(written) > own:
        return []
    log = MemoryLog(KINDS)
    log.append([*known, *written])
    return list(log.read(SESSION))


def _rows_rebuilt(known: Sequence[Event]) -> dict[str, list[tuple[object, ...]]]:
    """All rows of the read tables, made from the events alone."""
    state = History(known).state
    with closing(dbapi2.connect(":memory:", isolation_level=None)) as connection:
        read_tables.create(connection)
        if known:
            read_tables.apply(connection, all_rows(SESSION, state))
        return rows_of(connection)


# -- the series ----------------------------------------------------------------------------------------------------


def series(kills: int, *, seed: int, ack_before_commit: bool = False) -> Tally:
    """Kill so many times; a store that showed a fault is left for a new one."""
    chance, faults = Random(seed), list[str]()
    acknowledged = written = 0
    with tempfile.TemporaryDirectory() as folder:
        known: list[Event] = []
        path = Path(folder) / "0.sqlite"
        for number in range(kills):
            if number % KILLS_OF_ONE_STORE == 0:
                known, path = [], Path(folder) / f"{number}.sqlite"
            run = f"w{number}"
            acked = kill_once(path, run, chance, ack_before_commit=ack_before_commit)
            acknowledged += acked
            before = len(known)
            try:
                known = check(path, run, known, acked)
            except FaultError as fault:
                faults.append(f"kill {number + 1}: {fault}")
                with Store.open(path) as store:
                    known = list(store.log.read(SESSION))
            written += len(known) - before
    return Tally(kills, acknowledged, written, tuple(faults))


def main() -> None:
    """Be the process that is killed."""
    parser = argparse.ArgumentParser(prog="python -m tests.crash.random_kills")
    parser.add_argument("path", type=Path)
    parser.add_argument("run")
    parser.add_argument("--ack-before-commit", action="store_true")
    asked = parser.parse_args()
    write(asked.path, asked.run, ack_before_commit=asked.ack_before_commit)


if __name__ == "__main__":
    main()

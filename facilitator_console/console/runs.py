"""This laptop's runs: what they wrote last, and where a new run's clock begins."""

from __future__ import annotations

from facilitator_console.dialogue.history import History
from facilitator_console.dialogue.state import State
from facilitator_console.log import Instant, WriterId
from facilitator_console.runtime.laptop import Laptop
from facilitator_console.session.clock import BootClock, Reading, beginning_ms


def own_writers(state: State, laptop: Laptop) -> list[WriterId]:
    """Return a laptop's runs that wrote, in the agreed order."""
    return [writer for writer, run in state.runs.items() if run.started.laptop == laptop.laptop_id]


def last_own_ms(history: History, laptop: Laptop) -> Instant:
    """Return when a laptop's last event was, on its own time line; 0 before its first."""
    writers = set(own_writers(history.state, laptop))
    times = (entry.event.at_ms for entry in history.reversed() if entry.event.writer in writers)
    return next((at_ms for at_ms in times if at_ms), Instant(0))


def continued_clock(state: State, laptop: Laptop, reading: Reading) -> BootClock:
    """Return a clock that goes on where the laptop's last run stood."""
    writers = own_writers(state, laptop)
    begins = reading.wall_ms
    if writers:
        previous = state.runs[writers[-1]]
        begins = beginning_ms(reading, laptop.boot_id, previous.started, previous.began_at_ms)
    return BootClock(begins, reading.boot_ms)

"""This laptop's runs: what they wrote last, and how the present one tells the time and seals what it decides."""

from __future__ import annotations

import secrets
from collections.abc import Sequence

from facilitator_console.dialogue.codec import encode
from facilitator_console.dialogue.evolve import last_writer, line_ms
from facilitator_console.dialogue.history import History
from facilitator_console.dialogue.state import State
from facilitator_console.log import THE_SESSION, Event, Instant, NewEvent, RunStarted, SessionId, WriterId, sealed
from facilitator_console.runtime.laptop import Laptop
from facilitator_console.session.clock import BootClock, Clock, Reading, beginning_ms, read_clocks


class OwnRun:
    """Represents this opening of a session: seals what it decides, and begins with the first of it.

    Attributes:
        writer_id: Its id.
        laptop: Where it runs.
        clock: Gives the events their time.
        seq: The last number that it gave; 0 where it has written nothing.
    """

    def __init__(self, session: SessionId, laptop: Laptop, clock: Clock) -> None:
        """Take a fresh id; nothing is written yet.

        Args:
            session: The session.
            laptop: Where it runs.
            clock: Gives the events their time.
        """
        self.writer_id = WriterId(secrets.token_hex(8))
        self.seq = 0
        self.laptop, self.clock = laptop, clock
        self._session = session

    def now_ms(self, state: State) -> Instant:
        """Return now on the session's time line: that of the laptop on which it began, as far as it was measured."""
        return self.line_ms(state, self.clock.now_ms())

    def line_ms(self, state: State, own_ms: Instant) -> Instant:
        """Return an instant of this laptop's own clock on the session's time line."""
        return line_ms(state, self.writer_id, self.laptop.laptop_id, own_ms)

    def wall_ms(self, state: State, at_ms: Instant) -> Instant:
        """Return what a clock on the wall here shows at an instant of the session's time line, for people to read."""
        own_ms = self.clock.now_ms()
        ahead_ms = self.line_ms(state, own_ms) - own_ms
        return self.clock.wall_ms(Instant(at_ms - ahead_ms))

    def is_measured(self, state: State) -> bool:
        """Tell whether it is known how far this laptop's clock is from the session's time line."""
        laptop, runs = self.laptop, state.runs
        run = runs.get(self.writer_id) or runs.get(last_writer(state, laptop.laptop_id))
        same_boot = run is not None and (self.writer_id in runs or run.started.boot_id == laptop.boot_id != "")
        return state.info.founder in {"", laptop.laptop_id} or (run is not None and run.measured and same_boot)

    def sealed(self, new: Sequence[NewEvent], lamport: int) -> list[Event]:
        """Return what was decided as events of one command.

        Args:
            new: The decision, not empty.
            lamport: The highest that is known.
        """
        events = [] if self.seq else self._sealed([self._started()], lamport + 1)
        return events + self._sealed(new, lamport + 1 + len(events))

    def _started(self) -> NewEvent:
        # Read now, not at the opening: the event's own time belongs to this reading.
        reading, laptop = read_clocks(), self.laptop
        return NewEvent(RunStarted(laptop.laptop_id, laptop.author, laptop.boot_id, *reading), THE_SESSION)

    def _sealed(self, new: Sequence[NewEvent], lamport: int) -> list[Event]:
        events = sealed(
            new,
            encode,
            session=self._session,
            writer=self.writer_id,
            first_seq=self.seq + 1,
            lamport=lamport,
            at_ms=self.clock.now_ms(),
        )
        self.seq += len(events)
        return events


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

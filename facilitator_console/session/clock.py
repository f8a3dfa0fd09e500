"""Reads the clocks of the machine; no other module does.

A time line is one laptop's: UTC epoch milliseconds that never jump while the program runs and go on through
suspend. It is anchored once, when a store is opened for work; from then on only the boot clock moves it, so that
nobody who sets the wall clock moves a turn. What a clock on the wall shows is read beside it, whenever it is shown.
"""

from __future__ import annotations

import ctypes
import sys
import time
from typing import NamedTuple, Protocol

from facilitator_console.log import Instant, RunStarted


class Clock(Protocol):
    """Tells the time on this laptop's time line."""

    def now_ms(self) -> Instant:
        """Return the present instant in UTC epoch milliseconds; never less than before."""

    def wall_ms(self, at_ms: Instant) -> Instant:
        """Return what a clock on the wall shows at an instant of the time line, as the wall clock is set now."""

    def utc_offset_min(self) -> int:
        """Return local time minus UTC now, in minutes."""


WALL_STEP_MS = 1000
"""The drift from which the wall clock counts as set anew: a shown time must not waver between two minutes."""


class Reading(NamedTuple):
    """Holds what the machine's clocks said at one instant; see `RunStarted`."""

    boot_ms: int
    wall_ms: Instant
    utc_offset_min: int


def read_clocks() -> Reading:
    """Read the boot clock and the wall clock."""
    wall_ms = time.time_ns() // 1_000_000
    return Reading(boot_ms(), Instant(wall_ms), time.localtime(wall_ms / 1000).tm_gmtoff // 60)


def boot_ms() -> int:
    """Return the milliseconds since the machine started, suspends included."""
    if sys.platform == "win32":
        ticks = ctypes.windll.kernel32.GetTickCount64
        ticks.restype = ctypes.c_uint64
        return int(ticks())
    # macOS counts suspends in CLOCK_MONOTONIC; Linux only in CLOCK_BOOTTIME.
    clock = time.CLOCK_MONOTONIC if sys.platform == "darwin" else time.CLOCK_BOOTTIME
    return time.clock_gettime_ns(clock) // 1_000_000


def beginning_ms(reading: Reading, boot_id: str, previous: RunStarted, began_at_ms: Instant) -> Instant:
    """Return where a new run begins on this laptop's time line.

    Args:
        reading: The clocks now.
        boot_id: This start of the machine; empty where the machine names none.
        previous: This laptop's previous run.
        began_at_ms: Where that run began.

    Returns:
        With the same boot the previous beginning plus what the boot clock moved. Else the wall clock, also where it
        is earlier than the last event: a clock that was ahead once must not stay ahead.
    """
    if boot_id and previous.boot_id == boot_id:
        return Instant(began_at_ms + reading.boot_ms - previous.boot_ms)
    return reading.wall_ms


class BootClock:
    """Is the clock of a run: its beginning plus what the boot clock has moved since."""

    def __init__(self, begins_ms: Instant, at_boot_ms: int) -> None:
        """Begin at `begins_ms`, when the boot clock said `at_boot_ms`."""
        self._offset_ms = begins_ms - at_boot_ms
        self._wall_offset_ms = 0

    def now_ms(self) -> Instant:
        """Return the present instant in UTC epoch milliseconds."""
        return Instant(boot_ms() + self._offset_ms)

    def wall_ms(self, at_ms: Instant) -> Instant:
        """Return what a clock on the wall shows then; before the machine started, what it showed at the time."""
        reading = read_clocks()
        offset_ms = reading.wall_ms - (reading.boot_ms + self._offset_ms)
        if abs(offset_ms - self._wall_offset_ms) >= WALL_STEP_MS:
            self._wall_offset_ms = offset_ms
        return Instant(at_ms + self._wall_offset_ms) if at_ms >= self._offset_ms else at_ms

    def utc_offset_min(self) -> int:
        """Return local time minus UTC now, in minutes."""
        return read_clocks().utc_offset_min


class SetClock:
    """Is a clock that stands until it is moved: for replaying a meeting, and for tests.

    Attributes:
        wall_offset_ms: What a clock on the wall beside it shows more.
    """

    def __init__(self, at_ms: Instant) -> None:
        """Begin with a clock that stands at `at_ms`."""
        self._at_ms = at_ms
        self.wall_offset_ms = 0

    def now_ms(self) -> Instant:
        """Return the instant at which it stands."""
        return self._at_ms

    def wall_ms(self, at_ms: Instant) -> Instant:
        """Return what a clock on the wall shows then."""
        return Instant(at_ms + self.wall_offset_ms)

    def utc_offset_min(self) -> int:
        """Return 0: it stands in UTC."""
        return 0

    def move_to(self, at_ms: Instant) -> None:
        """Move to a later instant; an earlier one is ignored, since time never runs backwards."""
        self._at_ms = max(self._at_ms, at_ms)

    def advance(self, by_ms: int) -> None:
        """Move the clock by `by_ms`."""
        self.move_to(Instant(self._at_ms + by_ms))

"""Tells what clocks and calendars on the wall show at the instants of a session. No widgets here."""

from __future__ import annotations

from datetime import datetime, timedelta, timezone

from facilitator_console.console import Console
from facilitator_console.dialogue.evolve import is_measured
from facilitator_console.log import Instant, WriterId
from facilitator_console.session.events import LocalTime
from facilitator_console.session.promise import promised_end_ms, put_right_end_ms
from facilitator_console.ui.look.times import NO_TIME_OF_DAY, time_of_day
from facilitator_console.words import Catalogue


class WallTimes:
    """Reads the instants of a session by the wall clock of this laptop, in the language of the screen."""

    def __init__(self, console: Console, catalogue: Catalogue) -> None:
        """Read the times of a session, and write them in a language."""
        self._console = console
        self._catalogue = catalogue

    def wall_ms(self, at_ms: Instant) -> Instant:
        """Return what a clock on the wall shows at an instant of the session's time line."""
        return self._console.wall_ms(at_ms)

    def utc_offset_min(self) -> int:
        """Return local time minus UTC now, in minutes."""
        return self._console.clock.utc_offset_min()

    def today(self) -> LocalTime:
        """Return the day that this laptop's calendar shows, without a time, and local time minus UTC now."""
        offset_min = self.utc_offset_min()
        wall_ms = self.wall_ms(self._console.now_ms())
        now = datetime.fromtimestamp(wall_ms / 1000, timezone(timedelta(minutes=offset_min)))
        return LocalTime(f"{now:%Y-%m-%d}", "", offset_min)

    def time_of_day(self, at_ms: Instant, writer: WriterId | None = None) -> str:
        """Return an instant of the session's time line as a clock on the wall shows it, such as 14:05.

        Args:
            at_ms: The instant.
            writer: Whose it is, where it may be another laptop's: a dash where that clock was never measured.
        """
        if writer is not None and not (self._console.is_own(writer) or is_measured(self._console.state, writer)):
            return NO_TIME_OF_DAY
        return self.wall_time(self.wall_ms(at_ms))

    def wall_time(self, at_ms: Instant) -> str:
        """Return an instant of the wall clock as it is shown, such as 14:05."""
        return time_of_day(at_ms, self._catalogue)

    def promised_end_ms(self) -> Instant:
        """Return the promised end by the wall clock; 0 where nothing is promised.

        Where this laptop's program reckoned it and its wall clock was put right since, it follows: the plan is as long
        as it was. What the clock showed before the machine was started anew nobody knows any more.
        """
        console, state = self._console, self._console.state
        promised, boot_id = state.info.promised, console.laptop.boot_id
        run = state.runs.get(promised.writer) if promised else None
        same_boot = run is not None and boot_id != "" and run.started.boot_id == boot_id
        if promised and (promised.writer == console.writer_id or same_boot):
            return put_right_end_ms(state, self.wall_ms)
        return promised_end_ms(state)

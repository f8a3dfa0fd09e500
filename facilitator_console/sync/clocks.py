"""Measures how far two laptops' clocks are apart: five questions, and the answer that took the shortest time counts.

Nothing of another laptop's clock is shown or handed over before. Only the difference to the laptop on which the session
began matters; it is written as `ClockCompared`, and again whenever it is another one.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import NamedTuple

from facilitator_console.dialogue.evolve import last_writer
from facilitator_console.dialogue.state import State
from facilitator_console.log import THE_SESSION, ClockCompared, Duration, Instant, LaptopId, NewEvent, WriterId
from facilitator_console.runtime.laptop import Laptop

ROUNDS = 5
SLACK_MS = 20
"""A difference that is only this much another one is not worth an event: it lies within what a busy network adds."""


class Offset(NamedTuple):
    """Represents one measurement of another laptop's clock.

    Attributes:
        offset_ms: What the other's clock said minus what this one said at the same instant.
        rtt_ms: How long question and answer took; the offset is wrong by half of it at most.
    """

    offset_ms: Duration
    rtt_ms: Duration


class Comparison:
    """Asks five times, and keeps the answer that came soonest."""

    def __init__(self, now_ms: Callable[[], Instant]) -> None:
        """Measure by this clock: this laptop's own line."""
        self._now_ms = now_ms
        self._asked: dict[int, Instant] = {}
        self._number = 0
        self._best: Offset | None = None
        self._left = 0

    def begin(self) -> int:
        """Begin a new measurement; return the number of its first question."""
        self._best, self._left = None, ROUNDS
        self._asked.clear()
        return self.ask()

    def ask(self) -> int:
        """Return the number of the next question, which is asked now."""
        self._number += 1
        self._asked[self._number] = self._now_ms()
        return self._number

    def hear(self, number: int, told_ms: Instant) -> Offset | None:
        """Take an answer; return the measurement where it was the last one. What was not asked counts for nothing."""
        asked_ms = self._asked.pop(number, None)
        if asked_ms is None or not self._left:
            return None
        self._left -= 1
        now_ms = self._now_ms()
        rtt_ms = Duration(now_ms - asked_ms)
        offset = Offset(Duration(told_ms - (asked_ms + now_ms) // 2), rtt_ms)
        if self._best is None or rtt_ms < self._best.rtt_ms:
            self._best = offset
        return None if self._left else self._best

    @property
    def is_on(self) -> bool:
        """Tell whether answers are still to come."""
        return self._left > 0


def compare_clock(
    state: State, _now_ms: Instant, writer: WriterId, own: Laptop, laptop: LaptopId, offset: Offset
) -> Sequence[NewEvent]:
    """Record how far this laptop's clock is from another's, where that tells more than is known.

    Args:
        state: The session.
        writer: This run.
        own: This laptop.
        laptop: The one that was asked.
        offset: What was measured.
    """
    founder = state.info.founder
    if own.laptop_id in {founder, laptop} or not founder:
        return []
    through = state.runs.get(last_writer(state, laptop))
    line_ms = 0 if laptop == founder else through.offset_ms if through else None
    if line_ms is None or (laptop != founder and through is not None and not through.measured):
        return []  # Its own clock was never compared.
    run = state.runs.get(writer) or state.runs.get(last_writer(state, own.laptop_id))
    if run is not None and run.measured and (own.boot_id == run.started.boot_id != "" or writer in state.runs):
        known_ms = run.offset_ms or 0
        if laptop != founder or abs(known_ms - offset.offset_ms) <= offset.rtt_ms + SLACK_MS:
            return []
    return [NewEvent(ClockCompared(laptop, offset.offset_ms, offset.rtt_ms), THE_SESSION)]

"""Takes events apart into pieces that fit a frame, and gathers the pieces of another laptop until all are here."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from facilitator_console.log import Event
from facilitator_console.sync.frames import TOO_LARGE
from facilitator_console.words import PeerError

EVENTS_A_BATCH = 1_000
BYTES_A_BATCH = 1024 * 1024
MOST_EVENTS = 500_000
"""No session has so many."""
MOST_SIGNS = 256 * 1024 * 1024
"""The most characters in all bodies together."""


def pieces_of(events: Sequence[Event]) -> Iterable[Sequence[Event]]:
    """Yield events in pieces of which each fits a frame; one empty piece where there is none."""
    begin = size = 0
    for place, event in enumerate(events):
        length = len(event.body) * 4
        if place > begin and (place - begin >= EVENTS_A_BATCH or size + length > BYTES_A_BATCH):
            yield events[begin:place]
            begin, size = place, 0
        size += length
    yield events[begin:]


class Gathering:
    """Holds events that came so far; more than any session contains is refused.

    Attributes:
        events: In the order in which they came.
    """

    def __init__(self, most_events: int = MOST_EVENTS, most_signs: int = MOST_SIGNS) -> None:
        """Begin without any; no more than these are taken."""
        self.events: list[Event] = []
        self._most_events, self._signs_left = most_events, most_signs

    def add(self, events: Sequence[Event]) -> None:
        """Add a piece.

        Raises:
            PeerError: It is too much.
        """
        self.events += events
        self._signs_left -= sum(len(event.body) for event in events)
        if len(self.events) > self._most_events or self._signs_left < 0:
            raise PeerError(TOO_LARGE)

"""Gathers the pieces that another laptop brings until all are here; more than any session contains is refused."""

from __future__ import annotations

from collections.abc import Sequence

from facilitator_console.log import Event
from facilitator_console.sync.frames import TOO_LARGE
from facilitator_console.words import PeerError

MOST_EVENTS = 500_000
"""No session has so many."""
MOST_SIGNS = 256 * 1024 * 1024
"""The most characters in all bodies together."""


class Gathering:
    """Holds events that came so far.

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

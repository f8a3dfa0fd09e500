"""Limits what one phone, and as the last resort all of them together, may ask of the server."""

from __future__ import annotations

from collections.abc import Callable


class Bucket:
    """Holds so many permissions at most, and gets new ones steadily."""

    def __init__(self, most: float, per_s: float, clock: Callable[[], float]) -> None:
        """Begin with a full bucket.

        Args:
            most: How many it holds.
            per_s: How many it gets in a second.
            clock: Seconds that never run backwards.
        """
        self._most, self._per_s, self._clock = most, per_s, clock
        self._left, self._at = most, clock()

    def take(self) -> bool:
        """Take one permission; tell whether there was one."""
        now = self._clock()
        self._left = min(self._most, self._left + (now - self._at) * self._per_s)
        self._at = now
        if self._left < 1:
            return False
        self._left -= 1
        return True

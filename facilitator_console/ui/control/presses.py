"""Decides what a press counts for: a double one counts once; an action that ends much needs two."""

from __future__ import annotations

from collections.abc import Callable
from enum import Enum, auto

from facilitator_console.log import Instant

DOUBLE_PRESS_MS = 700
"""The time within which the same action was meant once."""
DOUBLE_CLICK_MS = 500
"""Two clicks within this time are one double click, by what systems take for one."""
TWICE_WITHIN_MS = 3000
"""An action that ends much needs its second press within this time."""


class Verdict(Enum):
    """Names what becomes of a press."""

    ACTS = auto()
    ASKS = auto()
    """It wants to be pressed once more."""
    IGNORED = auto()


class Presses:
    """Holds the last press of each action, by whatever key, button or menu."""

    def __init__(self, now_ms: Callable[[], Instant]) -> None:
        """Begin without any; `now_ms` reads the laptop's clock."""
        self._now_ms = now_ms
        self._at_ms: dict[str, Instant] = {}
        self._asked = ""

    def verdict(self, name: str, *, wants_two: bool = False, by_click: bool = False) -> Verdict:
        """Judge a press and remember it, unless it is ignored.

        A second press that was asked for is never ignored; only a double click is one press and not two.

        Args:
            name: The action's.
            wants_two: Whether it takes two presses now.
            by_click: Whether a button was clicked.
        """
        now_ms = self._now_ms()
        since_ms = now_ms - self._at_ms[name] if name in self._at_ms else None
        if since_ms is not None:
            is_second = self._asked == name and since_ms <= TWICE_WITHIN_MS
            if since_ms < ((DOUBLE_CLICK_MS if by_click else 0) if is_second else DOUBLE_PRESS_MS):
                return Verdict.IGNORED
            wants_two = wants_two and not is_second
        self._at_ms[name] = now_ms
        self._asked = name if wants_two else ""
        return Verdict.ASKS if wants_two else Verdict.ACTS

    def is_double(self, name: str) -> bool:
        """Tell whether a press now would be the second half of a double press."""
        return name in self._at_ms and self._now_ms() - self._at_ms[name] < DOUBLE_PRESS_MS

    def counts(self, name: str) -> bool:
        """Tell whether a press that is enough by itself counts, and remember it."""
        return self.verdict(name) is Verdict.ACTS

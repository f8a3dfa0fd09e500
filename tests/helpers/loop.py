"""The thread that owns a console, as a test wants it: it does what others bring to it when the test says so."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from concurrent.futures import Future
from queue import Empty, SimpleQueue
from threading import Event
from typing import Any

PATIENCE_S = 10


class Loop:
    """The thread that owns the console: does what is brought to it, one after the other.

    Attributes:
        turns: How many things it has done.
        asked: How many times somebody who works beside it waited for a turn.
    """

    def __init__(self) -> None:
        self._brought: SimpleQueue[Callable[[], None]] = SimpleQueue()
        self.turns = self.asked = 0

    def run_soon(self, act: Callable[[], None]) -> None:
        """Bring something to it, from any thread."""
        self._brought.put(act)

    def run(self) -> None:
        """Do all that was brought until now."""
        while True:
            try:
                act = self._brought.get_nowait()
            except Empty:
                return
            self._do(act)

    def run_next(self) -> None:
        """Wait for what is brought next, and do it; that somebody waits for a turn is nothing to do."""
        while _asks_for_turn(act := self._brought.get(timeout=PATIENCE_S)):
            self._do(act)
        self._do(act)

    def run_until(self, *futures: Future[Any]) -> Sequence[Any]:
        """Do what is brought until all of these are resolved; what they were resolved with."""
        while not all(future.done() for future in futures):
            try:
                self._do(self._brought.get(timeout=0.01))
            except Empty:
                continue
        return [future.result(0) for future in futures]

    def _do(self, act: Callable[[], None]) -> None:
        if _asks_for_turn(act):
            self.asked += 1
        else:
            self.turns += 1
        act()


def _asks_for_turn(act: Callable[[], None]) -> bool:
    return isinstance(getattr(act, "__self__", None), Event)

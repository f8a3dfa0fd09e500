"""Does slow work in a thread of its own, one thing after the other: the window goes on meanwhile, and can end it."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import Any

from PySide6.QtCore import QObject, Qt, Signal

from facilitator_console.console.marathon_site import Tell
from facilitator_console.store.errors import StorageError
from facilitator_console.words import UserError

Work = Callable[[Tell], object]
"""A work that is given a function to tell its progress; that function ends it once nobody waits for it."""


class _StoppedError(Exception):
    """Ends work that nobody waits for."""


class SlowWork(QObject):
    """Does one thing at a time; of those that are asked for meanwhile, only the last is done.

    Attributes:
        is_busy: Something is under way.

    Signals:
        progressed(int, int): How much is done, of how much.
        refused(Message): It could not be done, and why.
        failed(Exception): A bug of ours; for whoever listens to raise again in the window's thread.
    """

    progressed = Signal(int, int)
    refused = Signal(object)
    failed = Signal(object)
    _ended = Signal(object, object)

    def __init__(self) -> None:
        """Begin without work. Close it: nothing in Qt owns it."""
        super().__init__()
        self._thread = ThreadPoolExecutor(1, "report")
        self._waiting: tuple[Work, Callable[[Any], object]] | None = None
        self._is_stopped = False
        self.is_busy = False
        self._ended.connect(self._on_ended, Qt.ConnectionType.QueuedConnection)

    def begin(self, work: Work, then: Callable[[Any], object]) -> None:
        """Do something; `then` is called with what it returns, in this object's own thread."""
        if self.is_busy:
            self._waiting = work, then
            return
        self.is_busy, self._is_stopped = True, False
        self._thread.submit(self._attempt, work, then)

    def stop(self) -> None:
        """End what is under way, and drop what waits."""
        self._waiting, self._is_stopped = None, True

    def close(self) -> None:
        """End the work, and the thread."""
        self.stop()
        self._thread.shutdown(wait=True, cancel_futures=True)

    def _attempt(self, work: Work, then: Callable[[Any], object]) -> None:
        try:
            self._ended.emit(then, work(self._tell))
        except Exception as error:  # noqa: BLE001 - raised again by who hears of it
            self._ended.emit(None, error)

    def _tell(self, done: int, of: int) -> None:
        if self._is_stopped:
            raise _StoppedError
        self.progressed.emit(done, of)

    def _on_ended(self, then: Callable[[Any], object] | None, result: object) -> None:
        self.is_busy = False
        waiting, self._waiting = self._waiting, None
        if isinstance(result, UserError | StorageError):
            self.refused.emit(result.message)
        elif isinstance(result, Exception) and not isinstance(result, _StoppedError):
            self.failed.emit(result)
        elif then is not None and not self._is_stopped:
            then(result)
        if waiting is not None:
            self.begin(*waiting)

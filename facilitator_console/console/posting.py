"""Commands that other threads post: carried out together on the console's thread, acknowledged once committed."""

from __future__ import annotations

import threading
from collections.abc import Callable, Sequence
from concurrent.futures import Future
from contextlib import AbstractContextManager
from typing import NamedTuple

from facilitator_console.dialogue.state import Changes
from facilitator_console.log import NewEvent
from facilitator_console.store.saver import SaveState

RunSoon = Callable[[Callable[[], None]], None]
"""Has a function called on the thread that owns the console, soon; may be called from any thread."""
Decide = Callable[[], Sequence[NewEvent]]
"""A command with its arguments: decides on events, or refuses with a `UserError`."""


class _Uncommitted(NamedTuple):
    """Represents something that was done and whose batch is not committed yet."""

    batch: int
    changes: Changes
    future: Future[Changes]


class Acknowledgements:
    """Resolves what other threads and laptops wait for once it is committed, and never before."""

    def __init__(self, on_saves: Callable[[Callable[[SaveState], None]], None], committed: Callable[[], int]) -> None:
        """Begin with nothing that waits for its commit.

        Args:
            on_saves: Has a listener called after each commit.
            committed: The number of the last batch that is committed.
        """
        self._on_saves = on_saves
        self._committed = committed
        self._lock = threading.Lock()
        self._uncommitted: list[_Uncommitted] = []
        self._hears_saves = False

    def resolve(self, future: Future[Changes], changes: Changes, batch: int) -> None:
        """Resolve a future once its batch is committed: now, or when the saver says so.

        Args:
            future: Resolved with the changes.
            changes: What changed.
            batch: The number of the batch that holds it; 0 where nothing is to be saved.
        """
        with self._lock:
            if not self._hears_saves:
                self._hears_saves = True
                self._on_saves(self._on_saved)
            if batch > self._committed():
                self._uncommitted.append(_Uncommitted(batch, changes, future))
                return
        future.set_result(changes)

    def _on_saved(self, saves: SaveState) -> None:
        with self._lock:
            committed = [done for done in self._uncommitted if done.batch <= saves.committed]
            self._uncommitted = self._uncommitted[len(committed) :]
        for done in committed:
            done.future.set_result(done.changes)


class PostedCommands:
    """Holds what other threads want done, from their asking until it is carried out."""

    def __init__(
        self,
        run_soon: RunSoon | None,
        record: Callable[[Decide], tuple[Changes, int]],
        together: Callable[[], AbstractContextManager[None]],
        resolve: Callable[[Future[Changes], Changes, int], None],
    ) -> None:
        """Begin with nothing posted.

        Args:
            run_soon: Brings the work to the console's thread; without it nothing can be posted.
            record: Carries one command out; what changed, and the number of the batch that holds it.
            together: While it is entered, several commands are carried out as one piece of work.
            resolve: Resolves a future with what changed once this batch is committed.
        """
        self._run_soon = run_soon
        self._record = record
        self._together = together
        self._resolve = resolve
        self._lock = threading.Lock()
        self._posted: list[tuple[Decide, Future[Changes]]] = []

    def put(self, decide: Decide) -> Future[Changes]:
        """Take a command from any thread.

        Returns:
            Resolved with what changed once that is committed, with the error where the command refuses.
        """
        if self._run_soon is None:
            raise RuntimeError("this console was given no way to its own thread")
        future: Future[Changes] = Future()
        with self._lock:
            is_first = not self._posted
            self._posted.append((decide, future))
        if is_first:
            self._run_soon(self._carry_out)
        return future

    def give_up(self) -> None:
        """Carry out nothing more of what was posted: whoever waits for it is told that it was cancelled."""
        with self._lock:
            posted, self._posted = self._posted, []
        for _, future in posted:
            future.cancel()

    def _carry_out(self) -> None:
        """Carry out all that was posted until now, in the order in which it came."""
        with self._lock:
            posted, self._posted = self._posted, []
        with self._together():
            for decide, future in posted:
                if not future.set_running_or_notify_cancel():
                    continue
                try:
                    changes, batch = self._record(decide)
                except Exception as error:  # noqa: BLE001 - it belongs to whoever posted, also a bug; the others go on.
                    future.set_exception(error)
                else:
                    self._resolve(future, changes, batch)

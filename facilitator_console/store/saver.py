"""The writer: one thread that saves one command after another, and says what is saved and what is not.

One batch is one transaction: the events first, then, within a savepoint, the rows of the read tables. What can't be
saved stays in the queue, in its order, and is tried again. Nothing here decides or folds.
"""

from __future__ import annotations

import threading
from collections import deque
from collections.abc import Callable
from contextlib import suppress
from typing import NamedTuple

from sqlcipher3.dbapi2 import Connection

from facilitator_console.log import ERASING, Event, SessionId
from facilitator_console.store import derived, read_tables
from facilitator_console.store.connection import file_of, transaction, truncate
from facilitator_console.store.drafts import keep_drafts, kept_draft
from facilitator_console.store.errors import DamageError, OnBug, StorageError, is_damage, is_of_the_world, report_bug
from facilitator_console.store.read_tables import RowChange
from facilitator_console.store.sqlite_log import SqliteLog
from facilitator_console.words import Message, say

IDLE_S = 1.0
"""So long without work, and the write-ahead log is moved into the file."""
BATCHES_BETWEEN_CHECKPOINTS = 1000
"""A replay leaves no idle moment; the write-ahead log must not grow without end."""
LOOK_S = 5.0
"""How often it is looked whether the file is still there, while nothing is to be saved."""

_SHORTEST_PAUSE_S, _LONGEST_PAUSE_S = 0.25, 8.0


class Batch(NamedTuple):
    """One command, to be saved whole or not at all.

    Attributes:
        events: What happened.
        rows: What it changed in the read tables.
        ends_draft: Whether what stood in the note line of this laptop is a note now.
        deletes: A session to delete, after the events.
    """

    events: tuple[Event, ...]
    rows: tuple[RowChange, ...] = ()
    ends_draft: bool = False
    deletes: SessionId | None = None


class SaveState(NamedTuple):
    """What is saved.

    Attributes:
        committed: Number of the last batch that is on the disk.
        waiting: How many are not yet.
        why: What keeps the writer from its work; None where nothing does.
        is_lost: The file in which all was saved is gone, or is another one: of what is on the disk nothing is sure.
        is_damaged: The file is damaged: then what was saved before may not be safe either.
    """

    committed: int
    waiting: int
    why: Message | None
    is_lost: bool = False
    is_damaged: bool = False

    @property
    def is_safe(self) -> bool:
        """Whether all that was done is on the disk, where it will be found."""
        return not (self.waiting or self.is_lost or self.is_damaged)


def growing_pause_s(failures: int) -> float:
    """How long to wait after so many failures in a row: doubling, up to 8 s."""
    return min(_LONGEST_PAUSE_S, _SHORTEST_PAUSE_S * 2.0 ** min(failures - 1, 16))


class Saver:
    """Saves batches in their order, in a thread of its own."""

    def __init__(
        self, log: SqliteLog, *, on_bug: OnBug = report_bug, pause_s: Callable[[int], float] = growing_pause_s
    ) -> None:
        """Start the thread.

        Args:
            log: Where to save.
            on_bug: Hears, in the writer's thread, of bugs that must not stop the saving.
            pause_s: Seconds to wait after so many failures in a row.
        """
        self._log = log
        self._on_bug = on_bug
        self._pause_s = pause_s
        self._queue: deque[Batch] = deque()
        self._drafts: dict[SessionId, str] = {}
        self._committed = 0
        self._unmoved = 0
        self._why: Message | None = None
        self._is_damaged = False
        self._announced = SaveState(0, 0, None)
        self._announced_remains = False
        self._closing = False
        self._urged = False
        self._changed = threading.Condition()
        self._listeners: list[Callable[[SaveState], None]] = []
        self._thread = threading.Thread(target=self._run, name="store-writer", daemon=True)
        self._thread.start()

    # -- for the threads that have something to save -----------------------------------------------------

    def submit(self, batch: Batch) -> int:
        """Take a batch into the queue; never waits for the disk.

        Returns:
            The batch's number: 1, 2, 3 …
        """
        with self._changed:
            if self._closing:
                raise RuntimeError("the writer was closed before this batch")
            self._queue.append(batch)
            # What stood in the note line before is this note now; it must not come to the disk after it.
            self._drafts |= dict.fromkeys(_noted_in(batch), "")
            if batch.deletes is not None:
                self._drafts.pop(batch.deletes, None)
            self._changed.notify_all()
            return self._committed + len(self._queue)

    def keep_draft(self, session: SessionId, text: str) -> None:
        """Keep what stands in a session's note line, once nothing else is to be saved; never waits for the disk."""
        with self._changed:
            if self._closing:
                raise RuntimeError("the writer was closed before this draft")
            self._drafts[session] = text
            self._changed.notify_all()

    def delete(self, session: SessionId) -> int:
        """Delete a session that nobody has open, once all before is saved; see `submit`."""
        return self.submit(Batch((), deletes=session))

    def draft(self, session: SessionId) -> str:
        """A session's draft, also one that is not on the disk yet.

        Raises:
            StorageError: The world failed.
        """
        with self._changed:
            waiting = self._drafts.get(session)
        if waiting is not None:
            return waiting
        with self._log.connection() as connection:
            return kept_draft(connection, session)

    def wait(self, number: int, timeout_s: float) -> bool:
        """Wait for a batch to be committed; whether it is."""
        with self._changed:
            return self._changed.wait_for(lambda: self._committed >= number, timeout_s)

    def wait_swept(self, number: int, timeout_s: float) -> bool:
        """Wait until a batch is committed and all erased words are out of the file, or something hinders it.

        Returns:
            Whether both is done.
        """

        def is_done() -> bool:
            return self._committed >= number and not self._log.words_remain

        with self._changed:
            self._changed.wait_for(lambda: is_done() or self._why is not None, timeout_s)
            return is_done()

    @property
    def save_state(self) -> SaveState:
        """What is saved and what is not yet."""
        lost = self._log.watch.why
        with self._changed:
            return SaveState(
                self._committed, len(self._queue), self._why or lost, lost is not None, is_damaged=self._is_damaged
            )

    def unsaved(self) -> tuple[Event, ...]:
        """The events that wait, in their order."""
        with self._changed:
            return tuple(event for batch in self._queue for event in batch.events)

    def unsaved_rows(self) -> tuple[RowChange, ...]:
        """Return the changes of the read tables that wait, in their order."""
        with self._changed:
            return tuple(row for batch in self._queue for row in batch.rows)

    @property
    def words_remain(self) -> bool:
        """Whether something was erased whose bytes may still lie in the file; a sweep is tried until they are gone."""
        return self._log.words_remain

    def on_change(self, listener: Callable[[SaveState], None]) -> None:
        """Call `listener`, in the writer's thread, after each commit, each failure and each sweep."""
        self._listeners.append(listener)

    def retry(self) -> None:
        """Try again at once what could not be saved."""
        with self._changed:
            self._urged = True
            self._changed.notify_all()

    def close(self) -> SaveState:
        """Save what waits and end; what fails now is not tried again.

        Returns:
            What is saved, for good: a batch that still waits is lost unless its owner keeps it.
        """
        with self._changed:
            self._closing = True
            self._changed.notify_all()
        self._thread.join()
        self.look()
        return self.save_state

    def look(self) -> None:
        """Look at once whether the file in which all was saved is still there; `save_state` tells."""
        with suppress(StorageError):
            self._log.look()

    # -- in the writer's thread --------------------------------------------------------------------------

    def _run(self) -> None:
        failures = 0
        while (work := self._next_work()) is not None:
            committed = self._committed
            why = self._attempt(work, is_first=failures == 0)
            # Only a batch that could not be saved keeps those behind it waiting; nothing else that fails does.
            is_stuck = why is not None and work == self._save_first and self._committed == committed
            if is_stuck and self._make_room():
                continue
            failures = failures + 1 if why else 0
            self._announce(why)
            if why and not self._rest(self._pause_s(failures), until_batch=not is_stuck):
                return

    def _next_work(self) -> Callable[[], None] | None:
        """What is to be done next, waiting for it; None once nothing is and the writer closes."""
        with self._changed:
            while True:
                if self._queue:
                    return self._checkpoint if self._unmoved >= BATCHES_BETWEEN_CHECKPOINTS else self._save_first
                if self._drafts:
                    return self._save_drafts
                if self._log.words_remain:
                    return self._log.sweep
                if self._closing:
                    return None
                if self._log.watch.why:
                    return self._log.look
                if not self._changed.wait(IDLE_S if self._unmoved else LOOK_S):
                    return self._checkpoint if self._unmoved else self._log.look

    def _attempt(self, work: Callable[[], None], *, is_first: bool) -> Message | None:
        """Why the work failed; None where it is done."""
        self._is_damaged = False
        try:
            work()
        except StorageError as error:
            self._is_damaged = isinstance(error, DamageError)
            return error.message
        except Exception as error:  # noqa: BLE001 - a bug here must end neither the thread nor the queue.
            if is_first:
                self._on_bug(error)
            return say("A fault in this program keeps it from saving.")
        return None

    def _save_first(self) -> None:
        batch = self._queue[0]
        swept = not self._log.words_remain
        with self._log.adding(batch.events) as connection:
            bug = _apply(connection, batch)
            # Not later: after a crash a note could be withdrawn, and its words would stay in the draft.
            keep_drafts(connection, dict.fromkeys(_noted_in(batch), ""))
        if batch.deletes is not None:
            self._log.delete(batch.deletes)
        with self._changed:
            self._queue.popleft()
            self._committed += 1
            self._unmoved += 1
            for session in _noted_in(batch):
                if self._drafts.get(session) == "":
                    del self._drafts[session]  # Emptied with the note; that needs no write of its own.
        if bug is not None:
            self._on_bug(bug)
        # A withdrawal is announced as saved once its words are gone, where nothing hinders that.
        if swept and self._log.words_remain and not self._queue:
            self._log.sweep()

    def _save_drafts(self) -> None:
        with self._changed:
            texts = dict(self._drafts)
        with self._log.changing() as connection, transaction(connection):
            keep_drafts(connection, texts)
        with self._changed:
            self._unmoved += 1
            # What was typed meanwhile is still to be kept.
            self._drafts = {session: text for session, text in self._drafts.items() if texts.get(session) != text}

    def _checkpoint(self) -> None:
        self._unmoved = 0
        # What it would move is durable already; whatever hinders it will show at the next commit, if it matters.
        with suppress(StorageError), self._log.changing(moves=True) as connection:
            connection.execute("PRAGMA wal_checkpoint(PASSIVE)").fetchall()

    def _make_room(self) -> bool:
        """Cut the write-ahead log, which may be all that a full drive needs; whether there was anything to cut."""
        with suppress(StorageError), self._log.changing(moves=True) as connection:
            moved = self._unmoved
            truncate(connection)
            self._unmoved = 0
            return moved > 0
        return False

    def _announce(self, why: Message | None) -> None:
        with self._changed:
            self._why = why
            self._changed.notify_all()
        state = self.save_state
        remains = self.words_remain
        is_known = state.committed == self._announced.committed and remains == self._announced_remains
        if is_known and why is None and self._announced.why is None:
            return
        self._announced, self._announced_remains = state, remains
        for listener in tuple(self._listeners):
            try:
                listener(state)
            except Exception as error:  # noqa: BLE001 - likewise.
                self._on_bug(error)

    def _rest(self, pause_s: float, *, until_batch: bool) -> bool:
        """Wait before the next attempt; False where that was the last, since the writer closes.

        Args:
            pause_s: How long.
            until_batch: No longer than until there is a batch to save.
        """
        with self._changed:
            if self._closing:
                return False
            self._changed.wait_for(lambda: self._closing or self._urged or (until_batch and bool(self._queue)), pause_s)
            self._urged = False
            return True


def _noted_in(batch: Batch) -> set[SessionId]:
    """Sessions whose draft a batch keeps as a note; a note from another laptop leaves the draft here as it is."""
    return {event.session for event in batch.events} if batch.ends_draft else set()


def _apply(connection: Connection, batch: Batch) -> Exception | None:
    """Write a batch's rows; a bug or damage that kept them out, and must not keep out the events.

    The tables are then marked stale. What an erasure should have taken from them goes with all the rest.
    """
    if not batch.rows:
        return None
    connection.execute("SAVEPOINT read_tables")
    try:
        read_tables.apply(connection, batch.rows)
    except Exception as error:
        # Damage within the tables is mended by a rebuild; a full disk fails the whole batch.
        if is_of_the_world(error) and not is_damage(error):
            raise
        connection.execute("ROLLBACK TO read_tables")
        derived.mark_stale(connection)
        if any(event.kind in ERASING for event in batch.events):
            derived.empty(connection)
        return DamageError(file_of(connection)) if is_damage(error) else error
    finally:
        if connection.in_transaction:
            connection.execute("RELEASE read_tables")
    return None

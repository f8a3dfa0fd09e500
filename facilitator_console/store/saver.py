"""Saves one command after another in a thread of its own, and tells what is saved and what is not.

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

from facilitator_console.log import ERASING, Event, GiveWay, SessionId, giving_way
from facilitator_console.store.beside_log import NOTE_LINE, DraftKey, read_draft, save_drafts
from facilitator_console.store.connection import file_of, transaction, truncate
from facilitator_console.store.derived import read_tables
from facilitator_console.store.derived.read_tables import RowChange
from facilitator_console.store.errors import DamageError, OnBug, StorageError, is_damage, is_storage_fault, report_bug
from facilitator_console.store.migrations import mark_stale
from facilitator_console.store.sqlite_log import SqliteLog
from facilitator_console.words import Message, say

IDLE_S = 1.0
"""Time without work after which the write-ahead log is moved into the file."""
BATCHES_BETWEEN_CHECKPOINTS = 1000
"""A replay leaves no idle moment, and the write-ahead log must not grow without limit."""
FILE_CHECK_S = 5.0
"""Interval at which the file is checked while nothing is to be saved."""

_SHORTEST_PAUSE_S, _LONGEST_PAUSE_S = 0.25, 8.0


class Batch(NamedTuple):
    """Holds what one command changed, to be saved completely or not at all.

    Attributes:
        events: What happened.
        rows: The changes of the read tables.
        ends_drafts: The fields of this laptop whose text has become a part of the record.
        deletes: A session to delete, after the events.
        give_way: Called between pieces of what is written, where that is much.
    """

    events: tuple[Event, ...]
    rows: tuple[RowChange, ...] = ()
    ends_drafts: tuple[str, ...] = ()
    deletes: SessionId | None = None
    give_way: GiveWay | None = None


class SaveState(NamedTuple):
    """Tells what is saved and what is not.

    Attributes:
        committed: Number of the last batch that is on the disk.
        waiting: How many batches are not yet.
        why: Why the saver can't work; None if it can.
        is_lost: The file in which everything was saved is gone, or is another one: nothing is known of what is on the
            disk.
        is_damaged: The file is damaged: then what was saved before may not be safe either.
    """

    committed: int
    waiting: int
    why: Message | None
    is_lost: bool = False
    is_damaged: bool = False

    @property
    def is_safe(self) -> bool:
        """Tell whether everything that was done is on the disk, where it will be found."""
        return not (self.waiting or self.is_lost or self.is_damaged)


def backoff_s(failures: int) -> float:
    """Return how long to wait after a number of failures in a row, in seconds: doubling, up to 8 s."""
    return min(_LONGEST_PAUSE_S, _SHORTEST_PAUSE_S * 2.0 ** min(failures - 1, 16))


class Saver:
    """Saves batches in their order, in a thread of its own."""

    def __init__(
        self, log: SqliteLog, *, on_bug: OnBug = report_bug, pause_s: Callable[[int], float] = backoff_s
    ) -> None:
        """Start the thread that writes.

        Args:
            log: Where to save.
            on_bug: Is called, in the saver's thread, with bugs that must not stop the saving.
            pause_s: Returns the seconds to wait after a number of failures in a row.
        """
        self._log = log
        self._on_bug = on_bug
        self._pause_s = pause_s
        self._queue: deque[Batch] = deque()
        self._drafts: dict[DraftKey, str] = {}
        self._committed = 0
        self._uncheckpointed = 0
        self._why: Message | None = None
        self._is_damaged = False
        self._announced = SaveState(0, 0, None)
        self._announced_remains = False
        self._closing = False
        self._retry_requested = False
        self._changed = threading.Condition()
        self.listeners: list[Callable[[SaveState], None]] = []
        self._thread = threading.Thread(target=self._run, name="store-saver", daemon=True)
        self._thread.start()

    # -- for the threads that have something to save -----------------------------------------------------

    def submit(self, batch: Batch) -> int:
        """Add a batch to the queue; never wait for the disk.

        Returns:
            The batch's number: 1, 2, 3 …
        """
        with self._changed:
            if self._closing:
                raise RuntimeError("the saver was closed before this batch")
            self._queue.append(batch)
            # What stood in the note line before is this note now; it must not be saved after the note.
            self._drafts |= dict.fromkeys(_ended_drafts(batch), "")
            if batch.deletes is not None:
                self._drafts = {key: text for key, text in self._drafts.items() if key[0] != batch.deletes}
            self._changed.notify_all()
            return self._committed + len(self._queue)

    def save_draft(self, session: SessionId, text: str, field: str = NOTE_LINE) -> None:
        """Save what is typed in a session's field, once nothing else is to be saved; never wait for the disk."""
        with self._changed:
            if self._closing:
                raise RuntimeError("the saver was closed before this draft")
            self._drafts[session, field] = text
            self._changed.notify_all()

    def delete(self, session: SessionId) -> int:
        """Delete a session that nobody has open, once all before is saved; see `submit`."""
        return self.submit(Batch((), deletes=session))

    def drafted_fields(self, session: SessionId) -> frozenset[str]:
        """Return the fields of a session that have a draft, even if it is not on the disk yet.

        Raises:
            StorageError: The world failed.
        """
        with self._changed:
            waiting = {field: bool(text) for (of, field), text in self._drafts.items() if of == session}
        with self._log.connection() as connection:
            saved = {field for (field,) in connection.execute("SELECT field FROM drafts WHERE session = ?", (session,))}
        return frozenset({*(saved - waiting.keys()), *(field for field, is_filled in waiting.items() if is_filled)})

    def draft(self, session: SessionId, field: str = NOTE_LINE) -> str:
        """Return the draft of a session's field, even if it is not on the disk yet.

        Raises:
            StorageError: The drive or the system failed.
        """
        with self._changed:
            waiting = self._drafts.get((session, field))
        if waiting is not None:
            return waiting
        with self._log.connection() as connection:
            return read_draft(connection, session, field)

    def wait(self, number: int, timeout_s: float) -> bool:
        """Wait for a batch to be committed, and tell whether it is."""
        with self._changed:
            return self._changed.wait_for(lambda: self._committed >= number, timeout_s)

    def wait_swept(self, number: int, timeout_s: float) -> bool:
        """Wait until a batch is committed and all erased words are out of the file, or until the saver fails.

        Returns:
            True if both are done.
        """

        def is_done() -> bool:
            return self._committed >= number and not self._log.words_remain

        with self._changed:
            self._changed.wait_for(lambda: is_done() or self._why is not None, timeout_s)
            return is_done()

    @property
    def save_state(self) -> SaveState:
        """Return what is saved and what is not yet."""
        lost = self._log.watch.why
        with self._changed:
            return SaveState(
                self._committed, len(self._queue), self._why or lost, lost is not None, is_damaged=self._is_damaged
            )

    def unsaved(self) -> tuple[Event, ...]:
        """Return the events that wait, in their order."""
        with self._changed:
            return tuple(event for batch in self._queue for event in batch.events)

    def unsaved_rows(self) -> tuple[RowChange, ...]:
        """Return the changes of the read tables that wait, in their order."""
        with self._changed:
            return tuple(row for batch in self._queue for row in batch.rows)

    @property
    def words_remain(self) -> bool:
        """Tell whether erased words may still lie in the file; a sweep is tried until they are gone."""
        return self._log.words_remain

    def on_change(self, listener: Callable[[SaveState], None]) -> None:
        """Call `listener`, in the saver's thread, after each commit, each failure and each sweep."""
        self.listeners.append(listener)

    def retry(self) -> None:
        """Try at once to save what could not be saved before."""
        with self._changed:
            self._retry_requested = True
            self._changed.notify_all()

    def close(self) -> SaveState:
        """Save what waits and end; what fails now is not tried again.

        Returns:
            What is saved, finally: a batch that still waits is lost unless its owner keeps it.
        """
        with self._changed:
            self._closing = True
            self._changed.notify_all()
        self._thread.join()
        self.check_file()
        return self.save_state

    def check_file(self) -> None:
        """Check at once that the file in which everything was saved is still there; `save_state` tells the result."""
        with suppress(StorageError):
            self._log.check_file()

    # -- in the saver's thread --------------------------------------------------------------------------

    def _run(self) -> None:
        with suppress(StorageError):  # Who searches tries again.
            self._log.mend_search()
        failures = 0
        while (work := self._next_work()) is not None:
            committed = self._committed
            why = self._attempt(work, is_first=failures == 0)
            # Only a batch that could not be saved makes those behind it wait; no other failure does.
            is_stuck = why is not None and work == self._save_first and self._committed == committed
            if is_stuck and self._make_room():
                continue
            failures = failures + 1 if why else 0
            self._announce(why)
            if why and not self._pause(self._pause_s(failures), until_batch=not is_stuck):
                return

    def _next_work(self) -> Callable[[], None] | None:
        """Wait for the next thing to do, and return it; None once nothing is left and the saver closes."""
        with self._changed:
            while True:
                if self._queue:
                    return self._checkpoint if self._uncheckpointed >= BATCHES_BETWEEN_CHECKPOINTS else self._save_first
                if self._drafts:
                    return self._save_drafts
                if self._log.words_remain:
                    return self._log.sweep
                if self._closing:
                    return None
                if self._log.watch.why:
                    return self._log.check_file
                if not self._changed.wait(IDLE_S if self._uncheckpointed else FILE_CHECK_S):
                    return self._checkpoint if self._uncheckpointed else self._log.check_file

    def _attempt(self, work: Callable[[], None], *, is_first: bool) -> Message | None:
        """Do the work, and return why it failed; None if it is done."""
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
        was_swept = not self._log.words_remain
        with giving_way(batch.give_way), self._log.adding(batch.events) as connection:
            bug = _apply(connection, batch)
            # Not later: after a crash a note could be withdrawn, and its words would stay in the draft.
            save_drafts(connection, dict.fromkeys(_ended_drafts(batch), ""))
        if batch.deletes is not None:
            self._log.delete(batch.deletes)
        with self._changed:
            self._queue.popleft()
            self._committed += 1
            self._uncheckpointed += 1
            for key in _ended_drafts(batch):
                if self._drafts.get(key) == "":
                    del self._drafts[key]  # Emptied together with the note; that needs no write of its own.
        if bug is not None:
            self._on_bug(bug)
        # A withdrawal is announced as saved once its words are gone, unless that fails.
        if was_swept and self._log.words_remain and not self._queue:
            self._log.sweep()

    def _save_drafts(self) -> None:
        with self._changed:
            texts = dict(self._drafts)
        with self._log.changing() as connection, transaction(connection):
            save_drafts(connection, texts)
        with self._changed:
            self._uncheckpointed += 1
            # What was typed meanwhile is still to be saved.
            self._drafts = {key: text for key, text in self._drafts.items() if texts.get(key) != text}

    def _checkpoint(self) -> None:
        self._uncheckpointed = 0
        # What it would move is durable already; if a failure matters, it shows at the next commit.
        with suppress(StorageError), self._log.changing(is_checkpoint=True) as connection:
            connection.execute("PRAGMA wal_checkpoint(PASSIVE)").fetchall()

    def _make_room(self) -> bool:
        """Cut the write-ahead log, which may be all that a full drive needs; tell whether there was anything to cut."""
        with suppress(StorageError), self._log.changing(is_checkpoint=True) as connection:
            moved = self._uncheckpointed
            truncate(connection)
            self._uncheckpointed = 0
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
        for listener in tuple(self.listeners):
            try:
                listener(state)
            except Exception as error:  # noqa: BLE001 - likewise.
                self._on_bug(error)

    def _pause(self, pause_s: float, *, until_batch: bool) -> bool:
        """Wait before the next attempt; return False if that was the last one, because the saver closes.

        Args:
            pause_s: How long.
            until_batch: No longer than until there is a batch to save.
        """
        with self._changed:
            if self._closing:
                return False
            self._changed.wait_for(
                lambda: self._closing or self._retry_requested or (until_batch and bool(self._queue)), pause_s
            )
            self._retry_requested = False
            return True


def _ended_drafts(batch: Batch) -> set[DraftKey]:
    """Return the drafts that became a part of the record in this batch; another laptop's notes end none."""
    sessions = {event.session for event in batch.events} if batch.ends_drafts else set()
    return {(session, field) for session in sessions for field in batch.ends_drafts}


def _apply(connection: Connection, batch: Batch) -> Exception | None:
    """Write a batch's rows; return the bug or damage that prevented it, and must not prevent saving the events.

    The tables are then marked stale. If the batch erases anything, they are emptied.
    """
    if not batch.rows:
        return None
    connection.execute("SAVEPOINT read_tables")
    try:
        read_tables.apply(connection, batch.rows)
    except Exception as error:
        # Damage within the tables is repaired by a rebuild; a full disk fails the whole batch.
        if is_storage_fault(error) and not is_damage(error):
            raise
        connection.execute("ROLLBACK TO read_tables")
        mark_stale(connection)
        if any(event.kind in ERASING for event in batch.events):
            read_tables.empty(connection)
        return DamageError(file_of(connection)) if is_damage(error) else error
    finally:
        if connection.in_transaction:
            connection.execute("RELEASE read_tables")
    return None

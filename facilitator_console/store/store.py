"""A store, open for work: its file, log and writer, from the opening to the close.

One program works on a store at a time, for reading too: a second one is refused in one line. So no reader is ever in
the way of an erasure, and a store of an older version is migrated whoever opens it. Only doctor and backup look at a
store that is open elsewhere; they read and never write it.
"""

from __future__ import annotations

import os
from collections.abc import Iterable, Sequence
from contextlib import ExitStack, suppress
from pathlib import Path
from typing import Self

from sqlcipher3.dbapi2 import Connection

from facilitator_console.log import Event
from facilitator_console.store import copies, derived, opening
from facilitator_console.store.ballots import BallotBox
from facilitator_console.store.connection import connect, connect_to_read, transaction
from facilitator_console.store.errors import StorageError, is_of_the_world, is_refusal, report_bug, world_errors
from facilitator_console.store.making import make_store
from facilitator_console.store.migrations import VERSION, migrate, version_of
from facilitator_console.store.sqlite_log import SqliteLog
from facilitator_console.store.writer import OnBug, Writer
from facilitator_console.words import UserError, say_n


class Store:
    """One file of sessions.

    Attributes:
        log: Its events.
        ballots: Its ballots.
        writer: Saves to it.
        reading: A connection for questions to the tables, for the thread that opened the store.
    """

    def __init__(self, log: SqliteLog, reading: Connection, held: ExitStack, on_bug: OnBug) -> None:
        """Take over what `open` has opened."""
        self.log = log
        self.ballots = BallotBox(log)
        self.writer = Writer(log, on_bug=on_bug)
        self.reading = reading
        self._held = held
        self._is_closed = False

    @classmethod
    def open(cls, path: Path, *, on_bug: OnBug = report_bug) -> Self:
        """Open a store for work; make it, and its folder, where there is none.

        Args:
            path: Its file.
            on_bug: Hears of bugs that must not stop the saving; their own text may quote what people said.

        Raises:
            UserError: It can't be opened; a file that is there was left as it was.
        """
        path = path.resolve()
        try:
            with world_errors(path), ExitStack() as held:
                log, reading = _open(path, held, on_bug)
                return cls(log, reading, held.pop_all(), on_bug)
        except StorageError as error:
            may_only_read = os.access(path, os.R_OK) and is_refusal(error.__cause__)
            raise UserError(opening.read_only(path) if may_only_read else error.message) from error

    @property
    def path(self) -> Path:
        """The store's file."""
        return self.log.path

    def save_elsewhere(self, path: Path, events: Iterable[Event] = ()) -> None:
        """Go on in a new file that holds all that is saved; what waits is saved there next.

        The old file stays as it is. Where it can't be read any more (a stick that was pulled out, damage), the new
        file is made of the events that the caller remembers: other sessions, ballots, and a draft that was saved
        before, then stay behind in the old one.

        Args:
            path: The new file.
            events: What the caller has folded; what waits may be among them.

        Raises:
            UserError: There is something already, or no folder, or another program holds it.
            StorageError: The world failed there too, or the old file can't be read and no events are remembered;
                nothing has changed.
        """
        path = path.resolve()
        copies.refuse_target(path)
        copies.refuse_beside(self.path, path)
        with ExitStack() as held, world_errors(path):
            held.enter_context(opening.lock(path))
            # The writer saves nothing between the copy and the move.
            with self.log.connection():
                self._write_to(path, tuple(events))
                new = connect(path)
                held.callback(new.close)
                reading = connect_to_read(path)
                held.callback(reading.close)
                self.log.move_to(new)
            self.reading.close()
            self.reading = reading
            self._held.push(held.pop_all())
        self.writer.retry()

    def _write_to(self, path: Path, events: Sequence[Event]) -> None:
        try:
            copies.copy(self.reading, path)
        except StorageError:
            if not events:
                raise
            make_store(path, events)

    def close(self) -> None:
        """Save what waits and let go of the file; a second time it does nothing.

        Raises:
            StorageError: Something could not be saved; says how much, and why.
        """
        if self._is_closed:
            return
        self._is_closed = True
        state = self.writer.close()
        self.reading.close()
        with self._held:
            # Where that fails, the next opening does it.
            with suppress(StorageError):
                self.ballots.mix()
            self.log.close()
        if state.waiting:
            why = state.why or ""
            unsaved = say_n(
                "{n} change is not saved. {why}", "{n} changes are not saved. {why}", state.waiting, why=why
            )
            raise StorageError(unsaved)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()


def _open(path: Path, held: ExitStack, on_bug: OnBug) -> tuple[SqliteLog, Connection]:
    opening.refuse_other_files(path)
    opening.make_folder(path.parent)
    held.enter_context(opening.lock(path))
    if path.exists():
        opening.refuse_unsound(path)
        return _connected(path, held, on_bug)
    make_store(path)
    try:
        return _connected(path, held, on_bug)
    except BaseException:
        # As on a full drive: an empty store that can't be worked on is in the way of the next attempt.
        held.close()
        copies.remove(path)
        raise


def _connected(path: Path, held: ExitStack, on_bug: OnBug) -> tuple[SqliteLog, Connection]:
    connection = connect(path)
    held.callback(connection.close)
    if (version := version_of(connection)) < VERSION:
        copies.copy_before_migration(connection, path, version)
        migrate(connection)
    log = SqliteLog(connection)
    _make_current(log, on_bug)
    # After a crash.
    with suppress(StorageError):
        BallotBox(log).mix()
    reading = connect_to_read(path)
    held.callback(reading.close)
    return log, reading


def _make_current(log: SqliteLog, on_bug: OnBug) -> None:
    """Rebuild the read tables where they don't follow the events."""
    with log.connection() as connection:
        if not derived.is_current(connection):
            try:
                with transaction(connection):
                    derived.rebuild(connection, log)
            except Exception as error:
                # The events are sound, and the tables can wait: a bug in them keeps nobody from working.
                if is_of_the_world(error):
                    raise
                on_bug(error)

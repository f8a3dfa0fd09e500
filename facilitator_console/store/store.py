"""A store, open for work: its file, log and writer, from the opening to the close.

One program works on a store at a time: a second one is refused in one line. So no reader is ever in the way of an
erasure, and a store of an older version is migrated by whoever works on it first. Who only reads it is store.reader;
doctor and backup look at a store that is open elsewhere, and never write it.
"""

from __future__ import annotations

import os
from collections.abc import Iterable
from contextlib import ExitStack, suppress
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Self

from sqlcipher3.dbapi2 import Connection

from facilitator_console.store import opening
from facilitator_console.store.connection import connect, connect_to_read
from facilitator_console.store.errors import DamageError, OnBug, StorageError, is_refusal, report_bug, world_errors
from facilitator_console.store.file_watch import FileWatch
from facilitator_console.store.lock import lock
from facilitator_console.store.marks import BALLOTS_UNMIXED, WORDS_REMAIN, is_current, mark
from facilitator_console.store.migrations import VERSION, version_of
from facilitator_console.words import UserError, say_n

if TYPE_CHECKING:
    from facilitator_console.log import Event, SessionId
    from facilitator_console.store.ballots import BallotBox
    from facilitator_console.store.saver import Saver
    from facilitator_console.store.sqlite_log import SqliteLog
    from facilitator_console.store.work import Work


DELETION_S = 20.0
"""So long a session's deletion is waited for, the new writing of the file included."""


class Store:
    """One file of sessions.

    Attributes:
        path: The file.
        reading: A connection for questions to the tables, for the thread that opened the store.
    """

    def __init__(self, connection: Connection, reading: Connection, held: ExitStack, on_bug: OnBug) -> None:
        """Take over what `open` has opened, and do what was left to be done."""
        self._watch = FileWatch(connection)
        self.path = self._watch.path
        self.reading = reading
        self._connection = connection
        self._on_bug = on_bug
        self._is_closed = False
        if mark(connection, BALLOTS_UNMIXED):  # After a crash.
            with suppress(StorageError):
                self.ballots.mix()
        if mark(connection, WORDS_REMAIN):
            self.saver.retry()
        self._held = held.pop_all()

    @classmethod
    def open(cls, path: Path, *, on_bug: OnBug = report_bug) -> Self:
        """Open a store for work; make it, and its folder, where there is none.

        Args:
            path: Its file.
            on_bug: Hears of bugs that must not stop the saving; their own text may quote what people said.

        Raises:
            UserError: It can't be opened; a file that is there was left as it was.
            DamageError: It is damaged, and was left as it was.
        """
        path = path.resolve()
        try:
            with world_errors(path), ExitStack() as held:
                return cls(*_open(path, held, on_bug), held, on_bug)
        except DamageError:
            raise
        except StorageError as error:
            may_only_read = os.access(path, os.R_OK) and is_refusal(error.__cause__)
            raise UserError(opening.read_only(path) if may_only_read else error.message) from error

    # Log, ballots and writer are made when first asked for: the list of sessions, somebody's first sight of the
    # program, needs none of them.

    @cached_property
    def _work(self) -> Work:
        from facilitator_console.store.work import Work

        with world_errors(self.path):
            return Work(self._connection, self._watch, self._on_bug)

    @property
    def log(self) -> SqliteLog:
        """Its events."""
        return self._work.log

    @property
    def ballots(self) -> BallotBox:
        """Its ballots."""
        return self._work.ballots

    @property
    def saver(self) -> Saver:
        """Saves to it."""
        return self._work.saver

    def back_up(self, path: Path, remembered: Iterable[Event] = ()) -> bool:
        """Copy all that is saved, and what is not saved yet, into a new file.

        Where the store's file is lost or damaged, the copy is made of what can still be read of it and of what the
        caller remembers.

        Args:
            path: The new file.
            remembered: The events that the caller has folded.

        Returns:
            Whether all that was saved is in it.

        Raises:
            UserError: There is something already, or no folder.
            StorageError: The world failed there, or nothing can be read and nothing is remembered.
        """
        return self._work.copy(self.reading, path, tuple(remembered))

    def save_elsewhere(self, path: Path, remembered: Iterable[Event] = ()) -> bool:
        """Go on in a new file that holds all that is saved, and what waits; see `back_up`.

        The old file stays as it is.

        Args:
            path: The new file.
            remembered: The events that the caller has folded.

        Returns:
            Whether all that was saved is in the new file; else the rest is in the old one, if anywhere.

        Raises:
            UserError: There is something already, or no folder, or another program holds it.
            StorageError: The world failed there, or nothing can be read and nothing is remembered; nothing has
                changed.
        """
        with ExitStack() as held:
            reading, is_complete = self._work.move(self.reading, path.resolve(), tuple(remembered), held)
            self.reading.close()
            self.path, self.reading = self.log.path, reading
            self._held.push(held.pop_all())
        self.saver.retry()
        return is_complete

    def delete_session(self, session: SessionId, timeout_s: float = DELETION_S) -> bool:
        """Delete a session that nobody has open: all of it goes from here, and what arrives for it later is refused.

        Args:
            session: Its id.
            timeout_s: How long to wait for it.

        Returns:
            Whether all of it is out of the file and the copies beside it; else that is tried again, and the writer says
            why not yet.
        """
        from facilitator_console.log import LaptopId
        from facilitator_console.store.sign_of_life import SignOfLife

        SignOfLife(self.path, session, LaptopId("")).forget_session()
        return self.saver.wait_swept(self.saver.delete(session), timeout_s)

    def close(self) -> None:
        """Save what waits and let go of the file; a second time it does nothing.

        Raises:
            StorageError: Something could not be saved; says how much, and why.
        """
        if self._is_closed:
            return
        self._is_closed = True
        work: Work | None = vars(self).get("_work")
        if work is None:
            self.reading.close()
            with self._held, world_errors(self.path):
                self._connection.close()
            return
        state = work.saver.close()
        self.reading.close()
        with self._held:
            # Where that fails, the next opening does it.
            with suppress(StorageError):
                work.ballots.mix()
            work.log.close()
        if state.is_lost and state.why:
            raise StorageError(state.why)
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


def _open(path: Path, held: ExitStack, on_bug: OnBug) -> tuple[Connection, Connection]:
    opening.refuse_other_files(path)
    opening.make_folder(path.parent)
    held.enter_context(lock(path))
    if opening.is_there(path):
        opening.refuse_unsound(path)
        return _connected(path, held, on_bug)
    from facilitator_console.store import copies
    from facilitator_console.store.making import make_store

    copies.remove(path)  # An empty file, if any.
    make_store(path)
    try:
        return _connected(path, held, on_bug)
    except BaseException:
        # As on a full drive: an empty store that can't be worked on is in the way of the next attempt.
        held.close()
        copies.remove(path)
        raise


def _connected(path: Path, held: ExitStack, on_bug: OnBug) -> tuple[Connection, Connection]:
    connection = connect(path)
    held.callback(connection.close)
    is_older = version_of(connection) < VERSION
    if is_older or not is_current(connection):
        from facilitator_console.store.renewing import renew

        renew(connection, path, on_bug)
    reading = connect_to_read(path)
    held.callback(reading.close)
    return connection, reading

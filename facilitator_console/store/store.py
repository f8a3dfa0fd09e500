"""Holds one store open for work: its file, log, ballots and saver, from the opening to the close.

Only one program works on a store at a time; a second one is refused with one line. So no reader is ever in the way of
an erasure, and whoever first opens a store of an older version migrates it. A store that is only read is opened by
`contents.open_to_read`; doctor and backup look at a store that is open elsewhere, and never write to it.
"""

from __future__ import annotations

import os
from collections.abc import Collection, Iterable, Iterator
from contextlib import AbstractContextManager, ExitStack, closing, contextmanager, suppress
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Self

from sqlcipher3 import dbapi2
from sqlcipher3.dbapi2 import Connection

from facilitator_console.store import opening
from facilitator_console.store.connection import FileWatch, ReadConnection, connect, connect_to_read
from facilitator_console.store.errors import (
    DamageError,
    OnBug,
    StorageError,
    is_permission_error,
    report_bug,
    storage_errors,
)
from facilitator_console.store.integrity import is_intact
from facilitator_console.store.migrations import BALLOTS_UNMIXED, VERSION, WORDS_REMAIN, flag, is_current, version_of
from facilitator_console.store.opening import Heartbeat, lock
from facilitator_console.words import UserError, say, say_n

if TYPE_CHECKING:
    from facilitator_console.log import Event, SessionId
    from facilitator_console.store.beside_log import BallotBox, PhoneBook
    from facilitator_console.store.saver import Saver
    from facilitator_console.store.sqlite_log import SqliteLog


TAKEN_IN = say("Something is being taken into this session now. Try again in a moment.")
DELETION_S = 20.0
"""The longest wait for a session's deletion, including the rewriting of the file."""


class Store:
    """Represents one open file of sessions.

    Attributes:
        path: The file.
        readers: Its connection for queries, see `reading`.
    """

    def __init__(self, connection: Connection, readers: ReadConnection, resources: ExitStack, on_bug: OnBug) -> None:
        """Take over what `open` has opened, and finish what an earlier run left undone."""
        self._watch = FileWatch(connection)
        self.path = self._watch.path
        self.readers = readers
        self._connection = connection
        self._on_bug = on_bug
        self._is_closed = False
        self._taken_in: set[SessionId] = set()
        if flag(connection, BALLOTS_UNMIXED):  # After a crash.
            with suppress(StorageError):
                self.ballots.hide_voting_order()
        if flag(connection, WORDS_REMAIN):
            self.saver.retry()
        self._resources = resources.pop_all()

    @classmethod
    def open(cls, path: Path, *, on_bug: OnBug = report_bug) -> Self:
        """Open a store for work; make it, and its folder, if there is none.

        Args:
            path: Its file.
            on_bug: Is called with bugs that must not stop the saving; their own text may quote what people said.

        Raises:
            UserError: The store can't be opened; a file that exists was left as it was.
            DamageError: The store is damaged, and was left as it was.
        """
        path = path.resolve()
        try:
            with storage_errors(path), ExitStack() as resources:
                return cls(*_open(path, resources, on_bug), resources, on_bug)
        except DamageError:
            raise
        except StorageError as error:
            may_only_read = os.access(path, os.R_OK) and is_permission_error(error.__cause__)
            raise UserError(opening.read_only(path) if may_only_read else error.message) from error

    # Log, ballots and saver are made, and their modules loaded, when they are first asked for: the start screen, which
    # shows the list of sessions, needs none of them.

    @cached_property
    def log(self) -> SqliteLog:
        """Return the store's events."""
        from facilitator_console.store import copies
        from facilitator_console.store.sqlite_log import SqliteLog

        with storage_errors(self.path):
            log = SqliteLog(self._connection, self._watch, self.readers)
        with suppress(StorageError):
            copies.remove_unfinished(self.path)
        return log

    @cached_property
    def ballots(self) -> BallotBox:
        """Return the store's ballots."""
        from facilitator_console.store.beside_log import BallotBox

        return BallotBox(self.log)

    @cached_property
    def phone_book(self) -> PhoneBook:
        """Return what the phones' server keeps here while phones are in."""
        from facilitator_console.store.beside_log import PhoneBook

        return PhoneBook(self.log, self.saver.retry)

    @cached_property
    def saver(self) -> Saver:
        """Return the thread that saves to the store."""
        from facilitator_console.store.saver import Saver

        return Saver(self.log, on_bug=self._on_bug)

    def reading(self, longest_s: float = -1) -> AbstractContextManager[Connection]:
        """Give a block the connection for queries of the tables, which is closed while erased words are taken out.

        The block asks the store's log for nothing: a sweep holds the log while it waits for the block's end.

        Args:
            longest_s: How long to wait for the end of a sweep; by default to its end.

        Raises:
            StorageError: The file is still being rewritten, or can't be opened.
        """
        return self.readers.opened(longest_s)

    def back_up(self, path: Path, remembered: Iterable[Event] = ()) -> bool:
        """Copy everything that is saved, and what is not saved yet, into a new file.

        If the store's file is lost or damaged, the copy is made of what can still be read of it and of what the
        caller remembers.

        Args:
            path: The new file.
            remembered: The events that the caller has folded.

        Returns:
            True if the copy contains everything that was saved.

        Raises:
            UserError: There is something already, or no folder.
            StorageError: The drive or the system failed there, or nothing can be read and nothing is remembered.
        """
        from facilitator_console.store import copies
        from facilitator_console.store.making import make_store, rescue

        copies.refuse_target(path)
        copies.refuse_beside(self.path, path)
        unsaved = self.saver.unsaved()
        self.saver.check_file()
        if not self.log.watch.why and _is_trusted(self.path):
            with self.reading() as connection:
                copies.copy(connection, path, copies.free_unfinished_of(path), unsaved)
            return True
        # Only this connection is sure to have the write-ahead log open too.
        with self.log.connection() as connection:
            rescued = rescue(connection)
        events = (*rescued.events, *remembered, *unsaved)
        if not events:
            why = self.log.watch.why
            raise StorageError(why) if why else DamageError(self.path)
        with storage_errors(path):
            make_store(path, events, rescued.ballots, rescued.drafts, rescued.voting_keys, rescued.deleted)
        return rescued.is_complete

    def save_elsewhere(self, path: Path, remembered: Iterable[Event] = ()) -> bool:
        """Go on in a new file that contains everything that is saved, and what waits; see `back_up`.

        The old file stays as it is.

        Args:
            path: The new file.
            remembered: The events that the caller has folded.

        Returns:
            True if the new file contains everything that was saved; otherwise the rest is in the old one, if anywhere.

        Raises:
            UserError: There is something already, or no folder, or another program has the new file open.
            StorageError: The drive or the system failed there, or nothing can be read and nothing is remembered;
                nothing has changed.
        """
        from facilitator_console.store import copies

        path = path.resolve()
        copies.refuse_target(path)
        copies.refuse_beside(self.path, path)
        with ExitStack() as resources, storage_errors(path):
            resources.enter_context(lock(path))
            # The saver saves nothing between the copy and the move.
            with self.log.connection():
                is_complete = self.back_up(path, remembered)
                new = connect(path)
                resources.callback(new.close)
                self.log.move_to(new)
            Heartbeat.move(self.path, path)
            self.path = self.log.path
            self.readers.move_to(self.path)
            self._resources.push(resources.pop_all())
        self.saver.retry()
        return is_complete

    @contextmanager
    def taking_in(self, sessions: Collection[SessionId]) -> Iterator[None]:
        """Let nobody else open or delete these sessions while something is taken into them beside the window.

        Whoever opened one now would not hear of what comes: it would decide on, and write, what is not so any more.
        Entered in the window's thread, as are all who open sessions; left in any.

        Raises:
            UserError: Something is being taken into one of them already.
        """
        for session in sessions:
            self.refuse_taken_in(session)
        self._taken_in.update(sessions)
        try:
            yield
        finally:
            self._taken_in.difference_update(sessions)

    def refuse_taken_in(self, session: SessionId) -> None:
        """Make sure that nothing is being taken into a session; see `taking_in`.

        Raises:
            UserError: Something is.
        """
        if session in self._taken_in:
            raise UserError(TAKEN_IN)

    def delete_session(self, session: SessionId, timeout_s: float = DELETION_S) -> bool:
        """Delete a session that nobody has open: all of it goes from here, and what arrives for it later is refused.

        Args:
            session: Its id.
            timeout_s: How long to wait for it.

        Returns:
            True if all of it is out of the file and the copies beside it; otherwise the deletion is tried again, and
            the saver's state tells why it is not done yet.

        Raises:
            UserError: Something is being taken into it.
        """
        self.refuse_taken_in(session)
        from facilitator_console.log import LaptopId

        Heartbeat(self.path, session, LaptopId("")).clear_session()
        return self.saver.wait_swept(self.saver.delete(session), timeout_s)

    @property
    def is_closed(self) -> bool:
        """Tell whether the store is closed, or closes now: nothing can be put into it any more."""
        return self._is_closed

    def close(self) -> None:
        """Save what waits and release the file; a second call does nothing.

        Raises:
            StorageError: Something could not be saved; the message tells how much, and why.
        """
        if self._is_closed:
            return
        self._is_closed = True
        if "log" not in vars(self):
            self.readers.close()
            with self._resources, storage_errors(self.path):
                self._connection.close()
            return
        state = self.saver.close()
        self.readers.close()
        with self._resources:
            # If that fails, the next opening does it.
            with suppress(StorageError):
                self.ballots.hide_voting_order()
            self.log.close()
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


def _open(path: Path, resources: ExitStack, on_bug: OnBug) -> tuple[Connection, ReadConnection]:
    opening.refuse_other_files(path)
    opening.make_folder(path.parent)
    resources.enter_context(lock(path))
    if opening.is_there(path):
        opening.refuse_unusable(path)
        return _connected(path, resources, on_bug)
    from facilitator_console.store import copies
    from facilitator_console.store.making import make_store

    copies.remove(path)  # An empty file, if any.
    make_store(path)
    try:
        return _connected(path, resources, on_bug)
    except BaseException:
        # As on a full drive: an empty store that can't be worked on is in the way of the next attempt.
        resources.close()
        copies.remove(path)
        raise


def _connected(path: Path, resources: ExitStack, on_bug: OnBug) -> tuple[Connection, ReadConnection]:
    connection = connect(path)
    resources.callback(connection.close)
    is_older = version_of(connection) < VERSION
    if is_older or not is_current(connection):
        from facilitator_console.store.making import upgrade

        upgrade(connection, path, on_bug)
    readers = ReadConnection(path)
    resources.callback(readers.close)
    with readers.opened():
        return connection, readers  # A drive on which nobody can read, as one that is full, is refused now.


def _is_trusted(path: Path) -> bool:
    """Tell whether the store's file can be read, and each row in it is as it was saved."""
    try:
        with closing(connect_to_read(path)) as connection:
            return is_intact(connection, thorough=True)
    except (OSError, dbapi2.Error):
        return False

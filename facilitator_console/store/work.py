"""What works on an open store: its log, its ballots, its writer; their copies, and their move to another file."""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import ExitStack, closing, suppress
from pathlib import Path

from sqlcipher3 import dbapi2
from sqlcipher3.dbapi2 import Connection

from facilitator_console.log import Event
from facilitator_console.store import copies
from facilitator_console.store.ballots import BallotBox
from facilitator_console.store.connection import connect, connect_to_read
from facilitator_console.store.errors import DamageError, OnBug, StorageError, world_errors
from facilitator_console.store.file_watch import FileWatch
from facilitator_console.store.integrity import is_whole
from facilitator_console.store.lock import lock
from facilitator_console.store.making import make_store
from facilitator_console.store.rescue import rescue
from facilitator_console.store.saver import Saver
from facilitator_console.store.sqlite_log import SqliteLog


class Work:
    """Log, ballots and writer of one file, over one connection.

    Attributes:
        log: Its events.
        ballots: Its ballots.
        writer: Saves to it.
    """

    def __init__(self, connection: Connection, watch: FileWatch, on_bug: OnBug) -> None:
        """Use this connection, which nobody else uses from now on, and what watches its file."""
        self.log = SqliteLog(connection, watch)
        with suppress(StorageError):
            copies.clear(self.log.path)
        self.ballots = BallotBox(self.log)
        self.saver = Saver(self.log, on_bug=on_bug)

    def copy(self, reading: Connection, path: Path, remembered: Sequence[Event]) -> bool:
        """Write all that was saved, and what is not saved yet, into a new file; see `Store.back_up`.

        Args:
            reading: Reads the store's file.
            path: The new file.
            remembered: What the new one holds in any case, where the old one can't be trusted any more.

        Returns:
            Whether all that was saved is in it.

        Raises:
            UserError: There is something already, or no folder.
            StorageError: The world failed there, or nothing can be read and nothing is remembered.
        """
        copies.refuse_target(path)
        copies.refuse_beside(self.log.path, path)
        unsaved = self.saver.unsaved()
        self.saver.look()
        if not self.log.watch.why and _is_trusted(self.log.path):
            copies.copy(reading, path, copies.free_unfinished_of(path), unsaved)
            return True
        # Only this connection is sure to have the write-ahead log open too.
        with self.log.connection() as connection:
            rescued = rescue(connection)
        events = (*rescued.events, *remembered, *unsaved)
        if not events:
            why = self.log.watch.why
            raise StorageError(why) if why else DamageError(self.log.path)
        with world_errors(path):
            make_store(path, events, rescued.ballots, rescued.drafts, rescued.deleted)
        return rescued.is_complete

    def move(
        self, reading: Connection, path: Path, remembered: Sequence[Event], held: ExitStack
    ) -> tuple[Connection, bool]:
        """Go on in a new file; see `Store.save_elsewhere`.

        Args:
            reading: As in `copy`.
            path: Likewise.
            remembered: Likewise.
            held: Is given what must be let go of with the new file.

        Returns:
            A connection that reads the new file, and whether all that was saved is in it.

        Raises:
            UserError: There is something already, or no folder, or another program holds it.
            StorageError: As in `copy`; nothing has changed.
        """
        copies.refuse_target(path)
        copies.refuse_beside(self.log.path, path)
        with world_errors(path):
            held.enter_context(lock(path))
            # The writer saves nothing between the copy and the move.
            with self.log.connection():
                is_complete = self.copy(reading, path, remembered)
                new = connect(path)
                held.callback(new.close)
                new_reading = connect_to_read(path)
                held.callback(new_reading.close)
                self.log.move_to(new)
        return new_reading, is_complete


def _is_trusted(path: Path) -> bool:
    try:
        with closing(connect_to_read(path)) as connection:
            return is_whole(connection, thorough=True)
    except (OSError, dbapi2.Error):
        return False

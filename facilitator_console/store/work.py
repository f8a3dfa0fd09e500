"""What works on an open store: its log, its ballots, its writer, and their move to another file."""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import ExitStack
from pathlib import Path

from sqlcipher3.dbapi2 import Connection

from facilitator_console.log import Event
from facilitator_console.store import copies
from facilitator_console.store.ballots import BallotBox
from facilitator_console.store.connection import connect, connect_to_read
from facilitator_console.store.errors import OnBug, StorageError, world_errors
from facilitator_console.store.lock import lock
from facilitator_console.store.making import make_store
from facilitator_console.store.sqlite_log import SqliteLog
from facilitator_console.store.writer import Writer


class Work:
    """Log, ballots and writer of one file, over one connection.

    Attributes:
        log: Its events.
        ballots: Its ballots.
        writer: Saves to it.
    """

    def __init__(self, connection: Connection, on_bug: OnBug) -> None:
        """Use this connection, which nobody else uses from now on."""
        self.log = SqliteLog(connection)
        self.ballots = BallotBox(self.log)
        self.writer = Writer(self.log, on_bug=on_bug)

    def move(self, reading: Connection, path: Path, events: Sequence[Event], held: ExitStack) -> Connection:
        """Go on in a new file; see `Store.save_elsewhere`.

        Args:
            reading: Reads the old file.
            path: The new file.
            events: What the new one is made of where the old one can't be read any more.
            held: Is given what must be let go of with the new file.

        Returns:
            A connection that reads the new file.

        Raises:
            UserError: There is something already, or no folder, or another program holds it.
            StorageError: The world failed there too; nothing has changed.
        """
        copies.refuse_target(path)
        copies.refuse_beside(self.log.path, path)
        with world_errors(path):
            held.enter_context(lock(path))
            # The writer saves nothing between the copy and the move.
            with self.log.connection():
                _write(path, reading, events)
                new = connect(path)
                held.callback(new.close)
                new_reading = connect_to_read(path)
                held.callback(new_reading.close)
                self.log.move_to(new)
        return new_reading


def _write(path: Path, reading: Connection, events: Sequence[Event]) -> None:
    try:
        copies.copy(reading, path)
    except StorageError:
        if not events:
            raise
        make_store(path, events)

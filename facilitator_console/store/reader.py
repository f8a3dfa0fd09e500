"""Reading a store without working on it: nothing in the file changes, also where it is of an older version.

So it can be read on a drive that is full or may only be read. What works on a store is store.store.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import ExitStack, contextmanager
from pathlib import Path

from sqlcipher3 import dbapi2
from sqlcipher3.dbapi2 import Connection

from facilitator_console.log import Event, SessionId
from facilitator_console.store import derived, opening
from facilitator_console.store.checksums import SUMMED, rows_are_right
from facilitator_console.store.connection import connect_to_look, connect_to_memory, file_of, transaction
from facilitator_console.store.errors import DamageError, StorageError, world_errors
from facilitator_console.store.listing import ListedSession, missing_events, sessions_of
from facilitator_console.store.lock import lock
from facilitator_console.store.marks import is_current
from facilitator_console.store.migrations import VERSION, WITH_CHECKSUMS, migrate, version_of
from facilitator_console.store.sqlite_log import SqliteLog
from facilitator_console.words import UserError


class Reader:
    """A store that is read.

    Attributes:
        path: Its file.
        reading: Reads it.
    """

    def __init__(self, path: Path, reading: Connection) -> None:
        """Read over this connection."""
        self.path = path
        self.reading = reading

    def sessions(self) -> tuple[ListedSession, ...]:
        """The sessions: what was left in the middle first, then the latest."""
        return sessions_of(self)

    def missing(self) -> Mapping[SessionId, int]:
        """How many events are known to be missing, by session; sessions of which none is are not in it."""
        with world_errors(self.path):
            return missing_events(self.reading)

    def events(self, session: SessionId) -> tuple[Event, ...]:
        """A session's events in the agreed order."""
        return tuple(SqliteLog(self.reading).read(session))


@contextmanager
def open_to_read(path: Path) -> Iterator[Reader]:
    """Open a store to read it; nobody else works on it meanwhile.

    Args:
        path: Its file, which is there and is a store.

    Raises:
        UserError: It can't be opened; `StoreInUseError` where somebody works on it.
        DamageError: It is damaged.
    """
    path = path.resolve()
    with ExitStack() as held:
        try:
            with world_errors(path):
                _hold(path, held)
                opening.refuse_unsound(path, connect_to_look)
                connection = connect_to_look(path)
                held.callback(connection.close)
                if version_of(connection) < VERSION or not is_current(connection):
                    connection = _renewed(connection)
                    held.callback(connection.close)
        except DamageError:
            raise
        except StorageError as error:
            raise UserError(error.message) from error
        yield Reader(path, connection)


def _hold(path: Path, held: ExitStack) -> None:
    """Hold the store's lock; where none can be written beside it, nobody works on it either."""
    try:
        held.enter_context(lock(path))
    except (OSError, dbapi2.Error):
        return


def _renewed(connection: Connection) -> Connection:
    """The same events in memory, with the tables that this program reads, and checksums of their own."""
    if version_of(connection) >= WITH_CHECKSUMS and not rows_are_right(connection):
        raise DamageError(file_of(connection))
    memory = connect_to_memory()
    migrate(memory)
    columns = ", ".join(SUMMED["events"])
    rows = connection.execute(f"SELECT {columns} FROM events")  # noqa: S608 - constants
    memory.executemany(f"INSERT INTO events ({columns}) VALUES (?, ?, ?, ?, ?, ?, ?, ?)", rows)  # noqa: S608
    with transaction(memory):
        derived.rebuild(memory, SqliteLog(memory))
    return memory

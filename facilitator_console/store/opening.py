"""Checks a file before it is opened as a store, and opens stores that are only read.

The checks: the file is one of ours, whole, and of a known version. Nothing here writes to a file that exists, except
to roll back a change that a crash interrupted. A damaged store is refused and left to `doctor`.

A store is read without any change to its file, even if its version is older: so it can be read on a drive that is full
or read-only. What works on a store is store.store.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator, Mapping
from contextlib import ExitStack, closing, contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

from sqlcipher3 import dbapi2
from sqlcipher3.dbapi2 import Connection

from facilitator_console.runtime import laptop
from facilitator_console.store.checksums import SUMMED, rows_match
from facilitator_console.store.connection import (
    APPLICATION_ID,
    STORE_SUFFIXES,
    connect_to_inspect,
    connect_to_memory,
    connect_to_read,
    file_of,
    roll_back,
    transaction,
)
from facilitator_console.store.contents import ListedSession, missing_events, sessions_of
from facilitator_console.store.errors import DamageError, StorageError, storage_errors
from facilitator_console.store.integrity import is_intact
from facilitator_console.store.lock import lock
from facilitator_console.store.migrations import (
    EVENT_FORMAT,
    EVENT_FORMAT_VERSION,
    VERSION,
    WITH_CHECKSUMS,
    flag,
    is_current,
    migrate,
    version_of,
)
from facilitator_console.words import Message, UserError, say

if TYPE_CHECKING:
    from facilitator_console.log import Event, SessionId
    from facilitator_console.opinions.ballots import Ballots

_MAGIC = b"SQLite format 3\0"
_HEADER_BYTES = 100


def refuse_other_files(path: Path) -> None:
    """Make sure that a file is a store, as far as its header tells, or that one can be made there.

    Raises:
        UserError: It is a folder, a device, or not a store.
        DamageError: Its beginning is damaged.
        OSError: It can't be read.
    """
    refuse_non_files(path)
    if not is_there(path):
        _refuse_orphans(path)
        return
    with path.open("rb") as file:
        header = file.read(_HEADER_BYTES)
    is_of_sqlite = header.startswith(_MAGIC) and len(header) == _HEADER_BYTES
    if is_of_sqlite and int.from_bytes(header[68:72], "big") == APPLICATION_ID:
        return
    # For most files that somebody names by mistake it is enough to look at their first pages.
    from facilitator_console.store.page_recovery import contains_events, damage

    if contains_events(path):
        raise damage(path)
    if is_of_sqlite:
        raise UserError(say("{path} is the file of another program; it was left as it is.", path=str(path)))
    raise UserError(_not_a_store(path))


def is_there(path: Path) -> bool:
    """Tell whether there is a file; an empty one, which a power cut may leave, counts as none."""
    return path.exists() and not (path.is_file() and path.stat().st_size == 0)


def refuse_non_files(path: Path) -> None:
    """Make sure that there is an ordinary file, or nothing yet.

    Raises:
        UserError: It is a folder, a device or a pipe, has a name that SQLite can't use, or belongs to a store.
    """
    laptop.refuse_name(path)
    _refuse_beside(path)
    if path.is_dir():
        raise UserError(say("{path} is a folder; name a file.", path=str(path)))
    if path.exists() and not path.is_file():
        raise UserError(say("{path} is not an ordinary file. Name another.", path=str(path)))


def make_folder(folder: Path) -> None:
    """Make a store's folder if it is missing, for its owner alone.

    Raises:
        UserError: A file is in its place.
        OSError: It can't be made.
    """
    try:
        laptop.make_folder(folder)
    except (FileExistsError, NotADirectoryError) as error:
        raise UserError(say("{path} is not a folder; name another place.", path=str(folder))) from error


def refuse_unusable(path: Path, connect: Callable[[Path], Connection] = connect_to_read) -> None:
    """Make sure that a store is undamaged and of a version that this program knows.

    Args:
        path: Its file.
        connect: Opens a connection to it.

    Raises:
        UserError: A newer version wrote it.
        DamageError: It is damaged; the message tells how many events can be recovered.
        StorageError: The drive or the system failed.
    """
    try:
        with storage_errors(path):
            roll_back(path)
            with closing(connect(path)) as connection:
                version = version_of(connection)
                intact = version > VERSION or is_intact(connection)
                from_trial = intact and version <= VERSION and is_from_trial(connection)
    except DamageError:
        intact, version, from_trial = False, 0, False
    if version > VERSION:
        raise UserError(newer_version(path, version))
    if not intact:
        from facilitator_console.store.page_recovery import damage

        raise damage(path)
    if from_trial:
        raise UserError(trial_version(path))


def newer_version(path: Path, version: int) -> Message:
    """Return the message about a store that a newer program wrote."""
    return say(
        "{path} was written by a newer version of this program: it has store version {theirs}, this program knows up "
        "to {ours}. Install the newer program.",
        path=str(path),
        theirs=version,
        ours=VERSION,
    )


def is_from_trial(connection: Connection) -> bool:
    """Tell whether an intact store of a known version contains events of another format."""
    return version_of(connection) > 0 and flag(connection, EVENT_FORMAT) != EVENT_FORMAT_VERSION


def trial_version(path: Path) -> Message:
    """Return the message about a store that a version before the first release wrote."""
    return say(
        "{path} was written by an earlier trial version, whose records this program does not read. It was left as it "
        "is; name another file.",
        path=str(path),
    )


def read_only(path: Path) -> Message:
    """Return the message about a store that may only be read."""
    return say(
        "{path} can only be read: there is no permission to write, or the drive is read-only. Copy the store to "
        "another drive first, with backup.",
        path=str(path),
    )


def _refuse_beside(path: Path) -> None:
    # By the name, before anything is opened: opening and closing a lock file releases the lock.
    for suffix in STORE_SUFFIXES:
        store = path.parent / path.name[: -len(suffix)]
        if path.name.lower().endswith(suffix) and store != path.parent and os.path.lexists(store):
            raise UserError(
                say("{path} belongs to the store {store}; name another file.", path=str(path), store=store.name)
            )


def _refuse_orphans(path: Path) -> None:
    # SQLite would take a write-ahead log that lies there for the new file's own.
    for suffix in ("-wal", "-journal"):
        orphan = path.with_name(path.name + suffix)
        if orphan.exists() and orphan.stat().st_size:
            raise UserError(
                say(
                    "{path} is missing or empty, but {orphan} is there; see what doctor says.",
                    path=str(path),
                    orphan=orphan.name,
                )
            )


def _not_a_store(path: Path) -> Message:
    return say(
        "{path} is not a store, or its beginning is damaged. It was left as it is; see what doctor says.",
        path=str(path),
    )


class Reader:
    """Represents a store that is only read.

    Attributes:
        path: Its file.
        read_connection: A connection that reads it.
    """

    def __init__(self, path: Path, read_connection: Connection) -> None:
        """Read through this connection."""
        self.path = path
        self.read_connection = read_connection

    def sessions(self) -> tuple[ListedSession, ...]:
        """Return the sessions: those left in the middle first, then the latest."""
        return sessions_of(self)

    def missing(self) -> Mapping[SessionId, int]:
        """Count the events that are known to be missing, by session; sessions without any are left out."""
        with storage_errors(self.path):
            return missing_events(self.read_connection)

    def events(self, session: SessionId) -> tuple[Event, ...]:
        """Return a session's events in the agreed order."""
        from facilitator_console.store.sqlite_log import SqliteLog

        return tuple(SqliteLog(self.read_connection).read(session))

    def ballots(self, session: SessionId) -> Ballots:
        """Return a session's ballots; none while a vote is open."""
        from facilitator_console.store.ballots import BallotBox
        from facilitator_console.store.sqlite_log import SqliteLog

        return BallotBox(SqliteLog(self.read_connection)).settled(session)


@contextmanager
def open_to_read(path: Path) -> Iterator[Reader]:
    """Open a store to read it; nobody else can work on it meanwhile.

    Args:
        path: Its file, which exists and is a store.

    Raises:
        UserError: It can't be opened; `StoreInUseError` if somebody works on it.
        DamageError: It is damaged.
    """
    path = path.resolve()
    with ExitStack() as resources:
        try:
            with storage_errors(path):
                _lock_if_possible(path, resources)
                refuse_unusable(path, connect_to_inspect)
                connection = connect_to_inspect(path)
                resources.callback(connection.close)
                if version_of(connection) < VERSION or not is_current(connection):
                    connection = _migrated_in_memory(connection)
                    resources.callback(connection.close)
        except DamageError:
            raise
        except StorageError as error:
            raise UserError(error.message) from error
        yield Reader(path, connection)


def _lock_if_possible(path: Path, resources: ExitStack) -> None:
    """Acquire the store's lock; if none can be written beside it, nobody works on it either."""
    try:
        resources.enter_context(lock(path))
    except (OSError, dbapi2.Error):
        return


def _migrated_in_memory(connection: Connection) -> Connection:
    """Copy events and ballots into memory, with the tables that this program reads, and new checksums."""
    from facilitator_console.store import read_tables
    from facilitator_console.store.sqlite_log import SqliteLog

    if version_of(connection) >= WITH_CHECKSUMS and not rows_match(connection):
        raise DamageError(file_of(connection))
    memory = connect_to_memory()
    migrate(memory)
    there = {name for (name,) in connection.execute("SELECT name FROM sqlite_schema WHERE type = 'table'")}
    for table in sorted(there & {"events", "ballots"}):
        columns = ", ".join(SUMMED[table])
        values = ", ".join("?" * len(SUMMED[table]))
        rows = connection.execute(f"SELECT {columns} FROM {table}")  # noqa: S608 - constants
        memory.executemany(f"INSERT INTO {table} ({columns}) VALUES ({values})", rows)  # noqa: S608
    with transaction(memory):
        read_tables.rebuild(memory, SqliteLog(memory))
    return memory

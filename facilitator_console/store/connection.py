"""Connections to a store's file, and how each is set up.

Durability and erasure hang on these settings, so nobody else opens a store. No schema here.
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path

from sqlcipher3 import dbapi2
from sqlcipher3.dbapi2 import Connection

from facilitator_console.store.checksums import register
from facilitator_console.store.errors import held_elsewhere, is_damage

APPLICATION_ID = int.from_bytes(b"fcon", "big")
"""Stands in the header of every store (sqlite.org/fileformat2.html, offset 68)."""

OF_SQLITE = ("-wal", "-shm", "-journal")
"""What the names of the files end in that SQLite keeps beside a store."""

ALIVE = ".alive"
"""What the name of the file ends in that tells when a run was last alive; see `sign_of_life`."""

BESIDE = (*OF_SQLITE, ".lock", ALIVE)
"""What the names of all files end in that belong to a store."""

BUSY_TIMEOUT_S = 2.0
"""How long another user of the file is waited for; the lock leaves only people's own tools."""

_SETTINGS = (
    "PRAGMA synchronous = FULL",
    "PRAGMA fullfsync = ON",  # macOS: its fsync alone leaves data in the drive's cache.
    "PRAGMA checkpoint_fullfsync = ON",
    "PRAGMA wal_autocheckpoint = 0",  # The writer does it when idle, never within a commit.
    "PRAGMA secure_delete = ON",
    "PRAGMA foreign_keys = OFF",  # Declared for people; a partial merge must be storable.
    "PRAGMA cell_size_check = ON",
    "PRAGMA journal_mode = WAL",
)


def connect(path: Path) -> Connection:
    """A connection that reads and writes a file that is there; an empty one becomes a database by it."""
    connection = _opened(path, "rw")
    try:
        for setting in _SETTINGS:
            connection.execute(setting)
    except BaseException:
        connection.close()
        raise
    return connection


def connect_to_read(path: Path) -> Connection:
    """A connection that never writes to the store, nor moves the write-ahead log into it.

    Between its statements it stands in nobody's way, as long as each is read to its end.
    """
    # Beside the store SQLite keeps an index of the write-ahead log, even to read; where it can't, nobody writes either.
    is_still = not has_wal(path) and not os.access(path.parent, os.W_OK)
    return connect_to_still(path) if is_still else _opened(path, "ro")


def connect_to_still(path: Path) -> Connection:
    """A connection that reads a file that nobody writes meanwhile, and leaves no trace beside it."""
    return _opened(path, "ro&immutable=1")


def connect_to_look(path: Path) -> Connection:
    """A connection that reads a file that nobody writes meanwhile, also where nothing can be written beside it.

    The caller holds the store's lock, or none can be written there.
    """
    if not has_wal(path):
        return connect_to_still(path)
    connection = _opened(path, "ro")
    try:
        connection.execute("SELECT 1 FROM sqlite_schema").fetchall()
    except dbapi2.Error as error:
        connection.close()
        if is_damage(error):
            raise
    else:
        return connection
    # On a full drive, or one that may only be read, there is no room for the index of the write-ahead log: who reads
    # alone keeps it in memory (sqlite.org/wal.html, "Use of WAL Without Shared-Memory").
    alone = _opened(path, f"ro&vfs={'win32' if os.name == 'nt' else 'unix'}-none")
    alone.execute("PRAGMA locking_mode = EXCLUSIVE").fetchall()
    return alone


def connect_to_memory() -> Connection:
    """A connection to an empty database in memory, which goes with it."""
    connection = dbapi2.connect(":memory:", isolation_level=None)
    register(connection)
    return connection


def has_wal(path: Path) -> bool:
    """Whether a write-ahead log lies beside a store: it is in use, or was when its program ended."""
    return path.with_name(f"{path.name}-wal").exists()


def has_journal(path: Path) -> bool:
    """Whether a crash may have cut off a change to a store that had no write-ahead log: SQLite's locks tell for sure.

    Until it is taken back nobody can read the store who may not write to it.
    """
    journal = path.with_name(f"{path.name}-journal")
    if not journal.exists():
        return False
    with journal.open("rb") as file:
        return file.read(1) not in {b"", b"\0"}  # Emptied or overwritten when the change was done.


def roll_back(path: Path) -> None:
    """Take back the change that a crash cut off, if there is one."""
    if has_journal(path):
        with closing(_opened(path, "rw")) as connection:
            connection.execute("PRAGMA user_version").fetchone()


def _opened(path: Path, mode: str) -> Connection:
    connection = dbapi2.connect(
        f"{path.absolute().as_uri()}?mode={mode}",
        uri=True,
        timeout=BUSY_TIMEOUT_S,
        isolation_level=None,  # Transactions begin and end where the code says so.
        check_same_thread=False,  # The log's lock keeps threads apart.
    )
    register(connection)
    return connection


@contextmanager
def transaction(connection: Connection) -> Iterator[None]:
    """All or nothing: commits at the end of the block, rolls back where it raises."""
    connection.execute("BEGIN IMMEDIATE")
    try:
        yield
        connection.execute("COMMIT")
    except BaseException:
        # Some failures, a full disk among them, have rolled back already.
        if connection.in_transaction:
            connection.execute("ROLLBACK")
        raise


def truncate(connection: Connection) -> None:
    """Move the whole write-ahead log into the file and cut it to nothing.

    Raises:
        StorageError: Another program is reading the store.
    """
    busy, *_ = connection.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()
    if busy:
        raise held_elsewhere(file_of(connection))


def file_of(connection: Connection) -> Path:
    """The file that a connection is open on."""
    return Path(connection.execute("PRAGMA database_list").fetchone()[2])

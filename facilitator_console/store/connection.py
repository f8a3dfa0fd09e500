"""Opens connections to a store's file, and watches that the file stays the one that was opened.

Durability and erasure depend on the settings of a connection, so no other module opens a store. There is no schema
here.

Each row of `events` and `ballots` has a checksum, which triggers in the file keep by a function that every connection
brings along: so whoever adds, blanks or deletes keeps them. CRC-32 detects every change of a few bits, and takes less
than a microsecond for a row; it protects against drives, not against people.
"""

from __future__ import annotations

import os
import threading
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from typing import NamedTuple, NoReturn
from zlib import crc32

from sqlcipher3 import dbapi2
from sqlcipher3.dbapi2 import Connection

from facilitator_console.store.errors import StorageError, in_use_elsewhere, is_damage
from facilitator_console.words import Message, say

APPLICATION_ID = int.from_bytes(b"fcon", "big")
"""Identifies a store in the file's header (sqlite.org/fileformat2.html, offset 68)."""

SQLITE_SUFFIXES = ("-wal", "-shm", "-journal")
"""Endings of the names of the files that SQLite keeps beside a store."""

HEARTBEAT_SUFFIX = ".alive"
"""Ending of the name of the file that tells when the program was last alive; see `opening.Heartbeat`."""

STORE_SUFFIXES = (*SQLITE_SUFFIXES, ".lock", HEARTBEAT_SUFFIX)
"""Endings of the names of all files that belong to a store."""

BUSY_TIMEOUT_S = 2.0
"""The longest wait for another user of the file; because of the lock that can only be a person's own tool."""

FUNCTION = "row_checksum"
"""The name of `checksum` in the store's triggers."""

SUMMED = {
    "events": ("session", "writer", "seq", "lamport", "at_ms", "kind", "subject", "body"),
    "ballots": ("session", "voter", "statement", "vote", "revision"),
}
"""Columns of the tables with checksums, by table; the first three are the key."""

_FORMS = {len(columns): "%s\0" * len(columns) for columns in SUMMED.values()}

_SETTINGS = (
    "PRAGMA synchronous = FULL",
    "PRAGMA fullfsync = ON",  # macOS: its fsync alone leaves data in the drive's cache.
    "PRAGMA checkpoint_fullfsync = ON",
    "PRAGMA wal_autocheckpoint = 0",  # The saver does it when idle, never within a commit.
    "PRAGMA secure_delete = ON",
    "PRAGMA foreign_keys = OFF",  # Declared for people; a partial merge must be storable.
    "PRAGMA cell_size_check = ON",
    "PRAGMA journal_mode = WAL",
)


def connect(path: Path) -> Connection:
    """Open a connection that reads and writes an existing file; an empty file becomes a database by it."""
    connection = _opened(path, "rw")
    try:
        for setting in _SETTINGS:
            connection.execute(setting)
    except BaseException:
        connection.close()
        raise
    return connection


def connect_to_read(path: Path) -> Connection:
    """Open a connection that never writes to the store, nor moves the write-ahead log into it.

    It blocks nobody between its statements, as long as each result is read to its end.
    """
    # SQLite keeps an index of the write-ahead log beside the store, even to read; if it can't, nobody writes either.
    is_unchanging = not has_wal(path) and not os.access(path.parent, os.W_OK)
    return connect_immutable(path) if is_unchanging else _opened(path, "ro")


def connect_immutable(path: Path) -> Connection:
    """Open a connection that reads a file to which nobody writes meanwhile, and leaves no trace beside it."""
    return _opened(path, "ro&immutable=1")


def connect_to_inspect(path: Path) -> Connection:
    """Open a connection that reads a file to which nobody writes meanwhile, even if nothing can be written beside it.

    The caller has acquired the store's lock, or no lock can be written there.
    """
    if not has_wal(path):
        return connect_immutable(path)
    connection = _opened(path, "ro")
    try:
        connection.execute("SELECT 1 FROM sqlite_schema").fetchall()
    except dbapi2.Error as error:
        connection.close()
        if is_damage(error):
            raise
    else:
        return connection
    # On a full drive, or one that may only be read, there is no room for the index of the write-ahead log: a sole
    # reader keeps it in memory (sqlite.org/wal.html, "Use of WAL Without Shared-Memory").
    exclusive = _opened(path, f"ro&vfs={'win32' if os.name == 'nt' else 'unix'}-none")
    exclusive.execute("PRAGMA locking_mode = EXCLUSIVE").fetchall()
    return exclusive


def connect_to_memory() -> Connection:
    """Open a connection to an empty database in memory, which disappears with the connection."""
    connection = dbapi2.connect(":memory:", isolation_level=None)
    register(connection)
    return connection


def has_wal(path: Path) -> bool:
    """Tell whether there is a write-ahead log beside a store: it is in use, or was when its program ended."""
    return path.with_name(f"{path.name}-wal").exists()


def has_journal(path: Path) -> bool:
    """Tell whether a crash may have interrupted a change to a store that had no write-ahead log.

    Only SQLite's locks tell for sure. Until the change is rolled back, the store can't be read without permission to
    write to it.
    """
    journal = path.with_name(f"{path.name}-journal")
    if not journal.exists():
        return False
    with journal.open("rb") as file:
        return file.read(1) not in {b"", b"\0"}  # Emptied or overwritten when the change was done.


def roll_back(path: Path) -> None:
    """Roll back the change that a crash interrupted, if there is one."""
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


def checksum(columns: tuple[str | int, ...]) -> int:
    """Return the checksum of a row with these columns, in the order of `SUMMED`."""
    return crc32((_FORMS[len(columns)] % columns).encode())


def register(connection: Connection) -> None:
    """Let the triggers of a store call `checksum`; without that nobody can write to the store."""
    connection.create_function(FUNCTION, -1, lambda *columns: checksum(columns), deterministic=True)


@contextmanager
def transaction(connection: Connection) -> Iterator[None]:
    """Run a block as a transaction: commit at its end, roll back if it raises."""
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
        raise in_use_elsewhere(file_of(connection))


def file_of(connection: Connection) -> Path:
    """Return the file that a connection is open on."""
    return Path(connection.execute("PRAGMA database_list").fetchone()[2])


class ReadConnection:
    """Holds a store's connection for queries: opened when it is asked for, closed while the file is rewritten.

    So no reader of this program is in the way of an erasure, nor keeps erased words in a page that it remembers.
    """

    def __init__(self, path: Path) -> None:
        """Read this store; nothing is opened yet."""
        self._path = path
        self._connection: Connection | None = None
        self._lock = threading.RLock()

    @contextmanager
    def opened(self, longest_s: float = -1) -> Iterator[Connection]:
        """Give the block the connection for itself.

        Args:
            longest_s: How long to wait while the file is rewritten; by default to its end.

        Raises:
            StorageError: The file is being rewritten.
        """
        if not self._lock.acquire(timeout=longest_s):
            raise StorageError(say("Withdrawn words are being taken out of {path}.", path=str(self._path)))
        try:
            if self._connection is None:
                self._connection = connect_to_read(self._path)
            yield self._connection
        finally:
            self._lock.release()

    @contextmanager
    def closed(self) -> Iterator[None]:
        """Keep it closed during the block; whoever wants to read waits."""
        with self._lock:
            self.close()
            yield

    def close(self) -> None:
        """Close it, with whatever was not read to its end; who asks for it again opens it again."""
        with self._lock:
            if self._connection is not None:
                self._connection.close()
                self._connection = None

    def move_to(self, path: Path) -> None:
        """Read another file from now on."""
        with self.closed():
            self._path = path


class _Seen(NamedTuple):
    """Holds what the system says of a file: which one it is, and when and how it was last written."""

    device: int
    inode: int
    size: int
    changed_ns: int

    def is_same_file(self, other: _Seen | None) -> bool:
        return other is not None and (self.device, self.inode) == (other.device, other.inode)


class FileWatch:
    """Watches that the path of an open store, and of its write-ahead log, still leads to the file that is open.

    A file that was removed, replaced or cut accepts commits without an error: SQLite writes through its open handle.
    So path and open file are compared around each change; this costs four questions to the system.

    Attributes:
        path: The store's file.
        why: Why the file is lost, so that what was saved is no longer found by its path. None while all is well.
    """

    def __init__(self, connection: Connection) -> None:
        """Watch the file that this connection has just opened."""
        self.path = file_of(connection)
        self.why: Message | None = None
        self._connection = connection
        self._wal = Path(f"{self.path}-wal")
        self._known, self._known_wal = _seen(self.path), _seen(self._wal)

    def check(self) -> None:
        """Make sure that nothing has happened to the file since `remember`.

        Raises:
            StorageError: The file is lost.
        """
        seen, wal = _seen(self.path), _seen(self._wal)
        self._compare(seen, wal, is_known=(seen, wal) == (self._known, self._known_wal))
        self.why = None

    def remember(self, *, is_checkpoint: bool) -> None:
        """Remember how our own change left the file.

        Args:
            is_checkpoint: The change has moved the write-ahead log into the file; otherwise it has only made the log
                longer.

        Raises:
            StorageError: The file is lost: the change went into a file that nobody will find.
        """
        seen, wal = _seen(self.path), _seen(self._wal)
        is_longer = wal is not None and (self._known_wal is None or wal.size >= self._known_wal.size)
        self._compare(seen, wal, is_known=is_checkpoint or (seen == self._known and is_longer))

    def _compare(self, seen: _Seen | None, wal: _Seen | None, *, is_known: bool) -> None:
        self._refuse_other_files(seen, wal)
        # The system may also date a change later than we made it: what stands there decides.
        if not is_known and not self._contains_what_was_saved():
            self._lose(say("{path} was cut or overwritten by something else.", path=str(self.path)))
        self._known, self._known_wal = seen, wal

    def _refuse_other_files(self, seen: _Seen | None, wal: _Seen | None) -> None:
        if seen is None or self._known is None:
            self._lose(
                say("{path} no longer exists: it was removed, or its drive was pulled out.", path=str(self.path))
            )
        if not seen.is_same_file(self._known):
            self._lose(say("{path} is another file now: something has replaced it.", path=str(self.path)))
        if self._known_wal and not self._known_wal.is_same_file(wal):
            self._lose(say("{path} was removed or replaced; the last changes were in it.", path=str(self._wal)))

    def _lose(self, why: Message) -> NoReturn:
        self.why = why
        raise StorageError(why)

    def _contains_what_was_saved(self) -> bool:
        """Tell whether opening the path now finds everything that the open connection knows of."""
        from facilitator_console.store.contents import count_contents
        from facilitator_console.store.integrity import is_intact

        try:
            with closing(connect_to_read(self.path)) as fresh:
                return is_intact(fresh) and count_contents(fresh) == count_contents(self._connection)
        except (OSError, dbapi2.Error, UnicodeDecodeError):
            return False


def _seen(path: Path) -> _Seen | None:
    try:
        found = path.stat()
    except OSError:
        return None
    return _Seen(found.st_dev, found.st_ino, found.st_size, found.st_mtime_ns)

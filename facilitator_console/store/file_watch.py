"""Whether a store's path still leads to the file that is open, and nobody else has changed that file.

A file that was removed, replaced or cut takes commits without a word: SQLite writes through the handle that it holds.
So path and open file are compared around each change; it costs four questions to the system. Nothing is written here.
"""

from __future__ import annotations

from contextlib import closing
from pathlib import Path
from typing import NamedTuple, NoReturn

from sqlcipher3 import dbapi2
from sqlcipher3.dbapi2 import Connection

from facilitator_console.store.connection import connect_to_read, file_of
from facilitator_console.store.errors import StorageError
from facilitator_console.words import Message, say


class _Seen(NamedTuple):
    """What the system says of a file: which it is, and how it was left."""

    device: int
    inode: int
    size: int
    changed_ns: int

    def is_same_file(self, other: _Seen | None) -> bool:
        return other is not None and (self.device, self.inode) == (other.device, other.inode)


class FileWatch:
    """The file of an open store, and its write-ahead log.

    Attributes:
        path: The store's file.
        why: Why it is lost: what was saved is no longer found by its path. None while all is well.
    """

    def __init__(self, connection: Connection) -> None:
        """Watch the file that this connection has just opened."""
        self.path = file_of(connection)
        self.why: Message | None = None
        self._connection = connection
        self._wal = Path(f"{self.path}-wal")
        self._kept, self._kept_wal = _seen(self.path), _seen(self._wal)

    def check(self) -> None:
        """See that nothing has happened to the file since `keep`.

        Raises:
            StorageError: It is lost.
        """
        seen, wal = _seen(self.path), _seen(self._wal)
        self._compare(seen, wal, is_known=(seen, wal) == (self._kept, self._kept_wal))
        self.why = None

    def keep(self, *, is_moved: bool) -> None:
        """Keep how the file was left by our own change.

        Args:
            is_moved: The change has moved the write-ahead log into the file; else it has only made the log longer.

        Raises:
            StorageError: It is lost: the change went into a file that nobody will find.
        """
        seen, wal = _seen(self.path), _seen(self._wal)
        is_longer = wal is not None and (self._kept_wal is None or wal.size >= self._kept_wal.size)
        self._compare(seen, wal, is_known=is_moved or (seen == self._kept and is_longer))

    def _compare(self, seen: _Seen | None, wal: _Seen | None, *, is_known: bool) -> None:
        self._refuse_other_files(seen, wal)
        # The system may also date a change later than we made it: what stands there decides.
        if not is_known and not self._holds_what_was_saved():
            self._lose(say("{path} was cut or overwritten by something else.", path=str(self.path)))
        self._kept, self._kept_wal = seen, wal

    def _refuse_other_files(self, seen: _Seen | None, wal: _Seen | None) -> None:
        if seen is None or self._kept is None:
            self._lose(
                say("{path} is not there any more: it was removed, or its drive was pulled out.", path=str(self.path))
            )
        if not seen.is_same_file(self._kept):
            self._lose(say("{path} is another file now: something has replaced it.", path=str(self.path)))
        if self._kept_wal and not self._kept_wal.is_same_file(wal):
            self._lose(say("{path} was removed or replaced; the last changes were in it.", path=str(self._wal)))

    def _lose(self, why: Message) -> NoReturn:
        self.why = why
        raise StorageError(why)

    def _holds_what_was_saved(self) -> bool:
        """Whether whoever opens the path now finds all that the open connection knows of."""
        from facilitator_console.store.holdings import holdings
        from facilitator_console.store.integrity import is_whole

        try:
            with closing(connect_to_read(self.path)) as fresh:
                return is_whole(fresh) and holdings(fresh) == holdings(self._connection)
        except (OSError, dbapi2.Error, UnicodeDecodeError):
            return False


def _seen(path: Path) -> _Seen | None:
    try:
        found = path.stat()
    except OSError:
        return None
    return _Seen(found.st_dev, found.st_ino, found.st_size, found.st_mtime_ns)

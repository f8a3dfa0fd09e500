"""Keeps two small files beside a store: its lock, and the time when this laptop was last alive.

The lock is SQLite's own lock on an empty file: one program works on a store at a time, and however the program ends,
its lock ends with it. Nothing else in this program may open that file: POSIX releases a lock as soon as its process
closes the locked file, through whichever handle. `opening` refuses it by its name.
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import closing, contextmanager, suppress
from pathlib import Path
from typing import TYPE_CHECKING, cast

from sqlcipher3 import dbapi2

from facilitator_console.store.connection import HEARTBEAT_SUFFIX
from facilitator_console.store.errors import is_damage
from facilitator_console.words import UserError, say

if TYPE_CHECKING:
    from facilitator_console.log import Instant, LaptopId, SessionId

_NOT_LOCKED = {dbapi2.SQLITE_BUSY, dbapi2.SQLITE_IOERR}


class StoreInUseError(UserError):
    """Is raised when another window or program has the store open."""


@contextmanager
def lock(path: Path) -> Iterator[None]:
    """Acquire a store's lock for the block. The lock file stays, so that nobody locks one that is just being deleted.

    Raises:
        StoreInUseError: Another program has the lock.
        UserError: Something else has the lock file's name, or the drive does not support locks.
        OSError: The lock can't be written beside the store.
    """
    beside = path.with_name(f"{path.name}.lock")
    beside.touch(mode=0o600)
    with closing(dbapi2.connect(beside, timeout=0, isolation_level=None, check_same_thread=False)) as connection:
        try:
            connection.execute("BEGIN EXCLUSIVE")
        except dbapi2.DatabaseError as error:
            if is_damage(error):
                raise UserError(
                    say("{path} is in the way: it is not the lock of a store. Move it away.", path=str(beside))
                ) from error
            if error.sqlite_errorcode not in _NOT_LOCKED:
                raise
            # On a share that does not support locks SQLite may report that somebody else has this one.
            if not _supports_locks(path):
                raise UserError(
                    say(
                        "{path} is on a drive or share that does not support locks, so two programs could write to it "
                        "at once. Keep the store on this laptop’s own disk, and copy it to the share with backup.",
                        path=str(path),
                    )
                ) from error
            if error.sqlite_errorcode != dbapi2.SQLITE_BUSY:
                raise
            message = say("{path} is open in another window or program; close that one.", path=str(path))
            raise StoreInUseError(message) from error
        yield


def _supports_locks(path: Path) -> bool:
    """Tell whether a file that nobody else knows can be locked beside a store."""
    probe = path.with_name(f"{path.name}.{os.urandom(4).hex()}.probe")
    try:
        with closing(dbapi2.connect(probe, timeout=0, isolation_level=None)) as probe_connection:
            probe_connection.execute("BEGIN EXCLUSIVE")
    except dbapi2.Error as error:
        return error.sqlite_errorcode not in _NOT_LOCKED
    finally:
        probe.unlink(missing_ok=True)
    return True


PARTS = 2
"""Number of parts of a line: whose heartbeat it is, and its time."""


class Heartbeat:
    """Keeps the time when this laptop was last alive while clocks ran that it leads.

    A gap counts from there. The file contains random ids and instants on the laptop's own time line, nothing that was
    said; copies of the store don't include it. Without it a gap counts from the last event, so that its loss loses no
    event. Failures to read or write it are ignored: the store itself reports what is wrong with its drive.
    """

    def __init__(self, store: Path, session: SessionId, laptop: LaptopId) -> None:
        """Use this laptop's line for a session of this store; by its id, as the file may move to another laptop."""
        self._path = store.with_name(store.name + HEARTBEAT_SUFFIX)
        self._session = session
        self._name = f"{session}/{laptop}"

    @staticmethod
    def move(store: Path, to: Path) -> None:
        """Take all lines along to the file in which a store goes on; nothing of them is left beside the old one."""
        beside, there = (path.with_name(path.name + HEARTBEAT_SUFFIX) for path in (store, to))
        with suppress(OSError):
            text = beside.read_bytes()
            there.touch(mode=0o600)
            there.write_bytes(text)
            beside.unlink()

    def last_at_ms(self) -> Instant:
        """Return when this laptop was last alive; 0 if that is not known."""
        return self._read().get(self._name, cast("Instant", 0))

    def record(self, at_ms: Instant) -> None:
        """Record that this laptop is alive now."""
        self._write({**self._read(), self._name: at_ms})

    def clear(self) -> None:
        """Remove this laptop's line, because the clocks have stopped; an empty file is deleted."""
        known = self._read()
        if known.pop(self._name, None) is not None:
            self._write(known)

    def clear_session(self) -> None:
        """Remove the lines of all laptops, because the session was deleted."""
        known = self._read()
        others = {name: at_ms for name, at_ms in known.items() if not name.startswith(f"{self._session}/")}
        if others != known:
            self._write(others)

    def _read(self) -> dict[str, Instant]:
        """Read all lines; a line that was torn is ignored."""
        try:
            lines = self._path.read_text(encoding="ascii", errors="replace").splitlines()
        except OSError:
            return {}
        pairs = (line.split() for line in lines)
        return {pair[0]: cast("Instant", int(pair[1])) for pair in pairs if len(pair) == PARTS and pair[1].isdecimal()}

    def _write(self, known: dict[str, Instant]) -> None:
        """Overwrite the file with one write: a program that is killed meanwhile leaves the old text or the new one."""
        with suppress(OSError):
            if not known:
                self._path.unlink(missing_ok=True)
                return
            text = "".join(f"{name} {at_ms}\n" for name, at_ms in known.items()).encode("ascii")
            file = os.open(self._path, os.O_RDWR | os.O_CREAT, 0o600)
            try:
                os.write(file, text)
                os.ftruncate(file, len(text))
            finally:
                os.close(file)

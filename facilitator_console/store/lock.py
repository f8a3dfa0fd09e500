"""Keeps two small files beside a store: its lock, and the time when this laptop was last alive.

The lock is SQLite's own lock on an empty file: one program works on a store at a time, and however the program ends,
its lock ends with it. Nothing else in this program may open that file: POSIX releases a lock as soon as its process closes
the locked file, through whichever handle. `opening` refuses it by its name.
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import closing, contextmanager, suppress
from pathlib import Path
from typing import TYPE_CHECKING, cast

from sqlcipher3 import dbapi2

from facilitator_console.store.connection import ALIVE
from facilitator_console.store.errors import is_damage
from facilitator_console.words import UserError, say

if TYPE_CHECKING:
    from facilitator_console.log import Instant, LaptopId, SessionId

_NOT_LOCKED = {dbapi2.SQLITE_BUSY, dbapi2.SQLITE_IOERR}


class StoreInUseError(UserError):
    """Another window or program holds the store."""


@contextmanager
def lock(path: Path) -> Iterator[None]:
    """Hold a store for this program. Its lock file stays, so that nobody locks one that is just being deleted.

    Raises:
        StoreInUseError: Another program holds it.
        UserError: Something else has the lock file's name, or no locks are kept where the store lies.
        OSError: The lock can't be written beside the store.
    """
    beside = path.with_name(f"{path.name}.lock")
    beside.touch(mode=0o600)
    with closing(dbapi2.connect(beside, timeout=0, isolation_level=None, check_same_thread=False)) as held:
        try:
            held.execute("BEGIN EXCLUSIVE")
        except dbapi2.DatabaseError as error:
            if is_damage(error):
                raise UserError(
                    say("{path} is in the way: it is no lock of a store. Move it away.", path=str(beside))
                ) from error
            if error.sqlite_errorcode not in _NOT_LOCKED:
                raise
            # SQLite may say of a share that keeps no locks that somebody else holds this one.
            if not _keeps_locks(path):
                raise UserError(
                    say(
                        "{path} lies on a drive or share that keeps no locks, so that two programs could write it at "
                        "once. Keep the store on this laptop's own disk, and copy it to the share with backup.",
                        path=str(path),
                    )
                ) from error
            if error.sqlite_errorcode != dbapi2.SQLITE_BUSY:
                raise
            message = say("{path} is open in another window or program; close that one.", path=str(path))
            raise StoreInUseError(message) from error
        yield


def _keeps_locks(path: Path) -> bool:
    """Whether a file that nobody else knows can be locked beside a store."""
    probe = path.with_name(f"{path.name}.{os.urandom(4).hex()}.probe")
    try:
        with closing(dbapi2.connect(probe, timeout=0, isolation_level=None)) as alone:
            alone.execute("BEGIN EXCLUSIVE")
    except dbapi2.Error as error:
        return error.sqlite_errorcode not in _NOT_LOCKED
    finally:
        probe.unlink(missing_ok=True)
    return True


PARTS = 2
"""Of a line: whose sign it is, and when it was given."""


class SignOfLife:
    """The file. What the world does to it is nobody's failure: of its drive the store itself says what is wrong."""

    def __init__(self, store: Path, session: SessionId, laptop: LaptopId) -> None:
        """This laptop's sign in a session of this store; by its id, since a stick may carry the file to another."""
        self._path = store.with_name(store.name + ALIVE)
        self._session = session
        self._name = f"{session}/{laptop}"

    def last_ms(self) -> Instant:
        """When the sign was last given; 0 where nothing tells."""
        return self._read().get(self._name, cast("Instant", 0))

    def give(self, at_ms: Instant) -> None:
        """This laptop is alive now."""
        self._write({**self._read(), self._name: at_ms})

    def forget(self) -> None:
        """The clocks stand; the file goes with the last sign in it."""
        known = self._read()
        if known.pop(self._name, None) is not None:
            self._write(known)

    def forget_session(self) -> None:
        """The session was deleted: no laptop's sign of it stays."""
        known = self._read()
        others = {name: at_ms for name, at_ms in known.items() if not name.startswith(f"{self._session}/")}
        if others != known:
            self._write(others)

    def _read(self) -> dict[str, Instant]:
        """What it says; a line that was torn says nothing."""
        try:
            lines = self._path.read_text(encoding="ascii", errors="replace").splitlines()
        except OSError:
            return {}
        pairs = (line.split() for line in lines)
        return {pair[0]: cast("Instant", int(pair[1])) for pair in pairs if len(pair) == PARTS and pair[1].isdecimal()}

    def _write(self, known: dict[str, Instant]) -> None:
        """Overwrite it in one go: a program that is killed at any moment leaves the old text or the new one."""
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

"""One program to a store: SQLite's own lock on an empty file beside it, which ends with the program however it ends.

Nobody else in this program may open that file: POSIX lets go of a lock as soon as its process closes the file that is
locked, through whichever handle. `opening` refuses it by its name.
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path

from sqlcipher3 import dbapi2

from facilitator_console.store.errors import is_damage
from facilitator_console.words import UserError, say

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

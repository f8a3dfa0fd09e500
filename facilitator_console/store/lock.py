"""One program to a store: SQLite's own lock on an empty file beside it, which ends with the program however it ends.

Nobody else in this program may open that file: POSIX lets go of a lock as soon as its process closes the file that is
locked, through whichever handle. `opening` refuses it by its name.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path

from sqlcipher3 import dbapi2

from facilitator_console.store.errors import is_damage
from facilitator_console.words import UserError, say


class StoreInUseError(UserError):
    """Another window or program holds the store."""


@contextmanager
def lock(path: Path) -> Iterator[None]:
    """Hold a store for this program. Its lock file stays, so that nobody locks one that is just being deleted.

    Raises:
        StoreInUseError: Another program holds it.
        UserError: Something else has the lock file's name.
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
            if error.sqlite_errorcode != dbapi2.SQLITE_BUSY:
                raise
            message = say("{path} is open in another window or program; close that one.", path=str(path))
            raise StoreInUseError(message) from error
        yield

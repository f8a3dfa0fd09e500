"""One program to a store: a lock on a file beside it, which the system lets go of however the program ends."""

from __future__ import annotations

import errno
import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from facilitator_console.words import UserError, say

if sys.platform == "win32":
    import msvcrt

    def _take(descriptor: int) -> None:
        msvcrt.locking(descriptor, msvcrt.LK_NBLCK, 1)

else:
    import fcntl

    def _take(descriptor: int) -> None:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)


_IS_HELD = {errno.EAGAIN, errno.EACCES, errno.EDEADLK}
"""Linux and macOS say the first, Windows the others."""


@contextmanager
def lock(path: Path) -> Iterator[None]:
    """Hold a store for this program. Its lock file stays, so that nobody locks one that is just being deleted.

    Raises:
        UserError: Another program holds it.
        OSError: The lock can't be written beside the store.
    """
    descriptor = os.open(path.with_name(f"{path.name}.lock"), os.O_RDWR | os.O_CREAT, 0o600)
    try:
        try:
            _take(descriptor)
        except OSError as error:
            if error.errno not in _IS_HELD:
                raise
            held = say("{path} is open in another window or program; close that one.", path=str(path))
            raise UserError(held) from error
        yield
    finally:
        os.close(descriptor)

"""Before a store is opened for work: is this file one of ours, sound, and nobody else's just now?

Nothing here writes to a file that is there. A damaged one is refused and left to `doctor`.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path

from filelock import FileLock, Timeout
from sqlcipher3 import dbapi2

from facilitator_console.store import copies, derived
from facilitator_console.store.connection import APPLICATION_ID, connect, connect_to_read, transaction
from facilitator_console.store.errors import is_damage
from facilitator_console.store.migrations import VERSION, migrate, version_of
from facilitator_console.words import Message, UserError, say

_MAGIC = b"SQLite format 3\0"
_HEADER_BYTES = 100


def refuse_other_files(path: Path) -> None:
    """See that a file is a store, as far as its header tells, or that one can be made there.

    Raises:
        UserError: It is a folder, or empty, or no store.
        OSError: It can't be read.
    """
    if path.is_dir():
        raise UserError(say("{path} is a folder; name a file.", path=str(path)))
    if not path.exists():
        _refuse_orphans(path)
        return
    with path.open("rb") as file:
        header = file.read(_HEADER_BYTES)
    if not header:
        raise UserError(say("{path} is empty, so it is no store; name another file, or delete it.", path=str(path)))
    if not header.startswith(_MAGIC) or len(header) < _HEADER_BYTES:
        raise UserError(_no_store(path))
    if int.from_bytes(header[68:72], "big") != APPLICATION_ID:
        raise UserError(say("{path} is the file of another program; it was left as it is.", path=str(path)))


def make_folder(folder: Path) -> None:
    """Make a store's folder where it is missing.

    Raises:
        UserError: A file is in its place.
        OSError: It can't be made.
    """
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except (FileExistsError, NotADirectoryError) as error:
        raise UserError(say("{path} is not a folder; name another place.", path=str(folder))) from error


@contextmanager
def lock(path: Path) -> Iterator[None]:
    """Hold a store for this program; the system lets go of it when the program ends, however it does.

    Raises:
        UserError: Another program holds it.
        OSError: The lock can't be written beside the store.
    """
    held = FileLock(path.with_name(f"{path.name}.lock"), timeout=0, thread_local=False)
    try:
        held.acquire()
    except Timeout as error:
        raise UserError(say("{path} is open in another window or program; close that one.", path=str(path))) from error
    try:
        yield
    finally:
        held.release()


def refuse_unsound(path: Path) -> None:
    """See that a store is undamaged and of a version that this program knows.

    Raises:
        UserError: It is neither.
        sqlcipher3.dbapi2.Error: The world failed.
    """
    try:
        with closing(connect_to_read(path)) as connection:
            version = version_of(connection)
            sound = not _is_cut_off(path) and connection.execute("PRAGMA quick_check(1)").fetchall() == [("ok",)]
    except dbapi2.Error as error:
        if not is_damage(error):
            raise
        raise UserError(_damaged(path)) from error
    if version > VERSION:
        raise UserError(newer_version(path, version))
    if not sound:
        raise UserError(_damaged(path))


def newer_version(path: Path, version: int) -> Message:
    """What is said of a store that a newer program wrote."""
    return say(
        "{path} was written by a newer version of this program: it has store version {theirs}, this program knows up "
        "to {ours}. Install the newer program.",
        path=str(path),
        theirs=version,
        ours=VERSION,
    )


def create(path: Path) -> None:
    """Make an empty store, all or nothing.

    Raises:
        OSError, sqlcipher3.dbapi2.Error: The world failed; nothing was left behind.
    """
    unfinished = copies.unfinished_of(path)
    try:
        copies.prepare(unfinished)
        with closing(connect(unfinished)) as connection:
            migrate(connection)
            with transaction(connection):
                derived.create(connection)
        copies.put_in_place(unfinished, path)
    except BaseException:
        copies.remove(unfinished)
        raise


def _refuse_orphans(path: Path) -> None:
    # SQLite would take a write-ahead log that lies there for the new file's own.
    for suffix in ("-wal", "-journal"):
        orphan = path.with_name(path.name + suffix)
        if orphan.exists() and orphan.stat().st_size:
            raise UserError(
                say(
                    "{path} is missing, but {orphan} is there; see what doctor says.",
                    path=str(path),
                    orphan=orphan.name,
                )
            )


def _is_cut_off(path: Path) -> bool:
    """Whether a part of a page is missing at the end, which SQLite would take for zeros."""
    wal = path.with_name(f"{path.name}-wal")
    if wal.exists() and wal.stat().st_size:
        return False  # A crash while the file grew; what it lacks is in the write-ahead log.
    with path.open("rb") as file:
        page_bytes = int.from_bytes(file.read(18)[16:], "big")
    return page_bytes > 1 and path.stat().st_size % page_bytes != 0


def _no_store(path: Path) -> Message:
    return say(
        "{path} is no store, or its beginning is damaged; it was left as it is, see what doctor says.", path=str(path)
    )


def _damaged(path: Path) -> Message:
    return say("{path} is damaged; it was left as it is. doctor saves what can be read.", path=str(path))

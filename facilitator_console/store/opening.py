"""Checks a file before it is opened as a store, and keeps two small files beside it: its lock and its heartbeat.

The checks: the file is one of ours, whole, and of a known version. Nothing here writes to a file that exists, except
to roll back a change that a crash interrupted. A damaged store is refused and left to `doctor`.

The lock is SQLite's own lock on an empty file: one program works on a store at a time, and however the program ends,
its lock ends with it. Nothing else in this program may open that file: POSIX releases a lock as soon as its process
closes the locked file, through whichever handle. So it is refused by its name.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager, suppress
from pathlib import Path
from typing import TYPE_CHECKING, cast

from sqlcipher3 import dbapi2
from sqlcipher3.dbapi2 import Connection

from facilitator_console.runtime import laptop
from facilitator_console.store.connection import (
    APPLICATION_ID,
    HEARTBEAT_SUFFIX,
    STORE_SUFFIXES,
    connect_to_read,
    roll_back,
)
from facilitator_console.store.errors import DamageError, is_damage, storage_errors
from facilitator_console.store.integrity import is_intact
from facilitator_console.store.migrations import EVENT_FORMAT, EVENT_FORMAT_VERSION, VERSION, flag, version_of
from facilitator_console.words import Message, UserError, say

if TYPE_CHECKING:
    from facilitator_console.log import Instant, LaptopId, SessionId

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

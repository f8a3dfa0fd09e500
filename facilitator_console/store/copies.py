"""Makes whole copies of a store: backups, the copy before a migration, a store that goes on elsewhere.

There is one way to copy: SQLite writes an image of the last commit into a new file (`VACUUM INTO`), which gets its name
only once it is a store that can be worked on, and is on the disk. No existing file is overwritten.
"""

from __future__ import annotations

import os
import re
import secrets
from collections.abc import Callable, Sequence
from contextlib import closing
from itertools import count
from pathlib import Path
from shutil import copyfile

from sqlcipher3 import dbapi2
from sqlcipher3.dbapi2 import Connection

from facilitator_console.log import Event
from facilitator_console.runtime.laptop import flush, refuse_name
from facilitator_console.store.connection import (
    SQLITE_SUFFIXES,
    STORE_SUFFIXES,
    connect,
    connect_immutable,
    connect_to_read,
    file_of,
    roll_back,
    transaction,
    truncate,
)
from facilitator_console.store.contents import UNREADABLE, ContentCounts, count_contents
from facilitator_console.store.derived import read_tables
from facilitator_console.store.errors import DamageError, StorageError, drive_failure, storage_errors
from facilitator_console.store.integrity import is_intact
from facilitator_console.words import Message, UserError, say

_BEFORE = ".before-v"
_UNFINISHED = ".unfinished"
_BACKUP = re.compile(r"\.[0-9a-f]{8}\.unfinished$")
_INTERRUPTED_AFTER_S = 3600.0


def backup(store: Path, target: Path, unsaved: Sequence[Event] = ()) -> Path:
    """Copy a store, which may be in use meanwhile.

    Args:
        store: The store's file.
        target: A new file, or a folder, in which it gets a neutral name.
        unsaved: Events that could not be saved to the store yet; the copy contains them.

    Returns:
        The path of the copy.

    Raises:
        UserError: The target exists, or its folder does not, or it is a file that belongs to the store.
        DamageError: The store is damaged; it was copied as it is, byte for byte, and the copy is damaged too.
        StorageError: The drive or the system failed; nothing was left behind.
    """
    refuse_name(target)
    if target.is_dir():
        target = next(path for n in count(1) if not os.path.lexists(path := target / f"backup-{n}.sqlite"))
    refuse_beside(store, target)
    # Two programs may be copying to one place: each writes a file of its own, and the first gets the name.
    unfinished = free_unfinished_of(target)
    if not _is_readable(store):
        raise _copied_byte_for_byte(store, target, unfinished)
    with storage_errors(store):
        connection = connect_to_read(store)
    with closing(connection):
        copy(connection, target, unfinished, unsaved)
    return target


def _is_readable(store: Path) -> bool:
    """Tell whether all of a store is as it was saved; a change that a crash interrupted is rolled back first."""
    try:
        with storage_errors(store):
            roll_back(store)
            with closing(connect_to_read(store)) as connection:
                return is_intact(connection, thorough=True)
    except DamageError:
        return False


def copy(
    connection: Connection,
    target: Path,
    unfinished: Path | None = None,
    unsaved: Sequence[Event] = (),
    change: Callable[[Connection], None] | None = None,
) -> None:
    """Copy what a connection sees into a new file, all or nothing.

    Args:
        connection: Open on a store.
        target: The new file.
        unfinished: Its name while it is being made; by default that of `unfinished_of`.
        unsaved: Events that are not in the store yet; the copy contains them.
        change: Changes the copy as needed, and leaves nothing in the write-ahead log; by default `_without_phones`.

    Raises:
        UserError: The target exists, or its folder does not.
        StorageError: The store is damaged, or the drive or the system failed; nothing was left behind.
    """
    refuse_target(target)
    unfinished = unfinished or unfinished_of(target)
    store = file_of(connection)
    with storage_errors(store):
        _refuse_damaged(store)
        expected = count_contents(connection)
    with storage_errors(target):
        try:
            prepare(unfinished)
            # As a URI: SQLite would take a name such as "file:x" for one.
            connection.execute("VACUUM INTO ?", (unfinished.absolute().as_uri(),))
            # It gets its write-ahead log here: after a crash under the final name, it would be in the way.
            with closing(connect(unfinished)) as copied:
                (change or _without_phones)(copied)
            if unsaved:
                from facilitator_console.store.making import add_events

                add_events(unfinished, unsaved)
            # Somebody may delete from the store meanwhile: then the copy need not contain more than the store does now.
            refuse_incomplete(unfinished, target, expected, count_contents(connection))
            put_in_place(unfinished, target)
        except BaseException:
            remove(unfinished)
            raise


def _copied_byte_for_byte(store: Path, target: Path, unfinished: Path) -> DamageError:
    """Copy a damaged store byte for byte, with its write-ahead log; SQLite would leave out what it can't read.

    Returns:
        The error to raise, which names the copy and the damage.
    """
    from facilitator_console.store.page_recovery import damage

    refuse_target(target)
    with storage_errors(target):
        for suffix in ("-wal", "-journal", ""):  # The logs first: without them a store has lost something.
            source = store.with_name(f"{store.name}{suffix}")
            if source.exists():
                try:
                    prepare(unfinished)
                    copyfile(source, unfinished)
                    put_in_place(unfinished, target.with_name(f"{target.name}{suffix}"))
                except BaseException:
                    remove(unfinished)
                    raise
        found = damage(target)
    copied = say("{copy} is a copy of a damaged store. {damage}", copy=str(target), damage=found.message)
    return DamageError(store, found.events, copied)


def _refuse_damaged(store: Path) -> None:
    with closing(connect_to_read(store)) as connection:
        if not is_intact(connection):
            raise DamageError(store)


def refuse_incomplete(unfinished: Path, target: Path, *expected: ContentCounts) -> None:
    """Make sure that a copy is intact and contains at least as much as one of these: a stick may fail silently.

    Raises:
        StorageError: It is not.
    """
    with closing(connect_immutable(unfinished)) as copied:
        counts = count_contents(copied) if is_intact(copied) else UNREADABLE
    if not any(counts.covers(other) for other in expected):
        raise StorageError(drive_failure(target))


def refuse_beside(store: Path, target: Path) -> None:
    """Make sure that a new file would not have the name of a file that SQLite or the lock keeps for a store.

    Raises:
        UserError: It would.
    """
    if target.resolve() in {store.resolve().with_name(f"{store.name}{suffix}") for suffix in STORE_SUFFIXES}:
        raise UserError(
            say("{path} belongs to the store {store}; name another file.", path=str(target), store=store.name)
        )


def refuse_target(target: Path) -> None:
    """Make sure that a new file can be made.

    Raises:
        UserError: It exists, or its folder does not.
    """
    refuse_name(target)
    if os.path.lexists(target):
        raise UserError(_already_exists(target))
    if not target.parent.is_dir():
        raise UserError(say("There is no folder {path} to put the copy in.", path=str(target.parent)))


def copy_before_migration(connection: Connection, store: Path, version: int) -> None:
    """Copy the events as they are before a migration; only the newest such copy stays beside the store.

    Raises:
        StorageError: The drive or the system failed.
    """
    target = store.with_name(f"{store.name}{_BEFORE}{version}")
    older = [path for path in copies_of(store) if path != target]
    with storage_errors(target):
        remove(target)  # Left by an attempt that did not reach the migration: the store is as it was.
    copy(connection, target, change=_keep_lasting_tables)
    with storage_errors(target):
        for path in older:
            remove(path)


def _keep_lasting_tables(copied: Connection) -> None:
    with transaction(copied):
        read_tables.drop(copied)
        # A draft has no subject by which its words could be erased from the copy, and a key is destroyed here alone.
        for table in ("drafts", "phones", "voting_keys"):
            if _has(copied, table):
                copied.execute(f"DELETE FROM {table}")
    clean(copied)


def _without_phones(copied: Connection) -> None:
    """Leave in a copy nothing that leads to a phone: it may be given to somebody else."""
    if _has(copied, "phones") and copied.execute("DELETE FROM phones").rowcount:
        clean(copied)
    else:
        truncate(copied)


def _has(connection: Connection, table: str) -> bool:
    return connection.execute("SELECT 1 FROM sqlite_schema WHERE name = ?", (table,)).fetchone() is not None


def copies_of(store: Path) -> tuple[Path, ...]:
    """Return the copies that migrations left beside a store, sorted by name."""
    beside = store.parent.iterdir() if store.parent.is_dir() else ()
    prefix = f"{store.name}{_BEFORE}"
    return tuple(
        sorted(path for path in beside if path.name.startswith(prefix) and path.name[len(prefix) :].isdecimal())
    )


def remove_unfinished(store: Path) -> None:
    """Remove what interrupted copies left beside a store; the caller has acquired the store's lock.

    Raises:
        StorageError: The drive or the system failed.
    """
    for path in unfinished_beside(store):
        with storage_errors(path):
            remove(path)


def remove_unfinished_backups(finished: Path) -> tuple[Path, ...]:
    """Remove what interrupted backups left, in the folder of one that has just been finished.

    Returns:
        The removed files, sorted by name.
    """
    left = _interrupted_backups(finished.parent, finished.stat().st_mtime)
    for path in left:
        remove(path)
    return left


def unfinished_beside(store: Path) -> tuple[Path, ...]:
    """Return what interrupted copies left in a store's folder, sorted by name.

    A store and its copies before migrations are made only with the lock acquired, so nobody is making them now.
    """
    own = re.compile(rf"{re.escape(store.name)}(\.before-v\d+)?\.unfinished")
    try:
        opened = store.with_name(f"{store.name}.lock").stat().st_mtime
        left = [path for path in store.parent.iterdir() if own.fullmatch(path.name)]
        return tuple(sorted((*left, *_interrupted_backups(store.parent, opened))))
    except OSError:
        return ()  # If the folder can't be listed, nothing else can be done there either.


def _interrupted_backups(folder: Path, now: float) -> tuple[Path, ...]:
    """Return unfinished backups that were not written to for an hour, by the drive's clock: nobody is making them."""
    left = [path for path in folder.iterdir() if _BACKUP.search(path.name)]
    return tuple(sorted(path for path in left if now - path.stat().st_mtime > _INTERRUPTED_AFTER_S))


def damaged_copies_of(store: Path) -> tuple[Path, ...]:
    """Return those copies that migrations left beside a store which can't be read any more, sorted by name."""
    return tuple(path for path in copies_of(store) if _is_damaged(path))


def _is_damaged(path: Path) -> bool:
    try:
        with closing(connect_immutable(path)) as connection:
            return not is_intact(connection)
    except (OSError, dbapi2.Error):
        return True


def clean(connection: Connection) -> None:
    """Remove deleted words from a database's file.

    `secure_delete` alone leaves words in the gaps of pages that were split before the deletion, and the write-ahead
    log contains old pages: so the file is rewritten and the log is truncated.

    Raises:
        StorageError: Another program is reading it.
    """
    # A reader is detected before the whole file is written into the log, which would grow with each attempt.
    truncate(connection)
    connection.execute("VACUUM")
    truncate(connection)


def unfinished_of(target: Path) -> Path:
    """Return the name of a file while it is being made."""
    return target.with_name(f"{target.name}{_UNFINISHED}")


def free_unfinished_of(target: Path) -> Path:
    """Return such a name that nobody else uses, where several programs may be making files of one name."""
    return target.with_name(f"{target.name}.{secrets.token_hex(4)}{_UNFINISHED}")


def prepare(unfinished: Path) -> None:
    """Make an empty file that only its owner may read, in place of what an earlier attempt left; SQLite fills it."""
    remove(unfinished)
    unfinished.touch(mode=0o600)


def put_in_place(unfinished: Path, target: Path) -> None:
    """Give a finished file its name, once it is on the disk.

    Raises:
        UserError: A file of this name exists by now.
    """
    flush(unfinished)
    try:
        os.link(unfinished, target)
    except FileExistsError as error:
        raise UserError(_already_exists(target)) from error
    except OSError:
        _put_in_place_without_links(unfinished, target)
    flush(target.parent)
    remove(unfinished)


def _put_in_place_without_links(unfinished: Path, target: Path) -> None:
    """Give a file its name on drives without hard links; a power cut may leave an empty file, which is not a store."""
    try:
        target.touch(mode=0o600, exist_ok=False)  # Reserves the name: not every stick can rename without overwriting.
    except FileExistsError as error:
        raise UserError(_already_exists(target)) from error
    try:
        unfinished.replace(target)
    except BaseException:
        target.unlink()
        raise


def _already_exists(target: Path) -> Message:
    return say("{path} already exists; name a new file.", path=str(target))


def remove(database: Path) -> None:
    """Delete a database, with the files that SQLite keeps beside it, so that a power cut does not bring it back."""
    # The database last: a leftover beside a missing file would prevent making a new one there.
    paths = [database.with_name(database.name + suffix) for suffix in (*SQLITE_SUFFIXES, "")]
    if existing := [path for path in paths if os.path.lexists(path)]:
        for path in existing:
            path.unlink(missing_ok=True)
        flush(database.parent)

"""Whole copies of a store: backups, the copy before a migration, a store that goes on elsewhere.

One way to copy: SQLite writes an image of the last commit into a new file (`VACUUM INTO`), which gets its name only
once it is a store that can be worked on, and is on the disk. Nothing that is there is overwritten.
"""

from __future__ import annotations

import os
import re
import secrets
from collections.abc import Callable, Mapping, Sequence
from contextlib import closing
from itertools import count
from pathlib import Path
from shutil import copyfile

from sqlcipher3 import dbapi2
from sqlcipher3.dbapi2 import Connection

from facilitator_console.log import Erasures, Event, SessionId
from facilitator_console.runtime.laptop import flush, refuse_name
from facilitator_console.store import deleting, derived
from facilitator_console.store.connection import (
    BESIDE,
    OF_SQLITE,
    connect,
    connect_to_read,
    connect_to_still,
    file_of,
    roll_back,
    transaction,
    truncate,
)
from facilitator_console.store.erasing import erase_in
from facilitator_console.store.errors import DamageError, StorageError, drive_fails, world_errors
from facilitator_console.store.holdings import NOTHING, Holdings, holdings
from facilitator_console.store.integrity import is_whole
from facilitator_console.words import Message, UserError, say

_BEFORE = ".before-v"
_UNFINISHED = ".unfinished"
_BACKUP = re.compile(r"\.[0-9a-f]{8}\.unfinished$")
_CUT_SHORT_S = 3600.0


def backup(store: Path, target: Path, unsaved: Sequence[Event] = ()) -> Path:
    """Copy a store, which may be open and written to meanwhile.

    Args:
        store: The store's file.
        target: A new file, or a folder, in which a neutral name is found for it.
        unsaved: What whoever works on the store could not save yet; it is in the copy.

    Returns:
        The copy.

    Raises:
        UserError: The target is there already, or its folder is not, or it is a file that belongs to the store.
        DamageError: The store is damaged; it was copied as it is, byte for byte, and the copy is damaged too.
        StorageError: The world failed; nothing was left behind.
    """
    refuse_name(target)
    if target.is_dir():
        target = next(path for n in count(1) if not os.path.lexists(path := target / f"backup-{n}.sqlite"))
    refuse_beside(store, target)
    # Two may be copying to one place: each writes a file of its own, and the first gets the name.
    unfinished = free_unfinished_of(target)
    if not _can_be_read(store):
        raise _copied_as_it_is(store, target, unfinished)
    with world_errors(store):
        connection = connect_to_read(store)
    with closing(connection):
        copy(connection, target, unfinished, unsaved)
    return target


def _can_be_read(store: Path) -> bool:
    """Whether all of a store is as it was saved; a change that a crash cut off is taken back first."""
    try:
        with world_errors(store):
            roll_back(store)
            with closing(connect_to_read(store)) as connection:
                return is_whole(connection, thorough=True)
    except DamageError:
        return False


def copy(
    connection: Connection,
    target: Path,
    unfinished: Path | None = None,
    unsaved: Sequence[Event] = (),
    change: Callable[[Connection], None] = truncate,
) -> None:
    """Copy what a connection sees into a new file, all or nothing.

    Args:
        connection: Open on a store.
        target: The new file.
        unfinished: What it is called while it is being made; by default as `unfinished_of` says.
        unsaved: What memory knows and the connection does not; it is in the copy.
        change: Makes of the copy what it is to be; leaves nothing in the write-ahead log.

    Raises:
        UserError: The target is there already, or its folder is not.
        StorageError: The store is damaged, or the world failed; nothing was left behind.
    """
    refuse_target(target)
    unfinished = unfinished or unfinished_of(target)
    store = file_of(connection)
    with world_errors(store):
        _refuse_damaged(store)
        expected = holdings(connection)
    with world_errors(target):
        try:
            prepare(unfinished)
            # By its address: SQLite would take a name such as "file:x" for one.
            connection.execute("VACUUM INTO ?", (unfinished.absolute().as_uri(),))
            # It gets its write-ahead log here: once it has a name, a crash in the change to it would be in the way.
            with closing(connect(unfinished)) as copied:
                change(copied)
            if unsaved:
                from facilitator_console.store.making import add

                add(unfinished, unsaved)
            # Who works on the store may take something away meanwhile: then it holds no more by now.
            refuse_incomplete(unfinished, target, expected, holdings(connection))
            put_in_place(unfinished, target)
        except BaseException:
            remove(unfinished)
            raise


def _copied_as_it_is(store: Path, target: Path, unfinished: Path) -> DamageError:
    """Copy a damaged store byte for byte, with its write-ahead log; SQLite would leave out what it can't read."""
    from facilitator_console.store.page_recovery import damage

    refuse_target(target)
    with world_errors(target):
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
        if not is_whole(connection):
            raise DamageError(store)


def refuse_incomplete(unfinished: Path, target: Path, *expected: Holdings) -> None:
    """See that a copy is whole and holds as much as one of these: a stick may fail without a word.

    Raises:
        StorageError: It does not.
    """
    with closing(connect_to_still(unfinished)) as copied:
        held = holdings(copied) if is_whole(copied) else NOTHING
    if not any(held.covers(other) for other in expected):
        raise StorageError(drive_fails(target))


def refuse_beside(store: Path, target: Path) -> None:
    """See that a new file would not lie where SQLite and the lock keep theirs for a store.

    Raises:
        UserError: It would.
    """
    if target.resolve() in {store.resolve().with_name(f"{store.name}{suffix}") for suffix in BESIDE}:
        raise UserError(
            say("{path} belongs to the store {store}; name another file.", path=str(target), store=store.name)
        )


def refuse_target(target: Path) -> None:
    """See that a new file can be made.

    Raises:
        UserError: It is there already, or its folder is not.
    """
    refuse_name(target)
    if os.path.lexists(target):
        raise UserError(_there_already(target))
    if not target.parent.is_dir():
        raise UserError(say("There is no folder {path} to put the copy in.", path=str(target.parent)))


def copy_before_migration(connection: Connection, store: Path, version: int) -> None:
    """Keep the events as they are before a migration, in the one such copy beside the store.

    Raises:
        StorageError: The world failed.
    """
    target = store.with_name(f"{store.name}{_BEFORE}{version}")
    older = [path for path in copies_of(store) if path != target]
    with world_errors(target):
        remove(target)  # Of an attempt that never came to migrate: the store is as it was.
    copy(connection, target, change=_keep_what_lasts)
    with world_errors(target):
        for path in older:
            remove(path)


def _keep_what_lasts(copied: Connection) -> None:
    with transaction(copied):
        derived.drop(copied)
        # A draft has no subject by which its words could be withdrawn from the copy.
        if copied.execute("SELECT 1 FROM sqlite_schema WHERE name = 'drafts'").fetchone():
            copied.execute("DELETE FROM drafts")
    clean(copied)


def copies_of(store: Path) -> tuple[Path, ...]:
    """The copies that migrations left beside a store, by name."""
    beside = store.parent.iterdir() if store.parent.is_dir() else ()
    prefix = f"{store.name}{_BEFORE}"
    return tuple(
        sorted(path for path in beside if path.name.startswith(prefix) and path.name[len(prefix) :].isdecimal())
    )


def clear(store: Path) -> None:
    """Take away what copies left beside a store that were cut short; the caller holds the store's lock.

    Raises:
        StorageError: The world failed.
    """
    for path in unfinished_beside(store):
        with world_errors(path):
            remove(path)


def clear_backups(finished: Path) -> tuple[Path, ...]:
    """Take away what backups left that were cut short, in the folder of one that has just been finished.

    Returns:
        What was taken away, by name.
    """
    left = _cut_short(finished.parent, finished.stat().st_mtime)
    for path in left:
        remove(path)
    return left


def unfinished_beside(store: Path) -> tuple[Path, ...]:
    """What was left in a store's folder by copies that were cut short, by name.

    A store and its copies before migrations are made by whoever holds the lock, so nobody is making them now.
    """
    own = re.compile(rf"{re.escape(store.name)}(\.before-v\d+)?\.unfinished")
    try:
        opened = store.with_name(f"{store.name}.lock").stat().st_mtime
        left = [path for path in store.parent.iterdir() if own.fullmatch(path.name)]
        return tuple(sorted((*left, *_cut_short(store.parent, opened))))
    except OSError:
        return ()  # Where the folder can't be looked at, nothing else can be done there either.


def _cut_short(folder: Path, now: float) -> tuple[Path, ...]:
    """Backups to which nothing was written within the hour before, as the drive tells time: nobody is making them."""
    left = [path for path in folder.iterdir() if _BACKUP.search(path.name)]
    return tuple(sorted(path for path in left if now - path.stat().st_mtime > _CUT_SHORT_S))


def damaged_copies_of(store: Path) -> tuple[Path, ...]:
    """Those of the copies that migrations left beside a store that can't be read any more, by name."""
    return tuple(path for path in copies_of(store) if _is_damaged(path))


def _is_damaged(path: Path) -> bool:
    try:
        with closing(connect_to_still(path)) as connection:
            return not is_whole(connection)
    except (OSError, dbapi2.Error):
        return True


def erase(store: Path, erasures: Mapping[SessionId, Erasures], deleted: frozenset[SessionId]) -> None:
    """Blank what was withdrawn in the copies beside a store, and take deleted sessions out of them.

    Copies that were not finished, or are damaged, go.

    Raises:
        StorageError: The world failed; words may be left.
    """
    clear(store)
    for path in copies_of(store):
        with world_errors(path):
            try:
                with world_errors(path), closing(connect(path)) as connection:
                    with transaction(connection):
                        erase_in(connection, erasures)
                        deleting.delete_rows(connection, deleted)
                    clean(connection)
            except DamageError:
                remove(path)  # Nobody can read it, and what was withdrawn can't be taken out of it.


def clean(connection: Connection) -> None:
    """Take deleted words out of a database's file.

    `secure_delete` alone leaves words in the gaps of pages that were split before the deletion, and the write-ahead
    log keeps old pages: so the file is written anew and the log is cut to nothing.

    Raises:
        StorageError: Another program is reading it.
    """
    # A reader is found out before the whole file is written into the log, which would grow with each attempt.
    truncate(connection)
    connection.execute("VACUUM")
    truncate(connection)


def unfinished_of(target: Path) -> Path:
    """The name of a file while it is being made."""
    return target.with_name(f"{target.name}{_UNFINISHED}")


def free_unfinished_of(target: Path) -> Path:
    """The same where several may be making files of one name."""
    return target.with_name(f"{target.name}.{secrets.token_hex(4)}{_UNFINISHED}")


def prepare(unfinished: Path) -> None:
    """Make an empty file that only its owner may read, in place of what an attempt left; SQLite fills it."""
    remove(unfinished)
    unfinished.touch(mode=0o600)


def put_in_place(unfinished: Path, target: Path) -> None:
    """Give a finished file its name, once it is on the disk.

    Raises:
        UserError: There is a file of this name by now.
    """
    flush(unfinished)
    try:
        os.link(unfinished, target)
    except FileExistsError as error:
        raise UserError(_there_already(target)) from error
    except OSError:
        _put_in_place_without_links(unfinished, target)
    flush(target.parent)
    remove(unfinished)


def _put_in_place_without_links(unfinished: Path, target: Path) -> None:
    """The same on drives that know one name to a file; a power cut may leave an empty one, which is no store."""
    try:
        target.touch(mode=0o600, exist_ok=False)  # The name is ours; not every stick has a renaming that refuses.
    except FileExistsError as error:
        raise UserError(_there_already(target)) from error
    try:
        unfinished.replace(target)
    except BaseException:
        target.unlink()
        raise


def _there_already(target: Path) -> Message:
    return say("{path} exists already; choose another name.", path=str(target))


def remove(database: Path) -> None:
    """Take a database away for good, with the files that SQLite keeps beside it."""
    # The database last: what lies beside a name without a file keeps everybody from making one there.
    paths = [database.with_name(database.name + suffix) for suffix in (*OF_SQLITE, "")]
    if there := [path for path in paths if os.path.lexists(path)]:
        for path in there:
            path.unlink(missing_ok=True)
        flush(database.parent)

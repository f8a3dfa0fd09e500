"""Whole copies of a store: backups, the copy before a migration, a store that goes on elsewhere.

One way to copy: SQLite writes an image of the last commit into a new file (`VACUUM INTO`), which gets its name only
once it is on the disk. Nothing that is there is overwritten.
"""

from __future__ import annotations

import os
from collections.abc import Collection, Mapping
from contextlib import closing
from itertools import count
from pathlib import Path

from sqlcipher3 import dbapi2
from sqlcipher3.dbapi2 import Connection

from facilitator_console.log import SessionId, Subject
from facilitator_console.store import derived
from facilitator_console.store.connection import connect, connect_to_read, file_of, transaction, truncate
from facilitator_console.store.errors import StorageError, damaged, is_damage, world_errors
from facilitator_console.words import UserError, say

_BEFORE = ".before-v"

BLANK = "UPDATE events SET body = '' WHERE session = ? AND subject = ? AND body <> '' AND kind <> 'erased'"
"""Erases one subject's words; an erasure itself holds none, and must last."""


def backup(store: Path, target: Path) -> Path:
    """Copy a store, which may be open and written to meanwhile.

    Args:
        store: The store's file.
        target: A new file, or a folder, in which a neutral name is found for it.

    Returns:
        The copy.

    Raises:
        UserError: The target is there already, or its folder is not.
        StorageError: The world failed; nothing was left behind.
    """
    if target.is_dir():
        target = next(path for n in count(1) if not os.path.lexists(path := target / f"backup-{n}.sqlite"))
    with world_errors(store):
        connection = connect_to_read(store)
    with closing(connection):
        copy(connection, target)
    return target


def copy(connection: Connection, target: Path) -> None:
    """Copy what a connection sees into a new file, all or nothing.

    Raises:
        UserError: The target is there already, or its folder is not.
        StorageError: The world failed; nothing was left behind.
    """
    refuse_target(target)
    unfinished = unfinished_of(target)
    with world_errors(target):
        try:
            prepare(unfinished)
            _write_image(connection, unfinished)
            put_in_place(unfinished, target)
        except BaseException:
            remove(unfinished)
            raise


def _write_image(connection: Connection, unfinished: Path) -> None:
    try:
        connection.execute("VACUUM INTO ?", (str(unfinished),))
    except dbapi2.Error as error:
        if is_damage(error):
            # It is the source that is damaged; the target is new.
            raise StorageError(damaged(file_of(connection))) from error
        raise


def refuse_target(target: Path) -> None:
    """See that a new file can be made.

    Raises:
        UserError: It is there already, or its folder is not.
    """
    if os.path.lexists(target):
        raise UserError(say("{path} is there already; name a new file.", path=str(target)))
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
    copy(connection, target)
    with world_errors(target), closing(connect(target)) as copied:
        with transaction(copied):
            derived.drop(copied)
            # A draft has no subject by which its words could be withdrawn from the copy.
            if copied.execute("SELECT 1 FROM sqlite_schema WHERE name = 'drafts'").fetchone():
                copied.execute("DELETE FROM drafts")
        clean(copied)
        for path in older:
            remove(path)


def copies_of(store: Path) -> tuple[Path, ...]:
    """The copies that migrations left beside a store, by name."""
    beside = store.parent.iterdir()
    prefix = f"{store.name}{_BEFORE}"
    return tuple(
        sorted(path for path in beside if path.name.startswith(prefix) and path.name[len(prefix) :].isdecimal())
    )


def erase(store: Path, erasures: Mapping[SessionId, Collection[Subject]]) -> None:
    """Blank what was withdrawn in the copies beside a store.

    Raises:
        StorageError: The world failed; words may be left.
    """
    for path in copies_of(store):
        with world_errors(path), closing(connect(path)) as connection:
            with transaction(connection):
                gone = [(session, subject) for session, subjects in erasures.items() for subject in subjects]
                connection.executemany(BLANK, gone)
            clean(connection)


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
    return target.with_name(f"{target.name}.unfinished")


def prepare(unfinished: Path) -> None:
    """Make an empty file that only its owner may read, in place of what an attempt left; SQLite fills it."""
    remove(unfinished)
    unfinished.touch(mode=0o600)


def put_in_place(unfinished: Path, target: Path) -> None:
    """Give a finished file its name, once it is on the disk."""
    with unfinished.open("rb+") as file:
        os.fsync(file.fileno())
    unfinished.rename(target)
    if os.name == "posix":  # Windows has no way to flush a folder, and needs none.
        folder = os.open(target.parent, os.O_RDONLY)
        try:
            os.fsync(folder)
        finally:
            os.close(folder)


def remove(database: Path) -> None:
    """Take a database away, with the files that SQLite keeps beside it."""
    for suffix in ("", "-wal", "-shm", "-journal"):
        database.with_name(database.name + suffix).unlink(missing_ok=True)

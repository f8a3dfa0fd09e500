"""Whole copies of a store: backups, the copy before a migration, a store that goes on elsewhere.

One way to copy: SQLite writes an image of the last commit into a new file (`VACUUM INTO`), which gets its name only
once it is on the disk. Nothing that is there is overwritten.
"""

from __future__ import annotations

import os
import secrets
from collections.abc import Collection, Mapping
from contextlib import closing
from itertools import count
from json import dumps
from pathlib import Path
from shutil import copyfile

from sqlcipher3.dbapi2 import Connection

from facilitator_console.laptop import refuse_name
from facilitator_console.log import SessionId, Subject
from facilitator_console.store import derived
from facilitator_console.store.connection import (
    BESIDE,
    OF_SQLITE,
    connect,
    connect_to_read,
    connect_to_still,
    file_of,
    transaction,
    truncate,
)
from facilitator_console.store.errors import DamageError, StorageError, drive_fails, world_errors
from facilitator_console.store.soundness import is_whole
from facilitator_console.words import Message, UserError, say

_BEFORE = ".before-v"

_BLANK = """
    UPDATE events SET body = '', at_ms = 0
    WHERE session = ? AND subject IN (SELECT value FROM json_each(?))
        AND (body <> '' OR at_ms <> 0) AND kind <> 'erased'
"""


def backup(store: Path, target: Path) -> Path:
    """Copy a store, which may be open and written to meanwhile.

    Args:
        store: The store's file.
        target: A new file, or a folder, in which a neutral name is found for it.

    Returns:
        The copy.

    Raises:
        UserError: The target is there already, or its folder is not, or it is a file that belongs to the store.
        DamageError: The store is damaged; it was copied as it is, byte for byte, and the copy is damaged too.
        StorageError: The world failed; nothing was left behind.
    """
    if target.is_dir():
        target = next(path for n in count(1) if not os.path.lexists(path := target / f"backup-{n}.sqlite"))
    refuse_beside(store, target)
    with world_errors(store):
        connection = connect_to_read(store)
    # Two may be copying to one place: each writes a file of its own, and the first gets the name.
    unfinished = target.with_name(f"{target.name}.{secrets.token_hex(4)}.unfinished")
    with closing(connection), world_errors(store):
        if is_whole(connection, thorough=True):
            copy(connection, target, unfinished)
            return target
    raise _copied_as_it_is(store, target, unfinished)


def copy(connection: Connection, target: Path, unfinished: Path | None = None) -> None:
    """Copy what a connection sees into a new file, all or nothing.

    Args:
        connection: Open on a store.
        target: The new file.
        unfinished: What it is called while it is being made; by default as `unfinished_of` says.

    Raises:
        UserError: The target is there already, or its folder is not.
        StorageError: The store is damaged, or the world failed; nothing was left behind.
    """
    refuse_target(target)
    unfinished = unfinished or unfinished_of(target)
    _refuse_damaged(file_of(connection))
    with world_errors(target):
        try:
            prepare(unfinished)
            connection.execute("VACUUM INTO ?", (str(unfinished),))
            _check(unfinished, target)
            put_in_place(unfinished, target)
        except BaseException:
            remove(unfinished)
            raise


def _copied_as_it_is(store: Path, target: Path, unfinished: Path) -> DamageError:
    """Copy a damaged store byte for byte, with its write-ahead log; SQLite would leave out what it can't read."""
    from facilitator_console.store.salvage import damage

    refuse_target(target)
    with world_errors(target):
        for suffix in ("-wal", ""):  # The log first: a store that lies there without it has lost something.
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
    with world_errors(store), closing(connect_to_read(store)) as connection:
        if not is_whole(connection):
            raise DamageError(store)


def _check(unfinished: Path, target: Path) -> None:
    """See that the copy is what was written: a stick may have failed without a word."""
    with closing(connect_to_still(unfinished)) as copied:
        whole = is_whole(copied)
    if not whole:
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
                blank(connection, erasures)
            clean(connection)


def blank(connection: Connection, erasures: Mapping[SessionId, Collection[Subject]]) -> None:
    """Erase these subjects' words and times, within the transaction that is open.

    An erasure itself holds no words, and must last. One pass over a session's events, however many of its subjects
    there are: no index leads to them.
    """
    gone = [(session, dumps(sorted(subjects))) for session, subjects in erasures.items() if subjects]
    connection.executemany(_BLANK, gone)


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
    """Give a finished file its name, once it is on the disk.

    Raises:
        UserError: There is a file of this name by now.
    """
    with unfinished.open("rb+") as file:
        os.fsync(file.fileno())
    try:
        target.touch(mode=0o600, exist_ok=False)  # The name is ours; not every stick has a renaming that refuses.
    except FileExistsError as error:
        raise UserError(_there_already(target)) from error
    try:
        unfinished.replace(target)
    except BaseException:
        target.unlink()
        raise
    if os.name == "posix":  # Windows has no way to flush a folder, and needs none.
        folder = os.open(target.parent, os.O_RDONLY)
        try:
            os.fsync(folder)
        finally:
            os.close(folder)


def _there_already(target: Path) -> Message:
    return say("{path} is there already; name a new file.", path=str(target))


def remove(database: Path) -> None:
    """Take a database away, with the files that SQLite keeps beside it."""
    for suffix in ("", *OF_SQLITE):
        database.with_name(database.name + suffix).unlink(missing_ok=True)

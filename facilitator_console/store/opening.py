"""Before a store is opened for work: is this file one of ours, sound, and nobody else's just now?

Nothing here writes to a file that is there. A damaged one is refused and left to `doctor`.
"""

from __future__ import annotations

import os
from contextlib import closing
from pathlib import Path

from facilitator_console.laptop import refuse_name
from facilitator_console.store.connection import APPLICATION_ID, BESIDE, connect_to_read
from facilitator_console.store.errors import DamageError, world_errors
from facilitator_console.store.migrations import VERSION, version_of
from facilitator_console.store.soundness import is_whole
from facilitator_console.words import Message, UserError, say

_MAGIC = b"SQLite format 3\0"
_HEADER_BYTES = 100


def refuse_other_files(path: Path) -> None:
    """See that a file is a store, as far as its header tells, or that one can be made there.

    Raises:
        UserError: It is a folder, a device, or empty, or no store.
        DamageError: Its beginning is damaged.
        OSError: It can't be read.
    """
    refuse_what_is_no_file(path)
    if not path.exists():
        _refuse_orphans(path)
        return
    with path.open("rb") as file:
        header = file.read(_HEADER_BYTES)
    if not header:
        raise UserError(say("{path} is empty, so it is no store; name another file, or delete it.", path=str(path)))
    is_of_sqlite = header.startswith(_MAGIC) and len(header) == _HEADER_BYTES
    if is_of_sqlite and int.from_bytes(header[68:72], "big") == APPLICATION_ID:
        return
    # Most files that somebody names by mistake need no more than a look at their first pages.
    from facilitator_console.store.salvage import damage, holds_events

    if holds_events(path):
        raise damage(path)
    if is_of_sqlite:
        raise UserError(say("{path} is the file of another program; it was left as it is.", path=str(path)))
    raise UserError(_no_store(path))


def refuse_what_is_no_file(path: Path) -> None:
    """See that there is a file, or nothing yet.

    Raises:
        UserError: It is a folder, a device or a pipe, has a name that SQLite can't be told, or belongs to a store.
    """
    refuse_name(path)
    _refuse_beside(path)
    if path.is_dir():
        raise UserError(say("{path} is a folder; name a file.", path=str(path)))
    if path.exists() and not path.is_file():
        raise UserError(say("{path} is no ordinary file. Name another.", path=str(path)))


def make_folder(folder: Path) -> None:
    """Make a store's folder where it is missing, for its owner alone.

    Raises:
        UserError: A file is in its place.
        OSError: It can't be made.
    """
    try:
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    except (FileExistsError, NotADirectoryError) as error:
        raise UserError(say("{path} is not a folder; name another place.", path=str(folder))) from error


def refuse_unsound(path: Path) -> None:
    """See that a store is undamaged and of a version that this program knows.

    Raises:
        UserError: A newer version wrote it.
        DamageError: It is damaged; says how many events can be recovered.
        StorageError: The world failed.
    """
    try:
        with world_errors(path), closing(connect_to_read(path)) as connection:
            version = version_of(connection)
            sound = version > VERSION or is_whole(connection)
    except DamageError:
        sound, version = False, 0
    if version > VERSION:
        raise UserError(newer_version(path, version))
    if not sound:
        from facilitator_console.store.salvage import damage

        raise damage(path)


def newer_version(path: Path, version: int) -> Message:
    """What is said of a store that a newer program wrote."""
    return say(
        "{path} was written by a newer version of this program: it has store version {theirs}, this program knows up "
        "to {ours}. Install the newer program.",
        path=str(path),
        theirs=version,
        ours=VERSION,
    )


def read_only(path: Path) -> Message:
    """What is said of a store that may only be read."""
    return say(
        "{path} can only be read: there is no permission to write, or the drive is read-only. Copy the store to "
        "another drive first, with backup.",
        path=str(path),
    )


def _refuse_beside(path: Path) -> None:
    # By the name, before anything is opened: whoever opens and closes a lock file lets go of the lock.
    for suffix in BESIDE:
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
                    "{path} is missing, but {orphan} is there; see what doctor says.",
                    path=str(path),
                    orphan=orphan.name,
                )
            )


def _no_store(path: Path) -> Message:
    return say(
        "{path} is no store, or its beginning is damaged; it was left as it is, see what doctor says.", path=str(path)
    )

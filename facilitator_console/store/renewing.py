"""Bringing a store of an older version up to this program's: its lasting tables, then its read tables."""

from __future__ import annotations

from pathlib import Path

from sqlcipher3.dbapi2 import Connection

from facilitator_console.store import copies, derived
from facilitator_console.store.connection import transaction
from facilitator_console.store.errors import OnBug, StorageError, is_of_the_world
from facilitator_console.store.marks import is_current
from facilitator_console.store.migrations import VERSION, migrate, version_of
from facilitator_console.store.sqlite_log import SqliteLog


def renew(connection: Connection, path: Path, on_bug: OnBug) -> None:
    """Migrate what lasts, after a copy was kept, and rebuild the read tables where they don't follow the events.

    Args:
        connection: Open on the store.
        path: The store's file, beside which the copy is kept.
        on_bug: Hears of a bug in the rebuilding.

    Raises:
        StorageError: The world failed.
    """
    if (version := version_of(connection)) < VERSION:
        copies.copy_before_migration(connection, path, version)
        migrate(connection)
    log = SqliteLog(connection)
    with log.connection():
        if is_current(connection):
            return
        try:
            with transaction(connection):
                derived.rebuild(connection, log)
        except Exception as error:
            # The events are sound, and the tables can wait: a bug in them keeps nobody from working.
            if is_of_the_world(error) or isinstance(error, StorageError):
                raise
            on_bug(error)

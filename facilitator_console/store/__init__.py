"""The store: SQLite on disk. The log of events is the truth; the read tables follow from it and are for people.

Here live the file's opening, log, saver, migrations, copies, read tables, search and doctor. No rules of the field.
"""

from importlib import import_module
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from facilitator_console.store.connection import APPLICATION_ID
    from facilitator_console.store.copies import backup, copies_of
    from facilitator_console.store.errors import StorageError
    from facilitator_console.store.migrations import VERSION
    from facilitator_console.store.saver import Batch, Saver, SaveState
    from facilitator_console.store.sqlite_log import SqliteLog
    from facilitator_console.store.store import Store

__all__ = [
    "APPLICATION_ID",
    "VERSION",
    "Batch",
    "SaveState",
    "Saver",
    "SqliteLog",
    "StorageError",
    "Store",
    "backup",
    "copies_of",
]

_HOMES = {
    "APPLICATION_ID": "connection",
    "VERSION": "migrations",
    "Batch": "saver",
    "SaveState": "saver",
    "SqliteLog": "sqlite_log",
    "StorageError": "errors",
    "Store": "store",
    "Saver": "saver",
    "backup": "copies",
    "copies_of": "copies",
}


def __getattr__(name: str) -> object:
    """What is asked for, from the module in which it lives: who lists sessions does not load the saver."""
    if name not in _HOMES:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    return getattr(import_module(f"{__name__}.{_HOMES[name]}"), name)

"""The store: SQLite on disk. The log of events is the truth; the read tables follow from it and are for people.

Here live the file's opening, log, writer, migrations, copies, read tables, search and doctor. No rules of the field.
"""

from facilitator_console.store.connection import APPLICATION_ID
from facilitator_console.store.copies import backup, copies_of
from facilitator_console.store.errors import StorageError
from facilitator_console.store.migrations import VERSION
from facilitator_console.store.sqlite_log import SqliteLog
from facilitator_console.store.store import Store
from facilitator_console.store.writer import Batch, SaveState, Writer

__all__ = [
    "APPLICATION_ID",
    "VERSION",
    "Batch",
    "SaveState",
    "SqliteLog",
    "StorageError",
    "Store",
    "Writer",
    "backup",
    "copies_of",
]

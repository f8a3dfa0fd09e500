"""The full-text index of the notes: its making, and the removal of deleted words from it.

It is one of the read tables: store.rows makes its rows, store.finding asks it.
"""

from __future__ import annotations

from sqlcipher3 import dbapi2

# Letters with marks stay apart (й is not и); what is alike is folded before it comes here.
_CREATE = """
    CREATE VIRTUAL TABLE note_search
    USING fts5(session_id UNINDEXED, note_id UNINDEXED, text, tokenize = 'unicode61 remove_diacritics 0')
"""

# FTS5 only marks a deleted row's words as deleted, and merging the parts of the index keeps the mark, word and all,
# where it has held more parts before. (Its own secure-delete gives it a format that SQLite before 3.42 can't read.)
_REBUILD = "INSERT INTO note_search(note_search) VALUES ('rebuild')"
_IS_THERE = "SELECT 1 FROM sqlite_schema WHERE name = 'note_search'"


def create_search(connection: dbapi2.Connection) -> None:
    """Make the index, empty."""
    connection.execute(_CREATE)


def forget_deleted(connection: dbapi2.Connection) -> None:
    """Take the words of deleted rows out of the index, within the transaction that is open."""
    if connection.execute(_IS_THERE).fetchone():
        connection.execute(_REBUILD)

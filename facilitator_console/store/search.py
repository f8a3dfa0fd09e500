"""Finding notes: full text over folded words, so that case, apostrophes, ґ/г, ї/і and ё/е don't matter.

The index is one of the read tables (see store.rows for what goes in); here are its making and the question.
"""

from __future__ import annotations

from sqlcipher3 import dbapi2

from facilitator_console.log import SessionId
from facilitator_console.notes.ids import NoteId
from facilitator_console.store.connection import file_of
from facilitator_console.store.errors import world_errors
from facilitator_console.words import fold_text

# Letters with marks stay apart (й is not и); what is alike is folded before it comes here.
_CREATE = """
    CREATE VIRTUAL TABLE note_search
    USING fts5(session_id UNINDEXED, note_id UNINDEXED, text, tokenize = 'unicode61 remove_diacritics 0')
"""

# FTS5 only marks a deleted row's words as deleted, and merging the parts of the index keeps the mark, word and all,
# where it has held more parts before. (Its own secure-delete gives it a format that SQLite before 3.42 can't read.)
_REBUILD = "INSERT INTO note_search(note_search) VALUES ('rebuild')"
_IS_THERE = "SELECT 1 FROM sqlite_schema WHERE name = 'note_search'"

# Ids of one writer end in a number: the longer one is the later one.
_SEARCH = """
    SELECT notes.note_id
    FROM note_search JOIN notes USING (session_id, note_id)
    WHERE note_search MATCH ? AND session_id = ?
    ORDER BY notes.at_ms DESC, length(notes.note_id) DESC, notes.note_id DESC
"""


def create_search(connection: dbapi2.Connection) -> None:
    """Make the index, empty."""
    connection.execute(_CREATE)


def forget_deleted(connection: dbapi2.Connection) -> None:
    """Take the words of deleted rows out of the index, within the transaction that is open."""
    if connection.execute(_IS_THERE).fetchone():
        connection.execute(_REBUILD)


def search(connection: dbapi2.Connection, session_id: SessionId, text: str) -> tuple[NoteId, ...]:
    """Notes that hold all words of a text, the last of them perhaps only begun.

    Args:
        connection: An open store.
        session_id: The session.
        text: As it was typed; nothing in it has a meaning of its own.

    Returns:
        Ids of notes that are not removed, newest first; none where the text holds no word.

    Raises:
        StorageError: They can't be read.
    """
    question = _question(text)
    if not question:
        return ()
    with world_errors(file_of(connection)):
        found = connection.execute(_SEARCH, (question, session_id)).fetchall()
    return tuple(NoteId(note_id) for (note_id,) in found)


def _question(text: str) -> str:
    """The text in FTS5's language: every word quoted, the last one a beginning."""
    # A half of a surrogate pair, as an input method may leave it, and a zero byte can't be asked for.
    typed = text.encode("utf-8", "replace").decode().replace("\0", " ")
    words = [word for word in fold_text(typed).split() if any(letter.isalnum() for letter in word)]
    quoted = ['"' + word.replace('"', '""') + '"' for word in words]
    return " ".join(quoted) + "*" if quoted else ""

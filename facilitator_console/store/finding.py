"""Finding notes by their words: asks the full-text index of the store, and what the store does not contain yet.

Words are compared as words.fold_text folds them, so that case, apostrophes, ґ/г, ї/і and ё/е don't matter. The index
is made in store.derived.views, its rows in store.derived.rows.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from contextlib import closing
from typing import NamedTuple

from sqlcipher3.dbapi2 import Connection

from facilitator_console.dialogue.state import State
from facilitator_console.log import Instant, SessionId
from facilitator_console.notes.ids import NoteId
from facilitator_console.store.connection import connect_to_memory
from facilitator_console.store.derived.read_tables import RowChange, Value, apply
from facilitator_console.store.derived.rows import changed_rows
from facilitator_console.store.derived.views import create_search
from facilitator_console.store.errors import StorageError, storage_errors
from facilitator_console.store.migrations import is_current
from facilitator_console.store.store import Store
from facilitator_console.words import fold_text

_FIND = "SELECT note_id FROM note_search WHERE note_search MATCH ? AND session_id = ?"
_FIND_SESSIONS = "SELECT DISTINCT session_id FROM note_search WHERE note_search MATCH ?"
_FIND_EVERYWHERE = """
    SELECT notes.session_id, notes.note_id, sessions.title, notes.text, notes.at_ms
    FROM (
        SELECT rowid AS number, session_id, note_id FROM note_search WHERE note_search MATCH ?
        ORDER BY rowid DESC LIMIT ?
    ) AS found
    CROSS JOIN notes USING (session_id, note_id)
    JOIN sessions USING (session_id)
    ORDER BY notes.at_ms DESC, number DESC
"""
MOST_EVERYWHERE = 200
"""The most notes of all sessions that are found; the newest ones are."""
LONGEST_WAIT_S = 0.1
"""How long somebody who types waits for the end of a sweep, which may take seconds in a large file."""


class FoundNote(NamedTuple):
    """Represents a note of any session that was found.

    Attributes:
        title: Of its session; empty where that was erased.
    """

    session_id: SessionId
    note_id: NoteId
    title: str
    text: str
    at_ms: Instant


def find_everywhere(store: Store, text: str) -> tuple[FoundNote, ...]:
    """Find saved notes of all sessions that contain, for each word of a text, a word that begins with it.

    Args:
        store: The open store, asked in the thread that opened it.
        text: As it was typed; no sign in it has a meaning of its own.

    Returns:
        The newest `MOST_EVERYWHERE` of those that are not removed, newest first; none where the text contains no word.

    Raises:
        StorageError: They can't be read, or withdrawn words are being taken out of the file.
    """
    query = _query(text)
    if not query:
        return ()
    with storage_errors(store.path):
        store.log.mend_search()
        with store.reading(LONGEST_WAIT_S) as connection:
            if not is_current(connection):
                return ()
            rows = connection.execute(_FIND_EVERYWHERE, (query, MOST_EVERYWHERE)).fetchall()
    return tuple(FoundNote(*row) for row in rows)


def find_sessions(store: Store, text: str) -> frozenset[SessionId]:
    """Find the sessions with saved notes that contain, for each word of a text, a word that begins with it.

    Unlike `find_everywhere` it looks at every note: whoever looks for a session of years ago finds it by a common word.

    Raises:
        StorageError: They can't be read.
    """
    query = _query(text)
    if not query:
        return frozenset()
    with storage_errors(store.path):
        store.log.mend_search()
        with store.reading() as connection:
            rows = connection.execute(_FIND_SESSIONS, (query,)).fetchall() if is_current(connection) else ()
    return frozenset(SessionId(session) for (session,) in rows)


def find_notes(store: Store, session_id: SessionId, state: State, text: str) -> frozenset[NoteId] | None:
    """Find the notes that contain, for each word of a text, a word that begins with it.

    Args:
        store: The open store, asked in the thread that opened it.
        session_id: The session.
        state: What the session's log folds to; it is asked instead where the store's tables don't follow the log,
            can't be read, or are being rewritten.
        text: As it was typed; no sign in it has a meaning of its own.

    Returns:
        Ids of notes that are not removed, saved or not; None where the text contains no word to be found.
    """
    query = _query(text)
    if not query:
        return None
    # Taken first: what is saved from now on is in the file when it is asked.
    unsaved = store.saver.unsaved_rows()
    try:
        with storage_errors(store.path):
            store.log.mend_search()
            with store.reading(LONGEST_WAIT_S) as connection:
                if is_current(connection):
                    return _find_saved(connection, session_id, query, unsaved)
    except StorageError:
        pass  # The banner about the store says why; a note is found all the same.
    return frozenset(_find_rows(changed_rows(session_id, state, {"notes": frozenset(state.notes)}), session_id, query))


def _find_saved(
    connection: Connection, session_id: SessionId, query: str, unsaved: Sequence[RowChange]
) -> frozenset[NoteId]:
    """Ask the index of the store; changes that may not be in it yet decide on their notes."""
    saved = connection.execute(_FIND, (query, session_id)).fetchall()
    changed = {change.key[1] for change in unsaved if change.table == "notes"}
    changed |= {change.row[2] for change in unsaved if change.table == "note_search" and change.row}
    found = {NoteId(note_id) for (note_id,) in saved if note_id not in changed}
    return frozenset(found | (_find_rows(unsaved, session_id, query) if changed else set()))


def _find_rows(changes: Iterable[RowChange], session_id: SessionId, query: str) -> set[NoteId]:
    """Ask rows that are in no file, through an index of their own: the same rules hold for them."""
    rows: dict[Value, RowChange] = {}
    for change in changes:
        if change.table == "notes":
            rows.pop(change.key[1], None)  # What follows is its present row of the index, if it has one.
        elif change.table == "note_search" and change.row:
            rows[change.row[2]] = change
    with closing(connect_to_memory()) as memory:
        create_search(memory)
        apply(memory, rows.values())
        return {NoteId(note_id) for (note_id,) in memory.execute(_FIND, (query, session_id))}


def _query(text: str) -> str:
    """Return a text in FTS5's language: each word quoted, as the beginning of a word."""
    # A half of a surrogate pair, as an input method may leave it, and a zero byte can't be asked for.
    typed = text.encode("utf-8", "replace").decode().replace("\0", " ")
    words = [word for word in fold_text(typed).split() if any(letter.isalnum() for letter in word)]
    return " ".join('"' + word.replace('"', '""') + '"*' for word in words)

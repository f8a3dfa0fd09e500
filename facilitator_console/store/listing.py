"""What a store holds, for choosing: its sessions by neutral title, and how far they went."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple, Protocol

from sqlcipher3.dbapi2 import Connection

from facilitator_console.store.connection import file_of
from facilitator_console.store.errors import world_errors

if TYPE_CHECKING:
    from facilitator_console.log import Duration, Instant, SessionId

_SESSIONS = """
    SELECT session_id, title, coalesce(created_at_ms, 0), closed_at_ms IS NOT NULL,
        (SELECT coalesce(sum(held_ms), 0) FROM agenda_items AS i WHERE i.session_id = s.session_id AND NOT removed),
        (SELECT coalesce(sum(planned_ms), 0) FROM agenda_items AS i WHERE i.session_id = s.session_id AND NOT removed),
        closed_at_ms IS NULL AND EXISTS (
            SELECT 1 FROM agenda_items AS i
            WHERE i.session_id = s.session_id AND NOT removed AND status IN ('running', 'paused')
        ),
        (SELECT coalesce(min(started_at_ms), 0) FROM agenda_items AS i
            WHERE i.session_id = s.session_id AND NOT removed)
    FROM sessions AS s
    ORDER BY 7 DESC, created_at_ms DESC, session_id
"""


# A writer numbers its events from 1 in each session.
_MISSING = """
    SELECT session, sum(missing)
    FROM (SELECT session, max(seq) - count(*) AS missing FROM events GROUP BY session, writer)
    GROUP BY session HAVING sum(missing) > 0
"""


class Readable(Protocol):
    """A store of which something is read.

    Attributes:
        path: Its file.
        reading: Reads it.
    """

    path: Path
    reading: Connection


class ListedSession(NamedTuple):
    """A session in a store's list.

    Attributes:
        created_at_ms: When it was made; 0 where that can't be read.
        is_closed: Whether the meeting has ended.
        held_ms: How long its items took until what happened last in the room; while one is on, it is longer by now.
        planned_ms: How long they were meant to take.
        is_on: Whether an item is on: it was left in the middle.
        began_at_ms: When its first item began; 0 where none did.
    """

    session_id: SessionId
    title: str
    created_at_ms: Instant
    is_closed: bool
    held_ms: Duration
    planned_ms: Duration
    is_on: bool
    began_at_ms: Instant


def sessions_of(store: Readable) -> tuple[ListedSession, ...]:
    """The sessions of a store: what was left in the middle first, then the latest.

    Raises:
        StorageError: They can't be read.
    """
    with world_errors(store.path):
        rows = store.reading.execute(_SESSIONS).fetchall()
    return tuple(
        ListedSession(session_id, title, created, bool(closed), held, planned, bool(on), began)
        for session_id, title, created, closed, held, planned, on, began in rows
    )


def missing_events(connection: Connection) -> dict[SessionId, int]:
    """How many events are known to be missing, by session; sessions of which none is are not in it.

    They are counted by the numbers that writers gave them. What is missing after a writer's last event can't be known.

    Raises:
        StorageError: They can't be read.
    """
    with world_errors(file_of(connection)):
        return dict(connection.execute(_MISSING).fetchall())

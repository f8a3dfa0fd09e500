"""What a store holds, for choosing: its sessions by neutral title, and how far they went."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple, Protocol, cast

from sqlcipher3.dbapi2 import Connection

from facilitator_console.store.connection import file_of
from facilitator_console.store.errors import world_errors

if TYPE_CHECKING:
    from facilitator_console.log import Duration, Instant, SessionId

PLAYED_FROM_MS = cast("Instant", 946_728_000_000)
"""When every session begins that is played from a script: 1 January 2000, 12:00 UTC, when no meeting was held with
this program. At noon the day is the same nearly everywhere."""
_SESSIONS = """
    SELECT session_id, title, coalesce(min(created_at_ms, counted_until_at_ms), created_at_ms, 0),
        closed_at_ms IS NOT NULL,
        (SELECT coalesce(sum(used_ms), 0) FROM agenda_items AS i WHERE i.session_id = s.session_id AND NOT removed),
        (SELECT coalesce(sum(planned_ms), 0) FROM agenda_items AS i WHERE i.session_id = s.session_id AND NOT removed),
        closed_at_ms IS NULL AND EXISTS (
            SELECT 1 FROM agenda_items AS i
            WHERE i.session_id = s.session_id AND NOT removed AND status IN ('running', 'paused')
        ),
        (SELECT coalesce(min(started_at_ms), 0) FROM agenda_items AS i
            WHERE i.session_id = s.session_id AND NOT removed)
    FROM sessions AS s
    ORDER BY 7 DESC, 3 DESC, session_id
"""
_RUN = """
    SELECT at_ms, CASE WHEN json_valid(body) THEN json_extract(body, '$.boot_ms') END
    FROM events
    WHERE session = ? AND kind = 'run_started'
        AND CASE WHEN json_valid(body) THEN json_extract(body, '$.boot_id') END = ?
    ORDER BY lamport DESC LIMIT 1
"""
"""The last run within one start of the machine."""


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
        created_at_ms: When it was made; 0 where that can't be read. Where the clock was ahead then, and was put right
            meanwhile, when something happened in it last: it can't have been made later.
        is_closed: Whether the meeting has ended.
        used_ms: How long its items took until what happened last in the room; while one is on, it is longer by now.
        planned_ms: How long they were meant to take.
        is_on: Whether an item is on: it was left in the middle.
        began_at_ms: When its first item began, as a clock on the wall shows it; 0 where none did.
    """

    session_id: SessionId
    title: str
    created_at_ms: Instant
    is_closed: bool
    used_ms: Duration
    planned_ms: Duration
    is_on: bool
    began_at_ms: Instant

    @property
    def is_played(self) -> bool:
        """Tell whether it was played from a script: its clock is not this laptop's, and it can only be looked at."""
        return self.created_at_ms == PLAYED_FROM_MS


def sessions_of(store: Readable, boot_id: str = "") -> tuple[ListedSession, ...]:
    """The sessions of a store: what was left in the middle first, then the latest.

    Args:
        store: Where they are.
        boot_id: This start of the machine; empty where it is not known.

    Raises:
        StorageError: They can't be read.
    """
    with world_errors(store.path):
        rows = store.reading.execute(_SESSIONS).fetchall()
        listed = (
            ListedSession(session_id, title, created, bool(closed), held, planned, bool(on), began)
            for session_id, title, created, closed, held, planned, on, began in rows
        )
        return tuple(_on_the_wall(store, session, boot_id) for session in listed)


def _on_the_wall(store: Readable, session: ListedSession, boot_id: str) -> ListedSession:
    """A session with its times as a clock on the wall shows them, where a run of this start of the machine tells.

    That is asked for what is on, and for what lies in the future; of all others nobody reads more than the day.
    """
    from facilitator_console.session.clock import BootClock, read_clocks

    if not boot_id or not (session.is_on or session.created_at_ms > read_clocks().wall_ms):
        return session
    run = store.reading.execute(_RUN, (session.session_id, boot_id)).fetchone()
    if run is None or not all(isinstance(said, int) for said in run):
        return session
    clock = BootClock(*run)
    created_ms, began_ms = clock.wall_ms(session.created_at_ms), clock.wall_ms(session.began_at_ms)
    return session._replace(created_at_ms=created_ms, began_at_ms=began_ms)


def missing_events(connection: Connection) -> dict[SessionId, int]:
    """How many events are known to be missing, by session; sessions of which none is are not in it.

    They are counted by the numbers that writers gave them. What is missing after a writer's last event can't be known.

    Raises:
        StorageError: They can't be read.
    """
    with world_errors(file_of(connection)):
        return dict(connection.execute(_MISSING).fetchall())

"""Tells what a store contains: its sessions for a list, their events, and numbers by which copies are compared.

A store is read without any change to its file, even if its version is older: so it can be read on a drive that is full
or read-only. What works on a store is store.store.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import AbstractContextManager, ExitStack, contextmanager, nullcontext
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple, Protocol, cast

from sqlcipher3 import dbapi2
from sqlcipher3.dbapi2 import Connection

from facilitator_console.store.connection import (
    SUMMED,
    connect_to_inspect,
    connect_to_memory,
    file_of,
    transaction,
)
from facilitator_console.store.errors import DamageError, StorageError, storage_errors
from facilitator_console.store.integrity import rows_match
from facilitator_console.store.migrations import VERSION, WITH_CHECKSUMS, is_current, migrate, version_of
from facilitator_console.store.opening import lock, refuse_unusable
from facilitator_console.words import UserError

if TYPE_CHECKING:
    from facilitator_console.log import Duration, Event, Instant, SessionId
    from facilitator_console.opinions.ballots import Ballots

PLAYED_FROM_MS = cast("Instant", 946_728_000_000)
"""The beginning of every session that is played from a script: 1 January 2000, 12:00 UTC, when no meeting ran with
this program. At noon the day is the same nearly everywhere."""

_SESSIONS = """
    SELECT session_id, title, coalesce(min(created_at_ms, counted_until_at_ms), created_at_ms, 0),
        closed_at_ms IS NOT NULL,
        (SELECT coalesce(sum(used_ms), 0) FROM agenda_items AS i WHERE i.session_id = s.session_id AND NOT removed),
        (SELECT coalesce(sum(planned_ms), 0) FROM agenda_items AS i
            WHERE i.session_id = s.session_id AND NOT removed AND NOT EXISTS (
                SELECT 1 FROM agenda_items AS p
                WHERE p.session_id = i.session_id AND p.part_of = i.item_id AND NOT p.removed
            )),
        closed_at_ms IS NULL AND EXISTS (
            SELECT 1 FROM agenda_items AS i
            WHERE i.session_id = s.session_id AND NOT removed AND status IN ('running', 'paused')
        ),
        (SELECT coalesce(min(started_at_ms), 0) FROM agenda_items AS i
            WHERE i.session_id = s.session_id AND NOT removed),
        purpose, coalesce(marathon_id, ''), delete_on,
        (SELECT count(*) FROM participants AS p WHERE p.session_id = s.session_id AND NOT removed),
        (SELECT count(*) FROM statements AS t WHERE t.session_id = s.session_id AND status IN ('new', 'accepted'))
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
"""Query for the last run within one start of the machine."""


# A writer numbers its events from 1 in each session.
_MISSING = """
    SELECT session, sum(missing)
    FROM (SELECT session, max(seq) - count(*) AS missing FROM events GROUP BY session, writer)
    GROUP BY session HAVING sum(missing) > 0
"""


class Readable(Protocol):
    """Represents a store that can be read.

    Attributes:
        path: Its file.
    """

    path: Path

    def reading(self) -> AbstractContextManager[Connection]:
        """Give a block a connection for queries; each result is read to its end within the block."""


class ListedSession(NamedTuple):
    """Represents a session in a store's list.

    Attributes:
        created_at_ms: When it was made; 0 if that can't be read. If the clock was ahead then and was corrected later,
            the time of the last event in it: the session can't have been made later.
        is_closed: True if the session has ended.
        used_ms: How long its items took until the last event in the room; longer by now if an item is running.
        planned_ms: How long its items were planned to take.
        is_on: True if an item is running or paused: the session was left in the middle.
        began_at_ms: When its first item began, as a clock on the wall shows it; 0 if none did.
        purpose: What it is for, see session.ids.Purpose.
        marathon_id: The marathon that it belongs to; empty if to none.
        delete_on: The day by which it is to be deleted, such as 2026-12-28; empty for none.
        seats: How many there are.
        statements: How many are open for votes, or were.
    """

    session_id: SessionId
    title: str
    created_at_ms: Instant
    is_closed: bool
    used_ms: Duration
    planned_ms: Duration
    is_on: bool
    began_at_ms: Instant
    purpose: str = "dialogue"
    marathon_id: SessionId = cast("SessionId", "")
    delete_on: str = ""
    seats: int = 0
    statements: int = 0

    @property
    def is_played(self) -> bool:
        """Tell whether it was played from a script: its clock is not this laptop's, and it can only be looked at."""
        return self.created_at_ms == PLAYED_FROM_MS


def sessions_of(store: Readable, boot_id: str = "") -> tuple[ListedSession, ...]:
    """Return the sessions of a store: those left in the middle first, then the latest.

    Args:
        store: The store.
        boot_id: This start of the machine; empty if it is not known.

    Raises:
        StorageError: They can't be read.
    """
    with storage_errors(store.path), store.reading() as connection:
        rows = connection.execute(_SESSIONS).fetchall()
        listed = (
            ListedSession(session_id, title, created, bool(closed), used, planned, bool(on), *others)
            for session_id, title, created, closed, used, planned, on, *others in rows
        )
        return tuple(_with_wall_clock_times(connection, session, boot_id) for session in listed)


def with_parts(sessions: Iterable[ListedSession], session: SessionId) -> tuple[SessionId, ...]:
    """Return a session, and after a marathon the sessions that belong to it, in the order of the list."""
    return (session, *(listed.session_id for listed in sessions if listed.marathon_id == session))


def _with_wall_clock_times(connection: Connection, session: ListedSession, boot_id: str) -> ListedSession:
    """Return a session with its times as a clock on the wall shows them, if a run of this start of the machine tells.

    Only sessions that are running or lie in the future need that; of all others only the day is shown.
    """
    from facilitator_console.session.clock import BootClock, read_clocks

    if not boot_id or not (session.is_on or session.created_at_ms > read_clocks().wall_ms):
        return session
    run = connection.execute(_RUN, (session.session_id, boot_id)).fetchone()
    if run is None or not all(isinstance(value, int) for value in run):
        return session
    clock = BootClock(*run)
    created_ms, began_ms = clock.wall_ms(session.created_at_ms), clock.wall_ms(session.began_at_ms)
    return session._replace(created_at_ms=created_ms, began_at_ms=began_ms)


def missing_events(connection: Connection) -> dict[SessionId, int]:
    """Count the events that are known to be missing, by session; sessions without any are left out.

    They are counted by the numbers that writers gave them. What is missing after a writer's last event can't be known.

    Raises:
        StorageError: They can't be read.
    """
    with storage_errors(file_of(connection)):
        return dict(connection.execute(_MISSING).fetchall())


def event_counts(store: Readable) -> dict[SessionId, int]:
    """Count the saved events, by session.

    Raises:
        StorageError: They can't be read.
    """
    with storage_errors(store.path), store.reading() as connection:
        return dict(connection.execute("SELECT session, count(*) FROM events GROUP BY session").fetchall())


class ContentCounts(NamedTuple):
    """Counts what a store contains, so that a copy can be compared with what it was made of.

    Attributes:
        events: Number of events, by session; sessions without any are left out.
        ballots: Number of ballots.
    """

    events: Mapping[SessionId, int]
    ballots: int = 0

    def covers(self, other: ContentCounts) -> bool:
        """Tell whether these counts are at least as high as others, for each session and for ballots."""
        events = all(self.events.get(session, 0) >= number for session, number in other.events.items())
        return events and self.ballots >= other.ballots


UNREADABLE = ContentCounts({}, -1)
"""Counts for a copy that can't be read: less than an empty store."""


def count_contents(connection: Connection) -> ContentCounts:
    """Count what a store of any version contains.

    Raises:
        sqlcipher3.dbapi2.Error: It is damaged, or the drive or the system failed.
    """
    tables = {name for (name,) in connection.execute("SELECT name FROM sqlite_schema WHERE type = 'table'")}
    events: dict[SessionId, int] = {}
    ballots = 0
    if "events" in tables:
        events = dict(connection.execute("SELECT session, count(*) FROM events GROUP BY session").fetchall())
    if "ballots" in tables:
        (ballots,) = connection.execute("SELECT count(*) FROM ballots").fetchone()
    return ContentCounts(events, ballots)


def counts_of(events: Iterable[Event], ballots: Mapping[SessionId, Ballots]) -> ContentCounts:
    """Count what a store of these events and ballots will contain; some of them may be repeated."""
    identities = {(event.session, event.writer, event.seq) for event in events}
    votes = {
        (session, *vote) for session, box in ballots.items() for vote in zip(box.voters, box.statements, strict=True)
    }
    return ContentCounts(Counter(session for session, _, _ in identities), len(votes))


class Reader:
    """Represents a store that is only read.

    Attributes:
        path: Its file.
        reading: Gives a block a connection for queries.
    """

    def __init__(self, path: Path, reading: Callable[[], AbstractContextManager[Connection]]) -> None:
        """Read through what this gives."""
        self.path = path
        self.reading = reading

    def sessions(self) -> tuple[ListedSession, ...]:
        """Return the sessions: those left in the middle first, then the latest."""
        return sessions_of(self)

    def missing(self) -> Mapping[SessionId, int]:
        """Count the events that are known to be missing, by session; sessions without any are left out."""
        with self.reading() as connection:
            return missing_events(connection)

    def events(self, session: SessionId) -> tuple[Event, ...]:
        """Return a session's events in the agreed order."""
        from facilitator_console.store.sqlite_log import SqliteLog

        with self.reading() as connection:
            return tuple(SqliteLog(connection).read(session))

    def ballots(self, session: SessionId) -> Ballots:
        """Return a session's ballots; none while a vote is open."""
        from facilitator_console.store.beside_log import BallotBox
        from facilitator_console.store.sqlite_log import SqliteLog

        with self.reading() as connection:
            return BallotBox(SqliteLog(connection)).settled(session)

    def voting_key(self, session: SessionId) -> bytes:
        """Return the key of a session's vote that is open; empty where none is."""
        from facilitator_console.store.beside_log import BallotBox
        from facilitator_console.store.sqlite_log import SqliteLog

        with self.reading() as connection:
            return BallotBox(SqliteLog(connection)).key(session) or b""


@contextmanager
def open_to_read(path: Path) -> Iterator[Reader]:
    """Open a store to read it; nobody else can work on it meanwhile.

    Args:
        path: Its file, which exists and is a store.

    Raises:
        UserError: It can't be opened; `StoreInUseError` if somebody works on it.
        DamageError: It is damaged.
    """
    path = path.resolve()
    with ExitStack() as resources:
        try:
            with storage_errors(path):
                _lock_if_possible(path, resources)
                refuse_unusable(path, connect_to_inspect)
                connection = connect_to_inspect(path)
                resources.callback(connection.close)
                if version_of(connection) < VERSION or not is_current(connection):
                    connection = _migrated_in_memory(connection)
                    resources.callback(connection.close)
        except DamageError:
            raise
        except StorageError as error:
            raise UserError(error.message) from error
        yield Reader(path, lambda: nullcontext(connection))


def _lock_if_possible(path: Path, resources: ExitStack) -> None:
    """Acquire the store's lock; if none can be written beside it, nobody works on it either."""
    try:
        resources.enter_context(lock(path))
    except (OSError, dbapi2.Error):
        return


def _migrated_in_memory(connection: Connection) -> Connection:
    """Copy events and ballots into memory, with the tables that this program reads, and new checksums."""
    from facilitator_console.store.derived import read_tables
    from facilitator_console.store.sqlite_log import SqliteLog

    if version_of(connection) >= WITH_CHECKSUMS and not rows_match(connection):
        raise DamageError(file_of(connection))
    memory = connect_to_memory()
    migrate(memory)
    there = {name for (name,) in connection.execute("SELECT name FROM sqlite_schema WHERE type = 'table'")}
    for table in sorted(there & {"events", "ballots"}):
        columns = ", ".join(SUMMED[table])
        values = ", ".join("?" * len(SUMMED[table]))
        rows = connection.execute(f"SELECT {columns} FROM {table}")
        memory.executemany(f"INSERT INTO {table} ({columns}) VALUES ({values})", rows)
    with transaction(memory):
        read_tables.rebuild(memory, SqliteLog(memory))
    return memory

"""Makes a store: an empty one, one of given events, or a store of an older version brought up to date.

All or nothing. `rescue` reads what can still be read of a store that is lost or damaged, so that a new one can be made
of it.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from contextlib import closing
from functools import partial
from itertools import starmap
from pathlib import Path
from typing import NamedTuple, TypeVar

from sqlcipher3 import dbapi2
from sqlcipher3.dbapi2 import Connection

from facilitator_console.log import Event, SessionId
from facilitator_console.opinions.ballots import Ballots
from facilitator_console.store import copies, read_tables
from facilitator_console.store.ballots import BallotBox
from facilitator_console.store.checksums import SUMMED, is_right, sums_are_right
from facilitator_console.store.connection import connect, file_of, transaction, truncate
from facilitator_console.store.contents import holdings_of
from facilitator_console.store.erasing import keep_tombstones
from facilitator_console.store.errors import DamageError, OnBug, StorageError, is_of_the_world
from facilitator_console.store.migrations import VERSION, is_current, migrate, version_of
from facilitator_console.store.saver import keep_drafts
from facilitator_console.store.sqlite_log import SqliteLog

NO_BALLOTS: Mapping[SessionId, Ballots] = {}
NO_DRAFTS: Mapping[SessionId, str] = {}
NONE_DELETED: frozenset[SessionId] = frozenset()


def make_store(
    path: Path,
    events: Sequence[Event] = (),
    ballots: Mapping[SessionId, Ballots] = NO_BALLOTS,
    drafts: Mapping[SessionId, str] = NO_DRAFTS,
    deleted: frozenset[SessionId] = NONE_DELETED,
) -> None:
    """Make a store, with its read tables; what an earlier attempt left is cleared away.

    Args:
        path: Its file, which must not be there; the caller holds its lock.
        events: What it holds, of any sessions, in any order.
        ballots: Likewise, by session.
        drafts: What stood in the note line, by session.
        deleted: Sessions that were deleted: nothing of them is kept but that they were.

    Raises:
        UserError: There is something by now.
        OSError, StorageError, sqlcipher3.dbapi2.Error: The world failed; nothing was left behind.
    """
    unfinished = copies.unfinished_of(path)
    events = [event for event in events if event.session not in deleted]
    ballots = {session: cast for session, cast in ballots.items() if session not in deleted}
    drafts = {session: text for session, text in drafts.items() if session not in deleted}
    try:
        copies.prepare(unfinished)
        with closing(connect(unfinished)) as connection:
            migrate(connection)
            with transaction(connection):
                keep_tombstones(connection, deleted)
            log = SqliteLog(connection)
            if events:
                log.append(events)
            with transaction(connection):
                read_tables.rebuild(connection, log)
                keep_drafts(connection, drafts)
            box = BallotBox(log)
            for session, cast in ballots.items():
                box.add(session, cast)
            box.mix()
            # The closing does the same, and keeps silent where it fails.
            truncate(connection)
        copies.refuse_incomplete(unfinished, path, holdings_of(events, ballots))
        copies.put_in_place(unfinished, path)
    except BaseException:
        copies.remove(unfinished)
        raise


def add(path: Path, events: Sequence[Event]) -> None:
    """Add events to a store that nobody has open, and to its read tables.

    Raises:
        StorageError, sqlcipher3.dbapi2.Error: The world failed; the store may be left half made.
    """
    with closing(connect(path)) as connection:
        log = SqliteLog(connection)
        log.append(events)
        with transaction(connection):
            read_tables.rebuild(connection, log)
        truncate(connection)


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
                read_tables.rebuild(connection, log)
        except Exception as error:
            # The events are sound, and the tables can wait: a bug in them keeps nobody from working.
            if is_of_the_world(error) or isinstance(error, StorageError):
                raise
            on_bug(error)


Found = TypeVar("Found")


class Rescue(NamedTuple):
    """What was read.

    Attributes:
        events: In any order.
        ballots: By session.
        drafts: By session.
        deleted: Sessions that were deleted.
        is_complete: Whether that is all that was saved.
    """

    events: tuple[Event, ...]
    ballots: Mapping[SessionId, Ballots]
    drafts: Mapping[SessionId, str]
    deleted: frozenset[SessionId]
    is_complete: bool


def rescue(connection: Connection) -> Rescue:
    """Read what can be read: one row that can't takes no other along."""
    failures: list[Exception] = []
    connection.text_factory = partial(_decoded, failures)
    try:
        return _rescue(connection, failures)
    finally:
        connection.text_factory = str


def _decoded(failures: list[Exception], text: bytes) -> str:
    """A text; one that is none is another one than was saved, so that its row's checksum is wrong."""
    try:
        return text.decode()
    except UnicodeDecodeError as failure:
        failures.append(failure)
        return text.decode(errors="replace")


def _rescue(connection: Connection, failures: list[Exception]) -> Rescue:
    """Read what can be read, and keep what hinders."""

    def tried(read: Callable[[], Found], otherwise: Found) -> Found:
        try:
            return read()
        except (dbapi2.Error, UnicodeError) as failure:
            failures.append(failure)
            return otherwise

    def rows(question: str, *values: str) -> list[tuple[str, ...]]:
        found: list[tuple[str, ...]] = []
        tried(lambda: found.extend(connection.execute(question, values)), None)
        return found

    def sessions_of(table: str) -> list[SessionId]:
        return [SessionId(session) for (session,) in rows(f"SELECT DISTINCT session FROM {table}")]  # noqa: S608

    def right_rows_of(table: str, session: SessionId) -> list[tuple[str, ...]]:
        columns = ", ".join(SUMMED[table])
        found = rows(f"SELECT {columns}, checksum FROM {table} WHERE session = ?", session)  # noqa: S608 - constants
        right = [row[:-1] for row in found if is_right(row)]
        if len(right) < len(found):
            failures.append(DamageError(file_of(connection)))
        return right

    events: list[Event] = []
    for session in sessions_of("events"):
        events += starmap(Event, right_rows_of("events", session))
    ballots = {}
    for session in sessions_of("ballots"):
        if cast := right_rows_of("ballots", session):
            _, *columns = zip(*cast, strict=True)
            ballots[session] = Ballots(*columns)
    drafts = {SessionId(session): text for session, text in rows("SELECT session, text FROM drafts")}
    deleted = frozenset(SessionId(session) for (session,) in rows("SELECT session FROM deleted_sessions"))
    is_whole = rows("PRAGMA quick_check(1)") == [("ok",)] and tried(lambda: sums_are_right(connection), otherwise=False)
    return Rescue(tuple(events), ballots, drafts, deleted, is_whole and not failures)

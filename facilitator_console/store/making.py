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
from typing import Any, NamedTuple, TypeVar

from sqlcipher3 import dbapi2
from sqlcipher3.dbapi2 import Connection

from facilitator_console.log import Event, SessionId
from facilitator_console.opinions.ballots import Ballots
from facilitator_console.store import copies
from facilitator_console.store.beside_log import BallotBox, DraftKey, save_drafts
from facilitator_console.store.connection import SUMMED, connect, file_of, transaction, truncate
from facilitator_console.store.contents import counts_of
from facilitator_console.store.derived import read_tables
from facilitator_console.store.errors import DamageError, OnBug, StorageError, is_storage_fault
from facilitator_console.store.integrity import row_matches, totals_match
from facilitator_console.store.migrations import VERSION, is_current, migrate, version_of
from facilitator_console.store.sqlite_log import SqliteLog, add_tombstones

NO_BALLOTS: Mapping[SessionId, Ballots] = {}
NO_DRAFTS: Mapping[DraftKey, str] = {}
NO_KEYS: Mapping[SessionId, bytes] = {}
NONE_DELETED: frozenset[SessionId] = frozenset()

STEPS_BETWEEN_QUESTIONS = 20_000
"""Steps of SQLite's machine, some milliseconds, between two questions whether a store is still to be made."""


def make_store(
    path: Path,
    events: Sequence[Event] = (),
    ballots: Mapping[SessionId, Ballots] = NO_BALLOTS,
    drafts: Mapping[DraftKey, str] = NO_DRAFTS,
    voting_keys: Mapping[SessionId, bytes] = NO_KEYS,
    deleted: frozenset[SessionId] = NONE_DELETED,
    goes_on: Callable[[], bool] = lambda: True,
) -> None:
    """Make a store, with its read tables; what an earlier attempt left is removed.

    Args:
        path: Its file, which must not exist; the caller has acquired its lock.
        events: What it will contain, of any sessions, in any order.
        ballots: The ballots it will contain, by session.
        drafts: What was typed and not kept yet, by session and field.
        voting_keys: Of votes that are open, by session.
        deleted: Ids of sessions that were deleted: nothing else is saved of them.
        goes_on: Is asked again and again; False interrupts SQLite.

    Raises:
        UserError: The file exists by now.
        OSError, StorageError, sqlcipher3.dbapi2.Error: The drive or the system failed; nothing was left behind.
    """
    unfinished = copies.unfinished_of(path)
    events = [event for event in events if event.session not in deleted]
    ballots = {session: found for session, found in ballots.items() if session not in deleted}
    drafts = {key: text for key, text in drafts.items() if key[0] not in deleted}
    voting_keys = {session: key for session, key in voting_keys.items() if session not in deleted}
    try:
        copies.prepare(unfinished)
        with closing(connect(unfinished)) as connection:
            connection.set_progress_handler(lambda: not goes_on(), STEPS_BETWEEN_QUESTIONS)
            migrate(connection)
            with transaction(connection):
                add_tombstones(connection, deleted)
            _fill(connection, events, ballots, drafts, voting_keys)
        copies.refuse_incomplete(unfinished, path, counts_of(events, ballots))
        copies.put_in_place(unfinished, path)
    except BaseException:
        copies.remove(unfinished)
        raise


def _fill(
    connection: Connection,
    events: Sequence[Event],
    ballots: Mapping[SessionId, Ballots],
    drafts: Mapping[DraftKey, str],
    voting_keys: Mapping[SessionId, bytes],
) -> None:
    """Write all that a new store will contain into its file; afterwards it is on the disk."""
    log = SqliteLog(connection)
    if events:
        log.append(events)
    with transaction(connection):
        read_tables.rebuild(connection, log)
        save_drafts(connection, drafts)
    box = BallotBox(log)
    for session, found in ballots.items():
        box.add(session, found)
    for session, key in voting_keys.items():
        box.keep_key(session, key)
    box.hide_voting_order()
    # Closing the connection does the same, but hides a failure.
    truncate(connection)


def add_events(path: Path, events: Sequence[Event]) -> None:
    """Add events to a store that nobody has open, and to its read tables.

    Raises:
        StorageError, sqlcipher3.dbapi2.Error: The drive or the system failed; the store may be left half made.
    """
    with closing(connect(path)) as connection:
        log = SqliteLog(connection)
        log.append(events)
        with transaction(connection):
            read_tables.rebuild(connection, log)
        truncate(connection)


def upgrade(connection: Connection, path: Path, on_bug: OnBug) -> None:
    """Migrate the lasting tables after making a copy, and rebuild the read tables if they don't follow the events.

    Args:
        connection: Open on the store.
        path: The store's file, beside which the copy is put.
        on_bug: Is called with a bug in the rebuilding.

    Raises:
        StorageError: The drive or the system failed.
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
            # The events are intact, and the tables can wait: a bug in them must not stop anybody from working.
            if is_storage_fault(error) or isinstance(error, StorageError):
                raise
            on_bug(error)


Found = TypeVar("Found")


class Rescue(NamedTuple):
    """Holds what was read of a store that is lost or damaged.

    Attributes:
        events: The events, in any order.
        ballots: The ballots, by session.
        drafts: The drafts, by session and field.
        voting_keys: Of votes that are open, by session.
        deleted: Ids of sessions that were deleted.
        is_complete: True if that is everything that was saved.
    """

    events: tuple[Event, ...]
    ballots: Mapping[SessionId, Ballots]
    drafts: Mapping[DraftKey, str]
    voting_keys: Mapping[SessionId, bytes]
    deleted: frozenset[SessionId]
    is_complete: bool


def rescue(connection: Connection) -> Rescue:
    """Read what can still be read through an open connection; an unreadable row affects no other.

    The system keeps a removed file for a program that has it open: then everything can be read. Nothing is written.
    """
    failures: list[Exception] = []
    connection.text_factory = partial(_decoded, failures)
    try:
        return _rescue(connection, failures)
    finally:
        connection.text_factory = str


def _decoded(failures: list[Exception], text: bytes) -> str:
    """Decode a text; where that fails the text differs from the saved one, so that its row's checksum is wrong."""
    try:
        return text.decode()
    except UnicodeDecodeError as failure:
        failures.append(failure)
        return text.decode(errors="replace")


def _rescue(connection: Connection, failures: list[Exception]) -> Rescue:
    """Read what can be read, and add what fails to `failures`."""

    def attempt(read: Callable[[], Found], otherwise: Found) -> Found:
        try:
            return read()
        except (dbapi2.Error, UnicodeError) as failure:
            failures.append(failure)
            return otherwise

    def rows(question: str, *values: str) -> list[tuple[Any, ...]]:
        found: list[tuple[Any, ...]] = []
        attempt(lambda: found.extend(connection.execute(question, values)), None)
        return found

    def sessions_of(table: str) -> list[SessionId]:
        return [SessionId(session) for (session,) in rows(f"SELECT DISTINCT session FROM {table}")]

    def right_rows_of(table: str, session: SessionId) -> list[tuple[str, ...]]:
        columns = ", ".join(SUMMED[table])
        found = rows(f"SELECT {columns}, checksum FROM {table} WHERE session = ?", session)
        right = [row[:-1] for row in found if row_matches(row)]
        if len(right) < len(found):
            failures.append(DamageError(file_of(connection)))
        return right

    events: list[Event] = []
    for session in sessions_of("events"):
        events += starmap(Event, right_rows_of("events", session))
    ballots = {}
    for session in sessions_of("ballots"):
        if ballot_rows := right_rows_of("ballots", session):
            _, *columns = zip(*ballot_rows, strict=True)
            ballots[session] = Ballots(*columns)
    found = rows("SELECT session, field, text FROM drafts")
    drafts = {(SessionId(session), field): text for session, field, text in found}
    keys = {SessionId(session): key for session, key in rows("SELECT session, voting_key FROM voting_keys")}
    deleted = frozenset(SessionId(session) for (session,) in rows("SELECT session FROM deleted_sessions"))
    is_intact = rows("PRAGMA quick_check(1)") == [("ok",)] and attempt(
        lambda: totals_match(connection), otherwise=False
    )
    return Rescue(tuple(events), ballots, drafts, keys, deleted, is_intact and not failures)

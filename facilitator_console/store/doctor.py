"""Checks a store, tells what is wrong with it, and recovers what can be read of it into a new file.

Checking and recovering never write to the store itself. What can be read of a file that SQLite gives up on is found by
store.page_recovery; here is what follows from it.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable
from contextlib import ExitStack, closing, suppress
from pathlib import Path
from typing import NamedTuple

from sqlcipher3 import dbapi2

from facilitator_console.dialogue.history import History
from facilitator_console.store import copies, migrations, opening
from facilitator_console.store.beside_log import is_ballot
from facilitator_console.store.connection import (
    APPLICATION_ID,
    connect_immutable,
    connect_to_read,
    has_journal,
    has_wal,
    transaction,
)
from facilitator_console.store.contents import missing_events
from facilitator_console.store.derived import read_tables
from facilitator_console.store.derived.read_tables import Row
from facilitator_console.store.derived.rows import all_rows
from facilitator_console.store.errors import DamageError, storage_errors
from facilitator_console.store.integrity import is_intact, search_is_intact
from facilitator_console.store.making import make_store
from facilitator_console.store.migrations import VERSION, version_of
from facilitator_console.store.opening import lock
from facilitator_console.store.page_recovery import contents_in, damage, version_in
from facilitator_console.store.sqlite_log import SqliteLog
from facilitator_console.store.store import Store
from facilitator_console.words import Message, UserError, say, say_n

_SCHEMA = "SELECT type, name, sql FROM sqlite_schema"


class Findings(NamedTuple):
    """Holds what a check found.

    Attributes:
        problems: What is wrong, each with what to do; empty if everything is in order.
        sessions: Number of sessions that were checked.
        events: Number of their events.
        unreadable: Number of events that this version can't read, and keeps: usually those of a newer version. Erased
            events are not counted.
        ballots: Number of ballots.
    """

    problems: tuple[Message, ...]
    sessions: int = 0
    events: int = 0
    unreadable: int = 0
    ballots: int = 0

    @property
    def is_sound(self) -> bool:
        """Tell whether nothing is wrong."""
        return not self.problems

    @property
    def lines(self) -> tuple[Message, ...]:
        """Return the findings in words: the problems, or that everything is in order."""
        if self.problems:
            return self.problems
        counts = {
            "events": say_n("{n} event", "{n} events", self.events),
            "sessions": say_n("{n} session", "{n} sessions", self.sessions),
        }
        in_order = say("Everything is in order: {events}, {sessions}.", **counts)
        if self.ballots:
            ballots = say_n("{n} ballot", "{n} ballots", self.ballots)
            in_order = say("Everything is in order: {events}, {ballots}, {sessions}.", **counts, ballots=ballots)
        if not self.unreadable:
            return (in_order,)
        unreadable = say_n(
            "This version can’t read {n} event; the event is kept.",
            "This version can’t read {n} events; they are kept.",
            self.unreadable,
        )
        return (in_order, unreadable)


class Recovery(NamedTuple):
    """Tells what was recovered.

    Attributes:
        path: The new store.
        sessions: Number of its sessions.
        events: Number of events that were read into it.
    """

    path: Path
    sessions: int
    events: int

    @property
    def line(self) -> Message:
        """Return the recovery in words."""
        return say_n(
            "{n} event of {sessions} was read into {path}. What came after the last that could be read can’t be known.",
            "{n} events of {sessions} were read into {path}. What came after the last that could be read can’t be "
            "known.",
            self.events,
            sessions=say_n("{n} session", "{n} sessions", self.sessions),
            path=str(self.path),
        )


def check(path: Path) -> Findings:
    """Check a store, which may be open elsewhere, as it is at one moment.

    Args:
        path: Its file.

    Raises:
        UserError: There is no such file, or it is not an ordinary file.
        StorageError: The drive or the system failed.
    """
    _refuse_what_is_no_file(path)
    with storage_errors(path):
        # SQLite takes an empty file for a new store, and the write-ahead log beside it for rubbish.
        if not path.exists() or not path.stat().st_size:
            return _findings_of_damage(path)
        if has_journal(path):
            return Findings((_interrupted_change(path),))
        # Without a write-ahead log nobody is working on it. SQLite would leave an empty log behind.
        is_unchanging = not has_wal(path)
        findings = _check_connection(path, connect_immutable(path) if is_unchanging else connect_to_read(path))
        if is_unchanging and not findings.is_sound and has_wal(path):
            return check(path)  # Somebody began to work on it meanwhile.
        return findings


def rebuild(store: Store) -> None:
    """Rebuild the read tables from the events.

    Raises:
        StorageError: The drive or the system failed; the tables are unchanged.
    """
    with store.log.connection() as connection, transaction(connection):
        read_tables.rebuild(connection, store.log)


class RecoveryCancelledError(UserError):
    """Is raised when somebody has cancelled a recovery: no new file was left behind."""


def recover(path: Path, target: Path, goes_on: Callable[[float], bool] = lambda _share: True) -> Recovery:
    """Read what can be read of a store into a new one, unless a newer version wrote it.

    Args:
        path: The damaged store, which is not changed; its write-ahead log alone may be enough.
        target: The new file.
        goes_on: Is asked again and again, with the share of the store that is read, 0 to 1; False cancels the recovery.

    Returns:
        What was read. What was erased stays erased, what was deleted stays deleted.

    Raises:
        UserError: There is nothing to read, a newer or a trial version wrote it, another program uses it, the target
            exists already, or the recovery was cancelled.
        StorageError: The drive or the system failed; no target was left behind.
    """
    _refuse_what_is_no_file(path)
    copies.refuse_target(target)
    copies.refuse_beside(path, target)

    def ask(share: float) -> None:
        if not goes_on(share):
            raise RecoveryCancelledError(say("The recovery was cancelled. No new file was made."))

    with ExitStack() as resources, storage_errors(path):
        # If no lock can be written, as on a read-only drive, nobody writes to the store either.
        with suppress(OSError):
            resources.enter_context(lock(path))
        if (version := version_in(path)) > VERSION:
            raise UserError(opening.newer_version(path, version))
        found = contents_in(path, ask)
        if found.is_from_trial:
            raise UserError(opening.trial_version(path))
    events = [event for event in found.events if event.session not in found.deleted]
    if not events:
        raise UserError(_nothing_left(path))
    sessions = {event.session for event in events}
    drafts = {key: text for key, text in found.drafts.items() if key[0] in sessions}
    keys = {session: key for session, key in found.voting_keys.items() if session in sessions}
    with storage_errors(target), lock(target):
        try:
            make_store(target, events, found.ballots, drafts, keys, found.deleted, goes_on=lambda: goes_on(1))
        except dbapi2.OperationalError:
            ask(1)
            raise
    return Recovery(target, len(sessions), len(events))


# -- what is checked -------------------------------------------------------------------------------------


def _refuse_what_is_no_file(path: Path) -> None:
    opening.refuse_non_files(path)
    if not path.exists() and not path.with_name(path.name + "-wal").exists():
        raise UserError(say("There is no file {path}.", path=str(path)))


def _check_connection(path: Path, connection: dbapi2.Connection) -> Findings:
    try:
        with storage_errors(path), closing(connection):
            connection.execute("BEGIN")
            return _findings(path, connection)
    except DamageError:
        return _findings_of_damage(path)


def _findings(path: Path, connection: dbapi2.Connection) -> Findings:
    (application_id,) = connection.execute("PRAGMA application_id").fetchone()
    if application_id != APPLICATION_ID:
        return _findings_of_damage(path)
    if (version := version_of(connection)) > VERSION:
        newer = opening.newer_version(path, version)
        return Findings((newer,))
    if not is_intact(connection, thorough=True):
        return _findings_of_damage(path)
    if opening.is_from_trial(connection):
        return Findings((opening.trial_version(path),))
    if version < VERSION:
        return Findings((_older_version(path),))
    return _findings_of_events(SqliteLog(connection), connection)


def _findings_of_damage(path: Path) -> Findings:
    """Return the findings for a damaged file."""
    found = damage(path)
    return Findings((found.message if found.events else _nothing_left(path),))


def _interrupted_change(path: Path) -> Message:
    return say(
        "A change to {path} was interrupted; it is undone the next time the store is opened. Check it again after "
        "that.",
        path=str(path),
    )


def _nothing_left(path: Path) -> Message:
    return say("{path} is not a store of this program, or nothing in it can be read any more.", path=str(path))


def _older_version(path: Path) -> Message:
    return say(
        "{path} was written by an older version of this program, and its file is whole. Open it in this one, which "
        "keeps a copy and brings it up to date; then all of it can be checked.",
        path=str(path),
    )


def _findings_of_events(log: SqliteLog, connection: dbapi2.Connection) -> Findings:
    problems: list[Message] = []
    expected: dict[str, set[Row]] = defaultdict(set)
    sessions, events, unreadable = log.sessions(), 0, 0
    for session in sessions:
        history = History(log.read(session))
        events += len(history)
        unreadable += history.unreadable
        for change in all_rows(session, history.state):
            if change.row is not None:
                expected[change.table].add(change.row)
    if missing := missing_events(connection):
        problems.append(_missing(sum(missing.values()), len(missing)))
    if not migrations.is_current(connection):
        problems.append(
            say("The tables for reading are not up to date; they are rebuilt the next time the store is opened.")
        )
    elif not _read_tables_match(connection, expected):
        problems.append(say("The tables for reading don’t match the events; rebuild them with --rebuild."))
    ballots, invalid = _ballots(connection)
    if invalid:
        problems.append(
            say_n(
                "{n} row of the ballots is not a ballot; a recovery into a new file leaves it out.",
                "{n} rows of the ballots are not ballots; a recovery into a new file leaves them out.",
                invalid,
            )
        )
    return Findings(tuple(problems), len(sessions), events, unreadable, ballots)


def _ballots(connection: dbapi2.Connection) -> tuple[int, int]:
    """Count the ballots, and the rows that are not ballots."""
    rows = connection.execute("SELECT voter, vote, revision FROM ballots")
    # SQLite does not check constraints in files that it may only read.
    found = Counter(is_ballot(*row) for row in rows)
    return found[True], found[False]


def _read_tables_match(connection: dbapi2.Connection, expected: dict[str, set[Row]]) -> bool:
    """Tell whether the read tables are as this program makes them, and contain these rows and no others."""
    with closing(dbapi2.connect(":memory:", isolation_level=None)) as fresh:
        read_tables.create(fresh)
        if not set(fresh.execute(_SCHEMA)) <= set(connection.execute(_SCHEMA)):
            return False
    if not search_is_intact(connection):
        return False
    for table, columns in read_tables.TABLES.items():
        rows = connection.execute(f"SELECT {', '.join(columns)} FROM {table}")
        if set(rows) != expected[table]:
            return False
    return True


def _missing(events: int, sessions: int) -> Message:
    return say_n(
        "{n} event is missing from {sessions}; a backup may have it.",
        "{n} events are missing from {sessions}; a backup may have them.",
        events,
        sessions=say_n("{n} session", "{n} sessions", sessions),
    )

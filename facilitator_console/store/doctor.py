"""The doctor: is a store sound, what is wrong with it, and what of it can be read into a new file.

Checking and recovering never write to the store that is looked at. What can be read of a file that SQLite gives up
on is found by store.page_recovery; here is what follows from it.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from contextlib import ExitStack, closing, suppress
from pathlib import Path
from typing import NamedTuple

from sqlcipher3 import dbapi2

from facilitator_console.dialogue.history import History
from facilitator_console.store import copies, migrations, opening, read_tables
from facilitator_console.store.ballots import is_ballot
from facilitator_console.store.connection import (
    APPLICATION_ID,
    connect_to_read,
    connect_to_still,
    has_journal,
    has_wal,
    transaction,
)
from facilitator_console.store.contents import missing_events
from facilitator_console.store.errors import DamageError, world_errors
from facilitator_console.store.integrity import is_whole
from facilitator_console.store.lock import lock
from facilitator_console.store.making import make_store
from facilitator_console.store.migrations import VERSION, version_of
from facilitator_console.store.page_recovery import (
    ballots_in,
    damage,
    deleted_in,
    events_in,
    is_of_trial_in,
    version_in,
)
from facilitator_console.store.read_tables import Row
from facilitator_console.store.rows import all_rows
from facilitator_console.store.sqlite_log import SqliteLog
from facilitator_console.store.store import Store
from facilitator_console.words import Message, UserError, say, say_n

_SCHEMA = "SELECT type, name, sql FROM sqlite_schema"


class Findings(NamedTuple):
    """What a check found.

    Attributes:
        problems: What is wrong, each with what to do; empty where all is sound.
        sessions: How many sessions were looked at.
        events: How many events they have.
        unreadable: Those among them that this version can't read, and keeps: a newer version's, as a rule. Erased
            events are not among them.
        ballots: How many ballots there are beside the events.
    """

    problems: tuple[Message, ...]
    sessions: int = 0
    events: int = 0
    unreadable: int = 0
    ballots: int = 0

    @property
    def is_sound(self) -> bool:
        """Whether nothing is wrong."""
        return not self.problems

    @property
    def lines(self) -> tuple[Message, ...]:
        """The findings in words: the problems; where there are none, that all is sound."""
        if self.problems:
            return self.problems
        counts = {
            "events": say_n("{n} event", "{n} events", self.events),
            "sessions": say_n("{n} session", "{n} sessions", self.sessions),
        }
        sound = say("All is sound: {events}, {sessions}.", **counts)
        if self.ballots:
            ballots = say_n("{n} ballot", "{n} ballots", self.ballots)
            sound = say("All is sound: {events}, {ballots}, {sessions}.", **counts, ballots=ballots)
        if not self.unreadable:
            return (sound,)
        kept = say_n(
            "{n} event is beyond this version; it is kept.",
            "{n} events are beyond this version; they are kept.",
            self.unreadable,
        )
        return (sound, kept)


class Recovery(NamedTuple):
    """What was recovered.

    Attributes:
        path: The new store.
        sessions: How many sessions it has.
        events: How many events were read into it.
    """

    path: Path
    sessions: int
    events: int

    @property
    def line(self) -> Message:
        """The recovery in words."""
        return say_n(
            "{n} event of {sessions} was read into {path}. What came after the last that could be read can't be known.",
            "{n} events of {sessions} were read into {path}. What came after the last that could be read can't be "
            "known.",
            self.events,
            sessions=say_n("{n} session", "{n} sessions", self.sessions),
            path=str(self.path),
        )


def check(path: Path) -> Findings:
    """Look at a store, which may be open elsewhere: it is seen as it was at one moment.

    Args:
        path: Its file.

    Raises:
        UserError: There is no such file, or it is no file.
        StorageError: The world failed.
    """
    _refuse_what_is_no_file(path)
    with world_errors(path):
        # SQLite takes an empty file for a new store, and the write-ahead log beside it for rubbish.
        if not path.exists() or not path.stat().st_size:
            return _findings_of_damage(path)
        if has_journal(path):
            return Findings((_cut_off(path),))
        # Nobody works on it: whoever does keeps a write-ahead log. SQLite would leave an empty one behind.
        is_still = not has_wal(path)
        findings = _looked_at(path, connect_to_still(path) if is_still else connect_to_read(path))
        if is_still and not findings.is_sound and has_wal(path):
            return check(path)  # Somebody began to work on it meanwhile.
        return findings


def rebuild(store: Store) -> None:
    """Make the read tables anew from the events.

    Raises:
        StorageError: The world failed; the tables are as they were.
    """
    with store.log.connection() as connection, transaction(connection):
        read_tables.rebuild(connection, store.log)


def recover(path: Path, target: Path) -> Recovery:
    """Read what can be read of a store into a new one; a newer version's is left to the newer program.

    Args:
        path: The damaged store; not changed, and not needed whole: its write-ahead log alone may do.
        target: The new file.

    Returns:
        What was read. What was withdrawn stays erased, what was deleted stays away.

    Raises:
        UserError: There is nothing to read, a newer or a trial version wrote it, another program holds it, or the
            target is there already.
        StorageError: The world failed; no target was left behind.
    """
    _refuse_what_is_no_file(path)
    copies.refuse_target(target)
    copies.refuse_beside(path, target)
    with ExitStack() as held, world_errors(path):
        # Where no lock can be written, on a read-only drive, nobody writes to the store either.
        with suppress(OSError):
            held.enter_context(lock(path))
        _refuse_other_versions(path)
        deleted = deleted_in(path)
        events = [event for event in events_in(path) if event.session not in deleted]
        ballots = ballots_in(path)
    if not events:
        raise UserError(_nothing_left(path))
    with world_errors(target), lock(target):
        make_store(target, events, ballots, deleted=deleted)
    return Recovery(target, len({event.session for event in events}), len(events))


# -- what is looked at -------------------------------------------------------------------------------------


def _refuse_what_is_no_file(path: Path) -> None:
    opening.refuse_what_is_no_file(path)
    if not path.exists() and not path.with_name(path.name + "-wal").exists():
        raise UserError(say("There is no file {path}.", path=str(path)))


def _refuse_other_versions(path: Path) -> None:
    """See that what is recovered means what this program takes it for, as far as version and form can be read."""
    if (version := version_in(path)) > VERSION:
        raise UserError(opening.newer_version(path, version))
    if is_of_trial_in(path):
        raise UserError(opening.of_trial(path))


def _looked_at(path: Path, connection: dbapi2.Connection) -> Findings:
    try:
        with world_errors(path), closing(connection):
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
    if not is_whole(connection, thorough=True):
        return _findings_of_damage(path)
    if opening.is_of_trial(connection):
        return Findings((opening.of_trial(path),))
    if version < VERSION:
        return Findings((_older_version(path),))
    return _findings_of_events(SqliteLog(connection), connection)


def _findings_of_damage(path: Path) -> Findings:
    """What is to be said of a file that SQLite gives up on, or finds strange things in."""
    found = damage(path)
    return Findings((found.message if found.events else _nothing_left(path),))


def _cut_off(path: Path) -> Message:
    return say(
        "A change to {path} was cut off; the next opening of the store takes it back. Then look at it again.",
        path=str(path),
    )


def _nothing_left(path: Path) -> Message:
    return say("{path} is no store of this program, or nothing in it can be read any more.", path=str(path))


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
        problems.append(say("The tables for reading are not up to date; the next opening of the store rebuilds them."))
    elif not _tables_hold(connection, expected):
        problems.append(say("The tables for reading don't follow from the events; rebuild them with --rebuild."))
    ballots, none = _ballots(connection)
    if none:
        problems.append(
            say_n(
                "{n} row of the ballots is not a ballot; a recovery into a new file leaves it out.",
                "{n} rows of the ballots are not ballots; a recovery into a new file leaves them out.",
                none,
            )
        )
    return Findings(tuple(problems), len(sessions), events, unreadable, ballots)


def _ballots(connection: dbapi2.Connection) -> tuple[int, int]:
    """How many ballots there are, and how many rows that are none."""
    rows = connection.execute("SELECT voter, vote, revision FROM ballots")
    # SQLite's own check of the constraints leaves out files that it may only read.
    found = Counter(is_ballot(*row) for row in rows)
    return found[True], found[False]


def _tables_hold(connection: dbapi2.Connection, expected: dict[str, set[Row]]) -> bool:
    """Whether the read tables are as this program makes them, and hold these rows and no others."""
    with closing(dbapi2.connect(":memory:", isolation_level=None)) as fresh:
        read_tables.create(fresh)
        if not set(fresh.execute(_SCHEMA)) <= set(connection.execute(_SCHEMA)):
            return False
    for table, columns in read_tables.TABLES.items():
        rows = connection.execute(f"SELECT {', '.join(columns)} FROM {table}")  # noqa: S608 - constants
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

"""Making a store: an empty one, or one of events that were read or remembered. All or nothing."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from contextlib import closing
from pathlib import Path

from facilitator_console.log import Event, SessionId
from facilitator_console.opinions.ballots import Ballots
from facilitator_console.store import copies, derived
from facilitator_console.store.ballots import BallotBox
from facilitator_console.store.connection import connect, transaction, truncate
from facilitator_console.store.deleting import keep_tombstones
from facilitator_console.store.drafts import keep_drafts
from facilitator_console.store.holdings import holdings_of
from facilitator_console.store.migrations import migrate
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
                derived.rebuild(connection, log)
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
            derived.rebuild(connection, log)
        truncate(connection)

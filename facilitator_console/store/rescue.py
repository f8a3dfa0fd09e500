"""What can still be read through an open connection to a file that is lost or damaged, session by session.

The system keeps a removed file for whoever has it open: then it is all of it. Nothing is written.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from itertools import starmap
from typing import NamedTuple, TypeVar

from sqlcipher3 import dbapi2
from sqlcipher3.dbapi2 import Connection

from facilitator_console.log import Event, SessionId
from facilitator_console.voices.ballots import Ballots

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
    """Read what can be read."""
    failures: list[Exception] = []

    def tried(read: Callable[[], Found], otherwise: Found) -> Found:
        try:
            return read()
        except (dbapi2.Error, UnicodeError) as failure:
            failures.append(failure)
            return otherwise

    def rows(question: str, *values: str) -> list[tuple[str, ...]]:
        return tried(lambda: connection.execute(question, values).fetchall(), [])

    events: list[Event] = []
    for (session,) in rows("SELECT DISTINCT session FROM events"):
        found = rows(
            "SELECT session, writer, seq, lamport, at_ms, kind, subject, body FROM events WHERE session = ?", session
        )
        events += starmap(Event, found)
    ballots = {}
    for (session,) in rows("SELECT DISTINCT session FROM ballots"):
        cast = rows("SELECT voter, statement, vote, revision FROM ballots WHERE session = ?", session)
        if cast:
            ballots[SessionId(session)] = Ballots(*zip(*cast, strict=True))
    drafts = {SessionId(session): text for session, text in rows("SELECT session, text FROM drafts")}
    deleted = frozenset(SessionId(session) for (session,) in rows("SELECT session FROM deleted_sessions"))
    is_whole = rows("PRAGMA quick_check(1)") == [("ok",)]
    return Rescue(tuple(events), ballots, drafts, deleted, is_whole and not failures)

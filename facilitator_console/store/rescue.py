"""What can still be read through an open connection to a file that is lost or damaged, session by session.

The system keeps a removed file for whoever has it open: then it is all of it. Nothing is written.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import partial
from itertools import starmap
from typing import NamedTuple, TypeVar

from sqlcipher3 import dbapi2
from sqlcipher3.dbapi2 import Connection

from facilitator_console.log import Event, SessionId
from facilitator_console.opinions.ballots import Ballots
from facilitator_console.store.checksums import SUMMED, is_right, sums_are_right
from facilitator_console.store.connection import file_of
from facilitator_console.store.errors import DamageError

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

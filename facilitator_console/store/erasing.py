"""Taking erased words out of the events of a store, within a transaction; what is erased is log.erasure's business.

The file itself still holds the words afterwards, between its rows: see store.copies.clean.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from itertools import starmap
from json import dumps

from sqlcipher3.dbapi2 import Connection

from facilitator_console.dialogue.kinds import KINDS
from facilitator_console.log import Erasures, Event, SessionId, as_kept
from facilitator_console.store.checksums import SUMMED, events_of
from facilitator_console.store.connection import file_of
from facilitator_console.store.migrations import WITH_CHECKSUMS, version_of

_COLUMNS = ", ".join(SUMMED["events"])
_OF_SESSION = "session = ?"
_BY_SUBJECT = "session = ? AND subject IN (SELECT value FROM json_each(?))"
_BY_IDENTITY = "session = ? AND writer = ? AND seq = ?"
_KEEP = "UPDATE events SET at_ms = ?, body = ? WHERE session = ? AND writer = ? AND seq = ?"


def erase_in(connection: Connection, erasures: Mapping[SessionId, Erasures]) -> None:
    """Blank and empty what is erased, within the transaction that is open.

    One pass over a session's events, however many of its subjects there are: no index leads to them.

    Raises:
        DamageError: An event that would be changed is not as it was saved; a new checksum would hide that.
    """
    for session, erased in erasures.items():
        for event in list(_reached(connection, session, erased)):
            kept = as_kept(event, erased, KINDS)
            if kept != event:
                connection.execute(_KEEP, (kept.at_ms, kept.body, kept.session, kept.writer, kept.seq))


def refuse_damaged(connection: Connection, blanks: Iterable[Event]) -> None:
    """See that the events that these blank ones would blank are as they were saved.

    Raises:
        DamageError: One of them is not; a new checksum would hide that.
    """
    for blank in blanks:
        for _ in _events(connection, _BY_IDENTITY, (blank.session, blank.writer, blank.seq)):
            pass


def _reached(connection: Connection, session: SessionId, erased: Erasures) -> Iterator[Event]:
    """The events that an erasure may change."""
    if erased.era:
        # Events of the floor are known by what they say: a newer program's too.
        yield from _events(connection, _OF_SESSION, (session,))
        return
    if erased.subjects:
        yield from _events(connection, _BY_SUBJECT, (session, dumps(sorted(erased.subjects))))
    for writer, seq in erased.redacted:
        yield from _events(connection, _BY_IDENTITY, (session, writer, seq))


def _events(connection: Connection, where: str, values: tuple[str | int, ...]) -> Iterable[Event]:
    if version_of(connection) < WITH_CHECKSUMS:  # A copy of before a migration.
        return starmap(Event, connection.execute(f"SELECT {_COLUMNS} FROM events WHERE {where}", values))  # noqa: S608
    rows = connection.execute(f"SELECT {_COLUMNS}, checksum FROM events WHERE {where}", values)  # noqa: S608 - constants
    return events_of(rows, file_of(connection))

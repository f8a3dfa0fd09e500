"""Taking erased words out of the events of a store, within a transaction; what is erased is log.erasure's business.

The file itself still holds the words afterwards, between its rows: see store.copies.clean.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from itertools import starmap
from json import dumps

from sqlcipher3.dbapi2 import Connection

from facilitator_console.dialogue.kinds import KINDS
from facilitator_console.log import Erasures, Event, SessionId, as_kept

_COLUMNS = "session, writer, seq, lamport, at_ms, kind, subject, body"
_BY_SUBJECT = f"SELECT {_COLUMNS} FROM events WHERE session = ? AND subject IN (SELECT value FROM json_each(?))"  # noqa: S608 - constants
_ALL = f"SELECT {_COLUMNS} FROM events WHERE session = ?"  # noqa: S608
_BY_IDENTITY = f"SELECT {_COLUMNS} FROM events WHERE session = ? AND writer = ? AND seq = ?"  # noqa: S608
_KEEP = "UPDATE events SET at_ms = ?, body = ? WHERE session = ? AND writer = ? AND seq = ?"


def erase_in(connection: Connection, erasures: Mapping[SessionId, Erasures]) -> None:
    """Blank and empty what is erased, within the transaction that is open.

    One pass over a session's events, however many of its subjects there are: no index leads to them.
    """
    for session, erased in erasures.items():
        for event in list(_reached(connection, session, erased)):
            kept = as_kept(event, erased, KINDS)
            if kept != event:
                connection.execute(_KEEP, (kept.at_ms, kept.body, kept.session, kept.writer, kept.seq))


def _reached(connection: Connection, session: SessionId, erased: Erasures) -> Iterator[Event]:
    """The events that an erasure may change."""
    if erased.era:
        # Events of the floor are known by what they say: a newer program's too.
        yield from starmap(Event, connection.execute(_ALL, (session,)))
        return
    if erased.subjects:
        yield from starmap(Event, connection.execute(_BY_SUBJECT, (session, dumps(sorted(erased.subjects)))))
    for writer, seq in erased.redacted:
        yield from starmap(Event, connection.execute(_BY_IDENTITY, (session, writer, seq)))

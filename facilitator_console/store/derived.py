"""What is derived from the events and can be thrown away: its dropping and rebuilding.

The read tables themselves are store.read_tables. Nothing here is needed for saving.
"""

from __future__ import annotations

from collections.abc import Callable

from sqlcipher3 import dbapi2
from sqlcipher3.dbapi2 import Connection

from facilitator_console.log import EventLog, SessionId
from facilitator_console.store import marks, read_tables, search
from facilitator_console.store.errors import is_damage
from facilitator_console.store.marks import set_mark
from facilitator_console.store.migrations import LASTING


def mark_stale(connection: Connection) -> None:
    """Note that the read tables no longer follow the events; the next opening rebuilds them."""
    set_mark(connection, marks.READ_TABLES, marks.STALE)


def drop(connection: Connection) -> None:
    """Take away everything that is derived, of whatever version, within the transaction that is open."""
    mark_stale(connection)
    found = connection.execute("SELECT type, name, sql FROM sqlite_schema WHERE type IN ('view', 'table')").fetchall()
    # A view may name any table, and a full-text index owns tables that go with it.
    virtual = {name for _, name, sql in found if (sql or "").upper().startswith("CREATE VIRTUAL")}
    for kind, name, _ in sorted(found, key=lambda row: (row[0] != "view", row[1] not in virtual)):
        if name not in LASTING and not name.startswith("sqlite_"):
            connection.execute(f'DROP {kind} IF EXISTS "{name}"')


def empty(connection: Connection) -> None:
    """Make the read tables anew and leave them empty, and stale, within the transaction that is open."""
    drop(connection)
    read_tables.create(connection)


def forget_deleted(connection: Connection) -> None:
    """Take words out of the read tables that were deleted and linger, within the transaction that is open."""
    _or_empty(connection, lambda: search.forget_deleted(connection))


def clear(connection: Connection, session: SessionId) -> None:
    """Take a session out of the read tables, within the transaction that is open."""
    _or_empty(connection, lambda: read_tables.clear(connection, session))


def _or_empty(connection: Connection, work: Callable[[], None]) -> None:
    """Take words out of the read tables; where they are damaged, all of them."""
    connection.execute("SAVEPOINT forget")
    try:
        work()
    except dbapi2.Error as error:
        if not is_damage(error):
            raise
        connection.execute("ROLLBACK TO forget")
        empty(connection)  # The next opening fills them.
    finally:
        if connection.in_transaction:
            connection.execute("RELEASE forget")


def rebuild(connection: Connection, log: EventLog) -> None:
    """Make the read tables anew from the events, within the transaction that is open."""
    # Folding is all that a store needs of the rules of the room, and most openings have nothing to rebuild.
    from facilitator_console.dialogue.history import History
    from facilitator_console.store.rows import all_rows

    empty(connection)
    for session in log.sessions():
        read_tables.apply(connection, all_rows(session, History(log.read(session)).state))
    set_mark(connection, marks.READ_TABLES, marks.SCHEMA_VERSION)

"""Defines and writes the read tables: what the log folds to, as tables and views that people query.

They can be thrown away at any time: `rebuild` makes them anew from the events. Foreign keys are declared and not
enforced: half a merge must be storable. What a row contains is made in store.derived.rows; the views and the full-text
index are in store.derived.views.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from functools import lru_cache
from itertools import groupby
from typing import NamedTuple

from sqlcipher3 import dbapi2
from sqlcipher3.dbapi2 import Connection

from facilitator_console.log import EventLog, SessionId, in_turns
from facilitator_console.store.derived.views import VIEWS, create_search, meaning, rebuild_search
from facilitator_console.store.errors import is_damage
from facilitator_console.store.migrations import LASTING, mark_current, mark_stale

Value = str | int | None
Row = tuple[Value, ...]


class RowChange(NamedTuple):
    """Represents one row to put into a table, or to delete from it.

    Attributes:
        table: Name of a read table.
        key: Values of its primary key.
        row: All its values, the key's first, in the order of its columns; None deletes the row. In either case the rows
            of `note_tags` and `note_search` that belong to a row of `notes` are deleted too, likewise the sources of
            an entry of a list and the translations of a statement.
    """

    table: str
    key: Row
    row: Row | None


class TableShape(NamedTuple):
    """Describes one read table: its columns and where its rows come from.

    Attributes:
        key: Columns of the primary key; all text.
        columns: The other columns, in order, with their types.
        optional: The columns that may be NULL: nobody, nothing, not yet, no limit.
        references: By column: the table and the column that it refers to, within the same session.
    """

    key: tuple[str, ...]
    columns: dict[str, type]
    optional: frozenset[str] = frozenset()
    references: dict[str, tuple[str, str]] = {}  # noqa: RUF012 - a constant, as all of this


_ITEM = {"item_id": ("agenda_items", "item_id")}
_TURN = {"turn_id": ("turns", "turn_id")}
_PARTICIPANT = {"participant_id": ("participants", "participant_id")}
_GROUP = {"group_id": ("groups", "group_id")}

# In an order in which what is referred to comes first.
SHAPES: dict[str, TableShape] = {
    "sessions": TableShape(
        ("session_id",),
        {
            "title": str,
            "language": str,
            "attribution": str,
            "created_at_ms": int,
            "closed_at_ms": int,
            "counted_until_at_ms": int,
            "speaking_forgotten": int,
            "purpose": str,
            "marathon_id": str,
            "stage_id": str,
            "delete_on": str,
        },
        frozenset({"created_at_ms", "closed_at_ms", "counted_until_at_ms", "marathon_id", "stage_id"}),
    ),
    "groups": TableShape(
        ("session_id", "group_id"),
        {"name": str, "letter": str, "head_count": int, "removed": int},
        frozenset({"name", "head_count"}),
    ),
    "participants": TableShape(
        ("session_id", "participant_id"),
        {"seat": int, "label": str, "group_id": str, "role": str, "removed": int},
        frozenset({"seat", "label", "group_id"}),
        _GROUP,
    ),
    "agenda_items": TableShape(
        ("session_id", "item_id"),
        {
            "order_key": str,
            "title": str,
            "question": str,
            "format": str,
            "settings": str,
            "status": str,
            "planned_ms": int,
            "extra_ms": int,
            "used_ms": int,
            "turn_limit_ms": int,
            "started_at_ms": int,
            "ended_at_ms": int,
            "part_of": str,
            "removed": int,
        },
        frozenset({"settings", "turn_limit_ms", "started_at_ms", "ended_at_ms", "part_of"}),
        references={"part_of": ("agenda_items", "item_id")},
    ),
    "talk_tables": TableShape(
        ("session_id", "table_id"),
        {"item_id": str, "label": str, "closed": int},
        frozenset({"item_id", "label"}),
        _ITEM,
    ),
    "turns": TableShape(
        ("session_id", "turn_id"),
        {
            "participant_id": str,
            "item_id": str,
            "kind": str,
            "limit_ms": int,
            "talk_ms": int,
            "started_at_ms": int,
            "ended_at_ms": int,
            "table_id": str,
        },
        frozenset({"participant_id", "item_id", "limit_ms", "ended_at_ms"}),
        _PARTICIPANT | _ITEM,
    ),
    "talk_sums": TableShape(
        ("session_id", "talk_sum_id"),
        {"participant_id": str, "table_id": str, "turns": int, "talk_ms": int},
        references=_PARTICIPANT,
    ),
    "gaps": TableShape(
        ("session_id", "gap_id"),
        {"from_at_ms": int, "to_at_ms": int, "excluded_ms": int, "item_id": str, "turn_id": str},
        frozenset({"item_id", "turn_id"}),
        _ITEM | _TURN,
    ),
    "marks": TableShape(
        ("session_id", "mark_id"),
        {
            "item_id": str,
            "turn_id": str,
            "at_ms": int,
            "table_id": str,
            "state": str,
            "ended_at_ms": int,
            "removed": int,
        },
        frozenset({"item_id", "turn_id", "state", "ended_at_ms"}),
        _ITEM | _TURN,
    ),
    "notes": TableShape(
        ("session_id", "note_id"),
        {
            "text": str,
            "other_texts": str,
            "item_id": str,
            "turn_id": str,
            "participant_id": str,
            "group_id": str,
            "fills_mark_id": str,
            "quote": int,
            "parking_lot": int,
            "sensitive": int,
            "for_report": int,
            "at_ms": int,
            "table_id": str,
            "language": str,
            "reply_to_note_id": str,
            "removed": int,
            "search_number": int,
        },
        frozenset(
            {"language", "reply_to_note_id", "other_texts", "fills_mark_id", *_ITEM, *_TURN, *_PARTICIPANT, *_GROUP}
        ),
        _ITEM | _TURN | _PARTICIPANT | _GROUP | {"fills_mark_id": ("marks", "mark_id")},
    ),
    "note_tags": TableShape(
        ("session_id", "note_id", "tag"),
        {"position": int},
        references={"note_id": ("notes", "note_id")},
    ),
    "tags": TableShape(
        ("session_id", "tag_id"),
        {"name": str, "parent_tag": str, "merged_into_tag": str, "removed": int},
        frozenset({"parent_tag", "merged_into_tag"}),
    ),
    "translations": TableShape(
        ("session_id", "translation_id"),
        {"of_id": str, "language": str, "text": str, "translated_by": str},
        frozenset({"translated_by"}),
    ),
    "consents": TableShape(
        ("session_id", "consent_id"),
        {"participant_id": str, "use": str, "given": int},
        references=_PARTICIPANT,
    ),
    "list_entries": TableShape(
        ("session_id", "list_entry_id"),
        {
            "list": str,
            "order_key": str,
            "text": str,
            "other_texts": str,
            "done": int,
            "at_ms": int,
            "removed": int,
        },
        frozenset({"order_key", "other_texts"}),
    ),
    "list_entry_sources": TableShape(
        ("session_id", "list_entry_id", "note_id"),
        {},
        references={"list_entry_id": ("list_entries", "list_entry_id"), "note_id": ("notes", "note_id")},
    ),
    "themes": TableShape(
        ("session_id", "theme_id"),
        {
            "board_column": str,
            "order_key": str,
            "title": str,
            "text": str,
            "other_titles": str,
            "other_texts": str,
            "version": str,
            "carried_from_session_id": str,
            "at_ms": int,
            "removed": int,
        },
        frozenset({"other_titles", "other_texts", "carried_from_session_id"}),
    ),
    "theme_notes": TableShape(
        ("session_id", "theme_note_id"),
        {"theme_id": str, "note_id": str, "order_key": str},
        references={"theme_id": ("themes", "theme_id"), "note_id": ("notes", "note_id")},
    ),
    "text_checks": TableShape(("session_id", "of_id"), {"version": str, "status": str, "at_ms": int}),
    "objections": TableShape(
        ("session_id", "objection_id"),
        {
            "about_id": str,
            "version": str,
            "from_place": int,
            "to_place": int,
            "text": str,
            "at_ms": int,
            "settled": int,
            "answer": str,
        },
        frozenset({"text", "answer"}),
    ),
    "statements": TableShape(
        ("session_id", "statement_id"),
        {
            "text": str,
            "language": str,
            "source": str,
            "meta": int,
            "status": str,
            "made_from_statement_id": str,
            "kept_statement_id": str,
            "added_at_ms": int,
        },
        frozenset({"language", "made_from_statement_id", "kept_statement_id"}),
        {"made_from_statement_id": ("statements", "statement_id"), "kept_statement_id": ("statements", "statement_id")},
    ),
    "statement_translations": TableShape(
        ("session_id", "statement_id", "language"),
        {"text": str, "translated_by": str},
        references={"statement_id": ("statements", "statement_id")},
    ),
    "statement_moderation": TableShape(
        ("session_id", "moderation_id"),
        {"statement_id": str, "status": str, "reason": str, "kept_statement_id": str, "at_ms": int},
        frozenset({"reason", "kept_statement_id"}),
        {"statement_id": ("statements", "statement_id"), "kept_statement_id": ("statements", "statement_id")},
    ),
}

SEARCH_COLUMNS = ("rowid", "session_id", "note_id", "text")

TABLES: dict[str, tuple[str, ...]] = {
    **{name: (*shape.key, *shape.columns) for name, shape in SHAPES.items()},
    "note_search": SEARCH_COLUMNS,
}
"""Columns of every read table, in the order of a row; `note_search` is the full-text index."""

_KEYS = {**{name: shape.key for name, shape in SHAPES.items()}, "note_search": ("rowid",)}


def _deletion(table: str, columns: tuple[str, ...]) -> str:
    return f"DELETE FROM {table} WHERE " + " AND ".join(f"{column} = ?" for column in columns)


@lru_cache(maxsize=512)
def _putting(table: str, gaps: tuple[bool, ...]) -> str:
    """Return the statement that puts rows with these gaps into a table; for all other values it has a place.

    sqlcipher3 takes a microsecond to bind a None, as long as to bind 30 numbers, and a note's row has eight.
    """
    values = ", ".join("NULL" if is_missing else "?" for is_missing in gaps)
    return f"INSERT OR REPLACE INTO {table} ({', '.join(TABLES[table])}) VALUES ({values})"


_DELETE = {table: _deletion(table, key) for table, key in _KEYS.items()}
_UNINDEX = """
    DELETE FROM note_search
    WHERE rowid = (SELECT search_number FROM notes WHERE session_id = ? AND note_id = ?)
"""
"""The note's row says which number it had in the index: it may have another one now, or be gone."""
_DELETE_DEPENDENT = {
    "notes": (_deletion("note_tags", _KEYS["notes"]), _UNINDEX),
    "list_entries": (_deletion("list_entry_sources", _KEYS["list_entries"]),),
    "statements": (_deletion("statement_translations", _KEYS["statements"]),),
}
"""By table, the statements that delete the rows which belong to a row of it."""
_CLEAR = [_deletion(table, ("session_id",)) for table in TABLES]


def create(connection: Connection) -> None:
    """Create all read tables and views, empty; none of them may exist."""
    from sqlite_utils import Database

    database = Database(connection, recursive_triggers=False, execute_plugins=False)
    for name, shape in SHAPES.items():
        database.table(name).create(
            dict.fromkeys(shape.key, str) | shape.columns,
            pk=shape.key if len(shape.key) > 1 else shape.key[0],
            not_null={*shape.key, *shape.columns} - shape.optional,
            foreign_keys=_foreign_keys(name, shape),
            strict=True,  # So that SQLite's own check finds a value of a wrong type.
        )
    create_search(connection)
    for name, question in VIEWS.items():
        database.create_view(name, question)
    _create_dictionary(connection, [*SHAPES, "note_search", *VIEWS])


def _create_dictionary(connection: Connection, names: list[str]) -> None:
    """Create the dictionary of these tables and views, within the open transaction."""
    connection.execute(
        "CREATE TABLE data_dictionary (table_name TEXT NOT NULL, column_name TEXT NOT NULL, meaning TEXT NOT NULL, "
        "PRIMARY KEY (table_name, column_name)) STRICT, WITHOUT ROWID"
    )
    for name in names:
        columns = [column for _, column, *_ in connection.execute(f"PRAGMA table_info({name})")]
        connection.executemany(
            "INSERT INTO data_dictionary VALUES (?, ?, ?)",
            [(name, column, meaning(name, column)) for column in columns],
        )


def _foreign_keys(name: str, shape: TableShape) -> list[tuple[tuple[str, ...], str, tuple[str, ...]]]:
    keys: list[tuple[tuple[str, ...], str, tuple[str, ...]]] = []
    if name != "sessions":
        keys.append((("session_id",), "sessions", ("session_id",)))
    for column, (table, named) in shape.references.items():
        keys.append((("session_id", column), table, ("session_id", named)))
    return keys


def apply(connection: Connection, rows: Iterable[RowChange]) -> None:
    """Write changes of rows, in their order, within the open transaction.

    Args:
        connection: An open store with its read tables.
        rows: From store.derived.rows.
    """
    for (table, is_deletion), group in groupby(rows, key=lambda change: (change.table, change.row is None)):
        changes = tuple(group)
        keys = [change.key for change in changes]
        for statement in _DELETE_DEPENDENT.get(table, ()):
            connection.executemany(statement, keys)
        if is_deletion:
            connection.executemany(_DELETE[table], keys)
        else:
            whole = [change.row for change in changes if change.row is not None]
            for gaps, alike in groupby(whole, key=lambda row: tuple([value is None for value in row])):
                values = [[value for value in row if value is not None] for row in alike]
                connection.executemany(_putting(table, gaps), in_turns(values))


def drop(connection: Connection) -> None:
    """Drop everything that is derived from the events, of whatever version, within the open transaction."""
    mark_stale(connection)
    found = connection.execute("SELECT type, name, sql FROM sqlite_schema WHERE type IN ('view', 'table')").fetchall()
    # A view may name any table, and a full-text index owns tables that go with it.
    virtual = {name for _, name, sql in found if (sql or "").upper().startswith("CREATE VIRTUAL")}
    for kind, name, _ in sorted(found, key=lambda row: (row[0] != "view", row[1] not in virtual)):
        if name not in LASTING and not name.startswith("sqlite_"):
            connection.execute(f'DROP {kind} IF EXISTS "{name}"')


def empty(connection: Connection) -> None:
    """Create the read tables anew and leave them empty, and stale, within the open transaction."""
    drop(connection)
    create(connection)


def purge_deleted(connection: Connection) -> None:
    """Remove words of deleted rows that linger in the read tables, within the open transaction."""
    _or_empty(connection, lambda: rebuild_search(connection))


def clear_session(connection: Connection, session: SessionId) -> None:
    """Delete a session from the read tables, even if they are damaged, within the open transaction."""

    def clear() -> None:
        for statement in _CLEAR:
            connection.execute(statement, (session,))

    _or_empty(connection, clear)


def _or_empty(connection: Connection, work: Callable[[], None]) -> None:
    """Remove words from the read tables; if the tables are damaged, empty them all."""
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
    """Create the read tables anew from the events, within the open transaction."""
    # Folding is all that a store needs of the rules of the room, and most openings have nothing to rebuild.
    from facilitator_console.dialogue.history import History
    from facilitator_console.store.derived.rows import all_rows

    empty(connection)
    for session in log.sessions():
        apply(connection, all_rows(session, History(log.read(session)).state))
    mark_current(connection)

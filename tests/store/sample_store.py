"""A store of 400 events that can be told apart wherever one looks into its bytes."""

import random
from contextlib import closing
from pathlib import Path

from msgspec.structs import astuple
from sqlcipher3 import dbapi2
from sqlite_utils import Database, Migrations

from facilitator_console.dialogue.codec import encode
from facilitator_console.log import Event, Instant, NewEvent, SessionId, WriterId, sealed
from facilitator_console.notes.events import NoteAdded
from facilitator_console.session.events import ParticipantAdded
from facilitator_console.store.connection import APPLICATION_ID, connect
from facilitator_console.store.doctor import rebuild
from facilitator_console.store.migrations import migrations
from facilitator_console.store.store import Store

_INSERT = """
    INSERT INTO events (session, writer, seq, lamport, at_ms, kind, subject, body) VALUES (?, ?, ?, ?, ?, ?, ?, ?)
"""


def words_of(number: int, chance: random.Random) -> str:
    """A text that names its event wherever one looks into it; some are long enough for pages of their own."""
    return f"[{number}] слова й " * chance.choice((1, 2, 5, 30, 700))


def meeting(number_of_events: int = 400) -> list[Event]:
    """Two sessions by two writers; no two events alike."""
    chance = random.Random(8)
    events: list[Event] = []
    for session, writer in (("s1", "w1"), ("s1", "w2"), ("s2", "w1"), ("s2", "w2")):
        new = []
        for number in range(len(events), len(events) + number_of_events // 4):
            words = words_of(number, chance)
            new.append(NewEvent(ParticipantAdded(number, words) if number % 7 == 0 else NoteAdded(words)))
        events += sealed(
            new,
            encode,
            session=SessionId(session),
            writer=WriterId(writer),
            first_seq=1,
            lamport=7,
            at_ms=Instant(1_700_000_000_000),
        )
    return events


EVENTS = meeting()
TRUTH = {astuple(event) for event in EVENTS}


def make_store(path: Path, events: list[Event]) -> None:
    with Store.open(path) as store:
        store.log.append(events)
        rebuild(store)


def make_older_store(path: Path, version: int, events: list[Event]) -> None:
    """A store as a program that knew only the first migrations left it."""
    path.touch()
    steps = Migrations("store")
    steps._migrations = list(migrations()._migrations[:version])
    with closing(connect(path)) as connection:
        database = Database(connection, recursive_triggers=False, execute_plugins=False)
        with database.atomic():
            steps.apply(database)
            connection.execute(f"PRAGMA application_id = {APPLICATION_ID}")
            connection.execute(f"PRAGMA user_version = {version}")
        insert(connection, events)


def insert(connection: dbapi2.Connection, events: list[Event]) -> None:
    for event in events:
        connection.execute(_INSERT, astuple(event))

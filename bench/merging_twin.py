"""The bare twin of a laptop that takes in what others wrote: `python -m bench.merging_twin FOLDER NOTES`.

It reads so many notes from frames as they came over a wire, and puts each into a table of events, into a table of notes
with a key, and into a full-text index, in one transaction that is on the disk when it says so. No laptop that keeps
them so that people can query and find them can do less; nothing is checked, put in order or folded. What it reads is
made before it is told to begin, by a line on its input.
"""

from __future__ import annotations

import sys
from contextlib import closing
from pathlib import Path

from msgspec.structs import astuple
from sqlcipher3 import dbapi2

from facilitator_console.log import Event, Instant, SessionId, Subject, WriterId
from facilitator_console.sync.frames import Frames, frame
from facilitator_console.sync.gathering import pieces_of
from facilitator_console.sync.messages import Batch, Message, Part

SCHEMA = """
    PRAGMA journal_mode = WAL;
    PRAGMA synchronous = FULL;
    CREATE TABLE events (
        session TEXT, writer TEXT, seq INTEGER, lamport INTEGER, at_ms INTEGER, kind TEXT, subject TEXT, body TEXT,
        PRIMARY KEY (session, writer, seq)
    ) WITHOUT ROWID;
    CREATE TABLE notes (session TEXT, note TEXT PRIMARY KEY, text TEXT, at_ms INTEGER) WITHOUT ROWID;
    CREATE VIRTUAL TABLE search USING fts5(text);
"""


def main(folder: Path, many: int) -> None:
    """Take the notes in once that is said."""
    frames = [
        frame(Batch(1, Part.REST, tuple(piece))) for piece in pieces_of([_event(number) for number in range(many)])
    ]
    with closing(dbapi2.connect(folder / "twin.sqlite", isolation_level=None)) as connection:
        connection.executescript(SCHEMA)
        print("ready", flush=True)
        sys.stdin.readline()
        reader: Frames[Message] = Frames(Message)
        events = [
            event
            for data in frames
            for message in reader.feed(data)
            if isinstance(message, Batch)
            for event in message.events
        ]
        connection.execute("BEGIN")
        connection.executemany("INSERT INTO events VALUES (?, ?, ?, ?, ?, ?, ?, ?)", map(astuple, events))
        notes = ((event.session, event.subject, event.body, event.at_ms) for event in events)
        connection.executemany("INSERT INTO notes VALUES (?, ?, ?, ?)", notes)
        connection.executemany("INSERT INTO search VALUES (?)", ((event.body,) for event in events))
        connection.execute("COMMIT")
        print("done", flush=True)


def _event(number: int) -> Event:
    from bench.merging import WRITTEN

    writer = WriterId(f"{number // 5_000:016x}")
    subject, body = Subject(f"{writer}.{number}"), f'{{"text":"{WRITTEN} {number}","era":0}}'
    return Event(SessionId("0" * 16), writer, number, number, Instant(number), "note_added", subject, body)


if __name__ == "__main__":
    main(Path(sys.argv[1]), int(sys.argv[2]))

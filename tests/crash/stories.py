"""What is done to a store while it is killed or the power is cut: one story for each thing that a person may do.

A story acknowledges what it has done, line by line, in a file that the cut spares. What it writes follows from its
seed alone, so that whatever is found later can be compared.
"""

from __future__ import annotations

import os
from collections.abc import Callable
from contextlib import closing
from functools import lru_cache
from itertools import islice
from pathlib import Path
from random import Random
from typing import NamedTuple
from unittest import mock

from msgspec.structs import astuple
from sqlcipher3.dbapi2 import Connection

from facilitator_console.log import Event
from facilitator_console.opinions.ballots import Ballots
from facilitator_console.store import copies, saver
from facilitator_console.store.connection import APPLICATION_ID, connect, transaction
from facilitator_console.store.copies import backup
from facilitator_console.store.migrations import migrations
from facilitator_console.store.saver import Batch, SaveState
from facilitator_console.store.store import Store
from tests.helpers.scribe import SESSION, Scribe

LONG_S = 60
STORE = "dialogue.sqlite"
NEW_STORE = f"new/deeper/{STORE}"
ACKNOWLEDGED = "acknowledged"
STATEMENT = "w0.1"
_LETTERS = "abcdefghijklmnopqrstuvwxyz"
_INSERT_IN_VERSION_2 = """
    INSERT INTO events (session, writer, seq, lamport, at_ms, kind, subject, body) VALUES (?, ?, ?, ?, ?, ?, ?, ?)
"""


class Script(NamedTuple):
    """What one seed writes.

    Attributes:
        runs: The commands of each writer, in the order in which they work.
        withdrawn: Words that a command withdraws, by the writer and the number of its last event.
    """

    runs: dict[str, list[Batch]]
    withdrawn: dict[tuple[str, int], str]

    def last_seq(self, run: str) -> int:
        """Number of a writer's last event."""
        return self.runs[run][-1].events[-1].seq


@lru_cache(maxsize=8)
def script(seed: int) -> Script:
    """What is written, for one seed."""
    chance, written, known = Random(seed), Script({}, {}), list[Event]()
    planted: list[tuple[Batch, str]] = []
    for run, length in (("w0", 10), ("w1", 8), ("w2", 3)):
        scribe = Scribe(run, seed=seed, known=known)
        batches = list(islice(scribe.batches(), length))
        if run == "w0":
            for _ in range(2):
                word = "".join(chance.choices(_LETTERS, k=24))
                batches.append(scribe.note("слово " * chance.choice((3, 200, 1500)) + word))
                planted.append((batches[-1], word))
        if run == "w2":
            for batch, word in planted:
                batches.append(scribe.withdraw(batch))
                written.withdrawn[run, batches[-1].events[-1].seq] = word
        written.runs[run] = batches
        known += [event for batch in batches for event in batch.events]
    return written


class Acknowledgements:
    """Lines that leave the machine at once."""

    def __init__(self, root: Path) -> None:
        """Write them into a file of the folder."""
        self._root = root
        self._handle = os.open(root / ACKNOWLEDGED, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600)

    def say(self, what: str, path: Path, *more: object) -> None:
        """Acknowledge something of a store."""
        line = " ".join([what, str(path.relative_to(self._root)), *map(str, more)])
        os.write(self._handle, f"{line}\n".encode())


# -- what comes before -----------------------------------------------------------------------------------------


def _nothing(root: Path, seed: int) -> None:
    """The first start finds no folder."""


def _a_store(root: Path, seed: int) -> None:
    _write_before(root, seed, "w0")
    (root / "stick").mkdir()


def _write_before(root: Path, seed: int, run: str) -> None:
    with Store.open(root / STORE) as store:
        for batch in script(seed).runs[run]:
            store.saver.submit(batch)


def _a_store_with_an_old_copy(root: Path, seed: int) -> None:
    for run in ("w0", "w1"):
        _write_before(root, seed, run)
    with closing(connect(root / STORE)) as connection:
        copies.copy_before_migration(connection, root / STORE, 2)


def _an_older_store(root: Path, seed: int) -> None:
    """Of version 2, which had no ballots, with the copy that its own migration left."""
    path = root / STORE
    path.touch(mode=0o600)
    with closing(connect(path)) as connection:
        _make_version_2(connection)
        with transaction(connection):
            for batch in script(seed).runs["w0"]:
                connection.executemany(_INSERT_IN_VERSION_2, map(astuple, batch.events))
            connection.execute("INSERT INTO drafts (session, text) VALUES (?, 'a draft')", (SESSION,))
        copies.copy_before_migration(connection, path, 1)


def _make_version_2(connection: Connection) -> None:
    from sqlite_utils import Database, Migrations

    steps = Migrations("store")
    steps._migrations = migrations()._migrations[:2]
    steps.apply(Database(connection, recursive_triggers=False, execute_plugins=False))
    connection.execute(f"PRAGMA application_id = {APPLICATION_ID}")
    connection.execute("PRAGMA user_version = 2")


def _a_store_without_wal(root: Path, seed: int) -> None:
    """As people's own tools leave one, and as backups were made once."""
    _a_store(root, seed)
    with closing(connect(root / STORE)) as connection:
        connection.execute("PRAGMA journal_mode = DELETE")


# -- what is done ----------------------------------------------------------------------------------------------


def _write(store: Store, run: str, seed: int, told: Acknowledgements, *, forgets: bool = False) -> None:
    """Write what a run writes, half of it in a row and half one by one, and acknowledge what is saved."""
    written = script(seed)
    before, last_seqs = store.saver.save_state.committed, list[int]()

    def acknowledge(state: SaveState) -> None:
        if not before < state.committed <= before + len(last_seqs):
            return
        last_seq = last_seqs[state.committed - before - 1]
        told.say("saved", store.path, run, last_seq)
        if forgets and not store.saver.words_remain:
            gone = [word for (who, seq), word in written.withdrawn.items() if who == run and seq <= last_seq]
            for word in gone:
                told.say("forgotten", store.path, word)

    store.saver.on_change(acknowledge)
    batches = written.runs[run]
    for number, batch in enumerate(batches, 1):
        last_seqs.append(batch.events[-1].seq)
        store.saver.submit(batch)
        if number > len(batches) // 2:
            store.saver.wait(before + number, LONG_S)
    voter = int(run.removeprefix("w")) + 1
    store.ballots.add(SESSION, Ballots((voter,), (STATEMENT,), (1,), (1,)))
    told.say("voted", store.path, voter)


def _first_start(root: Path, seed: int, told: Acknowledgements) -> None:
    path = root / NEW_STORE
    with Store.open(path) as store:
        told.say("there", path)
        _write(store, "w0", seed, told)


def _first_start_without_links(root: Path, seed: int, told: Acknowledgements) -> None:
    """As on a stick: FAT knows one name to a file."""
    with mock.patch.object(os, "link", side_effect=PermissionError):
        _first_start(root, seed, told)


def _open_twice(root: Path, seed: int, told: Acknowledgements) -> None:
    with Store.open(root / STORE) as store:
        told.say("there", root / STORE)
        _write(store, "w1", seed, told)
    Store.open(root / STORE).close()
    told.say("there", root / STORE)


def _erase(root: Path, seed: int, told: Acknowledgements) -> None:
    with Store.open(root / STORE) as store:
        _write(store, "w2", seed, told, forgets=True)


def _backup(root: Path, seed: int, told: Acknowledgements) -> None:
    with Store.open(root / STORE) as store:
        _write(store, "w1", seed, told)
        copy = backup(root / STORE, root / "stick")
        told.say("saved", copy, "w1", script(seed).last_seq("w1"))
    copy = backup(root / STORE, root / "copy.sqlite")
    told.say("saved", copy, "w1", script(seed).last_seq("w1"))


def _save_elsewhere(root: Path, seed: int, told: Acknowledgements) -> None:
    with Store.open(root / STORE) as store:
        _write(store, "w1", seed, told)
        store.save_elsewhere(root / "stick" / STORE)
        told.say("saved", store.path, "w1", script(seed).last_seq("w1"))
        told.say("voted", store.path, 2)
        _write(store, "w2", seed, told)


class Story(NamedTuple):
    """One thing that a person does.

    Attributes:
        prepare: Makes what is there before, in a folder, from a seed.
        run: What is done, in that folder, from the same seed.
        known: Whose events are there before.
        store: The store, by its path in the folder.
    """

    prepare: Callable[[Path, int], None]
    run: Callable[[Path, int, Acknowledgements], None]
    known: tuple[str, ...] = ("w0",)
    store: str = STORE


STORIES = {
    "first start": Story(_nothing, _first_start, (), NEW_STORE),
    "first start without links": Story(_nothing, _first_start_without_links, (), NEW_STORE),
    "work": Story(_a_store, _open_twice),
    "backup": Story(_a_store, _backup),
    "save elsewhere": Story(_a_store, _save_elsewhere),
    "migration": Story(_an_older_store, _open_twice),
    "no write-ahead log": Story(_a_store_without_wal, _open_twice),
    "erasure": Story(_a_store_with_an_old_copy, _erase, ("w0", "w1")),
}


def tell(name: str, seed: int, root: Path) -> None:
    """Do what a story does, in a folder that was prepared for it."""
    # Small, so that a story has checkpoints within it.
    saver.BATCHES_BETWEEN_CHECKPOINTS = 5
    STORIES[name].run(root, seed, Acknowledgements(root))

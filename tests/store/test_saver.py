"""The saver: what it says is saved is saved; what can't be saved waits in order; a bug in the tables stops nothing."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import closing
from itertools import islice
from pathlib import Path
from threading import Event as Signal
from typing import Any

import pytest
from sqlcipher3 import dbapi2

from facilitator_console.dialogue.history import History
from facilitator_console.log import Event
from facilitator_console.store import migrations
from facilitator_console.store.connection import connect, connect_to_read
from facilitator_console.store.derived import read_tables, rows
from facilitator_console.store.derived.read_tables import RowChange
from facilitator_console.store.derived.rows import all_rows
from facilitator_console.store.errors import StorageError
from facilitator_console.store.making import make_store
from facilitator_console.store.saver import Batch, Saver, SaveState, backoff_s
from facilitator_console.store.sqlite_log import SqliteLog
from facilitator_console.store.store import Store
from facilitator_console.words import UserError
from tests.helpers.drives import set_page_limit
from tests.helpers.saving import answers
from tests.helpers.scribe import SESSION, Scribe
from tests.store.tables import rows_of

LONG_S = 60.0


def events_of(batches: list[Batch]) -> list[Event]:
    return [event for batch in batches for event in batch.events]


def saved(path: Path) -> list[Event]:
    """The session's events as another program would find them in the file."""
    with closing(connect_to_read(path)) as connection:
        found = connection.execute("SELECT * FROM events WHERE session = ? ORDER BY lamport, writer, seq", (SESSION,))
        return [Event(*columns) for *columns, _checksum in found]


class Heard:
    """Listens to a saver; waits for what it is told."""

    def __init__(self, saver: Saver) -> None:
        self.states: list[SaveState] = []
        self._told = Signal()
        self._fits: Callable[[SaveState], bool] = lambda _: False
        saver.on_change(self._hear)

    def _hear(self, state: SaveState) -> None:
        self.states.append(state)
        if self._fits(state):
            self._told.set()

    def wait_for(self, fits: Callable[[SaveState], bool]) -> None:
        self._fits = fits
        if not any(fits(state) for state in self.states[-1:]):
            assert self._told.wait(LONG_S)
        self._told.clear()


@pytest.fixture
def bugs() -> list[BaseException]:
    return []


@pytest.fixture
def store(tmp_path: Path, bugs: list[BaseException]) -> Iterator[Store]:
    with Store.open(tmp_path / "dialogue.sqlite", on_bug=bugs.append) as store:
        yield store
    assert bugs == []


def test_batches_are_numbered_and_saved_in_order(store: Store) -> None:
    batches = list(islice(Scribe("w1").batches(), 40))
    assert [store.saver.submit(batch) for batch in batches] == list(range(1, 41))
    assert store.saver.wait(40, LONG_S)
    assert store.saver.save_state == SaveState(40, 0, None)
    assert saved(store.path) == events_of(batches)


def test_waiting_ends_at_the_commit_of_that_batch(store: Store) -> None:
    for batch in islice(Scribe("w1").batches(), 20):
        number = store.saver.submit(batch)
        assert store.saver.wait(number, LONG_S)
        assert saved(store.path)[-1] == batch.events[-1]
    assert not store.saver.wait(21, 0.0)


def test_listeners_hear_of_every_commit(store: Store) -> None:
    heard = Heard(store.saver)
    for batch in islice(Scribe("w1").batches(), 15):
        store.saver.submit(batch)
    heard.wait_for(lambda state: state.committed == 15)
    assert [state.committed for state in heard.states] == list(range(1, 16))
    assert all(state.why is None for state in heard.states)


def test_listeners_hear_when_what_was_erased_is_out_of_the_file(store: Store) -> None:
    """Also where the sweep is put off behind a batch that waits, and nothing is committed by it."""
    scribe = Scribe("w1")
    note = scribe.note("что-то")
    store.saver.submit(note)
    remained: list[bool] = []
    swept = Signal()

    def hear(state: SaveState) -> None:
        remained.append(store.saver.words_remain)
        if state.committed == 3 and not remained[-1]:
            swept.set()

    store.saver.on_change(hear)
    with store.log.connection():
        store.saver.submit(scribe.withdraw(note))
        store.saver.submit(scribe.note("ещё"))
    assert swept.wait(LONG_S)
    assert True in remained


def test_a_listener_with_a_bug_stops_nothing(tmp_path: Path) -> None:
    bugs: list[BaseException] = []
    batches = list(islice(Scribe("w1").batches(), 5))

    def broken(_: SaveState) -> None:
        raise LookupError("what somebody said")

    with Store.open(tmp_path / "dialogue.sqlite", on_bug=bugs.append) as store:
        store.saver.on_change(broken)
        for batch in batches:
            store.saver.submit(batch)
    assert saved(tmp_path / "dialogue.sqlite") == events_of(batches)
    assert [type(bug) for bug in bugs] == [LookupError] * 5


def test_closing_saves_what_waits(store: Store) -> None:
    batches = list(islice(Scribe("w1").batches(), 60))
    for batch in batches:
        store.saver.submit(batch)
    assert store.saver.close() == SaveState(60, 0, None)
    assert saved(store.path) == events_of(batches)
    with pytest.raises(RuntimeError, match="closed"):
        store.saver.submit(batches[0])


def test_the_tables_follow_the_events(store: Store) -> None:
    scribe = Scribe("w1")
    for batch in islice(scribe.batches(), 120):
        store.saver.submit(batch)
    store.saver.close()
    with store.log.connection() as connection:
        assert rows_of(connection) == rows_of(rebuilt(scribe.history))


def rebuilt(history: History) -> dbapi2.Connection:
    connection = dbapi2.connect(":memory:", isolation_level=None)
    read_tables.create(connection)
    read_tables.apply(connection, all_rows(SESSION, history.state))
    return connection


# -- bugs in the read tables ---------------------------------------------------------------------------------


def test_a_bug_in_the_tables_never_blocks_saving(tmp_path: Path) -> None:
    bugs: list[BaseException] = []
    path, scribe = tmp_path / "dialogue.sqlite", Scribe("w1")
    batches = list(islice(scribe.batches(), 30))
    batches[7] = batches[7]._replace(rows=(*batches[7].rows, RowChange("notes", (1, 2, 3), (1, 2, 3))))
    batches[9] = batches[9]._replace(rows=(RowChange("no_such_table", (), ()),))
    with Store.open(path, on_bug=bugs.append) as store:
        for batch in batches:
            store.saver.submit(batch)
        assert store.saver.close() == SaveState(30, 0, None)
        with store.log.connection() as connection:
            assert not migrations.is_current(connection)
    assert saved(path) == events_of(batches)
    assert len(bugs) == 2
    with Store.open(path) as store, store.log.connection() as connection:
        assert migrations.is_current(connection)
        assert rows_of(connection) == rows_of(rebuilt(scribe.history))


def test_a_bug_in_the_tables_leaves_no_half_of_a_command_in_them(tmp_path: Path) -> None:
    bugs: list[BaseException] = []
    scribe = Scribe("w1")
    with Store.open(tmp_path / "dialogue.sqlite", on_bug=bugs.append) as store:
        store.saver.submit(scribe.note("one"))
        second = scribe.note("two")
        store.saver.submit(second._replace(rows=(*second.rows, RowChange("no_such_table", (), ()))))
        store.saver.submit(scribe.note("three"))
        store.saver.close()
        notes = answers(store, "SELECT text FROM notes ORDER BY at_ms")
    assert notes == [("one",), ("three",)]
    assert len(bugs) == 1


def test_a_bug_in_the_tables_keeps_no_withdrawn_words(tmp_path: Path) -> None:
    bugs: list[BaseException] = []
    path, scribe = tmp_path / "dialogue.sqlite", Scribe("w1")
    with Store.open(path, on_bug=bugs.append) as store:
        note = scribe.note("a planted sentence")
        store.saver.submit(note)
        store.saver.submit(scribe.withdraw(note)._replace(rows=(RowChange("no_such_table", (), ()),)))
        store.saver.close()
        assert b"planted" not in b"".join(found.read_bytes() for found in tmp_path.iterdir())
    assert len(bugs) == 1


def test_a_rebuild_with_a_bug_keeps_nobody_from_working(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    bugs: list[BaseException] = []
    path, scribe = tmp_path / "dialogue.sqlite", Scribe("w1")
    with Store.open(path) as store:
        store.saver.submit(scribe.note("one"))

    def broken(*_: Any) -> None:
        raise KeyError

    monkeypatch.setattr(migrations, "SCHEMA_VERSION", migrations.SCHEMA_VERSION + 1)
    monkeypatch.setattr(rows, "all_rows", broken)
    with Store.open(path, on_bug=bugs.append) as store:
        store.saver.submit(scribe.note("two"))
    assert [type(bug) for bug in bugs] == [KeyError]
    assert len(saved(path)) == 2


def test_tables_of_another_shape_are_dropped_and_rebuilt(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path, scribe = tmp_path / "dialogue.sqlite", Scribe("w1")
    with Store.open(path) as store:
        for batch in islice(scribe.batches(), 30):
            store.saver.submit(batch)
        store.saver.close()
        with store.log.connection() as connection:
            connection.execute('CREATE TABLE "of an older version" (note TEXT)')
            connection.execute('CREATE VIEW an_older_view AS SELECT * FROM "of an older version"')
            connection.execute("CREATE VIRTUAL TABLE older_search USING fts5 (text)")
    monkeypatch.setattr(migrations, "SCHEMA_VERSION", migrations.SCHEMA_VERSION + 1)
    with Store.open(path) as store, store.log.connection() as connection:
        assert rows_of(connection) == rows_of(rebuilt(scribe.history))
        assert not connection.execute("SELECT name FROM sqlite_schema WHERE name LIKE '%older%'").fetchall()
        assert migrations.is_current(connection)


def test_a_bug_is_reported_without_anybodys_words(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    with Store.open(tmp_path / "dialogue.sqlite") as store:
        note = Scribe("w1").note("one")
        store.saver.submit(note._replace(rows=(RowChange("what somebody said", (), ()),)))
    report = capsys.readouterr().err
    assert "KeyError" in report
    assert "what somebody said" not in report


# -- writes that fail ----------------------------------------------------------------------------------------


class Faulty:
    """A connection whose nth statement, commits among them, fails as a dying drive's would, and so do all after it."""

    def __init__(self, real: dbapi2.Connection, code: int, fails_at: int) -> None:
        self._real, self._code, self._left = real, code, fails_at
        self.is_faulty = True

    def _count(self) -> None:
        self._left -= 1
        if self.is_faulty and self._left < 0:
            error = dbapi2.OperationalError("injected")
            error.sqlite_errorcode = self._code
            raise error

    def execute(self, sql: str, *args: Any) -> Any:
        if sql != "ROLLBACK":
            self._count()
        return self._real.execute(sql, *args)

    def executemany(self, sql: str, rows: Any) -> Any:
        self._count()
        return self._real.executemany(sql, rows)

    def __getattr__(self, name: str) -> Any:
        return getattr(self._real, name)


IOERR_WRITE, IOERR_FSYNC, FULL, READONLY = 778, 1034, 13, 8


@pytest.mark.parametrize("code", [IOERR_WRITE, IOERR_FSYNC, FULL, READONLY])
@pytest.mark.parametrize("fails_at", range(24))
def test_a_write_that_fails_anywhere_drops_nothing(tmp_path: Path, fails_at: int, code: int) -> None:
    """Whichever statement it is: everything waits, in order, and is saved once when the fault is gone."""
    path, scribe = tmp_path / "dialogue.sqlite", Scribe("w1")
    make_store(path)
    batches = list(islice(scribe.batches(), 6))
    real = connect(path)
    read_tables.empty(real)
    faulty = Faulty(real, code, fails_at + 5)
    log = SqliteLog(faulty)  # type: ignore[arg-type]
    pauses: list[int] = []

    def pause_s(failures: int) -> float:
        pauses.append(failures)
        return LONG_S

    saver = Saver(log, pause_s=pause_s)
    heard = Heard(saver)
    for batch in batches:
        saver.submit(batch)
    heard.wait_for(lambda state: state.why is not None)
    state = saver.save_state
    assert state.waiting == 6 - state.committed
    assert str(state.why).startswith(str(path))
    assert saved(path) == events_of(batches[: state.committed])
    saver.retry()
    heard.wait_for(lambda _: sum(state.why is not None for state in heard.states) >= 2)
    faulty.is_faulty = False
    saver.retry()
    assert saver.wait(6, LONG_S)
    assert saver.close() == SaveState(6, 0, None)
    assert saved(path) == events_of(batches)
    assert rows_of(real) == rows_of(rebuilt(scribe.history))
    assert pauses[:2] == [1, 2]
    log.close()


def test_what_else_fails_keeps_no_batch_waiting(tmp_path: Path) -> None:
    """A withdrawal's words can't be swept while somebody reads; notes are saved all the same, without a pause."""
    path, scribe = tmp_path / "dialogue.sqlite", Scribe("w1")
    make_store(path)
    log = SqliteLog(connect(path))
    with log.connection() as connection:
        connection.execute("PRAGMA busy_timeout = 0")
    saver = Saver(log, pause_s=lambda _: LONG_S * 10)
    note = scribe.note("слово")
    assert saver.wait(saver.submit(note), LONG_S)
    reader = connect_to_read(path)
    reader.execute("BEGIN")
    reader.execute("SELECT * FROM events").fetchall()
    heard = Heard(saver)
    saver.submit(scribe.withdraw(note))
    heard.wait_for(lambda state: state.why is not None)
    assert saver.wait(saver.submit(scribe.note("наступне")), LONG_S)
    assert log.words_remain
    reader.close()
    assert saver.close().waiting == 0
    log.close()


def test_a_full_drive_is_said_and_retried(store: Store) -> None:
    """SQLite's own limit on pages stands for the drive: its own code meets the fault, at whatever write it is."""
    heard, scribe = Heard(store.saver), Scribe("w1")
    set_page_limit(store, 30)
    batches = [scribe.note("слово " * 300) for _ in range(60)]
    for batch in batches:
        store.saver.submit(batch)
    heard.wait_for(lambda state: state.why is not None)
    state = store.saver.save_state
    assert "the drive is full" in str(state.why)
    assert 0 < state.committed < 60
    assert saved(store.path) == events_of(batches[: state.committed])
    set_page_limit(store, 10**6)
    store.saver.retry()
    assert store.saver.wait(60, LONG_S)
    assert store.saver.save_state == SaveState(60, 0, None)
    assert saved(store.path) == events_of(batches)


def test_a_drive_that_takes_no_more_is_survived(tmp_path: Path) -> None:
    """The system itself refuses writes beyond a size, in another process; then the limit is lifted."""
    path = tmp_path / "dialogue.sqlite"
    script = Path(__file__).with_name("full_drive.py")
    run = subprocess.run([sys.executable, str(script), str(path)], capture_output=True, text=True, check=False)
    assert run.returncode == 0, run.stderr
    at_the_limit, after = (json.loads(line) for line in run.stdout.splitlines())
    assert at_the_limit["waiting"] > 0
    assert at_the_limit["why"].startswith(str(path))
    assert after == {"committed": 60, "waiting": 0, "why": None}
    scribe = Scribe("w1")
    expected = events_of([scribe.note(f"{number} " + "слово " * 300) for number in range(60)])
    assert saved(path) == expected


def test_the_write_ahead_log_is_cut_where_that_makes_room(tmp_path: Path) -> None:
    """No idle moment comes, and the drive is full of what could be moved: all is saved without a word."""
    script = Path(__file__).with_name("full_drive.py")
    command = [sys.executable, str(script), str(tmp_path / "dialogue.sqlite"), "short"]
    run = subprocess.run(command, capture_output=True, text=True, check=False)
    assert run.returncode == 0, run.stderr
    at_the_limit, _ = (json.loads(line) for line in run.stdout.splitlines())
    assert at_the_limit == {"committed": 60, "waiting": 0, "why": None}


def test_closing_says_what_is_unsaved(tmp_path: Path) -> None:
    store, scribe = Store.open(tmp_path / "dialogue.sqlite"), Scribe("w1")
    with store.log.connection() as connection:
        connection.execute("PRAGMA query_only = ON")
    store.saver.submit(scribe.note("one"))
    store.saver.submit(scribe.note("two"))
    with pytest.raises(StorageError, match="2 changes are not saved"):
        store.close()
    Store.open(tmp_path / "dialogue.sqlite").close()


def test_saving_goes_on_elsewhere(tmp_path: Path) -> None:
    old, new, scribe = tmp_path / "dialogue.sqlite", tmp_path / "stick" / "rescued.sqlite", Scribe("w1")
    new.parent.mkdir()
    batches = list(islice(scribe.batches(), 30))
    with Store.open(old) as store:
        for batch in batches[:10]:
            store.saver.submit(batch)
        assert store.saver.wait(10, LONG_S)
        with store.log.connection() as connection:
            connection.execute("PRAGMA query_only = ON")
        for batch in batches[10:20]:
            store.saver.submit(batch)
        Heard(store.saver).wait_for(lambda state: state.why is not None)
        store.save_elsewhere(new)
        assert store.path == new
        for batch in batches[20:]:
            store.saver.submit(batch)
        assert store.saver.wait(30, LONG_S)
        assert store.saver.save_state == SaveState(30, 0, None)
        with pytest.raises(UserError, match="open in another window"):
            Store.open(new)
        assert answers(store, "SELECT count(*) FROM events") == [(len(events_of(batches)),)]
    assert saved(old) == events_of(batches[:10])
    assert saved(new) == events_of(batches)
    with Store.open(new) as store, store.log.connection() as connection:
        assert rows_of(connection) == rows_of(rebuilt(scribe.history))


@pytest.mark.parametrize("is_remembered", [True, False])
def test_saving_goes_on_elsewhere_from_memory(tmp_path: Path, *, is_remembered: bool) -> None:
    """The drive gives back something else; what is remembered is saved, and what waits."""
    old, new, scribe = tmp_path / "stick" / "dialogue.sqlite", tmp_path / "rescued.sqlite", Scribe("w1")
    batches = list(islice(scribe.batches(), 30))
    with Store.open(old) as store:
        for batch in batches[:20]:
            store.saver.submit(batch)
        assert store.saver.wait(20, LONG_S)
        with store.log.connection() as connection:
            connection.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchall()
            connection.execute("PRAGMA shrink_memory")
        old.write_bytes(b"x" * old.stat().st_size)
        if not is_remembered:
            with pytest.raises(StorageError):
                store.save_elsewhere(new)
            assert not list(tmp_path.glob("rescued.sqlite*[!k]"))
        for batch in batches[20:]:
            store.saver.submit(batch)
        Heard(store.saver).wait_for(lambda state: state.why is not None)
        assert not store.save_elsewhere(new, (entry.event for entry in scribe.history))
        assert store.path == new
        assert store.saver.wait(30, LONG_S)
        store.saver.submit(scribe.note("the next"))
    with Store.open(new) as store, store.log.connection() as connection:
        assert list(store.log.read(SESSION)) == [entry.event for entry in scribe.history]
        assert rows_of(connection) == rows_of(rebuilt(scribe.history))


def test_a_second_closing_does_nothing(store: Store) -> None:
    store.close()
    store.close()


def test_saving_elsewhere_overwrites_nothing(store: Store, tmp_path: Path) -> None:
    (tmp_path / "there.sqlite").write_text("something")
    store.saver.submit(Scribe("w1").note("one"))
    with pytest.raises(UserError, match="already exists"):
        store.save_elsewhere(tmp_path / "there.sqlite")
    with pytest.raises(UserError, match="There is no folder"):
        store.save_elsewhere(tmp_path / "nowhere" / "new.sqlite")
    assert not (tmp_path / "nowhere").exists()
    assert (tmp_path / "there.sqlite").read_text() == "something"
    assert store.path == tmp_path / "dialogue.sqlite"
    assert store.saver.wait(1, LONG_S)


def test_pauses_grow_to_a_limit() -> None:
    pauses = [backoff_s(failures) for failures in range(1, 1000)]
    assert pauses[:6] == [0.25, 0.5, 1, 2, 4, 8]
    assert set(pauses[5:]) == {8}


# -- the write-ahead log ---------------------------------------------------------------------------------------


def test_an_idle_saver_moves_the_write_ahead_log(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("facilitator_console.store.saver.IDLE_S", 0.001)
    path, moved = tmp_path / "dialogue.sqlite", Signal()
    with Store.open(path) as store:
        checkpoint = store.saver._checkpoint

        def heard_checkpoint() -> None:
            checkpoint()
            moved.set()

        monkeypatch.setattr(store.saver, "_checkpoint", heard_checkpoint)
        before = path.stat().st_size
        store.saver.submit(Scribe("w1").note("слово " * 5000))
        assert moved.wait(LONG_S)
        assert path.stat().st_size > before
        assert path.with_name("dialogue.sqlite-wal").stat().st_size > 0


def test_a_saver_that_is_never_idle_moves_it_too(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("facilitator_console.store.saver.BATCHES_BETWEEN_CHECKPOINTS", 5)
    path, scribe = tmp_path / "dialogue.sqlite", Scribe("w1")
    with Store.open(path) as store:
        for _ in range(300):
            store.saver.submit(scribe.note("слово " * 100))
        store.saver.close()
        assert path.with_name("dialogue.sqlite-wal").stat().st_size < path.stat().st_size

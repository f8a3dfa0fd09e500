"""The log on disk keeps the contract of all logs; each reopening reads a real file."""

from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest

from facilitator_console.log import Event, EventLog
from facilitator_console.store.connection import connect
from facilitator_console.store.errors import StorageError
from facilitator_console.store.making import make_store
from facilitator_console.store.sqlite_log import SqliteLog
from tests.log.contract import S1, EventLogContract, erasure, event


def opened(path: Path) -> SqliteLog:
    if not path.exists():
        make_store(path)
    return SqliteLog(connect(path))


class TestSqliteLog(EventLogContract):
    examples = 12  # Each makes two files, and writes them anew for most erasures.

    @pytest.fixture(autouse=True)
    def _files(self) -> Iterator[None]:
        with ExitStack() as self.held:
            self.folder = Path(self.held.enter_context(TemporaryDirectory()))
            self.made = 0
            yield

    @pytest.fixture
    def log(self) -> EventLog:
        return self.new_log()

    def new_log(self) -> EventLog:
        self.made += 1
        log = opened(self.folder / f"{self.made}.sqlite")
        self.held.callback(log.close)
        return log

    def reopened(self, log: EventLog) -> EventLog:
        assert isinstance(log, SqliteLog)
        log.close()
        again = opened(log.path)
        self.held.callback(again.close)
        return again


@pytest.fixture
def log(tmp_path: Path) -> Iterator[SqliteLog]:
    log = opened(tmp_path / "dialogue.sqlite")
    yield log
    log.close()


def test_an_append_that_fails_keeps_nothing(log: SqliteLog) -> None:
    log.append([event(1)])
    with log.connection() as connection:
        connection.execute("PRAGMA query_only = ON")
    with pytest.raises(StorageError, match="read-only"):
        log.append([event(2), erasure(3, "n1")])
    with log.connection() as connection:
        connection.execute("PRAGMA query_only = OFF")
    assert list(log.read(S1)) == [event(1)]
    log.append([event(4)])  # The erasure that was not kept reaches nothing.
    assert list(log.read(S1)) == [event(1), event(4)]


def test_an_append_fails_as_a_whole(log: SqliteLog) -> None:
    """Not the first events without the last: the file's limit is met half-way."""
    log.append([event(1)])
    with log.connection() as connection:
        (pages,) = connection.execute("PRAGMA page_count").fetchone()
        connection.execute(f"PRAGMA max_page_count = {pages + 8}")
    many = [event(seq, body=f'"{"x" * 2000}"') for seq in range(2, 200)]
    with pytest.raises(StorageError, match="full"):
        log.append(many)
    assert list(log.read(S1)) == [event(1)]


def test_a_bug_is_not_taken_for_the_world(log: SqliteLog) -> None:
    with pytest.raises(OverflowError):
        log.append([event(1), event(2, lamport=2**70)])
    assert list(log.read(S1)) == []


def test_a_long_log_reads_back_in_order(log: SqliteLog) -> None:
    events: list[Event] = [event(seq, writer=f"w{seq % 3}", lamport=seq) for seq in range(1, 5001)]
    log.append(events[::-1])
    assert list(log.read(S1)) == events

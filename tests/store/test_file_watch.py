"""A store's file that is removed, replaced, cut or overwritten while it is open: found, said, and saved elsewhere."""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable, Iterator
from contextlib import closing
from pathlib import Path

import pytest

from facilitator_console.log import SessionId
from facilitator_console.opinions.ballots import Ballots
from facilitator_console.store import saver
from facilitator_console.store.connection import connect_to_read
from facilitator_console.store.contents import ContentCounts, count_contents
from facilitator_console.store.errors import StorageError
from facilitator_console.store.saver import SaveState
from facilitator_console.store.store import Store
from tests.helpers.saving import answers
from tests.helpers.scribe import SESSION, Scribe
from tests.store.test_saver import LONG_S, Heard

OTHERS = tuple(SessionId(f"other-{number}") for number in range(3))


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    """Four sessions and ballots, in a folder of its own; closing it may say that it is lost."""
    store = Store.open(tmp_path / "stick" / "dialogue.sqlite")
    for session in (*OTHERS, SESSION):
        store.saver.submit(Scribe("earlier", session=session).note("слово " * 50))
    store.ballots.add(OTHERS[0], Ballots((1, 2, 3), ("s.1",) * 3, (1, -1, 0), (0, 0, 0)))
    store.saver.save_draft(OTHERS[1], "begun")
    assert store.saver.wait(4, LONG_S)
    while not answers(store, "SELECT * FROM drafts"):
        pass
    with store.log.connection():  # The saver has finished.
        pass
    yield store
    try:
        store.close()
    except StorageError as error:
        assert "stick" in str(error)  # noqa: PT017 - what it says where it is raised


HELD = ContentCounts(dict.fromkeys(sorted((*OTHERS, SESSION)), 1), 3)


def found(path: Path) -> ContentCounts:
    with closing(connect_to_read(path)) as connection:
        return count_contents(connection)


def remove_folder(path: Path) -> None:
    shutil.rmtree(path.parent)


def remove_file(path: Path) -> None:
    path.unlink()


def move_folder(path: Path) -> None:
    path.parent.rename(path.parent.with_name("elsewhere"))


def replace(path: Path) -> None:
    other = path.with_name("other")
    shutil.copy(path, other)
    other.replace(path)


def remove_log(path: Path) -> None:
    path.with_name(f"{path.name}-wal").unlink()


def cut_log(path: Path) -> None:
    os.truncate(path.with_name(f"{path.name}-wal"), 40)


def cut(path: Path) -> None:
    os.truncate(path, 5000)


def overwrite(path: Path) -> None:
    size = path.stat().st_size
    with path.open("r+b") as file:
        file.write(b"x" * size)


HARMS = [remove_folder, remove_file, move_folder, replace, remove_log, cut_log, cut, overwrite]
STILL_WHOLE = {remove_folder, remove_file, move_folder, replace, remove_log}
"""The system keeps the whole file for whoever has it open."""


@pytest.mark.parametrize("harm", HARMS)
def test_what_happens_to_the_file_is_said_at_the_next_commit(store: Store, harm: Callable[[Path], None]) -> None:
    harm(store.path)
    heard, scribe = Heard(store.saver), Scribe("w1")
    number = store.saver.submit(scribe.note("the next"))
    heard.wait_for(lambda state: state.why is not None)
    assert not store.saver.wait(number, 0)
    state = store.saver.save_state
    assert (state.waiting, state.is_lost, state.is_safe) == (1, True, False)
    assert str(state.why).startswith(str(store.path))


@pytest.mark.parametrize("harm", [harm for harm in HARMS if harm is not cut_log])
def test_what_happens_to_the_file_is_said_while_nobody_does_anything(
    store: Store, harm: Callable[[Path], None], monkeypatch: pytest.MonkeyPatch
) -> None:
    for pause in ("IDLE_S", "FILE_CHECK_S"):
        monkeypatch.setattr(saver, pause, 0.001)
    heard, before = Heard(store.saver), store.path.stat()
    store.saver.submit(Scribe("w1").note("the last"))
    heard.wait_for(lambda state: state.committed == 5)
    while store.path.stat().st_mtime_ns == before.st_mtime_ns:
        pass  # Once the log is moved into the file, nothing is left to do, and a log that is cut loses nothing.
    store.log.check_file()  # Waits until all of it is moved.
    harm(store.path)
    heard.wait_for(lambda state: state.is_lost)
    assert store.saver.save_state.waiting == 0


@pytest.mark.parametrize("harm", HARMS)
def test_closing_says_it(store: Store, harm: Callable[[Path], None]) -> None:
    harm(store.path)
    with pytest.raises(StorageError, match=str(store.path)):
        store.close()


@pytest.mark.parametrize("harm", HARMS)
def test_all_is_saved_elsewhere(store: Store, harm: Callable[[Path], None], tmp_path: Path) -> None:
    old, scribe = store.path, Scribe("w1", known=tuple(store.log.read(SESSION)))
    remembered = scribe.history
    harm(old)
    store.saver.submit(scribe.note("the next"))
    is_complete = store.save_elsewhere(tmp_path / "new.sqlite", (entry.event for entry in remembered))
    if harm in STILL_WHOLE:
        assert is_complete
    assert store.saver.wait(5, LONG_S)
    assert store.saver.save_state == SaveState(5, 0, None)
    assert list(store.log.read(SESSION)) == [entry.event for entry in remembered]
    expected = HELD._replace(events={**HELD.events, SESSION: 2})
    assert (found(store.path) == expected) or not is_complete
    assert store.saver.draft(OTHERS[1]) == "begun" or not is_complete


def test_a_copy_is_made_of_what_is_left(store: Store, tmp_path: Path) -> None:
    remove_folder(store.path)
    scribe = Scribe("w1", known=tuple(store.log.read(SESSION)))
    store.saver.submit(scribe.note("the next"))
    assert store.back_up(tmp_path / "copy.sqlite")
    assert found(tmp_path / "copy.sqlite") == HELD._replace(events={**HELD.events, SESSION: 2})


def test_a_folder_that_comes_back_is_saved_to_again(store: Store) -> None:
    away = store.path.parent.with_name("away")
    store.path.parent.rename(away)
    heard = Heard(store.saver)
    store.saver.submit(Scribe("w1").note("the next"))
    heard.wait_for(lambda state: state.is_lost)
    away.rename(store.path.parent)
    store.saver.retry()
    heard.wait_for(lambda state: state.why is None)
    assert store.saver.save_state == SaveState(5, 0, None)


def test_a_file_that_was_only_touched_or_written_with_the_same_bytes_is_the_same(store: Store) -> None:
    os.utime(store.path, (1, 1))
    assert store.saver.wait(store.saver.submit(Scribe("w1").note("the next")), LONG_S)
    data = store.path.read_bytes()
    with store.path.open("r+b") as file:
        file.write(data)
    assert store.saver.wait(store.saver.submit(Scribe("w2").note("the next")), LONG_S)
    assert not store.saver.save_state.is_lost

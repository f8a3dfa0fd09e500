"""Going on elsewhere, and copying, where the other drive is too small: all or nothing, and said so."""

from __future__ import annotations

import stat
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest

from facilitator_console.log import Instant, LaptopId, SessionId
from facilitator_console.opinions.ballots import Ballots
from facilitator_console.store.connection import connect_to_read
from facilitator_console.store.contents import ContentCounts, count_contents
from facilitator_console.store.errors import StorageError
from facilitator_console.store.opening import Heartbeat
from facilitator_console.store.saver import SaveState
from facilitator_console.store.store import Store
from tests.helpers.drives import small_drive
from tests.helpers.scribe import SESSION, Scribe

LONG_S = 60.0
OTHERS = tuple(SessionId(f"other-{number}") for number in range(3))
BALLOTS = Ballots((1, 2, 3), ("s.1",) * 3, (1, -1, 0), (0, 0, 0))


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    """Three large sessions, a small one, and ballots."""
    with Store.open(tmp_path / "dialogue.sqlite") as store:
        for session in OTHERS:
            scribe = Scribe("earlier", session=session)
            for number in range(40):
                store.saver.submit(scribe.note(f"{number} " + "слово " * 700))
        store.saver.submit(Scribe("earlier").note("слово"))
        store.ballots.add(OTHERS[0], BALLOTS)
        assert store.saver.wait(121, LONG_S)
        yield store


ALL = ContentCounts({**dict.fromkeys(OTHERS, 40), SESSION: 1}, 3)


def found(path: Path) -> ContentCounts:
    with closing(connect_to_read(path)) as connection:
        return count_contents(connection)


def test_a_drive_that_is_too_small_for_all_gets_nothing(store: Store, tmp_path: Path) -> None:
    """The one session that is remembered would have fitted."""
    remembered = list(store.log.read(SESSION))
    with small_drive(tmp_path / "stick", 700) as stick:
        with pytest.raises(StorageError, match=rf"^{stick / 'new.sqlite'}: the drive is full"):
            store.save_elsewhere(stick / "new.sqlite", remembered)
        with pytest.raises(StorageError, match=rf"^{stick / 'copy.sqlite'}: the drive is full"):
            store.back_up(stick / "copy.sqlite", remembered)
        assert {left.name for left in stick.iterdir()} <= {"new.sqlite.lock"}
    assert store.path == tmp_path / "dialogue.sqlite"
    number = store.saver.submit(Scribe("later").note("the next"))
    assert store.saver.wait(number, LONG_S)
    assert found(store.path) == ALL._replace(events={**ALL.events, SESSION: 2})


def test_a_drive_that_is_large_enough_gets_all(store: Store, tmp_path: Path) -> None:
    with small_drive(tmp_path / "stick", 9000) as stick:
        assert store.back_up(stick / "copy.sqlite")
        assert store.save_elsewhere(stick / "new.sqlite")
        assert found(store.path) == found(stick / "copy.sqlite") == ALL
        assert store.saver.save_state == SaveState(121, 0, None)
        store.close()


def test_a_removed_file_is_not_saved_in_part_either(store: Store, tmp_path: Path) -> None:
    remembered = list(store.log.read(SESSION))
    store.path.unlink()
    with small_drive(tmp_path / "stick", 700) as stick:
        with pytest.raises(StorageError, match="the drive is full"):
            store.save_elsewhere(stick / "new.sqlite", remembered)
        assert {left.name for left in stick.iterdir()} <= {"new.sqlite.lock"}
    assert store.save_elsewhere(tmp_path / "new.sqlite", remembered)
    assert found(store.path) == ALL


def test_the_signs_of_life_go_along(store: Store, tmp_path: Path) -> None:
    """Nothing of them is left in the old folder, and a gap counts from the last of them as before."""
    new = tmp_path / "elsewhere" / "new.sqlite"
    new.parent.mkdir()
    Heartbeat(store.path, SESSION, LaptopId("here")).record(Instant(1_000))
    store.save_elsewhere(new)
    assert [left.name for left in tmp_path.iterdir() if "alive" in left.name] == []
    moved = Heartbeat(store.path, SESSION, LaptopId("here"))
    assert moved.last_at_ms() == 1_000
    (file,) = (left for left in new.parent.iterdir() if "alive" in left.name)
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    moved.clear()
    assert not file.exists()

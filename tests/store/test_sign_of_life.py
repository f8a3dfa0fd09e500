"""The sign of life beside a store: what it holds, who may read it, and that no copy takes it along."""

from __future__ import annotations

import stat
from pathlib import Path

import pytest

from facilitator_console.log import Instant, WriterId
from facilitator_console.store import Store, backup
from facilitator_console.store.sign_of_life import SignOfLife
from facilitator_console.words import UserError

ONE, OTHER = WriterId("aaaa"), WriterId("bbbb")


@pytest.fixture
def store(tmp_path: Path) -> Path:
    path = tmp_path / "dialogue.sqlite"
    Store.open(path).close()
    return path


@pytest.fixture
def file(store: Path) -> Path:
    return store.with_name("dialogue.sqlite.alive")


def test_it_tells_the_last_of_the_runs_that_are_asked_for(store: Path) -> None:
    sign = SignOfLife(store)
    assert sign.last_ms([ONE]) == 0
    sign.give(ONE, Instant(1_000))
    sign.give(OTHER, Instant(7_000))
    sign.give(ONE, Instant(2_000))
    assert [sign.last_ms(runs) for runs in ([ONE], [OTHER], [ONE, OTHER], [])] == [2_000, 7_000, 7_000, 0]


def test_it_goes_with_the_last_run(store: Path, file: Path) -> None:
    sign = SignOfLife(store)
    sign.give(ONE, Instant(1_000))
    sign.give(OTHER, Instant(2_000))
    sign.forget([ONE])
    assert (sign.last_ms([ONE]), sign.last_ms([OTHER])) == (0, 2_000)
    sign.forget([OTHER, ONE])
    assert not file.exists()


def test_it_holds_runs_and_instants_for_its_owner_alone(store: Path, file: Path) -> None:
    SignOfLife(store).give(ONE, Instant(1_000))
    assert file.read_text(encoding="ascii") == "aaaa 1000\n"
    assert stat.S_IMODE(file.stat().st_mode) == 0o600


@pytest.mark.parametrize("torn", [b"", b"aaaa", b"aaaa 10\xff\n", b"aaaa x\n", b"\0\0\0\0", b"a b c\n"])
def test_what_was_torn_says_nothing_and_is_written_anew(store: Path, file: Path, torn: bytes) -> None:
    file.write_bytes(torn)
    sign = SignOfLife(store)
    assert sign.last_ms([ONE]) == 0
    sign.give(ONE, Instant(1_000))
    assert sign.last_ms([ONE]) == 1_000


def test_where_it_can_not_be_written_nothing_fails(store: Path, file: Path) -> None:
    file.mkdir()
    sign = SignOfLife(store)
    sign.give(ONE, Instant(1_000))
    sign.forget([ONE])
    assert sign.last_ms([ONE]) == 0


def test_no_copy_takes_it_along_and_it_is_no_store(store: Path, file: Path, tmp_path: Path) -> None:
    SignOfLife(store).give(ONE, Instant(1_000))
    (tmp_path / "stick").mkdir()
    backup(store, tmp_path / "stick" / "copy.sqlite")
    with Store.open(store) as opened:
        opened.save_elsewhere(tmp_path / "elsewhere.sqlite")
    assert list(tmp_path.rglob("*.alive")) == [file]
    with pytest.raises(UserError, match="belongs to the store"):
        Store.open(file)

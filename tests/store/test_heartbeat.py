"""The sign of life beside a store: what it holds, who may read it, and that no copy takes it along."""

from __future__ import annotations

import stat
from pathlib import Path

import pytest

from facilitator_console.log import Instant, LaptopId, SessionId
from facilitator_console.store.copies import backup
from facilitator_console.store.opening import Heartbeat
from facilitator_console.store.store import Store
from facilitator_console.words import UserError


@pytest.fixture
def store(tmp_path: Path) -> Path:
    path = tmp_path / "dialogue.sqlite"
    Store.open(path).close()
    return path


@pytest.fixture
def file(store: Path) -> Path:
    return store.with_name("dialogue.sqlite.alive")


def sign_in(store: Path, session: str = "one", laptop: str = "here") -> Heartbeat:
    return Heartbeat(store, SessionId(session), LaptopId(laptop))


def test_each_laptop_has_a_sign_of_its_own_in_each_session(store: Path) -> None:
    """A stick may carry the file to another laptop, whose time line is another."""
    signs = [sign_in(store), sign_in(store, session="other"), sign_in(store, laptop="there")]
    assert [sign.last_at_ms() for sign in signs] == [0, 0, 0]
    for sign, at_ms in zip([*signs, signs[0]], (1_000, 7_000, 9_000, 2_000), strict=True):
        sign.record(Instant(at_ms))
    assert [sign.last_at_ms() for sign in signs] == [2_000, 7_000, 9_000]


def test_it_goes_with_the_last_sign(store: Path, file: Path) -> None:
    one, other = sign_in(store), sign_in(store, session="other")
    one.record(Instant(1_000))
    other.record(Instant(2_000))
    one.clear()
    assert (one.last_at_ms(), other.last_at_ms()) == (0, 2_000)
    other.clear()
    assert not file.exists()


def test_it_holds_ids_and_instants_for_its_owner_alone(store: Path, file: Path) -> None:
    sign_in(store).record(Instant(1_000))
    assert file.read_text(encoding="ascii") == "one/here 1000\n"
    assert stat.S_IMODE(file.stat().st_mode) == 0o600


@pytest.mark.parametrize("torn", [b"", b"aaaa", b"aaaa 10\xff\n", b"aaaa x\n", b"\0\0\0\0", b"a b c\n"])
def test_what_was_torn_says_nothing_and_is_written_anew(store: Path, file: Path, torn: bytes) -> None:
    file.write_bytes(torn)
    sign = sign_in(store)
    assert sign.last_at_ms() == 0
    sign.record(Instant(1_000))
    assert sign.last_at_ms() == 1_000


def test_where_it_can_not_be_written_nothing_fails(store: Path, file: Path) -> None:
    file.mkdir()
    sign = sign_in(store)
    sign.record(Instant(1_000))
    sign.clear()
    assert sign.last_at_ms() == 0


def test_no_copy_takes_it_along_and_it_is_no_store(store: Path, file: Path, tmp_path: Path) -> None:
    sign_in(store).record(Instant(1_000))
    (tmp_path / "stick").mkdir()
    backup(store, tmp_path / "stick" / "copy.sqlite")
    assert list(tmp_path.rglob("*.alive")) == [file]
    with pytest.raises(UserError, match="belongs to the store"):
        Store.open(file)

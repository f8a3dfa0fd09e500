"""A few kills and power cuts of `make crash`, and its proofs: it finds what it is there to find."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from pathlib import Path
from random import Random

import pytest

from facilitator_console.store.store import Store
from tests.crash import random_kills, shim
from tests.crash.disk import Disk, contents_of
from tests.crash.findings import Cut, FaultError, look, promised_in
from tests.crash.player import Player, player
from tests.crash.series import power_cuts
from tests.crash.stories import ACKNOWLEDGED, STORE, STORIES, script

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="there is no SIGKILL")

SEED = 8


def test_a_killed_writer_loses_nothing_acknowledged() -> None:
    tally = random_kills.series(10, seed=1)
    assert tally.faults == ()
    assert tally.acknowledged > 0


def test_a_writer_that_acknowledges_before_the_commit_is_caught() -> None:
    tally = random_kills.series(10, seed=1, ack_before_commit=True)
    assert tally.faults
    assert all("events were acknowledged" in fault for fault in tally.faults)


@pytest.fixture(scope="module")
def telling(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Player]:
    library = shim.build(tmp_path_factory.mktemp("recorder"))
    if library is None:
        pytest.skip("there is no C compiler, or this is not Linux")
    with player(library) as telling:
        yield telling


def test_fifty_power_cuts_lose_nothing_acknowledged(telling: Player, tmp_path: Path) -> None:
    cuts = acknowledged = 0
    for job in power_cuts(SEED, 50, of_one_trace=7):
        tally = job(tmp_path, telling)
        assert tally.shown == {}
        cuts, acknowledged = cuts + tally.cuts, acknowledged + tally.acknowledged
    assert cuts == 50
    assert acknowledged > 0


@pytest.mark.parametrize("story", ["first start", "save elsewhere", "no write-ahead log"])
def test_a_kill_at_some_calls_loses_nothing_acknowledged(telling: Player, tmp_path: Path, story: str) -> None:
    chance = Random(SEED)
    for number in sorted(chance.sample(range(1, 400), k=5)):
        root = tmp_path / str(number)
        root.mkdir()
        STORIES[story].prepare(root, SEED)
        telling.kill(story, SEED, root, number)
        acknowledged = root / ACKNOWLEDGED
        told = acknowledged.read_bytes() if acknowledged.exists() else b""
        look(root, Cut(story, SEED, told, is_thorough=True))


@pytest.mark.parametrize("story", STORIES)
def test_what_was_recorded_is_all_that_happened(telling: Player, tmp_path: Path, story: str) -> None:
    """Played back without a cut, it gives the folder that the program left, byte for byte."""
    root = tmp_path / "root"
    root.mkdir()
    STORIES[story].prepare(root, SEED)
    disk = Disk(root, root / ACKNOWLEDGED)
    telling.record(story, SEED, root, tmp_path / "trace")
    for record in shim.records(tmp_path / "trace"):
        disk.play(record)
    assert disk.told == (root / ACKNOWLEDGED).read_bytes()
    assert disk.now() == contents_of(root, without=root / ACKNOWLEDGED)
    (root / ACKNOWLEDGED).unlink()
    look(root, Cut(story, SEED, disk.told, is_thorough=True))
    assert promised_in(disk.told).events > 0


def test_a_disk_forgets_what_was_not_flushed(tmp_path: Path) -> None:
    root = tmp_path / "root"
    root.mkdir()
    (root / "old").write_bytes(b"old" * 1000)
    disk = Disk(root, root / ACKNOWLEDGED)
    record = shim.Record(shim.Call.OPENED, 3, 0o102, str(root / "new"), "", b"")
    disk.play(record)
    disk.play(record._replace(handle=4, path=str(root / "old")))
    for handle in (3, 4):
        disk.play(shim.Record(shim.Call.WRITTEN, handle, 0, "", "", b"new" * 1000))
    left = [disk.after_cut(Random(seed)) for seed in range(100)]
    assert {"new" in found for found in left} == {True, False}
    olds = {found["old"] for found in left}
    assert {b"old" * 1000, b"new" * 1000} < olds
    disk.play(shim.Record(shim.Call.SYNCED, 4, 0, "", "", b""))
    assert {disk.after_cut(Random(seed))["old"] for seed in range(100)} == {b"new" * 1000}


def harmed(root: Path, harm: str) -> None:
    path = root / STORE
    if harm == "lost":
        path.write_bytes(b"")
    elif harm == "refused":
        path.write_bytes(path.read_bytes()[:5000])
    else:
        (root / "left").write_text(next(iter(script(SEED).withdrawn.values())))


@pytest.mark.parametrize("harm", ["lost", "refused", "words"])
def test_a_fault_is_found(tmp_path: Path, harm: str) -> None:
    STORIES["erasure"].prepare(tmp_path, SEED)
    (word, *_) = script(SEED).withdrawn.values()
    told = f"there {STORE}\nforgotten {STORE} {word}\n".encode()
    with Store.open(tmp_path / STORE) as store:
        for batch in script(SEED).runs["w2"]:
            store.saver.submit(batch)
    cut = Cut("erasure", SEED, told, is_thorough=False)
    look(tmp_path, cut)
    harmed(tmp_path, harm)
    with pytest.raises(FaultError, match=f"^{harm}"):
        look(tmp_path, cut)

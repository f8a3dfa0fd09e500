"""Ballots on disk: the one that counts stays, whatever came first, and nothing tells what came first."""

from __future__ import annotations

import re
import subprocess
import sys
from collections.abc import Iterator, Sequence
from contextlib import closing
from pathlib import Path
from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlcipher3 import dbapi2

from facilitator_console.log import SessionId
from facilitator_console.opinions.ballots import Ballots, Vote
from facilitator_console.opinions.matrix import vote_matrix
from facilitator_console.store import migrations
from facilitator_console.store.beside_log import VOTERS
from facilitator_console.store.connection import connect, connect_to_read
from facilitator_console.store.copies import backup, copies_of
from facilitator_console.store.doctor import check, rebuild, recover
from facilitator_console.store.migrations import version_of
from facilitator_console.store.page_recovery import contents_in
from facilitator_console.store.store import Store
from tests.helpers.scribe import SESSION, Scribe
from tests.store.sample_store import make_older_store

Row = tuple[int, str, int, int]
"""Voter, statement, vote, revision."""

ROWS = st.lists(
    st.tuples(
        st.integers(1, 3),
        st.sampled_from(["a.1", "a.2"]),
        st.sampled_from([int(vote) for vote in Vote]),
        st.integers(0, 2),
    ),
    max_size=12,
)
FIVE: list[Row] = [(7_001, "a.1", 1, 0), (9, "a.1", -1, 0), (9, "a.2", 0, 0), (512, "a.2", 1, 0), (77, "a.1", 2, 1)]


def ballots(rows: Sequence[Row]) -> Ballots:
    return Ballots(*map(list, zip(*rows, strict=True))) if rows else Ballots()


def rows_of(kept: Ballots) -> list[Row]:
    columns = (kept.voters, kept.statements, kept.votes, kept.revisions)
    return list(zip(*columns, strict=True))  # type: ignore[arg-type]


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    with Store.open(tmp_path / "dialogue.sqlite") as store:
        yield store


@given(ROWS, st.integers(1, 4), st.randoms(use_true_random=False))
def test_unions_in_any_order_keep_what_the_matrix_counts(
    tmp_path_factory: pytest.TempPathFactory, rows: list[Row], parts: int, chance: Random
) -> None:
    shuffled = rows + rows[: len(rows) // 2]
    chance.shuffle(shuffled)
    path = tmp_path_factory.mktemp("box") / "dialogue.sqlite"
    with Store.open(path) as store:
        for part in range(parts):
            store.ballots.add(SESSION, ballots(shuffled[part::parts]))
        kept = store.ballots.read(SESSION)
    assert len(rows_of(kept)) == len({(voter, statement) for voter, statement, _, _ in rows})
    expected, found = (vote_matrix(one, ["a.1", "a.2"]) for one in (ballots(rows), kept))
    assert (found.voters.tolist(), found.votes.tolist(), found.seen.tolist()) == (
        expected.voters.tolist(),
        expected.votes.tolist(),
        expected.seen.tolist(),
    )


def test_sessions_are_apart(store: Store) -> None:
    store.ballots.add(SESSION, ballots(FIVE))
    store.ballots.add(SessionId("other"), ballots(FIVE[:1]))
    assert rows_of(store.ballots.read(SESSION)) == sorted(FIVE)
    assert rows_of(store.ballots.read(SessionId("other"))) == FIVE[:1]
    assert rows_of(store.ballots.read(SessionId("none"))) == []


def test_what_is_no_ballot_is_not_kept_nor_what_came_with_it(store: Store) -> None:
    with pytest.raises(dbapi2.IntegrityError):
        store.ballots.add(SESSION, ballots([*FIVE, (1, "a.1", 7, 0)]))
    assert rows_of(store.ballots.read(SESSION)) == []


def test_the_number_of_a_voter_does_not_tell_who_came_first(store: Store) -> None:
    voters = [store.ballots.voter_of(SESSION, f"phone {number}") for number in range(200)]
    assert len(set(voters)) == 200
    assert all(0 < voter < VOTERS for voter in voters)
    assert sorted(voters) != voters


def bytes_of(path: Path) -> bytes:
    """A store's file, without the times at which it was made."""
    return re.sub(rb"20\d\d-\d\d-\d\d.\d\d:\d\d:\d\d\.\d+", b"", path.read_bytes())


def written(path: Path, order: Sequence[int]) -> bytes:
    """The bytes of a store in which five people voted one after the other, while notes were taken."""
    scribe = Scribe("w1")
    with Store.open(path) as store:
        for at in order:
            store.saver.wait(store.saver.submit(scribe.note("a word")), 10)
            store.ballots.add(SESSION, ballots([FIVE[at]]))
    assert [beside.name for beside in path.parent.iterdir() if beside.name.endswith(("-wal", "-shm"))] == []
    return bytes_of(path)


def test_a_closed_store_does_not_tell_who_voted_first(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    one = written(tmp_path / "one.sqlite", (0, 1, 2, 3, 4))
    assert written(tmp_path / "other.sqlite", (3, 4, 1, 0, 2)) == one
    # The test can tell: without mixing, the places of the rows are those of their coming.
    monkeypatch.setattr("facilitator_console.store.beside_log.BallotBox.hide_voting_order", lambda _box: None)
    unmixed = written(tmp_path / "unmixed.sqlite", (0, 1, 2, 3, 4))
    assert written(tmp_path / "unmixed too.sqlite", (3, 4, 1, 0, 2)) != unmixed


CRASHING = """
import os, sys
from pathlib import Path
from facilitator_console.log import SessionId
from facilitator_console.store.store import Store
from facilitator_console.opinions.ballots import Ballots
store = Store.open(Path(sys.argv[1]))
for voter in map(int, sys.argv[2:]):
    store.ballots.add(SessionId("meeting"), Ballots([voter], ["a.1"], [1], [0]))
os._exit(9)
"""


def test_after_a_crash_the_next_opening_takes_the_order_away(tmp_path: Path) -> None:
    files = []
    for name, voters in (("one", ("5", "900", "20")), ("other", ("20", "5", "900"))):
        path = tmp_path / f"{name}.sqlite"
        crashed = subprocess.run([sys.executable, "-c", CRASHING, str(path), *voters], check=False)
        assert crashed.returncode == 9
        with Store.open(path) as store:
            wal = path.with_name(f"{path.name}-wal")
            assert not wal.exists() or wal.stat().st_size == 0
            assert rows_of(store.ballots.read(SESSION)) == [(5, "a.1", 1, 0), (20, "a.1", 1, 0), (900, "a.1", 1, 0)]
        files.append(bytes_of(path))
    assert files[0] == files[1]


def test_a_copy_has_the_ballots_and_a_rebuild_leaves_them(tmp_path: Path) -> None:
    with Store.open(tmp_path / "dialogue.sqlite") as store:
        store.ballots.add(SESSION, ballots(FIVE))
        copied = backup(store.path, tmp_path / "copy.sqlite")
        rebuild(store)
        assert rows_of(store.ballots.read(SESSION)) == sorted(FIVE)
        store.save_elsewhere(tmp_path / "elsewhere.sqlite")
        store.ballots.add(SESSION, ballots([(1, "a.1", 1, 0)]))
        assert len(rows_of(store.ballots.read(SESSION))) == 6
    with Store.open(copied) as store:
        assert rows_of(store.ballots.read(SESSION)) == sorted(FIVE)


def test_a_store_from_before_ballots_gets_the_table_and_keeps_a_copy(tmp_path: Path) -> None:
    path = tmp_path / "dialogue.sqlite"
    make_older_store(path, 2, list(Scribe("w1").note("kept").events))
    with Store.open(path) as store:
        assert len(list(store.log.read(SESSION))) == 1
        store.ballots.add(SESSION, ballots(FIVE))
        assert rows_of(store.ballots.read(SESSION)) == sorted(FIVE)
    assert [copy.name for copy in copies_of(path)] == ["dialogue.sqlite.before-v2"]
    with closing(connect_to_read(path)) as connection:
        assert version_of(connection) == migrations.VERSION


def test_the_doctor_counts_ballots_and_finds_what_is_none(tmp_path: Path) -> None:
    path = tmp_path / "dialogue.sqlite"
    with Store.open(path) as store:
        store.saver.submit(Scribe("w1").note("a word"))
        store.ballots.add(SESSION, ballots(FIVE))
    assert [str(line) for line in check(path).lines] == ["Everything is in order: 1 event, 5 ballots, 1 session."]
    with closing(connect(path)) as connection:
        connection.execute("PRAGMA ignore_check_constraints = ON")
        connection.execute("UPDATE ballots SET vote = 7 WHERE voter = 77")
    assert [str(line) for line in check(path).lines] == [
        "1 row of the ballots is not a ballot; a recovery into a new file leaves it out."
    ]


def test_recovery_reads_the_ballots_of_a_damaged_store(tmp_path: Path) -> None:
    path = tmp_path / "dialogue.sqlite"
    rows: list[Row] = [
        (voter * 104_729, f"w1.{about}", (voter + about) % 4 - 1, 3) for voter in range(1, 90) for about in range(9)
    ]
    scribe = Scribe("w1")
    with Store.open(path) as store:
        for number in range(40):
            store.saver.submit(scribe.note(f"note {number} " + "слово " * 90))
        store.ballots.add(SESSION, ballots(rows))
        store.ballots.add(SessionId("other"), ballots(FIVE))
    content = bytearray(path.read_bytes())
    content[:4096] = bytes(4096)
    path.write_bytes(content)
    recover(path, tmp_path / "new.sqlite")
    with Store.open(tmp_path / "new.sqlite") as store:
        assert rows_of(store.ballots.read(SESSION)) == sorted(rows)
        assert rows_of(store.ballots.read(SessionId("other"))) == sorted(FIVE)
        assert len(list(store.log.read(SESSION))) == 40


def test_recovery_reads_ballots_that_are_only_in_the_write_ahead_log(tmp_path: Path) -> None:
    path = tmp_path / "dialogue.sqlite"
    subprocess.run([sys.executable, "-c", CRASHING, str(path), "5", "900"], check=False)
    assert {session: rows_of(cast) for session, cast in contents_in(path).ballots.items()} == {
        SESSION: [(5, "a.1", 1, 0), (900, "a.1", 1, 0)]
    }


# -- whom a token stands for ---------------------------------------------------------------------------


def test_a_token_is_one_voter_while_the_key_is_there_and_nobody_afterwards(store: Store) -> None:
    box = store.ballots
    voter = box.voter_of(SESSION, "phone:1")
    assert box.voter_of(SESSION, "phone:1") == voter != box.voter_of(SESSION, "phone:2")
    assert box.voter_of(SessionId("other"), "phone:1") != voter
    assert box.has_key(SESSION)
    box.forget_key(SESSION)
    assert not box.has_key(SESSION)
    assert box.voter_of(SESSION, "phone:1") != voter


def test_no_token_and_no_key_is_in_the_file_after_the_closing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("secrets.token_bytes", lambda size: b"THE-KEY-OF-THIS-VOTE-32-BYTES-!!"[:size])
    path = tmp_path / "dialogue.sqlite"
    with Store.open(path) as store:
        voter = store.ballots.voter_of(SESSION, "phone:secret")
        store.ballots.vote(SESSION, voter, {"a.1": Vote.AGREE})
        store.ballots.vote(SESSION, voter, {"a.1": Vote.AGREE})
        assert rows_of(store.ballots.read(SESSION)) == [(voter, "a.1", 1, 0)], "as it was it writes nothing"
        store.ballots.vote(SESSION, voter, {"a.1": Vote.SKIP, "a.2": Vote.DISAGREE})
        assert store.ballots.votes_of(SESSION, voter) == {"a.1": Vote.SKIP, "a.2": Vote.DISAGREE}
        store.ballots.forget_key(SESSION)
        beside = [found.read_bytes() for found in tmp_path.iterdir() if found.is_file()]
    assert not any(b"THE-KEY-OF" in found or b"phone:secret" in found for found in beside)


def test_a_deleted_session_takes_its_key_along(store: Store) -> None:
    store.saver.wait(store.saver.submit(Scribe("w1").note("a word")), 10)
    store.ballots.voter_of(SESSION, "phone:1")
    assert store.delete_session(SESSION)
    assert not store.ballots.has_key(SESSION)

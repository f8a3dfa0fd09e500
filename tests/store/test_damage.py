"""Damage that SQLite does not see, or has no code for; and some rounds of `python -m tests.damage`."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from contextlib import closing
from itertools import islice
from pathlib import Path

import pytest
from sqlcipher3 import dbapi2

from facilitator_console.log import Event, blanked
from facilitator_console.opinions.ballots import Ballots
from facilitator_console.store.connection import connect, connect_to_read
from facilitator_console.store.contents import open_to_read, sessions_of
from facilitator_console.store.copies import backup
from facilitator_console.store.doctor import check, recover
from facilitator_console.store.errors import DamageError, StorageError, is_damage, storage_errors
from facilitator_console.store.integrity import PAGE_BYTES
from facilitator_console.store.migrations import VERSION, version_of
from facilitator_console.store.page_recovery import events_in
from facilitator_console.store.store import Store
from facilitator_console.words import UserError
from tests.damage import series
from tests.helpers.scribe import SESSION, Scribe
from tests.store.sample_store import make_older_store

NOTE = "Ніхто не спитав нас"
FRAME_BYTES = PAGE_BYTES + 24


@pytest.fixture
def path(tmp_path: Path) -> Path:
    """A store with a dialogue, a note, a ballot and a draft in it."""
    path = tmp_path / "dialogue.sqlite"
    with Store.open(path) as store:
        scribe = Scribe("w1")
        for batch in (*islice(scribe.batches(), 40), scribe.note(NOTE)):
            store.saver.submit(batch)
        store.ballots.add(SESSION, Ballots((7,), ("w1.9",), (1,), (0,)))
        store.saver.save_draft(SESSION, "чернетка")
    return path


def events_of(path: Path) -> list[Event]:
    with Store.open(path) as store:
        return list(store.log.read(SESSION))


def change(path: Path, sql: str, *, unseen: bool = False) -> None:
    """Change something; unseen by the store's own triggers, as a drive would."""
    with closing(connect(path)) as connection:
        triggers = connection.execute("SELECT name, sql FROM sqlite_schema WHERE type = 'trigger'").fetchall()
        if unseen:
            for name, _ in triggers:
                connection.execute(f"DROP TRIGGER {name}")
        connection.execute(sql)
        if unseen:
            for _, made in triggers:
                connection.execute(made)


def damage_of(path: Path) -> int | None:
    """How many events can be recovered, as the refusal says."""
    with pytest.raises(DamageError) as refused:
        Store.open(path)
    return refused.value.events


# -- what the program makes of damage ----------------------------------------------------------------------------


def test_nothing_crashes_and_nothing_damaged_is_called_sound() -> None:
    tally = series(20, seed=5)
    assert tally.faults == ()
    assert tally.recovered > 0.97 * tally.events


UNDECODABLE = "CAST(x'd0ffd0' AS TEXT)"


@pytest.mark.parametrize(
    ("sql", "read"),
    [
        (f"UPDATE events SET body = {UNDECODABLE} WHERE seq = 5", lambda store: store.log.read(SESSION)),
        (f"UPDATE sessions SET title = {UNDECODABLE}", sessions_of),
        (f"UPDATE ballots SET statement = {UNDECODABLE}", lambda store: store.ballots.read(SESSION)),
        (f"UPDATE drafts SET text = {UNDECODABLE}", lambda store: store.saver.draft(SESSION)),
    ],
)
def test_what_can_not_be_read_is_damage(path: Path, sql: str, read: Callable[[Store], object]) -> None:
    with Store.open(path) as store:
        with store.log.changing() as connection:
            for (name,) in connection.execute("SELECT name FROM sqlite_schema WHERE type = 'trigger'").fetchall():
                connection.execute(f"DROP TRIGGER {name}")
            connection.execute(sql)
        with pytest.raises(DamageError, match=r"it is damaged; see what doctor says\.$"):
            read(store)


def test_swapped_pages_in_which_rows_are_not_found_are_damage(path: Path) -> None:
    """SQLite's quick check passes them by: every row is there, but none where it is looked for."""
    content = path.read_bytes()
    pages = [content[at : at + PAGE_BYTES] for at in range(0, len(content), PAGE_BYTES)]
    one, other, *_ = (number for number, page in enumerate(pages) if page[0] == 10 and b'"text":"' in page)
    pages[one], pages[other] = pages[other], pages[one]
    path.write_bytes(b"".join(pages))
    assert damage_of(path) == len(events_in(path)) > 40


def test_an_unknown_file_format_is_damage(path: Path) -> None:
    content = bytearray(path.read_bytes())
    content[47] = 9  # The format of the schema; SQLite: "unsupported file format", without a code of its own.
    path.write_bytes(content)
    assert damage_of(path) == len(events_in(path)) > 40


def test_a_row_that_claims_a_gigabyte_is_damage(path: Path) -> None:
    with closing(connect(path)) as connection, pytest.raises(DamageError), storage_errors(path):
        connection.execute("SELECT length(zeroblob(2147483647))")


def test_our_own_mistakes_are_no_damage() -> None:
    with closing(dbapi2.connect(":memory:")) as connection:
        for mistake in ("SELEC 1", "SELECT 1 +", "SELECT abs()"):
            with pytest.raises(dbapi2.Error) as raised, storage_errors(Path("any")):
                connection.execute(mistake)
            assert not is_damage(raised.value)


# -- checksums ---------------------------------------------------------------------------------------------------


def test_another_letter_is_seen_by_everybody(path: Path, tmp_path: Path) -> None:
    whole = events_of(path)
    content = bytearray(path.read_bytes())
    place = content.find(f'"text":"{NOTE}'.encode())
    content[place + 9] ^= 1
    path.write_bytes(content)
    assert content[place:].decode(errors="ignore").startswith('"text":"')
    with Store.open(path) as store:
        assert sessions_of(store)
        with pytest.raises(DamageError):
            store.log.read(SESSION)
    can_be = f"{path} is damaged; {len(whole) - 1} events can be recovered with doctor --recover FILE."
    assert [str(line) for line in check(path).lines] == [can_be]
    with pytest.raises(DamageError, match="is a copy of a damaged store"):
        backup(path, tmp_path / "copy.sqlite")
    recover(path, tmp_path / "new.sqlite")
    assert events_of(tmp_path / "new.sqlite") == whole[:-1]


@pytest.mark.parametrize(
    "sql",
    [
        "DELETE FROM events WHERE seq = (SELECT max(seq) FROM events)",
        "UPDATE events SET lamport = lamport + 1 WHERE seq = 7",
        "UPDATE ballots SET vote = -1",
        "DELETE FROM ballots",
    ],
)
def test_what_a_lost_write_leaves_is_not_called_sound(path: Path, sql: str) -> None:
    """No hole tells of the last event of a writer, and every other ballot is as good as this one."""
    change(path, sql, unseen=True)
    (line,) = check(path).lines
    assert "is damaged; " in str(line)


DAMAGED_ROW = "UPDATE events SET lamport = lamport + 1 WHERE body LIKE '%" + NOTE + "%'"


def test_an_erasure_gives_no_damaged_event_a_new_checksum(path: Path) -> None:
    with Store.open(path) as store:
        scribe = Scribe("w2", known=tuple(store.log.read(SESSION)))
        note = scribe.note("слово")
        store.saver.submit(note)
    change(path, DAMAGED_ROW.replace(NOTE, "слово"), unseen=True)
    with Store.open(path) as store, pytest.raises(DamageError):
        store.log.append(scribe.withdraw(note).events)
    assert not check(path).is_sound


def test_a_blank_event_gives_no_damaged_event_a_new_checksum(path: Path) -> None:
    blank = blanked(events_of(path)[-1])
    change(path, DAMAGED_ROW, unseen=True)
    with Store.open(path) as store, pytest.raises(DamageError):
        store.log.append([blank])
    assert not check(path).is_sound


def test_a_copy_before_a_migration_from_which_nothing_can_be_erased_surely_goes(path: Path) -> None:
    with Store.open(path) as store:
        scribe = Scribe("w2", known=tuple(store.log.read(SESSION)))
        note = scribe.note("слово")
        store.log.append(note.events)
    copy = path.with_name(f"{path.name}.before-v{VERSION}")
    backup(path, copy)
    change(copy, DAMAGED_ROW.replace(NOTE, "слово"), unseen=True)
    with Store.open(path) as store:
        store.log.append(scribe.withdraw(note).events)
        assert not store.log.words_remain
    assert not copy.exists()
    assert check(path).is_sound


def test_a_copy_out_of_a_damaged_store_that_is_open_is_sound_and_called_incomplete(path: Path, tmp_path: Path) -> None:
    whole = events_of(path)
    change(path, DAMAGED_ROW, unseen=True)
    change(path, "UPDATE ballots SET vote = -1", unseen=True)
    with Store.open(path) as store:
        assert not store.back_up(tmp_path / "copy.sqlite")
    assert events_of(tmp_path / "copy.sqlite") == whole[:-1]
    with Store.open(tmp_path / "copy.sqlite") as copy:
        assert copy.ballots.read(SESSION) == Ballots()
    assert check(tmp_path / "copy.sqlite").is_sound


def test_an_event_that_is_no_text_takes_no_other_out_of_a_copy(path: Path, tmp_path: Path) -> None:
    whole = events_of(path)
    change(path, f"UPDATE events SET body = {UNDECODABLE} WHERE body LIKE '%{NOTE}%'", unseen=True)
    with Store.open(path) as store:
        assert not store.back_up(tmp_path / "copy.sqlite")
        with pytest.raises(DamageError):
            store.log.read(SESSION)  # What reads for everybody else still finds the damage.
    assert events_of(tmp_path / "copy.sqlite") == whole[:-1]


def test_who_only_reads_a_store_with_older_tables_sees_damage_too(path: Path) -> None:
    change(path, "UPDATE marks_of_store SET value = 0 WHERE mark = 'read_tables_version'")
    change(path, DAMAGED_ROW, unseen=True)
    with pytest.raises(DamageError), open_to_read(path):
        pass


def test_what_the_program_itself_changes_keeps_the_sums_right(path: Path) -> None:
    with Store.open(path) as store:
        scribe = Scribe("w2", known=tuple(store.log.read(SESSION)))
        note = scribe.note("слово")
        store.saver.submit(note)
        store.saver.submit(scribe.withdraw(note))
        store.log.append(list(note.events))  # Once more, after its withdrawal.
        store.ballots.add(SESSION, Ballots((7, 8), ("w1.9", "w1.9"), (-1, 1), (1, 0)))
    Store.open(path).close()
    assert check(path).is_sound
    change(path, f"DELETE FROM events WHERE session = '{SESSION}'")
    with closing(connect_to_read(path)) as connection:
        assert connection.execute("SELECT value FROM marks_of_store WHERE mark = 'events_sum'").fetchall() == [(0,)]


def test_a_store_of_before_checksums_gets_them(tmp_path: Path) -> None:
    path, events = tmp_path / "dialogue.sqlite", list(Scribe("w1").note(NOTE).events)
    make_older_store(path, 3, events)
    assert "was written by an older version of this program" in str(check(path).lines[0])
    assert events_in(path) == events
    assert events_of(path) == events
    assert check(path).is_sound
    with closing(connect_to_read(path)) as connection:
        assert version_of(connection) == VERSION


# -- files -------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("place", [18, 19])
def test_a_header_that_forbids_writing_is_damage(path: Path, place: int) -> None:
    """SQLite would take the store for one that may only be read."""
    content = bytearray(path.read_bytes())
    content[place] ^= 4
    path.write_bytes(content)
    assert damage_of(path) == len(events_in(path))
    assert not check(path).is_sound


def test_a_store_without_its_first_page_is_no_strange_file(path: Path) -> None:
    content = path.read_bytes()
    path.write_bytes(bytes(PAGE_BYTES) + content[PAGE_BYTES:])
    assert (damage_of(path) or 0) > 40
    path.write_bytes(b"\x89PNG" + bytes(9_000))
    with pytest.raises(UserError, match="is not a store"):
        Store.open(path)


def test_a_damaged_store_is_copied_as_it_is(path: Path, tmp_path: Path) -> None:
    content = bytearray(path.read_bytes())
    content[PAGE_BYTES * 3 + 8 : PAGE_BYTES * 4] = b"x" * (PAGE_BYTES - 8)
    path.write_bytes(content)
    left, copy = path.with_name("dialogue.sqlite-wal"), tmp_path / "copy.sqlite"
    left.write_bytes(b"what a crash left")
    with pytest.raises(DamageError) as told:
        backup(path, copy)
    assert str(told.value).startswith(f"{copy} is a copy of a damaged store. {copy} is damaged; ")
    assert copy.read_bytes() == content
    assert copy.with_name("copy.sqlite-wal").read_bytes() == left.read_bytes()
    assert not list(tmp_path.glob("*.unfinished"))
    with pytest.raises((UserError, StorageError), match="already exists"):
        backup(path, copy)


# -- the write-ahead log -----------------------------------------------------------------------------------------


@pytest.fixture
def crashed(path: Path, tmp_path: Path) -> tuple[Path, list[int]]:
    """A store that a crash left with 20 commits in its log; and the log's length after each."""
    ends: list[int] = []
    folder = tmp_path / "crashed"
    folder.mkdir()
    with Store.open(path) as store:
        scribe = Scribe("w2", known=tuple(store.log.read(SESSION)))
        wal = path.with_name("dialogue.sqlite-wal")
        for number in range(20):
            assert store.saver.wait(store.saver.submit(scribe.note(f"слово {number}")), 60)
            ends.append(wal.stat().st_size)
        for file in (path, wal):
            shutil.copy(file, folder)
    return folder / "dialogue.sqlite", ends


def harm_log(path: Path, place: int) -> None:
    wal = path.with_name("dialogue.sqlite-wal")
    content = bytearray(wal.read_bytes())
    content[place] ^= 16
    wal.write_bytes(content)


@pytest.mark.parametrize("commit", [0, 5, 17])
def test_commits_behind_a_damaged_frame_are_not_written_over(
    crashed: tuple[Path, list[int]], tmp_path: Path, commit: int
) -> None:
    """SQLite reads up to the frame, and would begin to write there."""
    path, ends = crashed
    harm_log(path, ends[commit] + FRAME_BYTES // 2)
    assert damage_of(path) == len(events_in(path))
    assert not check(path).is_sound
    recover(path, tmp_path / "new.sqlite")
    found = [event for event in events_of(tmp_path / "new.sqlite") if event.writer == "w2"]
    assert len(found) >= 19
    assert f"слово {19}" in found[-1].body


@pytest.mark.parametrize("place", [9, 17, 30])
def test_a_log_with_a_damaged_header_is_not_taken_for_an_empty_one(crashed: tuple[Path, list[int]], place: int) -> None:
    path, _ = crashed
    harm_log(path, place)
    assert damage_of(path) == len(events_in(path))


def test_a_commit_that_a_power_cut_left_half_written_is_no_damage(crashed: tuple[Path, list[int]]) -> None:
    path, ends = crashed
    wal = path.with_name("dialogue.sqlite-wal")
    content = wal.read_bytes()
    for place in range(ends[-2] + 24 + 600, ends[-1], 1_000):
        torn = bytearray(content)
        torn[place : place + 512] = bytes(512)  # A sector that never came to the disk; those behind it did.
        wal.write_bytes(torn)
        found = [event for event in events_of(shutil_copy(path, place)) if event.writer == "w2"]
        assert len(found) in (19, 20)


def test_a_log_of_which_a_power_cut_left_only_its_new_beginning_is_no_damage(path: Path, tmp_path: Path) -> None:
    """The frames behind it are of the round before, and all of them are in the file."""
    wal, cut = path.with_name("dialogue.sqlite-wal"), tmp_path / "cut"
    cut.mkdir()
    with Store.open(path) as store:
        scribe = Scribe("w2", known=tuple(store.log.read(SESSION)))
        for number in range(5):
            assert store.saver.wait(store.saver.submit(scribe.note(f"слово {number}")), 60)
        with store.log.changing(is_checkpoint=True) as connection:
            connection.execute("PRAGMA wal_checkpoint(PASSIVE)").fetchall()
        before, saved = wal.read_bytes(), list(store.log.read(SESSION))
        shutil.copy(path, cut)
        assert store.saver.wait(store.saver.submit(scribe.note("a new round")), 60)
        (cut / wal.name).write_bytes(wal.read_bytes()[:32] + before[32:])
    assert check(cut / path.name).is_sound
    assert events_of(cut / path.name) == saved


def shutil_copy(path: Path, number: int) -> Path:
    place = path.with_name(str(number))
    place.mkdir()
    for file in (path, path.with_name("dialogue.sqlite-wal")):
        shutil.copy(file, place)
    return place / path.name

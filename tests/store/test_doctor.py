import os
import random
import shutil
from collections.abc import Callable, Iterator
from contextlib import closing
from pathlib import Path

import pytest
from msgspec.structs import astuple
from sqlcipher3 import dbapi2

from facilitator_console.dialogue.codec import encode
from facilitator_console.log import (
    THE_SESSION,
    Erased,
    Event,
    Instant,
    SessionId,
    Subject,
    WriterId,
    blanked,
)
from facilitator_console.store import doctor
from facilitator_console.store.connection import connect
from facilitator_console.store.contents import missing_events
from facilitator_console.store.derived import read_tables
from facilitator_console.store.doctor import RecoveryCancelledError, check, rebuild, recover
from facilitator_console.store.errors import DamageError
from facilitator_console.store.integrity import PAGE_BYTES
from facilitator_console.store.migrations import READ_TABLES, VERSION
from facilitator_console.store.store import Store
from facilitator_console.words import UserError
from tests.helpers.scribe import Scribe
from tests.store.sample_store import EVENTS, TRUTH, insert, make_store

Damage = Callable[[bytearray, random.Random], None]


@pytest.fixture
def store(whole: Path, tmp_path: Path) -> Path:
    """A sound store that may be harmed."""
    return Path(shutil.copy(whole, tmp_path / "dialogue.sqlite"))


def change(path: Path, sql: str) -> None:
    with closing(connect(path)) as connection:
        connection.execute(sql)


def rows_of(path: Path) -> dict[str, list[tuple[object, ...]]]:
    with closing(connect(path)) as connection:
        return {
            table: sorted(connection.execute(f"SELECT {', '.join(columns)} FROM {table}"), key=repr)
            for table, columns in read_tables.TABLES.items()
        }


def files(folder: Path) -> dict[str, bytes]:
    """What lies in a folder; what SQLite and the lock keep for running programs is not counted."""
    return {
        path.name: path.read_bytes()
        for path in folder.iterdir()
        if path.suffix != ".lock" and not path.name.endswith("-shm")
    }


def read_back(path: Path) -> list[tuple[object, ...]]:
    with Store.open(path) as store:
        return [astuple(event) for session in store.log.sessions() for event in store.log.read(session)]


def the_line(path: Path) -> str:
    """The one line that a check of an unsound store says."""
    findings = check(path)
    assert not findings.is_sound
    (line,) = findings.lines
    return str(line)


# -- checking ----------------------------------------------------------------------------------------------


def test_a_sound_store_takes_one_line_and_stays_as_it_is(store: Path) -> None:
    before = files(store.parent)
    findings = check(store)
    assert findings.is_sound
    assert [str(line) for line in findings.lines] == ["Everything is in order: 400 events, 2 sessions."]
    assert files(store.parent) == before


def test_a_store_after_a_crash_is_sound_and_stays_as_it_is(unmoved: Path, tmp_path: Path) -> None:
    path = tmp_path / "dialogue.sqlite"
    for suffix in ("", "-wal"):
        shutil.copy(f"{unmoved}{suffix}", f"{path}{suffix}")
    before = files(tmp_path)
    # The rows of half of the events were never written, as the events came past the writer.
    assert the_line(path) == "The tables for reading don’t match the events; rebuild them with --rebuild."
    assert check(path).events == 400
    assert files(tmp_path) == before


def test_a_store_that_is_open_can_be_checked(store: Path) -> None:
    with Store.open(store):
        assert check(store).is_sound


def test_what_a_newer_version_wrote_is_counted_and_no_fault(store: Path) -> None:
    with closing(connect(store)) as connection:
        insert(
            connection, [Event(SessionId("s1"), WriterId("w1"), 101, 8, Instant(0), "of_tomorrow", Subject(""), "{}")]
        )
        insert(connection, [Event(SessionId("s1"), WriterId("w1"), 102, 8, Instant(0), "note_added", Subject("x"), "")])
    findings = check(store)
    assert (findings.is_sound, findings.unreadable, findings.events) == (True, 1, 402)
    assert [str(line) for line in findings.lines[1:]] == ["This version can’t read 1 event; the event is kept."]


def test_holes_are_found(store: Path) -> None:
    change(store, "DELETE FROM events WHERE session = 's2' AND writer = 'w1' AND seq IN (1, 2, 50)")
    with Store.open(store) as opened:
        rebuild(opened)
    assert [str(line) for line in check(store).lines] == [
        "3 events are missing from 1 session; a backup may have them.",
    ]


@pytest.mark.parametrize(
    "harm",
    [
        "UPDATE notes SET text = 'інше' WHERE note_id = 'w1.2'",
        "DELETE FROM participants WHERE participant_id = 'w1.1'",
        "INSERT INTO note_tags VALUES ('s1', 'w1.2', 'need', 1)",
        "DELETE FROM note_search WHERE note_id = 'w1.2'",
        "DELETE FROM note_search_data WHERE id > 100",
        "DELETE FROM note_search_content",
        "DROP VIEW quotes",
        "DROP TABLE gaps",
        "ALTER TABLE notes ADD COLUMN colour TEXT",
    ],
)
def test_a_rebuild_mends_tables_that_do_not_follow(store: Path, harm: str) -> None:
    sound = rows_of(store)
    change(store, harm)
    assert the_line(store) == "The tables for reading don’t match the events; rebuild them with --rebuild."
    with Store.open(store) as opened:
        rebuild(opened)
    assert check(store).is_sound
    assert rows_of(store) == sound


def test_a_stale_mark_is_told_and_the_next_opening_ends_it(store: Path) -> None:
    change(store, f"UPDATE marks_of_store SET value = 0 WHERE mark = '{READ_TABLES}'")
    assert the_line(store).startswith("The tables for reading are not up to date")
    Store.open(store).close()
    assert check(store).is_sound


def test_a_newer_store_is_refused_by_both_versions(store: Path) -> None:
    change(store, f"PRAGMA user_version = {VERSION + 4}")
    assert f"store version {VERSION + 4}, this program knows up to {VERSION}" in the_line(store)


@pytest.mark.parametrize("noise", [b"", b"\0", b"SQLite format 3\0", random.Random(1).randbytes(70_000), bytes(9_000)])
def test_noise_gives_one_clear_line(tmp_path: Path, noise: bytes) -> None:
    path = tmp_path / "dialogue.sqlite"
    path.write_bytes(noise)
    clear = f"{path} is not a store of this program, or nothing in it can be read any more."
    assert the_line(path) == clear
    with pytest.raises(UserError) as refused:
        recover(path, tmp_path / "new.sqlite")
    assert str(refused.value) == clear
    assert files(tmp_path) == {"dialogue.sqlite": noise}


def test_a_file_of_another_program_gives_one_clear_line(tmp_path: Path) -> None:
    path = tmp_path / "other.sqlite"
    with closing(dbapi2.connect(path)) as connection:
        connection.execute("CREATE TABLE events (session, writer, seq, lamport, at_ms, kind, subject, body)")
    assert "is not a store of this program" in the_line(path)


@pytest.mark.parametrize(("name", "line"), [("", "is a folder"), ("none.sqlite", "There is no file")])
def test_what_is_no_file_is_refused(tmp_path: Path, name: str, line: str) -> None:
    for look in (check, lambda path: recover(path, tmp_path / "new.sqlite")):
        with pytest.raises(UserError, match=line):
            look(tmp_path / name)


# -- recovering --------------------------------------------------------------------------------------------


def harm_first_page(content: bytearray, chance: random.Random) -> None:
    content[:PAGE_BYTES] = chance.randbytes(PAGE_BYTES)


def harm_some_pages(content: bytearray, chance: random.Random) -> None:
    for page in chance.sample(range(len(content) // PAGE_BYTES), 9):
        content[page * PAGE_BYTES : (page + 1) * PAGE_BYTES] = bytes(PAGE_BYTES)


def cut_off(content: bytearray, chance: random.Random) -> None:
    del content[chance.randrange(len(content) // 3, len(content)) :]


def harm_nothing(_content: bytearray, _chance: random.Random) -> None:
    pass


@pytest.mark.parametrize("harm", [harm_first_page, harm_some_pages, cut_off, harm_nothing])
@pytest.mark.parametrize("seed", range(2))
def test_recovers_into_a_sound_store(whole: Path, tmp_path: Path, harm: Damage, seed: int) -> None:
    path, new = tmp_path / "dialogue.sqlite", tmp_path / "new.sqlite"
    content = bytearray(whole.read_bytes())
    harm(content, random.Random(seed))
    path.write_bytes(content)
    if harm is not harm_nothing:
        assert "is damaged; " in the_line(path)
    recovery = recover(path, new)
    assert files(tmp_path).keys() == {"dialogue.sqlite", "new.sqlite"}
    assert path.read_bytes() == content
    found = read_back(new)
    assert set(found) <= TRUTH
    assert len(found) == recovery.events == check(new).events
    assert len(found) == len(EVENTS) if harm in (harm_nothing, harm_first_page) else len(found) > len(EVENTS) / 3
    missing = sum(max(seqs) - len(seqs) for seqs in numbers(found).values())
    assert [str(line) for line in check(new).problems] == (
        [str(doctor._missing(missing, sessions_with_holes(found)))] if missing else []
    )
    with Store.open(tmp_path / "rebuilt.sqlite") as store:
        store.log.append([Event(*row) for row in found])  # type: ignore[arg-type]
        rebuild(store)
    assert rows_of(new) == rows_of(tmp_path / "rebuilt.sqlite")


def numbers(rows: list[tuple[object, ...]]) -> dict[tuple[object, object], list[int]]:
    """By session and writer: the numbers of their events."""
    found: dict[tuple[object, object], list[int]] = {}
    for session, writer, seq, *_ in rows:
        assert isinstance(seq, int)
        found.setdefault((session, writer), []).append(seq)
    return found


def sessions_with_holes(rows: list[tuple[object, ...]]) -> int:
    return len({session for (session, _), seqs in numbers(rows).items() if max(seqs) > len(seqs)})


def test_says_how_many_events_are_missing(store: Path, tmp_path: Path) -> None:
    change(store, "DELETE FROM events WHERE session = 's2' AND writer = 'w1' AND seq BETWEEN 4 AND 6")
    recovery = recover(store, tmp_path / "new.sqlite")
    assert str(recovery.line) == (
        f"397 events of 2 sessions were read into {recovery.path}. "
        "What came after the last that could be read can’t be known."
    )
    assert the_line(recovery.path) == "3 events are missing from 1 session; a backup may have them."


def test_one_event_is_counted_as_one(tmp_path: Path) -> None:
    make_store(tmp_path / "one.sqlite", EVENTS[:1])
    line = recover(tmp_path / "one.sqlite", tmp_path / "new.sqlite").line
    assert str(line).startswith("1 event of 1 session was read into ")


def test_a_newer_store_is_left_to_the_newer_program(store: Path, tmp_path: Path) -> None:
    change(store, f"PRAGMA user_version = {VERSION + 4}")
    with pytest.raises(UserError, match=rf"store version {VERSION + 4}, this program knows up to {VERSION}"):
        recover(store, tmp_path / "new.sqlite")
    assert not (tmp_path / "new.sqlite").exists()


def test_a_store_in_use_is_seen_as_it_was_at_one_moment(store: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A command is saved between the reading of the events and that of the tables."""
    with Store.open(store) as opened:
        scribe = Scribe("w9")
        count = missing_events

        def count_and_write(connection: dbapi2.Connection) -> dict[SessionId, int]:
            assert opened.saver.wait(opened.saver.submit(scribe.note("слово")), 60)
            return count(connection)

        monkeypatch.setattr(doctor, "missing_events", count_and_write)
        assert [str(line) for line in check(store).lines] == ["Everything is in order: 400 events, 2 sessions."]


@pytest.mark.parametrize("size", [1, 5_000])
def test_what_opening_refuses_is_not_called_sound(store: Path, size: int) -> None:
    with store.open("ab") as file:
        file.write(random.Random(size).randbytes(size))
    with pytest.raises(DamageError, match="is damaged"):
        Store.open(store)
    assert the_line(store) == f"{store} is damaged; 400 events can be recovered with doctor --recover FILE."


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="there are no pipes with names here")
def test_a_pipe_is_no_store(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe")
    for look in (check, lambda path: recover(path, tmp_path / "new.sqlite"), Store.open):
        with pytest.raises(UserError, match="is not an ordinary file"):
            look(tmp_path / "pipe")


def test_a_write_ahead_log_alone_is_read(unmoved: Path, tmp_path: Path) -> None:
    path = tmp_path / "dialogue.sqlite"
    shutil.copy(unmoved.with_name("dialogue.sqlite-wal"), f"{path}-wal")
    for main in (None, b""):
        if main is not None:
            path.write_bytes(main)
        before = files(tmp_path)
        assert "is damaged; " in the_line(path)
        recovery = recover(path, tmp_path / "new.sqlite")
        assert len(EVENTS) / 3 < recovery.events <= len(EVENTS)
        assert set(read_back(tmp_path / "new.sqlite")) <= TRUTH
        (tmp_path / "new.sqlite").unlink()
        assert files(tmp_path) == before


def test_what_was_withdrawn_stays_erased(tmp_path: Path) -> None:
    path, new = tmp_path / "dialogue.sqlite", tmp_path / "new.sqlite"
    gone = next(event for event in EVENTS if event.kind == "note_added")
    kind, body = encode(Erased(gone.subject))
    erasure = Event(gone.session, gone.writer, 999, 99, Instant(0), kind, THE_SESSION, body)
    make_store(path, EVENTS)
    with closing(connect(path)) as connection:
        insert(connection, [erasure])  # Past the log: the words are still there, as on a page of an older time.
    recover(path, new)
    assert set(read_back(new)) == TRUTH - {astuple(gone)} | {astuple(blanked(gone)), astuple(erasure)}
    assert gone.body[:40].encode() not in new.read_bytes()


def test_nothing_is_overwritten(store: Path, tmp_path: Path) -> None:
    new = tmp_path / "new.sqlite"
    new.write_bytes(b"mine")
    before = files(tmp_path)
    for target in (new, store):
        with pytest.raises(UserError, match="already exists"):
            recover(store, target)
    with pytest.raises(UserError, match="no folder"):
        recover(store, tmp_path / "none" / "new.sqlite")
    assert files(tmp_path) == before


def test_a_store_that_is_open_is_not_recovered(store: Path, tmp_path: Path) -> None:
    with Store.open(store), pytest.raises(UserError, match="is open in another"):
        recover(store, tmp_path / "new.sqlite")


def test_a_failure_leaves_no_target(store: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(*_: object) -> Iterator[None]:
        raise RuntimeError

    monkeypatch.setattr(read_tables, "rebuild", fail)
    before = files(tmp_path)
    with pytest.raises(RuntimeError):
        recover(store, tmp_path / "new.sqlite")
    assert files(tmp_path) == before


# -- drafts ----------------------------------------------------------------------------------------------


def drafts_of(path: Path) -> dict[str, str]:
    with closing(connect(path)) as connection:
        return dict(connection.execute("SELECT session, text FROM drafts").fetchall())


def harm_events(path: Path) -> None:
    """Every other page that is not the drafts'."""
    content = bytearray(path.read_bytes())
    for start in range(PAGE_BYTES, len(content), 2 * PAGE_BYTES):
        if "чернетка".encode() not in content[start : start + PAGE_BYTES]:
            content[start : start + PAGE_BYTES] = bytes(PAGE_BYTES)
    path.write_bytes(content)


def test_what_stood_in_the_note_line_is_recovered(store: Path, tmp_path: Path) -> None:
    draft = "#потреба чернетка 😀 " * 40
    change(store, f"INSERT INTO drafts (session, text) VALUES ('s1', '{draft}'), ('nobody', 'чернетка')")
    harm_events(store)
    recover(store, tmp_path / "new.sqlite")
    assert drafts_of(tmp_path / "new.sqlite") == {"s1": draft}


def test_the_key_of_an_open_vote_is_recovered_so_that_no_voter_counts_twice(store: Path, tmp_path: Path) -> None:
    with Store.open(store) as opened:
        voter = opened.ballots.voter_of(SessionId("s1"), "a phone")
    harm_events(store)
    recover(store, tmp_path / "new.sqlite")
    with Store.open(tmp_path / "new.sqlite") as recovered:
        assert recovered.ballots.has_key(SessionId("s1"))
        assert recovered.ballots.voter_of(SessionId("s1"), "a phone") == voter


def test_the_draft_of_a_deleted_session_is_not_recovered(store: Path, tmp_path: Path) -> None:
    change(store, "INSERT INTO drafts (session, text) VALUES ('s1', 'words'), ('s2', 'more')")
    change(store, "INSERT INTO deleted_sessions VALUES ('s2')")
    recover(store, tmp_path / "new.sqlite")
    assert drafts_of(tmp_path / "new.sqlite") == {"s1": "words"}
    assert b"more" not in (tmp_path / "new.sqlite").read_bytes()


# -- progress ----------------------------------------------------------------------------------------------


def test_the_progress_is_told_and_rises_to_the_whole(store: Path, tmp_path: Path) -> None:
    told: list[float] = []

    def goes_on(share: float) -> bool:
        told.append(share)
        return True

    recover(store, tmp_path / "new.sqlite", goes_on)
    assert told == sorted(told)
    assert (told[0], told[-1]) == (0, 1)
    assert len(set(told)) > store.stat().st_size // PAGE_BYTES


@pytest.mark.parametrize("enough", [0, 0.5, 1])
def test_a_recovery_that_is_cancelled_leaves_nothing_behind(store: Path, tmp_path: Path, enough: float) -> None:
    before = files(tmp_path)
    with pytest.raises(RecoveryCancelledError, match="No new file was made"):
        recover(store, tmp_path / "new.sqlite", lambda share: share < enough)
    assert files(tmp_path) == before
    assert recover(store, tmp_path / "new.sqlite").events == len(EVENTS)

"""A session that was deleted is nowhere in the bytes, and nothing brings it back."""

from __future__ import annotations

import shutil
from contextlib import closing
from pathlib import Path

import pytest

from facilitator_console.dialogue.codec import encode
from facilitator_console.dialogue.kinds import KINDS
from facilitator_console.log import Event, Instant, LaptopId, SessionId, Subject, WriterId
from facilitator_console.opinions.ballots import Ballots, Vote
from facilitator_console.opinions.ids import StatementId
from facilitator_console.store import copies
from facilitator_console.store.connection import connect, connect_to_read
from facilitator_console.store.contents import sessions_of
from facilitator_console.store.copies import backup
from facilitator_console.store.doctor import check, rebuild, recover
from facilitator_console.store.errors import StorageError
from facilitator_console.store.opening import Heartbeat
from facilitator_console.store.sqlite_log import deleted_sessions
from facilitator_console.store.store import Store
from tests.helpers.scribe import Scribe
from tests.store.test_erasure import found_in

GONE, KEPT = SessionId("gone"), SessionId("kept")
DRAFT = "чернетка-у-рядку 🕊 ніким не збережена"


def planted(session: SessionId) -> tuple[list[Event], list[str]]:
    """An event of each kind that holds words, and these words: in every text field another one."""
    events: list[Event] = []
    words: list[str] = []
    for seq, kind in enumerate((kind for kind in KINDS.values() if kind.texts), 1):
        texts = {field: f"{session}: слова {kind.name}-{field} 😀 їжак {session}" for field in kind.texts}
        known = {name: default for name, default in NEEDED.items() if name in kind.body.__struct_fields__}
        name, body = encode(kind.body(**{**known, **texts}))
        words += texts.values()
        events.append(Event(session, WriterId("w"), seq, seq, Instant(1), name, Subject(f"w.{seq}"), body))
    return events, words


NEEDED = {
    "base": "w.1",
    "key": "V",
    "group_list": "agreements",
    "laptop": "l",
    "seat": 1,
    "item_id": "w.1",
    "kept": "w.1",
    "shows": "message",
    "language": "uk",
    "column": "shared",
    "about_id": "w.1",
    "version": "w.1",
    "start": 0,
    "end": 3,
    "wish": "team",
    "about": "heard",
    "section": "themes",
    "decision": "replace",
}


def filled(path: Path) -> tuple[Store, list[str], list[str]]:
    """A store of two sessions with words in all places; the words of the first, and of the second."""
    store = Store.open(path)
    (gone, gone_words), (kept, kept_words) = planted(GONE), planted(KEPT)
    store.log.append([*gone, *kept])
    for session in (GONE, KEPT):
        votes = (Vote.AGREE,) * 2
        store.ballots.add(session, Ballots((1, 2), (StatementId("w.1"),) * 2, votes, (0, 0)))
    rebuild(store)
    store.saver.save_draft(GONE, DRAFT)
    assert store.saver.wait(store.saver.submit(Scribe("other", known=kept, session=KEPT).note("ще одна нотатка")), 60)
    return store, [*gone_words, DRAFT], kept_words


def test_nothing_of_a_deleted_session_is_in_any_file(tmp_path: Path) -> None:
    store, gone, kept = filled(tmp_path / "dialogue.sqlite")
    with store:
        while store.saver.draft(GONE) != DRAFT or found_in(tmp_path, [DRAFT]) == []:
            store.saver.save_draft(GONE, DRAFT)
        with store.log.connection() as connection:
            copies.copy_before_migration(connection, store.path, 0)
        ballots = store.ballots.read(KEPT)
        assert {word for _, word in found_in(tmp_path, gone)} == set(gone)
        assert store.delete_session(GONE)
        assert found_in(tmp_path, gone) == []
        assert store.log.sessions() == (KEPT,)
        assert store.saver.draft(GONE) == ""
        assert len(store.ballots.read(GONE).voters) == 0
        assert store.ballots.read(KEPT) == ballots
    assert {word for _, word in found_in(tmp_path, kept)} == set(kept)
    (copied,) = copies.copies_of(store.path)
    assert {word for name, word in found_in(tmp_path, kept) if name == copied.name} == set(kept)
    assert check(store.path).is_sound


def test_a_draft_that_waits_does_not_come_after_the_deletion(tmp_path: Path) -> None:
    """Whoever leaves a session and deletes it at once has a draft that is not on the disk yet."""
    store, _, _ = filled(tmp_path / "dialogue.sqlite")
    with store:
        with store.log.connection():  # The writer waits for it with a note; the draft waits behind the note.
            store.saver.submit(Scribe("third", session=KEPT).note("і ще одна"))
            store.saver.save_draft(GONE, DRAFT)
            number = store.saver.delete(GONE)
        assert store.saver.wait_swept(number, 60)
    assert found_in(tmp_path, [DRAFT]) == []
    with Store.open(store.path) as again:
        assert again.saver.draft(GONE) == ""


def test_what_arrives_for_a_deleted_session_is_refused(tmp_path: Path) -> None:
    store, words, _ = filled(tmp_path / "dialogue.sqlite")
    late, _ = planted(GONE)
    with store:
        assert store.delete_session(GONE)
        for _ in range(2):
            with pytest.raises(StorageError, match="was deleted here"):
                store.log.append(late)
            with pytest.raises(StorageError, match="was deleted here"):
                store.ballots.add(GONE, Ballots((1,), (StatementId("w.1"),), (Vote.AGREE,), (0,)))
        assert store.log.sessions() == (KEPT,)
    with Store.open(store.path) as again:
        with pytest.raises(StorageError, match="was deleted here"):
            again.log.append(late)
        assert [one.session_id for one in sessions_of(again)] == [KEPT]
    assert found_in(tmp_path, words) == []


def without_the_session(folder: Path) -> tuple[Path, list[str], list[Event]]:
    """A store from which a session was deleted, in this folder.

    Returns:
        A folder for its copies, the deleted words, and events of the deleted session that arrive late.
    """
    store, words, _ = filled(folder / "dialogue.sqlite")
    with store:
        assert store.delete_session(GONE)
    away = folder / "away"
    away.mkdir()
    return away, words, planted(GONE)[0]


def test_copies_carry_the_tombstone_along(tmp_path: Path) -> None:
    away, words, late = without_the_session(tmp_path)
    with Store.open(tmp_path / "dialogue.sqlite") as store:
        backup(store.path, away / "backup.sqlite")
        assert store.save_elsewhere(away / "elsewhere.sqlite")
        with pytest.raises(StorageError, match="was deleted here"):
            store.log.append(late)
    recover(store.path, away / "recovered.sqlite")
    for name in ("backup", "elsewhere", "recovered"):
        with Store.open(away / f"{name}.sqlite") as copied, pytest.raises(StorageError, match="was deleted here"):
            copied.log.append(late)
    assert found_in(away, words) == []


def test_a_store_that_is_saved_from_memory_carries_the_tombstone_along(tmp_path: Path) -> None:
    """Its file is gone: what can be read through the open connection, and what is remembered, makes the new one."""
    away, words, late = without_the_session(tmp_path)
    with Store.open(tmp_path / "dialogue.sqlite") as store:
        store.path.unlink()
        store.save_elsewhere(away / "elsewhere.sqlite", remembered=late)
        assert store.log.sessions() == (KEPT,)
        with pytest.raises(StorageError, match="was deleted here"):
            store.log.append(late)
    assert found_in(away, words) == []


def test_a_deletion_that_a_crash_cut_short_is_finished_at_the_next_opening(tmp_path: Path) -> None:
    """It is committed, and the program ends before the file is written anew."""
    store, words, _ = filled(tmp_path / "dialogue.sqlite")
    crashed = tmp_path / "crashed"
    crashed.mkdir()
    with store:
        with store.log.connection() as connection:
            copies.copy_before_migration(connection, store.path, 0)
        store.log.delete(GONE)
        for suffix in ("", "-wal", ".before-v0"):
            shutil.copy(f"{store.path}{suffix}", crashed / f"dialogue.sqlite{suffix}")
        assert found_in(crashed, words)
    recover(crashed / "dialogue.sqlite", tmp_path / "recovered.sqlite")
    with Store.open(tmp_path / "recovered.sqlite") as recovered:
        assert recovered.log.sessions() == (KEPT,)
    Store.open(crashed / "dialogue.sqlite").close()
    assert found_in(crashed, words) == []


def test_a_reader_in_the_way_is_said(tmp_path: Path) -> None:
    store, words, _ = filled(tmp_path / "dialogue.sqlite")
    with store, closing(connect_to_read(store.path)) as reader:
        reader.execute("BEGIN")
        reader.execute("SELECT * FROM events").fetchall()
        assert not store.delete_session(GONE)
        assert "another program is using it" in str(store.saver.save_state.why)
        assert store.log.sessions() == (KEPT,)
    Store.open(store.path).close()
    assert found_in(tmp_path, words) == []


def test_no_sign_of_life_of_a_deleted_session_stays(tmp_path: Path) -> None:
    store, _, _ = filled(tmp_path / "dialogue.sqlite")
    laptops = (LaptopId("ours"), LaptopId("another"))
    signs = [Heartbeat(store.path, session, laptop) for session in (GONE, KEPT) for laptop in laptops]
    for sign in signs:
        sign.record(Instant(5))
    with store:
        assert store.delete_session(GONE)
    assert [sign.last_at_ms() for sign in signs] == [0, 0, 5, 5]


def test_a_store_from_before_the_tombstones_gets_them(tmp_path: Path) -> None:
    store, words, _ = filled(tmp_path / "dialogue.sqlite")
    store.close()
    with closing(connect(store.path)) as connection:
        connection.execute("DROP TABLE deleted_sessions")
        connection.execute("DELETE FROM _sqlite_migrations WHERE name LIKE '5 %'")
        connection.execute("PRAGMA user_version = 4")
        assert deleted_sessions(connection) == frozenset()
    with Store.open(store.path) as again:
        assert again.delete_session(GONE)
    assert found_in(tmp_path, words) == []

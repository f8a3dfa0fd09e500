"""Drafts: kept outside the log, after the events, through closing, copies and older stores."""

from __future__ import annotations

import shutil
from contextlib import closing
from pathlib import Path

import pytest

from facilitator_console.log import NewEvent, SessionId
from facilitator_console.notes.events import ListEntryAdded
from facilitator_console.notes.ids import GroupList
from facilitator_console.store.beside_log import read_draft
from facilitator_console.store.connection import connect
from facilitator_console.store.copies import backup
from facilitator_console.store.migrations import VERSION, version_of
from facilitator_console.store.saver import SaveState
from facilitator_console.store.store import Store
from tests.helpers.scribe import Scribe
from tests.store.sample_store import make_older_store

SESSION, OTHER = SessionId("meeting"), SessionId("other")


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "dialogue.sqlite"


def test_a_draft_is_there_at_once_and_after_the_next_opening(path: Path) -> None:
    with Store.open(path) as store:
        store.saver.save_draft(SESSION, "half a")
        store.saver.save_draft(SESSION, "half a thought")
        assert store.saver.draft(SESSION) == "half a thought"
        assert store.saver.draft(OTHER) == ""
    with Store.open(path) as store:
        assert store.saver.draft(SESSION) == "half a thought"
        store.saver.save_draft(SESSION, "")
        assert store.saver.draft(SESSION) == ""
    with Store.open(path) as store:
        assert store.saver.draft(SESSION) == ""


def test_each_session_has_its_own(path: Path) -> None:
    with Store.open(path) as store:
        store.saver.save_draft(SESSION, "one")
        store.saver.save_draft(OTHER, "two")
    with Store.open(path) as store:
        assert [store.saver.draft(session) for session in (SESSION, OTHER)] == ["one", "two"]


def test_each_field_has_its_own(path: Path) -> None:
    with Store.open(path) as store:
        store.saver.save_draft(SESSION, "a thought")
        store.saver.save_draft(SESSION, "an agreement", "agreements")
        store.saver.save_draft(OTHER, "another", "agreements")
    with Store.open(path) as store:
        assert store.saver.draft(SESSION) == "a thought"
        assert [store.saver.draft(session, "agreements") for session in (SESSION, OTHER)] == ["an agreement", "another"]
        store.saver.save_draft(SESSION, "", "agreements")
        store.saver.delete(OTHER)
    with Store.open(path) as store:
        assert [store.saver.draft(session, "agreements") for session in (SESSION, OTHER)] == ["", ""]
        assert store.saver.draft(SESSION) == "a thought"


def test_an_entry_ends_the_draft_of_its_list_alone(path: Path) -> None:
    scribe = Scribe("w1")
    with Store.open(path) as store:
        for field in ("", "agreements", "outcomes"):
            store.saver.save_draft(SESSION, f"draft {field}", field)
        entry = scribe.batch(NewEvent(ListEntryAdded(GroupList.AGREEMENTS, "draft agreements")))
        store.saver.submit(entry._replace(ends_drafts=("agreements",)))
        assert store.saver.draft(SESSION, "agreements") == ""
    with Store.open(path) as store:
        kept = [store.saver.draft(SESSION, field) for field in ("", "agreements", "outcomes")]
        assert kept == ["draft ", "", "draft outcomes"]


def test_a_draft_from_before_there_were_several_fields_is_that_of_the_note_line(path: Path) -> None:
    make_older_store(path, 5, [])
    with closing(connect(path)) as connection:
        connection.execute("INSERT INTO drafts (session, text) VALUES (?, 'half a thought')", (SESSION,))
    with Store.open(path) as store:
        assert (store.saver.draft(SESSION), store.saver.draft(SESSION, "agreements")) == ("half a thought", "")


def test_a_draft_counts_as_nothing_unsaved(path: Path) -> None:
    with Store.open(path) as store:
        store.saver.save_draft(SESSION, "half a thought")
        assert store.saver.save_state.waiting == 0


def test_a_closed_saver_takes_none(path: Path) -> None:
    with Store.open(path) as store:
        saver = store.saver
    with pytest.raises(RuntimeError):
        saver.save_draft(SESSION, "too late")


def test_a_backup_holds_it(path: Path, tmp_path: Path) -> None:
    with Store.open(path) as store:
        store.saver.save_draft(SESSION, "half a thought")
    backup(path, tmp_path / "copy.sqlite")
    with Store.open(tmp_path / "copy.sqlite") as store:
        assert store.saver.draft(SESSION) == "half a thought"


def test_a_store_from_before_drafts_gets_them(path: Path) -> None:
    make_older_store(path, 1, [])
    with Store.open(path) as store:
        store.saver.save_draft(SESSION, "half a thought")
    with closing(connect(path)) as connection:
        assert version_of(connection) == VERSION
        assert read_draft(connection, SESSION) == "half a thought"


PLANTED = "ЗасекреченеСлово"


def test_a_draft_does_not_outlive_its_note(path: Path, tmp_path: Path) -> None:
    """The program is killed at once after the note, before whatever else it would have done with the draft."""
    scribe, killed = Scribe("w1"), tmp_path / "killed"
    killed.mkdir()
    note = scribe.note(f"a note with a {PLANTED}")
    with Store.open(path) as store:
        store.saver.save_draft(SESSION, f"a note with a {PLANTED}")
        store.saver.save_draft(OTHER, "another thought")
        store.saver.close()
    with Store.open(path) as store:
        assert PLANTED in store.saver.draft(SESSION)

        def take_what_a_kill_would_leave(_: SaveState) -> None:
            for suffix in ("", "-wal"):
                shutil.copy(f"{path}{suffix}", f"{killed / path.name}{suffix}")

        store.saver.on_change(take_what_a_kill_would_leave)
        assert store.saver.wait(store.saver.submit(note), 60)
        store.saver.close()
    with Store.open(killed / path.name) as store:
        assert store.saver.draft(SESSION) == ""
        assert store.saver.draft(OTHER) == "another thought"
        assert store.saver.wait(store.saver.submit(scribe.withdraw(note)), 60)
    assert not [left.name for left in killed.iterdir() if PLANTED.encode() in left.read_bytes()]


def test_a_draft_from_before_its_note_is_not_kept_after_it(path: Path) -> None:
    """Both wait while the disk is busy with something else."""
    with Store.open(path) as store:
        with store.log.connection():
            store.saver.save_draft(SESSION, "a note")
            number = store.saver.submit(Scribe("w1").note("a note"))
            assert store.saver.draft(SESSION) == ""
        assert store.saver.wait(number, 60)
        store.saver.save_draft(SESSION, "the next")
    with Store.open(path) as store:
        assert store.saver.draft(SESSION) == "the next"


def test_a_note_costs_one_write(path: Path) -> None:
    with Store.open(path) as store:
        writes: list[str] = []
        with store.log.connection() as connection:
            connection.set_trace_callback(writes.append)
        for text in ("one", "two"):
            assert store.saver.wait(store.saver.submit(Scribe("w1").note(text)), 60)
        store.saver.close()
    assert writes.count("COMMIT") == 2

"""Copies: backups of a store in use, and the one copy before a migration."""

from __future__ import annotations

import errno
import os
import shutil
import subprocess
import sys
from contextlib import closing
from itertools import islice
from pathlib import Path
from tempfile import TemporaryDirectory
from threading import Event as Signal

import pytest
from sqlcipher3.dbapi2 import Connection
from sqlite_utils import Database, Migrations

from facilitator_console.store import copies, migrations
from facilitator_console.store.connection import connect, connect_to_read, file_of
from facilitator_console.store.contents import ContentCounts, count_contents
from facilitator_console.store.copies import backup, copies_of
from facilitator_console.store.errors import DamageError, StorageError
from facilitator_console.store.integrity import is_intact
from facilitator_console.store.migrations import LASTING, VERSION, version_of
from facilitator_console.store.saver import SaveState
from facilitator_console.store.store import Store
from facilitator_console.words import UserError
from tests.helpers.scribe import SESSION, Scribe
from tests.store.tables import rows_of


@pytest.fixture
def path(tmp_path: Path) -> Path:
    """A store with a dialogue in it."""
    path = tmp_path / "dialogue.sqlite"
    with Store.open(path) as store:
        for batch in islice(Scribe("w1").batches(), 40):
            store.saver.submit(batch)
    return path


# -- backups -------------------------------------------------------------------------------------------------


def test_a_backup_is_the_whole_store(path: Path, tmp_path: Path) -> None:
    assert backup(path, tmp_path / "copy.sqlite") == tmp_path / "copy.sqlite"
    with Store.open(path) as original, Store.open(tmp_path / "copy.sqlite") as copy:
        assert list(copy.log.read(SESSION)) == list(original.log.read(SESSION))
        with copy.reading() as copied, original.reading() as there:
            assert rows_of(copied) == rows_of(there)


def test_a_store_in_use_can_be_backed_up(path: Path, tmp_path: Path) -> None:
    """What is committed is in it; the write-ahead log, which holds most of it, included."""
    with Store.open(path) as store:
        scribe = Scribe("w2", known=tuple(store.log.read(SESSION)))
        numbers = [store.saver.submit(scribe.note(f"earlier {number}")) for number in range(20)]
        assert store.saver.wait(numbers[-1], 60)
        numbers += [store.saver.submit(scribe.note(f"later {number}")) for number in range(20)]
        backup(path, tmp_path / "during.sqlite")
        assert store.saver.wait(numbers[-1], 60)
        backup(path, tmp_path / "after.sqlite")
        events = list(store.log.read(SESSION))
    with Store.open(tmp_path / "during.sqlite") as copy:
        during = list(copy.log.read(SESSION))
        assert during == events[: len(during)]
        assert len(during) >= len(events) - 20
    with Store.open(tmp_path / "after.sqlite") as copy:
        assert list(copy.log.read(SESSION)) == events


def test_a_backup_into_a_folder_finds_a_neutral_name(path: Path, tmp_path: Path) -> None:
    stick = tmp_path / "stick"
    stick.mkdir()
    assert [backup(path, stick).name for _ in range(3)] == ["backup-1.sqlite", "backup-2.sqlite", "backup-3.sqlite"]
    assert len(list(stick.iterdir())) == 3


def test_a_backup_never_overwrites(path: Path, tmp_path: Path) -> None:
    target = tmp_path / "there.sqlite"
    target.write_text("something")
    with pytest.raises(UserError, match="already exists"):
        backup(path, target)
    with pytest.raises(UserError, match="already exists"):
        backup(path, path)
    assert target.read_text() == "something"


def test_a_backup_to_nowhere(path: Path, tmp_path: Path) -> None:
    with pytest.raises(UserError, match="There is no folder"):
        backup(path, tmp_path / "nowhere" / "copy.sqlite")


def test_a_backup_of_nothing(tmp_path: Path) -> None:
    with pytest.raises(StorageError, match="can’t be opened"):
        backup(tmp_path / "missing.sqlite", tmp_path / "copy.sqlite")
    assert list(tmp_path.iterdir()) == []


def test_a_backup_without_space_leaves_nothing_behind(path: Path, tmp_path: Path) -> None:
    """A limit on the size of files stands for the full stick; the system refuses the write itself."""
    script = (
        "import resource, sys; from pathlib import Path; from facilitator_console.store.copies import backup;"
        "resource.setrlimit(resource.RLIMIT_FSIZE, (40000, 40000)); backup(Path(sys.argv[1]), Path(sys.argv[2]))"
    )
    target = tmp_path / "stick" / "copy.sqlite"
    target.parent.mkdir()
    command = [sys.executable, "-c", script, str(path), str(target)]
    run = subprocess.run(command, capture_output=True, text=True, check=False)
    assert f"StorageError: {target}: " in run.stderr.splitlines()[-1]
    assert list(target.parent.iterdir()) == []


def test_a_copy_has_its_write_ahead_log_before_it_has_its_name(
    path: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The change to it goes through a journal: cut off under the copy's own name, that would keep everybody out."""
    modes, put_in_place = [], copies.put_in_place

    def looked_at(unfinished: Path, finished: Path) -> None:
        with closing(connect_to_read(unfinished)) as connection:
            modes.append((connection.execute("PRAGMA journal_mode").fetchone()[0], finished.exists()))
        put_in_place(unfinished, finished)

    monkeypatch.setattr(copies, "put_in_place", looked_at)
    backup(path, tmp_path / "copy.sqlite")
    with Store.open(path) as store:
        store.save_elsewhere(tmp_path / "elsewhere.sqlite")
    with closing(connect(path)) as connection:
        copies.copy_before_migration(connection, path, 0)
    assert modes == [("wal", False)] * 3


def test_a_drive_without_links(path: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """As sticks have it: FAT knows one name to a file."""

    def refuse(_: Path, __: Path) -> None:
        raise PermissionError(errno.EPERM, "Operation not permitted")

    monkeypatch.setattr(os, "link", refuse)
    backup(path, tmp_path / "copy.sqlite")
    with pytest.raises(UserError, match="already exists"):
        copies.put_in_place(path, tmp_path / "copy.sqlite")
    with Store.open(path) as original, Store.open(tmp_path / "copy.sqlite") as copied:
        assert list(copied.log.read(SESSION)) == list(original.log.read(SESSION))
    assert not list(tmp_path.glob("*.unfinished"))


# -- migrations ----------------------------------------------------------------------------------------------


@pytest.fixture
def newer(path: Path, monkeypatch: pytest.MonkeyPatch) -> Migrations:
    """This program as its next version may be: events have one column more. The store is of today's version."""
    assert path.exists()
    newer = Migrations("store")
    newer._migrations = list(migrations.migrations()._migrations)

    @newer(name="2 a column more")
    def _more(db: Database) -> None:
        db.execute("ALTER TABLE events ADD COLUMN remark TEXT NOT NULL DEFAULT ''")

    monkeypatch.setattr(migrations, "migrations", lambda: newer)
    for module in ("migrations", "opening", "making", "store"):
        monkeypatch.setattr(f"facilitator_console.store.{module}.VERSION", VERSION + 1)
    return newer


def test_a_version_is_the_number_of_migrations() -> None:
    assert len(migrations.migrations()._migrations) == VERSION


@pytest.mark.usefixtures("newer")
def test_an_older_store_is_copied_and_migrated(path: Path) -> None:
    with closing(connect_to_read(path)) as connection:
        before = connection.execute("SELECT * FROM events").fetchall()
    Store.open(path).close()
    with closing(connect_to_read(path)) as connection:
        assert version_of(connection) == VERSION + 1
        assert connection.execute("SELECT * FROM events").fetchall() == [(*row, "") for row in before]
    assert [found.name for found in copies_of(path)] == [f"dialogue.sqlite.before-v{VERSION}"]
    with closing(connect_to_read(copies_of(path)[0])) as connection:
        assert version_of(connection) == VERSION
        assert connection.execute("SELECT * FROM events").fetchall() == before
    Store.open(path).close()
    assert len(copies_of(path)) == 1


def test_the_copy_holds_events_and_nothing_derived_or_drafted(path: Path) -> None:
    with Store.open(path) as store:
        store.saver.save_draft(SESSION, "a planted draft")
    with closing(connect(path)) as connection:
        copies.copy_before_migration(connection, path, 0)
    (copied,) = copies_of(path)
    assert b"a planted draft" in path.read_bytes()
    assert b"a planted draft" not in copied.read_bytes()
    with closing(connect_to_read(copied)) as connection:
        tables = {name for (name,) in connection.execute("SELECT name FROM sqlite_schema WHERE type = 'table'")}
    assert tables <= LASTING


@pytest.mark.usefixtures("newer")
def test_one_copy_is_kept(path: Path) -> None:
    with closing(connect(path)) as connection:
        copies.copy_before_migration(connection, path, 0)
    (path.parent / "dialogue.sqlite.before-vacation").touch()
    Store.open(path).close()
    assert [found.name for found in copies_of(path)] == [f"dialogue.sqlite.before-v{VERSION}"]


def test_a_migration_that_fails_leaves_the_store_as_it_was(path: Path, newer: Migrations) -> None:
    @newer(name="3 broken")
    def _broken(db: Database) -> None:
        db.execute("DELETE FROM events")
        raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        Store.open(path)
    with closing(connect_to_read(path)) as connection:
        assert version_of(connection) == VERSION
        columns = [row[1] for row in connection.execute("PRAGMA table_info(events)")]
        assert "remark" not in columns
        assert connection.execute("SELECT count(*) FROM events").fetchone()[0] > 40
    newer._migrations.pop()
    Store.open(path).close()  # The lock was let go of, and the copy of the failed attempt is made anew.
    assert len(copies_of(path)) == 1


def test_a_new_store_leaves_no_copy(tmp_path: Path) -> None:
    Store.open(tmp_path / "dialogue.sqlite").close()
    assert copies_of(tmp_path / "dialogue.sqlite") == ()


def test_two_backups_to_one_place(path: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The second one comes whole between the writing of the first and its name: it wins, and the first is refused."""
    target, put_in_place = tmp_path / "copy.sqlite", copies.put_in_place

    def overtaken(unfinished: Path, finished: Path) -> None:
        monkeypatch.setattr(copies, "put_in_place", put_in_place)
        backup(path, target)
        put_in_place(unfinished, finished)

    monkeypatch.setattr(copies, "put_in_place", overtaken)
    with pytest.raises(UserError, match="already exists"):
        backup(path, target)
    with Store.open(target) as copy, Store.open(path) as original:
        assert list(copy.log.read(SESSION)) == list(original.log.read(SESSION))
    assert not list(tmp_path.glob("*.unfinished"))


@pytest.mark.parametrize("harm", ["end", "page"])
def test_a_damaged_store_is_not_migrated_nor_gone_on_with(path: Path, tmp_path: Path, harm: str) -> None:
    content = bytearray(path.read_bytes())
    if harm == "end":
        content += b"x" * 5000
    else:
        content[4096 * 3 + 8 : 4096 * 4] = b"x" * 4088
    path.write_bytes(content)
    with (
        closing(connect_to_read(path)) as connection,
        pytest.raises(DamageError, match=rf"^{path}: it is damaged; see what doctor says\.$"),
    ):
        copies.copy(connection, tmp_path / "copy.sqlite")
    assert not list(tmp_path.glob("copy*"))


def test_a_copy_is_looked_at_before_it_gets_its_name(
    path: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A stick that loses what is written to it, without a word."""

    def lost(connection: Connection, *, thorough: bool = False) -> bool:
        file = file_of(connection)
        if file != path:
            file.write_bytes(file.read_bytes()[:9000])
        return is_intact(connection, thorough=thorough)

    monkeypatch.setattr(copies, "is_intact", lost)
    with pytest.raises(StorageError, match=rf"^{tmp_path / 'copy.sqlite'}: the drive has failed"):
        backup(path, tmp_path / "copy.sqlite")
    assert not list(tmp_path.glob("copy*"))


def test_a_copy_that_lacks_something_is_not_given_its_name(
    path: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A whole file that lacks rows: its number of events, sessions and ballots is compared."""

    def lessened(connection: Connection, *, thorough: bool = False) -> bool:
        file = file_of(connection)
        if file != path:
            with closing(connect(file)) as other:
                other.execute("DELETE FROM events WHERE seq = 3")
                other.execute("PRAGMA journal_mode = DELETE")
        return is_intact(connection, thorough=thorough)

    monkeypatch.setattr(copies, "is_intact", lessened)
    with pytest.raises(StorageError, match=rf"^{tmp_path / 'copy.sqlite'}: the drive has failed"):
        backup(path, tmp_path / "copy.sqlite")
    assert not list(tmp_path.glob("copy*"))


@pytest.mark.parametrize("name", ["file:x.sqlite", "file:x?mode=memory", ":memory:", "a#b%20c.sqlite", "x?y&z"])
def test_a_name_that_means_something_to_sqlite_is_a_name(
    path: Path, name: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "stick").mkdir()
    monkeypatch.chdir(tmp_path / "stick")
    backup(path, Path(name))
    assert [found.name for found in (tmp_path / "stick").iterdir()] == [name]
    with closing(connect_to_read(path)) as original, closing(connect_to_read(Path(name))) as copy:
        assert count_contents(copy) == count_contents(original) != ContentCounts({})


def test_a_copy_holds_what_could_not_be_saved_yet(path: Path, tmp_path: Path) -> None:
    with Store.open(path) as store:
        scribe = Scribe("w2", known=tuple(store.log.read(SESSION)))
        with store.log.connection() as connection:
            connection.execute("PRAGMA query_only = ON")
        for number in range(3):
            store.saver.submit(scribe.note(f"waits {number}"))
        assert store.back_up(tmp_path / "copy.sqlite")
        with store.log.connection() as connection:
            connection.execute("PRAGMA query_only = OFF")
        store.saver.retry()
    with Store.open(tmp_path / "copy.sqlite") as copy, Store.open(path) as original:
        assert list(copy.log.read(SESSION)) == [entry.event for entry in scribe.history]
        with copy.reading() as copied, original.reading() as there:
            assert rows_of(copied) == rows_of(there)


# -- what was left behind ------------------------------------------------------------------------------------


def test_what_copies_left_that_were_cut_short_is_cleared_when_the_store_is_worked_on(path: Path) -> None:
    names = (
        *(
            "dialogue.sqlite.unfinished",
            "dialogue.sqlite.before-v2.unfinished",
            "dialogue.sqlite.before-v2.unfinished-wal",
        ),
        "backup-1.sqlite.0123abcd.unfinished",
    )
    kept = ("backup-2.sqlite.0123abcd.unfinished", "essay.unfinished", "other.sqlite.unfinished")
    for name in (*names, *kept):
        path.with_name(name).write_text("words", encoding="utf-8")
    os.utime(path.with_name("backup-1.sqlite.0123abcd.unfinished"), (1, 1))
    os.utime(path.with_name("essay.unfinished"), (1, 1))
    with Store.open(path) as store:
        assert store.saver.wait(store.saver.submit(Scribe("w2").note("one")), 60)
        left = {found.name for found in path.parent.iterdir() if "unfinished" in found.name}
    assert left == set(kept)


def _withdraw(store: Store) -> None:
    scribe = Scribe("w2", known=tuple(store.log.read(SESSION)))
    note = scribe.note("words to be withdrawn")
    store.saver.submit(note)
    store.saver.submit(scribe.withdraw(note))


def test_a_damaged_copy_goes_where_words_are_taken_out(path: Path) -> None:
    copied = path.with_name("dialogue.sqlite.before-v2")
    copied.write_bytes(b"noise" * 10_000)
    with Store.open(path) as store:
        _withdraw(store)
        store.saver.close()
        assert not store.log.words_remain
    assert not copied.exists()


def test_a_copy_that_can_not_be_reached_is_named_and_the_store_is_written_anew_once(
    path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A folder has the copy's name: nobody can open it, nor take it away."""
    path.with_name("dialogue.sqlite.before-v2").mkdir()
    cleaned: list[Path] = []
    failures: list[str] = []
    clean = copies.clean

    def counted(connection: Connection) -> None:
        cleaned.append(file_of(connection))
        clean(connection)

    monkeypatch.setattr(copies, "clean", counted)
    with Store.open(path) as store:
        told = Signal()

        def hear(state: SaveState) -> None:
            failures.append(str(state.why))
            if len(failures) < 6:
                store.saver.retry()
            else:
                told.set()

        store.saver.on_change(lambda state: hear(state) if state.why else None)
        _withdraw(store)
        assert told.wait(60)
        assert store.log.words_remain
        path.with_name("dialogue.sqlite.before-v2").rmdir()
    assert {why.partition(": ")[0] for why in failures} == {f"{path}.before-v2"}
    assert cleaned == [path]


@pytest.mark.parametrize("suffix", ["-wal", "-shm", "-journal", ".lock"])
def test_no_copy_takes_the_place_of_a_file_beside_a_store(path: Path, suffix: str) -> None:
    with pytest.raises(UserError, match=r"belongs to the store dialogue\.sqlite"):
        backup(path, path.with_name(f"dialogue.sqlite{suffix}"))


def test_a_newer_store_is_copied_byte_by_byte(path: Path, tmp_path: Path) -> None:
    with closing(connect(path)) as connection:
        connection.execute(f"PRAGMA user_version = {VERSION + 1}")
    with closing(connect_to_read(backup(path, tmp_path / "copy.sqlite"))) as connection:
        assert version_of(connection) == VERSION + 1


@pytest.mark.skipif(os.name != "posix" or os.getuid() != 0, reason="only root can become somebody else")
def test_a_store_in_a_folder_that_may_only_be_read_can_be_copied(path: Path) -> None:
    with TemporaryDirectory() as name:  # pytest's own folders are for their owner alone.
        place = Path(name)
        place.chmod(0o755)
        _copy_what_may_only_be_read(path, place)


def _copy_what_may_only_be_read(path: Path, place: Path) -> None:
    folder, stick = place / "read_only", place / "stick"
    folder.mkdir()
    store = Path(shutil.copy(path, folder))
    stick.mkdir()
    stick.chmod(0o777)
    store.chmod(0o444)
    folder.chmod(0o555)
    script = (
        # The other user may not look into the interpreter's folder: pathlib's late import comes first.
        "import os, sys, urllib.parse; from pathlib import Path\n"
        "from facilitator_console.store.copies import backup; from facilitator_console.store.store import Store\n"
        "os.chdir(sys.argv[1]); os.setgroups([]); os.setgid(65534); os.setuid(65534)\n"
        "print(backup(Path('read_only/dialogue.sqlite'), Path('stick')))\n"
        "Store.open(Path('read_only/dialogue.sqlite'))\n"
    )
    command = [sys.executable, "-c", script, str(place)]
    run = subprocess.run(command, capture_output=True, text=True, check=False)
    assert run.stdout == "stick/backup-1.sqlite\n"
    assert "Copy the store to another drive first, with backup." in run.stderr.splitlines()[-1]
    assert [found.name for found in folder.iterdir()] == ["dialogue.sqlite"]


def test_a_name_that_is_not_utf_8_is_refused(path: Path, tmp_path: Path) -> None:
    if os.name != "posix":
        pytest.skip("names are not bytes here")
    folder = Path(os.fsdecode(os.fsencode(tmp_path) + b"/\xff"))
    folder.mkdir()
    for work in (lambda: backup(path, folder), lambda: Store.open(folder / "dialogue.sqlite")):
        with pytest.raises(UserError, match="is not UTF-8"):
            work()
    assert not list(folder.iterdir())

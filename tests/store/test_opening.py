"""Opening a store: what is not one, or is damaged, or newer, or taken, is refused in one line and left as it was."""

from __future__ import annotations

import errno
import os
import subprocess
import sys
from contextlib import closing
from pathlib import Path
from random import Random

import pytest
from sqlcipher3 import dbapi2

from facilitator_console.log import EventLog
from facilitator_console.store import copies, opening, sqlite_log
from facilitator_console.store.connection import connect, connect_to_read, file_of, register
from facilitator_console.store.copies import backup
from facilitator_console.store.derived import read_tables
from facilitator_console.store.doctor import check, recover
from facilitator_console.store.errors import DamageError
from facilitator_console.store.migrations import EVENT_FORMAT, VERSION
from facilitator_console.store.store import Store
from facilitator_console.words import UserError
from tests.helpers.scribe import SESSION, Scribe


def refusal(path: Path) -> str:
    """The line with which opening is refused; nothing beside the store has changed by it, nor is it held."""
    before = contents(path.parent)
    with pytest.raises((UserError, DamageError)) as refused:
        Store.open(path)
    after = contents(path.parent)
    after.pop(f"{path.name}-shm", None)  # SQLite's index of the write-ahead log, made for any reader.
    assert {name: data for name, data in after.items() if data or name in before} == before
    line = str(refused.value)
    assert "\n" not in line
    assert str(path) in line
    return line


def contents(folder: Path) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in folder.iterdir() if path.is_file()}


def a_store(path: Path, notes: int = 200) -> Path:
    with Store.open(path) as store:
        scribe = Scribe("w1")
        for number in range(notes):
            store.saver.submit(scribe.note(f"note {number} " + "слово " * 40))
    return path


def test_a_new_store_is_made_with_its_folder(tmp_path: Path) -> None:
    path = tmp_path / "Документи і #1?" / "new" / "dialogue.sqlite"
    with Store.open(path) as store:
        assert store.path == path
        assert store.log.sessions() == ()
    with closing(connect_to_read(path)) as connection:
        assert connection.execute("PRAGMA journal_mode").fetchall() == [("wal",)]
        assert connection.execute("PRAGMA application_id").fetchall() == [(int.from_bytes(b"fcon", "big"),)]
        assert connection.execute("PRAGMA user_version").fetchall() == [(VERSION,)]


@pytest.mark.skipif(os.name != "posix", reason="elsewhere the folder's rights decide")
def test_only_its_owner_may_read_a_store_and_what_is_made_of_it(tmp_path: Path) -> None:
    path, before = tmp_path / "dialogue.sqlite", os.umask(0o022)
    try:
        with Store.open(path) as store:
            assert store.saver.wait(store.saver.submit(Scribe("w1").note("слово")), 60)
            with store.log.connection() as connection:
                copies.copy_before_migration(connection, path, 0)
            recover(copies.backup(path, tmp_path / "backup.sqlite"), tmp_path / "recovered.sqlite")
            modes = {file.name: file.stat().st_mode & 0o077 for file in tmp_path.iterdir() if file.stat().st_size}
    finally:
        os.umask(before)
    assert {f"{path.name}-wal", f"{path.name}.before-v0", "backup.sqlite", "recovered.sqlite"} <= modes.keys()
    assert set(modes.values()) == {0}


def test_what_was_saved_is_there_again(tmp_path: Path) -> None:
    scribe = Scribe("w1")
    batches = [scribe.note("one"), scribe.note("дві"), scribe.note("three")]
    for batch in batches:
        with Store.open(tmp_path / "dialogue.sqlite") as store:
            store.saver.submit(batch)
    with Store.open(tmp_path / "dialogue.sqlite") as store:
        assert list(store.log.read(SESSION)) == [event for batch in batches for event in batch.events]


@pytest.mark.parametrize(
    ("pragma", "value"),
    [("synchronous", 2), ("secure_delete", 1), ("wal_autocheckpoint", 0), ("foreign_keys", 0), ("fullfsync", 1)],
)
def test_a_store_is_written_with_care(tmp_path: Path, pragma: str, value: int) -> None:
    with Store.open(tmp_path / "dialogue.sqlite") as store, store.log.connection() as connection:
        assert connection.execute(f"PRAGMA {pragma}").fetchone() == (value,)


def test_a_folder(tmp_path: Path) -> None:
    (tmp_path / "folder").mkdir()
    assert "is a folder" in refusal(tmp_path / "folder")


def test_a_folder_that_is_a_file(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("x")
    with pytest.raises(UserError, match="is not a folder"):
        Store.open(tmp_path / "file" / "dialogue.sqlite")
    with pytest.raises(UserError, match="is not a folder"):
        Store.open(tmp_path / "file" / "deeper" / "dialogue.sqlite")


def test_an_empty_file_as_a_power_cut_leaves_it_counts_as_none(tmp_path: Path) -> None:
    path = tmp_path / "dialogue.sqlite"
    path.touch(mode=0o644)
    a_store(path, notes=3)
    with Store.open(path) as store:
        assert len(list(store.log.read(SESSION))) == 3
    assert path.stat().st_mode & 0o777 == 0o600
    assert {left.name for left in tmp_path.iterdir()} == {"dialogue.sqlite", "dialogue.sqlite.lock"}


def test_an_empty_file_beside_a_write_ahead_log_is_left_as_it_is(tmp_path: Path) -> None:
    (tmp_path / "dialogue.sqlite").touch()
    (tmp_path / "dialogue.sqlite-wal").write_bytes(b"what a crash left")
    assert "is missing or empty, but dialogue.sqlite-wal is there" in refusal(tmp_path / "dialogue.sqlite")


def without_wal(path: Path) -> None:
    """As backups were made once, and as people's own tools leave a store."""
    with closing(connect(path)) as connection:
        connection.execute("PRAGMA journal_mode = DELETE")


def cut_off(path: Path, crashed: Path) -> Path:
    """The store as a kill leaves it in the middle of a change: its journal is there, half of the change too."""
    crashed.mkdir()
    with closing(dbapi2.connect(path, isolation_level=None)) as connection:
        register(connection)
        connection.execute("PRAGMA cache_size = 1")  # The change comes to the file before it is done.
        connection.execute("BEGIN IMMEDIATE")
        connection.execute("UPDATE events SET body = '{}'")
        for suffix in ("", "-journal"):
            (crashed / f"{path.name}{suffix}").write_bytes(path.with_name(path.name + suffix).read_bytes())
        connection.execute("ROLLBACK")
    return crashed / path.name


def test_a_change_that_a_crash_cut_off_is_taken_back(tmp_path: Path) -> None:
    path = a_store(tmp_path / "dialogue.sqlite")
    with Store.open(path) as store:
        events = list(store.log.read(SESSION))
    without_wal(path)
    crashed = cut_off(path, tmp_path / "crashed")
    assert "was interrupted" in str(check(crashed).lines[0])
    with Store.open(crashed) as store:
        assert list(store.log.read(SESSION)) == events
    assert check(crashed).is_sound


def test_a_change_that_a_crash_cut_off_is_not_in_a_backup(tmp_path: Path) -> None:
    path = a_store(tmp_path / "dialogue.sqlite")
    with Store.open(path) as store:
        events = list(store.log.read(SESSION))
    without_wal(path)
    crashed = cut_off(path, tmp_path / "crashed")
    with Store.open(backup(crashed, tmp_path / "copy.sqlite")) as copied:
        assert list(copied.log.read(SESSION)) == events


@pytest.mark.parametrize("size", [1, 16, 99, 100, 4096, 50_000])
def test_noise(tmp_path: Path, size: int) -> None:
    (tmp_path / "dialogue.sqlite").write_bytes(Random(size).randbytes(size))
    assert "not a store" in refusal(tmp_path / "dialogue.sqlite")


def test_only_the_first_words_of_a_database(tmp_path: Path) -> None:
    (tmp_path / "dialogue.sqlite").write_bytes(b"SQLite format 3\0")
    assert "doctor" in refusal(tmp_path / "dialogue.sqlite")


def test_the_file_of_another_program(tmp_path: Path) -> None:
    with closing(dbapi2.connect(tmp_path / "other.sqlite")) as connection:
        connection.execute("CREATE TABLE events (session, body)")
    assert "another program" in refusal(tmp_path / "other.sqlite")


@pytest.mark.parametrize("kept", [100, 4095, 4096, 4097, 20_000, -4096, -1])
def test_a_truncated_store(tmp_path: Path, kept: int) -> None:
    path = a_store(tmp_path / "dialogue.sqlite")
    path.write_bytes(path.read_bytes()[:kept])
    assert "is damaged" in refusal(path)


@pytest.mark.parametrize("seed", range(12))
def test_a_store_with_a_page_of_noise(tmp_path: Path, seed: int) -> None:
    path = a_store(tmp_path / "dialogue.sqlite")
    data, random = bytearray(path.read_bytes()), Random(seed)
    page = random.choice(pages_of_events(path))
    data[page * 4096 : (page + 1) * 4096] = random.randbytes(4096)
    path.write_bytes(data)
    assert "doctor" in refusal(path)


def pages_of_events(path: Path) -> list[int]:
    """Pages of the events' tree, counted from 0; the first page is not among them."""
    data = path.read_bytes()
    return [number for number in range(1, len(data) // 4096) if data[number * 4096] in (2, 10)]


def test_a_damaged_store_with_a_write_ahead_log(tmp_path: Path) -> None:
    """What a crash left is not moved into a file that is damaged."""
    path = a_store(tmp_path / "whole" / "dialogue.sqlite")
    with Store.open(path) as store:
        scribe = Scribe("w2")
        for number in range(50):
            store.saver.submit(scribe.note(f"later {number}"))
        store.saver.close()
        crashed = tmp_path / "crashed"
        crashed.mkdir()
        data = bytearray(path.read_bytes())
        wal = path.with_name("dialogue.sqlite-wal").read_bytes()
    pages = pages_of_events(path)
    page = pages[len(pages) // 2]  # The write-ahead log holds the tree's last pages again.
    data[page * 4096 : (page + 1) * 4096] = bytes(4096)
    (crashed / "dialogue.sqlite").write_bytes(data)
    (crashed / "dialogue.sqlite-wal").write_bytes(wal)
    assert wal
    assert "doctor" in refusal(crashed / "dialogue.sqlite")


def test_a_write_ahead_log_without_its_store(tmp_path: Path) -> None:
    """SQLite would take it for the new file's own."""
    (tmp_path / "dialogue.sqlite-wal").write_bytes(b"what a crash left")
    assert "dialogue.sqlite-wal" in refusal(tmp_path / "dialogue.sqlite")


def test_a_store_of_a_newer_version_is_refused_naming_both(tmp_path: Path) -> None:
    path = a_store(tmp_path / "dialogue.sqlite")
    with closing(connect(path)) as connection:
        connection.execute(f"PRAGMA user_version = {VERSION + 41}")
    line = refusal(path)
    assert f"version {VERSION + 41}" in line
    assert f"up to {VERSION}." in line


def test_a_second_program_is_refused(tmp_path: Path) -> None:
    path = a_store(tmp_path / "dialogue.sqlite")
    open_it = (
        "import sys; from pathlib import Path; from facilitator_console.store.store import Store;"
        "Store.open(Path(sys.argv[1]))"
    )
    with Store.open(path):
        second = subprocess.run([sys.executable, "-c", open_it, str(path)], capture_output=True, text=True, check=False)
        assert "open in another window or program" in second.stderr.splitlines()[-1]
    third = subprocess.run([sys.executable, "-c", open_it, str(path)], capture_output=True, text=True, check=False)
    assert third.returncode == 0, third.stderr


def test_a_second_opening_in_this_program_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "dialogue.sqlite"
    (tmp_path / "link.sqlite").symlink_to(path)
    with Store.open(path):
        for name in (path, tmp_path / "link.sqlite"):
            with pytest.raises(UserError, match="open in another window"):
                Store.open(name)
    Store.open(path).close()


def test_what_belongs_to_a_store_is_no_store_and_choosing_it_lets_go_of_nothing(tmp_path: Path) -> None:
    path = a_store(tmp_path / "dialogue.sqlite")
    open_it = (
        "import sys; from pathlib import Path; from facilitator_console.store.store import Store;"
        "Store.open(Path(sys.argv[1]))"
    )
    with Store.open(path):
        for suffix in ("-wal", "-shm", "-journal", ".lock"):
            with pytest.raises(UserError, match=r"belongs to the store dialogue\.sqlite"):
                Store.open(path.with_name(f"dialogue.sqlite{suffix}"))
        second = subprocess.run([sys.executable, "-c", open_it, str(path)], capture_output=True, text=True, check=False)
        assert "open in another window or program" in second.stderr.splitlines()[-1]


def test_a_store_may_be_called_a_journal(tmp_path: Path) -> None:
    Store.open(tmp_path / "peace-journal").close()


@pytest.mark.parametrize("size", [1400, 50_000])
def test_something_else_with_the_name_of_the_lock_is_said_and_left(tmp_path: Path, size: int) -> None:
    path = a_store(tmp_path / "dialogue.sqlite")
    (tmp_path / "dialogue.sqlite.lock").write_bytes(b"x" * size)
    line = refusal(path)
    assert f"{path}.lock is in the way" in line
    assert "damaged" not in line


WITHOUT_LOCKS = """
import ctypes, struct, sys
from pathlib import Path
from facilitator_console.store.store import Store
# A filter in the system's kernel (seccomp): whoever asks for a lock on a file gets "no locks available".
FCNTL, SETLK, ERROR, ALLOW = int(sys.argv[2]), 6, 0x00050000 | int(sys.argv[3]), 0x7FFF0000
steps = [
    *((0x20, 0, 0, 0), (0x15, 0, 3, FCNTL), (0x20, 0, 0, 24), (0x15, 0, 1, SETLK)),
    *((6, 0, 0, ERROR), (6, 0, 0, ALLOW)),
]
code = ctypes.create_string_buffer(b"".join(struct.pack("HBBI", *step) for step in steps))
program = ctypes.create_string_buffer(struct.pack("HL", len(steps), ctypes.addressof(code)))
libc = ctypes.CDLL(None, use_errno=True)
if libc.prctl(38, 1, 0, 0, 0) or libc.prctl(22, 2, program, 0, 0):
    sys.exit(77)
try:
    Store.open(Path(sys.argv[1]))
except Exception as error:
    print(type(error).__name__, error)
"""


@pytest.mark.skipif(sys.platform != "linux", reason="a filter as Linux has it")
@pytest.mark.parametrize("number", [errno.ENOLCK, errno.EOPNOTSUPP, errno.ENOSYS])
def test_a_share_that_keeps_no_locks_is_refused_in_words(tmp_path: Path, number: int) -> None:
    path = a_store(tmp_path / "dialogue.sqlite", notes=3)
    fcntl = {"x86_64": "72", "aarch64": "25"}.get(os.uname().machine)
    if fcntl is None:
        pytest.skip("the filter does not know this machine")
    command = [sys.executable, "-c", WITHOUT_LOCKS, str(path), fcntl, str(number)]
    run = subprocess.run(command, capture_output=True, text=True, check=False)
    if run.returncode == 77:
        pytest.skip("no filter can be set here")
    assert run.stdout.startswith(f"UserError {path} is on a drive or share that does not support locks"), run.stderr
    assert {found.name for found in tmp_path.iterdir()} == {"dialogue.sqlite", "dialogue.sqlite.lock"}


@pytest.mark.skipif(sys.platform == "win32" or os.geteuid() != 0, reason="needs a user whom permissions bind")
@pytest.mark.parametrize("locked", ["file", "folder", "new"])
def test_no_permission(tmp_path: Path, locked: str) -> None:
    """Root may write everything: the opening runs as nobody."""
    folder = tmp_path / "folder"
    path = a_store(folder / "dialogue.sqlite", notes=3)
    folder.chmod(0o777 if locked == "file" else 0o555)
    path.chmod(0o400 if locked == "file" else 0o444)
    target = folder / "other.sqlite" if locked == "new" else path
    before = contents(folder)
    child = os.fork()
    if child == 0:
        os.setgroups([])
        os.setgid(65534)
        os.setuid(65534)
        try:
            Store.open(target)
        except UserError as error:
            os._exit(42 if str(target) in str(error) else 43)
        except BaseException:  # noqa: BLE001 - the child tells by its exit code.
            os._exit(44)
        os._exit(45)
    assert os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) == 42
    assert contents(folder) == before


def test_no_space_for_a_new_store(tmp_path: Path) -> None:
    """A limit on the size of files stands for the full drive; the system refuses the write itself."""
    script = (
        "import resource, sys; from pathlib import Path; from facilitator_console.store.store import Store;"
        "resource.setrlimit(resource.RLIMIT_FSIZE, (6000, 6000)); Store.open(Path(sys.argv[1]))"
    )
    path = tmp_path / "dialogue.sqlite"
    run = subprocess.run([sys.executable, "-c", script, str(path)], capture_output=True, text=True, check=False)
    last = run.stderr.splitlines()[-1]
    assert "UserError: " in last
    assert str(path) in last
    assert not path.exists()
    assert [found.name for found in tmp_path.iterdir() if found.name != "dialogue.sqlite.lock"] == []
    Store.open(path).close()


ON_A_SMALL_DRIVE = """
import resource, sys
from pathlib import Path
from facilitator_console.store.store import Store
resource.setrlimit(resource.RLIMIT_FSIZE, (int(sys.argv[2]), resource.RLIM_INFINITY))
try:
    Store.open(Path(sys.argv[1])).close()
except Exception as error:
    print(type(error).__name__, error)
"""


@pytest.mark.skipif(sys.platform != "linux", reason="limits as Linux has them")
@pytest.mark.parametrize("kilobytes", [1, 4, 16, 40, 90, 140, 170, 200, 250, 300])
def test_a_new_store_on_a_drive_that_is_full(tmp_path: Path, kilobytes: int) -> None:
    path = tmp_path / "dialogue.sqlite"
    command = [sys.executable, "-c", ON_A_SMALL_DRIVE, str(path), str(kilobytes * 1024)]
    run = subprocess.run(command, capture_output=True, text=True, check=True)
    if run.stdout:
        assert run.stdout.startswith(f"UserError {path}: the drive ")
        assert "free some space or save elsewhere" in run.stdout
        assert {left.name for left in tmp_path.iterdir()} <= {"dialogue.sqlite.lock"}
    else:
        Store.open(path).close()


def test_a_new_store_gets_its_name_only_once_all_of_it_is_in_the_file(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Somebody reads, so that the write-ahead log can't be moved into it; a full drive does the same."""
    readers, rebuild = [], read_tables.rebuild

    def read(connection: dbapi2.Connection, log: EventLog) -> None:
        rebuild(connection, log)
        readers.append(connect_to_read(file_of(connection)))
        readers[0].execute("BEGIN")
        readers[0].execute("SELECT * FROM events").fetchall()

    monkeypatch.setattr("facilitator_console.store.connection.BUSY_TIMEOUT_S", 0)
    monkeypatch.setattr(read_tables, "rebuild", read)
    with pytest.raises(UserError, match="another program is using it"):
        Store.open(tmp_path / "dialogue.sqlite")
    readers[0].close()
    assert [left.name for left in tmp_path.iterdir()] == ["dialogue.sqlite.lock"]


def test_a_new_store_that_can_not_be_worked_on_is_not_left_behind(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The last bytes of the drive went into it; the next connection finds no room for the index of its log."""

    def full(_: object) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr("facilitator_console.store.store.ReadConnection.opened", full)
    with pytest.raises(UserError, match="the drive is full; free some space or save elsewhere"):
        Store.open(tmp_path / "dialogue.sqlite")
    assert [left.name for left in tmp_path.iterdir()] == ["dialogue.sqlite.lock"]


def test_what_an_attempt_left_that_was_killed_is_cleared(tmp_path: Path) -> None:
    for suffix in ("", "-wal", "-shm"):
        (tmp_path / f"dialogue.sqlite.unfinished{suffix}").write_bytes(b"x" * 5000)
    Store.open(tmp_path / "dialogue.sqlite").close()
    assert {left.name for left in tmp_path.iterdir()} == {"dialogue.sqlite", "dialogue.sqlite.lock"}


@pytest.mark.skipif(os.name != "posix", reason="elsewhere the folder's rights decide")
def test_a_stores_folder_and_lock_are_its_owners(tmp_path: Path) -> None:
    before = os.umask(0o022)
    try:
        Store.open(tmp_path / "new" / "dialogue.sqlite").close()
    finally:
        os.umask(before)
    assert (tmp_path / "new").stat().st_mode & 0o777 == 0o700
    assert (tmp_path / "new" / "dialogue.sqlite.lock").stat().st_mode & 0o777 == 0o600


def test_a_store_of_another_form_is_left_as_it_is(tmp_path: Path) -> None:
    """An earlier trial version wrote it; it is sound, but its records mean something else."""
    path = a_store(tmp_path / "dialogue.sqlite")
    with closing(connect(path)) as connection:
        connection.execute(f"DELETE FROM marks_of_store WHERE mark = '{EVENT_FORMAT}'")
    assert "was written by an earlier trial version" in refusal(path)
    assert [str(line) for line in check(path).lines] == [str(opening.trial_version(path))]
    damaged = tmp_path / "damaged" / path.name
    damaged.parent.mkdir()
    damaged.write_bytes(path.read_bytes()[:-4096])
    assert "is damaged" in refusal(damaged)
    for store in (path, damaged):
        with pytest.raises(UserError, match="was written by an earlier trial version"):
            recover(store, tmp_path / "recovered.sqlite")
        assert not (tmp_path / "recovered.sqlite").exists()


def test_opening_looks_for_erasures_by_an_index(tmp_path: Path) -> None:
    """Else it would read every event."""
    with closing(connect(a_store(tmp_path / "dialogue.sqlite"))) as connection:
        plan = connection.execute(f"EXPLAIN QUERY PLAN {sqlite_log._READ_ERASURES}").fetchall()
    assert [step[-1] for step in plan] == ["SCAN events USING INDEX events_erasures"]

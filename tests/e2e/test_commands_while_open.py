"""Commands while a window has the store open, and on drives that are full or may only be read: real processes."""

from __future__ import annotations

import os
import stat
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from pathlib import Path

import pypdfium2
import pytest

from facilitator_console.console import new_session
from facilitator_console.dialogue.capture import capture
from facilitator_console.log import Instant, LaptopId
from facilitator_console.runtime.laptop import Laptop
from facilitator_console.session.clock import SetClock
from facilitator_console.store.connection import connect
from facilitator_console.store.contents import count_contents
from facilitator_console.store.store import Store
from facilitator_console.sync.stick import take
from tests.e2e.command import home_variables, ran, start, start_python
from tests.helpers.drives import read_only, small_drive
from tests.helpers.saving import answers

ROOT = Path(__file__).resolve().parents[2]


@contextmanager
def window(folder: Path, *more: str) -> Iterator[Path]:
    """A window in a process of its own, with a session; yields its store."""
    environment = os.environ | home_variables(folder / "home") | {"QT_QPA_PLATFORM": "offscreen"}
    command = [sys.executable, "-m", "tests.e2e.driven", str(folder), *more]
    with subprocess.Popen(
        command, cwd=ROOT, env=environment, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    ) as process:
        assert process.stdout is not None
        assert process.stdout.readline().startswith("ready")
        try:
            yield folder / "dialogue.sqlite"
        finally:
            process.kill()


def text_of(pdf: Path) -> str:
    return "".join(page.get_textpage().get_text_range() for page in pypdfium2.PdfDocument(pdf))


def test_sessions_report_and_backup_are_answered_while_the_window_is_open(tmp_path: Path) -> None:
    home, out = tmp_path / "home", tmp_path / "x.pdf"
    with window(tmp_path, "stuck") as store:
        code, listed, err = ran(start(home, "sessions", "--store", store))
        assert (code, err) == (0, ""), err
        assert "Autumn circle (not ended)" in listed
        assert ran(start(home, "report", "last", "--store", store, "--out", out)) == (0, f"Summary: {out}\n", "")
        assert "a well that works" in text_of(out)
        written = tmp_path / "x.md"
        export = ("export", "last", "--format", "md", "--internal", "--store", store, "--out", written)
        assert ran(start(home, *export)) == (0, f"Report: {written}\n", "")
        assert "a well that works" in written.read_text(encoding="utf-8")
        copied = tmp_path / "copy.sqlite"
        assert ran(start(home, "backup", copied, "--store", store)) == (0, f"Copy: {copied}\n", "")
        refused = ran(start(home, "report", "zzz", "--store", store, "--out", tmp_path / "y.pdf"))
        assert refused[0] == 2
        assert "There is no session “zzz”" in refused[2]
        given = tmp_path / "x.team"
        done = subprocess.run(
            [sys.executable, "-m", "facilitator_console", "give", "last", "--store", store, "--out", given],
            input="five words\n",
            env=os.environ | home_variables(home),
            capture_output=True,
            text=True,
            check=False,
        )
        assert (done.returncode, done.stderr) == (0, "")
        (carried,) = take(given, None, "five words")
        assert any(event.kind == "note_added" for event in carried.events)
    with Store.open(copied) as copy:
        assert answers(copy, "SELECT text FROM notes") == [("a well that works",)]


def test_the_socket_is_this_users_alone(tmp_path: Path) -> None:
    find = (
        "import sys; from pathlib import Path; from facilitator_console.ui.shell import one_window\n"
        "from PySide6.QtNetwork import QLocalSocket\n"
        "socket = QLocalSocket(); socket.connectToServer(one_window.server_name(Path(sys.argv[1])))\n"
        "assert socket.waitForConnected(5000); print(socket.fullServerName()); socket.abort()"
    )
    with window(tmp_path) as store:
        code, place, err = ran(start_python(tmp_path / "home", "-c", find, store))
        assert (code, err) == (0, "")
        mode = Path(place.strip()).stat().st_mode
        assert stat.S_ISSOCK(mode)
        assert not mode & 0o077
        assert ran(start(tmp_path / "home", "sessions", "--store", store))[0] == 0


def test_what_is_no_question_gets_no_answer_and_the_window_goes_on(tmp_path: Path) -> None:
    noise = (
        "import sys; from pathlib import Path; from facilitator_console.ui.shell import one_window\n"
        "from PySide6.QtNetwork import QLocalSocket\n"
        "for line in (b'\\n', b'{}\\n', b'x' * 100_000, b'{\"want\": \"write\"}\\n', b'\\xff\\n', b'{\"want\":'):\n"
        "    socket = QLocalSocket(); socket.connectToServer(one_window.server_name(Path(sys.argv[1])))\n"
        "    assert socket.waitForConnected(5000); socket.write(line); socket.waitForBytesWritten(200)\n"
        "    assert not socket.waitForReadyRead(200); socket.abort()"
    )
    with window(tmp_path) as store:
        assert ran(start_python(tmp_path / "home", "-c", noise, store)) == (0, "", "")
        assert ran(start(tmp_path / "home", "sessions", "--store", store))[0] == 0
    assert not list((tmp_path / "home").rglob("crash-report-*"))


def test_a_window_that_does_not_answer_is_said(tmp_path: Path) -> None:
    with Store.open(tmp_path / "held.sqlite"):
        code, out, err = ran(start(tmp_path / "home", "sessions", "--store", tmp_path / "held.sqlite"))
    assert (code, out, err.count("\n")) == (2, "", 1)
    assert "is open in another window or program" in err


# -- drives that take nothing --------------------------------------------------------------------------------


def a_store(path: Path) -> None:
    with Store.open(path) as store:
        console = new_session(store, Laptop(LaptopId("x")), "Autumn circle", clock=SetClock(Instant(3_600_000)))
        console.dispatch(capture, "#need a well that works")


def closed(folder: Path) -> None:
    """As it was closed."""
    a_store(folder / "dialogue.sqlite")


def killed(folder: Path) -> None:
    """As a program leaves it that was killed: what it saved last lies in the write-ahead log, without an index."""
    away = folder.with_name("away")
    away.mkdir()
    with Store.open(away / "dialogue.sqlite") as store:
        console = new_session(store, Laptop(LaptopId("x")), "Autumn circle", clock=SetClock(Instant(3_600_000)))
        console.dispatch(capture, "#need a well that works")
        saves = store.saver.save_state
        assert store.saver.wait(saves.committed + saves.waiting, 60)
        for suffix in ("", "-wal"):
            (folder / f"dialogue.sqlite{suffix}").write_bytes((away / f"dialogue.sqlite{suffix}").read_bytes())


def stale(folder: Path) -> None:
    """Its tables are of another version of the program."""
    a_store(folder / "dialogue.sqlite")
    with closing(connect(folder / "dialogue.sqlite")) as connection:
        connection.execute("UPDATE marks_of_store SET value = 1 WHERE mark = 'read_tables_version'")
        connection.execute("DROP TABLE notes")


MADE = [closed, killed, stale]


def _is_read(folder: Path, tmp_path: Path) -> None:
    home, store, out = tmp_path / "home", folder / "dialogue.sqlite", tmp_path / "x.pdf"
    code, listed, err = ran(start(home, "sessions", "--store", store))
    assert (code, err) == (0, "")
    assert "1970-01-01  Autumn circle (not ended)" in listed
    code, written, err = ran(start(home, "report", "last", "--store", store, "--out", out))
    assert (code, written) == (0, f"Summary: {out}\n")
    assert "The store does not record that this report left" in err
    assert len(err.splitlines()) == 1
    assert "a well that works" in text_of(out)


@pytest.mark.parametrize("make", MADE)
def test_a_drive_that_may_only_be_read(make: Callable[[Path], None], tmp_path: Path) -> None:
    folder = tmp_path / "stick"
    folder.mkdir()
    make(folder)
    before = {path.name: path.read_bytes() for path in folder.iterdir()}
    with read_only(folder):
        _is_read(folder, tmp_path)
        assert {path.name: path.read_bytes() for path in folder.iterdir()} == before


@pytest.mark.parametrize("make", MADE)
def test_a_drive_that_is_full(make: Callable[[Path], None], tmp_path: Path) -> None:
    with small_drive(tmp_path / "stick", 3000) as folder:
        make(folder)
        before = holdings_in(folder)
        with (folder / "filling").open("wb", buffering=0) as filling:
            for size in (65536, 512, 1):
                _fill(filling.write, size)
        (folder / "dialogue.sqlite.lock").unlink(missing_ok=True)
        _is_read(folder, tmp_path)
        (folder / "filling").unlink()
        assert holdings_in(folder) == before


def _fill(write: Callable[[bytes], object], size: int) -> None:
    try:
        while True:
            write(b"x" * size)
    except OSError:
        return


def holdings_in(folder: Path) -> object:
    with closing(connect(folder / "dialogue.sqlite")) as connection:
        return count_contents(connection)

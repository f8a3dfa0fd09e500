"""The whole program in a process of its own: its event loop, its end, a bug in the middle, a second start."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from facilitator_console.cli.screen import has_screen
from facilitator_console.store.store import Store
from tests.e2e.command import home_variables

ROOT = Path(__file__).resolve().parents[2]
# What happens is put in front of the event loop; all else is the program as it is.
RUN = """
import sys
from pathlib import Path
from PySide6.QtCore import QTimer
from facilitator_console.app import main
from facilitator_console.cli.window import open_window

def happens(program):
    {happens}

loop = main._run_until_closed

def watched(application, program):
    happens(program)
    loop(application, program)

main._run_until_closed = watched
sys.exit(open_window(Path(sys.argv[1])))
"""
START = "open_window(Path(sys.argv[1]))"
COMMAND = "__import__('facilitator_console.cli', fromlist=['main']).main(['window', '--store', sys.argv[1]])"
STORE = "dialogue.sqlite"
CLOSE = "QTimer.singleShot(300, program.window.close)"


def run(tmp_path: Path, happens: str, store: Path | None = None) -> subprocess.CompletedProcess[str]:
    environment = os.environ | {"QT_QPA_PLATFORM": "offscreen", "XDG_DATA_HOME": str(tmp_path / "data"), "LANG": "C"}
    command = [sys.executable, "-c", RUN.format(happens=happens), str(store or tmp_path / STORE)]
    return subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, text=True, check=False, timeout=60)


def test_it_runs_until_its_window_is_closed_and_lets_go_of_the_store(tmp_path: Path) -> None:
    done = run(tmp_path, f"program.create_session('circle', 'Autumn circle', 8); {CLOSE}")
    assert (done.returncode, done.stdout, done.stderr) == (0, "", "")
    with Store.open(tmp_path / "dialogue.sqlite") as store:
        assert len(store.log.sessions()) == 1


@pytest.mark.skipif(os.name != "posix", reason="elsewhere the folder's rights decide")
@pytest.mark.parametrize("is_older", [False, True])
def test_every_file_is_its_owners_and_qt_keeps_no_folders(tmp_path: Path, *, is_older: bool) -> None:
    """Also where an earlier version has left the window's settings for all to read."""
    home, store = tmp_path / "home", tmp_path / "home" / "stores" / STORE
    settings = home / "facilitator-console" / "window.ini"
    if is_older:
        settings.parent.mkdir(parents=True)
        settings.write_text("[window]\nlanguage=uk\n", encoding="utf-8")
        settings.chmod(0o644)
    happens = (
        "program.create_session('circle', 'Autumn circle', 8); program.stores.ask_copy();"
        "from facilitator_console.ui.parts.file_dialog import FileDialog;"
        "dialog = program.window.findChild(FileDialog);"
        "QTimer.singleShot(300, dialog.accept); QTimer.singleShot(900, program.window.close)"
    )
    command = [sys.executable, "-c", RUN.format(happens=happens).replace(START, COMMAND), str(store)]
    environment = os.environ | home_variables(home) | {"QT_QPA_PLATFORM": "offscreen"}
    environment |= {"XDG_CONFIG_HOME": str(home / "config"), "XDG_CACHE_HOME": str(home / "cache")}
    before = os.umask(0o022)
    try:
        subprocess.run(command, cwd=ROOT, env=environment, check=True, timeout=60)
    finally:
        os.umask(before)
    found = {str(path.relative_to(home)): path.stat().st_mode & 0o077 for path in home.rglob("*") if path.is_file()}
    ours = {f"stores/{STORE}", "stores/copy.sqlite", "facilitator-console/window.ini", "facilitator-console/laptop-id"}
    assert ours <= found.keys()
    assert {path for path, mode in found.items() if mode} == set()
    assert not [path for path in found if "QtProject" in path]


def test_a_bug_leaves_a_report_and_the_program_goes_on(tmp_path: Path) -> None:
    work = "program.create_session('circle', 'Autumn circle', 8)"
    done = run(tmp_path, f"QTimer.singleShot(0, lambda: 1 / 0); QTimer.singleShot(50, lambda: {work}); {CLOSE}")
    assert done.returncode == 0
    (report,) = (tmp_path / "data").rglob("crash-report-*.txt")
    assert "ZeroDivisionError" in report.read_text(encoding="utf-8")
    with Store.open(tmp_path / "dialogue.sqlite") as store:
        assert len(store.log.sessions()) == 1


def test_garbage_is_collected_in_the_window_s_thread_only(tmp_path: Path) -> None:
    """Another thread would delete objects of Qt where they don't live, and the program would crash."""
    cycles = "[(lambda one: one.append(one))([]) for _ in range(100_000)]"
    in_thread = f"Thread(target=lambda: {cycles}).start()"
    tell = "print(phase, current_thread() is main_thread()) if phase == 'start' else None"
    happens = (
        "import gc; from threading import Thread, current_thread, main_thread;"
        f"gc.callbacks.append(lambda phase, _: {tell});"
        f"QTimer.singleShot(0, lambda: {in_thread}); QTimer.singleShot(2500, program.window.close)"
    )
    done = run(tmp_path, happens)
    assert done.returncode == 0, done.stderr
    assert set(done.stdout.splitlines()) == {"start True"}


def test_who_moved_to_another_store_is_offered_it_at_the_next_start(tmp_path: Path) -> None:
    """As after "save elsewhere" and a crash: else the session seems to be gone."""
    usual = tmp_path / "data" / "facilitator-console" / STORE
    other = tmp_path / "stick" / "elsewhere.sqlite"
    other.parent.mkdir()
    moves = f"program.open_store(Path({str(other)!r})); program.create_session('circle', 'Moved', 8)"
    assert run(tmp_path, f"{moves}; {CLOSE}", usual).returncode == 0
    find = "from PySide6.QtWidgets import QPushButton; found = program.view.banners.banner('last store')"
    press = "found.findChildren(QPushButton)[0].click(); print(program.store.path)"
    done = run(tmp_path, f"{find}; print(found.accessibleName()); {press}; {CLOSE}", usual)
    assert done.stdout.splitlines() == [f"You last worked in {other}.", str(other)], done.stderr
    # It was open last; but who names a store is asked nothing.
    named = run(tmp_path, f"{find}; print(found); {CLOSE}", tmp_path / "named.sqlite")
    assert named.stdout == "None\n", named.stderr


def test_a_second_start_gives_way_to_the_running_window(tmp_path: Path) -> None:
    environment = os.environ | {"QT_QPA_PLATFORM": "offscreen", "XDG_DATA_HOME": str(tmp_path / "data")}
    happens = "QTimer.singleShot(200, lambda: print('up', flush=True))"
    command = [sys.executable, "-c", RUN.format(happens=happens), str(tmp_path / "dialogue.sqlite")]
    with subprocess.Popen(command, cwd=ROOT, env=environment, stdout=subprocess.PIPE, text=True) as first:
        assert first.stdout is not None
        assert first.stdout.readline() == "up\n"
        second = run(tmp_path, "print('never shown')")
        first.kill()
    assert (second.returncode, second.stdout) == (0, "")


def test_a_start_right_after_a_close_opens_the_store_that_is_being_closed(tmp_path: Path) -> None:
    environment = os.environ | {"QT_QPA_PLATFORM": "offscreen", "XDG_DATA_HOME": str(tmp_path / "data")}
    # Its last commit takes a while; a second start takes less.
    slowly = (
        "end = program.leave_store; program.leave_store = lambda: (print('closed', flush=True), time.sleep(1.5), end())"
    )
    command = [sys.executable, "-c", RUN.format(happens=f"import time; {slowly}; {CLOSE}"), str(tmp_path / STORE)]
    with subprocess.Popen(command, cwd=ROOT, env=environment, stdout=subprocess.PIPE, text=True) as first:
        assert first.stdout is not None
        assert first.stdout.readline() == "closed\n"
        second = run(tmp_path, f"print(program.store is not None, program.gave_way); {CLOSE}")
    assert (second.returncode, second.stdout, second.stderr) == (0, "True False\n", "")


@pytest.mark.skipif(sys.platform in {"win32", "darwin"}, reason="there is always a screen")
@pytest.mark.parametrize(
    ("environment", "there_is"), [({}, False), ({"DISPLAY": ":0"}, True), ({"WAYLAND_DISPLAY": "wayland-0"}, True)]
)
def test_a_window_is_opened_only_where_there_is_a_screen(environment: dict[str, str], *, there_is: bool) -> None:
    assert has_screen(environment) is there_is

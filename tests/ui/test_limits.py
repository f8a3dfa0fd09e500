"""What the window must not cost or break: signals by the hundred thousand, libraries that it does not need yet."""

from __future__ import annotations

import ast
import os
import subprocess
import sys
from pathlib import Path

import pytest
from PySide6.QtCore import QObject, Signal

from facilitator_console.store.store import Store

ROOT = Path(__file__).resolve().parents[2]
OPENING = """
import sys
from pathlib import Path
from PySide6.QtWidgets import QApplication
from facilitator_console.ui.look.theme import Theme
from tests.ui.running import running
application = QApplication(sys.argv[:1])
Theme(application)
with running(Path(sys.argv[1])) as program:
    program.create_session("circle", "Autumn circle", 8)
    application.processEvents()
    print(*sorted({name.partition(".")[0] for name in sys.modules}))
"""
STARTING = """
import linecache
import sys
from pathlib import Path
from PySide6.QtWidgets import QApplication
from facilitator_console.ui.look.theme import Theme
from facilitator_console.app import program as app
from PySide6.QtCore import QSettings
from facilitator_console.runtime.laptop import Laptop
application = QApplication(sys.argv[:1])
Theme(application)
folder = Path(sys.argv[1])
settings = QSettings(str(folder / "window.ini"), QSettings.Format.IniFormat)
program = app.Program(settings, "en", Laptop("ours"))
assert program.open_store(folder / "dialogue.sqlite")
program.show_start()
print(*sorted(sys.modules))
program.window.show()
while program.view and "facilitator_console.ui.shell.session_view" not in sys.modules:
    application.processEvents()
print(*sorted(sys.modules))
print(*(name for name in linecache.cache if "facilitator_console" in name))
program.window.close()
program.leave_store()
"""
LATER = {
    "babel",
    "asyncio",
    "dataclasses",
    "decimal",
    "hashlib",
    "msgspec",
    "qasync",
    "secrets",
    "sqlite_utils",
    "subprocess",
    "PySide6.QtNetwork",
    "facilitator_console.console",
    "facilitator_console.dialogue",
    "facilitator_console.exchange.script",
    "facilitator_console.log",
    "facilitator_console.notes",
    "facilitator_console.report",
    "facilitator_console.session.clock",
    "facilitator_console.session.events",
    "facilitator_console.store.copies",
    "facilitator_console.store.derived.read_tables",
    "facilitator_console.store.sqlite_log",
    "facilitator_console.store.saver",
    "facilitator_console.ui.control.session_controller",
    "facilitator_console.ui.control.keys",
    "facilitator_console.ui.shell.one_window",
    "facilitator_console.ui.shell.save_banners",
    "facilitator_console.ui.shell.session_view",
    "facilitator_console.opinions",
}
"""What the start screen shows without; each costs somebody who waits milliseconds."""


class Bell(QObject):
    """Rings."""

    rung = Signal(object)
    struck = Signal()


@pytest.mark.usefixtures("qapp")
def test_no_view_reaches_through_the_controller() -> None:
    """Only the one object that views see knows the console, and the phones' host, to which it is handed."""
    found = {
        str(path.relative_to(ROOT))
        for path in (ROOT / "facilitator_console" / "ui").rglob("*.py")
        for node in ast.walk(ast.parse(path.read_text(encoding="utf8")))
        if isinstance(node, ast.Attribute) and node.attr in {"console", "_console"}
    }
    found.remove("facilitator_console/ui/phones/phone_host.py")
    assert {str(Path(name).parent) for name in found} == {"facilitator_console/ui/control"}


def test_nobody_asks_for_the_next_in_qts_chain_of_focus() -> None:
    # PySide6 makes what it returns a child of the widget that was asked, in Python only, and crashes later.
    asked = {
        path.name
        for path in (ROOT / "facilitator_console").rglob("*.py")
        for node in ast.walk(ast.parse(path.read_text(encoding="utf8")))
        if isinstance(node, ast.Attribute) and node.attr in {"nextInFocusChain", "previousInFocusChain"}
    }
    assert not asked


def test_200_000_signals_are_survived() -> None:
    # PySide6 6.12.0 drops a reference to True at each custom signal on Python 3.11, and aborts near 100,000.
    bell, heard = Bell(), [0]

    def hear(_what: object = None) -> None:
        heard[0] += 1

    bell.rung.connect(hear)
    bell.struck.connect(hear)
    for _ in range(100_000):
        bell.rung.emit(True)
        bell.struck.emit()
    assert heard == [200_000]


def test_what_draws_pages_is_not_loaded_before_it_is_wanted(tmp_path: Path) -> None:
    # Making a store loads the library of its schema, and numpy with it; the second start and all others don't.
    Store.open(tmp_path / "dialogue.sqlite").close()
    environment = os.environ | {"QT_QPA_PLATFORM": "offscreen", "XDG_DATA_HOME": str(tmp_path / "data")}
    command = [sys.executable, "-c", OPENING, str(tmp_path)]
    done = subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    loaded = set(done.stdout.splitlines()[-1].split())
    assert not {"reportlab", "PIL", "pypdfium2", "numpy"} & loaded


def test_the_start_screen_waits_for_nothing_that_a_session_needs(tmp_path: Path) -> None:
    Store.open(tmp_path / "dialogue.sqlite").close()
    environment = os.environ | {"QT_QPA_PLATFORM": "offscreen", "XDG_DATA_HOME": str(tmp_path / "data")}
    command = [sys.executable, "-c", STARTING, str(tmp_path)]
    done = subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, text=True, check=False, timeout=60)
    assert done.returncode == 0, done.stderr
    before, after, read = (set(line.split()) for line in done.stdout.splitlines())
    assert not LATER & before
    # Then it comes by itself, while somebody reads.
    assert {
        "facilitator_console.console",
        "facilitator_console.ui.shell.one_window",
        "facilitator_console.store.saver",
    } <= after
    assert not {"reportlab", "PIL", "pypdfium2", "numpy"} & after
    # PySide reads the source of what is loaded unless it is kept from it; one import was under way then.
    assert len(read) <= 1

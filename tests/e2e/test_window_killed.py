"""The program is killed in the middle of a turn; the next start goes on, with draft and clock as they were."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import QCoreApplication, Qt
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from facilitator_console.notes.ids import GroupList
from facilitator_console.session.ids import FreezeReason
from facilitator_console.session.timers import item_timer
from facilitator_console.ui.look.theme import Theme
from facilitator_console.ui.run.notes_page import NotesPage
from tests.e2e.command import kill_once_saved
from tests.ui.running import BEGAN_AT_MS, Running, running

ROOT = Path(__file__).resolve().parents[2]
SCREEN = f"offscreen:configfile={ROOT / 'tests' / 'helpers' / 'screen.json'}"
WORK = """
import sys, time
from pathlib import Path
from PySide6.QtCore import QCoreApplication, Qt
from PySide6.QtWidgets import QApplication
from facilitator_console.ui.look.theme import Theme
from tests.e2e.command import kill_once_saved
from tests.ui.running import CTRL, running
application = QApplication(sys.argv[:1])
Theme(application)
with running(Path(sys.argv[1])) as program:
    program.press(Qt.Key.Key_Return)
    QCoreApplication.processEvents()
    program.press(Qt.Key.Key_6, CTRL)
    program.type("the first note")
    program.press(Qt.Key.Key_Return)
    program.type("half a thou")
    program.press(Qt.Key.Key_G, CTRL)
    program.type("half an agree")
    program.controller.drafts.flush()
    program.saved()
    while program.store.saver._drafts:
        time.sleep(0.01)
    if "frozen" in sys.argv:
        program.press(Qt.Key.Key_0, CTRL)
        program.session.page("lead").freezing.reasons["power"].click()
        program.saved()
    if "takes notes" in sys.argv:
        program.controller.take_notes(on=True)
    if "rewrites" in sys.argv:
        from facilitator_console.ui.run.notes_page import NotesPage
        program.controller.take_notes(on=True)
        QCoreApplication.processEvents()
        page = program.session.findChild(NotesPage)
        page.notes.setFocus()
        page.notes.choose(0)
        program.press(Qt.Key.Key_Return)
        program.type(" and more")
        program.controller.drafts.flush()
        while program.store.saver._drafts:
            time.sleep(0.01)
    if "maximized" in sys.argv or "resized" in sys.argv:
        from PySide6.QtCore import QSettings
        from facilitator_console.ui.shell.window import GEOMETRY
        from tests.ui.shown import until
        program.window.showMaximized() if "maximized" in sys.argv else program.window.resize(1111, 777)
        ini = str(Path(sys.argv[1]) / "window.ini")
        kept = lambda: QSettings(ini, QSettings.Format.IniFormat).value(GEOMETRY)
        until(lambda: kept() == program.window.saveGeometry())
    print("saved", flush=True)
    application.exec()
"""


@pytest.fixture
def killed(tmp_path: Path, request: pytest.FixtureRequest) -> Path:
    """A folder in which a program was killed; as a parameter what it is told before."""
    kill_once_saved(tmp_path, "-c", WORK, str(tmp_path), getattr(request, "param", ""), screen=SCREEN)
    return tmp_path


@pytest.fixture
def again(killed: Path, qtbot: QtBot, qapp: QApplication) -> Iterator[Running]:
    """The next start, three minutes later."""
    Theme(qapp)
    with running(killed, at_ms=BEGAN_AT_MS + 180_000) as program:
        qtbot.waitActive(program.window)
        yield program


def test_the_next_start_goes_on_with_draft_and_clock(again: Running) -> None:
    assert again.start.go_on is not None
    assert again.start.go_on.text() == "Go on with “Dialogue 1”"
    again.press(Qt.Key.Key_Return)
    QCoreApplication.processEvents()
    assert again.controller is not None
    assert len(again.controller.state.notes) == 1
    assert again.controller.drafts.text() == "half a thou"
    assert again.controller.drafts.text(GroupList.AGREEMENTS) == "half an agree"
    assert again.line().text() == "half a thou"
    timer = item_timer(again.controller.state, again.controller.now_ms())
    assert timer is not None
    begun = again.controller.state.items[again.controller.state.room.item_id].started_at_ms
    assert timer.used_ms == again.controller.now_ms() - begun


@pytest.mark.parametrize(("killed", "fills"), [("maximized", True), ("resized", False)], indirect=["killed"])
def test_the_window_opens_as_it_was_though_it_was_never_closed(again: Running, *, fills: bool) -> None:
    assert again.window.isMaximized() == fills
    assert fills or (again.window.width(), again.window.height()) == (1111, 777)


@pytest.mark.parametrize("killed", ["takes notes"], indirect=True)
def test_a_laptop_that_took_notes_takes_notes_again(again: Running) -> None:
    again.press(Qt.Key.Key_Return)
    QCoreApplication.processEvents()
    assert again.controller is not None
    assert again.controller.console.leads
    assert not again.controller.leads
    assert type(again.session.stack.currentWidget()).__name__ == "NotesPage"
    assert again.line().text() == "half a thou"


def is_frozen(program: Running) -> bool:
    assert program.controller is not None
    return program.controller.state.room.frozen


@pytest.mark.parametrize("killed", ["frozen"], indirect=True)
def test_what_was_frozen_is_frozen_again_and_goes_on(again: Running) -> None:
    again.press(Qt.Key.Key_Return)
    QCoreApplication.processEvents()
    assert again.controller is not None
    assert is_frozen(again)
    panel = again.lead_page.freezing
    assert (panel.isVisible(), panel.reasons[FreezeReason.POWER].isChecked()) == (True, True)
    assert panel.since.text() == f"since {again.controller.times.time_of_day(BEGAN_AT_MS)}"
    assert again.session.banners.banner("refusal") is None
    again.press(Qt.Key.Key_Return)
    assert len(again.controller.state.notes) == 2, "words stood in the line"
    again.clock.advance(1000)
    again.press(Qt.Key.Key_Return)
    assert not is_frozen(again)
    timer = item_timer(again.controller.state, again.controller.now_ms())
    assert timer is not None
    assert timer.used_ms == 0, "what was frozen does not count, nor does the time without the program"


@pytest.mark.parametrize("killed", ["rewrites"], indirect=True)
def test_what_was_being_rewritten_is_there_again(again: Running) -> None:
    again.press(Qt.Key.Key_Return)
    QCoreApplication.processEvents()
    assert again.controller is not None
    (note,) = again.controller.state.notes.values()
    assert note.text == "the first note"
    assert again.controller.drafts.has(f"note:{note.note_id}")
    again.controller.take_notes(on=True)
    QCoreApplication.processEvents()
    page = again.session.findChild(NotesPage)
    assert page is not None
    page.notes.setFocus()
    page.notes.choose(0)
    again.press(Qt.Key.Key_Return, Qt.KeyboardModifier.NoModifier)
    again.press(Qt.Key.Key_Return, Qt.KeyboardModifier.NoModifier)
    (note,) = again.controller.state.notes.values()
    assert note.text == "the first note and more"
    assert not again.controller.drafts.has(f"note:{note.note_id}")

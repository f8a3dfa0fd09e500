"""The window in tests: dressed as for people, its settings in the test's own folder."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest
from PySide6.QtCore import QSettings
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from facilitator_console.ui.look.theme import Theme
from facilitator_console.ui.run.lead_page import LeadPage
from facilitator_console.ui.run.notes_page import NotesPage
from tests.ui.running import Running, running
from tests.ui.sample import SampleSessionController, sample_controller, shown_notes


@pytest.fixture(scope="session")
def qapp_cls() -> type[QApplication]:
    """The application as the program makes it."""
    return QApplication


@pytest.fixture(scope="session")
def _dressed(qapp: QApplication) -> Theme:
    # A cursor that blinks paints whenever the machine is slow enough, and a test that counts paints would count it.
    qapp.setCursorFlashTime(0)
    return Theme(qapp)


@pytest.fixture(autouse=True)
def _as_for_people(_dressed: Theme, tmp_path: Path) -> None:
    """Fonts, colours, style sheet; whoever asks for plain `QSettings()` gets the test's own."""
    QSettings.setDefaultFormat(QSettings.Format.IniFormat)
    QSettings.setPath(QSettings.Format.IniFormat, QSettings.Scope.UserScope, str(tmp_path / "settings"))


@pytest.fixture
def controller(qapp: QApplication, tmp_path: Path) -> Iterator[SampleSessionController]:
    """The sample session on a store of its own."""
    del qapp  # Qt goes first.
    with closing(sample_controller(tmp_path)) as made:
        yield made


@pytest.fixture
def page(qtbot: QtBot, controller: SampleSessionController) -> Iterator[NotesPage]:
    """The note-taker's page of the sample session, with the keys in the note line; tests of other pages have theirs."""
    yield from shown_notes(qtbot, controller)


@pytest.fixture
def lead_page(controller: SampleSessionController, qtbot: QtBot) -> LeadPage:
    """The page of the person who leads the sample session, laid out."""
    page = LeadPage(controller)
    page.resize(1440, 818)
    qtbot.addWidget(page)
    page.show()
    qtbot.waitExposed(page)
    QApplication.processEvents()
    return page


@pytest.fixture
def program(qtbot: QtBot, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Running]:
    """The program on a store of its own, with its window shown."""
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path / "data"))
    with running(tmp_path) as started:
        qtbot.waitActive(started.window)
        yield started

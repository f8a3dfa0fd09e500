"""The window in tests: dressed as for people, its settings in the test's own folder."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import QSettings
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from facilitator_console.ui.look.theme import Theme
from tests.ui.running import Running, running


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
def program(qtbot: QtBot, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Running]:
    """The program on a store of its own, with its window shown."""
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path / "data"))
    with running(tmp_path) as started:
        qtbot.waitActive(started.window)
        yield started

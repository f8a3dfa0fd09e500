"""The whole program as a person has it before them, and keys pressed as a person would."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path

from PySide6.QtCore import QCoreApplication, QSettings, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLineEdit, QWidget

from facilitator_console.app.program import Program
from facilitator_console.log import Instant, LaptopId
from facilitator_console.runtime.laptop import Laptop
from facilitator_console.session.clock import SetClock
from facilitator_console.ui.parts.file_dialog import FileDialog
from facilitator_console.ui.run.lead_page import LeadPage
from facilitator_console.ui.shell.session_view import SessionView
from facilitator_console.ui.start.start_page import StartPage

BEGAN_AT_MS = Instant(int(datetime(2025, 11, 8, 14, 1).timestamp()) * 1000)  # noqa: DTZ001 - as the machine shows it
CTRL = Qt.KeyboardModifier.ControlModifier


class InSight(Program):
    """A program whose window holds the start page or a session, as a test expects."""

    @property
    def start(self) -> StartPage:
        """The start page, which must be what the window holds."""
        assert isinstance(self.view, StartPage)
        return self.view

    @property
    def session(self) -> SessionView:
        """The open session, which must be what the window holds."""
        assert isinstance(self.view, SessionView)
        return self.view


class Running(InSight):
    """A program at a clock that stands.

    Attributes:
        clock: The session's.
    """

    clock: SetClock

    def __init__(self, folder: Path, language: str, clock: SetClock, laptop: str = "ours") -> None:
        settings = QSettings(str(folder / "window.ini"), QSettings.Format.IniFormat)
        super().__init__(settings, language, Laptop(LaptopId(laptop)), clock)
        self.clock = clock

    def press(self, key: Qt.Key, modifiers: Qt.KeyboardModifier = Qt.KeyboardModifier.NoModifier) -> None:
        """Press a key as the window system tells of it."""
        QTest.keyClick(self.window.windowHandle(), key, modifiers)

    def type(self, text: str) -> None:
        """Type into whatever has the focus."""
        focus = self.focus()
        QTest.keyClicks(focus, text)

    def choose_file(self, path: Path) -> None:
        """Type a file's name into the dialog that asks for one, and confirm."""
        dialog = self.window.findChild(FileDialog)
        assert dialog is not None
        name = dialog.findChild(QLineEdit)
        assert name is not None
        name.setText(str(path))
        QTest.keyClick(name, Qt.Key.Key_Return)

    def focus(self) -> QWidget:
        """What has the keys."""
        focus = self.window.focusWidget()
        assert focus is not None
        return focus

    def line(self) -> QLineEdit:
        """The line that has the keys."""
        focus = self.focus()
        assert isinstance(focus, QLineEdit)
        return focus

    @property
    def lead_page(self) -> LeadPage:
        """The page of whoever leads the open session."""
        page = self.session.page("lead")
        assert isinstance(page, LeadPage)
        return page

    def saved(self) -> None:
        """Wait until all is on the disk, and let the window hear of it."""
        assert self.store is not None
        state = self.store.saver.save_state
        assert self.store.saver.wait(state.committed + state.waiting, 10)
        QCoreApplication.processEvents()


@contextmanager
def running(
    folder: Path, *, store: str = "dialogue.sqlite", at_ms: int = BEGAN_AT_MS, laptop: str = "ours"
) -> Iterator[Running]:
    """Start the program, end it at the end of the block."""
    program = Running(folder, "en", SetClock(Instant(at_ms)), laptop)
    if program.open_store(folder / store):
        program.show_start()
    program.window.show()
    program.window.activateWindow()
    QCoreApplication.processEvents()
    try:
        yield program
    finally:
        program.window.close()
        program.leave_store()
        program.window.deleteLater()
        program.deleteLater()

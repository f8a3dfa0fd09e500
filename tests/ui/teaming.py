"""Windows of one team, each with a store and keys of its own; they meet on loopback alone."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import NamedTuple

from PySide6.QtCore import QCoreApplication, QSettings, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLabel, QPushButton

from facilitator_console.log import LaptopId
from facilitator_console.runtime.laptop import Laptop
from facilitator_console.ui.parts.addresses import LOOPBACK
from facilitator_console.ui.shell.team_panel import TeamPanel
from tests.ui.keyboard import type_text
from tests.ui.running import InSight

PATIENCE_MS = 20_000
K = Qt.Key
Until = Callable[[Callable[[], object]], None]


class Window(InSight):
    """A program on a laptop of its own."""

    def __init__(self, folder: Path, name: str) -> None:
        folder.mkdir()
        settings = QSettings(str(folder / "window.ini"), QSettings.Format.IniFormat)
        super().__init__(settings, "en", Laptop(LaptopId(name), "boot"))
        self.open_store(folder / "dialogue.sqlite")
        self.show_start()
        self.window.resize(1440, 900)
        self.window.show()

    def press(self, text: str) -> None:
        """Press a button that is in sight."""
        found = [one for one in self.window.findChildren(QPushButton) if one.text() == text and one.isVisible()]
        QTest.mouseClick(found[0], Qt.MouseButton.LeftButton)

    def panel(self) -> TeamPanel:
        """Open the team."""
        if not self.session.team_panel.isVisible():
            QTest.mouseClick(self.session.top.team, Qt.MouseButton.LeftButton)
        QCoreApplication.processEvents()
        return self.session.team_panel

    def join(self, lead: Window, until: Until, author: str, *, watches: bool = False) -> None:
        """Join the team of a window that shows its digits; as an expert, who only watches."""
        panel = lead.panel()
        panel.address.setCurrentIndex(panel.address.findData(LOOPBACK))
        QTest.keyClick(panel.show_to_expert if watches else panel.show_digits, K.Key_Return)
        until(panel.digits.isVisible)
        self.press("Join a team…")
        form = self.start.join_panel
        shown = lead.teamwork.picture.shown
        assert shown is not None
        for field, text in ((form.address, shown.address), (form.digits, panel.digits.text()), (form.author, author)):
            type_text(field, text)
        QTest.keyClick(form.author, K.Key_Return)

    def words(self) -> str:
        """All words that are in sight."""
        labels = [one.text() for one in self.window.findChildren(QLabel) if one.isVisible()]
        return "\n".join((*labels, *(one.text() for one in self.window.findChildren(QPushButton) if one.isVisible())))


class Two(NamedTuple):
    """M. leads, O. takes notes."""

    lead: Window
    notes: Window
    until: Until

    def part(self) -> None:
        """Let O. be out of range."""
        self.notes.teamwork.follow(None)
        self.until(lambda: self.lead.session.top.save.text().startswith("Saved · here only since "))

    def meet(self) -> None:
        """Let the two find each other again."""
        assert self.notes.controller is not None
        self.notes.teamwork.follow(self.notes.controller.console)
        self.until(lambda: self.lead.teamwork.picture.level == self.notes.teamwork.picture.level == 2)


@contextmanager
def window(folder: Path, name: str) -> Iterator[Window]:
    program = Window(folder / name, name)
    try:
        yield program
    finally:
        program.window.close()
        program.leave_store()
        program.window.deleteLater()
        program.deleteLater()

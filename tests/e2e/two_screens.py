"""A console on a laptop with a projector, in a process of its own: `python -m tests.e2e.two_screens FOLDER WHAT`.

It says, line by line, what a person would see. `display`: on which screen the room display would stand, then what
becomes of a display's window when the projector is unplugged, and plugged in again. `console`: what becomes of the
console's own window when it is brought to the room's screen, and of a file dialog. `alone`: what is seen where the
room's screen is the only one.
"""

from __future__ import annotations

import sys
from pathlib import Path

from PySide6.QtCore import QPoint, QSettings, Qt
from PySide6.QtGui import QGuiApplication, QScreen
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QPushButton, QWidget

from facilitator_console.session.clock import SetClock
from facilitator_console.ui.look.theme import Theme
from facilitator_console.ui.parts.file_dialog import FileDialog
from facilitator_console.ui.room_display.display_window import DisplayWindow
from facilitator_console.ui.room_display.frame import Frame
from facilitator_console.ui.room_display.room_display import RoomDisplay
from facilitator_console.ui.shell.screen_guard import Curtain
from facilitator_console.words import say
from tests.ui.running import BEGAN_AT_MS, CTRL, Running

K = Qt.Key


def display(folder: Path, application: QApplication) -> None:
    """Follow the display."""
    console = QWidget()
    console.show()
    settings = QSettings(str(folder / "window.ini"), QSettings.Format.IniFormat)
    display = RoomDisplay(settings, console.screen)
    screen = display.other_screen()
    print("stands on", screen.name() if screen else "no other screen")
    display.open()
    print("remembered", settings.value("display/screen"))
    display.close()
    projector = next(one for one in QGuiApplication.screens() if one is not console.screen())
    window = DisplayWindow()
    window.screen_gone.connect(lambda: print("gone"))
    window.screen_here.connect(lambda: print("here"))
    window.show_frame(Frame("talk", "Question", screen=projector.name()))
    print(
        "shown",
        window.isVisible(),
        window.screen().name(),
        window.geometry().topLeft() == projector.geometry().topLeft(),
    )
    application.screenRemoved.emit(projector)
    print("shown", window.isVisible())
    application.screenAdded.emit(projector)
    print("shown", window.isVisible())
    window.show_frame(Frame("talk", "Question", screen="HDMI-9"))
    print("shown", window.isVisible())


class Console:
    """The whole program with a session, and what can be seen of it."""

    def __init__(self, folder: Path) -> None:
        self.program = Running(folder, "en", SetClock(BEGAN_AT_MS))
        self.program.open_store(folder / "dialogue.sqlite")
        self.program.create_session("community_dialogue", "Autumn circle", 8)
        self.program.session.show_page("run")
        at = QGuiApplication.screens()[0].geometry().topLeft() + QPoint(50, 50)
        self.program.window.setGeometry(at.x(), at.y(), 1280, 800)
        self.program.window.show()
        QTest.qWaitForWindowActive(self.program.window)
        self.projector = next(one for one in QGuiApplication.screens() if one.name() == "projector")
        self.curtain = self.program.window.findChild(Curtain)

    def bring(self, x: int) -> None:
        """Put the window so far to the right, as a hand that drags it does."""
        self.program.window.move(x, 50)
        QApplication.processEvents()

    def see(self, what: str) -> None:
        """Say what is seen: the ways back on the curtain, or the program itself; and the draft."""
        QApplication.processEvents()
        window, curtain = self.program.window, self.curtain
        assert isinstance(curtain, Curtain)
        corners = [QPoint(4, 4), QPoint(window.width() - 4, window.height() - 4), QPoint(300, 200)]
        covered = all(window.childAt(corner) is curtain for corner in corners)
        ways = [one.text() for one in curtain.findChildren(QPushButton) if one.isVisible()]
        on: QScreen = window.screen()
        assert self.program.controller is not None
        print(what, on.name(), ways if covered else "all", f"[{self.program.controller.drafts.text()}]")


def console(folder: Path, application: QApplication) -> None:
    """Follow the console's own window."""
    one = Console(folder)
    program, room = one.program, one.program.room_display
    program.type("wa")
    room.open()
    one.see("opened")
    one.bring(300)
    one.see("over the edge")
    program.press(K.Key_T)
    program.press(K.Key_K, CTRL)
    program.press(K.Key_6, CTRL)
    assert program.controller is not None
    one.see(f"item {program.controller.state.room.item_id != ''}")
    program.press(K.Key_Return)
    program.type("ter")
    one.see("back")
    one.bring(1600)
    one.see("wholly")
    program.press(K.Key_Tab)
    program.press(K.Key_Return)
    assert room.room_screen() is not None
    one.see(f"display on {room.room_screen().name()}")  # type: ignore[union-attr]
    one.bring(50)
    program.press(K.Key_Return)
    one.see("back again")
    program.screen.ask_file(say("Open another store"), folder, lambda _path: None)
    dialog = program.window.findChild(FileDialog)
    assert dialog is not None
    print("dialog", dialog.isVisible())
    application.focusWindowChanged.emit(dialog.windowHandle())
    dialog.move(100, 100)
    print("dialog", dialog.isVisible())
    room.close()
    one.bring(50)
    one.see("closed")
    program.press(K.Key_K, CTRL)
    program.type("open the room display")
    program.press(K.Key_Return)
    banner = program.session.banners.banner("display_open")
    assert banner is not None
    buttons = banner.findChildren(QPushButton)
    print([button.text() for button in buttons])
    QTest.mouseClick(buttons[0], Qt.MouseButton.LeftButton)
    one.see(f"display on {room.room_screen().name()}")  # type: ignore[union-attr]
    room.close()
    program.window.close()
    program.leave_store()


def alone(folder: Path, _application: QApplication) -> None:
    """Follow the console where the room's screen is the only one left, as when a laptop's lid is closed."""
    one = Console(folder)
    room = one.program.room_display
    room.open(one.projector)
    one.see("alone")
    one.program.press(K.Key_Return)
    one.see(f"open {room.is_on}")
    one.program.window.close()
    one.program.leave_store()


if __name__ == "__main__":
    app = QApplication(sys.argv[:1])
    Theme(app)
    {"display": display, "console": console, "alone": alone}[sys.argv[2]](Path(sys.argv[1]), app)
    sys.exit(0)

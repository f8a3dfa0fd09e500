"""A console on a laptop with a projector, in a process of its own: `python -m tests.e2e.two_screens FOLDER`.

Opens the room display and says, line by line, what a person would see of it: on which screen it would stand, then what
becomes of a display's window when the projector is unplugged, and plugged in again.
"""

from __future__ import annotations

import sys
from pathlib import Path

from PySide6.QtCore import QSettings
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QApplication, QWidget

from facilitator_console.ui.look.theme import Theme
from facilitator_console.ui.room_display.display_window import DisplayWindow
from facilitator_console.ui.room_display.frame import Frame
from facilitator_console.ui.room_display.room_display import RoomDisplay


def main() -> int:
    """Run."""
    application = QApplication(sys.argv[:1])
    Theme(application)
    console = QWidget()
    console.show()
    settings = QSettings(str(Path(sys.argv[1]) / "window.ini"), QSettings.Format.IniFormat)
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
    return 0


if __name__ == "__main__":
    sys.exit(main())

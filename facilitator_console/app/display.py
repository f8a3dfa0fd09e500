"""Runs the room display: a process that reads frames from its input and paints them. It holds no file and no session.

Started by the window as `python -m facilitator_console.app.display`; it ends with its input.
"""

from __future__ import annotations

import os
import signal
import sys
import threading
from typing import NoReturn

import msgspec
from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QApplication

from facilitator_console.ui.look.theme import Theme
from facilitator_console.ui.room_display.display_window import DisplayWindow
from facilitator_console.ui.room_display.frame import SCREEN_GONE, SCREEN_HERE, Frame


class Frames(QObject):
    """Reads frames in a thread of its own and hands them to the window's thread.

    Signals:
        came(Frame): A frame was read.
        ended(): There will be no more.
    """

    came = Signal(object)
    ended = Signal()

    def start(self) -> None:
        """Begin to read what the window sends."""
        threading.Thread(target=self._read, daemon=True).start()

    def _read(self) -> None:
        decoder = msgspec.json.Decoder(Frame)
        for line in sys.stdin.buffer:
            self.came.emit(decoder.decode(line))
        self.ended.emit()


def main() -> NoReturn:
    """Show frames until there are no more."""
    # The window is told to end by its console alone, also where Ctrl+C is pressed in their terminal.
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    application = QApplication(sys.argv[:1])
    application.setQuitOnLastWindowClosed(False)
    application.setDesktopFileName("facilitator-console")
    Theme(application)
    window = DisplayWindow()
    frames = Frames(application)
    frames.came.connect(window.show_frame)
    frames.ended.connect(application.quit)
    window.screen_gone.connect(lambda: print(SCREEN_GONE, flush=True))  # noqa: T201 - to the console
    window.screen_here.connect(lambda: print(SCREEN_HERE, flush=True))  # noqa: T201 - to the console
    frames.start()
    # Ended at once, whoever asked for it: the thread may still read, or be in a call of Qt's, with which the
    # interpreter would wait for ever or abort. Nothing is kept here.
    os._exit(application.exec())


if __name__ == "__main__":
    main()

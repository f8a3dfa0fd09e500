"""A window of a team in a process of its own: `python -m bench.merging_probe FOLDER lead|notes`.

It says where another laptop joins. For each line on its input it does something: `digits` shows new ones, `frames`
begins to paint a frame every 20 ms, `until N` waits for N events, and says what the frames took and what memory;
`rest N` paints N frames while nothing happens.
"""

from __future__ import annotations

import gc
import json
import os
import resource
import sys
import threading
import time
from pathlib import Path

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

from PySide6.QtCore import QObject, QSettings, QTimer, Signal
from PySide6.QtWidgets import QApplication

from facilitator_console.app.garbage import GarbageCollector
from facilitator_console.app.program import Program
from facilitator_console.log import LaptopId
from facilitator_console.runtime.laptop import Laptop
from facilitator_console.session.agenda import next_item
from facilitator_console.ui.look.theme import Theme
from facilitator_console.ui.shell.session_view import SessionView

HERE = "127.0.0.1"
FRAME_MS = 20


class Probe(QObject):
    """The window, and how long its frames take."""

    said = Signal(str)

    def __init__(self, folder: Path, page: str) -> None:
        super().__init__()
        settings = QSettings(str(folder / "window.ini"), QSettings.Format.IniFormat)
        self.program = Program(settings, "en", Laptop(LaptopId("window"), "boot"))
        self.program.open_store(folder / "dialogue.sqlite")
        self.program.create_session("community_dialogue", "Bench", 24)
        assert self.program.controller is not None
        self.controller = self.program.controller
        self.controller.do(next_item)
        self.program.window.resize(1440, 900)
        self.program.window.show()
        assert isinstance(self.program.view, SessionView)
        self.program.view.show_page("run", notes=page == "notes")
        self.frames_ms: list[float] = []
        self._due = time.monotonic()
        self._awaits = self._left = 0
        self._frames = QTimer(self, interval=FRAME_MS)
        self._frames.timeout.connect(self._paint)
        self.program.teamwork.changed.connect(self._on_team_changed)
        self._digits = ""
        self.said.connect(self._do)

    def _do(self, line: str) -> None:
        what, _, number = line.strip().partition(" ")
        if what == "digits":
            self.program.teamwork.show_digits(HERE, "W.")
        elif what in {"frames", "rest"}:
            self.frames_ms.clear()
            self._left = int(number or 0)
            self._due = time.monotonic()
            self._frames.start()
        elif what == "until":
            self._awaits = int(number)

    def _on_team_changed(self) -> None:
        shown = self.program.teamwork.picture.shown
        if shown is not None and shown.digits and shown.digits != self._digits:
            self._digits = shown.digits
            _say({"digits": shown.digits, "address": shown.address})

    def _paint(self) -> None:
        """Paint the page, and keep how late it was done: what holds the thread up counts too."""
        assert self.program.view is not None
        self.program.view.repaint()
        now = time.monotonic()
        self.frames_ms.append((now - self._due) * 1000)
        self._due = max(now, self._due + FRAME_MS / 1000)
        self._left -= 1
        if self._left == 0 or (self._awaits and len(self.controller.history) >= self._awaits):
            self._awaits = 0
            self._frames.stop()
            most_mb = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
            _say({"frames_ms": self.frames_ms, "memory_mb": most_mb, "events": len(self.controller.history)})


def _say(told: object) -> None:
    print(json.dumps(told), flush=True)


def main(folder: Path, page: str) -> None:
    gc.disable()  # As in the program, where a timer of the window's thread looks for garbage.
    application = QApplication(sys.argv[:1])
    Theme(application)
    probe = Probe(folder, page)
    gc.freeze()
    GarbageCollector(application)

    def read() -> None:
        for line in sys.stdin:
            probe.said.emit(line)
        probe.program.stores.soon.emit(application.exit)

    threading.Thread(target=read, daemon=True).start()
    application.exec()
    probe.program.leave_store()


if __name__ == "__main__":
    main(Path(sys.argv[1]), sys.argv[2])

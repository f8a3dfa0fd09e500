"""A window of a team in a process of its own: `python -m bench.merging_probe FOLDER lead|notes`.

Somebody speaks, so that the clocks run, and a letter is typed every 100 ms. Every 20 ms what is to be painted anew is
painted, as a screen asks for it, and no more: the time from when that was due until it is done is the frame's, so what
holds the window's thread up counts too. A letter counts from when it was due until it is painted.

For each line on its input it does something: `digits` shows new ones and says where another laptop joins, `rest N`
counts N frames, `begin` counts from now on, `until N` waits for N events, and then for what the window still does with
them; it says what frames and letters took, and the memory that was taken meanwhile.
"""

from __future__ import annotations

import gc
import json
import math
import os
import sys
import threading
import time
from pathlib import Path

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

from PySide6.QtCore import QCoreApplication, QEvent, QObject, QSettings, Qt, QTimer, Signal
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from facilitator_console.app.garbage import GarbageCollector
from facilitator_console.app.program import Program
from facilitator_console.log import LaptopId
from facilitator_console.runtime.laptop import Laptop
from facilitator_console.session.agenda import next_item
from facilitator_console.session.floor import start_turn
from facilitator_console.session.people import at_seat
from facilitator_console.ui.look.theme import Theme
from facilitator_console.ui.run.lead_page import LeadPage
from facilitator_console.ui.run.notes_page import NotesPage
from facilitator_console.ui.shell.session_view import SessionView
from tests.helpers.memory import forget_most_mb, memory_mb, most_mb

HERE = "127.0.0.1"
FRAME_MS, LETTER_MS = 20, 100
FRAMES_AFTER = 25
"""The frames after a merge in which its notes are painted and postponed work is done."""
NOTE = "the evening bus is late since the clinic closes at six "


class Probe(QObject):
    """Holds the window, and how long its frames and its answers to letters take."""

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
        self.controller.do(start_turn, at_seat(self.controller.state, 4).participant_id)
        self.program.window.resize(1440, 900)
        self.program.window.show()
        view = self.program.view
        assert isinstance(view, SessionView)
        view.show_page("run", notes=page == "notes")
        shown = view.page(page)
        assert isinstance(shown, LeadPage | NotesPage)
        self._line = shown.line.edit
        self.frames_ms: list[float] = []
        self.letters_ms: list[float] = []
        self._awaits = self._left = self._typed = 0
        self._began_mb = 0.0
        self._frames, self._letters = (
            QTimer(self, singleShot=True, timerType=Qt.TimerType.PreciseTimer) for _ in range(2)
        )
        self._frames.timeout.connect(self._paint)
        self._letters.timeout.connect(self._type)
        self._frame_due = self._letter_due = time.monotonic()
        self._paint()
        self._type()
        self.program.teamwork.changed.connect(self._on_team_changed)
        self._digits = ""
        self.said.connect(self._do)

    def _do(self, line: str) -> None:
        what, _, number = line.strip().partition(" ")
        if what == "digits":
            self.program.teamwork.show_digits(HERE, "W.")
        elif what in {"begin", "rest"}:
            self.frames_ms.clear()
            self.letters_ms.clear()
            self._left = int(number or 0)
            forget_most_mb()
            self._began_mb = memory_mb()
        elif what == "until":
            self._awaits = int(number)

    def _on_team_changed(self) -> None:
        shown = self.program.teamwork.picture.shown
        if shown is not None and shown.digits and shown.digits != self._digits:
            self._digits = shown.digits
            _say({"digits": shown.digits, "address": shown.address})

    def _type(self) -> None:
        """Type a letter of a note, which is never kept, and keep when it was painted."""
        QTest.keyClicks(self._line, NOTE[self._typed % len(NOTE)])
        self._typed += 1
        _paint_what_changed()
        now = time.monotonic()
        self.letters_ms.append((now - self._letter_due) * 1000)
        self._letter_due = max(now, self._letter_due + LETTER_MS / 1000)
        self._letters.start(math.ceil((self._letter_due - now) * 1000))

    def _paint(self) -> None:
        """Paint what has changed, and keep how long after its time it was done."""
        _paint_what_changed()
        now = time.monotonic()
        self.frames_ms.append((now - self._frame_due) * 1000)
        self._frame_due = max(now, self._frame_due + FRAME_MS / 1000)
        self._frames.start(math.ceil((self._frame_due - now) * 1000))
        if self._awaits and len(self.controller.history) >= self._awaits:
            self._awaits, self._left = 0, FRAMES_AFTER
        elif self._left:
            self._left -= 1
            if self._left == 0:
                more_mb = most_mb() - self._began_mb
                _say({"frames_ms": self.frames_ms, "letters_ms": self.letters_ms, "more_mb": more_mb})


def _paint_what_changed() -> None:
    QCoreApplication.sendPostedEvents(None, QEvent.Type.UpdateRequest.value)


def _say(told: object) -> None:
    print(json.dumps(told), flush=True)


def main(folder: Path, page: str) -> None:
    """Show the window, and do what is said until nothing more is."""
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

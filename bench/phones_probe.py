"""The window with phones in it, in a process of its own: `python -m bench.phones_probe FOLDER [PORT]`.

It says where the phones come in, and writes a new question every second until its input ends, while the clock of the
item runs, the panel with the phones' texts is open and somebody types a note. Every 20 ms it paints what is to be
painted anew, as a screen asks for it, and no more: the time until that is done is the frame's. It says at the end what
the frames took before phones and with them.
"""

from __future__ import annotations

import gc
import json
import math
import os
import sys
import threading
import time
from collections.abc import Callable
from functools import partial
from pathlib import Path

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

from PySide6.QtCore import QCoreApplication, QEvent, QSettings, Qt, QTimer
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from facilitator_console.app.garbage import GarbageCollector
from facilitator_console.app.program import Program
from facilitator_console.log import LaptopId
from facilitator_console.runtime.laptop import Laptop
from facilitator_console.session.agenda import edit_item, items_in_order, start_item
from facilitator_console.ui.look.theme import Theme
from facilitator_console.ui.run.lead_page import LeadPage
from facilitator_console.ui.shell.session_view import SessionView

HERE = "127.0.0.1"
FRAME_MS, LETTER_MS, QUESTION_MS, ALONE_S = 20, 100, 1000, 4.0
NOTE = "the evening bus is late since the clinic closes at six"


class Probe:
    """The window, its frames and its questions."""

    def __init__(self, folder: Path, *, goes_on: bool) -> None:
        """Begin a session, or go on with that of a process that was killed."""
        settings = QSettings(str(folder / "window.ini"), QSettings.Format.IniFormat)
        self.program = Program(settings, "en", Laptop(LaptopId("bench")))
        self.program.open_store(folder / "dialogue.sqlite")
        assert self.program.store is not None
        if goes_on:
            self.program.open_session(self.program.store.log.sessions()[0])
        else:
            self.program.create_session("community_dialogue", "Bench", 24)
        self.controller = self.program.controller
        assert self.controller is not None
        self.item = items_in_order(self.controller.state)[5].item_id
        if not goes_on:
            self.controller.do(start_item, self.item)
        self.program.window.resize(1440, 900)
        self.program.window.show()
        view = self.program.view
        assert isinstance(view, SessionView)
        lead = view.page("lead")
        assert isinstance(lead, LeadPage)
        self.line = lead.line.edit
        view.open_panel(view.phones_panel)
        self.frames_ms: list[float] = []
        self.alone_ms: list[float] = []
        self._due = time.monotonic()
        self._timer = QTimer(singleShot=True, timerType=Qt.TimerType.PreciseTimer)
        self._timer.timeout.connect(self.paint)

    def paint(self) -> None:
        """Paint what has changed, and keep how long after its time it was done: what holds the thread up counts too."""
        QCoreApplication.sendPostedEvents(None, QEvent.Type.UpdateRequest.value)
        now = time.monotonic()
        self.frames_ms.append((now - self._due) * 1000)
        self._due = max(now, self._due + FRAME_MS / 1000)
        self._timer.start(math.ceil((self._due - now) * 1000))

    def type(self) -> None:
        """Type a letter of a note, which is kept when it is whole."""
        typed = len(self.line.text())
        if typed < len(NOTE):
            QTest.keyClicks(self.line, NOTE[typed])
        else:
            QTest.keyClick(self.line, Qt.Key.Key_Return)

    def ask(self) -> None:
        """Change the question, which says when."""
        assert self.controller is not None
        self.controller.do(edit_item, self.item, question=f"said at {time.time_ns()}")

    def let_in(self, port: int) -> None:
        """Let phones in, and say where."""
        self.alone_ms, self.frames_ms = self.frames_ms, []
        self.program.phones.let_in(HERE, port)
        phones = self.program.phones.phones
        assert phones is not None
        assert phones.door is not None
        print(json.dumps({"port": phones.door.port, "code": phones.code}), flush=True)


class Told:
    """Reads what the bench says on the input: a line once all phones have joined, and its end at the end."""

    def __init__(self, probe: Probe, application: QApplication) -> None:
        self._probe, self._application = probe, application
        self._began_s = self._used_s = 0.0
        self._has_ended = threading.Event()
        threading.Thread(target=self._wait, daemon=True).start()

    def _wait(self) -> None:
        sys.stdin.readline()
        self._probe.frames_ms.clear()
        self._began_s, self._used_s = time.monotonic(), time.process_time()
        sys.stdin.read()
        self._has_ended.set()

    def look(self) -> None:
        """End where that was told."""
        if self._has_ended.is_set():
            self._application.exit()  # `quit` would close the window, which may ask something.

    @property
    def cores(self) -> float:
        """Return the cores that were used, on average, since all had joined."""
        return (time.process_time() - self._used_s) / (time.monotonic() - self._began_s)


def repeated(act: Callable[[], None], every_ms: int) -> QTimer:
    """A timer that does something again and again."""
    timer = QTimer()
    timer.timeout.connect(act)
    timer.start(every_ms)
    return timer


def main(folder: Path, port: int) -> None:
    """Show the window, let phones in, and say what the frames took."""
    gc.disable()  # As the program does.
    application = QApplication(sys.argv[:1])
    Theme(application)
    probe = Probe(folder, goes_on=port > 0)
    if port:
        probe.let_in(port)
    else:
        QTimer.singleShot(int(ALONE_S * 1000), partial(probe.let_in, port))
    application.processEvents()
    gc.freeze()
    GarbageCollector(application)
    told = Told(probe, application)
    timers = [repeated(probe.type, LETTER_MS), repeated(probe.ask, QUESTION_MS), repeated(told.look, LETTER_MS)]
    probe.paint()
    application.exec()
    for timer in timers:
        timer.stop()
    print(json.dumps({"alone_ms": probe.alone_ms, "with_ms": probe.frames_ms, "cores": told.cores}), flush=True)
    probe.program.phones.shut()
    probe.program.leave_store()


if __name__ == "__main__":
    main(Path(sys.argv[1]), int(sys.argv[2]) if sys.argv[2:] else 0)

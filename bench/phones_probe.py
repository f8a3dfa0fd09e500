"""The window with phones in it, in a process of its own: `python -m bench.phones_probe STORE`.

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

    def __init__(self, folder: Path) -> None:
        settings = QSettings(str(folder / "window.ini"), QSettings.Format.IniFormat)
        self.program = Program(settings, "en", Laptop(LaptopId("bench")))
        self.program.open_store(folder / "dialogue.sqlite")
        self.program.create_session("community_dialogue", "Bench", 24)
        self.controller = self.program.controller
        assert self.controller is not None
        self.item = items_in_order(self.controller.state)[5].item_id
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
        self.controller.do(edit_item, self.item, question=f"said at {time.monotonic_ns()}")


def main(folder: Path) -> None:
    """Show the window, let phones in, and say what the frames took."""
    gc.disable()  # As the program does.
    application = QApplication(sys.argv[:1])
    Theme(application)
    probe = Probe(folder)
    application.processEvents()
    gc.freeze()
    GarbageCollector(application)
    timers = [QTimer(), QTimer(), QTimer()]
    ends, letters, questions = timers
    letters.timeout.connect(probe.type)
    letters.start(LETTER_MS)
    questions.timeout.connect(probe.ask)
    questions.start(QUESTION_MS)
    probe.paint()
    alone_ms: list[float] = []

    def let_in() -> None:
        alone_ms.extend(probe.frames_ms)
        probe.program.phones.let_in(HERE, 0)
        phones = probe.program.phones.phones
        assert phones is not None
        assert phones.door is not None
        print(json.dumps({"port": phones.door.port, "code": phones.code}), flush=True)

    QTimer.singleShot(int(ALONE_S * 1000), let_in)

    def wait() -> None:
        sys.stdin.readline()  # All have joined: what counts begins.
        probe.frames_ms.clear()
        began.append((time.monotonic(), time.process_time()))
        sys.stdin.read()
        ended.set()

    def look() -> None:
        if ended.is_set():
            application.exit()  # `quit` would close the window, which may ask something.

    ended = threading.Event()
    began: list[tuple[float, float]] = []
    ends.timeout.connect(look)
    ends.start(LETTER_MS)
    threading.Thread(target=wait, daemon=True).start()
    application.exec()
    for timer in timers:
        timer.stop()
    wall_s, used_s = (time.monotonic() - began[0][0], time.process_time() - began[0][1])
    told = {"alone_ms": alone_ms, "with_ms": probe.frames_ms, "cores": used_s / wall_s}
    print(json.dumps(told), flush=True)
    probe.program.phones.shut()
    probe.program.leave_store()


if __name__ == "__main__":
    main(Path(sys.argv[1]))

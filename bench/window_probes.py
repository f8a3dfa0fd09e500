"""Takes single measurements of the window, each in a fresh process: `python -m bench.window_probes NAME FOLDER`.

Each prints one line of JSON. Nothing is judged here.
"""

from __future__ import annotations

import gc
import json
import resource
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from facilitator_console.app.program import Program
    from facilitator_console.exchange.script import Script
    from facilitator_console.session.clock import SetClock
    from facilitator_console.ui.control.session_controller import SessionController

STARTED = time.perf_counter()

NOTES = 5_000
TYPED = 300
WARM_UP = 20
STILL_S = 6.0
HOUR_MS = 3_600_000
SPEED = 120
TURN_MS = 90_000


def first_paint_bare(_folder: Path) -> dict[str, float]:
    """Return a bare main window with six docks, the least that a program of this kind could be."""
    from PySide6.QtCore import Qt
    from PySide6.QtWidgets import QApplication, QDockWidget, QMainWindow, QTextEdit

    application = QApplication(sys.argv[:1])
    window = QMainWindow()
    window.setCentralWidget(QTextEdit())
    for number in range(6):
        dock = QDockWidget(f"Dock {number}")
        dock.setWidget(QTextEdit())
        window.addDockWidget(Qt.DockWidgetArea.LeftDockWidgetArea, dock)
    window.resize(1280, 800)
    window.show()
    application.processEvents()
    return {"ms": _since_start_ms()}


def first_paint(folder: Path) -> dict[str, float]:
    """Show the window as the program does, with a store that exists."""
    gc.disable()  # As cli.window does.
    from PySide6.QtWidgets import QApplication

    from facilitator_console.app.main import show_window

    program = show_window(QApplication(sys.argv[:1]), folder / "dialogue.sqlite")
    spent_ms = _since_start_ms()
    program.window.close()
    program.leave_store()
    return {"ms": spent_ms}


def enter(folder: Path) -> dict[str, list[float]]:
    """Time Enter in the note line with 5,000 notes: until painted, and until saved."""
    from PySide6.QtCore import Qt
    from PySide6.QtTest import QTest
    from PySide6.QtWidgets import QApplication, QLineEdit

    from facilitator_console.dialogue.capture import capture
    from facilitator_console.ui.look.theme import Theme

    application = QApplication(sys.argv[:1])
    Theme(application)
    program = open_program(folder)
    program.open_store(folder / "notes.sqlite")
    program.create_session("circle", "Bench", 12)
    controller, store = program.controller, program.store
    assert controller is not None
    assert store is not None
    for number in range(NOTES):
        controller.console.dispatch(capture, f"#need {number} the evening bus, since the clinic closes at six")
    controller.take_notes(on=True)
    program.window.resize(1440, 900)
    program.window.show()
    application.processEvents()
    line = program.window.focusWidget()
    assert isinstance(line, QLineEdit)
    painted_ms, saved_ms = [], []
    for number in range(WARM_UP + TYPED):
        line.setText(f"#need {number} what was said just now")
        application.processEvents()
        before = time.perf_counter()
        QTest.keyClick(line, Qt.Key.Key_Return)
        application.processEvents()
        painted = time.perf_counter()
        saves = store.saver.save_state
        store.saver.wait(saves.committed + saves.waiting, 10)
        saved = time.perf_counter()
        if number >= WARM_UP:
            painted_ms.append((painted - before) * 1000)
            saved_ms.append((saved - before) * 1000)
    assert len(controller.state.notes) == NOTES + WARM_UP + TYPED
    program.window.close()
    program.leave_store()
    return {"painted_ms": painted_ms, "saved_ms": saved_ms}


def still(folder: Path) -> dict[str, float]:
    """Measure the processor's time while clocks run and nobody acts, as a share of one core."""
    from PySide6.QtCore import QTimer
    from PySide6.QtWidgets import QApplication

    from facilitator_console.session.agenda import next_item
    from facilitator_console.session.floor import start_turn
    from facilitator_console.session.people import at_seat
    from facilitator_console.ui.look.theme import Theme

    application = QApplication(sys.argv[:1])
    Theme(application)
    program = open_program(folder)
    program.open_store(folder / "still.sqlite")
    program.create_session("statement_voting", "Bench", 24)
    controller = program.controller
    assert controller is not None
    controller.do(next_item)
    controller.do(start_turn, at_seat(controller.state, 4).participant_id)
    program.window.resize(1440, 900)
    program.window.show()
    application.processEvents()
    QTimer.singleShot(1000, application.quit)
    application.exec()
    used, wall = time.process_time(), time.perf_counter()
    QTimer.singleShot(round(STILL_S * 1000), application.quit)
    application.exec()
    share = (time.process_time() - used) / (time.perf_counter() - wall)
    program.window.close()
    program.leave_store()
    return {"share": share}


def _put_ahead() -> SetClock:
    """Return a clock that goes as the machine's does, to be put ahead: a press so soon after another does not count."""
    from facilitator_console.log import Instant
    from facilitator_console.session.clock import SetClock

    class Ahead(SetClock):
        def now_ms(self) -> Instant:
            return Instant(super().now_ms() + round((time.monotonic() - began_s) * 1000))

    began_s = time.monotonic()
    return Ahead(Instant(round(time.time() * 1000)))


def tables(folder: Path) -> dict[str, Any]:
    """Time keys at eight tables that have clocks and queues, until painted; and the processor while nobody acts.

    Each press acts: the clock is put ahead between two, and at the table that is meant somebody waits.
    """
    from PySide6.QtCore import Qt, QTimer
    from PySide6.QtTest import QTest
    from PySide6.QtWidgets import QApplication

    from facilitator_console.ui.look.theme import Theme

    application = QApplication(sys.argv[:1])
    Theme(application)
    clock = _put_ahead()
    program = open_program(folder, clock)
    program.open_store(folder / "tables.sqlite")
    program.create_session("circle", "Bench", 40)
    controller = program.controller
    assert controller is not None
    _eight_tables(controller)
    program.window.resize(1440, 900)
    program.window.show()
    application.processEvents()
    handle, ctrl = program.window.windowHandle(), Qt.KeyboardModifier.ControlModifier
    alt, none = Qt.KeyboardModifier.AltModifier, Qt.KeyboardModifier.NoModifier
    keys = ((Qt.Key.Key_Down, alt), (Qt.Key.Key_1, ctrl), (Qt.Key.Key_4, ctrl), (Qt.Key.Key_Return, none))
    painted_ms = []
    for number in range(WARM_UP + TYPED):
        key, modifiers = keys[number % len(keys)]
        line = program.window.focusWidget()
        if key == Qt.Key.Key_Return and hasattr(line, "setText"):
            line.setText(f"#need {number} what was said just now")
        clock.advance(1000)
        _let_somebody_wait(controller)
        application.processEvents()
        before = time.perf_counter()
        QTest.keyClick(handle, key, modifiers)
        application.processEvents()
        if number >= WARM_UP:
            painted_ms.append((time.perf_counter() - before) * 1000)
    QTimer.singleShot(1000, application.quit)
    application.exec()
    used, wall = time.process_time(), time.perf_counter()
    QTimer.singleShot(round(STILL_S * 1000), application.quit)
    application.exec()
    share = (time.process_time() - used) / (time.perf_counter() - wall)
    program.window.close()
    program.leave_store()
    return {"painted_ms": painted_ms, "share": share}


def _let_somebody_wait(controller: SessionController) -> None:
    """Put somebody into the queue of the table that is meant, where nobody waits: a key that calls nobody is no key."""
    from facilitator_console.session.calling_order import waiting_at
    from facilitator_console.session.floor import is_chosen
    from facilitator_console.session.queue import join_queue
    from facilitator_console.session.tables import people_at

    table_id = controller.tables.table_id
    if not waiting_at(controller.state, table_id):
        people = people_at(controller.state, table_id)
        quiet = next(one for one in people if not is_chosen(controller.state, one.participant_id, table_id))
        controller.do(join_queue, quiet.participant_id, table_id=table_id)


def _eight_tables(controller: SessionController) -> None:
    """Begin an item with eight tables, at each of which somebody speaks and three wait."""
    from facilitator_console.log import Duration
    from facilitator_console.session.agenda import add_item, items_in_order, start_item
    from facilitator_console.session.floor import choose, done
    from facilitator_console.session.tables import edit_table, people_at, tables_on

    controller.do(
        add_item,
        "Tables",
        format="breakout",
        planned_ms=Duration(HOUR_MS),
        turn_limit_ms=Duration(TURN_MS),
        settings={"tables": 8},
    )
    controller.do(start_item, items_in_order(controller.state)[-1].item_id)
    for table in tables_on(controller.state):
        controller.do(edit_table, table.table_id, queue=True, turn_clock=True)
        for person in people_at(controller.state, table.table_id)[:4]:
            controller.do(choose, person.participant_id, table.table_id)
        controller.do(done, table.table_id)


def hour(folder: Path) -> dict[str, list[float]]:
    """Measure memory during an hour of a meeting, watched at speed: a reading each five minutes of it."""
    from PySide6.QtCore import QTimer
    from PySide6.QtWidgets import QApplication

    from facilitator_console.ui.look.theme import Theme

    application = QApplication(sys.argv[:1])
    Theme(application)
    program = open_program(folder)
    program.open_store(folder / "hour.sqlite")
    program.window.resize(1440, 900)
    program.window.show()
    program.watch(_meeting(), SPEED)
    controller = program.controller
    assert controller is not None
    readings_mb: list[float] = []
    began_ms = controller.now_ms()

    def read() -> None:
        if controller.now_ms() - began_ms >= len(readings_mb) * HOUR_MS / 12:
            readings_mb.append(_resident_mb())
        if len(readings_mb) > 12:
            application.quit()

    timer = QTimer(interval=5)
    timer.timeout.connect(read)
    timer.start()
    application.exec()
    program.window.close()
    program.leave_store()
    return {"mb": readings_mb}


def _meeting() -> Script:
    """Return seventy minutes of turns of a minute and a half, with notes and a queue."""
    from facilitator_console.exchange import script as act
    from facilitator_console.log import Duration
    from facilitator_console.session.drafts import ItemDraft

    steps: list[act.AnyStep] = [act.StartItem(Duration(0), 1)]
    for number in range(70 * 60_000 // TURN_MS):
        at_ms, seat = number * TURN_MS, number * 7 % 24 + 1
        steps += [
            act.JoinQueue(Duration(at_ms + 1_000), seat),
            act.Done(Duration(at_ms + 2_000)),
            act.NoteLine(Duration(at_ms + 30_000), f"#need {number} the evening bus, since the clinic closes at six"),
            act.NoteLine(Duration(at_ms + 60_000), f"«{number} nobody asked us»"),
        ]
    items = (ItemDraft("Dialogue", planned_ms=Duration(80 * 60_000)),)
    return act.Script("Bench", tuple(act.Person() for _ in range(24)), items, tuple(steps))


def open_program(folder: Path, clock: SetClock | None = None) -> Program:
    """Return the program, its settings in this folder, at the machine's clock or another one."""
    from PySide6.QtCore import QSettings

    from facilitator_console.app.program import Program
    from facilitator_console.runtime.laptop import this_laptop

    settings = QSettings(str(folder / "window.ini"), QSettings.Format.IniFormat)
    return Program(settings, "en", this_laptop(), clock)


def _resident_mb() -> float:
    statm = Path("/proc/self/statm")
    if statm.exists():
        return int(statm.read_text().split()[1]) * resource.getpagesize() / 1e6
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1e6


def _since_start_ms() -> float:
    return (time.perf_counter() - STARTED) * 1000


PROBES: dict[str, Callable[[Path], object]] = {
    probe.__name__: probe for probe in (first_paint_bare, first_paint, enter, still, tables, hour)
}

if __name__ == "__main__":
    print(json.dumps(PROBES[sys.argv[1]](Path(sys.argv[2]))))

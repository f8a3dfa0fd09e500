"""Single measurements of a long queue, each in a fresh process: `python -m bench.queue_probes NAME FOLDER`.

Each prints one line of JSON. Nothing is judged here.
"""

from __future__ import annotations

import json
import sys
import time
from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import QStringListModel, Qt
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QListView, QMainWindow

from bench.window_probes import open_program
from facilitator_console.log import Instant
from facilitator_console.session import agenda
from facilitator_console.session.clock import SetClock
from facilitator_console.session.ids import SOMEONE_ELSE
from facilitator_console.session.queue import join_seats
from facilitator_console.ui.control.session_controller import SessionController
from facilitator_console.ui.look.theme import Theme
from facilitator_console.ui.run.lead_page import LeadPage

QUEUED, SEATS = 200, 240
WARM_UP, PRESSED = 20, 100
CTRL, ALT = Qt.KeyboardModifier.ControlModifier, Qt.KeyboardModifier.AltModifier
BEGAN_AT_MS = Instant(1_760_000_000_000)


def bare(_folder: Path) -> dict[str, list[float]]:
    """A bare window with a list of 200 rows, which a key puts in another order."""
    application = QApplication(sys.argv[:1])
    window, view, rows = QMainWindow(), QListView(), [f"Seat {seat}" for seat in range(1, QUEUED + 1)]
    model = QStringListModel(rows)
    view.setModel(model)
    view.setUniformItemSizes(True)
    window.setCentralWidget(view)
    window.resize(1440, 900)

    def turn() -> None:
        rows.append(rows.pop(0))
        model.setStringList(rows)

    QShortcut(QKeySequence("Ctrl+1"), window).activated.connect(turn)
    window.show()
    application.processEvents()
    handle = window.windowHandle()
    taken_ms = [_timed(lambda: QTest.keyClick(handle, Qt.Key.Key_1, CTRL)) for _ in range(WARM_UP + PRESSED)]
    assert rows[0] == f"Seat {(WARM_UP + PRESSED) % QUEUED + 1}"
    return {"reset": taken_ms[WARM_UP:]}


def window(folder: Path) -> dict[str, list[float]]:
    """Keys with 200 in the queue: done, a seat more, a card moved by hand."""
    application = QApplication(sys.argv[:1])
    Theme(application)
    clock = SetClock(BEGAN_AT_MS)
    program = open_program(folder, clock)
    program.open_store(folder / "queue.sqlite")
    program.create_session("community_dialogue", "Bench", SEATS)
    controller = program.controller
    assert controller is not None
    _fill(controller)
    program.window.resize(1440, 900)
    program.window.show()
    application.processEvents()
    page = program.window.findChild(LeadPage)
    assert isinstance(page, LeadPage)
    handle, view, entry = program.window.windowHandle(), page.queue.view, page.queue.entry
    taken: dict[str, list[float]] = {"done": [], "joined": [], "placed": []}
    for number in range(WARM_UP + PRESSED):
        clock.advance(1000)
        page.line.focus_line()
        taken["done"].append(_timed(lambda: QTest.keyClick(handle, Qt.Key.Key_1, CTRL)))
        entry.ask_for_seats()
        entry.field.setText(str(_free_seat(controller)))
        application.processEvents()
        taken["joined"].append(_timed(lambda: QTest.keyClick(entry.field, Qt.Key.Key_Return)))
        view.setFocus()
        view.setCurrentIndex(view.model().index(QUEUED // 2 - number % 40, 0))
        application.processEvents()
        taken["placed"].append(_timed(lambda: QTest.keyClick(view, Qt.Key.Key_Up, ALT)))
        assert len(controller.state.queue) == QUEUED
    program.window.close()
    program.leave_store()
    return {name: values[WARM_UP:] for name, values in taken.items()}


def _timed(press: Callable[[], object]) -> float:
    """How long a press takes until all that it set off is handled and painted, in ms."""
    before = time.perf_counter()
    press()
    QApplication.processEvents()
    return (time.perf_counter() - before) * 1000


def _fill(controller: SessionController) -> None:
    """Begin an item in which those who spoke less come first, with 200 who wait."""
    controller.do(agenda.next_item)
    item_id = controller.state.room.item_id
    controller.do(agenda.edit_item, item_id, format="plenary", settings={"order": "balanced_stack"})
    controller.do(join_seats, range(1, QUEUED + 1))


def _free_seat(controller: SessionController) -> int:
    """A seat that neither waits nor speaks."""
    state = controller.state
    busy = {entry.participant_id for entry in state.queue.values()} | {SOMEONE_ELSE}
    busy |= {state.turns[turn_id].participant_id for turn_id in state.room.floor}
    return next(person.seat for person in state.participants.values() if person.participant_id not in busy)


PROBES: dict[str, Callable[[Path], object]] = {probe.__name__: probe for probe in (bare, window)}

if __name__ == "__main__":
    print(json.dumps(PROBES[sys.argv[1]](Path(sys.argv[2]))))

"""Single measurements of a long queue, each in a fresh process: `python -m bench.queue_probes NAME FOLDER`.

Each prints one line of JSON. Nothing is judged here.
"""

from __future__ import annotations

import json
import sys
import time
from collections import Counter
from collections.abc import Callable
from pathlib import Path
from typing import NamedTuple

from PySide6.QtCore import QStringListModel, Qt
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QListView, QMainWindow

from bench.window_probes import open_program
from facilitator_console.log import THE_SESSION, Instant, NewEvent
from facilitator_console.session import agenda
from facilitator_console.session.clock import SetClock
from facilitator_console.session.events import SessionEdited
from facilitator_console.session.queue import join_seats
from facilitator_console.session.state import SessionState
from facilitator_console.ui.control.session_controller import SessionController
from facilitator_console.ui.look.theme import Theme
from facilitator_console.ui.run.lead_page import LeadPage

QUEUED = 200
MANY, FEW = 240, 24
"""Seats: each waits once; a few that the session lets wait several times each."""
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
    taken = [_timed(lambda: QTest.keyClick(view, Qt.Key.Key_1, CTRL)) for _ in range(WARM_UP + PRESSED)]
    assert rows[0] == f"Seat {(WARM_UP + PRESSED) % QUEUED + 1}"
    return {"reset": [one.wall_ms for one in taken[WARM_UP:]], "reset_cpu": [one.cpu_ms for one in taken[WARM_UP:]]}


def many_seats(folder: Path) -> dict[str, list[float]]:
    """Measure keys with 200 people in the queue."""
    return _pressed(folder, MANY)


def few_seats(folder: Path) -> dict[str, list[float]]:
    """Measure keys with 200 entries of few people in the queue."""
    return _pressed(folder, FEW)


def _pressed(folder: Path, seats: int) -> dict[str, list[float]]:
    """Measure done, a seat more and a card moved by hand, each until painted; with `_cpu` in processor time."""
    application = QApplication(sys.argv[:1])
    Theme(application)
    clock = SetClock(BEGAN_AT_MS)
    program = open_program(folder, clock)
    program.open_store(folder / f"queue{seats}.sqlite")
    program.create_session("community_dialogue", "Bench", seats)
    controller = program.controller
    assert controller is not None
    _fill(controller)
    program.window.resize(1440, 900)
    program.window.show()
    application.processEvents()
    page = program.window.findChild(LeadPage)
    assert isinstance(page, LeadPage)
    line, view, entry = page.line.edit, page.queue.view, page.queue.entry
    taken: dict[str, list[Taken]] = {"done": [], "joined": [], "placed": []}
    for number in range(WARM_UP + PRESSED):
        clock.advance(1000)
        page.line.focus_line()
        application.processEvents()
        taken["done"].append(_timed(lambda: QTest.keyClick(line, Qt.Key.Key_1, CTRL)))
        entry.ask_for_seats()
        entry.field.setText(str(_seat_to_join(controller, number)))
        application.processEvents()
        taken["joined"].append(_timed(lambda: QTest.keyClick(entry.field, Qt.Key.Key_Return)))
        view.setFocus()
        view.setCurrentIndex(view.model().index(QUEUED // 2 - number % 40, 0))
        application.processEvents()
        taken["placed"].append(_timed(lambda: QTest.keyClick(view, Qt.Key.Key_Up, ALT)))
        assert len(controller.state.queue) == QUEUED
    program.window.close()
    program.leave_store()
    wall = {name: [one.wall_ms for one in values[WARM_UP:]] for name, values in taken.items()}
    return wall | {f"{name}_cpu": [one.cpu_ms for one in values[WARM_UP:]] for name, values in taken.items()}


class Taken(NamedTuple):
    """Represents how long a press took until all that it set off was handled and painted."""

    wall_ms: float
    cpu_ms: float


def _timed(press: Callable[[], object]) -> Taken:
    before, used = time.perf_counter(), time.thread_time()
    press()
    QApplication.processEvents()
    return Taken((time.perf_counter() - before) * 1000, (time.thread_time() - used) * 1000)


def _fill(controller: SessionController) -> None:
    """Begin an item in which those who spoke less come first, with 200 who wait."""
    controller.do(_let_wait_several_times)
    controller.do(agenda.next_item)
    item_id = controller.state.room.item_id
    controller.do(agenda.edit_item, item_id, format="plenary", settings={"order": "balanced_stack"})
    seats = sorted(person.seat for person in controller.state.participants.values())
    while left := QUEUED - len(controller.state.queue):
        controller.do(join_seats, seats[:left])


def _let_wait_several_times(_state: SessionState, _now_ms: Instant) -> list[NewEvent]:
    return [NewEvent(SessionEdited(settings={"several_entries": True}), THE_SESSION)]


def _seat_to_join(controller: SessionController, number: int) -> int:
    """A seat that waits least often; of those one after the other."""
    seats = {person.participant_id: person.seat for person in controller.state.participants.values()}
    waits = Counter(seats.get(entry.participant_id, 0) for entry in controller.state.queue.values())
    least = min(waits[seat] for seat in seats.values())
    found = [seat for seat in seats.values() if waits[seat] == least]
    return found[number % len(found)]


PROBES: dict[str, Callable[[Path], object]] = {probe.__name__: probe for probe in (bare, many_seats, few_seats)}

if __name__ == "__main__":
    print(json.dumps(PROBES[sys.argv[1]](Path(sys.argv[2]))))

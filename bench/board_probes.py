"""Single measurements of the board, each in a fresh process: `python -m bench.board_probes NAME FOLDER`.

Each prints one line of JSON. Nothing is judged here.
"""

from __future__ import annotations

import json
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import NamedTuple

from PySide6.QtCore import QStringListModel, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QAbstractItemView, QApplication, QMainWindow, QTableView

from bench.window_probes import open_program
from facilitator_console.log import Instant, NewEvent, WorkPhase
from facilitator_console.notes.events import NoteAdded
from facilitator_console.notes.ids import Column, TagId
from facilitator_console.notes.state import NotesState
from facilitator_console.notes.themes import add_theme
from facilitator_console.session.clock import SetClock
from facilitator_console.ui.control.session_controller import SessionController
from facilitator_console.ui.harvest.harvest_page import HarvestPage
from facilitator_console.ui.look.theme import Theme
from facilitator_console.ui.shell.session_view import SessionView

NOTES, IN_ONE_THEME, THEMES = 5000, 1000, 20
STEPS, STEP_PX, WARM_UP, PRESSED = 400, 120, 5, 60
BEGAN_AT_MS = Instant(1_760_000_000_000)
TEXT = "Діти чекають на автобус у темряві {number}, і ніхто не знає, чи він приїде до школи вчасно"


def bare(_folder: Path) -> dict[str, list[float]]:
    """A table of one column in a bare window, scrolled."""
    application = QApplication(sys.argv[:1])
    window, view = QMainWindow(), QTableView()
    model = QStringListModel([TEXT.format(number=number) for number in range(NOTES)])
    view.setModel(model)
    view.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
    window.setCentralWidget(view)
    window.resize(1440, 900)
    window.show()
    application.processEvents()
    return _split({"scroll": _scrolled(view)})


def board(folder: Path) -> dict[str, list[float]]:
    """The page with 5,000 notes: opened, scrolled, notes tagged and put into themes."""
    application = QApplication(sys.argv[:1])
    Theme(application)
    program = open_program(folder, SetClock(BEGAN_AT_MS))
    program.open_store(folder / "board.sqlite")
    program.create_session("community_dialogue", "Bench", 24)
    controller = program.controller
    assert controller is not None
    _fill(controller)
    program.window.resize(1440, 900)
    program.window.show()
    application.processEvents()
    view = program.window.findChild(SessionView)
    assert isinstance(view, SessionView)
    opened = _timed(lambda: view.show_page(WorkPhase.HARVEST))
    page = program.window.findChild(HarvestPage)
    assert isinstance(page, HarvestPage)
    taken = {"opened": [opened], "loose": _scrolled(page.board.loose)}
    column = page.board.columns[Column.SHARED]
    column.toggle(next(iter(controller.state.themes)))
    application.processEvents()
    taken["card"] = _scrolled(column.cards)
    loose = page.board.loose
    loose.setFocus()
    loose.choose(0)
    taken["tagged"], taken["themed"] = [], []
    for _ in range(WARM_UP + PRESSED):
        taken["tagged"].append(_timed(lambda: QTest.keyClick(loose, Qt.Key.Key_2)))
        QTest.keyClick(loose, Qt.Key.Key_T)
        application.processEvents()
        taken["themed"].append(_timed(lambda: QTest.keyClick(page.chooser.field, Qt.Key.Key_Return)))
    assert loose.board.rowCount() == NOTES - IN_ONE_THEME - THEMES - WARM_UP - PRESSED + 1
    program.window.close()
    program.leave_store()
    return _split({name: values[WARM_UP if name in {"tagged", "themed"} else 0 :] for name, values in taken.items()})


class Taken(NamedTuple):
    """Represents how long something took until all that it set off was handled and painted."""

    wall_ms: float
    cpu_ms: float


def _split(taken: dict[str, list[Taken]]) -> dict[str, list[float]]:
    wall = {name: [one.wall_ms for one in values] for name, values in taken.items()}
    return wall | {f"{name}_cpu": [one.cpu_ms for one in values] for name, values in taken.items()}


def _scrolled(view: QAbstractItemView) -> list[Taken]:
    """Scroll down step by step and up again; how long each frame took, without the first few."""
    bar = view.verticalScrollBar()
    down = [_timed(lambda: bar.setValue(bar.value() + STEP_PX)) for _ in range(STEPS)]
    up = [_timed(lambda: bar.setValue(bar.value() - STEP_PX)) for _ in range(STEPS)]
    return [*down[WARM_UP:], *up]


def _timed(act: Callable[[], object]) -> Taken:
    before, used = time.perf_counter(), time.thread_time()
    act()
    QApplication.processEvents()
    return Taken((time.perf_counter() - before) * 1000, (time.thread_time() - used) * 1000)


def _fill(controller: SessionController) -> None:
    """Write the notes, and put a thousand of them into one theme and one each into the others."""
    controller.do(_write_notes)
    notes = [*controller.state.notes]
    controller.do(add_theme, Column.SHARED, "The bus in the morning", "", notes[:IN_ONE_THEME])
    for number in range(THEMES - 1):
        note = notes[IN_ONE_THEME + number]
        controller.do(add_theme, list(Column)[number % 3], f"Theme {number}", "", [note])


def _write_notes(_state: NotesState, _now_ms: Instant) -> list[NewEvent]:
    tags = (TagId("need"), TagId("issue"), TagId("question"))
    return [
        NewEvent(NoteAdded(TEXT.format(number=number), (tags[number % 3],) if number % 2 else ()))
        for number in range(NOTES)
    ]


PROBES: dict[str, Callable[[Path], object]] = {probe.__name__: probe for probe in (bare, board)}

if __name__ == "__main__":
    print(json.dumps(PROBES[sys.argv[1]](Path(sys.argv[2]))))

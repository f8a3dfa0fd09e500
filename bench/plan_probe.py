"""One edit of an agenda of 300 items, from the key until painted: `python -m bench.plan_probe plan FOLDER`.

Prints one line of JSON. Nothing is judged here.
"""

from __future__ import annotations

import json
import sys
import time
from collections.abc import Callable
from pathlib import Path

ITEMS = 300
EDITS = 200
WARM_UP = 20


def plan(folder: Path) -> dict[str, list[float]]:
    """Enter in the column of lengths near the top: all times below it move; and a title in the middle."""
    from PySide6.QtCore import QSettings, Qt
    from PySide6.QtTest import QTest
    from PySide6.QtWidgets import QApplication, QLineEdit

    from facilitator_console.app.program import Program
    from facilitator_console.log import Duration
    from facilitator_console.runtime.laptop import this_laptop
    from facilitator_console.session import events as ev
    from facilitator_console.session.agenda import items_in_order
    from facilitator_console.session.drafts import ItemDraft, add_items
    from facilitator_console.session.editing import plan_session
    from facilitator_console.ui.look.theme import Theme
    from facilitator_console.ui.prepare.agenda_columns import Col
    from facilitator_console.ui.prepare.prepare_page import PreparePage
    from facilitator_console.ui.shell.session_view import SessionView

    application = QApplication(sys.argv[:1])
    Theme(application)
    program = Program(QSettings(str(folder / "window.ini"), QSettings.Format.IniFormat), "en", this_laptop())
    program.open_store(folder / "plan.sqlite")
    program.create_session("", "Bench", 24)
    controller = program.controller
    assert controller is not None
    drafts = [
        ItemDraft(f"Question {number}", "What would you miss most if the bus were gone?", planned_ms=Duration(600_000))
        for number in range(ITEMS)
    ]
    controller.do(add_items, drafts)
    controller.do(plan_session, ev.SessionEdited(begins=ev.LocalTime("2026-11-28", "14:00", 120)))
    view = program.view
    assert isinstance(view, SessionView)
    view.show_page("prepare")
    program.window.resize(1440, 900)
    program.window.show()
    application.processEvents()
    page = view.page("prepare")
    assert isinstance(page, PreparePage)
    table = page.agenda.table
    taken: dict[str, list[float]] = {"length_ms": [], "title_ms": []}
    edits: tuple[tuple[str, int, Col, Callable[[int], str]], ...] = (
        ("length_ms", 2, Col.MIN, lambda number: str(5 + number % 20)),
        ("title_ms", ITEMS // 2, Col.TITLE, lambda number: f"Another question {number}"),
    )
    for name, row, column, written in edits:
        for number in range(WARM_UP + EDITS):
            table.edit_cell(row, column)
            field = table.indexWidget(table.currentIndex())
            assert isinstance(field, QLineEdit)
            field.setText(written(number))
            application.processEvents()
            before = time.perf_counter()
            QTest.keyClick(field, Qt.Key.Key_Return)
            application.processEvents()
            if number >= WARM_UP:
                taken[name].append((time.perf_counter() - before) * 1000)
    assert items_in_order(controller.state)[ITEMS // 2].title == f"Another question {WARM_UP + EDITS - 1}"
    program.window.close()
    program.leave_store()
    return taken


if __name__ == "__main__":
    sys.stdout.write(json.dumps(plan(Path(sys.argv[2]))) + "\n")

"""One window of a team in a process of its own: `python -m tests.e2e.team_driven FOLDER LAPTOP`.

It opens the start screen of FOLDER/dialogue.sqlite and says `ready`. For each line on its standard input it says what
the screen and the session are like, as JSON; whatever is done is done by real keys.
"""

from __future__ import annotations

import json
import sys
from pathlib import Path

from PySide6.QtCore import QSettings, QSocketNotifier, QTimer
from PySide6.QtWidgets import QAbstractButton, QApplication

from facilitator_console.app.program import Program
from facilitator_console.log import LaptopId
from facilitator_console.runtime.laptop import Laptop
from facilitator_console.session.evolve_clocks import lead_of
from facilitator_console.session.ids import MAIN
from facilitator_console.session.tables import table_number
from facilitator_console.session.timers import item_timer, reading
from facilitator_console.ui.look.theme import Theme
from facilitator_console.ui.shell.session_view import SessionView

LONGEST_MS = 300_000
BANNERS = ("lead_offered", "lead_away", "merged", "unled", "table_offered")


def told(program: Program) -> dict[str, object]:
    """What somebody could see, or look up in the store."""
    focus = QApplication.focusWidget()
    text = focus.text() if isinstance(focus, QAbstractButton) else ""
    found: dict[str, object] = {
        "focus": focus.accessibleName() or text or type(focus).__name__ if focus is not None else "",
        "page": "",
        "active": program.window.isActiveWindow(),
    }
    controller, picture = program.controller, program.teamwork.picture
    if picture.shown is not None:
        found |= {"digits": picture.shown.digits, "address": picture.shown.address}
    if controller is not None and isinstance(program.view, SessionView):
        timer = item_timer(controller.state, controller.now_ms())
        found |= {
            "page": program.view.page_name,
            "shown": type(program.view.stack.currentWidget()).__name__,
            "pill": program.view.top.save.text(),
            "team": program.view.top.team.accessibleName(),
            "notes": sorted(note.text for note in controller.state.notes.values()),
            "leads": controller.leads,
            "lead": lead_of(controller.state, MAIN),
            "used_ms": timer.used_ms if timer else None,
            "item": controller.state.room.item_id,
            "role": program.view.top.role.text(),
            "banners": [name for name in BANNERS if program.view.banners.banner(name)],
            "tables": [str(table_number(controller.state, table)) for table in controller.led_tables],
            "sits": [seat.number for seat in view.seats] if (view := controller.tables.view) else [],
            "speaks": view.seat if view else None,
            "turn_ms": reading(view.turn, controller.now_ms()).used_ms if view and view.turn else 0,
            "frozen": [controller.state.rooms[one].frozen for one in (MAIN, controller.tables.table_id)],
            "turns": {turn.turn_id: turn.talk_ms for turn in controller.state.turns.values() if turn.ended_at_ms},
            "unled": len(controller.state.unled),
        }
    return found


def main() -> int:
    """Run until the standard input is closed."""
    folder = Path(sys.argv[1])
    application = QApplication(sys.argv[:1])
    Theme(application)
    settings = QSettings(str(folder / "window.ini"), QSettings.Format.IniFormat)
    program = Program(settings, "en", Laptop(LaptopId(sys.argv[2]), "boot"))
    program.open_store(folder / "dialogue.sqlite")
    program.show_start()
    program.window.setWindowTitle(f"{sys.argv[2]} console")
    program.window.show()
    program.window.activateWindow()

    def answer() -> None:
        line = sys.stdin.readline()
        if not line:
            program.window.close()
        elif line.strip() == "cut":
            program.teamwork.follow(None)
            print(json.dumps({}), flush=True)
        elif line.strip() == "mend" and program.controller is not None:
            program.teamwork.follow(program.controller.console)
            print(json.dumps({}), flush=True)
        else:
            print(json.dumps(told(program)), flush=True)

    notifier = QSocketNotifier(sys.stdin.fileno(), QSocketNotifier.Type.Read)
    notifier.activated.connect(answer)
    QTimer.singleShot(0, lambda: print("ready", flush=True))
    QTimer.singleShot(LONGEST_MS, program.window.close)
    code = application.exec()
    program.leave_store()
    return code


if __name__ == "__main__":
    sys.exit(main())

"""The program in a process of its own, for tests that kill it or press real keys: `python -m tests.e2e.driven FOLDER`.

It opens FOLDER/dialogue.sqlite, begins a session (with `spoken` behind the folder: one in which seats 1 and 2 have the
word one after the other, and notes say whose words they are; with `round`: one in whose round seat 1 has the word; with
`stuck`: one of which a note can't be saved; with `display`: one that is shown on the room display), says `ready` and
where its buttons are, then runs until its standard input is closed. For each key and button that is let go of it says
`took`.
"""

from __future__ import annotations

import json
import sys
from pathlib import Path

from PySide6.QtCore import QEvent, QObject, QPoint, QSettings, QSocketNotifier, QTimer
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QApplication, QPushButton

from facilitator_console.app.program import Program
from facilitator_console.dialogue.capture import capture
from facilitator_console.runtime.laptop import this_laptop
from facilitator_console.session.agenda import edit_session, items_in_order, next_item, start_item
from facilitator_console.session.floor import done, start_turn
from facilitator_console.session.ids import Attribution
from facilitator_console.session.people import at_seat
from facilitator_console.ui.look.theme import Theme
from facilitator_console.ui.room_display.frame import Look

LONGEST_MS = 300_000
"""Nobody waits longer for a key that never came."""


def places(program: Program) -> dict[str, tuple[int, int]]:
    """The middle of each named button, on the screen."""
    found = {}
    for button in program.window.findChildren(QPushButton):
        if button.objectName() and button.isVisible():
            at = button.mapToGlobal(QPoint(button.width() // 2, button.height() // 2))
            found[button.objectName()] = (at.x(), at.y())
    return found


class Hands(QObject):
    """Says `took` for each key and button let go of, so that whoever pressed it knows that it came."""

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Once for each: the window hears of it before any widget does."""
        let_go = event.type() in {QEvent.Type.KeyRelease, QEvent.Type.MouseButtonRelease}
        if let_go and watched.isWindowType() and not (isinstance(event, QKeyEvent) and event.isAutoRepeat()):
            print("took", flush=True)
        return False


def main() -> int:
    """Run."""
    folder = Path(sys.argv[1])
    application = QApplication(sys.argv[:1])
    Theme(application)
    program = Program(QSettings(str(folder / "window.ini"), QSettings.Format.IniFormat), "en", this_laptop())
    program.open_store(folder / "dialogue.sqlite")
    program.create_session("community_dialogue", "Autumn circle", 12)
    if "spoken" in sys.argv and program.controller is not None:
        controller = program.controller
        controller.do(edit_session, attribution=Attribution.PSEUDONYM)
        controller.do(next_item)
        for seat in (1, 2):
            controller.do(start_turn, at_seat(controller.state, seat).participant_id)
    if "round" in sys.argv and program.controller is not None:
        controller = program.controller
        in_turn = next(item for item in items_in_order(controller.state) if item.format == "check_in")
        controller.do(start_item, in_turn.item_id)
        controller.do(done)
    if "stuck" in sys.argv and program.controller is not None and program.store is not None:
        saves = program.store.saver.save_state
        assert program.store.saver.wait(saves.committed + saves.waiting, 60)
        with program.store.log.connection() as connection:
            connection.execute("PRAGMA query_only = ON")
        program.controller.do(capture, "#need a well that works")
    if "display" in sys.argv:
        program.window.show()
        program.room_display.set_look(Look(digits=True))
        program.room_display.open()
        program.room_display.set_covered(on=False)
    program.window.showMaximized()
    program.window.activateWindow()
    QTimer.singleShot(500, lambda: print("ready", json.dumps(places(program)), flush=True))
    told = QSocketNotifier(sys.stdin.fileno(), QSocketNotifier.Type.Read)
    told.activated.connect(program.window.close)
    hands = Hands(application)
    application.installEventFilter(hands)
    QTimer.singleShot(LONGEST_MS, program.window.close)
    code = application.exec()
    program.leave_store()
    return code


if __name__ == "__main__":
    sys.exit(main())

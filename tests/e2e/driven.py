"""The program in a process of its own, for tests that kill it or press real keys: `python -m tests.e2e.driven FOLDER`.

It opens FOLDER/dialogue.sqlite, begins a session (with `spoken` behind the folder: one in which seats 1 and 2 have the
word one after the other, and notes say whose words they are; with `round`: one in whose round seat 1 has the word; with
`stuck`: one of which a note can't be saved; with `tables`: one whose people sit at tables; with `prepare`: one that is
being prepared; with `display`: one that is shown on the room display; with `backlog`: one in Ukrainian with a hundred
notes), says `ready` and where its buttons are, then
runs until its standard input is closed. For each key and button that is let go of, and each drop, it says `took`.

With `round` and `story` its clock stands; with `story` its plan is that of a long story; with `again` it shows what is
there, its clock standing at the instant given behind that. It is told by lines: `later 30` lets seconds pass, `look`
nothing; it answers with what a person would see, and its clock; and where its buttons are, where that is asked for by
`places`.
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
from facilitator_console.log import Duration, Instant
from facilitator_console.runtime.laptop import this_laptop
from facilitator_console.session.agenda import add_item, edit_session, items_in_order, next_item, start_item
from facilitator_console.session.clock import SetClock
from facilitator_console.session.floor import done, start_turn
from facilitator_console.session.ids import Attribution
from facilitator_console.session.people import at_seat
from facilitator_console.session.tables import tables_on
from facilitator_console.ui.look.theme import Theme
from facilitator_console.ui.prepare.agenda_columns import Col
from facilitator_console.ui.prepare.agenda_table import AgendaTable
from facilitator_console.ui.room_display.frame import Look
from facilitator_console.ui.run.tables_field import TablesField
from facilitator_console.ui.shell.session_view import SessionView

STORY: tuple[tuple[str, str, int, dict[str, int]], ...] = (
    ("What brings you here?", "go_around", 10, {}),
    ("What matters", "plenary", 60, {}),
    ("What would you not give up?", "fishbowl", 60, {"chairs": 3}),
    ("Break", "break", 15, {}),
    ("A last word", "check_out", 20, {}),
)
STORY_SEATS = 6
BACKLOG = 100
ODD = (
    "🚌 автобус о 6:00 👩‍👩‍👧",
    "з двох знаків: и\u0306 і\u0308 cafe\u0301",
    "מים לכל ילד, 5 ליטר",
    "довга " * 833 + "розповідь",
)
BEGAN_AT_MS = Instant(1_762_600_000_000)
LONGEST_MS = 300_000
"""Nobody waits longer for a key that never came."""


def places(program: Program) -> dict[str, tuple[int, int]]:
    """The middle of each button, by its name or its text, of each seat, card of the tables, and item, on the screen."""
    found = {}
    for field in program.window.findChildren(TablesField):
        for place, seat in enumerate(field.seats if field.isVisible() else ()):
            at = field.mapToGlobal(field.center(place).toPoint())
            found[f"seat {seat.number}"] = (at.x(), at.y())
        for number, table in enumerate(tables_on(program.controller.state) if program.controller else (), 1):
            at = field.mapToGlobal(field.card_of(table.table_id).center())
            found[f"table {number}"] = (at.x(), at.y())
    for agenda in program.window.findChildren(AgendaTable):
        for row in range(agenda.agenda.line_row if agenda.isVisible() else 0):
            at = agenda.viewport().mapToGlobal(agenda.visualRect(agenda.agenda.index(row, Col.TITLE)).center())
            found[f"item {row + 1}"] = (at.x(), at.y() - 4)  # In its upper half.
    for button in program.window.findChildren(QPushButton):
        name = button.objectName() or button.text()
        if name and button.isVisible():
            at = button.mapToGlobal(QPoint(button.width() // 2, button.height() // 2))
            found[name] = (at.x(), at.y())
    return found


class Hands(QObject):
    """Says `took` for each key and button let go of, and each drop, so that whoever pressed it knows that it came."""

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Once for each: the window hears of it before any widget does."""
        let_go = event.type() in {QEvent.Type.KeyRelease, QEvent.Type.MouseButtonRelease, QEvent.Type.Drop}
        if let_go and watched.isWindowType() and not (isinstance(event, QKeyEvent) and event.isAutoRepeat()):
            print("took", flush=True)
        return False


class Teller(QObject):
    """Hears the lines that it is told, and answers with what a person would see."""

    def __init__(self, program: Program, clock: SetClock) -> None:
        super().__init__(program)
        self._program, self._clock = program, clock

    def hear(self) -> None:
        """Let time pass as told and answer; the end of the input closes the window."""
        line = sys.stdin.readline()
        if not line:
            self._program.window.close()
            return
        word, _, seconds = line.strip().partition(" ")
        if word == "places":
            print(json.dumps(places(self._program)), flush=True)
            return
        left_s = int(seconds) if word == "later" else 0
        while left_s > 0:  # In steps: a longer leap would be a laptop that slept.
            self._clock.advance(min(left_s, 60) * 1000)
            left_s -= 60
            if self._program.controller is not None:
                self._program.controller.ticked.emit()
        print(json.dumps(self._seen()), flush=True)

    def _seen(self) -> dict[str, object]:
        controller = self._program.controller
        if controller is None:
            return {"now_ms": self._clock.now_ms()}
        view = controller.picture.view
        item = controller.state.items.get(controller.state.room.item_id)
        return {
            "now_ms": self._clock.now_ms(),
            "item": item.title if item else "",
            "turns": len(controller.state.room.floor),
            "speaks": view.plenary.seat or 0,
            "frozen": view.is_frozen,
            "inside": list(view.stage.inside),
            "tables": [[seat.number for seat in table.seats] for table in view.tables],
        }


def tell_a_story(program: Program) -> None:
    """Begin a session with the plan of the story."""
    program.create_session("", "Autumn circle", STORY_SEATS)
    assert program.controller is not None
    for title, format_name, minutes, settings in STORY:
        planned_ms, limit_ms = Duration(minutes * 60_000), Duration(60_000)
        fields = {"format": format_name, "planned_ms": planned_ms, "turn_limit_ms": limit_ms}
        program.controller.do(add_item, title, settings=settings, **fields)  # type: ignore[arg-type]
    assert isinstance(program.view, SessionView)
    program.view.show_page("run")


def set_up(program: Program) -> None:
    """Bring the session to where the test wants it."""
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
    if "tables" in sys.argv and program.controller is not None:
        program.controller.do(add_item, "Tables", format="world_cafe", planned_ms=Duration(3_600_000))
        program.controller.do(start_item, items_in_order(program.controller.state)[-1].item_id)
    if "prepare" in sys.argv and isinstance(program.view, SessionView):
        program.view.show_page("prepare")
    if "backlog" in sys.argv and program.controller is not None:
        for text in (*ODD, *(f"думка {number}" for number in range(BACKLOG - len(ODD)))):
            program.controller.do(capture, text)
    if "stuck" in sys.argv and program.controller is not None and program.store is not None:
        saves = program.store.saver.save_state
        assert program.store.saver.wait(saves.committed + saves.waiting, 60)
        with program.store.log.connection() as connection:
            connection.execute("PRAGMA query_only = ON")
        program.controller.do(capture, "#need a well that works")


def main() -> int:
    """Run."""
    folder = Path(sys.argv[1])
    application = QApplication(sys.argv[:1])
    Theme(application)
    settings = QSettings(str(folder / "window.ini"), QSettings.Format.IniFormat)
    stands = not {"story", "again", "round"}.isdisjoint(sys.argv)
    clock = SetClock(Instant(int(sys.argv[3])) if "again" in sys.argv else BEGAN_AT_MS)
    program = Program(settings, "uk" if "backlog" in sys.argv else "en", this_laptop(), clock if stands else None)
    program.open_store(folder / "dialogue.sqlite")
    if "story" in sys.argv:
        tell_a_story(program)
    elif "again" in sys.argv:
        program.show_start()
    else:
        program.create_session("community_dialogue", "Autumn circle", 12)
    set_up(program)
    if "display" in sys.argv:
        program.window.show()
        program.room_display.set_look(Look(digits=True))
        program.room_display.open()
        program.room_display.set_covered(on=False)
    program.window.showMaximized()
    program.window.activateWindow()
    QTimer.singleShot(500, lambda: print("ready", json.dumps(places(program)), flush=True))
    told = QSocketNotifier(sys.stdin.fileno(), QSocketNotifier.Type.Read)
    teller = Teller(program, clock)
    told.activated.connect(teller.hear)
    hands = Hands(application)
    application.installEventFilter(hands)
    QTimer.singleShot(LONGEST_MS, program.window.close)
    code = application.exec()
    program.leave_store()
    return code


if __name__ == "__main__":
    sys.exit(main())

"""Changes the room display and kills it, on the second screen of an X server: `python -m bench.display_probe FOLDER`.

Prints one line of JSON: milliseconds until the room saw it. Nothing is judged here.
"""

from __future__ import annotations

import json
import os
import signal
import sys
import time
from collections.abc import Callable
from pathlib import Path

from PySide6.QtGui import QColor, QGuiApplication
from PySide6.QtWidgets import QApplication

from bench.window_probes import open_program
from facilitator_console.session.agenda import next_item
from facilitator_console.ui.look.theme import Theme
from facilitator_console.ui.room_display.display_window import GROUND_DARK
from facilitator_console.ui.room_display.room_display import RoomDisplay

CHANGES, KILLS = 20, 5
LONGEST_S = 30
LETTERS = 40
"""The question stands within so many px below the margin."""


def _pixels(count: int) -> set[int]:
    """The colours of a column of the second screen, where the question's first letter stands."""
    picture = QGuiApplication.screens()[1].grabWindow(0, 60, 40, count, 60).toImage()
    return {picture.pixel(x, y) for x in range(picture.width()) for y in range(picture.height())}


def is_up() -> bool:
    """Tell whether the display's ground is on the screen: the server's own is black."""
    return QColor(GROUND_DARK).rgb() in _pixels(1)


def is_shown() -> bool:
    """Tell whether the question is on the screen."""
    return is_up() and len(_pixels(LETTERS)) > 1


def until(is_so: Callable[[], bool]) -> float:
    """Let the console go on until something is so; return how long that took, in ms."""
    began = time.perf_counter()
    while not is_so():
        QApplication.processEvents()
        if time.perf_counter() - began > LONGEST_S:
            raise TimeoutError
    return (time.perf_counter() - began) * 1000


def opened(display: RoomDisplay) -> None:
    """Open the display, and wait until it shows the question."""
    display.close()
    display.open()
    display.set_covered(on=False)
    until(is_shown)


def killed(display: RoomDisplay, *, beside_another: bool) -> float:
    """Kill the display and return how long nothing was seen of it."""
    until(lambda: display.stands_by == beside_another)
    process_id = display.process_id
    os.kill(process_id, signal.SIGKILL)
    began = time.perf_counter()
    until(lambda: display.process_id not in {0, process_id})
    until(is_shown)
    return (time.perf_counter() - began) * 1000


def main() -> None:
    """Let a display be covered, shown and killed, and print how long each took until it was seen."""
    application = QApplication(sys.argv[:1])
    Theme(application)
    folder = Path(sys.argv[1])
    program = open_program(folder)
    program.open_store(folder / "display.sqlite")
    program.create_session("community_dialogue", "Bench", 12)
    program.window.show()
    assert program.controller is not None
    program.controller.do(next_item)
    display = program.room_display
    opened(display)
    taken: dict[str, list[float]] = {"change": [], "stands_by": [], "alone": []}
    for number in range(CHANGES):
        display.set_covered(on=not number % 2)
        taken["change"].append(until(is_shown if number % 2 else lambda: is_up() and not is_shown()))
    for _ in range(KILLS):
        opened(display)  # Anew: what ends five times within twenty seconds is given up.
        taken["stands_by"].append(killed(display, beside_another=True))
        taken["alone"].append(killed(display, beside_another=False))
    program.window.close()
    program.leave_store()
    print(json.dumps(taken))


if __name__ == "__main__":
    main()

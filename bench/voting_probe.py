"""Paints the real window while a store with 225,000 votes is opened in it: `python -m bench.voting_probe votes FOLDER`.

Prints one line of JSON: the frames in ms from the first one of the session until its votes are counted; then those from
the closing of the vote until its result is shown. A frame paints the whole window and takes what came in meanwhile:
what keeps the window waiting keeps the frame waiting. There are as many as a screen shows. Nothing is judged here.
"""

from __future__ import annotations

import gc
import json
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, cast

from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QApplication

from bench.voting import LARGE, begun, fill
from bench.window_probes import open_program
from facilitator_console.app.garbage import GarbageCollector
from facilitator_console.dialogue.voting import end_vote
from facilitator_console.log import WorkPhase
from facilitator_console.runtime.laptop import this_laptop
from facilitator_console.store.store import Store
from facilitator_console.ui.look.theme import Theme

if TYPE_CHECKING:
    from facilitator_console.app.program import Program
    from facilitator_console.ui.harvest.harvest_page import HarvestPage

LONGEST_S = 180
FRAME_S = 1 / 60
LOADED = 120
"""In so many frames the start screen has loaded what comes next."""


def frames_until(program: Program, is_so: Callable[[], bool]) -> list[float]:
    """Paint the window again and again until something is so, and return how long each frame took, in ms."""
    frames: list[float] = []
    began = time.perf_counter()
    while not is_so():
        before = time.perf_counter()
        program.window.repaint()
        QApplication.processEvents()
        took_s = time.perf_counter() - before
        frames.append(took_s * 1000)
        time.sleep(max(0.0, FRAME_S - took_s))
        if before - began > LONGEST_S:
            raise TimeoutError
    return frames


def main() -> None:
    """Open a session of so many votes, close the vote, and look at its result, painting all the while."""
    application = QApplication(sys.argv[:1])
    Theme(application)
    folder = Path(sys.argv[2])
    with Store.open(folder / "large.sqlite") as store:
        console = begun(store, "Large", LARGE[1], this_laptop())
        fill(store, console, LARGE[0])
        session = console.session
    program = open_program(folder)
    program.open_store(folder / "large.sqlite")
    program.show_start()
    program.window.resize(1440, 900)
    program.window.show()
    gc.freeze()
    gc.disable()
    GarbageCollector(application)
    frames_until(program, Repeated(LOADED))
    program.open_session(session)
    assert program.controller is not None
    controller, voting = program.controller, program.controller.console.voting
    program.session_view.show_page(WorkPhase.HARVEST)
    page = cast("HarvestPage", program.session_view.page("harvest"))
    page.show_votes()
    frames_until(program, Repeated(1))  # What is seen for the first time is laid out, however many votes there are.
    opened = frames_until(program, lambda: voting.turnout.voters == LARGE[0])
    controller.do(end_vote)
    votes = page.votes
    assert votes is not None
    result = frames_until(program, lambda: votes.result is not None)
    print(json.dumps({"opened_ms": opened, "result_ms": result}))
    QTimer.singleShot(0, application.quit)
    application.exec()
    program.window.close()
    program.leave_store()


class Repeated:
    """Represents a condition that holds after so many frames."""

    def __init__(self, times: int) -> None:
        self._left = times

    def __call__(self) -> bool:
        """Count one frame, and tell whether all have been counted."""
        self._left -= 1
        return self._left < 0


if __name__ == "__main__":
    main()

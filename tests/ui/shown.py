"""A program that shows a session of the samples, for pictures."""

from __future__ import annotations

import gc
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from PySide6.QtCore import QCoreApplication, QElapsedTimer, QEvent

from facilitator_console.app.program import Program
from facilitator_console.session.clock import SetClock
from facilitator_console.store.errors import StorageError
from facilitator_console.ui.shell.session_view import SessionView
from tests.ui.running import BEGAN_AT_MS, Running
from tests.ui.sample import SampleSessionController

LONGEST_MS = 10_000
"""So long a drawn page is waited for."""

Screens = Iterator[tuple[str, Program]]


class Shown(Running):
    """A program that shows a session of the samples."""

    def show_sample(self, controller: SampleSessionController) -> SessionView:
        """Show it, with what its own store holds."""
        self.stores.store = controller.store
        self.controller = controller
        view = SessionView(controller, self.language, self.room_display, self.phones)
        self.screen.show(view)
        return view


@contextmanager
def shown(
    folder: Path, language: str, sample: Callable[[Path, str], SampleSessionController] | None = None
) -> Iterator[Shown]:
    """A program on a folder of its own."""
    folder.mkdir(parents=True, exist_ok=True)
    controller = sample(folder, language) if sample else None
    program = Shown(folder, language, controller.clock if controller else SetClock(BEGAN_AT_MS))
    if controller:
        program.show_sample(controller)
    else:
        program.open_store(folder / "dialogue.sqlite")
        program.show_start()
    try:
        yield program
    finally:
        if controller:
            program.stores.store = None  # The sample closes its own.
        with suppress(StorageError):  # One of them has lost its store.
            program.leave_store()
        program.window.hide()
        program.window.deleteLater()
        QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)
        del program
        gc.collect()  # Here, where Qt's objects live.


def until(happened: Callable[[], bool], longest_ms: int = LONGEST_MS) -> None:
    """Let the window go on until something has happened that another thread brings about.

    Raises:
        TimeoutError: It does not happen: the picture would not show it.
    """
    waited = QElapsedTimer()
    waited.start()
    while not happened():
        if waited.elapsed() > longest_ms:
            raise TimeoutError
        QCoreApplication.processEvents()

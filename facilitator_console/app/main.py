"""Starts and ends the program; what it does in between is in app.program."""

from __future__ import annotations

import gc
import os
import signal
import sys
import threading
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from types import TracebackType
from typing import TYPE_CHECKING

from PySide6.QtWidgets import QApplication

from facilitator_console.app.garbage import GarbageCollector
from facilitator_console.app.program import Program
from facilitator_console.app.remembered import Remembered
from facilitator_console.runtime.catalogues import LANGUAGES, choose_language
from facilitator_console.runtime.laptop import default_store, is_sample_store, this_laptop
from facilitator_console.ui.control.settings import window_settings
from facilitator_console.ui.look.theme import Theme
from facilitator_console.ui.start.start_page import StartPage

if TYPE_CHECKING:
    from facilitator_console.exchange.script import Script


def run_window(store: Path, *, script: Script | None = None, speed: int = 1) -> int:
    """Show the window until it is closed; for the arguments see `cli.window.open_window`, which comes before."""
    application = QApplication(sys.argv[:1])
    program = show_window(application, store, script, speed)
    if program.gave_way:
        return 0
    gc.freeze()
    GarbageCollector(application)
    _run_until_closed(application, program)
    program.leave_store()
    return 0


def show_window(application: QApplication, store: Path, script: Script | None = None, speed: int = 1) -> Program:
    """Build the window and paint it, unless another one has the store open and has come to the front."""
    application.setApplicationName("facilitator-console")
    application.setDesktopFileName("facilitator-console")
    settings = window_settings()
    remembered = Remembered(settings)
    last_language = remembered.language
    chosen = last_language if last_language in LANGUAGES else choose_language("", os.environ)
    Theme(application)
    program = Program(settings, chosen, this_laptop())
    catch_bugs(program.faults.keep)
    last_used = last_own_store(remembered.stores)
    if program.open_store(store):
        if script is None:
            program.show_start()
            if store == default_store():
                _offer_other(program, last_used)
        else:
            program.watch(script, speed)
    if not program.gave_way:
        program.window.show()
        # The window is painted before the loop's own libraries are loaded.
        application.processEvents()
    return program


def last_own_store(stores: Sequence[Path]) -> Path | None:
    """Return the store that was used last, of these in the order of use; the sample dialogue is nobody's work."""
    return next((path for path in stores if not is_sample_store(path)), None)


def _offer_other(program: Program, last_used: Path | None) -> None:
    """Offer the store that was used last: who moved to another one, by "save elsewhere", finds it after a crash."""
    page, here = program.view, program.store
    if isinstance(page, StartPage) and here is not None and last_used and last_used != here.path:
        page.offer_store(last_used)


def _run_until_closed(application: QApplication, program: Program) -> None:
    # Imported here: it looks for Qt at once.
    import asyncio

    import qasync

    # Ctrl+C in the terminal ends the program at once: what was acknowledged is on the disk.
    signal.signal(signal.SIGINT, signal.SIG_DFL)
    loop = qasync.QEventLoop(application)
    loop.set_exception_handler(lambda _loop, context: _keep(program, context))
    asyncio.set_event_loop(loop)
    closed = asyncio.Event()
    application.aboutToQuit.connect(closed.set)
    with loop:
        loop.run_until_complete(closed.wait())


def _keep(program: Program, context: Mapping[str, object]) -> None:
    bug = context.get("exception")
    if isinstance(bug, BaseException):
        program.faults.keep(bug)


def catch_bugs(keep: Callable[[BaseException], None]) -> None:
    """Keep whatever is raised and not caught, in any thread, from now on; the session goes on."""

    def in_main_thread(kind: type[BaseException], bug: BaseException, trace: TracebackType | None) -> None:
        if issubclass(kind, KeyboardInterrupt):
            sys.__excepthook__(kind, bug, trace)
        else:
            keep(bug)

    def in_other_thread(failed: threading.ExceptHookArgs) -> None:
        if failed.exc_value is not None:
            keep(failed.exc_value)

    sys.excepthook, threading.excepthook = in_main_thread, in_other_thread

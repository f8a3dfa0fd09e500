"""Every screen, as pictures to look at: `make screenshots` writes them to build/screenshots.

Light and dark, 1440 × 900, 1024 × 700 and at twice the size. Each appearance is a process of its own, since the
scale is given to Qt at its start.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from PySide6.QtCore import QCoreApplication, QEvent, QEventLoop, QSettings, QSize, Qt, QTimer
from PySide6.QtWidgets import QApplication

from facilitator_console.app import Program
from facilitator_console.exchange.samples import sample_script
from facilitator_console.session.agenda import next_item
from facilitator_console.session.clock import SetClock
from facilitator_console.session.floor import start_quiet
from facilitator_console.store import SaveState
from facilitator_console.ui.perspectives.report import ReportPage
from facilitator_console.ui.session_view import SessionView
from facilitator_console.ui.theme import Theme
from facilitator_console.words import say
from tests.ui.running import BEGAN_AT_MS, Running
from tests.ui.sample import SampleDesk, prepared_desk, sample_desk

OUT = Path(__file__).resolve().parent.parent / "build" / "screenshots"
SIZES = {"1440": (QSize(1440, 900), 1), "1024": (QSize(1024, 700), 1), "200": (QSize(1440, 900), 2)}
SCHEMES = {"light": Qt.ColorScheme.Light, "dark": Qt.ColorScheme.Dark}
LANGUAGES = ("en", "uk")
NOTES_WATCHED = 4
LONGEST_MS = 10_000
"""So long a drawn page is waited for."""

Screens = Iterator[tuple[str, Program]]


class Shown(Running):
    """A program that shows a session of the samples."""

    def show_sample(self, desk: SampleDesk) -> SessionView:
        """Show it, with what its own store holds."""
        self.store = desk.store
        self.desk = desk
        self.view = SessionView(desk, self.language)
        self.window.show_view(self.view)
        return self.view


@contextmanager
def shown(folder: Path, language: str, sample: Callable[[Path, str], SampleDesk] | None = None) -> Iterator[Shown]:
    """A program on a folder of its own."""
    folder.mkdir(parents=True)
    desk = sample(folder, language) if sample else None
    program = Shown(folder, language, desk.clock if desk else SetClock(BEGAN_AT_MS))
    if desk:
        program.show_sample(desk)
    else:
        program.open_store(folder / "dialogue.sqlite")
        program.show_start()
    try:
        yield program
    finally:
        if desk:
            program.store = None  # The sample closes its own.
        program.end()
        program.window.hide()
        program.window.deleteLater()
        QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)


def start_screens(folder: Path, language: str) -> Screens:
    with shown(folder / "start", language) as program:
        yield "start-empty", program
        program.create_session("circle", "Winter circle", 12)
        program.show_start()
        program.create_session("community_dialogue", "Autumn circle", 12)
        program.session.desk.do(next_item)
        program.saved()
        (folder / "spring.sqlite").touch()
        program._settings.setValue("window/stores", [str(folder / "spring.sqlite")])
        program.show_start()
        yield "start", program


def run_screens(folder: Path, language: str) -> Screens:
    with shown(folder / "run", language, sample_desk) as program:
        view = program.session
        yield "run", program
        view.show_commands()
        yield "commands", program
        view.show_keys()
        yield "keys", program
        view.show_keys()
        view.desk.refused.emit(say("Nobody is speaking and nobody is called. Add a seat to the queue."))
        yield "refusal", program
        view.bars.dismiss("refusal")
        view.desk.saves_changed.emit(SaveState(40, 3, say("The drive is full; make room or save elsewhere.")))
        yield "unsaved", program
        view.desk.saves_changed.emit(SaveState(43, 0, None))
        view.desk.do(start_quiet)
        yield "quiet", program
        view.desk.undo()
        view.cover.toggle()
        yield "cover", program
        view.cover.toggle()
        view.show_perspective("run", notes=True)
        yield "look", program
        view.desk.take_notes(on=True)
        yield "notes", program
        view.desk.take_notes(on=False)
        program.clock.advance(30 * 60_000)
        view.desk._timer.timeout.emit()
        yield "gap", program
    with shown(folder / "watched", language) as program:
        program.watch(sample_script(language), 200)
        assert program._player is not None
        while len(program.session.desk.state.notes) < NOTES_WATCHED:
            QCoreApplication.processEvents()
        program._player.pause()
        yield "watching", program


def page_screens(folder: Path, language: str) -> Screens:
    with shown(folder / "pages", language, sample_desk) as program:
        for name in ("prepare", "report"):
            program.session.show_perspective(name)
            yield name, program
    with shown(folder / "prepared", language, prepared_desk) as program:
        yield "before", program


def draw(scheme: str, size: str, language: str) -> None:
    """Write all screens of one appearance."""
    application = QApplication(sys.argv[:1])
    Theme(application).wear(SCHEMES[scheme])
    with tempfile.TemporaryDirectory() as folder:
        os.environ["XDG_DATA_HOME"] = folder
        QSettings.setPath(QSettings.Format.IniFormat, QSettings.Scope.UserScope, folder)
        for screens in (start_screens, run_screens, page_screens):
            for name, program in screens(Path(folder), language):
                program.window.resize(SIZES[size][0])
                program.window.show()
                program.window.activateWindow()
                settle(program)
                program.window.grab().save(str(OUT / f"{name}-{language}-{scheme}-{size}.png"))


def settle(program: Program) -> None:
    """Let Qt lay out and paint, and pages that are drawn elsewhere arrive."""
    QCoreApplication.processEvents()
    page = program.view.stack.currentWidget() if isinstance(program.view, SessionView) else None
    if isinstance(page, ReportPage):
        drawn = QEventLoop()
        page.pages.drawn.connect(drawn.quit)
        QTimer.singleShot(LONGEST_MS, drawn.quit)
        drawn.exec()
    QCoreApplication.processEvents()


def main() -> int:
    """Draw everything, each appearance in a process of its own."""
    if len(sys.argv) > 1:
        draw(*sys.argv[1:4])
        return 0
    shutil.rmtree(OUT, ignore_errors=True)
    OUT.mkdir(parents=True)
    for scheme in SCHEMES:
        for size, (_, scale) in SIZES.items():
            for language in LANGUAGES if size != "200" else ("en",):
                environment = os.environ | {"QT_QPA_PLATFORM": "offscreen", "QT_SCALE_FACTOR": str(scale)}
                command = [sys.executable, "-m", "tests.screenshots", scheme, size, language]
                subprocess.run(command, env=environment, check=True)
    sys.stdout.write(f"{len(list(OUT.glob('*.png')))} pictures in {OUT}\n")
    return 0


if __name__ == "__main__":
    sys.exit(main())

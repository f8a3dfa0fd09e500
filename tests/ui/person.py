"""A person at the real window: what they can press, click and type, and what they see.

Whatever they do goes through the window as the window system tells of it: no part of the program is called by name.
`make crash` lets such people at it for an hour: each series is a process of its own, since a fault may end it.
"""

from __future__ import annotations

import argparse
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from difflib import ndiff
from enum import StrEnum
from pathlib import Path
from types import TracebackType
from typing import NamedTuple

from hypothesis import note as shown_on_failure
from PySide6.QtCore import QCoreApplication, QEvent, QMessageLogContext, QPoint, Qt, QtMsgType, qInstallMessageHandler
from PySide6.QtGui import QGuiApplication
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QMenu, QWidget
from shiboken6 import isValid

from facilitator_console.dialogue.history import History
from facilitator_console.log import SessionId
from facilitator_console.session.clock import SetClock
from facilitator_console.ui.prepare.prepare_page import PreparePage
from facilitator_console.ui.run.notes_page import NotesPage
from facilitator_console.ui.shell.session_view import SessionView
from facilitator_console.ui.start.start_page import StartPage
from facilitator_console.words import Message
from tests.helpers.controller import contents
from tests.ui.keyboard import type_text
from tests.ui.marathon_sample import sample_marathon
from tests.ui.running import BEGAN_AT_MS, CTRL, Running
from tests.ui.sight import Target, let_go, targets_in, texts

K = Qt.Key
OF_A_RUN = {"runs", "gaps", "last_at_ms", "rooms", "items", "turns"}
"""An opening adds to these, or reads their clocks once more; what they show is compared all the same."""
PAGES = ("prepare", "run", "tags", "timeline", "harvest")
OF_RUN = ("tags", "timeline")
NOT_OURS = "This plugin does not support"


SERIES = 10
"""So many people come one after another in one process."""
HANGS_S = 2_400
"""Four times as long as a series takes on a machine that is busy with ten others."""
LAST_STEPS = 60
DIARY = "PERSON_DIARY"
"""Names a file for what they do: all that is left of it where a fault ends the process."""


def note(step: str) -> None:
    """Write down what a person does."""
    shown_on_failure(step)
    if diary := os.environ.get(DIARY):
        with Path(diary).open("a", encoding="utf-8") as file:
            file.write(step.encode("utf-8", "replace").decode() + "\n")


class Seen(NamedTuple):
    """What a person sees of a session, page by page, and what it is made of."""

    pages: dict[str, list[str]]
    state: dict[str, object]

    def changed(self, before: Seen) -> list[str]:
        """What differs from what was seen before, line by line."""
        lines = [
            f"{name} {line}"
            for name, said in self.pages.items()
            for line in ndiff(before.pages[name], said)
            if not line.startswith(" ")
        ]
        was = before.state
        tables = [f"{name}: {was[name]} → {now}" for name, now in self.state.items() if now != was[name]]
        return [*lines, *tables]


class Kind(StrEnum):
    """What is before them at first."""

    MEETING = "meeting"
    MARATHON = "marathon"
    EXPERTS = "experts"


class Bugs:
    """Collects what the program would report as its own fault, and what Qt warns of; the failure banner comes too."""

    def __init__(self) -> None:
        """Listen from now on."""
        self.found: list[str] = []
        self.program: Running | None = None
        self._hook = sys.excepthook
        sys.excepthook = self._keep
        self._handler = qInstallMessageHandler(self._hear)

    def close(self) -> None:
        """Listen no more."""
        sys.excepthook = self._hook
        qInstallMessageHandler(self._handler)

    def _keep(self, kind: type[BaseException], bug: BaseException, _trace: TracebackType | None) -> None:
        place = _trace
        while place is not None and place.tb_next is not None:
            place = place.tb_next
        where = f" at {place.tb_frame.f_code.co_filename}:{place.tb_lineno}" if place else ""
        self.found.append(f"{kind.__name__}: {bug}{where}")
        if self.program is not None:
            self.program.faults.keep(bug)

    def _hear(self, kind: QtMsgType, _context: QMessageLogContext, text: str) -> None:
        if kind in {QtMsgType.QtWarningMsg, QtMsgType.QtCriticalMsg, QtMsgType.QtFatalMsg} and NOT_OURS not in text:
            self.found.append(f"Qt: {text}")


class Person:
    """Somebody at the window.

    Attributes:
        bugs: What went wrong so far.
        program: What they have before them.
    """

    def __init__(self, folder: Path, kind: Kind = Kind.MEETING) -> None:
        """Start the program on a store in this folder; a marathon and its experts' session have been begun."""
        self._folder = folder
        self.bugs = Bugs()
        self._clock = SetClock(BEGAN_AT_MS)
        begun = _begun(folder, kind)
        self.program = self._start()
        if begun is not None:
            self.program.open_session(begun)
            self.settle()

    def _start(self, language: str = "en") -> Running:
        program = Running(self._folder, language, SetClock(self._clock.now_ms()))
        self.bugs.program = program
        program.open_store(self._folder / "dialogue.sqlite")
        program.show_start()
        program.window.resize(1280, 800)
        program.window.show()
        program.window.activateWindow()
        self._clock = program.clock
        self.settle()
        return program

    def settle(self) -> None:
        """Let the window do what it has to."""
        QCoreApplication.processEvents()
        QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)
        QCoreApplication.processEvents()

    def leave(self) -> None:
        """Close the window, as at the end of a run."""
        self.close_what_is_over()
        if self.program.store is not None and self.program.controller is not None:
            self.program.saved()
        assert self.program.window.close()
        self.program.leave_store()
        self.bugs.program = None
        self.program.window.deleteLater()
        self.program.deleteLater()
        self.settle()

    @property
    def session(self) -> SessionView | None:
        """The session that is before them."""
        view = self.program.view
        return view if isinstance(view, SessionView) else None

    # -- doing ---------------------------------------------------------------------------------------------

    def window(self) -> QWidget:
        """What has the keys now."""
        return QApplication.activePopupWidget() or QApplication.activeWindow() or self.program.window

    def press(self, key: Qt.Key, modifiers: Qt.KeyboardModifier = Qt.KeyboardModifier.NoModifier) -> None:
        """Press a key, with others held."""
        note(f"  presses {modifiers.name} {key.name}")
        self._press(self.window(), key, modifiers)
        self.settle()

    @staticmethod
    def _press(window: QWidget, key: Qt.Key, modifiers: Qt.KeyboardModifier) -> None:
        """Press and release; the window may be gone with the press."""
        handle = window.windowHandle()
        if isinstance(window, QMenu) and modifiers & Qt.KeyboardModifier.AltModifier:
            window.close()  # As Qt does; but QTest goes on with a menu that is deleted by then, and crashes.
        elif handle is not None:
            QTest.keyPress(handle, key, modifiers)
            if isValid(handle):
                QTest.keyRelease(handle, key, modifiers)

    def type(self, text: str) -> None:
        """Type into whatever has the keys."""
        focus = QApplication.focusWidget()
        note(f"  types {text!r} into {focus}")
        if focus is not None:
            for letter in text:
                # It may have gone with the letter before.
                type_text(QApplication.focusWidget() or self.program.window, letter)
        self.settle()

    def paste(self, text: str) -> None:
        """Paste what was copied elsewhere."""
        note(f"  pastes {text!r} into {QApplication.focusWidget()}")
        QGuiApplication.clipboard().setText(text)
        self.press(K.Key_V, CTRL)

    def click(self, number: int, button: Qt.MouseButton, *, double: bool) -> None:
        """Click one of all the things that can be clicked now."""
        targets = list(self.targets())
        if not targets:
            return
        window, at, what = targets[number % len(targets)]
        note(f"  clicks {what} {'twice' if double else ''} {button.name}")
        for _ in range(2 if double else 1):
            self._click(window, at, button)
        self.settle()

    @staticmethod
    def _click(window: QWidget, at: QPoint, button: Qt.MouseButton) -> None:
        """Move there, press and release; the window may be gone before."""
        handle = window.windowHandle() if isValid(window) else None
        nothing = Qt.KeyboardModifier.NoModifier
        if handle is not None:
            QTest.mouseMove(handle, at)
        if handle is not None and isValid(handle):
            QTest.mousePress(handle, button, nothing, at)
        if handle is not None and isValid(handle):
            QTest.mouseRelease(handle, button, nothing, at)

    def click_text(self, name: str) -> None:
        """Click a tab, the pill of the role, or the button of the language."""
        session = self.session
        buttons: dict[str, QWidget] = {}
        if self.program.view is not None:
            buttons["language"] = self.program.view.foot.language
        if session is not None:
            buttons |= {"role": session.top.role, "team": session.top.team, **session.top.tabs}
        self.close_what_is_over()
        note(f"  clicks {name}")
        widget = buttons[name]
        at = widget.mapTo(self.program.window, widget.rect().center())
        self._click(self.program.window, at, Qt.MouseButton.LeftButton)
        self.settle()

    def choose(self, command: Message) -> None:
        """Choose a command among all of them, by its name in the language of the screen."""
        assert self.program.controller is not None
        self.close_what_is_over()
        self.press(K.Key_K, CTRL)
        self.type(self.program.controller.text(command))
        self.press(K.Key_Return)

    def wait(self, ms: int) -> None:
        """Let time pass."""
        note(f"  waits {ms} ms")
        self._clock.advance(ms)
        if self.program.controller is not None:
            self.program.controller.ticked.emit()
        self.settle()

    def close_what_is_over(self) -> None:
        """Close menus, dialogs and the cover."""
        for _ in range(10):
            if self.window() is self.program.window:
                break
            self.window().close()
            self.settle()
        if self.session is not None and self.session.cover.isVisible():
            self.press(K.Key_Escape)

    # -- what can be clicked ---------------------------------------------------------------------------------

    def targets(self) -> Iterator[Target]:
        """All that is visible and enabled, in the window that has the keys."""
        window = self.window()
        if isinstance(window, QMenu):
            for action in window.actions():
                if action.isEnabled() and not action.isSeparator():
                    yield Target(window, window.actionGeometry(action).center(), f"menu: {action.text()}")
            return
        for widget in (window, *window.findChildren(QWidget)):
            if widget.isVisible() and widget.isEnabled() and widget.window() is window:
                yield from targets_in(window, widget)

    # -- what is seen ----------------------------------------------------------------------------------------

    def seen(self) -> Seen:
        """All that the pages of the session show, once whoever types has left the fields."""
        self.close_what_is_over()
        session = self.session
        assert session is not None
        # They cover what else would be seen.
        for name in tuple(session.banners.shown):
            session.banners.dismiss(name)
        pages: dict[str, list[str]] = {}
        # Twice: leaving a page may finish what was typed there.
        for name in (*PAGES, *PAGES):
            self._show(session, name)
            page = session.stack.currentWidget()
            assert page is not None
            self.settle()
            pages[name] = list(texts(page))
        assert self.program.controller is not None
        state = contents(self.program.controller.state)
        return Seen(pages, {name: table for name, table in state.items() if name not in OF_A_RUN})

    def _show(self, session: SessionView, name: str) -> None:
        """Show a page as it is when one comes to it."""
        session.show_page("run" if name in OF_RUN else name, notes=name == "tags", timeline=name == "timeline")
        page = session.stack.currentWidget()
        assert page is not None
        if isinstance(page, NotesPage) and page.codebook.isVisible() != (name == "tags"):
            page.toggle_codebook()
        if isinstance(page, PreparePage):  # What is selected is not kept, and a button says what it does with it.
            page.agenda.table.clearSelection()
        let_go(page)

    def stored(self) -> dict[str, object]:
        """What the store's log folds to, without this program."""
        assert self.program.store is not None
        assert self.program.controller is not None
        self.program.saved()
        return contents(History(self.program.store.log.read(self.program.controller.session)).state)

    def reopen(self) -> None:
        """Close the window, start again, and go on with the session."""
        note("  closes the window and starts again")
        controller, language = self.program.controller, self.program.language
        session = controller.session if controller else None
        self.leave()
        self.program = self._start(language)
        if session is not None:
            assert isinstance(self.program.view, StartPage)
            self.program.open_session(session)
        self.settle()


def _begun(folder: Path, kind: Kind) -> SessionId | None:
    if kind is Kind.MEETING:
        return None
    marathon = sample_marathon(folder)
    whole = marathon.controller.session
    marathon.controller.close()
    return whole if kind is Kind.MARATHON else marathon.experts


def _ended(command: list[str], environment: dict[str, str]) -> subprocess.CompletedProcess[bytes]:
    """Run a series; one that hangs, as where Qt waits for the answer of a box of its own, is ended by a signal."""
    with subprocess.Popen(command, env=environment, stdout=subprocess.PIPE, stderr=subprocess.STDOUT) as ran:
        try:
            said, _ = ran.communicate(timeout=HANGS_S)
        except subprocess.TimeoutExpired:
            ran.kill()
            said, _ = ran.communicate()
    return subprocess.CompletedProcess(command, ran.returncode, said)


def main() -> int:
    """Let people at the window until the time is over; 1 where something failed."""
    parser = argparse.ArgumentParser(prog="python -m tests.ui.person")
    parser.add_argument("--minutes", type=float, default=60)
    parser.add_argument("--seed", type=int, default=int.from_bytes(os.urandom(3), "big"))
    asked = parser.parse_args()
    end_s, seed = time.monotonic() + 60 * asked.minutes, asked.seed
    while time.monotonic() < end_s:
        with tempfile.TemporaryDirectory() as folder:
            diary = Path(folder) / "diary.txt"
            command = [sys.executable, "-m", "pytest", "-q", f"--hypothesis-seed={seed}", "tests/ui/test_person.py"]
            ours = {**os.environ, "PERSON_EXAMPLES": str(SERIES), DIARY: str(diary)}
            ran = _ended(command, ours)
            if ran.returncode:
                print(ran.stdout.decode(errors="replace"))
                if ran.returncode < 0 and diary.exists():
                    print(*diary.read_text(encoding="utf-8").splitlines()[-LAST_STEPS:], sep="\n")
                print(f"seed {seed} failed")
                return 1
        seed += 1
    print(f"seeds {asked.seed} to {seed - 1}: {SERIES} people each, nothing failed")
    return 0


if __name__ == "__main__":
    sys.exit(main())

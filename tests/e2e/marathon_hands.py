"""A marathon from its collection to the middle of its first day, by keys alone, in Ukrainian.

`python -m tests.e2e.marathon_hands FOLDER` collects, draws questions, begins a day, says `saved` in the middle of a
note and waits to be killed.
"""

from __future__ import annotations

import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TypeVar, cast

from PySide6.QtCore import QCoreApplication, QEvent, Qt
from PySide6.QtWidgets import QApplication, QMenu, QWidget

from facilitator_console.dialogue.marathons import questions_in_order
from facilitator_console.dialogue.state import State
from facilitator_console.dialogue.threads import Step
from facilitator_console.log import Instant
from facilitator_console.session.clock import SetClock
from facilitator_console.store.contents import sessions_of
from facilitator_console.ui.look.theme import Theme
from facilitator_console.ui.marathon.stages_page import StagesPage
from facilitator_console.ui.marathon.thread_page import ThreadPage
from facilitator_console.words import Message, say
from tests.ui.keyboard import type_text
from tests.ui.running import BEGAN_AT_MS, CTRL, Running

K = Qt.Key
PATIENCE_S = 120
MOST_TABS = 60
MARATHON, NEXT, DAY = "Дорога і школа", "Весняний марафон", "День перший"
STATEMENTS = ("Автобус зарано для дітей 🚌", "Взимку дорогу не чистять", "Про зміни не кажуть заздалегідь")
QUESTION = "Коли має їхати автобус, і хто це вирішує?"
NOTES = ("Діти виходять з дому затемна", "Рада може попросити водія")
HALF, REST = "Хтось має порахувати", " дітей біля школи"
THEME, LEFT_OPEN = "Діти не мають виходити затемна", "Хто платить за другий рейс? ґ"
CONCLUSION, ANSWER = "Один пізніший рейс можливий", "Спитайте й водіїв"
PageKind = TypeVar("PageKind", bound=QWidget)


class Hands:
    """Somebody's hands on the keyboard of one run of the program."""

    def __init__(self, program: Running) -> None:
        self.program = program

    # -- keys ------------------------------------------------------------------------------------------------

    def press(self, *keys: Qt.Key, held: Qt.KeyboardModifier = Qt.KeyboardModifier.NoModifier) -> None:
        """Press keys one after the other; what was left behind goes as in the event loop."""
        for key in keys:
            self.program.clock.advance(1_000)
            self.program.press(key, held)
            QCoreApplication.processEvents()
        QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)
        QCoreApplication.processEvents()
        if QApplication.activeWindow() is None:
            self.program.window.activateWindow()  # Off screen nobody gives it the keys back.
            QCoreApplication.processEvents()

    def type(self, text: str) -> None:
        """Type into what has the focus."""
        type_text(self.program.focus(), text)

    def write(self, text: str) -> None:
        """Type a line and press Enter."""
        self.type(text)
        self.press(K.Key_Return)

    def choose(self, command: Message) -> None:
        """Ask for a command by its name in the list of all commands."""
        self.press(K.Key_K, held=CTRL)
        assert self.program.controller is not None
        self.write(self.program.controller.text(command))

    def tab_to(self, wanted: QWidget) -> None:
        """Press Tab until something has the focus."""
        for _ in range(MOST_TABS):
            if self.program.window.focusWidget() is wanted:
                return
            self.press(K.Key_Tab)
        raise AssertionError(f"no Tab leads to {wanted}")

    def press_button(self, button: QWidget) -> None:
        """Go to a button by Tab and press it."""
        self.tab_to(button)
        self.press(K.Key_Return)

    def choose_in_menu(self) -> None:
        """Take the first entry of the menu that is open."""
        assert isinstance(QApplication.activePopupWidget(), QMenu)
        for key in (K.Key_Down, K.Key_Return):
            popup = QApplication.activePopupWidget()
            assert popup is not None
            self.program.clock.advance(1_000)
            _press_in(popup, key)
        self.press()

    # -- where it is -------------------------------------------------------------------------------------------

    @property
    def state(self) -> State:
        """What is open."""
        assert self.program.controller is not None
        return self.program.controller.state

    def page(self, kind: Callable[..., PageKind]) -> PageKind:
        """The page that is shown, which must be of this class."""
        found = self.program.session.stack.currentWidget()
        assert type(found) is kind, found
        return cast("PageKind", found)

    def show(self, title: Message) -> None:
        """Show one of the four pages by the list of commands."""
        self.choose(say("Show: {what}", what=title))

    def open(self, title: str) -> None:
        """Go to the list of sessions, find one by its title, and open it."""
        if self.program.controller is not None:
            self.choose(say("All sessions"))
        self.program.saved()
        self.press(K.Key_F, held=CTRL)
        self.press(K.Key_A, held=CTRL)
        self.write(title)
        rows = self.program.start.sessions
        assert self.program.store is not None
        (key,) = (one.session_id for one in sessions_of(self.program.store) if one.title == title)
        self.press(K.Key_Home)
        for _ in rows.shown_keys():
            if rows.chosen_key() != key:
                self.press(K.Key_Down)
        self.press(K.Key_Return)
        assert self.state.info.title == title

    def until(self, happened: Callable[[], object]) -> None:
        """Let the window go on until another thread has done something."""
        end = time.monotonic() + PATIENCE_S
        while not happened():
            assert time.monotonic() < end
            QCoreApplication.processEvents()


def _press_in(widget: QWidget, key: Qt.Key) -> None:
    from PySide6.QtTest import QTest

    QTest.keyClick(widget, key)


# -- before the kill -------------------------------------------------------------------------------------------


def begin_marathon(hands: Hands, title: str) -> None:
    """Choose the marathon among what a session can begin with, and name it."""
    start = hands.program.start
    hands.tab_to(start.templates)
    hands.press(K.Key_End, K.Key_Up)
    hands.tab_to(start.title)
    hands.press(K.Key_A, held=CTRL)
    hands.write(title)
    assert hands.state.info.title == title
    hands.page(ThreadPage)


def collect(hands: Hands) -> None:
    """Type what people say."""
    hands.show(say("Harvest"))
    hands.choose(say("Statements and votes"))
    hands.choose(say("Add a statement"))
    for text in STATEMENTS:
        hands.write(text)
    assert [one.text for one in hands.state.statements.values()] == list(STATEMENTS)


def draw(hands: Hands) -> None:
    """Draw a question that rests on two statements, another by lot, and put it first."""
    hands.show(say("Run"))
    page = hands.page(ThreadPage)
    hands.tab_to(page.view)
    hands.press(K.Key_Down, K.Key_Space, K.Key_Down, K.Key_Space)
    hands.tab_to(page.line)
    hands.write(QUESTION)
    hands.press_button(page.draw_by_lot)
    drawn = questions_in_order(hands.state)
    assert [(one.text, len(one.sources), one.rule) for one in drawn] == [
        (QUESTION, 2, "by_hand"),
        (STATEMENTS[2], 1, "by_lot"),
    ]


def add_day(hands: Hands) -> None:
    """Add a session at the stage of the dialogues, and let it take the question up."""
    hands.show(say("Prepare"))
    page = hands.page(StagesPage)
    hands.tab_to(page.rows)
    hands.press(K.Key_Home, K.Key_Down)
    hands.tab_to(page.line)
    hands.write(DAY)
    assert hands.state.info.title == DAY
    hands.open(MARATHON)
    thread = hands.page(ThreadPage)
    hands.tab_to(thread.view)
    hands.press(K.Key_Down, K.Key_Right)
    assert thread.view.chosen_knot is not None
    assert thread.view.chosen_knot.text == QUESTION
    hands.press_button(thread.take)
    hands.choose_in_menu()
    assert len(thread.view.knots(Step.ITEM)) == 1


def begin_day(hands: Hands) -> None:
    """Open the day, begin its item and note what is said, until the middle of a note."""
    hands.open(DAY)
    hands.show(say("Run"))
    hands.press(K.Key_6, held=CTRL)
    hands.press(K.Key_N, held=CTRL)
    for text in NOTES:
        hands.write(text)
    hands.type(HALF)
    assert [note.text for note in hands.state.notes.values()] == list(NOTES)


@contextmanager
def hands_on(folder: Path, at_ms: int = BEGAN_AT_MS) -> Iterator[Hands]:
    """Start the program in Ukrainian on a store, end it at the end of the block."""
    program = Running(folder, "uk", SetClock(Instant(at_ms)))
    assert program.open_store(folder / "dialogue.sqlite")
    program.show_start()
    program.window.show()
    program.window.activateWindow()
    QCoreApplication.processEvents()
    try:
        yield Hands(program)
    finally:
        program.window.close()
        program.leave_store()
        program.window.deleteLater()
        program.deleteLater()


def main() -> None:
    """Go as far as the middle of a note, and wait."""
    application = QApplication(sys.argv[:1])
    Theme(application)
    with hands_on(Path(sys.argv[1])) as hands:
        begin_marathon(hands, MARATHON)
        collect(hands)
        draw(hands)
        add_day(hands)
        begin_day(hands)
        program = hands.program
        assert program.controller is not None
        program.controller.drafts.flush()
        program.saved()
        while program.store is not None and program.store.saver._drafts:  # noqa: SLF001 - nothing else tells
            time.sleep(0.01)
        print("saved", flush=True)
        application.exec()


if __name__ == "__main__":
    main()

"""Whatever the language, the size of the window and the length of what people wrote: all of it can be seen or reached.

960 × 540 is a Full HD screen at 200 %.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from pathlib import Path

import pytest
from PySide6.QtCore import QPoint, QRect, QSettings
from PySide6.QtWidgets import QApplication, QWidget
from pytestqt.qtbot import QtBot

from facilitator_console.session.agenda import close_session, pause_item
from facilitator_console.session.floor import freeze, start_quiet
from facilitator_console.store import SaveState
from facilitator_console.ui.session_view import SessionView
from facilitator_console.ui.window import Window
from facilitator_console.words import say
from tests.ui.fitting import misfits
from tests.ui.long_sample import long_desk
from tests.ui.sample import SampleDesk

SIZES = [(960, 540), (960, 600), (1024, 700), (1280, 800)]
LANGUAGES = ["en", "uk", "ru"]


@contextmanager
def shown(folder: Path, language: str, size: tuple[int, int]) -> Iterator[tuple[Window, SessionView]]:
    """A session in which everything is long, in a window of this size."""
    with closing(long_desk(folder, language)) as desk:
        window = Window(QSettings(str(folder / "window.ini"), QSettings.Format.IniFormat), "", lambda: True)
        view = SessionView(desk, language)
        window.show_view(view)
        window.show()
        window.resize(*size)
        settle()
        assert window.size().toTuple() == size
        yield window, view
        window.close()
        window.deleteLater()


def settle() -> None:
    for _ in range(4):
        QApplication.processEvents()


States = dict[str, Callable[[SessionView], object]]

RUN: States = {
    "as it is": lambda _: None,
    "quiet": lambda view: view.desk.do(start_quiet),
    "quiet over": lambda view: view.desk.undo(),
    "frozen": lambda view: view.desk.do(freeze),
    "thawed": lambda view: view.desk.undo(),
    "paused": lambda view: view.desk.do(pause_item, view.desk.state.room.item_id),
    "goes on": lambda view: view.desk.undo(),
    "response": lambda view: view.page("lead").queue.entry.ask_for_interposing(),
    "seats": lambda view: view.page("lead").queue.entry.ask_for_seats(),
    "no seats": lambda view: view.page("lead").queue.entry.close_entry(),
    "balance": lambda view: view.page("lead").queue.balance._toggle.click(),
}


def test_x(qtbot: QtBot, tmp_path: Path) -> None:
    for language in LANGUAGES:
        for size in SIZES:
            folder = tmp_path / f"{language}{size[1]}"
            folder.mkdir()
            with shown(folder, language, size) as (window, view):
                for name, act in RUN.items():
                    act(view)
                    settle()
                    for m in misfits(window):
                        print(language, size, name, m)
                view.page("lead").queue.balance._toggle.click()
                view.show_keys(); settle()
                for m in misfits(window):
                    print(language, size, "keys", m)
                view.show_commands(); settle()
                for m in misfits(window):
                    print(language, size, "palette", m)
                view.show_commands()
                for p in ("prepare", "report"):
                    view.show_perspective(p); settle()
                    for m in misfits(window):
                        print(language, size, p, m)
                view.show_perspective("run", notes=True); settle()
                for m in misfits(window):
                    print(language, size, "look", m)
                view.desk.take_notes(on=True); settle()
                for m in misfits(window):
                    print(language, size, "notes", m)
                view.desk.take_notes(on=False)
                view.desk.do(close_session); settle()
                for m in misfits(window):
                    print(language, size, "over", m)

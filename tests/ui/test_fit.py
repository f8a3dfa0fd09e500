"""Whatever the language, the size of the window and the length of what people wrote: all of it can be seen or reached.

960 × 540 is a Full HD screen at 200 %.
"""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from typing import cast

import pytest
from PySide6.QtCore import QPoint, QRect, QSettings, Qt
from PySide6.QtGui import QFontMetrics
from PySide6.QtWidgets import QApplication, QFileDialog, QWidget
from pytestqt.qtbot import QtBot

from facilitator_console.dialogue.ids import SectionId
from facilitator_console.exchange.templates import read_templates
from facilitator_console.log import Duration, SessionId, WorkPhase
from facilitator_console.runtime.catalogues import load_catalogue
from facilitator_console.session.agenda import close_session, pause_item
from facilitator_console.session.floor import freeze, start_quiet
from facilitator_console.store.contents import ListedSession
from facilitator_console.store.saver import SaveState
from facilitator_console.ui.harvest.harvest_page import HarvestPage
from facilitator_console.ui.look.theme import font
from facilitator_console.ui.parts.banners import bug_banner
from facilitator_console.ui.parts.file_dialog import ask_save
from facilitator_console.ui.phones.phone_host import PhoneHost
from facilitator_console.ui.report.report_page import EVALUATION, ReportPage
from facilitator_console.ui.room_display.room_display import RoomDisplay
from facilitator_console.ui.run.lead_page import LeadPage
from facilitator_console.ui.run.notes_page import NotesPage
from facilitator_console.ui.shell.save_banners import closing_banner
from facilitator_console.ui.shell.session_view import SessionView
from facilitator_console.ui.shell.window import Window
from facilitator_console.ui.start.start_page import StartPage
from facilitator_console.words import say
from tests.ui.fitting import misfits
from tests.ui.long_sample import long_controller, long_text
from tests.ui.sample import BEGAN_AT_MS, MINUTE_MS, SampleSessionController

SIZES = [(960, 460), (960, 540), (960, 600), (1024, 700), (1280, 800)]
"""Of the window, in px. The first one is what a task bar and a frame leave of the second."""
LANGUAGES = ["en", "uk", "ru"]
BESIDE_A_TITLE_PX = 42
"""A box, and what is left free at both sides."""
WHY = say("{path}: the drive is full; free some space or save elsewhere.", path="/home/room/dialogue.sqlite")

in_all_languages = pytest.mark.parametrize("language", LANGUAGES)


@contextmanager
def framed(folder: Path, view: QWidget) -> Iterator[Window]:
    """A window that holds a view."""
    window = Window(QSettings(str(folder / "window.ini"), QSettings.Format.IniFormat), "", lambda: True)
    window.show_view(view)
    window.show()
    settle()
    yield window
    window.close()
    window.deleteLater()


@contextmanager
def opened(folder: Path, language: str) -> Iterator[SessionView]:
    """A session in which everything is long."""
    with closing(long_controller(folder, language)) as controller:
        view = SessionView(controller, language, RoomDisplay(QSettings(), lambda: None), PhoneHost())
        with framed(folder, view):
            yield view


def settle() -> None:
    for _ in range(4):
        QApplication.processEvents()


def lead(view: SessionView) -> LeadPage:
    return cast("LeadPage", view.page("lead"))


def notes(view: SessionView) -> NotesPage:
    return cast("NotesPage", view.page("notes"))


def report(view: SessionView) -> ReportPage:
    return cast("ReportPage", view.page("report"))


def harvest(view: SessionView) -> HarvestPage:
    return cast("HarvestPage", view.page(WorkPhase.HARVEST))


def write_with_tag(view: SessionView) -> None:
    """A tag is typed, and others are offered."""
    notes(view).line.type_text(f"{long_text('en', 200)} #")


def withdraw(view: SessionView) -> None:
    notes(view).line.edit.clear()
    notes(view).notes.choose(0)
    notes(view).ask_withdrawing()


def tell_saved(view: SessionView) -> None:
    """Somebody has saved the report, in a folder of a long name."""
    report(view).outcome.tell(
        say("Saved: {file} in {folder}", file="summary.pdf", folder="/media/stick/" + long_text("en", 120))
    )


def sleep(view: SessionView) -> None:
    """The laptop sleeps for 40 minutes."""
    cast("SampleSessionController", view.controller).clock.advance(40 * MINUTE_MS)
    view.controller.timer.timeout.emit()


Act = Callable[[SessionView], object]
STEPS: dict[str, tuple[Act, ...]] = {
    "as it is": (),
    "a quiet minute": (lambda view: view.controller.do(start_quiet),),
    "frozen": (lambda view: view.controller.undo(), lambda view: view.controller.do(freeze)),
    "paused": (
        lambda view: view.controller.undo(),
        lambda view: view.controller.do(pause_item, view.controller.state.room.item_id),
    ),
    "who interposes is asked": (
        lambda view: view.controller.undo(),
        lambda view: lead(view).queue.entry.ask_for_interposing(),
    ),
    "seats are asked": (lambda view: lead(view).queue.entry.ask_for_seats(),),
    "balance": (
        lambda view: lead(view).queue.entry.close_entry(),
        lambda view: lead(view).queue.balance.toggle.click(),
    ),
    "keys": (lambda view: lead(view).queue.balance.toggle.click(), lambda view: view.show_keys()),
    "commands": (lambda view: view.show_commands(),),
    "erases": (lambda view: view.open_panel(view.erase_panel),),
    "settings": (lambda view: view.open_panel(view.settings_panel),),
    "asks before it erases": (lambda view: view.erase_panel.list.selectAll(), lambda view: view.erase_panel.ask()),
    "prepare": (lambda view: view.erase_panel.close_panel(), lambda view: view.show_page("prepare")),
    "report": (lambda view: view.show_page("report"),),
    "saved a report": (tell_saved,),
    "writes in the report": (lambda view: report(view).write_in(SectionId("summary")),),
    "takes in answers": (
        lambda view: report(view).writing.close_panel(),
        lambda view: report(view).write_in(EVALUATION),
    ),
    "looks at notes": (
        lambda view: report(view).writing.close_panel(),
        lambda view: report(view).answers.hide(),
        lambda view: view.show_page("run", notes=True),
    ),
    "takes notes": (lambda view: view.controller.take_notes(on=True),),
    "finds": (lambda view: notes(view).open_find(),),
    "writes": (write_with_tag,),
    "withdraws": (withdraw,),
    "leads": (lambda view: notes(view).strip.close_question(), lambda view: view.controller.take_notes(on=False)),
    "harvest": (lambda view: view.show_page(WorkPhase.HARVEST),),
    "votes": (lambda view: harvest(view).show_votes(),),
    "reads back": (lambda view: harvest(view).show_themes(), lambda view: harvest(view).read_back()),
    "objects": (lambda view: harvest(view).reading.not_mine.click(),),
    "the draft on paper": (lambda view: harvest(view).show_paper(),),
    "timeline": (lambda view: view.show_page("run", timeline=True),),
    "lists": (lambda view: view.show_page("run"), lambda view: lead(view).lists.open_side()),
    "phones": (lambda view: lead(view).lists.close_side(), lambda view: view.open_panel(view.phones_panel)),
    "is over": (lambda view: view.phones_panel.close_panel(), lambda view: view.controller.do(close_session)),
}
"""One after the other, in one session."""
BARS: dict[str, Act] = {
    "refused": lambda view: view.show_refusal(say("There is no seat {seat} in this session.", seat=99)),
    "a gap": sleep,
    "not saved": lambda view: view.controller.saves_changed.emit(SaveState(40, 3, WHY)),
    "closes": lambda view: view.banners.show_banner(
        "close",
        closing_banner(view.controller.catalogue, SaveState(40, 3, WHY), retry=settle, elsewhere=settle, leave=settle),
    ),
    "a bug": lambda view: view.banners.show_banner(
        "bug", bug_banner(view.controller.catalogue, Path("/home/somebody/.local/share"))
    ),
}


@in_all_languages
def test_every_page_can_be_seen_whole(qtbot: QtBot, tmp_path: Path, language: str) -> None:
    del qtbot
    with opened(tmp_path, language) as view:
        found = [
            f"{name}, {size}: {problem}" for name, acts in STEPS.items() for size, problem in problems(view, *acts)
        ]
    assert not found, "\n" + "\n".join(found)


@in_all_languages
def test_bars_leave_the_keys_and_the_note_line_in_sight(qtbot: QtBot, tmp_path: Path, language: str) -> None:
    del qtbot
    found = []
    with opened(tmp_path, language) as view:
        for name, act in BARS.items():
            found += [f"{name}, {size}: {problem}" for size, problem in problems(view, act)]
            for leads in (False, True):
                view.controller.take_notes(on=not leads)
                found += [f"{name}, {size}, {leads}: {problem}" for size, problem in problems(view)]
    assert not found, "\n" + "\n".join(found)


def problems(view: SessionView, *acts: Act) -> Iterator[tuple[tuple[int, int], str]]:
    """What does not fit after some acts, at each size of the window."""
    for act in acts:
        act(view)
    for size in SIZES:
        view.window().resize(*size)
        settle()
        assert view.window().size().toTuple() == size
        yield from ((size, problem) for problem in [*misfits(view.window()), *covered(view)])


def covered(view: SessionView) -> list[str]:
    """What the bars lie on, of what must stay in sight."""
    bars = place(view.banners) if view.banners.isVisible() else QRect()
    page = view.stack.currentWidget()
    parts: list[QWidget] = []
    if isinstance(page, LeadPage):
        parts = [page.line, *(button for button in page.buttons.buttons if button.isVisible())]
    elif isinstance(page, NotesPage):
        parts = [page.line]
    return [f"{part} is covered: {place(part)} by {bars}" for part in parts if place(part).intersects(bars)]


def place(widget: QWidget) -> QRect:
    return QRect(widget.mapTo(widget.window(), QPoint(0, 0)), widget.size())


@in_all_languages
def test_the_sections_of_a_report_are_read_whole(qtbot: QtBot, tmp_path: Path, language: str) -> None:
    del qtbot
    with opened(tmp_path, language) as view:
        view.show_page("report")
        shown = report(view).sections
        for size in ((960, 600), (1024, 700)):
            view.window().resize(*size)
            settle()
            for row, entry in enumerate(shown.rows.entries):
                rect = shown.visualRect(shown.rows.index(row))
                room = QRect(0, 0, rect.width() - BESIDE_A_TITLE_PX, 1000)
                title = view.controller.text(entry.title)
                needed = QFontMetrics(font(14, 600)).boundingRect(room, Qt.TextFlag.TextWordWrap, title)
                assert needed.width() <= room.width()
                assert needed.height() < rect.height(), title


@in_all_languages
@pytest.mark.parametrize("sessions", [0, 12])
def test_the_start_page_can_be_seen_whole(qtbot: QtBot, tmp_path: Path, language: str, sessions: int) -> None:
    del qtbot
    title = long_text(language, 200)
    listed = [
        ListedSession(
            SessionId(str(number)),
            title,
            BEGAN_AT_MS,
            is_closed=number % 2 == 1,
            used_ms=Duration(0),
            planned_ms=Duration(90 * MINUTE_MS),
            is_on=number == 0,
            began_at_ms=BEGAN_AT_MS,
        )
        for number in range(sessions)
    ]
    stores = [tmp_path / ("a-folder-with-a-long-name" * 4) / f"dialogue-{number}.sqlite" for number in range(4)]
    page = StartPage(
        load_catalogue(language),
        language,
        store=stores[0],
        sessions=listed,
        templates=read_templates(),
        recent=stores[1:] if sessions else [],
    )
    found = []
    with framed(tmp_path, page) as window:
        for shows_bar in (False, True):
            if shows_bar:
                page.show_banner(long_text(language, 120), long_text(language, 120))
            for size in SIZES:
                window.resize(*size)
                settle()
                assert window.size().toTuple() == size
                found += [f"{size}, {shows_bar}: {problem}" for problem in misfits(window)]
    assert not found, "\n" + "\n".join(found)


@in_all_languages
def test_the_dialog_for_a_file_lies_within_the_screen(qtbot: QtBot, tmp_path: Path, language: str) -> None:
    del qtbot
    page = QWidget()
    with framed(tmp_path, page) as window:
        for left, top in ((0, 0), (-200, -200), (1700, 900)):
            window.setGeometry(left, top, *SIZES[1])
            ask_save(page, load_catalogue(language), say("Save elsewhere"), tmp_path / "x.sqlite", "*.sqlite", print)
            settle()
            dialog = window.findChild(QFileDialog)
            assert dialog is not None
            assert window.screen().availableGeometry().contains(dialog.geometry())
            dialog.reject()
            settle()


OPENING = """
import sys
from pathlib import Path
from PySide6.QtCore import QSettings
from PySide6.QtWidgets import QApplication, QWidget
from facilitator_console.ui.shell.window import Window
application = QApplication(sys.argv[:1])
settings = QSettings(sys.argv[1], QSettings.Format.IniFormat)
window = Window(settings, "", lambda: True)
window.show_view(QWidget())
window.show()
application.processEvents()
# The platform without a screen draws a frame of its own around it.
room = window.screen().availableGeometry().adjusted(-2, -2, 2, 2)
print(room.contains(window.geometry()), *window.size().toTuple())
window.close()
settings.sync()
"""


def test_the_window_opens_within_the_screen(tmp_path: Path) -> None:
    """On a large screen first, then where it was, on a screen that has become small: Full HD at 200 %."""
    for screen, size in (((1920, 1080), "1280 800"), ((960, 540), None), ((683, 384), None), ((1920, 1080), None)):
        width, height = screen
        described = f'{{"screens": [{{"name": "a", "x": 0, "y": 0, "width": {width}, "height": {height}}}]}}'
        (tmp_path / "screen.json").write_text(described, encoding="utf-8")
        environment = os.environ | {"QT_QPA_PLATFORM": f"offscreen:configfile={tmp_path / 'screen.json'}"}
        command = [sys.executable, "-c", OPENING, str(tmp_path / "window.ini")]
        done = subprocess.run(command, env=environment, capture_output=True, text=True, check=False, timeout=60)
        within, _, shown = done.stdout.strip().partition(" ")
        assert within == "True", (screen, done.stdout, done.stderr)
        assert size in {None, shown}

"""Every screen, as pictures to look at: `make screenshots` writes them to build/screenshots.

Light and dark, 1440 × 900, 1024 × 700, 960 × 540 (Full HD at 200 %) and at twice the size, in three languages. Each
appearance is a process of its own, since the scale is given to Qt at its start. One of them, and of it some screens
alone: `python -m tests.screenshots light 1440 uk format_screens`.
"""

from __future__ import annotations

import gc
import os
import shutil
import subprocess
import sys
import tempfile
from functools import partial
from pathlib import Path
from typing import cast

from PySide6.QtCore import (
    QCoreApplication,
    QEventLoop,
    QPoint,
    QRect,
    QSettings,
    QSize,
    Qt,
    QTimer,
)
from PySide6.QtGui import QPainter, QPixmap
from PySide6.QtWidgets import QApplication

from facilitator_console.app.program import Program
from facilitator_console.app.sample_marathon import make_sample_marathon
from facilitator_console.dialogue.ids import Audience
from facilitator_console.dialogue.threads import Step
from facilitator_console.exchange.samples import sample_script
from facilitator_console.log import Instant, WorkPhase
from facilitator_console.session.agenda import close_session, next_item
from facilitator_console.session.clock import boot_ms
from facilitator_console.session.floor import freeze, give_reason, start_quiet
from facilitator_console.session.ids import FreezeReason
from facilitator_console.session.queue import join_seats
from facilitator_console.store.errors import with_path
from facilitator_console.store.integrity import PAGE_BYTES
from facilitator_console.store.saver import SaveState
from facilitator_console.sync.expert import Watched
from facilitator_console.sync.watching import seen_of
from facilitator_console.ui.harvest.harvest_page import HarvestPage
from facilitator_console.ui.look.theme import Theme, color
from facilitator_console.ui.marathon.thread_page import ThreadPage
from facilitator_console.ui.parts.file_dialog import FileDialog, ask_save
from facilitator_console.ui.report.marathon_page import MarathonReportPage
from facilitator_console.ui.report.sided_page import SidedPage
from facilitator_console.ui.run.lead_page import LeadPage
from facilitator_console.ui.run.room_actions import STAGE
from facilitator_console.ui.run.timeline_page import TimelinePage
from facilitator_console.ui.shell.session_view import SessionView
from facilitator_console.ui.start.listed_sessions import HowFar, Listing
from facilitator_console.ui.start.watch_page import WatchPage
from facilitator_console.views.expert_view import expert_view
from facilitator_console.words import say
from tests.note_screens import gathered_screens, note_screens
from tests.ui.formats_sample import FORMATS_SHOWN, in_format
from tests.ui.gathered import gathered_controller
from tests.ui.sample import empty_controller, prepared_controller, sample_controller
from tests.ui.shown import LONGEST_MS, Screens, shown, until
from tests.ui.voting_sample import voting_controller

OUT = Path(__file__).resolve().parent.parent / "build" / "screenshots"
SIZES = {
    "1440": (QSize(1440, 900), 1),
    "1024": (QSize(1024, 700), 1),
    "960": (QSize(960, 540), 1),
    "200": (QSize(1440, 900), 2),
}
SCHEMES = {"light": Qt.ColorScheme.Light, "dark": Qt.ColorScheme.Dark}
LANGUAGES = ("en", "uk", "ru")
NOTES_WATCHED = 4
LISTED_MS = 400
"""A folder of some files is read by then."""


def start_screens(folder: Path, language: str) -> Screens:
    with shown(folder / "start", language) as program:
        yield "start-empty", program
        program.create_session("circle", "Winter circle", 12)
        program.show_start()
        program.create_session("community_dialogue", "Autumn circle", 12)
        program.session.controller.do(next_item)
        program.saved()
        (folder / "spring.sqlite").touch()
        gone = folder / "stick" / "winter.sqlite"
        for store in (gone, folder / "spring.sqlite"):
            program.remembered.keep_store(store)
        program.show_start()
        yield "start", program
        program.start.tools.ask_deletion(program.start.sessions.chosen_key())
        yield "delete", program


def damage_screens(folder: Path, language: str) -> Screens:
    """A store that lost its first page on the start screen; one that is damaged, and one that is gone, in a session."""
    with shown(folder / "damaged", language) as program:
        program.create_session("circle", "Winter circle", 12)
        program.saved()
        assert program.store is not None
        with program.store.log.changing() as connection:
            connection.execute("UPDATE events SET checksum = checksum + 1 WHERE seq = 2")
        program.session.backup_asked.emit()
        program.choose_file(folder / "copy.sqlite")
        yield "damaged-session", program
    damaged = folder / "damaged" / "dialogue.sqlite"
    content = damaged.read_bytes()
    damaged.write_bytes(bytes(PAGE_BYTES) + content[PAGE_BYTES:])
    with shown(folder / "damaged", language) as program:
        program.open_store(damaged)
        yield "damaged", program
    with shown(folder / "lost", language, sample_controller) as program:
        assert program.store is not None
        program.stores.hear_saves()
        for part in (folder / "lost").glob("*.sqlite"):
            part.unlink()
        program.session.controller.do(start_quiet)
        until(lambda: program.session.banners.banner("save") is not None)
        yield "lost", program


def run_screens(folder: Path, language: str) -> Screens:
    with shown(folder / "run", language, sample_controller) as program:
        view = program.session
        yield "run", program
        view.show_commands()
        yield "commands", program
        view.show_keys()
        yield "keys", program
        view.show_keys()
        view.controller.do(join_seats, [99])
        yield "refusal", program
        view.banners.dismiss("refusal")
        full = say("the drive is full; free some space or save elsewhere")
        view.controller.saves_changed.emit(SaveState(40, 3, with_path(Path("dialogue.sqlite"), full)))
        yield "unsaved", program
        view.controller.saves_changed.emit(SaveState(43, 0, None))
        view.controller.do(start_quiet)
        yield "quiet", program
        view.controller.undo()
        view.cover.toggle()
        yield "cover", program
        view.cover.toggle()
        view.open_panel(view.erase_panel)
        yield "erase", program
        view.erase_panel.list.selectAll()
        view.erase_panel.erase.click()
        yield "erase-asked", program
        view.open_panel(view.settings_panel)
        yield "settings", program
        view.settings_panel.close_panel()
        view.show_page("run", notes=True)
        yield "look", program
        view.controller.take_notes(on=True)
        yield "notes", program
        view.controller.take_notes(on=False)
        program.clock.advance(30 * 60_000)
        view.controller.timer.timeout.emit()
        yield "gap", program
    with shown(folder / "frozen", language, sample_controller) as program:
        controller = program.session.controller
        controller.do(freeze)
        program.clock.advance(38 * 60_000)
        controller.do(give_reason, FreezeReason.ALERT)
        yield "frozen", program
    with shown(folder / "watched", language) as program:
        program.watch(sample_script(language), 200)
        assert program.playback is not None
        while len(program.session.controller.state.notes) < NOTES_WATCHED:
            QCoreApplication.processEvents()
        program.playback.pause()
        yield "watching", program


def list_screens(folder: Path, language: str) -> Screens:
    """The group's lists beside the clocks, and the course of the session."""
    with shown(folder / "lists", language, sample_controller) as program:
        view = program.session
        lists = cast("LeadPage", view.stack.currentWidget()).lists
        for note_id in (*view.controller.state.notes,)[:3]:
            lists.put_note(note_id)
        yield "lists", program
        lists.close_side()
        view.show_timeline()
        timeline = cast("TimelinePage", view.stack.currentWidget())
        timeline.view.choose(timeline.view.stops[-2])
        yield "timeline", program


def format_screens(folder: Path, language: str) -> Screens:
    """The leading page in the middle of an item of each format."""
    for name in FORMATS_SHOWN:
        with shown(folder / f"format-{name}", language, partial(in_format, name=name)) as program:
            yield f"format-{name}", program
            if name == "fishbowl":
                STAGE[2].do(program.session.controller)
                yield "format-fishbowl-leaves", program


def file_screens(folder: Path, language: str) -> Screens:
    """The dialog for a file is a window of its own: it is laid over the picture."""
    with shown(folder / "files", language, sample_controller) as program:
        kept = folder / "kept"
        for name in ("spring", "autumn"):
            (kept / name).mkdir(parents=True)
        for name in ("copy.sqlite", "dialogue.sqlite"):
            (kept / name).write_bytes(b" " * 40_000)
        title, kinds = say("Copy all to a stick"), "*.sqlite"
        ask_save(program.session, program.screen.catalogue, title, kept / "copy.sqlite", kinds, lambda _: None)
        yield "files", program


def over_screens(folder: Path, language: str) -> Screens:
    with shown(folder / "over", language, sample_controller) as program:
        view = program.session
        program.window.show()
        program.window.activateWindow()
        settle(program)
        view.controller.do(close_session)
        program.saved()
        view.controller.saves_changed.emit(view.controller.console.saves)
        yield "over", program
        view.controller.forget_speaking()
        program.saved()
        view.controller.saves_changed.emit(view.controller.console.saves)
        yield "forgotten", program


def page_screens(folder: Path, language: str) -> Screens:
    with shown(folder / "pages", language, sample_controller) as program:
        for name in ("prepare", "report"):
            program.session.show_page(name)
            yield name, program
    with shown(folder / "prepared", language, prepared_controller) as program:
        program.session.show_page("prepare")
        yield "plan", program
        program.session.show_page("run")
        yield "before", program


def harvest_screens(folder: Path, language: str) -> Screens:
    """The board of themes, the chooser over it, the read-back, and a session without notes."""
    with shown(folder / "harvest", language, gathered_controller) as program:
        view = program.session
        view.show_page(WorkPhase.HARVEST)
        yield "harvest", program
        page = cast("HarvestPage", view.stack.currentWidget())
        page.board.enter()
        page.gathering.ask_theme()
        yield "harvest-chooser", program
        page.chooser.close_panel()
        page.read_back()
        yield "read-back", program
    with shown(folder / "harvest-empty", language, empty_controller) as program:
        program.session.show_page(WorkPhase.HARVEST)
        yield "harvest-empty", program


def vote_screens(folder: Path, language: str) -> Screens:
    """A vote while it is open, who counts as one, ballots on paper, and what came out, with the map."""
    with shown(folder / "vote", language, voting_controller) as program:
        page = cast("LeadPage", program.session.stack.currentWidget())
        assert page.statements is not None
        yield "vote", program
        page.statements.who_counts.click()
        yield "vote-who-counts", program
        page.statements.who_counts.click()
        page.statements.show_paper()
        yield "vote-paper", program
    with shown(folder / "votes", language, partial(voting_controller, until="look")) as program:
        program.session.show_page(WorkPhase.HARVEST)
        program.window.show()
        harvest = cast("HarvestPage", program.session.page("harvest"))
        harvest.show_votes()
        votes = harvest.votes
        assert votes is not None
        until(lambda: votes.result is not None, 6 * LONGEST_MS)
        yield "votes", program
        votes.to_map.click()
        yield "votes-map", program


def team_screens(folder: Path, language: str) -> Screens:
    """Joining a team, the team with digits for another laptop, and what an expert's laptop shows."""
    with shown(folder / "join", language) as program:
        program.window.show()
        program.start.join_panel.toggle()
        yield "join", program
    with shown(folder / "team", language) as program:
        program.create_session("community_dialogue", "Autumn circle", 12)
        program.session.controller.do(next_item)
        program.window.show()
        view = program.session
        view.top.team.click()
        panel = view.team_panel
        panel.author.setText("О.")
        panel.address.setCurrentIndex(panel.address.findData("127.0.0.1"))
        panel.show_digits.click()
        until(panel.digits.isVisible)
        program.teamwork.say("/sum_up")
        yield "team", program
    with shown(folder / "watch", language, sample_controller) as program:
        state = program.session.controller.state
        seen = seen_of(expert_view(state, program.session.controller.now_ms()), language, Instant(0))
        page = WatchPage(program.screen.catalogue, language)
        program.screen.show(page)
        page.show_watched(Watched(seen, boot_ms(), is_here=True))
        yield "watch", program


def marathon_screens(folder: Path, language: str) -> Screens:
    """The sample marathon on the start screen, one stage of sessions alone there, and the marathon's four pages."""
    with shown(folder / "marathon", language) as program:
        assert program.store is not None
        marathon = make_sample_marathon(program.store, program.own_laptop, language)
        program.show_start()
        program.create_session("circle", "Winter circle", 12)
        program.show_start()
        yield "start-marathon", program
        program.start.listed.show_again(Listing(HowFar.BEGUN))
        yield "start-marathon-none", program
        program.start.listed.show_again(Listing())
        program.open_session(marathon)
        program.window.show()
        program.session.show_page(WorkPhase.RUN)
        thread = cast("ThreadPage", program.session.stack.currentWidget())
        settle(program)
        thread.view.choose(thread.view.knots(Step.QUESTION)[0].ref)
        yield "marathon-thread", program
        for page in (WorkPhase.PREPARE, WorkPhase.HARVEST):
            program.session.show_page(page)
            yield f"marathon-{page}", program
        program.session.show_page(WorkPhase.REPORT)
        report = cast("MarathonReportPage", program.session.stack.currentWidget())
        report.made_for.choose(Audience.PUBLIC)
        until(lambda: report.made is not None and not report.work.is_busy, 6 * LONGEST_MS)
        yield "marathon-report", program


SCREENS = (
    start_screens,
    marathon_screens,
    team_screens,
    damage_screens,
    run_screens,
    list_screens,
    format_screens,
    note_screens,
    harvest_screens,
    gathered_screens,
    vote_screens,
    over_screens,
    page_screens,
    file_screens,
)


def draw(scheme: str, size: str, language: str, *names: str) -> None:
    """Write all screens of one appearance, or those that are named."""
    gc.disable()  # It would run in the store's thread as well, and there delete objects of Qt.
    application = QApplication(sys.argv[:1])
    Theme(application).set_scheme(SCHEMES[scheme])
    with tempfile.TemporaryDirectory() as folder:
        os.environ["XDG_DATA_HOME"] = folder
        QSettings.setPath(QSettings.Format.IniFormat, QSettings.Scope.UserScope, folder)
        for screens in (screens for screens in SCREENS if not names or screens.__name__ in names):
            for name, program in screens(Path(folder), language):
                program.window.resize(SIZES[size][0])
                program.window.show()
                program.window.activateWindow()
                settle(program)
                picture(program).save(str(OUT / f"{name}-{language}-{scheme}-{size}.png"))


def picture(program: Program) -> QPixmap:
    """The window, and what stands low over it, with an edge for the frame that the system would give it."""
    window = program.window
    whole = window.grab()
    if dialog := window.findChild(FileDialog):
        at = QRect(QPoint(0, 0), dialog.size())
        at.moveCenter(window.rect().center())
        at.moveBottom(window.rect().bottom())
        painter = QPainter(whole)
        painter.drawPixmap(at.topLeft(), dialog.grab())
        painter.setPen(color("edge"))
        painter.drawRect(at)
        painter.end()
    return whole


def settle(program: Program) -> None:
    """Let Qt lay out and paint, and pages that are drawn elsewhere arrive."""
    QCoreApplication.processEvents()
    page = program.view.stack.currentWidget() if isinstance(program.view, SessionView) else None
    if isinstance(page, SidedPage):
        drawn = QEventLoop()
        page.area.pages.drawn.connect(drawn.quit)
        QTimer.singleShot(LONGEST_MS, drawn.quit)
        drawn.exec()
    if program.window.findChild(FileDialog):
        listed = QEventLoop()
        QTimer.singleShot(LISTED_MS, listed.quit)
        listed.exec()
    QCoreApplication.processEvents()


def main() -> int:
    """Draw everything, each appearance in a process of its own."""
    if len(sys.argv) > 1:
        OUT.mkdir(parents=True, exist_ok=True)
        draw(*sys.argv[1:])
        return 0
    shutil.rmtree(OUT, ignore_errors=True)
    OUT.mkdir(parents=True)
    for scheme in SCHEMES:
        for size, (_, scale) in SIZES.items():
            for language in LANGUAGES:
                environment = os.environ | {"QT_QPA_PLATFORM": "offscreen", "QT_SCALE_FACTOR": str(scale)}
                command = [sys.executable, "-m", "tests.screenshots", scheme, size, language]
                subprocess.run(command, env=environment, check=True)
    sys.stdout.write(f"{len(list(OUT.glob('*.png')))} pictures in {OUT}\n")
    return 0


if __name__ == "__main__":
    sys.exit(main())

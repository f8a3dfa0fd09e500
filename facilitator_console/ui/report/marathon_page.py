"""Shows the page Report of a marathon: sections at the left, the pages of its report, and what waits before it leaves.

Its report is made of all its sessions, each by one policy. What is not decided in any of them can be decided here; from
here the website goes out.
"""

from __future__ import annotations

from functools import partial
from typing import NamedTuple

from PySide6.QtCore import QPoint, QTimer, Signal
from PySide6.QtGui import QShowEvent
from PySide6.QtWidgets import QPushButton, QWidget

from facilitator_console.console.marathon_site import (
    Consoles,
    Gathered,
    Reports,
    Tell,
    gather,
    make_reports,
    undecided,
    waiting,
)
from facilitator_console.dialogue.ids import Audience, MentionDecision, SectionId
from facilitator_console.dialogue.reporting import decide_mention, include_section, place_section
from facilitator_console.dialogue.state import Changes
from facilitator_console.log import SessionId
from facilitator_console.report.disclosure.texts import Found
from facilitator_console.report.marathon import USUAL
from facilitator_console.report.marathon_sections import MARATHON_SECTIONS
from facilitator_console.report.sections import is_included, section_key, sections_in_order
from facilitator_console.report.sections.written import paragraphs_of
from facilitator_console.store.errors import StorageError
from facilitator_console.ui.control.action import Action, Meaning
from facilitator_console.ui.control.session_controller import SessionController
from facilitator_console.ui.parts.menus import new_menu
from facilitator_console.ui.parts.primary_button import PrimaryButton
from facilitator_console.ui.report.checks import Card, ChecksPanel
from facilitator_console.ui.report.exporting import FORMAT_NAMES
from facilitator_console.ui.report.publishing import Publishing
from facilitator_console.ui.report.sections_list import Entry
from facilitator_console.ui.report.sided_page import SidedPage, buttons_row
from facilitator_console.ui.report.slow_work import SlowWork
from facilitator_console.ui.report.writing_panel import WritingPanel
from facilitator_console.words import Message, UserError, say, say_n, titled

FORMATS = ("pdf", "docx", "html", "csv", "md", "json")
"""The formats in which a marathon's report alone can leave."""
READING = say("The sessions are being read…")


class Made(NamedTuple):
    """Represents the reports as they were made.

    Attributes:
        gathered: The sessions of which they are made.
        reports: The marathon's and its sessions'.
        refusals: By session why its public report may not leave; none of internal ones.
        about: The first session in which words wait for a decision.
        mentions: These words.
    """

    gathered: Gathered
    reports: Reports
    refusals: dict[SessionId, Message]
    about: SessionId
    mentions: tuple[Found, ...]


class MarathonReportPage(SidedPage):
    """Shows the report of a marathon as pages, before it leaves.

    Signals:
        session_requested(str): Somebody wants to see the report of a session.
    """

    session_requested = Signal(str)

    def __init__(self, controller: SessionController, parent: QWidget | None = None) -> None:
        """Build it on an open marathon; nothing is read before it is shown."""
        super().__init__(controller, parent)
        text = controller.text
        self.work = SlowWork()
        self._consoles: Consoles = {}
        self.made: Made | None = None
        self.writing = WritingPanel(controller, {name: kind.title for name, kind in MARATHON_SECTIONS.items()})
        self.checks = ChecksPanel(controller, self._decide)
        self.publish_button = PrimaryButton(text(say("Publish as a website…")))
        self.export_button, self.print_button = QPushButton(text(say("Export ▾"))), QPushButton(text(say("Print")))
        self.publishing = Publishing(controller, self)
        self._soon = QTimer(self, interval=0, singleShot=True)
        self.publish_button.setAutoDefault(True)
        buttons = buttons_row((self.export_button, 1), (self.print_button, 1))
        self._put_together((self.writing,), (self.checks,), (self.publish_button, buttons))
        self.area.view.show_words(text(READING))
        self.area.head.setText(text(say("Report of the marathon")))
        self._refresh_buttons()
        self._connect()

    def offered_actions(self) -> tuple[Action, ...]:
        """Return what has a chord while this page shows."""
        return (Action("publish", self._mean_publishing), Action("print", self._mean_printing, "P"))

    def _mean_publishing(self, _controller: SessionController) -> Meaning:
        return Meaning(say("Publish as a website…"), self.publishing.ask_folder, self._why_not_ready())

    def _mean_printing(self, _controller: SessionController) -> Meaning:
        return Meaning(say("Print"), self.publishing.ask_printer, self._why_not_ready())

    def _why_not_ready(self) -> Message | None:
        return None if self.area.number else say("The pages are not ready yet.")

    # -- following -------------------------------------------------------------------------------------

    def _connect(self) -> None:
        work = self.work
        self.made_for.changed.connect(self.refresh)
        self.publish_button.clicked.connect(self.publishing.ask_folder)
        self.export_button.clicked.connect(self._offer_formats)
        self.print_button.clicked.connect(self.publishing.ask_printer)
        self.checks.emptied.connect(self.publish_button.setFocus)
        self.sections.toggled.connect(self._on_section_toggled)
        self.sections.moved.connect(self._on_section_moved)
        self.sections.write_wanted.connect(lambda section: self.writing.open_on(SectionId(section)))
        self.sections.chosen.connect(lambda section: self.area.go_to_section(SectionId(section)))
        self.area.changed.connect(self._refresh_buttons)
        self.area.failed.connect(self._on_failed)
        work.progressed.connect(self._on_work_progressed)
        work.refused.connect(self._on_work_refused)
        work.failed.connect(self._on_failed)
        self._soon.timeout.connect(self.refresh)
        self._controller.changed.connect(self._on_controller_changed)
        # Qt would keep no method of an object that only this page knows.
        self.destroyed.connect(lambda: work.close())  # noqa: PLW0108 - see above

    def showEvent(self, event: QShowEvent) -> None:
        """Read the sessions, once the page is seen."""
        super().showEvent(event)
        self._soon.start()

    def _on_controller_changed(self, _changes: Changes) -> None:
        if self.isVisible() and self._consoles:
            self.refresh()

    def refresh(self) -> None:
        """Make the reports of the sessions as they are now, unless one is on its way out."""
        if self.publishing.is_on:
            return
        session = self._controller.session
        try:
            self._consoles = self._controller.sessions_of_marathon(self._consoles)
            gathered = gather(self._consoles, session, self.made_for.audience, self.made_for.chosen)
        except (UserError, StorageError) as error:
            self._controller.refused.emit(error.message)
            return

        def make(tell: Tell) -> Made:
            is_public = self.made_for.audience is Audience.PUBLIC
            refusals = waiting(gathered) if is_public else {}
            about, mentions = undecided(gathered) if is_public else (session, ())
            return Made(gathered, make_reports(gathered, tell), refusals, about, mentions)

        self.work.begin(make, self._on_made)

    def _on_made(self, made: Made) -> None:
        self.made = made
        report = made.reports.whole
        there = {section.name for section in report.sections}
        state = self._controller.state
        self.sections.show_entries([self._entry(name, there) for name in sections_in_order(state, USUAL)])
        self.checks.setVisible(report.is_public)
        self._show_cards()
        self.writing.refresh()
        self.made_for.where.refresh()
        if self.outcome.is_busy and not self.publishing.is_on:
            self.outcome.tell(None)
        self.area.show_report(report, str(self.language.currentData()))

    def _entry(self, name: SectionId, there: set[str]) -> Entry:
        state = self._controller.state
        is_in, written = is_included(state, name), len(paragraphs_of(state, name))
        aside = say_n("{n} written", "{n} written", written) if written else None
        return Entry(name, MARATHON_SECTIONS[name].title, is_in, is_in and name not in there, aside)

    def _on_work_progressed(self, done: int, of: int) -> None:
        # What became of a file stands there until something else is asked for.
        if self.publishing.is_on or self.outcome.is_busy or not self.outcome.isVisible():
            self.show_progress(done, of)

    def show_progress(self, done: int, of: int) -> None:
        """Say how far the work is, with what stops it."""
        self.outcome.tell(self.publishing.words(done, of), self._stop)

    def _stop(self) -> Message:
        self.work.stop()
        was_publishing = self.publishing.cancel()
        if not was_publishing:
            self.made_for.choose(Audience.INTERNAL)
        return say("Stopped. Nothing was written.")

    def _on_work_refused(self, why: Message) -> None:
        self.publishing.cancel()
        self.outcome.tell(None)
        self._controller.refused.emit(why)

    def _on_failed(self, error: Exception) -> None:
        self.publishing.cancel()
        raise error

    def _refresh_buttons(self) -> None:
        for button in (self.publish_button, self.print_button, self.export_button):
            button.setEnabled(self.area.number > 0)

    # -- what waits ------------------------------------------------------------------------------------

    def _show_cards(self) -> None:
        if self.made is None:
            return
        cards = [card for card in (self.publishing.question,) if card]
        for session, why in self.made.refusals.items():
            see = (say("Open its report"), partial(self.session_requested.emit, session))
            links = (see,) if session != self._controller.session else ()
            cards.append(Card(why, "", links, is_open=True))
        if self.made.mentions:
            title = titled(self.made.gathered.given[self.made.about].state.info.title)
            cards.append(Card(say("These words stand in “{title}”:", title=title), "", (), is_open=False))
        if not cards:
            cards.append(Card(say("Nothing waits: every session is closed and decided."), "", (), is_open=False))
        self.checks.show_checks(cards, self.made.mentions)

    def show_question(self) -> None:
        """Show what is asked before something leaves, or take it away."""
        self.checks.setVisible(True)
        self._show_cards()

    def _decide(self, found: Found, decision: MentionDecision, words: str) -> bool:
        """Decide about words in whichever session they stand."""
        if self.made is None:
            return False
        place = (found.text.subject, found.text.version, found.mention.start, found.mention.end)
        if self.made.about == self._controller.session:
            return self._controller.do(decide_mention, *place, decision, words)
        try:
            self._controller.others.do(self.made.about, decide_mention, *place, decision, words)
        except (UserError, StorageError) as error:
            self._controller.refused.emit(error.message)
            return False
        self.refresh()
        return True

    # -- sections --------------------------------------------------------------------------------------

    def _on_section_toggled(self, section: str) -> None:
        name = SectionId(section)
        self._controller.do(include_section, name, included=not is_included(self._controller.state, name))

    def _on_section_moved(self, section: str, by: int) -> None:
        state, name = self._controller.state, SectionId(section)
        order = sections_in_order(state, USUAL)
        others = [other for other in order if other != name]
        place = order.index(name) + by
        if 0 <= place <= len(others):
            low = section_key(state, others[place - 1], USUAL) if place else ""
            high = section_key(state, others[place], USUAL) if place < len(others) else ""
            self._controller.do(place_section, name, low, high)

    def _offer_formats(self) -> None:
        menu = new_menu(self)
        for file_format in FORMATS:
            action = menu.addAction(self._controller.text(FORMAT_NAMES[file_format]))
            action.triggered.connect(lambda _on=False, chosen=file_format: self.publishing.ask_file(chosen))
        menu.popup(self.export_button.mapToGlobal(QPoint(0, self.export_button.height() + 2)))

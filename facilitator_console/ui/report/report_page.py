"""Shows the page Report: sections at the left, the pages as they will print, and what waits before they leave.

The pages follow the session while they are in sight. They are in the language in which the dialogue is held, or in
another that is chosen here.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, QObject, QPoint, Signal
from PySide6.QtGui import QResizeEvent, QShowEvent
from PySide6.QtWidgets import QPushButton, QWidget

from facilitator_console.dialogue.ids import Audience, ParagraphId, SectionId
from facilitator_console.dialogue.reporting import include_section, place_section
from facilitator_console.dialogue.state import Changes
from facilitator_console.opinions.voting import votes_closed
from facilitator_console.report.document import Document
from facilitator_console.report.export import FORMATS
from facilitator_console.report.sections import (
    SECTIONS,
    is_included,
    section_key,
    sections_in_order,
)
from facilitator_console.report.sections.written import paragraphs_of
from facilitator_console.ui.control.action import Action, Meaning
from facilitator_console.ui.control.session_controller import SessionController
from facilitator_console.ui.parts.menus import new_menu
from facilitator_console.ui.parts.primary_button import PrimaryButton
from facilitator_console.ui.report.answers_panel import AnswersPanel
from facilitator_console.ui.report.checks import ChecksPanel
from facilitator_console.ui.report.exporting import FORMAT_NAMES, Exporting
from facilitator_console.ui.report.making import Made, ReportMaker, Wanted
from facilitator_console.ui.report.rests_on import RestsOn, numbers_in
from facilitator_console.ui.report.sections_list import Entry
from facilitator_console.ui.report.sided_page import SidedPage, buttons_row
from facilitator_console.ui.report.waiting import cards_of, decided_quotes
from facilitator_console.ui.report.writing_panel import WritingPanel
from facilitator_console.words import Message, say, say_n

if TYPE_CHECKING:
    from PySide6.QtPrintSupport import QPrinter

EVALUATION = SectionId("evaluation")
LOW_PX = 700
LEAST_PAGES_PX = 260
"""The pages are shown beside what is being written from this height on."""


class ReportPage(SidedPage):
    """Shows the page after the meeting.

    Signals:
        notes_requested(): Somebody wants to see the notes, to mark some for the report.
    """

    notes_requested = Signal()

    def __init__(self, controller: SessionController, parent: QWidget | None = None) -> None:
        """Build it on an open session; nothing is set before it is shown."""
        super().__init__(controller, parent)
        text = controller.text
        self.maker = ReportMaker()
        self._made: Made | None = None
        self._is_searching = False
        self.writing = WritingPanel(controller)
        self.answers = AnswersPanel(controller)
        self.rests_on = RestsOn(controller, self.area, self.sections)
        self.checks = ChecksPanel(controller)
        self.print_button = QPushButton(text(say("Print")))
        self.export_button = PrimaryButton(text(say("Export ▾")))
        self.exporting = Exporting(controller, self.area.pages, self)
        buttons = buttons_row((self.export_button, 1), (self.print_button, 0))
        self._put_together((self.answers, self.writing), (self.rests_on, self.checks), (buttons,))
        self._refresh_buttons()
        self._connect()

    def offered_actions(self) -> tuple[Action, ...]:
        """Return what has a chord while this page shows."""
        return (Action("print", self._mean_printing, "P"),)

    def _mean_printing(self, _controller: SessionController) -> Meaning:
        why_not = None if self.area.number else say("The pages are not ready yet.")
        return Meaning(say("Print"), self.ask_printer, why_not)

    # -- following -------------------------------------------------------------------------------------

    def _connect(self) -> None:
        maker = self.maker
        self.made_for.changed.connect(self._refresh)
        self.print_button.clicked.connect(self.ask_printer)
        self.export_button.clicked.connect(self.offer_formats)
        self.checks.emptied.connect(self.export_button.setFocus)
        self.sections.toggled.connect(self._on_section_toggled)
        self.sections.moved.connect(self._on_section_moved)
        self.sections.write_wanted.connect(self.write_in)
        self.rests_on.write_wanted.connect(self.write_in)
        self.sections.chosen.connect(self._on_section_chosen)
        self.area.changed.connect(self._on_area_changed)
        self.area.failed.connect(self._on_failed)
        maker.made.connect(self._on_maker_made)
        maker.searched.connect(self._on_maker_searched)
        maker.failed.connect(self._on_failed)
        self.exporting.outcome_changed.connect(self._on_exporting_outcome_changed)
        self._controller.changed.connect(self._on_controller_changed)
        self._controller.voted.connect(self._on_controller_voted)
        for panel in (self.answers, self.writing):
            panel.installEventFilter(self)
        # Qt would keep no method of an object that only this page knows.
        self.destroyed.connect(lambda: maker.close())  # noqa: PLW0108 - see above

    def showEvent(self, event: QShowEvent) -> None:
        """Lay the pages out anew if the session has changed."""
        super().showEvent(event)
        self._refresh()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Give the pages room in a narrow or low window."""
        super().resizeEvent(event)
        self._share_height()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Follow the panels for writing: they may be closed by themselves."""
        if event.type() in {QEvent.Type.ShowToParent, QEvent.Type.HideToParent}:
            self._share_height()
        return super().eventFilter(watched, event)

    def _share_height(self) -> None:
        """Leave out the pages where what is being written leaves them no room, and the writing beside the answers."""
        if not self.answers.isHidden() and not self.writing.isHidden() and self.height() < LOW_PX:
            self.writing.close_panel()
        panels = [panel for panel in (self.answers, self.writing) if not panel.isHidden()]
        left = self.height() - sum(panel.sizeHint().height() for panel in panels)
        self.area.setVisible(not panels or left >= LEAST_PAGES_PX)

    def _on_controller_changed(self, _changes: Changes) -> None:
        if self.isVisible():
            self._refresh()

    def _on_controller_voted(self) -> None:
        """Lay the pages out with the result of a vote, once it is computed."""
        if self.isVisible() and votes_closed(self._controller.state):
            self._refresh()

    @property
    def is_ready(self) -> bool:
        """Tell whether the pages that are shown are those of the session as it is now."""
        made = self.made
        return made is not None and bool(self.pdf_of(made.report))

    @property
    def made(self) -> Made | None:
        """Return the report of the session as it is now; None while it is being made."""
        return None if self.maker.is_busy else self._made

    def pdf_of(self, report: Document) -> bytes:
        """Return the pages of a report in the chosen language; nothing where others are shown."""
        return self.area.pdf_of(report, self.language.currentData())

    def _refresh(self) -> None:
        """Make the report of the session as it is now, and lay it out."""
        controller = self._controller
        self.maker.make(
            controller.history,
            Wanted(
                self.made_for.audience,
                self.made_for.chosen,
                controller.now_ms(),
                controller.is_complete,
                controller.voting.words_at_hand(),
            ),
        )

    def _on_maker_made(self, made: Made) -> None:
        if self._is_searching:
            self._is_searching = False
            self.outcome.tell(None)
        self._made = made
        self._refresh_sides(made)
        self.area.show_report(made.report, self.language.currentData())
        self.exporting.go_on()

    def _on_maker_searched(self, done: int, texts: int) -> None:
        if self.maker.is_busy and not (self.outcome.is_busy and not self._is_searching):
            self._is_searching = True
            words = say("Looking for names, places and numbers: text {n} of {texts} …", n=done, texts=texts)
            self.outcome.tell(words, self._stop_search)

    def _stop_search(self) -> Message:
        """Go back to the report for the team, in which nothing is searched."""
        self._is_searching = False
        self.maker.stop()
        self.made_for.choose(Audience.INTERNAL)
        return say("Stopped. The pages are those for the team.")

    def _on_failed(self, error: Exception) -> None:
        self.exporting.cancel()
        raise error

    def _on_area_changed(self) -> None:
        self._refresh_buttons()

    def _refresh_sides(self, made: Made) -> None:
        state, report, policy = self._controller.state, made.report, made.policy
        there = {section.name for section in report.sections}
        self.sections.show_entries([self._entry(name, there) for name in sections_in_order(state)])
        cards = cards_of(self._controller, report, policy, self.notes_requested.emit)
        quotes = decided_quotes(self._controller) if policy.is_public else ()
        self.checks.setVisible(policy.is_public or bool(cards))
        self.checks.show_checks(cards, made.mentions, (*quotes, *made.decided), searched=policy.is_public)
        self.writing.show_numbers(numbers_in(report))
        self.writing.refresh()
        self.answers.refresh()
        self.made_for.where.refresh()
        self.rests_on.show_report(report)

    def _entry(self, name: SectionId, there: set[str]) -> Entry:
        state = self._controller.state
        is_in = is_included(state, name)
        written = len(paragraphs_of(state, name))
        aside = say_n("{n} written", "{n} written", written) if written else None
        return Entry(name, SECTIONS[name].title, is_in, is_in and name not in there, aside)

    def _refresh_buttons(self) -> None:
        for button in (self.print_button, self.export_button):
            button.setEnabled(self.area.number > 0)

    def _on_section_chosen(self, section: str) -> None:
        self.area.go_to_section(SectionId(section))

    # -- writing ---------------------------------------------------------------------------------------

    def write_in(self, section: str, paragraph: str = "") -> None:
        """Open the field for a section's paragraphs, on one of them or a new one."""
        self.answers.setVisible(section == EVALUATION)
        self.writing.open_on(SectionId(section), ParagraphId(paragraph))
        if section == EVALUATION:
            self.answers.open_panel()

    def _on_section_toggled(self, section: str) -> None:
        name = SectionId(section)
        self._controller.do(include_section, name, included=not is_included(self._controller.state, name))

    def _on_section_moved(self, section: str, by: int) -> None:
        state, name = self._controller.state, SectionId(section)
        order = sections_in_order(state)
        others = [other for other in order if other != name]
        place = order.index(name) + by
        if 0 <= place <= len(others):
            low = section_key(state, others[place - 1]) if place else ""
            high = section_key(state, others[place]) if place < len(others) else ""
            self._controller.do(place_section, name, low, high)

    # -- doing -----------------------------------------------------------------------------------------

    def offer_formats(self) -> None:
        """Offer the formats in which the report can leave."""
        menu = new_menu(self)
        for file_format in FORMATS:
            action = menu.addAction(self._controller.text(FORMAT_NAMES[file_format]))
            action.triggered.connect(lambda _on=False, chosen=file_format: self.exporting.ask_file(self, chosen))
        menu.popup(self.export_button.mapToGlobal(QPoint(0, self.export_button.height() + 2)))

    def ask_printer(self) -> None:
        """Ask for the printer."""
        self._controller.let_leave(self._ask_printer)

    def _ask_printer(self) -> None:
        if self.exporting.may_leave():
            self.outcome.ask_printer(say("Summary of the meeting"), self.area.number, self.print_pages)

    def print_pages(self, printer: QPrinter) -> None:
        """Print the pages as they are shown; that a public one leaves is recorded first."""
        if self.made_for.audience is Audience.INTERNAL or self.exporting.record_print():
            self.outcome.print_pages(printer, self.area.number)

    def _on_exporting_outcome_changed(self, message: Message | None) -> None:
        self.outcome.tell(message, self._stop_exporting if self.exporting.is_on else None)

    def _stop_exporting(self) -> Message:
        self.exporting.cancel()
        return say("Stopped. Nothing was written.")

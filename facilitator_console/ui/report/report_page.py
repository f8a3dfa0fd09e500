"""Shows the page Report: sections at the left, the pages as they will print, and what waits before they leave.

The pages follow the session while they are in sight. They are in the language in which the dialogue is held, or in
another that is chosen here.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from msgspec.structs import replace
from PySide6.QtCore import QPoint, QSizeF, Qt, Signal
from PySide6.QtGui import QHideEvent, QImage, QResizeEvent, QShowEvent
from PySide6.QtWidgets import QHBoxLayout, QPushButton, QVBoxLayout, QWidget

from facilitator_console.dialogue.ids import Audience, SectionId
from facilitator_console.dialogue.reporting import include_section, place_section
from facilitator_console.dialogue.state import Changes
from facilitator_console.opinions.voting import votes_closed
from facilitator_console.report.disclosure.policy import ReportPolicy
from facilitator_console.report.disclosure.publishable import open_mentions
from facilitator_console.report.document import Document
from facilitator_console.report.export import FORMATS
from facilitator_console.report.publication import policy_for
from facilitator_console.report.sections import (
    OF_THE_PLAN,
    SECTIONS,
    is_included,
    make_report,
    section_key,
    sections_in_order,
    was_held,
)
from facilitator_console.report.sections.written import paragraphs_of
from facilitator_console.runtime.catalogues import load_catalogue
from facilitator_console.ui.control.action import Action, Meaning
from facilitator_console.ui.control.session_controller import SessionController
from facilitator_console.ui.look.styles import Part, Rank, set_part
from facilitator_console.ui.parts.labels import Link, label, rule, set_text
from facilitator_console.ui.parts.menus import new_menu
from facilitator_console.ui.parts.outcome_line import OutcomeLine
from facilitator_console.ui.parts.page_view import STEP, PageView
from facilitator_console.ui.parts.pages import Pages, Place
from facilitator_console.ui.parts.primary_button import PrimaryButton
from facilitator_console.ui.parts.thin_scroll import ThinScrollArea
from facilitator_console.ui.report.answers_panel import AnswersPanel
from facilitator_console.ui.report.checks import ChecksPanel
from facilitator_console.ui.report.exporting import FORMAT_NAMES, Exporting
from facilitator_console.ui.report.made_for import MadeFor
from facilitator_console.ui.report.rests_on import RestsOn, numbers_in
from facilitator_console.ui.report.sections_list import Entry, SectionsList
from facilitator_console.ui.report.waiting import cards_of
from facilitator_console.ui.report.writing_panel import WritingPanel
from facilitator_console.words import Message, say, say_n

if TYPE_CHECKING:
    from PySide6.QtPrintSupport import QPrinter

EVALUATION = SectionId("evaluation")
LEFT_PX, RIGHT_PX = 236, 300
NARROW_PX = 1180
"""A page narrower than this has narrower sides."""
NARROW_LEFT_PX, NARROW_RIGHT_PX = 200, 232
LOW_PX = 700


class ReportPage(QWidget):
    """Shows the page after the meeting.

    Signals:
        notes_requested(): Somebody wants to see the notes, to mark some for the report.
    """

    notes_requested = Signal()

    def __init__(self, controller: SessionController, parent: QWidget | None = None) -> None:
        """Build it on an open session; nothing is set before it is shown."""
        super().__init__(parent)
        set_part(self, Part.PAGE)
        self._controller = controller
        text = controller.text
        self.pages = Pages()
        self._report: Document | None = None
        self._set_in = ""
        self._is_setting = False
        self._pdf = b""
        self._number = 0
        self._places: list[Place] = []
        self.view = PageView()
        self.kind = label(rank=Rank.MUTED, wraps=True)
        self.head = label(text(say("Summary of the meeting")), Rank.HEAD)
        self.outcome = OutcomeLine(controller, self.pages)
        self.smaller, self.zoom, self.larger = Link("−"), Link("100 %"), Link("+")
        self.sections = SectionsList(controller)
        self.made_for = MadeFor(controller)
        self.language = self.made_for.language
        self.writing = WritingPanel(controller)
        self.answers = AnswersPanel(controller)
        self.rests_on = RestsOn(controller)
        self.checks = ChecksPanel(controller)
        self.print_button = QPushButton(text(say("Print")))
        self.export_button = PrimaryButton(text(say("Export ▾")))
        self.exporting = Exporting(controller, self.pages, self)
        self._left, self._right = QWidget(), QWidget()
        self._lay_out()
        self._connect()

    def actions(self) -> tuple[Action, ...]:  # type: ignore[override]  # ours, not Qt's list of QActions
        """Return what has a chord while this page shows."""
        return (Action("print", self._mean_printing, "P"),)

    def _mean_printing(self, _controller: SessionController) -> Meaning:
        why_not = None if self._pdf else say("The pages are not ready yet.")
        return Meaning(say("Print"), self.ask_printer, why_not)

    # -- building --------------------------------------------------------------------------------------

    def _lay_out(self) -> None:
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(0)
        row.addWidget(self._lay_out_left())
        row.addLayout(self._lay_out_middle(), 1)
        row.addWidget(self._lay_out_right())
        self.view.show_words(self._controller.text(say("The pages are being laid out…")))
        self.view.setAccessibleName(self._controller.text(say("Pages of the summary")))
        self.setFocusProxy(self.view)
        self._refresh_buttons()

    def _lay_out_left(self) -> QWidget:
        text = self._controller.text
        set_part(self._left, Part.SIDE)
        column = QVBoxLayout(self._left)
        column.setContentsMargins(14, 16, 14, 12)
        column.setSpacing(8)
        column.addWidget(label(text(say("Sections")), Rank.SECTION))
        column.addWidget(self.sections, 1)
        keys = label(text(say("Alt ↑ ↓ order · Space in or out · Enter write")), Rank.SMALL, wraps=True)
        column.addWidget(keys)
        column.addWidget(rule())
        column.addWidget(self.made_for)
        return self._left

    def _lay_out_middle(self) -> QVBoxLayout:
        text = self._controller.text
        head = QVBoxLayout()
        head.setSpacing(2)
        head.addWidget(self.head)
        head.addWidget(self.kind)
        head.addWidget(self.outcome)
        row = QHBoxLayout()
        row.setContentsMargins(20, 12, 16, 10)
        row.setSpacing(6)
        row.addLayout(head, 1)
        for link, name in (
            (self.smaller, say("Smaller")),
            (self.zoom, say("As wide as there is room")),
            (self.larger, say("Larger")),
        ):
            link.setAccessibleName(text(name))
            link.setToolTip(text(name))
            row.addWidget(link, 0, Qt.AlignmentFlag.AlignTop)
        column = QVBoxLayout()
        column.setSpacing(0)
        column.addLayout(row)
        column.addWidget(rule())
        column.addWidget(self.view, 1)
        column.addWidget(self.answers)
        column.addWidget(self.writing)
        return column

    def _lay_out_right(self) -> QWidget:
        set_part(self._right, Part.ASIDE)
        buttons = QHBoxLayout()
        buttons.setSpacing(8)
        for button, stretch in ((self.export_button, 1), (self.print_button, 0)):
            button.setAutoDefault(True)  # Enter presses it.
            buttons.addWidget(button, stretch)
        inside = QWidget()
        inner = QVBoxLayout(inside)
        inner.setContentsMargins(0, 0, 0, 0)
        inner.setSpacing(14)
        inner.addWidget(self.rests_on)
        inner.addWidget(self.checks)
        inner.addStretch(1)
        column = QVBoxLayout(self._right)
        column.setContentsMargins(14, 16, 18, 12)
        column.setSpacing(12)
        column.addLayout(buttons)
        column.addWidget(ThinScrollArea(inside), 1)
        return self._right

    def _connect(self) -> None:
        pages, view = self.pages, self.view
        self.made_for.changed.connect(self._refresh)
        self.print_button.clicked.connect(self.ask_printer)
        self.export_button.clicked.connect(self.offer_formats)
        self.sections.toggled.connect(self._on_section_toggled)
        self.sections.moved.connect(self._on_section_moved)
        self.sections.write_wanted.connect(self.write_in)
        self.sections.chosen.connect(self._on_section_chosen)
        self.smaller.clicked.connect(self._on_smaller)
        self.larger.clicked.connect(self._on_larger)
        self.zoom.clicked.connect(self._on_as_wide)
        view.page_wanted.connect(self._on_view_page_wanted)
        view.zoomed.connect(self._on_view_zoomed)
        pages.outlined.connect(self._on_pages_outlined)
        pages.set_done.connect(self._on_pages_set_done)
        pages.drawn.connect(self._on_pages_drawn)
        pages.failed.connect(self._on_pages_failed)
        self.exporting.told.connect(self._on_exporting_told)
        self._controller.changed.connect(self._on_controller_changed)
        self._controller.voted.connect(self._on_controller_voted)
        # Qt would keep no method of an object that only this page knows.
        self.destroyed.connect(lambda: pages.close())  # noqa: PLW0108

    # -- following -------------------------------------------------------------------------------------

    def showEvent(self, event: QShowEvent) -> None:
        """Lay the pages out anew if the session has changed."""
        super().showEvent(event)
        self._refresh()

    def hideEvent(self, event: QHideEvent) -> None:
        """Remove what was said of a save: it is read."""
        super().hideEvent(event)
        if not self.outcome.is_busy:
            self.outcome.tell(None)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Give the pages room in a narrow window."""
        super().resizeEvent(event)
        is_narrow = self.width() < NARROW_PX
        self._left.setFixedWidth(NARROW_LEFT_PX if is_narrow else LEFT_PX)
        self._right.setFixedWidth(NARROW_RIGHT_PX if is_narrow else RIGHT_PX)

    def _on_controller_changed(self, _changes: Changes) -> None:
        if self.isVisible():
            self._refresh()

    def _on_controller_voted(self) -> None:
        """Lay the pages out with the result of a vote, once it is computed."""
        if self.isVisible() and votes_closed(self._controller.state):
            self._refresh()

    @property
    def policy(self) -> ReportPolicy:
        """Return the policy of the report that is shown."""
        now_ms = self._controller.now_ms()
        policy = policy_for(
            self._controller.history,
            self.made_for.audience,
            now_ms,
            chosen=self.made_for.chosen,
            is_complete=self._controller.is_complete,
            as_of_ms=now_ms,
        )
        return replace(policy, votes=self._controller.voting.words_at_hand())

    @property
    def is_ready(self) -> bool:
        """Tell whether pages are shown, and no others are being laid out."""
        return bool(self._pdf) and not self._is_setting

    def _refresh(self) -> None:
        """Lay out the present summary; while one is being laid out, only the last request waits."""
        policy = self.policy
        report = make_report(self._controller.state, policy)
        self._refresh_sides(report, policy)
        language = self.language.currentData()
        if not self._is_setting and (report, language) != (self._report, self._set_in):
            self._report, self._set_in = report, language
            self._is_setting = True
            set_text(self.kind, self._controller.text(_kind(report)))
            self.pages.set_report(report, load_catalogue(language))

    def _refresh_sides(self, report: Document, policy: ReportPolicy) -> None:
        state = self._controller.state
        there = {section.name for section in report.sections}
        self.sections.show_entries([self._entry(name, there) for name in sections_in_order(state)])
        self.checks.setVisible(policy.is_public)
        if policy.is_public:
            self.checks.show_checks(
                cards_of(self._controller, report, policy, self.notes_requested.emit), open_mentions(state, policy)
            )
        self.writing.show_numbers(numbers_in(report))
        self.writing.refresh()
        self.answers.refresh()
        self.made_for.where.refresh()
        self.rests_on.show_section(report, self.sections.current)

    def _entry(self, name: SectionId, there: set[str]) -> Entry:
        state = self._controller.state
        is_in = is_included(state, name)
        written = len(paragraphs_of(state, name))
        aside = say_n("{n} written", "{n} written", written) if written else None
        return Entry(name, SECTIONS[name].title, is_in, is_in and name not in there, aside)

    def _on_pages_outlined(self, places: list[Place]) -> None:
        self._places = places

    def _on_pages_set_done(self, pdf: bytes, sizes_pt: list[QSizeF]) -> None:
        self._is_setting = False
        self._pdf, self._number = bytes(pdf), len(sizes_pt)
        self.view.show_pages(sizes_pt)
        pages = say_n("{n} page", "{n} pages", self._number)
        set_text(self.head, self._controller.text(say("Summary of the meeting · {pages}", pages=pages)))
        self.view.setAccessibleDescription(self._controller.text(pages))
        self._refresh_buttons()
        if self.isVisible():
            self._refresh()

    def _on_pages_drawn(self, page: int, width_px: int, picture: QImage) -> None:
        self.view.show_picture(page, width_px, picture)

    def _on_pages_failed(self, error: Exception) -> None:
        self._is_setting = False
        self._report, self._set_in = None, ""  # Else the same report would never be set again.
        self.exporting.cancel()
        raise error

    def _on_view_page_wanted(self, page: int, width_px: int) -> None:
        self.pages.draw(page, width_px, lambda: self.view.wants(page, width_px))

    def _refresh_buttons(self) -> None:
        for button in (self.print_button, self.export_button):
            button.setEnabled(bool(self._pdf))

    # -- looking ---------------------------------------------------------------------------------------

    def _on_smaller(self) -> None:
        self.view.set_zoom(self.view.zoom / STEP)

    def _on_larger(self) -> None:
        self.view.set_zoom(self.view.zoom * STEP)

    def _on_as_wide(self) -> None:
        self.view.set_zoom(1.0)

    def _on_view_zoomed(self) -> None:
        self.zoom.show_text(f"{round(self.view.zoom * 100)} %")

    def _on_section_chosen(self, section: str) -> None:
        if self._report is None:
            return
        self.rests_on.show_section(self._report, SectionId(section))
        names = [each.name for each in self._report.sections]
        if section in names and len(self._places) == len(names):
            self.view.go_to(*self._places[names.index(section)])

    # -- writing ---------------------------------------------------------------------------------------

    def write_in(self, section: str) -> None:
        """Open the field for a section's paragraphs."""
        self.writing.open_on(SectionId(section))
        if section == EVALUATION:
            # In a low window there is no room for both.
            self.writing.setVisible(self.height() >= LOW_PX)
            self.answers.open_panel()
        else:
            self.answers.hide()

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

    def shown_report(self) -> tuple[Document, ReportPolicy, str, bytes] | None:
        """Return the report that is shown, its policy, its language and its pages; None before there are any."""
        if self._report is None or not self._pdf:
            return None
        pdf = b"" if self._is_setting else self._pdf
        return self._report, self.policy, self._set_in, pdf

    def ask_printer(self) -> None:
        """Ask for the printer."""
        self._controller.let_leave(self._ask_printer)

    def _ask_printer(self) -> None:
        if self.exporting.may_leave(self.made_for.audience, self.policy):
            self.outcome.ask_printer(say("Summary of the meeting"), self._number, self.print_pages)

    def print_pages(self, printer: QPrinter) -> None:
        """Print the pages as they are shown; that a public one leaves is recorded first."""
        if self.made_for.audience is Audience.INTERNAL or self.exporting.record("paper"):
            self.outcome.print_pages(printer, self._number)

    def _on_exporting_told(self, message: Message | None) -> None:
        self.outcome.tell(message, self._stop_exporting if self.exporting.is_on else None)

    def _stop_exporting(self) -> Message:
        self.exporting.cancel()
        return say("Stopped. Nothing was written.")


def _kind(report: Document) -> Message:
    """Return for whom the pages are, or that there is little on them yet."""
    names = {section.name for section in report.sections}
    if report.is_public:
        return say("Public: for everyone. What waits for a decision stands at the right; until then […] stands for it.")
    if names - OF_THE_PLAN or was_held(report):
        return say("Internal: for those who took part and their team. It may hold words that show who said them.")
    if "agenda" in names:
        return say("Nothing has taken place yet: the pages show the plan. They fill as the meeting goes on.")
    return say("Nothing has taken place yet, and there is no agenda. The pages fill as the meeting goes on.")

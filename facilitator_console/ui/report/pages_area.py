"""Shows the pages of a report as they will print, with their zoom, for whom they are, and what became of a file."""

from __future__ import annotations

from PySide6.QtCore import QSizeF, Qt, Signal
from PySide6.QtGui import QImage
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from facilitator_console.dialogue.ids import SectionId
from facilitator_console.report.document import Document, PlacedBlock
from facilitator_console.report.sections import OF_THE_PLAN, was_held
from facilitator_console.runtime.catalogues import load_catalogue
from facilitator_console.ui.control.session_controller import SessionController
from facilitator_console.ui.look.styles import Rank
from facilitator_console.ui.parts.kept_focus import PassesFocus
from facilitator_console.ui.parts.labels import Link, label, rule, set_text
from facilitator_console.ui.parts.outcome_line import OutcomeLine
from facilitator_console.ui.parts.page_view import STEP, PageView
from facilitator_console.ui.parts.pages import Pages, Place
from facilitator_console.words import Message, say, say_n


class PagesArea(PassesFocus):
    """Lays reports out in a thread of their own, and shows their pages.

    Attributes:
        number: How many pages there are; 0 before any are laid out.
        placed: Where the blocks stand on these pages.

    Signals:
        changed(): Other pages are shown, or the first ones.
        failed(Exception): A bug of ours; for whoever listens to raise again.
    """

    changed = Signal()
    failed = Signal(object)

    def __init__(self, controller: SessionController, parent: QWidget | None = None) -> None:
        """Begin without pages."""
        super().__init__(parent)
        self._controller = controller
        text = controller.text
        self.pages = Pages()
        self.number = 0
        self.placed: list[PlacedBlock] = []
        self._placed_now: list[PlacedBlock] = []
        self._pdf = b""
        self._set: tuple[Document, str] | None = None
        self._waiting: tuple[Document, str] | None = None
        self._is_setting = False
        self._places: list[Place] = []
        self.view = PageView()
        self.kind = label(rank=Rank.MUTED, wraps=True)
        self.head = label(text(say("Summary of the meeting")), Rank.HEAD)
        self.outcome = OutcomeLine(controller, self.pages)
        self.smaller, self.zoom, self.larger = Link("−"), Link("100 %"), Link("+")
        self.view.show_words(text(say("The pages are being laid out…")))
        self.view.setAccessibleName(text(say("Pages of the summary")))
        self.pass_focus_to(self.view)
        self._lay_out()
        self._connect()

    def _lay_out(self) -> None:
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
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addLayout(row)
        column.addWidget(rule())
        column.addWidget(self.view, 1)

    def _connect(self) -> None:
        pages, view = self.pages, self.view
        self.smaller.clicked.connect(self._on_smaller)
        self.larger.clicked.connect(self._on_larger)
        self.zoom.clicked.connect(self._on_as_wide)
        view.page_wanted.connect(self._on_view_page_wanted)
        view.zoomed.connect(self._on_view_zoomed)
        pages.placed.connect(self._on_pages_placed)
        pages.outlined.connect(self._on_pages_outlined)
        pages.set_done.connect(self._on_pages_set_done)
        pages.drawn.connect(self._on_pages_drawn)
        pages.failed.connect(self._on_pages_failed)
        # Qt would keep no method of an object that only this widget knows.
        self.destroyed.connect(lambda: pages.close())  # noqa: PLW0108 - Qt would keep no method of an object that only this one knows

    # -- laying out --------------------------------------------------------------------------------------

    def show_report(self, report: Document, language: str) -> None:
        """Lay out a report in a language; while one is being laid out, only the last request waits."""
        if self._is_setting:
            self._waiting = report, language
        elif (report, language) != self._set:
            self._set, self._is_setting = (report, language), True
            set_text(self.kind, self._controller.text(_kind(report)))
            self.pages.set_report(report, load_catalogue(language))

    def pdf_of(self, report: Document, language: str) -> bytes:
        """Return the pages of a report; nothing where they are not those that are shown."""
        return self._pdf if not self._is_setting and (report, language) == self._set else b""

    def go_to_section(self, section: SectionId) -> None:
        """Show where a section begins."""
        if self._set is None:
            return
        names = [each.name for each in self._set[0].sections]
        if section in names and len(self._places) == len(names):
            self.view.go_to(*self._places[names.index(section)])

    def _on_pages_placed(self, placed: list[PlacedBlock]) -> None:
        self._placed_now = placed  # Until these pages are shown, those before them are asked about.

    def _on_pages_outlined(self, places: list[Place]) -> None:
        self._places = places

    def _on_pages_set_done(self, pdf: bytes, sizes_pt: list[QSizeF]) -> None:
        self._is_setting = False
        self._pdf, self.number, self.placed = bytes(pdf), len(sizes_pt), self._placed_now
        self.view.show_pages(sizes_pt)
        pages = say_n("{n} page", "{n} pages", self.number)
        of_marathon = self._set is not None and self._set[0].of_marathon
        head = (
            say("Report of the marathon · {pages}", pages=pages)
            if of_marathon
            else say("Summary of the meeting · {pages}", pages=pages)
        )
        set_text(self.head, self._controller.text(head))
        self.view.setAccessibleDescription(self._controller.text(pages))
        waiting, self._waiting = self._waiting, None
        if waiting is not None:
            self.show_report(*waiting)
        self.changed.emit()

    def _on_pages_failed(self, error: Exception) -> None:
        self._is_setting = False
        self._set = self._waiting = None  # Else the same report would never be set again.
        self.failed.emit(error)

    def _on_pages_drawn(self, page: int, width_px: int, picture: QImage) -> None:
        self.view.show_picture(page, width_px, picture)

    def _on_view_page_wanted(self, page: int, width_px: int) -> None:
        self.pages.draw(page, width_px, lambda: self.view.wants(page, width_px))

    # -- zoom --------------------------------------------------------------------------------------------

    def _on_smaller(self) -> None:
        self.view.set_zoom(self.view.zoom / STEP)

    def _on_larger(self) -> None:
        self.view.set_zoom(self.view.zoom * STEP)

    def _on_as_wide(self) -> None:
        self.view.set_zoom(1.0)

    def _on_view_zoomed(self) -> None:
        self.zoom.show_text(f"{round(self.view.zoom * 100)} %")


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

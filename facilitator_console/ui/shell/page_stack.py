"""Holds the pages of an open session: each is built when it is first wanted, and one is shown."""

from __future__ import annotations

from importlib import import_module

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QStackedWidget, QWidget

from facilitator_console.log import WorkPhase
from facilitator_console.ui.control.session_controller import SessionController
from facilitator_console.ui.shell.shown_keys import OF_MARATHON, TIMELINE
from facilitator_console.views.formats import Page

PAGES = {
    "lead": ("run.lead_page", "LeadPage"),
    "notes": ("run.notes_page", "NotesPage"),
    TIMELINE: ("run.timeline_page", "TimelinePage"),
    "conclusions": ("run.conclusions_page", "ConclusionsPage"),
    "thread": ("marathon.thread_page", "ThreadPage"),
    "prepare": ("prepare.prepare_page", "PreparePage"),
    WorkPhase.HARVEST: ("harvest.harvest_page", "HarvestPage"),
    "report": ("report.report_page", "ReportPage"),
    "across": ("harvest.across_page", "AcrossPage"),
    "stages": ("marathon.stages_page", "StagesPage"),
    "marathon_report": ("report.marathon_page", "MarathonReportPage"),
}
"""Module and class of each page; imported when it is first shown."""


class PageStack(QStackedWidget):
    """Shows one of the pages of a session.

    Signals:
        built(QWidget): A page was built.
    """

    built = Signal(QWidget)

    def __init__(self, controller: SessionController, parent: QWidget | None = None) -> None:
        """Build it, as yet without a page."""
        super().__init__(parent)
        self._controller = controller
        self._pages: dict[str, QWidget] = {}

    def hasHeightForWidth(self) -> bool:
        """Take the height that is left: else each change of a page would measure the texts of all that are hidden."""
        return False

    def page(self, name: str) -> QWidget:
        """Return a page by its name in `PAGES`, built when it is first wanted."""
        if name not in self._pages:
            module, kind = PAGES[name]
            page: QWidget = getattr(import_module(f"facilitator_console.ui.{module}"), kind)(self._controller)
            self._pages[name] = page
            self.addWidget(page)
            self.built.emit(page)
        return self._pages[name]

    def drop_unseen(self) -> None:
        """Delete the page that is not seen in Run; a list of notes that nobody sees would only cost time."""
        hidden = self._pages.get(name := "notes" if self._controller.leads else "lead")
        if hidden is not None and hidden is not self.currentWidget():
            del self._pages[name]
            self.removeWidget(hidden)
            hidden.deleteLater()

    def shows(self, name: str) -> bool:
        """Tell whether a page is the one that is shown."""
        return name in self._pages and self.currentWidget() is self._pages[name]

    @property
    def looks_at_notes(self) -> bool:
        """Tell whether the notes are shown to somebody who leads."""
        return self._controller.leads and self.shows("notes")

    @property
    def name_for_keys(self) -> str:
        """Return the name under which the keys of what is shown are listed."""
        if self.shows(TIMELINE):
            return TIMELINE
        if shown := next(filter(self.shows, OF_MARATHON), ""):
            votes = getattr(self.currentWidget(), "shows_votes", False)
            return Page.VOTES if votes else shown
        if not self.shows(WorkPhase.HARVEST):
            return self._controller.phase
        if getattr(self.currentWidget(), "shows_votes", False):
            return Page.VOTES
        return Page.READ_BACK if getattr(self.currentWidget(), "is_reading_back", False) else WorkPhase.HARVEST

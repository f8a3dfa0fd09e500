"""Lets a report leave as a file: asks where, makes it in the pages' thread, writes it whole, and records that it left.

A public one is recorded first: none may leave of which the log does not know. Cancelling leaves nothing behind, since
nothing is written before all of it is made.
"""

from __future__ import annotations

import os
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QWidget

from facilitator_console.dialogue.ids import Audience, FormatId
from facilitator_console.dialogue.reporting import record_export
from facilitator_console.report.document import Document
from facilitator_console.report.files import write_whole
from facilitator_console.report.publication import exports_concerned, record_of, refuse_undecided
from facilitator_console.runtime.catalogues import load_catalogue
from facilitator_console.session.ids import LanguageId
from facilitator_console.ui.control.session_controller import SessionController
from facilitator_console.ui.control.settings import window_settings
from facilitator_console.ui.parts.file_dialog import ask_save, documents
from facilitator_console.ui.parts.pages import Pages
from facilitator_console.words import Message, UserError, say

if TYPE_CHECKING:
    from facilitator_console.ui.report.report_page import ReportPage

FILE_NAMES = {Audience.INTERNAL: "summary", Audience.PUBLIC: "report"}
"""Neutral: a title in a file's name is read by whoever sees the folder."""
FOLDER = "report/folder"
"""The key under which the settings keep the folder of the last file; never the file."""
FORMAT_NAMES: dict[str, Message] = {
    "pdf": say("PDF, to print and to read"),
    "docx": say("Word (DOCX), to go on writing"),
    "html": say("Web page (HTML), in one file"),
    "xlsx": say("Spreadsheet (XLSX)"),
    "csv": say("Tables (ZIP of CSV)"),
    "md": say("Markdown"),
    "json": say("JSON, for programs"),
    "qdpx": say("Project for analysis (REFI-QDA)"),
    "qdc": say("Codebook for analysis (REFI-QDA)"),
}
ENDINGS = {"csv": "zip"}


class Exporting(QObject):
    """Represents the way of a report out of the program.

    Attributes:
        is_on: A file is being made.

    Signals:
        outcome_changed(Message): What becomes of it.
    """

    outcome_changed = Signal(object)
    _made = Signal(int, bytes)

    def __init__(self, controller: SessionController, pages: Pages, page: ReportPage) -> None:
        """Begin to export for this page."""
        super().__init__(page)
        self._controller, self._pages, self._page = controller, pages, page
        self._number = 0
        self._path = Path()
        self._format, self._language = "pdf", ""
        self._document: Document | None = None
        self.is_on = False
        self._made.connect(self._on_made)

    def ask_file(self, parent: QWidget, file_format: str = "pdf") -> None:
        """Ask where to save, without stopping the clocks; not where something waits for a decision."""
        self._controller.let_leave(partial(self._ask_file, parent, file_format))

    def _ask_file(self, parent: QWidget, file_format: str) -> None:
        audience = self._page.made_for.audience
        if not self.may_leave():
            return
        last_folder = str(window_settings().value(FOLDER, ""))
        folder = Path(last_folder) if last_folder else documents()
        ending = ENDINGS.get(file_format, file_format)
        name = f"{FILE_NAMES[audience]}.{ending}"
        title = say("Save the report as a file")
        kinds = f"{ending.upper()} (*.{ending})"
        ask_save(
            parent, self._controller.catalogue, title, folder / name, kinds, lambda path: self.save(path, file_format)
        )

    def may_leave(self) -> bool:
        """Tell whether the report may leave, as far as it is made; where it may not, it is said why."""
        made = self._page.made
        try:
            if made is not None:
                refuse_undecided(made.policy, made.mentions)
        except UserError as error:
            self._controller.refused.emit(error.message)
            return False
        return True

    def save(self, path: Path, file_format: str = "pdf") -> None:
        """Save the report of the session as it is now in a new file, and remember the folder."""
        if os.path.lexists(path):
            self._controller.refused.emit(say("{path} already exists; name a new file.", path=str(path)))
            return
        if self.may_leave():
            self._path, self._format, self._language = path, file_format, str(self._page.language.currentData())
            self.is_on = True
            self.outcome_changed.emit(say("The file is being made …"))
            self._begin()

    def go_on(self) -> None:
        """Make the file that waits for its report, now that this is made."""
        if self.is_on and self._document is None:
            if self.may_leave():
                self._begin()
            else:
                self.cancel()
                self.outcome_changed.emit(None)

    def _begin(self) -> None:
        """Make the file, or wait until the report is made; see `go_on`."""
        self._number += 1
        made = self._page.made
        self._document = made.report if made else None
        if made is None:
            return
        if self._format == "pdf" and (pdf := self._page.pdf_of(made.report)):
            self._on_made(self._number, pdf)
            return
        number = self._number
        self._pages.make_file(
            made.report, load_catalogue(self._language), self._format, lambda data: self._made.emit(number, data)
        )

    def cancel(self) -> None:
        """Drop what is being made; nothing is written."""
        self._number += 1
        self.is_on = False

    def record_print(self) -> bool:
        """Record that the pages that are shown leave on paper; tell whether that worked."""
        if not self._page.is_ready:
            self._controller.refused.emit(say("The pages are not ready yet."))
            return False
        self._language = str(self._page.language.currentData())
        return self.may_leave() and self._record("paper")

    def _record(self, file_format: str) -> bool:
        made = self._page.made
        if made is None:
            return False
        record = record_of(made.report, made.policy, self._controller.history)
        return self._controller.record(
            record_export,
            made.policy.audience,
            FormatId(file_format),
            LanguageId(self._language),
            record.policy,
            record.open_cells,
            record.quotes,
            exports_concerned(self._controller.state, made.policy.audience),
        )

    def _on_made(self, number: int, data: bytes) -> None:
        if number != self._number or not self.is_on:
            return
        made = self._page.made
        if made is None or made.report != self._document:
            # The session went on meanwhile: what was withdrawn since must not leave.
            self._begin()
            return
        self.is_on = False
        is_public = made.policy.is_public
        if is_public and not self._record(self._format):
            self.outcome_changed.emit(None)
            return
        try:
            write_whole(self._path, bytes(data))
        except UserError as error:
            self._controller.refused.emit(error.message)
            self.outcome_changed.emit(None)
            return
        if not is_public:
            self._record(self._format)
        window_settings().setValue(FOLDER, str(self._path.parent))
        self.outcome_changed.emit(say("Saved: {file} in {folder}", file=self._path.name, folder=str(self._path.parent)))

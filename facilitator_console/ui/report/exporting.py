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
from facilitator_console.report.disclosure.policy import ReportPolicy
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
"""Where the settings keep the folder of the last file; never the file."""
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
        told(Message): What becomes of it.
    """

    told = Signal(object)
    _made = Signal(int, bytes)

    def __init__(self, controller: SessionController, pages: Pages, page: ReportPage) -> None:
        """Begin to export for this page."""
        super().__init__(page)
        self._controller, self._pages, self._page = controller, pages, page
        self._number = 0
        self._path = Path()
        self._format = "pdf"
        self.is_on = False
        self._made.connect(self._on_made)

    def ask_file(self, parent: QWidget, file_format: str = "pdf") -> None:
        """Ask where to save, without stopping the clocks; not where something waits for a decision."""
        self._controller.let_leave(partial(self._ask_file, parent, file_format))

    def _ask_file(self, parent: QWidget, file_format: str) -> None:
        audience = self._page.made_for.audience
        if not self.may_leave(audience, self._page.policy):
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

    def may_leave(self, audience: Audience, policy: ReportPolicy) -> bool:
        """Tell whether a report may leave; where it may not, it is said why."""
        if audience is not Audience.PUBLIC:
            return True
        try:
            refuse_undecided(self._controller.state, policy)
        except UserError as error:
            self._controller.refused.emit(error.message)
            return False
        return True

    def save(self, path: Path, file_format: str = "pdf") -> None:
        """Save the report as it is shown in a new file, and remember the folder."""
        if os.path.lexists(path):
            self._controller.refused.emit(say("{path} already exists; name a new file.", path=str(path)))
            return
        shown = self._page.shown_report()
        if shown is None or not self.may_leave(self._page.made_for.audience, shown[1]):
            return
        document, _policy, language, pdf = shown
        self._path, self._format = path, file_format
        self._number += 1
        self.is_on = True
        if file_format == "pdf" and pdf:
            self._on_made(self._number, pdf)
            return
        self.told.emit(say("The file is being made …"))
        number = self._number
        self._pages.make_file(
            document, load_catalogue(language), file_format, lambda data: self._made.emit(number, data)
        )

    def cancel(self) -> None:
        """Drop what is being made; nothing is written."""
        self._number += 1
        self.is_on = False

    def record(self, file_format: str) -> bool:
        """Record that the report that is shown leaves; tell whether that worked."""
        shown = self._page.shown_report()
        if shown is None:
            return False
        document, policy, language, _pdf = shown
        record = record_of(document, policy, self._controller.history)
        is_public = policy.is_public
        return self._controller.record(
            record_export,
            policy.audience,
            FormatId(file_format),
            LanguageId(language),
            record.policy if is_public else {},
            record.open_cells if is_public else (),
            record.quotes,
            exports_concerned(self._controller.state) if is_public else (),
        )

    def _on_made(self, number: int, data: bytes) -> None:
        if number != self._number or not self.is_on:
            return
        self.is_on = False
        is_public = self._page.made_for.audience is Audience.PUBLIC
        if is_public and not self.record(self._format):
            return
        try:
            write_whole(self._path, bytes(data))
        except UserError as error:
            self._controller.refused.emit(error.message)
            self.told.emit(None)
            return
        if not is_public:
            self.record(self._format)
        window_settings().setValue(FOLDER, str(self._path.parent))
        self.told.emit(say("Saved: {file} in {folder}", file=self._path.name, folder=str(self._path.parent)))

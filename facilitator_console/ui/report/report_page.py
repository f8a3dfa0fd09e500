"""Shows the page Report: the summary's pages as they will print; prints them, or saves them as a PDF.

The pages follow the session while they are in sight. They are in the language in which the dialogue is held, or in
another that is chosen here.
"""

from __future__ import annotations

import os
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QSizeF, Qt
from PySide6.QtGui import QHideEvent, QImage, QShowEvent
from PySide6.QtWidgets import QHBoxLayout, QPushButton, QVBoxLayout, QWidget

from facilitator_console.dialogue.state import Changes
from facilitator_console.report.disclosure.policy import ReportPolicy
from facilitator_console.report.document import Document
from facilitator_console.report.files import write_whole
from facilitator_console.report.sections import OF_THE_PLAN, make_report, was_held
from facilitator_console.runtime.catalogues import LANGUAGES, load_catalogue
from facilitator_console.ui.control.action import Action, Meaning
from facilitator_console.ui.control.session_controller import SessionController
from facilitator_console.ui.control.settings import window_settings
from facilitator_console.ui.look.styles import Part, Rank, set_part
from facilitator_console.ui.parts.choice import Choice
from facilitator_console.ui.parts.file_dialog import ask_save, close_dialogs, documents
from facilitator_console.ui.parts.foot import LANGUAGE_NAMES
from facilitator_console.ui.parts.labels import Link, label, rule, set_text
from facilitator_console.ui.parts.page_view import PageView
from facilitator_console.ui.parts.pages import Pages
from facilitator_console.ui.parts.primary_button import PrimaryButton
from facilitator_console.words import Message, UserError, say, say_n

if TYPE_CHECKING:
    from PySide6.QtPrintSupport import QPrinter

    from facilitator_console.ui.parts.printing import Printing

FILE_NAME = "summary.pdf"
"""Neutral: a title in a file's name is read by whoever sees the folder."""
FOLDER = "report/folder"
"""Where the settings keep the folder of the last PDF; never the file."""


class ReportPage(QWidget):
    """Shows the page after the meeting."""

    def __init__(self, controller: SessionController, parent: QWidget | None = None) -> None:
        """Build it on an open session; nothing is set before it is shown."""
        super().__init__(parent)
        set_part(self, Part.PAGE)
        self._controller = controller
        self.pages = Pages()
        self._report: Document | None = None
        self._set_in = ""
        self._is_setting = False
        self._pdf = b""
        self._number = 0
        self._printing: Printing | None = None
        self.view = PageView()
        self.kind = label(rank=Rank.MUTED, wraps=True)
        self.head = label(controller.text(say("Summary of the meeting")), Rank.HEAD)
        self._outcome_row = QWidget()
        self.outcome = label(rank=Rank.STRONG, wraps=True)
        self.cancel = Link(controller.text(say("Stop printing")))
        self.language = Choice()
        self.print_button = QPushButton(controller.text(say("Print")))
        self.save_button = PrimaryButton(controller.text(say("Save as PDF")))
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
        text = self._controller.text
        head = QVBoxLayout()
        head.setSpacing(2)
        head.addWidget(self.head)
        head.addWidget(self.kind)
        outcome_row = QHBoxLayout(self._outcome_row)
        outcome_row.setContentsMargins(0, 4, 0, 0)
        outcome_row.setSpacing(16)
        outcome_row.addWidget(self.outcome, 1)
        outcome_row.addWidget(self.cancel)
        head.addWidget(self._outcome_row)
        row = QHBoxLayout()
        row.setContentsMargins(26, 14, 26, 12)
        row.setSpacing(8)
        row.addLayout(head, 1)
        row.addSpacing(8)
        self._offer_languages()
        row.addWidget(self.language, 0, Qt.AlignmentFlag.AlignTop)
        for button in (self.print_button, self.save_button):
            button.setAutoDefault(True)  # Enter presses it.
            row.addWidget(button, 0, Qt.AlignmentFlag.AlignTop)
        self.view.show_words(text(say("The pages are being laid out…")))
        self.view.setAccessibleName(text(say("Pages of the summary")))
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addLayout(row)
        column.addWidget(rule())
        column.addWidget(self.view, 1)
        self.setFocusProxy(self.view)
        self.show_outcome(None)
        self._refresh_buttons()

    def _offer_languages(self) -> None:
        for known, name in LANGUAGE_NAMES.items():
            self.language.addItem(name, known)
        language = self._controller.state.info.language
        chosen = language if language in LANGUAGES else self._controller.catalogue.language
        self.language.setCurrentIndex(self.language.findData(chosen))
        words = self._controller.text(say("Language of the pages; what people said stays as it is"))
        self.language.setAccessibleName(words)
        self.language.setToolTip(words)

    def _connect(self) -> None:
        pages, view = self.pages, self.view
        self.language.activated.connect(self._on_language_activated)
        self.cancel.clicked.connect(self._on_cancel_clicked)
        self.print_button.clicked.connect(self.ask_printer)
        self.save_button.clicked.connect(self.ask_file)
        view.page_wanted.connect(self._on_view_page_wanted)
        pages.set_done.connect(self._on_pages_set_done)
        pages.drawn.connect(self._on_pages_drawn)
        pages.failed.connect(self._on_pages_failed)
        self._controller.changed.connect(self._on_controller_changed)
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
        if self._printing is None:
            self.show_outcome(None)

    def _on_controller_changed(self, _changes: Changes) -> None:
        if self.isVisible():
            self._refresh()

    def _refresh(self) -> None:
        """Lay out the present summary; while one is being laid out, only the last request waits."""
        if self._is_setting:
            return
        policy = ReportPolicy(as_of_ms=self._controller.now_ms(), is_complete=self._controller.is_complete)
        report = make_report(self._controller.state, policy)
        language = self.language.currentData()
        if (report, language) != (self._report, self._set_in):
            self._report, self._set_in = report, language
            self._is_setting = True
            set_text(self.kind, self._controller.text(_kind(report)))
            self.pages.set_report(report, load_catalogue(language))

    def _on_language_activated(self, _place: int) -> None:
        self._refresh()

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
        raise error

    def _on_view_page_wanted(self, page: int, width_px: int) -> None:
        self.pages.draw(page, width_px, lambda: self.view.wants(page, width_px))

    def _refresh_buttons(self) -> None:
        for button in (self.print_button, self.save_button):
            button.setEnabled(bool(self._pdf))

    # -- doing -----------------------------------------------------------------------------------------

    def ask_file(self) -> None:
        """Ask where to save, without stopping the clocks."""
        last_folder = str(window_settings().value(FOLDER, ""))
        folder = Path(last_folder) if last_folder else documents()
        title = say("Save the summary as a PDF")
        ask_save(self, self._controller.catalogue, title, folder / FILE_NAME, "PDF (*.pdf)", self.save)

    def save(self, path: Path) -> None:
        """Save the pages as they are shown in a new file, and remember the folder."""
        if os.path.lexists(path):
            self._controller.refused.emit(say("{path} already exists; name a new file.", path=str(path)))
            return
        try:
            write_whole(path, self._pdf)
        except UserError as error:
            self._controller.refused.emit(error.message)
            return
        window_settings().setValue(FOLDER, str(path.parent))
        self.show_outcome(say("Saved: {file} in {folder}", file=path.name, folder=str(path.parent)))

    def ask_printer(self) -> None:
        """Ask for the printer, without stopping the clocks."""
        from PySide6.QtPrintSupport import QPrintDialog, QPrinter

        close_dialogs(self.window())
        printer = QPrinter(QPrinter.PrinterMode.HighResolution)
        dialog = QPrintDialog(printer, self)
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.setMinMax(1, self._number)
        dialog.setWindowModality(Qt.WindowModality.NonModal)
        dialog.accepted.connect(lambda: self.print_pages(printer))
        dialog.show()

    def print_pages(self, printer: QPrinter) -> None:
        """Print the pages as they are shown."""
        from facilitator_console.ui.parts.printing import Printing

        printer.setDocName(self._controller.text(say("Summary")))
        printing = Printing(self.pages, self._number, printer, self)
        printing.began.connect(self._on_printing_began)
        printing.done.connect(self._on_printing_done)
        if printing.start():
            self._printing = printing
            self.cancel.show()
        else:
            self._controller.refused.emit(
                say("The printer does not accept anything. Choose another, or save a PDF and print that.")
            )

    def _on_printing_began(self, page: int, pages: int) -> None:
        self.show_outcome(say("Printing page {page} of {pages} …", page=page, pages=pages))

    def _on_printing_done(self) -> None:
        self._printing = None
        self.show_outcome(say("Printed."))

    def _on_cancel_clicked(self) -> None:
        if self._printing is not None:
            self._printing.cancel()
        self._printing = None
        self.show_outcome(say("Printing was stopped."))

    def show_outcome(self, message: Message | None) -> None:
        """Show what became of a save or a print; None removes it."""
        set_text(self.outcome, self._controller.text(message) if message else "")
        self._outcome_row.setVisible(message is not None)
        self.cancel.setVisible(self._printing is not None)


def _kind(report: Document) -> Message:
    """Return for whom the pages are, or that there is little on them yet."""
    names = {section.name for section in report.sections}
    if names - OF_THE_PLAN or was_held(report):
        return say("Internal: for those who took part and their team. It may hold words that show who said them.")
    if "agenda" in names:
        return say("Nothing has taken place yet: the pages show the plan. They fill as the meeting goes on.")
    return say("Nothing has taken place yet, and there is no agenda. The pages fill as the meeting goes on.")

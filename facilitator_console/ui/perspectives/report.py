"""Report: the summary's pages as they will print; print them, or save them as a PDF.

The pages follow the session while they are in sight, in the language of the screen.
"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QSizeF, QStandardPaths, Qt
from PySide6.QtGui import QHideEvent, QImage, QShowEvent
from PySide6.QtWidgets import QFileDialog, QHBoxLayout, QPushButton, QVBoxLayout, QWidget

from facilitator_console.dialogue.state import Changes
from facilitator_console.report.files import write_whole
from facilitator_console.report.summary import Summary, summarise
from facilitator_console.ui.actions.action import Action
from facilitator_console.ui.desk import Desk
from facilitator_console.ui.pages import Pages
from facilitator_console.ui.settings import window_settings
from facilitator_console.ui.widgets.labels import label, rule, set_text
from facilitator_console.ui.widgets.page_view import PageView
from facilitator_console.ui.widgets.primary_button import PrimaryButton
from facilitator_console.words import UserError, say, say_n

if TYPE_CHECKING:
    from PySide6.QtPrintSupport import QPrinter

    from facilitator_console.ui.printing import Printing

FILE_NAME = "summary.pdf"
"""Neutral: a title in a file's name is read by whoever sees the folder."""
FOLDER = "report/folder"
"""Where the settings keep the folder of the last PDF; never the file."""


class ReportPage(QWidget):
    """The page after the meeting."""

    def __init__(self, desk: Desk, parent: QWidget | None = None) -> None:
        """Build it on an open session; nothing is set before it is shown."""
        super().__init__(parent)
        self.setObjectName("page")
        self._desk = desk
        self.pages = Pages()
        self._summary: Summary | None = None
        self._is_setting = False
        self._pdf = b""
        self._number = 0
        self._printing: Printing | None = None
        self.view = PageView()
        self.kind = label(rank="muted", wraps=True)
        self.outcome = label(rank="muted")
        self.print_button = QPushButton(desk.text(say("Print")))
        self.save_button = PrimaryButton(desk.text(say("Save as PDF")))
        self._lay_out()
        self._connect()

    def actions(self) -> tuple[Action, ...]:  # type: ignore[override]  # ours, not Qt's list of QActions
        """What has a chord while this page shows."""
        return (
            Action("print", lambda _: say("Print"), lambda _: self.ask_printer(), "P", can=lambda _: bool(self._pdf)),
        )

    @property
    def is_setting(self) -> bool:
        """Whether pages are being set."""
        return self._is_setting

    # -- building --------------------------------------------------------------------------------------

    def _lay_out(self) -> None:
        text = self._desk.text
        head = QVBoxLayout()
        head.setSpacing(2)
        head.addWidget(label(text(say("Summary of the meeting")), "head"))
        set_text(
            self.kind,
            text(say("Internal: for those who took part and their team. It may hold words that show who said them.")),
        )
        head.addWidget(self.kind)
        row = QHBoxLayout()
        row.setContentsMargins(26, 14, 26, 12)
        row.setSpacing(8)
        row.addLayout(head, 2)
        self.outcome.setAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
        row.addWidget(self.outcome, 1)
        row.addSpacing(8)
        for button in (self.print_button, self.save_button):
            button.setAutoDefault(True)  # Enter presses it.
            row.addWidget(button, 0, Qt.AlignmentFlag.AlignVCenter)
        self.view.show_words(text(say("The pages are being set …")))
        self.view.setAccessibleName(text(say("Pages of the summary")))
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addLayout(row)
        column.addWidget(rule())
        column.addWidget(self.view, 1)
        self.setFocusProxy(self.view)
        self._refresh_buttons()

    def _connect(self) -> None:
        pages, view = self.pages, self.view
        self.print_button.clicked.connect(self.ask_printer)
        self.save_button.clicked.connect(self.ask_file)
        view.page_wanted.connect(self._on_view_page_wanted)
        pages.set_done.connect(self._on_pages_set_done)
        pages.drawn.connect(self._on_pages_drawn)
        pages.failed.connect(self._on_pages_failed)
        self._desk.changed.connect(self._on_desk_changed)
        # Qt would keep no method of an object that only this page knows.
        self.destroyed.connect(lambda: pages.close())  # noqa: PLW0108

    # -- following -------------------------------------------------------------------------------------

    def showEvent(self, event: QShowEvent) -> None:
        """Set the pages anew if the session has changed."""
        super().showEvent(event)
        self._refresh()

    def hideEvent(self, event: QHideEvent) -> None:
        """What was said of a save is read."""
        super().hideEvent(event)
        set_text(self.outcome, "")

    def _on_desk_changed(self, _changes: Changes) -> None:
        if self.isVisible():
            self._refresh()

    def _refresh(self) -> None:
        """Set the present summary; while one is being set, it waits and only the last one counts."""
        if self._is_setting:
            return
        summary = summarise(
            self._desk.state, now_ms=self._desk.now_ms(), is_complete=not self._desk.console.history.missing
        )
        if summary != self._summary:
            self._summary = summary
            self._is_setting = True
            self.pages.set_summary(summary, self._desk.catalogue)

    def _on_pages_set_done(self, pdf: bytes, sizes_pt: list[QSizeF]) -> None:
        self._is_setting = False
        self._pdf, self._number = bytes(pdf), len(sizes_pt)
        self.view.show_pages(sizes_pt)
        pages = say_n("{n} page", "{n} pages", self._number)
        self.view.setAccessibleDescription(self._desk.text(pages))
        self._refresh_buttons()
        if self.isVisible():
            self._refresh()

    def _on_pages_drawn(self, page: int, width_px: int, picture: QImage) -> None:
        self.view.show_picture(page, width_px, picture)

    def _on_pages_failed(self, error: Exception) -> None:
        self._is_setting = False
        raise error

    def _on_view_page_wanted(self, page: int, width_px: int) -> None:
        self.pages.draw(page, width_px, lambda: self.view.wants(page, width_px))

    def _refresh_buttons(self) -> None:
        for button in (self.print_button, self.save_button):
            button.setEnabled(bool(self._pdf))

    # -- doing -----------------------------------------------------------------------------------------

    def ask_file(self) -> None:
        """Ask where to save, without stopping the clocks."""
        documents = QStandardPaths.writableLocation(QStandardPaths.StandardLocation.DocumentsLocation)
        folder = str(window_settings().value(FOLDER, "")) or documents
        dialog = QFileDialog(self, self._desk.text(say("Save the summary as a PDF")), folder)
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.setAcceptMode(QFileDialog.AcceptMode.AcceptSave)
        dialog.setNameFilter("PDF (*.pdf)")
        dialog.setDefaultSuffix("pdf")
        dialog.selectFile(FILE_NAME)
        dialog.fileSelected.connect(lambda path: self.save(Path(path)))
        dialog.open()

    def save(self, path: Path) -> None:
        """Save the pages as they are shown, and remember the folder."""
        try:
            write_whole(path, self._pdf)
        except UserError as error:
            self._desk.refused.emit(error.message)
            return
        window_settings().setValue(FOLDER, str(path.parent))
        set_text(self.outcome, self._desk.text(say("Saved: {file}", file=path.name)))

    def ask_printer(self) -> None:
        """Ask for the printer, without stopping the clocks."""
        from PySide6.QtPrintSupport import QPrintDialog, QPrinter  # noqa: PLC0415 - loaded when it is wanted

        printer = QPrinter(QPrinter.PrinterMode.HighResolution)
        dialog = QPrintDialog(printer, self)
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.setMinMax(1, self._number)
        dialog.setWindowModality(Qt.WindowModality.WindowModal)
        dialog.accepted.connect(lambda: self.print_pages(printer))
        dialog.show()

    def print_pages(self, printer: QPrinter) -> None:
        """Print the pages as they are shown."""
        from facilitator_console.ui.printing import Printing  # noqa: PLC0415 - loaded when it is wanted

        printer.setDocName(self._desk.text(say("Summary")))
        printing = Printing(self.pages, self._number, printer, self)
        printing.done.connect(self._on_printing_done)
        if printing.start():
            self._printing = printing
            set_text(self.outcome, self._desk.text(say("Printing …")))
        else:
            self._desk.refused.emit(say("The printer takes nothing. Choose another, or save a PDF and print that."))

    def _on_printing_done(self) -> None:
        self._printing = None
        set_text(self.outcome, self._desk.text(say("Printed.")))

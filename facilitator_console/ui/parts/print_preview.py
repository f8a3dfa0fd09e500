"""Shows something as it will print; prints it, or saves it as a PDF. What it is, and its buttons, are its page’s."""

from __future__ import annotations

import os
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Protocol

from PySide6.QtCore import QSizeF, Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from facilitator_console.report.files import write_whole
from facilitator_console.ui.control.session_controller import SessionController
from facilitator_console.ui.control.settings import window_settings
from facilitator_console.ui.parts.file_dialog import ask_save, documents
from facilitator_console.ui.parts.kept_focus import PassesFocus
from facilitator_console.ui.parts.outcome_line import OutcomeLine
from facilitator_console.ui.parts.page_view import PageView
from facilitator_console.ui.parts.pages import Pages
from facilitator_console.words import Message, UserError, say

if TYPE_CHECKING:
    from PySide6.QtPrintSupport import QPrinter


class Printable(Protocol):
    """Represents what can be printed; equal ones look the same."""

    def write(self) -> bytes:
        """Return the PDF; called in a thread of its own."""


class PrintPreview(PassesFocus):
    """Shows pages, and above them what became of a print or a save.

    Attributes:
        number: How many pages there are; 0 before they are laid out, and where there is nothing to print.

    Signals:
        changed(): There are pages now, others, or none.
    """

    changed = Signal()

    def __init__(self, controller: SessionController, parent: QWidget | None = None) -> None:
        """Begin without pages."""
        super().__init__(parent)
        self._controller = controller
        self.pages = Pages()
        self.view = PageView()
        self.number = 0
        self._shown: Printable | None = None
        self._waiting: Printable | None = None
        self._is_setting = False
        self._pdf = b""
        self.outcome = OutcomeLine(controller, self.pages)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(self.outcome)
        column.addWidget(self.view, 1)
        self._connect()
        self.pass_focus_to(self.view)

    def _connect(self) -> None:
        pages = self.pages
        self.view.page_wanted.connect(self._on_view_page_wanted)
        pages.set_done.connect(self._on_pages_set_done)
        pages.drawn.connect(self.view.show_picture)
        pages.failed.connect(self._on_pages_failed)
        # Qt would keep no method of an object that only this widget knows.
        self.destroyed.connect(lambda: pages.close())  # noqa: PLW0108 - Qt would keep no method of an object that only this one knows

    # -- what is shown -----------------------------------------------------------------------------------

    def show_printable(self, shown: Printable) -> None:
        """Lay out other pages; while some are being laid out, only the last that were asked for wait."""
        if shown == (self._waiting or self._shown):
            return
        # What is still in sight is another thing: nobody may print or save it under this name.
        self._pdf, self.number = b"", 0
        self.changed.emit()
        if self._is_setting:
            self._waiting = shown
            return
        if self._shown is None:
            self.view.show_words(self._controller.text(say("The pages are being laid out…")))
        self._shown, self._is_setting = shown, True
        self.pages.set_pdf(shown.write)

    def show_words(self, message: Message) -> None:
        """Say in the place of pages why there are none."""
        self._shown = self._waiting = None
        self._pdf, self.number = b"", 0
        self.view.show_words(self._controller.text(message))
        self.view.show_pages(())
        self.changed.emit()

    def _on_pages_set_done(self, pdf: bytes, sizes_pt: list[QSizeF]) -> None:
        self._is_setting = False
        if self._waiting is not None:
            waiting, self._waiting = self._waiting, None
            self.show_printable(waiting)
        elif self._shown is not None:
            self._pdf, self.number = bytes(pdf), len(sizes_pt)
            self.view.show_pages(sizes_pt)
            self.changed.emit()

    def _on_pages_failed(self, error: Exception) -> None:
        self._is_setting = False
        self._shown = None  # Else the same pages would never be set again.
        raise error

    def _on_view_page_wanted(self, page: int, width_px: int) -> None:
        self.pages.draw(page, width_px, lambda: self.view.wants(page, width_px))

    # -- saving and printing -----------------------------------------------------------------------------

    def ask_file(self, title: Message, file_name: str, folder_setting: str) -> None:
        """Ask where to save, without stopping the clocks; the folder is remembered under this setting."""
        self._controller.let_leave(partial(self._ask_file, title, file_name, folder_setting))

    def _ask_file(self, title: Message, file_name: str, folder_setting: str) -> None:
        last_folder = str(window_settings().value(folder_setting, ""))
        path = (Path(last_folder) if last_folder else documents()) / file_name

        def save(chosen: Path) -> None:
            self.save(chosen, folder_setting)

        ask_save(self, self._controller.catalogue, title, path, "PDF (*.pdf)", save)

    def save(self, path: Path, folder_setting: str) -> None:
        """Save the pages as they are shown in a new file, and remember the folder."""
        if os.path.lexists(path):
            self._controller.refused.emit(say("{path} already exists; name a new file.", path=str(path)))
            return
        try:
            write_whole(path, self._pdf)
        except UserError as error:
            self._controller.refused.emit(error.message)
            return
        window_settings().setValue(folder_setting, str(path.parent))
        self.outcome.tell(say("Saved: {file} in {folder}", file=path.name, folder=str(path.parent)))

    def ask_printer(self, name: Message) -> None:
        """Ask for the printer; `name` is what its queue calls the print."""
        self._controller.let_leave(lambda: self.outcome.ask_printer(name, self.number, self.print_pages))

    def print_pages(self, printer: QPrinter) -> None:
        """Print the pages as they are shown."""
        self.outcome.print_pages(printer, self.number)

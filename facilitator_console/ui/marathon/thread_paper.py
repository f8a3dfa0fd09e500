"""Shows the thread as the pages that it will be on paper; prints it, or saves it as a PDF."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QHBoxLayout, QPushButton, QVBoxLayout, QWidget

from facilitator_console.dialogue.threads import Thread
from facilitator_console.report.handouts.thread_picture import read
from facilitator_console.runtime.catalogues import LANGUAGES, load_catalogue
from facilitator_console.store.errors import StorageError
from facilitator_console.ui.control.session_controller import SessionController
from facilitator_console.ui.look.styles import Rank
from facilitator_console.ui.marathon.thread_view import HEADS
from facilitator_console.ui.parts.labels import label
from facilitator_console.ui.parts.primary_button import PrimaryButton
from facilitator_console.ui.parts.print_preview import PrintPreview
from facilitator_console.words import UserError, say

TITLE = say("The thread on paper")
FILE_NAME = "thread.pdf"
FOLDER = "marathon/print_folder"
"""The key under which the settings keep the folder of the last PDF; never the file."""


class ThreadPaper(QWidget):
    """Shows the pages.

    Signals:
        closed(): Go back to the picture.
    """

    closed = Signal()

    def __init__(self, controller: SessionController, parent: QWidget | None = None) -> None:
        """Lay nothing out yet."""
        super().__init__(parent)
        self._controller = controller
        text = controller.text
        self.back = QPushButton(text(say("Back to the thread")))
        self.save_button = QPushButton(text(say("Save as PDF…")))
        self.print_button = PrimaryButton(text(say("Print…")))
        self.preview = PrintPreview(controller)
        row = QHBoxLayout()
        row.setContentsMargins(26, 14, 26, 0)
        row.setSpacing(8)
        row.addWidget(label(text(TITLE), Rank.HEAD), 1)
        for button in (self.back, self.save_button, self.print_button):
            button.setAutoDefault(True)
            row.addWidget(button)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.addLayout(row)
        column.addWidget(self.preview, 1)
        self.setFocusProxy(self.print_button)
        self.back.clicked.connect(self.closed)
        self.print_button.clicked.connect(self.ask_printer)
        self.save_button.clicked.connect(self.ask_file)
        self.preview.changed.connect(self._refresh_buttons)

    def show_thread(self, thread: Thread) -> None:
        """Lay a thread out."""
        info = self._controller.state.info
        catalogue = load_catalogue(info.language) if info.language in LANGUAGES else self._controller.catalogue
        try:
            self.preview.show_printable(read(thread, info.title, HEADS, catalogue))
        except UserError as error:
            self.preview.show_words(error.message)
        self._refresh_buttons()

    def ask_printer(self) -> None:
        """Ask for the printer; not while a session of the marathon waits for a decision."""
        if self._may_leave():
            self.preview.ask_printer(TITLE)

    def ask_file(self) -> None:
        """Ask where to save the pages; not while a session of the marathon waits for a decision."""
        if self._may_leave():
            self.preview.ask_file(TITLE, FILE_NAME, FOLDER)

    def _may_leave(self) -> bool:
        controller = self._controller
        try:
            controller.others.require_decided_in(controller.session)
        except (UserError, StorageError) as error:
            controller.refused.emit(error.message)
            return False
        return True

    def _refresh_buttons(self) -> None:
        for button in (self.print_button, self.save_button):
            button.setEnabled(bool(self.preview.number))

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Go back on Esc."""
        if event.key() == Qt.Key.Key_Escape:
            self.closed.emit()
        else:
            super().keyPressEvent(event)

"""Shows the draft of the themes as the page that it will be on paper; prints it, or saves it as a PDF."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent, QShowEvent
from PySide6.QtWidgets import QHBoxLayout, QPushButton, QVBoxLayout, QWidget

from facilitator_console.dialogue.state import Changes
from facilitator_console.report.handouts import THEME_DRAFT, read_handout
from facilitator_console.runtime.catalogues import LANGUAGES, load_catalogue
from facilitator_console.ui.control.session_controller import SessionController
from facilitator_console.ui.look.styles import Rank
from facilitator_console.ui.parts.labels import label, set_text
from facilitator_console.ui.parts.primary_button import PrimaryButton
from facilitator_console.ui.parts.print_preview import PrintPreview
from facilitator_console.words import UserError, say, say_n

FOLDER = "harvest/print_folder"
"""The key under which the settings keep the folder of the last PDF; never the file."""


class DraftPaper(QWidget):
    """Shows the draft of the themes as it prints.

    Signals:
        closed(): Go back to the read-back.
    """

    closed = Signal()

    def __init__(self, controller: SessionController, parent: QWidget | None = None) -> None:
        """Lay nothing out before it is shown."""
        super().__init__(parent)
        self._controller = controller
        text = controller.text
        self.told = label(rank=Rank.MUTED)
        self.back = QPushButton(text(say("Back to the read-back")))
        self.save_button = QPushButton(text(say("Save as PDF…")))
        self.print_button = PrimaryButton(text(say("Print…")))
        self.preview = PrintPreview(controller)
        self.preview.view.setAccessibleName(text(say("Pages as they will print")))
        row = QHBoxLayout()
        row.setContentsMargins(26, 14, 26, 0)
        row.setSpacing(8)
        row.addWidget(label(text(THEME_DRAFT.title), Rank.HEAD), 1)
        row.addWidget(self.told, 1)
        for button in (self.back, self.save_button, self.print_button):
            button.setAutoDefault(True)  # Enter presses it.
            row.addWidget(button)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(10)
        column.addLayout(row)
        column.addWidget(self.preview, 1)
        self.setFocusProxy(self.print_button)
        self.back.clicked.connect(self.closed)
        self.print_button.clicked.connect(self.ask_printer)
        self.save_button.clicked.connect(self.ask_file)
        self.preview.changed.connect(self._refresh_buttons)
        controller.changed.connect(self._on_controller_changed)
        self._refresh_buttons()

    def ask_printer(self) -> None:
        """Ask for the printer."""
        self.preview.ask_printer(THEME_DRAFT.title)

    def ask_file(self) -> None:
        """Ask where to save the page."""
        self.preview.ask_file(THEME_DRAFT.title, THEME_DRAFT.file_name, FOLDER)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Go back on Esc."""
        if event.key() == Qt.Key.Key_Escape:
            self.closed.emit()
        else:
            super().keyPressEvent(event)

    def showEvent(self, event: QShowEvent) -> None:
        """Lay the page out as the themes are now."""
        super().showEvent(event)
        self.preview.outcome.tell(None)
        self._refresh()

    def _on_controller_changed(self, changes: Changes) -> None:
        if self.isVisible() and changes.keys() & {"themes", "checks", "info"}:
            self._refresh()

    def _refresh(self) -> None:
        language = self._controller.state.info.language
        catalogue = load_catalogue(language) if language in LANGUAGES else self._controller.catalogue
        try:
            self.preview.show_printable(read_handout(THEME_DRAFT, self._controller.state, catalogue))
        except UserError as error:
            self.preview.show_words(error.message)

    def _refresh_buttons(self) -> None:
        number = self.preview.number
        for button in (self.print_button, self.save_button):
            button.setEnabled(bool(number))
        set_text(self.told, self._controller.text(say_n("{n} page", "{n} pages", number)) if number else "")

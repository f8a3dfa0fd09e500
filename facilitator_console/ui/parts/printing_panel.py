"""Shows something in the dialogue's language as it will print, with the buttons that print it or save it as a PDF."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent, QShowEvent
from PySide6.QtWidgets import QHBoxLayout, QPushButton, QVBoxLayout, QWidget

from facilitator_console.dialogue.state import Changes
from facilitator_console.report.handouts import HandoutKind, read_handout
from facilitator_console.runtime.catalogues import LANGUAGES, load_catalogue
from facilitator_console.ui.control.session_controller import SessionController
from facilitator_console.ui.look.styles import Rank
from facilitator_console.ui.parts.kept_focus import PassesFocus
from facilitator_console.ui.parts.labels import label, set_text
from facilitator_console.ui.parts.primary_button import PrimaryButton
from facilitator_console.ui.parts.print_preview import Printable, PrintPreview
from facilitator_console.words import Catalogue, Message, UserError, say, say_n


class PrintingPanel(PassesFocus):
    """Shows pages on paper, and the buttons for them; what is on the pages, a page's own panel says.

    Signals:
        closed(): Go back to where the panel was opened.
    """

    closed = Signal()

    def __init__(
        self, controller: SessionController, back: Message, folder_setting: str, parent: QWidget | None = None
    ) -> None:
        """Lay nothing out before it is shown.

        Args:
            controller: The session.
            back: The label of the button that leads back.
            folder_setting: The key under which the settings keep the folder of the last PDF; never the file.
            parent: Owner in Qt's sense.
        """
        super().__init__(parent)
        self._controller, self._folder_setting = controller, folder_setting
        text = controller.text
        self.page_count = label(rank=Rank.MUTED)
        self.back = QPushButton(text(back))
        self.save_button = QPushButton(text(say("Save as PDF…")))
        self.print_button = PrimaryButton(text(say("Print…")))
        self.preview = PrintPreview(controller)
        self.preview.view.setAccessibleName(text(say("Pages as they will print")))
        self._head = QHBoxLayout()
        self._head.setSpacing(8)
        self._head.addWidget(self.page_count, 1)
        for button in (self.back, self.save_button, self.print_button):
            button.setAutoDefault(True)  # Enter presses it.
            self._head.addWidget(button)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(10)
        column.addLayout(self._head)
        column.addWidget(self.preview, 1)
        self.back.clicked.connect(self.closed)
        self.print_button.clicked.connect(self.ask_printer)
        self.save_button.clicked.connect(self.ask_file)
        self.preview.changed.connect(self._refresh_buttons)
        self._refresh_buttons()

    @property
    def title(self) -> Message:
        """Return what the pages are called."""
        raise NotImplementedError

    @property
    def file_name(self) -> str:
        """Return the proposed name of a file, without anything of the session."""
        raise NotImplementedError

    def ask_printer(self) -> None:
        """Ask for the printer."""
        self.preview.ask_printer(self.title)

    def ask_file(self) -> None:
        """Ask where to save the pages."""
        self.preview.ask_file(self.title, self.file_name, self._folder_setting)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Go back on Esc."""
        if event.key() == Qt.Key.Key_Escape:
            self.closed.emit()
        else:
            super().keyPressEvent(event)

    def lay_out(self, read: Callable[[Catalogue], Printable]) -> None:
        """Lay out what is read for the dialogue's language, or say in its place why there is nothing to print."""
        language = self._controller.state.info.language
        catalogue = load_catalogue(language) if language in LANGUAGES else self._controller.catalogue
        try:
            shown = read(catalogue)
        except UserError as error:
            self.preview.show_words(error.message)
        else:
            self.preview.show_printable(shown)

    def _refresh_buttons(self) -> None:
        number = self.preview.number
        for button in (self.print_button, self.save_button):
            button.setEnabled(bool(number))
        self.pass_focus()
        pages = say_n("{n} page", "{n} pages", number)
        set_text(self.page_count, self._controller.text(pages) if number else "")


class HandoutPanel(PrintingPanel):
    """Shows a handout, and follows the session while it is in sight."""

    def __init__(
        self, controller: SessionController, back: Message, folder_setting: str, parent: QWidget | None = None
    ) -> None:
        """Lay nothing out before it is shown; see `PrintingPanel`."""
        super().__init__(controller, back, folder_setting, parent)
        controller.changed.connect(self._on_controller_changed)

    @property
    def kind(self) -> HandoutKind:
        """Return the handout that is shown."""
        raise NotImplementedError

    @property
    def title(self) -> Message:
        """Return the title of the handout."""
        return self.kind.title

    @property
    def file_name(self) -> str:
        """Return the handout's own name of a file."""
        return self.kind.file_name

    def showEvent(self, event: QShowEvent) -> None:
        """Lay the pages out as the session is now."""
        super().showEvent(event)
        self.refresh()

    def _on_controller_changed(self, _changes: Changes) -> None:
        if self.isVisible():
            self.refresh()

    def refresh(self) -> None:
        """Lay the pages out as the session is now."""
        self.lay_out(partial(read_handout, self.kind, self._controller.state))

"""Shows what became of a save or a print, asks for the printer, and stops what is under way."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from PySide6.QtWidgets import QHBoxLayout, QWidget

from facilitator_console.ui.control.session_controller import SessionController
from facilitator_console.ui.look.styles import Rank
from facilitator_console.ui.parts.labels import Link, label, set_text
from facilitator_console.ui.parts.pages import Pages
from facilitator_console.words import Message, say

if TYPE_CHECKING:
    from PySide6.QtPrintSupport import QPrinter

    from facilitator_console.ui.parts.printing import Printing


class OutcomeLine(QWidget):
    """Shows one sentence, and beside it a link that stops what it speaks of."""

    def __init__(self, controller: SessionController, pages: Pages) -> None:
        """Serve a page that shows these pages; there is nothing to say yet."""
        super().__init__()
        self._controller, self._pages = controller, pages
        self._printing: Printing | None = None
        self._stop: Callable[[], Message] | None = None
        self.words = label(rank=Rank.STRONG, wraps=True)
        self.stop = Link(controller.text(say("Stop")))
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 4, 0, 4)
        row.setSpacing(16)
        row.addWidget(self.words, 1)
        row.addWidget(self.stop)
        self.stop.clicked.connect(self._on_stop_clicked)
        self.tell(None)

    @property
    def is_busy(self) -> bool:
        """Tell whether something is under way."""
        return self._stop is not None

    def tell(self, message: Message | None, stop: Callable[[], Message] | None = None) -> None:
        """Show what became of it; None removes it.

        Args:
            message: The sentence.
            stop: While it is under way: stops it, and returns what is said then.
        """
        self._stop = stop
        set_text(self.words, self._controller.text(message) if message else "")
        self.setVisible(message is not None)
        self.stop.setVisible(stop is not None)

    def ask_printer(self, name: Message, number: int, print_pages: Callable[[QPrinter], object]) -> None:
        """Ask for the printer, without stopping the clocks.

        Args:
            name: What the printer's queue calls the print.
            number: How many pages there are.
            print_pages: Gets the printer that was chosen.
        """
        from facilitator_console.ui.parts.printing import ask_printer

        ask_printer(self, self._controller.text, name, print_pages, number=number)

    def print_pages(self, printer: QPrinter, number: int) -> None:
        """Print so many pages as they are shown, and say how far it is."""
        from facilitator_console.ui.parts.printing import Printing

        printing = Printing(self._pages, number, printer, self)
        printing.began.connect(self._on_printing_began)
        printing.done.connect(self._on_printing_done)
        self._printing = printing
        if not printing.start():
            self._printing = None
            self._controller.refused.emit(
                say("The printer does not accept anything. Choose another, or save a PDF and print that.")
            )

    def _on_printing_began(self, page: int, pages: int) -> None:
        self.tell(say("Printing page {page} of {pages} …", page=page, pages=pages), self._stop_printing)

    def _on_printing_done(self) -> None:
        self._printing = None
        self.tell(say("Printed."))

    def _stop_printing(self) -> Message:
        if self._printing is not None:
            self._printing.cancel()
        self._printing = None
        return say("Printing was stopped.")

    def _on_stop_clicked(self) -> None:
        if self._stop is not None:
            self.tell(self._stop())

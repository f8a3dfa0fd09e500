"""Asks for a printer, and prints page by page as they are drawn, at the printer's resolution."""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import QObject, QRectF, Qt, Signal
from PySide6.QtGui import QImage, QPageSize, QPainter
from PySide6.QtPrintSupport import QPrintDialog, QPrinter
from PySide6.QtWidgets import QDialogButtonBox, QLineEdit, QVBoxLayout, QWidget

from facilitator_console.ui.look.styles import Rank
from facilitator_console.ui.parts.file_dialog import close_dialogs, free_name
from facilitator_console.ui.parts.labels import label, set_text
from facilitator_console.ui.parts.pages import Pages
from facilitator_console.words import Message, say

MOST_DPI = 300
"""Finer than this nobody sees, and a page would take hundreds of megabytes."""


def ask_printer(
    parent: QWidget,
    text: Callable[[Message], str],
    name: Message,
    then: Callable[[QPrinter], object],
    *,
    number: int = 0,
) -> None:
    """Ask for a printer, without stopping the clocks; the dialog also makes PDF files.

    Args:
        parent: The page that asks; the dialog goes with it.
        text: Translates into the language of the screen.
        name: What the printer's queue calls the print, and a PDF file is called at first.
        then: Gets the printer that was chosen.
        number: How many pages there are to choose from; 0 where they are not known yet.
    """
    close_dialogs(parent.window())
    printer = QPrinter(QPrinter.PrinterMode.HighResolution)
    printer.setPageSize(QPageSize(QPageSize.PageSizeId.A4))
    printer.setDocName(text(name))
    dialog = QPrintDialog(printer, parent)
    dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
    if number:
        dialog.setMinMax(1, number)
    dialog.setWindowModality(Qt.WindowModality.NonModal)
    _refuse_files_in_place(dialog, text, text(name))
    dialog.accepted.connect(lambda: then(printer))
    dialog.show()


def _refuse_files_in_place(dialog: QPrintDialog, text: Callable[[Message], str], name: str) -> None:
    """Let Qt's own dialog say in itself why a file can't be written: Qt's box for that would stop every key."""
    field, buttons = dialog.findChild(QLineEdit, "filename"), dialog.findChild(QDialogButtonBox)
    column = dialog.layout()
    if field is None or buttons is None or not isinstance(column, QVBoxLayout):
        return  # The system's dialog, which asks for itself.
    words = label(rank=Rank.WARN, wraps=True)
    words.hide()
    column.insertWidget(column.indexOf(buttons), words)
    folder = Path(field.text())
    field.setText(str(folder / free_name(folder / f"{name}.pdf")))

    def accept() -> None:
        why = _refused_file(Path(field.text())) if field.isEnabled() else None
        set_text(words, text(why) if why else "")
        words.setVisible(why is not None)
        if why is None:
            dialog.accept()

    buttons.accepted.disconnect()
    buttons.accepted.connect(accept)


def _refused_file(path: Path) -> Message | None:
    """Return why a new file can't be written there; None where it seems that it can."""
    if os.path.lexists(path):
        return say("{path} already exists; name a new file.", path=str(path))
    if not os.access(path.parent, os.W_OK):
        return say("You may not write {path}. Choose another folder.", path=str(path))
    return None


class Printing(QObject):
    """Represents one print of a document.

    Signals:
        began(int, int): A page is being drawn: which of how many, from 1.
        done(): All pages are with the printer.
    """

    began = Signal(int, int)
    done = Signal()

    def __init__(self, pages: Pages, number: int, printer: QPrinter, parent: QObject) -> None:
        """Prepare the print; see `start`.

        Args:
            pages: Draws them.
            number: How many there are.
            printer: Where to; asked for its paper, resolution, range and copies.
            parent: Owner in Qt's sense.
        """
        super().__init__(parent)
        self._pages = pages
        self._printer = printer
        printer.setFullPage(True)  # The pages bring their own margins.
        first, last = printer.fromPage() or 1, printer.toPage() or number
        once = list(range(first - 1, min(last, number)))
        copies = 1 if printer.supportsMultipleCopies() else printer.copyCount()
        self._waiting = once * copies
        self._number = len(self._waiting)
        paper = printer.paperRect(QPrinter.Unit.DevicePixel)
        self._width_px = round(paper.width() * min(1.0, MOST_DPI / printer.resolution()))
        self._painter = QPainter()
        pages.drawn.connect(self._on_page_drawn)

    def start(self) -> bool:
        """Start to print, and tell whether the printer takes anything."""
        if not self._waiting or not self._painter.begin(self._printer):
            return False
        self._ask()
        return True

    def cancel(self) -> None:
        """Stop the print; pages that the printer has already may still come."""
        if self._waiting:
            self._waiting.clear()
            self._printer.abort()
            self._end()

    def _ask(self) -> None:
        self.began.emit(self._number - len(self._waiting) + 1, self._number)
        self._pages.draw(self._waiting[0], self._width_px, lambda: True)

    def _on_page_drawn(self, page: int, width_px: int, picture: QImage) -> None:
        if not self._waiting or (page, width_px) != (self._waiting[0], self._width_px):
            return
        paper = self._printer.paperRect(QPrinter.Unit.DevicePixel)
        height = paper.width() * picture.height() / picture.width()
        self._painter.drawImage(QRectF(0, 0, paper.width(), height), picture)
        del self._waiting[0]
        if self._waiting:
            self._printer.newPage()
            self._ask()
        else:
            self._end()
            self.done.emit()

    def _end(self) -> None:
        self._painter.end()
        self._pages.drawn.disconnect(self._on_page_drawn)

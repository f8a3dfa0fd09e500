"""Brings texts in as notes: a pasted page, or a file. Somebody is asked first, and sees how they begin."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import QObject
from PySide6.QtWidgets import QWidget

from facilitator_console.notes.coming_in import add_notes, paragraphs
from facilitator_console.ui.control.action import Action, always
from facilitator_console.ui.control.session_controller import SessionController
from facilitator_console.ui.parts.file_dialog import ask_open, documents
from facilitator_console.ui.parts.note_strip import NoteStrip
from facilitator_console.ui.run.note_line import NoteLine
from facilitator_console.words import UserError, say


class NotesComingIn(QObject):
    """Asks in a page's strip, and adds.

    Attributes:
        action: Asks for a file.
    """

    def __init__(self, controller: SessionController, line: NoteLine, strip: NoteStrip, parent: QWidget) -> None:
        """Take what is pasted into this line."""
        super().__init__(parent)
        self._controller, self._line, self._strip, self._page = controller, line, strip, parent
        self.action = Action("import_notes", always(say("Notes from a file…"), self.ask_file))
        line.edit.takes_pages = True
        line.edit.page_pasted.connect(self._on_page_pasted)
        strip.one_wanted.connect(self._on_one_wanted)
        strip.adding_confirmed.connect(self._add)

    def _on_page_pasted(self, text: str) -> None:
        self._strip.ask_adding(paragraphs(text), text)

    def _on_one_wanted(self, text: str) -> None:
        self._line.focus_line()
        self._line.edit.insert(text)

    def ask_file(self) -> None:
        """Ask for a file, without stopping the clocks."""
        from facilitator_console.exchange.note_files import ENDINGS

        kinds = " ".join(f"*{ending}" for ending in ENDINGS)
        title = say("Notes from a file")
        ask_open(self._page, self._controller.catalogue, title, documents(), f"({kinds})", self.take_file)

    def take_file(self, path: Path) -> None:
        """Read a file and ask about its texts; what can’t be read is refused in the quiet banner."""
        from facilitator_console.exchange.note_files import read_notes

        try:
            self._strip.ask_adding(read_notes(path))
        except UserError as error:
            self._controller.refused.emit(error.message)

    def _add(self, notes: object) -> None:
        if isinstance(notes, tuple):
            item_id, names = self._controller.state.room.item_id, self._controller.tag_names
            self._controller.do(add_notes, notes, names, item_id)
        self._line.focus_line()

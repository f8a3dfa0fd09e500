"""Brings the team's tags in from another program's file, and writes them for one: REFI-QDA and Taguette's CSV."""

from __future__ import annotations

import os
from pathlib import Path

from PySide6.QtCore import QObject
from PySide6.QtWidgets import QWidget

from facilitator_console.notes.codebook import tags_in_codebook
from facilitator_console.notes.tag_commands import import_tags, tag_lines
from facilitator_console.ui.control.action import Action, always
from facilitator_console.ui.control.session_controller import SessionController
from facilitator_console.ui.parts.file_dialog import ask_open, ask_save, documents
from facilitator_console.words import UserError, say

FILE_NAME = "codebook.qdc"
KINDS = "REFI-QDA, Taguette (*.qdc *.csv)"


class CodebookFiles(QObject):
    """Asks for files on a page, and reads and writes them.

    Attributes:
        actions: Those of the list of commands.
    """

    def __init__(self, controller: SessionController, page: QWidget) -> None:
        """Ask on this page."""
        super().__init__(page)
        self._controller, self._page = controller, page
        self.actions = (
            Action("import_tags", always(say("Tags from a file…"), self.ask_import)),
            Action("export_tags", always(say("Tags into a file…"), self.ask_export)),
        )

    def ask_import(self) -> None:
        """Ask for a codebook, without stopping the clocks."""
        title = say("Tags from a file")
        ask_open(self._page, self._controller.catalogue, title, documents(), KINDS, self.take_in)

    def ask_export(self) -> None:
        """Ask where to write the tags."""
        self._controller.let_leave(self._ask_file)

    def _ask_file(self) -> None:
        title = say("Tags into a file")
        ask_save(self._page, self._controller.catalogue, title, documents() / FILE_NAME, KINDS, self.write)

    def take_in(self, path: Path) -> None:
        """Add the tags of a file; those that are there already stay as they are."""
        from facilitator_console.exchange.codebooks import read_codebook

        try:
            lines = read_codebook(path)
        except UserError as error:
            self._controller.refused.emit(error.message)
            return
        before = len(tags_in_codebook(self._controller.state))
        if self._controller.do(import_tags, lines, self._controller.tag_names):
            new = len(tags_in_codebook(self._controller.state)) - before
            if not new:
                self._controller.refused.emit(say("All tags of this file are in the codebook already."))

    def write(self, path: Path) -> None:
        """Write the tags as a new file, in the language of the session."""
        from facilitator_console.exchange.codebooks import codebook_file
        from facilitator_console.report.files import write_whole
        from facilitator_console.runtime.catalogues import LANGUAGES, load_catalogue

        if os.path.lexists(path):
            self._controller.refused.emit(say("{path} already exists; name a new file.", path=str(path)))
            return
        state = self._controller.state
        language = state.info.language
        catalogue = load_catalogue(language) if language in LANGUAGES else self._controller.catalogue
        lines, ids = tag_lines(state, catalogue.text)
        try:
            write_whole(path, codebook_file(path, lines, ids))
        except UserError as error:
            self._controller.refused.emit(error.message)

"""Brings an agenda out of the program: what can be printed, files, templates; says what became of it."""

from __future__ import annotations

import os
from functools import partial
from pathlib import Path

from PySide6.QtCore import QObject, QPoint, Signal
from PySide6.QtWidgets import QWidget

from facilitator_console.report.handouts import HANDOUTS
from facilitator_console.session.drafts import drafts_of
from facilitator_console.ui.control.action import Action, always
from facilitator_console.ui.control.session_controller import SessionController
from facilitator_console.ui.control.settings import window_settings
from facilitator_console.ui.parts.file_dialog import ask_open, ask_save, documents
from facilitator_console.ui.parts.menus import new_menu
from facilitator_console.words import Message, UserError, say

FILE_NAME = "agenda"
"""Neutral: a title in a file's name is read by whoever sees the folder."""
FOLDER = "prepare/folder"
"""The key under which the settings keep the folder of the last file; never the file."""
TEMPLATE = "json"
KINDS: tuple[tuple[str, Message, str], ...] = (
    ("xlsx", say("Spreadsheet (XLSX)"), "Excel (*.xlsx)"),
    ("csv", say("Table of text (CSV)"), "CSV (*.csv)"),
    ("md", say("List of text (Markdown)"), "Markdown (*.md)"),
    ("ics", say("Calendar (ICS), without what is only for the team"), "iCalendar (*.ics)"),
    (TEMPLATE, say("Template to share (JSON), without what is only for the team"), "JSON (*.json)"),
)
"""By ending, the words for the kind of file and Qt's filter."""
WITH_TEAM = frozenset({"xlsx", "csv", "md"})
"""Files that hold what is only for the team, too."""


class PlanFiles(QObject):
    """Imports and exports for a page.

    Signals:
        file_chosen(Path): A file is to be imported.
        print_asked(str): A handout is to be shown as it will print: its name.
        done(Message): What became of it.
    """

    file_chosen = Signal(object)
    print_asked = Signal(str)
    done = Signal(object)

    def __init__(self, controller: SessionController, page: QWidget) -> None:
        """Ask over this page."""
        super().__init__(page)
        self._controller, self._page = controller, page

    def actions(self) -> tuple[Action, ...]:
        """Return what can be done, for the list of commands."""
        imports = Action("import_agenda", always(say("Import an agenda…"), self.ask_import))
        exports = [
            Action(f"export_{ending}", always(say("Export: {kind}", kind=name), partial(self.ask_export, ending)))
            for ending, name, _ in KINDS
        ]
        prints = [
            Action(
                f"print_{kind.name}",
                always(say("Print: {kind}", kind=kind.title), partial(self.print_asked.emit, kind.name)),
            )
            for kind in HANDOUTS
        ]
        template = Action("save_template", always(say("Save the agenda as a template"), self.save_as_template))
        return (imports, *prints, *exports, template)

    def show_menu(self, at: QPoint) -> None:
        """Offer what can be printed, the kinds of files, and the template."""
        menu, text = new_menu(self._page), self._controller.text
        for kind in HANDOUTS:
            menu.addAction(text(say("Print: {kind}", kind=kind.title)), partial(self.print_asked.emit, kind.name))
        menu.addSeparator()
        for ending, name, _ in KINDS:
            menu.addAction(text(name), partial(self.ask_export, ending))
        menu.addSeparator()
        menu.addAction(text(say("Save as a template on this laptop")), self.save_as_template)
        menu.popup(at)

    def ask_import(self) -> None:
        """Ask for a file to import, without stopping the clocks."""
        from facilitator_console.exchange.agendas.reading import ENDINGS

        kinds = " ".join(f"*{ending}" for ending in ENDINGS)
        title = say("Import an agenda")
        ask_open(self._page, self._controller.catalogue, title, self._folder(), f"({kinds})", self._on_file_chosen)

    def _on_file_chosen(self, path: Path) -> None:
        window_settings().setValue(FOLDER, str(path.parent))
        self.file_chosen.emit(path)

    def ask_export(self, ending: str) -> None:
        """Ask where to write the agenda as this kind of file."""
        self._controller.let_leave(partial(self._ask_file, ending))

    def _ask_file(self, ending: str) -> None:
        kinds = next(qt for known, _, qt in KINDS if known == ending)
        path = self._folder() / f"{FILE_NAME}.{ending}"
        then = partial(self.export, ending)
        ask_save(self._page, self._controller.catalogue, say("Export the agenda"), path, kinds, then)

    def export(self, ending: str, path: Path) -> None:
        """Write the agenda as a new file, and remember the folder."""
        from facilitator_console.report.files import write_whole

        if os.path.lexists(path):
            self._controller.refused.emit(say("{path} already exists; name a new file.", path=str(path)))
            return
        try:
            write_whole(path, self._content(ending))
        except UserError as error:
            self._controller.refused.emit(error.message)
            return
        window_settings().setValue(FOLDER, str(path.parent))
        drafts = drafts_of(self._controller.state)
        team = any(draft.team_note or draft.led_by or draft.internal for draft in drafts)
        if team and ending in WITH_TEAM:
            message = say("Saved, with what is only for the team: {file} in {folder}",
                       file=path.name, folder=str(path.parent))  # fmt: skip
        else:
            message = say("Saved: {file} in {folder}", file=path.name, folder=str(path.parent))
        self.done.emit(message)

    def _content(self, ending: str) -> bytes:
        """Return what such a file holds.

        Raises:
            UserError: There is nothing on the agenda, or it can't be such a file.
        """
        from facilitator_console.exchange.agendas.writing import FileFormat, agenda_file
        from facilitator_console.exchange.template_files import template_json, template_of

        state = self._controller.state
        if ending == TEMPLATE:
            return template_json(template_of(state))
        language = state.info.language or self._controller.catalogue.language
        drafts, info = drafts_of(state), state.info
        return agenda_file(FileFormat(ending), info.title, drafts, begins=info.begins, language=language)

    def save_as_template(self) -> None:
        """Save the agenda as a template of this laptop: without people, notes for the team and times of day."""
        from facilitator_console.exchange.template_files import save_template, template_of

        try:
            save_template(template_of(self._controller.state))
        except UserError as error:
            self._controller.refused.emit(error.message)
            return
        self.done.emit(say("Saved as a template on this laptop, without who leads and notes for the team."))

    def _folder(self) -> Path:
        last_folder = str(window_settings().value(FOLDER, ""))
        return Path(last_folder) if last_folder else documents()

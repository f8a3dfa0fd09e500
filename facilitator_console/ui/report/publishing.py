"""Lets the reports of a marathon leave: as a website, as one file, on paper. Each is recorded before it is written.

All of it is made beside the window and can be stopped; nothing is written before all is made, and nothing that is there
is written over without asking.
"""

from __future__ import annotations

import os
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject

from facilitator_console.console.marathon_site import SITE, Tell, record_leaving
from facilitator_console.dialogue.ids import Audience
from facilitator_console.report.export import export
from facilitator_console.report.files import holds_anything, replace_files, write_whole
from facilitator_console.report.website import is_of_site, number_of_files, site_files
from facilitator_console.runtime.catalogues import LANGUAGES, load_catalogue
from facilitator_console.store.errors import StorageError
from facilitator_console.ui.control.session_controller import SessionController
from facilitator_console.ui.control.settings import window_settings
from facilitator_console.ui.parts.file_dialog import ask_folder, ask_save, documents, free_name
from facilitator_console.ui.report.checks import Card
from facilitator_console.ui.report.exporting import ENDINGS, FILE_NAMES, FOLDER
from facilitator_console.words import Message, UserError, say

if TYPE_CHECKING:
    from PySide6.QtPrintSupport import QPrinter

    from facilitator_console.ui.report.marathon_page import Made, MarathonReportPage

WEBSITE = "website"
NOT_PUBLIC = say("Choose “Everyone” first: only public reports go onto a website.")
NOT_READY = say("The reports are still being made.")


class Publishing(QObject):
    """Represents the way of a marathon's reports out of the program.

    Attributes:
        is_on: Something is on its way out.
        question: What is asked before it goes on; None for nothing.
    """

    def __init__(self, controller: SessionController, page: MarathonReportPage) -> None:
        """Begin to publish for this page."""
        super().__init__(page)
        self._controller, self._page = controller, page
        self.is_on = False
        self._writes = False
        self.question: Card | None = None

    def words(self, done: int, of: int) -> Message:
        """Say how far the work is."""
        if not self.is_on:
            return say("Reading session {n} of {sessions} …", n=done + 1, sessions=of)
        if self._writes:
            return say("Writing file {n} of {files} …", n=done + 1, files=of)
        return say("Making file {n} of {files} …", n=done + 1, files=of)

    def cancel(self) -> bool:
        """Drop what is on its way; tell whether anything was."""
        was_on, self.is_on, self._writes = self.is_on, False, False
        return was_on

    def _may_leave(self) -> Made | None:
        """Return the reports if they may leave; else it is said why not."""
        made = self._page.made
        why = NOT_READY if made is None or self._page.work.is_busy else next(iter(made.refusals.values()), None)
        if why is not None:
            self._controller.refused.emit(why)
            return None
        return made

    # -- a website -------------------------------------------------------------------------------------

    def ask_folder(self) -> None:
        """Ask where the website is to lie; not where something waits for a decision."""
        self._ask(None)
        if self._page.made_for.audience is not Audience.PUBLIC:
            self._page.made_for.choose(Audience.PUBLIC)
            self._controller.refused.emit(NOT_PUBLIC)
            return
        if self._may_leave():
            last = str(window_settings().value(FOLDER, ""))
            folder = Path(last) if last else documents()
            title = say("Choose a folder for the website")
            proposed = folder / free_name(folder / WEBSITE)
            ask_folder(self._page, self._controller.catalogue, title, proposed, self.publish)

    def publish(self, folder: Path, *, over: bool = False) -> None:
        """Write the website into a folder; into one that is not empty only once somebody says so.

        Args:
            folder: It need not be there yet.
            over: Somebody said so.
        """
        self._ask(None)
        if holds_anything(folder) and not over:
            self._ask_whether(folder)
            return
        if (made := self._may_leave()) is None:
            return
        reports = [*made.reports.sessions.values()]
        languages = _languages(str(self._page.language.currentData()))

        def make(tell: Tell) -> dict[str, bytes]:
            files: dict[str, bytes] = {}
            for name, content in site_files(made.reports.whole, reports, languages):
                tell(len(files), number_of_files(len(reports), len(languages)))
                files[name] = content
            return files

        self.is_on = True
        self._page.show_progress(0, number_of_files(len(reports), len(languages)))
        self._page.work.begin(make, partial(self._record_site, made, folder))

    def _record_site(self, made: Made, folder: Path, files: dict[str, bytes]) -> None:
        if not self._record(made, SITE):
            return
        self._writes = True
        self._page.work.begin(
            lambda tell: replace_files(folder, files, is_of_site, tell), lambda _none: self._told_site(folder)
        )

    def _told_site(self, folder: Path) -> None:
        self.cancel()
        window_settings().setValue(FOLDER, str(folder.parent))
        self._page.outcome.tell(say("Website: {path}", path=str(folder / "index.html")))
        self._page.refresh()

    def _ask_whether(self, folder: Path) -> None:
        title = say("The folder is not empty.")
        words = say(
            "{path}: pages of an earlier website in it are replaced, or go. All else stays as it is.", path=str(folder)
        )
        links = (
            (say("Write into it"), partial(self.publish, folder, over=True)),
            (say("Choose another folder"), self.ask_folder),
        )
        self._ask(Card(title, self._controller.text(words), links, is_open=True))

    def _ask(self, question: Card | None) -> None:
        if question is not self.question:
            self.question = question
            self._page.show_question()

    # -- a file, and paper -----------------------------------------------------------------------------

    def ask_file(self, file_format: str) -> None:
        """Ask where to save the marathon's report alone."""
        made = self._may_leave()
        if made is None:
            return
        last = str(window_settings().value(FOLDER, ""))
        ending = ENDINGS.get(file_format, file_format)
        path = (Path(last) if last else documents()) / f"{FILE_NAMES[self._page.made_for.audience]}.{ending}"
        ask_save(
            self._page,
            self._controller.catalogue,
            say("Save the report as a file"),
            path,
            f"{ending.upper()} (*.{ending})",
            partial(self.save, file_format),
        )

    def save(self, file_format: str, path: Path) -> None:
        """Save the marathon's report in a new file."""
        if os.path.lexists(path):
            self._controller.refused.emit(say("{path} already exists; name a new file.", path=str(path)))
            return
        if (made := self._may_leave()) is None:
            return
        catalogue = load_catalogue(str(self._page.language.currentData()))

        def make(tell: Tell) -> bytes:
            tell(0, 1)
            return export(made.reports.whole, catalogue, file_format)

        self.is_on = True
        self._page.work.begin(make, partial(self._save, made, file_format, path))

    def _save(self, made: Made, file_format: str, path: Path, content: bytes) -> None:
        if not self._record(made, file_format):
            return
        self.cancel()
        try:
            write_whole(path, content)
        except UserError as error:
            self._controller.refused.emit(error.message)
            self._page.outcome.tell(None)
            return
        window_settings().setValue(FOLDER, str(path.parent))
        self._page.outcome.tell(say("Saved: {file} in {folder}", file=path.name, folder=str(path.parent)))
        self._page.refresh()

    def ask_printer(self) -> None:
        """Ask for the printer."""
        if made := self._may_leave():
            number = self._page.area.number
            print_pages = partial(self._print_pages, made)
            self._page.outcome.ask_printer(say("Report of the marathon"), number, print_pages)

    def _print_pages(self, made: Made, printer: QPrinter) -> None:
        if self._record(made, "paper"):
            self._page.outcome.print_pages(printer, self._page.area.number)

    def _record(self, made: Made, file_format: str) -> bool:
        """Record that public reports leave; tell whether that worked. What the team keeps to itself is not recorded."""
        if not made.reports.whole.is_public:
            return True
        try:
            record_leaving(made.gathered, made.reports, file_format, str(self._page.language.currentData()))
        except (UserError, StorageError) as error:
            self.cancel()
            self._page.outcome.tell(None)
            self._controller.refused.emit(error.message)
            self._page.refresh()
            return False
        return True


def _languages(first: str) -> tuple[str, ...]:
    """Return all languages, the chosen one first: the site opens in it."""
    return (first, *(language for language in LANGUAGES if language != first))

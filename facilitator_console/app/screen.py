"""Holds the window, its present view and its language, and shows banners and file dialogs over it."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QSettings

from facilitator_console.runtime.catalogues import load_catalogue
from facilitator_console.ui.look import qt_words
from facilitator_console.ui.parts.banners import Banner
from facilitator_console.ui.shell.window import Window
from facilitator_console.words import Message, say

if TYPE_CHECKING:
    from facilitator_console.ui.shell.session_view import SessionView
    from facilitator_console.ui.start.start_page import StartPage
    from facilitator_console.ui.start.watch_page import WatchPage

STORE_FILES = "*.sqlite"


class Screen(QObject):
    """Gives access to the window and its language; whatever is shown or asked goes through here.

    Attributes:
        window: The frame.
        view: What it holds; None until something is shown.
        language: One of `LANGUAGES`.
        catalogue: Its words.
    """

    def __init__(
        self, settings: QSettings, language: str, may_close: Callable[[], bool], parent: QObject | None = None
    ) -> None:
        """Build the window, empty and not shown yet.

        Args:
            settings: Where its size and place are remembered.
            language: One of `LANGUAGES`.
            may_close: Says whether the window may close now.
            parent: Owner in Qt's sense.
        """
        super().__init__(parent)
        self.view: StartPage | SessionView | WatchPage | None = None
        self.set_language(language)
        self.window = Window(settings, self.catalogue.text(say("Facilitator console")), may_close)

    def set_language(self, language: str) -> None:
        """Use a language from now on; what is shown already stays as it is."""
        self.language, self.catalogue = language, load_catalogue(language)
        qt_words.use_language(language)

    def show(self, view: StartPage | SessionView | WatchPage) -> None:
        """Show another view in the window."""
        self.view = view
        self.window.show_view(view)

    def text(self, message: Message) -> str:
        """Translate a message into the language of the screen."""
        return self.catalogue.text(message)

    def show_banner(self, name: str, banner: Banner) -> None:
        """Show a banner in the place of the one with this name."""
        if self.view is not None:
            self.view.banners.show_banner(name, banner)

    def show_message(self, message: Message) -> None:
        """Show a message that needs no answer."""
        self.show_banner("message", Banner(self.text(message)))

    def ask_new_file(self, title: Message, path: Path, then: Callable[[Path], None]) -> None:
        """Ask for a store's file that is to be written, and propose a name."""
        from facilitator_console.ui.parts.file_dialog import ask_save

        if self.view is not None:
            ask_save(self.view, self.catalogue, title, path, STORE_FILES, then)

    def ask_file(self, title: Message, folder: Path, then: Callable[[Path], None]) -> None:
        """Ask for a store's file that exists."""
        from facilitator_console.ui.parts.file_dialog import ask_open

        if self.view is not None:
            ask_open(self.view, self.catalogue, title, folder, STORE_FILES, then)

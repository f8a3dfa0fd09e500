"""Shows on the screen what a person or the world caused, and keeps reports of our own bugs, without any content."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal

from facilitator_console.runtime.catalogues import load_catalogue
from facilitator_console.runtime.crash_report import CrashReports
from facilitator_console.runtime.laptop import data_folder
from facilitator_console.store.errors import DamageError, StorageError
from facilitator_console.ui.look.styles import BannerKind
from facilitator_console.ui.parts.banners import Banner, bug_banner
from facilitator_console.words import UserError

if TYPE_CHECKING:
    from facilitator_console.app.screen import Screen


class Faults(QObject):
    """Shows on the screen what went wrong, and keeps reports of bugs.

    Signals:
        damage_found(DamageError): A store is damaged; somebody should be offered what can be read of it.
    """

    damage_found = Signal(object)
    _failed = Signal(object)

    def __init__(self, screen: Screen) -> None:
        """Use this screen; reports are written in the language in which the program began."""
        super().__init__(screen)
        self._screen = screen
        self._reports = CrashReports(load_catalogue(screen.language))
        self._failed.connect(self._on_failed)

    def keep(self, error: BaseException) -> None:
        """Keep a report of a bug; what a person or the world caused is shown. May be called from any thread."""
        if isinstance(error, UserError | StorageError):
            self._failed.emit(error)
        else:
            self._reports.report(error)
            self._failed.emit(None)

    def refuse(self, error: UserError | StorageError) -> None:
        """Show on the screen what went wrong."""
        if isinstance(error, DamageError):
            self.damage_found.emit(error)
        else:
            self._screen.show_banner("refusal", Banner(self._screen.text(error.message), kind=BannerKind.WRONG))

    def _on_failed(self, error: UserError | StorageError | None) -> None:
        screen = self._screen
        if error is not None:
            self.refuse(error)
        elif screen.view is not None and screen.view.banners.banner("bug") is None:
            screen.show_banner("bug", bug_banner(screen.catalogue, data_folder()))

"""Offers, for a damaged store, what can still be read of it, and reads that into a new one in a thread of its own.

Reading and making are store.doctor's. Which store is open is the program's affair.
"""

from __future__ import annotations

import threading
from collections.abc import Callable
from contextlib import suppress
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal

from facilitator_console.store.errors import DamageError
from facilitator_console.ui.look.styles import BannerKind, ButtonKind
from facilitator_console.ui.parts.banners import Banner, BannerAction
from facilitator_console.words import Percent, say, say_n

if TYPE_CHECKING:
    from facilitator_console.app.screen import Screen

NAME = "recovery"
WHOLE = 100


class Recovering(QObject):
    """Offers recoveries, and carries them out.

    Signals:
        recovered(Recovery): What was read, into which new store.
        failed(Exception): It could not be done.
    """

    recovered = Signal(object)
    failed = Signal(object)
    _ended = Signal(object)
    _read = Signal(object, int)

    def __init__(self, screen: Screen, leave: Callable[[Path, Callable[[], object]], bool]) -> None:
        """Offer recoveries on this screen.

        Args:
            screen: Shows the offers.
            leave: Closes a store where it is open; false where somebody has to be asked first, and will come again.
        """
        super().__init__(screen)
        self._screen, self._leave = screen, leave
        self._offered: DamageError | None = None
        self._progress: Banner | None = None
        self._is_cancelled = threading.Event()
        self._ended.connect(self._on_ended)
        self._read.connect(self._on_read)

    def offer(self, error: DamageError) -> None:
        """Say that a store is damaged, and offer to read what can be read of it into a new file."""
        from facilitator_console.store.page_recovery import damage

        text = self._screen.text
        headline = text(say("{path} is damaged.", path=str(error.path)))
        self._offered = error if error.events is not None else damage(error.path)
        if events := self._offered.events:
            can_be_read = say_n(
                "{n} event can be read into a new file. The damaged one stays as it is.",
                "{n} events can be read into a new file. The damaged one stays as it is.",
                events,
            )
            recover = BannerAction(
                text(say("Recover into a new file…")), partial(self._ask, error.path), kind=ButtonKind.PRIMARY
            )
            banner = Banner(headline, text(can_be_read), (recover,), kind=BannerKind.WRONG, dismiss=text(say("Later")))
        else:
            banner = Banner(
                headline, text(say("No event in it can be read any more; a backup may help.")), kind=BannerKind.WRONG
            )
        self._screen.show_banner("refusal", banner)

    def _ask(self, path: Path) -> None:
        title, proposal = say("Recover into a new file"), path.with_name("recovered.sqlite")
        self._screen.ask_new_file(title, proposal, partial(self._begin, path))

    def _begin(self, path: Path, target: Path) -> None:
        if not self._leave(path, partial(self._begin, path, target)):
            return
        self._is_cancelled.clear()
        self._show_progress(path, 0)
        # The program ends only after this thread: a new store is complete, or does not exist.
        threading.Thread(target=self._recover, args=(path, target), name="recovering").start()

    def _show_progress(self, path: Path, percent: int) -> None:
        """Show how much is read; anew where the page was built anew meanwhile."""
        text, view = self._screen.text, self._screen.view
        detail = say("All of it is read; the new file is being written.")
        if percent < WHOLE:
            detail = say("{share} is read. A very long record takes half a minute.", share=Percent(percent))
        if view is not None and self._progress is not None and view.banners.banner(NAME) is self._progress:
            self._progress.set_detail(text(detail))
            return
        headline = text(say("What can be read of {path} is being read into a new file…", path=str(path)))
        cancel = BannerAction(text(say("Cancel")), self._is_cancelled.set)
        self._progress = Banner(headline, text(detail), (cancel,))
        self._screen.show_banner(NAME, self._progress)

    def _recover(self, path: Path, target: Path) -> None:
        from facilitator_console.store.doctor import recover

        percent_shown = 0

        def goes_on(share: float) -> bool:
            nonlocal percent_shown
            if (percent := int(share * WHOLE)) > percent_shown:
                percent_shown = percent
                self._read.emit(path, percent)
            return not self._is_cancelled.is_set()

        ended: object
        with suppress(RuntimeError):  # The window is closed, and nobody is left to see it.
            try:
                ended = recover(path, target, goes_on)
            except Exception as error:  # noqa: BLE001 - shown by the window's thread
                ended = error
            self._ended.emit(ended)

    def _on_read(self, path: Path, percent: int) -> None:
        if not self._is_cancelled.is_set():
            self._show_progress(path, percent)

    def _on_ended(self, ended: object) -> None:
        from facilitator_console.store.doctor import RecoveryCancelledError

        self._progress = None
        if self._screen.view is not None:
            self._screen.view.banners.dismiss(NAME)
        if isinstance(ended, RecoveryCancelledError):
            self._screen.show_message(ended.message)
            if self._offered is not None:
                self.offer(self._offered)
        else:
            (self.failed if isinstance(ended, Exception) else self.recovered).emit(ended)

"""Copies of the store in the window: somebody chooses a file, and it holds all, or as much as can still be read.

The copying is the store's. Which store is open is the program's affair.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal

from facilitator_console.store import StorageError, Store
from facilitator_console.store.errors import DamageError
from facilitator_console.ui.parts.banners import Banner
from facilitator_console.words import Catalogue, Message, UserError, say

if TYPE_CHECKING:
    from facilitator_console.log import Event


class Copying(QObject):
    """Asks where to, copies, and says what came of it.

    Signals:
        moved(): The store goes on in another file.
        failed(Exception): It could not be done, or not all of the store can be read.
    """

    moved = Signal()
    failed = Signal(object)

    def __init__(
        self,
        parent: QObject,
        show_banner: Callable[[str, Banner], None],
        ask_new_file: Callable[[Message, Path, Callable[[Path], None]], None],
        remembered: Callable[[], Iterable[Event]],
    ) -> None:
        """Work for a window.

        Args:
            parent: Owner in Qt's sense.
            show_banner: Shows a banner in the place of the one with its name.
            ask_new_file: Asks for a file, with a title and a proposal.
            remembered: Gives the events of the session that is open.
        """
        super().__init__(parent)
        self._show_banner, self._ask_new_file, self._remembered = show_banner, ask_new_file, remembered

    def ask_elsewhere(self, store: Store, catalogue: Catalogue) -> None:
        """Go on in a new file."""
        from facilitator_console.ui.parts.file_dialog import documents

        # Not where the store is: that drive may be dying.
        proposal = documents() / "dialogue.sqlite"
        self._ask_new_file(say("Save elsewhere"), proposal, partial(self._move, store, catalogue))

    def ask_copy(self, store: Store, catalogue: Catalogue) -> None:
        """Copy all into a new file."""
        proposal = store.path.with_name("copy.sqlite")
        self._ask_new_file(say("Copy all to a stick"), proposal, partial(self._back_up, store, catalogue))

    def _move(self, store: Store, catalogue: Catalogue, path: Path) -> None:
        done = say("From now on all is saved in {path}.", path=str(path))
        if self._copy(partial(store.save_elsewhere, path), catalogue, path, done) is not None:
            self.moved.emit()

    def _back_up(self, store: Store, catalogue: Catalogue, path: Path) -> None:
        done = say("Copied to {path}.", path=str(path))
        is_complete = self._copy(partial(store.back_up, path), catalogue, path, done)
        if is_complete is False and not store.saver.save_state.is_lost:
            self.failed.emit(DamageError(store.path))

    def _copy(
        self, copy: Callable[[Iterable[Event]], bool], catalogue: Catalogue, path: Path, done: Message
    ) -> bool | None:
        """Copy; whether all is in the copy, None where there is none."""
        from facilitator_console.ui.shell.save_banners import copied_banner

        try:
            is_complete = copy(self._remembered())
        except (UserError, StorageError) as error:
            self.failed.emit(error)
            return None
        self._show_banner("told", copied_banner(catalogue, path, done, is_complete=is_complete))
        return is_complete

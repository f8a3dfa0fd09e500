"""Stores, as a window opens and leaves them: no second window on one, and nothing unsaved left behind unasked."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal

from facilitator_console.store import Store
from facilitator_console.store.lock import StoreInUseError

if TYPE_CHECKING:
    from facilitator_console.store import SaveState
    from facilitator_console.store.errors import OnBug

LAST_COMMIT_S = 3.0
"""So long the leaving waits for a writer that is at work and not failing."""


def open_or_come_up(path: Path, on_bug: OnBug) -> Store | None:
    """Open a store; None where the window that has it has come to the front.

    Args:
        path: Its file.
        on_bug: Hears of bugs of its writer.

    Raises:
        UserError: It can't be opened.
    """
    try:
        return Store.open(path, on_bug=on_bug)
    except StoreInUseError:
        from facilitator_console.ui.shell.one_window import open_or_raise

        return open_or_raise(path, lambda: Store.open(path, on_bug=on_bug))


class Saves(QObject):
    """What becomes of what the open store has to save.

    Signals:
        heard(SaveState): Something was saved, or could not be.
    """

    heard = Signal(object)

    def __init__(self, parent: QObject) -> None:
        """Hear of no store yet."""
        super().__init__(parent)
        self._store: Store | None = None

    def hear(self, store: Store) -> None:
        """Hear of this store from now on: a session of it is opened."""
        if self._store is not store:
            self._store = store
            store.saver.on_change(self.heard.emit)

    def retry(self) -> None:
        """Try at once to save what waits."""
        if self._store is not None:
            self._store.saver.retry()

    def last(self, store: Store | None) -> SaveState | None:
        """What is saved of a store once a writer that is at work has come to its end, and what is not.

        None where no session of it was opened: then there is nothing to save.
        """
        if store is None or store is not self._store:
            return None
        store.saver.look()
        saves = store.saver.save_state
        if saves.waiting and not saves.why:
            store.saver.wait(saves.committed + saves.waiting, LAST_COMMIT_S)
            saves = store.saver.save_state
        return saves

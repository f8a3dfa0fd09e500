"""Stores, as a window opens and leaves them: no second window on one, and nothing unsaved left behind unasked."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

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
        from facilitator_console.ui.one_window import open_or_raise

        return open_or_raise(path, lambda: Store.open(path, on_bug=on_bug))


def last_saves(store: Store) -> SaveState:
    """What is saved once a writer that is at work has come to its end, and what is not."""
    store.writer.look()
    saves = store.writer.save_state
    if saves.waiting and not saves.why:
        store.writer.wait(saves.committed + saves.waiting, LAST_COMMIT_S)
        saves = store.writer.save_state
    return saves

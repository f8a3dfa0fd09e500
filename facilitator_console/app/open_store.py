"""Holds the open store: opens it, copies it, and leaves it; nothing unsaved is lost without a question."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from contextlib import suppress
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Qt, QTimer, Signal

from facilitator_console.store.errors import DamageError, StorageError
from facilitator_console.store.opening import StoreInUseError
from facilitator_console.store.store import Store
from facilitator_console.words import Message, UserError, say

if TYPE_CHECKING:
    from facilitator_console.app.faults import Faults
    from facilitator_console.app.screen import Screen
    from facilitator_console.log import Event
    from facilitator_console.store.saver import SaveState
    from facilitator_console.ui.control.session_controller import SessionController

LAST_COMMIT_S = 3.0
"""The longest that leaving waits for a saver that is at work and not failing."""


class OpenStore(QObject):
    """Holds the one store that the window works on.

    Attributes:
        store: None before the first is opened, and where the last was left.
        controller: The session that is open in it; the program sets it.
        gave_way: Another window has the wanted store open, and has come to the front.

    Signals:
        changed(): Another file is open now.
        leaving(): The store is about to be closed: its session must be closed first.
        refused(Exception): A store could not be opened.
        saves_heard(SaveState): Something was saved, or could not be.
        soon(act): Emitted from any thread: a function is to be called in the window's.
    """

    changed = Signal()
    leaving = Signal()
    refused = Signal(object)
    saves_heard = Signal(object)
    soon = Signal(object)

    def __init__(self, screen: Screen, faults: Faults) -> None:
        """Hold no store yet."""
        super().__init__(screen)
        self._screen, self._faults = screen, faults
        self.store: Store | None = None
        self.controller: SessionController | None = None
        self.gave_way = False
        self._heard_store: Store | None = None
        # Queued also within the window's thread: nothing that runs there is interrupted.
        self.soon.connect(self._call, Qt.ConnectionType.QueuedConnection)

    # -- opening and leaving -----------------------------------------------------------------------------

    def open(self, path: Path, then: Callable[[], object]) -> bool:
        """Open another store, or show why that is not possible.

        Args:
            path: Its file.
            then: What to do once somebody has decided to lose what is unsaved in the present one.

        Returns:
            Whether it is open now. If not, the present one stays open.
        """
        if self.store is not None and path.resolve() == self.store.path:
            return True
        try:
            opened = _open_or_come_up(path, self._faults.keep)
        except (UserError, StorageError) as error:
            self.refused.emit(error)
            return False
        self.gave_way = opened is None
        if opened is None:
            has_it = say("{path} is open in another window, which has come to the front.", path=str(path))
            self.refused.emit(UserError(has_it))
            return False
        if not self.may_leave(then):
            opened.close()
            return False
        try:
            self.leave()
        except StorageError as error:
            # Nothing waited, and the old store is closed all the same: the next page shows the error.
            QTimer.singleShot(0, self, partial(self._faults.refuse, error))
        self.store = opened
        self.changed.emit()
        return True

    def leave(self) -> None:
        """Close session and store.

        Raises:
            StorageError: Something could not be saved.
        """
        self.leaving.emit()
        store, self.store = self.store, None
        if store is not None:
            store.close()

    def may_leave(self, go: Callable[[], object]) -> bool:
        """Tell whether session and store may be left: nothing is unsaved; else somebody is asked.

        Args:
            go: Leaves again, once somebody has decided to lose what is unsaved.
        """
        if self.controller is not None:
            self.controller.drafts.flush()
        saves = self._last_saves()
        if saves is None or saves.is_safe:
            return True
        from facilitator_console.ui.shell.save_banners import closing_banner

        leave = partial(self._give_up, go)
        banner = closing_banner(
            self._screen.catalogue, saves, retry=self.retry, elsewhere=self.ask_elsewhere, leave=leave
        )
        self._screen.show_banner("close", banner)
        return False

    def leave_damaged(self, path: Path, go: Callable[[], object], show_none: Callable[[], object]) -> bool:
        """Leave a damaged store, where it is open, so that it can be recovered.

        Args:
            path: The damaged store's file.
            go: Comes here again, once somebody has decided to lose what is unsaved.
            show_none: Shows that no store is open.

        Returns:
            False where somebody is asked first.
        """
        if self.store is not None and self.store.path == path:
            if not self.may_leave(go):
                return False
            self._give_up(show_none)
        return True

    def _give_up(self, go: Callable[[], object]) -> None:
        # What waits is lost: somebody was asked and has decided so.
        with suppress(StorageError):
            self.leave()
        go()

    # -- saving ------------------------------------------------------------------------------------------

    def hear_saves(self) -> None:
        """Emit `saves_heard` from now on for the open store: a session of it is opened."""
        if self.store is not None and self._heard_store is not self.store:
            self._heard_store = self.store
            self.store.saver.on_change(self.saves_heard.emit)

    def _call(self, act: Callable[[], None]) -> None:
        act()

    def retry(self) -> None:
        """Try at once to save the changes that wait."""
        if self._heard_store is not None:
            self._heard_store.saver.retry()

    def _last_saves(self) -> SaveState | None:
        """Return what is saved once a saver that is at work has finished.

        None where no session was opened: then there is nothing to save.
        """
        store = self.store
        if store is None or store is not self._heard_store:
            return None
        store.saver.check_file()
        saves = store.saver.save_state
        if saves.waiting and not saves.why:
            store.saver.wait(saves.committed + saves.waiting, LAST_COMMIT_S)
            saves = store.saver.save_state
        return saves

    # -- copies ------------------------------------------------------------------------------------------

    def ask_elsewhere(self) -> None:
        """Ask for a new file, copy all into it, and go on there."""
        from facilitator_console.ui.parts.file_dialog import documents

        if self.store is not None:
            # Not in the store's folder: that drive may be failing.
            proposal = documents() / "dialogue.sqlite"
            self._screen.ask_new_file(say("Save elsewhere"), proposal, partial(self._move, self.store))

    def ask_copy(self) -> None:
        """Ask for a new file, and copy all into it."""
        if self.store is not None:
            proposal = self.store.path.with_name("copy.sqlite")
            self._screen.ask_new_file(say("Copy all to a stick"), proposal, partial(self._back_up, self.store))

    def _move(self, store: Store, path: Path) -> None:
        done = say("From now on all is saved in {path}.", path=str(path))
        if self._copy(partial(store.save_elsewhere, path), path, done) is not None:
            self.changed.emit()

    def _back_up(self, store: Store, path: Path) -> None:
        is_complete = self._copy(partial(store.back_up, path), path, say("Copied to {path}.", path=str(path)))
        if is_complete is False and not store.saver.save_state.is_lost:
            self._faults.refuse(DamageError(store.path))

    def _copy(self, copy: Callable[[Iterable[Event]], bool], path: Path, done: Message) -> bool | None:
        """Copy the store, and show what came of it.

        Returns:
            Whether all is in the copy; None where there is no copy.
        """
        from facilitator_console.ui.shell.save_banners import copied_banner

        remembered = self.controller.console.history.events() if self.controller else ()
        try:
            is_complete = copy(remembered)
        except (UserError, StorageError) as error:
            self._faults.refuse(error)
            return None
        banner = copied_banner(self._screen.catalogue, path, done, is_complete=is_complete)
        self._screen.show_banner("message", banner)
        return is_complete


def _open_or_come_up(path: Path, on_bug: Callable[[BaseException], None]) -> Store | None:
    """Open a store; return None where the window that has it open has come to the front.

    Raises:
        UserError: It can't be opened.
    """
    try:
        return Store.open(path, on_bug=on_bug)
    except StoreInUseError:
        from facilitator_console.ui.shell.one_window import open_or_raise

        return open_or_raise(path, lambda: Store.open(path, on_bug=on_bug))

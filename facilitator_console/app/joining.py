"""Joins a team from the start screen: pairs in a thread, fetches the session, and opens it once all of it is here.

Loaded when somebody joins.
"""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Callable
from contextlib import ExitStack
from functools import partial
from typing import TYPE_CHECKING

import msgspec
from PySide6.QtCore import QObject, QTimer, Signal

from facilitator_console.console import Console
from facilitator_console.dialogue.history import History
from facilitator_console.store.errors import StorageError
from facilitator_console.sync.pairing import IdTakenError
from facilitator_console.sync.pairing_door import Found, find_team
from facilitator_console.words import PeerError, UserError, say

if TYPE_CHECKING:
    from facilitator_console.session.clock import Clock
    from facilitator_console.store.store import Store
    from facilitator_console.ui.control.teamwork import Teamwork

LONGEST_MS = 60_000
FINDING = say("Looking for the other laptop…")
FETCHING = say("Joined. Fetching the session…")
TOO_LONG = say("The two laptops know each other now, but the session did not come. Try again with new digits.")
RENEWED = say("This laptop’s folder was copied from another one: it has an id of its own now. Joining…")


class Joining(QObject):
    """Joins the team of another laptop, in a thread of its own.

    Signals:
        works(Message): What is going on.
        failed(Message): It does not go on, and why.
        joined(Console): All of the session is here.
        watches(Remembered, str): The digits were for a laptop that only watches: who shows which session.
    """

    works = Signal(object)
    failed = Signal(object)
    joined = Signal(object)
    watches = Signal(object, str)

    def __init__(
        self,
        store: Store,
        clock: Clock | None,
        run_soon: Callable[[Callable[[], None]], None],
        teamwork: Teamwork,
        parent: QObject,
    ) -> None:
        """Join into this store."""
        super().__init__(parent)
        self._store, self._clock = store, clock
        self._run_soon, self._teamwork = run_soon, teamwork
        self._console: Console | None = None
        self._holding = ExitStack()
        self._timer = QTimer(self, interval=LONGEST_MS, singleShot=True)
        self._timer.timeout.connect(self._give_up)

    def begin(self, address: str, digits: str, author: str) -> None:
        """Begin to pair, in a thread of its own."""
        try:
            keys = self._teamwork.keys
            keys.set_author(author)
        except UserError as error:
            self.failed.emit(error.message)
            return
        self.works.emit(FINDING)

        def pair() -> None:
            try:
                found = asyncio.run(find_team(keys, address, digits))
            except IdTakenError:
                self._run_soon(partial(self._renew, address, digits, author))
            except (UserError, PeerError) as error:
                self._run_soon(partial(self.failed.emit, error.message))
            else:
                self._run_soon(partial(self._fetch, found))

        threading.Thread(target=pair, name="pairing", daemon=True).start()

    def _renew(self, address: str, digits: str, author: str) -> None:
        """Take an id of our own, and pair once more: with the one that was copied each would undo the other's work."""
        try:
            self._teamwork.renew_laptop()
        except UserError as error:
            self.failed.emit(error.message)
            return
        self.begin(address, digits, author)
        self.works.emit(RENEWED)

    def _fetch(self, found: Found) -> None:
        """Take the session in; it may be here already."""
        other = found.introduction
        if other.watches:
            self._watch(found)
            return
        try:
            self._store.log.refuse_deleted({other.session})
            self._holding.enter_context(self._store.taking_in({other.session}))
            history = History(self._store.log.read(other.session))
            self._teamwork.keys.remember(msgspec.structs.replace(found.remembered, sessions=(other.session,)))
        except (StorageError, UserError) as error:
            self._holding.close()
            self.failed.emit(error.message)
            return
        laptop = self._teamwork.laptop
        self._console = Console(other.session, history, self._store, laptop, self._clock, self._run_soon)
        self._console.go_on()
        self.works.emit(FETCHING)
        self._timer.start()
        self._teamwork.changed.connect(self._on_teamwork_changed)
        self._teamwork.follow(self._console)

    def _watch(self, found: Found) -> None:
        session = found.introduction.session
        host = msgspec.structs.replace(found.remembered, watches=(session,))
        try:
            self._teamwork.keys.remember(host)
        except UserError as error:
            self.failed.emit(error.message)
        else:
            self.watches.emit(host, session)

    def _on_teamwork_changed(self) -> None:
        console = self._console
        if console is not None and self._teamwork.picture.level > 1 and len(console.history):
            self._end()
            self.joined.emit(console)

    def _give_up(self) -> None:
        self.stop()
        self.failed.emit(TOO_LONG)

    def _end(self) -> None:
        self._console = None
        self._holding.close()
        self._timer.stop()
        self._teamwork.changed.disconnect(self._on_teamwork_changed)

    def stop(self) -> None:
        """Give up what is still on its way."""
        if self._console is not None:
            console = self._console
            self._end()
            self._teamwork.follow(None)
            console.leave()

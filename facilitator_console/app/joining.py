"""Joins a team from the start screen: pairs in a thread, fetches the session, and opens it once all of it is here.

Loaded when somebody joins.
"""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Callable
from functools import partial
from typing import TYPE_CHECKING

import msgspec
from PySide6.QtCore import QObject, QTimer, Signal

from facilitator_console.console import Console
from facilitator_console.dialogue.history import History
from facilitator_console.store.errors import StorageError
from facilitator_console.sync.pairing_door import Found, find_team
from facilitator_console.words import Message, PeerError, UserError, say

if TYPE_CHECKING:
    from facilitator_console.runtime.laptop import Laptop
    from facilitator_console.session.clock import Clock
    from facilitator_console.store.store import Store
    from facilitator_console.ui.control.teamwork import Teamwork

LONGEST_MS = 60_000
FINDING = say("Looking for the other laptop…")
FETCHING = say("Joined. Fetching the session…")
TOO_LONG = say("The two laptops know each other now, but the session did not come. Try again with new digits.")
COPY = say(
    "This laptop says that it is the other one: its folder was copied. Delete the files “laptop-id” and “team.json” in "
    "the program’s folder here, start it again and join anew."
)


class Joining(QObject):
    """Joins the team of another laptop, in a thread of its own.

    Signals:
        told(Message, bool): What is going on; whether it goes on.
        joined(Console): All of the session is here.
        watches(Remembered, str): The digits were for a laptop that only watches: who shows which session.
    """

    told = Signal(object, bool)
    joined = Signal(object)
    watches = Signal(object, str)

    def __init__(
        self,
        store: Store,
        laptop: Laptop,
        clock: Clock | None,
        run_soon: Callable[[Callable[[], None]], None],
        teamwork: Teamwork,
        parent: QObject,
    ) -> None:
        """Join into this store."""
        super().__init__(parent)
        self._store, self._laptop, self._clock = store, laptop, clock
        self._run_soon, self._teamwork = run_soon, teamwork
        self._console: Console | None = None
        self._timer = QTimer(self, interval=LONGEST_MS, singleShot=True)
        self._timer.timeout.connect(self._give_up)

    def begin(self, address: str, digits: str, author: str) -> None:
        """Begin to pair, in a thread of its own."""
        try:
            keys = self._teamwork.keys
            keys.set_author(author)
        except UserError as error:
            self.told.emit(error.message, False)  # noqa: FBT003 - Qt's signals know no names
            return
        self.told.emit(FINDING, True)  # noqa: FBT003

        def pair() -> None:
            try:
                found = asyncio.run(find_team(keys, address, digits))
            except (UserError, PeerError) as error:
                self._run_soon(partial(self._fail, error.message))
            else:
                self._run_soon(partial(self._fetch, found))

        threading.Thread(target=pair, name="pairing", daemon=True).start()

    def _fail(self, why: Message) -> None:
        self.told.emit(why, False)  # noqa: FBT003

    def _fetch(self, found: Found) -> None:
        """Take the session in; it may be here already."""
        other = found.introduction
        if other.laptop == self._laptop.laptop_id:
            self._fail(COPY)
            return
        if other.watches:
            self._watch(found)
            return
        try:
            self._store.log.refuse_deleted({other.session})
            history = History(self._store.log.read(other.session))
            self._teamwork.keys.remember(msgspec.structs.replace(found.remembered, sessions=(other.session,)))
        except (StorageError, UserError) as error:
            self._fail(error.message)
            return
        laptop = self._laptop._replace(author=self._teamwork.author)
        self._console = Console(other.session, history, self._store, laptop, self._clock, self._run_soon)
        self.told.emit(FETCHING, True)  # noqa: FBT003
        self._timer.start()
        self._teamwork.changed.connect(self._on_teamwork_changed)
        self._teamwork.follow(self._console)

    def _watch(self, found: Found) -> None:
        session = found.introduction.session
        host = msgspec.structs.replace(found.remembered, watches=(session,))
        try:
            self._teamwork.keys.remember(host)
        except UserError as error:
            self._fail(error.message)
        else:
            self.watches.emit(host, session)

    def _on_teamwork_changed(self) -> None:
        console = self._console
        if console is not None and self._teamwork.picture.level > 1 and len(console.history):
            self._end()
            self.joined.emit(console)

    def _give_up(self) -> None:
        self.stop()
        self._fail(TOO_LONG)

    def _end(self) -> None:
        self._console = None
        self._timer.stop()
        self._teamwork.changed.disconnect(self._on_teamwork_changed)

    def stop(self) -> None:
        """Give up what is still on its way."""
        if self._console is not None:
            console = self._console
            self._end()
            self._teamwork.follow(None)
            console.leave()

"""Gives and takes a session, or a marathon with its sessions, on a stick: asks for the file, locks it in a thread."""

from __future__ import annotations

import threading
from collections.abc import Callable, Sequence
from concurrent.futures import Future
from contextlib import ExitStack
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QLineEdit

from facilitator_console.console import Console, Received, VotesBrought, beside, receive_session, take_votes
from facilitator_console.store.contents import sessions_of, with_parts
from facilitator_console.store.errors import StorageError
from facilitator_console.sync.stick import ENDING, VOTES_LEFT, Carried, give, needs_passphrase, take
from facilitator_console.ui.parts.file_dialog import ask_open, ask_save, documents
from facilitator_console.ui.shell.asked_line import ask_line
from facilitator_console.words import PeerError, UserError, say, say_n

if TYPE_CHECKING:
    from facilitator_console.app.screen import Screen
    from facilitator_console.log import SessionId
    from facilitator_console.store.store import Store
    from facilitator_console.ui.control.teamwork import Teamwork

KINDS = f"*{ENDING}"
WORKING = say("Locking and unlocking take a moment.")


class Sticks(QObject):
    """Writes and reads locked files, for the session that is open or for the list of sessions.

    Signals:
        taken(): Sessions that are not open were taken in.
    """

    taken = Signal()

    def __init__(
        self, screen: Screen, teamwork: Teamwork, run_soon: Callable[[Callable[[], None]], None], parent: QObject
    ) -> None:
        """Ask through this screen."""
        super().__init__(parent)
        self._screen, self._teamwork, self._run_soon = screen, teamwork, run_soon

    def give(self, store: Store, console: Console, passphrase: str) -> None:
        """Ask for a file and write the session into it; without a passphrase it is locked for the team's laptops.

        A marathon takes its sessions along.
        """
        if (view := self._screen.view) is not None:
            title, proposal = say("Give on a stick"), documents() / f"session{ENDING}"
            ask_save(
                view, self._screen.catalogue, title, proposal, KINDS, partial(self._give, store, console, passphrase)
            )

    def _give(self, store: Store, console: Console, passphrase: str, path: Path) -> None:
        try:
            sessions = [self._carried(store, console, part) for part in with_parts(sessions_of(store), console.session)]
        except StorageError as error:
            self._screen.show_message(error.message)
            return

        def work() -> None:
            give(path, sessions, None if passphrase else self._teamwork.keys, passphrase)

        self._beside(work, lambda _done: self._screen.show_message(say("Given: {path}", path=str(path))), store)

    @staticmethod
    def _carried(store: Store, console: Console, session: SessionId) -> Carried:
        """Return a session with its votes; of the open one also what is not saved yet, and the key of its vote."""
        events = console.history.events() if session == console.session else store.log.read(session)
        key = (console.voting.key() if session == console.session else None) or b""
        return Carried(
            session, tuple(events), VotesBrought(store.ballots.settled(session), key, console.laptop.laptop_id)
        )

    def take(self, store: Store, console: Callable[[], Console | None], passphrase: str) -> None:
        """Ask for a file and merge what is in it, whichever session it is.

        Args:
            store: Where to.
            console: Returns that of the session of this store that is open when it is asked; None where none is.
            passphrase: Opens the file; empty: the keys of this laptop do.
        """
        self._ask_file(partial(self._take, store, console, passphrase))

    def take_at_start(self, store: Store, console: Callable[[], Console | None]) -> None:
        """Ask for a file, and for its passphrase where it has one, and merge what is in it; see `take`."""
        self._ask_file(partial(self._unlock, store, console))

    def _ask_file(self, then: Callable[[Path], None]) -> None:
        if (view := self._screen.view) is not None:
            ask_open(view, self._screen.catalogue, say("Take from a stick"), documents(), KINDS, then)

    def _unlock(self, store: Store, console: Callable[[], Console | None], path: Path) -> None:
        def begin(passphrase: str) -> None:
            self._take(store, console, passphrase, path)

        try:
            asks = needs_passphrase(path)
        except UserError as error:
            self._screen.show_message(error.message)
            return
        if asks and (view := self._screen.view) is not None:
            field, question = QLineEdit(), say("Which passphrase has the file?")
            field.setEchoMode(QLineEdit.EchoMode.Password)
            field.setAccessibleName(self._screen.text(say("Passphrase of the file")))
            ask_line(self._screen.text, view.banners, "passphrase", question, field, say("Take it"), begin)
        else:
            begin("")

    def _take(self, store: Store, console: Callable[[], Console | None], passphrase: str, path: Path) -> None:
        def work() -> Sequence[Carried]:
            taken = take(path, None if passphrase else self._teamwork.keys, passphrase)
            store.log.refuse_deleted({brought.session for brought in taken})
            return taken

        self._beside(work, partial(self._take_others, store, console), store)

    def _take_others(self, store: Store, console: Callable[[], Console | None], taken: Sequence[Carried]) -> None:
        """Take in the sessions of a file that are not open now; one that is takes in its own part itself."""
        if store.is_closed:
            return
        open_now, laptop = console(), self._teamwork.laptop
        own = [brought for brought in taken if open_now is not None and brought.session == open_now.session]
        others = [brought for brought in taken if brought not in own]
        holding = ExitStack()
        holding.enter_context(store.taking_in({brought.session for brought in others}))

        def work() -> list[Received]:
            with holding, beside(self._run_soon):
                return [receive_session(store, *brought, laptop) for brought in others]

        self._beside(work, partial(self._take_own, open_now, own), store)

    def _take_own(self, console: Console | None, carried: Sequence[Carried], others: Sequence[Received]) -> None:
        """Take in the session that is open, the last of a file."""
        new, with_ballots = sum(received.new for received in others), all(received.with_ballots for received in others)
        own = next(iter(carried), None)
        if own is None or console is None:
            self.taken.emit()
            self._tell_taken(new, with_ballots=with_ballots)
            return
        known = len(console.history)

        def done(future: Future[Any]) -> None:
            error = future.exception()
            if isinstance(error, PeerError | UserError | StorageError):
                self._run_soon(partial(self._screen.show_message, error.message))
            else:
                self._run_soon(partial(self._finish, end, own.votes))

        def end(votes: VotesBrought) -> None:
            taken_in = take_votes(console, votes)
            self._tell_taken(new + len(console.history) - known, with_ballots=with_ballots and taken_in)

        console.receive(own.events).add_done_callback(done)

    def _tell_taken(self, new: int, *, with_ballots: bool) -> None:
        if not with_ballots:
            self._screen.show_message(VOTES_LEFT)
            return
        came = say_n("{n} change came from the stick.", "{n} changes came from the stick.", new)
        self._screen.show_message(came if new else say("All of it was here already."))

    def _beside(self, work: Callable[[], Any], then: Callable[[Any], None], store: Store) -> None:
        """Work in a thread, then go on in the window's; what went wrong is shown."""
        self._screen.show_message(WORKING)

        def run() -> None:
            try:
                done = work()
            except (UserError, PeerError, StorageError) as error:
                self._run_soon(partial(self._screen.show_message, error.message))
            except RuntimeError:
                if not store.is_closed:  # Whoever closes it in the middle takes the file again.
                    raise
            else:
                self._run_soon(partial(self._finish, then, done))

        threading.Thread(target=run, name="stick", daemon=True).start()

    def _finish(self, then: Callable[[Any], None], done: object) -> None:
        try:
            then(done)
        except (UserError, PeerError, StorageError) as error:
            self._screen.show_message(error.message)

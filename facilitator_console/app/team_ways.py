"""The ways of the program to other laptops: a team to join from the start screen, a stick from there or a session.

What they need is loaded when somebody goes one of them.
"""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject

from facilitator_console.ui.start.start_page import StartPage

if TYPE_CHECKING:
    from facilitator_console.app.joining import Joining
    from facilitator_console.app.program import Program
    from facilitator_console.app.sticks import Sticks
    from facilitator_console.app.watching import ExpertWatch
    from facilitator_console.console import Console
    from facilitator_console.log import SessionId
    from facilitator_console.store.store import Store
    from facilitator_console.sync.keys import Remembered
    from facilitator_console.ui.shell.session_view import SessionView
    from facilitator_console.words import Message


class TeamWays(QObject):
    """Leads to other laptops."""

    def __init__(self, program: Program) -> None:
        """Lead from this program's screens."""
        super().__init__(program)
        self._program = program
        self._joining: Joining | None = None
        self._watch: ExpertWatch | None = None
        self._stick: Sticks | None = None

    def is_deleted(self, session: SessionId) -> bool:
        """Tell whether a session was deleted in the store that is open; asked in any thread."""
        store = self._program.store
        return store is not None and session in store.log.deleted

    def offer(self, page: StartPage) -> None:
        """Let people join a team from the start screen, and experts go on watching."""
        page.join_asked.connect(self._join)
        page.watch_asked.connect(self._watch_again)
        page.stick_asked.connect(self._take_at_start)
        page.may_watch = lambda: bool(self._program.teamwork.watched())

    def serve(self, view: SessionView) -> None:
        """Give and take the session that is open on a stick, a marathon with its sessions."""
        view.give_asked.connect(self._give)
        view.take_asked.connect(self._take)
        view.giving_asked.connect(self._give_conclusions)

    def stop(self) -> None:
        """Give up joining and watching: something else is shown."""
        if self._joining is not None:
            self._joining.stop()
            self._joining.deleteLater()
            self._joining = None
        if self._watch is not None:
            self._watch.close()
            self._watch.deleteLater()
            self._watch = None

    def _join(self, address: str, digits: str, author: str) -> None:
        """Join a team, and show its session once it is here."""
        from facilitator_console.app.joining import Joining

        program = self._program
        if program.store is not None:
            self.stop()
            self._joining = Joining(program.store, program.clock, program.stores.soon.emit, program.teamwork, self)
            self._joining.works.connect(partial(self._show_outcome, works=True))
            self._joining.failed.connect(partial(self._show_outcome, works=False))
            self._joining.joined.connect(self._on_joined)
            self._joining.watches.connect(self._show_watched)
            self._joining.begin(address, digits, author)

    def _show_outcome(self, message: Message, *, works: bool) -> None:
        if isinstance(page := self._program.view, StartPage):
            page.join_panel.show_outcome(message, works=works)

    def _on_joined(self, console: Console) -> None:
        self._program.remembered.keep_role(console.session, takes_notes=not console.leads)
        self._program.show_session(console)

    def _show_watched(self, host: Remembered, session: SessionId) -> None:
        """Show what another laptop shows of a session."""
        from facilitator_console.app.watching import ExpertWatch

        self.stop()
        self._watch = ExpertWatch(self._program, host, session)

    def watch_anew(self) -> bool:
        """Show what is watched in another language; whether anything is."""
        if self._watch is None:
            return False
        self._show_watched(self._watch.host, self._watch.session)
        return True

    def _watch_again(self) -> None:
        """Go on with what was watched last."""
        host = self._program.teamwork.watched()[-1]
        self._show_watched(host, host.watches[-1])

    def _give_conclusions(self) -> None:
        from facilitator_console.app.watching import give_conclusions

        if self._program.controller is not None:
            give_conclusions(self._program, self._program.controller.console)

    @property
    def _sticks(self) -> Sticks:
        from facilitator_console.app.sticks import Sticks

        program = self._program
        if self._stick is None:
            self._stick = Sticks(program.screen, program.teamwork, program.stores.soon.emit, self)
            self._stick.taken.connect(self._show_taken)
        return self._stick

    def _console_in(self, store: Store) -> Console | None:
        """Return the console of the session of a store that is open now."""
        controller = self._program.controller
        return controller.console if controller is not None and self._program.store is store else None

    def _give(self, passphrase: str) -> None:
        if self._program.controller is not None and self._program.store is not None:
            self._sticks.give(self._program.store, self._program.controller.console, passphrase)

    def _take_at_start(self) -> None:
        """Take in what a stick brings, and show it in the list."""
        if (store := self._program.store) is not None:
            self._sticks.take_at_start(store, partial(self._console_in, store))

    def _show_taken(self) -> None:
        if isinstance(self._program.view, StartPage):
            self._program.show_start()

    def _take(self, passphrase: str) -> None:
        if (store := self._program.store) is not None:
            self._sticks.take(store, partial(self._console_in, store), passphrase)

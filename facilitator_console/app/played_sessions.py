"""Sessions that are played from a script: the sample dialogue, and those that were played before, to look at."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject

from facilitator_console.runtime.laptop import is_sample_store
from facilitator_console.store.errors import StorageError
from facilitator_console.words import UserError

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path

    from facilitator_console.app.program import Program
    from facilitator_console.exchange.script import Script
    from facilitator_console.log import SessionId
    from facilitator_console.store.contents import ListedSession
    from facilitator_console.ui.shell.playback import Playback
    from facilitator_console.ui.shell.session_view import SessionView

SAMPLE_SPEED = 60


class PlayedSessions(QObject):
    """Plays scripts in the window, and shows what was played; it can't go on.

    Attributes:
        playback: Plays the session that is shown; None where nothing is played.
    """

    def __init__(self, program: Program) -> None:
        """Begin with nothing that is played."""
        super().__init__(program)
        self.playback: Playback | None = None
        self._program = program
        self._known: frozenset[SessionId] = frozenset()
        self._own_store: Path | None = None

    def see(self, sessions: Iterable[ListedSession]) -> None:
        """Remember which of the sessions of a store were played."""
        self._known = frozenset(listed.session_id for listed in sessions if listed.is_played)

    def was_played(self, session: SessionId) -> bool:
        """Tell whether a session was played."""
        return session in self._known

    def look_at(self, session: SessionId) -> None:
        """Show a session that was played before; nothing can be done to it."""
        from facilitator_console.app.playback import open_played

        program = self._program
        if program.store is not None:
            try:
                program.show_session(open_played(program.store, session, program.laptop))
            except StorageError as error:
                program.faults.refuse(error)
                return
            self._only_look()

    def _only_look(self) -> None:
        from facilitator_console.app.playback import looking_banner

        program = self._program
        if program.controller is not None and program.store is not None:
            program.controller.watch(on=True, plays=False)
            again = self.play_sample if is_sample_store(program.store.path) else None
            program.screen.show_banner("playback", looking_banner(program.screen.catalogue, again))

    def show_anew(self, view: SessionView, *, was_watched: bool) -> None:
        """Go on with what is played, or looked at, in a view that was built anew."""
        if self.playback is not None and not self.playback.is_over:
            from facilitator_console.ui.shell.playback import show_playback

            show_playback(self.playback, view)
        elif was_watched:
            self._only_look()

    def watch(self, script: Script, speed: int) -> None:
        """Play a script in the window, as a new session of the store."""
        from facilitator_console.app.playback import begin_watching
        from facilitator_console.ui.shell.playback import show_playback

        program = self._program
        if program.store is not None:
            console, playback = begin_watching(script, program.store, program.laptop, speed, self)
            view = program.show_session(console)
            self.playback = playback
            show_playback(playback, view)

    def play_sample(self) -> None:
        """Play the sample dialogue, in a store of its own."""
        from facilitator_console.exchange.samples import new_sample_folder, sample_script

        program = self._program
        try:
            folder = new_sample_folder()
        except UserError as error:
            program.faults.refuse(error)
            return
        own = self._own_store or (program.store.path if program.store else None)
        if program.open_store(folder / "dialogue.sqlite"):
            self._own_store = own
            self.watch(sample_script(program.language), SAMPLE_SPEED)

    def open_own_store(self) -> None:
        """Open the store again from which somebody went to the sample dialogue."""
        own, self._own_store = self._own_store, None
        if own is not None:
            self._program.open_store(own)

    def stop(self) -> None:
        """Play no more: something else is shown."""
        if self.playback is not None:
            self.playback.stop()
            self.playback.deleteLater()
        self.playback = None

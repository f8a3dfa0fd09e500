"""An expert's laptop in the window: watches a session elsewhere, and brings what experts conclude to its team.

Loaded when somebody watches.
"""

from __future__ import annotations

import threading
from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Qt, Signal

from facilitator_console.console import new_session
from facilitator_console.log import THE_SESSION, NewEvent, SessionId
from facilitator_console.session.events import SessionEdited
from facilitator_console.session.ids import Purpose
from facilitator_console.store.contents import sessions_of
from facilitator_console.store.errors import StorageError
from facilitator_console.sync.expert import Watching, bring_conclusions
from facilitator_console.ui.start.watch_page import WatchPage
from facilitator_console.words import UserError, say

if TYPE_CHECKING:
    from facilitator_console.app.program import Program
    from facilitator_console.console import Console
    from facilitator_console.sync.keys import Remembered


class ExpertWatch(QObject):
    """Shows a session that another laptop shows, until something else is opened.

    Attributes:
        host: Who shows it.
        session: Which.
    """

    _told = Signal()

    def __init__(self, program: Program, host: Remembered, session: SessionId) -> None:
        """Begin to watch, and show the page."""
        super().__init__(program)
        self._program, self.host, self.session = program, host, session
        self.page = WatchPage(program.screen.catalogue, program.language)
        self.page.language_chosen.connect(program.choose_language)
        self.page.left.connect(program.show_start)
        self.page.conclusions_asked.connect(self._conclude)
        self._told.connect(self._on_told, Qt.ConnectionType.QueuedConnection)
        program.screen.show(self.page)
        self._watching = Watching(program.teamwork.keys, host, session, program.language, self._told.emit)

    def _on_told(self) -> None:
        self.page.show_watched(self._watching.watched)

    def close(self) -> None:
        """Stop watching the session, and end its thread."""
        self._watching.close()

    def _conclude(self) -> None:
        """Go on with the conclusions of this session, or begin with them."""
        program = self._program
        if program.store is None:
            return
        try:
            known = [listed for listed in sessions_of(program.store) if listed.marathon_id == self.session]
            if known:
                program.open_session(known[0].session_id)
                return
            console = new_session(
                program.store,
                program.own_laptop,
                program.screen.text(say("What the experts conclude")),
                language=program.language,
                begins_with=[NewEvent(SessionEdited(purpose=Purpose.EXPERTS, marathon_id=self.session), THE_SESSION)],
                run_soon=program.stores.soon.emit,
            )
        except (UserError, StorageError) as error:
            program.faults.refuse(error)
            return
        program.show_session(console)


def give_conclusions(program: Program, console: Console) -> None:
    """Bring conclusions to the team that showed what they are about, in a thread; what came of it is shown."""
    keys = program.teamwork.keys
    hosts, events = keys.watching(console.state.info.marathon_id), tuple(console.history.events())
    if not hosts:
        program.screen.show_message(say("This laptop watched no dialogue. Give the conclusions on a stick."))
        return

    def bring() -> None:
        outcome = bring_conclusions(keys, hosts, console.session, events)
        program.stores.soon.emit(partial(program.screen.show_message, outcome))

    program.screen.show_message(say("Looking for the other laptop…"))
    threading.Thread(target=bring, name="conclusions", daemon=True).start()

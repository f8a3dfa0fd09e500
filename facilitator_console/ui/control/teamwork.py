"""The team as the window's parts see it: the bridge between the network's thread and Qt. No widgets here.

It outlives the session's view, which is built anew for another language. The network, and the libraries that it needs,
are loaded only where a session has a team.
"""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QSettings, Qt, QTimer, Signal

from facilitator_console.runtime.laptop import Laptop, renewed_laptop
from facilitator_console.session.ids import MAIN, TableId
from facilitator_console.words import Message, UserError

if TYPE_CHECKING:
    from facilitator_console.console import Console, RunSoon
    from facilitator_console.log import LaptopId, SessionId
    from facilitator_console.sync.keys import Keys, Remembered
    from facilitator_console.sync.pictures import Picture
    from facilitator_console.sync.team import Team

KEYS_FILE = "team.json"
WRITING_MS = 3_000
"""The time after a letter for which somebody still counts as writing."""


class Teamwork(QObject):
    """Holds the team of the open session.

    Signals:
        changed(): The picture of the team is another.
        failed(Message): The network can't be used.
    """

    changed = Signal()
    failed = Signal(object)
    _picture_changed = Signal()

    def __init__(
        self,
        settings: QSettings,
        laptop: Laptop,
        run_soon: RunSoon,
        is_deleted: Callable[[SessionId], bool],
        parent: QObject | None = None,
    ) -> None:
        """Hold no team yet.

        Args:
            settings: Beside their file lies that of this laptop's keys.
            laptop: This installation.
            run_soon: Brings work to the window's thread.
            is_deleted: Whether a session was deleted here.
            parent: Owner in Qt's sense.
        """
        super().__init__(parent)
        self._path = Path(settings.fileName()).with_name(KEYS_FILE)
        self._laptop, self._run_soon, self._is_deleted = laptop, run_soon, is_deleted
        self._keys: Keys | None = None
        self._team: Team | None = None
        self._console: Console | None = None
        self._is_change_waiting = False
        self._picture_changed.connect(self._on_picture_changed, Qt.ConnectionType.QueuedConnection)
        self._writing = QTimer(self, interval=WRITING_MS, singleShot=True)
        self._writing.timeout.connect(self._stop_writing)

    # -- reading -----------------------------------------------------------------------------------------

    @property
    def picture(self) -> Picture:
        """Return the team as it is now."""
        if self._team is not None:
            return self._team.picture
        from facilitator_console.sync.pictures import Picture

        return Picture()

    @property
    def keys(self) -> Keys:
        """Return this laptop's keys, made the first time.

        Raises:
            UserError: Their file can't be used.
        """
        if self._keys is None:
            from facilitator_console.sync.keys import Keys

            self._keys = Keys(self._path, self._laptop.laptop_id)
        return self._keys

    @property
    def laptop(self) -> Laptop:
        """Return this laptop, with the initials of who works here."""
        return self._laptop._replace(author=self.author)

    def renew_laptop(self) -> None:
        """Take another id for this laptop, and keys for it, while no session is open: what it has was copied.

        Raises:
            UserError: The id can't be saved.
        """
        self._laptop, self._keys = renewed_laptop(), None

    @property
    def author(self) -> str:
        """Return the initials of who works here; empty where nobody has said so."""
        try:
            return self.keys.author if self._path.exists() else ""
        except UserError:
            return ""

    def watched(self) -> tuple[Remembered, ...]:
        """Return the laptops that have shown this one a session, the last one last."""
        try:
            known = self.keys.watched() if self._path.exists() else ()
        except UserError:
            return ()
        return tuple(laptop for laptop in known if laptop.address)

    def initials(self, laptop: LaptopId) -> str:
        """Return the initials of who works at a laptop; empty where nobody has said so."""
        if laptop == self._laptop.laptop_id:
            return self.author
        known = next((member.author for member in self.picture.members if member.laptop == laptop), "")
        if known or self._console is None:
            return known
        runs = reversed(self._console.state.runs.values())
        return next((run.started.author for run in runs if run.started.laptop == laptop), "")

    # -- following the session -----------------------------------------------------------------------------

    def follow(self, console: Console | None) -> None:
        """Work for the session that is open now; it has a team where laptops are remembered for it."""
        if console is self._console:
            return
        team, self._team = self._team, None
        if team is not None:
            team.close()
        self._console = console
        self._writing.stop()
        if console is not None:
            try:
                session = console.session
                if self._path.exists() and (self.keys.laptops(session) or self._shows(session)):
                    self.team()
            except UserError as error:
                self.failed.emit(error.message)
        self.changed.emit()

    def _shows(self, session: SessionId) -> bool:
        """Tell whether experts' laptops watch a session here."""
        return any(not laptop.address for laptop in self.keys.watching(session))

    def tell_deleted(self, session: SessionId) -> None:
        """Tell the laptops of a session's team that it was deleted here, those that can be reached."""
        try:
            if self._path.exists() and self.keys.laptops(session):
                from facilitator_console.sync.farewell import tell_deleted

                tell_deleted(self.keys, session)
        except UserError as error:
            self.failed.emit(error.message)

    def leave(self, console: Console) -> None:
        """End the team of a session that is closed here."""
        if console is self._console:
            self.follow(None)

    def team(self) -> Team:
        """Return the team of the open session, begun where it has none yet.

        Raises:
            UserError: This laptop's keys can't be used.
        """
        if self._team is None:
            from facilitator_console.sync.team import Team

            assert self._console is not None  # noqa: S101 - only an open session has a team
            self._team = Team(self._console, self.keys, self._run_soon, self._tell, self._is_deleted)
        return self._team

    def _tell(self) -> None:
        """Hear in the network's thread that the picture of the team has changed."""
        if not self._is_change_waiting:
            self._is_change_waiting = True
            self._picture_changed.emit()

    def _on_picture_changed(self) -> None:
        self._is_change_waiting = False
        self.changed.emit()

    # -- doing -----------------------------------------------------------------------------------------------

    def show_digits(self, address: str, author: str, *, watches: bool = False) -> None:
        """Show six digits for another laptop at one of this machine's addresses, perhaps for one that only watches."""

        def show() -> None:
            self.keys.set_author(author)
            self.team().show_digits(address, watches=watches)

        self._try(show)

    def hide_digits(self) -> None:
        """Let nobody in by digits any more."""
        if self._team is not None:
            self._team.hide_digits()

    def say(self, text: str) -> None:
        """Send a line among the team."""
        if self._team is not None:
            self._team.say(text)

    def offer_lead(self, laptop: LaptopId, table_id: TableId = MAIN) -> None:
        """Hand the lead of a table over to a laptop, by default of all."""
        if self._team is not None:
            self._team.offer_lead(laptop, table_id)

    def tell_typed(self) -> None:
        """Tell the others that somebody writes here; it goes by itself."""
        if self._team is not None:
            if not self._writing.isActive():
                self._team.tell_writing(on=True)
            self._writing.start()

    def _stop_writing(self) -> None:
        if self._team is not None:
            self._team.tell_writing(on=False)

    def _try(self, act: Callable[[], object]) -> None:
        try:
            act()
        except UserError as error:
            self.failed.emit(error.message)

    def refusal_of_others(self, laptop: LaptopId, table: Message | None = None) -> Message | None:
        """Return whose the room's keys are, where another laptop leads; None where nobody knows who works there.

        Args:
            laptop: Which leads.
            table: What the table is called that it leads; None where it leads the session.
        """
        from facilitator_console.words import say

        who = self.initials(laptop)
        if not who:
            return None
        if table is not None:
            return say("{who} leads {table}: its keys are off here.", who=who, table=table)
        return say("{who} leads clock and queue: the room’s keys are off here.", who=who)

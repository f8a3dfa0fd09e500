"""The phones in the window: the program's one host of them, which outlives views and sessions, like the room display.

What comes from the server's thread is brought over by signals. The server and all it needs is loaded once somebody lets
phones in.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Qt, Signal

from facilitator_console.session.display import on_display, show_room
from facilitator_console.session.ids import Shows
from facilitator_console.store.beside_log import What
from facilitator_console.store.errors import StorageError
from facilitator_console.ui.control.session_controller import SessionController
from facilitator_console.words import UserError

if TYPE_CHECKING:
    from facilitator_console.console import Console
    from facilitator_console.phones.phones import Phones, Status
    from facilitator_console.store.beside_log import PhoneBook

PORT = 8080


class PhoneHost(QObject):
    """Lets phones into the open session, and tells the window how it stands.

    Attributes:
        controller: The session; None where none is open.
        cares: A care person can be reached at this laptop.
        connections: How many there were, once phones were turned off; None before.
        asked: Where people are who ask for a person, in the order in which they asked.

    Signals:
        changed(): How it stands with the phones is different.
        cards_made(list): One-use codes, as they are printed; none where they could not be saved.
        care_asked(): Somebody asks for a person.
        failed(Exception): What must not happen.
    """

    changed = Signal()
    cards_made = Signal(list)
    care_asked = Signal()
    failed = Signal(object)
    _heard = Signal(object)

    def __init__(self, parent: QObject | None = None) -> None:
        """Begin with the door closed."""
        super().__init__(parent)
        self.controller: SessionController | None = None
        self._console: Console | None = None
        self._phones: Phones | None = None
        self._book: Callable[[], PhoneBook] | None = None
        self.cares = False
        self.connections: int | None = None
        self.asked: list[str] = []
        self._ending: Phones | None = None
        self._was_open: tuple[str, int] | None = None
        # From the server's thread to this one.
        self._heard.connect(lambda act: act(), Qt.ConnectionType.QueuedConnection)

    # -- the session -------------------------------------------------------------------------------------

    def follow(
        self,
        controller: SessionController | None,
        console: Console | None = None,
        book: Callable[[], PhoneBook] | None = None,
    ) -> None:
        """Go with another session from now on; phones of the one before leave, and may come back with it.

        Args:
            controller: The session; None where none is open.
            console: The door through which its phones write; another view of the session has the same one.
            book: Returns what its store keeps of phones.
        """
        if console is not None and console is self._console:
            self.controller = controller
            return
        self.leave()
        self._wait()
        self.controller, self._console, self._book = controller, console, book
        self.connections, self.asked = None, []
        self._was_open = self._door_before()
        self.changed.emit()

    def leave(self) -> None:
        """End with the session, without waiting: who was in still is when it goes on, unless the meeting is over."""
        phones, self._phones = self._phones, None
        if phones is not None:
            is_over = self.controller is not None and bool(self.controller.state.info.closed_at_ms)
            if is_over and phones.door is not None:
                phones.shut()
            phones.end()
            self._ending = phones

    def _wait(self) -> None:
        """Wait until what phones sent last is saved; their store may be closed next."""
        if self._ending is not None:
            self._ending.wait()
            self._ending = None

    def _door_before(self) -> tuple[str, int] | None:
        """Return where phones were let in when the program ended without turning them off."""
        if self.controller is None or self._book is None:
            return None
        try:
            rows = self._book().rows(self.controller.session)
        except StorageError:
            return None
        value = next((row.value for row in rows if row.what is What.DOOR), None)
        if not value:
            return None
        import msgspec

        door = msgspec.json.decode(value)
        return str(door["address"]), int(door["port"])

    # -- how it stands -----------------------------------------------------------------------------------

    @property
    def is_open(self) -> bool:
        """Tell whether phones are let in."""
        return self._phones is not None and self._phones.door is not None

    @property
    def was_open(self) -> tuple[str, int] | None:
        """Return address and port at which phones were in when the program ended; None where they were not."""
        return None if self.is_open else self._was_open

    @property
    def phones(self) -> Phones | None:
        """Return the phones; None while they are not let in."""
        return self._phones if self.is_open else None

    @property
    def status(self) -> Status | None:
        """Return how it stands; None while they are not let in."""
        return self._phones.status if self._phones is not None and self.is_open else None

    # -- doing -------------------------------------------------------------------------------------------

    def let_in(self, address: str, port: int) -> bool:
        """Let phones in; a refusal goes to the quiet banner.

        Returns:
            Whether they are let in now.
        """
        controller = self.controller
        if controller is None or self._console is None or self._book is None or controller.is_watched:
            return False
        # The window is not for strangers' bytes: all that reads them is loaded only now.
        from facilitator_console.phones.phones import Phones

        self._wait()
        if self._phones is None:
            self._phones = Phones(
                self._console,
                self._book(),
                on_status=lambda: self._heard.emit(self.changed.emit),
                on_care=lambda where: self._heard.emit(lambda: self._on_care(where)),
                on_bug=lambda bug: self._heard.emit(lambda: self.failed.emit(bug)),
            )
        self._phones.set_cares(on=self.cares)
        try:
            self._phones.let_in(address, port)
        except (UserError, StorageError) as error:
            controller.refused.emit(error.message)
            return False
        self._was_open, self.connections = None, None
        self.changed.emit()
        return True

    def shut(self) -> None:
        """Turn phones off; from then on nothing leads from a text to a phone."""
        if self._phones is not None:
            shown = on_display(self.controller.state) if self.controller is not None else None
            if self.controller is not None and shown is not None and shown.shows is Shows.JOIN:
                self.controller.do(show_room)
            self.connections = self._phones.shut()
            self._ending, self._phones = self._phones, None
            self.changed.emit()

    def forget(self) -> None:
        """Forget those who were in when the program ended, without letting anybody in."""
        if self.controller is not None and self._book is not None:
            try:
                self._book().forget(self.controller.session)
            except StorageError as error:
                self.controller.refused.emit(error.message)
                return
        self._was_open = None
        self.changed.emit()

    def make_cards(self, number: int, *, kiosk: bool = False) -> None:
        """Make one-use codes; `cards_made` brings them."""
        if self.phones is not None:
            self.phones.make_cards(
                number, lambda codes: self._heard.emit(lambda: self.cards_made.emit(codes)), kiosk=kiosk
            )

    def set_cares(self, *, on: bool) -> None:
        """Say whether a care person can be reached at this laptop."""
        self.cares = on
        if self._phones is not None:
            self._phones.set_cares(on=on)

    def mute(self, sent_id: str, *, on: bool) -> None:
        """Take nothing more from the phone that sent something, or take it again."""
        if self.phones is not None:
            self.phones.mute(sent_id, on=on, then=lambda: self._heard.emit(self.changed.emit))

    def remove(self, sent_id: str) -> None:
        """Send the phone away that sent something."""
        if self.phones is not None:
            self.phones.remove(sent_id, on=True, then=lambda: self._heard.emit(self.changed.emit))

    def _on_care(self, where: str) -> None:
        self.asked.append(where)
        self.care_asked.emit()

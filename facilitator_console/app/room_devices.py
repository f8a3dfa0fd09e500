"""The devices that go with the open session: the room display, and the phones of the participants.

Each is loaded when it is first asked for.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QSettings

if TYPE_CHECKING:
    from facilitator_console.app.program import Program
    from facilitator_console.ui.phones.phone_host import PhoneHost
    from facilitator_console.ui.room_display.room_display import RoomDisplay


class RoomDevices(QObject):
    """Lets the room display and the phones' host follow the session that is open."""

    def __init__(self, program: Program, settings: QSettings) -> None:
        """Begin with none loaded.

        Args:
            program: Whose session they follow.
            settings: Where the room display keeps its look.
        """
        super().__init__(program)
        self._program, self._settings = program, settings
        self._display: RoomDisplay | None = None
        self._phones: PhoneHost | None = None

    @property
    def display(self) -> RoomDisplay:
        """Return the room display, which shows the open session."""
        from facilitator_console.ui.room_display.room_display import RoomDisplay
        from facilitator_console.ui.shell.screen_guard import ScreenGuard

        program = self._program
        if self._display is None:
            self._display = RoomDisplay(self._settings, program.window.screen, self)
            guard = ScreenGuard(program.window, self._display, program.screen.text)
            guard.toggled.connect(self._on_guard_toggled)
        if self._display.controller is not program.controller:
            self._display.follow(program.controller)
        return self._display

    def _on_guard_toggled(self, is_hidden: bool) -> None:
        """Leave an open session only the keys of the room while nothing of the window is shown."""
        if self._program.controller is not None:
            self._program.session_view.set_hidden(on=is_hidden)

    @property
    def phones(self) -> PhoneHost:
        """Return the phones' host, which goes with the open session."""
        from facilitator_console.ui.phones.phone_host import PhoneHost

        if self._phones is None:
            self._phones = PhoneHost(self)
            self._phones.failed.connect(self._program.faults.keep)
            self._phones.changed.connect(self._show_join)
        controller, store = self._program.controller, self._program.store
        console = controller.console if controller is not None else None
        self._phones.follow(controller, console, (lambda: store.phone_book) if store is not None else None)
        return self._phones

    def _show_join(self) -> None:
        """Tell the room display how phones join now."""
        from facilitator_console.ui.parts.qr import qr_modules
        from facilitator_console.ui.room_display.frame import Join

        phones = self._phones.phones if self._phones is not None else None
        join: Join | None = None
        if phones is not None and phones.door is not None:
            join = Join(qr_modules(phones.url), phones.door.host, phones.code)
        self.display.set_join(join)

    def leave(self) -> None:
        """Let the phones leave the session, which is about to be closed."""
        if self._phones is not None:
            self._phones.leave()

    def follow_nothing(self) -> None:
        """Follow no session: none is open."""
        if self._display is not None:
            self._display.follow(None)
        if self._phones is not None:
            self._phones.follow(None)

    def close(self) -> None:
        """Close the room display."""
        if self._display is not None:
            self._display.close()

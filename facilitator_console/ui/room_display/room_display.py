"""Starts the room display's process, tells it what everyone may see, and brings it back when it is killed.

It stands on the screen that the console does not stand on, and begins covered. The console follows what becomes of it:
where its screen is taken away, the display hides, so that nothing of it ever comes up elsewhere. A second process
stands by, with all loaded and nothing to show: when the first is killed, it takes over at once.
"""

from __future__ import annotations

import sys
from collections.abc import Callable
from enum import StrEnum

import msgspec
from PySide6.QtCore import QObject, QProcess, QSettings, QTimer, Signal
from PySide6.QtGui import QScreen

from facilitator_console.dialogue.state import Changes
from facilitator_console.log import Instant
from facilitator_console.runtime.catalogues import LANGUAGES, load_catalogue
from facilitator_console.session.clock import boot_ms
from facilitator_console.ui.control.session_controller import SessionController
from facilitator_console.ui.room_display.frame import COVERED, SCREEN_GONE, SCREEN_HERE, Frame, Join, Look, frame_of
from facilitator_console.ui.room_display.screens import screen_called, screen_key, screens_beside
from facilitator_console.views.public_view import PublicKind, PublicView, public_view
from facilitator_console.views.vote_display import vote_figures, with_figures
from facilitator_console.words import say

RESTART_MS = 200
SPARE_MS = 2000
"""The time after the display at which the process that stands by is started, so that it takes no time from it."""
COUNT_MS = 500
"""The time after a vote at which the number of those who voted follows."""
RESTARTS_MOST, RESTARTS_WITHIN_MS = 5, 20_000
"""A display that ends so often by itself can't be kept up."""
SCALES = (0.75, 0.9, 1.0, 1.15, 1.3)
ARGUMENTS = ["-m", "facilitator_console.app.display"]


class DisplayState(StrEnum):
    """Names what has become of the display."""

    OFF = "off"
    COVERED = "covered"
    SHOWN = "shown"
    NO_SCREEN = "no_screen"
    """Its screen was taken away; it comes back with it."""
    FAILED = "failed"
    """It ended by itself again and again."""


class RoomDisplay(QObject):
    """Is the room display as the console's window sees it.

    Attributes:
        state: What has become of it.
        look: How it looks.
        language: Of its words; empty for the session's own.
        controller: The session that it shows.

    Signals:
        changed(): Its state, its look or its screen changed.
    """

    changed = Signal()

    def __init__(
        self, settings: QSettings, screen: Callable[[], QScreen | None], parent: QObject | None = None
    ) -> None:
        """Read how it looked last; it is off.

        Args:
            settings: Where screen, look and language are remembered.
            screen: Returns the console's own screen.
            parent: Owner in Qt's sense.
        """
        super().__init__(parent)
        self._settings, self._own_screen = settings, screen
        self.state = DisplayState.OFF
        self._is_covered = True
        self.look = _read_look(settings)
        self.language = str(settings.value("display/language", ""))
        self.controller: SessionController | None = None
        self._view: PublicView | None = None
        self._join: Join | None = None
        self._screen = ""
        self._process: QProcess | None = None
        self._spare: QProcess | None = None
        self._ended_ms: list[int] = []
        self._later = QTimer(self, singleShot=True)
        self._later.timeout.connect(self.refresh)
        self._again = QTimer(self, singleShot=True, interval=RESTART_MS)
        self._again.timeout.connect(self._start)
        self._spare_later = QTimer(self, singleShot=True, interval=SPARE_MS)
        self._spare_later.timeout.connect(self._start_spare)

    # -- life --------------------------------------------------------------------------------------------

    @property
    def is_on(self) -> bool:
        """Tell whether it was opened, and not closed since."""
        return self.state is not DisplayState.OFF

    @property
    def process_id(self) -> int:
        """Return the number of its process; 0 while none runs."""
        return self._process.processId() if self._process is not None else 0

    def other_screen(self) -> QScreen | None:
        """Return the screen to stand on: the remembered one, else any but the console's; None without one."""
        own = self._own_screen()
        others = screens_beside(own) if own is not None else []
        remembered = self.remembered_screen()
        return remembered if remembered in others else others[0] if others else None

    def remembered_screen(self) -> QScreen | None:
        """Return the screen on which it stood last; None where that is not there."""
        return screen_called(str(self._settings.value("display/screen", "")))

    def room_screen(self) -> QScreen | None:
        """Return the room's screen while the display is open; None where it is not there, or has a window only."""
        return screen_called(self._screen) if self.is_on else None

    @property
    def stands_by(self) -> bool:
        """Tell whether a process stands by to take over."""
        return self._spare is not None and self._spare.state() is QProcess.ProcessState.Running

    def open(self, screen: QScreen | None = None) -> None:
        """Open it, covered, on a screen, by default the other one; where there is only one, in a window of its own."""
        self._choose(screen or self.other_screen())
        self._ended_ms.clear()
        self._is_covered = True
        self._set_state(DisplayState.COVERED)
        self._start()
        self.refresh()

    def stand_on(self, screen: QScreen) -> None:
        """Stand on another screen from now on."""
        self._choose(screen)
        self._tell()
        self.changed.emit()

    def _choose(self, screen: QScreen | None) -> None:
        self._screen = screen_key(screen) if screen else ""
        if screen:
            self._settings.setValue("display/screen", self._screen)

    def close(self) -> None:
        """Close the display and its process."""
        self._set_state(DisplayState.OFF)
        self._again.stop()
        self._spare_later.stop()
        ending = [(self._process, self._on_process_finished), (self._spare, self._on_spare_finished)]
        self._process = self._spare = None
        for process, heard in ending:
            if process is not None:
                process.finished.disconnect(heard)
                process.closeWriteChannel()
        for process, _ in ending:
            if process is not None:
                if not process.waitForFinished(500):
                    process.kill()
                    process.waitForFinished(500)
                process.deleteLater()

    def set_covered(self, *, on: bool) -> None:
        """Show nothing on it, or what everyone may see."""
        self._is_covered = on
        if self.state in {DisplayState.COVERED, DisplayState.SHOWN}:
            self._set_state(DisplayState.COVERED if on else DisplayState.SHOWN)
        self._tell()

    @property
    def is_covered(self) -> bool:
        """Tell whether it shows nothing."""
        return self._is_covered

    def set_look(self, look: Look) -> None:
        """Look different from now on."""
        self.look = look
        for name, value in msgspec.structs.asdict(look).items():
            self._settings.setValue(f"display/{name}", value)
        self.changed.emit()
        self._tell()

    def set_language(self, language: str) -> None:
        """Use another language; an empty one is the session's own."""
        self.language = language
        self._settings.setValue("display/language", language)
        self.changed.emit()
        self._tell()

    def set_join(self, join: Join | None) -> None:
        """Show this where it is to be shown how phones join; None while they can't."""
        if join != self._join:
            self._join = join
            self._tell()

    def follow(self, controller: SessionController | None) -> None:
        """Show another session from now on; none: it is covered."""
        if self.controller is not None:
            self.controller.changed.disconnect(self._on_controller_changed)
            self.controller.voted.disconnect(self._on_controller_voted)
        self.controller, self._view = controller, None
        if controller is None:
            self.set_covered(on=True)
        else:
            controller.changed.connect(self._on_controller_changed)
            controller.voted.connect(self._on_controller_voted)
            self.refresh()

    def _set_state(self, state: DisplayState) -> None:
        if state is not self.state:
            self.state = state
            self.changed.emit()

    # -- its process -------------------------------------------------------------------------------------

    def _start(self) -> None:
        spare, self._spare = self._spare, None
        if spare is None:
            spare = self._new_process()
        else:
            spare.finished.disconnect(self._on_spare_finished)
        self._process = spare
        spare.readyReadStandardOutput.connect(self._on_process_said)
        spare.finished.connect(self._on_process_finished)
        self._tell()
        self._spare_later.start()

    def _start_spare(self) -> None:
        if self._spare is None and self._process is not None:
            self._spare = self._new_process()
            self._spare.finished.connect(self._on_spare_finished)

    def _new_process(self) -> QProcess:
        process = QProcess(self)
        process.setProcessChannelMode(QProcess.ProcessChannelMode.ForwardedErrorChannel)
        process.start(sys.executable, ARGUMENTS)
        return process

    def _on_spare_finished(self) -> None:
        """Start another one the next time that the display starts: one that can't be kept up is not a loss now."""
        if self._spare is not None:
            self._spare.deleteLater()
        self._spare = None

    def _on_process_finished(self) -> None:
        if self._process is not None:
            self._process.deleteLater()
        self._process = None
        now_ms = boot_ms()
        self._ended_ms = [*(at_ms for at_ms in self._ended_ms if now_ms - at_ms < RESTARTS_WITHIN_MS), now_ms]
        if len(self._ended_ms) > RESTARTS_MOST:
            self._set_state(DisplayState.FAILED)
        elif self.is_on:
            self._start() if self.stands_by else self._again.start()

    def _on_process_said(self) -> None:
        process = self._process
        if process is None:
            return
        for line in process.readAllStandardOutput().toStdString().splitlines():
            if line == SCREEN_GONE:
                self._set_state(DisplayState.NO_SCREEN)
            elif line == SCREEN_HERE:
                self._set_state(DisplayState.COVERED if self._is_covered else DisplayState.SHOWN)

    # -- what it shows -----------------------------------------------------------------------------------

    def _on_controller_changed(self, _changes: Changes) -> None:
        if self.is_on:
            self.refresh()

    def _on_controller_voted(self) -> None:
        """Count anew a moment later: votes come one after the other."""
        if self.is_on and not self._later.isActive():
            self._later.start(COUNT_MS)

    def refresh(self) -> None:
        """Tell it what everyone may see now, where that changed."""
        controller = self.controller
        if controller is None:
            return
        now_ms = controller.now_ms()
        view = shown_now(controller, now_ms)
        self._later.stop()
        if view.holds_until_ms is not None:
            self._later.start(max(1, view.holds_until_ms - now_ms))
        if view != self._view:
            self._view = view
            self._tell()

    def _tell(self) -> None:
        if self._process is not None:
            line = msgspec.json.encode(self.frame()) + b"\n"
            self._process.write(line)

    def frame(self) -> Frame:
        """Return what it is told now."""
        controller = self.controller
        covered = Frame(COVERED)
        frame = covered
        if controller is not None and not self._is_covered:
            now_ms = controller.now_ms()
            view = shown_now(controller, now_ms)
            language = self.language or controller.state.info.language
            catalogue = load_catalogue(language) if language in LANGUAGES else controller.catalogue
            frame = frame_of(view, catalogue, controller.times.time_of_day, Instant(now_ms))
            if view.kind is PublicKind.JOIN:
                frame = msgspec.structs.replace(frame, join=self._join)
        title = controller.text(say("Room display")) if controller is not None else ""
        return msgspec.structs.replace(frame, title=title, boot_ms=boot_ms(), screen=self._screen, look=self.look)


def shown_now(controller: SessionController, now_ms: Instant) -> PublicView:
    """Return what everyone may see of a session now, and of its votes."""
    state = controller.state
    figures = vote_figures(state, controller.voting.turnout.voters, controller.voting.for_room())
    return with_figures(public_view(state, now_ms), state, figures)


def _read_look(settings: QSettings) -> Look:
    """Read how it looked last; what can't be read is as usual."""
    usual = Look()
    scale = settings.value("display/scale", usual.scale)
    try:
        scale = float(scale) if isinstance(scale, str | int | float) else usual.scale
    except ValueError:
        scale = usual.scale
    return Look(
        scale if scale in SCALES else usual.scale,
        dark=settings.value("display/dark", usual.dark) in {True, "true"},
        digits=settings.value("display/digits", usual.digits) in {True, "true"},
    )

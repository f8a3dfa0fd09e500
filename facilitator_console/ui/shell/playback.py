"""Plays a recorded or written dialogue in the window: its steps, each at its time, faster than they happened."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import QElapsedTimer, QObject, Qt, QTimer, Signal
from PySide6.QtGui import QFocusEvent
from PySide6.QtWidgets import (
    QAbstractButton,
    QAbstractScrollArea,
    QApplication,
    QHBoxLayout,
    QLineEdit,
    QPushButton,
    QWidget,
)

from facilitator_console.log import Instant
from facilitator_console.session.clock import SetClock
from facilitator_console.ui.control.action import Action, always
from facilitator_console.ui.control.keys import Keys
from facilitator_console.ui.look.styles import BannerKind, ButtonKind, Rank, set_style
from facilitator_console.ui.parts.banners import Notice
from facilitator_console.ui.parts.labels import label
from facilitator_console.words import Catalogue, Message, say

if TYPE_CHECKING:
    from facilitator_console.ui.shell.session_view import SessionView

TICK_MS = 40
SPEEDS = (1, 2, 5, 10, 20, 60, 200)
AT_ONCE_MS = 25
"""The longest that steps are played at once before the window can handle its events."""


Step = tuple[Instant, Callable[[], object]]
"""An instant on the session's time line, and the function that carries out what happens then."""


class Playback(QObject):
    """Moves a session's clock and carries its steps out; after the last one only the clock goes on.

    Signals:
        changed(): It plays, pauses, or has another speed.
        ended(): There are no more steps.
    """

    changed = Signal()
    ended = Signal()

    def __init__(self, steps: Iterator[Step], clock: SetClock, speed: int, parent: QObject | None = None) -> None:
        """Start to play the script.

        Args:
            steps: In the order of time.
            clock: The session's.
            speed: How many times faster than it happened.
            parent: Owner in Qt's sense.
        """
        super().__init__(parent)
        self.speed = speed
        self._steps = steps
        self.clock = clock
        self._next = next(steps, None)
        self._since = QElapsedTimer()
        self.timer = QTimer(self, interval=TICK_MS)
        self.timer.timeout.connect(self._on_timer_timeout)
        self.go_on()

    @property
    def is_over(self) -> bool:
        """Tell whether there are no more steps: somebody has taken over."""
        return self._next is None

    @property
    def is_paused(self) -> bool:
        """Tell whether steps and clock stand."""
        return not self.timer.isActive()

    def go_on(self) -> None:
        """Play on."""
        self._since.start()
        self.timer.start()
        self.changed.emit()

    def pause(self) -> None:
        """Let steps and clock stand."""
        self.timer.stop()
        self.changed.emit()

    def toggle(self) -> None:
        """Pause, or play on."""
        if self.is_paused:
            self.go_on()
        else:
            self.pause()

    def change_speed(self, by: int) -> None:
        """Play at a speed so many places up or down in `SPEEDS`."""
        place = min(range(len(SPEEDS)), key=lambda at: abs(SPEEDS[at] - self.speed))
        self.set_speed(SPEEDS[max(0, min(len(SPEEDS) - 1, place + by))])

    def set_speed(self, speed: int) -> None:
        """Play so many times faster than it happened."""
        self.speed = speed
        self.changed.emit()

    def leave(self) -> None:
        """Carry out no further step; the clock goes on at its own pace, and whoever watches takes over."""
        self._next, self.speed = None, 1
        self.go_on()
        self.ended.emit()

    def stop(self) -> None:
        """Carry out no further step, and let the clock stand, too."""
        self._next = None
        self.timer.stop()

    def _on_timer_timeout(self) -> None:
        until_ms = Instant(self.clock.now_ms() + self._since.restart() * self.speed)
        busy = QElapsedTimer()
        busy.start()
        while self._next is not None and self._next[0] <= until_ms:
            if busy.hasExpired(AT_ONCE_MS):
                return
            at_ms, do = self._next
            # Before the step is carried out: one that fails must not be tried again and again.
            self._next = next(self._steps, None)
            self.clock.move_to(at_ms)
            do()
            if self._next is None:
                self.leave()
                return
        self.clock.move_to(until_ms)


def show_playback(playback: Playback, view: SessionView) -> None:
    """Let somebody watch the playback: nothing can be done to the session until they take over."""
    banner = PlaybackBanner(playback, view.controller.catalogue)
    banner.bind(view.keys)
    view.controller.watch(on=True)
    view.banners.show_banner("playback", banner)
    banner.setFocus()

    def take_in_hand() -> None:
        view.controller.watch(on=False)
        view.setFocus()

    banner.ended.connect(take_in_hand)


class PlaybackBanner(Notice):
    """Shows what is watched and how fast, with the buttons for it; it ends with the playback."""

    def __init__(self, playback: Playback, catalogue: Catalogue, parent: QWidget | None = None) -> None:
        """Build it and follow the playback."""
        super().__init__(BannerKind.TELL, parent)
        self._playback = playback
        self._text = catalogue.text
        self._what = label(self._text(say("You are watching this dialogue.")), Rank.STRONG)
        self._speed = label(rank=Rank.MUTED, wraps=True)
        self._speed.setWordWrap(False)
        self._speed.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self._pause = self._button("", say("Space"), playback.toggle)
        slower = self._button("−", say("Slower"), lambda: playback.change_speed(-1))
        faster = self._button("+", say("Faster"), lambda: playback.change_speed(1))
        leave = self._button(self._text(say("Stop here and try it yourself")), None, playback.leave)
        row = QHBoxLayout(self)
        row.setContentsMargins(16, 8, 12, 8)
        row.setSpacing(8)
        row.addWidget(self._what, 1)
        for part in (slower, self._speed, faster, self._pause, leave):
            row.addWidget(part)
        playback.changed.connect(self._refresh)
        playback.ended.connect(self.ended)
        # As wide as its longest text: the buttons stay under the pointer.
        self._speed.setMinimumWidth(max(self._text_px(speed) for speed in SPEEDS))
        self._refresh()

    def focusInEvent(self, event: QFocusEvent) -> None:
        """Give the keys to the button that pauses; with a focus proxy Tab would pass by those before it."""
        super().focusInEvent(event)
        self._pause.setFocus(event.reason())

    def _button(self, text: str, tip: Message | None, act: Callable[[], object]) -> QPushButton:
        button = QPushButton(text)
        set_style(button, ButtonKind.SMALL)
        button.clicked.connect(act)
        if tip:
            button.setToolTip(self._text(tip))
            button.setAccessibleName(self._text(tip))
        return button

    def bind(self, keys: Keys) -> None:
        """Let Space, + and − act wherever they are not typed."""
        playback = self._playback
        toggle = Action("watch_pause", always(say("Pause, go on"), playback.toggle))
        faster = Action("watch_faster", always(say("Faster"), partial(playback.change_speed, 1)))
        slower = Action("watch_slower", always(say("Slower"), partial(playback.change_speed, -1)))
        keys.bind_key(Qt.Key.Key_Space, toggle, lambda: not playback.is_over and not _has_keys(QAbstractButton))
        for key, action in ((Qt.Key.Key_Plus, faster), (Qt.Key.Key_Equal, faster), (Qt.Key.Key_Minus, slower)):
            keys.bind_key(key, action, lambda: not playback.is_over and not _has_keys())

    def _text_px(self, speed: int) -> int:
        self._speed.ensurePolished()
        return self._speed.fontMetrics().horizontalAdvance(self._text(_as_fast(speed))) + 4

    def _refresh(self) -> None:
        self._speed.setText(self._text(_as_fast(self._playback.speed)))
        paused = say("Go on") if self._playback.is_paused else say("Pause")
        self._pause.setText(self._text(paused))
        self._pause.setAccessibleName(self._text(paused))


def _as_fast(speed: int) -> Message:
    return say("{speed} × as fast", speed=speed) if speed > 1 else say("as it happened")


def _has_keys(*others: type[QWidget]) -> bool:
    """Tell whether plain keys mean something where the focus is: in a field, a list, or one of these."""
    return isinstance(QApplication.focusWidget(), (QLineEdit, QAbstractScrollArea, *others))

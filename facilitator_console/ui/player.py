"""Watching a recorded or written dialogue in the window: its steps, each at its time, faster than they happened."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from PySide6.QtCore import QElapsedTimer, QObject, QTimer, Signal
from PySide6.QtWidgets import QHBoxLayout, QPushButton, QWidget

from facilitator_console.log import Instant
from facilitator_console.session.clock import SetClock
from facilitator_console.ui.widgets.bars import Notice
from facilitator_console.ui.widgets.labels import label
from facilitator_console.words import Catalogue, say

TICK_MS = 40
SPEEDS = (1, 2, 5, 10, 20, 60, 200)
AT_ONCE_MS = 25
"""So long steps are played in one go; then the window gets its turn."""


Step = tuple[Instant, Callable[[], object]]
"""When something happens, on the session's time line, and what lets it happen."""


class Player(QObject):
    """Moves a session's clock and lets its steps happen; after the last one only the clock goes on.

    Signals:
        changed(): It plays, pauses, or has another speed.
        ended(): There are no more steps.
    """

    changed = Signal()
    ended = Signal()

    def __init__(self, steps: Iterator[Step], clock: SetClock, speed: int, parent: QObject | None = None) -> None:
        """Begin to play.

        Args:
            steps: In the order of time.
            clock: The session's.
            speed: How many times as fast as it happened.
            parent: Owner in Qt's sense.
        """
        super().__init__(parent)
        self.speed = speed
        self._steps = steps
        self._clock = clock
        self._next = next(steps, None)
        self._since = QElapsedTimer()
        self._timer = QTimer(self, interval=TICK_MS)
        self._timer.timeout.connect(self._on_timer_timeout)
        self.go_on()

    @property
    def plays(self) -> bool:
        """Whether steps happen."""
        return self._timer.isActive() and self._next is not None

    def go_on(self) -> None:
        """Play."""
        self._since.start()
        self._timer.start()
        self.changed.emit()

    def pause(self) -> None:
        """Let steps and clock stand."""
        self._timer.stop()
        self.changed.emit()

    def set_speed(self, speed: int) -> None:
        """Play so many times as fast."""
        self.speed = speed
        self.changed.emit()

    def leave(self) -> None:
        """No further step happens; the clock goes on at its own pace, in the hands of whoever watches."""
        self._next, self.speed = None, 1
        self.go_on()
        self.ended.emit()

    def stop(self) -> None:
        """The clock stands too."""
        self._next = None
        self._timer.stop()

    def _on_timer_timeout(self) -> None:
        until_ms = Instant(self._clock.now_ms() + self._since.restart() * self.speed)
        busy = QElapsedTimer()
        busy.start()
        while self._next is not None and self._next[0] <= until_ms:
            if busy.hasExpired(AT_ONCE_MS):
                return
            at_ms, do = self._next
            # Before it is done: a step that fails must not come again and again.
            self._next = next(self._steps, None)
            self._clock.move_to(at_ms)
            do()
            if self._next is None:
                self.leave()
                return
        self._clock.move_to(until_ms)


class PlayerBar(Notice):
    """What is watched, how fast, and the buttons for it; it ends with the playing."""

    def __init__(self, player: Player, catalogue: Catalogue, parent: QWidget | None = None) -> None:
        """Follow the player."""
        super().__init__("tell", parent)
        self._player = player
        self._text = catalogue.text
        self._what = label("", "strong")
        self._pause = QPushButton()
        slower, faster = QPushButton("−"), QPushButton("+")
        slower.setAccessibleName(self._text(say("Slower")))
        faster.setAccessibleName(self._text(say("Faster")))
        leave = QPushButton(self._text(say("Stop here and try it yourself")))
        for button, act in (
            (self._pause, self._toggle),
            (slower, lambda: self._change_speed(-1)),
            (faster, lambda: self._change_speed(1)),
            (leave, player.leave),
        ):
            button.setProperty("kind", "small")
            button.clicked.connect(act)
        row = QHBoxLayout(self)
        row.setContentsMargins(16, 8, 12, 8)
        row.addWidget(self._what, 1)
        for button in (self._pause, slower, faster, leave):
            row.addWidget(button)
        player.changed.connect(self._refresh)
        player.ended.connect(self.ended)
        self._refresh()

    def _toggle(self) -> None:
        if self._player.plays:
            self._player.pause()
        else:
            self._player.go_on()

    def _change_speed(self, by: int) -> None:
        place = min(range(len(SPEEDS)), key=lambda at: abs(SPEEDS[at] - self._player.speed))
        self._player.set_speed(SPEEDS[max(0, min(len(SPEEDS) - 1, place + by))])

    def _refresh(self) -> None:
        speed = self._player.speed
        what = say("You are watching this dialogue, {speed} times as fast as it happened.", speed=speed)
        self._what.setText(self._text(what if speed > 1 else say("You are watching this dialogue.")))
        self._pause.setText(self._text(say("Pause") if self._player.plays else say("Go on")))

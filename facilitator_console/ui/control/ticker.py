"""The timer of the open session: runs while one of its clocks does, and sees to what time alone brings about."""

from __future__ import annotations

from PySide6.QtCore import QObject, QTimer, Signal

from facilitator_console.console import Console
from facilitator_console.log import Duration, Instant
from facilitator_console.session.agenda import end_of_item
from facilitator_console.session.ids import ItemId
from facilitator_console.session.leading import GAP_FROM_MS, record_gap
from facilitator_console.session.timers import item_timer, running

TICK_MS = 100
SIGN_MS = 10_000
"""The time between two signs of life while clocks run."""


class Ticker(QTimer):
    """Records that the laptop slept, gives signs of life, and ends an item whose time is over.

    Attributes:
        is_watched: The session is only watched: nothing is done to it here.

    Signals:
        item_ended(): An item's time was over, and what it wants at its end was done.
    """

    item_ended = Signal()

    def __init__(self, console: Console, parent: QObject) -> None:
        """Run if a clock of the session does."""
        super().__init__(parent, interval=TICK_MS)
        self.is_watched = False
        self._console = console
        # By the laptop's own line: the session's jumps where the two are compared, and no press or sleep did.
        self._own_ms = console.clock.now_ms
        self._seen_ms = self._sign_ms = self._own_ms()
        self._ended = self._end_of_item()
        self.timeout.connect(self.record_gap)
        self.timeout.connect(self._end_item)

    def follow(self) -> None:
        """Run while a clock does, and only then."""
        on = running(self._console.state)
        if any(on) != self.isActive():
            self._seen_ms = self._own_ms()
            self.start() if any(on) else self.stop()
            self.give_sign_of_life()

    def see(self) -> None:
        """Remember that the laptop is awake, and give a sign of life where it is time for one."""
        self._seen_ms = self._own_ms()
        if self._seen_ms - self._sign_ms >= SIGN_MS:
            self.give_sign_of_life()

    def give_sign_of_life(self) -> None:
        """Record that this laptop is alive; of what is only watched nobody asks later how long it was not running."""
        self._sign_ms = self._own_ms()
        if not self.is_watched:
            self._console.give_sign_of_life()

    def record_gap(self) -> None:
        """Note that the laptop slept while clocks ran that it leads, whatever it shows; looked at with each tick.

        The clock of what is only watched leaps where the window is busy for a moment: that is not a gap.
        """
        unseen_ms, self._seen_ms = self._own_ms() - self._seen_ms, self._own_ms()
        if self.isActive() and self._console.leads and not self.is_watched and unseen_ms > GAP_FROM_MS:
            self._console.dispatch(record_gap, Instant(self._console.now_ms() - unseen_ms))

    def _end_of_item(self) -> tuple[ItemId, Duration] | None:
        """Return the item whose time is over, and how long it was; None where none is over."""
        state = self._console.state
        timer = item_timer(state, self._console.now_ms())
        return (state.room.item_id, timer.length_ms) if timer and timer.left_ms <= 0 and timer.length_ms else None

    def _end_item(self) -> None:
        """Do what the item wants at its end, once for each of its ends: whoever takes that back has taken it in hand.

        An item that was over when the session was opened is in somebody's hands already.
        """
        over = self._end_of_item()
        if over is None or over == self._ended or self.is_watched or not self._console.leads:
            return
        if self._console.dispatch(end_of_item):
            self._ended = over
            self.item_ended.emit()

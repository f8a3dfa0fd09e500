"""The clocks: what ends first biggest, the other small, and who is next. All count what is left.

It reads session.timers and puts it into words; over time is said calmly. No rule lives here.
"""

from __future__ import annotations

from typing import NamedTuple

from PySide6.QtWidgets import QHBoxLayout, QSizePolicy, QVBoxLayout, QWidget

from facilitator_console.session.agenda import following_item
from facilitator_console.session.floor import speaking
from facilitator_console.session.queue import speaking_order
from facilitator_console.session.timers import ClockName, Phase, Timer, ends_first, item_timer, quiet_timer, turn_timer
from facilitator_console.ui.desk import Desk
from facilitator_console.ui.widgets.figure import Figure, TimeBar
from facilitator_console.ui.widgets.labels import label, set_text
from facilitator_console.words import Message, say

HOUR_S = 3600
BIG_PX = (112, 44)
SMALL_PX = (36, 24)
"""Largest and smallest type of the figures."""

LEFT = {
    ClockName.QUIET: say("Quiet minute, left of {length}"),
    ClockName.TURN: say("This turn, left of {length}"),
    ClockName.ITEM: say("Item, left of {length}"),
}
OVER = {
    ClockName.QUIET: say("Quiet minute, over {length} by"),
    ClockName.TURN: say("This turn, over {length} by"),
    ClockName.ITEM: say("Item, over {length} by"),
}
SO_FAR = {
    ClockName.QUIET: say("Quiet minute, so far"),
    ClockName.TURN: say("This turn, so far"),
    ClockName.ITEM: say("Item, so far"),
}


class Face(NamedTuple):
    """One clock as it is shown.

    Attributes:
        title: What it is and what it counts.
        digits: Such as 17:18.
        part: What is left, 0 to 1.
        ink: Token of the digits' colour.
        bar: Token of the bar's colour.
    """

    title: Message
    digits: str
    part: float = 0.0
    ink: str = "ink"
    bar: str = "accent"


class Clocks(QWidget):
    """The big clock, its bar, the small clock, and who is next."""

    def __init__(self, desk: Desk, parent: QWidget | None = None) -> None:
        """Show the desk's clocks."""
        super().__init__(parent)
        self._desk = desk
        self._title, self._digits = label(rank="muted"), Figure(*BIG_PX)
        self._standing = label(rank="warn")
        self._bar = TimeBar()
        self._small_title, self._small_digits = label(rank="muted"), Figure(*SMALL_PX)
        self._next_title, self._next = label(desk.text(say("Next")), "muted"), Figure(*SMALL_PX)
        self._build()
        self.refresh()

    def _build(self) -> None:
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        head = QHBoxLayout()
        head.setSpacing(12)
        head.addWidget(self._title, 1)
        column.addStretch(1)
        column.addLayout(head)
        column.addSpacing(6)
        column.addWidget(self._digits, 8)
        column.addSpacing(8)
        column.addWidget(self._bar)
        column.addSpacing(6)
        column.addWidget(self._standing)
        column.addSpacing(10)
        self._small = QWidget()
        self._build_row(column)
        column.addStretch(1)

    def _build_row(self, column: QVBoxLayout) -> None:
        row = QHBoxLayout()
        row.setSpacing(34)
        self._following_block = following = QWidget()
        self._small_title.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)
        pairs = ((self._small, self._small_title, self._small_digits), (following, self._next_title, self._next))
        for stretch, (holder, title, figure) in enumerate(pairs):
            block = QVBoxLayout(holder)
            block.setContentsMargins(0, 0, 0, 0)
            block.setSpacing(2)
            block.addWidget(title)
            block.addWidget(figure)
            row.addWidget(holder, stretch)
        column.addLayout(row)

    def refresh(self) -> None:
        """Read everything anew."""
        self.refresh_time()
        number, reason = self._following()
        self._next.show_text(number, reason)
        state = self._desk.state
        self._following_block.setVisible(bool(state.participants) and not state.info.closed_at_ms)

    def refresh_time(self) -> None:
        """Only what time moves; nothing is painted where the words stay."""
        state, now_ms = self._desk.state, self._desk.now_ms()
        timers = {
            ClockName.QUIET: quiet_timer(state, now_ms),
            ClockName.TURN: turn_timer(state, now_ms),
            ClockName.ITEM: item_timer(state, now_ms),
        }
        first = ends_first(state, now_ms)
        others = [name for name in (ClockName.ITEM, ClockName.TURN) if timers[name] and name is not first]
        big = timers[first] if first else None
        face = _face(first, big) if first and big else self._before_any()
        self._show_big(face)
        small = timers[others[0]] if others else None
        self._small.setVisible(small is not None)
        if small is not None:
            shown = _face(others[0], small)
            set_text(self._small_title, self._desk.text(shown.title))
            self._small_digits.show_text(shown.digits, ink=shown.ink)
        set_text(self._standing, self._desk.text(standing) if (standing := self._why_standing()) else "")

    def _show_big(self, face: Face) -> None:
        set_text(self._title, self._desk.text(face.title))
        self._digits.show_text(face.digits, ink=face.ink)
        self._bar.show_part(face.part, face.bar)
        self._bar.setVisible(bool(face.digits))

    def _before_any(self) -> Face:
        """Nothing is on: what would begin."""
        state = self._desk.state
        item = following_item(state)
        if item is None:
            return Face(say("Nothing more is planned") if state.items else say("No agenda yet"), "")
        return Face(say("Not begun: “{title}”", title=item.title), clock_text(item.planned_ms), ink="muted")

    def _why_standing(self) -> Message | None:
        """Why clocks stand still, where they do."""
        state, now_ms = self._desk.state, self._desk.now_ms()
        item, turn = item_timer(state, now_ms), speaking(state)
        if state.room.frozen:
            return say("Everything is frozen: no clock runs.")
        if item and not item.runs:
            return say("The item is paused: no clock runs.")
        if turn and turn.paused and not state.room.quiet:
            return say("The turn is paused; the item goes on.") if item else say("The turn is paused.")
        return None

    def _following(self) -> tuple[str, str]:
        """A seat, and why it is next."""
        state, text = self._desk.state, self._desk.text
        if len(state.room.floor) > 1:
            person = state.participants.get(state.turns[state.room.floor[-2]].participant_id)
            return str(person.seat) if person else "", text(say("goes on"))
        order = speaking_order(state, self._desk.now_ms())
        if not order:
            return "", text(say("nobody is waiting"))
        reason = text(order[0].reason)
        if state.room.queue_held:
            reason = text(say("{reason}, held back", reason=reason))
        return str(state.participants[order[0].participant_id].seat), reason


def clock_text(length_ms: int) -> str:
    """A length as a clock shows it: 0:22, 17:18, 1:05:00; whole seconds, rounded up, without a sign."""
    seconds = -(-abs(length_ms) // 1000)
    minutes, second = divmod(seconds, 60)
    if seconds >= HOUR_S:
        hours, minute = divmod(minutes, 60)
        return f"{hours}:{minute:02}:{second:02}"
    return f"{minutes}:{second:02}"


def _face(name: ClockName, timer: Timer) -> Face:
    ink = "ink" if timer.runs else "muted"
    if timer.phase is Phase.UNLIMITED:
        # What has passed is whole only once it has passed.
        return Face(SO_FAR[name], clock_text(timer.used_ms // 1000 * 1000), ink=ink)
    length = clock_text(timer.length_ms)
    if timer.phase is Phase.OVER:
        over = f"+{clock_text(-timer.left_ms // 1000 * 1000)}"
        return Face(Message(OVER[name].msgid, {"length": length}), over, 0.0, "warn" if timer.runs else "muted")
    part = timer.left_ms / timer.length_ms
    bar = "accent" if timer.runs else "edge"
    return Face(Message(LEFT[name].msgid, {"length": length}), clock_text(timer.left_ms), part, ink, bar)

"""The clocks: what ends first biggest, the other small, and who is next. All count what is left.

It reads session.timers and puts it into words; over time is said calmly. No rule lives here.
"""

from __future__ import annotations

from typing import NamedTuple

from PySide6.QtGui import QFontMetrics, QResizeEvent
from PySide6.QtWidgets import QHBoxLayout, QSizePolicy, QSpacerItem, QVBoxLayout, QWidget

from facilitator_console.session.agenda import MINUTE_MS, following_item
from facilitator_console.session.floor import speaking
from facilitator_console.session.queue import has_queue
from facilitator_console.session.timers import (
    ClockName,
    Timer,
    Urgency,
    ends_first,
    item_timer,
    quiet_timer,
    turn_timer,
)
from facilitator_console.ui.control.session_controller import SessionController
from facilitator_console.ui.look.styles import ButtonKind, Rank
from facilitator_console.ui.look.theme import text_font
from facilitator_console.ui.parts.key_button import ActionButton, Look
from facilitator_console.ui.parts.labels import keep_place, label, set_text
from facilitator_console.ui.run.figure import BAR_PX, Figure, TimeBar
from facilitator_console.ui.run.queue_model import next_words
from facilitator_console.ui.run.room_actions import CALL_BACK
from facilitator_console.words import Message, say, titled

HOUR_S = 3600
BIG_PX = (112, 36)
SMALL_PX = (36, 24)
"""Largest and smallest type of the figures."""

AIRS_PX = (6, 8, 4, 6)
"""Below the title, the big digits, the bar, and what is said of clocks that stand."""
SMALL_PART = 0.44
"""Of the width, for the small clock at most."""
BACK = Look(13, 1, 4, 8, 24, 18)
"""The button that calls the last speaker back: quiet, below the big clock's bar."""
BACK_KEY = "PgUp"
BACK_GAP_PX = 12
SAMPLES_MS = {ClockName.TURN: 2 * MINUTE_MS, ClockName.ITEM: 35 * MINUTE_MS}
"""Lengths such as are common, to measure by."""

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

    def __init__(self, controller: SessionController, parent: QWidget | None = None) -> None:
        """Show the controller's clocks."""
        super().__init__(parent)
        self._controller = controller
        self._is_bare = False
        self._title, self._digits = label(rank=Rank.MUTED), Figure(*BIG_PX)
        self._standing = label(rank=Rank.WARN)
        self._bar = TimeBar()
        self._small_title, self._small_digits = label(rank=Rank.MUTED), Figure(*SMALL_PX)
        self._back = ActionButton(controller, CALL_BACK, sign=BACK_KEY, kind=ButtonKind.CALL)
        self._back.set_look(BACK)
        self._next_title, self._next = label(controller.text(say("Next")), Rank.MUTED), Figure(*SMALL_PX)
        # The words behind the number may be on two lines.
        self._next.setMinimumHeight(2 * QFontMetrics(text_font()).lineSpacing())
        self._small_px = _widest_px(controller)
        self._build()
        self.refresh()

    def _build(self) -> None:
        column = self._column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        self._below = QWidget()
        below = QHBoxLayout(self._below)
        below.setContentsMargins(0, 0, 0, 0)
        below.setSpacing(BACK_GAP_PX)
        below.addWidget(self._standing, 1)
        below.addWidget(self._back)
        self._standing.setMinimumHeight(BACK.height_px)
        self._airs = [QSpacerItem(0, px) for px in AIRS_PX]
        title_air, digits_air, bar_air, below_air = self._airs
        column.addStretch(1)
        column.addWidget(self._title)
        column.addItem(title_air)
        column.addWidget(self._digits, 8)
        column.addItem(digits_air)
        column.addWidget(self._bar)
        column.addItem(bar_air)
        column.addWidget(self._below)
        column.addItem(below_air)
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
        for part in (following, self._bar):
            keep_place(part)
        column.addLayout(row)

    def set_compact(self, *, on: bool) -> None:
        """Take less room."""
        for air, px in zip(self._airs, AIRS_PX, strict=True):
            air.changeSize(0, px // 3 if on else px)
        for figure in (self._small_digits, self._next):
            figure.set_largest(SMALL_PX[1] if on else SMALL_PX[0])
        self._column.invalidate()

    def set_bare(self, *, on: bool) -> None:
        """Leave out what is seen elsewhere: the bar, and the button beside which nothing is said."""
        if on != self._is_bare:
            self._is_bare = on
            self._bar.setMaximumHeight(0 if on else BAR_PX)
            self._bar.setMinimumHeight(0 if on else BAR_PX)
            self._refresh_below()

    @property
    def is_bare(self) -> bool:
        """Whether it leaves out what is seen elsewhere."""
        return self._is_bare

    def _refresh_below(self) -> None:
        """Of one height, whether or not somebody can be called back."""
        self._below.setVisible(not self._is_bare or bool(self._standing.text()))

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Who is next stays in its place, whichever clock is the small one."""
        super().resizeEvent(event)
        self._small.setMinimumWidth(min(self._small_px, round(self.width() * SMALL_PART)))
        self._refresh_back()

    def refresh(self) -> None:
        """Read everything anew."""
        self.refresh_time()
        self._refresh_back()
        self._next.show_text(*next_words(self._controller))
        state = self._controller.state
        self._following_block.setVisible(bool(state.participants) and not state.info.closed_at_ms)

    def _refresh_back(self) -> None:
        """Offered while somebody can be called back; only the key where the words would hide why clocks stand."""
        self._back.refresh()
        self._back.setVisible(self._back.isEnabled())
        whole = self._standing.fontMetrics().horizontalAdvance(self._standing.text()) + self._back.sizeHint().width()
        fits = whole + BACK_GAP_PX <= self.width()
        self._back.setMaximumWidth(self._back.sizeHint().width() if fits else self._back.minimumSizeHint().width())
        self._back.setToolTip("" if fits else self._back.text())

    def refresh_time(self) -> None:
        """Only what time moves; nothing is painted where the words stay."""
        state, now_ms = self._controller.state, self._controller.now_ms()
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
        # Between turns who is next stays where it stands during them.
        item = state.items.get(state.room.item_id)
        keep_place(self._small, on=item is not None and has_queue(state))
        if small is not None:
            shown = _face(others[0], small)
            set_text(self._small_title, self._controller.text(shown.title))
            self._small_digits.show_text(shown.digits, ink=shown.ink)
        set_text(self._standing, self._controller.text(standing) if (standing := self._why_standing()) else "")
        self._refresh_below()

    def _show_big(self, face: Face) -> None:
        set_text(self._title, self._controller.text(face.title))
        self._digits.show_text(face.digits, ink=face.ink)
        self._bar.show_part(face.part, face.bar)
        self._bar.setVisible(bool(face.digits))

    def _before_any(self) -> Face:
        """Nothing is on: what would begin."""
        state = self._controller.state
        item = following_item(state)
        if item is None:
            return Face(say("Nothing more is planned") if state.items else say("No agenda yet"), "")
        return Face(
            say("Not started yet: “{title}”", title=titled(item.title)), clock_text(item.planned_ms), ink="muted"
        )

    def _why_standing(self) -> Message | None:
        """Why clocks stand still, where they do."""
        state, now_ms = self._controller.state, self._controller.now_ms()
        item, turn = item_timer(state, now_ms), speaking(state)
        if state.room.frozen:
            return say("Everything is frozen: no clock runs.")
        if item and not item.runs:
            return say("The item is paused: no clock runs.")
        if turn and turn.paused and not state.room.quiet:
            return say("The turn is paused; the item goes on.") if item else say("The turn is paused.")
        return None


def _widest_px(controller: SessionController) -> int:
    """Width of the longest title that the small clock commonly has."""
    metrics = QFontMetrics(text_font())
    titles = [
        Message(words[name].msgid, {"length": clock_text(length_ms)})
        for words in (LEFT, OVER, SO_FAR)
        for name, length_ms in SAMPLES_MS.items()
    ]
    return max(metrics.horizontalAdvance(controller.text(title)) for title in titles) + 1


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
    if timer.urgency is Urgency.UNLIMITED:
        # What has passed is whole only once it has passed.
        return Face(SO_FAR[name], clock_text(timer.used_ms // 1000 * 1000), ink=ink)
    length = clock_text(timer.length_ms)
    if timer.urgency is Urgency.OVER:
        over = f"+{clock_text(-timer.left_ms // 1000 * 1000)}"
        return Face(
            Message(OVER[name].msgid, {"length": length}), over, 0.0, ink
        )  # Calm: the sign and the words say it.
    part = timer.left_ms / timer.length_ms
    bar = "accent" if timer.runs else "still"
    return Face(Message(LEFT[name].msgid, {"length": length}), clock_text(timer.left_ms), part, ink, bar)

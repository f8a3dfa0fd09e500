"""Shows the clocks: what ends first biggest, the other small, and who is next, and below them hints between turns.

Where people talk in pairs, the clock of the present part and what comes after it; in a break, when it ends. It reads
the clocks of the picture of the room. No rule lives here.
"""

from __future__ import annotations

from typing import NamedTuple

from PySide6.QtGui import QFontMetrics, QResizeEvent
from PySide6.QtWidgets import QHBoxLayout, QSizePolicy, QSpacerItem, QVBoxLayout, QWidget

from facilitator_console.log import Instant
from facilitator_console.session.agenda import MINUTE_MS, following_item
from facilitator_console.session.timers import ClockName, Timer, Urgency, reading
from facilitator_console.ui.control.session_controller import SessionController
from facilitator_console.ui.look.styles import ButtonKind, Rank, set_style
from facilitator_console.ui.look.theme import text_font
from facilitator_console.ui.look.tips import set_tip
from facilitator_console.ui.parts.hints import PARTS, ElidedHint
from facilitator_console.ui.parts.key_button import ActionButton, Look
from facilitator_console.ui.parts.labels import Lines, keep_place, label, set_text
from facilitator_console.ui.run.figure import BAR_PX, Figure, TimeBar
from facilitator_console.ui.run.room_actions import CALL_BACK
from facilitator_console.views.clock_words import (
    clock_text,
    clock_title,
    clock_titles,
    digits,
    goes_on_title,
    goes_on_words,
    part_title,
    part_words,
)
from facilitator_console.views.formats import Middle
from facilitator_console.views.room_view import RoomView
from facilitator_console.views.seat_words import shown_middle
from facilitator_console.words import Message, say, titled

BIG_PX = (112, 36)
SMALL_PX = (36, 24)
"""Largest and smallest type of the figures."""

AIRS_PX = (6, 8, 4, 6)
"""The room below the title, the big digits, the bar, and what is said of clocks that stand."""
FILLS = 1000
"""A stretch that leaves nothing to the others."""
DIGITS_STRETCH = 8
"""The part of the free height that the big digits have; what is above and below takes 1 each."""
SMALL_PART = 0.5
"""The most that the small clock takes of the width."""
REST_PX = 148
"""Largest type of the time of day at which a break ends."""
ROW_GAP_PX, NARROW_PX = 34, 340
"""The gap between the small clock and who is next; half of it below that width, so that the words behind the seat have
room."""
THEN_GAP_PX = 34
"""The gap between the big digits and what comes after this part."""
BACK = Look(13, 1, 4, 8, 24, 18)
"""The button that calls the last speaker back: quiet, below the big clock's bar."""
BACK_KEY = "PgUp"
BACK_GAP_PX = 12
SAMPLES_MS = {ClockName.TURN: 2 * MINUTE_MS, ClockName.ITEM: 35 * MINUTE_MS}
"""Lengths such as are common, to measure by."""


INKS = {Urgency.NEARLY_OVER: "warn", Urgency.OVER: "over"}
"""The colours of the digits of clocks that run: seen, never blinking."""


class Face(NamedTuple):
    """Represents one clock as it is shown.

    Attributes:
        title: What it is and what it counts.
        digits: Such as 17:18.
        part: What is left, or was used of a clock that counts up; 0 to 1.
        ink: Token of the digits' colour.
        bar: Token of the bar's colour.
    """

    title: Message
    digits: str
    part: float = 0.0
    ink: str = "ink"
    bar: str = "accent"


class Clocks(QWidget):
    """Shows the big clock, its bar, the small clock, and who is next."""

    def __init__(self, controller: SessionController, parent: QWidget | None = None) -> None:
        """Show the controller's clocks."""
        super().__init__(parent)
        self._controller = controller
        self._is_bare = False
        self._middle = Middle.RING
        self.title, self.digits = label(rank=Rank.MUTED), Figure(*BIG_PX)
        self.standing, self._stands, self.part = ElidedHint(), "", Lines(Rank.MUTED)
        self.bar = TimeBar()
        self.small_title, self.small_digits = label(rank=Rank.MUTED), Figure(*SMALL_PX)
        self._back = ActionButton(controller, CALL_BACK, sign=BACK_KEY, kind=ButtonKind.CALL)
        self._back.set_look(BACK)
        self.then_title, self.then_digits = label(rank=Rank.MUTED), Figure(*SMALL_PX)
        self.rest = label(rank=Rank.MUTED, wraps=True)
        self._next_title, self.next_up = label(controller.text(say("Next")), Rank.MUTED), Figure(*SMALL_PX)
        # The words behind the number may be on two lines.
        self.next_up.setMinimumHeight(2 * QFontMetrics(text_font()).lineSpacing())
        self._small_px = _widest_px(controller)
        self._build()
        controller.picture.changed.connect(self._on_picture_changed)
        self._show(controller.picture.view)

    def _build(self) -> None:
        column = self._column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        self._below = QWidget()
        below = QHBoxLayout(self._below)
        below.setContentsMargins(0, 0, 0, 0)
        below.setSpacing(BACK_GAP_PX)
        below.addWidget(self.standing, 1)
        below.addWidget(self.part, 1)
        below.addWidget(self._back)
        for words in (self.standing, self.part):
            words.setMinimumHeight(BACK.height_px)
        self._airs = [QSpacerItem(0, px) for px in AIRS_PX]
        title_air, digits_air, bar_air, below_air = self._airs
        column.addStretch(1)
        column.addWidget(self.title)
        column.addItem(title_air)
        self._digits_row = self._build_digits()
        column.addLayout(self._digits_row, DIGITS_STRETCH)
        column.addItem(digits_air)
        column.addWidget(self.rest)
        column.addWidget(self.bar)
        column.addItem(bar_air)
        column.addWidget(self._below)
        column.addItem(below_air)
        self.small = QWidget()
        self._build_row(column)
        column.addStretch(1)

    def _build_digits(self) -> QHBoxLayout:
        """Build the big digits with what comes after this part beside them, at their foot."""
        self._then = QWidget()
        then = QVBoxLayout(self._then)
        then.setContentsMargins(THEN_GAP_PX, 0, 0, 0)
        then.setSpacing(2)
        then.addStretch(1)
        self.then_title.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)
        then.addWidget(self.then_title)
        then.addWidget(self.then_digits)
        row = QHBoxLayout()
        row.setSpacing(0)
        row.addWidget(self.digits)
        row.addWidget(self._then)
        row.addStretch(1)
        self._then.hide()
        self.rest.hide()
        return row

    def _build_row(self, column: QVBoxLayout) -> None:
        self._row = QWidget()
        row = QHBoxLayout(self._row)
        row.setContentsMargins(0, 0, 0, 0)
        self._following_block = following = QWidget()
        self.small_title.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)
        pairs = ((self.small, self.small_title, self.small_digits), (following, self._next_title, self.next_up))
        for stretch, (holder, title, figure) in enumerate(pairs):
            block = QVBoxLayout(holder)
            block.setContentsMargins(0, 0, 0, 0)
            block.setSpacing(2)
            block.addWidget(title)
            block.addWidget(figure)
            row.addWidget(holder, stretch)
        for part in (following, self.bar):
            keep_place(part)
        column.addWidget(self._row)

    def set_compact(self, *, on: bool) -> None:
        """Take less room, or not."""
        for air, px in zip(self._airs, AIRS_PX, strict=True):
            air.changeSize(0, px // 3 if on else px)
        for figure in (self.small_digits, self.next_up):
            figure.set_largest(SMALL_PX[1] if on else SMALL_PX[0])
        self._column.invalidate()

    def set_bare(self, *, on: bool) -> None:
        """Leave out what is seen elsewhere: the bar, and the button beside which nothing is said."""
        if on != self._is_bare:
            self._is_bare = on
            self.bar.setMaximumHeight(0 if on else BAR_PX)
            self.bar.setMinimumHeight(0 if on else BAR_PX)
            self._refresh_below()

    @property
    def is_bare(self) -> bool:
        """Tell whether it leaves out what is seen elsewhere."""
        return self._is_bare

    def _refresh_below(self) -> None:
        """Show the row below the bar; beside the ring it is as high whether or not somebody can be called back."""
        beside_ring = self._middle is Middle.RING and not self._is_bare
        self._below.setVisible(beside_ring or bool(self._text_below))

    @property
    def _text_below(self) -> str:
        """Return what stands below the bar: why clocks stand, else what goes on in this part of the item."""
        return self._stands or self.part.text()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Keep who is next in the same place, whichever clock is the small one."""
        super().resizeEvent(event)
        if row := self._row.layout():
            row.setSpacing(ROW_GAP_PX if self.width() >= NARROW_PX else ROW_GAP_PX // 2)
        self.small.setMinimumWidth(min(self._small_px, round(self.width() * SMALL_PART)))
        self._fit_back()
        self._column.activate()

    def _on_picture_changed(self, _before: RoomView, view: RoomView) -> None:
        self._show(view)

    def _show(self, view: RoomView) -> None:
        text, next_up, hints = self._controller.text, view.plenary.next_up, view.hints
        self._set_middle(view)
        # Between turns who is next stays where it stands during them.
        keep_place(self.small, on=bool(view.item_id) and view.plenary.has_queue)
        self._stands = " ".join(map(text, hints))
        set_style(self.standing, Rank.WARN if hints else Rank.HINT)
        self.standing.show_text(self._stands or PARTS.join(map(text, view.hints_between)))
        self.next_up.show_text("" if next_up.seat is None else str(next_up.seat), text(next_up.reason))
        self._following_block.setVisible(bool(view.seats) and not view.is_closed)
        self.refresh_time()
        self._refresh_below()
        self._fit_back()

    def refresh_back(self) -> None:
        """Offer to call the last speaker back, as long as that can be done."""
        self._back.refresh()
        self._back.setVisible(self._back.isEnabled())
        self._fit_back()

    def _fit_back(self) -> None:
        """Show only the key where the words would hide why clocks stand."""
        # Hints leave out what finds no room beside it.
        wide_px = self._back.sizeHint().width()
        fits = self.part.fontMetrics().horizontalAdvance(self._text_below) + wide_px + BACK_GAP_PX <= self.width()
        self._back.setMaximumWidth(wide_px if fits else self._back.minimumSizeHint().width())
        set_tip(self._back, "" if fits else self._back.text())

    def refresh_time(self) -> None:
        """Refresh only what changes with time; nothing is painted where the words stay."""
        view, now_ms = self._controller.picture.view, self._controller.now_ms()
        self._show_part_beside(view, now_ms)
        quiet = view.plenary.quiet
        if self._middle is Middle.TABLES and quiet is not None:
            self._show_big(_face(ClockName.QUIET, reading(quiet, now_ms)))
            return
        if self._middle is not Middle.RING and view.item is not None:
            self._show_part(view, reading(view.stage.part_clock or view.item, now_ms), now_ms)
            return
        clocks = {ClockName.ITEM: view.item, ClockName.TURN: view.plenary.turn, ClockName.QUIET: view.plenary.quiet}
        faces = {name: _face(name, reading(clock, now_ms)) for name, clock in clocks.items() if clock}
        first = view.plenary.biggest
        self._show_big(faces[first] if first else _before_any(view))
        others = [name for name in faces if name not in {first, ClockName.QUIET}]
        self.small.setVisible(bool(others))
        if others:
            small = faces[others[0]]
            set_text(self.small_title, self._controller.text(small.title))
            self.small_digits.show_text(small.digits, ink=small.ink)

    def _set_middle(self, view: RoomView) -> None:
        """Show what belongs to what stands in the middle of the page: beside the ring, above the pairs, or alone."""
        self._middle, stage = shown_middle(view), view.stage
        self._row.setVisible(self._middle is Middle.RING)
        goes_on = self._middle is Middle.REST and stage.goes_on_at_end
        self.rest.setVisible(goes_on)
        self.digits.set_largest(REST_PX if self._middle is Middle.REST else BIG_PX[0])
        keep_place(self.bar, on=not goes_on)
        self._column.setStretchFactor(self._digits_row, 0 if goes_on else DIGITS_STRETCH)
        # Only where something stands beside the digits are they as wide as they are painted.
        parted = self._middle in {Middle.SETS, Middle.TABLES, Middle.STATEMENTS}
        self._digits_row.setStretch(0, 0 if parted else FILLS)
        self._then.setVisible(parted and stage.then is not None)
        if stage.then:
            set_text(self.then_title, self._controller.text(stage.then))
            self.then_digits.show_text(clock_text(stage.then_ms) if stage.then_ms else "", ink="muted")

    def _show_part_beside(self, view: RoomView, now_ms: Instant) -> None:
        """Say beside the ring what goes on in this part of the item, how long still, and what comes then."""
        stage = view.stage
        words = ""
        if stage.part and self._middle is Middle.RING:
            time = digits(reading(stage.part_clock, now_ms)) if stage.part_clock else ""
            whole, short = (self._controller.text(part_words(stage.part, time, then)) for then in (stage.then, None))
            words = whole if self.part.fontMetrics().horizontalAdvance(whole) <= self.width() else short
        set_text(self.part, words)
        self.standing.setVisible(bool(self._stands) or not words)
        self.part.setVisible(bool(words) and not self._stands)

    def _show_part(self, view: RoomView, timer: Timer, now_ms: Instant) -> None:
        """Show the clock of the present part, or the time of day at which a break ends."""
        stage, text = view.stage, self._controller.text
        if not (stage.goes_on_at_end and timer.length_ms):
            self.rest.hide()
            self._show_big(_part_face(stage.part, timer, follows=stage.then is not None))
            return
        following = following_item(self._controller.state)
        then = stage.then or (say("then “{title}”", title=titled(following.title)) if following else None)
        self.rest.show()
        set_text(self.rest, text(goes_on_words(timer, then)))
        at = self._controller.times.time_of_day(Instant(now_ms + timer.left_ms))
        self._show_big(Face(goes_on_title(timer), at, ink="ink" if timer.runs else "muted"))
        self.bar.hide()

    def _show_big(self, face: Face) -> None:
        set_text(self.title, self._controller.text(face.title))
        self.digits.show_text(face.digits, ink=face.ink)
        self.bar.show_part(face.part, face.bar)
        self.bar.setVisible(bool(face.digits))


def _before_any(view: RoomView) -> Face:
    """Return what is shown while nothing is on: what would begin."""
    length = "" if view.upcoming_ms is None else clock_text(view.upcoming_ms)
    return Face(view.upcoming, length, ink="ink" if view.upcoming_ms is None else "muted")


def _widest_px(controller: SessionController) -> int:
    """Return the width of the longest title that the small clock commonly has."""
    metrics = QFontMetrics(text_font())
    titles = [title for name, length_ms in SAMPLES_MS.items() for title in clock_titles(name, length_ms)]
    return max(metrics.horizontalAdvance(controller.text(title)) for title in titles) + 1


def _face(name: ClockName, timer: Timer) -> Face:
    title, shown, ink = clock_title(name, timer), digits(timer), "ink" if timer.runs else "muted"
    if timer.runs:
        ink = INKS.get(timer.urgency, ink)
    if timer.urgency in {Urgency.UNLIMITED, Urgency.OVER}:
        return Face(title, shown, ink=ink)  # The sign and the words say it as well.
    part = (timer.used_ms if timer.counts_up else timer.left_ms) / timer.length_ms
    bar = "still" if not timer.runs else "warn" if timer.urgency is Urgency.NEARLY_OVER else "accent"
    return Face(title, shown, part, ink, bar)


def _part_face(part: Message | None, timer: Timer, *, follows: bool) -> Face:
    """Return the clock of a part of the item; without one, the item's own."""
    face = _face(ClockName.ITEM, timer)
    return face._replace(title=part_title(part, timer, follows=follows)) if part else face

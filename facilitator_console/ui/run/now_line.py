"""Shows in one line what is going on, for somebody who writes: the question, the part, small clocks, who is next."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QBoxLayout, QHBoxLayout, QWidget

from facilitator_console.log import Instant
from facilitator_console.session.timers import Clock, reading
from facilitator_console.ui.control.session_controller import SessionController
from facilitator_console.ui.look.styles import Rank
from facilitator_console.ui.parts.labels import Lines, label, set_text
from facilitator_console.views.clock_words import digits, part_words
from facilitator_console.views.room_view import RoomView
from facilitator_console.views.seat_words import speaker_words
from facilitator_console.views.table_view import NextKind, NextUp
from facilitator_console.words import Message, say

BETWEEN = " " * 4


class NowLine(QWidget):
    """Shows the question, clocks and the next seat."""

    def __init__(self, controller: SessionController, parent: QWidget | None = None) -> None:
        """Follow the controller."""
        super().__init__(parent)
        self._controller = controller
        self.question = Lines(Rank.QUESTION)
        self.clocks = label(rank=Rank.MUTED, wraps=True)
        self._row = QHBoxLayout(self)
        self._row.setContentsMargins(0, 0, 0, 0)
        self._row.addWidget(self.question, 3)
        self._row.addWidget(self.clocks, 2)
        self.set_room(2, is_narrow=False)
        controller.picture.changed.connect(self._on_picture_changed)
        controller.ticked.connect(self._refresh_clocks)
        self._show(controller.picture.view)

    def set_room(self, lines: int, *, is_narrow: bool) -> None:
        """Set the question on so many lines at most; in a narrow room the clocks stand below it."""
        self.question.set_most(lines)
        self._row.setDirection(QBoxLayout.Direction.TopToBottom if is_narrow else QBoxLayout.Direction.LeftToRight)
        self._row.setSpacing(2 if is_narrow else 24)
        side = Qt.AlignmentFlag.AlignLeft if is_narrow else Qt.AlignmentFlag.AlignRight
        self.clocks.setAlignment(side | Qt.AlignmentFlag.AlignTop)

    def _on_picture_changed(self, _before: RoomView, view: RoomView) -> None:
        self._show(view)

    def _show(self, view: RoomView) -> None:
        set_text(self.question, self._controller.text(view.question if view.item_id else say("No item is on.")))
        self._refresh_clocks()

    def _refresh_clocks(self) -> None:
        set_text(self.clocks, BETWEEN.join(self._controller.text(part) for part in self._parts()))

    def _parts(self) -> list[Message]:
        """Return what stands in the line's right half, in order."""
        view = self._controller.picture.view
        if view.is_closed:
            return [say("the session is closed")]
        plenary = view.plenary
        parts = [say("everything is frozen")] if view.is_frozen else []
        if plenary.quiet:
            parts.append(say("quiet minute {time}", time=self._read(plenary.quiet)))
        parts += self._of_format(view)
        if plenary.turn:
            who = speaker_words(plenary.seat, read_aloud=plenary.read_aloud)
            parts.append(say("{who} · {time}", who=who, time=self._read(plenary.turn)))
        if view.item:
            parts.append(say("item {time}", time=self._read(view.item)))
        if plenary.next_up.kind is not NextKind.NOBODY:
            parts.append(_next_part(plenary.next_up))
        return parts

    def _of_format(self, view: RoomView) -> list[Message]:
        """Return what goes on in the format's present part: who speaks in the pairs, when a break ends, who is left."""
        stage = view.stage
        if stage.goes_on_at_end and view.item and view.item.length_ms:
            now_ms = self._controller.now_ms()
            end_ms = Instant(now_ms + reading(view.item, now_ms).left_ms)
            return [say("we go on at {time}", time=self._controller.times.time_of_day(end_ms))]
        parts = []
        if stage.part:
            time = self._read(stage.part_clock) if stage.part_clock else ""
            parts.append(part_words(stage.part, time, None))
        return [*parts, stage.remaining] if stage.remaining else parts

    def _read(self, clock: Clock) -> str:
        return digits(reading(clock, self._controller.now_ms()))


def _next_part(next_up: NextUp) -> Message:
    """Return who is next: only the seat of somebody who is called, else the reason, too."""
    if next_up.seat is None:
        return say("next: {reason}", reason=next_up.reason)
    if next_up.kind is NextKind.CALLED:
        return say("next {seat}", seat=next_up.seat)
    return say("next: {seat}, {reason}", seat=next_up.seat, reason=next_up.reason)

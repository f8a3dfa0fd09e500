"""What is going on in one line, for somebody who writes: the question, small clocks, who is next."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QBoxLayout, QHBoxLayout, QWidget

from facilitator_console.dialogue.state import Changes
from facilitator_console.session.floor import speaking
from facilitator_console.session.queue import next_to_speak
from facilitator_console.session.timers import Timer, Urgency, item_timer, quiet_timer, turn_timer
from facilitator_console.ui.control.session_controller import SessionController
from facilitator_console.ui.look.styles import Rank
from facilitator_console.ui.parts.labels import Lines, label, set_text
from facilitator_console.ui.run.clocks import clock_text
from facilitator_console.ui.run.queue_model import next_words
from facilitator_console.words import Message, say, titled

FOLLOWED = frozenset({"items", "turns", "queue", "passes", "participants", "rooms", "info", "gaps"})
BETWEEN = " " * 4


class NowLine(QWidget):
    """Question, clocks and the next seat."""

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
        controller.changed.connect(self._on_controller_changed)
        controller.ticked.connect(self._refresh_clocks)
        self._refresh()

    def set_room(self, lines: int, *, is_narrow: bool) -> None:
        """Set the question on so many lines at most; in a narrow room the clocks stand below it."""
        self.question.set_most(lines)
        self._row.setDirection(QBoxLayout.Direction.TopToBottom if is_narrow else QBoxLayout.Direction.LeftToRight)
        self._row.setSpacing(2 if is_narrow else 24)
        side = Qt.AlignmentFlag.AlignLeft if is_narrow else Qt.AlignmentFlag.AlignRight
        self.clocks.setAlignment(side | Qt.AlignmentFlag.AlignTop)

    def _on_controller_changed(self, changes: Changes) -> None:
        if FOLLOWED & changes.keys():
            self._refresh()

    def _refresh(self) -> None:
        state = self._controller.state
        item = state.items.get(state.room.item_id)
        asked = titled(item.question or item.title) if item else say("No item is on.")
        set_text(self.question, self._controller.text(asked))
        self._refresh_clocks()

    def _refresh_clocks(self) -> None:
        set_text(self.clocks, BETWEEN.join(self._controller.text(part) for part in self._parts()))

    def _parts(self) -> list[Message]:
        """What stands in the line's right half, in order."""
        state, now_ms = self._controller.state, self._controller.now_ms()
        if state.info.closed_at_ms:
            return [say("the session is closed")]
        parts = [say("everything is frozen")] if state.room.frozen else []
        if quiet := quiet_timer(state, now_ms):
            parts.append(say("quiet minute {time}", time=_shown(quiet)))
        if turn := turn_timer(state, now_ms):
            parts.append(say("{who} · {time}", who=self._speaker(), time=_shown(turn)))
        if item := item_timer(state, now_ms):
            parts.append(say("item {time}", time=_shown(item)))
        if following := next_to_speak(state, now_ms):
            seat, reason = next_words(self._controller)
            if following.is_called:
                parts.append(say("next {seat}", seat=seat))
            elif seat:
                parts.append(say("next: {seat}, {reason}", seat=seat, reason=reason))
            else:
                parts.append(say("next: {reason}", reason=reason))
        return parts

    def _speaker(self) -> Message:
        turn = speaking(self._controller.state)
        person = self._controller.state.participants.get(turn.participant_id) if turn else None
        return say("seat {seat}", seat=person.seat) if person else say("someone else")


def _shown(timer: Timer) -> str:
    """A clock's reading: what is left, over time with a plus, what has passed where there is no limit."""
    if timer.urgency is Urgency.UNLIMITED:
        return clock_text(timer.used_ms // 1000 * 1000)
    if timer.urgency is Urgency.OVER:
        return f"+{clock_text(-timer.left_ms // 1000 * 1000)}"
    return clock_text(timer.left_ms)

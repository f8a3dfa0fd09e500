"""Shows what stands while everything is frozen, why, and the ways to go on; it takes the place of the stage.

The reason is for the internal record: nothing that others see says more than "Pause", or the alert and the shelter.
"""

from __future__ import annotations

from functools import partial

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QBoxLayout, QFrame, QLineEdit, QPushButton, QVBoxLayout, QWidget

from facilitator_console.session.evolve_clocks import open_stretch
from facilitator_console.session.floor import give_reason
from facilitator_console.session.ids import MAIN, FreezeReason, StretchKind
from facilitator_console.session.room_state import Stretch
from facilitator_console.session.timers import Timer, Urgency, reading
from facilitator_console.ui.control.action import Action
from facilitator_console.ui.control.session_controller import SessionController
from facilitator_console.ui.look.styles import ButtonKind, Part, Rank, StyleFlag, set_flag, set_part, set_style
from facilitator_console.ui.parts.flow import FlowLayout
from facilitator_console.ui.parts.labels import keep_place, label, set_text
from facilitator_console.ui.run.going_on_card import GoingOnCard
from facilitator_console.views.clock_words import clock_text
from facilitator_console.words import Message, say, say_n, say_p

REASONS = {
    FreezeReason.ALERT: say("Air raid alert"),
    FreezeReason.MINUTE_OF_SILENCE: say("9:00, minute of silence"),
    FreezeReason.HARD_MOMENT: say("A hard moment"),
    FreezeReason.POWER: say("Power"),
    FreezeReason.OTHER: say_p("a reason", "Other…"),
}
ASKED = {
    FreezeReason.ALERT: say("Where is the shelter? Others may see this."),
    FreezeReason.OTHER: say("Why, in a few words. Nobody else sees this."),
}
"""The words that ask for a text beside a reason."""
KEPT_BY_TURN = say("Seat {seat} keeps {time}"), say("Seat {seat} waits")
KEPT_BY_OTHER = say("Someone else keeps {time}"), say("Someone else waits")
KEPT_BY_ITEM = say("the item keeps {time}"), say("the item waits")
KEPT_BY_QUIET = say("the quiet minute keeps {time}"), say("the quiet minute waits")
INTERNAL = say("Others see only “Pause”, or the alert and where the shelter is. Reason and times stay internal.")
BETWEEN = " · "
WHY_PX = 232
GAP_PX = 12


class FreezePanel(QWidget):
    """Shows two cards: what stands and why; and how to go on.

    Signals:
        acted(): Something was chosen; the focus may go back.
        proposed(): Another plan is proposed.
    """

    acted = Signal()
    proposed = Signal()

    def __init__(self, controller: SessionController, parent: QWidget | None = None) -> None:
        """Build it; the page shows it while everything is frozen."""
        super().__init__(parent)
        self._controller = controller
        self._begun, self._is_compact, self._asks = "", False, False
        text = controller.text
        self.card = QFrame()
        set_part(self.card, Part.FROZEN)
        self.going_on = GoingOnCard(controller)
        self.since, self.keeps = label(rank=Rank.SINCE), label(rank=Rank.SMALL, wraps=True)
        self.internal = label(text(INTERNAL), Rank.HINT, wraps=True)
        self.field = QLineEdit()
        self.reasons = {reason: QPushButton(text(words)) for reason, words in REASONS.items()}
        self._why = QWidget()
        self._head = label(text(say("Everything is frozen")), Rank.MUTED)
        self._why_head = label(text(say("Why")), Rank.SECTION)
        self._build()
        self._connect()

    def _build(self) -> None:
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(GAP_PX)
        column.addWidget(self.card)
        column.addWidget(self.going_on, 1)
        column.addStretch(0)
        self._halves = QBoxLayout(QBoxLayout.Direction.LeftToRight, self.card)
        self._halves.setContentsMargins(18, 12, 18, 12)
        self._halves.setSpacing(GAP_PX)
        left = QVBoxLayout()
        left.setSpacing(4)
        left.addWidget(self._head)
        left.addWidget(self.since)
        left.addWidget(self.keeps)
        left.addStretch(1)
        left.addWidget(self.field)
        self._halves.addLayout(left, 1)
        self._build_why()
        self._halves.addWidget(self._why)

    def _build_why(self) -> None:
        right = QVBoxLayout(self._why)
        right.setContentsMargins(0, 0, 0, 0)
        right.setSpacing(6)
        right.addWidget(self._why_head)
        flow = FlowLayout(gap_px=6)
        for button in self.reasons.values():
            set_style(button, ButtonKind.CHOICE)
            button.setCheckable(True)
            button.setFocusPolicy(Qt.FocusPolicy.TabFocus)
            button.setAutoDefault(True)
            flow.addWidget(button)
        right.addLayout(flow)
        right.addWidget(self.internal)

    def _connect(self) -> None:
        for reason, button in self.reasons.items():
            button.clicked.connect(partial(self._on_reason_clicked, reason))
        self.field.editingFinished.connect(self._on_field_editing_finished)
        self.field.returnPressed.connect(self.acted)
        self.going_on.acted.connect(self.acted)
        self.going_on.proposed.connect(self.proposed)

    def offered_actions(self) -> tuple[Action, ...]:
        """Return the ways to go on, for the list of commands; nothing while nothing is frozen."""
        return self.going_on.choices if self._controller.state.room.frozen else ()

    def set_compact(self, *, on: bool) -> None:
        """Take less height, or not: the reasons stand in rows below what stands still."""
        self._is_compact = on
        self._halves.setDirection(QBoxLayout.Direction.TopToBottom if on else QBoxLayout.Direction.LeftToRight)
        above = 8 if on else 12
        self._halves.setContentsMargins(18, above, 18, above)
        self._halves.setSpacing(6 if on else GAP_PX)
        self.going_on.set_compact(on=on)
        set_flag(self.since, StyleFlag.SHORT, on=on)
        keep_place(self.field, on=not on)
        self._why.setMaximumWidth(16_777_215 if on else WHY_PX)
        self._why.setMinimumWidth(0 if on else WHY_PX)
        for button in self.reasons.values():
            button.setMinimumWidth(0 if on else WHY_PX)
        for part in (self._head, self._why_head, self.internal):
            part.setVisible(not on)
        self.refresh()

    def fit(self, room_px: int, width_px: int) -> int:
        """Take the height that it wants, as far as there is room; where there is little, what is seen elsewhere goes.

        The plan's rows go first, since the agenda shows its times; then the reasons, which can wait.

        Returns:
            The height that it takes; in px.
        """
        self._why.show()
        self.going_on.show_plan(on=True)
        self._show_field()
        wanted_px = self._card_px(width_px) + GAP_PX + self.going_on.wanted_px(width_px)
        least_px = wanted_px - self.going_on.spare_px(width_px)
        if least_px > room_px:
            self.going_on.show_plan(on=False)
            wanted_px = self._card_px(width_px) + GAP_PX + self.going_on.wanted_px(width_px)
            if wanted_px > room_px:
                self._why.hide()
                self.field.hide()
                wanted_px = self._card_px(width_px) + GAP_PX + self.going_on.wanted_px(width_px)
        taken_px = max(0, min(wanted_px, room_px))
        card_px = self._card_px(width_px)
        self.card.setFixedHeight(card_px)
        plan_px = self.going_on.whole_px(width_px, max(0, taken_px - card_px - GAP_PX))
        taken_px = card_px + GAP_PX + plan_px
        self.going_on.setFixedHeight(plan_px)
        self.setFixedHeight(taken_px)
        return taken_px

    def _card_px(self, width_px: int) -> int:
        for part in self.card.findChildren(QWidget):
            part.ensurePolished()
        self._halves.invalidate()
        return self._halves.totalHeightForWidth(width_px)

    # -- following -------------------------------------------------------------------------------------------

    def refresh(self) -> None:
        """Show what stands, the reason, and how things can go on; nothing to do while nothing is frozen."""
        if not self._controller.state.room.frozen:
            self._begun = ""
            return
        on = open_stretch(self._controller.state, MAIN, StretchKind.FROZEN)
        began = on.stretch_id if on else "frozen"
        if began != self._begun:
            self._begun = began
            self.going_on.begin()
        self.going_on.refresh()
        text = self._controller.text
        since = self._controller.times.time_of_day(on.from_ms) if on else ""
        words = say("Everything is frozen since {time}") if self._is_compact else say("since {time}")
        set_text(self.since, text(Message(words.msgid, {"time": since})) if on else "")
        set_text(self.keeps, BETWEEN.join(map(text, self._keeps())))
        self._show_reason(on)

    def _show_reason(self, on: Stretch | None) -> None:
        reason = on.reason if on else FreezeReason.UNSAID
        for known, button in self.reasons.items():
            button.setChecked(known is reason)
        asked = ASKED.get(reason)
        self._asks = asked is not None
        self._show_field()
        if on is None or asked is None:
            return
        words = self._controller.text(asked)
        self.field.setPlaceholderText(words)
        self.field.setAccessibleName(words)
        if not self.field.isModified():
            self.field.setText(on.shelter if reason is FreezeReason.ALERT else on.other)

    def _show_field(self) -> None:
        self.field.setVisible(self._asks and not self._why.isHidden())

    def _keeps(self) -> list[Message]:
        """Return what each clock keeps, and how many wait."""
        view, now_ms = self._controller.picture.view, self._controller.now_ms()
        parts = []
        if view.plenary.turn:
            timer = reading(view.plenary.turn, now_ms)
            seat = view.plenary.seat
            parts.append(_kept(KEPT_BY_OTHER if seat is None else KEPT_BY_TURN, timer, seat or 0))
        if view.item:
            parts.append(_kept(KEPT_BY_ITEM, reading(view.item, now_ms)))
        if view.plenary.quiet:
            parts.append(_kept(KEPT_BY_QUIET, reading(view.plenary.quiet, now_ms)))
        waiting = sum(1 for row in view.plenary.queue if row.waiting.entry_id)
        return [*parts, say_n("{n} in the queue", "{n} in the queue", waiting)] if waiting else parts

    # -- doing -----------------------------------------------------------------------------------------------

    def _on_reason_clicked(self, reason: FreezeReason) -> None:
        on = open_stretch(self._controller.state, MAIN, StretchKind.FROZEN)
        chosen = FreezeReason.UNSAID if on and on.reason is reason else reason
        self.field.clear()
        self.field.setModified(False)
        self._controller.do(give_reason, chosen)
        self.refresh()
        if chosen in ASKED:
            self.field.setFocus(Qt.FocusReason.OtherFocusReason)
        else:
            self.acted.emit()

    def _on_field_editing_finished(self) -> None:
        """Keep what was typed beside the reason."""
        on = open_stretch(self._controller.state, MAIN, StretchKind.FROZEN)
        if on is None or not self.field.isModified():
            return
        words = self.field.text()
        self.field.setModified(False)
        if on.reason is FreezeReason.ALERT:
            self._controller.do(give_reason, on.reason, shelter=words)
        elif on.reason is FreezeReason.OTHER:
            self._controller.do(give_reason, on.reason, other=words)


def _kept(words: tuple[Message, Message], timer: Timer, seat: int = 0) -> Message:
    """Say what a clock keeps: what is left of it, or that it waits where it has no end or is over."""
    keeps, waits = words
    if timer.urgency in {Urgency.UNLIMITED, Urgency.OVER}:
        return Message(waits.msgid, {"seat": seat})
    return Message(keeps.msgid, {"seat": seat, "time": clock_text(timer.left_ms)})

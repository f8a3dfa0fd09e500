"""Shows how things can go on after a freeze: the adjusted plan, a later end, the plan as it is, a good close."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial
from typing import NamedTuple

from PySide6.QtCore import QRect, QSignalBlocker, Qt, Signal
from PySide6.QtWidgets import QCheckBox, QFrame, QGridLayout, QHBoxLayout, QSizePolicy, QVBoxLayout, QWidget

from facilitator_console.log import NO_TIME, Duration, Instant
from facilitator_console.session.adjusting import AdjustedPlan, adjusted_plan
from facilitator_console.session.agenda import MINUTE_MS, as_it_goes_ms
from facilitator_console.session.going_on import CheckIn, adjust_plan, close_well, leave_plan, move_end
from facilitator_console.session.plan import minutes_text
from facilitator_console.session.promise import over_ms
from facilitator_console.session.settings import settings_of
from facilitator_console.ui.control.action import Action, Group, Meaning, call
from facilitator_console.ui.control.session_controller import SessionController
from facilitator_console.ui.look.styles import ButtonKind, Part, Rank, set_part, set_style
from facilitator_console.ui.look.theme import font
from facilitator_console.ui.parts.flow import FlowLayout
from facilitator_console.ui.parts.key_button import ActionButton, Look
from facilitator_console.ui.parts.labels import Lines, label, rule, set_text
from facilitator_console.ui.parts.thin_scroll import ThinScrollArea
from facilitator_console.words import Message, say, say_n, say_p, titled

ROW_GAP_PX = 7
COMPACT = Look(13, 1, 10, 8, 31, 17)
SPARE_PX = 4
"""A little more height, so that rounding never makes the plan scroll."""
LEAST_ROWS_PX = 64
"""The least height of the plan, however low the window."""
GO_ON, GO_ON_WITH_PLAN = say("Go on"), say("Go on with this plan")
CHECK_IN_TITLE = say("Check-in after the pause")
_choice = partial(Action, group=Group.ROOM, guarded=True, on_lead=True)


class Proposal(NamedTuple):
    """Holds what is proposed on going on, as it is shown.

    Attributes:
        promised_ms: The promised end by the wall clock; 0 where nothing is promised.
        end_ms: The end by the wall clock, with the plan as it is and the check-in.
        late_ms: By how much that is later than promised, in whole minutes.
        check_in_ms: Length of the check-in; 0 without one.
    """

    promised_ms: Instant
    end_ms: Instant
    late_ms: Duration
    plan: AdjustedPlan
    check_in_ms: Duration


class Row(NamedTuple):
    """Represents a line of the plan: an item, what it was, what it becomes, and why."""

    title: str
    was: str
    now: str
    why: str


class GoingOnCard(QFrame):
    """Shows the plan and the choices.

    Signals:
        acted(): One of the choices was made.
        proposed(): Another plan is proposed.
    """

    acted = Signal()
    proposed = Signal()

    def __init__(self, controller: SessionController, parent: QWidget | None = None) -> None:
        """Build it; `refresh` fills it."""
        super().__init__(parent)
        self._controller = controller
        self._shows_plan = True
        self.check_in = QCheckBox()
        self.proposal = self._made()
        set_part(self, Part.CARD)
        self.title, self.to_take = Lines(Rank.HEAD, most=2), label(rank=Rank.SMALL)
        self.rows = PlanRows(controller)
        self.area = ThinScrollArea(self.rows)
        self.area.setMinimumHeight(LEAST_ROWS_PX)
        self.choices = self._choices()
        self.buttons = [ActionButton(controller, action, sign=action.key) for action in self.choices]
        self._build()

    def _choices(self) -> tuple[Action, ...]:
        """Return the four ways to go on; the first is that of Enter."""
        return (
            _choice("go_on", self._mean_plan, key="Enter", labels=(GO_ON, GO_ON_WITH_PLAN)),
            _choice("go_on_later_end", self._mean_later_end),
            _choice("go_on_as_planned", self._mean_as_planned),
            _choice("close_well", self._mean_closing),
        )

    def _build(self) -> None:
        column = self._column = QVBoxLayout(self)
        head = QHBoxLayout()
        head.addWidget(self.title, 1)
        self.to_take.setSizePolicy(QSizePolicy.Policy.Maximum, QSizePolicy.Policy.Fixed)
        head.addWidget(self.to_take)
        column.addLayout(head)
        column.addWidget(self.area, 1)
        column.addWidget(self.check_in, 0, Qt.AlignmentFlag.AlignLeft)
        row = self._row = FlowLayout()
        self.set_compact(on=False)
        for button in self.buttons:
            button.setAutoDefault(True)  # Enter presses the one that has the focus.
            button.acted.connect(self.acted)
            row.addWidget(button)
        set_style(self.buttons[0], ButtonKind.PRIMARY)
        column.addLayout(row)
        self.check_in.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.check_in.toggled.connect(self._on_check_in_toggled)
        self.area.setFocusPolicy(Qt.FocusPolicy.NoFocus)

    @property
    def go_on(self) -> Action:
        """Return the way to go on that is Enter's."""
        return self.choices[0]

    def wanted_px(self, width_px: int) -> int:
        """Return the height in which the whole plan is seen, at this width."""
        margins, gap = self._column.contentsMargins(), self._column.spacing()
        inner_px = width_px - margins.left() - margins.right()
        title_px = inner_px - self.to_take.sizeHint().width() - gap
        parts = [
            self.title.heightForWidth(title_px),
            self.check_in.sizeHint().height(),
            self._row.heightForWidth(inner_px),
        ]
        if self.area.isVisibleTo(self):
            # Asked of the rows: what the area around them wants is known only once it was laid out.
            parts.append(self.rows.height_px(inner_px))
        return sum(parts) + gap * (len(parts) - 1) + margins.top() + margins.bottom() + SPARE_PX

    def spare_px(self, width_px: int) -> int:
        """Return by how much the plan may be lower and scroll, at this width."""
        margins = self._column.contentsMargins()
        inner_px = width_px - margins.left() - margins.right()
        return max(0, self.rows.height_px(inner_px) - LEAST_ROWS_PX) if self.area.isVisibleTo(self) else 0

    def whole_px(self, width_px: int, most_px: int) -> int:
        """Return the greatest height up to `most_px`, at this width, at which no row of the plan is cut in two."""
        if not self.area.isVisibleTo(self):
            return most_px
        margins = self._column.contentsMargins()
        inner_px = width_px - margins.left() - margins.right()
        around_px = self.wanted_px(width_px) - self.rows.height_px(inner_px)
        return around_px + self.rows.whole_px(inner_px, most_px - around_px)

    def show_plan(self, *, on: bool) -> None:
        """Show the rows of the plan, where there is one, or only what is proposed."""
        self._shows_plan = on
        self.area.setVisible(on and self.proposal.plan.wanted_ms > 0)

    def set_compact(self, *, on: bool) -> None:
        """Take less height, or not."""
        above = 8 if on else 12
        self._column.setContentsMargins(18, above, 18, above)
        self._column.setSpacing(6 if on else 10)
        self.title.set_most(1 if on else 2)
        for button in self.buttons:
            button.set_look(COMPACT if on else Look())

    # -- following -------------------------------------------------------------------------------------------

    def begin(self) -> None:
        """Begin anew: everything was frozen now."""
        with QSignalBlocker(self.check_in):
            self.check_in.setChecked(settings_of(self._controller.state).check_in_after_freeze)
        self.refresh()

    def refresh(self) -> None:
        """Show the plan as it would be now."""
        before, self.proposal = self.proposal, self._made()
        text, plan = self._controller.text, self.proposal.plan
        minutes = settings_of(self._controller.state).check_in_ms
        self.check_in.setText(text(say("A check-in of {minutes} min first", minutes=minutes_text(minutes))))
        set_text(self.title, text(self._title()))
        set_text(self.to_take, text(_to_take(plan)) if plan.wanted_ms else "")
        self.rows.show_rows(self._rows() if plan.wanted_ms else [])
        self.show_plan(on=self._shows_plan)
        for button in self.buttons:
            button.refresh()
        self.buttons[1].setVisible(plan.wanted_ms > 0)
        self.buttons[2].setVisible(bool(plan.takes))
        if before != self.proposal:
            self.updateGeometry()
            self.proposed.emit()

    def _made(self) -> Proposal:
        controller = self._controller
        check_in = self._check_in()
        check_in_ms = check_in.length_ms if check_in else NO_TIME
        promised_ms, now_ms = controller.times.promised_end_ms(), controller.now_ms()
        end_ms = controller.times.wall_ms(Instant(as_it_goes_ms(controller.state, now_ms) + check_in_ms))
        # As it is shown: who lays the page out for another proposal would find another one each millisecond.
        end_ms = Instant(end_ms // MINUTE_MS * MINUTE_MS)
        late_ms = over_ms(promised_ms, end_ms)
        plan = adjusted_plan(controller.state, now_ms, late_ms)
        return Proposal(promised_ms, end_ms, late_ms, plan, check_in_ms)

    def _check_in(self) -> CheckIn | None:
        if not self.check_in.isChecked():
            return None
        length_ms = settings_of(self._controller.state).check_in_ms
        return CheckIn(self._controller.text(CHECK_IN_TITLE), length_ms)

    def _title(self) -> Message:
        promised, plan = self._controller.times.wall_time(self.proposal.promised_ms), self.proposal.plan
        if not self.proposal.promised_ms:
            return say("The plan goes on as it is")
        if not plan.wanted_ms:
            return say("The plan still fits: the end stays {time}", time=promised)
        return say("Adjusted plan to the promised end, {time}", time=promised)

    def _rows(self) -> list[Row]:
        text, proposal = self._controller.text, self.proposal
        found = []
        if proposal.check_in_ms:
            length = minutes_text(proposal.check_in_ms)
            found.append(Row(text(CHECK_IN_TITLE), "–", length, text(say("a word from each"))))
        for item in proposal.plan.items:
            title = text(titled(self._controller.state.items[item.item_id].title))
            found.append(Row(title, minutes_text(item.was_ms), minutes_text(item.now_ms), text(item.why)))
        left_ms = proposal.plan.wanted_ms - proposal.plan.taken_ms
        why = say_n("{n} min later", "{n} min later", left_ms // MINUTE_MS) if left_ms else say_p("of the end", "kept")
        was, now = (self._controller.times.wall_time(at_ms) for at_ms in (proposal.promised_ms, self.adjusted_end_ms))
        return [*found, Row(text(say("The end")), was, now, text(why))]

    @property
    def adjusted_end_ms(self) -> Instant:
        """Return the end by the wall clock, with the adjusted plan."""
        plan = self.proposal.plan
        return Instant(self.proposal.promised_ms + plan.wanted_ms - plan.taken_ms)

    def _on_check_in_toggled(self) -> None:
        self.refresh()

    # -- doing -----------------------------------------------------------------------------------------------

    def _mean_plan(self, _controller: SessionController) -> Meaning:
        takes, check_in = self.proposal.plan.takes, self._check_in()
        if takes:
            return Meaning(GO_ON_WITH_PLAN, call(adjust_plan, takes, check_in=check_in))
        return Meaning(GO_ON, call(leave_plan, check_in=check_in))

    def _mean_later_end(self, controller: SessionController) -> Meaning:
        end_ms = self.proposal.end_ms
        label = say("Move the end to {time}", time=controller.times.wall_time(end_ms))
        wall_ms, offset_min = controller.times.wall_ms(controller.now_ms()), controller.times.utc_offset_min()
        return Meaning(label, call(move_end, end_ms, wall_ms, offset_min, check_in=self._check_in()))

    def _mean_as_planned(self, _controller: SessionController) -> Meaning:
        return Meaning(say("Leave the plan"), call(leave_plan, check_in=self._check_in()))

    def _mean_closing(self, _controller: SessionController) -> Meaning:
        return Meaning(say("Closing round only"), call(close_well, check_in=self._check_in()))


def _to_take(plan: AdjustedPlan) -> Message:
    """Say how much is to be taken back, and whether it can be."""
    wanted, taken = plan.wanted_ms // MINUTE_MS, plan.taken_ms // MINUTE_MS
    if taken < wanted:
        return say("{taken} of {wanted} min can be taken back", taken=taken, wanted=wanted)
    return say_n("{n} min to take back", "{n} min to take back", wanted)


class PlanRows(QWidget):
    """Shows the plan as a table of words: each row an item, what it was, what it becomes, and why."""

    def __init__(self, controller: SessionController, parent: QWidget | None = None) -> None:
        """Begin empty."""
        super().__init__(parent)
        self._controller = controller
        self._shown: Sequence[Row] = ()
        self._grid = QGridLayout(self)
        self._grid.setContentsMargins(0, 0, 12, 0)
        self._grid.setHorizontalSpacing(16)
        self._grid.setVerticalSpacing(ROW_GAP_PX)
        self._grid.setColumnStretch(0, 3)
        self._grid.setColumnStretch(3, 4)

    @property
    def shown(self) -> Sequence[Row]:
        """Return the rows as shown."""
        return self._shown

    def show_rows(self, rows: Sequence[Row]) -> None:
        """Show these; nothing is built anew where they stand there already."""
        if rows == self._shown:
            return
        self._shown = rows
        while (item := self._grid.takeAt(0)) is not None:
            if widget := item.widget():
                widget.deleteLater()
        text = self._controller.text
        head = (say("Item"), say_p("of a plan", "was"), say_p("of a plan", "now"), say_p("of a plan", "why"))
        self._add(0, Row(*map(text, head)), Rank.SMALL)
        for place, row in enumerate(rows, 1):
            self._grid.addWidget(rule(), 2 * place - 1, 0, 1, 4)
            self._add(2 * place, row, Rank.NONE)
        for part in self.findChildren(QWidget, options=Qt.FindChildOption.FindDirectChildrenOnly):
            part.setVisible(self._grid.indexOf(part) >= 0)  # Now, so that the height can be asked for.

    def height_px(self, width_px: int) -> int:
        """Return the height of all rows, at this width."""
        for part in self.findChildren(QWidget):
            part.ensurePolished()
        self._grid.invalidate()
        return self._grid.totalHeightForWidth(width_px)

    def whole_px(self, width_px: int, most_px: int) -> int:
        """Return the height of as many whole rows as there is room for, at this width."""
        height_px = self.height_px(width_px)
        if height_px <= most_px:
            return most_px
        self._grid.setGeometry(QRect(0, 0, width_px, height_px))
        bottoms = [self._grid.cellRect(2 * place, 0).bottom() + 1 for place in range(len(self._shown) + 1)]
        return max((bottom for bottom in bottoms if LEAST_ROWS_PX <= bottom <= most_px), default=most_px)

    def _add(self, place: int, row: Row, rank: Rank) -> None:
        title, why = Lines(rank, most=2), Lines(Rank.SMALL, most=2)
        title.setText(row.title)
        why.setText(row.why)
        figures = label(row.was, rank), label(row.now, rank or Rank.STRONG)
        for figure in figures:
            figure.setFont(font())
            figure.setAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
            figure.setSizePolicy(QSizePolicy.Policy.Minimum, QSizePolicy.Policy.Preferred)
        for column, widget in enumerate((title, *figures, why)):
            self._grid.addWidget(widget, place, column)

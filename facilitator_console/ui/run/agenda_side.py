"""Shows the column of the agenda: its items, and the end as it goes against the end as promised."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial

from PySide6.QtCore import QPoint, Signal
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QSizePolicy, QVBoxLayout, QWidget

from facilitator_console.log import Duration, Instant
from facilitator_console.session.adjusting import TimeToTake, time_to_take
from facilitator_console.session.agenda import MINUTE_MS, as_it_goes_ms, skip_item, start_item, take_time
from facilitator_console.session.ids import ItemId, ItemStatus
from facilitator_console.session.legality import REFUSALS, Condition
from facilitator_console.session.promise import over_ms, promise_end
from facilitator_console.ui.control.action import Action, Meaning, call, press
from facilitator_console.ui.control.keys import chord_text
from facilitator_console.ui.control.session_controller import SessionController
from facilitator_console.ui.look.styles import Part, Rank, set_part, set_style
from facilitator_console.ui.look.theme import font
from facilitator_console.ui.parts.agenda_model import AgendaModel
from facilitator_console.ui.parts.flow import FlowLayout
from facilitator_console.ui.parts.item_time_menu import add_time_choices
from facilitator_console.ui.parts.labels import Link, WrappingLink, label, rule, set_text
from facilitator_console.ui.parts.menus import new_menu
from facilitator_console.ui.run.agenda_list import AgendaView
from facilitator_console.words import Message, say, say_n, titled


class AgendaSide(QFrame):
    """Shows the column of the agenda, with the promised end.

    Signals:
        prepare_requested(): Somebody wants to change the plan.
        acted(): Something was done; the focus may go back.
    """

    prepare_requested = Signal()
    acted = Signal()

    def __init__(self, controller: SessionController, parent: QWidget | None = None) -> None:
        """Show the controller's agenda."""
        super().__init__(parent)
        self._controller = controller
        self._taking: Meaning | None = None
        self._moving: Meaning | None = None
        self.make_up = Action("make_up", self._mean_proposal, "T", guarded=True, on_lead=True)
        self._move_end = Action("move_end", self._mean_moving, guarded=True, on_lead=True)
        set_part(self, Part.SIDE)
        self.model = AgendaModel(controller, self)
        self.view = AgendaView(controller, self.model)
        self.edit = Link(controller.text(say("Edit")), small=True)
        self.empty = label(
            controller.text(say("No agenda yet. Prepare one, or begin without.")), Rank.MUTED, wraps=True
        )
        self.end = QWidget()
        self.promised, self.as_it_goes = _time(), _time()
        self._goes_name = label(rank=Rank.MUTED)
        self._adjusted_ms: Instant | None = None
        self.take, self.move_link = WrappingLink(), WrappingLink()
        self._build()
        self._connect()
        self.refresh()

    def _build(self) -> None:
        column = QVBoxLayout(self)
        column.setContentsMargins(16, 18, 14, 14)
        column.setSpacing(8)
        head = FlowLayout(gap_px=4, spread=True)
        title = label(self._controller.text(say("Agenda")), Rank.SECTION)
        title.setSizePolicy(self.edit.sizePolicy())
        head.addWidget(title)
        head.addWidget(self.edit)
        column.addLayout(head)
        column.addWidget(self.empty)
        column.addWidget(self.view, 100)
        column.addStretch(1)
        end = QVBoxLayout(self.end)
        end.setContentsMargins(0, 0, 0, 0)
        end.setSpacing(6)
        end.addWidget(rule())
        end.addSpacing(4)
        promised_name = label(self._controller.text(say("Promised end")), Rank.MUTED)
        for name, time in ((promised_name, self.promised), (self._goes_name, self.as_it_goes)):
            row = QHBoxLayout()
            row.addWidget(name, 1)
            row.addWidget(time)
            end.addLayout(row)
        end.addWidget(self.take)
        end.addWidget(self.move_link)
        column.addWidget(self.end)

    def _connect(self) -> None:
        self.edit.clicked.connect(self.prepare_requested)
        self.take.clicked.connect(self._on_take_clicked)
        self.move_link.clicked.connect(self._on_move_clicked)
        self.view.menu_asked.connect(self._on_view_menu_asked)

    def set_foot(self, covered_px: int) -> None:
        """End above what covers the foot."""
        self.setContentsMargins(0, 0, 0, covered_px)

    @property
    def proposal(self) -> str:
        """Return what is proposed where the end runs over; empty otherwise."""
        return self.take.text() if self.take.isVisibleTo(self) else ""

    def offered_actions(self) -> tuple[Action, ...]:
        """Return the proposal about an end that runs over, whose key always holds, and the other way, if any."""
        return (self.make_up, self._move_end) if self._taking and self._moving else (self.make_up,)

    def refresh(self) -> None:
        """Read the plan anew; the model follows by itself."""
        has_items = self.model.rowCount() > 0
        self.view.setVisible(has_items)
        self.empty.setVisible(not has_items)
        self.edit.show_text(self._controller.text(say("Edit") if has_items else say("Prepare it")))
        self.refresh_time()

    def propose(self, takes: Sequence[TimeToTake], check_in_ms: Duration, end_ms: Instant | None) -> None:
        """Show the plan as it is proposed while everything is frozen; without an end the plan stays as it is."""
        self._adjusted_ms = end_ms
        self.model.propose(takes, check_in_ms)
        self.refresh_time()

    def refresh_time(self) -> None:
        """Refresh only what changes with time."""
        self.model.refresh_times()
        state, now_ms = self._controller.state, self._controller.now_ms()
        promised_ms = self._controller.times.promised_end_ms()
        self.end.setVisible(promised_ms > 0 and not state.info.closed_at_ms)
        end_ms = self._controller.times.wall_ms(as_it_goes_ms(state, now_ms))
        adjusted_ms = self._adjusted_ms if state.room.frozen else None
        end_ms = end_ms if adjusted_ms is None else adjusted_ms
        set_text(self._goes_name, self._controller.text(say("As it goes") if adjusted_ms is None else say("Adjusted")))
        late_ms = over_ms(promised_ms, end_ms)
        self._propose(late_ms, end_ms)
        set_text(self.promised, self._controller.times.wall_time(promised_ms))
        set_text(self.as_it_goes, self._controller.times.wall_time(end_ms))
        set_style(self.as_it_goes, Rank.WARN if late_ms else Rank.NONE)

    def _propose(self, late_ms: Duration, end_ms: Instant) -> None:
        """Offer what can be done about an end that runs over: to take the time from an item, or to move the end.

        While everything is frozen that is asked on going on.
        """
        controller = self._controller
        state, now_ms, is_late = controller.state, controller.now_ms(), late_ms > 0 and not controller.state.room.frozen
        found = time_to_take(state, now_ms, late_ms) if is_late else None
        self._taking = self._moving = None
        if found:
            minutes, title = found.by_ms // MINUTE_MS, titled(state.items[found.item_id].title)
            offer = say_n("Take {n} min from “{title}”", "Take {n} min from “{title}”", minutes, title=title)
            self._taking = Meaning(offer, call(take_time, *found))
        if is_late:
            offer = say("Move the end to {time}", time=controller.times.wall_time(end_ms))
            wall_ms, offset_min = controller.times.wall_ms(now_ms), controller.times.utc_offset_min()
            self._moving = Meaning(offer, call(promise_end, end_ms, wall_ms, offset_min))
        proposed = self._taking or self._moving
        for link, meaning in ((self.take, self._taking), (self.move_link, self._moving)):
            link.setVisible(meaning is not None)
            if meaning:
                # Never torn apart at the end of a line.
                key = f" · {chord_text(self.make_up.chord)}".replace(" ", "\N{NO-BREAK SPACE}")
                link.show_text(controller.text(meaning.label) + (key if meaning is proposed else ""))

    def _mean_proposal(self, controller: SessionController) -> Meaning:
        """Return what is proposed: time of a later item, and where none can give it another end."""
        return self._taking or self._moving or _nothing_over(say("Make up for time over"), controller)

    def _mean_moving(self, controller: SessionController) -> Meaning:
        return self._moving or _nothing_over(say("Move the end"), controller)

    def _on_take_clicked(self) -> None:
        self._press(self.make_up)

    def _on_move_clicked(self) -> None:
        self._press(self._move_end)

    def _press(self, action: Action) -> None:
        press(action, self._controller, by_click=True)
        self.acted.emit()

    def _on_view_menu_asked(self, item_id: str, at: QPoint) -> None:
        state, text = self._controller.state, self._controller.text
        item = state.items[ItemId(item_id)]
        menu = new_menu(self)
        if self._controller.refusal(start_item, item.item_id) is None:
            begin = say("Begin it now") if item.status is ItemStatus.PLANNED else say("Go on with it now")
            menu.addAction(text(begin), partial(self._controller.do, start_item, item.item_id))
        if self._controller.refusal(skip_item, item.item_id) is None:
            menu.addAction(text(say("Skip it")), partial(self._controller.do, skip_item, item.item_id))
        menu.addAction(text(say("Change it…")), self.prepare_requested.emit)
        menu.addSeparator()
        add_time_choices(menu, self._controller, item)
        menu.popup(at)


def _nothing_over(label: Message, controller: SessionController) -> Meaning:
    """Return what the key means while nothing is proposed: nothing, and why."""
    if controller.state.room.frozen:
        return Meaning(label, lambda: None, REFUSALS[Condition.FROZEN])
    return Meaning(label, lambda: None, say("The end is not over time: there is nothing to make up for."))


def _time() -> QLabel:
    made = label()
    made.setFont(font())
    made.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
    return made

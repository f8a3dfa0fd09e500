"""Shows who speaks next: the queue with its manner, seats by number, pause and close, balance on request."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial

from PySide6.QtCore import QPoint, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QFrame, QVBoxLayout, QWidget

from facilitator_console.session.calling_order import has_queue, takes_turns
from facilitator_console.session.formats import Waiting
from facilitator_console.session.ids import EntryId, ParticipantId, TableId
from facilitator_console.session.queue import use_order
from facilitator_console.ui.control.action import Action, Meaning
from facilitator_console.ui.control.session_controller import SessionController
from facilitator_console.ui.look.styles import Part, Rank, set_part
from facilitator_console.ui.parts.flow import FlowLayout
from facilitator_console.ui.parts.key_button import ActionButton, Look
from facilitator_console.ui.parts.key_rows import KeyRows, Setting
from facilitator_console.ui.parts.labels import Link, label, set_text
from facilitator_console.ui.parts.menus import new_menu
from facilitator_console.ui.run.balance_panel import BalancePanel
from facilitator_console.ui.run.one_seat import OneSeat
from facilitator_console.ui.run.queue_card import CARD_PX
from facilitator_console.ui.run.queue_list import QueueView
from facilitator_console.ui.run.queue_model import QueueModel
from facilitator_console.ui.run.room_actions import CLOSE_QUEUE, PAUSE_QUEUE
from facilitator_console.ui.run.seat_actions import (
    Choice,
    calling,
    card_choices,
    choices,
    choosing_seats,
    interposing,
    ordering_by_itself,
    placing,
    reading_aloud,
    stepping,
    taking_out,
    without_seat,
)
from facilitator_console.ui.run.seat_entry import INTO_QUEUE, KINDS, WITHOUT_SEAT, SeatEntry, Wish
from facilitator_console.ui.run.table_actions import leading, led_by, naming, table_choices
from facilitator_console.views.formats import order_views, view_of
from facilitator_console.words import Message, say

ADD_SEAT, CHOOSE_SEAT = say("Add seat"), say("Choose seat")
LOW_PX = 420
"""The height of the column below which everything moves closer together."""
TIGHT_PX = 520
"""The height below which an open entry, or the balance, takes the room of what it makes needless."""
MARGINS, LOW_MARGINS = (18, 14), (10, 6)
"""The margins at the sides of the column, and above and below what is in it."""
IN_ONE_ROW = (Look(pad_px=12, height_px=34), Look(pad_px=8, gap_px=7, height_px=34))
IN_TWO_ROWS = (Look(13, pad_px=8, height_px=34), Look(12, pad_px=4, height_px=34))
SMALL = (Look(12, pad_px=7, height_px=26), Look(12, pad_px=4, height_px=26))
"""The look of the buttons for a response, a question and so on: lower than what is used for every turn."""


class QueueSide(QFrame):
    """Shows the column of the queue.

    Signals:
        acted(): Something was done; the focus may go back.
    """

    acted = Signal()

    def __init__(self, controller: SessionController, parent: QWidget | None = None) -> None:
        """Show the controller's queue."""
        super().__init__(parent)
        self._controller = controller
        set_part(self, Part.ASIDE)
        self.model = QueueModel(controller, self)
        self.view = QueueView(controller, self.model)
        self.entry = SeatEntry(controller)
        self.one_seat = OneSeat(controller)
        self.balance = BalancePanel(controller)
        self.head, self.order = label(rank=Rank.SECTION), Link(small=True)
        self.state, self.manner = label(rank=Rank.WARN, wraps=True), label(rank=Rank.MUTED, wraps=True)
        self.add_seats = add = Action("add_seats", self._mean_adding, "J", labels=(ADD_SEAT, CHOOSE_SEAT), on_lead=True)
        self.buttons = [ActionButton(controller, action) for action in (add, PAUSE_QUEUE, CLOSE_QUEUE)]
        self.kinds = [ActionButton(controller, self._asking(wish, name)) for wish, name in KINDS.values()]
        self._build()
        self._connect()
        self.refresh()

    def _build(self) -> None:
        column = self._column = QVBoxLayout(self)
        head = FlowLayout(gap_px=4, spread=True)
        self.head.setSizePolicy(self.order.sizePolicy())
        # At the height of the agenda's head, also where the manner stands below it.
        self.head.setMinimumHeight(self.order.sizeHint().height())
        head.addWidget(self.head)
        head.addWidget(self.order)
        column.addLayout(head)
        # Above the cards, so that they stay in their place however many wait.
        self._button_rows = self._build_buttons()
        column.addWidget(self._button_rows)
        self._kind_rows = self._build_kinds()
        column.addWidget(self._kind_rows)
        column.addWidget(self.manner)
        column.addWidget(self.state)
        column.addWidget(self.view, 100)
        column.addWidget(self.entry)
        column.addWidget(self.one_seat)
        column.addStretch(1)
        column.addWidget(self.balance)

    def _build_buttons(self) -> KeyRows:
        rows = KeyRows()
        add, hold, close = self.buttons
        one_row = [Setting(((add, hold, close),), look) for look in IN_ONE_ROW]
        rows.set_in(*one_row, *(Setting(((add,), (hold, close)), look) for look in IN_TWO_ROWS))
        return rows

    def _build_kinds(self) -> KeyRows:
        rows = KeyRows(gap_px=6)
        one_row, two_rows = (tuple(self.kinds),), (tuple(self.kinds[:2]), tuple(self.kinds[2:]))
        rows.set_in(*(Setting(one_row, look) for look in SMALL), *(Setting(two_rows, look) for look in SMALL))
        return rows

    def _asking(self, wish: Wish, name: Message) -> Action:
        """Return the action that asks which seats respond, ask or have their words read aloud."""
        could = choosing_seats() if wish.read_aloud else interposing(wish.kind)

        def means(controller: SessionController) -> Meaning:
            return Meaning(name, partial(self.entry.ask, wish), could.refusal(controller))

        sign = next(sign for sign, (other, _) in KINDS.items() if other == wish)
        return Action(f"ask_{sign}", means, on_lead=True)

    def _connect(self) -> None:
        self.view.called.connect(self._on_view_called)
        self.view.removing_asked.connect(self._on_view_removing_asked)
        self.view.menu_asked.connect(self._on_view_menu_asked)
        self.view.placing_asked.connect(self._on_view_placing_asked)
        self.view.stepping_asked.connect(self._on_view_stepping_asked)
        self.view.left.connect(self.acted)
        self.entry.entered.connect(self._on_entry_entered)
        self.entry.left.connect(self.acted)
        self.one_seat.left.connect(self.acted)
        self.order.clicked.connect(self._on_order_clicked)
        for button in self.buttons[1:]:
            button.acted.connect(self.acted)
        self.model.modelReset.connect(self._fit)
        self.entry.toggled.connect(self._fit)
        self.one_seat.toggled.connect(self._fit)
        self.balance.toggled.connect(self._fit)

    def set_foot(self, covered_px: int) -> None:
        """End above what covers the foot."""
        self.setContentsMargins(0, 0, 0, covered_px)
        self._fit_margins()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Move closer together where there is little height."""
        super().resizeEvent(event)
        self._fit_margins()
        self._column.activate()

    def _fit_margins(self) -> None:
        above, below = LOW_MARGINS if self._is_low() else MARGINS
        self._column.setContentsMargins(16, above, 16, below)
        self._column.setSpacing(above // 2 + 1)
        self._fit()

    def _is_low(self) -> bool:
        return self.contentsRect().height() < LOW_PX

    # -- showing -------------------------------------------------------------------------------------------

    def refresh(self) -> None:
        """Read the room anew; the model follows by itself."""
        text, room = self._controller.text, self._controller.state.room
        set_text(self.head, text(self._head()))
        item = self._controller.state.items.get(room.item_id)
        if item:
            self.order.show_text(f"{text(view_of(item).order(item).name)} ▾")
        for button in (*self.buttons, *self.kinds):
            button.refresh()
        self._refresh_state()
        self.view.say_when_empty(text(self._when_empty()))
        self.balance.refresh()
        self._fit()

    def _refresh_state(self) -> None:
        """Show what is out of the ordinary; without a queue, only what concerns those who still wait."""
        room, text, plenary = self._controller.state.room, self._controller.text, self._controller.picture.view.plenary
        self._button_rows.setVisible(self._offers)
        self.view.show_still(on=room.frozen)
        if room.frozen:
            self.state.hide()
            set_text(self.manner, text(say("The queue waits too.")))
            self.manner.setVisible(bool(plenary.queue))
            return
        queues, waits = plenary.has_queue, any(not row.waiting.turn_id for row in plenary.queue)
        paused, closed = room.queue_paused and (queues or waits), room.queue_closed and queues
        states = ((paused, say("Paused: nobody is called.")), (closed, say("Closed: nobody is added.")))
        set_text(self.state, "\n".join(text(message) for holds, message in states if holds))
        self.state.setVisible(paused or closed)
        calls = say("Click the seat that is speaking. Key 1 calls whoever still waits.")
        set_text(self.manner, text(say("Click the seat that is speaking.") if paused else calls))
        self.manner.setVisible(not queues and waits)

    @property
    def _offers(self) -> bool:
        """Tell whether anybody can be called or added here: not while frozen, nor where nobody takes turns.

        There its buttons would only say so; without an item they say what to do first.
        """
        state = self._controller.state
        takes = not state.room.item_id or takes_turns(state) or bool(self._controller.picture.view.plenary.queue)
        return takes and not state.room.frozen

    def _when_empty(self) -> Message:
        state = self._controller.state
        item = state.items.get(state.room.item_id)
        if not state.participants:
            return say("No seats yet.")
        if state.info.closed_at_ms or (has_queue(state) and state.room.queue_closed):
            return say("Nobody is waiting.")
        if item is None:
            return say("Nobody is waiting. Click a seat to add it.")
        return view_of(item).order(item).empty_queue

    def _fit(self) -> None:
        """Make it as high as its cards, so that the buttons stand right below; it scrolls where there is no room."""
        rows = self.model.rowCount()
        # Of a long queue one card more or less changes no size, and nothing is laid out anew.
        column_px = max(CARD_PX, self.contentsRect().height())
        self.view.setMaximumHeight(min(max(rows, 1) * CARD_PX + 2, column_px))
        asks = self.entry.isVisibleTo(self) or self.one_seat.isVisibleTo(self)
        # Where the column is low the cards have what the others leave.
        is_tight = self.contentsRect().height() < TIGHT_PX
        seen = 1 if is_tight else 2
        self.view.setMinimumHeight(1 if asks or self._is_low() else max(1, min(rows, seen)) * CARD_PX)
        self.balance.setVisible(not asks)
        # While somebody is asked for a seat in a low column, how the next one is found is no question.
        self.order.setVisible(bool(self._controller.state.room.item_id) and not (asks and self._is_low()))
        self.entry.pad.set_low(on=is_tight)
        has_room = not is_tight or not (asks or self.balance.is_open)
        self._kind_rows.setVisible(has_room and self._offers)
        set_text(self.head, self._controller.text(self._head()))

    def _head(self) -> Message:
        """Say how many wait; in a round, in which nobody queues, how many are still to come."""
        to_go = self._controller.picture.view.stage.to_go
        if to_go is None:
            return say("Next to speak · {n}", n=self.model.rowCount())
        return say("To go · {n}", n=to_go)

    # -- doing ---------------------------------------------------------------------------------------------

    def _mean_adding(self, controller: SessionController) -> Meaning:
        label = ADD_SEAT if has_queue(controller.state) else CHOOSE_SEAT
        return Meaning(label, self.entry.ask_for_seats, choosing_seats().refusal(controller))

    def _on_view_called(self, waiting: Waiting) -> None:
        # The next card stands there at once.
        if self._controller.presses.counts("call"):
            calling(waiting).do(self._controller)
        self.acted.emit()

    def _on_view_removing_asked(self, waiting: Waiting) -> None:
        if self._controller.presses.counts("take_out"):
            taking_out(waiting).do(self._controller)

    def _on_view_menu_asked(self, waiting: Waiting, at: QPoint) -> None:
        if waiting.entry_id:
            title = str(self.model.index(self.model.row_of(waiting), 0).data())
            of_seat = choices(self._controller, waiting.participant_id)[1:]
            _show_menu(self._controller, title, [*card_choices(self._controller, waiting), *of_seat], at, self)
        else:
            show_seat_menu(self._controller, waiting.participant_id, at, self)

    def _on_view_placing_asked(self, waiting: Waiting, before: EntryId | None) -> None:
        placing(waiting, before).do(self._controller)

    def _on_view_stepping_asked(self, waiting: Waiting, down: bool) -> None:
        stepping(waiting, down=down).do(self._controller)

    def _on_entry_entered(self, wish: Wish, seats: tuple[int, ...], at_once: bool) -> None:
        if wish == WITHOUT_SEAT:
            wanted = without_seat(self._controller.tables.table_id)
        elif wish.read_aloud:
            wanted = reading_aloud(seats)
        else:
            wanted = choosing_seats(seats) if wish == INTO_QUEUE else interposing(wish.kind, seats, at_once=at_once)
        if wanted.do(self._controller):
            self.entry.close_entry()

    def answer(self, seat: int) -> bool:
        """Take a click on a seat elsewhere for the answer to what is asked here; tell whether something was."""
        if self.one_seat.isVisible():
            self.one_seat.answer(seat)
            return True
        return self.entry.answer(seat)

    def _on_order_clicked(self) -> None:
        item = self._controller.state.items.get(self._controller.state.room.item_id)
        if item is None:
            return
        menu = new_menu(self)
        current = view_of(item).order(item)
        for view in order_views():
            choose = partial(self._controller.do, use_order, item.item_id, view.order)
            entry = menu.addAction(self._controller.text(view.name), choose)
            entry.setCheckable(True)
            entry.setChecked(view.order is current.order)
        again = ordering_by_itself()
        if again.refusal(self._controller) is None:
            menu.addSeparator()
            menu.addAction(self._controller.text(say("Order all by itself again")), partial(again.do, self._controller))
        menu.popup(self.order.mapToGlobal(self.order.rect().bottomLeft()))


def show_seat_menu(controller: SessionController, participant_id: ParticipantId, at: QPoint, parent: QWidget) -> None:
    """Offer what can be done with a seat."""
    person = controller.state.participants.get(participant_id)
    if person is not None:
        title = controller.text(say("Seat {seat}", seat=person.seat))
        _show_menu(controller, title, choices(controller, person.participant_id), at, parent)


def show_table_menu(controller: SessionController, table_id: TableId, at: QPoint, parent: QWidget) -> None:
    """Offer what can be done with a table."""
    table = next((table for table in controller.picture.view.tables if table.table_id == table_id), None)
    if table is not None and table.name is not None:
        title, more = controller.text(table.name), [naming(controller, table_id)]
        lead = leading(controller, table_id)
        if led_by(controller, table_id) is not None and lead.why_not is None and callable(lead.does):
            more.append((lead.label, lead.does))
        _show_menu(controller, title, table_choices(controller, table_id), at, parent, more)


def _show_menu(
    controller: SessionController,
    title: str,
    blocks: list[list[Choice]],
    at: QPoint,
    parent: QWidget,
    more: Sequence[tuple[Message, Callable[[], object]]] = (),
) -> None:
    menu = new_menu(parent)
    menu.addAction(title).setEnabled(False)
    for block in blocks:
        if block:
            menu.addSeparator()
        for choice in block:
            menu.addAction(controller.text(choice.label), partial(choice.does.do, controller))
    for words, act in more:
        menu.addAction(controller.text(words), act)
    menu.popup(at)

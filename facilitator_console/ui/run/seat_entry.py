"""Asks for seats by number or by a click: into the queue (J), or who responds, asks, is read aloud (R, then 1 to 5)."""

from __future__ import annotations

import re
from typing import NamedTuple

from PySide6.QtCore import QEvent, QObject, Qt, Signal
from PySide6.QtGui import QKeyEvent, QResizeEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLineEdit, QVBoxLayout, QWidget

from facilitator_console.session.calling_order import has_queue
from facilitator_console.session.ids import INTERPOSING, TurnKind
from facilitator_console.session.people import circle
from facilitator_console.ui.control.keys import sign_of
from facilitator_console.ui.control.session_controller import SessionController
from facilitator_console.ui.look.styles import Part, Rank, set_part
from facilitator_console.ui.parts.flow import FlowLayout
from facilitator_console.ui.parts.key_button import KeyButton, Look
from facilitator_console.ui.parts.key_rows import KeyRows, Setting
from facilitator_console.ui.parts.labels import Link, label, set_text
from facilitator_console.ui.parts.thin_scroll import ThinScrollArea
from facilitator_console.words import Message, say, say_p


class Wish(NamedTuple):
    """Represents what seats are asked for.

    Attributes:
        kind: What they want to do.
        read_aloud: Somebody else reads their words.
    """

    kind: TurnKind
    read_aloud: bool = False


INTO_QUEUE = Wish(TurnKind.CONTRIBUTION)
READ_ALOUD = Wish(TurnKind.CONTRIBUTION, read_aloud=True)
KINDS = {
    "1": (Wish(TurnKind.DIRECT_RESPONSE), say_p("how somebody speaks", "Response")),
    "2": (Wish(TurnKind.CLARIFYING_QUESTION), say_p("how somebody speaks", "Question")),
    "3": (Wish(TurnKind.POINT_OF_PROCESS), say_p("how somebody speaks", "Process")),
    "4": (READ_ALOUD, say_p("how somebody speaks", "Read aloud")),
}
WITHOUT_SEAT = Wish(TurnKind.SOMEONE_ELSE)
"""Nobody is asked for: someone without a seat speaks at once, also where the format uses key 3 for something else."""
BY_KEY = {**KINDS, "5": (WITHOUT_SEAT, say_p("how somebody speaks", "Without a seat"))}
ASKED: dict[Wish, Message] = {
    INTO_QUEUE: say("Into the queue"),
    Wish(TurnKind.DIRECT_RESPONSE): say("Who responds?"),
    Wish(TurnKind.CLARIFYING_QUESTION): say("Who has a question for clarity?"),
    Wish(TurnKind.POINT_OF_PROCESS): say("Who speaks about how we talk?"),
    READ_ALOUD: say("Whose words are read aloud?"),
}
LOOK, LOW_LOOK = Look(pad_px=10, height_px=32, apart=True), Look(13, pad_px=8, height_px=26, apart=True)
PAD_LOOK = Look(type_px=13, pad_px=0, height_px=28)
PAD_BUTTON_PX, PAD_GAP_PX = 34, 4
PAD_ROWS, LOW_PAD_ROWS = 3, 1
"""The rows of seats that are in sight even where there is little height; further ones are scrolled to."""


class SeatPad(ThinScrollArea):
    """Shows the seats as small buttons, for whoever has only the mouse.

    Signals:
        seat_clicked(int): This one.
    """

    seat_clicked = Signal(int)

    def __init__(self, controller: SessionController, parent: QWidget | None = None) -> None:
        """Begin without seats; see `show_seats`."""
        self._pad = QWidget()
        self._flow = FlowLayout(self._pad, gap_px=PAD_GAP_PX)
        super().__init__(self._pad, parent)
        self._controller = controller
        self._seats: tuple[int, ...] = ()
        self._rows = PAD_ROWS
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)

    def show_seats(self) -> None:
        """Show everyone who takes turns now."""
        seats = tuple(person.seat for person in circle(self._controller.state))
        if seats == self._seats:
            return
        self._seats = seats
        while item := self._flow.takeAt(0):
            if button := item.widget():
                button.deleteLater()
        for seat in seats:
            button = KeyButton("")
            button.set_look(PAD_LOOK)
            button.show_label(str(seat))
            button.setFixedWidth(max(PAD_BUTTON_PX, button.width_px(PAD_LOOK) + PAD_GAP_PX))
            button.setFocusPolicy(Qt.FocusPolicy.NoFocus)
            button.setAccessibleName(self._controller.text(say("Seat {seat}", seat=seat)))
            button.clicked.connect(lambda _=False, seat=seat: self.seat_clicked.emit(seat))
            self._flow.addWidget(button)
        self._fit()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Show whole rows only."""
        super().resizeEvent(event)
        self._fit()

    def set_low(self, *, on: bool) -> None:
        """Take little height, or not."""
        rows = LOW_PAD_ROWS if on else PAD_ROWS
        if rows != self._rows:
            self._rows = rows
            self._fit()

    def _fit(self) -> None:
        most = self._rows * (PAD_LOOK.height_px + PAD_GAP_PX) - PAD_GAP_PX
        self.setFixedHeight(min(self._flow.heightForWidth(self.viewport().width()), most))


class SeatEntry(QFrame):
    """Shows a field that opens when it is asked for and closes once it is answered.

    Signals:
        entered(Wish, tuple, bool): These seats; whether at once. Without seats: words of somebody not in the room, or
            the voice of someone who has none.
        left(): Closed, with or without an answer.
        toggled(): It came or went.
    """

    entered = Signal(object, tuple, bool)
    left = Signal()
    toggled = Signal()

    def __init__(self, controller: SessionController, parent: QWidget | None = None) -> None:
        """Begin closed."""
        super().__init__(parent)
        self._controller = controller
        self._wish = INTO_QUEUE
        set_part(self, Part.CARD)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.asked, self.hint = label(rank=Rank.STRONG, wraps=True), label(rank=Rank.HINT, wraps=True)
        self.field = QLineEdit()
        self.field.setPlaceholderText(controller.text(say("Seats, as 11 8 15")))
        self.field.installEventFilter(self)
        self._kinds = KeyRows(gap_px=3)
        self.pad = SeatPad(controller)
        self.absent = Link(controller.text(say("Somebody who isn’t in the room")), small=True)
        self.close_link = Link("×")
        for set_name in (self.close_link.setAccessibleName, self.close_link.setToolTip):
            set_name(controller.text(say_p("the entry of seats", "Close")))
        self._build()
        self.pad.seat_clicked.connect(self._on_pad_seat_clicked)
        self.absent.clicked.connect(self._on_absent_clicked)
        self.close_link.clicked.connect(self.close_entry)
        self.hide()

    def _build(self) -> None:
        column = QVBoxLayout(self)
        column.setContentsMargins(12, 8, 12, 8)
        column.setSpacing(6)
        head = QHBoxLayout()
        head.setSpacing(4)
        head.addWidget(self.asked, 1)
        head.addWidget(self.close_link, 0, Qt.AlignmentFlag.AlignTop)
        column.addLayout(head)
        buttons = []
        for sign, (wish, name) in BY_KEY.items():
            button = KeyButton(sign)
            button.setToolTip("")
            button.show_label(self._controller.text(name))
            button.clicked.connect(lambda _=False, wish=wish: self.ask(wish))
            buttons.append(button)
        below_each_other = tuple((button,) for button in buttons)
        in_two_rows = (tuple(buttons[:2]), tuple(buttons[2:4]), tuple(buttons[4:]))
        self._kinds.set_in(Setting(in_two_rows, LOOK), Setting(below_each_other, LOW_LOOK))
        column.addWidget(self._kinds)
        column.addWidget(self.field)
        column.addWidget(self.pad)
        column.addWidget(self.absent, 0, Qt.AlignmentFlag.AlignLeft)
        column.addWidget(self.hint)

    def ask_for_seats(self) -> None:
        """Ask which seats go into the queue; in a free conversation which one speaks."""
        self.ask(INTO_QUEUE)

    def ask_for_interposing(self) -> None:
        """Ask first what it is."""
        self._show(say("What is it?"), say("1 to 5 · Esc closes"))
        self._kinds.show()
        for part in (self.field, self.pad, self.absent):
            part.hide()
        self.setFocus(Qt.FocusReason.OtherFocusReason)

    def ask(self, wish: Wish) -> None:
        """Ask for the seats that this is about; for someone without a seat nothing is asked."""
        self._wish = wish
        if wish == WITHOUT_SEAT:
            self.entered.emit(wish, (), True)
            return
        if has_queue(self._controller.state):
            later = say("Enter: after this turn · Shift+Enter: now · Esc closes")
            asked, hint = ASKED[wish], later if wish.kind in INTERPOSING else say("Enter adds · Esc closes")
        else:
            asked = say("Who speaks?") if wish == INTO_QUEUE else ASKED[wish]
            hint = say("Enter: speaks now · Esc closes")
        self._show(asked, hint)
        self._kinds.hide()
        self.pad.show_seats()
        self.pad.show()
        self.absent.setVisible(wish.read_aloud)
        self.field.clear()
        self.field.setAccessibleName(self.asked.text())
        self.field.show()
        self.field.setFocus(Qt.FocusReason.OtherFocusReason)

    def _show(self, asked: Message, hint: Message) -> None:
        set_text(self.asked, self._controller.text(asked))
        set_text(self.hint, self._controller.text(hint))
        self.show()
        self.toggled.emit()

    def answer(self, seat: int) -> bool:
        """Take a click on a seat elsewhere for the answer; tell whether a seat was asked for."""
        if not self.pad.isVisible():
            return False
        self.entered.emit(self._wish, (seat,), False)
        return True

    def close_entry(self) -> None:
        """Close the entry."""
        self.hide()
        self.toggled.emit()
        self.left.emit()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Choose by a digit what it is; close it on Esc."""
        sign = sign_of(event)
        if event.key() == Qt.Key.Key_Escape:
            self.close_entry()
        elif self._kinds.isVisible() and sign in BY_KEY:
            self.ask(BY_KEY[sign][0])
        else:
            super().keyPressEvent(event)

    def eventFilter(self, _watched: QObject, event: QEvent) -> bool:
        """Handle Enter and Esc in the field."""
        if event.type() != QEvent.Type.KeyPress or not isinstance(event, QKeyEvent):
            return False
        if event.key() in {Qt.Key.Key_Return, Qt.Key.Key_Enter}:
            seats = tuple(int(number) for number in re.findall(r"\d{1,5}", self.field.text()))
            at_once = bool(event.modifiers() & Qt.KeyboardModifier.ShiftModifier)
            if seats:
                self.entered.emit(self._wish, seats, at_once and self._wish.kind in INTERPOSING)
                # Where it was refused the field is still here; the next number replaces what was wrong.
                self.field.selectAll()
            return True
        if event.key() == Qt.Key.Key_Escape:
            self.close_entry()
            return True
        return False

    def _on_pad_seat_clicked(self, seat: int) -> None:
        self.answer(seat)

    def _on_absent_clicked(self) -> None:
        self.entered.emit(READ_ALOUD, (), False)

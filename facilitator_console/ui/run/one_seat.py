"""Asks for one of the people whom a format's move may be about: by number, by a click here or on the ring."""

from __future__ import annotations

import re

from PySide6.QtCore import QEvent, QObject, Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QFrame, QLineEdit, QVBoxLayout, QWidget

from facilitator_console.ui.control.session_controller import SessionController
from facilitator_console.ui.look.styles import Part, Rank, set_part
from facilitator_console.ui.parts.flow import FlowLayout
from facilitator_console.ui.parts.key_button import KeyButton, Look
from facilitator_console.ui.parts.labels import label, set_text
from facilitator_console.ui.run.seat_actions import choosing_for
from facilitator_console.views.formats import Move
from facilitator_console.words import say

LOOK = Look(13, pad_px=8, height_px=28)
MOST_BUTTONS = 10
"""More people than these are asked for by number, or on the ring."""


class OneSeat(QFrame):
    """Shows the question until it is answered.

    Signals:
        left(): Closed, with or without an answer.
        toggled(): It came or went.
    """

    left = Signal()
    toggled = Signal()

    def __init__(self, controller: SessionController, parent: QWidget | None = None) -> None:
        """Begin closed."""
        super().__init__(parent)
        self._controller = controller
        self._move: Move | None = None
        set_part(self, Part.CARD)
        self.asked, self.hint = label(rank=Rank.STRONG, wraps=True), label(rank=Rank.HINT, wraps=True)
        set_text(self.hint, controller.text(say("Click the seat, or type its number · Esc closes")))
        self.field = QLineEdit()
        self.field.setPlaceholderText(controller.text(say("Seat")))
        self.field.installEventFilter(self)
        self._seats = QWidget()
        self._flow = FlowLayout(self._seats, gap_px=4)
        column = QVBoxLayout(self)
        column.setContentsMargins(12, 8, 12, 8)
        column.setSpacing(6)
        for part in (self.asked, self.field, self._seats, self.hint):
            column.addWidget(part)
        self.hide()

    def ask(self, move: Move) -> None:
        """Ask whom this move is about."""
        self._move = move
        set_text(self.asked, self._controller.text(move.label))
        self.field.setAccessibleName(self.asked.text())
        self.field.clear()
        self._show_seats(move)
        self.show()
        self.toggled.emit()
        self.field.setFocus(Qt.FocusReason.OtherFocusReason)

    def _show_seats(self, move: Move) -> None:
        while item := self._flow.takeAt(0):
            if button := item.widget():
                button.hide()
                button.deleteLater()
        people = self._controller.state.participants
        seats = sorted(people[person].seat for person in move.choices if person in people)
        few = len(seats) <= MOST_BUTTONS
        for seat in seats if few else ():
            button = KeyButton("")
            button.set_look(LOOK)
            button.show_label(str(seat))
            button.setAccessibleName(self._controller.text(say("Seat {seat}", seat=seat)))
            button.clicked.connect(lambda _=False, seat=seat: self.answer(seat))
            self._flow.addWidget(button)
        self._seats.setVisible(few)

    def answer(self, seat: int) -> None:
        """Take this seat for the answer; where it is refused the question stays."""
        if self._move and choosing_for(self._controller, self._move, seat).do(self._controller):
            self.close_question()
        else:
            self.field.selectAll()

    def close_question(self) -> None:
        """Close the question."""
        self._move = None
        self.hide()
        self.toggled.emit()
        self.left.emit()

    def eventFilter(self, _watched: QObject, event: QEvent) -> bool:
        """Handle Enter and Esc in the field."""
        if event.type() != QEvent.Type.KeyPress or not isinstance(event, QKeyEvent):
            return False
        if event.key() in {Qt.Key.Key_Return, Qt.Key.Key_Enter}:
            if typed := re.search(r"\d{1,5}", self.field.text()):
                self.answer(int(typed.group()))
            return True
        if event.key() == Qt.Key.Key_Escape:
            self.close_question()
            return True
        return False

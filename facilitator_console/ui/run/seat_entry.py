"""Asks for seats by number: into the queue (J), or a response, question, point of process (R, then 1, 2 or 3)."""

from __future__ import annotations

import re

from PySide6.QtCore import QEvent, QObject, Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QFrame, QLineEdit, QVBoxLayout, QWidget

from facilitator_console.session.ids import INTERPOSING, TurnKind
from facilitator_console.session.queue import has_queue
from facilitator_console.ui.control.keys import sign_of
from facilitator_console.ui.control.session_controller import SessionController
from facilitator_console.ui.look.styles import Part, Rank, set_part
from facilitator_console.ui.parts.key_button import KeyButton, Look
from facilitator_console.ui.parts.key_rows import KeyRows, Setting
from facilitator_console.ui.parts.labels import label, set_text
from facilitator_console.words import Message, say, say_p

KINDS = {
    "1": (TurnKind.DIRECT_RESPONSE, say_p("how somebody speaks", "Response")),
    "2": (TurnKind.CLARIFYING_QUESTION, say_p("how somebody speaks", "Question")),
    "3": (TurnKind.POINT_OF_PROCESS, say_p("how somebody speaks", "Process")),
}
ASKED: dict[TurnKind, Message] = {
    TurnKind.CONTRIBUTION: say("Into the queue"),
    TurnKind.DIRECT_RESPONSE: say("Who responds?"),
    TurnKind.CLARIFYING_QUESTION: say("Who has a question for clarity?"),
    TurnKind.POINT_OF_PROCESS: say("Who speaks about how we talk?"),
}
LOOK = Look(pad_px=10, height_px=32, apart=True)


class SeatEntry(QFrame):
    """Shows a field that opens when it is asked for and closes once it is answered.

    Signals:
        entered(TurnKind, tuple, bool): These seats; whether at once.
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
        self._kind = TurnKind.CONTRIBUTION
        set_part(self, Part.CARD)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.asked, self.hint = label(rank=Rank.STRONG, wraps=True), label(rank=Rank.HINT, wraps=True)
        self.field = QLineEdit()
        self.field.setPlaceholderText(controller.text(say("Seats, as 11 8 15")))
        self.field.installEventFilter(self)
        self._kinds = KeyRows(gap_px=6)
        self._build()
        self.hide()

    def _build(self) -> None:
        column = QVBoxLayout(self)
        column.setContentsMargins(12, 8, 12, 8)
        column.setSpacing(6)
        column.addWidget(self.asked)
        buttons = []
        for sign, (kind, name) in KINDS.items():
            button = KeyButton(sign)
            button.setToolTip("")
            button.show_label(self._controller.text(name))
            button.clicked.connect(lambda _=False, kind=kind: self._ask_seats(kind))
            buttons.append(button)
        below_each_other = tuple((button,) for button in buttons)
        self._kinds.set_in(Setting((tuple(buttons),), LOOK), Setting(below_each_other, LOOK))
        column.addWidget(self._kinds)
        column.addWidget(self.field)
        column.addWidget(self.hint)

    def ask_for_seats(self) -> None:
        """Ask which seats go into the queue; in a free conversation which one speaks."""
        self._ask_seats(TurnKind.CONTRIBUTION)

    def ask_for_interposing(self) -> None:
        """Ask first what it is."""
        self._show(say("What is it?"), say("1, 2 or 3 · Esc closes"))
        self._kinds.show()
        self.field.hide()
        self.setFocus(Qt.FocusReason.OtherFocusReason)

    def _ask_seats(self, kind: TurnKind) -> None:
        self._kind = kind
        if has_queue(self._controller.state):
            later = say("Enter: after this turn · Shift+Enter: now · Esc closes")
            asked, hint = ASKED[kind], later if kind in INTERPOSING else say("Enter adds · Esc closes")
        else:
            asked = say("Who speaks?") if kind is TurnKind.CONTRIBUTION else ASKED[kind]
            hint = say("Enter: speaks now · Esc closes")
        self._show(asked, hint)
        self._kinds.hide()
        self.field.clear()
        self.field.setAccessibleName(self.asked.text())
        self.field.show()
        self.field.setFocus(Qt.FocusReason.OtherFocusReason)

    def _show(self, asked: Message, hint: Message) -> None:
        set_text(self.asked, self._controller.text(asked))
        set_text(self.hint, self._controller.text(hint))
        self.show()
        self.toggled.emit()

    def close_entry(self) -> None:
        """Close it."""
        self.hide()
        self.toggled.emit()
        self.left.emit()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Choose by a digit what it is; close it on Esc."""
        sign = sign_of(event)
        if event.key() == Qt.Key.Key_Escape:
            self.close_entry()
        elif self._kinds.isVisible() and sign in KINDS:
            self._ask_seats(KINDS[sign][0])
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
                self.entered.emit(self._kind, seats, at_once and self._kind in INTERPOSING)
                # Where it was refused the field is still here; the next number replaces what was wrong.
                self.field.selectAll()
            return True
        if event.key() == Qt.Key.Key_Escape:
            self.close_entry()
            return True
        return False

"""Shows what is chosen on the timeline, and puts a turn right: whose it was, when it ended, of which kind, or none.

What may be put right is for the command; a grey button says why not in its words. Each step can be undone by itself.
"""

from __future__ import annotations

import re
from datetime import datetime, time, timedelta
from functools import partial
from typing import Any

from PySide6.QtCore import QEvent, QObject, Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLineEdit, QPushButton, QVBoxLayout, QWidget

from facilitator_console.dialogue.capture import correct_turn
from facilitator_console.dialogue.state import State
from facilitator_console.log import Duration, Instant, NewEvent
from facilitator_console.session.corrections import known_turn, talk_until_ms
from facilitator_console.session.ids import TurnId
from facilitator_console.session.people import at_seat
from facilitator_console.ui.control.session_controller import SessionController
from facilitator_console.ui.look.styles import Part, Rank, set_part
from facilitator_console.ui.look.tips import plain_tip
from facilitator_console.ui.parts.flow import FlowLayout
from facilitator_console.ui.parts.labels import Link, label, set_text
from facilitator_console.ui.parts.menus import new_menu
from facilitator_console.ui.run.seat_entry import SeatPad
from facilitator_console.ui.run.timeline_words import span_title, turn_details
from facilitator_console.views.timeline import KINDS, STILL_ON, Span, TurnSpan
from facilitator_console.words import Message, UserError, say, say_n

FIELD_PX = 110
SECOND_MS = 1000
WHICH_SEAT, WHEN_ENDED = say("Which seat was it?"), say("When did it end?")
_TIME = re.compile(r"\s*(\d{1,3})(?:[:.](\d{1,2}))?(?:[:.](\d{1,2}))?\s*")


class TurnStrip(QFrame):
    """Shows the chosen turn, and lets its speaker or end be corrected.

    Signals:
        notes_asked(): The notes of what is chosen are wanted.
        left(): Answered, or left without an answer: the keys go back to the timeline.
    """

    notes_asked = Signal()
    left = Signal()

    def __init__(self, controller: SessionController, parent: QWidget | None = None) -> None:
        """Begin with nothing chosen."""
        super().__init__(parent)
        set_part(self, Part.CARD)
        self._controller = controller
        self._span: Span | None = None
        self._asked: Message | None = None
        text = controller.text
        self.title, self.details = label(rank=Rank.STRONG, wraps=True), label(rank=Rank.MUTED, wraps=True)
        self.notes = Link(text(say("Show the notes of that time")))
        self.seat = self._button(say("It was seat…"), partial(self.ask, WHICH_SEAT))
        self.ended = self._button(say("Ended at…"), partial(self.ask, WHEN_ENDED))
        self.kind = self._button(say("Kind…"), self._offer_kinds)
        self.removed = self._button(say("Not a turn"), partial(self._correct, removed=True))
        self.asked, self.field, self.hint = label(wraps=True), QLineEdit(), label(rank=Rank.SMALL, wraps=True)
        self.field.setFixedWidth(FIELD_PX)
        self.pad = SeatPad(controller)
        self._build()
        self.notes.clicked.connect(self.notes_asked)
        self.field.installEventFilter(self)
        self.field.returnPressed.connect(self._on_field_return_pressed)
        self.pad.seat_clicked.connect(self._on_pad_seat_clicked)
        self.show_span(None)

    def _button(self, text: Message, press: Any) -> QPushButton:  # noqa: ANN401 - of any function
        button = QPushButton(self._controller.text(text))
        button.setAutoDefault(True)  # Enter presses it.
        button.clicked.connect(lambda _checked: press())
        return button

    def _build(self) -> None:
        column = QVBoxLayout(self)
        column.setContentsMargins(14, 10, 14, 10)
        column.setSpacing(8)
        self._words = QWidget()
        words = FlowLayout(self._words, gap_px=14)
        for part in (self.title, self.details):
            part.setWordWrap(False)
            words.addWidget(part)
        words.addWidget(self.notes)
        column.addWidget(self._words)
        self._buttons = QWidget()
        row = FlowLayout(self._buttons)
        for button in (self.seat, self.ended, self.kind, self.removed):
            row.addWidget(button)
        self._undoable = label(self._controller.text(say("Each step can be undone.")), Rank.SMALL)
        self._undoable.setSizePolicy(self.notes.sizePolicy())
        row.addWidget(self._undoable)
        column.addWidget(self._buttons)
        self._question = QWidget()
        question = QHBoxLayout(self._question)
        question.setContentsMargins(0, 0, 0, 0)
        question.setSpacing(10)
        self.asked.setWordWrap(False)
        question.addWidget(self.asked)
        question.addWidget(self.field)
        question.addWidget(self.hint, 1)
        column.addWidget(self._question)
        column.addWidget(self.pad)

    # -- showing -----------------------------------------------------------------------------------------

    def show_span(self, span: Span | None) -> None:
        """Show what is chosen; nothing where that is None."""
        before, self._span = self._span, span
        if self._asked and not (isinstance(span, TurnSpan) and self._turn_of(before) == span.turn_id):
            self._asked = None
        text, is_turn = self._controller.text, isinstance(span, TurnSpan)
        choose = say("Choose a turn with the arrows or the mouse. Enter shows its notes.")
        set_text(self.title, span_title(self._controller, span) if span else "")
        details = turn_details(self._controller, span) if isinstance(span, TurnSpan) else ""
        notes = self._note_count(span) if span else 0
        counted = text(say_n("{n} note", "{n} notes", notes)) if notes else ""
        set_text(self.details, " · ".join(filter(None, (details, counted))) if span else text(choose))
        self.title.setVisible(span is not None)
        self.notes.setVisible(bool(self._controller.state.notes) and span is not None)
        self._buttons.setVisible(is_turn and self._asked is None)
        self._question.setVisible(self._asked is not None)
        self.pad.setVisible(self._asked is WHICH_SEAT)
        if isinstance(span, TurnSpan):
            self._refresh_buttons(span.turn_id)

    def _refresh_buttons(self, turn_id: TurnId) -> None:
        why = self._controller.refusal(correct_turn, turn_id, removed=True)
        for button in (self.seat, self.ended, self.kind, self.removed):
            button.setEnabled(why is None)
            button.setToolTip(plain_tip(self._controller.text(why)) if why else "")

    def _note_count(self, span: Span) -> int:
        """Return how many notes belong to a turn, or were written in that time."""
        if not isinstance(span, TurnSpan):
            return 0
        to_ms = self._controller.now_ms() if span.to_ms == STILL_ON else span.to_ms
        notes = (note for note in self._controller.state.notes.values() if note.text and not note.removed)
        return sum(
            note.turn_id == span.turn_id if note.turn_id else span.from_ms <= note.at_ms < to_ms for note in notes
        )

    @staticmethod
    def _turn_of(span: Span | None) -> str:
        return span.turn_id if isinstance(span, TurnSpan) else ""

    # -- asking ------------------------------------------------------------------------------------------

    def ask(self, what: Message) -> None:
        """Ask for the seat, or for the end."""
        self._asked = what
        when = say("A time such as 14:53, or a length such as 5:10 · Enter · Esc closes")
        text = self._controller.text
        set_text(self.asked, text(what))
        self.field.setAccessibleName(text(what))
        set_text(self.hint, text(say("Enter · Esc closes") if what is WHICH_SEAT else when))
        self.field.clear()
        self.pad.show_seats()
        self.show_span(self._span)
        self.field.setFocus(Qt.FocusReason.OtherFocusReason)

    def close_question(self) -> None:
        """Close the question about the turn."""
        self._asked = None
        self.show_span(self._span)
        self.left.emit()

    def eventFilter(self, _watched: QObject, event: QEvent) -> bool:
        """Close the question on Esc."""
        if event.type() == QEvent.Type.KeyPress and isinstance(event, QKeyEvent) and event.key() == Qt.Key.Key_Escape:
            self.close_question()
            return True
        return False

    def _on_field_return_pressed(self) -> None:
        typed, asked = self.field.text(), self._asked
        if not typed.strip() or not isinstance(self._span, TurnSpan):
            return
        give = _give_to_seat if asked is WHICH_SEAT else partial(_end_at, self._controller)
        if self._controller.do(give, self._span.turn_id, typed):
            self.close_question()
        else:
            self.field.selectAll()

    def _on_pad_seat_clicked(self, seat: int) -> None:
        self.field.setText(str(seat))
        self._on_field_return_pressed()

    def _offer_kinds(self) -> None:
        if not isinstance(self._span, TurnSpan):
            return
        menu = new_menu(self)
        for kind, name in KINDS.items():
            entry = menu.addAction(self._controller.text(name), partial(self._correct, kind=kind))
            entry.setCheckable(True)
            entry.setChecked(kind is self._span.kind)
            entry.setEnabled(self._controller.refusal(correct_turn, self._span.turn_id, kind=kind) is None)
        menu.popup(self.kind.mapToGlobal(self.kind.rect().bottomLeft()))

    def _correct(self, **changes: Any) -> None:  # noqa: ANN401 - of any field
        if isinstance(self._span, TurnSpan):
            self._controller.do(correct_turn, self._span.turn_id, **changes)
        self.left.emit()


def _give_to_seat(state: State, now_ms: Instant, turn_id: TurnId, typed: str) -> list[NewEvent]:
    """Give a turn to the seat whose number was typed."""
    number = typed.strip()
    if not number.isdecimal():
        raise UserError(say("Type the number of a seat."))
    return correct_turn(state, now_ms, turn_id, participant_id=at_seat(state, int(number)).participant_id)


def _end_at(
    controller: SessionController, state: State, now_ms: Instant, turn_id: TurnId, typed: str
) -> list[NewEvent]:
    """Let a turn have ended at the time of day, or have lasted the length, that was typed."""
    found = _TIME.fullmatch(typed)
    if found is None:
        raise UserError(say("Type a time such as 14:53, or a length such as 5:10."))
    turn = known_turn(state, turn_id)
    numbers = [int(part) for part in found.groups() if part is not None]
    began = datetime.fromtimestamp(controller.times.wall_ms(turn.started_at_ms) / SECOND_MS).astimezone()
    later_ms = _at_time_of_day(numbers, began)
    if later_ms is not None and later_ms <= now_ms - turn.started_at_ms:
        talk_ms = talk_until_ms(state, turn, Instant(turn.started_at_ms + later_ms))
    else:
        talk_ms = Duration(_length_s(numbers) * SECOND_MS)
    return correct_turn(state, now_ms, turn_id, talk_ms=talk_ms)


def _at_time_of_day(numbers: list[int], began: datetime) -> int | None:
    """Return how long after `began` it is so late, in ms; None where the numbers are not a time of day."""
    try:
        hour, minute, second = [*numbers, 0][:3] if len(numbers) > 1 else (0, 0, -1)
        clock = time(hour, minute, second)
    except ValueError:
        return None
    end = began.replace(hour=clock.hour, minute=clock.minute, second=clock.second, microsecond=0)
    if end < began - timedelta(minutes=1):
        end += timedelta(days=1)  # Past midnight.
    return max(0, round((end - began) / timedelta(milliseconds=1)))


def _length_s(numbers: list[int]) -> int:
    """Return the length that was typed, in seconds: minutes, minutes and seconds, or hours, minutes and seconds."""
    seconds = 0
    for number in numbers:
        seconds = seconds * 60 + number
    return seconds if len(numbers) > 1 else seconds * 60

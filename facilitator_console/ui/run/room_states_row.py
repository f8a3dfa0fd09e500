"""Shows the states in which the room can be for a while, each a button: one tap begins it, another ends it."""

from __future__ import annotations

from functools import partial

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QPushButton, QVBoxLayout, QWidget

from facilitator_console.dialogue.capture import mark_state
from facilitator_console.dialogue.state import Changes
from facilitator_console.notes.ids import MarkState
from facilitator_console.notes.room_states import STATES, lasting
from facilitator_console.notes.state import Mark
from facilitator_console.ui.control.action import Action, Meaning
from facilitator_console.ui.control.session_controller import SessionController
from facilitator_console.ui.look.styles import ButtonKind, Rank, set_style
from facilitator_console.ui.parts.flow import FlowLayout
from facilitator_console.ui.parts.labels import Link, label
from facilitator_console.words import say

WRITE = say("Write a note about it")


class RoomStatesRow(QWidget):
    """Shows the states at the table that is meant, and a way to write a note about the one that began last.

    Signals:
        note_asked(MarkId): A note about this state.
    """

    note_asked = Signal(str)

    def __init__(self, controller: SessionController, parent: QWidget | None = None) -> None:
        """Build it and follow the controller."""
        super().__init__(parent)
        self._controller = controller
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(8)
        column.addWidget(label(controller.text(say("How the room is now")), Rank.SECTION, wraps=True))
        holder = QWidget()
        row = FlowLayout(holder, gap_px=6)
        self.buttons = {room_state: self._button(room_state) for room_state in STATES}
        for button in self.buttons.values():
            row.addWidget(button)
        column.addWidget(holder)
        self.note = Link(controller.text(WRITE))
        self.note.setFocusPolicy(Qt.FocusPolicy.NoFocus)  # By key it is in the list of commands, as the states are.
        self.note.clicked.connect(self._on_note_clicked)
        column.addWidget(self.note, 0, Qt.AlignmentFlag.AlignLeft)
        controller.changed.connect(self._on_controller_changed)
        controller.tables.changed.connect(self._refresh)
        controller.watching_changed.connect(self._refresh)
        self._refresh()

    def _button(self, room_state: MarkState) -> QPushButton:
        button = QPushButton(self._controller.text(STATES[room_state]))
        set_style(button, ButtonKind.SMALL)
        button.setCheckable(True)
        button.setFocusPolicy(Qt.FocusPolicy.NoFocus)  # By key it is in the list of commands.
        button.clicked.connect(partial(self._toggle, room_state))
        return button

    def _toggle(self, room_state: MarkState) -> None:
        self._controller.do(mark_state, room_state, self._controller.tables.table_id)
        self._refresh()

    def _on_note_clicked(self) -> None:
        if mark := begun_last(self._controller):
            self.note_asked.emit(mark.mark_id)

    def _on_controller_changed(self, changes: Changes) -> None:
        if changes.keys() & {"marks", "info"}:
            self._refresh()

    def _refresh(self) -> None:
        on = lasting(self._controller.state, self._controller.tables.table_id)
        self.note.setVisible(bool(on) and not self._controller.is_watched)
        for room_state, button in self.buttons.items():
            why_not = self._controller.refusal(mark_state, room_state, self._controller.tables.table_id)
            button.setChecked(room_state in on)
            button.setEnabled(why_not is None)
            button.setToolTip(self._controller.text(why_not) if why_not else "")


def begun_last(controller: SessionController) -> Mark | None:
    """Return the mark of the state that began last of those in which the table that is meant is now."""
    on = lasting(controller.state, controller.tables.table_id)
    return next(reversed(on.values()), None)


def state_actions() -> tuple[Action, ...]:
    """Return the actions of the list of commands, one for each state."""
    return tuple(Action(f"state_{room_state}", partial(_meaning, room_state)) for room_state in STATES)


def _meaning(room_state: MarkState, controller: SessionController) -> Meaning:
    table_id = controller.tables.table_id
    is_on = room_state in lasting(controller.state, table_id)
    words = say("No longer: {state}", state=STATES[room_state])
    return Meaning(
        words if is_on else say("The room now: {state}", state=STATES[room_state]),
        partial(controller.do, mark_state, room_state, table_id),
        controller.refusal(mark_state, room_state, table_id),
    )

"""Shows seats and groups to prepare them: two tables, and what adds to them."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtWidgets import QHBoxLayout, QLineEdit, QPushButton, QVBoxLayout, QWidget

from facilitator_console.dialogue.state import Changes
from facilitator_console.session.ids import GroupId, ParticipantId
from facilitator_console.session.people import (
    add_group,
    add_participants,
    remove_group,
    remove_participants,
    seated,
)
from facilitator_console.ui.control.session_controller import SessionController
from facilitator_console.ui.look.styles import Rank
from facilitator_console.ui.parts.editable_table import NEED, REST, EditTable
from facilitator_console.ui.parts.labels import label, set_text
from facilitator_console.ui.prepare.people_table_model import groups_table, people_table, read_number
from facilitator_console.words import Message, UserError, say, say_n, say_p

SEAT_COLUMNS = (NEED, REST, NEED, NEED)
GROUP_COLUMNS = (REST, NEED)
NUMBER_PX = 64


class PeoplePanel(QWidget):
    """Shows who is in the room: seats, and groups with their head-counts."""

    def __init__(self, controller: SessionController, parent: QWidget | None = None) -> None:
        """Build the widget."""
        super().__init__(parent)
        self._controller = controller
        text = controller.text
        self.seats = EditTable(
            people_table(controller, self),
            text(say_p("in the room", "Seats")),
            text(say("No seats yet. Add as many as there are chairs.")),
        )
        self.groups = EditTable(
            groups_table(controller, self),
            text(say("Groups")),
            text(say("No groups yet. They only serve the balance of talk; add them if the room has some.")),
        )
        self.seats.set_columns(SEAT_COLUMNS)
        self.seats.choose_several()
        self.groups.set_columns(GROUP_COLUMNS)
        self._head = label("", Rank.SECTION)
        self.number = QLineEdit()
        self.add_seats, self._remove_seat = self._button(say("Add seats")), self._button(say("Remove"))
        self.add_group, self._remove_group = self._button(say("Add group")), self._button(say("Remove"))
        self._lay_out()
        self._connect()
        self._refresh()

    def _button(self, text: Message) -> QPushButton:
        button = QPushButton(self._controller.text(text))
        button.setAutoDefault(True)  # Enter presses it.
        return button

    def _lay_out(self) -> None:
        self.number.setFixedWidth(NUMBER_PX)
        self.number.setAccessibleName(self._controller.text(say("How many seats to add")))
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(8)
        column.addWidget(self._head)
        column.addWidget(self.seats, 100)
        column.addLayout(self._row(self.number, self.add_seats, self._remove_seat))
        column.addSpacing(14)
        column.addWidget(label(self._controller.text(say("GROUPS")), Rank.SECTION))
        column.addWidget(self.groups, 30)
        column.addLayout(self._row(self.add_group, self._remove_group))
        column.addStretch(1)
        several = say("Shift with an arrow selects several seats; a group or role is then chosen for all of them.")
        self.seats.setToolTip(self._controller.text(several))

    @staticmethod
    def _row(*widgets: QWidget) -> QHBoxLayout:
        row = QHBoxLayout()
        row.setSpacing(8)
        for widget in widgets:
            row.addWidget(widget)
        row.addStretch(1)
        return row

    def _connect(self) -> None:
        self.number.returnPressed.connect(self._add_seats)
        self.add_seats.clicked.connect(self._add_seats)
        self.add_group.clicked.connect(self._add_group)
        self._remove_seat.clicked.connect(lambda: self._remove_seats(self.seats.selected_ids))
        self._remove_group.clicked.connect(lambda: self._remove_groups(self.groups.selected_ids))
        self.seats.removing_asked.connect(self._remove_seats)
        self.groups.removing_asked.connect(self._remove_groups)
        self.seats.adding_asked.connect(lambda: self._controller.do(add_participants, 1))
        self.groups.adding_asked.connect(self._add_group)
        for table in (self.seats, self.groups):
            table.selectionModel().currentChanged.connect(self._refresh_buttons)
        self._controller.changed.connect(self._on_controller_changed)

    def _add_seats(self) -> None:
        try:
            number = read_number(self.number.text() or self.number.placeholderText())
        except UserError as error:
            self._controller.refused.emit(error.message)
            return
        if self._controller.do(add_participants, number):
            self.number.clear()
            self.seats.scrollToBottom()

    def _add_group(self) -> None:
        if self._controller.do(add_group):
            self.groups.edit_cell(self.groups.model().rowCount() - 1, 0)

    def _remove_seats(self, participant_ids: Sequence[str]) -> None:
        if participant_ids:
            self._controller.do(remove_participants, list(map(ParticipantId, participant_ids)))

    def _remove_groups(self, group_ids: Sequence[str]) -> None:
        for group_id in group_ids:
            self._controller.do(remove_group, GroupId(group_id))

    def _on_controller_changed(self, changes: Changes) -> None:
        if changes.keys() & {"participants", "groups"}:
            self._refresh()

    def _refresh(self) -> None:
        number = len(seated(self._controller.state))
        head = say_n("{n} SEAT", "{n} SEATS", number) if number else say("SEATS")
        set_text(self._head, self._controller.text(head))
        # So many are added where no number is typed: a whole circle at first, later a person who has come in addition.
        self.number.setPlaceholderText("1" if number else "12")
        self._refresh_buttons()

    def _refresh_buttons(self) -> None:
        self._remove_seat.setEnabled(bool(self.seats.current_id))
        self._remove_group.setEnabled(bool(self.groups.current_id))

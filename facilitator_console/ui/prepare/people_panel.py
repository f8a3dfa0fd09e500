"""Shows who is in the room: seats as a grid that is edited at once, and groups with their head-counts."""

from __future__ import annotations

from PySide6.QtCore import QPoint
from PySide6.QtWidgets import QHBoxLayout, QLineEdit, QVBoxLayout, QWidget

from facilitator_console.dialogue.state import Changes
from facilitator_console.session.balance import group_sizes
from facilitator_console.session.disclosure import USUAL
from facilitator_console.session.ids import GroupId, Role
from facilitator_console.session.people import add_group, add_participants, group_name, group_of, remove_group, seated
from facilitator_console.session.seating import (
    ATTRIBUTES,
    add_seats,
    ask_of_people,
    asked_of_people,
    count_heads,
    read_seats,
    roles_besides,
)
from facilitator_console.session.state import Participant
from facilitator_console.ui.control.session_controller import SessionController
from facilitator_console.ui.look.styles import Rank
from facilitator_console.ui.parts.editable_table import NEED, REST, EditTable
from facilitator_console.ui.parts.labels import Link, label, set_text
from facilitator_console.ui.parts.menus import new_menu
from facilitator_console.ui.prepare.groups_table import groups_table
from facilitator_console.ui.prepare.seat_editor import ROLES, SeatEditor
from facilitator_console.ui.prepare.seat_grid import SeatGrid
from facilitator_console.words import Message, UserError, kept_label, say, say_n, say_p

GROUP_COLUMNS = (REST, NEED)
NUMBER_PX = 74
ROLE_COUNTS = {
    Role.SPEAKER: lambda n: say_n("{n} speaker", "{n} speakers", n),
    Role.FACILITATOR: lambda n: say_n("{n} facilitator", "{n} facilitators", n),
    Role.CO_FACILITATOR: lambda n: say_n("{n} co-facilitator", "{n} co-facilitators", n),
    Role.NOTE_TAKER: lambda n: say_n("{n} note-taker", "{n} note-takers", n),
    Role.TABLE_HOST: lambda n: say_n("{n} table host", "{n} table hosts", n),
    Role.TIMEKEEPER: lambda n: say_n("{n} timekeeper", "{n} timekeepers", n),
    Role.INTERPRETER: lambda n: say_n("{n} interpreter", "{n} interpreters", n),
    Role.EXPERT: lambda n: say_n("{n} expert", "{n} experts", n),
    Role.OBSERVER: lambda n: say_n("{n} observer", "{n} observers", n),
}
ASKED: dict[str, Message] = {
    "age_band": say("Ask for an age band"),
    "gender": say("Ask for gender"),
    "oblast": say("Ask for the oblast"),
}


class PeoplePanel(QWidget):
    """Shows who is in the room."""

    def __init__(self, controller: SessionController, parent: QWidget | None = None) -> None:
        """Build the panel of seats, groups and roles."""
        super().__init__(parent)
        self._controller = controller
        text = controller.text
        self._head = label("", Rank.SECTION)
        self.number = QLineEdit()
        self.add_seats, self.more = Link(text(say("Add seats"))), Link("⋯")
        self.seats = SeatGrid(text(say_p("in the room", "Seats")), self.seat_words)
        self.editor = SeatEditor(controller)
        self.besides = label(rank=Rank.MUTED, wraps=True)
        self.add_group = Link(text(say_p("a group", "Add")))
        empty = say("No groups yet. They only serve the balance of talk; add them if the room has some.")
        self.groups = EditTable(groups_table(controller, self), text(say("Groups")), text(empty))
        self.groups.set_columns(GROUP_COLUMNS)
        self.groups.horizontalHeader().hide()
        self.groups.setWordWrap(True)
        self.too_few = label(rank=Rank.SMALL, wraps=True)
        self._lay_out()
        self._connect()
        self._refresh()

    def _lay_out(self) -> None:
        text = self._controller.text
        self.number.setFixedWidth(NUMBER_PX)
        self.number.setAccessibleName(text(say("Which seats to add: a number, or 1-12")))
        self.number.setToolTip(text(say("12 adds so many; 1-12 adds and selects these seats")))
        self.more.setAccessibleName(text(say("More about people")))
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(8)
        column.addLayout(self._row(self._head, self.more))
        column.addWidget(self.seats)
        column.addWidget(self.besides)
        adding = QHBoxLayout()
        adding.setSpacing(8)
        adding.addWidget(self.number)
        adding.addWidget(self.add_seats)
        adding.addStretch(1)
        column.addLayout(adding)
        column.addWidget(self.editor)
        column.addSpacing(8)
        column.addLayout(self._row(label(text(say("Groups")), Rank.SECTION), self.add_group))
        column.addWidget(self.groups)
        column.addWidget(self.too_few)

    @staticmethod
    def _row(first: QWidget, *widgets: QWidget) -> QHBoxLayout:
        row = QHBoxLayout()
        row.setSpacing(8)
        row.addWidget(first, 1)
        for widget in widgets:
            row.addWidget(widget)
        return row

    def _connect(self) -> None:
        self.number.returnPressed.connect(self.add_typed)
        self.add_seats.clicked.connect(self.add_typed)
        self.more.clicked.connect(self._show_menu)
        self.seats.selection_changed.connect(self._show_selected)
        self.seats.removing_asked.connect(self.editor.take_away)
        self.seats.adding_asked.connect(self._add_seat)
        self.add_group.clicked.connect(self._add_group)
        self.groups.removing_asked.connect(self._remove_group)
        self.groups.adding_asked.connect(self._add_group)
        self._controller.changed.connect(self._on_controller_changed)

    # -- doing -------------------------------------------------------------------------------------------

    def add_typed(self) -> None:
        """Add the seats that are typed: so many, or those of a range; the range is selected, to be edited at once."""
        typed = kept_label(self.number.text()) or self.number.placeholderText()
        chosen: tuple[int, ...] = ()
        if not typed.isdecimal():
            try:
                chosen = read_seats(typed)
            except UserError as error:
                self._controller.refused.emit(error.message)
                return
        taken = {person.seat for person in seated(self._controller.state)}
        if not taken.issuperset(chosen or (0,)) and not self._controller.do(add_seats, typed):
            return
        self.number.clear()
        if chosen:
            people = seated(self._controller.state)
            self.seats.select([person.participant_id for person in people if person.seat in set(chosen)])

    def _add_seat(self) -> None:
        self._controller.do(add_participants, 1)

    def _add_group(self) -> None:
        if self._controller.do(add_group):
            self.groups.edit_cell(self.groups.model().rowCount() - 1, 0)

    def _remove_group(self, group_id: str) -> None:
        self._controller.do(remove_group, GroupId(group_id))

    def _show_menu(self) -> None:
        """Offer what is seldom wanted: only counting heads, and what else is asked of people."""
        menu, text, state = new_menu(self), self._controller.text, self._controller.state
        only = menu.addAction(text(say("Only count heads, without seats")), self._count_heads)
        only.setEnabled(self._controller.refusal(count_heads) is None)
        menu.addSeparator()
        asked = asked_of_people(state)
        for name in ATTRIBUTES:
            entry = menu.addAction(text(ASKED[name]))
            entry.setCheckable(True)
            entry.setChecked(name in asked)
            entry.setData(name)
        menu.triggered.connect(lambda entry: self._toggle_asked(entry.data()))
        menu.popup(self.more.mapToGlobal(QPoint(0, self.more.height())))

    def _toggle_asked(self, name: str | None) -> None:
        if name:
            asked = set(asked_of_people(self._controller.state)) ^ {name}
            self._controller.do(ask_of_people, asked)

    def _count_heads(self) -> None:
        self._controller.do(count_heads)

    # -- following ---------------------------------------------------------------------------------------

    def seat_words(self, person: Participant) -> str:
        """Return what is told of a seat: its number, label, group and role, and whether somebody is there."""
        text, state = self._controller.text, self._controller.state
        group = group_of(state, person.participant_id)
        parts = [text(say("Seat {seat}", seat=person.seat)), person.label]
        parts.append(text(group_name(state, group)) if group else "")
        parts.append(text(ROLES[person.role]) if person.role is not Role.PARTICIPANT else "")
        parts.append("" if person.here else text(say("not here")))
        return " · ".join(filter(None, parts))

    def _on_controller_changed(self, changes: Changes) -> None:
        if changes.keys() & {"participants", "groups", "consents"} or ("info" in changes and self.seats.selected):
            self._refresh()

    def _refresh(self) -> None:
        text, state = self._controller.text, self._controller.state
        people = seated(state)
        number = len(people)
        set_text(self._head, text(say_n("{n} seat", "{n} seats", number) if number else say_p("in the room", "Seats")))
        # So many are added where no number is typed: a whole circle at first, later a person who has come in addition.
        self.number.setPlaceholderText("1" if number else "12")
        self.seats.setVisible(bool(number))
        self.seats.show_people(people)
        parts = [ROLE_COUNTS[role](count) for role, count in roles_besides(state)]
        away = sum(not person.here for person in people)
        parts += [say_n("{n} not here", "{n} not here", away)] if away else []
        if not number:
            parts = [say("No seats: only heads are counted, by group.")]
        set_text(self.besides, " · ".join(map(text, parts)))
        self.besides.setVisible(bool(parts))
        sizes = group_sizes(state)
        few = [text(group_name(state, group)) for group, size in sizes.items() if not USUAL.allows(size)]
        words = say_n("{groups}: too few to show apart", "{groups}: too few to show apart", len(few), groups=tuple(few))
        set_text(self.too_few, text(words) if few else "")
        self.too_few.setVisible(bool(few))
        self._show_selected()

    def _show_selected(self) -> None:
        self.editor.show_people(self.seats.selected)

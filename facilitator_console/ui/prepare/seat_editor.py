"""Edits the selected seats: group, role, here or not, what they consent to; of one its label, of two their swap."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtWidgets import QFrame, QGridLayout, QHBoxLayout, QLineEdit, QVBoxLayout, QWidget

from facilitator_console.session import events as ev
from facilitator_console.session.consent import consents, set_consent
from facilitator_console.session.ids import NO_GROUP, AttributeId, ConsentUse, GroupId, Role
from facilitator_console.session.people import edit_participant, group_name, group_of, groups_shown, remove_participants
from facilitator_console.session.seating import asked_of_people, edit_people, swap_seats
from facilitator_console.session.state import Participant
from facilitator_console.ui.control.session_controller import SessionController
from facilitator_console.ui.look.styles import Part, Rank, set_part
from facilitator_console.ui.parts.check_row import CheckRow
from facilitator_console.ui.parts.choice import Choice
from facilitator_console.ui.parts.labels import Link, label, set_text
from facilitator_console.ui.prepare.groups_table import read_number
from facilitator_console.views.seat_words import AGE_BANDS, GENDERS
from facilitator_console.words import Message, UserError, say, say_n, say_p

ROLES: dict[Role, Message] = {
    Role.PARTICIPANT: say("participant"),
    Role.SPEAKER: say("speaker"),
    Role.FACILITATOR: say("facilitator"),
    Role.CO_FACILITATOR: say("co-facilitator"),
    Role.NOTE_TAKER: say("note-taker"),
    Role.TIMEKEEPER: say("timekeeper"),
    Role.TABLE_HOST: say("table host"),
    Role.INTERPRETER: say("interpreter"),
    Role.EXPERT: say("expert"),
    Role.OBSERVER: say("observer"),
}
CONSENTS: dict[ConsentUse, Message] = {
    ConsentUse.QUOTES: say("their words may be quoted"),
    ConsentUse.NAMED_NOTES: say("notes may name them"),
    ConsentUse.NAMED_SPEAKER: say("may be named where they open"),
}
"""The uses that people consent to; without a word of theirs there is no consent."""
REACH = say(
    "A consent reaches the notes that name this seat. A quote that names nobody is taken back by withdrawing the note."
)
MIXED = "?"
"""The value of a choice where the selected seats differ."""


class SeatEditor(QFrame):
    """Shows the fields of the selected seats; hidden while none is selected."""

    def __init__(self, controller: SessionController, parent: QWidget | None = None) -> None:
        """Begin with nobody."""
        super().__init__(parent)
        set_part(self, Part.CARD)
        self._controller = controller
        self._people: list[Participant] = []
        text = controller.text
        self.head = label(rank=Rank.STRONG)
        self.swap, self.remove = Link(text(say("Swap the two"))), Link(text(say("Take away")))
        self.number, self.label_field, self.oblast = QLineEdit(), QLineEdit(), QLineEdit()
        self.group, self.role, self.age, self.gender = Choice(), Choice(), Choice(), Choice()
        self.here = CheckRow(text(say("is here")))
        self.interpreted = CheckRow(text(say("speaks through an interpreter")))
        self._consents_head = label(text(say("Consents to")), Rank.SECTION)
        self.consents = {use: CheckRow(text(words)) for use, words in CONSENTS.items()}
        self._reach = label(text(REACH), Rank.SMALL, wraps=True)
        self._rows: dict[str, tuple[QWidget, QWidget]] = {}
        self._lay_out()
        self._connect()
        self.hide()

    def _lay_out(self) -> None:
        column = QVBoxLayout(self)
        column.setContentsMargins(12, 8, 12, 10)
        column.setSpacing(6)
        head = QHBoxLayout()
        head.addWidget(self.head, 1)
        head.addWidget(self.swap)
        head.addWidget(self.remove)
        column.addLayout(head)
        grid = QGridLayout()
        grid.setSpacing(6)
        fields: tuple[tuple[str, Message, QWidget], ...] = (
            ("seat", say("Seat"), self.number),
            ("label", say("Label"), self.label_field),
            ("group", say("Group"), self.group),
            ("role", say("Role"), self.role),
            ("age_band", say("Age"), self.age),
            ("gender", say("Gender"), self.gender),
            ("oblast", say("Oblast"), self.oblast),
        )
        for row, (name, words, field) in enumerate(fields):
            caption = label(self._controller.text(words), Rank.SMALL, wraps=True)
            caption.setWordWrap(False)
            field.setAccessibleName(self._controller.text(words))
            grid.addWidget(caption, row, 0)
            grid.addWidget(field, row, 1)
            self._rows[name] = (caption, field)
        grid.setColumnStretch(1, 1)
        column.addLayout(grid)
        column.addWidget(self.here)
        column.addWidget(self.interpreted)
        column.addSpacing(4)
        column.addWidget(self._consents_head)
        for consent in self.consents.values():
            column.addWidget(consent)
        column.addWidget(self._reach)

    def _connect(self) -> None:
        self.number.editingFinished.connect(self._on_number_edited)
        self.label_field.editingFinished.connect(self._on_label_edited)
        self.oblast.editingFinished.connect(self._on_oblast_edited)
        self.group.activated.connect(self._on_group_chosen)
        self.role.activated.connect(self._on_role_chosen)
        self.age.activated.connect(self._on_age_chosen)
        self.gender.activated.connect(self._on_gender_chosen)
        self.here.clicked.connect(self._on_here_clicked)
        self.interpreted.clicked.connect(self._on_interpreted_clicked)
        for use, row in self.consents.items():
            row.clicked.connect(lambda on, use=use: self._on_consent_clicked(use, on))
        self.swap.clicked.connect(self.swap_two)
        self.remove.clicked.connect(self.take_away)

    # -- showing -----------------------------------------------------------------------------------------

    def show_people(self, people: Sequence[Participant]) -> None:
        """Show the fields of these people; hidden where there is nobody."""
        self._people = list(people)
        self.setVisible(bool(people))
        if not people:
            return
        text, state = self._controller.text, self._controller.state
        set_text(self.head, text(_seats_words(people)))
        self.swap.setVisible(len(people) == 2)  # noqa: PLR2004 - two chairs
        alone = people[0] if len(people) == 1 else None
        asked = asked_of_people(state)
        shown = {
            "seat": alone is not None,
            "label": alone is not None,
            "group": bool(groups_shown(state)),
            "role": True,
        }
        for name, row in self._rows.items():
            for widget in row:
                widget.setVisible(shown.get(name, name in asked))
        if alone is not None:
            for field, value in ((self.number, str(alone.seat)), (self.label_field, alone.label)):
                if not field.isModified():
                    field.setText(value)
        groups = {"": say("no group")} | {g.group_id: group_name(state, g.group_id) for g in groups_shown(state)}
        self._offer(self.group, groups, {group_of(state, person.participant_id) for person in people})
        self._offer(self.role, ROLES, {person.role for person in people})
        self._offer(self.age, AGE_BANDS, {person.age_band for person in people})
        self._offer(self.gender, GENDERS, {person.gender for person in people})
        oblasts = {person.oblast for person in people}
        if not self.oblast.isModified():
            self.oblast.setText(oblasts.pop() if len(oblasts) == 1 else "")
        self.here.setChecked(all(person.here for person in people))
        self.interpreted.setChecked(all(person.interpreted for person in people))
        self._show_consents(people)

    def _show_consents(self, people: Sequence[Participant]) -> None:
        """Show to what all of these people consent; being named as a speaker is asked of speakers."""
        for use, row in self.consents.items():
            row.setChecked(all(consents(self._controller.state, person.participant_id, use) for person in people))
        is_speaker = all(person.role is Role.SPEAKER for person in people)
        self.consents[ConsentUse.NAMED_SPEAKER].setVisible(is_speaker)

    def _offer(self, choice: Choice, names: dict[str, Message] | dict[Role, Message], values: set[str]) -> None:
        """Offer values; where the selected seats differ, none of them is chosen."""
        text = self._controller.text
        mixed = {MIXED: say_p("the selected seats differ", "different")} if len(values) > 1 else {}
        offered = [(str(value), text(name)) for value, name in (*mixed.items(), *names.items())]
        if [(choice.itemData(at), choice.itemText(at)) for at in range(choice.count())] != offered:
            choice.clear()
            for value, name in offered:
                choice.addItem(name, value)
        choice.setCurrentIndex(0 if mixed else max(0, choice.findData(str(next(iter(values))))))

    # -- doing -------------------------------------------------------------------------------------------

    def _edit(self, edit: ev.ParticipantEdited) -> None:
        self._controller.do(edit_people, [person.participant_id for person in self._people], edit)
        self.show_people([self._controller.state.participants[person.participant_id] for person in self._people])

    def _on_number_edited(self) -> None:
        if not self.number.isModified() or len(self._people) != 1:
            return
        self.number.setModified(False)
        try:
            seat = read_number(self.number.text())
        except UserError as error:
            self._controller.refused.emit(error.message)
        else:
            self._controller.do(edit_participant, self._people[0].participant_id, seat=seat or self._people[0].seat)
        self.show_people([self._controller.state.participants[person.participant_id] for person in self._people])

    def _on_label_edited(self) -> None:
        if self.label_field.isModified() and len(self._people) == 1:
            self.label_field.setModified(False)
            self._edit(ev.ParticipantEdited(label=self.label_field.text()))

    def _on_oblast_edited(self) -> None:
        if self.oblast.isModified():
            self.oblast.setModified(False)
            self._edit(ev.ParticipantEdited(oblast=self.oblast.text()))

    def _on_group_chosen(self, place: int) -> None:
        value = self.group.itemData(place)
        if value != MIXED:
            self._edit(ev.ParticipantEdited(group_id=GroupId(value) if value else NO_GROUP))

    def _on_role_chosen(self, place: int) -> None:
        value = self.role.itemData(place)
        if value != MIXED:
            self._edit(ev.ParticipantEdited(role=Role(value)))

    def _on_age_chosen(self, place: int) -> None:
        value = self.age.itemData(place)
        if value != MIXED:
            self._edit(ev.ParticipantEdited(age_band=AttributeId(value)))

    def _on_gender_chosen(self, place: int) -> None:
        value = self.gender.itemData(place)
        if value != MIXED:
            self._edit(ev.ParticipantEdited(gender=AttributeId(value)))

    def _on_here_clicked(self, on: bool) -> None:
        self._edit(ev.ParticipantEdited(here=on))

    def _on_interpreted_clicked(self, on: bool) -> None:
        self._edit(ev.ParticipantEdited(interpreted=on))

    def _on_consent_clicked(self, use: ConsentUse, on: bool) -> None:
        self._controller.do(set_consent, [person.participant_id for person in self._people], use, given=on)
        self._show_consents(self._people)

    def swap_two(self) -> None:
        """Let the two selected people change their chairs."""
        self._controller.do(swap_seats, [person.participant_id for person in self._people])

    def take_away(self) -> None:
        """Take the selected seats away."""
        if self._people:
            self._controller.do(remove_participants, [person.participant_id for person in self._people])


def _seats_words(people: Sequence[Participant]) -> Message:
    first, last = people[0].seat, people[-1].seat
    if len(people) == 1:
        return say("Seat {seat}", seat=first)
    if last - first + 1 == len(people):
        return say("Seats {first} to {last}", first=first, last=last)
    return say_n("{n} seat", "{n} seats", len(people))

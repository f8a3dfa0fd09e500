"""Holds seats and groups as tables to prepare them: number, label, group, role; a group's name and head-count."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QObject

from facilitator_console.dialogue.state import State
from facilitator_console.session.balance import group_sizes
from facilitator_console.session.ids import NO_GROUP, GroupId, Role
from facilitator_console.session.people import (
    edit_group,
    edit_participant,
    edit_participants,
    group_name,
    group_of,
    groups_shown,
    seated,
)
from facilitator_console.session.state import Group, Participant
from facilitator_console.ui.control.session_controller import SessionController
from facilitator_console.ui.parts.table_model import Column, TableModel
from facilitator_console.words import Message, UserError, kept_label, say

ROLES: dict[Role, Message] = {
    Role.PARTICIPANT: say("participant"),
    Role.SPEAKER: say("speaker"),
    Role.FACILITATOR: say("facilitator"),
    Role.CO_FACILITATOR: say("co-facilitator"),
    Role.NOTE_TAKER: say("note-taker"),
    Role.TIMEKEEPER: say("timekeeper"),
    Role.INTERPRETER: say("interpreter"),
    Role.EXPERT: say("expert"),
    Role.OBSERVER: say("observer"),
}


def people_table(controller: SessionController, parent: QObject | None = None) -> TableModel[Participant]:
    """Return the controller's seats as a table that can be edited."""

    def group_value(person: Participant) -> str:
        return group_of(controller.state, person.participant_id)

    columns = (
        Column[Participant](say("Seat"), lambda person: str(person.seat), _write_seat, is_number=True),
        Column(say("Label"), lambda person: person.label, _write_label),
        Column(say("Group"), group_value, _write_group, _groups, write_all=_write_groups),
        Column(
            say("Role"),
            lambda person: person.role,
            _write_role,
            lambda _state, _person: list(ROLES.items()),
            write_all=_write_roles,
        ),
    )
    followed = frozenset({"participants", "groups"})
    return TableModel(controller, seated, lambda person: person.participant_id, columns, followed, parent)


def groups_table(controller: SessionController, parent: QObject | None = None) -> TableModel[Group]:
    """Return the controller's groups as a table that can be edited."""
    columns = (
        Column[Group](
            say("Group"),
            lambda group: group.name,
            _write_name,
            instead=lambda state, group: group_name(state, group.group_id),
        ),
        Column(
            say("People"),
            lambda group: str(group.head_count or ""),
            _write_head_count,
            instead=lambda state, group: say("{n}", n=group_sizes(state)[group.group_id]),
            is_number=True,
        ),
    )
    followed = frozenset({"participants", "groups"})
    return TableModel(controller, groups_shown, lambda group: group.group_id, columns, followed, parent)


def read_number(text: str) -> int:
    """Read a whole number as it is typed; 0 for nothing.

    Raises:
        UserError: It is none.
    """
    text = kept_label(text)
    if text and not (text.isdecimal() and len(text) <= 6):  # noqa: PLR2004 - longer ones are a slip of the hand
        raise UserError(say("“{text}” is not a number. Write digits, such as 12.", text=text))
    return int(text or 0)


def _groups(state: State, _person: Participant) -> list[tuple[str, Message]]:
    named = [(group.group_id, group_name(state, group.group_id)) for group in groups_shown(state)]
    return [(NO_GROUP, say("no group")), *named]


def _write_seat(controller: SessionController, person: Participant, text: str) -> bool:
    seat = read_number(text)
    if not seat:
        raise UserError(say("A seat needs a number. Use 1, 2, 3 …"))
    return controller.do(edit_participant, person.participant_id, seat=seat)


def _write_label(controller: SessionController, person: Participant, text: str) -> bool:
    return controller.do(edit_participant, person.participant_id, label=text)


def _write_group(controller: SessionController, person: Participant, value: str) -> bool:
    return controller.do(edit_participant, person.participant_id, group_id=GroupId(value))


def _write_groups(controller: SessionController, people: Sequence[Participant], value: str) -> bool:
    return controller.do(edit_participants, [person.participant_id for person in people], group_id=GroupId(value))


def _write_role(controller: SessionController, person: Participant, value: str) -> bool:
    return controller.do(edit_participant, person.participant_id, role=Role(value))


def _write_roles(controller: SessionController, people: Sequence[Participant], value: str) -> bool:
    return controller.do(edit_participants, [person.participant_id for person in people], role=Role(value))


def _write_name(controller: SessionController, group: Group, text: str) -> bool:
    return controller.do(edit_group, group.group_id, name=text)


def _write_head_count(controller: SessionController, group: Group, text: str) -> bool:
    return controller.do(edit_group, group.group_id, head_count=read_number(text))

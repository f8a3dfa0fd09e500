"""Holds the groups as a table to prepare them: name and head-count."""

from __future__ import annotations

from PySide6.QtCore import QObject

from facilitator_console.session.balance import group_sizes
from facilitator_console.session.people import edit_group, group_name, groups_shown
from facilitator_console.session.state import Group
from facilitator_console.ui.control.session_controller import SessionController
from facilitator_console.ui.parts.table_model import Column, TableModel
from facilitator_console.words import UserError, kept_label, say


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


def _write_name(controller: SessionController, group: Group, text: str) -> bool:
    return controller.do(edit_group, group.group_id, name=text)


def _write_head_count(controller: SessionController, group: Group, text: str) -> bool:
    return controller.do(edit_group, group.group_id, head_count=read_number(text))

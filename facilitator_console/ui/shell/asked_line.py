"""Asks for one line of text in a banner at the foot, without stopping the clocks; and for what a table is called."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QObject, Qt
from PySide6.QtWidgets import QLineEdit

from facilitator_console.session.ids import TableId
from facilitator_console.session.tables import edit_table, table_name
from facilitator_console.ui.control.session_controller import SessionController
from facilitator_console.ui.look.styles import BannerKind, ButtonKind
from facilitator_console.ui.parts.banners import Banner, BannerAction, Banners
from facilitator_console.words import Message, say

FIELD_PX = 320
LONGEST_NAME = 60


def ask_line(
    text: Callable[[Message], str],
    banners: Banners,
    key: str,
    question: Message,
    field: QLineEdit,
    label: Message,
    then: Callable[[str], object],
) -> None:
    """Ask for a line.

    Args:
        text: Turns messages into the screen's language.
        banners: Where it is asked.
        key: Of the banner.
        question: What is asked for.
        field: Where it is typed; it has its name and its longest text already.
        label: Of the button that does it, as Enter in the field does.
        then: Does it, with what was typed.
    """
    field.setMinimumWidth(FIELD_PX)

    def do() -> None:
        then(field.text())

    banner = Banner(
        text(question),
        actions=[BannerAction(text(label), do, ButtonKind.PRIMARY)],
        kind=BannerKind.ASK,
        dismiss=text(say("Cancel")),
        extra=field,
    )

    def enter() -> None:
        do()
        banners.dismiss(key)

    # The banner goes with its field, which must not be deleted while it still handles its key.
    field.returnPressed.connect(enter, Qt.ConnectionType.QueuedConnection)
    banners.show_banner(key, banner)
    field.setFocus()


class TableNames(QObject):
    """Asks what a table is called, where somebody wants to name it."""

    def __init__(self, controller: SessionController, banners: Banners, parent: QObject) -> None:
        """Ask at these banners."""
        super().__init__(parent)
        self._controller, self._banners = controller, banners
        controller.tables.name_asked.connect(self._ask)

    def _ask(self, table_id: str) -> None:
        state, text = self._controller.state, self._controller.text
        table = state.talk_tables.get(TableId(table_id))
        if table is None:
            return
        field = QLineEdit(table.label)
        field.setMaxLength(LONGEST_NAME)
        name = text(table_name(state, table.table_id))
        field.setAccessibleName(text(say("Name of {table}", table=name)))

        def rename(label: str) -> None:
            self._controller.do(edit_table, table.table_id, label=label)

        question = say("What is {table} called? For the team: the room sees its number.", table=name)
        ask_line(text, self._banners, "table_name", question, field, say("Name it"), rename)
        field.selectAll()

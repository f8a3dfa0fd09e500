"""Shows the page of a session in which experts write what they conclude, apart from the dialogue that they watched."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QPushButton, QVBoxLayout, QWidget

from facilitator_console.notes.ids import GroupList
from facilitator_console.ui.control.session_controller import SessionController
from facilitator_console.ui.look.styles import Part, Rank, set_part
from facilitator_console.ui.parts.group_list import GroupListPanel
from facilitator_console.ui.parts.kept_focus import PassesFocus
from facilitator_console.ui.parts.labels import label
from facilitator_console.words import say

APART = say(
    "What you conclude stands apart in the report, under a heading of its own. Nobody sees it before you give it "
    "to the team."
)


class ConclusionsPage(PassesFocus):
    """Shows the page.

    Signals:
        giving_requested(): The conclusions are to go to the team.
    """

    giving_requested = Signal()

    def __init__(self, controller: SessionController, parent: QWidget | None = None) -> None:
        """Build it on the session of experts."""
        super().__init__(parent)
        set_part(self, Part.PAGE)
        text = controller.text
        self.list = GroupListPanel(controller, GroupList.CONCLUSIONS)
        self.give = QPushButton(text(say("Give them to the team")))
        self.give.setAutoDefault(True)
        self.give.clicked.connect(self.giving_requested)
        row = QHBoxLayout()
        row.addWidget(self.give)
        row.addStretch(1)
        column = QVBoxLayout(self)
        column.setContentsMargins(26, 18, 26, 16)
        column.setSpacing(10)
        column.addWidget(label(text(APART), Rank.MUTED, wraps=True))
        column.addWidget(self.list, 1)
        column.addLayout(row)
        self.pass_focus_to(self.list.field)

"""Shows the balance on request: who was not heard yet, and the larger groups against their part of the room.

No ranking and no figures: much less, about, much more. Small groups never show.
"""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from facilitator_console.session.balance import Share, group_shares, not_heard_yet
from facilitator_console.session.disclosure import USUAL
from facilitator_console.session.people import group_name
from facilitator_console.ui.control.session_controller import SessionController
from facilitator_console.ui.look.styles import Rank
from facilitator_console.ui.parts.labels import Link, label, rule
from facilitator_console.ui.parts.thin_scroll import ScrolledWords
from facilitator_console.words import Message, say

SHARES: dict[Share, Message] = {
    Share.MUCH_LESS: say("{group}: much less than its share"),
    Share.ABOUT: say("{group}: about its share"),
    Share.MUCH_MORE: say("{group}: much more than its share"),
}


class BalancePanel(QWidget):
    """Shows the balance; it is closed until somebody asks.

    Signals:
        toggled(): It was opened or closed.
    """

    toggled = Signal()

    def __init__(self, controller: SessionController, parent: QWidget | None = None) -> None:
        """Begin closed."""
        super().__init__(parent)
        self._controller = controller
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(10)
        column.addWidget(rule())
        row = QHBoxLayout()
        row.addWidget(label(controller.text(say("Balance of groups")), Rank.MUTED), 1)
        self.toggle = Link(controller.text(say("Show")))
        self.toggle.clicked.connect(self._on_toggle_clicked)
        row.addWidget(self.toggle)
        self._words = ScrolledWords()
        self._words.hide()
        column.addWidget(self._words)
        column.addLayout(row)

    @property
    def is_open(self) -> bool:
        """Tell whether it shows anything."""
        return self._words.isVisibleTo(self)

    @property
    def words(self) -> str:
        """Return what it says."""
        return self._words.text

    def refresh(self) -> None:
        """Read the balance anew where it shows."""
        if self.is_open:
            self._words.show_text("\n".join(self._controller.text(line) for line in self._lines()))

    def _on_toggle_clicked(self) -> None:
        self._words.setVisible(not self.is_open)
        self.toggle.show_text(self._controller.text(say("Hide") if self.is_open else say("Show")))
        self.refresh()
        self.toggled.emit()

    def _lines(self) -> list[Message]:
        state = self._controller.state
        silent = tuple(str(person.seat) for person in not_heard_yet(state))
        lines = [say("Not heard yet: {seats}", seats=silent) if silent else say("Everyone was heard.")]
        shares = group_shares(state, self._controller.now_ms())
        lines += [Message(SHARES[share].msgid, {"group": group_name(state, group)}) for group, share in shares.items()]
        if not shares:
            lines.append(say("Groups of {n} and more are compared after 20 minutes of talk.", n=USUAL.smallest_group))
        return lines

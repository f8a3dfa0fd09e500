"""Asks for the address and the six digits that another laptop shows, beside the list of sessions."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QLineEdit, QPushButton, QVBoxLayout, QWidget

from facilitator_console.ui.look.styles import ButtonKind, Rank, set_style
from facilitator_console.ui.parts.labels import label, set_text
from facilitator_console.ui.parts.primary_button import PrimaryButton
from facilitator_console.ui.parts.side_panel import SidePanel
from facilitator_console.words import Catalogue, Message, kept_label, say, say_p

LONGEST_ADDRESS, LONGEST_DIGITS, LONGEST_INITIALS = 60, 16, 12
HOW = say(
    "On the laptop that has the session open: Team, “Show six digits”. Both must be in the same network; the internet "
    "is not needed."
)


class JoinPanel(SidePanel):
    """Shows the form in which a team's address and digits are typed.

    Signals:
        join_asked(str, str, str): Address, digits and initials as typed.
        watch_asked(): Go on watching what was watched last.
    """

    join_asked = Signal(str, str, str)
    watch_asked = Signal()

    def __init__(self, catalogue: Catalogue, author: str, parent: QWidget) -> None:
        """Build the form, closed."""
        super().__init__(parent)
        self._text = catalogue.text
        self.setAccessibleName(self._text(say("Join a team")))
        self.address = self._field(say("Address"), LONGEST_ADDRESS)
        self.digits = self._field(say("Six digits"), LONGEST_DIGITS)
        self.author = self._field(say("Your initials"), LONGEST_INITIALS)
        self.author.setText(author)
        self.join = PrimaryButton(self._text(say("Join")))
        self.join.clicked.connect(self._join)
        self.outcome = label(rank=Rank.NONE, wraps=True)
        self.watch = QPushButton(self._text(say("Go on watching, as an expert")))
        self.watch.clicked.connect(self.watch_asked)
        self.watch.hide()
        self.close_button = QPushButton(self._text(say_p("a panel", "Close")))
        set_style(self.close_button, ButtonKind.LINK)
        self.close_button.clicked.connect(self.close_panel)
        column = QVBoxLayout(self)
        column.setContentsMargins(20, 18, 20, 14)
        column.setSpacing(8)
        column.addWidget(label(self._text(say("Join a team")), Rank.HEAD, wraps=True))
        column.addWidget(label(self._text(HOW), Rank.SMALL, wraps=True))
        for field in (self.address, self.digits, self.author):
            column.addWidget(label(field.accessibleName(), Rank.SMALL))
            column.addWidget(field)
        column.addSpacing(4)
        column.addWidget(self.join)
        column.addWidget(self.outcome)
        column.addWidget(self.watch)
        column.addStretch(1)
        column.addWidget(self.close_button)

    def _field(self, name: Message, longest: int) -> QLineEdit:
        field = QLineEdit()
        field.setAccessibleName(self._text(name))
        field.setMaxLength(longest)
        field.returnPressed.connect(self._join)
        return field

    def take_focus(self) -> None:
        """Begin with the address."""
        self.address.setFocus()

    def offer_to_watch(self, *, on: bool) -> None:
        """Offer to go on watching what another laptop has shown this one."""
        self.watch.setVisible(on)

    def show_outcome(self, message: Message, *, works: bool) -> None:
        """Show what came of it, or what is going on; while it works nothing can be asked twice."""
        set_text(self.outcome, self._text(message))
        self.join.setEnabled(not works)
        if not works:
            self.digits.setFocus()
            self.digits.selectAll()

    def _join(self) -> None:
        if self.join.isEnabled():
            self.join_asked.emit(self.address.text(), self.digits.text(), kept_label(self.author.text()))

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Press a button on Enter; Esc closes the panel."""
        focus = self.focusWidget()
        if event.text() == "\r" and isinstance(focus, QPushButton):
            focus.click()
            return
        super().keyPressEvent(event)

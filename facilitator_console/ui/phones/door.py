"""The door of the phones: where they are let in, and, once they are, what they join with and how many are here."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QFormLayout, QLineEdit, QPushButton, QVBoxLayout, QWidget

from facilitator_console.dialogue.state import Changes
from facilitator_console.session.display import on_display, show_join, show_room
from facilitator_console.session.ids import Shows
from facilitator_console.ui.control.session_controller import SessionController
from facilitator_console.ui.look.styles import ButtonKind, Rank, set_style
from facilitator_console.ui.parts.addresses import local_addresses
from facilitator_console.ui.parts.check_row import CheckRow
from facilitator_console.ui.parts.choice import Choice
from facilitator_console.ui.parts.flow import FlowLayout
from facilitator_console.ui.parts.labels import label, set_text
from facilitator_console.ui.parts.primary_button import PrimaryButton
from facilitator_console.ui.parts.qr import QrCode
from facilitator_console.ui.phones.phone_host import PORT, PhoneHost
from facilitator_console.words import Message, UserError, kept_label, say, say_n

HIGHEST_PORT = 65535
FIELD_PX = 76


class DoorForm(QWidget):
    """Asks where phones are let in."""

    def __init__(self, host: PhoneHost, controller: SessionController, parent: QWidget | None = None) -> None:
        """Build it; `refresh` looks for the addresses that there are now."""
        super().__init__(parent)
        self._host, self._controller = host, controller
        text = controller.text
        self.address = Choice()
        self.address.setAccessibleName(text(say("Network")))
        self.port = QLineEdit(str(PORT))
        self.port.setAccessibleName(text(say("Port")))
        self.port.setFixedWidth(FIELD_PX)
        self.let_in = PrimaryButton(text(say("Let phones in")))
        self.again = PrimaryButton(text(say("Let them in again")))
        self.forget = QPushButton(text(say("Forget them")))
        self.outcome = label(rank=Rank.STRONG, wraps=True)
        self.none = label(text(NO_NETWORK), Rank.WARN, wraps=True)
        for button in (self.let_in, self.again, self.forget):
            button.setAutoDefault(True)
        self._lay_out()
        self.let_in.clicked.connect(self._on_let_in_clicked)
        self.port.returnPressed.connect(self._on_let_in_clicked)
        self.again.clicked.connect(self._on_again_clicked)
        self.forget.clicked.connect(host.forget)

    def _lay_out(self) -> None:
        text = self._controller.text
        form = QFormLayout()
        form.setContentsMargins(0, 0, 0, 0)
        form.setRowWrapPolicy(QFormLayout.RowWrapPolicy.WrapAllRows)
        form.addRow(label(text(say("Network")), wraps=True), self.address)
        form.addRow(label(text(say("Port")), wraps=True), self.port)
        answers = QWidget()
        row = FlowLayout(answers)
        for button in (self.again, self.forget, self.let_in):
            row.addWidget(button)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(10)
        column.addWidget(self.outcome)
        column.addLayout(form)
        column.addWidget(self.none)
        column.addWidget(answers)
        column.addWidget(label(text(WIFI), Rank.HINT, wraps=True))

    def refresh(self) -> None:
        """Offer the addresses that there are now; one that was chosen stays chosen."""
        text, chosen = self._controller.text, self.address.currentData()
        found = local_addresses()
        if [entry.address for entry in found] != [self.address.itemData(row) for row in range(self.address.count())]:
            self.address.clear()
            for entry in found:
                self.address.addItem(text(entry.words), entry.address)
            self.address.setCurrentIndex(max(0, self.address.findData(chosen)))
        before, connections = self._host.was_open, self._host.connections
        self.none.setVisible(not found)
        self.let_in.setVisible(before is None)
        self.let_in.setEnabled(bool(found))
        self.again.setVisible(before is not None)
        self.forget.setVisible(before is not None)
        words: Message | None = None
        if before is not None:
            words = say("Phones were in when the program ended. They come back by themselves once you let them in.")
        elif connections is not None:
            words = off_words(connections)
        self.outcome.setVisible(words is not None)
        set_text(self.outcome, text(words) if words else "")

    def _on_let_in_clicked(self) -> None:
        try:
            port = read_port(self.port.text())
        except UserError as error:
            self._controller.refused.emit(error.message)
            return
        if address := self.address.currentData():
            self._host.let_in(str(address), port)

    def _on_again_clicked(self) -> None:
        if before := self._host.was_open:
            self._host.let_in(*before)


SHOW = say("Show in the room")
TAKE_OFF = say("Take the code off the display")
NO_NETWORK = say("This laptop is in no network. Switch on its own Wi-Fi, or join one.")
WIFI = say(
    "Best is a Wi-Fi of this laptop alone, with a password, made for this meeting: nobody else can then listen in. "
    "The internet is not needed."
)


def off_words(connections: int) -> Message:
    """Return what is said once phones are off."""
    return say_n(
        "Phones are off. There was {n} connection; nothing leads from a text to a phone any more.",
        "Phones are off. There were {n} connections; nothing leads from a text to a phone any more.",
        connections,
    )


def read_port(typed: str) -> int:
    """Return a port that was typed.

    Raises:
        UserError: It is none.
    """
    typed = kept_label(typed)
    if not (typed.isascii() and typed.isdigit() and len(typed) <= len(str(HIGHEST_PORT))):
        raise UserError(say("“{text}” is not a port. Write a number such as 8080.", text=typed))
    if not 0 < int(typed) <= HIGHEST_PORT:
        raise UserError(say("A port is a number from 1 to {most}.", most=HIGHEST_PORT))
    return int(typed)


class DoorCard(QWidget):
    """Shows what phones join with.

    Signals:
        cards_asked(bool): One-use codes are wanted; true: one for a phone that all share.
        shown(): It was put on the room display, which may be closed or covered.
    """

    cards_asked = Signal(bool)
    shown = Signal()

    def __init__(self, host: PhoneHost, controller: SessionController, parent: QWidget | None = None) -> None:
        """Build it and follow the host."""
        super().__init__(parent)
        self._host, self._controller = host, controller
        self._is_seen = False
        text = controller.text
        self.code = QrCode()
        self.address = label(rank=Rank.STRONG, wraps=True)
        self.address.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self.count = label(rank=Rank.SMALL, wraps=True)
        self.show_button = QPushButton(text(SHOW))
        self.cards = QPushButton(text(say("Print join cards…")))
        self.kiosk = QPushButton(text(say("One phone for all…")))
        self.allow = QPushButton(text(say("Take all of them again")))
        self.off = QPushButton(text(say("Turn phones off")))
        set_style(self.off, ButtonKind.WARN)
        for button in self._buttons:
            button.setAutoDefault(True)
        self._lay_out()
        self.show_button.clicked.connect(self._on_show_clicked)
        self.cards.clicked.connect(lambda: self.cards_asked.emit(False))
        self.kiosk.clicked.connect(lambda: self.cards_asked.emit(True))
        self.allow.clicked.connect(self._on_allow_clicked)
        self.off.clicked.connect(host.shut)
        controller.changed.connect(self._on_controller_changed)

    @property
    def _buttons(self) -> tuple[QPushButton, ...]:
        return (self.show_button, self.cards, self.kiosk, self.allow, self.off)

    def _lay_out(self) -> None:
        answers = QWidget()
        row = FlowLayout(answers)
        for button in self._buttons:
            row.addWidget(button)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(10)
        column.addWidget(self.code, 0, Qt.AlignmentFlag.AlignLeft)
        column.addWidget(self.address)
        column.addWidget(self.count)
        column.addWidget(answers)

    def refresh(self) -> None:
        """Show how it stands now."""
        phones, status, text = self._host.phones, self._host.status, self._controller.text
        if phones is None or status is None or phones.door is None:
            self.code.show_text("")
            return
        self.code.show_text(phones.url)
        set_text(self.address, text(say("{host}\nCode {code}", host=phones.door.host, code=phones.code)))
        lines = [text(say_n("{n} here", "{n} here", status.here))]
        if status.cards_left:
            lines.append(text(say_n("{n} card left", "{n} cards left", status.cards_left)))
        if status.muted:
            lines.append(text(say_n("{n} not taken from", "{n} not taken from", status.muted)))
        set_text(self.count, " · ".join(lines))
        self.allow.setVisible(bool(status.muted))
        self._refresh_show()

    def set_seen(self, on: bool) -> None:
        """Follow whether the room sees what is on its display."""
        self._is_seen = on
        self._refresh_show()

    def _refresh_show(self) -> None:
        self.show_button.setText(self._controller.text(TAKE_OFF if self._is_in_sight else SHOW))

    @property
    def _is_in_sight(self) -> bool:
        """Tell whether the room sees how to join."""
        shown = on_display(self._controller.state)
        return self._is_seen and shown is not None and shown.shows is Shows.JOIN

    def _on_controller_changed(self, changes: Changes) -> None:
        if "displays" in changes:
            self._refresh_show()

    def _on_show_clicked(self) -> None:
        if self._is_in_sight:
            self._controller.do(show_room)
        elif self._controller.do(show_join):
            self.shown.emit()

    def _on_allow_clicked(self) -> None:
        if self._host.phones is not None:
            self._host.phones.allow_all()


class CareRow(CheckRow):
    """Says whether a care person can be reached at this laptop: only then phones offer to ask for one."""

    def __init__(self, host: PhoneHost, controller: SessionController) -> None:
        """Build the form that opens and closes the door to phones."""
        super().__init__(controller.text(say("The care person is at this laptop: phones may ask for them.")))
        self.box.setChecked(host.cares)
        self.clicked.connect(lambda on: host.set_cares(on=on))

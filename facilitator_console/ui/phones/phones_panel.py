"""The phones' panel: their door, the texts that came from them, and withdrawing a text with its code."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QApplication, QLineEdit, QPushButton, QVBoxLayout, QWidget

from facilitator_console.dialogue.submissions import with_code
from facilitator_console.log import Subject
from facilitator_console.ui.control.session_controller import SessionController
from facilitator_console.ui.look.styles import Rank
from facilitator_console.ui.parts.danger_button import DangerButton
from facilitator_console.ui.parts.flow import FlowLayout
from facilitator_console.ui.parts.labels import label, rule, set_text
from facilitator_console.ui.parts.side_panel import SidePanel
from facilitator_console.ui.parts.thin_scroll import ThinScrollArea
from facilitator_console.ui.phones.door import CareRow, DoorCard, DoorForm
from facilitator_console.ui.phones.phone_host import PhoneHost
from facilitator_console.ui.phones.texts import PhoneTexts
from facilitator_console.words import UserError, say, say_p

KEPT = say("Nobody’s name, number or address is kept.")
REACH = say("This text is erased here, and on other laptops once they meet this one. It can’t be undone.")
NO_CODE = say("That is not a code. It has twelve letters and digits, such as 7KQM-2XWA-9TFH.")


class PhonesPanel(SidePanel):
    """Shows the panel; nothing of a text is on it until somebody chooses one, and nothing once it is closed."""

    def __init__(self, host: PhoneHost, controller: SessionController, parent: QWidget) -> None:
        """Build the panel, closed."""
        super().__init__(parent)
        self._host, self._controller = host, controller
        text = controller.text
        self.setAccessibleName(text(say("Phones")))
        self.head = label(rank=Rank.HEAD, wraps=True)
        self.form = DoorForm(host, controller)
        self.card = DoorCard(host, controller)
        self.care = CareRow(host, controller)
        self.texts = PhoneTexts(host, controller)
        self.withdrawal = CodeWithdrawal(controller)
        self.close_button = QPushButton(text(say_p("a panel", "Close")))
        self.close_button.setAutoDefault(True)
        self.close_button.clicked.connect(self.close_panel)
        self._lay_out()
        host.changed.connect(self._on_host_changed)

    def _lay_out(self) -> None:
        page = QWidget()
        inner = QVBoxLayout(page)
        inner.setContentsMargins(0, 0, 6, 0)
        inner.setSpacing(12)
        kept_note = label(self._controller.text(KEPT), Rank.SMALL, wraps=True)
        for part in (kept_note, self.form, self.texts, rule(), self.card, self.care, rule(), self.withdrawal):
            inner.addWidget(part)
        inner.addStretch(1)
        column = QVBoxLayout(self)
        column.setContentsMargins(14, 16, 12, 12)
        column.setSpacing(12)
        column.addWidget(self.head)
        column.addWidget(ThinScrollArea(page), 1)
        column.addWidget(self.close_button, 0, Qt.AlignmentFlag.AlignLeft)

    def take_focus(self) -> None:
        """Begin with what is to be done: the texts, or letting phones in."""
        self.refresh()
        if self.texts.model.rowCount():
            first: QWidget = self.texts.list
        elif self._host.is_open:
            first = self.card.show_button
        else:
            first = self.form.let_in if self._host.was_open is None else self.form.again
        # Without a network nobody can be let in.
        (first if first.isEnabled() else self.close_button).setFocus()

    def close_panel(self) -> None:
        """Close it; the chosen text goes with it."""
        self.texts.leave()
        self.withdrawal.leave()
        super().close_panel()

    def refresh(self) -> None:
        """Show how it stands now."""
        text, status = self._controller.text, self._host.status
        title = say("Phones · {n}", n=status.here) if status else say("Phones")
        set_text(self.head, text(title))
        self.form.setVisible(not self._host.is_open)
        self.card.setVisible(self._host.is_open)
        if self._host.is_open:
            self.card.refresh()
        else:
            self.form.refresh()
        self.texts.refresh()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Let Enter in a field stay there; Esc leaves a question first, then the panel."""
        if event.key() in {Qt.Key.Key_Return, Qt.Key.Key_Enter}:
            return
        super().keyPressEvent(event)

    def _on_host_changed(self) -> None:
        if not self.isVisible():
            return
        focused = QApplication.focusWidget()
        self.refresh()
        if focused is not None and self.isAncestorOf(focused) and not focused.isVisible():
            self.take_focus()  # The button that was pressed is gone.


class CodeWithdrawal(QWidget):
    """Withdraws a text with the code that its writer kept, whether phones are on or off."""

    def __init__(self, controller: SessionController) -> None:
        """Build the part."""
        super().__init__()
        self._controller = controller
        self._found: Subject | None = None
        text = controller.text
        self.field = QLineEdit()
        self.field.setPlaceholderText(text(say_p("of a text that a phone sent", "its code")))
        self.field.setAccessibleName(text(say("Withdraw a text with its code")))
        self.question = label(rank=Rank.STRONG, wraps=True)
        self.confirm = DangerButton(text(say("Erase for good")))
        self.keep = QPushButton(text(say("Don’t erase")))
        answers = QWidget()
        row = FlowLayout(answers)
        for button in (self.keep, self.confirm):
            button.setAutoDefault(True)
            row.addWidget(button)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(8)
        name = label(text(say("Withdraw a text with its code")), wraps=True)
        for part in (name, self.field, self.question, answers):
            column.addWidget(part)
        self.field.returnPressed.connect(self.ask)
        self.confirm.clicked.connect(self._erase)
        self.keep.clicked.connect(self.leave)
        self.leave()

    def ask(self) -> None:
        """Look for the text, and ask whether to erase it; its words are not shown."""
        from facilitator_console.phones.codes import kept_code_hash, read_code

        code = read_code(self.field.text())
        if not code:
            self._controller.refused.emit(NO_CODE)
            return
        try:
            sent = with_code(self._controller.state, kept_code_hash(self._controller.session, code))
        except UserError as error:
            self._controller.refused.emit(error.message)
            return
        self._found = Subject(sent.submission_id)
        self._show(asks=True)
        self.keep.setFocus()

    def leave(self) -> None:
        """Ask nothing, and forget the code."""
        self._found = None
        self.field.clear()
        self._show(asks=False)

    def _erase(self) -> None:
        if self._found is not None:
            self._controller.withdraw(self._found)
        self.leave()

    def _show(self, *, asks: bool) -> None:
        set_text(self.question, self._controller.text(REACH) if asks else "")
        for part in (self.question, self.confirm, self.keep):
            part.setVisible(asks)

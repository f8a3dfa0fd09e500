"""Shows what can be printed before the meeting, as it will print: agendas, agreements, seat cards, table plans.

All of it is in the dialogue's language, and follows the plan while it is in sight.
"""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent, QShowEvent
from PySide6.QtWidgets import QHBoxLayout, QPushButton, QVBoxLayout, QWidget

from facilitator_console.dialogue.state import Changes
from facilitator_console.report.handouts import HANDOUTS, TABLE_PLANS, HandoutKind, read_handout
from facilitator_console.runtime.catalogues import LANGUAGES, load_catalogue
from facilitator_console.session.table_plan import items_with_tables, next_plan_seed, plan_tables, table_plans
from facilitator_console.ui.control.session_controller import SessionController
from facilitator_console.ui.look.styles import Rank
from facilitator_console.ui.parts.choice import Choice
from facilitator_console.ui.parts.labels import label, set_text
from facilitator_console.ui.parts.primary_button import PrimaryButton
from facilitator_console.ui.parts.print_preview import PrintPreview
from facilitator_console.words import UserError, say, say_n, say_p

FOLDER = "prepare/print_folder"
"""The key under which the settings keep the folder of the last PDF; never the file."""


class PrintPanel(QWidget):
    """Shows one of the handouts as it prints.

    Signals:
        closed(): Go back to the agenda.
    """

    closed = Signal()

    def __init__(self, controller: SessionController, parent: QWidget | None = None) -> None:
        """Begin with the first handout; nothing is laid out before it is shown."""
        super().__init__(parent)
        self._controller = controller
        text = controller.text
        self.kinds = Choice()
        self.told = label(rank=Rank.MUTED)
        self.print_button, self.save_button = PrimaryButton(text(say("Print…"))), QPushButton(text(say("Save as PDF…")))
        self.deal = QPushButton()
        self.back = QPushButton(text(say_p("to the agenda", "Back")))
        self.preview = PrintPreview(controller)
        self._lay_out()
        self._connect()
        self.deal.hide()
        self._refresh_buttons()

    def _lay_out(self) -> None:
        text = self._controller.text
        for kind in HANDOUTS:
            self.kinds.addItem(text(kind.title), kind.name)
        self.kinds.setAccessibleName(text(say("What to print")))
        self.preview.view.setAccessibleName(text(say("Pages as they will print")))
        row = QHBoxLayout()
        row.setSpacing(8)
        row.addWidget(self.kinds)
        row.addWidget(self.told, 1)
        for button in (self.deal, self.back, self.save_button, self.print_button):
            button.setAutoDefault(True)  # Enter presses it.
            row.addWidget(button)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(10)
        column.addLayout(row)
        column.addWidget(self.preview, 1)

    def _connect(self) -> None:
        self.kinds.currentIndexChanged.connect(self._on_kind_chosen)
        self.deal.clicked.connect(self._deal)
        self.back.clicked.connect(self.closed)
        self.print_button.clicked.connect(self.ask_printer)
        self.save_button.clicked.connect(self.ask_file)
        self.preview.changed.connect(self._refresh_buttons)
        self._controller.changed.connect(self._on_controller_changed)

    # -- doing -------------------------------------------------------------------------------------------

    @property
    def kind(self) -> HandoutKind:
        """Return the handout that is chosen."""
        return HANDOUTS[self.kinds.currentIndex()]

    def show_kind(self, name: str) -> None:
        """Choose a handout by its name, and have the keys on what prints it."""
        self.kinds.setCurrentIndex(self.kinds.findData(name))
        self.kinds.setFocus()

    def _deal(self) -> None:
        """Deal people to the tables of every round, anew where they were dealt before."""
        self._controller.do(plan_tables, next_plan_seed(self._controller.state))

    def ask_printer(self) -> None:
        """Ask for the printer."""
        self.preview.ask_printer(self.kind.title)

    def ask_file(self) -> None:
        """Ask where to save the pages."""
        self.preview.ask_file(self.kind.title, self.kind.file_name, FOLDER)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Go back to the agenda on Esc."""
        if event.key() == Qt.Key.Key_Escape:
            self.closed.emit()
        else:
            super().keyPressEvent(event)

    # -- following ---------------------------------------------------------------------------------------

    def showEvent(self, event: QShowEvent) -> None:
        """Lay the pages out as the plan is now."""
        super().showEvent(event)
        self._refresh()

    def _on_controller_changed(self, _changes: Changes) -> None:
        if self.isVisible():
            self._refresh()

    def _on_kind_chosen(self) -> None:
        self.preview.outcome.tell(None)
        if self.isVisible():
            self._refresh()

    def _refresh(self) -> None:
        self._show_deal()
        language = self._controller.state.info.language
        catalogue = load_catalogue(language) if language in LANGUAGES else self._controller.catalogue
        try:
            handout = read_handout(self.kind, self._controller.state, catalogue)
        except UserError as error:
            self.preview.show_words(error.message)
        else:
            self.preview.show_printable(handout)

    def _show_deal(self) -> None:
        """Offer to deal people where it is about tables."""
        state = self._controller.state
        self.deal.setVisible(self.kind is TABLE_PLANS and bool(items_with_tables(state)))
        is_dealt = any(plan.rounds for plan in table_plans(state))
        self.deal.setText(self._controller.text(say("Deal anew") if is_dealt else say("Deal people to the tables")))

    def _refresh_buttons(self) -> None:
        number = self.preview.number
        for button in (self.print_button, self.save_button):
            button.setEnabled(bool(number))
        pages = say_n("{n} page", "{n} pages", number)
        set_text(self.told, self._controller.text(pages) if number else "")

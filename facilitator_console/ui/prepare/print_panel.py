"""Shows what can be printed before the meeting, as it will print: agendas, agreements, seat cards, table plans.

All of it is in the dialogue's language, and follows the plan while it is in sight.
"""

from __future__ import annotations

from PySide6.QtWidgets import QPushButton, QWidget

from facilitator_console.report.handouts import HANDOUTS, TABLE_PLANS, HandoutKind
from facilitator_console.session.table_plan import items_with_tables, next_plan_seed, plan_tables, table_plans
from facilitator_console.ui.control.session_controller import SessionController
from facilitator_console.ui.parts.choice import Choice
from facilitator_console.ui.parts.printing_panel import HandoutPanel
from facilitator_console.words import say, say_p

FOLDER = "prepare/print_folder"
"""The key under which the settings keep the folder of the last PDF; never the file."""


class PrintPanel(HandoutPanel):
    """Shows one of the handouts as it prints."""

    def __init__(self, controller: SessionController, parent: QWidget | None = None) -> None:
        """Begin with the first handout; nothing is laid out before it is shown."""
        super().__init__(controller, say_p("to the agenda", "Back"), FOLDER, parent)
        text = controller.text
        self.kinds = Choice()
        for kind in HANDOUTS:
            self.kinds.addItem(text(kind.title), kind.name)
        self.kinds.setAccessibleName(text(say("What to print")))
        self._head.insertWidget(0, self.kinds)
        self.deal = QPushButton()
        self.deal.setAutoDefault(True)  # Enter presses it.
        self.deal.hide()
        self._head.insertWidget(self._head.indexOf(self.back), self.deal)
        self.kinds.currentIndexChanged.connect(self._on_kind_chosen)
        self.deal.clicked.connect(self._deal)

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

    def _on_kind_chosen(self) -> None:
        self.preview.outcome.tell(None)
        if self.isVisible():
            self.refresh()

    def refresh(self) -> None:
        """Show the chosen handout as the plan is now, and offer to deal people where it is about tables."""
        self._show_deal()
        super().refresh()

    def _show_deal(self) -> None:
        """Offer to deal people where it is about tables."""
        state = self._controller.state
        self.deal.setVisible(self.kind is TABLE_PLANS and bool(items_with_tables(state)))
        is_dealt = any(plan.rounds for plan in table_plans(state))
        self.deal.setText(self._controller.text(say("Deal anew") if is_dealt else say("Deal people to the tables")))

"""Shows beside the agenda what does not fit, in words, each with its fixes as links: a click is a command."""

from __future__ import annotations

from functools import partial

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QFrame, QSizePolicy, QVBoxLayout, QWidget

from facilitator_console.session.fitting import Finding, Fix
from facilitator_console.session.ids import ItemId
from facilitator_console.ui.control.session_controller import SessionController
from facilitator_console.ui.look.styles import Part, Rank, set_part
from facilitator_console.ui.parts.flow import FlowLayout
from facilitator_console.ui.parts.labels import WrappingLink, label, set_text
from facilitator_console.ui.prepare.plan_picture import PlanPicture
from facilitator_console.words import say, say_n

MOST_CARDS = 4
"""More are counted: who has put these right sees the next ones."""


class FitPanel(QWidget):
    """Shows what does not fit.

    Signals:
        item_asked(str): Somebody wants to see the item that a finding is about.
    """

    item_asked = Signal(str)

    def __init__(self, controller: SessionController, plan: PlanPicture, parent: QWidget | None = None) -> None:
        """Build it and follow the plan."""
        super().__init__(parent)
        self._controller, self._plan = controller, plan
        self._found: tuple[Finding, ...] = ()
        self._cards: list[QWidget] = []
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._column.setSpacing(8)
        self._column.addWidget(label(controller.text(say("DOES IT FIT?")), Rank.SECTION))
        self.all_well = label(rank=Rank.MUTED, wraps=True)
        self._column.addWidget(self.all_well)
        self.more = label(rank=Rank.SMALL, wraps=True)
        self._column.addWidget(self.more)
        plan.changed.connect(self._refresh)
        self._refresh()

    @property
    def found(self) -> tuple[Finding, ...]:
        """Return what is shown."""
        return self._found

    def links(self) -> list[WrappingLink]:
        """Return the links of all fixes, in their order."""
        return [link for card in self._cards for link in card.findChildren(WrappingLink)]

    def _refresh(self) -> None:
        state = self._controller.state
        found = self._plan.findings
        if not state.items:
            words = say("Once there are items, it says here what does not fit.")
        else:
            words = say("Everything fits.")
        set_text(self.all_well, self._controller.text(words))
        self.all_well.setVisible(not found)
        if found == self._found:
            return
        had_focus = any(link.hasFocus() for link in self.links())
        self._found = found
        for card in self._cards:
            self._column.removeWidget(card)
            card.hide()
            card.deleteLater()
        self._cards = [self._card(finding) for finding in found[:MOST_CARDS]]
        for place, card in enumerate(self._cards):
            self._column.insertWidget(2 + place, card)
        left = max(0, len(found) - MOST_CARDS)
        more = say_n("{n} more thing does not fit.", "{n} more things do not fit.", left)
        set_text(self.more, self._controller.text(more) if left else "")
        self.more.setVisible(bool(left))
        if had_focus and (links := self.links()):
            links[0].setFocus()

    def _card(self, finding: Finding) -> QWidget:
        text = self._controller.text
        card = QFrame()
        set_part(card, Part.CARD)
        column = QVBoxLayout(card)
        column.setContentsMargins(12, 9, 12, 9)
        column.setSpacing(3)
        column.addWidget(label(text(finding.head), Rank.WARN if finding.is_wrong else Rank.STRONG, wraps=True))
        column.addWidget(label(text(finding.text), Rank.SMALL, wraps=True))
        if finding.fixes:
            links = QWidget()
            flow = FlowLayout(links, gap_px=10)
            for fix in finding.fixes:
                flow.addWidget(self._link(finding, fix))
            policy = QSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Minimum)
            policy.setHeightForWidth(True)
            links.setSizePolicy(policy)
            column.addWidget(links)
        return card

    def _link(self, finding: Finding, fix: Fix) -> WrappingLink:
        link = WrappingLink()
        link.show_text(self._controller.text(fix.label))
        link.clicked.connect(partial(self._do, finding.item_id, fix))
        return link

    def _do(self, item_id: ItemId, fix: Fix) -> None:
        title = [self._controller.text(fix.title)] if fix.title else []
        if self._controller.do(fix.command, *fix.args, *title) and item_id:
            self.item_asked.emit(item_id)

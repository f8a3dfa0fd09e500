"""Shows beside the agenda what does not fit, in words, each with its fixes as links: a click is a command."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QFrame, QSizePolicy, QVBoxLayout, QWidget

from facilitator_console.session.fitting import Finding, Fix
from facilitator_console.session.ids import NO_ITEM
from facilitator_console.ui.control.session_controller import SessionController
from facilitator_console.ui.look.styles import Part, Rank, set_part, set_style
from facilitator_console.ui.parts.flow import FlowLayout
from facilitator_console.ui.parts.labels import WrappingLink, label, set_text
from facilitator_console.ui.prepare.plan_picture import PlanPicture
from facilitator_console.words import say, say_n

MOST_CARDS = 4
"""More are counted: who has put these right sees the next ones."""


class FindingCard(QFrame):
    """Shows what does not fit at one place; another finding with as many fixes takes its place without being built.

    Signals:
        chosen(Fix): Somebody clicked a fix.
    """

    chosen = Signal(object)

    def __init__(self, controller: SessionController, fixes: int) -> None:
        """Build it for findings with so many fixes."""
        super().__init__()
        self._controller = controller
        self.finding: Finding | None = None
        set_part(self, Part.CARD)
        column = QVBoxLayout(self)
        column.setContentsMargins(12, 9, 12, 9)
        column.setSpacing(3)
        self._head, self._text = label(rank=Rank.STRONG, wraps=True), label(rank=Rank.SMALL, wraps=True)
        column.addWidget(self._head)
        column.addWidget(self._text)
        self.links = [WrappingLink() for _ in range(fixes)]
        if self.links:
            column.addWidget(self._flowing(self.links))
        for place, link in enumerate(self.links):
            link.clicked.connect(partial(self._on_link_clicked, place))

    def _flowing(self, links: list[WrappingLink]) -> QWidget:
        holder = QWidget()
        flow = FlowLayout(holder, gap_px=10)
        for link in links:
            flow.addWidget(link)
        policy = QSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Minimum)
        policy.setHeightForWidth(True)
        holder.setSizePolicy(policy)
        return holder

    def show_finding(self, finding: Finding) -> None:
        """Show a finding with as many fixes as this card is for."""
        text, before, self.finding = self._controller.text, self.finding, finding
        set_text(self._head, text(finding.head))
        if before is None or before.is_wrong != finding.is_wrong:
            set_style(self._head, Rank.WARN if finding.is_wrong else Rank.STRONG)
        set_text(self._text, text(finding.text))
        for link, fix in zip(self.links, finding.fixes, strict=True):
            link.show_text(text(fix.label))

    def _on_link_clicked(self, place: int) -> None:
        if self.finding is not None:
            self.chosen.emit(self.finding.fixes[place])


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
        self._cards: list[FindingCard] = []
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._column.setSpacing(8)
        self._column.addWidget(label(controller.text(say("Does it fit?")), Rank.SECTION))
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
        return [link for card in self._cards for link in card.links]

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
        self._found = found
        self._show_cards(found[:MOST_CARDS])
        left = max(0, len(found) - MOST_CARDS)
        more = say_n("{n} more thing does not fit.", "{n} more things do not fit.", left)
        set_text(self.more, self._controller.text(more) if left else "")
        self.more.setVisible(bool(left))

    def _show_cards(self, found: Sequence[Finding]) -> None:
        """Show findings in the cards that there are, as far as these have as many fixes; build the others."""
        had_focus = any(link.hasFocus() for link in self.links())
        before, self._cards = self._cards, []
        for place, finding in enumerate(found):
            card = next((known for known in before if len(known.links) == len(finding.fixes)), None)
            if card is None:
                card = FindingCard(self._controller, len(finding.fixes))
                card.chosen.connect(self._do)
            else:
                before.remove(card)
            card.show_finding(finding)
            if self._column.indexOf(card) != 2 + place:
                self._column.insertWidget(2 + place, card)
            self._cards.append(card)
        for card in before:
            self._column.removeWidget(card)
            card.hide()
            card.deleteLater()
        if had_focus and (links := self.links()) and not any(link.hasFocus() for link in links):
            links[0].setFocus()

    def _do(self, fix: Fix) -> None:
        item_id = next((finding.item_id for finding in self._found if fix in finding.fixes), NO_ITEM)
        title = [self._controller.text(fix.title)] if fix.title else []
        if self._controller.do(fix.command, *fix.args, *title) and item_id:
            self.item_asked.emit(item_id)

"""Asks for what a decision about a statement needs: another wording, its parts, the same one, a reason, a translation.

It stands above the list, where nothing else moves for it; Enter keeps, Esc goes back. One at a time.
"""

from __future__ import annotations

from enum import Enum, auto
from functools import partial

from PySide6.QtCore import QEvent, QObject, Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLineEdit, QPushButton, QVBoxLayout, QWidget

from facilitator_console.dialogue.voting import leave_out_sent
from facilitator_console.opinions.commands import (
    LONGEST_STATEMENT,
    merge_statement,
    offer_rewording,
    reword_statement,
    split_statement,
    translate_statement,
)
from facilitator_console.opinions.ids import Source, StatementId
from facilitator_console.opinions.likeness import Texts
from facilitator_console.opinions.state import Statement
from facilitator_console.opinions.voting import texts_of, votable
from facilitator_console.runtime.catalogues import LANGUAGE_NAMES
from facilitator_console.ui.control.session_controller import SessionController
from facilitator_console.ui.look.styles import ButtonKind, Part, Rank, set_part, set_style
from facilitator_console.ui.parts.choice import Choice
from facilitator_console.ui.parts.flow import FlowLayout
from facilitator_console.ui.parts.labels import Link, label, set_text
from facilitator_console.ui.parts.primary_button import PrimaryButton
from facilitator_console.views.statements_view import shortened
from facilitator_console.words import Message, say

CHOICE_PX = 260
REASONS = (
    say("It names a person, or tells who somebody is."),
    say("It is a question, not a statement."),
    say("It is about something else."),
    say("It hurts somebody."),
)
"""Reasons that are often given for leaving a statement out; any other can be typed."""


class Asking(Enum):
    """Names what is asked for."""

    REWORD = auto()
    SPLIT = auto()
    SAME_AS = auto()
    LEAVE_OUT = auto()
    TRANSLATE = auto()


TITLES = {
    Asking.REWORD: say("Another wording. Enter keeps it, Esc goes back."),
    Asking.SPLIT: say("Its parts, each a statement of its own. Enter keeps them, Esc goes back."),
    Asking.SAME_AS: say("It says the same as … Votes on it count there. Enter keeps it, Esc goes back."),
    Asking.LEAVE_OUT: say("Why is it left out? The reason is kept. Enter keeps it, Esc goes back."),
    Asking.TRANSLATE: say("In another language, as the team translates it. Enter keeps it, Esc goes back."),
}
OFFERING = say("Another wording, offered to its author: until they agree, the first one stands.")


class StatementEditor(QFrame):
    """Asks for the words of a statement, and carries out what was answered.

    Signals:
        closed(): It was answered or left; the focus may go back.
    """

    closed = Signal()

    def __init__(self, controller: SessionController, texts: Texts, parent: QWidget | None = None) -> None:
        """Build the editor, closed.

        Args:
            controller: The session.
            texts: Of the statements, for offering those that are alike first.
            parent: Owner in Qt's sense.
        """
        super().__init__(parent)
        self._controller, self._texts = controller, texts
        self.asking = Asking.REWORD
        self.statement_id = StatementId("")
        set_part(self, Part.CARD)
        self.title, self.count = label(rank=Rank.MUTED, wraps=True), label(rank=Rank.SMALL)
        self.first, self.second = QLineEdit(), QLineEdit()
        self.same, self.language = Choice(), Choice()
        self.keep = PrimaryButton(controller.text(say("Keep")))
        self.back = Link("Esc")
        self.reasons = QWidget()
        self._build()
        self.hide()

    def _build(self) -> None:
        text = self._controller.text
        column = QVBoxLayout(self)
        column.setContentsMargins(12, 8, 12, 10)
        column.setSpacing(6)
        head = QHBoxLayout()
        head.addWidget(self.title, 1)
        head.addWidget(self.count)
        head.addWidget(self.back)
        column.addLayout(head)
        row = QHBoxLayout()
        row.setSpacing(8)
        self.language.setMaximumWidth(CHOICE_PX)
        for part, stretch in ((self.language, 0), (self.first, 1), (self.same, 1), (self.keep, 0)):
            row.addWidget(part, stretch)
        column.addLayout(row)
        column.addWidget(self.second)
        flow = FlowLayout(self.reasons)
        for reason in REASONS:
            button = QPushButton(text(reason))
            set_style(button, ButtonKind.SMALL)
            button.setAutoDefault(True)
            button.clicked.connect(partial(self._on_reason_clicked, reason))
            flow.addWidget(button)
        column.addWidget(self.reasons)
        for field in (self.first, self.second):
            field.textChanged.connect(self._show_count)
            field.returnPressed.connect(self._answer)
            field.installEventFilter(self)
        self.same.installEventFilter(self)
        self.language.setAccessibleName(text(say("Language of the translation")))
        self.same.setAccessibleName(text(say("The statement that says the same")))
        self.language.activated.connect(self._on_language_activated)
        self.keep.clicked.connect(self._answer)
        self.back.clicked.connect(self.leave)
        self.back.setAccessibleName(text(say("Back to the statements")))

    # -- asking --------------------------------------------------------------------------------------------

    def ask(self, asking: Asking, statement: Statement) -> None:
        """Open with a question about a statement."""
        self.asking, self.statement_id = asking, statement.statement_id
        offers = asking is Asking.REWORD and statement.source is Source.PARTICIPANT
        set_text(self.title, self._controller.text(OFFERING if offers else TITLES[asking]))
        self.first.setVisible(asking is not Asking.SAME_AS)
        self.second.setVisible(asking is Asking.SPLIT)
        self.same.setVisible(asking is Asking.SAME_AS)
        self.language.setVisible(asking is Asking.TRANSLATE)
        self.reasons.setVisible(asking is Asking.LEAVE_OUT)
        self.count.setVisible(asking in {Asking.REWORD, Asking.SPLIT, Asking.TRANSLATE})
        self.first.setText(statement.text if asking in {Asking.REWORD, Asking.SPLIT} else "")
        self.second.clear()
        self._offer_languages(statement)
        self._offer_same()
        self._show_count()
        self.show()
        self.take_focus()

    def take_focus(self) -> None:
        """Give the focus to what is to be filled in."""
        (self.same if self.asking is Asking.SAME_AS else self.first).setFocus()

    def leave(self) -> None:
        """Close it; nothing is decided."""
        if not self.isHidden():
            self.hide()
            self.closed.emit()

    def _offer_languages(self, statement: Statement) -> None:
        """Offer the languages in which it is not yet there first."""
        there = texts_of(statement)
        offered = [known for known in LANGUAGE_NAMES if known != statement.language]
        self.language.clear()
        for known in sorted(offered, key=lambda language: language in there):
            self.language.addItem(LANGUAGE_NAMES[known], known)
        self._on_language_activated()

    def _offer_same(self) -> None:
        """Offer the other statements, those that are alike first."""
        state = self._controller.state
        others = [statement for statement in votable(state) if statement.statement_id != self.statement_id]
        alike = self._texts.like_statement(self.statement_id, [statement.statement_id for statement in others])
        place = {found.statement_id: at for at, found in enumerate(alike)}
        self.same.clear()
        for statement in sorted(others, key=lambda statement: place.get(statement.statement_id, len(place))):
            self.same.addItem(shortened(statement.text), statement.statement_id)

    def _on_language_activated(self) -> None:
        """Show the translation that is there, to be put right."""
        statement = self._controller.state.statements.get(self.statement_id)
        if statement is not None and self.asking is Asking.TRANSLATE:
            known = {translation.language: translation.text for translation in statement.translations}
            self.first.setText(known.get(str(self.language.currentData()), ""))

    def _show_count(self) -> None:
        field = self.second if self.second.hasFocus() else self.first
        set_text(self.count, f"{len(field.text().strip())} / {LONGEST_STATEMENT}")
        set_style(self.count, Rank.HINT_WARN if len(field.text().strip()) > LONGEST_STATEMENT else Rank.SMALL)

    # -- answering -----------------------------------------------------------------------------------------

    def _answer(self) -> None:
        """Carry it out; where it is refused, what was typed stays."""
        do, about = self._controller.do, self.statement_id
        statement = self._controller.state.statements.get(about)
        first = self.first.text()
        if statement is None:
            done = True
        elif self.asking is Asking.REWORD:
            command = offer_rewording if statement.source is Source.PARTICIPANT else reword_statement
            done = do(command, about, first)
        elif self.asking is Asking.SPLIT:
            done = do(split_statement, about, [part for part in (first, self.second.text()) if part.strip()])
        elif self.asking is Asking.SAME_AS:
            done = do(merge_statement, about, StatementId(str(self.same.currentData() or "")))
        elif self.asking is Asking.LEAVE_OUT:
            done = do(leave_out_sent, about, first)
        else:
            by = self._controller.laptop.author or self._controller.text(say("the team"))
            done = do(translate_statement, about, str(self.language.currentData()), first, by)
        if done:
            self.leave()

    def _on_reason_clicked(self, reason: Message) -> None:
        self.first.setText(self._controller.text(reason))
        self._answer()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Go back on Esc; keep on Enter in a list of choices."""
        if event.type() == QEvent.Type.KeyPress and isinstance(event, QKeyEvent):
            if event.key() == Qt.Key.Key_Escape:
                self.leave()
                return True
            if watched is self.same and event.key() in {Qt.Key.Key_Return, Qt.Key.Key_Enter}:
                self._answer()
                return True
        return super().eventFilter(watched, event)

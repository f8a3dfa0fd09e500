"""Shows the page Harvest of a marathon: what rooms share, where they differ, what is left open, what experts conclude.

The boards of the sessions lie side by side, each theme with its room; a theme is changed in its own session. What was
collected and voted on is one step away.
"""

from __future__ import annotations

from functools import partial

from PySide6.QtCore import QEvent, QObject, Qt, Signal
from PySide6.QtGui import QFocusEvent, QShowEvent
from PySide6.QtWidgets import QHBoxLayout, QStackedWidget, QVBoxLayout, QWidget

from facilitator_console.console.marathon_site import how_many_are_heard
from facilitator_console.dialogue.state import Changes, State
from facilitator_console.dialogue.threads import Knot, Step, Thread, left_open, sessions_in, thread
from facilitator_console.log import SessionId
from facilitator_console.notes.ids import Column, ThemeId
from facilitator_console.report.disclosure.policy import INTERNAL
from facilitator_console.report.marathon_sections import heard_words
from facilitator_console.store.errors import StorageError
from facilitator_console.ui.control.action import Action, always
from facilitator_console.ui.control.session_controller import SessionController
from facilitator_console.ui.harvest.theme_words import COLUMN_NAMES
from facilitator_console.ui.harvest.votes_page import VotesPage
from facilitator_console.ui.look.styles import Part, Rank, set_part
from facilitator_console.ui.parts.item_models import Index
from facilitator_console.ui.parts.labels import Lines, Link, label, set_text
from facilitator_console.ui.parts.rows import Row, RowsView
from facilitator_console.ui.parts.thin_scroll import ScrolledWords
from facilitator_console.words import Message, say, titled

SHARED, DIFFERENT, OPEN, EXPERTS = "shared", "different", "open", "experts"
HEADS: dict[str, Message] = {
    SHARED: COLUMN_NAMES[Column.SHARED],
    DIFFERENT: COLUMN_NAMES[Column.DIFFERENT],
    OPEN: COLUMN_NAMES[Column.OPEN],
    EXPERTS: say("Experts"),
}
WORDS_PX = 120
NOTHING = say("Nothing is gathered in the sessions of this marathon yet.")
APART = "/"
"""The sign between session and entity in the key of a row."""


class AcrossPage(QWidget):
    """Shows the page.

    Signals:
        session_opened(str): A session is to be opened.
        keys_changed(): Other keys mean something than before.
    """

    session_opened = Signal(str)
    keys_changed = Signal()

    def __init__(self, controller: SessionController, parent: QWidget | None = None) -> None:
        """Build it on an open marathon; nothing is read before it is shown."""
        super().__init__(parent)
        set_part(self, Part.PAGE)
        self._controller = controller
        self._states: dict[SessionId, State] = {}
        text = controller.text
        self.columns = {name: RowsView([], text(head)) for name, head in HEADS.items()}
        self.counts = {name: label(rank=Rank.SECTION) for name in HEADS}
        self.whole = Lines(Rank.NONE, most=2)
        self.heard = ScrolledWords(Rank.MUTED)
        self.to_votes = Link(text(say("Statements and votes")))
        self.votes: VotesPage | None = None  # Built when it is first wanted.
        self.stack = QStackedWidget()
        self._board = QWidget()
        self._lay_out()
        self.to_votes.clicked.connect(self.show_votes)
        for column in self.columns.values():
            column.installEventFilter(self)
            column.selectionModel().currentChanged.connect(partial(self._show_whole, column))
            column.chosen.connect(lambda key: self.session_opened.emit(key.partition(APART)[0]))
        controller.changed.connect(self._on_controller_changed)
        self.stack.currentChanged.connect(self.keys_changed)

    def offered_actions(self) -> tuple[Action, ...]:
        """Return what can be done here from the list of commands."""
        if self.votes is not None and self.shows_votes:
            return (Action("themes", always(say("Themes"), self.show_board)), *self.votes.offered_actions())
        return (Action("votes", always(say("Statements and votes"), self.show_votes)),)

    def _lay_out(self) -> None:
        head = QHBoxLayout()
        head.addWidget(label(self._controller.text(say("What all rooms said")), Rank.HEAD), 1)
        head.addWidget(self.to_votes)
        row = QHBoxLayout()
        row.setSpacing(18)
        for name, column in self.columns.items():
            beside = QVBoxLayout()
            beside.setSpacing(6)
            beside.addWidget(self.counts[name])
            beside.addWidget(column, 1)
            row.addLayout(beside, 1)
        whole = QVBoxLayout(self._board)
        whole.setContentsMargins(26, 16, 26, 14)
        whole.setSpacing(12)
        whole.addLayout(head)
        whole.addLayout(row, 1)
        whole.addWidget(self.whole)
        self.heard.setMaximumHeight(WORDS_PX)
        whole.addWidget(self.heard)
        self.stack.addWidget(self._board)
        around = QVBoxLayout(self)
        around.setContentsMargins(0, 0, 0, 0)
        around.addWidget(self.stack)

    # -- following -------------------------------------------------------------------------------------

    def showEvent(self, event: QShowEvent) -> None:
        """Read the marathon's sessions."""
        super().showEvent(event)
        self._states = self._controller.read_marathon(self._controller.session) or self._states
        self.refresh()

    def _on_controller_changed(self, changes: Changes) -> None:
        if self.isVisible() and changes.keys() & {"questions", "statements", "moderation", "list_entries", "votes"}:
            self.refresh()

    def refresh(self) -> None:
        """Show the boards of all sessions as they were read."""
        own = self._controller.session
        states = {**self._states, own: self._controller.state}
        steps = thread(own, states)
        found: dict[str, list[Knot]] = {name: [] for name in HEADS}
        for knot in steps.at(Step.THEME):
            theme = states[knot.ref.session].themes[ThemeId(knot.ref.subject)]
            found[SHARED if theme.column is Column.SHARED else DIFFERENT].append(knot)
        found[OPEN] = [*left_open(steps)]
        found[EXPERTS] = [*steps.at(Step.CONCLUSION)]
        for name, column in self.columns.items():
            column.show_rows([self._row(knot, steps, states) for knot in found[name]])
            set_text(self.counts[name], f"{self._controller.text(HEADS[name])} · {len(found[name])}")
        self._show_heard(steps, is_empty=not any(found.values()) and not sessions_in(own, states))

    def _row(self, knot: Knot, steps: Thread, states: dict[SessionId, State]) -> Row:
        asked = next((back.text for back in steps.back_from(knot.ref) if back.step is Step.QUESTION), "")
        room = self._controller.text(titled(states[knot.ref.session].info.title))
        key = f"{knot.ref.session}{APART}{knot.ref.subject}"
        return Row(key, knot.text, f"{room} · {asked}" if asked else room)

    def _show_whole(self, column: RowsView, *_now_and_before: Index) -> None:
        """Show all of what is chosen in a column: its card may have no room for it."""
        row = column.rows.row(column.currentIndex())
        self.whole.setText(f"{row.title} · {row.detail}" if row else "")

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Follow the keys from column to column."""
        if event.type() == QEvent.Type.FocusIn and isinstance(watched, RowsView):
            self._show_whole(watched)
        return super().eventFilter(watched, event)

    def _show_heard(self, steps: Thread, *, is_empty: bool) -> None:
        """Say whether every position is heard in the questions."""
        controller = self._controller
        try:
            heard = how_many_are_heard(controller.voting, controller.state)
        except StorageError:
            heard = None  # The banner about the store says why.
        words = heard_words(steps, heard, INTERNAL) if heard else [NOTHING] if is_empty else []
        self.heard.show_text(" ".join(map(controller.text, words)))

    def focusInEvent(self, event: QFocusEvent) -> None:
        """Give the keys to what is shown: the first column that has anything."""
        super().focusInEvent(event)
        filled = (column for column in self.columns.values() if column.rows.rowCount())
        shown = self.votes if self.votes is not None and self.shows_votes else next(filled, self.to_votes)
        shown.setFocus(Qt.FocusReason.OtherFocusReason)

    # -- statements and votes --------------------------------------------------------------------------

    @property
    def shows_votes(self) -> bool:
        """Tell whether what was collected is shown."""
        return self.votes is not None and self.stack.currentWidget() is self.votes

    def show_votes(self) -> None:
        """Show what was collected, and what came out of its vote."""
        if self.votes is None:
            self.votes = VotesPage(self._controller)
            self.votes.left.connect(self.show_board)
            self.stack.addWidget(self.votes)
        self.stack.setCurrentWidget(self.votes)
        self.votes.setFocus(Qt.FocusReason.OtherFocusReason)

    def show_board(self) -> None:
        """Go back to what the rooms said."""
        self.stack.setCurrentWidget(self._board)
        self.setFocus(Qt.FocusReason.OtherFocusReason)

"""Collects and moderates statements: a field for a new one, five keys for those that wait, the list.

It stands below the clock while a vote on statements is on, and as a page of Harvest. Paper ballots take its place while
they are printed or typed.
"""

from __future__ import annotations

from functools import partial

from PySide6.QtCore import QEvent, QObject, Qt, Signal
from PySide6.QtGui import QKeyEvent, QResizeEvent, QShowEvent
from PySide6.QtWidgets import QHBoxLayout, QLineEdit, QSizePolicy, QStackedLayout, QVBoxLayout, QWidget

from facilitator_console.dialogue.state import Changes
from facilitator_console.dialogue.voting import ASKS_TO_CLOSE, accept_sent, begin_vote, end_vote
from facilitator_console.opinions.commands import LONGEST_STATEMENT, add_statement
from facilitator_console.opinions.ids import StatementId
from facilitator_console.opinions.state import Statement, open_vote
from facilitator_console.opinions.voting import votable, votes_closed
from facilitator_console.ui.control.action import Action, Meaning, always, call
from facilitator_console.ui.control.session_controller import SessionController
from facilitator_console.ui.look.styles import Rank, set_style
from facilitator_console.ui.parts.flow import FlowLayout
from facilitator_console.ui.parts.key_button import KeyButton, Look
from facilitator_console.ui.parts.labels import Link, label, set_text
from facilitator_console.ui.parts.paper_panel import PaperPanel
from facilitator_console.ui.parts.statement_editor import Asking, StatementEditor
from facilitator_console.ui.parts.statements_list import StatementsList
from facilitator_console.ui.parts.statements_sources import SourcesMenu
from facilitator_console.ui.parts.thin_scroll import ScrolledWords, ThinScrollBar
from facilitator_console.views.statements_view import RowKind
from facilitator_console.words import say, say_n

FIELD = "statement"
"""The name of the draft of what is typed into the field."""
LOW_PX = 420
"""The height below which the field for a new statement gives its room to a question."""
LOWEST_PX = 48
"""A row of the list, and the beginning of another."""
LEAST_WITH_FIGURES_PX = 178
LOOK = Look(13, pad_px=10, gap_px=8, height_px=30)
DECISIONS = (
    ("1", say("Accept"), None),
    ("2", say("Reword"), Asking.REWORD),
    ("3", say("Split"), Asking.SPLIT),
    ("4", say("Same as…"), Asking.SAME_AS),
    ("5", say("Leave out"), Asking.LEAVE_OUT),
    ("T", say("Translate"), Asking.TRANSLATE),
)
"""The keys in the list, what their buttons are called, and what they ask for."""
COUNTED = (
    say(
        "A phone that came in by the QR for all counts once, as long as its browser stays the same, and only on the "
        "laptop that opened the vote. Another browser, a private tab or a second phone counts again: nothing prevents "
        "that."
    ),
    say(
        "A card for one use counts once. So does the number of a ballot on paper, on whichever laptop it is typed. Who "
        "has a card and comes in by the QR as well counts twice."
    ),
)
NOT_HERE = say("Here only phones vote that came in with a card: the vote was opened on another laptop.")
STORE_TELLS = say(
    "While the vote is open, somebody who has this laptop’s file could join votes to a phone or to the number of a "
    "paper. Closing the vote destroys the key for that; copies that were made before keep it."
)
HIDDEN = say("Results stay hidden, here too, until the vote is closed.")


class StatementsPanel(QWidget):
    """Shows the statements and what is done with them.

    Signals:
        left(): Esc; the focus may go back to where it came from.
    """

    left = Signal()

    def __init__(self, controller: SessionController, parent: QWidget | None = None) -> None:
        """Build it on an open session."""
        super().__init__(parent)
        self._controller = controller
        text = controller.text
        self.voted = label(rank=Rank.TITLE)
        self.figures = label(rank=Rank.MUTED, wraps=True)
        self.field, self.count = QLineEdit(), label(rank=Rank.SMALL)
        self.list = StatementsList(controller)
        self.editor = StatementEditor(controller, self.list.rows.texts)
        self.paper = PaperPanel(controller)
        self.take = SourcesMenu(controller)
        self.to_paper, self.closed = Link(text(say("Paper ballots…"))), Link()
        self.who_counts, self.explanation = Link(), ScrolledWords(Rank.MUTED)
        self.buttons = {sign: KeyButton(sign) for sign, _, _ in DECISIONS}
        self._build()
        self._connect()
        self._refresh()

    def offered_actions(self) -> tuple[Action, ...]:
        """Return what can be done here from the list of commands."""
        return (
            Action("statements", always(say("Statements: decide about them"), self.focus_list)),
            Action("add_statement", always(say("Add a statement"), self.focus_field)),
            Action("paper_ballots", self._mean_paper),
            # Where no item of the agenda does it: a collection that runs for days is in none.
            Action("begin_vote", lambda _controller: Meaning(say("Open the vote"), call(begin_vote)), on_lead=True),
            Action(
                "end_vote",
                lambda _controller: Meaning(say("Close the vote"), call(end_vote)),
                asks=lambda _controller: ASKS_TO_CLOSE,
                guarded=True,
                on_lead=True,
            ),
        )

    def _mean_paper(self, _controller: SessionController) -> Meaning:
        return Meaning(say("Paper ballots…"), self.show_paper)

    # -- building ------------------------------------------------------------------------------------------

    def _build(self) -> None:
        text = self._controller.text
        self._stack = QStackedLayout(self)
        own = QWidget()
        column = QVBoxLayout(own)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(8)
        figures = QHBoxLayout()
        figures.setSpacing(16)
        self.voted.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)  # A figure is never squeezed.
        figures.addWidget(self.voted)
        figures.addWidget(self.figures, 1)
        column.addLayout(figures)
        links = QWidget()
        ways = FlowLayout(links, gap_px=16)
        for link in (self.who_counts, self.take, self.to_paper, self.closed):
            ways.addWidget(link)
        column.addWidget(links)
        # In the place of the list: what it does not need is left free below it.
        self.explanation.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Expanding)
        column.addWidget(self.explanation, 1)
        self.explanation.hide()
        self.typing = QWidget()
        row = QHBoxLayout(self.typing)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(10)
        row.addWidget(self.field, 1)
        row.addWidget(self.count)
        column.addWidget(self.typing)
        self.keys = QWidget()
        flow = FlowLayout(self.keys)
        for sign, name, _ in DECISIONS:
            self.buttons[sign].show_label(text(name))
            self.buttons[sign].set_look(LOOK)
            self.buttons[sign].setToolTip("")
            flow.addWidget(self.buttons[sign])
        column.addWidget(self.keys)
        column.addWidget(self.editor)
        column.addWidget(self.list, 1)
        self.list.setMinimumHeight(LOWEST_PX)
        ThinScrollBar(self.list)
        self._stack.addWidget(own)
        self._stack.addWidget(self.paper)
        placeholder = text(say("Add a statement: one thought, up to 140 characters. Enter keeps it."))
        self.field.setPlaceholderText(placeholder)
        self.field.setAccessibleName(text(say("Add a statement")))
        self.field.setText(self._controller.drafts.text(FIELD))

    def _connect(self) -> None:
        self.field.returnPressed.connect(self._on_field_return_pressed)
        self.field.textChanged.connect(self._on_field_text_changed)
        self.field.installEventFilter(self)
        self.list.decided.connect(self.decide)
        self.list.translating.connect(partial(self.decide, "T"))
        self.list.typed.connect(self._on_list_typed)
        self.list.left.connect(self.left)
        self.list.chosen.connect(self._refresh_buttons)
        self.editor.closed.connect(self._on_editor_closed)
        self.to_paper.clicked.connect(self.show_paper)
        self.closed.clicked.connect(self._on_closed_clicked)
        self.who_counts.clicked.connect(self._on_who_counts_clicked)
        self.paper.left.connect(self._on_paper_left)
        self.take.chosen.connect(self._on_take_chosen)
        self.list.rows.counted.connect(self._refresh)
        self._controller.changed.connect(self._on_controller_changed)
        for sign, button in self.buttons.items():
            button.clicked.connect(partial(self.decide, sign))

    # -- following -----------------------------------------------------------------------------------------

    def showEvent(self, event: QShowEvent) -> None:
        """Show what was typed on another page meanwhile."""
        super().showEvent(event)
        if self.field.text() != self._controller.drafts.text(FIELD):
            self.field.setText(self._controller.drafts.text(FIELD))
        self._refresh()

    def _on_controller_changed(self, changes: Changes) -> None:
        if changes.keys() & {"statements", "moderation", "votes", "themes", "notes"}:
            self._refresh()

    def _refresh(self) -> None:
        state, text = self._controller.state, self._controller.text
        is_open = open_vote(state) is not None
        voted = text(say_n("{n} voted", "{n} voted", self._controller.voting.turnout.voters))
        set_text(self.voted, voted if is_open else "")
        set_text(self.figures, text(HIDDEN) if is_open else "")
        self._show_figures()
        self.who_counts.setVisible(is_open)
        self._tell(on=is_open and not self.explanation.isHidden())
        shows = self.list.rows.with_closed
        self.closed.show_text(text(say("Hide what is not voted on") if shows else say("Not voted on")))
        self.closed.setVisible(shows or len(state.statements) > len(votable(state)) or bool(votes_closed(state)))
        self.take.refresh()
        self._refresh_buttons()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Leave out the figures where the list would have no room; the room display has them too."""
        super().resizeEvent(event)
        self._show_figures()

    def _show_figures(self) -> None:
        for part in (self.voted, self.figures):
            part.setVisible(bool(part.text()) and self.height() >= LEAST_WITH_FIGURES_PX)

    def _refresh_buttons(self) -> None:
        """Grey what can't be done with the chosen statement, and say why."""
        row = self.list.current
        why_not = None if row else say("Choose a statement first.")
        for sign, button in self.buttons.items():
            why = why_not
            if row and sign == "1" and row.kind is RowKind.STANDS:
                why = say("It is accepted: it is voted on.")
            elif row and sign != "1" and row.kind is RowKind.CLOSED:
                why = say("It is not voted on. Accept it first.")
            button.setEnabled(why is None)
            button.setToolTip(self._controller.text(why) if why else "")

    # -- doing ---------------------------------------------------------------------------------------------

    def focus_list(self) -> None:
        """Go to the list, and there to what waits."""
        self._stack.setCurrentIndex(0)
        self.list.choose_waiting()
        self.list.setFocus()

    def focus_field(self) -> None:
        """Go to the field for a new statement."""
        self._stack.setCurrentIndex(0)
        self.field.setFocus()

    def show_paper(self) -> None:
        """Open the panel in which paper ballots are printed, typed or read in."""
        self._stack.setCurrentWidget(self.paper)
        self.paper.take_focus()

    def decide(self, sign: str) -> None:
        """Do what a key asks for with the chosen statement, or ask what it needs."""
        statement = self._current()
        if statement is None or not self.buttons[sign].isEnabled():
            return
        asking = next(asked for known, _, asked in DECISIONS if known == sign)
        if asking is None:
            self._controller.do(accept_sent, statement.statement_id)
            self.list.setFocus()
        else:
            self._make_room(for_editor=True)
            self.editor.ask(asking, statement)

    def hasHeightForWidth(self) -> bool:
        """Tell that it is as high as there is room: Qt would take a stack's wish for a height that it must have."""
        return False

    def _make_room(self, *, for_editor: bool) -> None:
        """Leave out what is not needed while something is asked, where there is little height: the list stays."""
        shows = not for_editor or self.height() >= LOW_PX
        for part in (self.typing, self.keys):
            part.setVisible(shows)

    def _on_editor_closed(self) -> None:
        self._make_room(for_editor=False)
        self.list.setFocus()

    def _current(self) -> Statement | None:
        row = self.list.current
        return self._controller.state.statements.get(StatementId(row.key)) if row else None

    def _on_field_return_pressed(self) -> None:
        """Keep what was typed: the team wrote it, so it does not wait for anybody."""
        if not self.field.text().strip():
            return
        sources = self.take.sources
        if self._controller.do(add_statement, self.field.text(), language=self._language(), sources=sources):
            self.take.forget()
            self.field.clear()

    def _language(self) -> str:
        return self._controller.state.info.language

    def _on_field_text_changed(self, text: str) -> None:
        length = len(text.strip())
        set_text(self.count, f"{length} / {LONGEST_STATEMENT}" if length else "")
        set_style(self.count, Rank.HINT_WARN if length > LONGEST_STATEMENT else Rank.SMALL)
        if not length:
            self.take.forget()
        if text != self._controller.drafts.text(FIELD):
            self._controller.drafts.keep(text, FIELD)

    def _on_list_typed(self, letter: str) -> None:
        self.field.setFocus()
        self.field.insert(letter)

    def _on_take_chosen(self, text: str) -> None:
        """Put the words of a note or theme into the field, to be made one thought of."""
        self.field.setText(text)
        self.field.setFocus()

    def _on_closed_clicked(self) -> None:
        self.list.rows.show_closed(on=not self.list.rows.with_closed)
        self._refresh()

    def _on_who_counts_clicked(self) -> None:
        """Say who counts as one voter, what is not prevented, and what an open store could tell; or hide it again."""
        here = () if self._controller.voting.opened_here else (NOT_HERE,)
        self.explanation.show_text("\n\n".join(map(self._controller.text, (*here, *COUNTED, STORE_TELLS))))
        self._tell(on=self.explanation.isHidden())

    def _tell(self, *, on: bool) -> None:
        """Show who counts as one in the place of the statements, or the statements."""
        words = say("Back to the statements") if on else say("Who counts as one?")
        self.who_counts.show_text(self._controller.text(words))
        if self.explanation.isHidden() == on:
            self.explanation.setVisible(on)
            for part in (self.typing, self.keys, self.list):
                part.setVisible(not on)

    def _on_paper_left(self) -> None:
        self.focus_list()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Go from the field to the list on the arrow down, and back on Esc."""
        if watched is self.field and event.type() == QEvent.Type.KeyPress and isinstance(event, QKeyEvent):
            if event.key() == Qt.Key.Key_Down:
                self.focus_list()
                return True
            if event.key() == Qt.Key.Key_Escape:
                self.left.emit()
                return True
        return super().eventFilter(watched, event)

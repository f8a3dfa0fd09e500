"""Shows the page of a marathon: its thread, and the line in which questions are drawn and written anew.

The states of its sessions are read from the store when the page is shown and after each action; of the marathon itself
the present one is used.
"""

from __future__ import annotations

import secrets
from functools import partial
from random import Random

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent, QShowEvent
from PySide6.QtWidgets import QHBoxLayout, QLineEdit, QPushButton, QStackedWidget, QVBoxLayout, QWidget

from facilitator_console.console.marathon_site import next_most_heard
from facilitator_console.dialogue.ids import QuestionId
from facilitator_console.dialogue.marathons import (
    Rule,
    draw_question,
    edit_question,
    move_question,
    questions_in_order,
    remove_question,
    take_up,
)
from facilitator_console.dialogue.state import Changes, State
from facilitator_console.dialogue.threads import Knot, Step, sessions_in, thread
from facilitator_console.log import Ref, SessionId, Subject
from facilitator_console.store.errors import StorageError
from facilitator_console.ui.control.action import Action, Meaning, always
from facilitator_console.ui.control.session_controller import SessionController
from facilitator_console.ui.look.styles import Part, Rank, set_part
from facilitator_console.ui.marathon.thread_paper import TITLE, ThreadPaper
from facilitator_console.ui.marathon.thread_view import MARKABLE, ThreadView
from facilitator_console.ui.parts.kept_focus import PassesFocus
from facilitator_console.ui.parts.labels import Lines, Link, label, set_text
from facilitator_console.ui.parts.menus import new_menu
from facilitator_console.words import Message, UserError, say, say_n, titled

SHOWN = frozenset({"questions", "statements", "moderation", "list_entries", "items", "themes", "themed", "info"})
"""The tables of the state that the thread shows."""
NOBODY_UNHEARD = say(
    "Nobody is left unheard, or there is no vote that is over. Close the vote on the statements first."
)
DRAFT = "question"
"""The draft of a question that is being typed."""
TAKEN_UP = frozenset({Step.QUESTION, Step.OPEN})
"""A session can take these up."""


class ThreadPage(PassesFocus):
    """Shows the thread of a marathon, and lets questions be drawn.

    Signals:
        keys_changed(): Other keys mean something than before.
    """

    keys_changed = Signal()

    def __init__(self, controller: SessionController, parent: QWidget | None = None) -> None:
        """Build it on an open marathon; nothing is read before it is shown."""
        super().__init__(parent)
        set_part(self, Part.PAGE)
        self._controller = controller
        self._states: dict[SessionId, State] = {}
        self._edited: QuestionId | None = None
        text = controller.text
        self.head = label(text(say("From what was said to what is asked")), Rank.HEAD)
        self.hint = label(rank=Rank.MUTED)
        self.view = ThreadView(controller)
        self.whole = Lines(Rank.NONE, most=2)
        self.line = QLineEdit()
        self.line.setAccessibleName(text(say("Question of the marathon")))
        self.line.setText(controller.drafts.text(DRAFT))
        self.draw_by_lot = QPushButton(text(say("Draw one by lot")))
        self.draw_most_heard = QPushButton(text(say("Draw for who is not heard")))
        self.draw_most_heard.setToolTip(
            text(say("The statement with which most of those agree who find themselves in no question yet."))
        )
        self.take = QPushButton(text(say("Take up in a session…")))
        self.outcome = label(rank=Rank.MUTED, wraps=True)
        self.print = Link(text(TITLE))
        self.paper = ThreadPaper(controller)
        self.stack, self._picture = QStackedWidget(), QWidget()
        self._lay_out()
        self._connect()
        self.pass_focus_to(self.view)

    def offered_actions(self) -> tuple[Action, ...]:
        """Return what has a chord while this page shows, and what the list of commands offers."""
        if self.stack.currentWidget() is self.paper:
            return (Action("print", self._mean_printing, "P"),)
        return (
            Action("print", always(TITLE, self.show_paper), "P"),
            Action("draw_by_lot", always(say("Draw one by lot"), self.draw_by_lot.click)),
            Action("draw_most_heard", always(say("Draw for who is not heard"), self._on_draw_most_heard_clicked)),
        )

    def _mean_printing(self, _controller: SessionController) -> Meaning:
        why_not = None if self.paper.preview.number else say("The pages are not ready yet.")
        return Meaning(say("Print"), self.paper.ask_printer, why_not)

    def show_paper(self) -> None:
        """Show the thread as it will be on paper."""
        states = {**self._states, self._controller.session: self._controller.state}
        self.paper.show_thread(thread(self._controller.session, states))
        self._show_part(self.paper, self.paper)

    def _show_picture(self) -> None:
        self._show_part(self._picture, self.view)

    def _show_part(self, shown: QWidget, focused: QWidget) -> None:
        self.stack.setCurrentWidget(shown)
        self.pass_focus_to(focused)
        focused.setFocus(Qt.FocusReason.OtherFocusReason)

    def _lay_out(self) -> None:
        head = QHBoxLayout()
        head.addWidget(self.head, 2)
        head.addWidget(self.hint, 1)
        head.addWidget(self.print)
        self.hint.setAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
        row = QHBoxLayout()
        row.setSpacing(8)
        row.addWidget(self.line, 1)
        for button in (self.draw_by_lot, self.draw_most_heard, self.take):
            button.setAutoDefault(True)
            row.addWidget(button)
        column = QVBoxLayout(self._picture)
        column.setContentsMargins(26, 14, 26, 12)
        column.setSpacing(8)
        column.addLayout(head)
        column.addWidget(self.view, 1)
        column.addWidget(self.whole)
        column.addLayout(row)
        column.addWidget(self.outcome)
        self.outcome.hide()
        self.stack.addWidget(self._picture)
        self.stack.addWidget(self.paper)
        whole = QVBoxLayout(self)
        whole.setContentsMargins(0, 0, 0, 0)
        whole.addWidget(self.stack)

    def _connect(self) -> None:
        self.view.chosen.connect(self._refresh_line)
        self.view.opened.connect(self._on_view_opened)
        self.view.moved.connect(self._on_view_moved)
        self.view.removal_asked.connect(self._on_view_removal_asked)
        self.line.textChanged.connect(self._on_line_text_changed)
        self.line.returnPressed.connect(self._on_line_return_pressed)
        self.print.clicked.connect(self.show_paper)
        self.paper.closed.connect(self._show_picture)
        self.stack.currentChanged.connect(self.keys_changed)
        self.draw_by_lot.clicked.connect(self._on_draw_by_lot_clicked)
        self.draw_most_heard.clicked.connect(self._on_draw_most_heard_clicked)
        self.take.clicked.connect(self._on_take_clicked)
        self._controller.changed.connect(self._on_controller_changed)

    # -- following ---------------------------------------------------------------------------------------

    def showEvent(self, event: QShowEvent) -> None:
        """Read the marathon's sessions."""
        super().showEvent(event)
        self._read_sessions()

    def _read_sessions(self) -> None:
        try:
            own, others = self._controller.session, self._controller.others
            states = others.in_marathon(own)
            self._states = {**others.elsewhere(own, {**states, own: self._controller.state}), **states}
        except StorageError as error:
            self._controller.refused.emit(error.message)
        self.refresh()

    def refresh(self) -> None:
        """Show the marathon as it is now."""
        states = {**self._states, self._controller.session: self._controller.state}
        self.view.show_thread(thread(self._controller.session, states))
        count = len(sessions_in(self._controller.session, states))
        sessions = say_n("{n} session belongs to it", "{n} sessions belong to it", count)
        set_text(self.hint, self._controller.text(sessions))

    def _on_controller_changed(self, changes: Changes) -> None:
        if self.isVisible() and changes.keys() & SHOWN:
            self.refresh()

    # -- the line ------------------------------------------------------------------------------------------

    def _refresh_line(self) -> None:
        text, knot = self._controller.text, self.view.chosen_knot
        self.whole.setText(knot.text if knot else "")
        marked = len(self.view.marked)
        if self._edited:
            placeholder = say("Write the question anew; Esc leaves it as it is")
        elif marked:
            placeholder = say_n(
                "A question that rests on {n} marked thing",
                "A question that rests on {n} marked things",
                marked,
            )
        else:
            placeholder = say("A question; Space marks what it rests on")
        self.line.setPlaceholderText(text(placeholder))
        why_not = self._why_not_take_up(knot)
        self.take.setEnabled(why_not is None)
        self.take.setToolTip(text(why_not) if why_not else "")
        self.draw_by_lot.setEnabled(bool(self._not_drawn()))

    def _on_line_text_changed(self, text: str) -> None:
        """Keep what is typed; what is written anew stands in its question until then."""
        self._controller.drafts.keep("" if self._edited else text, DRAFT)

    def _on_line_return_pressed(self) -> None:
        if self._edited:
            done = self._controller.do(edit_question, self._edited, self.line.text())
        else:
            done = self._controller.do(draw_question, self.line.text(), self._sources())
        if done:
            self._edited = None
            self.line.clear()
            self.view.marked.clear()
            self.refresh()

    def _sources(self) -> list[Ref]:
        """Return what is marked, in the order in which it stands."""
        knots = (knot for step in MARKABLE for knot in self.view.knots(step))
        return [knot.ref for knot in knots if knot.ref in self.view.marked]

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Leave a question as it is on Esc."""
        if event.key() == Qt.Key.Key_Escape and self._edited:
            self._edited = None
            self.line.clear()
            self._refresh_line()
            self.view.setFocus()
            return
        super().keyPressEvent(event)

    # -- questions -----------------------------------------------------------------------------------------

    def _on_view_opened(self, ref: Ref) -> None:
        """Begin to write a question anew; ask for one that rests on anything else."""
        knot = self.view.chosen_knot
        if knot and knot.step is Step.QUESTION:
            self._edited = QuestionId(ref.subject)
            self.line.setText(knot.text)
            self.line.selectAll()
        elif knot and knot.step in MARKABLE and ref not in self.view.marked:
            self.view.mark(ref)
        self._refresh_line()
        self.line.setFocus()

    def _on_view_moved(self, ref: Ref, by: int) -> None:
        ids = [question.question_id for question in questions_in_order(self._controller.state)]
        if self._is_question(ref):
            question_id = QuestionId(ref.subject)
            self._controller.do(move_question, question_id, max(0, ids.index(question_id) + by))

    def _on_view_removal_asked(self, ref: Ref) -> None:
        if self._is_question(ref):
            self._controller.do(remove_question, QuestionId(ref.subject))

    def _is_question(self, ref: Ref) -> bool:
        return ref.session == self._controller.session and QuestionId(ref.subject) in self._controller.state.questions

    def _not_drawn(self) -> list[Knot]:
        """Return the statements of the marathon on which no question rests yet."""
        used = {source for knot in self.view.knots(Step.QUESTION) for source in knot.comes_from}
        return [knot for knot in self.view.knots(Step.STATEMENT) if knot.ref not in used]

    def _on_draw_by_lot_clicked(self) -> None:
        # A double click draws one: a lot that is drawn is soon read aloud.
        if not self._controller.presses.counts("draw"):
            return
        seed = secrets.randbelow(2**31 - 1) + 1
        knot = Random(seed).choice(self._not_drawn())  # noqa: S311 - a lot that can be drawn again, not a secret
        self._controller.do(draw_question, knot.text, [knot.ref], rule=Rule.BY_LOT, seed=seed)

    def _on_draw_most_heard_clicked(self) -> None:
        """Draw by rule, from the votes on what was collected."""
        controller = self._controller
        if not controller.presses.counts("draw"):
            return
        try:
            chosen = next_most_heard(controller.voting, controller.state)
        except StorageError as error:
            controller.refused.emit(error.message)
            return
        statement = controller.state.statements.get(chosen) if chosen else None
        if statement is None:
            controller.refused.emit(NOBODY_UNHEARD)
            return
        source = Ref(controller.session, Subject(statement.statement_id))
        controller.do(draw_question, statement.text, [source], rule=Rule.MOST_HEARD)

    # -- sessions ------------------------------------------------------------------------------------------

    def _why_not_take_up(self, knot: Knot | None) -> Message | None:
        if knot is None or knot.step not in TAKEN_UP:
            return say("Choose a question, or something that was left open.")
        states = {**self._states, self._controller.session: self._controller.state}
        if not sessions_in(self._controller.session, states):
            return say("No session belongs to this marathon yet. Add one on the start page.")
        return None

    def _on_take_clicked(self) -> None:
        menu = new_menu(self)
        states = {**self._states, self._controller.session: self._controller.state}
        for session in sessions_in(self._controller.session, states):
            title = self._controller.text(titled(states[session].info.title))
            menu.addAction(title.replace("&", "&&"), partial(self.take_up_in, session))
        menu.popup(self.take.mapToGlobal(self.take.rect().bottomLeft()))

    def take_up_in(self, session: SessionId) -> None:
        """Put what is chosen on another session's agenda."""
        knot = self.view.chosen_knot
        if knot is None:
            return
        try:
            self._controller.others.do(session, take_up, [(knot.text, knot.ref)])
        except (UserError, StorageError) as error:
            self._controller.refused.emit(error.message)
            return
        title = titled(self._states[session].info.title)
        set_text(self.outcome, self._controller.text(say("It is on the agenda of “{title}” now.", title=title)))
        self.outcome.show()
        self._read_sessions()

"""Shows the page Prepare of a marathon: its stages with the sessions in each, what it opens with, and its team.

Sessions lie in the same store; what is done to one that is not open goes through the console of that one.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial

from msgspec import UNSET
from PySide6.QtCore import Signal
from PySide6.QtGui import QResizeEvent, QShowEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLineEdit, QPushButton, QVBoxLayout, QWidget

from facilitator_console.dialogue.marathons import carry_over, join_marathon
from facilitator_console.dialogue.state import Changes, State
from facilitator_console.dialogue.threads import Step, left_open, sessions_in, thread
from facilitator_console.log import SessionId
from facilitator_console.session.agenda import add_item, edit_item, edit_session, items_in_order, move_item, remove_item
from facilitator_console.session.ids import NO_ITEM, ItemId, Purpose
from facilitator_console.session.state import AgendaItem
from facilitator_console.store.contents import ListedSession
from facilitator_console.store.errors import StorageError
from facilitator_console.ui.control.action import Action, always
from facilitator_console.ui.control.session_controller import SessionController
from facilitator_console.ui.look.styles import FieldKind, Part, Rank, set_part, set_style
from facilitator_console.ui.look.tips import first_words
from facilitator_console.ui.parts.kept_focus import PassesFocus
from facilitator_console.ui.parts.labels import Link, label, set_text
from facilitator_console.ui.parts.menus import new_menu
from facilitator_console.ui.parts.primary_button import PrimaryButton
from facilitator_console.ui.parts.rows import Row, RowsView
from facilitator_console.words import Message, UserError, kept_label, say, say_n, say_p, titled

ASIDE_PX, NARROW_ASIDE_PX, NARROW_PX = 330, 228, 1200
LONGEST_TITLE = 60
NO_STAGE = say("At no stage yet")
NO_SESSION = SessionId("")
KEYS = say("Enter opens a session · Alt ↑ ↓ moves it to another stage · Delete takes it out · F2 renames a stage")


class StagesPage(PassesFocus):
    """Shows the page.

    Signals:
        session_opened(str): A session is to be opened.
        session_wanted(str, str): A new session is to begin: its title, its stage, and what it is for.
    """

    session_opened = Signal(str)
    session_wanted = Signal(str, str, str)

    def __init__(self, controller: SessionController, parent: QWidget | None = None) -> None:
        """Build it on an open marathon; nothing is read before it is shown."""
        super().__init__(parent)
        set_part(self, Part.PAGE)
        self._controller = controller
        self._states: dict[SessionId, State] = {}
        text = controller.text
        self.title = QLineEdit()
        self.title.setAccessibleName(text(say("Title of the marathon")))
        set_style(self.title, FieldKind.HEADING)
        self.rows = RowsView([], text(say("Stages and sessions")), shows_always=True)
        self.line = QLineEdit()
        self.line.setAccessibleName(text(say("Title of a new session or stage")))
        self.line.setPlaceholderText(text(say("A title; Enter adds a session at the chosen stage")))
        self.add_session, self.add_stage = (
            PrimaryButton(text(say("Add a session"))),
            QPushButton(text(say("Add a stage"))),
        )
        self.add_experts = QPushButton(text(say("Add experts’ session")))
        self.carry = Link(text(say("Open questions of another marathon…")))
        self.carried, self.team = label(rank=Rank.MUTED, wraps=True), label(rank=Rank.MUTED, wraps=True)
        self.chosen = label(rank=Rank.MUTED, wraps=True)
        self._aside = QFrame()
        self._lay_out()
        self._connect()
        self.pass_focus_to(self.rows)

    def offered_actions(self) -> tuple[Action, ...]:
        """Return what can be done on this page from the list of commands."""
        return (
            Action("add_session", always(say("Add a session"), self.line.setFocus)),
            Action("carry_over", always(say("Open questions of another marathon…"), self.ask_marathon)),
        )

    # -- building --------------------------------------------------------------------------------------

    def _lay_out(self) -> None:
        text = self._controller.text
        main = QVBoxLayout()
        main.setContentsMargins(26, 16, 26, 14)
        main.setSpacing(10)
        main.addWidget(self.title)
        main.addWidget(label(text(KEYS), Rank.SMALL, wraps=True))
        main.addWidget(self.rows, 1)
        main.addWidget(self.line)
        row = QHBoxLayout()
        row.setSpacing(8)
        for button in (self.add_session, self.add_experts, self.add_stage):
            button.setAutoDefault(True)
            row.addWidget(button)
        row.addStretch(1)
        main.addLayout(row)
        set_part(self._aside, Part.ASIDE)
        side = QVBoxLayout(self._aside)
        side.setContentsMargins(16, 16, 16, 16)
        side.setSpacing(10)
        for head, *widgets in (
            (say("Opens with"), self.carried, self.carry),
            (say_p("of people", "Team"), self.team),
            (say("Chosen"), self.chosen),
        ):
            side.addWidget(label(text(head), Rank.SECTION))
            for widget in widgets:
                side.addWidget(widget)
            side.addSpacing(10)
        side.addStretch(1)
        whole = QHBoxLayout(self)
        whole.setContentsMargins(0, 0, 0, 0)
        whole.setSpacing(0)
        whole.addLayout(main, 1)
        whole.addWidget(self._aside)

    def _connect(self) -> None:
        self.title.editingFinished.connect(self._on_title_edited)
        self.rows.chosen.connect(self._on_row_chosen)
        self.rows.selectionModel().currentChanged.connect(self._refresh_chosen)
        self.rows.moving_wanted.connect(self._move)
        self.rows.deletion_wanted.connect(self._on_deletion_wanted)
        self.rows.renaming_wanted.connect(self._on_renaming_wanted)
        self.line.returnPressed.connect(partial(self._on_add_session, Purpose.DIALOGUE))
        self.add_session.clicked.connect(partial(self._on_add_session, Purpose.DIALOGUE))
        self.add_experts.clicked.connect(partial(self._on_add_session, Purpose.EXPERTS))
        self.add_stage.clicked.connect(self._on_add_stage)
        self.carry.clicked.connect(self.ask_marathon)
        self._controller.changed.connect(self._on_controller_changed)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Give the stages the room of a narrow window."""
        super().resizeEvent(event)
        self._aside.setFixedWidth(NARROW_ASIDE_PX if event.size().width() < NARROW_PX else ASIDE_PX)

    # -- following -------------------------------------------------------------------------------------

    def showEvent(self, event: QShowEvent) -> None:
        """Read the marathon's sessions."""
        super().showEvent(event)
        self._read()

    def _read(self) -> None:
        self._states = self._controller.read_marathon(self._controller.session) or self._states
        self.refresh()

    def _on_controller_changed(self, changes: Changes) -> None:
        if self.isVisible() and changes.keys() & {"items", "info", "runs", "statements", "list_entries"}:
            self.refresh()

    def refresh(self) -> None:
        """Show stages, sessions and team as they are now."""
        state, text = self._controller.state, self._controller.text
        if not self.title.isModified():
            self.title.setText(state.info.title)
        self.rows.show_rows(self._rows())
        origins = [statement.origin for statement in state.statements.values()]
        origins += [entry.origin for entry in state.list_entries.values() if not entry.removed]
        left = sum(bool(origin.subject) for origin in origins)
        opens = say_n("{n} open question of an earlier marathon", "{n} open questions of earlier marathons", left)
        set_text(self.carried, text(opens if left else say("Nothing was carried over from an earlier marathon.")))
        authors = tuple(dict.fromkeys(run.started.author for run in state.runs.values() if run.started.author))
        laptops = len({run.started.laptop for run in state.runs.values()})
        on = say_n("{n} laptop", "{n} laptops", laptops)
        set_text(self.team, text(say("{laptops}: {authors}", laptops=on, authors=authors) if authors else on))
        self._refresh_chosen()

    def _refresh_chosen(self) -> None:
        stage = self.stage
        words = say("A new session stands at: {stage}", stage=titled(stage.title)) if stage else NO_STAGE
        set_text(self.chosen, self._controller.text(words))

    def _rows(self) -> list[Row]:
        own = self._controller.session
        states = {**self._states, own: self._controller.state}
        at: dict[ItemId, list[SessionId]] = {stage.item_id: [] for stage in self._stages()}
        for session in sessions_in(own, states):
            at.setdefault(states[session].info.stage_id if states[session].info.stage_id in at else NO_ITEM, []).append(
                session
            )
        titles = {stage.item_id: titled(stage.title) for stage in self._stages()}
        rows = []
        for stage_id, sessions in at.items():
            count = say_n("{n} session", "{n} sessions", len(sessions))
            rows.append(
                Row(stage_id, self._controller.text(titles.get(stage_id, NO_STAGE)), self._controller.text(count))
            )
            rows += [self._row(session, states[session]) for session in sessions]
        return rows

    def _row(self, session: SessionId, state: State) -> Row:
        text = self._controller.text
        taken_up = sum(bool(item.origin.subject) and not item.removed for item in state.items.values())
        parts = [say_n("takes up {n} question", "takes up {n} questions", taken_up)] if taken_up else []
        if people := sum(not person.removed for person in state.participants.values()):
            parts.append(say_n("{n} seat", "{n} seats", people))
        badge = say("apart") if state.info.purpose is Purpose.EXPERTS else say("planned")
        if state.info.closed_at_ms:
            badge = say("ended")
        elif any(item.started_at_ms for item in state.items.values()):
            badge = say("go on")
        return Row(session, text(titled(state.info.title)), " · ".join(map(text, parts)), text(badge), is_part=True)

    def _stages(self) -> Sequence[AgendaItem]:
        return items_in_order(self._controller.state)

    @property
    def stage(self) -> AgendaItem | None:
        """Return the stage that is chosen, or that the chosen session is at; None where there is none."""
        key = self.rows.chosen_key()
        state = self._states.get(SessionId(key))
        return self._controller.state.items.get(state.info.stage_id if state else ItemId(key))

    # -- doing -----------------------------------------------------------------------------------------

    def _on_title_edited(self) -> None:
        if kept_label(self.title.text()) != self._controller.state.info.title:
            self._controller.do(edit_session, title=self.title.text())
        self.title.setModified(False)

    def _on_row_chosen(self, key: str) -> None:
        if SessionId(key) in self._states:
            self.session_opened.emit(key)
        else:
            self._on_renaming_wanted(key)

    def _on_renaming_wanted(self, key: str) -> None:
        """Write the title of a stage anew with what stands in the line; ask for it where nothing does."""
        stage = self._controller.state.items.get(ItemId(key))
        if stage is None:
            return
        title = kept_label(self.line.text())
        if title and title != stage.title:
            self._controller.do(edit_item, stage.item_id, title=title)
            self.line.clear()
        else:
            self.line.setText(stage.title)
            self.line.selectAll()
            self.line.setFocus()

    def _on_deletion_wanted(self, key: str) -> None:
        """Take a session out of the marathon, or a stage off it; undo brings the stage back."""
        if SessionId(key) in self._states:
            self._change(SessionId(key), NO_SESSION, NO_ITEM)
        elif ItemId(key) in self._controller.state.items:
            self._controller.do(remove_item, ItemId(key))

    def _on_add_session(self, purpose: Purpose = Purpose.DIALOGUE) -> None:
        stage = self.stage
        title = kept_label(self.line.text()) or self._controller.text(
            say("Session {number}", number=len(self._states) + 1)
        )
        self.line.clear()
        self.session_wanted.emit(title, stage.item_id if stage else "", str(purpose))

    def _on_add_stage(self) -> None:
        if self._controller.do(add_item, self.line.text()):
            self.line.clear()

    def _move(self, key: str, by: int) -> None:
        """Move a session to another stage, a stage among the others."""
        ids = [stage.item_id for stage in self._stages()]
        if state := self._states.get(SessionId(key)):
            at = ids.index(state.info.stage_id) + by if state.info.stage_id in ids else 0 if by > 0 else len(ids) - 1
            if 0 <= at < len(ids):
                self._change(SessionId(key), self._controller.session, ids[at])
        elif ItemId(key) in ids and 0 <= (at := ids.index(ItemId(key)) + by) < len(ids):
            others = [stage_id for stage_id in ids if stage_id != key]
            self._controller.do(move_item, ItemId(key), others[at] if at < len(others) else None)

    def _change(self, session: SessionId, marathon: SessionId, stage: ItemId) -> None:
        try:
            self._controller.others.do(session, join_marathon, marathon, stage, UNSET)
        except (UserError, StorageError) as error:
            self._controller.refused.emit(error.message)
            return
        self._states[session] = self._controller.others.state_of(session)
        if not marathon:
            del self._states[session]
        self.refresh()

    # -- what it opens with ----------------------------------------------------------------------------

    def ask_marathon(self) -> None:
        """Offer the other marathons of the store, whose open questions this one can open with."""
        text, menu = self._controller.text, new_menu(self)
        others = [listed for listed in self._controller.others.listed() if listed.purpose == Purpose.MARATHON]
        for other in others:
            title = first_words(text(titled(other.title)), LONGEST_TITLE).replace("&", "&&")
            menu.addAction(title, partial(self.carry_from, other))
        if not others:
            menu.addAction(text(say("There is no other marathon here."))).setEnabled(False)
        menu.popup(self.carry.mapToGlobal(self.carry.rect().bottomLeft()))

    def carry_from(self, other: ListedSession) -> None:
        """Open the collection with what another marathon left open."""
        marathon = other.session_id
        states = self._controller.read_marathon(marathon)
        if states is None:
            return
        left = left_open(thread(marathon, states))
        if self._controller.do(carry_over, [(knot.text, knot.ref) for knot in left], states[marathon].info.language):
            here = thread(self._controller.session, {**states, self._controller.session: self._controller.state})
            taken: Message = say_n(
                "{n} open question stands among the statements now.",
                "{n} open questions stand among the statements now.",
                len(here.at(Step.CARRIED)),
            )
            set_text(self.carried, self._controller.text(taken))

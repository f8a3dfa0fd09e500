"""Shows a vote in Harvest: the statements while it is open, and once it is closed what came out.

What is shared comes first, then what divides, then how sure that is. The map comes last, and only once somebody says
that what is shared was talked about. The room sees of it what the team puts on the room display.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import partial

from PySide6.QtCore import Signal
from PySide6.QtGui import QFocusEvent, QHideEvent, QResizeEvent, QShowEvent
from PySide6.QtWidgets import QHBoxLayout, QSizePolicy, QStackedLayout, QVBoxLayout, QWidget

from facilitator_console.dialogue.state import Changes
from facilitator_console.dialogue.voting import count_vote, keep_for_later, make_theme, plan_statement, untold
from facilitator_console.log import LaptopId, Subject
from facilitator_console.notes.ids import Column
from facilitator_console.opinions.ids import StatementId, VoteId
from facilitator_console.opinions.state import Vote, open_vote
from facilitator_console.opinions.voting import votes_closed
from facilitator_console.report.votes import TWICE, ResultPart, VoteResult, left_out_words
from facilitator_console.session.display import on_display, show_results, show_room
from facilitator_console.session.ids import Shows
from facilitator_console.ui.control.action import Action, Meaning
from facilitator_console.ui.control.session_controller import SessionController
from facilitator_console.ui.harvest.vote_list import VoteList
from facilitator_console.ui.harvest.vote_map import VoteMap
from facilitator_console.ui.harvest.vote_work import VoteWork
from facilitator_console.ui.look.styles import Part, Rank, set_part
from facilitator_console.ui.parts.flow import FlowLayout
from facilitator_console.ui.parts.key_button import KeyButton, Look
from facilitator_console.ui.parts.labels import Link, label, set_text
from facilitator_console.ui.parts.primary_button import PrimaryButton
from facilitator_console.ui.parts.statements_panel import StatementsPanel
from facilitator_console.ui.parts.thin_scroll import ScrolledWords, ThinScrollBar
from facilitator_console.words import Message, say

LOOK = Look(13, pad_px=10, gap_px=8, height_px=30)
BECOMES = (
    ("T", say("A theme")),
    ("A", say("On the agenda")),
    ("Q", say("For the next session")),
)
"""The keys that take a statement on, and what their buttons are called."""
SIDE_PX, TOP_PX, FOOT_PX = 26, 16, 14
LOW_WORDS_PX, HIGH_WORDS_PX, LOW_FOOT_PX, HIGH_FOOT_PX = 150, 166, 190, 280
"""Height of the foot with words alone, and with the map."""
LOW_PX = 760
AREAS_ONLY = say(
    "Areas only: nobody’s own place is drawn. They are made from votes alone: they are not who people are, and not the "
    "groups of the room."
)
HIDDEN = say("The vote is open: its result is hidden from everyone, here too, until it is closed.")
NONE_YET = say("Nothing was voted on yet. Collect statements here, or begin an item “vote on statements” in Run.")
NONE_SHARED = say("No statement is known to be shared by more than half of the people.")
WITHOUT = say("Tell it without them…")
FOR_GOOD = say("For good: their ballots will never be counted. Press again.")
COUNTING = say("Counting the votes and looking for similar answers: {done} of {of}")


class VotesPage(QWidget):
    """Shows statements and result.

    Signals:
        left(): Esc in the statements; the focus may go back.
    """

    left = Signal()

    def __init__(self, controller: SessionController, parent: QWidget | None = None) -> None:
        """Build it on an open session; nothing is computed before it is seen."""
        super().__init__(parent)
        self._controller = controller
        set_part(self, Part.PAGE)
        text = controller.text
        self.counted, self.sure = label(rank=Rank.MUTED, wraps=True), ScrolledWords(Rank.MUTED)
        self.list, self.map = VoteList(controller), VoteMap(controller)
        self.statements = StatementsPanel(controller)
        self.show_shared = PrimaryButton(text(say("Show what is shared")))
        self.show_differs = Link(text(say("Show where answers differ")))
        self.take_off = Link(text(say("Take it off the room display")))
        self.to_map = Link(text(say("What is shared was talked about: show the map")))
        self.to_statements = Link(text(say("All statements")))
        self.without = Link(text(WITHOUT))
        self.to_themes = [Link(text(say("Themes"))), Link(text(say("Themes")))]
        self.buttons = {sign: KeyButton(sign) for sign, _ in BECOMES}
        self.result: VoteResult | None = None
        self._vote: Vote | None = None
        self._work: VoteWork | None = None
        self._is_asked = False
        self._build()
        self._connect()
        self._refresh()

    def offered_actions(self) -> tuple[Action, ...]:
        """Return what can be done here from the list of commands."""
        return (*self.statements.offered_actions(), Action("show_shared", self._mean_showing))

    def _mean_showing(self, _controller: SessionController) -> Meaning:
        why_not = say("No vote is closed yet.") if self.result is None else None if self.result.shared else NONE_SHARED
        return Meaning(say("Show what is shared"), self.put_shared_on_display, why_not)

    # -- building ------------------------------------------------------------------------------------------

    def _build(self) -> None:
        self._stack = QStackedLayout(self)
        own, collecting = QWidget(), QWidget()
        column = QVBoxLayout(own)
        column.setContentsMargins(SIDE_PX, TOP_PX, SIDE_PX, FOOT_PX)
        column.setSpacing(10)
        column.addWidget(self.counted)
        column.addWidget(self.without)
        tools = QWidget()
        flow = FlowLayout(tools, gap_px=10)
        for part in (self.show_shared, self.show_differs, self.take_off):
            flow.addWidget(part)
        for sign, name in BECOMES:
            self.buttons[sign].show_label(self._controller.text(name))
            self.buttons[sign].set_look(LOOK)
            self.buttons[sign].setToolTip("")
            flow.addWidget(self.buttons[sign])
        flow.addWidget(self.to_statements)
        flow.addWidget(self.to_themes[0])
        column.addWidget(tools)
        column.addWidget(self.list, 1)
        ThinScrollBar(self.list)
        self._foot = QWidget()
        foot = QHBoxLayout(self._foot)
        foot.setContentsMargins(0, 0, 0, 0)
        foot.setSpacing(22)
        foot.addWidget(self.map, 2)
        beside = QVBoxLayout()
        beside.setSpacing(6)  # Else that of the row that it is in.
        beside.addWidget(label(self._controller.text(say("How sure is this?")), Rank.HEAD))
        self.sure.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Expanding)
        beside.addWidget(self.sure, 1)
        beside.addWidget(self.to_map)
        foot.addLayout(beside, 1)
        column.addWidget(self._foot)
        inner = QVBoxLayout(collecting)
        inner.setContentsMargins(SIDE_PX, TOP_PX, SIDE_PX, FOOT_PX)
        self.hint = label(rank=Rank.MUTED, wraps=True)
        self.to_result = Link(self._controller.text(say("What came out")))
        ways = QHBoxLayout()
        ways.setSpacing(16)
        ways.addWidget(self.hint, 1)
        ways.addWidget(self.to_result)
        ways.addWidget(self.to_themes[1])
        inner.addLayout(ways)
        inner.addWidget(self.statements, 1)
        self._stack.addWidget(own)
        self._stack.addWidget(collecting)
        self._stack.setCurrentIndex(1)
        self.map.hide()

    def _connect(self) -> None:
        self._controller.changed.connect(self._on_controller_changed)
        self.statements.left.connect(self.left)
        for link in self.to_themes:
            link.clicked.connect(self.left)
        self.list.asked.connect(self.take_on)
        self.list.chosen.connect(self._refresh_buttons)
        self.show_shared.clicked.connect(self.put_shared_on_display)
        self.show_differs.clicked.connect(self.put_differing_on_display)
        self.take_off.clicked.connect(self._on_take_off_clicked)
        self.without.clicked.connect(self._on_without_clicked)
        self.to_map.clicked.connect(self._on_to_map_clicked)
        self.to_statements.clicked.connect(partial(self._stack.setCurrentIndex, 1))
        self.to_result.clicked.connect(partial(self._stack.setCurrentIndex, 0))
        for sign, button in self.buttons.items():
            button.clicked.connect(partial(self.take_on, sign))
        # Qt would keep no method of an object that only this page knows.
        self.destroyed.connect(lambda: self._give_up())  # noqa: PLW0108 - see above

    def focusInEvent(self, _event: QFocusEvent) -> None:
        """Give the focus to what is shown."""
        if self._stack.currentIndex() == 0 and self.result is not None:
            self.list.setFocus()
        else:
            self.statements.focus_field()

    # -- following -----------------------------------------------------------------------------------------

    def showEvent(self, event: QShowEvent) -> None:
        """Compute the result where there is one to come."""
        super().showEvent(event)
        self._refresh()

    def hideEvent(self, event: QHideEvent) -> None:
        """Give up what is being computed: nobody waits for it."""
        super().hideEvent(event)
        self._give_up()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Give the map what is free."""
        super().resizeEvent(event)
        self._fit_foot()

    def _fit_foot(self) -> None:
        words, with_map = (LOW_WORDS_PX, LOW_FOOT_PX) if self.height() < LOW_PX else (HIGH_WORDS_PX, HIGH_FOOT_PX)
        self._foot.setFixedHeight(words if self.map.isHidden() else with_map)

    def _on_controller_changed(self, changes: Changes) -> None:
        if changes.keys() & {"votes", "statements", "displays", "themes", "items", "list_entries"}:
            self._refresh()

    def _refresh(self) -> None:
        """Show the statements, or what came out of the last vote that is closed."""
        state = self._controller.state
        closed = votes_closed(state)
        vote = closed[-1] if closed else None
        if vote is None or (self._vote is not None and _known(vote) != _known(self._vote)):
            self.result = None  # Another vote, or ballots of another laptop came in.
        if self.result and any(row.statement not in state.statements for row in self.list.rows.listed_rows()):
            self.result = None  # A statement was withdrawn.
            self.list.show_result(None)
        waits = self._why_untold(vote)
        if waits is not None:
            self.result = None
            set_text(self.counted, self._controller.text(waits))
        self.without.setVisible(waits is not None and vote is not None and not vote.counted)
        if vote is not self._vote and (vote is None or self._vote is None):
            self._stack.setCurrentIndex(0 if vote else 1)
        self._vote = vote
        words = HIDDEN if open_vote(state) else NONE_YET
        set_text(self.hint, self._controller.text(words) if vote is None or open_vote(state) else "")
        self.hint.setVisible(bool(self.hint.text()))
        self.to_result.setVisible(vote is not None)
        if vote is not None and waits is None and self.result is None and self.isVisible() and self._work is None:
            self._compute(vote)
        self._show_result()

    def _why_untold(self, vote: Vote | None) -> Message | None:
        state, laptop = self._controller.state, self._controller.laptop.laptop_id
        return None if vote is None else untold(state, vote, laptop)

    def _compute(self, vote: Vote) -> None:
        self._work = VoteWork(self._controller, vote.vote_id, self)
        self._work.progressed.connect(self._on_work_progressed)
        self._work.done.connect(self._on_work_done)
        self._work.failed.connect(self._on_work_failed)
        self._on_work_progressed(0, 100)
        self._work.start()

    def _give_up(self) -> None:
        work, self._work = self._work, None
        if work is not None:
            work.close()

    def _on_work_progressed(self, done: int, of: int) -> None:
        set_text(self.counted, self._controller.text(say(COUNTING.msgid, done=done, of=of)))

    def _on_work_done(self, result: VoteResult) -> None:
        self._give_up()
        self.result = result
        self.list.show_result(result)
        self.map.show_areas(tuple(area for _, area in result.sets))
        self._show_result()
        if self.isVisible():
            self.list.setFocus()

    def _on_work_failed(self, why: object) -> None:
        self._give_up()
        if isinstance(why, Message):
            set_text(self.counted, self._controller.text(why))
        elif isinstance(why, BaseException):
            raise why

    def _show_result(self) -> None:
        result, text = self.result, self._controller.text
        for part in (self.show_shared, self.show_differs, self.list, self._foot):
            part.setVisible(result is not None)
        if result is not None:
            set_text(self.counted, " ".join(map(text, result.counted)))
            has_map = bool(result.sets)
            more = [left_out_words(result), AREAS_ONLY if has_map and not self.map.isHidden() else None]
            self.sure.show_text("\n".join(text(words) for words in (*result.sure, *more, TWICE) if words))
            self.to_map.setVisible(has_map and self.map.isHidden())
            self.show_shared.setEnabled(bool(result.shared))
            self.show_differs.setVisible(bool(result.differs))
        shown = on_display(self._controller.state)
        self.take_off.setVisible(shown is not None and shown.shows is Shows.RESULTS)
        self._refresh_buttons()

    def _refresh_buttons(self) -> None:
        for button in self.buttons.values():
            button.setVisible(self.result is not None)
            button.setEnabled(self.list.current is not None)

    # -- doing ---------------------------------------------------------------------------------------------

    def take_on(self, sign: str) -> None:
        """Make something of the chosen statement: a theme, an item of the agenda, an entry of the list for later."""
        row, result = self.list.current, self.result
        if row is None or result is None:
            return
        about = StatementId(str(row.statement))
        if sign == "T":
            shared, differs = row in result.shared, row in result.differs
            column = Column.SHARED if shared else Column.DIFFERENT if differs else Column.OPEN
            self._controller.do(make_theme, about, column)
        elif sign == "A":
            self._controller.do(plan_statement, self._controller.session, about)
        else:
            self._controller.do(keep_for_later, about)
        self.list.setFocus()

    def put_shared_on_display(self) -> None:
        """Show the room what is shared; beside what most disagree with it says so."""
        self._put_on_display(ResultPart.SHARED)

    def put_differing_on_display(self) -> None:
        """Show the room where answers differ, every view in words."""
        self._put_on_display(ResultPart.DIFFERS)

    def _put_on_display(self, part: ResultPart) -> None:
        if self._vote is not None and self.result is not None:
            self._controller.do(show_results, Subject(self._vote.vote_id), part)

    def _on_without_clicked(self) -> None:
        """Ask once more, then tell the result without the ballots that did not come."""
        if not self._is_asked:
            self._is_asked = True
            self.without.show_text(self._controller.text(FOR_GOOD))
        elif self._vote is not None:
            self._controller.do(count_vote, self._vote.vote_id, self._controller.laptop.laptop_id)

    def _on_take_off_clicked(self) -> None:
        self._controller.do(show_room)

    def _on_to_map_clicked(self) -> None:
        self.map.show()
        self._fit_foot()
        self._show_result()


def _known(vote: Vote) -> tuple[VoteId, Mapping[LaptopId, frozenset[LaptopId]]]:
    return vote.vote_id, vote.brought

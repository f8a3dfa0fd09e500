"""Shows Run to who leads: time, who speaks and who is next at one glance, and the note line below.

It puts the parts side by side and passes on what happens; each part reads the controller by itself.
"""

from __future__ import annotations

from PySide6.QtCore import QPoint, QTimer, Signal
from PySide6.QtGui import QFocusEvent, QHideEvent, QResizeEvent, QShowEvent
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from facilitator_console.dialogue.state import Changes
from facilitator_console.notes.state import marks_to_fill
from facilitator_console.session.floor import is_chosen
from facilitator_console.session.ids import ParticipantId
from facilitator_console.ui.control.action import Action, Meaning, always, press
from facilitator_console.ui.control.session_controller import SessionController
from facilitator_console.ui.look.styles import Lit, Part, Rank, set_part, set_style
from facilitator_console.ui.parts.labels import Lines, Link, set_text
from facilitator_console.ui.parts.menus import new_menu
from facilitator_console.ui.parts.statements_panel import StatementsPanel
from facilitator_console.ui.run.agenda_side import AgendaSide
from facilitator_console.ui.run.clocks import Clocks
from facilitator_console.ui.run.closing import Closing
from facilitator_console.ui.run.freeze_panel import FreezePanel
from facilitator_console.ui.run.last_notes import LastNotes
from facilitator_console.ui.run.lead_sizes import SETS_GAP_PX, STAGE_GAP_PX, WRITTEN_GAP_PX, LeadSizes
from facilitator_console.ui.run.lists_side import ListsSide
from facilitator_console.ui.run.note_line import NoteLine
from facilitator_console.ui.run.queue_side import QueueSide, show_seat_menu
from facilitator_console.ui.run.room_buttons import RoomButtons
from facilitator_console.ui.run.seat_actions import LATE_ARRIVAL, choosing, interposing
from facilitator_console.ui.run.seat_ring import SeatRing
from facilitator_console.ui.run.seat_sets import SeatSets
from facilitator_console.ui.run.stage_moves import StageMoves
from facilitator_console.ui.run.tables_panel import TablesPanel
from facilitator_console.views.formats import Middle, Page
from facilitator_console.views.room_view import RoomView
from facilitator_console.views.seat_words import shown_middle
from facilitator_console.words import say, say_n

SLOW_MS = 5000
"""The time between two readings of the end as it goes while no clock runs: it moves all the same."""
OF_ROOM = frozenset(
    {
        *("rooms", "items", "turns", "queue", "passes", "rounds", "places", "participants", "groups", "gaps", "info"),
        *("stretches", "talk_tables"),
    }
)
"""The parts of the state that decide on what people can do."""


WORK = {
    Page.HARVEST: say("Gather the themes →"),
    Page.READ_BACK: say("Read the themes back →"),
    Page.VOTES: say("What came out of the vote →"),
}
"""The words that lead to the page on which a format's item is done."""


class LeadPage(QWidget):
    """Shows the leading facilitator's page.

    Attributes:
        sizes: Gives each part its room.
        middle: What stands between agenda and queue, from the question down to the links.
        beside: The clocks, and the pairs below them.

    Signals:
        prepare_requested(): Somebody wants to change the plan.
        notes_requested(): Somebody wants to see all notes.
        timeline_requested(): Somebody wants to see the course of the session.
        work_requested(Page): What the item's format is done on is wanted.
        report_requested(): The meeting is over, and somebody wants to see its report.
    """

    prepare_requested = Signal()
    notes_requested = Signal()
    timeline_requested = Signal()
    report_requested = Signal()
    work_requested = Signal(object)

    def __init__(self, controller: SessionController, parent: QWidget | None = None) -> None:
        """Build it on an open session."""
        super().__init__(parent)
        self._controller = controller
        self._second = -1
        self._fitted: tuple[object, ...] = ()
        set_part(self, Part.PAGE)
        self.agenda, self.queue = AgendaSide(controller), QueueSide(controller)
        self.question = Lines(Rank.TITLE)
        self.ring, self.clocks, self.buttons = SeatRing(controller), Clocks(controller), RoomButtons(controller)
        self.sets, self.moves = SeatSets(controller), StageMoves(controller)
        self.tables = TablesPanel(controller)
        self.statements: StatementsPanel | None = None  # Built when statements are first on.
        self.closing, self.freezing = Closing(controller), FreezePanel(controller)
        self.line, self.notes = NoteLine(controller), LastNotes(controller)
        self.lists = ListsSide(controller, self.queue)
        self.older, self.marks = Link(controller.text(say("Older notes"))), Link(on=Lit.WARN)
        self.work = Link()
        self.course = Link(controller.text(say("The session so far")))
        self._slow = QTimer(self, interval=SLOW_MS)
        self._build()
        self.sizes = LeadSizes(self)
        self.closing.hide()
        self.freezing.hide()
        self._connect()
        self._show(controller.picture.view)
        self._refresh()

    def offered_actions(self) -> tuple[Action, ...]:
        """Return what has a chord while this page shows."""
        return (
            self.queue.add_seats,
            LATE_ARRIVAL,
            self.lists.action,
            *self.agenda.offered_actions(),
            *self.freezing.offered_actions(),
            *(self.statements.offered_actions() if self.statements and self.has_statements else ()),
            Action("interpose", self._mean_interposing, "R", on_lead=True),
            Action("note_line", always(say("Note line"), self.line.focus_line), "N"),
        )

    # -- building --------------------------------------------------------------------------------------------

    def _build(self) -> None:
        self.middle = QVBoxLayout()
        self.middle.addWidget(self.question)
        stage = QHBoxLayout()
        stage.setSpacing(STAGE_GAP_PX)
        stage.addWidget(self.ring)
        self.beside = QWidget()
        beside = QVBoxLayout(self.beside)
        beside.setContentsMargins(0, 0, 0, 0)
        beside.setSpacing(SETS_GAP_PX)
        beside.addWidget(self.clocks)
        beside.addWidget(self.sets)
        stage.addWidget(self.beside, 1)
        stage.addWidget(self.closing, 1)
        self.middle.addLayout(stage)
        self.middle.addWidget(self.moves)
        self.middle.addWidget(self.freezing)
        self.middle.addWidget(self.buttons)
        self.middle.addWidget(self.tables)
        written = QVBoxLayout()
        written.setSpacing(WRITTEN_GAP_PX)
        written.addWidget(self.line)
        written.addWidget(self.notes)
        self.links = QWidget()
        below = QHBoxLayout(self.links)
        below.setContentsMargins(0, 0, 0, 0)
        below.setSpacing(18)
        below.addWidget(self.work)
        below.addWidget(self.older)
        below.addWidget(self.course)
        below.addStretch(1)
        below.addWidget(self.marks)
        written.addWidget(self.links)
        self.middle.addLayout(written)
        self.middle.addStretch(1)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(0)
        # The parts are sized anew at each size of the page: what they take now is not a minimum.
        row.setSizeConstraint(QHBoxLayout.SizeConstraint.SetNoConstraint)
        row.addWidget(self.agenda)
        row.addLayout(self.middle, 1)
        row.addWidget(self.queue)
        row.addWidget(self.lists)

    def _connect(self) -> None:
        self._controller.picture.changed.connect(self._on_picture_changed)
        self._controller.changed.connect(self._on_controller_changed)
        self._controller.ticked.connect(self._on_controller_ticked)
        self._controller.role_changed.connect(self._refresh)
        self._controller.watching_changed.connect(self._refresh)
        self._slow.timeout.connect(self.refresh_second)
        self.agenda.prepare_requested.connect(self.prepare_requested)
        for seats in (self.ring, self.sets):
            seats.seat_chosen.connect(self._on_seat_chosen)
            seats.menu_wanted.connect(self._on_seat_menu_wanted)
        self._controller.tables.changed.connect(self._on_tables_changed)
        self.lists.toggled.connect(self._on_lists_toggled)
        self.older.clicked.connect(self.notes_requested)
        self.work.clicked.connect(self._on_work_clicked)
        self.course.clicked.connect(self.timeline_requested)
        self.marks.clicked.connect(self._on_marks_clicked)
        self.closing.report_requested.connect(self.report_requested)
        self.closing.answered.connect(self.line.focus_line)
        for part in (self.agenda, self.queue, self.buttons, self.moves, self.freezing, self.tables):
            part.acted.connect(self.line.focus_line)
        self.freezing.proposed.connect(self._on_freezing_proposed)
        self.line.entered.connect(self._on_line_entered)
        self.line.saved.connect(self._on_line_saved)
        self.notes.listing_asked.connect(self.lists.put_note)
        self.notes.menu_asked.connect(self._on_notes_menu_asked)
        self.notes.typed.connect(self.line.type_text)
        for quiet in (self.notes, self.lists):
            quiet.left.connect(self.line.focus_line)
        # Seats are typed where the queue stands.
        self.queue.entry.toggled.connect(self._on_entry_toggled)

    def _on_work_clicked(self) -> None:
        if page := self._controller.picture.view.stage.leads_to:
            self.work_requested.emit(page)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Give each part its room."""
        super().resizeEvent(event)
        self.sizes.fit()

    def set_foot(self, covered_px: int) -> None:
        """Keep so much of the foot clear of banners; what stands above the last notes does not move for them."""
        for column in (self.agenda, self.queue, self.lists):
            column.set_foot(covered_px)
        self.sizes.set_foot(covered_px)

    def panel_px(self, width_px: int) -> int:
        """Return how wide a panel may be on a page of this width: it lies over the agenda, up to the ring."""
        return self.sizes.panel_px(width_px)

    # -- following -------------------------------------------------------------------------------------------

    def showEvent(self, event: QShowEvent) -> None:
        """Take in what has changed unseen, and follow the end as it goes while it is seen."""
        super().showEvent(event)
        self._show(self._controller.picture.view)
        self._refresh()
        self._slow.start()
        self.clocks.refresh_time()
        self.refresh_second()

    def focusInEvent(self, _event: QFocusEvent) -> None:
        """Give the focus to the note line; with a focus proxy Tab would never reach what stands before it."""
        self.line.focus_line()

    def hideEvent(self, event: QHideEvent) -> None:
        """Stop the timer: nothing runs unseen."""
        super().hideEvent(event)
        self._slow.stop()

    def _on_controller_changed(self, changes: Changes) -> None:
        if not self.isVisible():
            return  # While somebody edits the plan nobody sees it; it is refreshed when it shows.
        if changes.keys() & OF_ROOM:
            self._refresh_room()
        if changes.keys() & {"marks", "notes"}:
            self._refresh_marks()

    def _on_controller_ticked(self) -> None:
        if not self.isVisible():
            return
        self.clocks.refresh_time()
        self.tables.refresh_time()
        if self._controller.now_ms() // 1000 != self._second:
            self.refresh_second()

    def _refresh(self) -> None:
        self._refresh_room()
        self._refresh_marks()

    def _on_picture_changed(self, _before: RoomView, view: RoomView) -> None:
        if self.isVisible():
            self._show(view)

    def _show(self, view: RoomView) -> None:
        """Show the page's own part of the picture; ring, clocks and queue take theirs by themselves."""
        asked = self._controller.text(view.question)
        if asked != self.question.text():
            set_text(self.question, asked)
            self.sizes.fit()
        self._show_middle(view)
        set_style(self.question, Rank.TITLE if view.item_id and not view.is_frozen else Rank.TITLE_MUTED)

    def _show_middle(self, view: RoomView) -> None:
        """Show the ring, the pairs or only the time, as the format has it, and the row of what it adds."""
        middle = shown_middle(view)
        # While everything is frozen how to go on stands in their place.
        self.ring.setVisible(middle is Middle.RING and not view.is_frozen)
        self.sets.setVisible(middle is Middle.SETS and bool(view.stage.sets) and not view.is_frozen)
        is_over = view.is_closed or view.is_frozen
        self.tables.setVisible(middle is Middle.TABLES and bool(view.tables) and not is_over)
        self._show_statements(on=middle is Middle.STATEMENTS and not is_over)
        self._show_queue()
        self.moves.refresh()
        self.work.setVisible(view.stage.leads_to is not None)
        if view.stage.leads_to is not None:
            self.work.show_text(self._controller.text(WORK[view.stage.leads_to]))
        stage, moves = view.stage, self.moves.is_wanted and not view.is_frozen
        self.moves.setVisible(moves)
        seats = tuple(len(table.seats) for table in view.tables)
        fitted = (middle, stage.sets, moves, stage.warning, stage.remedy, stage.hidden, seats, view.is_frozen)
        if fitted != self._fitted:
            self._fitted = fitted
            self.buttons.refresh()
            self.sizes.fit()

    @property
    def has_statements(self) -> bool:
        """Tell whether statements stand below the clock."""
        return self.statements is not None and self.statements.isVisibleTo(self)

    def _show_statements(self, *, on: bool) -> None:
        """Show the statements below the clock, or not."""
        if on and self.statements is None:
            self.statements = StatementsPanel(self._controller)
            self.statements.left.connect(self.line.focus_line)
            self.middle.insertWidget(self.middle.indexOf(self.tables), self.statements)
        if self.statements is not None:
            self.statements.setVisible(on)

    def _show_queue(self) -> None:
        """Show the queue, unless the lists stand in its place; at tables and over statements nobody waits in it."""
        instead = self.tables.isVisibleTo(self) or self.has_statements or self.lists.isVisibleTo(self)
        self.queue.setVisible(not instead)

    def _on_lists_toggled(self) -> None:
        self._show_queue()
        if self.tables.isVisibleTo(self) or self.has_statements:
            self.sizes.fit()

    def _refresh_room(self) -> None:
        """Refresh what people can do, after a change of the room."""
        self.clocks.refresh_back()
        for part in (self.buttons, self.moves, self.agenda, self.queue, self.closing, self.freezing):
            part.refresh()
        if self.has_statements and self.buttons.heightForWidth(self.buttons.width()) != self.buttons.height():
            self.sizes.fit()  # A part of a vote has a row of buttons more, or less.
        view = self._controller.picture.view
        self._show_instead(is_over=view.is_closed, is_frozen=view.is_frozen)

    def _show_instead(self, *, is_over: bool, is_frozen: bool) -> None:
        """Show the end of the meeting where clocks and buttons stood, once it is over; while frozen how to go on."""
        if (self.closing.isVisibleTo(self), self.freezing.isVisibleTo(self)) == (is_over, is_frozen):
            return
        for part in (self.beside, self.buttons):
            part.setVisible(not (is_over or is_frozen))
        self.closing.setVisible(is_over)
        self.freezing.setVisible(is_frozen)
        self.sizes.fit()
        if is_frozen and self.isVisible():
            self.line.focus_line()  # Enter goes on from there; what had the focus may be gone.
        # Whoever is typing goes on; they find the end when they look up.
        if is_over and self.isVisible() and self.line.is_empty:
            self.closing.offer()

    def refresh_second(self) -> None:
        """Refresh what changes by seconds, not by tenths."""
        self._second = self._controller.now_ms() // 1000
        self.agenda.refresh_time()
        self.clocks.refresh_back()
        self.freezing.refresh()

    def _refresh_marks(self) -> None:
        waiting = len(marks_to_fill(self._controller.state))
        self.marks.setVisible(waiting > 0)
        self.marks.show_text(self._controller.text(say_n("{n} mark to fill", "{n} marks to fill", waiting)))
        self.older.setVisible(len(self._controller.state.notes) > 0)

    # -- doing -----------------------------------------------------------------------------------------------

    def _mean_interposing(self, controller: SessionController) -> Meaning:
        ask = self.queue.entry.ask_for_interposing
        return Meaning(say("Response, question, process"), ask, interposing().refusal(controller))

    def _on_seat_chosen(self, participant_id: str) -> None:
        """Answer what is asked for a seat, else let the seat ask to speak, unless it shows that it waits or speaks."""
        person = ParticipantId(participant_id)
        if self.queue.answer(self._controller.state.participants[person].seat):
            return
        if not is_chosen(self._controller.state, person):
            choosing(person).do(self._controller)
        self.line.focus_line()

    def _on_seat_menu_wanted(self, participant_id: str, at: QPoint) -> None:
        show_seat_menu(self._controller, ParticipantId(participant_id), at, self)

    def _on_tables_changed(self) -> None:
        """Show the keys of the turn for the table that is meant now."""
        self.buttons.refresh()
        self.clocks.refresh_back()

    def _on_entry_toggled(self) -> None:
        if not self.queue.entry.isHidden():
            self.lists.close_side()

    def _on_notes_menu_asked(self, note_id: str, at: QPoint) -> None:
        menu = new_menu(self)
        self.lists.offer_lists(menu, note_id)
        menu.popup(at)

    def _on_freezing_proposed(self) -> None:
        """Show the proposal in the agenda as well."""
        card = self.freezing.going_on
        end_ms = card.adjusted_end_ms if card.proposal.plan.takes else None
        self.agenda.propose(card.proposal.plan.takes, card.proposal.check_in_ms, end_ms)
        if self.freezing.isVisibleTo(self):
            self.sizes.fit()

    def _on_line_saved(self) -> None:
        """Remember the Enter that saved: a second one so soon after it does not go on."""
        self._controller.presses.counts(self.freezing.going_on.go_on.name)

    def _on_line_entered(self) -> None:
        """Go on with the plan, where everything is frozen; an Enter so soon after that was meant for something else."""
        if self.freezing.isVisibleTo(self) and not self._controller.presses.is_double("freeze"):
            press(self.freezing.going_on.go_on, self._controller)

    def _on_marks_clicked(self) -> None:
        """Let the next note fill the oldest mark."""
        marks = marks_to_fill(self._controller.state)
        if marks:
            self.line.set_fills(marks[0].mark_id)
        self.line.focus_line()

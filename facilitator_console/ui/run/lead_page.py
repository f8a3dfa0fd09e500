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
from facilitator_console.ui.look.styles import Lit, Part, Rank, StyleFlag, set_flag, set_part, set_style
from facilitator_console.ui.parts.labels import Lines, Link, set_text
from facilitator_console.ui.parts.menus import new_menu
from facilitator_console.ui.parts.statements_panel import StatementsPanel
from facilitator_console.ui.run.agenda_side import AgendaSide
from facilitator_console.ui.run.clocks import Clocks
from facilitator_console.ui.run.closing import Closing
from facilitator_console.ui.run.freeze_panel import FreezePanel
from facilitator_console.ui.run.last_notes import SHOWN, LastNotes
from facilitator_console.ui.run.lists_side import ListsSide
from facilitator_console.ui.run.note_line import NoteLine
from facilitator_console.ui.run.queue_side import QueueSide, show_seat_menu
from facilitator_console.ui.run.room_buttons import RoomButtons
from facilitator_console.ui.run.seat_actions import choosing, interposing
from facilitator_console.ui.run.seat_ring import LARGEST_PX, SMALLEST_PX, SeatRing
from facilitator_console.ui.run.seat_sets import SeatSets
from facilitator_console.ui.run.stage_moves import StageMoves
from facilitator_console.ui.run.tables_panel import TablesPanel
from facilitator_console.views.formats import Middle
from facilitator_console.views.room_view import RoomView
from facilitator_console.views.seat_words import shown_middle
from facilitator_console.words import say, say_n

SLOW_MS = 5000
"""How often the end as it goes is read while no clock runs: then it moves all the same."""
WIDTHS = ((1320, 270, 304), (1140, 236, 270), (1000, 214, 222), (0, 190, 210))
"""From this width of the page: width of the agenda, width of the queue; in px."""
LONG_QUESTION = 100
"""A question of more letters is set smaller."""
SEEN_LINES = 2
"""Of a long question, whatever else wants room; it is whole where there is room beside the last notes."""
RING_PART = 0.42
"""Of the middle's width, for the ring."""
SHORT_PX, LOW_PX = 680, 500
"""Below these heights of the page everything moves closer together."""
SPARE_PX = 560
"""Below it there are no notes below pairs."""
LOW_ABOVE_BARS_PX = 380
"""The same for what the banners leave of it."""
TIGHT_PX = 112
"""The smallest ring where banners cover the foot of a low page."""
WRITTEN_GAP_PX = 6
"""Between note line, last notes and the links below them."""
STAGE_GAP_PX = 28
"""Between the ring and what stands beside it."""
CLOCKS_PX, LOW_CLOCKS_PX = 150, 96
"""Height of the clocks above tables, the second on low pages."""
LEAST_STATEMENTS_PX = 170
LEAST_TABLES_PX = 100
"""So much of the tables is always in sight."""
SETS_GAP_PX = 8
"""Between the clocks and the pairs below them."""
PANEL_GAP_PX = 8
"""Between a panel over the agenda and the ring."""

OF_ROOM = frozenset(
    {
        *("rooms", "items", "turns", "queue", "passes", "rounds", "places", "participants", "groups", "gaps", "info"),
        *("stretches", "talk_tables"),
    }
)
"""What of the session decides on what people can do."""


class LeadPage(QWidget):
    """Shows the leading facilitator's page.

    Signals:
        prepare_requested(): Somebody wants to change the plan.
        notes_requested(): Somebody wants to see all notes.
        timeline_requested(): Somebody wants to see the course of the session.
        report_requested(): The meeting is over, and somebody wants to see its report.
    """

    prepare_requested = Signal()
    notes_requested = Signal()
    timeline_requested = Signal()
    report_requested = Signal()

    def __init__(self, controller: SessionController, parent: QWidget | None = None) -> None:
        """Build it on an open session."""
        super().__init__(parent)
        self._controller = controller
        self._second = -1
        self._foot_px = 0
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
        self.course = Link(controller.text(say("The session so far")))
        self._slow = QTimer(self, interval=SLOW_MS)
        self._build()
        self.closing.hide()
        self.freezing.hide()
        self._connect()
        self._show(controller.picture.view)
        self._refresh()

    def actions(self) -> tuple[Action, ...]:  # type: ignore[override]  # ours, not Qt's list of QActions
        """Return what has a chord while this page shows."""
        return (
            self.queue.add_seats,
            self.lists.action,
            *self.agenda.actions(),
            *self.freezing.actions(),
            *(self.statements.actions() if self._has_statements() and self.statements else ()),
            Action("interpose", self._mean_interposing, "R", on_lead=True),
            Action("note_line", always(say("Note line"), self.line.focus_line), "N"),
        )

    # -- building --------------------------------------------------------------------------------------------

    def _build(self) -> None:
        self._middle = QVBoxLayout()
        self._middle.addWidget(self.question)
        stage = QHBoxLayout()
        stage.setSpacing(STAGE_GAP_PX)
        stage.addWidget(self.ring)
        self._beside = QWidget()
        beside = QVBoxLayout(self._beside)
        beside.setContentsMargins(0, 0, 0, 0)
        beside.setSpacing(SETS_GAP_PX)
        beside.addWidget(self.clocks)
        beside.addWidget(self.sets)
        stage.addWidget(self._beside, 1)
        stage.addWidget(self.closing, 1)
        self._middle.addLayout(stage)
        self._middle.addWidget(self.moves)
        self._middle.addWidget(self.freezing)
        self._middle.addWidget(self.buttons)
        self._middle.addWidget(self.tables)
        written = QVBoxLayout()
        written.setSpacing(WRITTEN_GAP_PX)
        written.addWidget(self.line)
        written.addWidget(self.notes)
        self.links = QWidget()
        below = QHBoxLayout(self.links)
        below.setContentsMargins(0, 0, 0, 0)
        below.setSpacing(18)
        below.addWidget(self.older)
        below.addWidget(self.course)
        below.addStretch(1)
        below.addWidget(self.marks)
        written.addWidget(self.links)
        self._middle.addLayout(written)
        self._middle.addStretch(1)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(0)
        # The parts are sized anew at each size of the page: what they take now is not a minimum.
        row.setSizeConstraint(QHBoxLayout.SizeConstraint.SetNoConstraint)
        row.addWidget(self.agenda)
        row.addLayout(self._middle, 1)
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

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Give each part its room."""
        super().resizeEvent(event)
        self._fit()

    def set_foot(self, covered_px: int) -> None:
        """Keep so much of the foot clear of banners; what stands above the last notes does not move for them."""
        self._foot_px = covered_px
        self.agenda.set_foot(covered_px)
        self.queue.set_foot(covered_px)
        self.lists.set_foot(covered_px)
        self._fit()

    def panel_px(self, width_px: int) -> int:
        """Return how wide a panel may be on a page of this width: it lies over the agenda, up to the ring."""
        agenda_px, _ = _sides(width_px)
        return agenda_px + self._side_px() - PANEL_GAP_PX

    def _side_px(self) -> int:
        return 18 if self._is_short() else 26

    def _is_short(self) -> bool:
        return self.height() < SHORT_PX

    def _is_low(self) -> bool:
        return self.height() < LOW_PX or self.height() - self._foot_px < LOW_ABOVE_BARS_PX

    def _fit(self) -> None:
        agenda_px, queue_px = _sides(self.width())
        self.agenda.setFixedWidth(agenda_px)
        self.queue.setFixedWidth(queue_px)
        self.lists.setFixedWidth(queue_px)
        short, low, side = self._is_short(), self._is_low(), self._side_px()
        set_flag(self.question, StyleFlag.SHORT, on=short)
        one_line_px = self.question.line_px
        if len(self.question.text()) > LONG_QUESTION:
            set_flag(self.question, StyleFlag.SHORT, on=True)
        self.buttons.set_compact(on=short)
        self.moves.set_compact(on=short)
        self.closing.set_compact(on=short)
        self.freezing.set_compact(on=short)
        self.clocks.set_compact(on=low)
        self.tables.set_compact(on=short)
        above, below, gap = (8, 6, 6) if low else (12, 8, 10) if short else (18, 14, 18)
        self._middle.setContentsMargins(side, above, side, below)
        self._middle.setSpacing(gap)
        has_side = self.queue.isVisibleTo(self) or self.lists.isVisibleTo(self)
        self._fit_height(self.width() - agenda_px - has_side * queue_px - 2 * side, one_line_px)

    def _fit_height(self, middle_px: int, one_line_px: int) -> None:
        """Give the ring what the others leave; further lines of the question are taken from it, so that the rest stays.

        Below the note line the last notes yield to the banners first, then the links; then the ring, then the question.
        """
        margins, gap = self._middle.contentsMargins(), self._middle.spacing()
        fixed = self.line.sizeHint().height() + 2 * gap + margins.top() + margins.bottom()
        if self.buttons.isVisibleTo(self):
            fixed += self.buttons.heightForWidth(middle_px) + gap
        if self.moves.isVisibleTo(self):
            moves_px = self.moves.height_px(middle_px)
            self.moves.setFixedHeight(moves_px)
            fixed += moves_px + gap
        links = WRITTEN_GAP_PX + self.links.sizeHint().height()
        if self.freezing.isVisibleTo(self):
            self._fit_frozen(self.height() - fixed, middle_px, links)
            return
        if self.tables.isVisibleTo(self):
            self._fit_tables(self.height() - fixed, middle_px, links)
            return
        if self._has_statements():
            self._fit_statements(self.height() - fixed, middle_px)
            return
        below = LastNotes.height_of(self._kept_notes()) + WRITTEN_GAP_PX + links
        left, line_px = self.height() - fixed, self.question.line_px
        # Where even the ring at its smallest leaves no room for the banners, what is seen elsewhere goes.
        self.clocks.set_bare(on=left - line_px - self._stage_px(SMALLEST_PX, middle_px) < self._foot_px)
        smallest = TIGHT_PX if self.clocks.is_bare else SMALLEST_PX
        least = self._stage_px(smallest, middle_px)
        wanted, most = left - least - below, left - least - self._foot_px
        self.question.set_most(max(1, min(max(SEEN_LINES, wanted // line_px), most // line_px)))
        asked = self.question.heightForWidth(middle_px)
        part_px = LARGEST_PX if self.sets.isVisibleTo(self) else round(middle_px * RING_PART)
        roomy = min(left - one_line_px - below, part_px, LARGEST_PX)
        side = max(roomy - (asked - one_line_px), smallest)
        stage = self._stage_px(side, middle_px)
        free = left - asked - stage - self._foot_px
        if free < 0:  # More banners than the notes can make room for: the note line stays in sight.
            side = max(side + free, smallest)
            stage = max(stage + free, least)
        self.ring.setFixedSize(side, side)
        self._beside.setFixedHeight(stage)
        self.clocks.setFixedHeight(stage - self._sets_px(middle_px))
        self.links.setVisible(free >= links)
        self.notes.show_rows(free - links - WRITTEN_GAP_PX)

    def _kept_notes(self) -> int:
        """Return how many of the last notes keep their room where it is scarce; above pairs the clock takes it."""
        if self.sets.isVisibleTo(self) and self._is_short():
            return int(self.height() > SPARE_PX)
        return 1 if self._is_low() else SHOWN

    def _fit_frozen(self, left_px: int, middle_px: int, links_px: int) -> None:
        """Give the panel of a freeze what it wants, as far as there is room; the last notes get the rest."""
        self.question.set_most(1 if self._is_short() else SEEN_LINES)
        room = left_px - self.question.heightForWidth(middle_px) - self._foot_px
        free = room - self.freezing.fit(room, middle_px)
        self.links.setVisible(free >= links_px)
        self.notes.show_rows(free - links_px - WRITTEN_GAP_PX)

    def _fit_tables(self, left_px: int, middle_px: int, links_px: int) -> None:
        """Give the tables what clocks and question leave; they are scrolled where that is not enough."""
        self.question.set_most(1 if self._is_short() else SEEN_LINES)
        gap = self._middle.spacing()
        clocks = max(self.clocks.minimumSizeHint().height(), LOW_CLOCKS_PX if self._is_short() else CLOCKS_PX)
        room = left_px - self.question.heightForWidth(middle_px) - clocks - gap - self._foot_px
        wanted = self.tables.height_px(middle_px)
        self.clocks.setFixedHeight(clocks)
        height = max(LEAST_TABLES_PX, min(wanted, room))
        self.tables.setFixedHeight(height)
        free = room - height
        self.links.setVisible(free >= links_px)
        self.notes.show_rows(0)

    def _has_statements(self) -> bool:
        return self.statements is not None and self.statements.isVisibleTo(self)

    def _fit_statements(self, left_px: int, middle_px: int) -> None:
        """Give the statements what clocks and question leave; the list is scrolled."""
        self.question.set_most(1 if self._is_short() else SEEN_LINES)
        clocks = max(self.clocks.minimumSizeHint().height(), LOW_CLOCKS_PX if self._is_short() else CLOCKS_PX)
        self.clocks.setFixedHeight(clocks)
        self._beside.setFixedHeight(clocks)
        gap = self._middle.spacing()
        room = left_px - self.question.heightForWidth(middle_px) - clocks - gap - self._foot_px
        if self.statements is not None:
            self.statements.setFixedHeight(max(LEAST_STATEMENTS_PX, room))
        self.links.hide()
        self.notes.show_rows(0)

    def _show_statements(self, *, on: bool) -> None:
        """Show the statements below the clock, or not."""
        if on and self.statements is None:
            self.statements = StatementsPanel(self._controller)
            self.statements.left.connect(self.line.focus_line)
            self._middle.insertWidget(self._middle.indexOf(self.tables), self.statements)
        if self.statements is not None:
            self.statements.setVisible(on)

    def _stage_px(self, ring_px: int, middle_px: int) -> int:
        """Return the height of the ring, or of what stands in its place, with what stands beside it."""
        if self.closing.isVisibleTo(self):
            return max(ring_px, self.closing.height_px(middle_px - ring_px - STAGE_GAP_PX))
        return max(ring_px, self.clocks.minimumSizeHint().height() + self._sets_px(middle_px))

    def _sets_px(self, middle_px: int) -> int:
        """Return the height of the pairs below the clocks, with the gap above them."""
        return self.sets.heightForWidth(middle_px) + SETS_GAP_PX if self.sets.isVisibleTo(self) else 0

    # -- following -------------------------------------------------------------------------------------------

    def showEvent(self, event: QShowEvent) -> None:
        """Follow the end as it goes while it is seen."""
        super().showEvent(event)
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
        self._show(view)

    def _show(self, view: RoomView) -> None:
        """Show the page's own part of the picture; ring, clocks and queue take theirs by themselves."""
        asked = self._controller.text(view.question)
        if asked != self.question.text():
            set_text(self.question, asked)
            self._fit()
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
        stage, moves = view.stage, self.moves.is_wanted and not view.is_frozen
        self.moves.setVisible(moves)
        seats = tuple(len(table.seats) for table in view.tables)
        fitted = (middle, stage.sets, moves, stage.warning, stage.remedy, stage.hidden, seats, view.is_frozen)
        if fitted != self._fitted:
            self._fitted = fitted
            self.buttons.refresh()
            self._fit()

    def _show_queue(self) -> None:
        """Show the queue, unless the lists stand in its place; at the tables nobody waits in the room's own queue."""
        self.queue.setVisible(not self.tables.isVisibleTo(self) and not self.lists.isVisibleTo(self))

    def _on_lists_toggled(self) -> None:
        self._show_queue()
        if self.tables.isVisibleTo(self):
            self._fit()

    def _refresh_room(self) -> None:
        """Refresh what people can do, after a change of the room."""
        self.clocks.refresh_back()
        for part in (self.buttons, self.moves, self.agenda, self.queue, self.closing, self.freezing):
            part.refresh()
        view = self._controller.picture.view
        self._show_instead(is_over=view.is_closed, is_frozen=view.is_frozen)

    def _show_instead(self, *, is_over: bool, is_frozen: bool) -> None:
        """Show the end of the meeting where clocks and buttons stood, once it is over; while frozen how to go on."""
        if (self.closing.isVisibleTo(self), self.freezing.isVisibleTo(self)) == (is_over, is_frozen):
            return
        for part in (self._beside, self.buttons):
            part.setVisible(not (is_over or is_frozen))
        self.closing.setVisible(is_over)
        self.freezing.setVisible(is_frozen)
        self._fit()
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
        if self.queue.one_seat.isVisible():
            self.queue.one_seat.answer(self._controller.state.participants[person].seat)
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
            self._fit()

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


def _sides(width_px: int) -> tuple[int, int]:
    """Return the widths of agenda and queue on a page of this width."""
    return next((agenda_px, queue_px) for least, agenda_px, queue_px in WIDTHS if width_px >= least)

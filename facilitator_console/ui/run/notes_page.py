"""Shows Run to who takes notes: their stream fills the window, and tags are given in a pass with digits.

The question and small clocks above, the note line, the notes newest first; tags and marks at the side. Who leads may
look at it too: a way back to the ring stands above, and the room's keys go on.

The keys are in the note line unless somebody has gone to the list by key, or by a click on a note: there letters act on
notes, and words that are typed into them unseen do harm.
"""

from __future__ import annotations

from functools import partial

from PySide6.QtCore import QPoint, Qt, Signal
from PySide6.QtGui import QKeyEvent, QMouseEvent, QResizeEvent
from PySide6.QtWidgets import QApplication, QHBoxLayout, QStackedWidget, QVBoxLayout, QWidget

from facilitator_console.dialogue.state import Changes
from facilitator_console.log import Instant, Subject
from facilitator_console.notes.codebook import read_tags
from facilitator_console.notes.commands import edit_note
from facilitator_console.notes.ids import NO_MARK, MarkId, NoteId
from facilitator_console.notes.room_states import STATES, is_state
from facilitator_console.notes.state import marks_to_fill
from facilitator_console.ui.control.action import Action, Meaning, always
from facilitator_console.ui.control.session_controller import SessionController
from facilitator_console.ui.look.styles import Part, Rank, set_part
from facilitator_console.ui.parts.item_models import Index
from facilitator_console.ui.parts.kept_focus import PassesFocus
from facilitator_console.ui.parts.labels import Link, label
from facilitator_console.ui.parts.note_strip import NoteStrip
from facilitator_console.ui.run.codebook_files import CodebookFiles
from facilitator_console.ui.run.codebook_side import CodebookSide
from facilitator_console.ui.run.find_bar import FindBar
from facilitator_console.ui.run.found_elsewhere import FoundElsewhere
from facilitator_console.ui.run.lists_side import ListsSide
from facilitator_console.ui.run.new_above import NewAbove
from facilitator_console.ui.run.note_actions import NoteActions
from facilitator_console.ui.run.note_line import NoteLine
from facilitator_console.ui.run.note_pane import NotePane
from facilitator_console.ui.run.notes_aside import NotesAside
from facilitator_console.ui.run.notes_coming_in import NotesComingIn
from facilitator_console.ui.run.notes_finding import NotesFinding
from facilitator_console.ui.run.notes_list import NotesView
from facilitator_console.ui.run.notes_model import NotesModel
from facilitator_console.ui.run.now_line import NowLine
from facilitator_console.ui.run.room_states_row import begun_last, state_actions
from facilitator_console.ui.run.tag_pass import TagPass
from facilitator_console.words import say

ASIDE_PX = 320
NARROW_ASIDE_PX = 270
NARROW_PX = 1200
"""The width of the page below which its side is narrower, and the clocks stand below the question."""
LOW_PX = 430
"""The height of the page below which its margins are smaller."""
NOTES_PX = 420
"""Height of the page that a long question leaves to everything else."""
QUESTION_LINES = (2, 6)
"""The least and the most lines of a long question."""


class NotesPage(PassesFocus):
    """Shows the note-taker's page.

    Signals:
        ring_requested(): Who leads and has looked at the notes goes back.
    """

    ring_requested = Signal()

    def __init__(self, controller: SessionController, parent: QWidget | None = None) -> None:
        """Build it on an open session."""
        super().__init__(parent)
        set_part(self, Part.PAGE)
        self._controller = controller
        self.model = NotesModel(controller, self)
        self.back = self._build_back()
        self.now = NowLine(controller)
        self.line = NoteLine(controller)
        self.finder = FindBar(controller)
        self.notes = NotesView(controller, self.model)
        self.above = NewAbove(controller, self.notes, self.model)
        self.elsewhere = FoundElsewhere(controller)
        self.pane = NotePane(controller)
        self.finding = NotesFinding(self.finder, self.notes, self.elsewhere, self.pane, self)
        self.strip = NoteStrip(controller)
        self.aside = NotesAside(controller)
        self.codebook = CodebookSide(controller)
        self._side = QStackedWidget()
        self.lists = ListsSide(controller, self._side)
        self.codebook_files = CodebookFiles(controller, self)
        self.coming_in = NotesComingIn(controller, self.line, self.strip, self)
        self.acts = NoteActions(controller, self.notes, self.lists, self)
        self.tagging = TagPass(controller, self.notes, self.aside, self.acts, self.finder, self)
        self._lay_out()
        self._connect()
        self.pass_focus_to(self.line)
        self._refresh_chosen()

    def offered_actions(self) -> tuple[Action, ...]:
        """Return what has a chord while this page shows."""
        return (
            Action("find", always(say("Find in the notes"), self.open_find), "F"),
            Action("note_line", always(say("Note line"), self.line.focus_line), "N"),
            Action("fill_mark", self._mean_filling),
            Action("note_state", self._mean_noting_state),
            Action("codebook", always(say("Tags of the team"), self.toggle_codebook)),
            self.lists.action,
            self.coming_in.action,
            *self.codebook_files.actions,
            *state_actions(),
        )

    def _mean_filling(self, controller: SessionController) -> Meaning:
        marks = marks_to_fill(controller.state)
        why_not = None if marks else say("No mark waits for a note.")
        return Meaning(say("Write the note for the oldest mark"), lambda: self._fill(marks[0].mark_id), why_not)

    def _mean_noting_state(self, controller: SessionController) -> Meaning:
        mark = begun_last(controller)
        why_not = None if mark else say("Nobody has marked how the room is now.")
        fill = partial(self._fill, mark.mark_id if mark else NO_MARK)
        return Meaning(say("Write a note about how the room is"), fill, why_not)

    def toggle_codebook(self) -> None:
        """Open the tags of the team in the place of the side, ready to type one more, or close them."""
        if self.codebook.isVisible():
            self._close_codebook()
        else:
            self.lists.close_side()
            self._side.setCurrentWidget(self.codebook)
            self.codebook.field.setFocus(Qt.FocusReason.OtherFocusReason)

    def _close_codebook(self) -> None:
        self._side.setCurrentWidget(self.aside)
        self.line.focus_line()

    def _show_tags(self) -> None:
        self.lists.close_side()
        self._side.setCurrentWidget(self.aside)

    def open_find(self) -> None:
        """Open the find field."""
        self.finder.open()

    def show_moment(self, at_ms: Instant) -> None:
        """Choose the first note from this moment on, or else the last one before it, and give it the keys."""
        self.finder.close_find()
        rows = range(self.model.rowCount())
        if rows:
            later = (row for row in reversed(rows) if self.model.note_at(row).at_ms >= at_ms)
            self.notes.choose(next(later, 0))
            self._enter_list()

    # -- building --------------------------------------------------------------------------------------

    def _lay_out(self) -> None:
        main = self._main = QVBoxLayout()
        main.setSpacing(0)
        main.addWidget(self.back)
        main.addWidget(self.now)
        main.addSpacing(16)
        main.addWidget(self.line)
        main.addSpacing(8)
        main.addWidget(self.finder)
        main.addWidget(self.notes, 1)
        self.notes.setMinimumHeight(1)  # It scrolls; what is asked below it comes first.
        main.addWidget(self.elsewhere, 1)
        main.addWidget(self.pane)
        main.addWidget(self.strip)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(0)
        row.addLayout(main, 1)
        self._side.addWidget(self.aside)
        self._side.addWidget(self.codebook)
        row.addWidget(self._side)
        row.addWidget(self.lists)
        self.setTabOrder(self.line, self.notes)
        self.setTabOrder(self.notes, self.aside)

    def _build_back(self) -> QWidget:
        """Build the way back for somebody who leads."""
        back = QWidget(self)
        row = QHBoxLayout(back)
        row.setContentsMargins(0, 0, 0, 10)
        row.setSpacing(16)
        link = Link(self._controller.text(say("← Back to the ring")))
        link.clicked.connect(self.ring_requested)
        row.addWidget(link)
        row.addWidget(label(self._controller.text(say("You still lead: the room’s keys act here too.")), Rank.SMALL), 1)
        back.setVisible(self._controller.leads)
        return back

    def _connect(self) -> None:
        notes = self.notes
        notes.chosen.connect(self._refresh_chosen)
        notes.listing_pressed.connect(self._on_listing_pressed)
        notes.reply_pressed.connect(self._on_reply_asked)
        notes.reading_pressed.connect(self.pane.toggle)
        notes.rewriting_asked.connect(self._on_rewriting_asked)
        notes.removing_asked.connect(self.acts.remove)
        notes.withdrawing_asked.connect(self.ask_withdrawing)
        notes.menu_asked.connect(self._show_menu)
        notes.typed.connect(self.line.type_text)
        notes.left.connect(self.line.focus_line)
        self.acts.rewriting_asked.connect(self._on_rewriting_asked)
        self.acts.withdrawing_asked.connect(self.ask_withdrawing)
        self.acts.translating_asked.connect(self._on_translating_asked)
        self.acts.reply_asked.connect(self._on_reply_asked)
        self.acts.seats_off_asked.connect(self._on_seats_off_asked)
        self.acts.all_seats_off_asked.connect(self.strip.ask_all_speakers)
        self.above.asked.connect(notes.show_newest)
        self.elsewhere.typed.connect(self.line.type_text)
        self.elsewhere.left.connect(self.line.focus_line)
        self.pane.left.connect(self._enter_list)
        self.tagging.tags_asked.connect(self._show_tags)
        self.tagging.list_asked.connect(self._enter_list)
        self.tagging.line_asked.connect(self.line.focus_line)
        self.aside.mark_chosen.connect(self._fill)
        self.aside.typed.connect(self.line.type_text)
        self.aside.left.connect(self.line.focus_line)
        self.aside.tags.codebook_asked.connect(self.toggle_codebook)
        self.codebook.left.connect(self._close_codebook)
        self.codebook.view.erasing_asked.connect(self.strip.ask_erasing)
        self.lists.left.connect(self.line.focus_line)
        self.strip.withdrawing_confirmed.connect(self._withdraw)
        self.strip.speaker_confirmed.connect(self._take_speakers_off)
        self.strip.text_kept.connect(self._settle)
        self.strip.rewriting_asked.connect(notes.rewrite)
        self.strip.left.connect(self._on_strip_left)
        self.strip.opened.connect(self._show_whole)  # A low window has no room for both, and it repeats the note.
        self.model.rowsInserted.connect(self._on_model_rows_inserted)
        self.finder.entered.connect(self._enter_list)
        self.finder.left.connect(self.line.focus_line)
        self._controller.changed.connect(self._on_controller_changed)
        self._controller.role_changed.connect(self._on_controller_role_changed)

    # -- following -------------------------------------------------------------------------------------

    def _on_controller_changed(self, changes: Changes) -> None:
        if "notes" in changes:
            self._refresh_chosen()
            self.finder.show_count(self.model.rowCount())

    def _on_controller_role_changed(self) -> None:
        self.back.setVisible(self._controller.leads)

    def _on_model_rows_inserted(self, _parent: Index, first: int, last: int) -> None:
        """Bring a note into sight that was just written here; who is among the notes by key stays there."""
        newest = self.model.newest_row
        is_own = first <= newest <= last and self._controller.is_own(self.model.note_at(newest).writer)
        if is_own and not self.notes.hasFocus():
            self.notes.show_newest()

    def _refresh_chosen(self) -> None:
        note, notes, state = self.notes.current, self.notes.selected, self._controller.state
        given = [set(read_tags(state, chosen.tags)) for chosen in notes]
        self.aside.tags.show_given(set.intersection(*given) if given else set(), len(notes))
        only = note if len(notes) == 1 else None
        if only and only.other_texts and not self.strip.holds_another:
            self.strip.ask_settling(only)
        else:
            self.strip.close_unless_about(only)
        self._show_whole()

    def _show_whole(self) -> None:
        """Show the chosen note whole, where it has more than its row shows and nothing else wants the room."""
        if self.notes.isVisible():
            is_chosen = self.notes.selectionModel().hasSelection() and len(self.notes.selected) == 1
            is_free = self.strip.isHidden() and not self.notes.is_rewriting
            has_room = is_free or self.pane.is_translating
            self.pane.show_note(self.notes.current if is_chosen and has_room else None)

    # -- moving ----------------------------------------------------------------------------------------

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Go to the last note on Up and Down from the note line, and to the note line on Esc from anywhere else."""
        focused = QApplication.focusWidget()
        from_line = focused is not None and self.line.isAncestorOf(focused)
        if from_line and event.key() in {Qt.Key.Key_Up, Qt.Key.Key_Down}:
            self._enter_newest()
        elif not from_line and event.key() == Qt.Key.Key_Escape:
            self.line.focus_line()
        else:
            super().keyPressEvent(event)

    def mousePressEvent(self, _event: QMouseEvent) -> None:
        """Go back to the note line on a click on empty ground."""
        self.line.focus_line()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Give the notes the room of a narrow window."""
        super().resizeEvent(event)
        self._main.setContentsMargins(26, *((8, 26, 6) if event.size().height() < LOW_PX else (18, 26, 12)))
        self.pane.set_room(event.size().height() // 3)
        is_narrow = event.size().width() < NARROW_PX
        for side in (self._side, self.lists):
            side.setFixedWidth(NARROW_ASIDE_PX if is_narrow else ASIDE_PX)
        lines = (event.size().height() - NOTES_PX) // self.now.question.line_px
        self.now.set_room(max(QUESTION_LINES[0], min(QUESTION_LINES[1], lines)), is_narrow=is_narrow)

    def _enter_newest(self) -> None:
        if self.notes.isHidden():
            self._enter_list()
        elif self.model.rowCount():
            self.notes.choose(self.model.newest_row)
            self._enter_list()

    def _enter_list(self) -> None:
        shown = self.elsewhere if self.notes.isHidden() else self.notes
        shown.setFocus(Qt.FocusReason.OtherFocusReason)

    # -- doing -----------------------------------------------------------------------------------------

    def _on_listing_pressed(self) -> None:
        if note := self.notes.current:
            self.lists.put_note(note.note_id)

    def _on_reply_asked(self) -> None:
        if note := self.notes.current:
            self.line.set_reply(note.note_id)
            self.line.focus_line()

    def _on_translating_asked(self, language: str) -> None:
        if note := self.notes.current:
            self.pane.translate(note, language)

    def _on_seats_off_asked(self) -> None:
        self.strip.ask_speakers([note.note_id for note in self.notes.selected])

    def _take_speakers_off(self, note_ids: object) -> None:
        self.strip.close_question()
        self._controller.take_speakers_off(note_ids if isinstance(note_ids, tuple) else None)

    def _on_rewriting_asked(self) -> None:
        note = self.notes.current
        if note and note.other_texts:
            self.strip.ask_settling(note)
            self.strip.enter()
        else:
            self.pane.close_pane()  # It would show the same text, and take the room of the field.
            self._main.activate()
            self.notes.rewrite()

    def _settle(self, note_id: str, text: str) -> None:
        self._controller.do(edit_note, NoteId(note_id), text)

    def _on_strip_left(self, by_key: bool) -> None:
        self._show_whole()
        if by_key:
            self._enter_list()
        else:
            self.line.focus_line()

    def ask_withdrawing(self) -> None:
        """Ask whether the note that is meant goes for good."""
        note = self.notes.current
        if note and len(self.notes.selected) == 1:
            self.strip.ask_withdrawing(note)

    def _withdraw(self, note_id: str, copies: bool) -> None:
        self.strip.close_question()
        self._controller.withdraw(Subject(note_id), copies=copies)

    def _fill(self, mark_id: str) -> None:
        mark = self._controller.state.marks.get(MarkId(mark_id))
        self.line.set_fills(MarkId(mark_id))
        self.line.focus_line()
        if mark and is_state(mark) and self.line.is_empty:
            # Enter alone keeps it as a note; whoever saw more goes on typing.
            words = self._controller.text(STATES[mark.state])
            self.line.type_text(f"{words[:1].upper()}{words[1:]}. ")

    def _show_menu(self, point: QPoint, by_mouse: bool) -> None:
        menu = self.acts.menu()
        if menu is None:
            return
        if by_mouse:  # Before what an entry does, which may want the keys for itself.
            menu.aboutToHide.connect(self.line.focus_line)
        menu.popup(point)

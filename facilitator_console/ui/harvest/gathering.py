"""Gathers notes into themes with the group, and tags them in passing: the board, tags and what to show at its side.

Keys act on what is chosen: T into a theme, digits tag, M for the report, Enter rewrites, arrows go from list to list,
Alt with arrows moves.
"""

from __future__ import annotations

from functools import partial

from PySide6.QtCore import QRect, Qt, QTimer, Signal
from PySide6.QtGui import QFocusEvent, QKeyEvent, QResizeEvent, QShowEvent
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from facilitator_console.dialogue.state import Changes
from facilitator_console.log import Subject
from facilitator_console.notes.carrying import left_open
from facilitator_console.notes.codebook import digit_tags, read_tags, tags_in_codebook
from facilitator_console.notes.commands import (
    flag_note,
    remove_list_entry,
    remove_note,
    tag_note,
    unflag_note,
    untag_note,
    with_each,
)
from facilitator_console.notes.ids import NO_THEME, Column, Flag, NoteId, TagId, ThemeId
from facilitator_console.notes.state import Note
from facilitator_console.notes.themes import (
    add_theme,
    notes_by_theme,
    put_into_theme,
    remove_theme,
    take_out_of_theme,
)
from facilitator_console.ui.control.session_controller import SessionController
from facilitator_console.ui.harvest.board import Board
from facilitator_console.ui.harvest.board_column import proposed_title
from facilitator_console.ui.harvest.board_menu import show_menu
from facilitator_console.ui.harvest.board_model import RowKind
from facilitator_console.ui.harvest.board_texts import BoardTexts
from facilitator_console.ui.harvest.carry_menu import ask_where
from facilitator_console.ui.harvest.harvest_side import HarvestSide, Shown, SideRow
from facilitator_console.ui.harvest.loose_notes import loose_empty, loose_head, loose_rows
from facilitator_console.ui.harvest.moving import Moving
from facilitator_console.ui.harvest.theme_chooser import ThemeChooser
from facilitator_console.ui.look.styles import Rank
from facilitator_console.ui.parts.labels import Link, label
from facilitator_console.ui.parts.note_strip import NoteStrip
from facilitator_console.ui.parts.side_panel import WIDTH_PX, WIDTH_SHARE
from facilitator_console.words import Message, say

SIDE_PX, NARROW_SIDE_PX = 222, 200
NARROW_PX, LOW_PX = 1200, 640
FOLLOWED = frozenset({"notes", "tags", "themes", "themed", "checks", "objections", "list_entries", "marks"})
"""The parts of the state that the page shows."""
AROUND_WORDS = frozenset({"tags", "translations", "checks", "objections"})
"""The parts of the state that a row shows beside the words of its note or theme."""
NO_ENTRIES = say("Only notes go into a theme. Write it down as a note first.")


class GatheringView(QWidget):
    """Shows board and side.

    Signals:
        codebook_asked(): The tags of the team are to be changed.
        mark_asked(): A note is to be written for the oldest mark.
        read_back_asked(ThemeId): The themes are to be read back, beginning with this one.
        show_to_group_asked(): They are to be read back from the first one, also on the room display.
        conclusions_asked(): What experts conclude is to be shown to the group.
        votes_asked(): Statements and votes are to be shown.
    """

    codebook_asked = Signal()
    mark_asked = Signal()
    read_back_asked = Signal(str)
    show_to_group_asked = Signal()
    votes_asked = Signal()
    conclusions_asked = Signal()

    def __init__(self, controller: SessionController, parent: QWidget | None = None) -> None:
        """Build it on an open session."""
        super().__init__(parent)
        self.controller = controller
        self._wanted = SideRow("", 0)
        self._asked: tuple[tuple[NoteId, ...], ThemeId] = ((), NO_THEME)
        self.carry = Link(controller.text(say("Carry over…")), small=True)
        self.carry.setToolTip(controller.text(say("What stays open and what is for later, into another session")))
        self.outcome = label(rank=Rank.STRONG, wraps=True)
        self.outcome.hide()
        self.side = HarvestSide(controller)
        self.board = Board(controller)
        self.moving = Moving(controller, self.board)
        self.strip = NoteStrip(controller)
        self.chooser = ThemeChooser(controller, self)
        self.chooser.set_room(self.panel_room)
        self.texts = BoardTexts(controller, self.board, self.strip, self.toggle_card, self)
        self._lay_out()
        self._connect()

    # -- building --------------------------------------------------------------------------------------

    def _lay_out(self) -> None:
        main = QVBoxLayout()
        main.setContentsMargins(0, 0, 0, 0)
        main.setSpacing(0)
        main.addWidget(self.board, 1)
        main.addWidget(self.outcome)
        main.addWidget(self.strip)
        self.outcome.setContentsMargins(16, 6, 16, 8)
        self.board.columns[Column.OPEN].head.addWidget(self.carry)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(0)
        row.addWidget(self.side)
        row.addLayout(main, 1)

    def _connect(self) -> None:
        board, side = self.board, self.side
        for shown in board.lists:
            shown.pressed_digit.connect(self._on_list_pressed_digit)
            shown.pressed.connect(self._on_list_pressed)
            shown.renaming_asked.connect(self.texts.rewrite)
            shown.opening_asked.connect(self.toggle_card)
            shown.removing_asked.connect(self.remove)
            shown.withdrawing_asked.connect(self.ask_withdrawing)
            shown.rewritten.connect(self.texts.keep)
            shown.menu_asked.connect(partial(show_menu, self))
            shown.escaped.connect(self._on_list_escaped)
        self.carry.clicked.connect(self.ask_where)
        board.left.connect(lambda: side.shown.setFocus(Qt.FocusReason.OtherFocusReason))
        board.show_waiting_asked.connect(self._show_waiting)
        board.seek.textChanged.connect(self._refresh_loose)
        board.seek.returnPressed.connect(self._enter_found)
        side.row_chosen.connect(self._on_side_row_chosen)
        side.read_back_asked.connect(self.show_to_group_asked)
        side.votes_asked.connect(self.votes_asked)
        side.conclusions_asked.connect(self.conclusions_asked)
        side.codebook_asked.connect(self.codebook_asked)
        side.left.connect(board.enter)
        self.chooser.chosen.connect(self._on_chooser_chosen)
        self.chooser.new_wanted.connect(self._on_chooser_new_wanted)
        self.strip.withdrawing_confirmed.connect(self._withdraw)
        self.strip.left.connect(lambda _by_key: board.enter())
        self.controller.changed.connect(self._on_controller_changed)

    # -- following -------------------------------------------------------------------------------------

    def _on_controller_changed(self, changes: Changes) -> None:
        if "tags" in changes or "translations" in changes:
            for shown in self.board.lists:
                shown.rows.forget_heights()
        self.outcome.hide()
        if self.isVisible() and changes.keys() & FOLLOWED:
            self._refresh(anew=bool(changes.keys() & AROUND_WORDS))

    def focusInEvent(self, event: QFocusEvent) -> None:
        """Give the keys to the board."""
        super().focusInEvent(event)
        self.board.enter()

    def panel_room(self) -> QRect:
        """Return where the chooser may lie: over the side and what stands next to it."""
        return QRect(0, 0, min(WIDTH_PX, round(self.width() * WIDTH_SHARE)), self.height())

    def showEvent(self, event: QShowEvent) -> None:
        """Read everything anew: nothing is followed while the page is hidden. What was being rewritten is again."""
        super().showEvent(event)
        self._refresh()
        QTimer.singleShot(0, self, self.texts.take_up_draft)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Give the board the room of a narrow or low window."""
        super().resizeEvent(event)
        self.side.setFixedWidth(NARROW_SIDE_PX if event.size().width() < NARROW_PX else SIDE_PX)
        self.side.set_low(on=event.size().height() < LOW_PX)

    def _refresh(self, *, anew: bool = True) -> None:
        self.side.refresh()
        notes = notes_by_theme(self.controller.state)
        for shown in self.board.columns.values():
            shown.refresh(notes, anew=anew)
        self._show_loose(anew=anew)

    def _refresh_loose(self) -> None:
        self._show_loose(anew=True)

    def _show_loose(self, *, anew: bool) -> None:
        board, sought = self.board, self.board.seek.text().strip()
        rows = loose_rows(self.controller, self._wanted, sought)
        board.loose.show_rows(rows, anew=anew)
        board.loose.say_when_empty(loose_empty(self.controller, self._wanted, sought))
        is_usual = not (sought or self._wanted.tag) and self._wanted.shown is Shown.NOT_IN_A_THEME
        board.show_head(loose_head(self.controller, self._wanted, sought, len(rows)), can_go_back=not is_usual)
        self.side.light(self._wanted)

    def _on_side_row_chosen(self, row: SideRow) -> None:
        if not row.tag and row.shown is Shown.MARKS:
            if row.notes:
                self.mark_asked.emit()
            return
        self._wanted = row
        self.board.seek.clear()
        self.board.seek.hide()
        self._refresh_loose()

    def _show_waiting(self) -> None:
        self._on_side_row_chosen(SideRow("", 0))
        self.board.loose.setFocus(Qt.FocusReason.OtherFocusReason)

    def open_find(self) -> None:
        """Let somebody type what is sought among all notes."""
        self.board.seek.show()
        self.board.seek.selectAll()
        self.board.seek.setFocus(Qt.FocusReason.ShortcutFocusReason)

    def _enter_found(self) -> None:
        if self.board.loose.board.rowCount():
            self.board.loose.setFocus(Qt.FocusReason.OtherFocusReason)

    def _on_list_escaped(self) -> None:
        if self.board.back.isVisible():
            self._show_waiting()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Leave the find field on Esc and Down."""
        if self.board.seek.hasFocus() and event.key() == Qt.Key.Key_Escape:
            self._show_waiting()
        elif self.board.seek.hasFocus() and event.key() == Qt.Key.Key_Down:
            self._enter_found()
        else:
            super().keyPressEvent(event)

    # -- notes -----------------------------------------------------------------------------------------

    def _notes(self) -> list[Note]:
        """Return the chosen notes; of a card's head there are none."""
        state = self.controller.state
        return [state.notes[note_id] for note_id in self.board.active.selected_notes if note_id in state.notes]

    def _on_list_pressed_digit(self, digit: int) -> None:
        if tag := digit_tags(self.controller.state)[digit - 1]:
            self.tag(tag)

    def tag(self, tag: TagId) -> None:
        """Give the chosen notes a tag, or take it off where all of them have it."""
        notes, state = self._notes(), self.controller.state
        if notes and all(tag in read_tags(state, note.tags) for note in notes):
            self.controller.do(with_each, [note.note_id for note in notes], untag_note, tag)
        elif notes and tag in tags_in_codebook(state):
            without = [note.note_id for note in notes if tag not in read_tags(state, note.tags)]
            self.controller.do(with_each, without, tag_note, tag)

    def _on_list_pressed(self, letter: str) -> None:
        if letter == "M":
            self.flag(Flag.FOR_REPORT)
        else:
            self.ask_theme()

    def flag(self, flag: Flag) -> None:
        """Flag the chosen notes, or take the flag off where all of them have it."""
        if notes := self._notes():
            command = unflag_note if all(flag in note.flags for note in notes) else flag_note
            self.controller.do(with_each, [note.note_id for note in notes], command, flag)

    def ask_theme(self) -> None:
        """Ask into which theme the chosen notes go; on a card's head begin a new one in its column."""
        notes, row = self._notes(), self.board.active.current
        if not notes:
            if row and row.kind is RowKind.ENTRY:
                self.controller.refused.emit(NO_ENTRIES)
            else:
                self.begin_theme()
            return
        self._asked = (tuple(note.note_id for note in notes), row.theme_id if row else NO_THEME)
        self.chooser.ask(proposed_title(notes[0].text), self._asked[1])

    def begin_theme(self) -> None:
        """Let somebody type the title of a new theme, in the column that the keys are in."""
        column = self.board.column_of(self.board.active) or Column.SHARED
        self.board.columns[column].field.setFocus(Qt.FocusReason.OtherFocusReason)

    def _on_chooser_chosen(self, theme_id: str) -> None:
        notes, leaves = self._asked
        self.controller.do(put_into_theme, notes, ThemeId(theme_id), leaves=leaves)

    def _on_chooser_new_wanted(self, column: Column, title: str) -> None:
        notes, leaves = self._asked
        if self.controller.do(add_theme, column, title, "", notes, leaves=leaves):
            self.chooser.forget()

    # -- themes ----------------------------------------------------------------------------------------

    def toggle_card(self) -> None:
        """Show all notes of the chosen card, or only the first ones."""
        row, column = self.board.active.current, self.board.column_of(self.board.active)
        if row and column is not None:
            self.board.columns[column].toggle(row.theme_id)
            if row.kind is RowKind.MORE:
                self.board.columns[column].show_theme(row.theme_id)

    def ask_where(self) -> None:
        """Ask into which session what stays open is carried."""
        below = self.carry.mapToGlobal(self.carry.rect().bottomLeft())
        ask_where(self.controller, self, below, left_open(self.controller.state), self.show_outcome)

    def show_outcome(self, message: Message) -> None:
        """Say what has come of something, until the next change."""
        self.outcome.setText(self.controller.text(message))
        self.outcome.show()

    # -- taking away -----------------------------------------------------------------------------------

    def remove(self) -> None:
        """Take a theme off the board, a note out of its theme, or a note that waits away; undo brings it back."""
        row, notes = self.board.active.current, self._notes()
        if row is None:
            return
        if row.kind is RowKind.THEME:
            self.controller.do(remove_theme, row.theme_id)
        elif row.kind is RowKind.ENTRY:
            self.controller.do(remove_list_entry, row.entry_id)
        elif row.kind is RowKind.NOTE:
            self.controller.do(take_out_of_theme, [note.note_id for note in notes], row.theme_id)
        elif notes:
            self.controller.do(with_each, [note.note_id for note in notes], remove_note)

    def ask_withdrawing(self) -> None:
        """Ask whether the chosen note or theme goes for good, with all that stands on it."""
        row, notes = self.board.active.current, self._notes()
        if row and row.kind is RowKind.THEME:
            self.strip.ask_withdrawing_theme(self.controller.state.themes[row.theme_id])
        elif len(notes) == 1:
            self.strip.ask_withdrawing(notes[0])

    def _withdraw(self, subject: str, copies: bool) -> None:
        self.strip.close_question()
        self.controller.withdraw(Subject(subject), copies=copies)

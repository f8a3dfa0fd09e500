"""Leads a pass of tags: digits, names and clicks tag the chosen notes, and the next note without a tag is chosen."""

from __future__ import annotations

from PySide6.QtCore import QObject, Signal

from facilitator_console.notes.codebook import read_tags, tags_in_codebook
from facilitator_console.notes.commands import tag_note, untag_note
from facilitator_console.notes.ids import NO_TAG, Flag, NoteId, TagId
from facilitator_console.notes.tag_commands import tag_notes_anew
from facilitator_console.ui.control.session_controller import SessionController
from facilitator_console.ui.run.find_bar import FindBar
from facilitator_console.ui.run.note_actions import NoteActions
from facilitator_console.ui.run.notes_aside import NotesAside
from facilitator_console.ui.run.notes_list import NotesView


class TagPass(QObject):
    """Tags the notes that are chosen in a list.

    Signals:
        tags_asked(): The tags are to stand at the side.
        list_asked(): The keys go to the list.
        line_asked(): The keys go to the note line.
    """

    tags_asked = Signal()
    list_asked = Signal()
    line_asked = Signal()

    def __init__(
        self,
        controller: SessionController,
        notes: NotesView,
        aside: NotesAside,
        acts: NoteActions,
        finder: FindBar,
        parent: QObject,
    ) -> None:
        """Follow the keys of the list and the tags at the side."""
        super().__init__(parent)
        self._controller, self._notes, self._model = controller, notes, notes.notes
        self._aside, self._acts, self._finder = aside, acts, finder
        self._tagged: NoteId | None = None
        notes.chosen.connect(self._on_notes_chosen)
        notes.digit_pressed.connect(self._on_digit_pressed)
        notes.tag_asked.connect(self._on_tag_asked)
        notes.report_pressed.connect(self._on_report_pressed)
        notes.more_pressed.connect(self._on_more_pressed)
        aside.tag_chosen.connect(self._on_aside_tag_chosen)
        aside.untagged_asked.connect(self._on_untagged_asked)

    def _on_notes_chosen(self) -> None:
        self._tagged = None

    def _choose_untagged(self) -> bool:
        """Go to the next note without a tag below, else from the top; tell whether there is one."""
        rows = self._model.rowCount()
        here = max(self._notes.currentIndex().row(), 0)
        for row in (*range(here, rows), *range(here)):
            if not self._model.note_at(row).tags:
                self._notes.choose(row)
                return True
        return False

    def _on_untagged_asked(self) -> None:
        here = self._notes.current
        if here and not here.tags and self._notes.hasFocus():
            below = self._model.index(self._notes.currentIndex().row() + 1, 0)
            self._notes.setCurrentIndex(below if below.isValid() else self._model.index(0, 0))
        if not self._choose_untagged():
            self._finder.close_find()
            self._choose_untagged()
        self.list_asked.emit()

    def _tag(self, tag: TagId) -> None:
        """Give the chosen notes a tag, or take it off all; a note's first tag leads on to the next without one."""
        notes, state = self._notes.selected, self._controller.state
        if not notes:
            return
        if all(tag in read_tags(state, note.tags) for note in notes):
            self._acts.do(untag_note, notes, tag)
            return
        if tag in tags_in_codebook(state):
            done = self._acts.do(tag_note, [note for note in notes if tag not in read_tags(state, note.tags)], tag)
        else:
            done = self._controller.do(tag_notes_anew, [note.note_id for note in notes], tag)
        if done and len(notes) == 1 and not notes[0].tags:
            self._choose_untagged()
            self._tagged = notes[0].note_id

    def _on_tag_asked(self) -> None:
        self.tags_asked.emit()
        self._aside.tags.ask()

    def _on_digit_pressed(self, digit: int) -> None:
        if tag := self._aside.tags.rows.tag_of_digit(digit):
            self._tag(tag)

    def _on_aside_tag_chosen(self, tag: str) -> None:
        if self._notes.current is None and self._model.rowCount():
            self._notes.choose(0)
        if self._aside.tags.field.hasFocus():  # By name, in a pass.
            self.list_asked.emit()
        else:
            self.line_asked.emit()
        self._tag(TagId(tag))

    def _on_report_pressed(self) -> None:
        """Report the note that got the tag last, where M follows a tag: the pass has gone on to the next note."""
        tagged = self._controller.state.notes.get(self._tagged) if self._tagged else None
        self._acts.flag(Flag.FOR_REPORT, tagged)

    def _on_more_pressed(self) -> None:
        """Offer the tags without a digit for the next digit."""
        self.tags_asked.emit()
        rows = self._aside.tags.rows
        if tag := rows.tag_of_digit(0) if rows.shows_more else NO_TAG:
            self._tag(tag)
        elif not rows.shows_more:
            rows.show_more()

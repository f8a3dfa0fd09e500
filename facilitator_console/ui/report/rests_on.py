"""Shows the notes that a section of the report rests on. For the team alone: it stands in no file."""

from __future__ import annotations

from PySide6.QtWidgets import QFrame, QVBoxLayout, QWidget

from facilitator_console.dialogue.ids import SectionId
from facilitator_console.log import Subject
from facilitator_console.notes.codebook import read_tags, tag_name
from facilitator_console.notes.ids import NoteId
from facilitator_console.report.document import Document, Paragraph, Quote
from facilitator_console.ui.control.session_controller import SessionController
from facilitator_console.ui.look.styles import Part, Rank, set_part
from facilitator_console.ui.parts.labels import Lines, Link, label, set_text
from facilitator_console.words import Message, say, say_n

FEW = 3
MOST_LINES = 2


class RestsOn(QWidget):
    """Shows some of the notes, and all of them when asked."""

    def __init__(self, controller: SessionController, parent: QWidget | None = None) -> None:
        """Begin without notes."""
        super().__init__(parent)
        self._controller = controller
        self._notes: tuple[NoteId, ...] = ()
        self._all = False
        self.head = label(controller.text(say("This section rests on")), Rank.SECTION)
        self.card = QFrame()
        set_part(self.card, Part.CARD)
        self._inner = QVBoxLayout(self.card)
        self._inner.setContentsMargins(12, 9, 12, 9)
        self._inner.setSpacing(6)
        self.more = Link()
        self.more.clicked.connect(self._on_more)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(8)
        column.addWidget(self.head)
        column.addWidget(self.card)
        self._shown: list[QWidget] = []
        self.hide()

    def show_section(self, report: Document, section: SectionId) -> None:
        """Show the notes of a section."""
        blocks = next((each.blocks for each in report.sections if each.name == section), ())
        state = self._controller.state
        found = dict.fromkeys(
            NoteId(about) for block in blocks for about in block.rests_on if NoteId(about) in state.notes
        )
        notes = tuple(found)
        if notes != self._notes:
            self._notes, self._all = notes, False
        self._refresh()

    def _on_more(self) -> None:
        self._all = not self._all
        self._refresh()

    def _refresh(self) -> None:
        for widget in self._shown:
            self._inner.removeWidget(widget)
            widget.hide()
            widget.deleteLater()
        self._shown = []
        self._inner.removeWidget(self.more)
        self.setVisible(bool(self._notes))
        for note_id in self._notes[: None if self._all else FEW]:
            self._add_note(note_id)
        rest = len(self._notes) - FEW
        self.more.setVisible(rest > 0)
        if rest > 0:
            words: Message = say("show fewer") if self._all else say_n("and {n} more", "and {n} more", rest)
            self.more.show_text(self._controller.text(words))
            self._inner.addWidget(self.more)

    def _add_note(self, note_id: NoteId) -> None:
        state = self._controller.state
        note = state.notes[note_id]
        tags = ", ".join(self._controller.text(tag_name(state, tag)) for tag in read_tags(state, note.tags))
        line = Lines(most=MOST_LINES)
        set_text(line, f"{tags} · {note.text}" if tags else note.text)
        self._inner.addWidget(line)
        self._shown.append(line)


def numbers_in(report: Document) -> dict[int, Subject]:
    """Return by number the notes that stand numbered on the pages."""
    return {
        block.number: block.rests_on[0]
        for section in report.sections
        for block in section.blocks
        if isinstance(block, Paragraph | Quote) and block.number and block.rests_on
    }

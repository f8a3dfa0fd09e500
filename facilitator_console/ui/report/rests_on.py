"""Shows what a paragraph of the report rests on, or the notes of a section. For the team alone: it is in no file."""

from __future__ import annotations

from collections.abc import Iterable

from PySide6.QtCore import QSignalBlocker, Signal
from PySide6.QtWidgets import QFrame, QVBoxLayout, QWidget

from facilitator_console.dialogue.ids import SectionId
from facilitator_console.log import Subject
from facilitator_console.notes.codebook import read_tags, tag_name
from facilitator_console.notes.ids import ListEntryId, NoteId, ThemeId
from facilitator_console.opinions.ids import StatementId
from facilitator_console.report.document import Block, Document, Heading, Paragraph, PlacedBlock, Quote
from facilitator_console.ui.control.session_controller import SessionController
from facilitator_console.ui.look.styles import Part, Rank, set_part
from facilitator_console.ui.parts.labels import Lines, Link, label, set_text
from facilitator_console.ui.parts.page_view import NONE
from facilitator_console.ui.report.pages_area import PagesArea
from facilitator_console.ui.report.sections_list import SectionsList
from facilitator_console.words import Message, say, say_n

FEW = 3
MOST_LINES = 2


class RestsOn(QWidget):
    """Shows some of the notes, and all of them when asked.

    They are those of the paragraph that is chosen on the pages; where none is, or it rests on none, of the section.

    Signals:
        write_wanted(str, str): Somebody wants to write in a section; the paragraph, empty where it is the program's.
    """

    write_wanted = Signal(str, str)

    def __init__(
        self, controller: SessionController, area: PagesArea, sections: SectionsList, parent: QWidget | None = None
    ) -> None:
        """Follow what is chosen on these pages and in this list."""
        super().__init__(parent)
        self._controller, self._area, self._sections = controller, area, sections
        self._report: Document | None = None
        self._chosen: PlacedBlock | None = None
        self._sources: tuple[Subject, ...] = ()
        self._all = False
        self.head = label("", Rank.SECTION)
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
        area.changed.connect(self._on_area_changed)
        area.view.paragraph_chosen.connect(self._on_view_paragraph_chosen)
        area.view.paragraph_entered.connect(self._on_view_paragraph_entered)
        sections.chosen.connect(self._on_sections_chosen)
        self._refresh()

    def show_report(self, report: Document) -> None:
        """Show what the section that is chosen rests on in this report, until a paragraph is chosen on its pages."""
        self._report = report
        self._find_notes()

    # -- following ---------------------------------------------------------------------------------------

    def _on_area_changed(self) -> None:
        """Keep the choice on other pages, where the paragraph reads as before."""
        placed, chosen = self._area.placed, self._chosen
        same = (
            at
            for at, each in enumerate(placed)
            if chosen is not None and (each.section, each.block) == (chosen.section, chosen.block)
        )
        at = next(same, NONE)
        self._chosen = None if at == NONE else placed[at]
        self._area.view.show_paragraphs([each.spots for each in placed], at)
        self._find_notes()

    def _on_view_paragraph_chosen(self, at: int) -> None:
        self._chosen = None if at == NONE else self._area.placed[at]
        if self._chosen is not None:
            with QSignalBlocker(self._sections):  # Else the pages would go to where it begins.
                self._sections.choose(SectionId(self._chosen.section))
        self._find_notes()

    def _on_view_paragraph_entered(self, at: int) -> None:
        placed = self._area.placed[at]
        own = placed.block.rests_on[0] if placed.block.rests_on else ""
        self.write_wanted.emit(placed.section, own if own in self._controller.state.paragraphs else "")

    def _on_sections_chosen(self, _section: str) -> None:
        self._area.view.choose(NONE)
        self._find_notes()

    def _find_notes(self) -> None:
        sources = self._sources_of(self._chosen.block) if self._chosen else ()
        words = say("This paragraph rests on") if sources else say("This section rests on")
        set_text(self.head, self._controller.text(words))
        if not sources and self._report is not None:
            current = self._sections.current
            blocks = next((each.blocks for each in self._report.sections if each.name == current), ())
            sources = self._notes_of(blocks)
        if sources != self._sources:
            self._sources, self._all = sources, False
        self._refresh()

    def _sources_of(self, block: Block) -> tuple[Subject, ...]:
        """Return what a block rests on and that has words; not the theme or entry that it is itself."""
        own = block.text if isinstance(block, Heading | Paragraph) else ""
        notes = self._controller.state.notes
        return tuple(
            about
            for about in dict.fromkeys(block.rests_on)
            if NoteId(about) in notes or self._words_of(about) not in {"", own}
        )

    def _notes_of(self, blocks: Iterable[Block]) -> tuple[Subject, ...]:
        known = self._controller.state.notes
        found = dict.fromkeys(about for block in blocks for about in block.rests_on)
        return tuple(about for about in found if NoteId(about) in known)

    def _words_of(self, about: Subject) -> str:
        """Return the words of a note, theme, entry or statement; empty for anything else."""
        state = self._controller.state
        if theme := state.themes.get(ThemeId(about)):
            return theme.title
        found = (
            state.notes.get(NoteId(about)),
            state.list_entries.get(ListEntryId(about)),
            state.statements.get(StatementId(about)),
        )
        return next((each.text for each in found if each), "")

    # -- showing -----------------------------------------------------------------------------------------

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
        self.setVisible(bool(self._sources))
        for about in self._sources[: None if self._all else FEW]:
            self._add_source(about)
        rest = len(self._sources) - FEW
        self.more.setVisible(rest > 0)
        if rest > 0:
            words: Message = say("show fewer") if self._all else say_n("and {n} more", "and {n} more", rest)
            self.more.show_text(self._controller.text(words))
            self._inner.addWidget(self.more)

    def _add_source(self, about: Subject) -> None:
        state, words = self._controller.state, self._words_of(about)
        note = state.notes.get(NoteId(about))
        read = read_tags(state, note.tags) if note else ()
        tags = ", ".join(self._controller.text(tag_name(state, tag)) for tag in read)
        line = Lines(most=MOST_LINES)
        set_text(line, f"{tags} · {words}" if tags else words)
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

"""Shows the field in which a section's paragraphs are written, below the pages that show them.

A paragraph can name the notes that it rests on by the numbers that stand on the pages. A quote is never typed: it is
put in by its number, and goes with its note.
"""

from __future__ import annotations

import re
from collections.abc import Mapping

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import (
    QComboBox,
    QFrame,
    QHBoxLayout,
    QLineEdit,
    QPlainTextEdit,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from facilitator_console.dialogue.entities import Paragraph
from facilitator_console.dialogue.ids import ParagraphId, SectionId
from facilitator_console.dialogue.reporting import (
    add_paragraph,
    edit_paragraph,
    quote_note,
    remove_paragraph,
    rest_paragraph_on,
)
from facilitator_console.log import Subject
from facilitator_console.notes.ids import NoteId, Version
from facilitator_console.report.sections import SECTIONS
from facilitator_console.report.sections.written import paragraphs_of, quoted_words
from facilitator_console.ui.control.session_controller import SessionController
from facilitator_console.ui.look.styles import Part, Rank, set_part
from facilitator_console.ui.parts.choice import Choice
from facilitator_console.ui.parts.labels import Link, label, set_text
from facilitator_console.ui.parts.primary_button import PrimaryButton
from facilitator_console.words import Message, say, say_p

NEW = ParagraphId("")
FIELD_PX = 96
LIST_LETTERS = 15
SHOWN = 48
"""Signs of a paragraph in the list of them."""
Numbers = Mapping[int, Subject]


class WritingPanel(QFrame):
    """Shows a section's paragraphs, one at a time, and takes new ones. Esc closes it, Ctrl+Enter keeps the words.

    Attributes:
        section: The section that is written in.
    """

    def __init__(
        self,
        controller: SessionController,
        titles: Mapping[SectionId, Message] | None = None,
        parent: QWidget | None = None,
    ) -> None:
        """Build it, closed, for sections with these titles; by default for those of a session's report."""
        super().__init__(parent)
        set_part(self, Part.BAR)
        self._controller = controller
        self._titles = titles or {name: kind.title for name, kind in SECTIONS.items()}
        self.section = SectionId("")
        self._numbers: Numbers = {}
        self._ids: list[ParagraphId] = []
        self._base = Version("")
        text = controller.text
        self.head = label("", Rank.HEAD, wraps=True)
        self.which = Choice()
        self.which.setAccessibleName(text(say("Paragraphs of the section")))
        self.field = _Field(self)
        self.field.setPlaceholderText(text(say("Write a paragraph. Ctrl+Enter keeps it.")))
        self.field.setAccessibleName(text(say("The paragraph")))
        self.rests = QLineEdit()
        self.rests.setPlaceholderText(text(say("Its notes: 3, 7, 12")))
        self.rests.setAccessibleName(text(say("Numbers of the notes that the paragraph rests on")))
        self.quote, self.remove = QPushButton(text(say("Put in as quotes"))), QPushButton(text(say("Take out")))
        self.keep = PrimaryButton(text(say("Keep the paragraph")))
        self.close_link = Link(text(say_p("a panel", "Close")))
        self._others = label(rank=Rank.WARN, wraps=True)
        self._lay_out()
        self._connect()
        self.hide()

    def _lay_out(self) -> None:
        head = QHBoxLayout()
        head.addWidget(self.head, 1)
        head.addWidget(self.which)
        head.addWidget(self.close_link)
        self.which.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
        self.which.setMinimumContentsLength(LIST_LETTERS)
        self.field.setFixedHeight(FIELD_PX)
        foot = QHBoxLayout()
        foot.setSpacing(8)
        foot.addWidget(self.rests, 1)
        for button in (self.quote, self.remove, self.keep):
            button.setAutoDefault(True)
            foot.addWidget(button)
        column = QVBoxLayout(self)
        column.setContentsMargins(20, 10, 20, 12)
        column.setSpacing(8)
        column.addLayout(head)
        column.addWidget(self._others)
        column.addWidget(self.field)
        column.addLayout(foot)

    def _connect(self) -> None:
        self.which.activated.connect(self._on_which_activated)
        self.keep.clicked.connect(self.keep_words)
        self.quote.clicked.connect(self.put_quotes)
        self.remove.clicked.connect(self._on_remove)
        self.close_link.clicked.connect(self.close_panel)
        self.rests.returnPressed.connect(self._on_rests_return)

    # -- showing -----------------------------------------------------------------------------------------

    def open_on(self, section: SectionId, paragraph_id: ParagraphId = NEW) -> None:
        """Write in a section; words that were typed and not kept are kept first, or stay where they can't be."""
        if self.isVisible() and self._is_changed() and not self.keep_words():
            return
        self.section = section
        title = self._titles[section]
        set_text(self.head, self._controller.text(say("Write in “{section}”", section=title)))
        self._choose(paragraph_id)
        self.show()
        self.field.setFocus()

    def close_panel(self) -> None:
        """Close it; words that were typed are kept first."""
        if self._is_changed() and not self.keep_words():
            return
        self.hide()

    def show_numbers(self, numbers: Numbers) -> None:
        """Take the numbers of the notes that stand on the pages now."""
        self._numbers = numbers

    def refresh(self) -> None:
        """Follow the session: the list of paragraphs, and the one that is shown where it was not touched."""
        if not self.isVisible():
            return
        current = self._current
        if current and current not in self._controller.state.paragraphs:
            current = NEW
        self._fill_list(current)
        if not self._is_changed():
            self._show(current)

    @property
    def _current(self) -> ParagraphId:
        place = self.which.currentIndex()
        return self._ids[place] if 0 <= place < len(self._ids) else NEW

    def _choose(self, paragraph_id: ParagraphId) -> None:
        self._fill_list(paragraph_id)
        self._show(paragraph_id)

    def _fill_list(self, current: ParagraphId) -> None:
        paragraphs = paragraphs_of(self._controller.state, self.section)
        self._ids = [NEW, *(paragraph.paragraph_id for paragraph in paragraphs)]
        self.which.clear()
        self.which.addItem(self._controller.text(say("New paragraph")))
        for number, paragraph in enumerate(paragraphs, 1):
            self.which.addItem(f"{number} · {self._shortened(paragraph)}")
        self.which.setCurrentIndex(self._ids.index(current) if current in self._ids else 0)

    def _shortened(self, paragraph: Paragraph) -> str:
        state = self._controller.state
        words = (
            self._controller.text(say("“{quote}”", quote=quoted_words(state, paragraph)))
            if paragraph.quote
            else paragraph.text
        )
        one_line = " ".join(words.split())
        return one_line if len(one_line) <= SHOWN else f"{one_line[:SHOWN]}…"

    def _show(self, paragraph_id: ParagraphId) -> None:
        paragraph = self._controller.state.paragraphs.get(paragraph_id)
        is_quote = paragraph is not None and paragraph.quote is not None
        self._base = paragraph.version if paragraph else Version("")
        words = "" if paragraph is None else paragraph.text
        if paragraph is not None and is_quote:
            words = quoted_words(self._controller.state, paragraph)
        self.field.setPlainText(words)
        self.field.setReadOnly(is_quote)
        numbers = {about: number for number, about in self._numbers.items()}
        known = [str(numbers[source]) for source in (paragraph.sources if paragraph else ()) if source in numbers]
        self.rests.setText(", ".join(known))
        self.remove.setVisible(paragraph is not None)
        others = paragraph.other_texts if paragraph else ()
        self._others.setVisible(bool(others))
        if others:
            also = say("Another version: “{text}”. It leaves with no report until you keep one.", text=others[0])
            set_text(self._others, self._controller.text(also))

    def _is_changed(self) -> bool:
        paragraph = self._controller.state.paragraphs.get(self._current)
        if self.field.isReadOnly():
            return False
        return self.field.toPlainText().strip() != (paragraph.text if paragraph else "")

    # -- doing -------------------------------------------------------------------------------------------

    def keep_words(self) -> bool:
        """Keep what was typed; tell whether it was kept."""
        words, current, sources = self.field.toPlainText(), self._current, self._sources()
        if sources is None:
            return False
        if current == NEW:
            is_added = self._controller.do(add_paragraph, self.section, words, sources)
        else:
            is_added = self.field.isReadOnly() or self._controller.do(edit_paragraph, current, words, base=self._base)
            paragraph = self._controller.state.paragraphs.get(current)
            if is_added and paragraph and paragraph.sources != sources and not paragraph.quote:
                is_added = self._controller.do(rest_paragraph_on, current, sources)
        if is_added:
            self._choose(NEW)
        return is_added

    def put_quotes(self) -> None:
        """Put the notes whose numbers were typed into the section, as quotes."""
        for source in self._sources() or ():
            if not self._controller.do(quote_note, self.section, NoteId(source)):
                return
        self._choose(NEW)

    def _sources(self) -> tuple[Subject, ...] | None:
        """Return what the typed numbers name; None, with a word about it, where one is not on the pages."""
        numbers = [int(number) for number in re.findall(r"\d+", self.rests.text())]
        unknown = [number for number in numbers if number not in self._numbers]
        if unknown:
            message: Message = say("There is no note {number} on the pages.", number=unknown[0])
            self._controller.refused.emit(message)
            return None
        return tuple(self._numbers[number] for number in numbers)

    def _on_which_activated(self, place: int) -> None:
        self._show(self._ids[place])

    def _on_rests_return(self) -> None:
        self.keep_words()

    def _on_remove(self) -> None:
        if self._controller.do(remove_paragraph, self._current):
            self._choose(NEW)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Close the panel on Esc."""
        if event.key() == Qt.Key.Key_Escape:
            self.close_panel()
        else:
            super().keyPressEvent(event)


class _Field(QPlainTextEdit):
    """Takes a paragraph; Ctrl+Enter keeps it."""

    def __init__(self, panel: WritingPanel) -> None:
        super().__init__(panel)
        self._panel = panel
        self.setTabChangesFocus(True)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Keep what was written on Ctrl+Enter."""
        is_enter = event.key() in {Qt.Key.Key_Return, Qt.Key.Key_Enter}
        if is_enter and event.modifiers() & Qt.KeyboardModifier.ControlModifier:
            self._panel.keep_words()
        else:
            super().keyPressEvent(event)

"""Shows what experts conclude to the people who talked, one at a time, and takes down what they answer.

What is on the room display is on phones too, which answer by themselves. An answer says nothing of who gave it, and no
screen shows it to the room.
"""

from __future__ import annotations

from PySide6.QtCore import QSignalBlocker, Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLineEdit, QListWidget, QVBoxLayout, QWidget

from facilitator_console.dialogue.answering import (
    answer_conclusion,
    answers_to,
    conclusion_on_display,
    conclusions,
    show_conclusion,
)
from facilitator_console.dialogue.state import Changes
from facilitator_console.log import Subject
from facilitator_console.notes.state import ListEntry
from facilitator_console.session.display import show_room
from facilitator_console.ui.control.keys import sign_of
from facilitator_console.ui.control.session_controller import SessionController
from facilitator_console.ui.look.styles import Part, Rank, set_part
from facilitator_console.ui.look.tips import first_words
from facilitator_console.ui.parts.kept_focus import PassesFocus
from facilitator_console.ui.parts.key_button import KeyButton
from facilitator_console.ui.parts.labels import Link, label, set_text
from facilitator_console.ui.parts.thin_scroll import ScrolledWords, ThinScrollBar
from facilitator_console.words import say, say_n

LIST_PX, ROW_LETTERS = 280, 80
DRAFT = "answer"
"""The draft of an answer that is being typed."""
ON_DISPLAY, OFF_DISPLAY = say("On the room display"), say("Off the room display")
NO_CONCLUSIONS = say("There are no conclusions of experts in this session yet.")
NO_ANSWER = say("Nobody has answered yet.")


class ConclusionsList(QListWidget):
    """Shows the conclusions as rows.

    Signals:
        display_asked(): D was pressed.
        writing_asked(): Enter was pressed.
    """

    display_asked = Signal()
    writing_asked = Signal()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Take D and Enter, which else would look for a row."""
        if sign_of(event) == "D":
            self.display_asked.emit()
        elif event.key() in {Qt.Key.Key_Return, Qt.Key.Key_Enter}:
            self.writing_asked.emit()
        else:
            super().keyPressEvent(event)


class AnswersView(PassesFocus):
    """Shows the conclusions.

    Signals:
        left(): Back to the board.
    """

    left = Signal()

    def __init__(self, controller: SessionController, parent: QWidget | None = None) -> None:
        """Show the first one."""
        super().__init__(parent)
        self._controller = controller
        text = controller.text
        self.list = ConclusionsList()
        self.list.setAccessibleName(text(say("Experts’ conclusions")))
        self.words = ScrolledWords(Rank.TITLE)
        self.display = KeyButton("D")
        self.head = label(rank=Rank.SECTION)
        self.answers = ScrolledWords()
        self.field = QLineEdit()
        self.field.setPlaceholderText(text(say("What somebody answers; Enter keeps it. Never who said it.")))
        self.field.setAccessibleName(text(say("What somebody answers")))
        self.field.setText(controller.drafts.text(DRAFT))
        self.back = Link(text(say("← Back to the board")))
        self._lay_out()
        self.list.currentRowChanged.connect(self._on_row_changed)
        self.display.clicked.connect(self.toggle_display)
        self.field.textChanged.connect(lambda typed: controller.drafts.keep(typed, DRAFT))
        self.field.returnPressed.connect(self._on_field_return_pressed)
        self.back.clicked.connect(self.left)
        controller.changed.connect(self._on_controller_changed)
        self.list.display_asked.connect(self.toggle_display)
        self.list.writing_asked.connect(self.field.setFocus)
        self.pass_focus_to(self.list)
        self.refresh()

    def _lay_out(self) -> None:
        side = QFrame()
        set_part(side, Part.SIDE)
        side.setFixedWidth(LIST_PX)
        column = QVBoxLayout(side)
        column.setContentsMargins(14, 16, 14, 12)
        column.addWidget(self.back)
        column.addWidget(label(self._controller.text(say("What the experts conclude")), Rank.SECTION))
        column.addWidget(self.list, 1)
        self.list.setWordWrap(True)
        ThinScrollBar(self.list)
        middle = QVBoxLayout()
        middle.setContentsMargins(26, 18, 26, 16)
        middle.setSpacing(12)
        middle.addWidget(self.words)
        middle.addWidget(self.display, 0, Qt.AlignmentFlag.AlignLeft)
        middle.addWidget(self.head)
        middle.addWidget(self.answers, 1)
        middle.addStretch(0)
        middle.addWidget(self.field)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(0)
        row.addWidget(side)
        row.addLayout(middle, 1)

    # -- following -------------------------------------------------------------------------------------

    @property
    def conclusion(self) -> ListEntry | None:
        """Return the conclusion that is chosen; None where there is none."""
        known, row = conclusions(self._controller.state), self.list.currentRow()
        return known[row] if 0 <= row < len(known) else None

    def _on_controller_changed(self, changes: Changes) -> None:
        if changes.keys() & {"list_entries", "answers", "displays"}:
            self.refresh()

    def refresh(self) -> None:
        """Show the conclusions and answers as they are now."""
        state, text = self._controller.state, self._controller.text
        titles = [first_words(entry.text, ROW_LETTERS) for entry in conclusions(state)]
        if titles != [self.list.item(row).text() for row in range(self.list.count())]:
            row = max(0, self.list.currentRow())
            with QSignalBlocker(self.list):
                self.list.clear()
                self.list.addItems(titles)
                self.list.setCurrentRow(min(row, len(titles) - 1))
        chosen = self.conclusion
        self.words.show_text(chosen.text if chosen else text(NO_CONCLUSIONS))
        given = answers_to(state, Subject(chosen.list_entry_id)) if chosen else ()
        set_text(self.head, text(say_n("{n} answer", "{n} answers", len(given))) if chosen else "")
        shown = "\n\n".join(text(say("“{quote}”", quote=answer.text)) for answer in given)
        self.answers.show_text(shown or (text(NO_ANSWER) if chosen else ""))
        on_display = conclusion_on_display(state)
        is_shown = chosen is not None and on_display is not None and on_display.list_entry_id == chosen.list_entry_id
        self.display.show_label(text(OFF_DISPLAY if is_shown else ON_DISPLAY))
        self.display.setEnabled(chosen is not None and self._controller.holds_lead)
        self.field.setEnabled(chosen is not None)

    def _on_row_changed(self, _row: int) -> None:
        """Let what the room sees follow, once something is on its display."""
        if conclusion_on_display(self._controller.state) and (chosen := self.conclusion):
            self._controller.do(show_conclusion, chosen.list_entry_id)
        self.refresh()

    # -- doing -----------------------------------------------------------------------------------------

    def toggle_display(self) -> None:
        """Show the chosen conclusion to the room and on phones, or take it away."""
        chosen, shown = self.conclusion, conclusion_on_display(self._controller.state)
        if chosen is None or not self._controller.holds_lead:
            return
        if shown is not None and shown.list_entry_id == chosen.list_entry_id:
            self._controller.do(show_room)
        else:
            self._controller.do(show_conclusion, chosen.list_entry_id)

    def _on_field_return_pressed(self) -> None:
        if (chosen := self.conclusion) and self._controller.do(
            answer_conclusion, chosen.list_entry_id, self.field.text()
        ):
            self.field.clear()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Leave on Esc."""
        if event.key() == Qt.Key.Key_Escape:
            if conclusion_on_display(self._controller.state) and self._controller.holds_lead:
                self._controller.do(show_room)
            self.left.emit()
        else:
            super().keyPressEvent(event)

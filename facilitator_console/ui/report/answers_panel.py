"""Takes the answers that people gave on paper to the questions of the evaluation: numbers, and what they wrote."""

from __future__ import annotations

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import (
    QFrame,
    QGridLayout,
    QHBoxLayout,
    QPlainTextEdit,
    QSizePolicy,
    QSpinBox,
    QVBoxLayout,
    QWidget,
)

from facilitator_console.dialogue.ids import ChoiceId
from facilitator_console.dialogue.reporting import MOST_ANSWERS, add_answers
from facilitator_console.log import Subject
from facilitator_console.report.sections.evaluation import CHOICES, QUESTIONS
from facilitator_console.ui.control.session_controller import SessionController
from facilitator_console.ui.look.styles import Part, Rank, set_part
from facilitator_console.ui.parts.labels import Link, label, set_text
from facilitator_console.ui.parts.primary_button import PrimaryButton
from facilitator_console.ui.parts.thin_scroll import ThinScrollArea
from facilitator_console.words import say, say_n, say_p

NUMBER_PX, FIELD_PX = 84, 64
LEAST_ROWS_PX = 60
"""The least height of the questions, in a low window: the rest is scrolled to."""


class _Questions(ThinScrollArea):
    """Shows the rows of numbers, as high as they are where there is room."""

    def __init__(self, rows: QWidget) -> None:
        """Show these rows."""
        self._rows = rows
        super().__init__(rows)
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Maximum)

    def sizeHint(self) -> QSize:
        """Return the size of all rows."""
        width = max(self.width(), self._rows.minimumSizeHint().width())
        return QSize(self._rows.sizeHint().width(), self._rows.heightForWidth(width))

    def minimumSizeHint(self) -> QSize:
        """Return the size of a row and its heads."""
        return QSize(self._rows.minimumSizeHint().width(), LEAST_ROWS_PX)


class AnswersPanel(QFrame):
    """Shows a row of numbers for each question. What is added is added to what is there.

    Attributes:
        numbers: The fields, by question and answer.
    """

    def __init__(self, controller: SessionController, parent: QWidget | None = None) -> None:
        """Build the panel, closed."""
        super().__init__(parent)
        set_part(self, Part.BAR)
        self._controller = controller
        text = controller.text
        self.numbers: dict[tuple[Subject, ChoiceId], QSpinBox] = {}
        self.known = label(rank=Rank.MUTED)
        self.field = QPlainTextEdit()
        self.field.setTabChangesFocus(True)
        self.field.setFixedHeight(FIELD_PX)
        self.field.setPlaceholderText(text(say("What people wrote: a line for each")))
        self.field.setAccessibleName(text(say("What people wrote: a line for each")))
        self.keep = PrimaryButton(text(say("Add the answers")))
        self.keep.setAutoDefault(True)
        self.close_link = Link(text(say_p("a panel", "Close")))
        self._lay_out()
        self.keep.clicked.connect(self.add)
        self.close_link.clicked.connect(self.hide)
        self.hide()

    def _lay_out(self) -> None:
        text = self._controller.text
        head = QHBoxLayout()
        head.addWidget(label(text(say("Answers from paper")), Rank.HEAD), 1)
        head.addWidget(self.known, 1)
        head.addWidget(self.close_link)
        rows = QWidget()
        grid = QGridLayout(rows)
        grid.setContentsMargins(0, 0, 0, 0)
        grid.setHorizontalSpacing(10)
        grid.setVerticalSpacing(5)
        grid.setColumnStretch(0, 1)
        for column, words in enumerate(CHOICES.values(), 1):
            name = label(text(words), Rank.MUTED, wraps=True)
            grid.addWidget(name, 0, column)
        for row, (question, asked) in enumerate(QUESTIONS.items(), 1):
            grid.addWidget(label(text(asked), wraps=True), row, 0)
            for column, (choice, words) in enumerate(CHOICES.items(), 1):
                number = QSpinBox()
                number.setRange(0, MOST_ANSWERS)
                number.setFixedWidth(NUMBER_PX)
                number.setAlignment(Qt.AlignmentFlag.AlignHCenter)
                number.setAccessibleName(text(say("{question} {answer}", question=asked, answer=words)))
                self.numbers[question, choice] = number
                grid.addWidget(number, row, column)
        foot = QHBoxLayout()
        foot.addWidget(self.field, 1)
        foot.addWidget(self.keep, 0, Qt.AlignmentFlag.AlignBottom)
        column_ = QVBoxLayout(self)
        column_.setContentsMargins(20, 10, 20, 12)
        column_.setSpacing(8)
        column_.addLayout(head)
        column_.addWidget(_Questions(rows))
        column_.addLayout(foot)

    def open_panel(self) -> None:
        """Open it on its first number."""
        self.refresh()
        self.show()
        next(iter(self.numbers.values())).setFocus()

    def refresh(self) -> None:
        """Say how many answers there are."""
        known = len(self._controller.state.answers)
        set_text(self.known, self._controller.text(say_n("{n} answer so far", "{n} answers so far", known)))

    def add(self) -> None:
        """Add what was typed; each question is a step for undo."""
        texts = self.field.toPlainText().splitlines()
        added = False
        for at, question in enumerate(QUESTIONS):
            counts = {choice: self.numbers[question, choice].value() for choice in CHOICES}
            written = texts if at == 0 else []
            if any(counts.values()) or any(line.strip() for line in written):
                added = self._controller.do(add_answers, question, counts, written) or added
        if added:
            for number in self.numbers.values():
                number.setValue(0)
            self.field.clear()
        self.refresh()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Close the panel on Esc."""
        if event.key() == Qt.Key.Key_Escape:
            self.hide()
        else:
            super().keyPressEvent(event)

"""Prints paper ballots, types them into the grid, reads them from a file: into the same box as votes by phone."""

from __future__ import annotations

import os
from pathlib import Path

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QIntValidator, QShowEvent
from PySide6.QtWidgets import QHBoxLayout, QLineEdit, QPushButton, QSizePolicy, QVBoxLayout, QWidget

from facilitator_console.console.voting import PAPER
from facilitator_console.dialogue.state import Changes
from facilitator_console.dialogue.voting import print_ballots
from facilitator_console.opinions.ballots import Vote
from facilitator_console.opinions.ids import StatementId
from facilitator_console.opinions.state import open_vote
from facilitator_console.opinions.voting import next_ballot_number, statement_numbers, text_in, texts_of, votable
from facilitator_console.runtime.catalogues import LANGUAGE_NAMES, load_catalogue
from facilitator_console.store.errors import StorageError
from facilitator_console.ui.control.session_controller import SessionController
from facilitator_console.ui.control.settings import window_settings
from facilitator_console.ui.look.styles import Rank, set_style
from facilitator_console.ui.parts.ballot_grid import BallotGrid
from facilitator_console.ui.parts.choice import Choice
from facilitator_console.ui.parts.file_dialog import ask_open, ask_save, documents
from facilitator_console.ui.parts.flow import FlowLayout
from facilitator_console.ui.parts.labels import Link, label, set_text
from facilitator_console.words import Message, UserError, fold_text, say, say_n

FOLDER = "votes/folder"
"""The key under which the settings keep the folder of the last file; never the file."""
FILE_NAME = "ballots.pdf"
MOST_BALLOTS = 500
COUNT_PX = 74
LOWEST_PX = 58
"""The grid’s head and one row."""
KEYS = say("+ agrees, − disagrees, 0 does not know, Space leaves empty. Enter: the next ballot. Esc: the statements.")
PRINTED_BY_LEAD = say("Ballots are printed on the laptop that leads, so that no number is printed twice.")
NOT_OPEN = say("Ballots can be printed now, and typed once the vote is open.")


class PaperPanel(QWidget):
    """Shows what is done with paper.

    Signals:
        left(): Esc.
    """

    left = Signal()

    def __init__(self, controller: SessionController, parent: QWidget | None = None) -> None:
        """Build it on an open session."""
        super().__init__(parent)
        self._controller = controller
        text = controller.text
        self.count, self.language = QLineEdit("30"), Choice()
        self.save = QPushButton(text(say("Save as PDF")))
        self.read = QPushButton(text(say("Read from a file…")))
        self.take = QPushButton(text(say("Take them in")))
        self.grid, self.statement, self.outcome = (
            BallotGrid(controller),
            label(rank=Rank.MUTED, wraps=True),
            label(rank=Rank.STRONG, wraps=True),
        )
        self.back = Link("Esc")
        self._read: dict[str, dict[StatementId, Vote]] = {}
        self._build()
        self._connect()
        self._refresh()

    def _build(self) -> None:
        text = self._controller.text
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(8)
        head = QHBoxLayout()
        head.addWidget(label(text(say("Paper ballots")), Rank.SECTION), 1)
        head.addWidget(self.back)
        column.addLayout(head)
        tools = QWidget()
        flow = FlowLayout(tools)
        self.count.setValidator(QIntValidator(1, MOST_BALLOTS, self.count))
        self.count.setFixedWidth(COUNT_PX)
        self.count.setAccessibleName(text(say("How many ballots to print")))
        self.language.setAccessibleName(text(say("Language of the ballots")))
        how_many = label(text(say("How many to print")), Rank.MUTED)
        how_many.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)
        flow.addWidget(how_many)
        for part in (self.count, self.language, self.save, self.read, self.take):
            flow.addWidget(part)
        for button in (self.save, self.read, self.take):
            button.setAutoDefault(True)  # Enter presses it.
        for known, name in LANGUAGE_NAMES.items():
            self.language.addItem(name, known)
        chosen = self._controller.state.info.language or self._controller.catalogue.language
        self.language.setCurrentIndex(max(0, self.language.findData(chosen)))
        column.addWidget(tools)
        column.addWidget(self.statement)
        column.addWidget(self.outcome)
        column.addWidget(self.grid, 1)
        self.grid.setMinimumHeight(LOWEST_PX)
        self.outcome.hide()
        self.take.hide()

    def _connect(self) -> None:
        self.back.clicked.connect(self._leave)
        self.back.setAccessibleName(self._controller.text(say("Back to the statements")))
        self.grid.left.connect(self._leave)
        self.grid.on_statement.connect(self._show_statement)
        self.grid.ballots.refused.connect(self._say)
        self.save.clicked.connect(self._ask_where)
        self.read.clicked.connect(self._ask_which)
        self.take.clicked.connect(self.take_in)
        self._controller.changed.connect(self._on_controller_changed)

    def take_focus(self) -> None:
        """Go to the grid where ballots can be typed, else to the printing."""
        (self.grid if self.grid.isVisibleTo(self) else self.count).setFocus()

    def showEvent(self, event: QShowEvent) -> None:
        """Show the statements of now."""
        super().showEvent(event)
        self._refresh()

    # -- following -----------------------------------------------------------------------------------------

    def _on_controller_changed(self, changes: Changes) -> None:
        if changes.keys() & {"statements", "moderation", "votes"}:
            self._refresh()

    def _refresh(self) -> None:
        state = self._controller.state
        is_open = open_vote(state) is not None
        self.grid.ballots.refresh()
        self.grid.setVisible(is_open)
        self.read.setVisible(is_open)
        leads = self._controller.holds_lead
        self.save.setEnabled(bool(votable(state)) and leads)
        self.save.setToolTip("" if leads else self._controller.text(PRINTED_BY_LEAD))
        set_text(self.statement, self._controller.text(KEYS if is_open else NOT_OPEN))

    def _show_statement(self, words: str) -> None:
        set_text(self.statement, words or self._controller.text(KEYS))

    def _say(self, message: Message) -> None:
        set_text(self.outcome, self._controller.text(message))
        set_style(self.outcome, Rank.WARN)
        self.outcome.show()

    def _leave(self) -> None:
        at = self.grid.currentIndex()
        if not at.isValid() or self.grid.ballots.keep(at.row()) or not self.grid.isVisibleTo(self):
            self.outcome.hide()
            self.left.emit()

    # -- printing ------------------------------------------------------------------------------------------

    def _ask_where(self) -> None:
        self._controller.let_leave(self._ask_file)

    def _ask_file(self) -> None:
        path = self._folder() / FILE_NAME
        ask_save(self, self._controller.catalogue, say("Save the ballots"), path, "PDF (*.pdf)", self.print_to)

    def print_to(self, path: Path) -> None:
        """Write the ballots as a PDF."""
        from facilitator_console.report.ballot_paper import BallotLine, ballots_pdf
        from facilitator_console.report.files import write_whole

        state, language = self._controller.state, str(self.language.currentData())
        numbers = statement_numbers(state)
        lines = [
            BallotLine(numbers[statement.statement_id], text_in(statement, language)) for statement in votable(state)
        ]
        item = state.items.get(state.room.item_id)
        title = (item.question or item.title) if item else state.info.title
        count = int(self.count.text()) if self.count.hasAcceptableInput() else 1
        if os.path.lexists(path):
            self._say(say("{path} already exists; name a new file.", path=str(path)))
            return
        # Taken before they are written: numbers go on from one printing to the next, and none is on two papers.
        first = next_ballot_number(state)
        if not self._controller.record(print_ballots, count):
            return
        try:
            write_whole(path, ballots_pdf(title, lines, range(first, first + count), load_catalogue(language)))
        except UserError as error:
            self._say(error.message)
            return
        window_settings().setValue(FOLDER, str(path.parent))
        self._say(say("Saved: {file} in {folder}", file=path.name, folder=str(path.parent)))

    # -- reading -------------------------------------------------------------------------------------------

    def _ask_which(self) -> None:
        title = say("Read paper ballots")
        ask_open(self, self._controller.catalogue, title, self._folder(), "CSV, XLSX (*.csv *.xlsx)", self.read_from)

    def read_from(self, path: Path) -> None:
        """Read a file, and say what would be taken in; nothing is kept yet."""
        from facilitator_console.exchange.conversation import marks_in_words
        from facilitator_console.exchange.paper_ballots import ballots_of_papers

        state = self._controller.state
        statements, numbers = votable(state), statement_numbers(state)
        by_number = {numbers[statement.statement_id]: statement.statement_id for statement in statements}
        by_text = {
            fold_text(text): statement.statement_id for statement in statements for text in texts_of(statement).values()
        }
        self.take.hide()
        try:
            self._read, marks = ballots_of_papers(path, by_number, by_text)
        except UserError as error:
            self._say(error.message)
            return
        window_settings().setValue(FOLDER, str(path.parent))
        known = self._controller.voting.votes_of
        again = sum(bool(known(PAPER + number)) for number in self._read)
        self._say(
            say_n(
                "{n} ballot; {again} of them typed before, which it replaces. {marks}",
                "{n} ballots; {again} of them typed before, which they replace. {marks}",
                len(self._read),
                again=again,
                marks=marks_in_words(marks),
            )
        )
        self.take.setVisible(bool(self._read))
        self.take.setFocus(Qt.FocusReason.OtherFocusReason)

    def take_in(self) -> None:
        """Put what was read into the box."""
        done = 0
        try:
            for number, votes in self._read.items():
                self._controller.voting.cast(PAPER + number, votes)
                done += 1
        except (UserError, StorageError) as error:
            self._say(error.message)
            return
        self.take.hide()
        self._read = {}
        self._say(say_n("{n} ballot is in the box.", "{n} ballots are in the box.", done))

    def _folder(self) -> Path:
        last_folder = str(window_settings().value(FOLDER, ""))
        return Path(last_folder) if last_folder else documents()

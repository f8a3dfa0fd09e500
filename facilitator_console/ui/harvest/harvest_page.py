"""Shows the page Harvest: notes are gathered into themes with the group, and the themes are read back to it."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QFocusEvent
from PySide6.QtWidgets import QStackedWidget, QVBoxLayout, QWidget

from facilitator_console.dialogue.answering import conclusions
from facilitator_console.dialogue.reading_back import theme_on_display
from facilitator_console.notes.carrying import left_open
from facilitator_console.notes.ids import NO_THEME, ThemeId
from facilitator_console.notes.themes import themes_kept
from facilitator_console.ui.control.action import Action, Meaning, always
from facilitator_console.ui.control.session_controller import SessionController
from facilitator_console.ui.harvest.answers_view import NO_CONCLUSIONS, AnswersView
from facilitator_console.ui.harvest.carry_menu import NOTHING_LEFT
from facilitator_console.ui.harvest.draft_paper import DraftPaper
from facilitator_console.ui.harvest.gathering import GatheringView
from facilitator_console.ui.harvest.read_back_view import ReadBackView
from facilitator_console.ui.harvest.votes_page import VotesPage
from facilitator_console.ui.look.styles import Part, set_part
from facilitator_console.words import say

NOTHING_CHOSEN = say("Choose a note first.")
NO_THEMES = say("There is no theme yet. Put notes into one with T.")


class HarvestPage(QWidget):
    """Shows the page on which the team gathers notes into themes.

    Signals:
        codebook_requested(): The tags of the team are to be changed.
        marks_requested(): A note is to be written for the oldest mark.
        keys_changed(): Other keys mean something than before.
    """

    codebook_requested = Signal()
    marks_requested = Signal()
    keys_changed = Signal()

    def __init__(self, controller: SessionController, parent: QWidget | None = None) -> None:
        """Build it on an open session."""
        super().__init__(parent)
        set_part(self, Part.PAGE)
        self.controller = controller
        self.gathering, self.reading = GatheringView(controller), ReadBackView(controller)
        self.board, self.chooser = self.gathering.board, self.gathering.chooser
        self.votes: VotesPage | None = None  # Built when it is first wanted.
        self.answers: AnswersView | None = None  # Likewise.
        self.stack = QStackedWidget()
        self.stack.addWidget(self.gathering)
        self.stack.addWidget(self.reading)
        self.paper = DraftPaper(controller)
        self.stack.addWidget(self.paper)
        whole = QVBoxLayout(self)
        whole.setContentsMargins(0, 0, 0, 0)
        whole.addWidget(self.stack)
        self.gathering.codebook_asked.connect(self.codebook_requested)
        self.gathering.mark_asked.connect(self.marks_requested)
        self.gathering.read_back_asked.connect(self.read_back)
        self.gathering.show_to_group_asked.connect(self.show_to_group)
        self.gathering.votes_asked.connect(self.show_votes)
        self.gathering.conclusions_asked.connect(self.show_conclusions)
        self.reading.left.connect(self._on_reading_left)
        self.reading.paper_asked.connect(self.show_paper)
        self.paper.closed.connect(self.read_back)
        self.stack.currentChanged.connect(self.keys_changed)

    def focusInEvent(self, event: QFocusEvent) -> None:
        """Give the keys to what is shown."""
        super().focusInEvent(event)
        shown = self.stack.currentWidget() or self.gathering
        shown.setFocus(Qt.FocusReason.OtherFocusReason)

    # -- what can be done ------------------------------------------------------------------------------

    def offered_actions(self) -> tuple[Action, ...]:
        """Return what has a chord while this page shows, and what the list of commands offers."""
        reading = Action("read_back", self._mean_reading_back)
        paper = Action("print", self._mean_printing, "P")
        if self.votes is not None and self.shows_votes:
            return (Action("themes", always(say("Themes"), self.show_themes)), *self.votes.offered_actions())
        if not self.is_gathering:
            return (reading, paper)
        return (
            Action("find", always(say("Find in the notes"), self.gathering.open_find), "F"),
            Action("into_theme", self._mean_theming),
            Action("new_theme", always(say("New theme"), self.gathering.begin_theme)),
            reading,
            Action("votes", always(say("Statements and votes"), self.show_votes)),
            Action("conclusions", self._mean_concluding),
            paper,
            Action("carry_over", self._mean_carrying),
            Action("codebook", always(say("Tags of the team"), self.codebook_requested.emit)),
        )

    def _mean_theming(self, _controller: SessionController) -> Meaning:
        why_not = None if self.board.active.selected_notes else NOTHING_CHOSEN
        return Meaning(say("Put the chosen notes into a theme"), self.gathering.ask_theme, why_not)

    def _mean_carrying(self, controller: SessionController) -> Meaning:
        why_not = None if left_open(controller.state) else NOTHING_LEFT
        return Meaning(say("Carry what stays open into another session…"), self.gathering.ask_where, why_not)

    def _mean_printing(self, controller: SessionController) -> Meaning:
        if self.stack.currentWidget() is self.paper:
            why_not = None if self.paper.preview.number else say("The pages are not ready yet.")
            return Meaning(say("Print"), self.paper.ask_printer, why_not)
        why_not = None if themes_kept(controller.state) else NO_THEMES
        return Meaning(say("The draft on paper"), self.show_paper, why_not)

    def _mean_reading_back(self, controller: SessionController) -> Meaning:
        why_not = None if themes_kept(controller.state) else NO_THEMES
        return Meaning(say("Read the themes back"), self.show_to_group, why_not)

    # -- statements and votes --------------------------------------------------------------------------

    @property
    def shows_votes(self) -> bool:
        """Tell whether statements and votes are shown."""
        return self.votes is not None and self.stack.currentWidget() is self.votes

    def show_votes(self) -> None:
        """Show the statements, and what came out of their vote."""
        if self.votes is None:
            self.votes = VotesPage(self.controller)
            self.votes.left.connect(self.show_themes)
            self.stack.addWidget(self.votes)
        self.stack.setCurrentWidget(self.votes)
        self.votes.setFocus(Qt.FocusReason.OtherFocusReason)

    def show_themes(self) -> None:
        """Go back to the board."""
        self.stack.setCurrentWidget(self.gathering)
        self.board.enter()

    # -- experts' conclusions --------------------------------------------------------------------------

    def _mean_concluding(self, controller: SessionController) -> Meaning:
        why_not = None if conclusions(controller.state) else NO_CONCLUSIONS
        return Meaning(say("Experts’ conclusions"), self.show_conclusions, why_not)

    def show_conclusions(self) -> None:
        """Show what experts conclude, for people to answer."""
        if self.answers is None:
            self.answers = AnswersView(self.controller)
            self.answers.left.connect(self.show_themes)
            self.stack.addWidget(self.answers)
        self.stack.setCurrentWidget(self.answers)
        self.answers.setFocus(Qt.FocusReason.OtherFocusReason)

    # -- the read-back ---------------------------------------------------------------------------------

    @property
    def is_reading_back(self) -> bool:
        """Tell whether the themes are read back, and not gathered."""
        return self.stack.currentWidget() is self.reading

    @property
    def is_gathering(self) -> bool:
        """Tell whether the board is shown."""
        return self.stack.currentWidget() is self.gathering

    def show_paper(self) -> None:
        """Show the draft as it will be on paper."""
        self.stack.setCurrentWidget(self.paper)
        self.paper.setFocus(Qt.FocusReason.OtherFocusReason)

    def read_back(self, theme_id: str = NO_THEME) -> None:
        """Read the themes back, beginning with one, or with the first."""
        if not themes_kept(self.controller.state):
            self.controller.refused.emit(NO_THEMES)
            return
        self.stack.setCurrentWidget(self.reading)
        self.reading.begin(ThemeId(theme_id))
        self.reading.setFocus(Qt.FocusReason.OtherFocusReason)

    def show_to_group(self) -> None:
        """Read the themes back from the first one, here and on the room display."""
        self.read_back()
        if self.is_reading_back and self.controller.holds_lead and not theme_on_display(self.controller.state):
            self.reading.toggle_display()

    def _on_reading_left(self, theme_id: str) -> None:
        self.stack.setCurrentWidget(self.gathering)
        if theme_id:
            self.board.show_theme(ThemeId(theme_id))
        else:
            self.board.enter()

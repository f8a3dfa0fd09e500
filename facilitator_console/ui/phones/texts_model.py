"""Holds the texts from phones for a list: what is read aloud now, what waits for the team, what waits to be read."""

from __future__ import annotations

from PySide6.QtCore import QAbstractListModel, QObject, Qt

from facilitator_console.dialogue.entities import Submission
from facilitator_console.dialogue.ids import Wish
from facilitator_console.dialogue.state import State
from facilitator_console.dialogue.submissions import waiting_texts
from facilitator_console.session.ids import SubmissionId
from facilitator_console.ui.control.session_controller import SessionController
from facilitator_console.ui.parts.item_models import NO_PARENT, Index
from facilitator_console.words import Message, say


def spoken_text(state: State) -> SubmissionId | None:
    """Return the text that is read aloud in the plenary now; None for none."""
    turns = (state.turns[turn_id] for turn_id in reversed(state.room.floor))
    return next((turn.submission_id for turn in turns if turn.submission_id), None)


def listed_texts(state: State) -> tuple[Submission, ...]:
    """Return the texts that somebody of the team needs now, the most urgent first."""
    spoken = spoken_text(state)
    queued = [entry.submission_id for entry in state.queue.values() if entry.submission_id]
    first = [spoken] if spoken else []
    urgent = [state.submissions[sent_id] for sent_id in (*first, *queued) if sent_id in state.submissions]
    found = {sent.submission_id: sent for sent in (*urgent[: len(first)], *waiting_texts(state), *urgent[len(first) :])}
    return tuple(sent for sent in found.values() if sent.text)


class TextsModel(QAbstractListModel):
    """Holds the rows: what each is, and never its words, which are shown for the chosen one alone."""

    def __init__(self, controller: SessionController, parent: QObject | None = None) -> None:
        """Show what there is."""
        super().__init__(parent)
        self._controller = controller
        self._texts: tuple[Submission, ...] = ()
        self._spoken: SubmissionId | None = None
        self._queued: frozenset[SubmissionId] = frozenset()

    def refresh(self) -> None:
        """Show what there is now."""
        state = self._controller.state
        texts, spoken = listed_texts(state), spoken_text(state)
        queued = frozenset(entry.submission_id for entry in state.queue.values())
        if (texts, spoken, queued) != (self._texts, self._spoken, self._queued):
            self.beginResetModel()
            self._texts, self._spoken, self._queued = texts, spoken, queued
            self.endResetModel()

    def text_at(self, row: int) -> Submission | None:
        """Return the text of a row; None where there is no such row."""
        return self._texts[row] if 0 <= row < len(self._texts) else None

    def row_of(self, sent_id: str) -> int:
        """Return the row of a text; -1 where it has none."""
        return next((row for row, sent in enumerate(self._texts) if sent.submission_id == sent_id), -1)

    def rowCount(self, parent: Index = NO_PARENT) -> int:
        """Return how many there are."""
        return 0 if parent.isValid() else len(self._texts)

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        """Return what a row says."""
        if not index.isValid() or role not in {Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.AccessibleTextRole}:
            return None
        return self._controller.text(self._words(self._texts[index.row()]))

    def _words(self, sent: Submission) -> Message:
        if sent.submission_id == self._spoken:
            return say("Written word: read it aloud now")
        if sent.submission_id in self._queued:
            return say("Written word: in the queue")
        if sent.wish is Wish.STATEMENT:
            return say("A statement, to decide on")
        return say("Wrote to the team")

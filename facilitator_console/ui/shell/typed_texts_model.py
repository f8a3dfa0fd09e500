"""Holds typed texts for a list: those that contain what is searched for, newest first."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QAbstractListModel, QObject, Qt

from facilitator_console.dialogue.evolve import event_ms
from facilitator_console.dialogue.typed_words import Standing, TypedText
from facilitator_console.ui.control.session_controller import SessionController
from facilitator_console.ui.parts.item_models import NO_PARENT, Index
from facilitator_console.words import Message, fold_text, say

STANDINGS: dict[Standing, Message] = {
    Standing.SHOWN: say("shown now"),
    Standing.EARLIER: say("earlier wording"),
    Standing.REMOVED: say("removed"),
    Standing.UNDONE: say("undone"),
    Standing.WITHOUT_EFFECT: say("without effect"),
    Standing.UNKNOWN: say("from a newer version"),
}
BETWEEN = " · "
DETAIL = Qt.ItemDataRole.UserRole
"""Role under which a row says where its text belongs, what has become of it, and when it was typed."""


class TypedTextsModel(QAbstractListModel):
    """Holds texts as rows; none until it is given some."""

    def __init__(self, controller: SessionController, parent: QObject | None = None) -> None:
        """Begin empty: what was undone or removed is on no screen before somebody asks for it."""
        super().__init__(parent)
        self._controller = controller
        self._shown: tuple[TypedText, ...] = ()

    def show_texts(self, texts: Sequence[TypedText], typed: str, *, only_gone: bool = False) -> None:
        """Show those of these texts that contain all the words that were typed, or whose place does.

        Args:
            texts: Newest first.
            typed: The words.
            only_gone: Only what is not shown any more: removed, undone, an earlier wording.
        """
        if only_gone:
            texts = [text for text in texts if text.standing is not Standing.SHOWN]
        words = fold_text(typed).split()
        self.beginResetModel()
        self._shown = tuple(text for text in texts if self._holds(text, words))
        self.endResetModel()

    def text_at(self, row: int) -> TypedText:
        """Return the text of a row."""
        return self._shown[row]

    def rowCount(self, parent: Index = NO_PARENT) -> int:
        """Return how many are shown."""
        return 0 if parent.isValid() else len(self._shown)

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        """Return the words, or where they belong; for screen readers both."""
        if not index.isValid():
            return None
        text = self._shown[index.row()]
        match role:
            case Qt.ItemDataRole.DisplayRole:
                return text.text
            case Qt.ItemDataRole.AccessibleTextRole:
                return f"{text.text}, {self._detail(text)}"
        return self._detail(text) if role == DETAIL else None

    def _detail(self, text: TypedText) -> str:
        parts = [self._controller.text(text.place), self._controller.text(STANDINGS[text.standing])]
        if text.event.at_ms:
            parts.append(
                self._controller.times.time_of_day(event_ms(self._controller.state, text.event), text.event.writer)
            )
        return BETWEEN.join(parts)

    def _holds(self, text: TypedText, words: Sequence[str]) -> bool:
        if not words:
            return True
        folded = fold_text(f"{text.text} {self._detail(text)}")
        return all(word in folded for word in words)

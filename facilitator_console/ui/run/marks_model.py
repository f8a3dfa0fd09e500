"""Adapts the marks that still want a note to Qt's list: oldest first, as they are filled."""

from __future__ import annotations

from PySide6.QtCore import QAbstractListModel, QObject, Qt

from facilitator_console.dialogue.state import Changes
from facilitator_console.log import WriterId
from facilitator_console.notes.ids import NO_MARK, MarkId
from facilitator_console.notes.state import Mark, marks_to_fill
from facilitator_console.ui.control.session_controller import SessionController
from facilitator_console.ui.parts.item_models import NO_PARENT, Index
from facilitator_console.words import say

TIME = Qt.ItemDataRole.UserRole
"""Role under which a row gives the mark's time of day."""


class MarksModel(QAbstractListModel):
    """Lists the marks to fill, oldest first."""

    def __init__(self, controller: SessionController, parent: QObject | None = None) -> None:
        """Show the controller's marks and follow them."""
        super().__init__(parent)
        self._controller = controller
        self._marks: tuple[Mark, ...] = marks_to_fill(controller.state)
        controller.changed.connect(self._on_controller_changed)

    def rowCount(self, parent: Index = NO_PARENT) -> int:
        """Return how many marks want a note."""
        return 0 if parent.isValid() else len(self._marks)

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        """Return who marked it; under `TIME` when."""
        if not index.isValid():
            return None
        mark = self._marks[index.row()]
        if role == TIME:
            return self._controller.times.time_of_day(mark.at_ms, mark.writer)
        if role == Qt.ItemDataRole.DisplayRole:
            return self._by(mark.writer)
        if role == Qt.ItemDataRole.AccessibleTextRole:
            return f"{self._controller.times.time_of_day(mark.at_ms, mark.writer)}, {self._by(mark.writer)}"
        return None

    def mark_at(self, row: int) -> MarkId:
        """Return the mark in a row; `NO_MARK` where there is none."""
        return self._marks[row].mark_id if 0 <= row < len(self._marks) else NO_MARK

    def _by(self, writer: WriterId) -> str:
        state = self._controller.state
        if self._controller.is_own(writer):
            return self._controller.text(say("marked by you"))
        if state.laptop_of(writer) == state.room.lead:
            return self._controller.text(say("marked by the facilitator"))
        run = state.runs.get(writer)
        author = run.started.author if run else ""
        return self._controller.text(
            say("marked by {author}", author=author) if author else say("marked on another laptop")
        )

    def _on_controller_changed(self, changes: Changes) -> None:
        if "marks" not in changes and "notes" not in changes:
            return
        wanted = marks_to_fill(self._controller.state)
        if wanted == self._marks:
            return
        wanted_ids = {mark.mark_id for mark in wanted}
        for row in reversed(range(len(self._marks))):
            if self._marks[row].mark_id not in wanted_ids:
                self.beginRemoveRows(NO_PARENT, row, row)
                self._marks = self._marks[:row] + self._marks[row + 1 :]
                self.endRemoveRows()
        for row, mark in enumerate(wanted):
            if row >= len(self._marks) or self._marks[row].mark_id != mark.mark_id:
                self.beginInsertRows(NO_PARENT, row, row)
                self._marks = (*self._marks[:row], mark, *self._marks[row:])
                self.endInsertRows()
        if self._marks != wanted:
            self.beginResetModel()
            self._marks = wanted
            self.endResetModel()

"""A sheet's lines as a list for Qt: agreements, outcomes, or what is for later. A thin adapter."""

from __future__ import annotations

from PySide6.QtCore import QAbstractListModel, QObject, Qt

from facilitator_console.dialogue.state import Changes
from facilitator_console.notes.ids import LineId, Sheet, Version
from facilitator_console.notes.keeping import edit_line
from facilitator_console.notes.state import Line, lines_on
from facilitator_console.ui.desk import Desk
from facilitator_console.ui.models.notes import NO_PARENT, Index
from facilitator_console.ui.models.steps import step_to

LINE = Qt.ItemDataRole.UserRole
"""Role under which a row gives its `Line`."""


class LinesModel(QAbstractListModel):
    """The lines on one sheet, oldest first."""

    def __init__(self, desk: Desk, sheet: Sheet, parent: QObject | None = None) -> None:
        """Show a sheet and follow it."""
        super().__init__(parent)
        self._desk = desk
        self._sheet = sheet
        self._ids = [line.line_id for line in lines_on(desk.state, sheet)]
        desk.changed.connect(self._on_desk_changed)

    def rowCount(self, parent: Index = NO_PARENT) -> int:
        """How many lines."""
        return 0 if parent.isValid() else len(self._ids)

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        """The text; under `LINE` the line itself."""
        if not index.isValid():
            return None
        line = self.line_at(index.row())
        if role == LINE:
            return line
        return line.text if role in {Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.EditRole} else None

    def flags(self, index: Index) -> Qt.ItemFlag:
        """Every line can be rewritten."""
        flags = super().flags(index)
        return flags | Qt.ItemFlag.ItemIsEditable if index.isValid() else flags

    def line_at(self, row: int) -> Line:
        """The line in a row."""
        return self._desk.state.lines[self._ids[row]]

    def rewrite(self, line_id: LineId, text: str, base: Version) -> None:
        """Give a line another text, over the version that the writer saw."""
        self._desk.do(edit_line, line_id, text, base=base)

    def _on_desk_changed(self, changes: Changes) -> None:
        if "lines" not in changes:
            return
        step_to(self, self._ids, [line.line_id for line in lines_on(self._desk.state, self._sheet)])
        if self._ids:
            self.dataChanged.emit(self.index(0), self.index(len(self._ids) - 1))

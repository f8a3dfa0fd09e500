"""Holds tables that can be edited in place: rows are entities, columns say how a field is read and written.

A thin adapter: what may be written is for the commands to decide; a refusal goes to the quiet banner and the old value
stays.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any, Generic, TypeVar

import msgspec
from PySide6.QtCore import QAbstractTableModel, QObject, Qt

from facilitator_console.dialogue.state import Changes, State
from facilitator_console.ui.control.session_controller import SessionController
from facilitator_console.ui.look.theme import color
from facilitator_console.ui.look.tips import plain_tip
from facilitator_console.ui.parts.item_models import NO_PARENT, Index, step_to
from facilitator_console.words import Message, UserError

E = TypeVar("E", bound=msgspec.Struct)

CHOICES = Qt.ItemDataRole.UserRole
"""Role under which a cell gives its choices, (value, text) each; None where text is typed."""
ID = Qt.ItemDataRole.UserRole + 1
"""Role under which a cell gives its row's id."""


@dataclass(frozen=True)
class Column(Generic[E]):
    """Represents one column of a table: its heading and the field that it shows.

    Attributes:
        title: Its heading; None without one.
        read: The text that is edited, or the value of the choice.
        write: Carries an edited text or chosen value out; None where it can't be edited. May raise `UserError`.
        choices: The values that an entity can have, with their names; None where text is typed.
        instead: What is shown muted where nothing is written.
        is_number: Stands at the right.
    """

    title: Message | None
    read: Callable[[E], str]
    write: Callable[[SessionController, E, str], object] | None = None
    choices: Callable[[State, E], Sequence[tuple[str, Message]]] | None = None
    instead: Callable[[State, E], Message] | None = None
    is_number: bool = False


class TableModel(QAbstractTableModel, Generic[E]):
    """Holds entities as rows."""

    def __init__(
        self,
        controller: SessionController,
        rows: Callable[[State], Sequence[E]],
        id_of: Callable[[E], str],
        columns: Sequence[Column[E]],
        followed: frozenset[str],
        parent: QObject | None = None,
    ) -> None:
        """Show entities and follow them.

        Args:
            controller: The session.
            rows: The entities, in order.
            id_of: An entity's id.
            columns: The fields that are shown of each entity.
            followed: Names of the state's tables whose changes may show.
            parent: Owner in Qt's sense.
        """
        super().__init__(parent)
        self._controller = controller
        self._read_rows = rows
        self._id_of = id_of
        self._columns = tuple(columns)
        self._followed = followed
        self._entities: dict[str, E] = {}
        self._ids: list[str] = []
        self._on_controller_changed(dict.fromkeys(followed, frozenset()))
        controller.changed.connect(self._on_controller_changed)

    # -- reading ---------------------------------------------------------------------------------------

    def rowCount(self, parent: Index = NO_PARENT) -> int:
        """Return the number of entities."""
        return 0 if parent.isValid() else len(self._ids)

    def columnCount(self, parent: Index = NO_PARENT) -> int:
        """Return the number of fields."""
        return 0 if parent.isValid() else len(self._columns)

    def headerData(self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        """Return the headings of the columns."""
        if orientation != Qt.Orientation.Horizontal or not 0 <= section < len(self._columns):
            return None
        title = self._columns[section].title
        if role == Qt.ItemDataRole.DisplayRole:
            return self._controller.text(title) if title else ""
        if role == Qt.ItemDataRole.TextAlignmentRole:
            return _alignment(self._columns[section])
        return None

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        """Return a cell's text, muted where it only stands in for one, or what the roles above ask for."""
        if not index.isValid():
            return None
        entity, column = self._entities[self._ids[index.row()]], self._columns[index.column()]
        match role:
            case Qt.ItemDataRole.DisplayRole:
                return self._shown(entity, column) or None
            case Qt.ItemDataRole.EditRole:
                return column.read(entity)
            case Qt.ItemDataRole.TextAlignmentRole:
                return _alignment(column)
            case Qt.ItemDataRole.ForegroundRole:
                return color("ink" if column.write and column.read(entity) else "muted")
        return self._further_data(entity, column, role)

    def _further_data(self, entity: E, column: Column[E], role: int) -> object:
        if role == Qt.ItemDataRole.ToolTipRole:
            return plain_tip(shown) if (shown := self._shown(entity, column)) else None
        if role == CHOICES and column.choices:
            choices = column.choices(self._controller.state, entity)
            return [(value, self._controller.text(name)) for value, name in choices]
        return self._id_of(entity) if role == ID else None

    def flags(self, index: Index) -> Qt.ItemFlag:
        """Let cells of fields that can be written be edited."""
        flags = super().flags(index)
        if index.isValid() and self._columns[index.column()].write:
            flags |= Qt.ItemFlag.ItemIsEditable
        return flags

    def row_of(self, entity_id: str) -> int:
        """Return an entity's row; -1 where it is not shown."""
        return self._ids.index(entity_id) if entity_id in self._entities else -1

    def _shown(self, entity: E, column: Column[E]) -> str:
        written = column.read(entity)
        if column.choices:
            names = dict(column.choices(self._controller.state, entity))
            return self._controller.text(names[written]) if written in names else ""
        if not written and column.instead:
            return self._controller.text(column.instead(self._controller.state, entity))
        return " ".join(written.split())

    # -- writing ---------------------------------------------------------------------------------------

    def setData(self, index: Index, value: Any, role: int = Qt.ItemDataRole.EditRole) -> bool:  # noqa: ANN401 - Qt's
        """Carry an edit out; a value that is not changed is not an edit."""
        if role != Qt.ItemDataRole.EditRole or not index.isValid():
            return False
        entity, column = self._entities[self._ids[index.row()]], self._columns[index.column()]
        if column.write is None or str(value) == column.read(entity):
            return False
        try:
            return bool(column.write(self._controller, entity, str(value)))
        except UserError as error:
            self._controller.refused.emit(error.message)
            return False

    # -- following -------------------------------------------------------------------------------------

    def _on_controller_changed(self, changes: Changes) -> None:
        if not self._followed & changes.keys():
            return
        rows = self._read_rows(self._controller.state)
        wanted = {self._id_of(entity): entity for entity in rows}
        # Rows that are removed must still be readable meanwhile.
        self._entities |= wanted
        step_to(self, self._ids, list(wanted))
        self._entities = wanted
        if self._ids:
            self.dataChanged.emit(self.index(0, 0), self.index(len(self._ids) - 1, len(self._columns) - 1))


def _alignment(column: Column[Any]) -> Qt.AlignmentFlag:
    side = Qt.AlignmentFlag.AlignRight if column.is_number else Qt.AlignmentFlag.AlignLeft
    return side | Qt.AlignmentFlag.AlignVCenter

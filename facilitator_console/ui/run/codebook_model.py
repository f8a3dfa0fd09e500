"""Holds the tags of the codebook for Qt: the tree row by row, then what is retired. A thin adapter."""

from __future__ import annotations

from collections import Counter
from typing import NamedTuple

from PySide6.QtCore import QAbstractListModel, QObject, Qt

from facilitator_console.dialogue.state import Changes
from facilitator_console.notes.codebook import digit_tags, retired_tags, tag_name, tag_of, tag_readings, tag_tree
from facilitator_console.notes.ids import TagId
from facilitator_console.notes.state import notes_kept
from facilitator_console.notes.tag_commands import describe_tag, rename_tag
from facilitator_console.ui.control.session_controller import SessionController
from facilitator_console.ui.look.tips import plain_tip
from facilitator_console.ui.parts.item_models import NO_PARENT, Index, step_to
from facilitator_console.words import say, say_n

TAG_ROW = Qt.ItemDataRole.UserRole
"""Role under which a row gives its `TagRow`."""


class TagRow(NamedTuple):
    """Holds what a row shows of a tag.

    Attributes:
        depth: How many tags stand above it in the tree.
        notes: How many notes have it, also by a tag that was merged into it.
        digit: 0 for none.
    """

    tag_id: TagId
    name: str
    depth: int = 0
    notes: int = 0
    digit: int = 0
    is_retired: bool = False
    description: str = ""


class CodebookModel(QAbstractListModel):
    """Holds the tags in the codebook as a tree, then the retired ones."""

    def __init__(self, controller: SessionController, parent: QObject | None = None) -> None:
        """Begin empty; `refresh` reads the codebook."""
        super().__init__(parent)
        self._controller = controller
        self._ids: list[TagId] = []
        self._rows: dict[TagId, TagRow] = {}

    def rowCount(self, parent: Index = NO_PARENT) -> int:
        """Return the number of tags."""
        return 0 if parent.isValid() else len(self._ids)

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        """Return the name; under `TAG_ROW` the row; for screen readers all that the row says."""
        if not index.isValid():
            return None
        row = self.row_at(index.row())
        if role == TAG_ROW:
            return row
        if role == Qt.ItemDataRole.ToolTipRole:
            return plain_tip(row.description) if row.description else None
        if role == Qt.ItemDataRole.AccessibleTextRole:
            count = self._controller.text(say_n("{n} note", "{n} notes", row.notes))
            retired = self._controller.text(say("retired")) if row.is_retired else ""
            return ", ".join(filter(None, (str(row.digit or ""), row.name, row.description, count, retired)))
        return row.name if role in {Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.EditRole} else None

    def flags(self, index: Index) -> Qt.ItemFlag:
        """Let every tag be renamed; the command says which can’t be."""
        flags = super().flags(index)
        return flags | Qt.ItemFlag.ItemIsEditable if index.isValid() else flags

    def row_at(self, row: int) -> TagRow:
        """Return what a row shows."""
        return self._rows[self._ids[row]]

    def place_of(self, tag_id: TagId) -> int:
        """Return the row of a tag; -1 where it is not shown."""
        return self._ids.index(tag_id) if tag_id in self._rows else -1

    def rename(self, tag_id: TagId, name: str, language: str = "") -> None:
        """Give a tag another name, in all languages or in one."""
        self._controller.do(rename_tag, tag_id, name, language, self._controller.tag_names)

    def describe(self, tag_id: TagId, description: str) -> None:
        """Say what a tag is for."""
        self._controller.do(describe_tag, tag_id, description)

    def follow(self, changes: Changes) -> None:
        """Read anew what has changed."""
        if changes.keys() & {"tags", "notes", "translations"}:
            self.refresh()

    def refresh(self) -> None:
        """Read the codebook and count its notes."""
        state = self._controller.state
        readings, digits = tag_readings(state), digit_tags(state)
        notes = Counter(tag for note in notes_kept(state) for tag in {readings.get(own, own) for own in note.tags})
        tree = tag_tree(state)
        rows = [*((tag, depth, False) for tag, depth in tree), *((tag, 0, True) for tag in retired_tags(state))]
        wanted = {
            tag: TagRow(
                tag,
                self._controller.text(tag_name(state, tag)),
                depth,
                notes[tag],
                digits.index(tag) + 1 if tag in digits else 0,
                is_retired,
                known.description if (known := tag_of(state, tag)) else "",
            )
            for tag, depth, is_retired in rows
        }
        self._rows = {**self._rows, **wanted}  # Rows that go are still asked for until they are gone.
        step_to(self, self._ids, list(wanted))
        self._rows = wanted
        if self._ids:
            self.dataChanged.emit(self.index(0), self.index(len(self._ids) - 1))

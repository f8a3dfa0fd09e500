"""Holds the entries of a group's list for Qt, and what each list is called. A thin adapter."""

from __future__ import annotations

from typing import NamedTuple

from PySide6.QtCore import QAbstractListModel, QObject, Qt

from facilitator_console.dialogue.state import Changes
from facilitator_console.log import Instant
from facilitator_console.notes.commands import edit_list_entry
from facilitator_console.notes.ids import GroupList, ListEntryId, Version
from facilitator_console.notes.state import ListEntry, entries_on
from facilitator_console.ui.control.session_controller import SessionController
from facilitator_console.ui.parts.item_models import NO_PARENT, Index, step_to
from facilitator_console.words import Message, say, say_p

LIST_ENTRY = Qt.ItemDataRole.UserRole
"""Role under which a row gives its `ListEntry`."""


class ListWords(NamedTuple):
    """Holds what a list is called above its entries and on a button with its count, and what it says while empty."""

    title: Message
    counted: Message
    empty: Message


LIST_WORDS = {
    GroupList.AGREEMENTS: ListWords(
        say_p("a list of the group", "Agreements"),
        say("Agreements · {n}"),
        say("What the group agrees on about how to talk."),
    ),
    GroupList.OUTCOMES: ListWords(
        say("What we settled"),
        say("Settled · {n}"),
        say("What the group settled together."),
    ),
    GroupList.PARKING_LOT: ListWords(
        say("For later"),
        say("For later · {n}"),
        say("What matters and is not for today."),
    ),
    GroupList.CONCLUSIONS: ListWords(
        say("What the experts conclude"),
        say("Conclusions · {n}"),
        say("What those who watched conclude, a sentence or two each."),
    ),
}
"""The words for each list, in the order in which they are offered; conclusions have a session of their own."""


class ListEntriesModel(QAbstractListModel):
    """Holds the entries of one list, in their order."""

    def __init__(self, controller: SessionController, group_list: GroupList, parent: QObject | None = None) -> None:
        """Show a list and follow it."""
        super().__init__(parent)
        self._controller = controller
        self.group_list = group_list
        self._ids = [entry.list_entry_id for entry in entries_on(controller.state, group_list)]
        controller.changed.connect(self._on_controller_changed)

    def rowCount(self, parent: Index = NO_PARENT) -> int:
        """Return the number of entries."""
        return 0 if parent.isValid() else len(self._ids)

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        """Return the text; under `LIST_ENTRY` the entry itself."""
        if not index.isValid():
            return None
        entry = self.entry_at(index.row())
        if role == LIST_ENTRY:
            return entry
        if role == Qt.ItemDataRole.CheckStateRole:  # For screen readers.
            return Qt.CheckState.Checked if entry.is_done else Qt.CheckState.Unchecked
        return entry.text if role in {Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.EditRole} else None

    def flags(self, index: Index) -> Qt.ItemFlag:
        """Let every entry be rewritten."""
        flags = super().flags(index)
        return flags | Qt.ItemFlag.ItemIsEditable if index.isValid() else flags

    def entry_at(self, row: int) -> ListEntry:
        """Return the entry in a row; a blank one where it was erased and its row is just being taken away."""
        entry_id = self._ids[row]
        blank = ListEntry(entry_id, self.group_list, "", Version(""), Instant(0))
        return self._controller.state.list_entries.get(entry_id, blank)

    def row_of(self, list_entry_id: ListEntryId) -> int:
        """Return the row of an entry; -1 where it is not on the list any more."""
        return self._ids.index(list_entry_id) if list_entry_id in self._ids else -1

    def show_list(self, group_list: GroupList) -> None:
        """Show another one of the group's lists."""
        self.beginResetModel()
        self.group_list = group_list
        self._ids = [entry.list_entry_id for entry in entries_on(self._controller.state, group_list)]
        self.endResetModel()

    def rewrite(self, list_entry_id: ListEntryId, text: str, base: Version) -> bool:
        """Give an entry another text, over the version that the writer saw; tell whether it was taken."""
        return self._controller.do(edit_list_entry, list_entry_id, text, base=base)

    def _on_controller_changed(self, changes: Changes) -> None:
        if "list_entries" not in changes:
            return
        step_to(self, self._ids, [entry.list_entry_id for entry in entries_on(self._controller.state, self.group_list)])
        if self._ids:
            self.dataChanged.emit(self.index(0), self.index(len(self._ids) - 1))

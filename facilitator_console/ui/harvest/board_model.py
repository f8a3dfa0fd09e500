"""Holds the rows of one list of the board for Qt: cards with their notes, or notes outside any theme.

A thin adapter: the page says which rows there are; what a row shows is read from the state.
"""

from __future__ import annotations

from collections.abc import Sequence
from enum import StrEnum

import msgspec
from PySide6.QtCore import QAbstractListModel, QObject, Qt

from facilitator_console.notes.codebook import read_tags, tag_name
from facilitator_console.notes.ids import Flag, ListEntryId, NoteId, ThemeId
from facilitator_console.notes.read_back import theme_status
from facilitator_console.notes.state import ListEntry, Note, Theme
from facilitator_console.ui.control.session_controller import SessionController
from facilitator_console.ui.harvest.theme_words import STATUS_WORDS, notes_text
from facilitator_console.ui.parts.item_models import NO_PARENT, Index
from facilitator_console.words import say, say_n

ROW = Qt.ItemDataRole.UserRole
"""Role under which a row gives its `BoardRow`."""
FEW = 48
"""So many rows come and go one by one, so that a field that is open stays; more are a new list."""


class RowKind(StrEnum):
    """Names what a row shows."""

    THEME = "theme"
    """The head of a card."""
    NOTE = "note"
    """A note in a card."""
    MORE = "more"
    """How many further notes a closed card has."""
    LOOSE = "loose"
    """A note outside the cards."""
    ENTRY = "entry"
    """An entry of the parking lot."""


class BoardRow(msgspec.Struct, frozen=True):
    """Represents one row of a column: a theme, or a note of an open one.

    Attributes:
        count: Of a theme, its notes; of `MORE`, those that are not shown.
        is_last: The card ends with it.
        is_open: The card shows all of its notes.
    """

    kind: RowKind
    theme_id: ThemeId = ThemeId("")
    note_id: NoteId = NoteId("")
    entry_id: ListEntryId = ListEntryId("")
    count: int = 0
    is_last: bool = False
    is_open: bool = False

    @property
    def key(self) -> tuple[str, str, str]:
        """Return what names the row in its list, whatever it shows."""
        return (self.kind, self.theme_id, self.note_id or self.entry_id)


class BoardModel(QAbstractListModel):
    """Holds rows in their order."""

    def __init__(self, controller: SessionController, parent: QObject | None = None) -> None:
        """Begin empty."""
        super().__init__(parent)
        self._controller = controller
        self._rows: list[BoardRow] = []
        self._places: dict[tuple[str, ...], int] = {}

    # -- reading ---------------------------------------------------------------------------------------

    def rowCount(self, parent: Index = NO_PARENT) -> int:
        """Return the number of rows."""
        return 0 if parent.isValid() else len(self._rows)

    def row_at(self, place: int) -> BoardRow:
        """Return the row at this place."""
        return self._rows[place]

    def place_of(self, key: tuple[str, ...]) -> int:
        """Return where the row with this key is; -1 where there is none."""
        return self._places.get(key, -1)

    def note_of(self, row: BoardRow) -> Note | None:
        """Return the note that a row shows."""
        return self._controller.state.notes.get(row.note_id) if row.note_id else None

    def theme_of(self, row: BoardRow) -> Theme | None:
        """Return the theme to which a row belongs."""
        return self._controller.state.themes.get(row.theme_id) if row.theme_id else None

    def words_of(self, row: BoardRow) -> Note | ListEntry | None:
        """Return the note or the entry that a row shows."""
        if row.entry_id:
            return self._controller.state.list_entries.get(row.entry_id)
        return self._controller.state.notes.get(row.note_id) if row.note_id else None

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        """Return the text; under `ROW` the row; for screen readers all that the row says."""
        if not index.isValid() or index.row() >= len(self._rows):
            return None
        row = self._rows[index.row()]
        if role == ROW:
            return row
        if role == Qt.ItemDataRole.AccessibleTextRole:
            return self._spoken(row)
        return self._text(row) if role in {Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.EditRole} else None

    def _text(self, row: BoardRow) -> str:
        if row.kind is RowKind.THEME:
            theme = self.theme_of(row)
            return theme.title if theme else ""
        if row.kind is RowKind.MORE:
            return self._controller.text(say_n("and {n} more", "and {n} more", row.count))
        words = self.words_of(row)
        return words.text if words else ""

    def _spoken(self, row: BoardRow) -> str:
        text, state = self._controller.text, self._controller.state
        parts = [self._text(row)]
        if row.kind is RowKind.THEME and (theme := self.theme_of(row)):
            parts += [
                theme.text,
                notes_text(self._controller, row.count),
                text(STATUS_WORDS[theme_status(self._controller.state, theme)]),
            ]
        elif note := self.note_of(row):
            tags = [text(tag_name(state, tag)) for tag in read_tags(state, note.tags)]
            parts = [*tags, note.text]
            if Flag.FOR_REPORT in note.flags:
                parts.append(text(say("for the report")))
        return ", ".join(filter(None, parts))

    def flags(self, index: Index) -> Qt.ItemFlag:
        """Let every text be rewritten."""
        flags = super().flags(index)
        return flags | Qt.ItemFlag.ItemIsEditable if index.isValid() else flags

    # -- following -------------------------------------------------------------------------------------

    def set_rows(self, wanted: Sequence[BoardRow]) -> None:
        """Replace the rows by these, in as few steps as a view can follow."""
        if wanted == self._rows:
            return
        keys, present = {row.key: place for place, row in enumerate(wanted)}, self._places
        stay = [key for key in present if key in keys]
        gone = [place for key, place in present.items() if key not in keys]
        new = [place for key, place in keys.items() if key not in present]
        moved = stay != [key for key in keys if key in present]
        if moved or len(gone) + len(new) > FEW:
            self.beginResetModel()
            self._set(list(wanted))
            self.endResetModel()
            return
        for place in reversed(gone):
            self.beginRemoveRows(NO_PARENT, place, place)
            del self._rows[place]
            self.endRemoveRows()
        for place in new:
            self.beginInsertRows(NO_PARENT, place, place)
            self._rows.insert(place, wanted[place])
            self.endInsertRows()
        self._set(list(wanted))

    def _set(self, rows: list[BoardRow]) -> None:
        self._rows = rows
        self._places = {row.key: place for place, row in enumerate(rows)}

    def tell_all(self) -> None:
        """Say that every row may show something else."""
        if self._rows:
            self.dataChanged.emit(self.index(0), self.index(len(self._rows) - 1))

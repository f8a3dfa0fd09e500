"""Holds the rows of one list of the board for Qt: cards with their notes, or notes outside any theme.

A thin adapter: the page says which rows there are; what a row shows is read from the state.
"""

from __future__ import annotations

from collections.abc import Sequence
from enum import StrEnum
from functools import lru_cache

import msgspec
from PySide6.QtCore import QAbstractListModel, QObject, Qt

from facilitator_console.notes.codebook import read_tags, tag_name
from facilitator_console.notes.ids import NO_NOTE, NO_THEME, Flag, ListEntryId, NoteId, ThemeId
from facilitator_console.notes.read_back import theme_status
from facilitator_console.notes.state import ListEntry, Note, Theme
from facilitator_console.ui.control.session_controller import SessionController
from facilitator_console.ui.harvest.theme_words import STATUS_WORDS, notes_text
from facilitator_console.ui.parts.item_models import NO_PARENT, Index
from facilitator_console.words import say, say_n

ROW = Qt.ItemDataRole.UserRole
"""Role under which a row gives its `BoardRow`."""
FEW = 48
"""The most rows that come and go one by one, so that an open field stays; more are a new list."""


class RowKind(StrEnum):
    """Names what a row shows."""

    THEME = "theme"
    """The head of a card."""
    NOTE = "note"
    """A note in a card."""
    MORE = "more"
    """The number of further notes that a closed card has."""
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
    theme_id: ThemeId = NO_THEME
    note_id: NoteId = NO_NOTE
    entry_id: ListEntryId = ListEntryId("")
    count: int = 0
    is_last: bool = False
    is_open: bool = False

    @property
    def key(self) -> tuple[str, str, str]:
        """Return what names the row in its list, whatever it shows."""
        return (self.kind, self.theme_id, self.note_id or self.entry_id)


@lru_cache(20_000)
def board_row(
    kind: RowKind,
    theme_id: ThemeId = NO_THEME,
    note_id: NoteId = NO_NOTE,
    count: int = 0,
    *,
    is_last: bool = False,
    is_open: bool = False,
) -> BoardRow:
    """Return a row, the same object as before: thousands of them are compared with those before at each key."""
    return BoardRow(kind, theme_id, note_id, count=count, is_last=is_last, is_open=is_open)


class BoardModel(QAbstractListModel):
    """Holds rows in their order."""

    def __init__(self, controller: SessionController, parent: QObject | None = None) -> None:
        """Begin empty."""
        super().__init__(parent)
        self._controller = controller
        self._rows: list[BoardRow] = []
        self._words: list[object] = []
        self._places: dict[tuple[str, ...], int] | None = None

    # -- reading ---------------------------------------------------------------------------------------

    def rowCount(self, parent: Index = NO_PARENT) -> int:
        """Return the number of rows."""
        return 0 if parent.isValid() else len(self._rows)

    def row_at(self, place: int) -> BoardRow:
        """Return the row at this place."""
        return self._rows[place]

    def place_of(self, key: tuple[str, ...]) -> int:
        """Return where the row with this key is; -1 where there is none."""
        if self._places is None:
            self._places = {row.key: place for place, row in enumerate(self._rows)}
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

    def set_rows(self, wanted: Sequence[BoardRow], *, anew: bool = False) -> None:
        """Replace the rows by these, in as few steps as a view can follow, and tell which of them show something else.

        Among 5,000 notes what a key changes is one row: all others cost a comparison each, and no repaint.

        Args:
            wanted: The rows.
            anew: Every row may show something else, though its note or theme is the same.
        """
        if not self._replace(wanted):
            return  # A new list, which is read whole.
        words = self._words_of_all()
        changed = [place for place, now in enumerate(words) if now is not self._words[place]]
        self._words = words
        if changed and (anew or len(changed) > FEW):
            changed = []
            anew = True
        if anew and self._rows:
            self.dataChanged.emit(self.index(0), self.index(len(self._rows) - 1))
        for place in changed:
            self.dataChanged.emit(self.index(place), self.index(place))

    def _words_of_all(self) -> list[object]:
        """Return what each row shows: an entity is another object as soon as anything of it is another."""
        state, themed = self._controller.state, RowKind.THEME
        notes, themes, entries = state.notes, state.themes, state.list_entries
        return [
            themes.get(row.theme_id)
            if row.kind is themed
            else entries.get(row.entry_id)
            if row.entry_id
            else notes.get(row.note_id)
            for row in self._rows
        ]

    def _replace(self, wanted: Sequence[BoardRow]) -> bool:
        """Come from the present rows to the wanted ones; tell whether the views could follow step by step."""
        first, behind = _common(self._rows, wanted)
        was, becomes = self._rows[first : len(self._rows) - behind], wanted[first : len(wanted) - behind]
        before, after = [row.key for row in was], [row.key for row in becomes]
        stay, still = set(before) & set(after), set(after)
        in_order = [key for key in before if key in stay] == [key for key in after if key in stay]
        if not in_order or len(before) + len(after) - 2 * len(stay) > FEW:
            self.beginResetModel()
            self._rows, self._places = list(wanted), None
            self._words = self._words_of_all()
            self.endResetModel()
            return False
        for place in reversed([first + at for at, key in enumerate(before) if key not in still]):
            self.beginRemoveRows(NO_PARENT, place, place)
            del self._rows[place], self._words[place]
            self._places = None
            self.endRemoveRows()
        for place, row in enumerate(becomes, first):
            if row.key in stay:
                if self._rows[place] != row:
                    self._rows[place], self._words[place] = row, _ANOTHER
                continue
            self.beginInsertRows(NO_PARENT, place, place)
            self._rows.insert(place, row)
            self._words.insert(place, _ANOTHER)
            self._places = None
            self.endInsertRows()
        return True


_ANOTHER = object()
"""Stands for what a row showed that is there only now, or is another row of the same name."""


def _common(one: Sequence[BoardRow], other: Sequence[BoardRow]) -> tuple[int, int]:
    """Return how many rows are the same at the beginning of both lists, and how many behind that at their ends."""
    shorter = min(len(one), len(other))
    first = next((at for at in range(shorter) if one[at] is not other[at]), shorter)
    rest = shorter - first
    behind = next((at for at in range(rest) if one[-1 - at] is not other[-1 - at]), rest)
    return first, behind

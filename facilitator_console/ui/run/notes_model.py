"""Adapts the notes to Qt's list: newest or oldest first, all of them or those that are looked for.

A thin adapter over `controller.state`: it decides nothing and keeps no note, only the order of their ids.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence

from PySide6.QtCore import QAbstractListModel, QObject, Qt

from facilitator_console.dialogue.attribution import speaker_words
from facilitator_console.dialogue.state import Changes
from facilitator_console.log import WriterId
from facilitator_console.notes.codebook import matching_tags, read_tags, tag_name
from facilitator_console.notes.commands import edit_note
from facilitator_console.notes.filters import NO_FILTER, NoteFilter, filtered, sought
from facilitator_console.notes.ids import NoteId, Version
from facilitator_console.notes.state import Note, is_kept, notes_kept
from facilitator_console.session.agenda import items_in_order
from facilitator_console.session.ids import ItemId
from facilitator_console.ui.control.session_controller import SessionController
from facilitator_console.ui.parts.item_models import NO_PARENT, Index
from facilitator_console.words import say, titled

NOTE = Qt.ItemDataRole.UserRole
"""Role under which a row gives its `Note`."""
LONGEST_ITEM = 22
"""Signs of an item's number and title in a row."""
FEW = 32
"""The most rows that come and go one by one, so that an open editor and the selection stay; more are a new list."""


class NotesModel(QAbstractListModel):
    """Lists the notes that are not removed, newest first unless it is told otherwise."""

    def __init__(self, controller: SessionController, parent: QObject | None = None, *, most: int = 0) -> None:
        """Show the controller's notes and follow them.

        Args:
            controller: The session.
            parent: Owner in Qt's sense.
            most: Only so many of the newest; all of them by default.
        """
        super().__init__(parent)
        self._controller = controller
        self._most = most
        self._sought = ""
        self._filter = NO_FILTER
        self.oldest_first = False
        self._outside: set[NoteId] = set()
        self._seen = set(controller.state.notes)
        self._item_texts: dict[ItemId, str] | None = None
        self._ids: list[NoteId] = []  # Oldest first, so that a new note moves no other.
        self._places: dict[NoteId, int] = {}
        self._set_ids(self._wanted())
        controller.changed.connect(self._on_controller_changed)

    # -- reading ---------------------------------------------------------------------------------------

    def rowCount(self, parent: Index = NO_PARENT) -> int:
        """Return how many notes are shown."""
        return 0 if parent.isValid() else len(self._ids)

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        """Return the text; under `NOTE` the note itself; for screen readers the whole row."""
        # An erased note is gone before its row is; a view may ask in between.
        note = self._controller.state.notes.get(self._ids[self._turned(index.row())]) if index.isValid() else None
        if note is None:
            return None
        if role == NOTE:
            return note
        if role in {Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.EditRole}:
            return note.text
        if role == Qt.ItemDataRole.AccessibleTextRole:
            when, author = self._controller.times.time_of_day(note.at_ms, note.writer), self.author_text(note.writer)
            speaker = speaker_words(self._controller.state, note)
            said_by = self._controller.text(speaker) if speaker else ""
            parts = (when, *self.tag_texts(note), note.text, self.item_text(note.item_id), said_by, author)
            return ", ".join(part for part in parts if part)
        return None

    def flags(self, index: Index) -> Qt.ItemFlag:
        """Let every note be chosen and rewritten."""
        flags = super().flags(index)
        return flags | Qt.ItemFlag.ItemIsEditable if index.isValid() else flags

    def note_at(self, row: int) -> Note:
        """Return the note in a row."""
        return self._controller.state.notes[self._ids[self._turned(row)]]

    def row_of(self, note_id: NoteId) -> int:
        """Return the row of a note; -1 where it is not shown."""
        place = self._places.get(note_id)
        return -1 if place is None else self._turned(place)

    def _turned(self, place: int) -> int:
        """Return the row of a place among the ids, and the place of a row."""
        return place if self.oldest_first else len(self._ids) - 1 - place

    @property
    def newest_row(self) -> int:
        """Return the row of the newest note."""
        return self._turned(len(self._ids) - 1)

    @property
    def sought_words(self) -> str:
        """Return the words that are looked for, without tags."""
        return sought(self._sought)[0] if self._sought else ""

    def tag_texts(self, note: Note) -> list[str]:
        """Return the note's tags in the language of the screen, or words that say that it has none."""
        if not note.tags:
            return [self._controller.text(say("no tag yet"))]
        return [
            self._controller.text(tag_name(self._controller.state, tag))
            for tag in read_tags(self._controller.state, note.tags)
        ]

    def author_text(self, writer: WriterId) -> str:
        """Return who wrote: "you" on this laptop, else initials; empty where none are known."""
        state = self._controller.state
        if self._controller.is_own(writer):
            return self._controller.text(say("you"))
        run = state.runs.get(writer)
        return run.started.author if run else ""

    def item_text(self, item_id: ItemId) -> str:
        """Return number and title of an item as a row shows them; empty for the one that is on, which stands above."""
        return "" if item_id == self._controller.state.room.item_id else self._items().get(item_id, "")

    def _items(self) -> dict[ItemId, str]:
        """Return what rows say of the items; made anew when the agenda changes."""
        if self._item_texts is None:
            state = self._controller.state
            self._item_texts = {
                item.item_id: _short(f"{number}. {self._controller.text(titled(item.title))}")
                for number, item in enumerate(items_in_order(state), 1)
            }
        return self._item_texts

    def is_outside(self, note_id: NoteId) -> bool:
        """Tell whether a note is shown although it is not among what is looked for: it was only just written."""
        return note_id in self._outside

    # -- doing -----------------------------------------------------------------------------------------

    def find(self, text: str) -> None:
        """Show only the notes that contain these words, which may be only begun; all notes for a text without words.

        `#need` or `№потреба` in it asks for a tag, whose name may be only begun as well.
        """
        if text != self._sought:
            self._sought = text
            self._look_anew()

    def set_filter(self, wanted: NoteFilter) -> None:
        """Show only the notes that pass a filter."""
        self._filter = wanted
        self._look_anew()

    def set_order(self, *, oldest_first: bool) -> None:
        """Show the oldest note first, or the newest."""
        if oldest_first != self.oldest_first:
            self.beginResetModel()
            self.oldest_first = oldest_first
            self.endResetModel()

    def _look_anew(self) -> None:
        self._outside.clear()
        self._seen = set(self._controller.state.notes)
        self._arrange(self._wanted())

    def rewrite(self, note_id: NoteId, text: str, base: Version) -> bool:
        """Give a note another text, over the version that the writer saw; tell whether it was taken."""
        return self._controller.do(edit_note, note_id, text, base=base)

    # -- following -------------------------------------------------------------------------------------

    def _on_controller_changed(self, changes: Changes) -> None:
        if "items" in changes:
            self._item_texts = None
        if touched := changes.get("notes"):
            self._keep_new_in_sight()
            if not self._has_followed(touched):
                self._arrange(self._wanted())
            if len(touched) > FEW:
                self._tell_all()  # To look for the row of each would hold the window up longer than painting.
            else:
                for row in sorted({self.row_of(NoteId(note_id)) for note_id in touched} - {-1}):
                    self.dataChanged.emit(self.index(row), self.index(row))
        elif "tags" in changes and (self._sought or self._filter != NO_FILTER):
            self._arrange(self._wanted())
        if changes.keys() & {"tags", "runs", "items", "room", "participants", "translations"}:
            self._tell_all()

    def _tell_all(self) -> None:
        if self._ids:
            self.dataChanged.emit(self.index(0), self.index(len(self._ids) - 1))

    def _has_followed(self, touched: Collection[str]) -> bool:
        """Add the newest note where nothing else has changed place; tell whether that was all there was to do.

        Among 20,000 notes a new one must cost no more than among 20.
        """
        if self._sought or self._filter != NO_FILTER or len(touched) > FEW:
            return False
        notes = self._controller.state.notes
        note_ids = {NoteId(note_id) for note_id in touched if is_kept(notes.get(NoteId(note_id)))}
        new = [note_id for note_id in note_ids if note_id not in self._places]
        if any(note_id in self._places and note_id not in note_ids for note_id in map(NoteId, touched)):
            return False
        if new and (len(new) > 1 or new[0] != next(reversed(notes))):
            return False
        for note_id in new:
            self._put(len(self._ids), note_id)
            if self._most and len(self._ids) > self._most:
                self._take(0)
        return True

    def _keep_new_in_sight(self) -> None:
        """Remember the notes that this laptop has written since somebody began to look for others."""
        notes = self._controller.state.notes
        if self._sought or self._filter != NO_FILTER:
            new = [note_id for note_id in notes if note_id not in self._seen]
            self._outside.update(note_id for note_id in new if self._controller.is_own(notes[note_id].writer))
            self._seen.update(new)

    def _wanted(self) -> list[NoteId]:
        notes = notes_kept(self._controller.state)
        ids = [note.note_id for note in notes]
        if self._sought or self._filter != NO_FILTER:
            passing = self._passing(notes)
            self._outside -= passing
            ids = [note_id for note_id in ids if note_id in passing or note_id in self._outside]
        return ids[-self._most :] if self._most else ids

    def _passing(self, notes: Sequence[Note]) -> set[NoteId]:
        """Return the notes that are looked for."""
        state, (words, names) = self._controller.state, sought(self._sought)
        typed = [matching_tags(state, name, self._controller.tag_names) for name in names]
        found = self._controller.find_notes(words) if words else None
        passing = {note.note_id for note in filtered(state, notes, self._filter, typed)}
        return passing if found is None else passing & found

    def _arrange(self, wanted: list[NoteId]) -> None:
        """Replace the present ids by the wanted ones, in as few steps as the views can follow."""
        if wanted == self._ids:
            return
        if abs(len(wanted) - len(self._ids)) > FEW:
            self._begin_anew(wanted)
            return
        keep = set(wanted)
        gone = [place for place, note_id in enumerate(self._ids) if note_id not in keep]
        stay = [note_id for note_id in self._ids if note_id in keep]
        new = [place for place, note_id in enumerate(wanted) if note_id not in self._places]
        in_order = stay == [note_id for note_id in wanted if note_id in self._places]
        if not in_order or len(gone) + len(new) > FEW:
            self._begin_anew(wanted)
            return
        for place in reversed(gone):
            self._take(place)
        for place in new:
            self._put(place, wanted[place])

    def _begin_anew(self, ids: list[NoteId]) -> None:
        self.beginResetModel()
        self._set_ids(ids)
        self.endResetModel()

    def _take(self, place: int) -> None:
        row = self._turned(place)
        self.beginRemoveRows(NO_PARENT, row, row)
        self._set_ids(self._ids[:place] + self._ids[place + 1 :])
        self.endRemoveRows()

    def _put(self, place: int, note_id: NoteId) -> None:
        row = place if self.oldest_first else len(self._ids) - place
        self.beginInsertRows(NO_PARENT, row, row)
        if place == len(self._ids):
            self._ids.append(note_id)
            self._places[note_id] = place
        else:
            self._set_ids([*self._ids[:place], note_id, *self._ids[place:]])
        self.endInsertRows()

    def _set_ids(self, ids: list[NoteId]) -> None:
        self._ids = ids
        self._places = {note_id: place for place, note_id in enumerate(ids)}


def _short(text: str) -> str:
    return text if len(text) <= LONGEST_ITEM else text[: LONGEST_ITEM - 1].rstrip() + "…"

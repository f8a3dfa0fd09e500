"""The fold of what is written down. It is total: it never raises, whatever comes.

An event about a note that is not there (undone, withdrawn, not yet arrived) has no effect.
"""

from __future__ import annotations

from typing import TypeVar

from msgspec import UNSET
from msgspec.structs import replace

from facilitator_console.log import Stamp
from facilitator_console.log.fold import edited
from facilitator_console.notes import events as ev
from facilitator_console.notes.codebook import CODEBOOK, DEFAULT_TAGS
from facilitator_console.notes.ids import ListEntryId, MarkId, NoteId, TagId, Version
from facilitator_console.notes.state import ListEntry, Mark, Note, NotesState, Tag
from facilitator_console.session.order import as_key

T = TypeVar("T", Note, ListEntry)


def _version(stamp: Stamp) -> Version:
    return Version(f"{stamp.writer}.{stamp.seq}")


def _rewritten(entity: T, base: Version, text: str, stamp: Stamp) -> T:
    """Return the entity with the new text; a text that the edit did not know is kept beside it, unless erased."""
    knew_the_text = base == entity.version
    others = () if knew_the_text else (*entity.other_texts, *filter(None, (entity.text,)))
    return replace(entity, text=text, version=_version(stamp), other_texts=others)


def note_added(state: NotesState, body: ev.NoteAdded, stamp: Stamp) -> None:
    note_id = NoteId(stamp.subject)
    state.notes[note_id] = Note(
        note_id,
        body.text,
        _version(stamp),
        body.tags,
        frozenset(body.flags),
        body.item_id,
        body.turn_id,
        body.participant_id,
        body.group_id,
        body.fills,
        stamp.at_ms,
        stamp.writer,
        table_id=body.table_id,
    )


def note_edited(state: NotesState, body: ev.NoteEdited, stamp: Stamp) -> None:
    if note := state.notes.get(NoteId(stamp.subject)):
        state.notes[note.note_id] = _rewritten(note, body.base, body.text, stamp)


def note_moved(state: NotesState, body: ev.NoteMoved, stamp: Stamp) -> None:
    if note := state.notes.get(NoteId(stamp.subject)):
        state.notes[note.note_id] = edited(note, body)


def note_tagged(state: NotesState, body: ev.NoteTagged, stamp: Stamp) -> None:
    note = state.notes.get(NoteId(stamp.subject))
    if note and body.tag not in note.tags:
        state.notes[note.note_id] = replace(note, tags=(*note.tags, body.tag))


def note_untagged(state: NotesState, body: ev.NoteUntagged, stamp: Stamp) -> None:
    if note := state.notes.get(NoteId(stamp.subject)):
        state.notes[note.note_id] = replace(note, tags=tuple(tag for tag in note.tags if tag != body.tag))


def note_flagged(state: NotesState, body: ev.NoteFlagged, stamp: Stamp) -> None:
    if note := state.notes.get(NoteId(stamp.subject)):
        state.notes[note.note_id] = replace(note, flags=note.flags | {body.flag})


def note_unflagged(state: NotesState, body: ev.NoteUnflagged, stamp: Stamp) -> None:
    if note := state.notes.get(NoteId(stamp.subject)):
        state.notes[note.note_id] = replace(note, flags=note.flags - {body.flag})


def note_removed(state: NotesState, _body: ev.NoteRemoved, stamp: Stamp) -> None:
    if note := state.notes.get(NoteId(stamp.subject)):
        state.notes[note.note_id] = replace(note, removed=True)


def tag_added(state: NotesState, body: ev.TagAdded, stamp: Stamp) -> None:
    tag_id = TagId(stamp.subject)
    state.tags[tag_id] = Tag(tag_id, body.name, body.parent, color=body.color, description=body.description)


def tag_edited(state: NotesState, body: ev.TagEdited, stamp: Stamp) -> None:
    tag_id = TagId(stamp.subject)
    if tag := _own_or_default(state, tag_id):
        changed = edited(tag, body)
        state.tags[tag_id] = replace(changed, name="", description="") if tag_id in CODEBOOK else changed


def tag_removed(state: NotesState, _body: ev.TagRemoved, stamp: Stamp) -> None:
    tag_id = TagId(stamp.subject)
    if tag := _own_or_default(state, tag_id):
        state.tags[tag_id] = replace(tag, removed=True)


def _own_or_default(state: NotesState, tag_id: TagId) -> Tag | None:
    return state.tags.get(tag_id) or DEFAULT_TAGS.get(tag_id)


def list_entry_added(state: NotesState, body: ev.ListEntryAdded, stamp: Stamp) -> None:
    list_entry_id = ListEntryId(stamp.subject)
    state.list_entries[list_entry_id] = ListEntry(
        list_entry_id,
        body.group_list,
        body.text,
        _version(stamp),
        stamp.at_ms,
        key=as_key(body.key) if body.key else "",
        sources=body.sources,
    )


def list_entry_edited(state: NotesState, body: ev.ListEntryEdited, stamp: Stamp) -> None:
    entry = state.list_entries.get(ListEntryId(stamp.subject))
    if entry is None:
        return
    if body.text is not UNSET:
        entry = _rewritten(entry, body.base, body.text, stamp)
    if body.key is not UNSET:
        entry = replace(entry, key=as_key(body.key) if body.key else "")
    if body.is_done is not UNSET:
        entry = replace(entry, is_done=body.is_done)
    state.list_entries[entry.list_entry_id] = entry


def list_entry_removed(state: NotesState, _body: ev.ListEntryRemoved, stamp: Stamp) -> None:
    if entry := state.list_entries.get(ListEntryId(stamp.subject)):
        state.list_entries[entry.list_entry_id] = replace(entry, removed=True)


def mark_added(state: NotesState, body: ev.MarkAdded, stamp: Stamp) -> None:
    mark_id = MarkId(stamp.subject)
    state.marks[mark_id] = Mark(mark_id, body.item_id, body.turn_id, stamp.at_ms, stamp.writer, body.table_id)


def mark_removed(state: NotesState, _body: ev.MarkRemoved, stamp: Stamp) -> None:
    if mark := state.marks.get(MarkId(stamp.subject)):
        state.marks[mark.mark_id] = replace(mark, removed=True)

"""Commands on what is written down: edit, tag, flag, remove; the group's lists, marks.

Strict: they raise `UserError` and return events. Capturing a note needs the room as well: see dialogue.capture.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence

from facilitator_console.log import Instant, NewEvent, Subject
from facilitator_console.notes import events as ev
from facilitator_console.notes.codebook import read_tag, tags_in_codebook
from facilitator_console.notes.ids import Flag, GroupList, ListEntryId, MarkId, NoteId, TagId, Version
from facilitator_console.notes.state import ListEntry, Mark, Note, NotesState, entries_on
from facilitator_console.session.order import key_between
from facilitator_console.words import UserError, kept_text, say

LONGEST_TEXT = 40_000
"""The most characters of one text; a pasted book is a mistake."""


def with_each(
    state: NotesState,
    now_ms: Instant,
    note_ids: Sequence[NoteId],
    command: Callable[..., list[NewEvent]],
    *args: object,
) -> list[NewEvent]:
    """Do to each of several notes what a command does to one, as one step for undo."""
    return [event for note_id in note_ids for event in command(state, now_ms, note_id, *args)]


def edit_note(
    state: NotesState, _now_ms: Instant, note_id: NoteId, text: str, *, base: Version | None = None
) -> list[NewEvent]:
    """Write a note anew.

    Args:
        state: What is written down.
        note_id: The note.
        text: Its new text.
        base: The version that the editor saw; the present one by default.
    """
    note = known_note(state, note_id)
    return [NewEvent(ev.NoteEdited(base or note.version, note_text(text)), Subject(note_id))]


def tag_note(state: NotesState, _now_ms: Instant, note_id: NoteId, tag: TagId) -> list[NewEvent]:
    """Give a note a tag."""
    note = known_note(state, note_id)
    if tag not in tags_in_codebook(state):
        raise UserError(say("That tag is not in the codebook any more."))
    return [] if tag in note.tags else [NewEvent(ev.NoteTagged(tag), Subject(note_id))]


def untag_note(state: NotesState, _now_ms: Instant, note_id: NoteId, tag: TagId) -> list[NewEvent]:
    """Take a tag off a note."""
    note = known_note(state, note_id)
    # What is shown as one tag may be two, made on two laptops.
    return [NewEvent(ev.NoteUntagged(own), Subject(note_id)) for own in note.tags if read_tag(state, own) == tag]


def flag_note(state: NotesState, _now_ms: Instant, note_id: NoteId, flag: Flag) -> list[NewEvent]:
    """Set or clear flags of a note."""
    note = known_note(state, note_id)
    return [] if flag in note.flags else [NewEvent(ev.NoteFlagged(flag), Subject(note_id))]


def unflag_note(state: NotesState, _now_ms: Instant, note_id: NoteId, flag: Flag) -> list[NewEvent]:
    """Take a flag off a note."""
    note = known_note(state, note_id)
    return [NewEvent(ev.NoteUnflagged(flag), Subject(note_id))] if flag in note.flags else []


def remove_note(state: NotesState, _now_ms: Instant, note_id: NoteId) -> list[NewEvent]:
    """Put a note away; undo brings it back."""
    return [NewEvent(ev.NoteRemoved(), Subject(known_note(state, note_id).note_id))]


def add_list_entry(_state: NotesState, _now_ms: Instant, group_list: GroupList, text: str) -> list[NewEvent]:
    """Write an entry into one of the group's lists: an agreement, an outcome, something for later."""
    return [NewEvent(ev.ListEntryAdded(group_list, note_text(text)))]


def edit_list_entry(
    state: NotesState, _now_ms: Instant, list_entry_id: ListEntryId, text: str, *, base: Version | None = None
) -> list[NewEvent]:
    """Write an entry of a list anew; see `edit_note` for `base`."""
    entry = known_list_entry(state, list_entry_id)
    return [NewEvent(ev.ListEntryEdited(base or entry.version, note_text(text)), Subject(list_entry_id))]


def list_note(state: NotesState, _now_ms: Instant, note_id: NoteId, group_list: GroupList) -> list[NewEvent]:
    """Put a note's words on one of the group's lists; withdrawing the note withdraws the entry."""
    note = known_note(state, note_id)
    if any(note_id in entry.sources for entry in entries_on(state, group_list)):
        raise UserError(say("That note is on this list already."))
    return [NewEvent(ev.ListEntryAdded(group_list, note_text(note.text), sources=(note_id,)))]


def move_list_entry(state: NotesState, _now_ms: Instant, list_entry_id: ListEntryId, place: int) -> list[NewEvent]:
    """Move an entry to a place among the others of its list; 0 is the first, and too far is the last.

    Only entries that need it get a key: what other laptops move at the same time stays moved.
    """
    entry = known_list_entry(state, list_entry_id)
    entries = entries_on(state, entry.group_list)
    others = [other for other in entries if other.list_entry_id != list_entry_id]
    place = max(0, min(place, len(others)))
    wanted = [*others[:place], entry, *others[place:]]
    if wanted == [*entries]:
        return []
    keys = {other.list_entry_id: other.key for other in others}
    low = ""
    for other in others[:place]:
        keys[other.list_entry_id] = low = other.key or key_between(low, "")
    high = others[place].key if place < len(others) else ""
    if high and low >= high:  # Two laptops gave one key to two entries.
        low, keys = "", {}
        for other in wanted:
            keys[other.list_entry_id] = low = key_between(low, "")
    else:
        keys[list_entry_id] = key_between(low, high)
    moved = [other for other in wanted if keys[other.list_entry_id] != other.key]
    return [
        NewEvent(ev.ListEntryEdited(key=keys[other.list_entry_id]), Subject(other.list_entry_id)) for other in moved
    ]


def tick_list_entry(
    state: NotesState, _now_ms: Instant, list_entry_id: ListEntryId, *, is_done: bool
) -> list[NewEvent]:
    """Tick an entry, or take the tick off."""
    entry = known_list_entry(state, list_entry_id)
    return [] if entry.is_done is is_done else [NewEvent(ev.ListEntryEdited(is_done=is_done), Subject(list_entry_id))]


def remove_list_entry(state: NotesState, _now_ms: Instant, list_entry_id: ListEntryId) -> list[NewEvent]:
    """Take an entry off its list; undo brings it back."""
    return [NewEvent(ev.ListEntryRemoved(), Subject(known_list_entry(state, list_entry_id).list_entry_id))]


def dismiss_mark(state: NotesState, _now_ms: Instant, mark_id: MarkId) -> list[NewEvent]:
    """Take a mark away that needs no note after all."""
    return [NewEvent(ev.MarkRemoved(), Subject(known_mark(state, mark_id).mark_id))]


# -- queries -------------------------------------------------------------------------------------------


def note_text(text: str) -> str:
    """Return a text as it is kept, or refuse it.

    Raises:
        UserError: Nothing is left without the space around it, or it is longer than any note.
    """
    text = kept_text(text)
    if not text:
        raise UserError(say("Nothing was written. Type a text."))
    if len(text) > LONGEST_TEXT:
        raise UserError(say("The text is too long: at most {most} characters fit into a note.", most=LONGEST_TEXT))
    return text


def known_note(state: NotesState, note_id: NoteId) -> Note:
    """Return a note that is not removed.

    Raises:
        UserError: There is none with this id.
    """
    note = state.notes.get(note_id)
    if note is None or note.removed:
        raise UserError(say("That note is not in this session any more."))
    return note


def known_list_entry(state: NotesState, list_entry_id: ListEntryId) -> ListEntry:
    """Return an entry that is still on its list.

    Raises:
        UserError: There is none with this id.
    """
    entry = state.list_entries.get(list_entry_id)
    if entry is None or entry.removed:
        raise UserError(say("That entry is not on the list any more."))
    return entry


def known_mark(state: NotesState, mark_id: MarkId) -> Mark:
    """Return a mark that is not removed.

    Raises:
        UserError: There is none with this id.
    """
    mark = state.marks.get(mark_id)
    if mark is None or mark.removed:
        raise UserError(say("That mark is not in this session any more."))
    return mark

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
from facilitator_console.notes.ids import ListEntryId, MarkId, NoteId, ObjectionId, TagId, ThemeId, Version
from facilitator_console.notes.read_back import objections_to, sentences
from facilitator_console.notes.state import (
    Check,
    ListEntry,
    Mark,
    Note,
    NotesState,
    Objection,
    Rewording,
    Tag,
    TextTranslation,
    Theme,
    Themed,
)
from facilitator_console.session.order import as_key

T = TypeVar("T", Note, ListEntry)


def _version(stamp: Stamp) -> Version:
    return Version(f"{stamp.writer}.{stamp.seq}")


def _rewritten(entity: T, base: Version, text: str, stamp: Stamp) -> T:
    """Return the entity with the new text; a text that the edit did not know is kept beside it, unless erased."""
    others = _kept_beside(entity.other_texts, entity.text, knew_it=base == entity.version)
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
        language=body.language,
        reply_to=body.reply_to,
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
        origin=body.origin,
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
    state.marks[mark_id] = Mark(
        mark_id, body.item_id, body.turn_id, stamp.at_ms, stamp.writer, body.table_id, state=body.state
    )


def mark_removed(state: NotesState, _body: ev.MarkRemoved, stamp: Stamp) -> None:
    if mark := state.marks.get(MarkId(stamp.subject)):
        state.marks[mark.mark_id] = replace(mark, removed=True)


def mark_ended(state: NotesState, _body: ev.MarkEnded, stamp: Stamp) -> None:
    mark = state.marks.get(MarkId(stamp.subject))
    if mark and not mark.ended_at_ms:
        state.marks[mark.mark_id] = replace(mark, ended_at_ms=stamp.at_ms)


def text_translated(state: NotesState, body: ev.TextTranslated, stamp: Stamp) -> None:
    key = f"{stamp.subject}/{body.language}"
    if body.text:
        state.translations[key] = TextTranslation(
            stamp.subject, body.language, body.text, body.translated_by, body.base, _version(stamp)
        )
    elif key in state.translations:
        del state.translations[key]  # Its words were erased.


def theme_added(state: NotesState, body: ev.ThemeAdded, stamp: Stamp) -> None:
    theme_id, version = ThemeId(stamp.subject), _version(stamp)
    state.themes[theme_id] = Theme(
        theme_id,
        body.title,
        body.text,
        body.column,
        as_key(body.key),
        body.sources,
        body.origin,
        version,
        version,
        version,
        stamp.at_ms,
        stamp.writer,
    )


def theme_edited(state: NotesState, body: ev.ThemeEdited, stamp: Stamp) -> None:
    theme = state.themes.get(ThemeId(stamp.subject))
    if theme is None:
        return
    version, words = _version(stamp), theme
    if body.title is not UNSET:
        others = _kept_beside(theme.other_titles, theme.title, knew_it=body.base == theme.title_version)
        words = replace(words, title=body.title, title_version=version, version=version, other_titles=others)
    if body.text is not UNSET:
        others = _kept_beside(theme.other_texts, theme.text, knew_it=body.base == theme.text_version)
        words = replace(words, text=body.text, text_version=version, version=version, other_texts=others)
    after = replace(
        words,
        column=theme.column if body.column is UNSET else body.column,
        key=theme.key if body.key is UNSET else as_key(body.key),
        sources=theme.sources if body.sources is UNSET else body.sources,
        removed=theme.removed if body.removed is UNSET else body.removed,
    )
    if after.version != theme.version:
        after = replace(after, rewordings=(*theme.rewordings, _rewording(theme, after)))
        for objection in objections_to(state, theme.theme_id):
            state.objections[objection.objection_id] = _beside_its_sentence(objection, after)
    state.themes[theme.theme_id] = after


def _rewording(before: Theme, after: Theme) -> Rewording:
    standing, stayed = sentences(after), list[tuple[int, int, int, int]]()
    for sentence in sentences(before):
        if same := [other for other in standing if other.text == sentence.text]:
            nearest = min(same, key=lambda other: abs(other.start - sentence.start))
            stayed.append((sentence.start, sentence.end, nearest.start, nearest.end))
    return Rewording(before.version, tuple(stayed))


def _beside_its_sentence(objection: Objection, theme: Theme) -> Objection:
    """Keep an objection beside its sentence for as long as that reads as before; else it stays with its wording."""
    versions = [*(each.version for each in theme.rewordings), theme.version]
    for rewording, version in zip(theme.rewordings, versions[1:], strict=True):
        if objection.version != rewording.version:
            continue
        for *before, start, end in rewording.stayed:
            if before == [objection.start, objection.end]:
                objection = replace(objection, version=version, start=start, end=end)
                break
    return objection


def _kept_beside(others: tuple[str, ...], text: str, *, knew_it: bool) -> tuple[str, ...]:
    """Return the texts that the next edit has to settle: none where this edit knew the text, unless it is erased."""
    return () if knew_it else (*others, *filter(None, (text,)))


def note_themed(state: NotesState, body: ev.NoteThemed, stamp: Stamp) -> None:
    note_id = NoteId(stamp.subject)
    key = f"{note_id}/{body.theme_id}"
    if body.key:
        state.themed[key] = Themed(note_id, body.theme_id, as_key(body.key))
    elif key in state.themed:
        del state.themed[key]


def text_checked(state: NotesState, body: ev.TextChecked, stamp: Stamp) -> None:
    state.checks[stamp.subject] = Check(stamp.subject, body.version, body.status, stamp.at_ms)


def objection_added(state: NotesState, body: ev.ObjectionAdded, stamp: Stamp) -> None:
    objection_id = ObjectionId(stamp.subject)
    objection = Objection(objection_id, body.about_id, body.version, body.start, body.end, body.text, stamp.at_ms)
    # Another laptop may have heard it said of a wording that is an earlier one by now.
    theme = state.themes.get(ThemeId(body.about_id))
    state.objections[objection_id] = _beside_its_sentence(objection, theme) if theme else objection


def objection_settled(state: NotesState, body: ev.ObjectionSettled, stamp: Stamp) -> None:
    if objection := state.objections.get(ObjectionId(stamp.subject)):
        state.objections[objection.objection_id] = replace(objection, is_settled=True, answer=body.answer)

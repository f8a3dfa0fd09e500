"""The state of what is written down: frozen entities. Only notes.evolve replaces entries."""

from __future__ import annotations

from dataclasses import dataclass, field

import msgspec

from facilitator_console.log import NO_REF, Instant, Ref, Subject, WriterId
from facilitator_console.log.fold import Entities
from facilitator_console.notes.ids import (
    NO_NOTE,
    NO_TAG,
    CheckStatus,
    Column,
    Flag,
    GroupList,
    ListEntryId,
    MarkId,
    MarkState,
    NoteId,
    ObjectionId,
    TagColor,
    TagId,
    ThemeId,
    Version,
)
from facilitator_console.session.ids import (
    MAIN,
    NO_LANGUAGE,
    GroupId,
    ItemId,
    LanguageId,
    ParticipantId,
    TableId,
    TurnId,
)

LANGUAGES = ("uk", "en", "ru")
"""The languages into which somebody can translate here; a newer program may know more."""


class Note(msgspec.Struct, frozen=True, gc=False):
    """Represents a note.

    Attributes:
        version: Names the text; an edit says which version it was based on.
        other_texts: Texts that an edit of an older version did not know of; the next edit settles them.
        tags: In the order in which they were given.
        turn_id: Only where the session attributes notes to people; likewise participant_id.
        group_id: Only where it attributes them to groups or people.
        fills: The mark that this note is for.
    """

    note_id: NoteId
    text: str
    version: Version
    tags: tuple[TagId, ...]
    flags: frozenset[Flag]
    item_id: ItemId
    turn_id: TurnId
    participant_id: ParticipantId
    group_id: GroupId
    fills: MarkId
    at_ms: Instant
    writer: WriterId
    other_texts: tuple[str, ...] = ()
    table_id: TableId = MAIN
    removed: bool = False
    language: LanguageId = NO_LANGUAGE
    reply_to: NoteId = NO_NOTE


class Tag(msgspec.Struct, frozen=True, gc=False):
    """Represents a tag of the team's own, or what the team changed of a default one, whose words are empty here.

    Which tag is read for another is decided in notes.codebook: two of one folded name count as one.

    Attributes:
        merged_into: The tag that is read in its place.
        digit: 1 to 9, that gives it to a note; 0 for none.
        removed: It is off the codebook; notes keep it.
    """

    tag_id: TagId
    name: str
    parent: TagId
    removed: bool = False
    color: TagColor = TagColor.GREY
    merged_into: TagId = NO_TAG
    digit: int = 0
    description: str = ""


class ListEntry(msgspec.Struct, frozen=True, gc=False):
    """Represents an entry of one of the group's lists; see `Note` for `version` and `other_texts`.

    Attributes:
        key: Its place on the list; empty: behind all that have one.
        sources: The notes that it was made from.
        is_done: It was ticked.
    """

    list_entry_id: ListEntryId
    group_list: GroupList
    text: str
    version: Version
    at_ms: Instant
    other_texts: tuple[str, ...] = ()
    removed: bool = False
    key: str = ""
    sources: tuple[NoteId, ...] = ()
    is_done: bool = False
    origin: Ref = NO_REF


class Mark(msgspec.Struct, frozen=True, gc=False):
    """Represents a moment worth a note; filled once a note that is not removed names it.

    Attributes:
        state: What it says of its moment or stretch.
        ended_at_ms: 0 while the stretch goes on.
    """

    mark_id: MarkId
    item_id: ItemId
    turn_id: TurnId
    at_ms: Instant
    writer: WriterId
    table_id: TableId = MAIN
    removed: bool = False
    state: MarkState = MarkState.MOMENT
    ended_at_ms: Instant = Instant(0)


class TextTranslation(msgspec.Struct, frozen=True, gc=False):
    """Represents a text in another language; see `TextTranslated`.

    Attributes:
        version: Names this translation.
    """

    of_id: Subject
    language: LanguageId
    text: str
    translated_by: str
    base: Version
    version: Version


class Rewording(msgspec.Struct, frozen=True, gc=False):
    """Says which sentences of a theme read as before once it was written anew, by their places alone.

    Attributes:
        version: The wording before.
        stayed: Of each of them where it began and ended, and where it begins and ends in the next wording.
    """

    version: Version
    stayed: tuple[tuple[int, int, int, int], ...]


class Theme(msgspec.Struct, frozen=True, gc=False):
    """Represents a theme; see `Note` for `version` and `other_texts`.

    Attributes:
        version: Of title and text together: the event that last set either.
        title_version: Names the title alone, text_version the text alone; an edit says which it was based on.
        key: Its place in its column.
        sources: The notes whose words stand in it.
        rewordings: In their order: what was said of an earlier wording may arrive later.
    """

    theme_id: ThemeId
    title: str
    text: str
    column: Column
    key: str
    sources: tuple[NoteId, ...]
    origin: Ref
    version: Version
    title_version: Version
    text_version: Version
    at_ms: Instant
    writer: WriterId
    other_titles: tuple[str, ...] = ()
    other_texts: tuple[str, ...] = ()
    removed: bool = False
    rewordings: tuple[Rewording, ...] = ()


class Themed(msgspec.Struct, frozen=True, gc=False):
    """Says that a note belongs to a theme, and where in it."""

    note_id: NoteId
    theme_id: ThemeId
    key: str


class Check(msgspec.Struct, frozen=True, gc=False):
    """Says how far one version of a theme or list entry was checked with the group."""

    of_id: Subject
    version: Version
    status: CheckStatus
    at_ms: Instant


class Objection(msgspec.Struct, frozen=True, gc=False):
    """Represents that somebody said "this is not mine" of a sentence; see `ObjectionAdded`.

    Attributes:
        is_settled: By other words, or by what the group said: its `answer`.
    """

    objection_id: ObjectionId
    about_id: Subject
    version: Version
    start: int
    end: int
    text: str
    at_ms: Instant
    is_settled: bool = False
    answer: str = ""


@dataclass
class NotesState:
    """Holds everything that is written down, each kind of entity in the agreed order in which it came to be.

    Attributes:
        themed: By note and theme, `note_id/theme_id`.
        checks: By theme or list entry.
        translations: By text and language, `id/language`.
    """

    notes: Entities[NoteId, Note] = field(default_factory=Entities)
    tags: Entities[TagId, Tag] = field(default_factory=Entities)
    list_entries: Entities[ListEntryId, ListEntry] = field(default_factory=Entities)
    marks: Entities[MarkId, Mark] = field(default_factory=Entities)
    themes: Entities[ThemeId, Theme] = field(default_factory=Entities)
    themed: Entities[str, Themed] = field(default_factory=Entities)
    checks: Entities[Subject, Check] = field(default_factory=Entities)
    objections: Entities[ObjectionId, Objection] = field(default_factory=Entities)
    translations: Entities[str, TextTranslation] = field(default_factory=Entities)


def marks_to_fill(state: NotesState) -> tuple[Mark, ...]:
    """Return the marks that still need a note, oldest first."""
    marks = [mark for mark in state.marks.values() if not mark.removed and mark.state is MarkState.MOMENT]
    filled = {note.fills for note in state.notes.values() if not note.removed} if marks else set()
    return tuple(mark for mark in marks if mark.mark_id not in filled)


def is_kept(note: Note | None) -> bool:
    """Tell whether a note is not removed and its words were not erased."""
    return note is not None and bool(note.text) and not note.removed


def notes_kept(state: NotesState) -> tuple[Note, ...]:
    """Return the notes that are not removed and whose words were not erased, oldest first."""
    # By a list: a generator takes twice the time, and there may be 20,000.
    return tuple([note for note in state.notes.values() if note.text and not note.removed])


def texts_in_languages(state: NotesState, of_id: str) -> dict[str, str]:
    """Return what a text or tag is in other languages of the program, by language."""
    if not state.translations:
        return {}
    found = ((language, state.translations.get(f"{of_id}/{language}")) for language in LANGUAGES)
    return {language: translation.text for language, translation in found if translation}


def entries_from(state: NotesState, note_id: NoteId) -> tuple[ListEntry, ...]:
    """Return the entries of the group's lists that were made from a note: withdrawing it withdraws them."""
    return tuple(entry for entry in state.list_entries.values() if note_id in entry.sources and entry.text)


def entries_on(state: NotesState, group_list: GroupList) -> tuple[ListEntry, ...]:
    """Return the entries of a list that are not removed and whose words were not erased, in their order."""
    entries = (
        entry
        for entry in state.list_entries.values()
        if entry.group_list is group_list and entry.text and not entry.removed
    )
    # Sorting is stable: those without a place stay as they came.
    return tuple(sorted(entries, key=lambda entry: (not entry.key, entry.key)))

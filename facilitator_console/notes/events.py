"""Bodies of the events about what is written down. No logic here: notes.kinds registers them.

Texts live only in the bodies of the entity that they belong to, so that withdrawing it takes all of them.
"""

from __future__ import annotations

from msgspec import UNSET, UnsetType

from facilitator_console.log import NO_REF, Ref, Subject
from facilitator_console.log.fold import NO_ERA, Body
from facilitator_console.notes.ids import (
    NO_MARK,
    NO_NOTE,
    NO_TAG,
    CheckStatus,
    Column,
    Flag,
    GroupList,
    MarkId,
    MarkState,
    NoteId,
    TagColor,
    TagId,
    ThemeId,
    Version,
)
from facilitator_console.session.ids import (
    MAIN,
    NO_GROUP,
    NO_ITEM,
    NO_LANGUAGE,
    NO_TURN,
    SOMEONE_ELSE,
    GroupId,
    ItemId,
    LanguageId,
    ParticipantId,
    TableId,
    TurnId,
)


class NoteAdded(Body, frozen=True):
    """Makes a note. Turn, person and group are there only as far as the session's attribution allows.

    Attributes:
        tags: Of the default codebook, or entities; never words.
        table_id: Where it was written.
        fills: The mark that it is for.
        era: How many forgettings of who spoke when its writer knew of; of an earlier one `turn_id` is emptied.
    """

    text: str
    tags: tuple[TagId, ...] = ()
    flags: tuple[Flag, ...] = ()
    item_id: ItemId = NO_ITEM
    turn_id: TurnId = NO_TURN
    participant_id: ParticipantId = SOMEONE_ELSE
    group_id: GroupId = NO_GROUP
    fills: MarkId = NO_MARK
    table_id: TableId = MAIN
    era: int = NO_ERA
    language: LanguageId = NO_LANGUAGE
    reply_to: NoteId = NO_NOTE


class NoteEdited(Body, frozen=True):
    """A note's text was written anew, over the version `base`. Subject: the note."""

    base: Version
    text: str


class NoteMoved(Body, frozen=True):
    """A note belongs elsewhere, or is in another language; `era` as of `NoteAdded`. Subject: the note."""

    item_id: ItemId | UnsetType = UNSET
    turn_id: TurnId | UnsetType = UNSET
    participant_id: ParticipantId | UnsetType = UNSET
    group_id: GroupId | UnsetType = UNSET
    era: int = NO_ERA
    language: LanguageId | UnsetType = UNSET
    reply_to: NoteId | UnsetType = UNSET


class NoteTagged(Body, frozen=True):
    """A note has a tag. Subject: the note."""

    tag: TagId


class NoteUntagged(Body, frozen=True):
    """A note lost a tag. Subject: the note."""

    tag: TagId


class NoteFlagged(Body, frozen=True):
    """A note has a flag. Subject: the note."""

    flag: Flag


class NoteUnflagged(Body, frozen=True):
    """A note lost a flag. Subject: the note."""

    flag: Flag


class NoteRemoved(Body, frozen=True):
    """A note is put away; undo brings it back. To withdraw it for good is `Erased`. Subject: the note."""


class TagAdded(Body, frozen=True):
    """Makes a tag of the team's own; notes and other tags name it by its id, never by its words."""

    name: str
    parent: TagId = NO_TAG
    color: TagColor = TagColor.GREY
    description: str = ""


class TagEdited(Body, frozen=True):
    """A tag was changed. Subject: the tag, of the team or of the default codebook, whose names stay.

    Attributes:
        parent: Above it in the tree.
        merged_into: The tag that is read in its place; notes keep this one.
        digit: 1 to 9, that gives it to a note; 0 for none.
        removed: It is off the codebook, or on it again.
    """

    name: str | UnsetType = UNSET
    parent: TagId | UnsetType = UNSET
    color: TagColor | UnsetType = UNSET
    merged_into: TagId | UnsetType = UNSET
    digit: int | UnsetType = UNSET
    removed: bool | UnsetType = UNSET
    description: str | UnsetType = UNSET


class TagRemoved(Body, frozen=True):
    """A tag is off the codebook; notes keep it. Subject: the tag."""


class ListEntryAdded(Body, frozen=True):
    """Makes an entry of one of the group's lists.

    Attributes:
        key: Its place on the list, see session.order; empty: behind all that have one, as they came.
        sources: Ids of the notes that it was made from.
        origin: Where it was carried over from.
    """

    group_list: GroupList
    text: str
    key: str = ""
    sources: tuple[NoteId, ...] = ()
    origin: Ref = NO_REF


class ListEntryEdited(Body, frozen=True):
    """Some of an entry's fields changed; its text was written anew over the version `base`. Subject: the entry."""

    base: Version = Version("")
    text: str | UnsetType = UNSET
    key: str | UnsetType = UNSET
    is_done: bool | UnsetType = UNSET


class ListEntryRemoved(Body, frozen=True):
    """An entry is off its list. Subject: the entry."""


class MarkAdded(Body, frozen=True):
    """Makes a mark: this moment is worth a note, or a stretch begins; `era` as of `NoteAdded`."""

    item_id: ItemId = NO_ITEM
    turn_id: TurnId = NO_TURN
    table_id: TableId = MAIN
    era: int = NO_ERA
    state: MarkState = MarkState.MOMENT


class MarkEnded(Body, frozen=True):
    """The stretch that a mark began is over. Subject: the mark."""


class MarkRemoved(Body, frozen=True):
    """A mark needs no note. Subject: the mark."""


class TextTranslated(Body, frozen=True):
    """Adds a text in another language, or a better one. Subject: a note, theme, list entry or tag.

    Attributes:
        translated_by: A role or initials, known to the team only.
        base: The version that was translated; of another one the translation is old. Empty of a tag.
    """

    language: LanguageId
    text: str
    translated_by: str = ""
    base: Version = Version("")


class ThemeAdded(Body, frozen=True):
    """Makes a theme of the board.

    Attributes:
        title: A sentence from the room.
        text: A few sentences.
        key: Its place in its column, see session.order.
        sources: Ids of the notes whose words stand in it; notes that only belong to it are `NoteThemed`.
        origin: Where it was carried over from.
    """

    title: str
    column: Column
    key: str
    text: str = ""
    sources: tuple[NoteId, ...] = ()
    origin: Ref = NO_REF


class ThemeEdited(Body, frozen=True):
    """Some of a theme's fields changed. Subject: the theme.

    Attributes:
        base: The version of the title or text that was written anew; an event sets one of the two.
    """

    base: Version = Version("")
    title: str | UnsetType = UNSET
    text: str | UnsetType = UNSET
    column: Column | UnsetType = UNSET
    key: str | UnsetType = UNSET
    sources: tuple[NoteId, ...] | UnsetType = UNSET
    removed: bool | UnsetType = UNSET


class NoteThemed(Body, frozen=True):
    """A note belongs to a theme, at this place; with an empty key it does no more. Subject: the note."""

    theme_id: ThemeId
    key: str


class TextChecked(Body, frozen=True):
    """Says how far one version of a text was checked with the group. Subject: the theme or list entry."""

    version: Version
    status: CheckStatus


class ObjectionAdded(Body, frozen=True):
    """Records beside a sentence that somebody said "this is not mine".

    Attributes:
        about_id: The theme or list entry.
        version: Of its text.
        start: The first code point of the sentence; `end` is the one behind it.
        text: What was said instead; may be empty.
    """

    about_id: Subject
    version: Version
    start: int
    end: int
    text: str = ""


class ObjectionSettled(Body, frozen=True):
    """An objection is settled: by other words of the theme, or by what the group said to it. Subject: the objection.

    Attributes:
        answer: What the group said; empty where the words are others now.
    """

    answer: str = ""

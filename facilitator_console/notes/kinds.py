"""Registers the kinds of events about what is written down: names, folds, and what can be erased of them."""

from __future__ import annotations

from msgspec import UNSET

from facilitator_console.log import Body, Kind, Namer, Subject, WorkPhase
from facilitator_console.notes import events as ev
from facilitator_console.notes import evolve
from facilitator_console.notes.codebook import tag_name
from facilitator_console.notes.ids import Column, Flag
from facilitator_console.session.naming import just
from facilitator_console.words import Message, say

_WHILE_NOTING = frozenset({WorkPhase.RUN, WorkPhase.HARVEST})
_WHILE_LISTING = frozenset({WorkPhase.PREPARE, WorkPhase.RUN, WorkPhase.HARVEST})
"""The group's lists are written there."""
_TEXT = ("text",)
_TAG_TEXTS = ("name", "description")
_TURN = ("turn_id",)
"""A turn's id tells its place among the turns."""

FLAGS: dict[Flag, tuple[Message, Message]] = {
    Flag.FOR_REPORT: (say("for the report"), say("not for the report")),
    Flag.PARKING_LOT: (say("for later"), say("not for later")),
    Flag.SENSITIVE: (say("sensitive"), say("not sensitive")),
    Flag.QUOTE: (say("own words"), say("not own words")),
}
"""By flag, the words for setting it and for taking it off."""


def _tag(message: Message) -> Namer:
    return lambda state, body, _subject: Message(message.msgid, {"tag": tag_name(state, body.tag)})


def _flagged() -> Namer:
    return lambda _state, body, _subject: FLAGS[body.flag][0]


def _unflagged() -> Namer:
    return lambda _state, body, _subject: FLAGS[body.flag][1]


def _listed(_state: object, body: Body, _subject: Subject) -> Message:
    """Name an entry of a list by where it comes from."""
    from_note = isinstance(body, ev.ListEntryAdded) and body.sources
    return say("note put on a list") if from_note else say("entry added to a list")


def _entry_edited(_state: object, body: Body, _subject: Subject) -> Message:
    """Name an edit of an entry by what it changed: its text, its tick or its place."""
    if isinstance(body, ev.ListEntryEdited) and body.text is UNSET:
        if body.is_done is not UNSET:
            return say("entry of a list ticked") if body.is_done else say("tick taken off an entry")
        return say("entry of a list moved")
    return say("entry of a list edited")


def _tag_edited(_state: object, body: Body, _subject: Subject) -> Message:
    """Name an edit of a tag by what it changed."""
    if not isinstance(body, ev.TagEdited):
        return say("tag changed")
    names = (
        (body.removed, say("tag taken off the codebook") if body.removed else say("tag brought back")),
        (body.merged_into, say("tags merged")),
        (body.name, say("tag renamed")),
        (body.parent, say("tag moved")),
        (body.digit, say("digit of a tag changed")),
        (body.color, say("colour of a tag changed")),
        (body.description, say("description of a tag changed")),
    )
    return next((name for value, name in names if value is not UNSET), say("tag changed"))


_NOTES = (
    Kind(
        "note_added",
        ev.NoteAdded,
        evolve.note_added,
        just(say("note")),
        _WHILE_NOTING,
        texts=_TEXT,
        turn_fields=_TURN,
    ),
    Kind("note_edited", ev.NoteEdited, evolve.note_edited, just(say("note edited")), _WHILE_NOTING, texts=_TEXT),
    Kind("note_moved", ev.NoteMoved, evolve.note_moved, just(say("note moved")), _WHILE_NOTING, turn_fields=_TURN),
    Kind("note_tagged", ev.NoteTagged, evolve.note_tagged, _tag(say("tag “{tag}”")), _WHILE_NOTING),
    Kind("note_untagged", ev.NoteUntagged, evolve.note_untagged, _tag(say("tag “{tag}” taken off")), _WHILE_NOTING),
    Kind("note_flagged", ev.NoteFlagged, evolve.note_flagged, _flagged(), _WHILE_NOTING),
    Kind("note_unflagged", ev.NoteUnflagged, evolve.note_unflagged, _unflagged(), _WHILE_NOTING),
    Kind("note_removed", ev.NoteRemoved, evolve.note_removed, just(say("note removed")), _WHILE_NOTING),
)

_CODEBOOK = (
    # Never undone: it comes with a note, and by the time the note is undone others may have the tag.
    Kind("tag_added", ev.TagAdded, evolve.tag_added, texts=_TAG_TEXTS),
    Kind("tag_edited", ev.TagEdited, evolve.tag_edited, _tag_edited, _WHILE_NOTING, texts=_TAG_TEXTS),
    Kind("tag_removed", ev.TagRemoved, evolve.tag_removed, just(say("tag taken off the codebook")), _WHILE_NOTING),
)

_LISTS = (
    Kind(
        "list_entry_added",
        ev.ListEntryAdded,
        evolve.list_entry_added,
        _listed,
        _WHILE_LISTING,
        texts=_TEXT,
    ),
    Kind(
        "list_entry_edited",
        ev.ListEntryEdited,
        evolve.list_entry_edited,
        _entry_edited,
        _WHILE_LISTING,
        texts=_TEXT,
    ),
    Kind(
        "list_entry_removed",
        ev.ListEntryRemoved,
        evolve.list_entry_removed,
        just(say("entry removed from a list")),
        _WHILE_LISTING,
    ),
    Kind("mark_added", ev.MarkAdded, evolve.mark_added, just(say("mark")), _WHILE_NOTING, turn_fields=_TURN),
    Kind("mark_ended", ev.MarkEnded, evolve.mark_ended, just(say("stretch ended")), _WHILE_NOTING),
    Kind("mark_removed", ev.MarkRemoved, evolve.mark_removed, just(say("mark removed")), _WHILE_NOTING),
)


def _theme_edited(_state: object, body: Body, _subject: Subject) -> Message:
    """Name an edit of a theme by what it changed."""
    if not isinstance(body, ev.ThemeEdited):
        return say("theme changed")
    names = (
        (body.removed, say("theme removed") if body.removed else say("theme brought back")),
        (body.column, _MOVED.get(body.column) if isinstance(body.column, Column) else None),
        (body.title, say("title of a theme edited")),
        (body.text, say("text of a theme edited")),
        (body.key, say("theme moved")),
    )
    return next((name for value, name in names if value is not UNSET and name), say("theme changed"))


_MOVED = {
    Column.SHARED: say("theme moved to Shared"),
    Column.DIFFERENT: say("theme moved to Different"),
    Column.OPEN: say("theme moved to Open"),
}


def _themed(_state: object, body: Body, _subject: Subject) -> Message:
    return say("note put into a theme") if getattr(body, "key", "") else say("note taken out of a theme")


_HARVEST = (
    Kind(
        "text_translated",
        ev.TextTranslated,
        evolve.text_translated,
        just(say("translation")),
        _WHILE_NOTING | {WorkPhase.REPORT},
        texts=("text", "translated_by"),
    ),
    Kind(
        "theme_added",
        ev.ThemeAdded,
        evolve.theme_added,
        just(say("theme added")),
        _WHILE_NOTING,
        texts=("title", "text"),
        weight=1,
    ),
    Kind("theme_edited", ev.ThemeEdited, evolve.theme_edited, _theme_edited, _WHILE_NOTING, texts=("title", "text")),
    Kind("note_themed", ev.NoteThemed, evolve.note_themed, _themed, _WHILE_NOTING),
    Kind("text_checked", ev.TextChecked, evolve.text_checked, just(say("check with the group")), _WHILE_NOTING),
    Kind(
        "objection_added",
        ev.ObjectionAdded,
        evolve.objection_added,
        just(say("“This is not mine”")),
        _WHILE_NOTING,
        texts=_TEXT,
    ),
    Kind(
        "objection_settled",
        ev.ObjectionSettled,
        evolve.objection_settled,
        just(say("objection settled")),
        _WHILE_NOTING,
        texts=("answer",),
    ),
)

KINDS = (*_NOTES, *_CODEBOOK, *_LISTS, *_HARVEST)

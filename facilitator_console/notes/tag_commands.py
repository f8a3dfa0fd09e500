"""Commands on the codebook: tags are added, renamed, moved in the tree, merged, retired, brought back.

No note is changed by any of them but `tag_notes_anew`: a note keeps the tag that it was given, and notes.codebook says
which tag is read in its place.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from functools import partial
from typing import NamedTuple, cast

from facilitator_console.log import Instant, Made, NewEvent, Subject
from facilitator_console.notes import events as ev
from facilitator_console.notes.codebook import (
    CODEBOOK,
    DIGITS,
    digit_tags,
    folded_tag,
    meant_tag,
    read_tag,
    retired_tags,
    tag_name,
    tag_of,
    tag_tree,
    tags_in_codebook,
)
from facilitator_console.notes.commands import known_note
from facilitator_console.notes.ids import NO_TAG, NoteId, TagColor, TagId
from facilitator_console.notes.state import NotesState, Tag, texts_in_languages
from facilitator_console.session.ids import LanguageId
from facilitator_console.words import Message, UserError, kept_label, kept_text, say


class TagLine(NamedTuple):
    """Represents a tag of a codebook that comes or goes as a file.

    Attributes:
        above: Place of the one that it stands below, among the lines before it; -1 at the top of the tree.
    """

    name: str
    above: int = -1
    color: TagColor = TagColor.GREY
    description: str = ""


def tag_notes_anew(state: NotesState, now_ms: Instant, note_ids: Sequence[NoteId], name: str) -> list[NewEvent]:
    """Give notes a tag that no codebook has, and add the tag to the team's codebook."""
    notes = [known_note(state, note_id) for note_id in note_ids]
    (tag,) = add_tag(state, now_ms, name.replace("_", " "))
    tag_id = cast("TagId", tag.subject or Made(0))
    return [tag, *(NewEvent(ev.NoteTagged(tag_id), Subject(note.note_id)) for note in notes)]


def add_tag(state: NotesState, _now_ms: Instant, name: str, parent: TagId = NO_TAG) -> list[NewEvent]:
    """Add a tag of the team's own to the codebook, below another one if wanted; a retired one is brought back."""
    folded = _folded_name(name)
    if parent:
        _known_tag(state, parent)
    _require_free_name(state, name)
    retired = (tag for tag in retired_tags(state) if tag not in CODEBOOK)
    for tag in retired:
        if folded_tag(state.tags[tag].name) == folded:
            return [NewEvent(ev.TagEdited(kept_label(name), parent, removed=False), Subject(tag))]
    return [NewEvent(ev.TagAdded(kept_label(name), parent))]


def import_tags(
    state: NotesState, _now_ms: Instant, lines: Sequence[TagLine], names: Mapping[TagId, TagId]
) -> list[NewEvent]:
    """Add the tags of another codebook; what is in this one already, by its name, stays as it is.

    Args:
        state: What is written down.
        lines: The tags, each behind the one that it stands below.
        names: Default tags by folded name; see notes.codebook.typed_names.
    """
    events: list[NewEvent] = []
    placed: list[TagId] = []
    new: dict[TagId, TagId] = {}
    for line in lines:
        folded = _folded_name(line.name)
        tag = meant_tag(state, line.name, names) or new.get(folded)
        if tag is None:
            above = placed[line.above] if line.above >= 0 else NO_TAG
            tag = new[folded] = cast("TagId", Made(len(events)))
            fields = (kept_label(line.name), above, line.color, kept_text(line.description))
            events.append(NewEvent(ev.TagAdded(*fields)))
        placed.append(tag)
    return events


def describe_tag(state: NotesState, _now_ms: Instant, tag_id: TagId, description: str) -> list[NewEvent]:
    """Say what a tag of the team's own is for."""
    tag, description = _known_tag(state, tag_id), kept_text(description)
    if tag_id in CODEBOOK:
        raise UserError(say("This tag comes with the program, which has no place for a description of it."))
    return [] if description == tag.description else [NewEvent(ev.TagEdited(description=description), Subject(tag_id))]


def rename_tag(
    state: NotesState, _now_ms: Instant, tag_id: TagId, name: str, language: str = "", names: Mapping[TagId, TagId] = {}
) -> list[NewEvent]:
    """Rename a tag, in all languages or in one; notes keep it under its new name.

    Args:
        state: What is written down.
        tag_id: The tag, of the team or a default one.
        name: Its new name; empty takes the name in this language away.
        language: The language of the name; empty for the name of a tag of the team where no other is given.
            A default tag has names in languages alone.
        names: Default tags by folded name; see notes.codebook.typed_names.
    """
    tag, texts = _known_tag(state, tag_id), texts_in_languages(state, tag_id)
    if language and not kept_label(name):
        return [NewEvent(ev.TextTranslated(LanguageId(language), ""), Subject(tag_id))] if language in texts else []
    _folded_name(name)
    if tag_id in CODEBOOK and not language:
        raise UserError(say("This tag comes with the program. Choose the language of its new name."))
    if kept_label(name) == (texts.get(language) if language else tag.name):
        return []
    _require_free_name(state, name, but=tag_id, names=names)
    if language:
        return [NewEvent(ev.TextTranslated(LanguageId(language), kept_label(name)), Subject(tag_id))]
    return [NewEvent(ev.TagEdited(kept_label(name)), Subject(tag_id))]


def move_tag(state: NotesState, _now_ms: Instant, tag_id: TagId, parent: TagId) -> list[NewEvent]:
    """Move a tag below another one, or to the top of the tree (`NO_TAG`); what stands below it comes along."""
    _known_tag(state, tag_id)
    if parent:
        _known_tag(state, parent)
    if parent == tag_id or parent in tags_below(state, tag_id):
        raise UserError(say("A tag can’t stand below itself. Choose another one."))
    return [NewEvent(ev.TagEdited(parent=parent), Subject(tag_id))]


def merge_tag(state: NotesState, _now_ms: Instant, tag_id: TagId, into: TagId) -> list[NewEvent]:
    """Merge a tag into another one: every note that has it is read as having the other."""
    _known_tag(state, tag_id)
    _known_tag(state, into)
    if into == tag_id:
        raise UserError(say("A tag can’t be merged into itself. Choose another one."))
    return [NewEvent(ev.TagEdited(merged_into=into), Subject(tag_id))]


def retire_tag(state: NotesState, _now_ms: Instant, tag_id: TagId) -> list[NewEvent]:
    """Take a tag off the codebook; notes keep it, and nobody is offered it any more."""
    return [NewEvent(ev.TagRemoved(), Subject(_known_tag(state, tag_id).tag_id))]


def bring_tag_back(state: NotesState, _now_ms: Instant, tag_id: TagId) -> list[NewEvent]:
    """Put a retired tag on the codebook again."""
    if tag_id not in retired_tags(state):
        raise UserError(say("That tag is not among the retired ones any more."))
    return [NewEvent(ev.TagEdited(removed=False), Subject(tag_id))]


def set_tag_digit(state: NotesState, _now_ms: Instant, tag_id: TagId, digit: int) -> list[NewEvent]:
    """Give a tag a digit, or none (0); the tag that had the digit gets this one's."""
    _known_tag(state, tag_id)
    if not 0 <= digit <= DIGITS:
        raise UserError(say("Tags have digits from 1 to {most}.", most=DIGITS))
    digits = digit_tags(state)
    had = digits.index(tag_id) + 1 if tag_id in digits else 0
    if digit == had:
        return []
    events = [NewEvent(ev.TagEdited(digit=digit), Subject(tag_id))]
    for tag in map(partial(tag_of, state), tags_in_codebook(state)):
        if digit and tag and tag.digit == digit and tag.tag_id != tag_id:
            its = had if tag.tag_id in digits else 0  # Two laptops may have given one digit to two tags.
            events.append(NewEvent(ev.TagEdited(digit=its), Subject(tag.tag_id)))
    return events


def color_tag(state: NotesState, _now_ms: Instant, tag_id: TagId, color: TagColor) -> list[NewEvent]:
    """Give a tag another colour."""
    tag = _known_tag(state, tag_id)
    return [] if tag.color is color else [NewEvent(ev.TagEdited(color=color), Subject(tag_id))]


# -- queries -------------------------------------------------------------------------------------------


def tag_lines(state: NotesState, name: Callable[[Message], str]) -> tuple[list[TagLine], list[TagId]]:
    """Return the codebook as lines for a file, and the tags' ids; `name` says a name in the language of the file."""
    lines: list[TagLine] = []
    ids: list[TagId] = []
    line_above: list[int] = []
    for tag_id, depth in tag_tree(state):
        tag = tag_of(state, tag_id)
        del line_above[depth:]
        if tag:
            above = line_above[-1] if line_above else -1
            lines.append(TagLine(name(tag_name(state, tag_id)), above, tag.color, tag.description))
            ids.append(tag_id)
            line_above.append(len(lines) - 1)
    return lines, ids


def tags_below(state: NotesState, tag_id: TagId) -> tuple[TagId, ...]:
    """Return all tags that stand below one in the tree."""
    tree = tag_tree(state)
    places = [place for place, (tag, _) in enumerate(tree) if tag == tag_id]
    found: list[TagId] = []
    for place in places:
        for tag, depth in tree[place + 1 :]:
            if depth <= tree[place][1]:
                break
            found.append(tag)
    return tuple(found)


def _known_tag(state: NotesState, tag_id: TagId) -> Tag:
    tag = tag_of(state, tag_id)
    if tag is None or tag_id not in tags_in_codebook(state):
        raise UserError(say("That tag is not in the codebook any more."))
    return tag


def _folded_name(name: str) -> TagId:
    folded = folded_tag(name)
    if not folded:
        raise UserError(say("A tag needs a name."))
    return folded


def _require_free_name(state: NotesState, name: str, *, but: TagId = NO_TAG, names: Mapping[TagId, TagId] = {}) -> None:
    """Refuse a name that another tag has, in any language, in the codebook or merged into one of it."""
    folded = folded_tag(name)
    named = [tag.tag_id for tag in state.tags.values() if not tag.removed and folded_tag(tag.name) == folded]
    called = [
        tag for tag in (*CODEBOOK, *state.tags) if folded in map(folded_tag, texts_in_languages(state, tag).values())
    ]
    default = names.get(folded) or (folded if folded in CODEBOOK else NO_TAG)
    for tag in (*((default,) if default else ()), *filter(None, named), *called):
        known, read = tag_of(state, tag), read_tag(state, tag)
        if but in {read, tag} or known is None:
            continue
        if read == tag or tag in CODEBOOK:
            raise UserError(say("The tag “{name}” is in the codebook already.", name=kept_label(name)))
        other = tag_name(state, read)
        raise UserError(say("The tag “{name}” was merged into “{other}”.", name=kept_label(name), other=other))

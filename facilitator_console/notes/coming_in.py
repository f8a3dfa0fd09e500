"""Texts that come in as notes: a pasted page, a file. They are kept as they are; no token in them has a meaning."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import NamedTuple, cast

from facilitator_console.log import Instant, Made, NewEvent
from facilitator_console.notes import events as ev
from facilitator_console.notes.codebook import folded_tag, meant_tag
from facilitator_console.notes.commands import LONGEST_TEXT
from facilitator_console.notes.ids import TagId
from facilitator_console.notes.state import NotesState
from facilitator_console.session.ids import NO_ITEM, NO_LANGUAGE, ItemId, LanguageId
from facilitator_console.words import UserError, kept_label, kept_text, say

MOST_NOTES = 2000
"""The most notes of one file, more than a meeting gives."""
_BLANK = re.compile(r"\n[ \t]*\n")


class ReadNote(NamedTuple):
    """Represents a text that comes in.

    Attributes:
        tags: Names, in its order.
    """

    text: str
    tags: tuple[str, ...] = ()


def paragraphs(text: str) -> list[ReadNote]:
    """Return the parts of a text between blank lines; without any, its lines."""
    text = text.replace("\r\n", "\n").replace("\r", "\n").replace("\u2029", "\n").replace("\u2028", "\n")
    parts = _BLANK.split(text) if _BLANK.search(text.strip()) else text.split("\n")
    return [ReadNote(part.strip()) for part in parts if part.strip()]


def add_notes(
    state: NotesState,
    _now_ms: Instant,
    notes: Sequence[ReadNote],
    names: Mapping[TagId, TagId],
    item_id: ItemId = NO_ITEM,
    language: LanguageId = NO_LANGUAGE,
) -> list[NewEvent]:
    """Add several texts as notes, as one step for undo; tags that no codebook has are added to it.

    Args:
        state: What is written down.
        notes: The texts.
        names: Default tags by folded name; see notes.codebook.typed_names.
        item_id: The item to which they belong.
        language: In which they are.
    """
    if not notes:
        raise UserError(say("Nothing was written. Type a text."))
    new: dict[TagId, NewEvent] = {}
    added: list[NewEvent] = []
    for number, note in enumerate(notes, 1):
        text = kept_text(note.text)
        if len(text) > LONGEST_TEXT:
            raise UserError(
                say("Text {number} is too long: at most {most} characters fit into a note.",
                    number=number, most=LONGEST_TEXT)
            )  # fmt: skip
        tags = tuple(dict.fromkeys(_tag(state, name, names, new) for name in note.tags if folded_tag(name)))
        added.append(NewEvent(ev.NoteAdded(text, tags, item_id=item_id, language=language)))
    return [*new.values(), *added]


def _tag(state: NotesState, name: str, names: Mapping[TagId, TagId], new: dict[TagId, NewEvent]) -> TagId:
    """Return the tag that is meant, or the place of the event that makes it, which is added to the new ones."""
    if known := meant_tag(state, name, names):
        return known
    folded = folded_tag(name)
    new.setdefault(folded, NewEvent(ev.TagAdded(kept_label(name))))
    return cast("TagId", Made(list(new).index(folded)))

"""Filters the notes that somebody wants to see: by tag, item, question, table, group, author, flag, or without a tag.

And where the words that are looked for stand in a text.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from typing import NamedTuple

from facilitator_console.log import WriterId
from facilitator_console.notes.capture import TokenKind, late_tokens, tokens
from facilitator_console.notes.codebook import tag_readings
from facilitator_console.notes.ids import NO_TAG, Flag, TagId
from facilitator_console.notes.state import Note, NotesState
from facilitator_console.notes.tag_commands import tags_below
from facilitator_console.session.ids import NO_GROUP, NO_ITEM, GroupId, ItemId, TableId
from facilitator_console.words import fold_text

NO_TABLE = TableId("")


class NoteFilter(NamedTuple):
    """Holds what notes must have to be shown; a field that is empty asks for nothing.

    Attributes:
        tag: Or one below it in the tree.
        items: The items with one question.
        writers: The runs of one person on a laptop.
        is_untagged: Only notes without a tag.
    """

    tag: TagId = NO_TAG
    item_id: ItemId = NO_ITEM
    items: frozenset[ItemId] = frozenset()
    table_id: TableId = NO_TABLE
    group_id: GroupId = NO_GROUP
    writers: frozenset[WriterId] = frozenset()
    flag: Flag | None = None
    is_untagged: bool = False


NO_FILTER = NoteFilter()


def filtered(
    state: NotesState, notes: Iterable[Note], wanted: NoteFilter, typed_tags: Sequence[Sequence[TagId]] = ()
) -> list[Note]:
    """Return those of the notes that pass a filter, and have one tag of each that was typed.

    Args:
        state: What is written down.
        notes: In any order.
        wanted: The filter.
        typed_tags: For each name that was typed, the tags that may be meant.
    """
    readings = tag_readings(state)
    asked = [{wanted.tag}] if wanted.tag else []
    asked += [set(tags) for tags in typed_tags]
    any_of = [{*tags, *(below for tag in tags for below in tags_below(state, tag))} for tags in asked]
    return [
        note
        for note in notes
        if _passes(note, wanted) and all(tags & {readings.get(tag, tag) for tag in note.tags} for tags in any_of)
    ]


def _passes(note: Note, wanted: NoteFilter) -> bool:
    return (
        wanted.item_id in {NO_ITEM, note.item_id}
        and (not wanted.items or note.item_id in wanted.items)
        and wanted.group_id in {NO_GROUP, note.group_id}
        and wanted.table_id in {NO_TABLE, note.table_id}
        and (not wanted.writers or note.writer in wanted.writers)
        and (wanted.flag is None or wanted.flag in note.flags)
        and not (wanted.is_untagged and note.tags)
    )


def sought(line: str) -> tuple[str, tuple[str, ...]]:
    """Return the words of a line that looks for notes, and the names of tags in it, typed as in the note line."""
    found = [
        token
        for token in (*tokens(line, queues=False), *late_tokens(line, queues=False))
        if token.kind is TokenKind.TAG
    ]
    for token in reversed(found):
        line = line[: token.start] + line[token.end :]
    return " ".join(line.split()), tuple(token.word for token in found)


_LETTERS = r"(?:[^\W_]|[\u0300-\u036f\u0483-\u0487])+"
_WORD = re.compile(rf"{_LETTERS}(?:['’ʼ‘`]{_LETTERS})*")
"""Letters and figures with the marks on them; what an apostrophe joins the index finds as words in a row."""
_PART = re.compile(_LETTERS)


def hits(text: str, words: str) -> Iterator[tuple[int, int]]:
    """Iterate over the places in a text where words that are looked for stand, as start and end, in order.

    Args:
        text: Of a note.
        words: As `sought` returns them; they are compared as the index compares them.
    """
    asked, end = _WORD.findall(fold_text(words)), 0
    for match in _WORD.finditer(text) if asked else ():
        for part in _PART.finditer(text, *match.span()):
            rest = text[part.start() : match.end()]
            folded = fold_text(rest)
            longest = max((len(word) for word in asked if folded.startswith(word)), default=0)
            if longest and part.start() >= end:
                end = part.start() + _unfolded(rest, longest)
                yield part.start(), end


def _unfolded(word: str, length: int) -> int:
    """Return how many signs of a word make so many when they are folded, with the marks on the last one."""
    for end in range(1, len(word)):
        if len(fold_text(word[:end])) >= length and len(fold_text(word[: end + 1])) > length:
            return end
    return len(word)

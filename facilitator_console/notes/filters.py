"""Which notes somebody wants to see, apart from their words: by tag, item, table, author, flag, or without a tag."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import NamedTuple

from facilitator_console.log import WriterId
from facilitator_console.notes.capture import TokenKind, late_tokens, tokens
from facilitator_console.notes.codebook import tag_readings
from facilitator_console.notes.ids import NO_TAG, Flag, TagId
from facilitator_console.notes.state import Note, NotesState
from facilitator_console.notes.tag_commands import tags_below
from facilitator_console.session.ids import NO_ITEM, ItemId, TableId

NO_TABLE = TableId("")


class NoteFilter(NamedTuple):
    """Holds what notes must have to be shown; a field that is empty asks for nothing.

    Attributes:
        tag: Or one below it in the tree.
        writers: The runs of one person on a laptop.
        is_untagged: Only notes without a tag.
    """

    tag: TagId = NO_TAG
    item_id: ItemId = NO_ITEM
    table_id: TableId = NO_TABLE
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

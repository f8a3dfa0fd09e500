"""Names the fields in which something may stand that was never kept, for their drafts."""

from __future__ import annotations

from collections.abc import Sequence

from msgspec import UNSET

from facilitator_console.log import Erased, NewEvent
from facilitator_console.notes.events import ListEntryAdded, ListEntryEdited, NoteAdded, NoteEdited
from facilitator_console.store.beside_log import NOTE_LINE


def rewriting_field(note_id: str) -> str:
    """Return the name of the field in which a note is rewritten, for its draft."""
    return f"note:{note_id}"


def translating_field(note_id: str, language: str) -> str:
    """Return the name of the field in which a note is translated, for its draft."""
    return f"translation:{note_id}/{language}"


def theme_field(theme_id: str) -> str:
    """Return the name of the field in which a theme's title and text are rewritten, for its draft."""
    return f"theme:{theme_id}"


def sentence_field(theme_id: str, place: int) -> str:
    """Return the name of the field in which a sentence of a theme is rewritten, for its draft."""
    return f"sentence:{theme_id}/{place}"


def objection_field(theme_id: str) -> str:
    """Return the name of the field in which an objection to a theme is typed, for its draft."""
    return f"objection:{theme_id}"


def answer_field(theme_id: str) -> str:
    """Return the name of the field in which is typed what the group said to objections to a theme, for its draft."""
    return f"answer:{theme_id}"


def subject_of_field(field: str) -> str:
    """Return the id of the note or theme over which a draft is typed; empty for that of another field."""
    kind, _, named = field.partition(":")
    over = {"note", "translation", "theme", "sentence", "objection", "answer"}
    return named.partition("/")[0] if kind in over else ""


def filled_fields(new: Sequence[NewEvent]) -> tuple[str, ...]:
    """Return the fields in which these events were typed: the note line, that of a list, that of a text rewritten.

    A list's field is named as the list is, that of an entry which is rewritten, or erased, by its id.
    """
    lists = [body.group_list for body, _ in new if isinstance(body, ListEntryAdded) and not body.sources]
    note_line = [NOTE_LINE] if any(isinstance(body, NoteAdded) for body, _ in new) else []
    entries = [str(subject) for body, subject in new if isinstance(body, ListEntryEdited) and body.text is not UNSET]
    rewritten = [rewriting_field(subject) for body, subject in new if isinstance(body, NoteEdited) and subject]
    erased = [body.subject for body, _ in new if isinstance(body, Erased)]
    return (*note_line, *lists, *entries, *rewritten, *erased, *map(rewriting_field, erased))

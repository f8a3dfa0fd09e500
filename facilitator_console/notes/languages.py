"""Languages of what is written down: in which language a note is, translations beside the original, replies.

A translation stands beside its original and never in its place. It names who translated and which version of the
text; of another version it is old, and shown as such.
"""

from __future__ import annotations

from facilitator_console.log import Instant, NewEvent, Subject
from facilitator_console.notes import events as ev
from facilitator_console.notes.commands import known_note, note_text
from facilitator_console.notes.ids import NoteId
from facilitator_console.notes.state import Note, NotesState, TextTranslation
from facilitator_console.session.ids import LanguageId
from facilitator_console.words import UserError, kept_label, say


def set_language(state: NotesState, _now_ms: Instant, note_id: NoteId, language: LanguageId) -> list[NewEvent]:
    """Say in which language a note is."""
    note = known_note(state, note_id)
    return [] if note.language == language else [NewEvent(ev.NoteMoved(language=language), Subject(note_id))]


def answer_to(state: NotesState, _now_ms: Instant, note_id: NoteId, reply_to: NoteId) -> list[NewEvent]:
    """Say that a note answers another one; `NO_NOTE` for none.

    Raises:
        UserError: It would answer itself, perhaps by way of others.
    """
    note = known_note(state, note_id)
    if reply_to:
        known_note(state, reply_to)
    at, passed = reply_to, {note_id}
    while at and at in state.notes:
        if at in passed:
            raise UserError(say("A note can’t answer itself. Choose another one."))
        passed.add(at)
        at = state.notes[at].reply_to
    return [] if note.reply_to == reply_to else [NewEvent(ev.NoteMoved(reply_to=reply_to), Subject(note_id))]


def translate_note(
    state: NotesState, _now_ms: Instant, note_id: NoteId, language: LanguageId, text: str, translated_by: str = ""
) -> list[NewEvent]:
    """Write a note in another language, beside the original; an empty text takes the translation away.

    Args:
        state: What is written down.
        note_id: The note.
        language: Of the translation.
        text: The translation.
        translated_by: A role or initials; for the team alone.
    """
    note = known_note(state, note_id)
    if language == note.language:
        raise UserError(say("The note is in this language. Rewrite it, or choose another language."))
    known = state.translations.get(f"{note_id}/{language}")
    if not text.strip():
        return [NewEvent(ev.TextTranslated(language, ""), Subject(note_id))] if known else []
    body = ev.TextTranslated(language, note_text(text), kept_label(translated_by), note.version)
    return [NewEvent(body, Subject(note_id))]


def translations_of(state: NotesState, note: Note) -> tuple[TextTranslation, ...]:
    """Return the translations of a note, by language."""
    prefix = f"{note.note_id}/"
    return tuple(state.translations[key] for key in sorted(key for key in state.translations if key.startswith(prefix)))


def is_old(note: Note, translation: TextTranslation) -> bool:
    """Tell whether a note was rewritten since it was translated."""
    return translation.base != note.version


def replies_to(state: NotesState, note_id: NoteId) -> tuple[Note, ...]:
    """Return the notes that answer one, oldest first."""
    return tuple(note for note in state.notes.values() if note.reply_to == note_id and note.text and not note.removed)

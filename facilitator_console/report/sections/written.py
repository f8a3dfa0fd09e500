"""Prints the writer's own paragraphs in a section, and quotes that refer to notes."""

from __future__ import annotations

from facilitator_console.dialogue.attribution import may_be_quoted
from facilitator_console.dialogue.entities import Paragraph as Written
from facilitator_console.dialogue.ids import SectionId
from facilitator_console.dialogue.state import State
from facilitator_console.log import Subject
from facilitator_console.notes.ids import Flag
from facilitator_console.notes.state import Note
from facilitator_console.report.document import Block, Paragraph, Quote
from facilitator_console.report.sections.chosen import said_by, translated


def paragraphs_of(state: State, section: SectionId) -> tuple[Written, ...]:
    """Return the paragraphs of a section that are not removed, in their order."""
    own = (each for each in state.paragraphs.values() if each.section == section and not each.removed)
    return tuple(sorted(own, key=lambda each: (each.key, each.paragraph_id)))


def written_blocks(state: State, section: SectionId) -> tuple[Block, ...]:
    """Return what the writer wrote in a section; what is not settled, or rests on nothing any more, is left out."""
    blocks = (_block(state, paragraph) for paragraph in paragraphs_of(state, section) if not paragraph.other_texts)
    return tuple(block for block in blocks if block is not None)


def quoted_notes(state: State) -> list[Note]:
    """Return the notes that paragraphs quote, each once."""
    quotes = (each.quote for each in state.paragraphs.values() if each.quote is not None and not each.removed)
    notes = (state.notes.get(note_id) for note_id in dict.fromkeys(quote.note_id for quote in quotes))
    return [note for note in notes if note is not None and note.text and not note.removed]


def _block(state: State, paragraph: Written) -> Block | None:
    own = Subject(paragraph.paragraph_id)
    if paragraph.quote is None:
        return Paragraph(paragraph.text, rests_on=(own, *paragraph.sources)) if paragraph.text else None
    words, note = quoted_words(state, paragraph), state.notes.get(paragraph.quote.note_id)
    if not (words and note):
        return None
    # Somebody translated the whole note: of a part of it there is no translation.
    translations = translated(state, note) if words == note.text.strip() else {}
    return Quote(words, aside=said_by(state, note), rests_on=(own, Subject(note.note_id)), translations=translations)


def quoted_words(state: State, paragraph: Written) -> str:
    """Return the words that a paragraph quotes; empty where the note is gone, sensitive, or reads otherwise by now."""
    if paragraph.quote is None:
        return ""
    note = state.notes.get(paragraph.quote.note_id)
    if note is None or note.removed or note.other_texts or Flag.SENSITIVE in note.flags:
        return ""
    if not may_be_quoted(state, note):
        return ""
    if note.version != paragraph.quote.version:
        return ""
    return note.text[paragraph.quote.start : paragraph.quote.end].strip()

"""Commands of the report: its sections and paragraphs, what may be quoted, what was decided about a name, what left.

Strict and pure: they refuse with a `UserError`. What of it may stand in which report is for report.disclosure.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from facilitator_console.dialogue import events as ev
from facilitator_console.dialogue.entities import Paragraph
from facilitator_console.dialogue.ids import (
    Audience,
    CellId,
    ChoiceId,
    ExportId,
    FormatId,
    MentionDecision,
    ParagraphId,
    SectionId,
)
from facilitator_console.dialogue.state import State
from facilitator_console.log import Instant, NewEvent, Subject
from facilitator_console.notes.commands import known_note, note_text
from facilitator_console.notes.ids import Flag, NoteId, Version
from facilitator_console.session.ids import LanguageId
from facilitator_console.session.order import key_between
from facilitator_console.words import UserError, kept_label, kept_text, say

MOST_ANSWERS = 1_000


# -- sections and paragraphs ---------------------------------------------------------------------------


def include_section(_state: State, _now_ms: Instant, section: SectionId, *, included: bool) -> list[NewEvent]:
    """Let a section stand in the report, or leave it out."""
    return [NewEvent(ev.SectionEdited(included=included), Subject(section))]


def place_section(_state: State, _now_ms: Instant, section: SectionId, low: str, high: str) -> list[NewEvent]:
    """Put a section between two others, named by their keys; an empty one is the beginning or the end."""
    return [NewEvent(ev.SectionEdited(key=key_between(low, high)), Subject(section))]


def add_paragraph(
    state: State,
    _now_ms: Instant,
    section: SectionId,
    text: str,
    sources: Sequence[Subject] = (),
) -> list[NewEvent]:
    """Write a paragraph behind the others of a section; what it rests on can be named."""
    known = tuple(source for source in dict.fromkeys(sources) if _is_there(state, source))
    return [NewEvent(ev.ParagraphAdded(section, _key_at_end(state, section), note_text(text), known))]


def quote_note(
    state: State, _now_ms: Instant, section: SectionId, note_id: NoteId, start: int = 0, end: int | None = None
) -> list[NewEvent]:
    """Put a quote behind the other paragraphs of a section: a reference to words of a note, never a copy of them.

    Args:
        state: The session.
        section: Where.
        note_id: The note.
        start: The first code point that is quoted.
        end: The one behind the last; None: all of the note.
    """
    note = known_note(state, note_id)
    if Flag.SENSITIVE in note.flags:
        raise UserError(say("That note is marked as sensitive. It can’t be quoted."))
    if note.other_texts:
        raise UserError(say("Two versions of that note wait to be settled. Settle them first."))
    last = len(note.text) if end is None else end
    if not 0 <= start < last <= len(note.text):
        raise UserError(say("Choose some words of the note."))
    quote = ev.Quote(note_id, note.version, start, last)
    return [NewEvent(ev.ParagraphAdded(section, _key_at_end(state, section), quote=quote, sources=(Subject(note_id),)))]


def edit_paragraph(
    state: State, _now_ms: Instant, paragraph_id: ParagraphId, text: str, *, base: Version | None = None
) -> list[NewEvent]:
    """Write a paragraph anew, over the version that the editor saw; the present one by default."""
    paragraph = known_paragraph(state, paragraph_id)
    return [NewEvent(ev.ParagraphEdited(base or paragraph.version, note_text(text)), Subject(paragraph_id))]


def rest_paragraph_on(
    state: State, _now_ms: Instant, paragraph_id: ParagraphId, sources: Sequence[Subject]
) -> list[NewEvent]:
    """Name what a paragraph rests on: notes, themes, statements."""
    known_paragraph(state, paragraph_id)
    known = tuple(source for source in dict.fromkeys(sources) if _is_there(state, source))
    return [NewEvent(ev.ParagraphEdited(sources=known), Subject(paragraph_id))]


def remove_paragraph(state: State, _now_ms: Instant, paragraph_id: ParagraphId) -> list[NewEvent]:
    """Take a paragraph out of the report; undo brings it back."""
    known_paragraph(state, paragraph_id)
    return [NewEvent(ev.ParagraphEdited(removed=True), Subject(paragraph_id))]


# -- what may leave ------------------------------------------------------------------------------------


def confirm_quote(state: State, _now_ms: Instant, note_id: NoteId, *, confirmed: bool = True) -> list[NewEvent]:
    """Say that the present version of a note may be quoted in public, or that it may not."""
    note = known_note(state, note_id)
    if Flag.SENSITIVE in note.flags:
        raise UserError(say("That note is marked as sensitive. It can’t be quoted."))
    return [NewEvent(ev.QuoteConfirmed(note.version, confirmed), Subject(note_id))]


def decide_mention(
    _state: State,
    _now_ms: Instant,
    subject: Subject,
    version: Version,
    start: int,
    end: int,
    decision: MentionDecision,
    text: str = "",
) -> list[NewEvent]:
    """Keep words that may show somebody, put others in their place, or leave them out.

    Args:
        subject: The note, paragraph or other text; a title of the session has none.
        version: Of the text that the person saw.
        start: Its first code point.
        end: The one behind the last.
        decision: What is done.
        text: What stands there instead.
    """
    words = kept_label(text) if decision is MentionDecision.REPLACE else ""
    if decision is MentionDecision.REPLACE and not words:
        raise UserError(say("Type what is to stand there instead."))
    if not 0 <= start < end:
        raise UserError(say("Choose some words of the text."))
    return [NewEvent(ev.MentionDecided(version, start, end, decision, words), subject)]


def record_export(
    state: State,
    _now_ms: Instant,
    audience: Audience,
    file_format: FormatId,
    language: LanguageId,
    policy: Mapping[str, Any],
    open_cells: Sequence[CellId],
    quotes: Sequence[NoteId],
    replaces: Sequence[ExportId] = (),
) -> list[NewEvent]:
    """Record that a report leaves the program: for whom, in which form, which cells were open; no figures, no path."""
    known = tuple(export for export in replaces if export in state.exports)
    body = ev.Exported(audience, file_format, language, dict(policy), tuple(open_cells), tuple(quotes), known)
    return [NewEvent(body)]


def add_answers(
    _state: State, _now_ms: Instant, question: Subject, counts: Mapping[ChoiceId, int], texts: Sequence[str] = ()
) -> list[NewEvent]:
    """Type in what people answered on paper: how many gave which answer, and what they wrote.

    Each answer is an event of its own, in the order of the answers and not of the sheets.
    """
    if sum(counts.values()) > MOST_ANSWERS or any(number < 0 for number in counts.values()):
        raise UserError(say("Type whole numbers from 0 to {most}.", most=MOST_ANSWERS))
    written = sorted(filter(None, map(kept_text, texts)))
    if not any(counts.values()) and not written:
        raise UserError(say("Nothing was typed."))
    answers = [ev.AnswerAdded(question, choice) for choice, number in counts.items() for _ in range(number)]
    return [
        NewEvent(body) for body in (*answers, *(ev.AnswerAdded(question, text=note_text(text)) for text in written))
    ]


# -- queries -------------------------------------------------------------------------------------------


def known_paragraph(state: State, paragraph_id: ParagraphId) -> Paragraph:
    """Return a paragraph that is not removed.

    Raises:
        UserError: There is none with this id.
    """
    paragraph = state.paragraphs.get(paragraph_id)
    if paragraph is None or paragraph.removed:
        raise UserError(say("That paragraph is not in the report any more."))
    return paragraph


def _key_at_end(state: State, section: SectionId) -> str:
    return key_between(max((each.key for each in state.paragraphs.values() if each.section == section), default=""), "")


def _is_there(state: State, source: Subject) -> bool:
    known: set[str] = {*state.notes, *state.themes, *state.statements, *state.list_entries}
    return source in known

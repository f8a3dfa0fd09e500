"""Handles what a note keeps of its speaker: said in words, and taken off for good.

How much may be kept is decided where a note is written; see dialogue.capture. Taking it off empties the fields in the
log itself, on every laptop: a seat that is only hidden would still be in the file.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable

from facilitator_console.dialogue.history import History
from facilitator_console.dialogue.state import State
from facilitator_console.log import THE_SESSION, NewEvent, Redacted, Subject
from facilitator_console.notes.events import NoteFlagged
from facilitator_console.notes.ids import Flag, NoteId
from facilitator_console.notes.state import Note
from facilitator_console.session.consent import consents
from facilitator_console.session.ids import SOMEONE_ELSE, ConsentUse
from facilitator_console.session.people import group_name
from facilitator_console.words import Message, UserError, say

SPEAKER_FIELDS = ("turn_id", "participant_id", "group_id")
"""The fields of events about a note that lead to its speaker."""
_KINDS = frozenset({"note_added", "note_moved", "mark_added"})


def speaker_words(state: State, note: Note) -> Message | None:
    """Return what a note says of its speaker, the seat or else the group; None where it says nothing."""
    person = state.participants.get(note.participant_id)
    if person and person.seat:
        return say("seat {seat}", seat=person.seat)
    turn = state.turns.get(note.turn_id)
    speaker = state.participants.get(turn.participant_id) if turn else None
    if speaker and speaker.seat:
        return say("turn of seat {seat}", seat=speaker.seat)
    return group_name(state, note.group_id) if note.group_id in state.groups else None


def may_be_quoted(state: State, note: Note) -> bool:
    """Tell whether a note may stand in a report: a quote that keeps its speaker only by their consent to be quoted."""
    asks_nobody = Flag.QUOTE not in note.flags or is_quote_of_nobody(note)
    return asks_nobody or consents(state, note.participant_id, ConsentUse.QUOTES)


def is_quote_of_nobody(note: Note) -> bool:
    """Tell whether a quote keeps nobody: then no consent reaches it, given or withdrawn; only a person can ask."""
    return Flag.QUOTE in note.flags and note.participant_id == SOMEONE_ELSE


def is_quoting_withdrawn(state: State, note: Note) -> bool:
    """Tell whether a note quotes somebody who consented to be quoted and withdrew it."""
    consent = state.consents.get(f"{note.participant_id}/{ConsentUse.QUOTES}")
    return Flag.QUOTE in note.flags and consent is not None and not consent.given


def unnamed_by_consent(history: History) -> list[NewEvent]:
    """Return the events that take those who withdrew their consent to be named off the notes that name them.

    Asked again whenever a withdrawal or a note of another laptop arrives: it may not have heard of the other.
    """
    state = history.state
    withdrawn = {
        consent.participant_id
        for consent in state.consents.values()
        if consent.use is ConsentUse.NAMED_NOTES and not consent.given
    }
    if not withdrawn:
        return []
    turns = {turn.turn_id for turn in state.turns.values() if turn.participant_id in withdrawn}
    new: list[NewEvent] = []
    for entry in history:
        event, body = entry.event, entry.body
        gone = (("turn_id", turns), ("participant_id", withdrawn))
        fields = tuple(field for field, ids in gone if getattr(body, field, "") in ids)
        if event.kind in _KINDS and fields:
            new.append(NewEvent(Redacted(event.writer, event.seq, fields), THE_SESSION))
    return [*new, *_kept_out(state, (note for note in state.notes.values() if note.participant_id in withdrawn))]


def speakers_taken_off(history: History, note_ids: Collection[NoteId] | None = None) -> list[NewEvent]:
    """Return the events that take all that leads to a speaker off these notes, or off all notes and marks.

    Asked of the log: also what was undone or removed may lead to somebody.

    Raises:
        UserError: None of them keeps anything of its speaker.
    """
    new: list[NewEvent] = []
    for entry in history:
        event = entry.event
        fields = [
            field for field in SPEAKER_FIELDS if isinstance(value := getattr(entry.body, field, ""), str) and value
        ]
        if event.kind in _KINDS and fields and (note_ids is None or NoteId(event.subject) in note_ids):
            new.append(NewEvent(Redacted(event.writer, event.seq, tuple(fields)), THE_SESSION))
    if not new:
        raise UserError(say("Nothing is kept of who spoke."))
    notes = history.state.notes.values()
    return [*new, *_kept_out(history.state, (note for note in notes if note_ids is None or note.note_id in note_ids))]


def _kept_out(state: State, notes: Iterable[Note]) -> list[NewEvent]:
    """Return the events that keep out of every report what somebody who is taken off wants quoted no more.

    Without a speaker nothing would tell any more that these words may not be quoted.
    """
    return [
        NewEvent(NoteFlagged(Flag.SENSITIVE), Subject(note.note_id))
        for note in notes
        if is_quoting_withdrawn(state, note) and Flag.SENSITIVE not in note.flags
    ]

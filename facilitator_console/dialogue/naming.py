"""Short names of commands for undo, without anything that a person behind the screen shouldn't see.

A command is named by its heaviest event, the first of equals; each kind's registration says how. Names quote no note;
`note_of_command` tells when the note was written.
"""

from __future__ import annotations

from collections.abc import Sequence
from operator import itemgetter
from typing import NamedTuple

from facilitator_console.dialogue.codec import LoggedEvent
from facilitator_console.dialogue.evolve import event_ms
from facilitator_console.dialogue.state import State
from facilitator_console.log import Instant, Redacted, WorkPhase, WriterId
from facilitator_console.notes.events import NoteAdded
from facilitator_console.notes.ids import NoteId
from facilitator_console.opinions.events import VoteOpened
from facilitator_console.session.events import ParticipantAdded, SessionCreated
from facilitator_console.session.ids import ParticipantId
from facilitator_console.session.room_events import QueueJoined
from facilitator_console.words import Message, say, say_n

ANOTHER_CHANGE = say("last change")


def name_command(state: State, entries: Sequence[LoggedEvent]) -> Message:
    """Name a command by what it did.

    Args:
        state: The present state; an undone turn or item may be missing from it.
        entries: The command's events, in order.

    Returns:
        A few words, such as "seat 7 done".
    """
    entry = _heaviest(entries)
    if entry is None or entry.kind is None or entry.kind.named is None:
        return ANOTHER_CHANGE
    participant_ids = [queued.body.participant_id for queued in entries if isinstance(queued.body, QueueJoined)]
    if len(participant_ids) > 1 and isinstance(entry.body, QueueJoined):
        return _queued(state, participant_ids)
    added = sum(isinstance(seated.body, ParticipantAdded) for seated in entries)
    if added > 1 and isinstance(entry.body, ParticipantAdded):
        return say_n("{n} seat added", "{n} seats added", added)
    return entry.kind.named(state, entry.body, entry.event.subject)


def _queued(state: State, participant_ids: Sequence[ParticipantId]) -> Message:
    people = (state.participants.get(participant_id) for participant_id in participant_ids)
    return say("seats {seats} added to the queue", seats=tuple(str(person.seat) for person in people if person))


def undoes(entries: Sequence[LoggedEvent], phase: WorkPhase | None) -> bool:
    """Tell whether undo takes a command back, in this phase or in any: the event that names it decides."""
    if any(isinstance(entry.body, SessionCreated | VoteOpened | Redacted) for entry in entries):
        # What a session began with is nobody's last step; without its vote a ballot would be nobody's; and what comes
        # with words or a seat that are gone for good stays with that.
        return False
    entry = _heaviest(entries)
    return entry is not None and entry.is_undoable(phase)


def _heaviest(entries: Sequence[LoggedEvent]) -> LoggedEvent | None:
    named = [(entry.kind.weight, entry) for entry in entries if entry.kind is not None and entry.kind.named is not None]
    return max(named, key=itemgetter(0), default=(0, None))[1]


class NamedNote(NamedTuple):
    """Represents the note that a command was about; without its words, which stand on no foot of a window.

    Attributes:
        at_ms: When it was written.
        writer: By whom, on whose clock that stands.
        is_new: Whether the command wrote it.
    """

    at_ms: Instant
    writer: WriterId
    is_new: bool


def note_of_command(state: State, entries: Sequence[LoggedEvent]) -> NamedNote | None:
    """Return the note that a command is named after; None where it is named after something else.

    Args:
        state: The present state; an undone note may be missing from it.
        entries: The command's events, in order.
    """
    entry = _heaviest(entries)
    if entry is None:
        return None
    known = state.notes.get(NoteId(entry.event.subject))
    if isinstance(entry.body, NoteAdded):
        at_ms = known.at_ms if known else event_ms(state, entry.event)
        return NamedNote(at_ms, entry.event.writer, is_new=True)
    return NamedNote(known.at_ms, known.writer, is_new=False) if known else None

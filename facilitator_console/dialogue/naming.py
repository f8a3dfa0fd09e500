"""Names of what was done, for undo: short, in the room's words, and nothing that a shoulder-reader shouldn't see.

A command is named by the event that mattered most in it. Names quote no note; which one it was is told apart, so that
a screen behind which people stand can leave its words out.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any, NamedTuple

import msgspec

from facilitator_console.dialogue.history import Entry
from facilitator_console.dialogue.state import State
from facilitator_console.log import Instant, Subject
from facilitator_console.notes import events as note
from facilitator_console.notes.codebook import tag_name
from facilitator_console.notes.ids import Flag, NoteId
from facilitator_console.session import events as room
from facilitator_console.session.ids import SOMEONE_ELSE, ItemId, ParticipantId, TurnId
from facilitator_console.voices import events as voice
from facilitator_console.words import Message, say

Namer = Callable[[State, Any, Subject], Message]

ANOTHER_CHANGE = say("last change")


def name_command(state: State, entries: Sequence[Entry]) -> Message:
    """What a command did.

    Args:
        state: The present state; an undone turn or item may be missing from it.
        entries: The command's events, in order.

    Returns:
        A few words, such as "seat 7 done".
    """
    bodies = {type(entry.body): entry for entry in entries}
    kinds = list(bodies)
    if room.TurnStarted in bodies and room.TurnEnded in kinds[kinds.index(room.TurnStarted) :]:
        # Who was called out of turn names the command; "done, next" is named by who is done.
        del bodies[room.TurnEnded]
    queued = [entry.body.participant_id for entry in entries if isinstance(entry.body, room.QueueJoined)]
    for kind, namer in NAMERS.items():
        if entry := bodies.get(kind):
            if kind is room.QueueJoined and len(queued) > 1:
                return _queued(state, queued)
            return namer(state, entry.body, entry.event.subject)
    return ANOTHER_CHANGE


class NamedNote(NamedTuple):
    """The note that a command was about.

    Attributes:
        at_ms: When it was written.
        text: What it says.
        is_new: Whether the command wrote it.
    """

    at_ms: Instant
    text: str
    is_new: bool


def note_of_command(state: State, entries: Sequence[Entry]) -> NamedNote | None:
    """The note that a command is named after; None where it is named after something else.

    Args:
        state: The present state; an undone note may be missing from it.
        entries: The command's events, in order.
    """
    bodies = {type(entry.body): entry for entry in entries}
    entry = next((bodies[kind] for kind in NAMERS if kind in bodies), None)
    if entry is None:
        return None
    known = state.notes.get(NoteId(entry.event.subject))
    if isinstance(entry.body, note.NoteAdded):
        return NamedNote(entry.event.at_ms, known.text if known else entry.body.text, is_new=True)
    return NamedNote(known.at_ms, known.text, is_new=False) if known else None


def _of_seat(state: State, participant_id: ParticipantId, message: Message, otherwise: Message) -> Message:
    person = state.participants.get(participant_id)
    return Message(message.msgid, {"seat": person.seat}) if person else otherwise


def _speaker(state: State, subject: Subject) -> ParticipantId:
    turn = state.turns.get(TurnId(subject))
    return turn.participant_id if turn else SOMEONE_ELSE


def _queued(state: State, participant_ids: Sequence[ParticipantId]) -> Message:
    people = (state.participants.get(one) for one in participant_ids)
    return say("seats {seats} into the queue", seats=", ".join(str(person.seat) for person in people if person))


def _item(state: State, subject: Subject, message: Message) -> Message:
    item = state.items.get(ItemId(subject))
    return Message(message.msgid, {"title": item.title if item else "…"})


def _just(message: Message) -> Namer:
    return lambda _state, _body, _subject: message


def _of_item(message: Message) -> Namer:
    return lambda state, _body, subject: _item(state, subject, message)


def _of_speaker(message: Message, otherwise: Message) -> Namer:
    return lambda state, _body, subject: _of_seat(state, _speaker(state, subject), message, otherwise)


def _of_person(message: Message, otherwise: Message) -> Namer:
    return lambda state, body, _subject: _of_seat(state, body.participant_id, message, otherwise)


def _extended(state: State, body: room.ItemExtended, subject: Subject) -> Message:
    message = say("more time for “{title}”") if body.by_ms > 0 else say("less time for “{title}”")
    return _item(state, subject, message)


def _tag(message: Message) -> Namer:
    return lambda state, body, _subject: Message(message.msgid, {"tag": tag_name(state, body.tag)})


FLAGS: dict[Flag, tuple[Message, Message]] = {
    Flag.FOR_REPORT: (say("for the report"), say("not for the report")),
    Flag.PARKING_LOT: (say("for later"), say("not for later")),
    Flag.SENSITIVE: (say("sensitive"), say("not sensitive")),
    Flag.QUOTE: (say("own words"), say("not own words")),
}
"""By flag: given, and taken off."""


def _flag(body: note.NoteFlagged | note.NoteUnflagged) -> Message:
    given, taken_off = FLAGS.get(body.flag, (say("flag"), say("flag taken off")))
    return given if isinstance(body, note.NoteFlagged) else taken_off


NAMERS: dict[type[msgspec.Struct], Namer] = {
    room.TurnCalledBack: _of_speaker(say("seat {seat} called back"), say("last speaker called back")),
    room.SessionClosed: _just(say("session closed")),
    room.SessionReopened: _just(say("session reopened")),
    room.SpeakingKept: _just(say("who spoke when kept")),
    room.SessionEdited: _just(say("session changed")),
    room.ItemStarted: _of_item(say("“{title}” begun")),
    room.ItemEnded: _of_item(say("“{title}” ended")),
    room.ItemPaused: _of_item(say("“{title}” paused")),
    room.ItemSkipped: _of_item(say("“{title}” skipped")),
    room.ItemExtended: _extended,
    room.ItemAdded: _just(say("item added")),
    room.ItemEdited: _of_item(say("“{title}” changed")),
    room.ItemMoved: _of_item(say("“{title}” moved")),
    room.ItemRemoved: _of_item(say("“{title}” removed")),
    room.TurnEnded: _of_speaker(say("seat {seat} done"), say("someone else done")),
    room.TurnStarted: _of_person(say("seat {seat} speaks"), say("someone else speaks")),
    room.TurnPaused: _of_speaker(say("seat {seat} paused"), say("turn paused")),
    room.TurnResumed: _of_speaker(say("seat {seat} goes on"), say("turn goes on")),
    room.TurnExtended: _of_speaker(say("more time for seat {seat}"), say("more time")),
    note.NoteAdded: _just(say("note")),
    room.QueueJoined: _of_person(say("seat {seat} into the queue"), say("queue")),
    room.QueueLeft: _just(say("out of the queue")),
    room.Passed: _of_person(say("seat {seat} passes"), say("pass")),
    room.QueueHeld: _just(say("queue held")),
    room.QueueReleased: _just(say("queue released")),
    room.QueueClosed: _just(say("queue closed")),
    room.QueueOpened: _just(say("queue opened")),
    room.QuietStarted: _just(say("quiet minute")),
    room.ItemResumed: _of_item(say("“{title}” goes on")),
    room.QuietEnded: _just(say("end of the quiet minute")),
    room.ClocksFrozen: _just(say("everything frozen")),
    room.ClocksReleased: _just(say("clocks released")),
    room.GapExcluded: _just(say("interruption left out")),
    room.GroupAdded: _just(say("group added")),
    room.GroupEdited: _just(say("group changed")),
    room.GroupRemoved: _just(say("group removed")),
    room.ParticipantAdded: _just(say("seat added")),
    room.ParticipantEdited: _just(say("seat changed")),
    room.ParticipantRemoved: _just(say("seat removed")),
    note.NoteEdited: _just(say("note edited")),
    note.NoteMoved: _just(say("note moved")),
    note.NoteTagged: _tag(say("tag “{tag}”")),
    note.NoteUntagged: _tag(say("tag “{tag}” taken off")),
    note.NoteFlagged: lambda _state, body, _subject: _flag(body),
    note.NoteUnflagged: lambda _state, body, _subject: _flag(body),
    note.NoteRemoved: _just(say("note removed")),
    note.LineAdded: _just(say("line added")),
    note.LineEdited: _just(say("line edited")),
    note.LineRemoved: _just(say("line removed")),
    note.MarkAdded: _just(say("mark")),
    note.MarkRemoved: _just(say("mark removed")),
    voice.StatementReworded: _just(say("statement reworded")),
    voice.StatementSplit: _just(say("statement split")),
    voice.StatementAdded: _just(say("statement added")),
    voice.StatementTranslated: _just(say("statement translated")),
    voice.StatementMerged: _just(say("statement merged")),
    voice.StatementRejected: _just(say("statement rejected")),
    voice.StatementAccepted: _just(say("statement accepted")),
    note.TagAdded: _just(say("tag added to the codebook")),
    note.TagEdited: _just(say("tag renamed")),
    note.TagRemoved: _just(say("tag taken off the codebook")),
}
"""In order of weight: the first kind that a command holds names it."""

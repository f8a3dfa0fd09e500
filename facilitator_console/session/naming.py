"""Names commands of the room for undo: short, without anything that a person behind the screen shouldn't see."""

from __future__ import annotations

from msgspec import UNSET

from facilitator_console.log import Body, Namer, Subject
from facilitator_console.session import events as ev
from facilitator_console.session.ids import SOMEONE_ELSE, ItemId, ParticipantId, TurnId
from facilitator_console.session.state import SessionState
from facilitator_console.words import Message, say, titled


def just(message: Message) -> Namer:
    """Name every event with the same words."""
    return lambda _state, _body, _subject: message


def of_gap(_state: SessionState, body: Body, _subject: Subject) -> Message:
    """Words for what was decided about a time in which the program did not run."""
    counts = isinstance(body, ev.GapExcluded) and not body.excluded_ms
    return say("time without the program counted") if counts else say("time without the program not counted")


def of_item(message: Message) -> Namer:
    """Name an event with the title of the item that it is about."""
    return lambda state, _body, subject: _item(state, subject, message)


def of_speaker(message: Message, otherwise: Message) -> Namer:
    """Name an event with the seat whose turn it is about; with other words where the turn has no seat."""
    return lambda state, _body, subject: _of_seat(state, _speaker(state, subject), message, otherwise)


def of_person(message: Message, otherwise: Message) -> Namer:
    """Name an event with the seat that its body names; with other words where it names none."""
    return lambda state, body, _subject: _of_seat(state, body.participant_id, message, otherwise)


def queued(state: SessionState, body: ev.QueueJoined, _subject: Subject) -> Message:
    """Name an event that puts somebody into the queue, or words that are read aloud for somebody."""
    if body.read_aloud:
        return _of_seat(
            state,
            body.participant_id,
            say("words of seat {seat} added to the queue"),
            say("written word added to the queue"),
        )
    return _of_seat(state, body.participant_id, say("seat {seat} added to the queue"), say("queue"))


def started(state: SessionState, body: ev.TurnStarted, _subject: Subject) -> Message:
    """Name an event that gives somebody the floor."""
    if body.read_aloud:
        return _of_seat(state, body.participant_id, say("read aloud for seat {seat}"), say("written word read aloud"))
    return _of_seat(state, body.participant_id, say("seat {seat} speaks"), say("someone else speaks"))


def corrected(state: SessionState, body: ev.TurnEdited, _subject: Subject) -> Message:
    """Name a correction of a turn by what it put right."""
    if body.removed is True:
        return say("turn taken out of the record")
    if body.participant_id is not UNSET:
        nobodys = say("turn given to someone without a seat")
        return _of_seat(state, body.participant_id, say("turn given to seat {seat}"), nobodys)
    if body.talk_ms is not UNSET:
        return say("end of a turn put right")
    return say("kind of a turn put right")


def extended(state: SessionState, body: ev.ItemExtended, subject: Subject) -> Message:
    """Name an event that gives an item more time, or less."""
    message = say("more time for “{title}”") if body.by_ms > 0 else say("less time for “{title}”")
    return _item(state, subject, message)


def _item(state: SessionState, subject: Subject, message: Message) -> Message:
    item = state.items.get(ItemId(subject))
    return Message(message.msgid, {"title": titled(item.title) if item else "…"})


def _speaker(state: SessionState, subject: Subject) -> ParticipantId:
    turn = state.turns.get(TurnId(subject))
    return turn.participant_id if turn else SOMEONE_ELSE


def _of_seat(state: SessionState, participant_id: ParticipantId, message: Message, otherwise: Message) -> Message:
    person = state.participants.get(participant_id)
    return Message(message.msgid, {"seat": person.seat}) if person else otherwise

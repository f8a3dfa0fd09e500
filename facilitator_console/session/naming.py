"""Names commands of the room for undo: short, without anything that a person behind the screen shouldn't see."""

from __future__ import annotations

from msgspec import UNSET

from facilitator_console.log import Body, Namer, Subject
from facilitator_console.session import events as ev
from facilitator_console.session import room_events as rev
from facilitator_console.session.ids import (
    INSIDE,
    NO_PART,
    OUTSIDE,
    SOMEONE_ELSE,
    ItemId,
    ParticipantId,
    RoundId,
    RoundPart,
    TableId,
    TurnId,
)
from facilitator_console.session.round_progress import GOES_ON
from facilitator_console.session.state import SessionState
from facilitator_console.words import Message, say, titled

_PARTS = {
    RoundPart("first"): say("others put together"),
    RoundPart("second"): say("switch in pairs"),
    RoundPart("third"): say("switch in threes"),
    RoundPart("speech"): say("opening words begun"),
    RoundPart("questions"): say("on to the questions"),
    RoundPart("talk"): say("on to the talk of all"),
    RoundPart("moving"): say("move to other tables"),
}
"""The words for the beginning of a part of an item, as its format calls it."""


def just(message: Message) -> Namer:
    """Name every event with the same words."""
    return lambda _state, _body, _subject: message


def of_gap(_state: SessionState, body: Body, _subject: Subject) -> Message:
    """Return words for what was decided about a time in which the program did not run."""
    counts = isinstance(body, rev.GapExcluded) and not body.excluded_ms
    return say("time without the program counted") if counts else say("time without the program not counted")


def of_item(message: Message) -> Namer:
    """Name an event with the title of the item that it is about."""
    return lambda state, _body, subject: _item(state, subject, message)


def of_speaker(message: Message, otherwise: Message) -> Namer:
    """Name an event with the seat whose turn it is about; with other words where the turn has no seat."""
    return lambda state, _body, subject: _of_seat(state, _speaker(state, subject), message, otherwise)


def queued(state: SessionState, body: rev.QueueJoined, _subject: Subject) -> Message:
    """Name an event that puts somebody into the queue, or words that are read aloud for somebody."""
    if body.read_aloud:
        return _of_seat(
            state,
            body.participant_id,
            say("words of seat {seat} added to the queue"),
            say("written word added to the queue"),
        )
    return _of_seat(state, body.participant_id, say("seat {seat} added to the queue"), say("queue"))


def passed(state: SessionState, body: rev.Passed, _subject: Subject) -> Message:
    """Name a pass: who passes for now is asked again."""
    words = say("seat {seat} passes for now") if body.for_now else say("seat {seat} passes")
    return _of_seat(state, body.participant_id, words, say("pass"))


def started(state: SessionState, body: rev.TurnStarted, _subject: Subject) -> Message:
    """Name an event that gives somebody the floor."""
    if body.read_aloud:
        return _of_seat(state, body.participant_id, say("read aloud for seat {seat}"), say("written word read aloud"))
    return _of_seat(state, body.participant_id, say("seat {seat} speaks"), say("someone else speaks"))


def corrected(state: SessionState, body: rev.TurnEdited, _subject: Subject) -> Message:
    """Name a correction of a turn by what it put right."""
    if body.removed is True:
        return say("turn taken out of the record")
    if body.participant_id is not UNSET:
        nobodys = say("turn given to someone without a seat")
        return _of_seat(state, body.participant_id, say("turn given to seat {seat}"), nobodys)
    if body.talk_ms is not UNSET:
        return say("end of a turn put right")
    return say("kind of a turn put right")


def session_edited(_state: SessionState, body: ev.SessionEdited, _subject: Subject) -> Message:
    """Name a change of the session: of its settings, or of its other fields."""
    return say("settings changed") if body.settings is not UNSET else say("session changed")


def item_edited(state: SessionState, body: ev.ItemEdited, subject: Subject) -> Message:
    """Name a change of an item by what it is about, where that is one thing."""
    if body.format is not UNSET or (body.settings is not UNSET and "order" in body.settings):
        return _item(state, subject, say("another way to talk in “{title}”"))
    if body.turn_limit_ms is not UNSET and body.planned_ms is UNSET:
        return _item(state, subject, say("another length of turns in “{title}”"))
    return _item(state, subject, say("“{title}” changed"))


def of_participant(message: Message, otherwise: Message) -> Namer:
    """Name an event with the seat that it is about; with other words where nobody has that seat any more."""
    return lambda state, _body, subject: _of_seat(state, ParticipantId(subject), message, otherwise)


def participant_edited(state: SessionState, body: ev.ParticipantEdited, subject: Subject) -> Message:
    """Name a change of somebody in the room: who left and who came back is told apart from the rest."""
    words = say("seat {seat} changed")
    if body.here is not UNSET:
        words = say("seat {seat} here") if body.here else say("seat {seat} gone for a while")
    elif body.interpreted is not UNSET:
        words = say("seat {seat} interpreted") if body.interpreted else say("seat {seat} not interpreted")
    return _of_seat(state, ParticipantId(subject), words, say("seat changed"))


def round_begun(state: SessionState, body: rev.RoundStarted, subject: Subject) -> Message:
    """Name a round, or a part of an item, by the move that it was."""
    if any(table.item_id == body.item_id for table in state.talk_tables.values()) and body.part == RoundPart("talk"):
        return say("round at the tables begun")
    if body.part not in {NO_PART, GOES_ON}:
        return _PARTS.get(body.part, say("next part begun"))
    rounds = list(state.rounds)
    known = rounds[: rounds.index(RoundId(subject))] if RoundId(subject) in state.rounds else rounds
    before = next((r for r in map(state.rounds.get, reversed(known)) if r and r.item_id == body.item_id), None)
    if before is None:
        return say("round begun")
    if body.backwards != before.backwards:
        return say("the other way round")
    if body.part == NO_PART and body.first_id == before.first_id:
        return say("another round")
    return _of_seat(state, body.first_id, say("round from seat {seat}"), say("round from another seat"))


def places_dealt(state: SessionState, body: rev.PlacesDealt, _subject: Subject) -> Message:
    """Name a deal by where people sit by it: in an inner circle, at tables, in pairs."""
    where = set(body.places.values())
    if where <= {INSIDE, OUTSIDE}:
        words = say("seat {seat} goes inside") if INSIDE in where else say("seat {seat} leaves the inner circle")
        only = next(iter(body.places), SOMEONE_ELSE) if len(body.places) == 1 else SOMEONE_ELSE
        return _of_seat(state, only, words, say("others inside"))
    if all(TableId(place) in state.talk_tables for place in where):
        only = next(iter(body.places)) if len(body.places) == 1 else SOMEONE_ELSE
        return _of_seat(state, only, say("seat {seat} at another table"), say("people dealt to tables"))
    return say("others put together")


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

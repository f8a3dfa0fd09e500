"""Typed words: finds every text that a person typed and the log still contains, and decides how to erase it.

The registration of each kind says which fields contain typed words, so a new kind is included by itself. The table of
places below names each text; one that is not listed gets a neutral name. Nothing is decided about the room.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from enum import StrEnum
from typing import Any, NamedTuple

import msgspec

from facilitator_console.dialogue.codec import LoggedEvent
from facilitator_console.dialogue.history import History
from facilitator_console.dialogue.kinds import KINDS
from facilitator_console.dialogue.state import State
from facilitator_console.dialogue.withdrawing import standing_on
from facilitator_console.log import ERASING, THE_SESSION, Erased, Event, NewEvent, Redacted, Subject, WriterId
from facilitator_console.session.agenda import items_in_order
from facilitator_console.session.ids import ParticipantId
from facilitator_console.words import Message, say


class Standing(StrEnum):
    """Names what has become of a text."""

    SHOWN = "shown"
    EARLIER = "earlier"
    """Another text stands in its place."""
    REMOVED = "removed"
    UNDONE = "undone"
    WITHOUT_EFFECT = "without_effect"
    """Its entity is not here, or only another laptop could change it."""
    UNKNOWN = "unknown"
    """It was written by a newer program, or can't be read."""


class TypedText(NamedTuple):
    """Represents a text that somebody typed.

    Attributes:
        event: The event that contains it.
        field: Of the event's body; empty for the whole body, where that is not understood.
        text: The words.
        place: Where they belong.
        standing: What has become of them.
    """

    event: Event
    field: str
    text: str
    place: Message
    standing: Standing

    @property
    def key(self) -> tuple[str, int, str]:
        """Return its key among the texts of the session."""
        return (self.event.writer, self.event.seq, self.field)


def typed_texts(history: History) -> tuple[TypedText, ...]:
    """Return every typed text that the log of a session still contains, newest first in the agreed order."""
    shown = _ShownWords(history)
    return tuple(text for entry in history.reversed() for text in shown.texts(entry))


def erasures(history: History, chosen: Iterable[TypedText]) -> list[NewEvent]:
    """Return the events that erase texts for good.

    A note, list entry, tag or statement whose present words are erased goes as a whole: nothing of it is left to show.
    Anything else keeps its structure, and the field is emptied: where it is shown now, in every event that ever set it,
    so that no earlier wording of it comes back.

    Args:
        history: The session.
        chosen: From `typed_texts`.
    """
    subjects: dict[Subject, None] = {}
    redacted: dict[tuple[str, int, str], Redacted] = {}
    for text in with_copies(history, chosen):
        event = text.event
        if _goes_whole(text):
            subjects[event.subject] = None
            continue
        reached = _wordings(history, text) if text.standing in _PRESENT else (event,)
        fields = (text.field,) if text.field else _unread_fields(event)
        for worded in reached:
            redacted[worded.writer, worded.seq, text.field] = Redacted(worded.writer, worded.seq, fields)
    bodies = [*map(Erased, subjects), *redacted.values()]
    return [NewEvent(body, THE_SESSION) for body in bodies]


def with_copies(history: History, chosen: Iterable[TypedText]) -> tuple[TypedText, ...]:
    """Return texts together with those that were made from them.

    With an entity that goes as a whole goes all that was made from it; with an earlier wording every copy of that
    wording.
    """
    texts = {text.key: text for text in chosen}
    for text in [*texts.values()]:
        copies = standing_on(history, (text.event.subject,)) if text.event.subject else ()
        if not copies:
            continue
        goes_whole = _goes_whole(text)
        for copy in typed_texts(history):
            if copy.event.subject in copies and (goes_whole or copy.text == text.text):
                texts.setdefault(copy.key, copy)
    return tuple(texts.values())


_PRESENT = {Standing.SHOWN, Standing.REMOVED}
_WHOLE = {
    "note": "text",
    "list_entry": "text",
    "tag": "name",
    "statement": "text",
    "theme": "title",
    "objection": "text",
    "submission": "text",
    "answer": "text",
    "paragraph": "text",
    "question": "text",
}
"""Entities that are nothing without their words, and the field with these words."""
_MAKING, _WORDING = {"added", "created", "opened"}, {"added", "created", "opened", "edited"}
"""The last part of a kind's name: acts that make an entity, and all acts that give it words."""


def _goes_whole(text: TypedText) -> bool:
    stem, _, act = text.event.kind.rpartition("_")
    if _WHOLE.get(stem) != text.field or act not in _WORDING or text.event.subject == THE_SESSION:
        return False
    # What was undone may be done again: without its words there would be an empty note.
    return text.standing in _PRESENT or (text.standing is not Standing.EARLIER and act in _MAKING)


def _wordings(history: History, text: TypedText) -> Iterator[Event]:
    """Iterate over all events that gave the same field of the same entity its words."""
    stem, _, act = text.event.kind.rpartition("_")
    kinds = {f"{stem}_{other}" for other in _WORDING} if act in _WORDING else set()
    yield text.event
    for entry in history:
        event = entry.event
        if event.subject == text.event.subject and event.kind in kinds and _text_of(entry.body, text.field):
            yield event


def _text_of(body: msgspec.Struct | None, field: str) -> str:
    """Return the text in a field; empty where there is none, or where an edit left it as it was."""
    text = getattr(body, field, "")
    return text if isinstance(text, str) else ""


def _unread(body: str) -> object:
    """Decode a body that is not understood; return the text itself where it is not JSON."""
    try:
        return msgspec.json.decode(body)
    except (msgspec.DecodeError, UnicodeError, RecursionError):
        return body


def _unread_words(body: str) -> str:
    """Join everything that may be words in a body that is not understood."""
    return " · ".join(filter(None, _strings(_unread(body))))


def _unread_fields(event: Event) -> tuple[str, ...]:
    """Return the fields to empty of an event that is not understood; none for all of it."""
    body = _unread(event.body)
    return tuple(body) if event.kind in KINDS and isinstance(body, dict) else ()


class _ShownWords:
    """Finds by an event what the state shows of its words now."""

    def __init__(self, history: History) -> None:
        self._history = history
        self._state = history.state
        self._tables = history.state.tables().values()
        self._numbers = {item.item_id: number for number, item in enumerate(items_in_order(history.state), 1)}

    def texts(self, entry: LoggedEvent) -> Iterator[TypedText]:
        """Return the texts of one event."""
        event = entry.event
        if not event.body or event.kind in ERASING:
            return
        if entry.kind is None:
            if words := _unread_words(event.body):
                yield TypedText(event, "", words, say("something that this version can’t read"), Standing.UNKNOWN)
            return
        for field in entry.kind.texts:
            if text := _text_of(entry.body, field):
                yield TypedText(event, field, text, self._place(entry, field), self._standing(entry, text))

    def _standing(self, entry: LoggedEvent, text: str) -> Standing:
        event = entry.event
        if self._history.is_skipped(entry):
            return Standing.UNDONE
        entities = self._entities(entry)
        if not entities:
            return Standing.UNDONE if self._is_undone(event.subject) else Standing.WITHOUT_EFFECT
        if not any(text in _strings(msgspec.to_builtins(entity)) for entity in entities):
            return Standing.EARLIER
        return Standing.REMOVED if any(getattr(entity, "removed", False) for entity in entities) else Standing.SHOWN

    def _is_undone(self, subject: Subject) -> bool:
        """Tell whether the event that made an entity is undone; an entity's id is `writer.seq` of that event."""
        writer, _, seq = subject.rpartition(".")
        maker = self._history.entry(WriterId(writer), int(seq)) if seq.isascii() and seq.isdecimal() else None
        return maker is not None and self._history.is_skipped(maker)

    def _entities(self, entry: LoggedEvent) -> list[msgspec.Struct]:
        """Return what an event may have given words: its subject, that in a language, its own, its run, the session."""
        event, language = entry.event, getattr(entry.body, "language", "")
        ids = {event.subject or event.writer, f"{event.writer}.{event.seq}"}
        ids |= {f"{event.subject}/{language}"} if language else set()
        found = [table[entity_id] for table in self._tables for entity_id in ids if entity_id in table]
        return found if event.subject else [*found, self._state.info]

    def _place(self, entry: LoggedEvent, field: str) -> Message:
        named = _PLACES.get((entry.event.kind.rpartition("_")[0], field)) or _PLACES.get((entry.event.kind, field))
        return named(self._state, entry, self._numbers) if named else say("typed words")


def _strings(value: object) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, Mapping):
        for part in value.values():
            yield from _strings(part)
    elif isinstance(value, list | tuple):
        for part in value:
            yield from _strings(part)


Place = Callable[[State, LoggedEvent, Mapping[Any, int]], Message]


def _just(message: Message) -> Place:
    return lambda _state, _entry, _numbers: message


def _of_item(message: Message, otherwise: Message) -> Place:
    def place(_state: State, entry: LoggedEvent, numbers: Mapping[Any, int]) -> Message:
        number = numbers.get(entry.event.subject)
        return Message(message.msgid, {"number": number}) if number else otherwise

    return place


def _label(state: State, entry: LoggedEvent, _numbers: Mapping[Any, int]) -> Message:
    person = state.participants.get(ParticipantId(entry.event.subject))
    seat = person.seat if person else getattr(entry.body, "seat", 0)
    return say("label of seat {seat}", seat=seat) if isinstance(seat, int) and seat else say("label of a seat")


_REASON = _just(say("reason of a decision about a statement"))
_FOR_TEAM = _of_item(say("words for the team about item {number}"), say("words for the team"))
_PLACES: dict[tuple[str, str], Place] = {
    ("session", "title"): _just(say("title of the session")),
    ("item", "title"): _of_item(say("title of item {number}"), say("title of an item")),
    ("item", "question"): _of_item(say("question of item {number}"), say("question of an item")),
    **{("item", field): _FOR_TEAM for field in ("goal", "materials", "team_note", "led_by")},
    ("session", "referral"): _just(say("where the care person can send somebody")),
    ("participant", "oblast"): _just(say("oblast of somebody")),
    ("display_set", "text"): _just(say("message on the room display")),
    ("clocks_frozen", "other"): _just(say("reason of a freeze")),
    ("clocks_frozen", "shelter"): _just(say("where the shelter is")),
    ("group", "name"): _just(say("name of a group")),
    ("participant", "label"): _label,
    ("table", "label"): _just(say("name of a table")),
    ("note", "text"): _just(say("note")),
    ("tag", "name"): _just(say("tag")),
    ("tag", "description"): _just(say("description of a tag")),
    ("list_entry", "text"): _just(say("entry of a list")),
    ("session", "place"): _just(say("place of the meeting")),
    ("text_translated", "text"): _just(say("translation")),
    ("text_translated", "translated_by"): _just(say("who translated a text")),
    ("theme", "title"): _just(say("title of a theme")),
    ("theme", "text"): _just(say("text of a theme")),
    ("objection", "text"): _just(say("what somebody said instead")),
    ("objection", "answer"): _just(say("what the group said to an objection")),
    ("submission", "text"): _just(say("text from a phone")),
    ("answer", "text"): _just(say("answer")),
    ("paragraph", "text"): _just(say("paragraph of the report")),
    ("mention_decided", "text"): _just(say("words in place of a mention")),
    ("question_drawn", "text"): _just(say("question of the marathon")),
    ("question_edited", "text"): _just(say("question of the marathon")),
    ("statement_added", "text"): _just(say("statement")),
    ("statement_translated", "text"): _just(say("translation of a statement")),
    ("statement_translated", "translated_by"): _just(say("who translated a statement")),
    ("statement", "language"): _just(say("language of a statement")),
    ("statement", "reason"): _REASON,
    ("run", "author"): _just(say("initials of the person who worked here")),
}
"""The words for a field, by the kind's stem or the whole kind, and the field."""

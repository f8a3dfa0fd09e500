"""Erasure: what was erased in a session, and what each event still keeps.

Three ways: `Erased` blanks all events about an entity, `Redacted` empties the typed words of one event,
`SpeakingForgotten` blanks the events of the floor. Each applies to events here and to events still to arrive, so no
order of arrival brings words back. What erases is never blanked itself: else the order of arrival would decide.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from typing import Any, NamedTuple

import msgspec
from msgspec.structs import replace

from facilitator_console.log.envelope import THE_SESSION, Event, Instant, Subject, WriterId
from facilitator_console.log.kinds import Kind
from facilitator_console.log.structural import Erased, Redacted, SpeakingForgotten

ERASING: dict[str, type[msgspec.Struct]] = {
    "erased": Erased,
    "redacted": Redacted,
    "speaking_forgotten": SpeakingForgotten,
}
"""The kinds that erase, by name."""

_DECODERS = {kind: msgspec.json.Decoder(body) for kind, body in ERASING.items()}


class _Era(msgspec.Struct):
    era: int | None = None


_ERA = msgspec.json.Decoder(_Era)
_TELLING_BY_TIME = frozenset({"undone", "redone"})
"""An undo of a turn's command tells when the turn was; the time of these events is of no other use."""
_UNREADABLE = (msgspec.DecodeError, UnicodeError, RecursionError)


class Erasures(NamedTuple):
    """Holds everything that was erased in one session; never changed in place.

    Attributes:
        subjects: Entities all of whose events are blank.
        redacted: By (writer, seq) of an event, its fields that are empty; among them `WORDS` for all typed words.
        era: How many times it was forgotten who spoke when.
    """

    subjects: frozenset[Subject] = frozenset()
    redacted: Mapping[tuple[WriterId, int], frozenset[str]] = {}
    era: int = 0


WORDS = ""
"""Stands for the fields with typed words, whichever a kind has."""
NOTHING_ERASED = Erasures()


def with_erasures(erasures: Erasures, events: Iterable[Event]) -> Erasures:
    """Return the erasures with those of these events added; the same object where they erase nothing more.

    An unreadable or meaningless erasure erases nothing.
    """
    subjects: set[Subject] = set()
    redacted: dict[tuple[WriterId, int], frozenset[str]] = {}
    era = erasures.era
    for event in events:
        if event.kind not in ERASING:
            continue
        try:
            body = _DECODERS[event.kind].decode(event.body)
        except _UNREADABLE:
            continue
        if isinstance(body, Erased):
            subjects.add(body.subject)
        elif isinstance(body, Redacted):
            identity = (body.writer, body.seq)
            known = redacted.get(identity, erasures.redacted.get(identity, frozenset()))
            redacted[identity] = known | frozenset(body.fields or (WORDS,))
        elif isinstance(body, SpeakingForgotten):
            era = max(era, body.era)
    subjects -= {THE_SESSION, *erasures.subjects}
    more = any(erasures.redacted.get(identity) != fields for identity, fields in redacted.items())
    if not subjects and not more and era == erasures.era:
        return erasures
    return Erasures(erasures.subjects | subjects, {**erasures.redacted, **redacted}, era)


def blanked(event: Event) -> Event:
    """Return the event without body and time; its place in the order stays."""
    return replace(event, at_ms=Instant(0), body="")


def as_kept(event: Event, erasures: Erasures, kinds: Mapping[str, Kind]) -> Event:
    """Return the event as it is kept under these erasures; the same object where they leave it as it is.

    Args:
        event: Of the session of the erasures.
        erasures: What was erased.
        kinds: By name: says which fields hold words and readings. Of an unknown kind the whole body goes.
    """
    if event.kind in ERASING or (erasures is NOTHING_ERASED and event.body):
        return event
    if not event.body or event.subject in erasures.subjects:
        return event if not event.body and not event.at_ms else blanked(event)
    redacted = erasures.redacted.get((event.writer, event.seq), frozenset())
    if not redacted and not erasures.era:
        return event
    kind, fields = kinds.get(event.kind), redacted
    if erasures.era:
        if event.kind in _TELLING_BY_TIME:
            event = replace(event, at_ms=Instant(0))
        # A newer program's events that tell of turns are known by their era, whatever they are called.
        era = _era_of(event.body)
        if (era or 0) < erasures.era and (kind or era is not None):
            if kind is None or kind.speaks:
                return blanked(event)
            fields |= frozenset(kind.turn_fields)
    if WORDS in fields:
        if kind is None:
            return blanked(event)
        fields |= frozenset(kind.texts)
    return _emptied(event, fields) if fields else event


def is_same_event(event: Event, other: Event) -> bool:
    """Tell whether two forms are of one event: equal except for what an erasure may have taken from either."""
    if (event.kind, event.lamport, event.subject) != (other.kind, other.lamport, other.subject):
        return False
    if event.at_ms and other.at_ms and event.at_ms != other.at_ms:
        return False
    if not event.body or not other.body or event.body == other.body:
        return True
    try:
        first, second = msgspec.json.decode(event.body), msgspec.json.decode(other.body)
    except _UNREADABLE:
        return False
    if not isinstance(first, dict) or not isinstance(second, dict) or first.keys() != second.keys():
        return False
    pairs = ((first[name], second[name]) for name in first)
    return all(mine == theirs or mine == _empty(theirs) or theirs == _empty(mine) for mine, theirs in pairs)


def _era_of(body: str) -> int | None:
    try:
        return _ERA.decode(body).era
    except _UNREADABLE:
        return None


def _emptied(event: Event, fields: Collection[str]) -> Event:
    """Return the event with these fields empty, each in its own type; blank where the body is not an object."""
    try:
        body = msgspec.json.decode(event.body)
    except _UNREADABLE:
        return blanked(event)
    if not isinstance(body, dict):
        return blanked(event)
    emptied = {name: _empty(value) if name in fields else value for name, value in body.items()}
    if emptied == body:
        return event
    return replace(event, body=msgspec.json.encode(emptied).decode())


def _empty(value: Any) -> Any:  # noqa: ANN401 - any value of JSON
    return None if value is None else type(value)()

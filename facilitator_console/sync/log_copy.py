"""The events of the open session as the thread of the network sees them: what to send, and what is lacking elsewhere.

The events are those that the console holds, none is copied. What was erased is emptied here too.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from hashlib import blake2b

import msgspec

from facilitator_console.dialogue.kinds import KINDS
from facilitator_console.log import (
    ERASING,
    NOTHING_ERASED,
    Event,
    WriterId,
    agreed_order,
    as_kept,
    blanked,
    identity_of,
    with_erasures,
)
from facilitator_console.sync.ranges import Range, Ranges

Have = Mapping[WriterId, Ranges]


class LogCopy:
    """Holds a session's events by writer and number."""

    def __init__(self, events: Iterable[Event] = ()) -> None:
        """Begin with a copy of these events."""
        self._events: dict[tuple[WriterId, int], Event] = {}
        self._have: dict[WriterId, Ranges] = {}
        self._digests: dict[WriterId, bytes] = {}
        self._erasures = NOTHING_ERASED
        self.add(list(events))

    def __len__(self) -> int:
        """Return the number of events in the copy."""
        return len(self._events)

    def add(self, events: Iterable[Event]) -> None:
        """Add what the session has kept."""
        arriving = list(events)
        erasures = with_erasures(self._erasures, arriving)
        if erasures is not self._erasures:
            self._erasures = erasures
            self._digests.clear()
            self._events = {key: as_kept(event, erasures, KINDS) for key, event in self._events.items()}
        for event in arriving:
            key = identity_of(event)
            known = self._events.get(key)
            if known is None:
                self._have.setdefault(event.writer, Ranges()).add(event.seq)
                self._events[key] = as_kept(event, self._erasures, KINDS)
            elif not event.body and known.kind not in ERASING:
                self._events[key] = blanked(known)
            else:
                continue
            self._digests.pop(event.writer, None)

    def have(self) -> dict[WriterId, tuple[Range, ...]]:
        """Return which events the copy has, by writer."""
        return {writer: ranges.pairs() for writer, ranges in self._have.items()}

    def missing(self, writers: Mapping[WriterId, Iterable[Range]]) -> dict[WriterId, tuple[Range, ...]]:
        """Return which of these events are not held."""
        nothing = Ranges()
        missing = {writer: Ranges(pairs).without(self._have.get(writer, nothing)) for writer, pairs in writers.items()}
        return {writer: ranges.pairs() for writer, ranges in missing.items() if ranges != nothing}

    def lacking(self, have: Have, *, erasing: bool) -> list[Event]:
        """Return the events that somebody lacks, in the agreed order.

        Args:
            have: What they have.
            erasing: Those that erase, or all others.
        """
        return sorted(self._lacking(have, erasing=erasing), key=agreed_order)

    def _lacking(self, have: Have, *, erasing: bool) -> Iterator[Event]:
        whole = {writer for writer, ranges in self._have.items() if have.get(writer) == ranges}
        for (writer, seq), event in self._events.items():
            if writer not in whole and (event.kind in ERASING) is erasing and not is_in(have, writer, seq):
                yield event

    def of_writer(self, writer: WriterId) -> list[Event]:
        """Return all of a writer's events, in the agreed order."""
        return sorted((event for event in self._events.values() if event.writer == writer), key=agreed_order)

    def kept(self, events: Iterable[Event]) -> list[Event]:
        """Return events as the copy has them by now."""
        return [self._events.get(identity_of(event), event) for event in events]

    def digests(self) -> dict[WriterId, tuple[tuple[Range, ...], bytes]]:
        """Return what the events of each writer come to; worked out anew only where they have changed."""
        unknown: dict[WriterId, list[Event]] = {writer: [] for writer in self._have if writer not in self._digests}
        if unknown:
            for event in self._events.values():
                if event.writer in unknown:
                    unknown[event.writer].append(event)
        for writer, events in unknown.items():
            in_order = msgspec.msgpack.encode(sorted(events, key=lambda event: event.seq))
            self._digests[writer] = blake2b(in_order, digest_size=16).digest()
        return {writer: (ranges.pairs(), self._digests[writer]) for writer, ranges in self._have.items()}


def ranges_of(events: Iterable[Event]) -> dict[WriterId, Ranges]:
    """Return which events these are."""
    found: dict[WriterId, Ranges] = {}
    for event in events:
        found.setdefault(event.writer, Ranges()).add(event.seq)
    return found


def is_in(have: Have, writer: WriterId, seq: int) -> bool:
    """Tell whether somebody has an event."""
    ranges = have.get(writer)
    return ranges is not None and seq in ranges

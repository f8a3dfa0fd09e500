"""A log of events in memory: the plain model that the log on the disk is compared with."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from facilitator_console.log import ERASING, Event, SessionId, WriterId, agreed_order, blanked
from facilitator_console.log.erasure import NOTHING_ERASED, Erasures, as_kept, with_erasures
from facilitator_console.log.kinds import Kind


class MemoryLog:
    """A log that lives as long as the program."""

    def __init__(self, kinds: Mapping[str, Kind]) -> None:
        """Start empty; `kinds` says which fields of an event hold words."""
        self._kinds = kinds
        self._events: dict[SessionId, dict[tuple[WriterId, int], Event]] = {}
        self._erasures: dict[SessionId, Erasures] = {}

    def append(self, events: Sequence[Event]) -> None:
        """Add events; see `EventLog.append`."""
        for event in events:
            held = self._events.setdefault(event.session, {})
            known = held.get((event.writer, event.seq))
            if known is None:
                held[event.writer, event.seq] = as_kept(event, NOTHING_ERASED, self._kinds)
            elif not event.body and known.kind not in ERASING:
                held[event.writer, event.seq] = blanked(known)
        for session in {event.session for event in events}:
            self._erase(session, with_erasures(self._erased_in(session), (e for e in events if e.session == session)))

    def _erased_in(self, session: SessionId) -> Erasures:
        return self._erasures.get(session, NOTHING_ERASED)

    def _erase(self, session: SessionId, erasures: Erasures) -> None:
        self._erasures[session] = erasures
        held = self._events[session]
        for identity, event in held.items():
            held[identity] = as_kept(event, erasures, self._kinds)

    def read(self, session: SessionId) -> Iterator[Event]:
        """The session's events in the agreed order."""
        return iter(sorted(self._events.get(session, {}).values(), key=agreed_order))

    def sessions(self) -> tuple[SessionId, ...]:
        """Ids of all sessions that have events, sorted."""
        return tuple(sorted(self._events))

"""The protocol that every store of events fulfils, and the store in memory.

A log is a set with an agreed order: adding is a union, a blank body wins, erasure reaches events still to arrive.
tests/log/contract.py tests every implementation.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Protocol

from facilitator_console.log.envelope import Event, SessionId, WriterId, agreed_order
from facilitator_console.log.erasure import ERASING, NOTHING_ERASED, Erasures, as_kept, blanked, with_erasures
from facilitator_console.log.kinds import Kind


class EventLog(Protocol):
    """Keeps the events of sessions."""

    def append(self, events: Sequence[Event]) -> None:
        """Add events, all or none; when the call returns they are kept.

        Events that are there already are left as they are, but a blank body replaces a full one. No blank keeps a time.
        What was erased loses its words and stays so, whatever arrives later; see log.erasure.

        Args:
            events: Of any sessions and writers, in any order.

        Raises:
            StorageError: The world failed (disk, permissions); nothing of it was kept.
        """

    def read(self, session: SessionId) -> Iterator[Event]:
        """Return the session's events in the agreed order."""

    def sessions(self) -> tuple[SessionId, ...]:
        """Return the ids of all sessions that have events, sorted."""


class MemoryLog:
    """Keeps events as long as the program runs."""

    def __init__(self, kinds: Mapping[str, Kind]) -> None:
        """Start empty; `kinds` says which fields of an event contain typed words."""
        self._kinds = kinds
        self._events: dict[SessionId, dict[tuple[WriterId, int], Event]] = {}
        self._erasures: dict[SessionId, Erasures] = {}

    def append(self, events: Sequence[Event]) -> None:
        """Add events; see `EventLog.append`."""
        for event in events:
            stored = self._events.setdefault(event.session, {})
            known = stored.get((event.writer, event.seq))
            if known is None:
                stored[event.writer, event.seq] = as_kept(event, NOTHING_ERASED, self._kinds)
            elif not event.body and known.kind not in ERASING:
                stored[event.writer, event.seq] = blanked(known)
        for session in {event.session for event in events}:
            self._erase(session, with_erasures(self._erased_in(session), (e for e in events if e.session == session)))

    def _erased_in(self, session: SessionId) -> Erasures:
        return self._erasures.get(session, NOTHING_ERASED)

    def _erase(self, session: SessionId, erasures: Erasures) -> None:
        self._erasures[session] = erasures
        stored = self._events[session]
        for identity, event in stored.items():
            stored[identity] = as_kept(event, erasures, self._kinds)

    def read(self, session: SessionId) -> Iterator[Event]:
        """Return the session's events in the agreed order."""
        return iter(sorted(self._events.get(session, {}).values(), key=agreed_order))

    def sessions(self) -> tuple[SessionId, ...]:
        """Return the ids of all sessions that have events, sorted."""
        return tuple(sorted(self._events))

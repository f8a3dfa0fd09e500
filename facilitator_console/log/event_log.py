"""The protocol that every store of events fulfils, and the one in memory.

A log is a set with an agreed order: adding is a union, a blank body wins, erasure reaches what is still to come.
tests/log/contract.py holds every implementation to this.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Protocol

from facilitator_console.log.envelope import Event, SessionId, Subject, WriterId, agreed_order, blanked
from facilitator_console.log.structural import ERASED, as_kept, erased_subjects


class EventLog(Protocol):
    """Keeps the events of sessions."""

    def append(self, events: Sequence[Event]) -> None:
        """Add events, all or none; when it returns they are kept.

        Events that are there already are left as they are, but a blank body replaces a full one. No blank keeps a time.
        `Erased` blanks what is there with its subject and what arrives later; it is never blanked itself.

        Args:
            events: Of any sessions and writers, in any order.

        Raises:
            StorageError: The world failed (disk, permissions); nothing of it was kept.
        """

    def read(self, session: SessionId) -> Iterator[Event]:
        """The session's events in the agreed order."""

    def sessions(self) -> tuple[SessionId, ...]:
        """Ids of all sessions that have events, sorted."""


class MemoryLog:
    """A log that lives as long as the program."""

    def __init__(self) -> None:
        """Start empty."""
        self._events: dict[SessionId, dict[tuple[WriterId, int], Event]] = {}
        self._erased: dict[SessionId, set[Subject]] = {}

    def append(self, events: Sequence[Event]) -> None:
        """Add events; see `EventLog.append`."""
        for event in events:
            held = self._events.setdefault(event.session, {})
            known = held.get((event.writer, event.seq))
            if known is None:
                held[event.writer, event.seq] = as_kept(event, frozenset())
            elif not event.body and known.kind != ERASED:
                held[event.writer, event.seq] = blanked(known)
        for session in {event.session for event in events}:
            self._blank(session, erased_subjects(e for e in events if e.session == session))

    def _blank(self, session: SessionId, subjects: set[Subject]) -> None:
        erased = self._erased.setdefault(session, set())
        erased |= subjects
        if not erased:
            return
        held = self._events[session]
        for identity, event in held.items():
            held[identity] = as_kept(event, erased)

    def read(self, session: SessionId) -> Iterator[Event]:
        """The session's events in the agreed order."""
        return iter(sorted(self._events.get(session, {}).values(), key=agreed_order))

    def sessions(self) -> tuple[SessionId, ...]:
        """Ids of all sessions that have events, sorted."""
        return tuple(sorted(self._events))

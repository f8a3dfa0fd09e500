"""The protocol that every store of events fulfils.

A log is a set with an agreed order: adding is a union, a blank body wins, erasure reaches events still to arrive.
tests/log/contract.py tests every implementation.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Protocol

from facilitator_console.log.envelope import Event, SessionId


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

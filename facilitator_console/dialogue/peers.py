"""Refuses events of another laptop that is broken, or is not the one that it says it is.

All else is kept, also what nobody here understands. A peer may bring any writer's events.
"""

from __future__ import annotations

from collections.abc import Sequence

from facilitator_console.dialogue.history import History
from facilitator_console.log import MOST_LAMPORT, MOST_MS, Event, SessionId, WriterId, in_turns, is_same_event
from facilitator_console.words import Message, PeerError, say

MOST_AHEAD = 2**32
"""A lamport that is further above ours is wrong: no laptop makes so many commands."""
LARGEST_BODY = 256 * 1024
"""Bytes; the longest note is well below."""
LONGEST_NAMES = 1024
"""Signs, of writer, kind and subject together."""
OTHER_VERSION = say("The other laptop has a different version of an event that is known here. Nothing was taken in.")


def refuse_peer(events: Sequence[Event], history: History, session: SessionId, writer: WriterId, seq: int) -> None:
    """Check that these events may be taken in.

    Args:
        events: What the peer sent.
        history: The events that are known here.
        session: The session that is open.
        writer: This run.
        seq: The last number that it gave.

    Raises:
        PeerError: One of them may not be taken in; then none may.
    """
    most_lamport = _most_lamport(events, history)
    seen: dict[tuple[WriterId, int], Event] = {}
    for event in in_turns(events):
        if not _is_text(event):
            raise PeerError(say("The other laptop sent something that is not text. Nothing was taken in."))
        known = history.known(event.writer, event.seq) or seen.get((event.writer, event.seq))
        if reason := _fault(event, known, session, writer, seq, most_lamport):
            raise PeerError(reason)
        if event.body:
            seen[event.writer, event.seq] = event


def refuse_other_versions(events: Sequence[Event], history: History) -> None:
    """Check that a history contains no other version of these events.

    Raises:
        PeerError: Something is; then the two may not be joined.
    """
    for event in in_turns(events):
        known = history.known(event.writer, event.seq)
        if known is not None and not is_same_event(event, known):
            raise PeerError(OTHER_VERSION)


def _fault(
    event: Event, known: Event | None, session: SessionId, writer: WriterId, seq: int, most_lamport: int
) -> Message | None:
    if event.session != session:
        return say("The other laptop sent events of another session. Nothing was taken in.")
    if event.writer == writer and event.seq > seq:
        return say("The other laptop writes under this laptop’s name: it is a copy of it. Nothing was taken in.")
    counts = 0 <= event.lamport <= most_lamport and 1 <= event.seq <= MOST_LAMPORT and 0 <= event.at_ms <= MOST_MS
    if not counts:
        return say("The other laptop sent events with impossible numbers. Nothing was taken in.")
    if len(event.body.encode()) > LARGEST_BODY or len(event.writer + event.kind + event.subject) > LONGEST_NAMES:
        return say("The other laptop sent an event that is too large. Nothing was taken in.")
    if known is not None and not is_same_event(event, known):
        return OTHER_VERSION
    return None


def _most_lamport(events: Sequence[Event], history: History) -> int:
    """Return the highest lamport that may come: one that was taken in elsewhere is counted on from there."""
    most = history.lamport
    for lamport in sorted(event.lamport for event in events):
        if lamport > most + MOST_AHEAD:
            break
        most = max(most, lamport)
    return most + MOST_AHEAD


def _is_text(event: Event) -> bool:
    """Tell whether a file can contain everything that an event says: half of a surrogate pair can't be encoded."""
    try:
        f"{event.session}{event.writer}{event.kind}{event.subject}{event.body}".encode()
    except UnicodeEncodeError:
        return False
    return True

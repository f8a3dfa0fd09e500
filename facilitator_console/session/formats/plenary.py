"""The plenary: all together, with a queue: first come, first heard, or those who have spoken less first.

An item of a format that this program does not know behaves like this. The balanced order is specified in
docs/decisions/0029.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from heapq import heapify, heappop, heappush
from typing import NamedTuple

from facilitator_console.log import Duration
from facilitator_console.session.balance import NOT_HEARD, Heard, heard
from facilitator_console.session.formats.format import Format, Reason, SpeakingOrder
from facilitator_console.session.ids import DEFAULT_FORMAT, EntryId, ReasonId
from facilitator_console.session.room_state import QueueEntry
from facilitator_console.session.state import SessionState
from facilitator_console.words import say

TALK_STEP_MS = Duration(30_000)
"""Talk times within one such step count as equal, so that a second more or less reorders nobody."""
OVERTAKEN_MOST = 5
"""The most people who came later that may be called before somebody; then that person comes first."""

FIRST_TIME = Reason(ReasonId("first_time"), say("first time"))
FIRST_TIME_LATER = Reason(ReasonId("first_time_later"), say("first time, came later"))
SAME_LATER = Reason(ReasonId("same_later"), say("same, came later"))
SPOKE_BEFORE = Reason(ReasonId("spoke_before"), say("has spoken before"))
MORE_TIME = Reason(ReasonId("more_time"), say("has had more time"))
NEXT_ALREADY = Reason(ReasonId("next_already"), say("was next already"))
WAITED_LONG = Reason(ReasonId("waited_long"), say("has waited long"))


class Stack(SpeakingOrder):
    """Calls people in the order in which they came."""

    name = "stack"


class Standing(NamedTuple):
    """Says where a contribution would stand if nobody kept a place; the lowest comes first.

    Attributes:
        is_later: Has not been overtaken so often that it comes first.
        has_spoken: Has had a turn that counts.
        step: Talk time, in steps of `TALK_STEP_MS`.
        came: Place by arrival.
    """

    is_later: bool
    has_spoken: bool
    step: int
    came: int


class BalancedStack(SpeakingOrder):
    """Calls those who have spoken less first; among equals the order of arrival stays.

    Who was next already keeps their place before newcomers, and nobody is overtaken for ever.
    """

    name = "balanced_stack"

    def arranged(self, state: SessionState, entries: Sequence[QueueEntry]) -> Iterator[tuple[QueueEntry, Reason]]:
        """Put first those who have had no turn, then those with less talk time as of the last event."""
        had = heard(state, state.room.as_of_ms) if entries else {}
        standings = {
            entry.entry_id: _standing(entry, had.get(entry.participant_id, NOT_HEARD), came)
            for came, entry in enumerate(entries)
        }
        best_first, passed = iter(sorted(standings.values())), set[Standing]()
        best, before = next(best_first, None), None
        for entry in _kept_behind(entries, standings):
            standing = standings[entry.entry_id]
            if not standing.is_later:
                reason, before = WAITED_LONG, None
            elif best is not None and best < standing:  # Somebody behind would stand before them.
                reason, before = NEXT_ALREADY, None
            else:
                reason, before = _reason(standing, before), standing
            yield entry, reason
            passed.add(standing)
            while best in passed:
                best = next(best_first, None)


def _standing(entry: QueueEntry, had: Heard, came: int) -> Standing:
    if entry.overtaken >= OVERTAKEN_MOST:
        return Standing(is_later=False, has_spoken=False, step=0, came=came)
    return Standing(is_later=True, has_spoken=had.turns > 0, step=had.talk_ms // TALK_STEP_MS, came=came)


def _kept_behind(entries: Sequence[QueueEntry], standings: Mapping[EntryId, Standing]) -> Iterator[QueueEntry]:
    """Iterate by standing, but each behind those whom it found at the head when it came.

    What another laptop wrote may name a circle; those in it come last.
    """
    by_id = {entry.entry_id: entry for entry in entries}
    ahead = {entry.entry_id: {other for other in entry.behind if other in by_id} for entry in entries}
    followers: dict[EntryId, list[EntryId]] = {}
    for entry_id, others in ahead.items():
        for other in others:
            followers.setdefault(other, []).append(entry_id)
    ready = [(standings[entry_id], entry_id) for entry_id, others in ahead.items() if not others]
    heapify(ready)
    left = dict(by_id)
    while ready:
        _, entry_id = heappop(ready)
        yield left.pop(entry_id)
        for follower in followers.get(entry_id, ()):
            ahead[follower].discard(entry_id)
            if not ahead[follower]:
                heappush(ready, (standings[follower], follower))
    yield from left.values()


def _reason(standing: Standing, before: Standing | None) -> Reason:
    """Say why a contribution stands behind the one before it.

    Without figures: who looks over a shoulder learns no more than the order itself shows.
    """
    is_same = before is not None and (standing.has_spoken, standing.step) == (before.has_spoken, before.step)
    if not standing.has_spoken and not standing.step:
        return FIRST_TIME_LATER if is_same else FIRST_TIME
    if is_same:
        return SAME_LATER
    return SPOKE_BEFORE if before is None or not before.has_spoken else MORE_TIME


STACK = Stack()
BALANCED_STACK = BalancedStack()
PLENARY = Format(DEFAULT_FORMAT, (STACK, BALANCED_STACK))

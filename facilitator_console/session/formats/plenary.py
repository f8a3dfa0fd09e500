"""The plenary: all together, with a queue: first come, first heard, or those who have spoken less first.

An item of a format that this program does not know behaves like this.
"""

from __future__ import annotations

from collections.abc import Sequence

from facilitator_console.log import Duration, Instant
from facilitator_console.session.balance import NOT_HEARD, Heard, heard
from facilitator_console.session.formats.format import Format, SpeakingOrder
from facilitator_console.session.ids import DEFAULT_FORMAT
from facilitator_console.session.state import QueueEntry, SessionState
from facilitator_console.words import Message, say

TALK_STEP_MS = Duration(30_000)
"""Talk times within one such step count as equal, so that a second more or less reorders nobody."""
NOT_HEARD_STEP = (False, 0)
"""The step of those who have had no turn yet."""


class Stack(SpeakingOrder):
    """Calls people in the order in which they came."""

    name = "stack"


class BalancedStack(SpeakingOrder):
    """Calls those who have spoken less first; among equals the order of arrival stays."""

    name = "balanced_stack"
    talk_step_ms = TALK_STEP_MS

    def arranged(
        self, state: SessionState, now_ms: Instant, entries: Sequence[QueueEntry]
    ) -> list[tuple[QueueEntry, Message]]:
        """Put first those who have had no turn, then those with less talk time, in steps."""
        had = heard(state, now_ms) if entries else {}
        steps = {entry.entry_id: self._step(had.get(entry.participant_id, NOT_HEARD)) for entry in entries}
        found = []
        before = None
        for entry in sorted(entries, key=lambda entry: steps[entry.entry_id]):
            step = steps[entry.entry_id]
            found.append((entry, _reason(step, before)))
            before = step
        return found

    def _step(self, had: Heard) -> tuple[bool, int]:
        return (had.turns > 0, had.talk_ms // self.talk_step_ms)


def _reason(step: tuple[bool, int], before: tuple[bool, int] | None) -> Message:
    """Say why a contribution stands behind the one before it.

    Without figures: who looks over a shoulder learns no more than the order itself shows.
    """
    if step == NOT_HEARD_STEP:
        return say("first time, came later") if before == step else say("first time")
    if before == step:
        return say("same, came later")
    return say("has spoken before") if before in {None, NOT_HEARD_STEP} else say("has had more time")


STACK = Stack()
BALANCED_STACK = BalancedStack()
PLENARY = Format(DEFAULT_FORMAT, (STACK, BALANCED_STACK))

"""Forgetting who spoke when, once a meeting is over: what each had in all stays, the turns go for good.

What is asked for erasure here is about the floor alone: turns, the queue, passes. Notes are the notes' own.
"""

from __future__ import annotations

from collections.abc import Collection

from facilitator_console.log import THE_SESSION, Erased, Instant, NewEvent, Subject
from facilitator_console.session import events as ev
from facilitator_console.session.balance import heard, to_half_minutes
from facilitator_console.session.state import SessionState
from facilitator_console.words import UserError, say

_SPEAKING = (
    ev.QueueJoined,
    ev.QueueLeft,
    ev.Passed,
    ev.TurnStarted,
    ev.TurnPaused,
    ev.TurnResumed,
    ev.TurnExtended,
    ev.TurnEnded,
    ev.TurnCalledBack,
)
SPEAKING_KINDS = frozenset(kind for kind, body_type in ev.KINDS.items() if body_type in _SPEAKING)
"""Stored names of the events that tell who had or wanted the floor, and when."""


def forget_speaking(state: SessionState, now_ms: Instant, subjects: Collection[Subject]) -> list[NewEvent]:
    """Forget who spoke, waited or passed, and when: write the sums down, erase the rest for good.

    Args:
        state: The session, closed.
        now_ms: Now.
        subjects: What the log's events of `SPEAKING_KINDS` are about, those without effect among them.
    """
    if not state.info.closed_at_ms:
        raise UserError(say("The session is not over. End it first, then it can be forgotten who spoke when."))
    if not subjects:
        raise UserError(say("There is nothing to forget: nobody's turns are in the record."))
    had = to_half_minutes(heard(state, now_ms))
    # By id: neither the sums nor the erasures may tell who came first.
    talk = {one: ev.TalkSum(had[one].turns, had[one].talk_ms) for one in sorted(had)}
    began = [turn.started_at_ms for turn in state.turns.values()]
    began += [state.info.spoken_from_ms] if state.info.spoken_from_ms else []
    summed = ev.SpeakingSummed(talk, min(began, default=Instant(0)))
    return [NewEvent(summed), *(NewEvent(Erased(subject), THE_SESSION) for subject in sorted(subjects))]


def keep_speaking(state: SessionState, _now_ms: Instant) -> list[NewEvent]:
    """Keep who spoke when, and don't ask again."""
    if not state.info.closed_at_ms:
        raise UserError(say("The session is not over, so this is not asked yet."))
    return [] if state.info.speaking_kept else [NewEvent(ev.SpeakingKept(), THE_SESSION)]

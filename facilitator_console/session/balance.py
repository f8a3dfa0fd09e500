"""Who has been heard, and for how long. Nobody is ranked.

Contributions and direct responses count; points of process and questions for clarity don't.
"""

from __future__ import annotations

from typing import NamedTuple

from facilitator_console.log import Duration, Instant
from facilitator_console.session.ids import COUNTED, OUTSIDE_BALANCE, SOMEONE_ELSE, GroupId, ParticipantId
from facilitator_console.session.people import group_of, groups_shown, seated
from facilitator_console.session.state import Participant, SessionState
from facilitator_console.session.timers import turn_timer


class Heard(NamedTuple):
    """What somebody has had so far."""

    turns: int
    talk_ms: Duration


NOT_HEARD = Heard(0, Duration(0))


def heard(state: SessionState, now_ms: Instant) -> dict[ParticipantId, Heard]:
    """Turns and talk time of everyone who has spoken, the running turn up to now included.

    Returns:
        By participant, in the order in which they first spoke.
    """
    found: dict[ParticipantId, Heard] = {}
    for turn in state.turns.values():
        if turn.kind not in COUNTED or turn.participant_id == SOMEONE_ELSE:
            continue
        talk_ms: int = turn.talk_ms
        if turn.turn_id in state.room.floor and (timer := turn_timer(state, now_ms, turn.turn_id)):
            talk_ms = timer.used_ms
        before = found.get(turn.participant_id, NOT_HEARD)
        found[turn.participant_id] = Heard(before.turns + 1, Duration(before.talk_ms + talk_ms))
    return found


def not_heard_yet(state: SessionState) -> tuple[Participant, ...]:
    """Those inside the balance who have had no turn, by seat."""
    spoken = {turn.participant_id for turn in state.turns.values() if turn.kind in COUNTED}
    return tuple(
        person for person in seated(state) if person.role not in OUTSIDE_BALANCE and person.participant_id not in spoken
    )


def talk_ms_by_group(state: SessionState, now_ms: Instant) -> dict[GroupId, Duration]:
    """Talk time of each group's people, by group, in the groups' order; people outside the balance left out."""
    total = {group.group_id: Duration(0) for group in groups_shown(state)}
    for participant_id, had in heard(state, now_ms).items():
        person = state.participants.get(participant_id)
        group_id = group_of(state, participant_id)
        if person and person.role not in OUTSIDE_BALANCE and group_id in total:
            total[group_id] = Duration(total[group_id] + had.talk_ms)
    return total


def group_sizes(state: SessionState) -> dict[GroupId, int]:
    """How many people each group has: its head-count, else those seated in it."""
    sizes = {}
    for group in groups_shown(state):
        members = sum(1 for person in seated(state) if person.group_id == group.group_id)
        sizes[group.group_id] = group.head_count or members
    return sizes

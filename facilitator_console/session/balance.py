"""Counts who has been heard, and for how long. Nobody is ranked.

Contributions and direct responses count; points of process and questions for clarity don't.
"""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum
from typing import NamedTuple

from facilitator_console.log import Duration, Instant
from facilitator_console.session.disclosure import USUAL, DisclosurePolicy
from facilitator_console.session.ids import COUNTED, OUTSIDE_BALANCE, SOMEONE_ELSE, GroupId, ParticipantId, TableId
from facilitator_console.session.people import group_of, groups_shown, seated
from facilitator_console.session.state import Participant, SessionState
from facilitator_console.session.timers import turn_timer

SHARES_FROM_MS = Duration(20 * 60_000)
"""Talk of the shown groups that is needed before their shares are shown."""
SUMMED_TO_MS = 30_000
"""Shares are counted from each person's talk in whole half minutes. Nothing finer is kept when it is forgotten who
spoke when: beside the times of day that stay in the log, an exact sum would name the turns that it was made of."""
MUCH_LESS = 0.5
MUCH_MORE = 1.5


class Share(StrEnum):
    """Compares a group's part of the talk with its part of the room; nothing finer is ever shown."""

    MUCH_LESS = "much_less"
    ABOUT = "about"
    MUCH_MORE = "much_more"


class Heard(NamedTuple):
    """Holds the turns and the talk time of somebody so far."""

    turns: int
    talk_ms: Duration


NOT_HEARD = Heard(0, Duration(0))


def heard(state: SessionState, now_ms: Instant, table_id: TableId | None = None) -> dict[ParticipantId, Heard]:
    """Return turns and talk time of everyone who has spoken, the running turn up to now included.

    Args:
        state: The session.
        now_ms: Now.
        table_id: Count at this table alone; at all of them by default.

    Returns:
        By participant; first those with sums of what was forgotten, then in the order in which they first spoke.
    """
    found: dict[ParticipantId, Heard] = {}
    for had in state.talk_sums.values():
        if table_id in (None, had.table_id):
            before = found.get(had.participant_id, NOT_HEARD)
            found[had.participant_id] = Heard(before.turns + had.turns, Duration(before.talk_ms + had.talk_ms))
    for turn in state.turns.values():
        if turn.kind not in COUNTED or turn.participant_id == SOMEONE_ELSE or table_id not in (None, turn.table_id):
            continue
        talk_ms: int = turn.talk_ms
        if turn.turn_id in state.rooms[turn.table_id].floor and (timer := turn_timer(state, now_ms, turn.turn_id)):
            talk_ms = timer.used_ms
        before = found.get(turn.participant_id, NOT_HEARD)
        found[turn.participant_id] = Heard(before.turns + 1, Duration(before.talk_ms + talk_ms))
    return found


def to_half_minutes(had: Mapping[ParticipantId, Heard]) -> dict[ParticipantId, Heard]:
    """Round talk times as they are compared and kept; nothing finer is used. See `SUMMED_TO_MS`."""
    return {
        participant_id: Heard(turns, Duration(_to_step(talk_ms))) for participant_id, (turns, talk_ms) in had.items()
    }


def _heard_in_half_minutes(state: SessionState, now_ms: Instant) -> dict[ParticipantId, Heard]:
    """Return what everyone has had, rounded table by table as it would be kept: forgetting changes no share."""
    found: dict[ParticipantId, Heard] = {}
    for table_id in state.rooms:
        for participant_id, had in to_half_minutes(heard(state, now_ms, table_id)).items():
            before = found.get(participant_id, NOT_HEARD)
            found[participant_id] = Heard(before.turns + had.turns, Duration(before.talk_ms + had.talk_ms))
    return found


def _to_step(talk_ms: int) -> int:
    return (talk_ms + SUMMED_TO_MS // 2) // SUMMED_TO_MS * SUMMED_TO_MS


def not_heard_yet(state: SessionState) -> tuple[Participant, ...]:
    """Return those inside the balance who are here and have had no turn, by seat."""
    spoken = {turn.participant_id for turn in state.turns.values() if turn.kind in COUNTED}
    spoken |= {had.participant_id for had in state.talk_sums.values() if had.turns}
    counted = (person for person in seated(state) if person.here and person.role not in OUTSIDE_BALANCE)
    return tuple(person for person in counted if person.participant_id not in spoken)


def _by_group(state: SessionState, heard_so_far: Mapping[ParticipantId, Heard]) -> dict[GroupId, Duration]:
    """Return the talk time of each group's people, in the groups' order; people outside the balance are left out."""
    total = {group.group_id: Duration(0) for group in groups_shown(state)}
    for participant_id, had in heard_so_far.items():
        person = state.participants.get(participant_id)
        group_id = group_of(state, participant_id)
        if person and person.role not in OUTSIDE_BALANCE and group_id in total:
            total[group_id] = Duration(total[group_id] + had.talk_ms)
    return total


def group_shares(state: SessionState, now_ms: Instant, policy: DisclosurePolicy = USUAL) -> dict[GroupId, Share]:
    """Return how much the larger groups have spoken, compared with their size.

    Only groups that the policy allows, compared among themselves: what a small group said changes no figure.
    Below half of its part is much less, above one and a half much more.

    Returns:
        By group, in the groups' order; empty before `SHARES_FROM_MS` of talk, and with fewer than two such groups.
    """
    sizes = {group_id: size for group_id, size in group_sizes(state).items() if policy.allows(size)}
    by_group = _by_group(state, _heard_in_half_minutes(state, now_ms))
    talk = {group_id: ms for group_id, ms in by_group.items() if group_id in sizes}
    people, talk_ms = sum(sizes.values()), sum(talk.values())
    if talk_ms < SHARES_FROM_MS or len(sizes) < 2:  # noqa: PLR2004 - one group has nobody to be compared with
        return {}
    return {group_id: _share(talk[group_id] / talk_ms, size / people) for group_id, size in sizes.items()}


def _share(of_talk: float, of_people: float) -> Share:
    if of_talk < of_people * MUCH_LESS:
        return Share.MUCH_LESS
    return Share.MUCH_MORE if of_talk > of_people * MUCH_MORE else Share.ABOUT


def group_sizes(state: SessionState) -> dict[GroupId, int]:
    """Return how many people each group has: its head-count, else those seated in it inside the balance."""
    inside = [person.group_id for person in seated(state) if person.role not in OUTSIDE_BALANCE]
    return {group.group_id: group.head_count or inside.count(group.group_id) for group in groups_shown(state)}

"""Seating people before a session: ranges of seats as they are typed, chairs that change places, heads without seats.

Commands on several people at once, each of them one undo; single people are for session.people.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Sequence

from msgspec import UNSET
from msgspec.structs import replace

from facilitator_console.log import THE_SESSION, Instant, NewEvent, Subject
from facilitator_console.session import events as ev
from facilitator_console.session.ids import NO_ATTRIBUTE, ParticipantId, Role
from facilitator_console.session.legality import require_allowed
from facilitator_console.session.people import (
    MOST_PEOPLE,
    add_participants,
    known_group,
    known_participant,
    remove_participants,
    seated,
)
from facilitator_console.session.state import SessionState
from facilitator_console.words import UserError, kept_label, say

ASKS = "asks"
"""The session's setting that names the attributes of people that are asked; none by default."""
ATTRIBUTES = ("age_band", "gender", "oblast")
"""The details that may be asked of people beside seat, label, group and role."""
_EMPTIED = {
    "age_band": ev.ParticipantEdited(age_band=NO_ATTRIBUTE),
    "gender": ev.ParticipantEdited(gender=NO_ATTRIBUTE),
    "oblast": ev.ParticipantEdited(oblast=""),
}
_RANGE = re.compile(r"(?P<first>[0-9]{1,5})(?:\s*[-–—]\s*(?P<last>[0-9]{1,5}))?")
_BETWEEN = re.compile(r"[,;]\s*|\s+(?![-–—])(?<![-–—]\s)")


def read_seats(text: str) -> tuple[int, ...]:
    """Read seats as they are typed: 1-12, or 1-8, 11, 14; in their order, each once.

    Raises:
        UserError: It names no seats, or more than there can be.
    """
    seats: dict[int, None] = {}
    parts = [part for part in _BETWEEN.split(kept_label(text)) if part]
    for part in parts:
        read = _RANGE.fullmatch(part)
        first = int(read["first"]) if read else 0
        last = int(read["last"] or first) if read else 0
        if not 1 <= first <= last <= MOST_PEOPLE:
            raise UserError(say("“{text}” names no seats. Write 1-12, or 1-8, 11, 14.", text=kept_label(text)))
        seats.update(dict.fromkeys(range(first, last + 1)))
    if not seats:
        raise UserError(say("No seats were named. Write 1-12, or 1-8, 11, 14."))
    return tuple(seats)


def add_seats(state: SessionState, now_ms: Instant, text: str) -> list[NewEvent]:
    """Seat people as it is typed: a number is so many more, a range is those of its seats that are free."""
    require_allowed(state, ev.ParticipantAdded)
    typed = kept_label(text)
    if typed.isdecimal():
        return add_participants(state, now_ms, int(typed[:6]))
    taken = {person.seat for person in seated(state)}
    free = [seat for seat in read_seats(text) if seat not in taken]
    if not free:
        raise UserError(say("These seats are there already."))
    return [NewEvent(ev.ParticipantAdded(seat)) for seat in free]


def edit_people(
    state: SessionState, _now_ms: Instant, participant_ids: Iterable[ParticipantId], edit: ev.ParticipantEdited
) -> list[NewEvent]:
    """Change some fields of several people alike; a seat is changed by `session.people`, or by swapping."""
    require_allowed(state, ev.ParticipantEdited)
    if edit.group_id is not UNSET and edit.group_id:
        known_group(state, edit.group_id)
    labels = {name: kept_label(text) for name in ("label", "oblast") if (text := getattr(edit, name)) is not UNSET}
    edit = replace(edit, **labels)
    return [NewEvent(edit, Subject(known_participant(state, person).participant_id)) for person in participant_ids]


def swap_seats(state: SessionState, _now_ms: Instant, participant_ids: Sequence[ParticipantId]) -> list[NewEvent]:
    """Let two people change their chairs; all else stays theirs."""
    require_allowed(state, ev.ParticipantEdited)
    if len(participant_ids) != 2:  # noqa: PLR2004 - two chairs
        raise UserError(say("Select two seats to swap them."))
    one, other = (known_participant(state, person) for person in participant_ids)
    return [
        NewEvent(ev.ParticipantEdited(seat=other.seat), Subject(one.participant_id)),
        NewEvent(ev.ParticipantEdited(seat=one.seat), Subject(other.participant_id)),
    ]


def count_heads(state: SessionState, now_ms: Instant) -> list[NewEvent]:
    """Take all seats away: only heads are counted, by group."""
    people = seated(state)
    if not people:
        raise UserError(say("There are no seats: only heads are counted already."))
    counts = Counter(person.group_id for person in people)
    groups = (group for group in state.groups.values() if not group.removed and not group.head_count)
    kept = [
        NewEvent(ev.GroupEdited(head_count=counts[group.group_id]), Subject(group.group_id))
        for group in groups
        if counts[group.group_id]
    ]
    return [*kept, *remove_participants(state, now_ms, [person.participant_id for person in people])]


def ask_of_people(state: SessionState, _now_ms: Instant, attributes: Iterable[str]) -> list[NewEvent]:
    """Choose which further attributes are asked of people; what is asked no more is emptied."""
    require_allowed(state, ev.SessionEdited)
    asked = [name for name in ATTRIBUTES if name in set(attributes)]
    news = [NewEvent(ev.SessionEdited(settings={ASKS: asked}), THE_SESSION)]
    for name in ATTRIBUTES:
        filled = (person for person in seated(state) if getattr(person, name) and name not in asked)
        news += [NewEvent(_EMPTIED[name], Subject(person.participant_id)) for person in filled]
    return news


# -- queries -------------------------------------------------------------------------------------------


def asked_of_people(state: SessionState) -> tuple[str, ...]:
    """Return which further attributes are asked of people."""
    asked = state.info.settings.get(ASKS)
    return tuple(name for name in ATTRIBUTES if isinstance(asked, list) and name in asked)


def roles_besides(state: SessionState) -> tuple[tuple[Role, int], ...]:
    """Return how many are in the room for another reason than to take part, in the order of the roles."""
    counts = Counter(person.role for person in seated(state))
    return tuple((role, counts[role]) for role in Role if role is not Role.PARTICIPANT and counts[role])

"""People in the room: groups with head-counts, participants by seat and label.

A seat number and at most a label; nothing else about a person is asked or kept.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from itertools import chain, count, islice
from operator import attrgetter

from msgspec import UNSET, UnsetType

from facilitator_console.log import Instant, NewEvent, Subject
from facilitator_console.session import events as ev
from facilitator_console.session.ids import NO_GROUP, OUTSIDE_QUEUE, GroupId, LaptopRole, ParticipantId, Role
from facilitator_console.session.state import Group, Participant, SessionState
from facilitator_console.words import Message, UserError, kept_label, say

MOST_PEOPLE = 10_000
LETTERS = (say("A"), say("B"), say("C"), say("D"), say("E"), say("F"), say("G"), say("H"), say("I"), say("J"))
"""The names of groups that have none; each language has its own letters."""

_BY_SEAT: Callable[[Participant], tuple[int, ParticipantId]] = attrgetter("seat", "participant_id")
"""Sort key of people; a function of ours would take three times as long, and a room is sorted at each key."""


def add_group(_state: SessionState, _now_ms: Instant, name: str = "", *, head_count: int = 0) -> list[NewEvent]:
    """Make a group; without a name it gets a letter until the room names it."""
    return [NewEvent(ev.GroupAdded(kept_label(name), _counted(head_count)))]


def edit_group(
    state: SessionState,
    _now_ms: Instant,
    group_id: GroupId,
    *,
    name: str | UnsetType = UNSET,
    head_count: int | UnsetType = UNSET,
) -> list[NewEvent]:
    """Change a group's name or head-count."""
    group = known_group(state, group_id)
    if head_count is not UNSET:
        _counted(head_count)
    if name is not UNSET:
        name = kept_label(name)
    return [NewEvent(ev.GroupEdited(name, head_count), Subject(group.group_id))]


def remove_group(state: SessionState, _now_ms: Instant, group_id: GroupId) -> list[NewEvent]:
    """Take a group away; its people stay, in no group."""
    return [NewEvent(ev.GroupRemoved(), Subject(known_group(state, group_id).group_id))]


def add_participant(
    state: SessionState,
    _now_ms: Instant,
    *,
    seat: int = 0,
    label: str = "",
    group_id: GroupId = NO_GROUP,
    role: Role = Role.PARTICIPANT,
    here: bool = True,
    interpreted: bool = False,
) -> list[NewEvent]:
    """Seat somebody; seat 0 takes the first free one. Who comes later has a seat, and is not here yet."""
    _check_seat(state, seat, None)
    if group_id:
        known_group(state, group_id)
    fields = (seat or free_seat(state), kept_label(label), group_id, role)
    return [NewEvent(ev.ParticipantAdded(*fields, here=here, interpreted=interpreted))]


def add_participants(state: SessionState, _now_ms: Instant, number: int) -> list[NewEvent]:
    """Seat this many more people on the lowest free seats."""
    if not 1 <= number <= MOST_PEOPLE:
        raise UserError(say("{count} seats can’t be added. Use 1 to {most}.", count=number, most=MOST_PEOPLE))
    return [NewEvent(ev.ParticipantAdded(seat)) for seat in islice(free_seats(state), number)]


def edit_participant(
    state: SessionState,
    _now_ms: Instant,
    participant_id: ParticipantId,
    *,
    seat: int | UnsetType = UNSET,
    label: str | UnsetType = UNSET,
    group_id: GroupId | UnsetType = UNSET,
    role: Role | UnsetType = UNSET,
    here: bool | UnsetType = UNSET,
    interpreted: bool | UnsetType = UNSET,
) -> list[NewEvent]:
    """Change some of a participant's fields."""
    participant = known_participant(state, participant_id)
    if seat is not UNSET:
        _check_seat(state, seat, participant_id)
    if group_id is not UNSET and group_id:
        known_group(state, group_id)
    if label is not UNSET:
        label = kept_label(label)
    edited = ev.ParticipantEdited(seat, label, group_id, role, here, interpreted)
    return [NewEvent(edited, Subject(participant.participant_id))]


def remove_participant(state: SessionState, _now_ms: Instant, participant_id: ParticipantId) -> list[NewEvent]:
    """Take a participant out of the room; what was said stays."""
    return [NewEvent(ev.ParticipantRemoved(), Subject(known_participant(state, participant_id).participant_id))]


def remove_participants(
    state: SessionState, now_ms: Instant, participant_ids: Iterable[ParticipantId]
) -> list[NewEvent]:
    """Take several participants out of the room, as one action."""
    return list(chain.from_iterable(remove_participant(state, now_ms, person) for person in participant_ids))


# -- queries -------------------------------------------------------------------------------------------


def seated(state: SessionState) -> tuple[Participant, ...]:
    """Return those who are in the room, by seat."""
    present = (person for person in state.participants.values() if not person.removed)
    return tuple(sorted(present, key=_BY_SEAT))


def circle(state: SessionState) -> tuple[Participant, ...]:
    """Return those who are asked in a round, by seat: experts and observers are not, and an empty chair is skipped."""
    return tuple(person for person in seated(state) if person.here and person.role not in OUTSIDE_QUEUE)


def experts_listening(state: SessionState) -> int:
    """Return how many experts listen and may not intervene: at seats, and at laptops that watch from elsewhere.

    A laptop counts until it is taken out, also while it is away: nobody in the room is told fewer than may listen.
    """
    seats = sum(1 for person in seated(state) if person.role is Role.EXPERT and person.here)
    watching = (laptop for laptop in state.laptops.values() if LaptopRole.EXPERT in laptop.roles and not laptop.removed)
    return seats + sum(1 for _ in watching)


def at_seat(state: SessionState, seat: int) -> Participant:
    """Return the participant who has a seat.

    Raises:
        UserError: Nobody has it.
    """
    for person in seated(state):
        if person.seat == seat:
            return person
    raise UserError(say("There is no seat {seat} in this session.", seat=seat))


def free_seat(state: SessionState) -> int:
    """Return the lowest seat number that nobody has."""
    return next(free_seats(state))


def free_seats(state: SessionState) -> Iterator[int]:
    """Iterate over the seat numbers that nobody has, lowest first, without end."""
    taken = {person.seat for person in seated(state)}
    return (seat for seat in count(1) if seat not in taken)


def groups_shown(state: SessionState) -> tuple[Group, ...]:
    """Return the groups that were not taken away, in the order in which they were made."""
    return tuple(group for group in state.groups.values() if not group.removed)


def group_name(state: SessionState, group_id: GroupId) -> Message:
    """Return a group's own name, or a letter by its place."""
    group = state.groups[group_id]
    if group.name:
        return say("{name}", name=group.name)
    return say("Group {letter}", letter=group_letter(list(state.groups).index(group_id)))


def group_letter(place: int) -> Message:
    """Return the letter for a group without a name, by its place from 0; a number after the last letter."""
    return LETTERS[place] if place < len(LETTERS) else say("{number}", number=place + 1)


def group_of(state: SessionState, participant_id: ParticipantId) -> GroupId:
    """Return the group that a participant is in; `NO_GROUP` where it is none, or one that was taken away."""
    person = state.participants.get(participant_id)
    group = state.groups.get(person.group_id) if person else None
    return group.group_id if group and not group.removed else NO_GROUP


def known_participant(state: SessionState, participant_id: ParticipantId) -> Participant:
    """Return a participant who is in the room.

    Raises:
        UserError: There is none with this id.
    """
    participant = state.participants.get(participant_id)
    if participant is None or participant.removed:
        raise UserError(say("That person is not in this session any more."))
    return participant


def present_participant(state: SessionState, participant_id: ParticipantId) -> Participant:
    """Return a participant who sits on the chair now.

    Raises:
        UserError: There is none with this id, or the chair is empty.
    """
    person = known_participant(state, participant_id)
    if not person.here:
        raise UserError(say("Seat {seat} is empty now. Say first that they are back.", seat=person.seat))
    return person


def known_group(state: SessionState, group_id: GroupId) -> Group:
    """Return a group of this session.

    Raises:
        UserError: There is none with this id.
    """
    group = state.groups.get(group_id)
    if group is None or group.removed:
        raise UserError(say("That group is not in this session any more."))
    return group


def _check_seat(state: SessionState, seat: int, holder: ParticipantId | None) -> None:
    if not 0 <= seat <= MOST_PEOPLE:
        raise UserError(say("{seat} is not a seat number. Use 1 to {most}.", seat=seat, most=MOST_PEOPLE))
    if seat and any(person.seat == seat and person.participant_id != holder for person in seated(state)):
        raise UserError(say("Seat {seat} is taken. Choose another.", seat=seat))


def _counted(head_count: int) -> int:
    if not 0 <= head_count <= MOST_PEOPLE:
        raise UserError(say("{count} is not a head-count. Use 0 to {most}.", count=head_count, most=MOST_PEOPLE))
    return head_count

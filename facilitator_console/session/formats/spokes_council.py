"""The spokes council: of each group one, its spoke, sits inside and speaks; the others sit behind and whisper.

A group may send somebody else at any time: who waits takes the place of their own group's spoke.
"""

from __future__ import annotations

from facilitator_console.log import Instant, NewEvent
from facilitator_console.session import room_events as rev
from facilitator_console.session.formats.fishbowl import (
    CHAIR,
    Fishbowl,
    for_chair,
    inside_of,
    no_longer_waiting,
    seated_in,
    turns_ended,
)
from facilitator_console.session.ids import INSIDE, NO_GROUP, OUTSIDE, GroupId, ParticipantId, TurnKind
from facilitator_console.session.legality import require_allowed
from facilitator_console.session.people import circle, group_of, groups_shown, present_participant
from facilitator_console.session.round_progress import along
from facilitator_console.session.state import AgendaItem, Participant, SessionState
from facilitator_console.words import Message, UserError, say


class SpokesCouncil(Fishbowl):
    """Lets one of each group speak. Where the room has no groups, all are one group, of which a few sit inside."""

    def first_inside(self, state: SessionState, item: AgendaItem) -> list[ParticipantId]:
        """Return the first spoke of each group: who has sat inside least, then by seat."""
        sat = [placed.participant_id for placed in state.places.values() if placed.place == INSIDE]
        spokes: dict[GroupId, ParticipantId] = {}
        for person in sorted(circle(state), key=lambda member: sat.count(member.participant_id)):
            if group_id := group_of(state, person.participant_id):
                spokes.setdefault(group_id, person.participant_id)
        return list(spokes.values()) or super().first_inside(state, item)

    def queue_refusal(
        self, state: SessionState, item: AgendaItem, person: Participant, kind: TurnKind
    ) -> Message | None:
        """Refuse also those in no group: they could speak for nobody."""
        if kind is TurnKind.CONTRIBUTION and groups_shown(state) and not group_of(state, person.participant_id):
            return say("Seat {seat} is in no group and could speak for nobody.", seat=person.seat)
        return super().queue_refusal(state, item, person, kind)


def send_spoke(state: SessionState, _now_ms: Instant, participant_id: ParticipantId) -> list[NewEvent]:
    """Let somebody speak for their group from now on, in the place of its spoke."""
    item = _council_on(state)
    person = present_participant(state, participant_id)
    if participant_id in inside_of(state, item):
        raise UserError(say("Seat {seat} sits inside already.", seat=person.seat))
    group_id = group_of(state, participant_id)
    if groups_shown(state) and group_id == NO_GROUP:
        raise UserError(say("Seat {seat} is in no group and could speak for nobody.", seat=person.seat))
    leaving = _making_room(state, item, group_id)
    places = {**dict.fromkeys(leaving, OUTSIDE), participant_id: INSIDE}
    return [seated_in(item, places), *turns_ended(state, leaving), *no_longer_waiting(state, [participant_id])]


def send_other_spokes(state: SessionState, _now_ms: Instant) -> list[NewEvent]:
    """Let every group send somebody else: who waits, else who sits behind its spoke."""
    item = _council_on(state)
    groups = [group.group_id for group in groups_shown(state)] or [NO_GROUP]
    coming = [spoke for group_id in groups if (spoke := _next_spoke(state, item, group_id))]
    if not coming:
        raise UserError(say("No group has anybody else here."))
    leaving = [before for spoke in coming for before in _making_room(state, item, group_of(state, spoke))]
    places = {**dict.fromkeys(leaving, OUTSIDE), **dict.fromkeys(coming, INSIDE)}
    return [seated_in(item, places), *turns_ended(state, leaving), *no_longer_waiting(state, coming)]


def _making_room(state: SessionState, item: AgendaItem, group_id: GroupId) -> list[ParticipantId]:
    """Return who goes out when their group sends somebody else."""
    before = [person for person in inside_of(state, item) if group_of(state, person) == group_id]
    # Without groups one of those inside makes room: who sits there longest is not known, so by seat.
    return before if group_id else before[:1]


def _next_spoke(state: SessionState, item: AgendaItem, group_id: GroupId) -> ParticipantId | None:
    inside = inside_of(state, item)
    members = [person for person in circle(state) if group_of(state, person.participant_id) == group_id]
    waiting = [
        participant_id for participant_id in for_chair(state, item) if group_of(state, participant_id) == group_id
    ]
    seat = next((person.seat for person in members if person.participant_id in inside), 0)
    behind = [person.participant_id for person in along(members, seat) if person.participant_id not in inside]
    return next(iter((*waiting, *behind)), None)


def _council_on(state: SessionState) -> AgendaItem:
    require_allowed(state, rev.PlacesDealt, rev.TurnEnded, rev.QueueLeft)
    item = state.items.get(state.room.item_id)
    if item is None or item.format != SPOKES_COUNCIL.name:
        raise UserError(say("No spokes council is on."))
    return item


SPOKES_COUNCIL = SpokesCouncil("spokes_council", (CHAIR,))

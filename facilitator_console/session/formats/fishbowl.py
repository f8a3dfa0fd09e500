"""The fishbowl: an inner circle speaks, the others listen. A free chair is for whoever wants to come in.

Who sits inside is dealt when the item begins; the queue is for the free chair. Who leaves frees theirs.
"""

from __future__ import annotations

from collections.abc import Sequence

from facilitator_console.log import Instant, NewEvent, Subject
from facilitator_console.session import room_events as rev
from facilitator_console.session.formats.format import Format, Reason, SpeakingOrder, number_in
from facilitator_console.session.ids import INSIDE, MAIN, OUTSIDE, ParticipantId, Place, ReasonId, TurnKind
from facilitator_console.session.legality import require_allowed
from facilitator_console.session.people import circle, present_participant
from facilitator_console.session.room_state import QueueEntry
from facilitator_console.session.round_progress import along
from facilitator_console.session.state import AgendaItem, Participant, SessionState
from facilitator_console.words import Message, UserError, say

CHAIRS = "chairs"
"""The setting for how many sit inside when it begins."""
FREE_CHAIRS = "free_chairs"
"""The setting for how many chairs are free then."""
MOST_CHAIRS = 30
SITS_INSIDE = Reason(ReasonId("sits_inside"), say("sits inside"))
FOR_THE_CHAIR = Reason(ReasonId("for_the_chair"), say("for the chair"))


class InnerChairs(SpeakingOrder):
    """Lets those inside speak as they like; the queue is for a chair inside."""

    name = "inner_chairs"

    def arranged(self, state: SessionState, entries: Sequence[QueueEntry]) -> list[tuple[QueueEntry, Reason]]:
        """Put those who want to contribute as they came; who sits inside by now, first."""
        item = state.items.get(state.room.item_id)
        inside = inside_of(state, item) if item else ()
        first = [(entry, SITS_INSIDE) for entry in entries if entry.participant_id in inside]
        return [*first, *((entry, FOR_THE_CHAIR) for entry in entries if entry.participant_id not in inside)]


class Fishbowl(Format):
    """Lets only those inside speak."""

    def begins(self, state: SessionState, item: AgendaItem) -> list[NewEvent]:
        """Return who sits inside at first; where the item had begun before, they sit as they sat."""
        if any(placed.item_id == item.item_id for placed in state.places.values()):
            return []
        return [seated_in(item, dict.fromkeys(self.first_inside(state, item), INSIDE))]

    def first_inside(self, state: SessionState, item: AgendaItem) -> list[ParticipantId]:
        """Return those who begin inside: first who has sat inside least in the items before, then by seat."""
        sat = [placed.participant_id for placed in state.places.values() if placed.place == INSIDE]
        people = sorted(circle(state), key=lambda person: sat.count(person.participant_id))
        return [person.participant_id for person in people[: chairs_at_first(item)]]

    def chairs(self, _state: SessionState, item: AgendaItem) -> int:
        """Return how many chairs stand inside, taken or free."""
        return chairs_at_first(item) + free_chairs_at_first(item)

    def free_chairs(self, state: SessionState, item: AgendaItem) -> int:
        """Return how many of them nobody sits on."""
        return max(0, self.chairs(state, item) - len(inside_of(state, item)))

    def turn_refusal(
        self, state: SessionState, item: AgendaItem, person: Participant | None, kind: TurnKind
    ) -> Message | None:
        """Refuse those outside, but for a point of process: how we talk concerns everybody."""
        if person is None or kind is TurnKind.POINT_OF_PROCESS or person.participant_id in inside_of(state, item):
            return None
        return say("Seat {seat} sits outside. Only those inside speak.", seat=person.seat)

    def queue_refusal(
        self, state: SessionState, item: AgendaItem, person: Participant, kind: TurnKind
    ) -> Message | None:
        """Refuse those inside, who need not wait; those outside wait for the chair alone."""
        if kind is not TurnKind.CONTRIBUTION:
            return self.turn_refusal(state, item, person, kind)
        if person.participant_id in inside_of(state, item):
            return say("Seat {seat} sits inside and need not wait.", seat=person.seat)
        return None

    def speaks_at_once(self, state: SessionState, item: AgendaItem, person: Participant) -> bool:
        """Tell whether somebody sits inside."""
        return person.participant_id in inside_of(state, item)

    def following(self, state: SessionState, item: AgendaItem) -> list[ParticipantId]:
        """Return those who come in when all inside leave: who waits, then who sat outside all the time, by seats."""
        inside = inside_of(state, item)
        sat = {placed.participant_id for placed in state.places.values() if placed.item_id == item.item_id}
        outside = [person for person in circle(state) if person.participant_id not in inside]
        last = max((person.seat for person in circle(state) if person.participant_id in inside), default=0)
        waiting = for_chair(state, item)
        beside = [person.participant_id for person in along(outside, last) if person.participant_id not in waiting]
        beside.sort(key=lambda participant_id: participant_id in sat)
        return [*waiting, *beside][: max(1, len(inside))]


def take_chair(state: SessionState, _now_ms: Instant, participant_id: ParticipantId) -> list[NewEvent]:
    """Let somebody from outside take a free chair; they wait for it no longer."""
    item = _bowl_on(state)
    person = present_participant(state, participant_id)
    if participant_id in inside_of(state, item):
        raise UserError(say("Seat {seat} sits inside already.", seat=person.seat))
    if not FISHBOWL.free_chairs(state, item):
        raise UserError(say("No chair is free. Somebody inside leaves first."))
    return [seated_in(item, {participant_id: INSIDE}), *no_longer_waiting(state, [participant_id])]


def leave_inside(state: SessionState, _now_ms: Instant, participant_id: ParticipantId) -> list[NewEvent]:
    """Let somebody inside leave their chair; their turn ends."""
    item = _bowl_on(state)
    person = present_participant(state, participant_id)
    if participant_id not in inside_of(state, item):
        raise UserError(say("Seat {seat} does not sit inside.", seat=person.seat))
    return [seated_in(item, {participant_id: OUTSIDE}), *turns_ended(state, [participant_id])]


def swap_all(state: SessionState, _now_ms: Instant) -> list[NewEvent]:
    """Let everyone inside leave, and as many from outside come in: first who waits for the chair."""
    item = _bowl_on(state)
    leaving, coming = inside_of(state, item), FISHBOWL.following(state, item)
    if not coming:
        raise UserError(say("Nobody sits outside who could come in."))
    places = {**dict.fromkeys(leaving, OUTSIDE), **dict.fromkeys(coming, INSIDE)}
    return [seated_in(item, places), *turns_ended(state, leaving), *no_longer_waiting(state, coming)]


# -- queries -------------------------------------------------------------------------------------------


def chairs_at_first(item: AgendaItem) -> int:
    """Return how many sit inside when it begins."""
    return number_in(item.settings, CHAIRS, 4, least=1, most=MOST_CHAIRS)


def free_chairs_at_first(item: AgendaItem) -> int:
    """Return how many chairs are free then."""
    return number_in(item.settings, FREE_CHAIRS, 1, most=MOST_CHAIRS)


def inside_of(state: SessionState, item: AgendaItem) -> tuple[ParticipantId, ...]:
    """Return those who sit inside and are here, by seat."""
    return tuple(
        person.participant_id
        for person in circle(state)
        if (place := state.places.get(f"{item.item_id}/{person.participant_id}")) and place.place == INSIDE
    )


def for_chair(state: SessionState, item: AgendaItem) -> list[ParticipantId]:
    """Return those who are here and wait for a chair inside, in the order in which they came."""
    outside = {person.participant_id for person in circle(state)} - {*inside_of(state, item)}
    waiting = (entry for entry in state.queue.values() if entry.table_id == MAIN)
    wanted = (entry for entry in waiting if entry.kind is TurnKind.CONTRIBUTION)
    return [
        participant_id
        for participant_id in dict.fromkeys(entry.participant_id for entry in wanted)
        if participant_id in outside
    ]


def _bowl_on(state: SessionState) -> AgendaItem:
    require_allowed(state, rev.PlacesDealt, rev.TurnEnded, rev.QueueLeft)
    item = state.items.get(state.room.item_id)
    if item is None or item.format != FISHBOWL.name:
        raise UserError(say("No fishbowl is on."))
    return item


def seated_in(item: AgendaItem, places: dict[ParticipantId, Place]) -> NewEvent:
    """Return how people sit from now on."""
    return NewEvent(rev.PlacesDealt(item.item_id, places))


def turns_ended(state: SessionState, people: Sequence[ParticipantId]) -> tuple[NewEvent, ...]:
    """Return how the open turns of these people end."""
    floor = [turn_id for turn_id in state.room.floor if state.turns[turn_id].participant_id in people]
    return tuple(NewEvent(rev.TurnEnded(), Subject(turn_id)) for turn_id in floor)


def no_longer_waiting(state: SessionState, people: Sequence[ParticipantId]) -> tuple[NewEvent, ...]:
    """Return how these people leave the queue for a chair."""
    waiting = [entry for entry in state.queue.values() if entry.participant_id in people and entry.table_id == MAIN]
    wanted = [entry.entry_id for entry in waiting if entry.kind is TurnKind.CONTRIBUTION]
    return tuple(NewEvent(rev.QueueLeft(), Subject(entry_id)) for entry_id in wanted)


CHAIR = InnerChairs()
FISHBOWL = Fishbowl("fishbowl", (CHAIR,))

"""Pairs, or threes: people talk two and two, each a part of the time; then they switch.

Who is with whom is dealt by seats when the item begins, and anew at a word. Nobody takes a turn of the room.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from itertools import combinations

from facilitator_console.log import Duration, Instant, NewEvent, Subject
from facilitator_console.log.fold import Body
from facilitator_console.session import events as ev
from facilitator_console.session import room_events as rev
from facilitator_console.session.formats.format import Format, number_in, part_extended
from facilitator_console.session.formats.silence import NO_TURNS
from facilitator_console.session.ids import ItemId, ParticipantId, Place, RoundPart
from facilitator_console.session.legality import require_allowed
from facilitator_console.session.people import circle
from facilitator_console.session.round_progress import round_on
from facilitator_console.session.state import AgendaItem, SessionState
from facilitator_console.words import UserError, say

SIZE = "size"
"""The setting for how many talk together: 2 or 3."""
PART_MS = "part_ms"
"""The setting for how long each of them has; 0: an equal part of the item's time."""
PARTS = (RoundPart("first"), RoundPart("second"), RoundPart("third"))
LONGEST_MS = 24 * 60 * 60_000

Sets = tuple[tuple[ParticipantId, ...], ...]
"""The people who talk with each other, each set by seat."""


class Pairs(Format):
    """Lets people talk in pairs or threes, in as many parts as each set has people; an odd one makes a three."""

    def begins(self, state: SessionState, item: AgendaItem) -> list[NewEvent]:
        """Return the first part, and who is with whom; who was dealt a place in this item before keeps it."""
        first = NewEvent(rev.RoundStarted(item.item_id, PARTS[0], part_length_ms(item)))
        return [first] if _placed(state, item) else [first, _dealt(state, item)]

    def turns_planned(self, item: AgendaItem, _people: int) -> tuple[int, Duration]:
        """Return the parts: each set needs the same time, however many people there are."""
        return size_of(item), part_length_ms(item)


def switch(state: SessionState, _now_ms: Instant) -> list[NewEvent]:
    """Begin the next part: the other one speaks now."""
    item, following = _item_on(state, rev.RoundStarted, rev.TurnEnded), next_part(state)
    if following is None:
        raise UserError(say("Each of them has had their time. Go back together, or deal other pairs."))
    started = NewEvent(rev.RoundStarted(item.item_id, following, part_length_ms(item)))
    return [started, *_ended_turns(state)]


def deal_others(state: SessionState, _now_ms: Instant) -> list[NewEvent]:
    """Put people together anew, with whom they have not talked yet where that is possible; the first part begins."""
    item = _item_on(state, rev.RoundStarted, rev.PlacesDealt)
    if len(circle(state)) < 2 * size_of(item):
        raise UserError(say("There are too few people for other pairs."))
    first = NewEvent(rev.RoundStarted(item.item_id, PARTS[0], part_length_ms(item)))
    return [first, _dealt(state, item), *_ended_turns(state)]


def give_part_more(state: SessionState, now_ms: Instant, by_ms: Duration | None = None) -> list[NewEvent]:
    """Give the part that is on, and so the item, more time, by default as much as the settings say."""
    return part_extended(state, now_ms, _item_on(state, ev.ItemExtended), part_on(state), by_ms)


# -- queries -------------------------------------------------------------------------------------------


def size_of(item: AgendaItem) -> int:
    """Return how many talk together."""
    return number_in(item.settings, SIZE, 2, least=2, most=3)


def part_length_ms(item: AgendaItem) -> Duration:
    """Return how long each of them has; 0 where nothing is planned."""
    chosen = number_in(item.settings, PART_MS, 0, most=LONGEST_MS)
    return Duration(chosen or item.planned_ms // size_of(item))


def part_on(state: SessionState) -> RoundPart:
    """Return the part that is on; the first one where another format began it, or nobody."""
    on = round_on(state)
    return on.part if on and on.part in PARTS else PARTS[0]


def next_part(state: SessionState) -> RoundPart | None:
    """Return the part that comes after the one that is on; None after the last."""
    item = state.items.get(state.room.item_id)
    parts = PARTS[: size_of(item)] if item else ()
    place = PARTS.index(part_on(state)) + 1
    return parts[place] if place < len(parts) else None


def sets_on(state: SessionState, item: AgendaItem) -> Sets:
    """Return who is with whom now, among those who are here.

    Who is alone, because the other one left or because they came late, is put together with others who are, at last
    with the last set: nobody is left alone.
    """
    seat = {person.participant_id: person.seat for person in circle(state)}
    by_place: dict[str, list[ParticipantId]] = {}
    for participant_id, place in _placed(state, item).items():
        if participant_id in seat:
            by_place.setdefault(place, []).append(participant_id)
    found = [
        tuple(sorted(by_place[place], key=lambda participant_id: seat[participant_id]))
        for place in sorted(by_place, key=_by_number)
    ]
    together = [pair for pair in found if len(pair) > 1]
    dealt = {participant_id for pair in together for participant_id in pair}
    alone = [participant_id for participant_id in seat if participant_id not in dealt]
    return _in_sets(alone, size_of(item), together)


# -- dealing ---------------------------------------------------------------------------------------------


def _dealt(state: SessionState, item: AgendaItem) -> NewEvent:
    """Deal pairs along the seats; of the deals that there are the one in which fewest people meet again.

    People sit in as many columns as a set has places, and each deal turns the columns further against each other. So
    the same people meet new ones in each deal, until there are none: twelve people can be dealt six times. The number
    of the deal is stored as its seed.
    """
    people = [person.participant_id for person in circle(state)]
    deals = [_turned(people, size_of(item), turns) for turns in range(max(1, len(people) // size_of(item)))]
    met = _met(state)
    now = deals.index(present) if (present := sets_on(state, item)) in deals and _placed(state, item) else -1

    def again(turns: int) -> tuple[int, int]:
        return (sum(met[pair] for pair in _pairs(deals[turns])), (turns - now - 1) % len(deals))

    turns = min(range(len(deals)), key=again)
    places = {who: Place(str(number)) for number, pair in enumerate(deals[turns], 1) for who in pair}
    return NewEvent(rev.PlacesDealt(item.item_id, places, seed=turns))


def _turned(people: Sequence[ParticipantId], size: int, turns: int) -> Sets:
    """Return a deal of people along the seats: with no turns neighbours are together, an odd one with the last."""
    rows, odd = divmod(len(people), size)
    columns = [people[column : rows * size : size] for column in range(size)]
    sets = [
        tuple(sorted((seats[(row + column * turns) % rows] for column, seats in enumerate(columns)), key=people.index))
        for row in range(rows)
    ]
    if odd == 1 and sets:
        with_odd = (rows - 1 - size * turns) % rows
        sets[with_odd] = (*sets[with_odd], people[-1])
        return tuple(sets)
    return _in_sets(people[rows * size :], size, sets)


def _in_sets(alone: Sequence[ParticipantId], size: int, sets: Iterable[tuple[ParticipantId, ...]]) -> Sets:
    """Add those who are alone to the sets: together, and a single one to the last set."""
    found = [*sets, *(tuple(alone[start : start + size]) for start in range(0, len(alone), size))]
    if len(found) > 1 and len(found[-1]) == 1:
        single = found.pop()
        found[-1] = (*found[-1], *single)
    return tuple(found)


def _met(state: SessionState) -> Counter[frozenset[ParticipantId]]:
    """Count for each two people the items in which they were last dealt into one set."""
    by_set: dict[tuple[ItemId, Place], list[ParticipantId]] = {}
    for placed in state.places.values():
        if placed.place.isdecimal():
            by_set.setdefault((placed.item_id, placed.place), []).append(placed.participant_id)
    return Counter(pair for together in by_set.values() for pair in _pairs([together]))


def _pairs(sets: Iterable[Sequence[ParticipantId]]) -> list[frozenset[ParticipantId]]:
    return [frozenset(pair) for together in sets for pair in combinations(together, 2)]


def _placed(state: SessionState, item: AgendaItem) -> dict[ParticipantId, Place]:
    placed = (placed for placed in state.places.values() if placed.item_id == item.item_id and placed.place.isdecimal())
    return {placed.participant_id: placed.place for placed in placed}


def _by_number(place: str) -> int:
    return int(place)


def _item_on(state: SessionState, *bodies: type[Body]) -> AgendaItem:
    require_allowed(state, *bodies)
    item = state.items.get(state.room.item_id)
    if item is None or item.format != PAIRS.name:
        raise UserError(say("Nobody talks in pairs now."))
    return item


def _ended_turns(state: SessionState) -> list[NewEvent]:
    """End the turns that were open when the item became one in pairs."""
    return [NewEvent(rev.TurnEnded(), Subject(turn_id)) for turn_id in state.room.floor]


PAIRS = Pairs("pairs", (NO_TURNS,))

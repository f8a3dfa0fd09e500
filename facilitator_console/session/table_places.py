"""Decides who sits at which table: people are dealt, change tables, come late, host; a table is dissolved.

Where people sit is `PlacesDealt`; the last one holds. What they wanted to say at the table that they leave lapses.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from enum import StrEnum
from zlib import crc32

from facilitator_console.log import Instant, NewEvent, Subject
from facilitator_console.session import room_events as rev
from facilitator_console.session.dealing import Wanted, deal, repeats
from facilitator_console.session.ids import (
    INSIDE,
    NO_GROUP,
    OUTSIDE,
    ItemId,
    ParticipantId,
    Place,
    RoundId,
    TableId,
)
from facilitator_console.session.legality import require_allowed
from facilitator_console.session.people import circle, group_of, present_participant
from facilitator_console.session.planned_places import planned_seating
from facilitator_console.session.room_state import TalkTable
from facilitator_console.session.state import AgendaItem, Participant, SessionState
from facilitator_console.session.tables import (
    NO_HOST,
    close_table,
    hosts_stay,
    known_table,
    led_with_session,
    mixes_groups,
    moves_now,
    people_at,
    require_tables,
    round_numbers,
    table_name,
    table_of,
    tables_on,
    without_host,
    without_table,
)
from facilitator_console.words import UserError, say

QUICK_STEPS, LONG_STEPS = 1500, 40_000
"""The steps in which a deal is searched that a key makes, and one that somebody asks for: less than a second."""


class How(StrEnum):
    """Names the ways in which people are dealt."""

    NEW = "new"
    """So that they meet new ones."""
    CHANCE = "chance"


def move_to_table(
    state: SessionState, _now_ms: Instant, participant_id: ParticipantId, table_id: TableId
) -> list[NewEvent]:
    """Let somebody sit down at a table: who comes late, and who changes tables. Their turn and their wish lapse."""
    require_allowed(state, rev.PlacesDealt)
    table, person = known_table(state, table_id), present_participant(state, participant_id)
    before = table_of(state, participant_id)
    if before == table_id:
        name = table_name(state, table_id)
        raise UserError(say("Seat {seat} sits at {table} already.", seat=person.seat, table=name))
    hosted = [other for other in tables_on(state) if other.host_id == participant_id]
    leaving = [NewEvent(rev.TableEdited(host_id=NO_HOST), Subject(other.table_id)) for other in hosted]
    dealt = _dealt(state, table.item_id, {participant_id: Place(table_id)})
    return [dealt, *leaving, *_left(state, {participant_id: table_id})]


def deal_tables(state: SessionState, _now_ms: Instant, how: How, seed: int, steps: int = LONG_STEPS) -> list[NewEvent]:
    """Deal all people to the tables anew; hosts stay.

    Args:
        state: The session.
        how: By chance, or so that people meet new ones.
        seed: Of the chance; it is stored.
        steps: How long to search for the deal in which fewest meet again.
    """
    item = _may_deal(state)
    return dealt_anew(state, item, how, seed, steps, round_id=state.room.round_id)


def seat_the_rest(state: SessionState, _now_ms: Instant) -> list[NewEvent]:
    """Let those who sit at no table sit down where fewest do: who came late, and whose table was closed."""
    require_allowed(state, rev.PlacesDealt)
    item, left = require_tables(state), without_table(state)
    if not left:
        raise UserError(say("Everybody sits at a table."))
    return [_dealt(state, item.item_id, _where_fewest_sit(state, left, tables_on(state)))]


def may_deal(state: SessionState, _now_ms: Instant) -> list[NewEvent]:
    """Refuse where people can't be dealt now; it looks for no deal."""
    _may_deal(state)
    return []


def dissolve_table(state: SessionState, now_ms: Instant, table_id: TableId) -> list[NewEvent]:
    """Close a table whose people go on at the others, where fewest sit."""
    table = known_table(state, table_id)
    others = [other for other in tables_on(state) if other.table_id != table_id]
    if not others:
        raise UserError(say("There is no other table. Come back together instead."))
    closed, leaving = close_table(state, now_ms, table_id), people_at(state, table_id)
    places = _where_fewest_sit(state, leaving, others)
    return [*closed, _dealt(state, table.item_id, places)] if places else closed


def set_host(state: SessionState, now_ms: Instant, table_id: TableId, participant_id: ParticipantId) -> list[NewEvent]:
    """Let somebody host a table: they sit down there, and stay while the others move; `NO_HOST` for nobody."""
    require_allowed(state, rev.TableEdited)
    table = known_table(state, table_id)
    if table.host_id == participant_id:
        return []
    sits_down = []
    if participant_id != NO_HOST:
        present_participant(state, participant_id)
        if table_of(state, participant_id) != table_id:
            sits_down = move_to_table(state, now_ms, participant_id, table_id)
    return [NewEvent(rev.TableEdited(host_id=participant_id), Subject(table_id)), *sits_down]


def choose_hosts(state: SessionState, _now_ms: Instant) -> list[NewEvent]:
    """Let the first seat at each table without a host be its host."""
    require_allowed(state, rev.TableEdited)
    chosen = [
        NewEvent(rev.TableEdited(host_id=sitting[0].participant_id), Subject(table.table_id))
        for table in without_host(state)
        if (sitting := people_at(state, table.table_id))
    ]
    if not chosen:
        raise UserError(say("Nobody sits at a table without a host."))
    return chosen


def dealt_anew(
    state: SessionState, item: AgendaItem, how: How, seed: int, steps: int, *, round_id: RoundId
) -> list[NewEvent]:
    """Return the deal for a round, and what lapses by it.

    Args:
        state: The session.
        item: The item that is on.
        how: As of `deal_tables`, likewise `seed` and `steps`.
        seed: Of the chance.
        steps: Of the search.
        round_id: The round for which it is; perhaps one that the same command makes.
    """
    wanted = _wanted(state, item, [table.table_id for table in tables_on(state)], how, seed, steps)
    return _seated(state, item, deal(wanted), seed, round_id=round_id)


def dealt_as_planned(state: SessionState, item: AgendaItem, number: int, *, round_id: RoundId) -> list[NewEvent]:
    """Return the deal that was planned for a round, and what lapses by it; nothing where none was, or tables closed.

    Args:
        state: The session.
        item: The item that is on.
        number: Of the round, from 1.
        round_id: The round; perhaps one that the same command makes.
    """
    tables = [table.table_id for table in tables_on(state)]
    planned = planned_seating(state, item, number, len(tables), _staying(state, item, tables))
    return _seated(state, item, planned, state.planned_places[item.item_id].seed, round_id=round_id) if planned else []


def _seated(
    state: SessionState, item: AgendaItem, dealt: Sequence[Sequence[ParticipantId]], seed: int, *, round_id: RoundId
) -> list[NewEvent]:
    tables = [table.table_id for table in tables_on(state)]
    places = {person: Place(tables[at]) for at, together in enumerate(dealt) for person in together}
    return [
        NewEvent(rev.PlacesDealt(item.item_id, places, round_id, seed)),
        *_left(state, {person: TableId(place) for person, place in places.items()}),
    ]


def _may_deal(state: SessionState) -> AgendaItem:
    require_allowed(state, rev.PlacesDealt)
    item = require_tables(state)
    if not circle(state):
        raise UserError(say("Nobody is here to sit at the tables."))
    if any(state.rooms[table.table_id].floor for table in led_with_session(state)):
        require_allowed(state, rev.TurnEnded)
    return item


def _where_fewest_sit(
    state: SessionState, people: Sequence[Participant], tables: Sequence[TalkTable]
) -> dict[ParticipantId, Place]:
    sitting = {table.table_id: len(people_at(state, table.table_id)) for table in tables}
    places: dict[ParticipantId, Place] = {}
    for person in people:
        smallest = min(sitting, key=lambda table_id: sitting[table_id])
        sitting[smallest] += 1
        places[person.participant_id] = Place(smallest)
    return places


def _wanted(
    state: SessionState, item: AgendaItem, tables: Sequence[TableId], how: How, seed: int, steps: int
) -> Wanted:
    people = [person.participant_id for person in circle(state)]
    stay = _staying(state, item, tables)
    mixed = (
        tuple((participant_id, group_of(state, participant_id)) for participant_id in people)
        if mixes_groups(item)
        else ()
    )
    return Wanted(
        people=tuple(participant_id for participant_id in people if participant_id not in dict(stay)),
        tables=len(tables),
        stay=stay,
        sat=sat_together(state, before_now=moves_now(state)) if how is How.NEW else (),
        groups=tuple((participant_id, group) for participant_id, group in mixed if group != NO_GROUP),
        seed=seed,
        steps=steps if how is How.NEW else 0,
    )


def _staying(state: SessionState, item: AgendaItem, tables: Sequence[TableId]) -> tuple[tuple[ParticipantId, int], ...]:
    """Return the hosts who are here and stay at their table, by the place of the table."""
    people = {person.participant_id for person in circle(state)}
    hosts = {table.host_id: tables.index(table.table_id) for table in tables_on(state)} if hosts_stay(item) else {}
    return tuple((person, at) for person, at in hosts.items() if person in people)


def _dealt(state: SessionState, item_id: ItemId, places: Mapping[ParticipantId, Place]) -> NewEvent:
    return NewEvent(rev.PlacesDealt(item_id, dict(places), state.room.round_id))


def _left(state: SessionState, to: Mapping[ParticipantId, TableId]) -> list[NewEvent]:
    """Return what lapses of those who sit elsewhere from now on: their turn and their wish at the table they leave.

    At a table that another laptop leads that laptop lets them lapse (session.leading).
    """
    events, led = [], [table.table_id for table in led_with_session(state)]
    for table_id in led:
        for turn_id in state.rooms[table_id].floor:
            person = state.turns[turn_id].participant_id
            if to.get(person, table_id) != table_id:
                require_allowed(state, rev.TurnEnded)  # While frozen a turn stays, and so does who speaks.
                events.append(NewEvent(rev.TurnEnded(table_id=table_id), Subject(turn_id)))
    lapsing = [
        entry
        for entry in state.queue.values()
        if entry.table_id in led and to.get(entry.participant_id, entry.table_id) != entry.table_id
    ]
    left = [NewEvent(rev.QueueLeft(table_id=entry.table_id), Subject(entry.entry_id)) for entry in lapsing]
    return [*events, *left]


# -- queries -------------------------------------------------------------------------------------------


def next_seed(state: SessionState) -> int:
    """Return the seed of the next deal: it follows from who sits where, so that each deal has a chance of its own."""
    sitting = sorted(f"{key}:{placed.place}" for key, placed in state.places.items())
    return crc32("\n".join([*sitting, str(len(state.rounds))]).encode())


def sat_together(state: SessionState, *, before_now: bool = False) -> tuple[tuple[ParticipantId, ...], ...]:
    """Return who sat together so far, in any item: at a table in a round, or in a pair.

    Args:
        state: The session.
        before_now: Leave out the round that is on: while people move, they have not sat down yet.
    """
    on_id = state.room.item_id
    together: dict[tuple[str, str, int], dict[ParticipantId, None]] = {}
    numbers: dict[ItemId, dict[RoundId, int]] = {}
    for placed in (*state.places_before.values(), *state.places.values()):
        if placed.place in {INSIDE, OUTSIDE}:
            continue
        if placed.item_id not in numbers:
            numbers[placed.item_id] = round_numbers(state, placed.item_id)
        number = numbers[placed.item_id].get(placed.round_id, 0)
        if not (before_now and placed.item_id == on_id and number >= numbers[on_id].get(state.room.round_id, 0)):
            together.setdefault((placed.item_id, placed.place, number), {})[placed.participant_id] = None
    return tuple(tuple(people) for people in together.values() if len(people) > 1)


def repeats_now(state: SessionState) -> int:
    """Count the pairs at the open tables who sat together before this round."""
    now = [[person.participant_id for person in people_at(state, table.table_id)] for table in tables_on(state)]
    return repeats(now, sat_together(state, before_now=True))

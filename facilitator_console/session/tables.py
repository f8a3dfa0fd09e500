"""Tables: parts of the room that talk by themselves during an item. Commands on them, and who sits where.

A table belongs to an item; it is known by its number, in the order in which they were opened, and perhaps by a label.
People sit where they were dealt last (`PlacesDealt`). A turn clock and a queue it has only where somebody wanted them.
The formats with tables (session.formats.world_cafe) say when people move; floor and queue act at any table.
"""

from __future__ import annotations

from msgspec import UNSET, UnsetType

from facilitator_console.log import THE_SESSION, Duration, Instant, NewEvent, Subject
from facilitator_console.session import room_events as rev
from facilitator_console.session.evolve_clocks import lead_of
from facilitator_console.session.ids import (
    MAIN,
    ItemId,
    ItemStatus,
    ParticipantId,
    Place,
    RoundId,
    RoundPart,
    TableId,
)
from facilitator_console.session.legality import require_allowed
from facilitator_console.session.people import circle
from facilitator_console.session.room_state import TalkTable
from facilitator_console.session.settings import settings_of
from facilitator_console.session.state import AgendaItem, Participant, SessionState
from facilitator_console.words import Message, UserError, kept_label, say

QUEUE, TURN_CLOCK = "queue", "turn_clock"
"""The settings of a table: people wait for their turn there; each turn has a clock."""
ALL_PAUSED = say("All tables are paused. Let them go on first.")
HOSTS_STAY, MIX_GROUPS = "hosts_stay", "mix_groups"
"""Settings of an item with tables: hosts stay while others move; each table gets people of different groups."""
TALK, MOVING = RoundPart("talk"), RoundPart("moving")
"""The parts of an item with tables; see session.formats.world_cafe."""
MOST_TABLES = 8
NO_HOST = ParticipantId("")


# -- the tables ------------------------------------------------------------------------------------------


def open_table(state: SessionState, _now_ms: Instant, label: str = "") -> list[NewEvent]:
    """Open one more table in the item that is on."""
    require_allowed(state, rev.TableOpened)
    if not state.room.item_id:
        raise UserError(say("No item is on. Start one with tables first."))
    if len(tables_on(state)) >= MOST_TABLES:
        raise UserError(say("There are {most} tables already: nobody can follow more.", most=MOST_TABLES))
    return [NewEvent(rev.TableOpened(state.room.item_id, kept_label(label)))]


def close_table(state: SessionState, _now_ms: Instant, table_id: TableId) -> list[NewEvent]:
    """Let a table end sooner than the others: its turn ends, its queue lapses, its notes stay."""
    require_allowed(state, rev.TableClosed)
    return [NewEvent(rev.TableClosed(), Subject(known_table(state, table_id).table_id))]


def edit_table(
    state: SessionState,
    _now_ms: Instant,
    table_id: TableId,
    *,
    label: str | UnsetType = UNSET,
    queue: bool | UnsetType = UNSET,
    turn_clock: bool | UnsetType = UNSET,
) -> list[NewEvent]:
    """Change what a table is called, or whether it has a queue and a clock for turns."""
    require_allowed(state, rev.TableEdited)
    table = known_table(state, table_id)
    chosen = {name: on for name, on in ((QUEUE, queue), (TURN_CLOCK, turn_clock)) if on is not UNSET}
    label = kept_label(label) if label is not UNSET else UNSET
    if not chosen and label is UNSET:
        return []
    return [NewEvent(rev.TableEdited(label, settings=chosen or UNSET, table_id=table_id), Subject(table.table_id))]


# -- for all tables ------------------------------------------------------------------------------------------


def quiet_for_all(state: SessionState, _now_ms: Instant, length_ms: Duration | None = None) -> list[NewEvent]:
    """Begin a quiet minute at every table at once; one that another laptop leads follows when that hears of it."""
    require_allowed(state, rev.QuietStarted)
    item = require_tables(state)
    if item.status is ItemStatus.PAUSED:
        raise UserError(ALL_PAUSED)
    length_ms = settings_of(state).quiet_ms if length_ms is None else length_ms
    at = (MAIN, *(table.table_id for table in led_with_session(state)))
    return [NewEvent(rev.QuietStarted(length_ms, for_all=True, table_id=table_id), THE_SESSION) for table_id in at]


def end_quiet_for_all(state: SessionState, _now_ms: Instant) -> list[NewEvent]:
    """End the quiet minute at every table; turns that waited go on."""
    require_allowed(state, rev.QuietEnded)
    at = (MAIN, *(table.table_id for table in led_with_session(state)))
    on = [table_id for table_id in at if state.rooms[table_id].quiet is not None]
    ended = [NewEvent(rev.QuietEnded(table_id=table_id), THE_SESSION) for table_id in on]
    return [*ended, *(event for table_id in on if table_id != MAIN for event in talk_resumed(state, table_id))]


def talk_resumed(state: SessionState, table_id: TableId) -> list[NewEvent]:
    """Return that the turn that waits at a table goes on; nothing where none does."""
    top = state.rooms[table_id].floor[-1:]
    waiting = [turn_id for turn_id in top if state.turns[turn_id].paused]
    return [NewEvent(rev.TurnResumed(table_id=table_id), Subject(turn_id)) for turn_id in waiting]


# -- queries -------------------------------------------------------------------------------------------


def tables_of(state: SessionState, item_id: ItemId) -> tuple[TalkTable, ...]:
    """Return all tables of an item, also those that are closed, in the order of their numbers."""
    return tuple(table for table in state.talk_tables.values() if table.item_id == item_id)


def tables_on(state: SessionState) -> tuple[TalkTable, ...]:
    """Return the open tables of the item that is on, in the order of their numbers."""
    item_id = state.room.item_id
    return tuple(table for table in tables_of(state, item_id) if not table.closed) if item_id else ()


def led_with_session(state: SessionState) -> tuple[TalkTable, ...]:
    """Return the open tables that nobody has taken; at another one its own laptop does what follows from a command."""
    return tuple(table for table in tables_on(state) if lead_of(state, table.table_id) == state.room.lead)


def table_number(state: SessionState, table_id: TableId) -> int:
    """Return the number of a table in its item, from 1; 0 for the plenary, and for one that is not known."""
    table = state.talk_tables.get(table_id)
    return tables_of(state, table.item_id).index(table) + 1 if table else 0


def table_name(state: SessionState, table_id: TableId) -> Message:
    """Return what a table is called within a sentence: its label, else its number."""
    table = state.talk_tables.get(table_id)
    if table is not None and table.label:
        return say("“{name}”", name=table.label)
    return say("table {number}", number=table_number(state, table_id))


def known_table(state: SessionState, table_id: TableId) -> TalkTable:
    """Return an open table of the item that is on.

    Raises:
        UserError: There is none with this id.
    """
    table = state.talk_tables.get(table_id)
    if table is None or table.closed or table.item_id != state.room.item_id or not table.item_id:
        raise UserError(say("That table is not open any more."))
    return table


def require_tables(state: SessionState) -> AgendaItem:
    """Return the item that is on, or refuse where it has no open table."""
    item = state.items.get(state.room.item_id)
    if item is None or not tables_on(state):
        raise UserError(say("No tables are open now."))
    return item


def table_of(state: SessionState, participant_id: ParticipantId) -> TableId:
    """Return the open table at which somebody sits now; `MAIN` where they sit at none."""
    on = state.places.get(f"{state.room.item_id}/{participant_id}")
    table = state.talk_tables.get(TableId(on.place)) if on else None
    return table.table_id if table and not table.closed else MAIN


def people_at(state: SessionState, table_id: TableId) -> tuple[Participant, ...]:
    """Return those who are here and sit at a table, by seat."""
    table = state.talk_tables.get(table_id)
    if table is None:
        return ()
    placed = ((person, state.places.get(f"{table.item_id}/{person.participant_id}")) for person in circle(state))
    return tuple(person for person, place in placed if place and place.place == Place(table_id))


def sitting(state: SessionState) -> dict[TableId, list[Participant]]:
    """Return those who are here and sit at an open table, by table, each by seat."""
    found: dict[TableId, list[Participant]] = {table.table_id: [] for table in tables_on(state)}
    for person in circle(state) if found else ():
        place = state.places.get(f"{state.room.item_id}/{person.participant_id}")
        if place and (table_id := TableId(place.place)) in found:
            found[table_id].append(person)
    return found


def without_table(state: SessionState) -> tuple[Participant, ...]:
    """Return those who are here and sit at no open table, by seat; nobody where there are no tables."""
    at = sitting(state)
    if not at:
        return ()
    seated_there = {person.participant_id for people in at.values() for person in people}
    return tuple(person for person in circle(state) if person.participant_id not in seated_there)


def without_host(state: SessionState) -> tuple[TalkTable, ...]:
    """Return the open tables at which no host sits."""
    at = sitting(state)
    hosted = {table_id for table_id, people in at.items() for person in people if _hosts(state, person, table_id)}
    return tuple(table for table in tables_on(state) if table.table_id not in hosted)


def _hosts(state: SessionState, person: Participant, table_id: TableId) -> bool:
    return state.talk_tables[table_id].host_id == person.participant_id


def has_turns(state: SessionState, table_id: TableId) -> bool:
    """Tell whether people at a table have the floor one after another: it has a queue, or a clock for turns."""
    table = state.talk_tables.get(table_id)
    return table is not None and (_is_on(table, QUEUE) or _is_on(table, TURN_CLOCK))


def has_table_queue(state: SessionState, table_id: TableId) -> bool:
    """Tell whether people at a table wait for their turn in a queue."""
    table = state.talk_tables.get(table_id)
    return table is not None and _is_on(table, QUEUE)


def has_turn_clock(state: SessionState, table_id: TableId) -> bool:
    """Tell whether turns at a table have a limit."""
    table = state.talk_tables.get(table_id)
    return table is not None and _is_on(table, TURN_CLOCK)


def _is_on(table: TalkTable, setting: str) -> bool:
    return table.settings.get(setting) is True


def table_refusal(state: SessionState, table_id: TableId, person: Participant | None) -> Message | None:
    """Say why somebody may not take a turn at a table now; None where they may.

    For someone without a seat `person` is None.
    """
    name = table_name(state, table_id)
    if not has_turns(state, table_id):
        return say("People talk freely at {table}. Give it a clock for turns, or a queue, first.", table=name)
    if person is not None and table_of(state, person.participant_id) != table_id:
        return say("Seat {seat} does not sit at {table}.", seat=person.seat, table=name)
    return None


def hosts_stay(item: AgendaItem) -> bool:
    """Tell whether hosts stay at their tables while the others move; by default they do."""
    return item.settings.get(HOSTS_STAY) is not False


def mixes_groups(item: AgendaItem) -> bool:
    """Tell whether each table is to have people of different groups."""
    return item.settings.get(MIX_GROUPS) is True


def round_numbers(state: SessionState, item_id: ItemId) -> dict[RoundId, int]:
    """Return the number, from 1, of each round of an item that has tables; while people move it is that of the next.

    A round that was only given more time is another `RoundStarted` of the same part: it keeps its number.
    """
    numbers: dict[RoundId, int] = {}
    number, before = 1, TALK
    for round_ in state.rounds.values():
        if round_.item_id != item_id or round_.table_id != MAIN:
            continue
        number += round_.part == MOVING and before != MOVING
        before = round_.part
        numbers[round_.round_id] = number
    return numbers


def moves_now(state: SessionState) -> bool:
    """Tell whether people are on their way to the tables of the next round."""
    on = state.rounds.get(state.room.round_id)
    return on is not None and on.part == MOVING

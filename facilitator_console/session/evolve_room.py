"""The fold of the room: queue, turns, rounds and places, table by table. It is total: it never raises.

An event about something that is not there has no effect. Durations are in session.evolve_clocks, tables and their lead
in session.evolve_tables.
"""

from __future__ import annotations

from msgspec import UNSET
from msgspec.structs import replace

from facilitator_console.log import Duration, Instant, Stamp
from facilitator_console.log.fold import edited
from facilitator_console.session import room_events as rev
from facilitator_console.session.evolve_clocks import end_quiet, end_stretches, led_with, set_paused, set_room
from facilitator_console.session.ids import (
    INTERPOSING,
    MAIN,
    NO_ITEM,
    NO_ROUND,
    EntryId,
    ItemStatus,
    RoundId,
    StretchKind,
    TableId,
    TurnId,
)
from facilitator_console.session.order import as_key
from facilitator_console.session.room_state import Pass, QueueEntry, Round, Turn
from facilitator_console.session.state import PlaceInItem, PlannedPlaces, SessionState

# -- queue ---------------------------------------------------------------------------------------------


def queue_joined(state: SessionState, body: rev.QueueJoined, stamp: Stamp) -> None:
    table = state.talk_tables.get(body.table_id)
    if table is not None and table.closed:
        return  # Its laptop had not heard of it.
    entry_id = EntryId(stamp.subject)
    state.queue[entry_id] = QueueEntry(
        entry_id,
        body.participant_id,
        body.kind,
        body.to_turn_id,
        body.ahead,
        body.table_id,
        behind=body.behind,
        read_aloud=body.read_aloud,
        submission_id=body.submission_id,
    )


def queue_moved(state: SessionState, body: rev.QueueMoved, stamp: Stamp) -> None:
    entry = state.queue.get(EntryId(stamp.subject))
    if entry and entry.table_id == body.table_id:
        state.queue[entry.entry_id] = replace(entry, key=as_key(body.key) if body.key else "")


def queue_left(state: SessionState, body: rev.QueueLeft, stamp: Stamp) -> None:
    _take_from_queue(state, body.table_id, EntryId(stamp.subject))


def _take_from_queue(state: SessionState, table_id: TableId, entry_id: EntryId) -> None:
    entry = state.queue.get(entry_id)
    if entry and entry.table_id == table_id:
        del state.queue[entry_id]


def queue_paused(state: SessionState, body: rev.QueuePaused, _stamp: Stamp) -> None:
    set_room(state, body.table_id, queue_paused=True)


def queue_resumed(state: SessionState, body: rev.QueueResumed, _stamp: Stamp) -> None:
    set_room(state, body.table_id, queue_paused=False)


def queue_closed(state: SessionState, body: rev.QueueClosed, _stamp: Stamp) -> None:
    set_room(state, body.table_id, queue_closed=True)


def queue_opened(state: SessionState, body: rev.QueueOpened, _stamp: Stamp) -> None:
    set_room(state, body.table_id, queue_closed=False)


def passed(state: SessionState, body: rev.Passed, stamp: Stamp) -> None:
    fields = (body.participant_id, body.item_id, body.for_now, body.table_id, body.round_id)
    state.passes[stamp.subject] = Pass(*fields, stamp.at_ms)
    if body.turn_id in state.rooms[body.table_id].floor:
        _end_turn(state, body.table_id, body.turn_id, stamp.at_ms)
        del state.turns[body.turn_id]


# -- turns ---------------------------------------------------------------------------------------------


def turn_started(state: SessionState, body: rev.TurnStarted, stamp: Stamp) -> None:
    table_id = body.table_id
    if body.kind not in INTERPOSING:
        _end_turns(state, table_id, stamp.at_ms)
    _count_overtaken(state, table_id, body.entry_id)
    _take_from_queue(state, table_id, body.entry_id)
    turn_id = TurnId(stamp.subject)
    if before := state.turns.get(turn_id):
        # Nobody of ours makes one turn twice; at two tables it could not be ended at both.
        _leave_floor(state, before)
    state.turns[turn_id] = Turn(
        turn_id,
        body.participant_id,
        body.item_id,
        body.kind,
        body.limit_ms,
        stamp.at_ms,
        body.entry_id,
        table_id=table_id,
        round_id=body.round_id,
        why=body.why,
        read_aloud=body.read_aloud,
        submission_id=body.submission_id,
    )
    end_quiet(state, table_id, stamp.at_ms)
    set_room(state, table_id, floor=(*state.rooms[table_id].floor, turn_id))


def _count_overtaken(state: SessionState, table_id: TableId, entry_id: EntryId) -> None:
    """Count, for who came earlier and still waits with a wish of the same kind, that somebody was called before."""
    called = state.queue.get(entry_id)
    if called is None or called.table_id != table_id:
        return
    for entry in [*state.queue.values()]:
        if entry.entry_id == entry_id:
            return
        if entry.table_id == table_id and entry.kind is called.kind:
            state.queue[entry.entry_id] = replace(entry, overtaken=entry.overtaken + 1)


def turn_edited(state: SessionState, body: rev.TurnEdited, stamp: Stamp) -> None:
    turn = state.turns.get(TurnId(stamp.subject))
    if turn is None or turn.table_id != body.table_id:
        return
    if body.removed is True:
        _leave_floor(state, turn)
        del state.turns[turn.turn_id]
        return
    turn = edited(turn, body)
    if body.talk_ms is not UNSET:
        turn = replace(turn, talk_ms=Duration(max(0, turn.talk_ms)))
        _leave_floor(state, turn)
        known_end = turn.ended_at_ms or stamp.at_ms
        turn = replace(turn, paused=False, ended_at_ms=Instant(min(known_end, turn.started_at_ms + turn.talk_ms)))
    state.turns[turn.turn_id] = turn


# -- rounds and places ---------------------------------------------------------------------------------


def round_started(state: SessionState, body: rev.RoundStarted, stamp: Stamp) -> None:
    round_id, item = RoundId(stamp.subject), state.items.get(body.item_id)
    if item is None or (body.table_id == MAIN and body.item_id != state.room.item_id):
        return
    fields = (body.part, body.length_ms, body.first_id, body.backwards, stamp.at_ms, item.elapsed_ms)
    state.rounds[round_id] = Round(round_id, body.table_id, body.item_id, *fields)
    set_room(state, body.table_id, round_id=round_id)


def places_dealt(state: SessionState, body: rev.PlacesDealt, _stamp: Stamp) -> None:
    for participant_id, place in body.places.items():
        key = f"{body.item_id}/{participant_id}"
        before = state.places.get(key)
        if before and before.round_id and before.round_id != body.round_id:
            # With whom people sat already is asked at the next deal.
            state.places_before[f"{body.item_id}/{before.round_id}/{participant_id}"] = before
        state.places[key] = PlaceInItem(participant_id, body.item_id, place, body.round_id)


def places_planned(state: SessionState, body: rev.PlacesPlanned, _stamp: Stamp) -> None:
    state.planned_places[body.item_id] = PlannedPlaces(body.item_id, body.places, body.tables, body.seed)


def turn_paused(state: SessionState, body: rev.TurnPaused, stamp: Stamp) -> None:
    set_paused(state, body.table_id, TurnId(stamp.subject), paused=True)


def turn_resumed(state: SessionState, body: rev.TurnResumed, stamp: Stamp) -> None:
    if set_paused(state, body.table_id, TurnId(stamp.subject), paused=False):
        end_quiet(state, body.table_id, stamp.at_ms)


def turn_extended(state: SessionState, body: rev.TurnExtended, stamp: Stamp) -> None:
    turn = state.turns.get(TurnId(stamp.subject))
    if turn and turn.limit_ms and turn.table_id == body.table_id:
        state.turns[turn.turn_id] = replace(turn, limit_ms=Duration(turn.limit_ms + body.by_ms))


def turn_ended(state: SessionState, body: rev.TurnEnded, stamp: Stamp) -> None:
    if (turn_id := TurnId(stamp.subject)) in state.rooms[body.table_id].floor:
        _end_turn(state, body.table_id, turn_id, stamp.at_ms)


def turn_called_back(state: SessionState, body: rev.TurnCalledBack, stamp: Stamp) -> None:
    turn, table_id = state.turns.get(TurnId(stamp.subject)), body.table_id
    if turn is None or turn.table_id != table_id or turn.turn_id in state.rooms[table_id].floor:
        return
    if turn.kind not in INTERPOSING:
        _end_turns(state, table_id, stamp.at_ms)
    state.turns[turn.turn_id] = replace(turn, ended_at_ms=Instant(0), paused=False)
    end_quiet(state, table_id, stamp.at_ms)
    set_room(state, table_id, floor=(*state.rooms[table_id].floor, turn.turn_id))


def _end_turns(state: SessionState, table_id: TableId, at_ms: Instant) -> None:
    for turn_id in state.rooms[table_id].floor:
        _end_turn(state, table_id, turn_id, at_ms)


def _end_turn(state: SessionState, table_id: TableId, turn_id: TurnId, at_ms: Instant) -> None:
    state.turns[turn_id] = replace(state.turns[turn_id], ended_at_ms=at_ms, paused=False)
    set_room(state, table_id, floor=tuple(other for other in state.rooms[table_id].floor if other != turn_id))


def _leave_floor(state: SessionState, turn: Turn) -> None:
    room = state.rooms[turn.table_id]
    if turn.turn_id in room.floor:
        set_room(state, turn.table_id, floor=tuple(other for other in room.floor if other != turn.turn_id))


def end_current_item(state: SessionState, at_ms: Instant) -> None:
    """End the item that is on, if any, and the open turns of the plenary and of the tables led with it."""
    for table_id in led_with(state, MAIN):
        end_talk(state, table_id, at_ms)
    if item := state.items.get(state.room.item_id):
        state.items[item.item_id] = replace(item, status=ItemStatus.DONE, ended_at_ms=at_ms)
        end_stretches(state, MAIN, StretchKind.ITEM_PAUSED, at_ms)
    set_room(state, MAIN, item_id=NO_ITEM, round_id=NO_ROUND)


def end_talk(state: SessionState, table_id: TableId, at_ms: Instant) -> None:
    """End the open turns and the quiet minute of a table."""
    _end_turns(state, table_id, at_ms)
    end_quiet(state, table_id, at_ms)

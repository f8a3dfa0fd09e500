"""Makes the events with which a turn begins, goes on and ends, and tells who may have one; session.floor decides."""

from __future__ import annotations

from facilitator_console.log import Body, Duration, NewEvent, Subject
from facilitator_console.session import events as ev
from facilitator_console.session import room_events as rev
from facilitator_console.session.calling_order import waiting_at
from facilitator_console.session.formats import Waiting, format_of
from facilitator_console.session.ids import (
    MAIN,
    NO_ENTRY,
    NO_ITEM,
    NO_SUBMISSION,
    NO_TURN,
    SOMEONE_ELSE,
    EntryId,
    ItemStatus,
    ParticipantId,
    ReasonId,
    TableId,
    TurnId,
    TurnKind,
)
from facilitator_console.session.legality import require_allowed
from facilitator_console.session.room_state import Room, Turn
from facilitator_console.session.state import Participant, SessionState
from facilitator_console.session.tables import ALL_PAUSED, has_turn_clock, known_table, table_refusal
from facilitator_console.words import Message, UserError, say


def begun(state: SessionState, following: Waiting, table_id: TableId = MAIN) -> tuple[list[NewEvent], NewEvent]:
    """Return how somebody who waits begins: what lets the clocks go, and their turn."""
    # Whom a round calls may wait in the queue as well: that wish is met.
    entry_id = following.entry_id or entry_of(state, following.participant_id, following.kind, table_id)
    started = turn_started(state, following.participant_id, following.kind, entry_id, following.why, table_id)
    return clocks_go(state, table_id), started


def room_at(state: SessionState, table_id: TableId, *bodies: type[Body]) -> Room:
    """Return the room of the plenary or of an open table, or refuse what may not be decided there now."""
    require_allowed(state, *bodies, table_id=table_id)
    if table_id != MAIN:
        known_table(state, table_id)
    return state.rooms[table_id]


def turn_refusal(state: SessionState, person: Participant | None, kind: TurnKind, table_id: TableId) -> Message | None:
    """Return why somebody may not have a turn of this kind at a table now; None where they may."""
    if table_id != MAIN:
        return table_refusal(state, table_id, person)
    item = state.items.get(state.room.item_id)
    return format_of(item).turn_refusal(state, item, person, kind) if item else None


def require_turn(state: SessionState, person: Participant | None, kind: TurnKind, table_id: TableId) -> None:
    """Refuse what the format of the item, or the table, does not let somebody do."""
    if refusal := turn_refusal(state, person, kind, table_id):
        raise UserError(refusal)


def clocks_go(state: SessionState, table_id: TableId) -> list[NewEvent]:
    """Return the events that let a clock run: a paused item goes on, but for one of its tables alone it does not."""
    require_allowed(state, ev.ItemResumed)
    item = state.items.get(state.room.item_id)
    if item is None or item.status is not ItemStatus.PAUSED:
        return []
    if table_id != MAIN:
        raise UserError(ALL_PAUSED)
    return [NewEvent(ev.ItemResumed(), Subject(state.room.item_id))]


def back_to(state: SessionState, turn_id: TurnId) -> list[NewEvent]:
    """End the turns above; this one goes on, even if paused when it was interrupted. A quiet minute ends."""
    table_id = state.turns[turn_id].table_id
    require_allowed(state, rev.TurnEnded, rev.TurnResumed, table_id=table_id)
    room = state.rooms[table_id]
    waits = state.turns[turn_id].paused or room.quiet
    resumed = [NewEvent(rev.TurnResumed(table_id=table_id), Subject(turn_id))] if waits else []
    above = room.floor[room.floor.index(turn_id) + 1 :]
    return [*clocks_go(state, table_id), *turn_ends(state, above), *resumed]


def turn_started(
    state: SessionState,
    participant_id: ParticipantId,
    kind: TurnKind,
    entry_id: EntryId,
    why: ReasonId,
    table_id: TableId,
    *,
    read_aloud: bool = False,
) -> NewEvent:
    """Return how a turn of theirs begins, as long as the format and their interpreter let it be."""
    require_allowed(state, rev.TurnStarted, table_id=table_id)
    entry = state.queue.get(entry_id)
    read_aloud = read_aloud or (entry is not None and entry.read_aloud)
    item = state.items.get(state.room.item_id)
    person = state.participants.get(participant_id)
    limits = item is not None and (table_id == MAIN or has_turn_clock(state, table_id))
    limit_ms = format_of(item).turn_limit_ms(state, item, kind, person) if item and limits else Duration(0)
    started = rev.TurnStarted(
        participant_id,
        item.item_id if item else NO_ITEM,
        kind,
        limit_ms,
        entry_id,
        state.room.round_id,
        why=why,
        read_aloud=read_aloud,
        submission_id=entry.submission_id if entry else NO_SUBMISSION,
        table_id=table_id,
    )
    return NewEvent(started)


def turn_ends(state: SessionState, turn_ids: tuple[TurnId, ...]) -> list[NewEvent]:
    """Return how these turns end."""
    require_allowed(state, rev.TurnEnded)
    turns = (state.turns[turn_id] for turn_id in turn_ids)
    return [NewEvent(rev.TurnEnded(table_id=turn.table_id), Subject(turn.turn_id)) for turn in turns]


def open_turn(state: SessionState, turn_id: TurnId, body: type[Body]) -> tuple[Turn, Room]:
    """Return an open turn and the room in which it is, or refuse."""
    turn = state.turns.get(turn_id)
    room = state.rooms[turn.table_id if turn else MAIN]
    require_allowed(state, body, table_id=turn.table_id if turn else MAIN)
    if turn is None or turn_id == NO_TURN or turn_id not in room.floor:
        raise UserError(say("Nobody is speaking now."))
    return turn, room


def entry_of(state: SessionState, participant_id: ParticipantId, kind: TurnKind, table_id: TableId) -> EntryId:
    """Return somebody's entry of this kind in a queue; `NO_ENTRY` where they have none."""
    entries = (e for e in waiting_at(state, table_id) if e.participant_id == participant_id and e.kind is kind)
    return next((entry.entry_id for entry in entries), NO_ENTRY)


def last_done(state: SessionState, table_id: TableId) -> Turn | None:
    """Return the turn that ended last; someone without a seat is not called back."""
    here = (turn for turn in state.turns.values() if turn.table_id == table_id)
    ended = (turn for turn in here if turn.ended_at_ms and turn.participant_id != SOMEONE_ELSE)
    return max(ended, key=lambda turn: turn.ended_at_ms, default=None)

"""Clocks of the room as people read them. All clocks count what is left; negative once over time.

Time is an argument. What a clock had used at `Room.as_of_ms` is in the state; here the stretch since then is
added for those that run. No clock is read here.
"""

from __future__ import annotations

from enum import StrEnum
from typing import NamedTuple

from facilitator_console.log import Duration, Instant
from facilitator_console.session.ids import MAIN, NO_ITEM, NO_TURN, ItemId, ItemStatus, TableId, TurnId
from facilitator_console.session.state import SessionState

NEARLY_OVER_ITEM_MS = Duration(60_000)
NEARLY_OVER_TURN_MS = Duration(30_000)


class Urgency(StrEnum):
    """How far a clock is; shown by colour and word, never by sound."""

    UNLIMITED = "unlimited"
    PLENTY = "plenty"
    NEARLY_OVER = "nearly_over"
    OVER = "over"


class ClockName(StrEnum):
    """The clocks of the room."""

    QUIET = "quiet"
    TURN = "turn"
    ITEM = "item"


class Running(NamedTuple):
    """Which clocks run: the item's, one turn's, the quiet minute's."""

    item_id: ItemId
    turn_id: TurnId
    quiet: bool


STANDS = Running(NO_ITEM, NO_TURN, quiet=False)
"""No clock runs."""


class Timer(NamedTuple):
    """One clock's reading.

    Attributes:
        length_ms: What was planned, added time included; 0 without a limit.
        used_ms: Time used; pauses don't count.
        left_ms: `length_ms - used_ms`; negative once over time; 0 without a limit.
        urgency: How far it is.
        runs: Whether it moves now.
    """

    length_ms: Duration
    used_ms: Duration
    left_ms: Duration
    urgency: Urgency
    runs: bool


def running(state: SessionState, table_id: TableId = MAIN) -> Running:
    """The clocks of a table that run, each by its id; an item's clock is the plenary's."""
    room = state.rooms[table_id]
    item = state.items.get(room.item_id)
    if room.frozen or (item and item.status is not ItemStatus.RUNNING):
        return STANDS
    if table_id != MAIN and _stands_with_session(state, table_id):
        return STANDS
    turn = state.turns[room.floor[-1]] if room.floor else None
    turn_id = turn.turn_id if turn and not turn.paused else NO_TURN
    return Running(item.item_id if item else NO_ITEM, turn_id, room.quiet is not None)


def _stands_with_session(state: SessionState, table_id: TableId) -> bool:
    """Whether a table that the session's lead leads stands still because the session does, or its item."""
    table = state.talk_tables.get(table_id)
    if table is None or state.rooms[table_id].lead:
        return False
    item = state.items.get(table.item_id)
    return state.room.frozen or table.closed or item is None or item.status is not ItemStatus.RUNNING


def item_timer(state: SessionState, now_ms: Instant) -> Timer | None:
    """The clock of the item that is on; None where none is."""
    item = state.items.get(state.room.item_id)
    if item is None:
        return None
    runs = running(state).item_id == item.item_id
    length_ms = item.planned_ms + item.extra_ms
    return _timer(length_ms, item.elapsed_ms + _since(state, now_ms, MAIN, runs=runs), NEARLY_OVER_ITEM_MS, runs=runs)


def turn_timer(state: SessionState, now_ms: Instant, turn_id: TurnId | None = None) -> Timer | None:
    """The clock of a turn, by default of who speaks; None where there is none."""
    if turn_id is None:
        turn_id = state.room.floor[-1] if state.room.floor else NO_TURN
    turn = state.turns.get(turn_id)
    if turn is None:
        return None
    table_id = turn.table_id
    runs = running(state, table_id).turn_id == turn_id
    used_ms = turn.talk_ms + _since(state, now_ms, table_id, runs=runs)
    return _timer(turn.limit_ms, used_ms, NEARLY_OVER_TURN_MS, runs=runs)


def quiet_timer(state: SessionState, now_ms: Instant, table_id: TableId = MAIN) -> Timer | None:
    """The clock of a table's quiet minute; None where none is on."""
    quiet = state.rooms[table_id].quiet
    if quiet is None:
        return None
    runs = running(state, table_id).quiet
    used_ms = quiet.elapsed_ms + _since(state, now_ms, table_id, runs=runs)
    return _timer(quiet.length_ms, used_ms, Duration(0), runs=runs)


def ends_first(state: SessionState, now_ms: Instant) -> ClockName | None:
    """The clock that is shown biggest; None where none is on.

    The quiet minute while it is on; else the turn's or the item's, whichever ends first. An item that is over has
    ended: then the turn is what can still be kept to. A turn that is over stays until somebody ends it.
    """
    if state.room.quiet is not None:
        return ClockName.QUIET
    item, turn = item_timer(state, now_ms), turn_timer(state, now_ms)
    if turn is None or (turn.urgency is Urgency.UNLIMITED and item is not None):
        return ClockName.ITEM if item else None
    item_comes_first = item and item.urgency is not Urgency.UNLIMITED and 0 <= item.left_ms < turn.left_ms
    return ClockName.ITEM if item_comes_first else ClockName.TURN


def _since(state: SessionState, now_ms: Instant, table_id: TableId, *, runs: bool) -> int:
    return max(0, now_ms - state.rooms[table_id].as_of_ms) if runs else 0


def _timer(length_ms: int, used_ms: int, nearly_ms: int, *, runs: bool) -> Timer:
    left_ms = length_ms - used_ms if length_ms else 0
    if not length_ms:
        urgency = Urgency.UNLIMITED
    elif left_ms < 0:
        urgency = Urgency.OVER
    else:
        # A short clock is not "nearly over" from its first second.
        urgency = Urgency.NEARLY_OVER if left_ms <= min(nearly_ms, length_ms // 4) else Urgency.PLENTY
    return Timer(Duration(length_ms), Duration(used_ms), Duration(left_ms), urgency, runs)

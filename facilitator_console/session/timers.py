"""Clocks of the room: as the state holds them, and as people read them.

A `Clock` says what was used when, and whether it runs; `reading` adds the stretch since then. All readings tell what
is left, negative once over time; a clock that counts up is shown by what was used. Time is an argument; no clock is
read here.
"""

from __future__ import annotations

from enum import StrEnum
from typing import NamedTuple

from facilitator_console.log import Duration, Instant
from facilitator_console.session.ids import MAIN, NO_ITEM, NO_TURN, ItemId, ItemStatus, TableId, TurnId
from facilitator_console.session.state import SessionState

LAST_PART = 5
"""The last fifth of a clock is nearly over …"""
NEARLY_OVER_MS = Duration(60_000)
"""… and at most so much of it."""


class Urgency(StrEnum):
    """Names how far a clock is; shown by colour and word, never by sound."""

    UNLIMITED = "unlimited"
    PLENTY = "plenty"
    NEARLY_OVER = "nearly_over"
    OVER = "over"


class ClockName(StrEnum):
    """Names the clocks of the room."""

    QUIET = "quiet"
    TURN = "turn"
    ITEM = "item"


class Running(NamedTuple):
    """Holds which clocks run: the item's, one turn's, the quiet minute's."""

    item_id: ItemId
    turn_id: TurnId
    quiet: bool


STANDS = Running(NO_ITEM, NO_TURN, quiet=False)
"""No clock runs."""


class Clock(NamedTuple):
    """Represents one clock as an anchor: two that are equal read the same at every instant.

    Attributes:
        length_ms: What was planned, added time included; 0 without a limit.
        used_ms: Time used at `as_of_ms`; pauses don't count.
        as_of_ms: The instant of `used_ms`; 0 while the clock stands, since then it reads the same at every instant.
        runs: Whether it moves.
        nearly_over_ms: With so much left it is nearly over.
        counts_up: It shows what was used, not what is left.
    """

    length_ms: Duration
    used_ms: Duration
    as_of_ms: Instant
    runs: bool
    nearly_over_ms: Duration
    counts_up: bool = False


class Timer(NamedTuple):
    """Represents the reading of one clock.

    Attributes:
        length_ms: What was planned, added time included; 0 without a limit.
        used_ms: Time used; pauses don't count.
        left_ms: `length_ms - used_ms`; negative once over time; 0 without a limit.
        urgency: How far it is.
        runs: Whether it moves now.
        counts_up: It shows what was used, not what is left.
    """

    length_ms: Duration
    used_ms: Duration
    left_ms: Duration
    urgency: Urgency
    runs: bool
    counts_up: bool = False


def running(state: SessionState, table_id: TableId = MAIN) -> Running:
    """Return the clocks of a table that run, each by its id; an item's clock is the plenary's."""
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
    """Tell whether a table led by the session's lead stands still because the session does, or its item."""
    table = state.talk_tables.get(table_id)
    if table is None or state.rooms[table_id].lead:
        return False
    item = state.items.get(table.item_id)
    return state.room.frozen or table.closed or item is None or item.status is not ItemStatus.RUNNING


def item_clock(state: SessionState) -> Clock | None:
    """Return the clock of the item that is on; None where none is."""
    item = state.items.get(state.room.item_id)
    if item is None:
        return None
    runs = running(state).item_id == item.item_id
    length_ms = item.planned_ms + item.extra_ms
    return _clock(state, MAIN, length_ms, item.elapsed_ms, runs=runs, counts_up=item.counts_up)


def round_clock(state: SessionState) -> Clock | None:
    """Return the clock of the round, or of the part of the item, that is on; None where none is.

    It is read off the item's: it stands and goes on with it.
    """
    on, item = state.rounds.get(state.room.round_id), state.items.get(state.room.item_id)
    if on is None or item is None:
        return None
    runs = running(state).item_id == item.item_id
    used_ms = max(0, item.elapsed_ms - on.item_ms)
    return _clock(state, MAIN, on.length_ms, used_ms, runs=runs)


def turn_clock(state: SessionState, turn_id: TurnId | None = None) -> Clock | None:
    """Return the clock of a turn, by default of who speaks; None where there is none."""
    if turn_id is None:
        turn_id = state.room.floor[-1] if state.room.floor else NO_TURN
    turn = state.turns.get(turn_id)
    if turn is None:
        return None
    runs = running(state, turn.table_id).turn_id == turn_id
    return _clock(state, turn.table_id, turn.limit_ms, turn.talk_ms, runs=runs)


def quiet_clock(state: SessionState, table_id: TableId = MAIN) -> Clock | None:
    """Return the clock of a table's quiet minute; None where none is on."""
    quiet = state.rooms[table_id].quiet
    if quiet is None:
        return None
    runs = running(state, table_id).quiet
    return _clock(state, table_id, quiet.length_ms, quiet.elapsed_ms, runs=runs)


def reading(clock: Clock, now_ms: Instant) -> Timer:
    """Return a clock's reading at an instant; one before its anchor counts as its anchor."""
    used_ms = clock.used_ms + (max(0, now_ms - clock.as_of_ms) if clock.runs else 0)
    left_ms = clock.length_ms - used_ms if clock.length_ms else 0
    if not clock.length_ms:
        urgency = Urgency.UNLIMITED
    elif left_ms < 0:
        urgency = Urgency.OVER
    else:
        urgency = Urgency.NEARLY_OVER if left_ms <= clock.nearly_over_ms else Urgency.PLENTY
    return Timer(clock.length_ms, Duration(used_ms), Duration(left_ms), urgency, clock.runs, clock.counts_up)


def item_timer(state: SessionState, now_ms: Instant) -> Timer | None:
    """Return the reading of the item that is on; None where none is."""
    clock = item_clock(state)
    return reading(clock, now_ms) if clock else None


def turn_timer(state: SessionState, now_ms: Instant, turn_id: TurnId | None = None) -> Timer | None:
    """Return the reading of a turn, by default of who speaks; None where there is none."""
    clock = turn_clock(state, turn_id)
    return reading(clock, now_ms) if clock else None


def quiet_timer(state: SessionState, now_ms: Instant, table_id: TableId = MAIN) -> Timer | None:
    """Return the reading of a table's quiet minute; None where none is on."""
    clock = quiet_clock(state, table_id)
    return reading(clock, now_ms) if clock else None


def ends_first(
    quiet: Clock | None, turn: Clock | None, item: Clock | None, now_ms: Instant
) -> tuple[ClockName | None, Instant | None]:
    """Return the clock that is shown biggest, and until when that stays so.

    The quiet minute while it is on; else the turn's or the item's, whichever ends first. An item that is over has
    ended: then the turn is what can still be kept to. A turn that is over stays until somebody ends it.

    Returns:
        The clock, None where none is on; and the first instant at which it may be another, None where only an event
        can change it.
    """
    if quiet is not None:
        return ClockName.QUIET, None
    if turn is None or (item is not None and not turn.length_ms):
        return (ClockName.ITEM if item else None), None
    if item is None or not item.length_ms:
        return ClockName.TURN, None
    left_ms, turn_left_ms = reading(item, now_ms).left_ms, reading(turn, now_ms).left_ms
    if 0 <= left_ms < turn_left_ms:
        return ClockName.ITEM, Instant(now_ms + left_ms + 1) if item.runs else None
    # Only where the turn stands does the item come nearer to its end than the turn.
    comes_nearer = item.runs and not turn.runs and 0 < turn_left_ms <= left_ms
    return ClockName.TURN, Instant(now_ms + left_ms - turn_left_ms + 1) if comes_nearer else None


def _clock(
    state: SessionState, table_id: TableId, length_ms: int, used_ms: int, *, runs: bool, counts_up: bool = False
) -> Clock:
    as_of_ms = state.rooms[table_id].as_of_ms if runs else Instant(0)
    nearly_over_ms = Duration(min(NEARLY_OVER_MS, length_ms // LAST_PART))
    return Clock(Duration(length_ms), Duration(used_ms), as_of_ms, runs, nearly_over_ms, counts_up)

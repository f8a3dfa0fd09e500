"""The fold of the clocks: quiet time, freezes, gaps, how far each has come. It is total: it never raises.

Durations live in one place. Before an event of a table's lead is folded, `advance` brings the table's running clocks to
the event's time; so a duration is a sum of stretches between two events of the leading laptop, and never spans two
laptops' clocks. The item's clock and the gaps are the plenary's. An event about something that is not there has no
effect.
"""

from __future__ import annotations

from typing import Any

import msgspec
from msgspec.structs import replace

from facilitator_console.log import Duration, Instant, LaptopId, Stamp
from facilitator_console.session import room_events as rev
from facilitator_console.session.ids import (
    MAIN,
    GapId,
    ItemId,
    ShownId,
    StretchId,
    StretchKind,
    TableId,
    TurnId,
)
from facilitator_console.session.room_state import Gap, OnDisplay, Quiet, Stretch
from facilitator_console.session.state import SessionState
from facilitator_console.session.timers import STANDS, running


def table_of(body: msgspec.Struct) -> TableId:
    """Return the table that a body is about; the plenary where it is about the session."""
    return body.table_id if isinstance(body, rev.OfTable) else MAIN


def lead_of(state: SessionState, table_id: TableId) -> LaptopId:
    """Return the laptop that leads a table: the session's lead leads every table that nobody has taken."""
    return state.rooms[table_id].lead or state.room.lead


def led_with(state: SessionState, table_id: TableId) -> tuple[TableId, ...]:
    """Return the tables that change hands with this one: itself; with the plenary all that nobody has taken."""
    if table_id != MAIN:
        return (table_id,)
    return (MAIN, *(other for other, room in state.rooms.items() if other != MAIN and not room.lead))


def set_room(state: SessionState, table_id: TableId, **changes: object) -> None:
    """Replace some fields of a table's room."""
    state.rooms[table_id] = replace(state.rooms[table_id], **changes)


def set_paused(state: SessionState, table_id: TableId, turn_id: TurnId, *, paused: bool) -> bool:
    """Let an open turn wait, or go on; tell whether it is open."""
    if turn_id not in state.rooms[table_id].floor:
        return False
    state.turns[turn_id] = replace(state.turns[turn_id], paused=paused)
    return True


def quiet_started(state: SessionState, body: rev.QuietStarted, stamp: Stamp) -> None:
    if floor := state.rooms[body.table_id].floor:
        set_paused(state, body.table_id, floor[-1], paused=True)
    end_quiet(state, body.table_id, stamp.at_ms)
    begin_stretch(state, body.table_id, StretchKind.QUIET, stamp)
    set_room(state, body.table_id, quiet=Quiet(body.length_ms, stamp.at_ms, for_all=body.for_all))


def quiet_ended(state: SessionState, body: rev.QuietEnded, stamp: Stamp) -> None:
    end_quiet(state, body.table_id, stamp.at_ms)


def end_quiet(state: SessionState, table_id: TableId, at_ms: Instant) -> None:
    """End a table's quiet minute, if one is on."""
    if state.rooms[table_id].quiet is not None:
        set_room(state, table_id, quiet=None)
        end_stretches(state, table_id, StretchKind.QUIET, at_ms)


def clocks_frozen(state: SessionState, body: rev.ClocksFrozen, stamp: Stamp) -> None:
    details = {"reason": body.reason, "other": body.other, "shelter": body.shelter}
    on = open_stretch(state, MAIN, StretchKind.FROZEN)
    if on is not None:
        state.stretches[on.stretch_id] = replace(on, **details)
    else:
        begin_stretch(state, MAIN, StretchKind.FROZEN, stamp, **details)
    set_room(state, MAIN, frozen=True)


def clocks_released(state: SessionState, _body: rev.ClocksReleased, stamp: Stamp) -> None:
    end_stretches(state, MAIN, StretchKind.FROZEN, stamp.at_ms)
    set_room(state, MAIN, frozen=False)


def begin_stretch(state: SessionState, table_id: TableId, kind: StretchKind, stamp: Stamp, **details: Any) -> None:  # noqa: ANN401 - fields of Stretch
    """Begin a stretch at a table; it is named by its event."""
    stretch_id = StretchId(f"{stamp.writer}.{stamp.seq}")
    item_id = state.room.item_id
    state.stretches[stretch_id] = Stretch(stretch_id, kind, item_id, stamp.at_ms, table_id=table_id, **details)


def open_stretch(state: SessionState, table_id: TableId, kind: StretchKind) -> Stretch | None:
    """Return a table's stretch of this kind that is on; None where none is."""
    for stretch in reversed(state.stretches.values()):
        if stretch.table_id == table_id and stretch.kind is kind:
            return None if stretch.to_ms else stretch
    return None


def end_stretches(state: SessionState, table_id: TableId, kind: StretchKind, at_ms: Instant) -> None:
    """End a table's stretch of this kind, if one is on."""
    if stretch := open_stretch(state, table_id, kind):
        state.stretches[stretch.stretch_id] = replace(stretch, to_ms=at_ms)


def display_set(state: SessionState, body: rev.DisplaySet, stamp: Stamp) -> None:
    shown_id = ShownId(stamp.subject)
    if shown_id in state.displays:
        del state.displays[shown_id]
    state.displays[shown_id] = OnDisplay(shown_id, body.shows, body.table_id, body.of_id, body.text, body.part)


def gap_found(state: SessionState, body: rev.GapFound, stamp: Stamp) -> None:
    if body.lasted_ms <= 0:
        return
    gap_id, from_ms = GapId(stamp.subject), Instant(stamp.at_ms - body.lasted_ms)
    ran = {table_id: running(state, table_id) for table_id in led_with(state, MAIN)}
    turn_ids = tuple(on.turn_id for on in ran.values() if on.turn_id)
    quiet = tuple(table_id for table_id, on in ran.items() if on.quiet)
    state.gaps[gap_id] = Gap(gap_id, from_ms, stamp.at_ms, ran[MAIN].item_id, turn_ids, quiet)


def gap_excluded(state: SessionState, body: rev.GapExcluded, stamp: Stamp) -> None:
    gap = state.gaps.get(GapId(stamp.subject))
    if gap is None:
        return
    excluded = min(max(0, body.excluded_ms), gap.to_ms - gap.from_ms)
    by_ms = gap.excluded_ms - excluded
    _add_to_item(state, gap.item_id, by_ms)
    for later in [*state.rounds.values()]:
        if later.item_id == gap.item_id and later.started_at_ms >= gap.to_ms:
            state.rounds[later.round_id] = replace(later, item_ms=Duration(later.item_ms + by_ms))
    for turn_id in gap.turn_ids:
        _add_to_turn(state, turn_id, by_ms)
    for table_id in gap.quiet:
        on = state.rooms[table_id].quiet
        if on is not None and on.started_at_ms <= gap.from_ms:
            _add_to_quiet(state, table_id, by_ms)
    state.gaps[gap.gap_id] = replace(gap, excluded_ms=Duration(excluded), is_decided=True)


def advance(state: SessionState, table_id: TableId, at_ms: Instant) -> None:
    """Bring every running clock of a table, and of those led with it, to `at_ms`.

    Within a run time never goes back; where a run begins earlier than the last one ended, because the wall clock was
    put right meanwhile, nothing is counted and the clocks go on from there.
    """
    if table_id == MAIN and len(state.rooms) > 1:
        for led in led_with(state, MAIN):
            _advance(state, led, at_ms)
    else:
        _advance(state, table_id, at_ms)


def _advance(state: SessionState, table_id: TableId, at_ms: Instant) -> None:
    room = state.rooms[table_id]
    passed = at_ms - room.as_of_ms
    if not passed:
        return
    if passed > 0:
        on = running(state, table_id)
        if on is not STANDS:
            _add_to_item(state, on.item_id, passed)
            _add_to_turn(state, on.turn_id, passed)
            if on.quiet:
                _add_to_quiet(state, table_id, passed)
                room = state.rooms[table_id]
    state.rooms[table_id] = replace(room, as_of_ms=at_ms)


def _add_to_item(state: SessionState, item_id: ItemId, by_ms: int) -> None:
    if item := state.items.get(item_id):
        state.items[item_id] = replace(item, elapsed_ms=Duration(max(0, item.elapsed_ms + by_ms)))


def _add_to_turn(state: SessionState, turn_id: TurnId, by_ms: int) -> None:
    if turn := state.turns.get(turn_id):
        state.turns[turn_id] = replace(turn, talk_ms=Duration(max(0, turn.talk_ms + by_ms)))


def _add_to_quiet(state: SessionState, table_id: TableId, by_ms: int) -> None:
    if on := state.rooms[table_id].quiet:
        set_room(state, table_id, quiet=replace(on, elapsed_ms=Duration(max(0, on.elapsed_ms + by_ms))))

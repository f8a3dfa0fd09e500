"""The lead of the session and of its tables, and the times in which the program did not run.

Each table is led by one laptop. Tables that another laptop leads follow the session when that laptop hears of it.
"""

from __future__ import annotations

from msgspec import UNSET, UnsetType

from facilitator_console.log import THE_SESSION, Duration, Instant, LaptopId, NewEvent, Subject
from facilitator_console.session import events as ev
from facilitator_console.session import room_events as rev
from facilitator_console.session.evolve_clocks import led_with, open_stretch
from facilitator_console.session.ids import (
    MAIN,
    GapId,
    ItemId,
    ItemStatus,
    LaptopRole,
    ParticipantId,
    StopReason,
    StretchKind,
    TableId,
)
from facilitator_console.session.state import SessionState
from facilitator_console.session.tables import round_numbers, table_of, talk_resumed
from facilitator_console.session.timers import item_timer, quiet_timer, turn_timer
from facilitator_console.words import UserError, say

GAP_FROM_MS = 120_000
"""A gap shorter than this is not worth a word."""
GAP_STEP_MS = 10_000


def take_lead(
    state: SessionState, now_ms: Instant, table_id: TableId = MAIN, *, measured: bool = True
) -> list[NewEvent]:
    """Let this laptop lead a table's clock and queue from now on, with the clocks as it shows them.

    Args:
        state: The session.
        now_ms: Now.
        table_id: Which table.
        measured: Whether this laptop's clock was compared. Else the clocks go on from where the lead was heard of last:
            no number that depends on an unmeasured clock is kept.
    """
    if table_id not in state.rooms:
        raise UserError(say("That table is not in this session."))
    if not measured:
        now_ms = state.rooms[table_id].as_of_ms
    item = item_timer(state, now_ms) if table_id == MAIN else None
    tables = led_with(state, table_id)
    open_turns = [turn_id for led in tables for turn_id in state.rooms[led].floor]
    turns = {turn_id: timer.used_ms for turn_id in open_turns if (timer := turn_timer(state, now_ms, turn_id))}
    quiet = {led: timer.used_ms for led in tables if (timer := quiet_timer(state, now_ms, led))}
    item_ms = item.used_ms if item else Duration(0)
    return [NewEvent(rev.LeadTaken(item_ms, turns, quiet, table_id=table_id), THE_SESSION)]


def edit_laptop(
    _state: SessionState,
    _now_ms: Instant,
    laptop: LaptopId,
    *,
    roles: tuple[LaptopRole, ...] | UnsetType = UNSET,
    removed: bool | UnsetType = UNSET,
) -> list[NewEvent]:
    """Say what is done at a laptop of the team, or that it is out of the team."""
    return [NewEvent(ev.LaptopEdited(roles=roles, removed=removed), Subject(laptop))]


def watch_no_more(state: SessionState, now_ms: Instant, laptop: LaptopId) -> list[NewEvent]:
    """Take the role of an expert off a laptop that takes part from now on."""
    known = state.laptops.get(laptop)
    if known is None or LaptopRole.EXPERT not in known.roles:
        return []
    return edit_laptop(state, now_ms, laptop, roles=())


def follow_session(state: SessionState, _now_ms: Instant, laptop: LaptopId) -> list[NewEvent]:
    """Let the tables that this laptop leads follow the session: stopped, released, quiet with all, no turn left behind.

    The agreed order is not time: until its laptop heard of a freeze, a table went on, and its turns count.
    """
    events = []
    for table in state.talk_tables.values():
        room = state.rooms[table.table_id]
        if room.lead != laptop:
            continue
        reason = StopReason.ITEM_ENDED if table.closed else _stop_reason(state, table.item_id)
        if reason is not room.stopped:
            stopped = rev.TableStopped(reason, table_id=table.table_id) if reason else None
            events.append(NewEvent(stopped or rev.TableReleased(table_id=table.table_id), Subject(table.table_id)))
        if reason is None:
            events += [*_gone(state, table.table_id), *_quiet_with_all(state, table.table_id)]
    return events


def _quiet_with_all(state: SessionState, table_id: TableId) -> list[NewEvent]:
    """Return how a table's quiet minute follows one for all: it begins once, and ends with it if it is on by then."""
    for_all, own = state.room.quiet, state.rooms[table_id].quiet
    if for_all is None or not for_all.for_all:
        if own is None or not own.for_all:
            return []
        return [NewEvent(rev.QuietEnded(table_id=table_id), THE_SESSION), *talk_resumed(state, table_id)]
    since = open_stretch(state, MAIN, StretchKind.QUIET)
    if own is not None or since is None:
        return []
    later = list(state.stretches.values())[list(state.stretches).index(since.stretch_id) :]
    if any(stretch.table_id == table_id and stretch.kind is StretchKind.QUIET for stretch in later):
        return []  # It followed already, and people there ended it sooner.
    return [NewEvent(rev.QuietStarted(for_all.length_ms, for_all=True, table_id=table_id), THE_SESSION)]


def _gone(state: SessionState, table_id: TableId) -> list[NewEvent]:
    """Return what ends at a table: turns of those who left it and of a round before, wishes of who sits elsewhere."""

    def sits_elsewhere(person: ParticipantId) -> bool:
        return table_of(state, person) not in {MAIN, table_id}

    def is_gone(person: ParticipantId) -> bool:
        known = state.participants.get(person)
        return sits_elsewhere(person) or (known is not None and not known.here)

    numbers = round_numbers(state, state.room.item_id)
    now = numbers.get(state.room.round_id, 0)
    turns = (state.turns[turn_id] for turn_id in state.rooms[table_id].floor)
    ended = [turn.turn_id for turn in turns if is_gone(turn.participant_id) or numbers.get(turn.round_id, now) < now]
    lapsed = [
        entry.entry_id
        for entry in state.queue.values()
        if entry.table_id == table_id and sits_elsewhere(entry.participant_id)
    ]
    return [
        *(NewEvent(rev.TurnEnded(table_id=table_id), Subject(turn_id)) for turn_id in ended),
        *(NewEvent(rev.QueueLeft(table_id=table_id), Subject(entry_id)) for entry_id in lapsed),
    ]


def _stop_reason(state: SessionState, item_id: ItemId) -> StopReason | None:
    """Return why the tables of an item stand still; None where they go on."""
    item = state.items.get(item_id)
    if item is None or state.room.item_id != item_id or state.info.closed_at_ms:
        return StopReason.ITEM_ENDED
    if state.room.frozen:
        return StopReason.FROZEN
    return StopReason.ITEM_PAUSED if item.status is ItemStatus.PAUSED else None


def record_gap(_state: SessionState, now_ms: Instant, from_ms: Instant) -> list[NewEvent]:
    """Record that the program did not run since `from_ms`, where that is over 2 minutes; it counts until excluded.

    Nothing finer than 10 seconds is kept: it must not tell who spoke last before it.
    """
    lasted_ms = now_ms - from_ms
    if lasted_ms < 0:
        # The clock was ahead, and was put right while the machine was off. How long that was nobody knows; without an
        # event of now the clocks would stand until they come to where it was.
        return [NewEvent(rev.GapFound(Duration(0)))]
    return [NewEvent(rev.GapFound(Duration(lasted_ms // GAP_STEP_MS * GAP_STEP_MS)))] if lasted_ms > GAP_FROM_MS else []


def exclude_gap(
    state: SessionState, _now_ms: Instant, gap_id: GapId, *, excluded_ms: Duration | None = None
) -> list[NewEvent]:
    """Let a gap, or this much of it, count for no clock."""
    gap = state.gaps.get(gap_id)
    if gap is None:
        raise UserError(say("That time without the program is not in this session."))
    lasted_ms = Duration(gap.to_ms - gap.from_ms)
    if excluded_ms is not None and not 0 <= excluded_ms <= lasted_ms:
        raise UserError(say("The time that is not counted must lie within the time without the program."))
    return [NewEvent(rev.GapExcluded(lasted_ms if excluded_ms is None else excluded_ms), Subject(gap_id))]

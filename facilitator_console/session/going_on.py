"""Going on after everything was frozen: with the adjusted plan, a later end, the plan as it is, or a good close.

Each way is one command, so that one undo takes all of it back: everything is frozen again, as it was. A check-in may
come first; it interrupts the item that was on, which goes on after it with the turn that it interrupted.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace as with_fields
from typing import NamedTuple, TypeVar

import msgspec

from facilitator_console.log import NO_TIME, Duration, Entities, Instant, Made, NewEvent
from facilitator_console.session.adjusting import TimeToTake
from facilitator_console.session.agenda import (
    RETURNS_TO,
    add_item,
    held_items,
    skip_item,
    start_item,
    take_time,
)
from facilitator_console.session.floor import release
from facilitator_console.session.formats import check_in_format, format_of
from facilitator_console.session.ids import MAIN, ItemId, ItemStatus
from facilitator_console.session.promise import promise_end
from facilitator_console.session.state import AgendaItem, SessionState
from facilitator_console.words import UserError, say

S = TypeVar("S", bound=SessionState)


class CheckIn(NamedTuple):
    """Represents a check-in before anything else goes on.

    Attributes:
        title: As it will stand in the agenda.
        length_ms: Its planned length.
    """

    title: str
    length_ms: Duration


def leave_plan(state: SessionState, now_ms: Instant, *, check_in: CheckIn | None = None) -> list[NewEvent]:
    """Let the clocks go on with the plan as it is."""
    released = _released(state, now_ms)
    return [*released, *_checking_in(state, now_ms, released, check_in)]


def adjust_plan(
    state: SessionState, now_ms: Instant, takes: Sequence[TimeToTake], *, check_in: CheckIn | None = None
) -> list[NewEvent]:
    """Let the clocks go on, and take time from later items."""
    released = _released(state, now_ms)
    taken = [event for take in takes for event in take_time(state, now_ms, *take)]
    return [*released, *taken, *_checking_in(state, now_ms, [*released, *taken], check_in)]


def move_end(
    state: SessionState,
    now_ms: Instant,
    wall_end_ms: Instant,
    wall_ms: Instant,
    utc_offset_min: int,
    *,
    check_in: CheckIn | None = None,
) -> list[NewEvent]:
    """Let the clocks go on, and promise a later end; see `promise_end` for what is given."""
    released = _released(state, now_ms)
    promised = promise_end(state, now_ms, wall_end_ms, wall_ms, utc_offset_min)
    return [*released, *promised, *_checking_in(state, now_ms, [*released, *promised], check_in)]


def close_well(state: SessionState, now_ms: Instant, *, check_in: CheckIn | None = None) -> list[NewEvent]:
    """Let the clocks go on with the closing round only: it begins now, the items before it are skipped."""
    released = _released(state, now_ms)
    closing = closing_item(state)
    if closing is None:
        raise UserError(say("Nothing is planned to close with. Go on in another way."))
    going = _as_released(state)
    planned = (item for item in held_items(state) if item.status is ItemStatus.PLANNED)
    skipped = [event for item in planned if item != closing for event in skip_item(going, now_ms, item.item_id)]
    decided = [*released, *skipped]
    if closing.item_id == state.room.item_id:
        return [*decided, *_checking_in(state, now_ms, decided, check_in)]
    if check_in:
        return [*decided, *_checking_in(state, now_ms, decided, check_in, returns=False)]
    return [*decided, *start_item(going, now_ms, closing.item_id)]


# -- queries -------------------------------------------------------------------------------------------


def closing_item(state: SessionState) -> AgendaItem | None:
    """Return the item with which the session closes well: its last closing round, else the last item that is planned.

    None where nothing is left to close with.
    """
    on = state.items.get(state.room.item_id)
    left = [item for item in held_items(state) if item.status is ItemStatus.PLANNED]
    closing = [item for item in (*([on] if on else ()), *left) if format_of(item).closes]
    return next(reversed([*left, *closing]), None)


def _released(state: SessionState, now_ms: Instant) -> list[NewEvent]:
    if not state.room.frozen:
        raise UserError(say("Nothing is frozen now."))
    return release(state, now_ms)


def _as_released(state: S) -> S:
    """Return the state as it will be once the clocks go on; commands of the same press decide on it."""
    rooms = Entities({**state.rooms, MAIN: msgspec.structs.replace(state.room, frozen=False)})
    return with_fields(state, rooms=rooms)


def _checking_in(
    state: SessionState,
    now_ms: Instant,
    decided: Sequence[NewEvent],
    check_in: CheckIn | None,
    *,
    returns: bool = True,
) -> list[NewEvent]:
    """Return the events by which a check-in begins, behind those that were decided before it."""
    if check_in is None:
        return []
    on, how = state.room.item_id, check_in_format().name
    settings = {RETURNS_TO: on} if returns and on else {}
    added = add_item(
        state,
        now_ms,
        check_in.title,
        format=how,
        planned_ms=check_in.length_ms,
        settings=settings,
        before=on or None,
    )
    made = ItemId(Made(len(decided)))
    item = AgendaItem(made, check_in.title, "", "", how, check_in.length_ms, NO_TIME, settings=settings)
    going = with_fields(_as_released(state), items=Entities({**state.items, made: item}))
    return [*added, *start_item(going, now_ms, made)]

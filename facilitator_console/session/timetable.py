"""Clock times of the plan as it goes: when each item begins, and how long people have worked by then."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

from facilitator_console.log import Duration, Instant
from facilitator_console.session.agenda import items_in_order, items_to_come, left_of
from facilitator_console.session.formats import format_of
from facilitator_console.session.ids import ItemId, ItemStatus
from facilitator_console.session.state import AgendaItem, SessionState
from facilitator_console.session.timers import item_timer

NOTHING_LESS: Mapping[ItemId, Duration] = MappingProxyType({})


def starts_as_it_goes_ms(
    state: SessionState, now_ms: Instant, less_ms: Mapping[ItemId, Duration] = NOTHING_LESS
) -> dict[ItemId, Instant]:
    """Return when each item that is still to come will begin, if those before it take their planned time.

    Args:
        state: The session.
        now_ms: Now; the item that is on goes on now.
        less_ms: What is to be taken from which item.
    """
    timer = item_timer(state, now_ms)
    at_ms = now_ms + (max(0, timer.left_ms) if timer else 0)
    starts: dict[ItemId, Instant] = {}
    for item in items_to_come(state):
        starts[item.item_id] = Instant(at_ms)
        at_ms += left_of(item) - less_ms.get(item.item_id, 0)
    return starts


def since_rest_ms(state: SessionState, now_ms: Instant) -> dict[ItemId, Duration]:
    """Return how long people will have worked without a rest when each item that is still to come begins.

    What a freeze took counts as work: a shelter is not a rest.
    """
    starts = starts_as_it_goes_ms(state, now_ms)
    items = items_in_order(state)
    began = [item.started_at_ms for item in items if item.started_at_ms]
    rested = [item.ended_at_ms for item in items if item.ended_at_ms and format_of(item).rests]
    on = state.items.get(state.room.item_id)
    last_ms = max(rested, default=min(began, default=now_ms))
    if on and format_of(on).rests and on.status in {ItemStatus.RUNNING, ItemStatus.PAUSED}:
        last_ms = min(starts.values(), default=now_ms)
    since: dict[ItemId, Duration] = {}
    for item in items_to_come(state):
        since[item.item_id] = Duration(max(0, starts[item.item_id] - last_ms))
        if format_of(item).rests:
            last_ms = Instant(starts[item.item_id] + left_of(item))
    return since


def length_ms(item: AgendaItem) -> Duration:
    """Return the length of an item, added and taken time included."""
    return Duration(item.planned_ms + item.extra_ms)

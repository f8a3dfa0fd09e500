"""Clock times of the adjusted plan, and time that could be taken where it runs over.

The program proposes, the facilitator decides: nothing here changes anything.
"""

from __future__ import annotations

from typing import NamedTuple

from facilitator_console.log import Duration, Instant
from facilitator_console.session.agenda import items_in_order
from facilitator_console.session.formats import format_of
from facilitator_console.session.ids import ItemId, ItemStatus
from facilitator_console.session.state import AgendaItem, SessionState
from facilitator_console.session.timers import item_timer

LEAST_LEFT = 0.5
"""So much of its planned time an item keeps; with less it would be another item."""


class TimeToTake(NamedTuple):
    """Proposes to take this much time from an item."""

    item_id: ItemId
    by_ms: Duration


def starts_as_it_goes_ms(state: SessionState, now_ms: Instant) -> dict[ItemId, Instant]:
    """Return when each planned item will begin, if the items before it take their planned time."""
    timer = item_timer(state, now_ms)
    at_ms = now_ms + (max(0, timer.left_ms) if timer else 0)
    starts: dict[ItemId, Instant] = {}
    for item in items_in_order(state):
        if item.status is ItemStatus.PLANNED:
            starts[item.item_id] = Instant(at_ms)
            at_ms += _length_ms(item)
    return starts


def time_to_take(state: SessionState, by_ms: Duration) -> TimeToTake | None:
    """Return the item that can best give the time by which the end is over; None where there is none.

    The longest of the later items, the last one of equals; it keeps at least half of its time.
    """
    able = [item for item in items_in_order(state) if _can_give(item, by_ms)]
    if not by_ms or not able:
        return None
    longest = max(reversed(able), key=_length_ms)
    return TimeToTake(longest.item_id, by_ms)


def _can_give(item: AgendaItem, by_ms: int) -> bool:
    keeps_ms = _length_ms(item) - by_ms
    planned = item.status is ItemStatus.PLANNED and format_of(item).gives_time
    return planned and keeps_ms > 0 and keeps_ms >= item.planned_ms * LEAST_LEFT


def _length_ms(item: AgendaItem) -> int:
    return item.planned_ms + item.extra_ms

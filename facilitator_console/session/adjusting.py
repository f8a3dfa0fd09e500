"""The plan made again: what later items can give where the session runs over, each by its own rule.

An item that shrinks by its share keeps half of its planned time, or what its team said that it needs; one that shrinks
to its least goes down to that; a fixed one keeps all. Above these stands what its format needs: ten minutes of break
after two hours, half a minute for each whom a round asks. The program proposes, the facilitator decides: nothing here
changes anything.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import NamedTuple

from facilitator_console.log import NO_TIME, Duration, Instant
from facilitator_console.session.agenda import MINUTE_MS, held_items
from facilitator_console.session.formats import Least, format_of
from facilitator_console.session.ids import ItemId, ItemStatus, Shrinks
from facilitator_console.session.plan import people_in_rounds
from facilitator_console.session.state import AgendaItem, SessionState
from facilitator_console.session.timetable import length_ms, since_rest_ms
from facilitator_console.words import Message, say, say_p

LEAST_OF_SHARE = 0.5
"""The share of its planned time that an item keeps when it shrinks; with less it would be another item."""

FIXED, AS_PLANNED = say_p("of an item’s time", "fixed"), say("as planned")
BY_SHARE, TO_HALF = say("shrinks by its share"), say("can shrink to half")


class TimeToTake(NamedTuple):
    """Proposes to take this much time from an item."""

    item_id: ItemId
    by_ms: Duration


class AdjustedItem(NamedTuple):
    """Represents a later item in the adjusted plan.

    Attributes:
        was_ms: Its length so far.
        now_ms: Its proposed length.
        why: The rule that decides it.
    """

    item_id: ItemId
    was_ms: Duration
    now_ms: Duration
    why: Message


class AdjustedPlan(NamedTuple):
    """Proposes lengths for all later items.

    Attributes:
        items: In the agenda's order.
        wanted_ms: What is to be taken back, in whole minutes.
        taken_ms: What these items can give of it.
    """

    items: tuple[AdjustedItem, ...]
    wanted_ms: Duration
    taken_ms: Duration

    @property
    def takes(self) -> tuple[TimeToTake, ...]:
        """Return what is taken from whom, in the agenda's order."""
        return tuple(
            TimeToTake(item.item_id, Duration(item.was_ms - item.now_ms))
            for item in self.items
            if item.now_ms != item.was_ms
        )


def adjusted_plan(state: SessionState, now_ms: Instant, wanted_ms: Duration) -> AdjustedPlan:
    """Return the plan in which the later items give this much time, each in whole minutes.

    What is wanted is shared in proportion to their lengths; who comes to the end of what they can give, gives that, and
    the others share the rest.
    """
    items = [item for item in held_items(state) if item.status is ItemStatus.PLANNED]
    least = leasts(state, now_ms)
    most = [max(0, length_ms(item) - least[item.item_id].length_ms) // MINUTE_MS for item in items]
    given = _shares(max(0, wanted_ms) // MINUTE_MS, [length_ms(item) for item in items], most)
    rows = [
        AdjustedItem(
            item.item_id,
            length_ms(item),
            Duration(length_ms(item) - minutes * MINUTE_MS),
            _why(item, least[item.item_id], minutes, can_give),
        )
        for item, minutes, can_give in zip(items, given, most, strict=True)
    ]
    return AdjustedPlan(tuple(rows), wanted_ms, Duration(sum(given) * MINUTE_MS))


def time_to_take(state: SessionState, now_ms: Instant, by_ms: Duration) -> TimeToTake | None:
    """Return the item that can best give the time by which the end is over; None where there is none.

    The longest of the later items, the last one of equals; breaks, silences and closing rounds are left alone.
    """
    least = leasts(state, now_ms)
    able = [
        item
        for item in held_items(state)
        if item.item_id in least
        and format_of(item).gives_time
        and by_ms < length_ms(item)
        and length_ms(item) - by_ms >= least[item.item_id].length_ms
    ]
    if not by_ms or not able:
        return None
    return TimeToTake(max(reversed(able), key=length_ms).item_id, by_ms)


def leasts(state: SessionState, now_ms: Instant) -> Mapping[ItemId, Least]:
    """Return what each planned item keeps, as it goes, and why where that is its format's rule."""
    people, since_rest = people_in_rounds(state), since_rest_ms(state, now_ms)
    return {
        item.item_id: least_of(item, people, since_rest[item.item_id])
        for item in held_items(state)
        if item.status is ItemStatus.PLANNED
    }


def least_of(item: AgendaItem, people: int, since_rest_ms: Duration = NO_TIME) -> Least:
    """Return what an item keeps: by its own rule, or more where its format needs it.

    Args:
        item: The item.
        people: How many are asked in a round.
        since_rest_ms: How long people will have worked without a rest when it begins; only a break asks for it.
    """
    own = _own_least_ms(item)
    needs = format_of(item).least(item, people, since_rest_ms)
    return needs if needs.length_ms > own else Least(own)


def _own_least_ms(item: AgendaItem) -> Duration:
    """Return what an item keeps by its own rule."""
    if item.shrinks is Shrinks.FIXED:
        return length_ms(item)
    if item.shrinks is Shrinks.TO_LEAST or item.least_ms:
        # Nothing of an item would be another decision: to skip it.
        return Duration(max(item.least_ms, MINUTE_MS))
    return Duration(round(item.planned_ms * LEAST_OF_SHARE))


def _why(item: AgendaItem, least: Least, given: int, can_give: int) -> Message:
    if item.shrinks is Shrinks.FIXED:
        return FIXED
    at_least = given == can_give
    if at_least and least.why:
        return least.why
    if not given:
        return AS_PLANNED
    if item.shrinks is Shrinks.TO_LEAST or (at_least and item.least_ms):
        return say("can shrink to {n} min", n=-(-least.length_ms // MINUTE_MS))
    return TO_HALF if at_least else BY_SHARE


def _shares(wanted: int, lengths: Sequence[int], most: Sequence[int]) -> list[int]:
    """Share what is wanted in proportion to lengths, to nobody more than the most; whole numbers.

    Returns:
        One for each length; together as much as is wanted, or all that can be had.
    """
    given = [0] * len(lengths)
    left, sharing = min(wanted, sum(most)), {place for place, can_give in enumerate(most) if can_give}
    while left and sharing:
        whole = sum(lengths[place] for place in sharing)
        full = {place for place in sharing if most[place] * whole <= left * lengths[place]}
        if not full:
            break
        for place in full:
            given[place] = most[place]
            left -= most[place]
        sharing -= full
    if left and sharing:
        whole = sum(lengths[place] for place in sharing)
        exact = {place: divmod(left * lengths[place], whole) for place in sharing}
        by_rest = sorted(sharing, key=lambda place: (-exact[place][1], -place))
        spare = left - sum(share for share, _ in exact.values())
        for rank, place in enumerate(by_rest):
            given[place] = exact[place][0] + (rank < spare)
    return given

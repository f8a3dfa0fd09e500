"""The agenda as it went: minutes planned and used, which add up."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from facilitator_console.dialogue.state import State
from facilitator_console.log import Subject
from facilitator_console.report.disclosure.policy import ReportPolicy
from facilitator_console.report.document import Cell, Column, Section, Table
from facilitator_console.session.agenda import MINUTE_MS, items_in_order
from facilitator_console.session.state import AgendaItem
from facilitator_console.session.timers import item_timer
from facilitator_console.words import say, say_p, titled

_COLUMNS = (
    Column("item", say("Item"), say("The title of the item.")),
    Column("question", say_p("of an item", "Question"), say("The question that the item was about.")),
    Column(
        "planned_min",
        say("planned, min"),
        say("Minutes planned; <1 for less than one, empty where the item had no length."),
        is_number=True,
    ),
    Column(
        "used_min",
        say("used, min"),
        say("Minutes used, pauses left out; <1 for less than one, empty where the item did not take place."),
        is_number=True,
    ),
)


_SHORT = say("<1")
"""The length that is printed for less than a minute."""


class Minutes(NamedTuple):
    """Holds lengths as whole minutes, and what they come to; None where there was nothing to round."""

    parts: tuple[Cell, ...]
    total: Cell


def agenda(state: State, policy: ReportPolicy) -> Section | None:
    """Make the table of the items, in their order; those that are for the team alone are left out."""
    items = [item for item in items_in_order(state) if not item.internal]
    if not items:
        return None
    planned = whole_minutes([item.planned_ms for item in items])
    used = whole_minutes([_used_ms(state, item, policy) for item in items])
    rows: tuple[tuple[Cell, ...], ...] = tuple(
        (titled(item.title), item.question or None, planned_min, used_min)
        for item, planned_min, used_min in zip(items, planned.parts, used.parts, strict=True)
    )
    table = Table(
        "agenda",
        say("Minutes planned and used"),
        _COLUMNS,
        rows,
        (say("Total"), None, planned.total, used.total),
        rests_on=tuple(Subject(item.item_id) for item in items),
    )
    return Section("agenda", say("How the session went"), (table,))


def _used_ms(state: State, item: AgendaItem, policy: ReportPolicy) -> int:
    is_on = policy.as_of_ms is not None and item.item_id == state.room.item_id
    timer = item_timer(state, policy.as_of_ms) if is_on and policy.as_of_ms is not None else None
    return timer.used_ms if timer else item.elapsed_ms


def whole_minutes(lengths_ms: Sequence[int]) -> Minutes:
    """Round lengths to whole minutes that add up to the rounded total.

    What lasted less than a minute is told so: a dash would say that it did not take place, a minute that it was longer.
    Such lengths together make up what the total is more than the minutes that are shown.
    """
    lasted = [length_ms for length_ms in lengths_ms if length_ms > 0]
    longer = [at for at, length_ms in enumerate(lengths_ms) if length_ms >= MINUTE_MS]
    minutes = {at: lengths_ms[at] // MINUTE_MS for at in longer}
    more = round(sum(lengths_ms[at] for at in longer) / MINUTE_MS) - sum(minutes.values())
    # The largest remainders are rounded up.
    for at in sorted(longer, key=lambda at: -(lengths_ms[at] % MINUTE_MS))[:more]:
        minutes[at] += 1
    parts = tuple(minutes.get(at, _SHORT if length_ms > 0 else None) for at, length_ms in enumerate(lengths_ms))
    if not lasted:
        return Minutes(parts, None)
    return Minutes(parts, round(sum(lasted) / MINUTE_MS) if sum(lasted) >= MINUTE_MS else _SHORT)

"""The agenda as it went: minutes planned and used, which add up."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

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
        say("Minutes planned; empty where the item had no length."),
        is_number=True,
    ),
    Column(
        "used_min",
        say("used, min"),
        say("Minutes used, pauses left out; empty where the item did not take place."),
        is_number=True,
    ),
)


@dataclass(frozen=True)
class Minutes:
    """Holds whole minutes that add up to their total; None where there was nothing to round."""

    parts: tuple[int | None, ...]
    total: int | None


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

    What lasted at all counts as a minute at least: a dash would say that it did not take place. So where many were very
    short, the total is that of the minutes shown.
    """
    lasted = [at for at, length_ms in enumerate(lengths_ms) if length_ms > 0]
    if not lasted:
        return Minutes((None,) * len(lengths_ms), None)
    minutes = {at: max(1, lengths_ms[at] // MINUTE_MS) for at in lasted}
    short = round(sum(lengths_ms[at] for at in lasted) / MINUTE_MS) - sum(minutes.values())
    # The largest remainders are rounded up; who got a minute instead of a part of one has none left.
    longest_first = sorted(lasted, key=lambda at: minutes[at] * MINUTE_MS - lengths_ms[at])
    for at in longest_first[: max(0, short)]:
        minutes[at] += 1
    return Minutes(tuple(minutes.get(at) for at in range(len(lengths_ms))), sum(minutes.values()))

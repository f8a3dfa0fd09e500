"""Offers in menus what an item does at its end, what it gives when the plan is adjusted, and how its clock counts."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial
from typing import Any, NamedTuple

from facilitator_console.log import NO_TIME, Duration
from facilitator_console.session.agenda import MINUTE_MS, edit_item_time
from facilitator_console.session.ids import AtEnd, ItemId, Shrinks
from facilitator_console.session.state import AgendaItem
from facilitator_console.ui.control.session_controller import SessionController
from facilitator_console.ui.parts.menus import Menu
from facilitator_console.words import Message, say

AT_END = {
    AtEnd.GO_ON: say("It goes on; its clock counts the time over"),
    AtEnd.STOP: say("It is paused"),
    AtEnd.LOAD_NEXT: say("It ends; the next item waits to be started"),
}
LEASTS_MIN = (1, 2, 3, 5, 10, 15, 20, 30, 45, 60, 90)
"""The least times of an item that can be chosen, in minutes."""


class Choice(NamedTuple):
    """Represents a line of a menu: its words, whether it holds now, and the fields that it sets."""

    words: Message
    holds: bool
    fields: dict[str, Any]


def add_time_choices(menu: Menu, controller: SessionController, item: AgendaItem) -> None:
    """Add the choices about an item's time to a menu."""
    for title, choices in (
        (say("When its time is over"), _at_end(item)),
        (say("When the plan is adjusted"), _shrinking(item)),
        (say("Its clock"), _counting(item)),
    ):
        below = Menu(menu)
        below.setTitle(controller.text(title))
        _add(below, controller, item.item_id, choices)
        menu.addMenu(below)


def _add(menu: Menu, controller: SessionController, item_id: ItemId, choices: Sequence[Choice]) -> None:
    for words, holds, fields in choices:
        action = menu.addAction(controller.text(words), partial(controller.do, edit_item_time, item_id, **fields))
        action.setCheckable(True)
        action.setChecked(holds)


def _at_end(item: AgendaItem) -> list[Choice]:
    return [Choice(words, item.at_end is at_end, {"at_end": at_end}) for at_end, words in AT_END.items()]


def _shrinking(item: AgendaItem) -> list[Choice]:
    """Return the rules by which it can shrink; what it has now is among them."""
    own = {item.least_ms} if item.least_ms else set()
    lengths = sorted({minutes * MINUTE_MS for minutes in LEASTS_MIN if minutes * MINUTE_MS < item.planned_ms} | own)
    by_share = item.shrinks is Shrinks.BY_SHARE and not item.least_ms
    return [
        Choice(say("Shrinks by its share, to half at most"), by_share, _rule(Shrinks.BY_SHARE)),
        Choice(say("Fixed: keeps all of its time"), item.shrinks is Shrinks.FIXED, _rule(Shrinks.FIXED)),
        *(
            Choice(
                say("Can shrink to {n} min", n=-(-least_ms // MINUTE_MS)),
                item.shrinks is not Shrinks.FIXED and item.least_ms == least_ms,
                _rule(Shrinks.TO_LEAST, Duration(least_ms)),
            )
            for least_ms in lengths
        ),
    ]


def _rule(shrinks: Shrinks, least_ms: Duration = NO_TIME) -> dict[str, Any]:
    return {"shrinks": shrinks, "least_ms": least_ms}


def _counting(item: AgendaItem) -> list[Choice]:
    return [
        Choice(say("Shows the time left"), not item.counts_up, {"counts_up": False}),
        Choice(say("Shows the time used"), item.counts_up, {"counts_up": True}),
    ]

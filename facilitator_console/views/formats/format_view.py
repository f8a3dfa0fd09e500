"""Defines how a format is presented: its name, and the words of each speaking order that it can have."""

from __future__ import annotations

from dataclasses import dataclass

from facilitator_console.session.formats import Format, SpeakingOrder
from facilitator_console.session.state import AgendaItem
from facilitator_console.words import Message, say

NOBODY_WAITS = say("Nobody is waiting. Click a seat to add it.")


@dataclass(frozen=True)
class OrderView:
    """Holds the words for a speaking order.

    Attributes:
        order: The order.
        name: What it is called where it is chosen.
        manner: How people speak, in a few words beside an item.
        empty_queue: What the queue says where nobody is in it and anybody could be chosen.
    """

    order: SpeakingOrder
    name: Message
    manner: Message
    empty_queue: Message = NOBODY_WAITS


@dataclass(frozen=True)
class FormatView:
    """Holds the words for a format.

    Attributes:
        format: The format.
        name: What it is called.
        orders: Its speaking orders, as the format has them.
    """

    format: Format
    name: Message
    orders: tuple[OrderView, ...]

    def order(self, item: AgendaItem) -> OrderView:
        """Return the presentation of the speaking order that an item has."""
        chosen = self.format.order(item.settings)
        return next(view for view in self.orders if view.order is chosen)

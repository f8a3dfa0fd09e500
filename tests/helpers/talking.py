"""How people talk in an item, for tests: by the name of the speaking order."""

from __future__ import annotations

from typing import Any

from facilitator_console.session.formats import ORDER, all_orders, format_with

ORDERS = tuple(order.name for order in all_orders())
"""The names of all speaking orders."""


def talking(order: str) -> dict[str, Any]:
    """The fields that give an item this speaking order, whatever it had before."""
    (found,) = (one for one in all_orders() if one.name == order)
    return {"format": format_with(found).name, "settings": {ORDER: order}}

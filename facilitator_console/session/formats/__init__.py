"""The formats that this program knows, one file each. No other module asks for one by its name.

A new format is its file here, its file in `views.formats`, and a line in both registries.
"""

from __future__ import annotations

from facilitator_console.session.formats.break_time import BREAK
from facilitator_console.session.formats.breakout import BREAKOUT
from facilitator_console.session.formats.check_in import CHECK_IN
from facilitator_console.session.formats.check_out import CHECK_OUT
from facilitator_console.session.formats.fishbowl import FISHBOWL
from facilitator_console.session.formats.format import (
    ORDER,
    Format,
    Least,
    Reason,
    SpeakingOrder,
    TablesPlanned,
    Waiting,
)
from facilitator_console.session.formats.go_around import GO_AROUND
from facilitator_console.session.formats.harvest import HARVEST
from facilitator_console.session.formats.open_floor import OPEN_FLOOR
from facilitator_console.session.formats.open_space import OPEN_SPACE
from facilitator_console.session.formats.pairs import PAIRS
from facilitator_console.session.formats.plenary import PLENARY
from facilitator_console.session.formats.read_back import READ_BACK
from facilitator_console.session.formats.silence import SILENCE
from facilitator_console.session.formats.speaker import SPEAKER
from facilitator_console.session.formats.spokes_council import SPOKES_COUNCIL
from facilitator_console.session.formats.statement_vote import STATEMENT_VOTE, collects_statements, voting_begins
from facilitator_console.session.formats.talking_piece import TALKING_PIECE
from facilitator_console.session.formats.world_cafe import AT_TABLE, WORLD_CAFE
from facilitator_console.session.state import AgendaItem

__all__ = [
    "AT_TABLE",
    "FORMATS",
    "ORDER",
    "Format",
    "Least",
    "Reason",
    "SpeakingOrder",
    "TablesPlanned",
    "Waiting",
    "all_orders",
    "check_in_format",
    "collects_statements",
    "format_of",
    "format_with",
    "order_of",
    "voting_begins",
]

FORMATS: dict[str, Format] = {
    known.name: known
    for known in (
        PLENARY,
        GO_AROUND,
        TALKING_PIECE,
        OPEN_FLOOR,
        CHECK_IN,
        CHECK_OUT,
        SPEAKER,
        PAIRS,
        BREAKOUT,
        FISHBOWL,
        SPOKES_COUNCIL,
        WORLD_CAFE,
        OPEN_SPACE,
        STATEMENT_VOTE,
        SILENCE,
        HARVEST,
        READ_BACK,
        BREAK,
    )
}
"""The formats by name, as offered. A format that owns a speaking order stands before those that borrow it."""


def format_of(item: AgendaItem | None) -> Format:
    """Return the format of an item; the plenary where no item is on, or where the format is not known."""
    return FORMATS.get(item.format, PLENARY) if item else PLENARY


def order_of(item: AgendaItem | None) -> SpeakingOrder:
    """Return the speaking order of an item."""
    return format_of(item).order(item.settings if item else {})


def all_orders() -> tuple[SpeakingOrder, ...]:
    """Return the speaking orders of all formats, as offered; not that of formats in which nobody takes turns."""
    orders = (order for known in FORMATS.values() for order in known.orders)
    return tuple(dict.fromkeys(order for order in orders if order.takes_turns))


def format_with(order: SpeakingOrder) -> Format:
    """Return the format that the speaking order belongs to."""
    return next(known for known in FORMATS.values() if order in known.orders)


def check_in_format() -> Format:
    """Return the format in which people check in, also after a freeze."""
    return CHECK_IN

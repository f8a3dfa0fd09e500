"""The presentations of all formats, one file each. No other module asks for one by its format's name."""

from __future__ import annotations

from dataclasses import replace

from facilitator_console.session.formats import all_orders, format_with
from facilitator_console.session.state import AgendaItem
from facilitator_console.views.formats.break_time import BREAK_VIEW
from facilitator_console.views.formats.breakout import BREAKOUT_VIEW
from facilitator_console.views.formats.check_in import CHECK_IN_VIEW
from facilitator_console.views.formats.check_out import CHECK_OUT_VIEW
from facilitator_console.views.formats.fishbowl import FISHBOWL_VIEW
from facilitator_console.views.formats.format_view import (
    PLAIN_STAGE,
    FormatView,
    Middle,
    Move,
    OrderView,
    Page,
    SettingKind,
    SettingView,
    Stage,
)
from facilitator_console.views.formats.go_around import GO_AROUND_VIEW
from facilitator_console.views.formats.harvest import HARVEST_VIEW
from facilitator_console.views.formats.open_floor import OPEN_FLOOR_VIEW
from facilitator_console.views.formats.open_space import OPEN_SPACE_VIEW
from facilitator_console.views.formats.pairs import PAIRS_VIEW
from facilitator_console.views.formats.plenary import PLENARY_VIEW
from facilitator_console.views.formats.read_back import READ_BACK_VIEW
from facilitator_console.views.formats.silence import SILENCE_VIEW
from facilitator_console.views.formats.speaker import SPEAKER_VIEW
from facilitator_console.views.formats.spokes_council import SPOKES_COUNCIL_VIEW
from facilitator_console.views.formats.statement_vote import STATEMENT_VOTE_VIEW
from facilitator_console.views.formats.talking_piece import TALKING_PIECE_VIEW
from facilitator_console.views.formats.world_cafe import WORLD_CAFE_VIEW
from facilitator_console.words import say

__all__ = [
    "PLAIN_STAGE",
    "VIEWS",
    "FormatView",
    "Middle",
    "Move",
    "OrderView",
    "Page",
    "SettingKind",
    "SettingView",
    "Stage",
    "order_views",
    "view_of",
]

VIEWS: dict[str, FormatView] = {
    view.format.name: view
    for view in (
        PLENARY_VIEW,
        GO_AROUND_VIEW,
        TALKING_PIECE_VIEW,
        OPEN_FLOOR_VIEW,
        CHECK_IN_VIEW,
        CHECK_OUT_VIEW,
        SPEAKER_VIEW,
        PAIRS_VIEW,
        BREAKOUT_VIEW,
        FISHBOWL_VIEW,
        SPOKES_COUNCIL_VIEW,
        WORLD_CAFE_VIEW,
        OPEN_SPACE_VIEW,
        STATEMENT_VOTE_VIEW,
        SILENCE_VIEW,
        HARVEST_VIEW,
        READ_BACK_VIEW,
        BREAK_VIEW,
    )
}
"""The formats' presentations by the format's name, as offered."""


def view_of(item: AgendaItem) -> FormatView:
    """Return the presentation of an item's format; a format that is not known behaves as plenary and says so."""
    if item.format in VIEWS:
        return VIEWS[item.format]
    return replace(PLENARY_VIEW, name=say("all together (“{format}” is not known here)", format=item.format))


def order_views() -> tuple[OrderView, ...]:
    """Return all speaking orders, as offered."""
    own = ((order, VIEWS[format_with(order).name]) for order in all_orders())
    return tuple(view for order, of_format in own for view in of_format.orders if view.order is order)

"""Presents a fishbowl: the inner chairs, who waits for one, and how they change."""

from __future__ import annotations

from facilitator_console.log import Instant
from facilitator_console.session.floor import someone_else_speaks, speaking
from facilitator_console.session.formats.fishbowl import (
    CHAIR,
    CHAIRS,
    FISHBOWL,
    FREE_CHAIRS,
    chairs_at_first,
    for_chair,
    free_chairs_at_first,
    inside_of,
    leave_inside,
    swap_all,
    take_chair,
)
from facilitator_console.session.ids import TurnKind
from facilitator_console.session.state import AgendaItem, SessionState
from facilitator_console.views.formats.format_view import FormatView, Move, OrderView, SettingKind, SettingView, Stage
from facilitator_console.words import Message, say

CHAIR_VIEW = OrderView(
    CHAIR,
    say("An inner circle"),
    say("those inside speak, the queue is for the chair"),
    say("Nobody waits for the chair. Click a seat inside to let it speak, outside to let it wait."),
)

LEAVES = say("Somebody leaves…")


class FishbowlView(FormatView):
    """Shows the inner ring; the first key gives the free chair to who waits for it longest."""

    def stage(self, state: SessionState, item: AgendaItem, _now_ms: Instant) -> Stage:
        """Return the inner chairs and what changes them."""
        inside, free, waiting = inside_of(state, item), FISHBOWL.free_chairs(state, item), for_chair(state, item)
        leaves = Move(LEAVES, leave_inside, choices=inside, in_menu=say("Leaves the inner circle"))
        turn = speaking(state)
        # While someone without a seat speaks the key brings the turn before them back, as everywhere.
        has_key = bool(inside) and (turn is None or turn.kind is not TurnKind.SOMEONE_ELSE)
        moves = {"someone_else": leaves} if has_key else {}
        if waiting and free:
            seat = state.participants[waiting[0]].seat
            moves["done"] = Move(_takes_chair(seat), take_chair, (waiting[0],))
        return Stage(
            moves=moves,
            more=(
                ("swap_all", Move(say("Swap all"), swap_all)),
                *((("without_seat", Move(say("Someone else"), someone_else_speaks)),) if has_key else ()),
            ),
            inside=tuple(state.participants[participant_id].seat for participant_id in inside),
            free_chairs=free,
        )


def _takes_chair(seat: int) -> Message:
    return say("Seat {seat} takes the chair", seat=seat)


LABELS = (("done", _takes_chair(0)), ("someone_else", LEAVES))
CHAIRS_INSIDE = SettingView(CHAIRS, say("Sit inside at first"), SettingKind.NUMBER, chairs_at_first)
SETTINGS = (CHAIRS_INSIDE, SettingView(FREE_CHAIRS, say("Free chairs"), SettingKind.NUMBER, free_chairs_at_first))
FISHBOWL_VIEW = FishbowlView(FISHBOWL, say("fishbowl"), (CHAIR_VIEW,), LABELS, SETTINGS)

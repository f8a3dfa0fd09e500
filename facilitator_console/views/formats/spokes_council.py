"""Presents a spokes council: the spokes inside, and who is sent instead of them."""

from __future__ import annotations

from facilitator_console.log import Instant
from facilitator_console.session.formats.fishbowl import for_chair, inside_of
from facilitator_console.session.formats.spokes_council import SPOKES_COUNCIL, send_other_spokes, send_spoke
from facilitator_console.session.state import AgendaItem, SessionState
from facilitator_console.views.formats.fishbowl import CHAIR_VIEW, CHAIRS_INSIDE
from facilitator_console.views.formats.format_view import FormatView, Move, Stage
from facilitator_console.words import Message, say


class SpokesCouncilView(FormatView):
    """Shows the spokes as an inner ring; the first key lets a group send who waits."""

    def stage(self, state: SessionState, item: AgendaItem, _now_ms: Instant) -> Stage:
        """Return the inner chairs and what changes them."""
        moves = {}
        if waiting := for_chair(state, item):
            seat = state.participants[waiting[0]].seat
            moves["done"] = Move(_speaks(seat), send_spoke, (waiting[0],))
        return Stage(
            moves=moves,
            more=(("send_other_spokes", Move(say("Other spokes"), send_other_spokes)),),
            inside=tuple(state.participants[participant_id].seat for participant_id in inside_of(state, item)),
        )


def _speaks(seat: int) -> Message:
    return say("Seat {seat} speaks for its group", seat=seat)


LABELS = (("done", _speaks(0)),)
SPOKES_COUNCIL_VIEW = SpokesCouncilView(SPOKES_COUNCIL, say("spokes council"), (CHAIR_VIEW,), LABELS, (CHAIRS_INSIDE,))

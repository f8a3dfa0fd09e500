"""Presents time to think: nothing but the time."""

from __future__ import annotations

from facilitator_console.log import Instant
from facilitator_console.session.formats.silence import NO_TURNS, SILENCE
from facilitator_console.session.state import AgendaItem, SessionState
from facilitator_console.views.formats.format_view import FormatView, Middle, OrderView, Stage
from facilitator_console.words import say

OF_TURNS = frozenset({"pause_turn", "someone_else", "extend_turn", "quiet_minute", "call_back"})
"""Actions that mean nothing where nobody takes a turn."""
NO_TURNS_VIEW = OrderView(
    NO_TURNS,
    say("Nobody takes turns"),
    say("nobody takes turns"),
    say("Nobody takes a turn now."),
)


class SilenceView(FormatView):
    """Shows how long there is to think. A turn that was open when it began can still be ended."""

    def stage(self, state: SessionState, _item: AgendaItem, _now_ms: Instant) -> Stage:
        """Return nothing but the time."""
        hidden = OF_TURNS if state.room.floor else OF_TURNS | {"done"}
        return Stage(middle=Middle.REST, hidden=hidden, part=say("Time to think"))


SILENCE_VIEW = SilenceView(SILENCE, say("time to think"), (NO_TURNS_VIEW,))

"""Presents a break: when it goes on, in large figures."""

from __future__ import annotations

from facilitator_console.log import Duration, Instant
from facilitator_console.session.agenda import MINUTE_MS, extend_item, following_item, leave_item
from facilitator_console.session.formats.break_time import BREAK
from facilitator_console.session.settings import settings_of
from facilitator_console.session.state import AgendaItem, SessionState
from facilitator_console.views.clock_words import more_time_words
from facilitator_console.views.formats.format_view import FormatView, Middle, Move, Stage
from facilitator_console.views.formats.silence import NO_TURNS_VIEW, OF_TURNS
from facilitator_console.words import say, titled

MORE_MS = Duration(5 * MINUTE_MS)
"""The time that "more time" gives a break whose settings do not name one."""


class BreakView(FormatView):
    """Shows when it goes on, and with what."""

    def stage(self, state: SessionState, item: AgendaItem, _now_ms: Instant) -> Stage:
        """Return the time of day at which the break is over; the first key goes on before that."""
        following = following_item(state)
        more_ms = settings_of(state, item.item_id).extend_item_ms if item.settings.get("extend_item_ms") else MORE_MS
        return Stage(
            middle=Middle.REST,
            moves={
                "done": Move(say("Go on now"), leave_item, (item.item_id,)),
                "extend_item": Move(more_time_words(more_ms), extend_item, (item.item_id, more_ms)),
            },
            hidden=OF_TURNS | {"next_item"},
            then=say("then “{title}”", title=titled(following.title)) if following else None,
            then_ms=following.planned_ms if following else Duration(0),
            goes_on_at_end=True,
        )


BREAK_VIEW = BreakView(BREAK, say("break"), (NO_TURNS_VIEW,))

"""The break. People need it, so no time is taken from it but in an adjusted plan, and never the last ten minutes."""

from __future__ import annotations

from facilitator_console.log import NO_TIME, Duration
from facilitator_console.session.formats.format import Format, Least
from facilitator_console.session.formats.silence import NO_TURNS
from facilitator_console.session.state import AgendaItem
from facilitator_console.words import say

LEAST_MS = Duration(10 * 60_000)
TIRED_AFTER_MS = 2 * 60 * 60_000


class Break(Format):
    """Lets people rest; a shelter is not a rest."""

    def least(self, _item: AgendaItem, _people: int, since_rest_ms: Duration) -> Least:
        """Return ten minutes, once people have worked for two hours."""
        if since_rest_ms >= TIRED_AFTER_MS:
            return Least(LEAST_MS, say("never below 10 min after two hours"))
        return Least(NO_TIME)


BREAK = Break("break", (NO_TURNS,), gives_time=False, rests=True)

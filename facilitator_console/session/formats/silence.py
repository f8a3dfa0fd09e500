"""Time to think: nobody needs to speak. It is short, so no time is taken from it."""

from __future__ import annotations

from facilitator_console.session.formats.format import Format
from facilitator_console.session.formats.open_floor import FREE

SILENCE = Format("silence", (FREE,), gives_time=False)

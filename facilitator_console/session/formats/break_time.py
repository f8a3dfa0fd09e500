"""The break. People need it, so no time is taken from it."""

from __future__ import annotations

from facilitator_console.session.formats.format import Format
from facilitator_console.session.formats.silence import NO_TURNS

BREAK = Format("break", (NO_TURNS,), gives_time=False)

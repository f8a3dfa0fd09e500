"""The break. People need it, so no time is taken from it."""

from __future__ import annotations

from facilitator_console.session.formats.format import Format
from facilitator_console.session.formats.open_floor import FREE

BREAK = Format("break", (FREE,), gives_time=False, rests=True)

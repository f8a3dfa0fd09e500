"""Presents a free conversation."""

from __future__ import annotations

from facilitator_console.session.formats.open_floor import FREE, OPEN_FLOOR
from facilitator_console.views.formats.format_view import FormatView, OrderView
from facilitator_console.words import say

FREE_VIEW = OrderView(
    FREE,
    say("Free conversation"),
    say("free conversation"),
    say("Free conversation, no queue. Click the seat that is speaking."),
)
OPEN_FLOOR_VIEW = FormatView(OPEN_FLOOR, say("free conversation"), (FREE_VIEW,))

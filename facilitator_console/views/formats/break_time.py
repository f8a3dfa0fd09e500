"""Presents a break."""

from __future__ import annotations

from facilitator_console.session.formats.break_time import BREAK
from facilitator_console.views.formats.format_view import FormatView
from facilitator_console.views.formats.open_floor import FREE_VIEW
from facilitator_console.words import say

BREAK_VIEW = FormatView(BREAK, say("break"), (FREE_VIEW,))

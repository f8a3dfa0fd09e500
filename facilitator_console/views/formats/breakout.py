"""Presents small groups."""

from __future__ import annotations

from facilitator_console.session.formats.breakout import BREAKOUT
from facilitator_console.views.formats.format_view import FormatView
from facilitator_console.views.formats.open_floor import FREE_VIEW
from facilitator_console.words import say

BREAKOUT_VIEW = FormatView(BREAKOUT, say("small groups"), (FREE_VIEW,))

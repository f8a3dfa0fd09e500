"""Presents a fishbowl."""

from __future__ import annotations

from facilitator_console.session.formats.fishbowl import FISHBOWL
from facilitator_console.views.formats.format_view import FormatView
from facilitator_console.views.formats.open_floor import FREE_VIEW
from facilitator_console.words import say

FISHBOWL_VIEW = FormatView(FISHBOWL, say("fishbowl"), (FREE_VIEW,))

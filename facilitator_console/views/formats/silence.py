"""Presents time to think."""

from __future__ import annotations

from facilitator_console.session.formats.silence import SILENCE
from facilitator_console.views.formats.format_view import FormatView
from facilitator_console.views.formats.open_floor import FREE_VIEW
from facilitator_console.words import say

SILENCE_VIEW = FormatView(SILENCE, say("time to think"), (FREE_VIEW,))

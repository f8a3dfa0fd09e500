"""Presents pairs."""

from __future__ import annotations

from facilitator_console.session.formats.pairs import PAIRS
from facilitator_console.views.formats.format_view import FormatView
from facilitator_console.views.formats.open_floor import FREE_VIEW
from facilitator_console.words import say

PAIRS_VIEW = FormatView(PAIRS, say("pairs"), (FREE_VIEW,))

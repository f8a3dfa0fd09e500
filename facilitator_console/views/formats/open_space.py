"""Presents open space."""

from __future__ import annotations

from facilitator_console.session.formats.open_space import OPEN_SPACE
from facilitator_console.views.formats.format_view import FormatView
from facilitator_console.views.formats.open_floor import FREE_VIEW
from facilitator_console.words import say

OPEN_SPACE_VIEW = FormatView(OPEN_SPACE, say("open space"), (FREE_VIEW,))

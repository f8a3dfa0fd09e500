"""Presents a world café."""

from __future__ import annotations

from facilitator_console.session.formats.world_cafe import WORLD_CAFE
from facilitator_console.views.formats.format_view import FormatView
from facilitator_console.views.formats.open_floor import FREE_VIEW
from facilitator_console.words import say

WORLD_CAFE_VIEW = FormatView(WORLD_CAFE, say("world café"), (FREE_VIEW,))

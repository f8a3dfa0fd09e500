"""Presents small groups, as any format with tables."""

from __future__ import annotations

from facilitator_console.session.formats.breakout import BREAKOUT
from facilitator_console.views.formats.world_cafe import AT_TABLES_VIEW, SETTINGS, TablesView
from facilitator_console.words import say

BREAKOUT_VIEW = TablesView(BREAKOUT, say("small groups"), (AT_TABLES_VIEW,), settings=SETTINGS)

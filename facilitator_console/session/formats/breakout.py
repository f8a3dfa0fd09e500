"""Small groups: several tables talk at once about one question, in one round unless the settings name more."""

from __future__ import annotations

from facilitator_console.session.formats.silence import NO_TURNS
from facilitator_console.session.formats.world_cafe import Tables

BREAKOUT = Tables("breakout", (NO_TURNS,))

"""The world café: people move between tables in several table rounds."""

from __future__ import annotations

from facilitator_console.session.formats.format import Format
from facilitator_console.session.formats.open_floor import FREE

WORLD_CAFE = Format("world_cafe", (FREE,))

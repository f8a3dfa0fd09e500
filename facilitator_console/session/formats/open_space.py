"""Open space: the room makes its own agenda."""

from __future__ import annotations

from facilitator_console.session.formats.format import Format
from facilitator_console.session.formats.open_floor import FREE

OPEN_SPACE = Format("open_space", (FREE,))

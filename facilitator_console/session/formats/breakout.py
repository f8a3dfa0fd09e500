"""Small groups: several tables talk at once about one question."""

from __future__ import annotations

from facilitator_console.session.formats.format import Format
from facilitator_console.session.formats.open_floor import FREE

BREAKOUT = Format("breakout", (FREE,))

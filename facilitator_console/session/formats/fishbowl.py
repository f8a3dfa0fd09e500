"""The fishbowl: an inner circle speaks, the others listen."""

from __future__ import annotations

from facilitator_console.session.formats.format import Format
from facilitator_console.session.formats.open_floor import FREE

FISHBOWL = Format("fishbowl", (FREE,))

"""The harvest: the meaning is gathered, all together."""

from __future__ import annotations

from facilitator_console.session.formats.format import Format
from facilitator_console.session.formats.open_floor import FREE
from facilitator_console.session.formats.plenary import BALANCED_STACK, STACK

HARVEST = Format("harvest", (STACK, BALANCED_STACK, FREE))

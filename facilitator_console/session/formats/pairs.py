"""Pairs: people talk two and two."""

from __future__ import annotations

from facilitator_console.session.formats.format import Format
from facilitator_console.session.formats.open_floor import FREE

PAIRS = Format("pairs", (FREE,))

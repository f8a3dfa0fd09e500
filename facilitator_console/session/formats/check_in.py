"""The check-in: a word from each at the start."""

from __future__ import annotations

from facilitator_console.session.formats.format import Format
from facilitator_console.session.formats.go_around import ROUND
from facilitator_console.session.formats.open_floor import FREE
from facilitator_console.session.formats.talking_piece import PIECE

CHECK_IN = Format("check_in", (ROUND, PIECE, FREE), asks_everyone=True)

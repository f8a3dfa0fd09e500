"""The closing round: a word from each at the end. It can't be hurried, so no time is taken from it."""

from __future__ import annotations

from facilitator_console.session.formats.format import Format
from facilitator_console.session.formats.go_around import ROUND
from facilitator_console.session.formats.open_floor import FREE
from facilitator_console.session.formats.talking_piece import PIECE

CHECK_OUT = Format("check_out", (ROUND, PIECE, FREE), asks_everyone=True, gives_time=False, closes=True)

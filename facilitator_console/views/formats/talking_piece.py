"""Presents a talking piece."""

from __future__ import annotations

from facilitator_console.session.formats.talking_piece import PIECE, TALKING_PIECE
from facilitator_console.views.formats.format_view import FormatView, OrderView
from facilitator_console.words import say

PIECE_VIEW = OrderView(PIECE, say("Talking piece"), say("only the holder of the talking piece speaks"))
TALKING_PIECE_VIEW = FormatView(TALKING_PIECE, say("talking piece"), (PIECE_VIEW,))

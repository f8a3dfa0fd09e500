"""Presents a talking piece."""

from __future__ import annotations

from facilitator_console.session.formats.talking_piece import PIECE, TALKING_PIECE
from facilitator_console.views.formats.format_view import FormatView
from facilitator_console.views.formats.go_around import SETTINGS, RoundView
from facilitator_console.words import say

PIECE_VIEW = RoundView(
    PIECE, say("Talking piece"), say("only the holder of the talking piece speaks"), settings=SETTINGS
)
TALKING_PIECE_VIEW = FormatView(TALKING_PIECE, say("talking piece"), (PIECE_VIEW,))

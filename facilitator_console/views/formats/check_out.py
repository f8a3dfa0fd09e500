"""Presents a closing round."""

from __future__ import annotations

from facilitator_console.session.formats.check_out import CHECK_OUT
from facilitator_console.views.formats.format_view import FormatView
from facilitator_console.views.formats.go_around import ROUND_VIEW
from facilitator_console.views.formats.open_floor import FREE_VIEW
from facilitator_console.views.formats.talking_piece import PIECE_VIEW
from facilitator_console.words import say

CHECK_OUT_VIEW = FormatView(CHECK_OUT, say("check-out"), (ROUND_VIEW, PIECE_VIEW, FREE_VIEW))

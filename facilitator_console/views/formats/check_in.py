"""Presents a check-in."""

from __future__ import annotations

from facilitator_console.session.formats.check_in import CHECK_IN
from facilitator_console.views.formats.format_view import FormatView
from facilitator_console.views.formats.go_around import ROUND_VIEW
from facilitator_console.views.formats.open_floor import FREE_VIEW
from facilitator_console.views.formats.talking_piece import PIECE_VIEW
from facilitator_console.words import say

CHECK_IN_VIEW = FormatView(CHECK_IN, say("check-in"), (ROUND_VIEW, PIECE_VIEW, FREE_VIEW))

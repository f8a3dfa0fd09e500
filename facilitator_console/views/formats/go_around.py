"""Presents a round."""

from __future__ import annotations

from facilitator_console.session.formats.go_around import GO_AROUND, ROUND
from facilitator_console.views.formats.format_view import FormatView, OrderView
from facilitator_console.words import say

ROUND_VIEW = OrderView(
    ROUND,
    say("A round"),
    say("a word from each, in turn"),
    say("Everyone has been asked. Click a seat to add it."),
)
GO_AROUND_VIEW = FormatView(GO_AROUND, say("round"), (ROUND_VIEW,))

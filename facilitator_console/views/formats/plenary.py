"""Presents the plenary."""

from __future__ import annotations

from facilitator_console.session.formats.plenary import BALANCED_STACK, PLENARY, STACK
from facilitator_console.views.formats.format_view import FormatView, OrderView
from facilitator_console.words import say

STACK_VIEW = OrderView(STACK, say("First come, first heard"), say("first come, first heard"))
BALANCED_STACK_VIEW = OrderView(BALANCED_STACK, say("Who spoke less first"), say("those who spoke less come first"))
PLENARY_VIEW = FormatView(PLENARY, say("all together"), (STACK_VIEW, BALANCED_STACK_VIEW))

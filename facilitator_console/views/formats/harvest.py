"""Presents the harvest."""

from __future__ import annotations

from facilitator_console.session.formats.harvest import HARVEST
from facilitator_console.views.formats.format_view import FormatView, Page
from facilitator_console.views.formats.open_floor import FREE_VIEW
from facilitator_console.views.formats.plenary import BALANCED_STACK_VIEW, STACK_VIEW
from facilitator_console.words import say

HARVEST_VIEW = FormatView(HARVEST, say("harvest"), (STACK_VIEW, BALANCED_STACK_VIEW, FREE_VIEW), leads_to=Page.HARVEST)

"""Presents a read-back."""

from __future__ import annotations

from facilitator_console.session.formats.read_back import READ_BACK
from facilitator_console.views.formats.format_view import FormatView, Page
from facilitator_console.views.formats.open_floor import FREE_VIEW
from facilitator_console.views.formats.plenary import BALANCED_STACK_VIEW, STACK_VIEW
from facilitator_console.words import say

READ_BACK_VIEW = FormatView(
    READ_BACK, say("read-back"), (STACK_VIEW, BALANCED_STACK_VIEW, FREE_VIEW), leads_to=Page.READ_BACK
)

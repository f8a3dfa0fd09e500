"""The pages that phones are shown, a file each. A new one is its file and its line here, where it is offered."""

from __future__ import annotations

from facilitator_console.phones.pages import answer, care, hand, home, passing, sent, statement, table, vote, write
from facilitator_console.phones.visit import Page

PAGES: tuple[Page, ...] = (
    home.PAGE,
    answer.PAGE,
    vote.PAGE,
    statement.PAGE,
    table.PAGE,
    hand.PAGE,
    passing.PAGE,
    write.PAGE,
    sent.PAGE,
    care.PAGE,
)
"""The pages, in the order in which the first page offers them; what is a line of text there comes last."""
AFTERWARDS = (answer.PAGE, sent.PAGE)
"""Offered also once the meeting is over: experts may conclude after it."""

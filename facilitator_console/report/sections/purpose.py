"""Tells what the session was for and how people talked in it, as far as the agenda says."""

from __future__ import annotations

from facilitator_console.dialogue.state import State
from facilitator_console.log import Subject
from facilitator_console.report.disclosure.policy import ReportPolicy
from facilitator_console.report.document import Block, Heading, Paragraph, Rank, Section
from facilitator_console.session.agenda import items_in_order
from facilitator_console.session.state import AgendaItem
from facilitator_console.views.formats import view_of
from facilitator_console.words import Message, say, say_p, titled


def purpose(state: State, _policy: ReportPolicy) -> Section | None:
    """Make the section: the goals of the items, and the formats in the order in which they come."""
    items = [item for item in items_in_order(state) if not item.internal]
    if not items:
        return None
    blocks: list[Block] = []
    if goals := [item for item in items if item.goal]:
        blocks += [Heading(say("What we wanted")), *(_goal(item) for item in goals)]
    blocks.append(Heading(say("How people talked")))
    names: list[Message] = []
    for item in items:
        if (name := view_of(item).name) not in names:
            names.append(name)
    blocks += [Paragraph(name, Rank.ENTRY) for name in names]
    return Section("purpose", say_p("section of a report", "Why and how"), tuple(blocks))


def _goal(item: AgendaItem) -> Paragraph:
    words = say("{item}: {goal}", item=titled(item.title), goal=item.goal)
    return Paragraph(words, Rank.ENTRY, rests_on=(Subject(item.item_id),))

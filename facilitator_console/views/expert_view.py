"""The expert's view: what a laptop that only watches is shown. It is made of the public view, field by field.

Experts may not intervene: they see the question, what goes on, the clock and the agenda, and neither seats nor queue
nor the read-back, which are the room's own.
"""

from __future__ import annotations

import msgspec

from facilitator_console.dialogue.state import State
from facilitator_console.log import Duration, Instant
from facilitator_console.session.agenda import items_in_order
from facilitator_console.session.ids import ItemStatus
from facilitator_console.session.timers import Clock, item_clock, quiet_clock
from facilitator_console.views.public_view import PublicKind, public_view, question_of
from facilitator_console.words import Message, say, titled


class ExpertItem(msgspec.Struct, frozen=True, gc=False):
    """Shows an item of the agenda."""

    title: Message
    planned_ms: Duration
    status: ItemStatus


class ExpertView(msgspec.Struct, frozen=True, gc=False):
    """Shows the session to those who watch from elsewhere.

    Attributes:
        heading: The question, or what goes on instead.
        below: A quiet line under it.
        lines: What was put on the room display, line by line.
        clock: Of the item, or of the time to think; None where none is on.
        agenda: In its order, without what is the team's own.
        is_over: The session is closed: conclusions may come.
    """

    heading: Message
    below: Message | None
    lines: tuple[str, ...]
    clock: Clock | None
    agenda: tuple[ExpertItem, ...]
    is_over: bool


def expert_view(state: State, now_ms: Instant) -> ExpertView:
    """Return what an expert's laptop is shown of a session at an instant."""
    seen = public_view(state, now_ms, on_phones=True)
    heading, below, lines = seen.heading, seen.below, seen.lines
    if seen.kind is PublicKind.THEME:
        item = state.items.get(state.room.item_id)
        heading, below, lines = question_of(item) if item else say("Welcome"), None, ()
    return ExpertView(
        heading,
        below,
        lines,
        None if state.room.frozen else quiet_clock(state) or item_clock(state),
        tuple(
            ExpertItem(titled(item.title), item.planned_ms, item.status)
            for item in items_in_order(state)
            if not item.internal
        ),
        bool(state.info.closed_at_ms),
    )

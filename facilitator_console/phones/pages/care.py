"""Asking for a person: reaches the care person alone, is offered only where they have this laptop, and is not kept."""

from __future__ import annotations

from facilitator_console.phones.content import Block, Content, Field, Form, Heading, Link, Look, Words
from facilitator_console.phones.visit import BACK, HOME, Fields, Page, Visit
from facilitator_console.words import kept_label, say, say_p

LONGEST_PLACE = 80


def show(visit: Visit) -> Content | str:
    """Ask where to come to."""
    if not visit.own.cares:
        return HOME
    if "done" in visit.query:
        return (
            Heading(say("Somebody is coming")),
            Words(say("The care person has read it. Nobody else was told, and it is not kept.")),
            Link(BACK, HOME, look=Look.MAIN),
        )
    where = Field(
        "where",
        say("Where can they find you?"),
        kind="line",
        most=LONGEST_PLACE,
        hint=say("You may leave it out: then come to the care person yourself."),
    )
    return (
        Heading(say("I need a person")),
        Words(say("One person of the team reads this, and comes to you. It is not kept.")),
        Form("/care", (where,), say("Ask for a person")),
        Link(say_p("to the first page", "Back"), HOME, look=Look.QUIET),
    )


async def act(visit: Visit, fields: Fields) -> str:
    """Tell the care person."""
    if visit.own.cares:
        visit.deed.ask_for_person(kept_label(fields.get("where", ""))[:LONGEST_PLACE])
    return "/care?done=1"


def offer(visit: Visit) -> Block | None:
    """Offer the care person quietly."""
    return Link(say("I need a person"), "/care", look=None) if visit.own.cares else None


PAGE = Page("/care", show, act, offer=offer)

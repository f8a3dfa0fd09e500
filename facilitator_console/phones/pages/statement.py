"""Sending a statement to vote on; and answering the team, who offers another wording of it."""

from __future__ import annotations

from facilitator_console.dialogue.ids import Wish
from facilitator_console.dialogue.state import State
from facilitator_console.dialogue.voting import accept_sent, decline_rewording, send_statement
from facilitator_console.log import Instant, NewEvent
from facilitator_console.opinions.commands import LONGEST_STATEMENT
from facilitator_console.phones.content import Block, Button, Content, Field, Form, Heading, Link, Look, Space, Words
from facilitator_console.phones.pages.write import NO_NAMES, Sent, lost_text, remember
from facilitator_console.phones.visit import HOME, Fields, Page, Visit
from facilitator_console.session.ids import LanguageId, SubmissionId
from facilitator_console.views.phone_view import PhoneStatement
from facilitator_console.words import say, titled

PATH = "/statement"


def offered_to(visit: Visit) -> PhoneStatement | None:
    """Return a rewording that waits for the yes of this phone."""
    offers = visit.view.offers
    return next((offers[SubmissionId(sent)] for sent in visit.phone.sent if SubmissionId(sent) in offers), None)


def show(visit: Visit) -> Content | str:
    """Ask for a statement, or whether another wording says the same."""
    if "offer" in visit.query and (offered := offered_to(visit)) is not None:
        return (
            Heading(say("The team proposes another wording")),
            Words(titled(offered.text(offered.language))),
            Words(say("Without your yes your own words stand, or nothing.")),
            Space(),
            Button(say("Yes, take it"), PATH, Look.MAIN, (("offer", "yes"),)),
            Button(say("No, keep mine"), PATH, Look.PLAIN, (("offer", "no"),)),
        )
    if not visit.view.collects:
        return HOME
    text = Field(
        "text", say("One thought that others can agree or disagree with"), most=LONGEST_STATEMENT, hint=NO_NAMES
    )
    return (
        Heading(say("Add a statement")),
        Form(PATH, (text,), say("Send to the team")),
        Link(say("Don’t send"), HOME, look=Look.QUIET),
    )


async def act(visit: Visit, fields: Fields) -> str:
    """Send it, or answer."""
    if answer := fields.get("offer"):
        if (offered := offered_to(visit)) is not None:
            await visit.deed.post(accept_sent if answer == "yes" else decline_rewording, offered.statement_id)
        return HOME
    text = fields.get("text", "")
    found: list[Sent] = []

    def send(state: State, now_ms: Instant) -> list[NewEvent]:
        lost = lost_text(state, visit.registry.is_lost, text, Wish.STATEMENT)
        found.extend([lost] if lost else [])
        return [] if lost else send_statement(state, now_ms, text, LanguageId(visit.language))

    changes = await visit.deed.post(send)
    return await remember(visit, found[0] if found else Sent(next(iter(changes["submissions"])), ""), text)


def offer(visit: Visit) -> Block | None:
    """Offer to add a statement while they are collected."""
    return Link(say("Add a statement"), PATH) if visit.view.collects and not visit.view.is_voting else None


def offer_wording(visit: Visit) -> Block | None:
    """Offer to answer about a wording; it is this phone's alone, so it stands on no live page."""
    return Link(say("The team proposes another wording"), f"{PATH}?offer=1") if offered_to(visit) else None


PAGE = Page(PATH, show, act, offer=offer)

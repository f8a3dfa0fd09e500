"""Passing in a round: offered to a phone that gave its seat, while that seat is still asked."""

from __future__ import annotations

from facilitator_console.dialogue.state import State
from facilitator_console.log import Instant, NewEvent
from facilitator_console.phones.content import Block, Content, Field, Form, Heading, Link, Look
from facilitator_console.phones.pages.hand import read_seat
from facilitator_console.phones.visit import HOME, MOST_DIGITS, Fields, Page, Visit
from facilitator_console.session.ids import MAIN
from facilitator_console.session.people import at_seat
from facilitator_console.session.rounds import pass_turn
from facilitator_console.words import UserError, say, say_p


def pass_at_seat(state: State, now_ms: Instant, seat: int) -> list[NewEvent]:
    """Let who sits on a seat pass in this round."""
    return pass_turn(state, now_ms, at_seat(state, seat).participant_id)


def show(visit: Visit) -> Content | str:
    """Ask for the seat, which a round needs to know."""
    if not visit.view.is_round:
        return HOME
    seat = Field("seat", say("Your seat number"), kind="number", most=MOST_DIGITS, value=str(visit.phone.seat or ""))
    return (
        Heading(say("Pass in this round")),
        Form("/pass", (seat,), say("I pass")),
        Link(say_p("to the first page", "Back"), HOME, look=Look.QUIET),
    )


async def act(visit: Visit, fields: Fields) -> str:
    """Pass for the seat; one that is not asked any more has passed already, or has spoken."""
    seat = read_seat(fields.get("seat", "")) or visit.phone.seat
    if not seat:
        raise UserError(say("Without your seat number nobody knows whom to pass over. Type it, or say it aloud."))
    if seat not in visit.view.asked:
        raise UserError(say("Seat {seat} is not asked any more in this round.", seat=seat))
    await visit.deed.post(pass_at_seat, seat)
    if not visit.phone.decided.kiosk:
        visit.phone.seat = seat
    return HOME


def offer(visit: Visit) -> Block | None:
    """Offer to pass, in a round of all."""
    if not visit.own.seat_asked or visit.own.table_id != MAIN:
        return None
    return Link(say("I pass"), "/pass", look=Look.PLAIN)


PAGE = Page("/pass", show, act, offer=offer)

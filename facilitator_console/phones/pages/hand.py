"""Raising a hand: one says it aloud, from a seat or without saying from which; or has it read. And cancelling."""

from __future__ import annotations

from collections.abc import Callable

from facilitator_console.dialogue.state import State
from facilitator_console.log import Instant, NewEvent
from facilitator_console.phones.content import Block, Content, Field, Form, Heading, Link, Look, Words
from facilitator_console.phones.deeds import NO_HANDS
from facilitator_console.phones.visit import HOME, MOST_DIGITS, Fields, Page, Visit
from facilitator_console.session.ids import MAIN, EntryId, TableId
from facilitator_console.session.people import at_seat
from facilitator_console.session.queue import join_queue, join_without_seat, leave_queue
from facilitator_console.words import UserError, say, say_p


def raise_hand(state: State, now_ms: Instant, seat: int, table_id: TableId) -> list[NewEvent]:
    """Put whoever sits on a seat into the queue; 0: somebody who left the seat out."""
    if seat:
        return join_queue(state, now_ms, at_seat(state, seat).participant_id, table_id=table_id)
    return join_without_seat(state, now_ms, table_id=table_id)


def lost_hand(state: State, is_lost: Callable[[str], bool], seat: int, table_id: TableId) -> EntryId | None:
    """Return the hand that a killed run of the program had kept, but not yet from whom; its phone raises it again."""
    for entry in state.queue.values():
        person = state.participants.get(entry.participant_id)
        is_same = (person.seat if person else 0) == seat and entry.table_id == table_id and not entry.read_aloud
        if is_same and is_lost(entry.entry_id):
            return entry.entry_id
    return None


def lower_hand(state: State, now_ms: Instant, entry_id: EntryId) -> list[NewEvent]:
    """Take an entry out of the queue; nothing where it is not in it any more."""
    return leave_queue(state, now_ms, entry_id) if entry_id in state.queue else []


def show(visit: Visit) -> Content | str:
    """Ask how: aloud, or read by somebody else."""
    if visit.own.place is not None or visit.own.speaks:
        return HOME
    seat = Field(
        "seat",
        say("Your seat number"),
        kind="number",
        most=MOST_DIGITS,
        hint=say("You may leave it out."),
        value=str(visit.phone.seat or ""),
    )
    return (
        Heading(say("Raise a hand")),
        Form("/hand", (seat,), say("I’ll say it aloud")),
        Link(say("Read it for me, without a name"), "/write?for=read_aloud"),
        Link(say_p("to the first page", "Back"), HOME, look=Look.QUIET),
    )


async def act(visit: Visit, fields: Fields) -> str:
    """Raise a hand, or cancel."""
    phone, decided = visit.phone, visit.phone.decided
    if fields.get("do") == "cancel":
        await visit.deed.post(lower_hand, EntryId(decided.hand))
        decided.hand = ""
        await visit.registry.keep(phone)
        return HOME
    seat = read_seat(fields.get("seat", ""))
    table = visit.view.table(visit.table_id)
    table_id = table.table_id if table and table.has_queue else MAIN
    found: list[EntryId] = []

    def join(state: State, now_ms: Instant) -> list[NewEvent]:
        lost = lost_hand(state, visit.registry.is_lost, seat, table_id)
        found.extend([lost] if lost else [])
        return [] if lost else raise_hand(state, now_ms, seat, table_id)

    changes = await visit.deed.post(join)
    entry_id = found[0] if found else next(iter(changes.get("queue", ())), "")
    if decided.kiosk:
        return await visit.registry.link(phone, visit.form, "/?done=1", hand=entry_id)
    phone.seat, decided.hand = seat, entry_id
    return await visit.registry.link(phone, visit.form, HOME, hand=entry_id)


def offer(visit: Visit) -> Block | None:
    """Offer to raise a hand, where hands are taken."""
    view, own = visit.view, visit.own
    if own.place is not None or own.speaks or (view.is_round and own.table_id == MAIN):
        return None
    table = view.table(own.table_id)
    refusal = table.no_hands if table and table.has_queue else view.no_hands
    if refusal is not None:
        return Words(NO_HANDS, quiet=True)
    return Link(say("Raise a hand"), "/hand", look=Look.MAIN)


def read_seat(typed: str) -> int:
    """Return a seat that was typed; 0 where it was left out."""
    typed = typed.strip()
    if not typed:
        return 0
    if not (typed.isascii() and typed.isdigit() and len(typed) <= MOST_DIGITS and int(typed)):
        raise UserError(say("A seat is a number, as on the card on your chair. You may leave it out."))
    return int(typed)


PAGE = Page("/hand", show, act, offer=offer)

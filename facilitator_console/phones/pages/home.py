"""The first page: the question, and the one thing to do now. It follows the room by itself."""

from __future__ import annotations

from facilitator_console.phones.content import Block, Button, Content, Heading, Link, Look, Notice, Space, Words
from facilitator_console.phones.visit import HOME, MUTED, Page, Visit
from facilitator_console.views.public_view import PublicKind
from facilitator_console.words import Message, say, say_n, titled

_FOR_ALL = frozenset({PublicKind.PAUSE, PublicKind.TEXT, PublicKind.CONCLUSION})
"""The displays that every table shows in the place of its own question."""


def _question(visit: Visit) -> Message:
    table = visit.view.table(visit.own.table_id)
    public = visit.view.public
    return table.question if table and public.kind not in _FOR_ALL else public.heading


def _in_queue(place: int) -> Notice:
    if not place:
        return Notice(say("You are in the queue"), say("You are next."))
    ahead = say_n("{n} is before you.", "{n} are before you.", place)
    return Notice(say("You are in the queue"), ahead)


def _state(visit: Visit) -> list[Block]:
    """Say what concerns this phone now, and what can be done about it."""
    own, view = visit.own, visit.view
    if own.speaks and view.public.kind is not PublicKind.PAUSE:
        return [Notice(say("It is your turn"), say("The room is listening."))]
    if own.place is not None:
        return [_in_queue(own.place), Button(say("Cancel"), "/hand", fields=(("do", "cancel"),))]
    if own.muted:
        return [MUTED]
    if view.is_round and own.table_id == "main" and not own.seat_asked:
        return [Words(say("Everyone is asked in turn."), quiet=True)]
    return []


def show(visit: Visit) -> Content:
    """Show the question, what concerns this phone, and at the foot what it can do."""
    from facilitator_console.phones.pages import AFTERWARDS, PAGES

    if "done" in visit.query and visit.own.kiosk:
        thanks = Words(say("It has arrived. Leave this page to the next person."))
        return (Heading(say("Thank you")), thanks, Space(), Link(say("Next person"), HOME, look=Look.MAIN))
    public = visit.view.public
    head: list[Block] = [Heading(_question(visit))]
    if public.below is not None and public.kind is not PublicKind.REST:
        head.append(Words(public.below, quiet=True))
    head += [Words(titled(line)) for line in public.lines]
    if visit.view.is_over and visit.view.concluded is None:
        return (*head, Words(say("The meeting is over. You can close this page.")))
    pages = AFTERWARDS if visit.view.is_over else PAGES
    offered = [] if visit.own.muted else [offer for page in pages if (offer := page.offer(visit)) is not None]
    offered.sort(key=lambda block: isinstance(block, Link) and block.look is None)
    return (*head, *_state(visit), Space(), *offered)


PAGE = Page(HOME, show, live=True)

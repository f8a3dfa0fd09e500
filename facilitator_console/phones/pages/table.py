"""Choosing the number of one's table: its question and its queue are shown from then on. It is in no event."""

from __future__ import annotations

from facilitator_console.phones.content import Block, Button, Content, Heading, Link, Look, Words
from facilitator_console.phones.visit import HOME, Fields, Page, Visit
from facilitator_console.session.ids import MAIN
from facilitator_console.words import say


def show(visit: Visit) -> Content | str:
    """Ask for the table."""
    if not visit.view.tables:
        return HOME
    numbers = [
        Button(say("Table {number}", number=table.number), "/table", fields=(("table", str(table.number)),))
        for table in visit.view.tables
    ]
    return (
        Heading(say("At which table are you?")),
        Words(say("This is not recorded."), quiet=True),
        *numbers,
        Button(say("At none"), "/table", Look.QUIET, (("table", "0"),)),
    )


async def act(visit: Visit, fields: Fields) -> str:
    """Choose a table; one that is not open any more means none."""
    wanted = fields.get("table", "")
    table = next((table.table_id for table in visit.view.tables if str(table.number) == wanted), MAIN)
    visit.phone.decided.table_id = table
    await visit.registry.keep(visit.phone)
    return HOME


def offer(visit: Visit) -> Block | None:
    """Offer to choose, or to change, while tables are open."""
    if not visit.view.tables:
        return None
    table = visit.view.table(visit.own.table_id)
    if table is None:
        return Link(say("Choose my table"), "/table")
    return Link(say("Table {number}: change", number=table.number), "/table", look=None)


PAGE = Page("/table", show, act, offer=offer)

"""Defines what can be done with one table: its menu and the list of commands offer the same."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import NamedTuple

from facilitator_console.session.evolve_clocks import lead_of
from facilitator_console.session.ids import MAIN, TableId
from facilitator_console.session.leading import take_lead
from facilitator_console.session.table_places import dissolve_table
from facilitator_console.session.tables import (
    close_table,
    edit_table,
    has_table_queue,
    has_turn_clock,
    open_table,
    table_name,
)
from facilitator_console.ui.control.action import Action, Group, Meaning, call
from facilitator_console.ui.control.session_controller import SessionController
from facilitator_console.ui.run.seat_actions import Choice
from facilitator_console.words import Message, say


def table_choices(controller: SessionController, table_id: TableId) -> list[list[Choice]]:
    """Return all that can be done with a table, in blocks."""
    state = controller.state
    name = table_name(state, table_id)
    queued, clocked = has_table_queue(state, table_id), has_turn_clock(state, table_id)
    queue = say("No queue at {table}", table=name) if queued else say("A queue at {table}", table=name)
    clock = say("A clock for turns at {table}", table=name)
    if clocked:
        clock = say("No clock for turns at {table}", table=name)
    return [
        [
            Choice(clock, call(edit_table, table_id, turn_clock=not clocked)),
            Choice(queue, call(edit_table, table_id, queue=not queued)),
        ],
        [
            Choice(say("End {table} now", table=name), call(close_table, table_id)),
            Choice(say("Dissolve {table}: its people go to the others", table=name), call(dissolve_table, table_id)),
        ],
        [Choice(say("One more table"), call(open_table))],
    ]


def naming(controller: SessionController, table_id: TableId) -> tuple[Message, Callable[[], object]]:
    """Return what giving a table a name is called, and a function that asks for it at the foot of the window."""
    label = say("A name for {table}…", table=table_name(controller.state, table_id))
    return label, partial(controller.tables.name_asked.emit, table_id)


def leading(controller: SessionController, table_id: TableId) -> Meaning:
    """Return how this laptop comes to lead a table apart from the session, or hands it back."""
    state = controller.state
    name, lead = table_name(state, table_id), lead_of(state, table_id)
    if table_id in controller.led_tables and controller.teamwork is not None:
        hand_back = partial(controller.teamwork.offer_lead, lead_of(state, MAIN), table_id)
        return Meaning(say("Hand {table} back", table=name), hand_back)
    why_not = say("This laptop leads it already.") if lead in {"", controller.laptop.laptop_id} else None
    take = partial(lead_table, controller, table_id)
    return Meaning(say("Lead {table} on this laptop", table=name), take, why_not)


def lead_table(controller: SessionController, table_id: TableId) -> bool:
    """Lead a table from this laptop, with its clocks as they stand; whether that was done."""
    return controller.do(take_lead, table_id, measured=controller.is_measured)


class Led(NamedTuple):
    """Says who leads a table.

    Attributes:
        words: Whose laptop it is.
        is_away: It can't be reached now: its clock and notes come when it is back.
    """

    words: Message
    is_away: bool = False


def led_by(controller: SessionController, table_id: TableId) -> Led | None:
    """Return who leads a table; None where there is only this laptop."""
    members = controller.teamwork.picture.members if controller.teamwork is not None else ()
    if not members:
        return None
    lead = lead_of(controller.state, table_id)
    if lead in {"", controller.laptop.laptop_id}:
        return Led(say("led here"))
    member = next((member for member in members if member.laptop == lead), None)
    who = member.author if member is not None and member.author else say("another laptop")
    if member is not None and member.is_here:
        return Led(say("{who} leads", who=who))
    if member is not None and member.since_ms:
        since = controller.times.wall_time(member.since_ms)
        return Led(say("{who} leads · away since {time}", who=who, time=since), is_away=True)
    return Led(say("{who} leads · away", who=who), is_away=True)


def table_actions(controller: SessionController) -> tuple[Action, ...]:
    """Return what the list of commands offers for the table that is meant; nothing where there are no tables."""
    if controller.tables.view is None:
        return ()
    names = ("table_clock", "table_queue", "table_close", "table_dissolve", "table_open")
    table_id = controller.tables.table_id
    choices = [choice for block in table_choices(controller, table_id) for choice in block]
    name = Meaning(*naming(controller, table_id))
    return (
        *(
            Action(known, partial(_meaning, choice), group=Group.ROOM, guarded=True, on_lead=True)
            for known, choice in zip(names, choices, strict=True)
        ),
        Action("table_name", lambda _controller: name, group=Group.ROOM, on_lead=True, at_table=True),
        *([] if led_by(controller, table_id) is None else [Action("table_lead", _leading, group=Group.ROOM)]),
    )


def _leading(controller: SessionController) -> Meaning:
    return leading(controller, controller.tables.table_id)


def message_actions(controller: SessionController) -> tuple[Action, ...]:
    """Return how all tables are told something: on the room display; nothing where there are no tables."""
    if controller.tables.view is None:
        return ()
    meaning = Meaning(say("Message to tables…"), controller.tables.message_asked.emit)
    return (Action("message_tables", lambda _controller: meaning, group=Group.ROOM, guarded=True, on_lead=True),)


def _meaning(choice: Choice, _controller: SessionController) -> Meaning:
    return Meaning(choice.label, choice.does)

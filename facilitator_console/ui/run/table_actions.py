"""Defines what can be done with one table: its menu and the list of commands offer the same."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

from facilitator_console.session.ids import TableId
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


def table_actions(controller: SessionController) -> tuple[Action, ...]:
    """Return what the list of commands offers for the table that is meant; nothing where there are no tables."""
    if controller.tables.view is None:
        return ()
    names = ("table_clock", "table_queue", "table_close", "table_dissolve", "table_open")
    choices = [choice for block in table_choices(controller, controller.tables.table_id) for choice in block]
    name = Meaning(*naming(controller, controller.tables.table_id))
    return (
        *(
            Action(known, partial(_meaning, choice), group=Group.ROOM, guarded=True, on_lead=True)
            for known, choice in zip(names, choices, strict=True)
        ),
        Action("table_name", lambda _controller: name, group=Group.ROOM, on_lead=True),
    )


def message_actions(controller: SessionController) -> tuple[Action, ...]:
    """Return how all tables are told something: on the room display; nothing where there are no tables."""
    if controller.tables.view is None:
        return ()
    meaning = Meaning(say("Message to tables…"), controller.tables.message_asked.emit)
    return (Action("message_tables", lambda _controller: meaning, group=Group.ROOM, guarded=True, on_lead=True),)


def _meaning(choice: Choice, _controller: SessionController) -> Meaning:
    return Meaning(choice.label, choice.does)

"""Defines what can be done with one table: its menu and the list of commands offer the same."""

from __future__ import annotations

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
from facilitator_console.words import say


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


def table_actions(controller: SessionController) -> tuple[Action, ...]:
    """Return what the list of commands offers for the table that is meant; nothing where there are no tables."""
    if controller.tables.view is None:
        return ()
    names = ("table_clock", "table_queue", "table_close", "table_dissolve", "table_open")
    choices = [choice for block in table_choices(controller, controller.tables.table_id) for choice in block]
    return tuple(
        Action(name, partial(_meaning, choice), group=Group.ROOM, guarded=True, on_lead=True)
        for name, choice in zip(names, choices, strict=True)
    )


def message_actions(controller: SessionController) -> tuple[Action, ...]:
    """Return how all tables are told something: on the room display; nothing where there are no tables."""
    if controller.tables.view is None:
        return ()
    meaning = Meaning(say("Message to tables…"), controller.tables.message_asked.emit)
    return (Action("message_tables", lambda _controller: meaning, group=Group.ROOM, guarded=True, on_lead=True),)


def _meaning(choice: Choice, _controller: SessionController) -> Meaning:
    return Meaning(choice.label, choice.does)

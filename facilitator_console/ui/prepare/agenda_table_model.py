"""Holds the agenda as a table to prepare it: each field of an item as it is planned."""

from __future__ import annotations

from PySide6.QtCore import QObject

from facilitator_console.session.agenda import edit_item, items_in_order
from facilitator_console.session.formats import ORDER, order_of
from facilitator_console.session.ids import ItemStatus
from facilitator_console.session.plan import minutes_text, read_minutes
from facilitator_console.session.state import AgendaItem
from facilitator_console.ui.control.session_controller import SessionController
from facilitator_console.ui.parts.table_model import Column, TableModel
from facilitator_console.views.formats import VIEWS, view_of
from facilitator_console.words import Message, say, say_p, titled

STATUS_SIGNS = {
    ItemStatus.RUNNING: "▶",
    ItemStatus.PAUSED: "▶",
    ItemStatus.DONE: "✓",
    ItemStatus.SKIPPED: "–",
    ItemStatus.PLANNED: "",
}

TITLE = 1
"""Place of the title among the columns."""


def agenda_table(controller: SessionController, parent: QObject | None = None) -> TableModel[AgendaItem]:
    """Return the controller's agenda as a table that can be edited."""
    columns = (
        Column[AgendaItem](None, lambda item: STATUS_SIGNS[item.status]),
        Column(say("Item"), lambda item: item.title, _write_title, instead=lambda _state, item: titled(item.title)),
        Column(say_p("of an item", "Question"), lambda item: item.question, _write_question),
        Column(say("Format"), lambda item: item.format, _write_format, _formats),
        Column(say("min"), lambda item: minutes_text(item.planned_ms), _write_planned, is_number=True),
        Column(say("Who speaks"), lambda item: order_of(item).name, _write_order, _orders),
        Column(say("min each"), lambda item: minutes_text(item.turn_limit_ms), _write_limit, is_number=True),
    )
    return TableModel(controller, items_in_order, lambda item: item.item_id, columns, frozenset({"items"}), parent)


def _formats(_state: object, item: AgendaItem) -> list[tuple[str, Message]]:
    """Return all formats; before them the item's own, should this program not know it."""
    unknown = [] if item.format in VIEWS else [(item.format, view_of(item).name)]
    return [*unknown, *((name, view.name) for name, view in VIEWS.items())]


def _orders(_state: object, item: AgendaItem) -> list[tuple[str, Message]]:
    """Return the speaking orders that the item's format can have."""
    return [(view.order.name, view.manner) for view in view_of(item).orders]


def _write_title(controller: SessionController, item: AgendaItem, text: str) -> bool:
    return controller.do(edit_item, item.item_id, title=text)


def _write_question(controller: SessionController, item: AgendaItem, text: str) -> bool:
    return controller.do(edit_item, item.item_id, question=text)


def _write_format(controller: SessionController, item: AgendaItem, value: str) -> bool:
    return controller.do(edit_item, item.item_id, format=value)


def _write_planned(controller: SessionController, item: AgendaItem, text: str) -> bool:
    return controller.do(edit_item, item.item_id, planned_ms=read_minutes(text))


def _write_order(controller: SessionController, item: AgendaItem, value: str) -> bool:
    return controller.do(edit_item, item.item_id, settings={ORDER: value})


def _write_limit(controller: SessionController, item: AgendaItem, text: str) -> bool:
    return controller.do(edit_item, item.item_id, turn_limit_ms=read_minutes(text))

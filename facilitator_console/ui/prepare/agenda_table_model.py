"""The agenda as a table to prepare it: each field of an item as it is planned."""

from __future__ import annotations

from collections.abc import Mapping
from functools import partial
from typing import Any

from PySide6.QtCore import QObject

from facilitator_console.session.agenda import edit_item, items_in_order
from facilitator_console.session.ids import Format, ItemStatus, Mode
from facilitator_console.session.plan import minutes_text, read_minutes
from facilitator_console.session.state import AgendaItem
from facilitator_console.ui.control.session_controller import SessionController
from facilitator_console.ui.parts.agenda_model import MANNERS
from facilitator_console.ui.parts.table_model import Column, TableModel
from facilitator_console.words import Message, say, say_p, titled

FORMATS: dict[str, Message] = {
    Format.PLENARY: say("all together"),
    Format.CHECK_IN: say("check-in"),
    Format.CHECK_OUT: say("check-out"),
    Format.PAIRS: say("pairs"),
    Format.BREAKOUT: say("small groups"),
    Format.FISHBOWL: say("fishbowl"),
    Format.WORLD_CAFE: say("world café"),
    Format.OPEN_SPACE: say("open space"),
    Format.SILENCE: say("time to think"),
    Format.HARVEST: say("harvest"),
    Format.READ_BACK: say("read-back"),
    Format.BREAK: say("break"),
}
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
    """The controller's agenda, to be edited."""
    columns = (
        Column[AgendaItem](None, lambda item: STATUS_SIGNS[item.status]),
        Column(say("Item"), lambda item: item.title, _write_title, instead=lambda _state, item: titled(item.title)),
        Column(say_p("of an item", "Question"), lambda item: item.question, _write_question),
        Column(say("Format"), lambda item: item.format, _write_format, partial(_named, FORMATS)),
        Column(say("min"), lambda item: minutes_text(item.planned_ms), _write_planned, is_number=True),
        Column(say("Who speaks"), lambda item: item.mode, _write_mode, partial(_named, MANNERS)),
        Column(say("min each"), lambda item: minutes_text(item.turn_limit_ms), _write_limit, is_number=True),
    )
    return TableModel(controller, items_in_order, lambda item: item.item_id, columns, frozenset({"items"}), parent)


def _named(names: Mapping[Any, Message], _state: object) -> list[tuple[str, Message]]:
    return list(names.items())


def _write_title(controller: SessionController, item: AgendaItem, text: str) -> bool:
    return controller.do(edit_item, item.item_id, title=text)


def _write_question(controller: SessionController, item: AgendaItem, text: str) -> bool:
    return controller.do(edit_item, item.item_id, question=text)


def _write_format(controller: SessionController, item: AgendaItem, value: str) -> bool:
    return controller.do(edit_item, item.item_id, format=value)


def _write_planned(controller: SessionController, item: AgendaItem, text: str) -> bool:
    return controller.do(edit_item, item.item_id, planned_ms=read_minutes(text))


def _write_mode(controller: SessionController, item: AgendaItem, value: str) -> bool:
    return controller.do(edit_item, item.item_id, mode=Mode(value))


def _write_limit(controller: SessionController, item: AgendaItem, text: str) -> bool:
    return controller.do(edit_item, item.item_id, turn_limit_ms=read_minutes(text))

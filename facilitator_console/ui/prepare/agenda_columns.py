"""Defines the columns of the agenda as it is prepared: how a field is read, typed, chosen and written.

No widgets and no model here; what is written is an edit of the item, and a command decides on it.
"""

from __future__ import annotations

from collections.abc import Callable
from enum import IntEnum

from msgspec.structs import replace
from PySide6.QtCore import Qt

from facilitator_console.log import Duration
from facilitator_console.session import events as ev
from facilitator_console.session.drafts import split_line
from facilitator_console.session.durations import duration_text, read_duration
from facilitator_console.session.formats import ORDER, format_of, order_of
from facilitator_console.session.ids import Shrinks
from facilitator_console.session.state import AgendaItem
from facilitator_console.views.formats import VIEWS, view_of
from facilitator_console.words import Message, say, say_p

STEP_MIN = 5
"""Proposed lengths are whole steps, as people plan."""


class Col(IntEnum):
    """Names the columns of the agenda's table."""

    AT = 0
    MIN = 1
    TITLE = 2
    QUESTION = 3
    HOW = 4
    SPEAKS = 5
    EACH = 6
    SHRINK = 7


HEADS: dict[Col, Message] = {
    Col.AT: say_p("of an item, when it begins", "at"),
    Col.MIN: say("min"),
    Col.TITLE: say("Item"),
    Col.QUESTION: say_p("of an item", "Question"),
    Col.HOW: say_p("how people talk in an item", "How"),
    Col.SPEAKS: say("Who speaks"),
    Col.EACH: say_p("minutes for each speaker", "each"),
    Col.SHRINK: say("can shrink"),
}
NUMBERS = frozenset({Col.MIN, Col.EACH})
CHOSEN = frozenset({Col.HOW, Col.SPEAKS, Col.SHRINK})
"""Columns in which something is chosen; for several rows at once."""


def alignment(column: Col) -> Qt.AlignmentFlag:
    """Return on which side the texts of a column stand."""
    side = Qt.AlignmentFlag.AlignRight if column in NUMBERS else Qt.AlignmentFlag.AlignLeft
    return side | Qt.AlignmentFlag.AlignVCenter


def shrink_words(item: AgendaItem) -> Message:
    """Return how an item may lose time, in a few words."""
    if item.shrinks is Shrinks.FIXED or not format_of(item).gives_time:
        return say("–")
    if item.shrinks is Shrinks.TO_LEAST:
        return down_to(item.least_ms)
    return say_p("of an item that can shrink", "by share")


def down_to(length_ms: int) -> Message:
    """Return how short an item may become, in a few words."""
    return say("down to {minutes}", minutes=duration_text(length_ms) or "0")


def up_to(length_ms: int) -> Message:
    """Return how long an item may become, in a few words."""
    return say("up to {minutes}", minutes=duration_text(length_ms))


# -- choices -------------------------------------------------------------------------------------------


def _formats(item: AgendaItem) -> list[tuple[str, Message]]:
    """Return all formats; before them the item's own, should this program not know it."""
    unknown = [] if item.format in VIEWS else [(item.format, view_of(item).name)]
    return [*unknown, *((name, view.name) for name, view in VIEWS.items())]


def _orders(item: AgendaItem) -> list[tuple[str, Message]]:
    """Return the speaking orders that the item's format can have."""
    return [(view.order.name, view.manner) for view in view_of(item).orders]


def _shrinkings(item: AgendaItem) -> list[tuple[str, Message]]:
    """Return how far an item may shrink or grow: not at all, by share, down to and up to lengths of whole steps."""
    minutes = item.planned_ms // 60_000
    lengths = {minutes * part // (100 * STEP_MIN) * STEP_MIN for part in (75, 50, 25)} | {item.least_ms // 60_000}
    least = sorted((length for length in lengths if 0 < length < minutes), reverse=True)
    most = sorted({-(-minutes * part // (100 * STEP_MIN)) * STEP_MIN for part in (125, 150)} - {minutes})
    return [
        (Shrinks.FIXED.value, say("not at all")),
        (Shrinks.BY_SHARE.value, say_p("of an item that can shrink", "by share")),
        *((f"least:{length * 60_000}", down_to(length * 60_000)) for length in least),
        *((f"most:{length * 60_000}", up_to(length * 60_000)) for length in most),
        *([("most:0", say("does not grow"))] if item.most_ms else []),
    ]


CHOICES_OF: dict[Col, Callable[[AgendaItem], list[tuple[str, Message]]]] = {
    Col.HOW: _formats,
    Col.SPEAKS: _orders,
    Col.SHRINK: _shrinkings,
}


def _shrink_value(item: AgendaItem) -> str:
    return f"least:{item.least_ms}" if item.shrinks is Shrinks.TO_LEAST else item.shrinks.value


# -- reading and writing -------------------------------------------------------------------------------


def _shrink_edit(value: str) -> ev.ItemEdited:
    name, _, length_ms = value.partition(":")
    if name == "most":
        return ev.ItemEdited(most_ms=Duration(int(length_ms)))
    if name == "least":
        return ev.ItemEdited(shrinks=Shrinks.TO_LEAST, least_ms=Duration(int(length_ms)))
    return ev.ItemEdited(shrinks=Shrinks(name))


READ: dict[Col, Callable[[AgendaItem], str]] = {
    Col.AT: lambda item: item.fixed_at,
    Col.MIN: lambda item: duration_text(item.planned_ms),
    Col.TITLE: lambda item: item.title,
    Col.QUESTION: lambda item: item.question,
    Col.HOW: lambda item: item.format,
    Col.SPEAKS: lambda item: order_of(item).name,
    Col.EACH: lambda item: duration_text(item.turn_limit_ms),
    Col.SHRINK: _shrink_value,
}
"""By column, the text that is typed over, or the value that is chosen."""
EDITS: dict[Col, Callable[[str], ev.ItemEdited]] = {
    Col.AT: lambda value: ev.ItemEdited(fixed_at=value),
    Col.MIN: lambda value: ev.ItemEdited(planned_ms=read_duration(value)),
    Col.TITLE: lambda value: ev.ItemEdited(title=value),
    Col.QUESTION: lambda value: ev.ItemEdited(question=value),
    Col.HOW: lambda value: ev.ItemEdited(format=value),
    Col.SPEAKS: lambda value: ev.ItemEdited(settings={ORDER: value}),
    Col.EACH: lambda value: ev.ItemEdited(turn_limit_ms=read_duration(value)),
    Col.SHRINK: _shrink_edit,
}
"""By column, the edit that a typed or chosen value means; it may raise `UserError`."""

NEW_ITEM = say("New item")
"""The title of a row that was added and has no words of its own yet."""


def edit_of_line(value: str) -> ev.ItemEdited:
    """Return the edit that a line means which is typed into a new row: its length and its time are told from its title.

    Raises:
        UserError: No words are left for a title.
    """
    title, length_ms, fixed_at = split_line(value)
    edit = ev.ItemEdited(title=title)
    if length_ms is not None:
        edit = replace(edit, planned_ms=length_ms)
    return replace(edit, fixed_at=fixed_at) if fixed_at else edit

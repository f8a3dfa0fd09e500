"""Formats: read with defaults, kept where they are unknown, and never asked for by name elsewhere."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

import facilitator_console
from facilitator_console.session.agenda import add_item, edit_item, start_item
from facilitator_console.session.calling_order import has_queue, speaking_order
from facilitator_console.session.floor import done
from facilitator_console.session.formats import FORMATS, ORDER, all_orders, format_of, format_with, order_of
from facilitator_console.session.ids import ItemId, TurnKind
from facilitator_console.session.queue import join_queue, use_order
from facilitator_console.session.rounds import pass_turn
from facilitator_console.session.state import AgendaItem
from facilitator_console.words import UserError
from tests.helpers.controller import Meeting

SOURCES = Path(facilitator_console.__file__).parent
EVENTS = SOURCES.parent / "docs" / "events.md"
OWN = (SOURCES / "session" / "formats", SOURCES / "views" / "formats")
OTHER_IDS = (
    SOURCES / "exchange" / "templates.py",
    SOURCES / "store" / "derived" / "views.py",
    SOURCES / "ui" / "parts" / "top_bar.py",
)
"""Their dictionaries name templates, titles, columns and pages; some of these are words for a format, too."""


def item_of(meeting: Meeting) -> AgendaItem:
    return meeting.state.items[meeting.item]


def seats(meeting: Meeting) -> list[int]:
    waiting = speaking_order(meeting.state)
    return [meeting.state.participants[one.participant_id].seat for one in waiting]


# -- settings ------------------------------------------------------------------------------------------


@pytest.mark.parametrize("name", FORMATS)
def test_a_format_reads_its_speaking_order_and_has_a_default(name: str) -> None:
    known = FORMATS[name]
    assert known.name == name
    assert known.order({}) is known.orders[0]
    for order in known.orders:
        assert known.order({ORDER: order.name, "of another release": 1}) is order
    for strange in ("telepathy", 7, None, ["stack"], {"stack": 1}):
        assert known.order({ORDER: strange}) is known.orders[0]


def test_an_edit_names_one_setting_and_the_others_stay() -> None:
    meeting = Meeting()
    meeting.do(edit_item, meeting.item, settings={"swap": True})
    meeting.do(edit_item, meeting.item, settings={ORDER: "balanced_stack"})
    assert item_of(meeting).settings == {"swap": True, ORDER: "balanced_stack"}


def test_a_format_that_is_changed_and_changed_back_has_its_order_again() -> None:
    meeting = Meeting(order="balanced_stack")
    before = order_of(item_of(meeting))
    meeting.do(edit_item, meeting.item, format="check_in")
    assert order_of(item_of(meeting)).asks_each
    meeting.do(edit_item, meeting.item, format="plenary")
    assert order_of(item_of(meeting)) is before


def test_an_unknown_format_keeps_name_and_settings_and_behaves_as_plenary() -> None:
    meeting = Meeting(3)
    item = ItemId(meeting.make(add_item, "Later", format="samoan_circle", settings={"chairs": 4}))
    meeting.do(start_item, item)
    for person in (2, 0):
        meeting.do(join_queue, meeting.people[person])
    assert has_queue(meeting.state)
    assert seats(meeting) == [3, 1]
    with pytest.raises(UserError, match="no round is on"):
        meeting.do(pass_turn, meeting.people[0])
    kept = meeting.state.items[item]
    assert (kept.format, kept.settings) == ("samoan_circle", {"chairs": 4})
    assert format_of(kept) is format_of(None)


# -- another speaking order, while the item is on ------------------------------------------------------


@pytest.mark.parametrize("name", FORMATS)
@pytest.mark.parametrize("order", all_orders(), ids=lambda order: order.name)
def test_any_order_can_be_chosen_and_the_format_stays_where_it_has_it(name: str, order: object) -> None:
    meeting = Meeting()
    meeting.do(edit_item, meeting.item, format=name)
    (chosen,) = (one for one in all_orders() if one is order)
    meeting.do(use_order, meeting.item, chosen)
    assert order_of(item_of(meeting)) is chosen
    stays = chosen in FORMATS[name].orders
    assert item_of(meeting).format == (name if stays else format_with(chosen).name)
    assert has_queue(meeting.state) is chosen.has_queue


def test_whom_a_round_asks_comes_between_responses_and_the_queue() -> None:
    meeting = Meeting(4)
    meeting.do(join_queue, meeting.people[3])
    meeting.do(done)
    meeting.do(join_queue, meeting.people[1])
    meeting.do(join_queue, meeting.people[2], TurnKind.DIRECT_RESPONSE)
    (round_,) = (one for one in all_orders() if one.name == "go_around")
    meeting.do(use_order, meeting.item, round_)
    assert seats(meeting) == [3, 1, 2, 3, 2]


# -- nobody else asks for a format by its name ---------------------------------------------------------


def _others() -> Iterator[Path]:
    return (path for path in SOURCES.rglob("*.py") if not any(path.is_relative_to(own) for own in OWN))


NAMES = frozenset(FORMATS) | {order.name for order in all_orders()}


def _is_name(node: ast.AST | None) -> bool:
    if isinstance(node, ast.Tuple | ast.List | ast.Set):
        return any(map(_is_name, node.elts))
    if isinstance(node, ast.Name):
        return node.id == "DEFAULT_FORMAT"
    return isinstance(node, ast.Constant) and node.value in NAMES


def _asked_with(node: ast.expr) -> list[ast.expr | None]:
    """What an expression compares with, collects or looks up."""
    match node:
        case ast.Compare(left=left, comparators=others):
            return [left, *others]
        case ast.Subscript(slice=value):
            return [value]
        case ast.Dict(keys=keys):
            return list(keys)
        case ast.Set(elts=parts):
            return list(parts)
        case ast.Call(func=ast.Attribute(attr="get") | ast.Name(id="frozenset" | "set"), args=[first, *_]):
            return [first]
    return []


def asks_by_name(tree: ast.AST, *, in_dictionaries: bool = True) -> list[int]:
    """Lines that ask for a format or an order by its name, or import the module of one."""
    nodes = [node for node in ast.walk(tree) if in_dictionaries or not isinstance(node, ast.Dict)]
    asking = [node.lineno for node in nodes if isinstance(node, ast.expr) and any(map(_is_name, _asked_with(node)))]
    matching = [node.value.lineno for node in nodes if isinstance(node, ast.MatchValue) and _is_name(node.value)]
    modules = [node for node in nodes if isinstance(node, ast.ImportFrom) and ".formats." in (node.module or "")]
    return [*asking, *matching, *(node.lineno for node in modules)]


@pytest.mark.parametrize(
    "code",
    [
        'if item.format == "fishbowl": pass',
        'if item.format in ("break", "silence"): pass',
        'if item.format in {"break"}: pass',
        'WORDS = {"check_in": 1}',
        'FORMATS["plenary"]',
        'FORMATS.get("plenary")',
        'QUIET = frozenset(("break", "silence"))',
        "if item.format != DEFAULT_FORMAT: pass",
        'match item.format:\n    case "pairs": pass',
        'if order.name == "go_around": pass',
        "from facilitator_console.session.formats.go_around import ROUND",
    ],
)
def test_asking_by_name_is_found(code: str) -> None:
    assert asks_by_name(ast.parse(code))


def test_no_other_module_asks_for_a_format_by_name() -> None:
    found = [
        f"{path.relative_to(SOURCES)}:{line}"
        for path in _others()
        for line in asks_by_name(ast.parse(path.read_text("utf-8")), in_dictionaries=path not in OTHER_IDS)
    ]
    assert found == []


def test_the_page_of_events_lists_the_orders_of_each_format() -> None:
    rows = re.findall(r"^\| ([a-z_, ]+) \| ([a-z_, ]+) \|$", EVENTS.read_text("utf-8"), re.MULTILINE)
    listed = {name: orders.split(", ") for names, orders in rows for name in names.split(", ") if name in FORMATS}
    assert listed == {name: [order.name for order in known.orders] for name, known in FORMATS.items()}

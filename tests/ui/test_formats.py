"""What a format brings is all that the window asks: one more costs its two parts and two lines in the registries."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import closing
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from facilitator_console.log import Duration
from facilitator_console.session.agenda import edit_item, items_in_order, next_item
from facilitator_console.session.calling_order import speaking_order
from facilitator_console.session.formats import FORMATS, Format, Reason, SpeakingOrder
from facilitator_console.session.formats.format import CAME_LATER
from facilitator_console.session.people import at_seat
from facilitator_console.session.plan import tight_rounds
from facilitator_console.session.queue import join_queue
from facilitator_console.session.room_state import QueueEntry
from facilitator_console.session.state import SessionState
from facilitator_console.ui.parts.choice import Choice
from facilitator_console.ui.prepare.agenda_columns import Col
from facilitator_console.ui.prepare.prepare_page import PreparePage
from facilitator_console.ui.run.queue_side import QueueSide
from facilitator_console.views.formats import VIEWS, FormatView, OrderView
from facilitator_console.words import Message
from tests.ui.preparing import cell, shown
from tests.ui.sample import SampleSessionController, prepared_controller

FORMAT, ORDER = Col.HOW, Col.SPEAKS


class LastFirst(SpeakingOrder):
    """Who came last speaks first."""

    name = "last_first"

    def arranged(self, _state: SessionState, entries: Sequence[QueueEntry]) -> list[tuple[QueueEntry, Reason]]:
        """Backwards."""
        return [(entry, CAME_LATER) for entry in reversed(entries)]


LAST_FIRST = LastFirst()
BACKWARDS = Format("backwards", (LAST_FIRST,), asks_everyone=True)
BACKWARDS_VIEW = FormatView(
    BACKWARDS,
    Message("backwards"),
    (OrderView(LAST_FIRST, Message("Last first"), Message("the last come first"), Message("Nobody came last.")),),
)


@pytest.fixture
def backwards(monkeypatch: pytest.MonkeyPatch) -> str:
    """A format of a later release: two parts, two lines."""
    monkeypatch.setitem(FORMATS, BACKWARDS.name, BACKWARDS)
    monkeypatch.setitem(VIEWS, BACKWARDS.name, BACKWARDS_VIEW)
    return BACKWARDS.name


@pytest.fixture
def controller(qtbot: QtBot, tmp_path: Path) -> Iterator[SampleSessionController]:
    del qtbot
    with closing(prepared_controller(tmp_path)) as made:
        yield made


@pytest.fixture
def page(qtbot: QtBot, controller: SampleSessionController) -> Iterator[PreparePage]:
    yield from shown(qtbot, controller)


def choose(page: PreparePage, qtbot: QtBot, row: int, column: int, text: str) -> None:
    """Open a cell's list with Enter, go to the choice with the arrows, take it with Enter."""
    table = page.agenda.table
    table.setFocus()
    table.setCurrentIndex(table.model().index(row, column))
    QTest.keyClick(page.windowHandle(), Qt.Key.Key_Return)
    box = table.findChild(Choice)
    assert box is not None
    qtbot.waitUntil(lambda: box.view().isVisible())
    steps = box.findText(text) - box.currentIndex()
    for _ in range(abs(steps)):
        QTest.keyClick(box.view(), Qt.Key.Key_Down if steps > 0 else Qt.Key.Key_Up)
    QTest.keyClick(box.view(), Qt.Key.Key_Return)


def test_a_new_format_is_planned_and_held_and_no_other_part_knows_it(
    backwards: str, page: PreparePage, controller: SampleSessionController, qtbot: QtBot
) -> None:
    choose(page, qtbot, 0, FORMAT, "backwards")
    first = items_in_order(controller.state)[0]
    assert first.format == backwards
    assert cell(page.agenda.table, 0, ORDER) == "the last come first"
    controller.do(edit_item, first.item_id, turn_limit_ms=Duration(60_000))
    assert first.item_id in [tight.item_id for tight in tight_rounds(controller.state)]

    controller.do(next_item)
    side = QueueSide(controller)
    qtbot.addWidget(side)
    assert side.order.whole_text == "Last first ▾"
    people = [at_seat(controller.state, seat).participant_id for seat in (5, 2, 9)]
    for person in people:
        controller.do(join_queue, person)
    assert [one.participant_id for one in speaking_order(controller.state)] == people[::-1]


def test_the_order_is_the_formats_setting(page: PreparePage, controller: SampleSessionController, qtbot: QtBot) -> None:
    choose(page, qtbot, 1, ORDER, "those who spoke less come first")
    assert items_in_order(controller.state)[1].settings == {"order": "balanced_stack"}
    assert cell(page.agenda.table, 1, FORMAT) == "all together"
    choose(page, qtbot, 1, FORMAT, "check-out")
    assert cell(page.agenda.table, 1, ORDER) == "a word from each, in turn"
    choose(page, qtbot, 1, FORMAT, "all together")
    assert cell(page.agenda.table, 1, ORDER) == "those who spoke less come first"


def test_a_format_that_is_not_known_is_shown_as_such_and_kept(
    page: PreparePage, controller: SampleSessionController
) -> None:
    item = items_in_order(controller.state)[0]
    controller.do(edit_item, item.item_id, format="samoan_circle")
    assert cell(page.agenda.table, 0, FORMAT) == "all together (“samoan_circle” is not known here)"
    assert cell(page.agenda.table, 0, ORDER) == "first come, first heard"

"""The cards of the queue: who is next stays in sight, and a choice stays with its person."""

from __future__ import annotations

import pytest
from PySide6.QtCore import QCoreApplication, Qt
from PySide6.QtTest import QTest

from facilitator_console.session import agenda
from facilitator_console.session.people import at_seat
from facilitator_console.session.queue import join_queue, leave_queue
from facilitator_console.ui.run.lead_page import LeadPage
from facilitator_console.ui.run.queue_list import QueueView
from facilitator_console.ui.run.queue_model import SEAT
from tests.helpers.talking import talking
from tests.ui.running import CTRL, Running

K = Qt.Key


@pytest.fixture
def opened(program: Running) -> Running:
    """Forty seats; all of them wait."""
    program.create_session("community_dialogue", "Autumn circle", 40)
    assert program.controller is not None
    controller = program.controller
    controller.do(agenda.next_item)
    controller.do(agenda.edit_item, controller.state.room.item_id, **talking("stack"))
    for seat in range(1, 41):
        controller.do(join_queue, at_seat(controller.state, seat).participant_id)
    QCoreApplication.processEvents()
    return program


def cards(program: Running) -> QueueView:
    page = program.session.stack.currentWidget()
    assert isinstance(page, LeadPage)
    return page.queue.view


def in_sight(view: QueueView, row: int) -> bool:
    QCoreApplication.processEvents()
    return view.viewport().rect().contains(view.visualRect(view.model().index(row, 0)))


def click(view: QueueView, row: int) -> None:
    at = view.visualRect(view.model().index(row, 0)).center()
    QTest.mouseClick(view.viewport(), Qt.MouseButton.LeftButton, pos=at)


def go_round(program: Running) -> None:
    """A round begins."""
    controller = program.session.controller
    controller.do(agenda.edit_item, controller.state.room.item_id, **talking("go_around"))


def call_next(program: Running) -> None:
    program.clock.advance(1000)
    program.press(K.Key_1, CTRL)


def test_who_is_next_stays_in_sight_when_a_round_begins(opened: Running) -> None:
    view = cards(opened)
    click(view, 1)
    assert in_sight(view, 0)
    go_round(opened)
    assert view.currentIndex().row() == 41, "the choice stays with its person, who waits behind the round"
    assert in_sight(view, 0)


def test_who_becomes_next_comes_into_sight(opened: Running) -> None:
    view = cards(opened)
    view.scrollToBottom()
    assert not in_sight(view, 0)
    call_next(opened)
    assert in_sight(view, 0)


def test_what_somebody_looks_at_stays_while_the_next_one_does(opened: Running) -> None:
    view = cards(opened)
    click(view, 1)
    controller = opened.session.controller
    view.scrollTo(view.model().index(30, 0))
    seen = view.verticalScrollBar().value()
    controller.do(leave_queue, list(controller.state.queue.values())[-1].entry_id)
    QCoreApplication.processEvents()
    assert view.verticalScrollBar().value() == seen


def test_whoever_goes_through_the_list_by_key_keeps_their_place(opened: Running) -> None:
    view = cards(opened)
    view.setFocus(Qt.FocusReason.TabFocusReason)
    for _ in range(30):
        QTest.keyClick(view, K.Key_Down)
    assert view.currentIndex().data(SEAT) == "31"
    call_next(opened)
    assert view.currentIndex().data(SEAT) == "31"
    assert in_sight(view, view.currentIndex().row())

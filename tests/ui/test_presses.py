"""A double press counts once, by whatever it comes; what ends a turn wants two, and gets them."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from PySide6.QtCore import QCoreApplication, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QPushButton, QWidget

from facilitator_console.log import Instant
from facilitator_console.session import agenda
from facilitator_console.session.calling_order import coming_up, next_to_speak
from facilitator_console.session.clock import SetClock
from facilitator_console.session.floor import speaking
from facilitator_console.session.ids import ItemStatus
from facilitator_console.session.people import at_seat
from facilitator_console.session.queue import join_queue
from facilitator_console.ui.control.presses import DOUBLE_CLICK_MS, DOUBLE_PRESS_MS, TWICE_WITHIN_MS, Presses, Verdict
from facilitator_console.ui.run.lead_page import LeadPage
from tests.helpers.talking import talking
from tests.ui.keyboard import type_text
from tests.ui.running import CTRL, Running

K = Qt.Key
ACTS, ASKS, IGNORED = Verdict.ACTS, Verdict.ASKS, Verdict.IGNORED


# -- what a press counts for -----------------------------------------------------------------------------------


@pytest.fixture
def clock() -> SetClock:
    return SetClock(Instant(1_000_000))


@pytest.fixture
def presses(clock: SetClock) -> Presses:
    return Presses(clock.now_ms)


@pytest.mark.parametrize(("later_ms", "verdict"), [(0, IGNORED), (80, IGNORED), (699, IGNORED), (700, ACTS)])
@pytest.mark.parametrize("by_click", [False, True])
def test_the_same_press_at_once_is_ignored(
    presses: Presses, clock: SetClock, later_ms: int, verdict: Verdict, *, by_click: bool
) -> None:
    assert presses.verdict("done", by_click=by_click) is ACTS
    clock.advance(later_ms)
    assert presses.verdict("done", by_click=by_click) is verdict
    assert presses.verdict("pause", by_click=by_click) is ACTS


def test_each_press_that_acts_starts_the_guard_anew_and_an_ignored_one_does_not(
    presses: Presses, clock: SetClock
) -> None:
    verdicts = []
    for wait_ms in (0, DOUBLE_PRESS_MS, 300, 300, 200):
        clock.advance(wait_ms)
        verdicts.append(presses.verdict("done"))
    assert verdicts == [ACTS, ACTS, IGNORED, IGNORED, ACTS]


@pytest.mark.parametrize(
    ("later_ms", "by_key", "by_click"),
    [
        (0, ACTS, IGNORED),
        (450, ACTS, IGNORED),
        (DOUBLE_CLICK_MS, ACTS, ACTS),
        (550, ACTS, ACTS),
        (TWICE_WITHIN_MS, ACTS, ACTS),
        (TWICE_WITHIN_MS + 1, ASKS, ASKS),
    ],
)
def test_a_second_press_that_was_asked_for_is_never_ignored(later_ms: int, by_key: Verdict, by_click: Verdict) -> None:
    for clicked, verdict in ((False, by_key), (True, by_click)):
        clock = SetClock(Instant(1_000_000))
        presses = Presses(clock.now_ms)
        assert presses.verdict("next", wants_two=True, by_click=clicked) is ASKS
        clock.advance(later_ms)
        assert presses.verdict("next", wants_two=True, by_click=clicked) is verdict


def test_a_double_click_does_not_take_the_second_press_away(presses: Presses, clock: SetClock) -> None:
    assert presses.verdict("next", wants_two=True, by_click=True) is ASKS
    clock.advance(80)
    assert presses.verdict("next", wants_two=True, by_click=True) is IGNORED
    clock.advance(1000)
    assert presses.verdict("next", wants_two=True, by_click=True) is ACTS


def test_after_the_second_press_a_third_is_ignored(presses: Presses, clock: SetClock) -> None:
    verdicts = []
    for wants_two in (True, True, False):
        verdicts.append(presses.verdict("next", wants_two=wants_two))
        clock.advance(100)
    assert verdicts == [ASKS, ACTS, IGNORED]


# -- in the room -----------------------------------------------------------------------------------------------


@pytest.fixture
def opened(program: Running) -> Running:
    """The first item is on, nobody speaks; 3, 5, 7 and 9 wait."""
    program.create_session("community_dialogue", "Autumn circle", 12)
    QCoreApplication.processEvents()
    assert program.controller is not None
    program.controller.do(agenda.next_item)
    program.controller.do(agenda.edit_item, program.controller.state.room.item_id, **talking("stack"))
    for seat in (3, 5, 7, 9):
        program.controller.do(join_queue, at_seat(program.controller.state, seat).participant_id)
    QCoreApplication.processEvents()
    return program


def speaks(program: Running) -> int:
    assert program.controller is not None
    turn = speaking(program.controller.state)
    return program.controller.state.participants[turn.participant_id].seat if turn else 0


def held(program: Running) -> int:
    """How many items were held."""
    assert program.controller is not None
    return sum(item.status is ItemStatus.DONE for item in program.controller.state.items.values())


def button(program: Running, name: str) -> QPushButton:
    return named(program, f"action_{name}")


def named(program: Running, name: str) -> QPushButton:
    found = program.window.findChild(QPushButton, name)
    assert isinstance(found, QPushButton)
    return found


def double_click(widget: QWidget) -> None:
    """As the window system tells of it; QTest's own has no first release."""
    QTest.mouseClick(widget, Qt.MouseButton.LeftButton)
    QTest.mouseDClick(widget, Qt.MouseButton.LeftButton)
    QTest.mouseRelease(widget, Qt.MouseButton.LeftButton)


def by_key(program: Running) -> None:
    program.press(K.Key_1, CTRL)


def by_clicker(program: Running) -> None:
    program.press(K.Key_PageDown)


def by_mouse(program: Running) -> None:
    QTest.mouseClick(button(program, "done"), Qt.MouseButton.LeftButton)


def by_list(program: Running) -> None:
    """The list of commands, in which the first that fits is done."""
    program.press(K.Key_K, CTRL)
    type_text(program.focus(), "Ctrl 1")
    program.press(K.Key_Return)


WAYS = (by_key, by_clicker, by_mouse, by_list)


@pytest.mark.parametrize("first", WAYS)
@pytest.mark.parametrize("second", WAYS)
@pytest.mark.parametrize("later_ms", [80, 450])
def test_done_twice_at_once_calls_one_seat(
    opened: Running, first: Callable[[Running], None], second: Callable[[Running], None], later_ms: int
) -> None:
    first(opened)
    opened.clock.advance(later_ms)
    second(opened)
    assert speaks(opened) == 3
    opened.clock.advance(DOUBLE_PRESS_MS)
    second(opened)
    assert speaks(opened) == 5


def test_a_double_click_is_one_press(opened: Running) -> None:
    double_click(button(opened, "done"))
    assert speaks(opened) == 3
    double_click(button(opened, "pause_queue"))
    assert opened.session.controller.state.room.queue_paused
    double_click(button(opened, "mark"))
    assert len(opened.session.controller.state.marks) == 1


def test_a_double_click_takes_back_and_does_not_bring_back(opened: Running) -> None:
    by_key(opened)
    double_click(named(opened, "undo"))
    assert speaks(opened) == 0


@pytest.mark.parametrize("later_ms", [0, 80, 450])
def test_a_double_click_ends_no_turn_and_no_two_items(opened: Running, later_ms: int) -> None:
    following = button(opened, "next_item")
    by_key(opened)
    for _ in range(2):
        QTest.mouseClick(following, Qt.MouseButton.LeftButton)
        opened.clock.advance(later_ms)
    assert (speaks(opened), held(opened)) == (3, 0)
    opened.clock.advance(DOUBLE_CLICK_MS)
    QTest.mouseClick(following, Qt.MouseButton.LeftButton)
    assert (speaks(opened), held(opened)) == (0, 1)
    QTest.mouseClick(following, Qt.MouseButton.LeftButton)
    assert held(opened) == 1


@pytest.mark.parametrize("later_ms", [0, 300, 550, 2900])
def test_the_second_press_of_next_item_is_never_swallowed(opened: Running, later_ms: int) -> None:
    by_key(opened)
    opened.press(K.Key_9, CTRL)
    page = opened.session.stack.currentWidget()
    assert isinstance(page, LeadPage)
    assert "again to go on" in page.line.hint
    opened.clock.advance(later_ms)
    opened.press(K.Key_9, CTRL)
    assert (speaks(opened), held(opened)) == (0, 1)
    opened.press(K.Key_9, CTRL)
    assert held(opened) == 1


def test_two_double_clicks_on_the_cards_call_one_seat(opened: Running) -> None:
    page = opened.session.stack.currentWidget()
    assert isinstance(page, LeadPage)
    cards = page.queue.view
    first = cards.visualRect(cards.model().index(0, 0)).center()
    for _ in range(2):
        QTest.mouseDClick(cards.viewport(), Qt.MouseButton.LeftButton, pos=first)
        opened.clock.advance(300)
    assert speaks(opened) == 3


def test_two_clicks_on_a_cross_take_one_out(opened: Running) -> None:
    page = opened.session.stack.currentWidget()
    assert isinstance(page, LeadPage)
    cards, controller = page.queue.view, opened.session.controller
    cross = cards.visualRect(cards.model().index(0, 0)).center()
    cross.setX(cards.viewport().width() - 6)
    for _ in range(2):
        QTest.mouseClick(cards.viewport(), Qt.MouseButton.LeftButton, pos=cross)
        opened.clock.advance(450)
    following = next_to_speak(controller.state, coming_up(controller.state))
    assert following is not None
    assert controller.state.participants[following.participant_id].seat == 5

"""A meeting by the mouse alone: not one key is pressed, and what was wrong is put right.

Killed in a turn it goes on by the mouse too: tests/e2e/test_window_x11.py.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest
from PySide6.QtCore import QCoreApplication, QPoint, QSettings, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QMenu, QPushButton, QWidget
from pytestqt.qtbot import QtBot

from facilitator_console.log import Duration
from facilitator_console.session.agenda import add_item, items_in_order
from facilitator_console.session.floor import speaking
from facilitator_console.session.formats.fishbowl import inside_of
from facilitator_console.session.ids import StretchKind
from facilitator_console.session.people import add_participants
from facilitator_console.ui.phones.phone_host import PhoneHost
from facilitator_console.ui.room_display.room_display import RoomDisplay
from facilitator_console.ui.run.lead_page import LeadPage
from facilitator_console.ui.run.timeline_page import TimelinePage
from facilitator_console.ui.shell.session_view import SessionView
from facilitator_console.views.timeline import TurnSpan
from tests.ui.sample import SampleSessionController, empty_controller

LEFT = Qt.MouseButton.LeftButton
PLAN = (("Round", "go_around", 10), ("Talk", "plenary", 60), ("Bowl", "fishbowl", 30), ("Last", "check_out", 20))


class Mouse:
    """A hand on the mouse, and time between two clicks."""

    def __init__(self, view: SessionView, controller: SampleSessionController) -> None:
        self.view, self.controller = view, controller
        page = view.page("lead")
        assert isinstance(page, LeadPage)
        self.page = page

    def click(self, target: QWidget | str, after_s: float = 1, at: QPoint | None = None) -> None:
        """A click on a widget, or on the button of an action, as long as it can be seen."""
        self.controller.later(after_s)
        QCoreApplication.processEvents()
        found = self.page.findChild(QPushButton, f"action_{target}") if isinstance(target, str) else target
        assert found is not None
        assert found.isVisible(), target
        QTest.mouseClick(found, LEFT, pos=at or found.rect().center())
        QCoreApplication.processEvents()

    def click_seat(self, number: int, after_s: float = 1) -> None:
        """A click on a seat of the ring."""
        ring = self.page.ring
        self.click(ring, after_s, ring.center(ring.place_of(number)).toPoint())

    def pad(self, parent: QWidget, seat: int) -> QPushButton:
        """The small button of a seat."""
        return next(button for button in parent.findChildren(QPushButton) if button.text() == str(seat))

    def choose(self, text: str) -> None:
        """A line of the menu that is open."""
        menu = QApplication.activePopupWidget()
        assert isinstance(menu, QMenu)
        next(action for action in menu.actions() if action.text() == text).trigger()
        menu.close()

    @property
    def speaks(self) -> int:
        """The seat that has the floor."""
        turn = speaking(self.controller.state)
        return self.controller.state.participants[turn.participant_id].seat if turn else 0


@pytest.fixture
def mouse(qtbot: QtBot, tmp_path: Path) -> Iterator[Mouse]:
    with closing(empty_controller(tmp_path)) as controller:
        controller.do(add_participants, 8)
        for title, format_name, minutes in PLAN:
            planned_ms, limit_ms = Duration(minutes * 60_000), Duration(60_000)
            controller.do(add_item, title, format=format_name, planned_ms=planned_ms, turn_limit_ms=limit_ms)
        view = SessionView(controller, "en", RoomDisplay(QSettings(), lambda: None), PhoneHost())
        view.resize(1440, 900)
        with qtbot.waitActive(view):
            view.show()
            view.activateWindow()
        view.show_page("run")
        yield Mouse(view, controller)
        view.close()
        view.deleteLater()


def inside(mouse: Mouse) -> list[int]:
    state = mouse.controller.state
    return [state.participants[one].seat for one in inside_of(state, state.items[state.room.item_id])]


def hold_a_round(mouse: Mouse) -> None:
    """The first speaks, the second passes for now."""
    mouse.click("item")
    mouse.click("done")
    mouse.click("done", 10)
    mouse.click("pass_for_now")
    assert mouse.speaks == 3
    mouse.click("next_item")
    mouse.click("next_item", 0.8)  # During a turn: twice.


def interrupt_with_a_point_of_process(mouse: Mouse) -> None:
    """Somebody says how we talk, by a small button and the ring; the turn goes on."""
    mouse.click_seat(4)
    mouse.click_seat(5)
    mouse.click("done")
    assert mouse.speaks == 4
    mouse.click(next(button for button in mouse.page.queue.kinds if button.text() == "Process"))
    mouse.click_seat(6)
    mouse.click("done", 20)
    assert mouse.speaks == 6
    mouse.click("done", 10)


def freeze_for_38_minutes(mouse: Mouse) -> None:
    """Everything stands, then goes on with the adjusted plan; one undo takes all of it back."""
    talk, bowl, last = items_in_order(mouse.controller.state)[1:]
    mouse.click("freeze")
    for _ in range(38):
        mouse.controller.later(60)
    mouse.page.refresh_second()
    mouse.click("go_on")
    mouse.click(mouse.view.foot.undo)
    assert mouse.controller.state.room.frozen
    mouse.click("go_on")
    after = {item.item_id: item for item in items_in_order(mouse.controller.state)}
    # The bowl gives what it can; the last round keeps half a minute a person; what is on is left alone.
    assert after[bowl.item_id].extra_ms < 0
    assert after[last.item_id].planned_ms + after[last.item_id].extra_ms >= 8 * 30_000
    assert after[talk.item_id].extra_ms == 0
    stood = [one for one in mouse.controller.state.stretches.values() if one.kind is StretchKind.FROZEN]
    assert [(one.to_ms - one.from_ms) // 60_000 for one in stood] == [38]


def take_a_wrong_done_back_behind_a_mark(mouse: Mouse) -> None:
    """The strip at the foot takes back what was done last; behind a mark, which stays, the speaker is called back."""
    before, after = mouse.speaks, 8
    mouse.click_seat(after)
    mouse.click("done", 5)
    assert mouse.speaks == after
    mouse.click(mouse.view.foot.undo)
    assert mouse.speaks == before
    mouse.click("done", 5)
    mouse.click("mark")
    mouse.click("call_back")
    assert mouse.speaks == before
    state = mouse.controller.state
    assert [mark.removed for mark in state.marks.values()] == [False]
    assert [state.participants[one.participant_id].seat for one in state.queue.values()] == [after]
    mouse.click("done", 5)
    mouse.click("done", 5)
    assert mouse.speaks == 0


def swap_in_a_fishbowl(mouse: Mouse) -> None:
    """Who waits takes the chair, one leaves, all change."""
    mouse.click("next_item")
    assert inside(mouse) == [1, 2, 3, 4]
    mouse.click_seat(7)
    mouse.click("done")
    mouse.click("someone_else")
    mouse.click_seat(2)
    assert inside(mouse) == [1, 3, 4, 7]
    mouse.click("swap_all")
    assert inside(mouse) == [2, 5, 6, 8]
    mouse.click_seat(5)
    mouse.click("done", 30)


def correct_the_last_turn(mouse: Mouse) -> None:
    """It was seat 6: the course of the session puts it right, and it is undone."""
    mouse.click(mouse.page.course)
    timeline = mouse.view.stack.currentWidget()
    assert isinstance(timeline, TimelinePage)
    last = timeline.view.course.turns[-1]
    assert (last.seat, timeline.strip.seat.isVisible()) == (5, False)
    at = QPoint(round(timeline.view.x_of(last.from_ms + 5000)), timeline.view.bar_top(1) + 12)
    QTest.mouseClick(timeline.view.viewport(), LEFT, pos=at)
    assert isinstance(timeline.view.selected, TurnSpan)
    assert timeline.view.selected.turn_id == last.turn_id
    mouse.click(timeline.strip.seat)
    mouse.click(mouse.pad(timeline.strip.pad, 6))
    assert timeline.view.course.turns[-1].seat == 6
    mouse.click(mouse.view.foot.undo)
    assert timeline.view.course.turns[-1].seat == 5


def test_a_meeting_by_the_mouse_alone(mouse: Mouse) -> None:
    hold_a_round(mouse)
    interrupt_with_a_point_of_process(mouse)
    freeze_for_38_minutes(mouse)
    take_a_wrong_done_back_behind_a_mark(mouse)
    swap_in_a_fishbowl(mouse)
    correct_the_last_turn(mouse)

"""Each format on the lead's page, as people use it: by keys, and by the mouse alone."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path

import pytest
from PySide6.QtCore import QPoint, QSettings, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QMenu, QPushButton
from pytestqt.qtbot import QtBot

from facilitator_console.session.calling_order import called_next
from facilitator_console.session.floor import is_chosen, speaking
from facilitator_console.session.ids import ItemStatus
from facilitator_console.session.people import at_seat
from facilitator_console.ui.look.styles import ButtonKind, has_style
from facilitator_console.ui.phones.phone_host import PhoneHost
from facilitator_console.ui.room_display.room_display import RoomDisplay
from facilitator_console.ui.run.lead_page import LeadPage
from facilitator_console.ui.run.queue_side import show_seat_menu
from facilitator_console.ui.run.seat_actions import choosing_for
from facilitator_console.ui.run.seat_field import SeatField
from facilitator_console.ui.shell.session_view import SessionView
from tests.ui.fitting import misfits
from tests.ui.formats_sample import FORMATS_SHOWN, done, in_format, passes_for_now
from tests.ui.sample import SampleSessionController

CTRL = Qt.KeyboardModifier.ControlModifier
SIZES = [(960, 600), (1024, 700), (1440, 900)]


class Room:
    """The window in the middle of an item of a format, and somebody's hands."""

    def __init__(self, view: SessionView, controller: SampleSessionController) -> None:
        self.view = view
        self.controller = controller
        page = view.page("lead")
        assert isinstance(page, LeadPage)
        self.page = page

    def press(self, key: Qt.Key, after_s: float = 1) -> None:
        """A chord; time passes before it."""
        self.controller.later(after_s)
        QTest.keyClick(self.view.windowHandle(), key, CTRL)

    def click(self, name: str, after_s: float = 1) -> None:
        """A click on an action's button."""
        self.controller.later(after_s)
        self.button(name).click()

    def click_seat(self, number: int, seats: SeatField | None = None) -> None:
        """A click on a seat."""
        field = seats or self.page.ring
        at = field.center(field.place_of(number)).toPoint()
        QTest.mouseClick(field, Qt.MouseButton.LeftButton, pos=at)

    def button(self, name: str) -> QPushButton:
        """An action's button."""
        found = self.page.findChild(QPushButton, f"action_{name}")
        assert isinstance(found, QPushButton), name
        return found

    def menu(self, number: int) -> list[str]:
        """What the menu of a seat offers."""
        person = at_seat(self.controller.state, number).participant_id
        show_seat_menu(self.controller, person, self.page.mapToGlobal(QPoint(5, 5)), self.page)
        menu = QApplication.activePopupWidget()
        assert isinstance(menu, QMenu)
        texts = [action.text() for action in menu.actions() if action.text()]
        menu.close()
        return texts

    def choose(self, number: int, text: str) -> None:
        """Choose a line of a seat's menu."""
        person = at_seat(self.controller.state, number).participant_id
        show_seat_menu(self.controller, person, self.page.mapToGlobal(QPoint(5, 5)), self.page)
        menu = QApplication.activePopupWidget()
        assert isinstance(menu, QMenu)
        next(action for action in menu.actions() if action.text() == text).trigger()
        menu.close()

    def choose_leaving(self) -> None:
        """The first one inside leaves."""
        move = self.controller.picture.view.stage.moves["someone_else"]
        choosing_for(self.controller, move, min(self.inside)).do(self.controller)

    @property
    def speaks(self) -> int:
        """The seat that has the floor; 0 for nobody, and for a voice without a seat."""
        turn = speaking(self.controller.state)
        person = self.controller.state.participants.get(turn.participant_id) if turn else None
        return person.seat if person else 0

    @property
    def next(self) -> int:
        """The seat that would be called; 0 for nobody."""
        following = called_next(self.controller.state)
        return self.controller.state.participants[following.participant_id].seat if following else 0

    @property
    def said(self) -> str:
        """Why something was refused."""
        banner = self.view.banners.banner("refusal")
        return banner.accessibleName() if banner else ""

    @property
    def inside(self) -> set[int]:
        """Who sits inside a fishbowl."""
        return set(self.controller.picture.view.stage.inside)


@contextmanager
def room(
    folder: Path, qtbot: QtBot, name: str, size: tuple[int, int] = (1440, 900), language: str = "en"
) -> Iterator[Room]:
    """A window in the middle of an item of `FORMATS_SHOWN`."""
    with closing(in_format(folder, language, name)) as controller:
        view = SessionView(controller, language, RoomDisplay(QSettings(), lambda: None), PhoneHost())
        qtbot.addWidget(view)
        view.resize(*size)
        view.show()
        view.activateWindow()
        for _ in range(3):
            QApplication.processEvents()
        yield Room(view, controller)
        view.close()


# -- a round ---------------------------------------------------------------------------------------------------------


def test_pass_for_now_is_one_key_and_the_next_one_is_up(qtbot: QtBot, tmp_path: Path) -> None:
    with room(tmp_path, qtbot, "round") as at:
        assert (at.speaks, at.next) == (7, 8)
        assert "6 · passed for now" in at.page.ring.seat_text(at.page.ring.place_of(6))
        at.press(Qt.Key.Key_Minus, after_s=0)
        assert (at.speaks, at.next) == (8, 9)
        assert at.page.ring.described().count("seats 6 and 7 later") == 1


@pytest.mark.parametrize("second_s", [0.1, 0.6, 2.9])
def test_pressed_twice_at_once_the_same_seat_passes(qtbot: QtBot, tmp_path: Path, second_s: float) -> None:
    with room(tmp_path, qtbot, "round") as at:
        at.press(Qt.Key.Key_Minus)
        at.press(Qt.Key.Key_Minus, after_s=second_s)
        assert at.speaks == 8
        assert at.controller.picture.view.stage.later == {at_seat(at.controller.state, 6).participant_id}
        at.press(Qt.Key.Key_Minus, after_s=3.1)
        assert at.speaks == 9


def test_passing_and_another_round_by_the_mouse_alone(qtbot: QtBot, tmp_path: Path) -> None:
    with room(tmp_path, qtbot, "round") as at:
        at.click("pass_for_now")
        assert at.speaks == 8
        at.click("another_round")
        assert at.next == 1
        assert not any(seat.is_heard for seat in at.page.ring.seats)


def test_the_ring_fills_for_this_round_only(qtbot: QtBot, tmp_path: Path) -> None:
    with room(tmp_path, qtbot, "round") as at:
        assert [seat.number for seat in at.page.ring.seats if seat.is_heard] == [1, 2, 3, 4, 5]
        assert at.page.ring.middle_texts()[2] == "17 to go, seat 6 later"
        assert at.page.queue.head.text() == "To go · 18"


def test_a_round_goes_on_from_a_seat_by_its_menu_or_by_its_number(qtbot: QtBot, tmp_path: Path) -> None:
    with room(tmp_path, qtbot, "round") as at:
        at.choose(12, "The round goes on from here")
        assert at.next == 12
        at.view.show_commands()
        palette = at.view.palette_panel
        palette.field.setText("go on with seat")
        palette.field.textEdited.emit(palette.field.text())
        QTest.keyClick(palette.field, Qt.Key.Key_Return)
        field = at.page.queue.one_seat.field
        assert field.hasFocus()
        field.setText("20")
        QTest.keyClick(field, Qt.Key.Key_Return)
        assert at.next == 20


def test_what_there_is_no_room_for_is_in_a_menu(qtbot: QtBot, tmp_path: Path) -> None:
    with room(tmp_path, qtbot, "round", (1024, 700)) as at:
        QTest.mouseClick(at.page.moves.others, Qt.MouseButton.LeftButton)
        menu = QApplication.activePopupWidget()
        assert isinstance(menu, QMenu)
        next(action for action in menu.actions() if action.text() == "The other way round").trigger()
        menu.close()
        assert at.next == 24


def test_a_round_that_no_longer_fits_proposes_shorter_turns(qtbot: QtBot, tmp_path: Path) -> None:
    with room(tmp_path, qtbot, "round-tight") as at:
        remedy = at.page.moves.remedy
        assert remedy.text().endswith("do not fit any more with a minute to close. Half a minute each")
        QTest.mouseClick(remedy, Qt.MouseButton.LeftButton)
        assert remedy.text() == ""
        at.press(Qt.Key.Key_1)
        assert at.page.clocks.title.text() == "This turn, left of 0:30"


def test_the_key_for_passing_says_elsewhere_why_not(qtbot: QtBot, tmp_path: Path) -> None:
    with room(tmp_path, qtbot, "free") as at:
        assert not at.page.moves.isVisible()
        at.press(Qt.Key.Key_Minus)
        assert at.said == "Passing is only possible in a round, and no round is on."


def test_a_speaker_has_parts_that_are_said_beside_the_ring(qtbot: QtBot, tmp_path: Path) -> None:
    with room(tmp_path, qtbot, "speaker") as at:
        assert at.page.clocks.part.text() == "Seat 5 opens · 16:40 · Then questions"
        before = at.page.ring.geometry()
        at.click("done")
        assert at.page.clocks.part.text() == "Questions to seat 5 · 10:00 · Then all talk"
        QApplication.processEvents()
        assert at.page.ring.geometry() == before
        at.click("next_part")
        assert at.page.clocks.part.text() == "All talk; seat 5 when asked"
        assert not at.page.moves.buttons["next_part"].isVisible()


# -- pairs, rest -----------------------------------------------------------------------------------------------------


def test_pairs_switch_and_come_back_together(qtbot: QtBot, tmp_path: Path) -> None:
    with room(tmp_path, qtbot, "pairs-over") as at:
        assert at.page.clocks.title.text() == "The first speaks: the 5:00 are over, time to switch"
        at.press(Qt.Key.Key_1)
        assert at.page.clocks.title.text() == "The other speaks, left of 5:00"
        assert not at.button("done").isEnabled()
        assert has_style(at.button("next_item"), ButtonKind.PRIMARY)
        before = at.controller.picture.view.stage.sets
        at.click("deal_others")
        assert at.controller.picture.view.stage.sets != before
        assert at.page.clocks.title.text() == "The first speaks, left of 5:00"
        at.press(Qt.Key.Key_5)
        assert at.said == "People talk among themselves: no turn is timed."
        item_id = at.controller.state.room.item_id
        at.press(Qt.Key.Key_9)
        assert at.controller.state.items[item_id].status is ItemStatus.DONE


@pytest.mark.parametrize("size", SIZES)
def test_a_freeze_takes_the_place_of_the_pairs(qtbot: QtBot, tmp_path: Path, size: tuple[int, int]) -> None:
    with room(tmp_path, qtbot, "pairs", size) as at:
        at.press(Qt.Key.Key_0)
        for _ in range(3):
            QApplication.processEvents()
        assert at.page.freezing.isVisible()
        assert not at.page.sets.isVisible()
        assert not at.page.moves.isVisible()
        assert not misfits(at.view)


def test_a_seat_that_is_clicked_among_pairs_takes_no_turn(qtbot: QtBot, tmp_path: Path) -> None:
    with room(tmp_path, qtbot, "pairs") as at:
        at.click_seat(5, at.page.sets)
        assert at.speaks == 0
        assert at.said == "Nobody takes a turn in “Pairs”."


def test_a_break_goes_on_with_the_first_key_and_lasts_five_minutes_more(qtbot: QtBot, tmp_path: Path) -> None:
    with room(tmp_path, qtbot, "break") as at:
        assert (at.page.clocks.title.text(), at.page.clocks.digits.text) == ("We go on at", "15:17")
        at.press(Qt.Key.Key_7)
        assert at.page.clocks.digits.text == "15:22"
        at.press(Qt.Key.Key_9)
        assert "goes on" in at.said
        item_id = at.controller.state.room.item_id
        at.click("done")
        assert at.controller.state.items[item_id].status is ItemStatus.DONE


def test_time_to_think_shows_nothing_but_the_time(qtbot: QtBot, tmp_path: Path) -> None:
    with room(tmp_path, qtbot, "silence") as at:
        assert (at.page.clocks.title.text(), at.page.clocks.digits.text) == ("Time to think, left of 5:00", "3:50")
        shown = [button.name for button in at.page.buttons.buttons if button.isVisible()]
        assert shown == ["item", "extend_item", "mark", "next_item", "freeze"]


# -- a fishbowl ------------------------------------------------------------------------------------------------------


def test_who_waits_takes_the_chair_and_somebody_leaves(qtbot: QtBot, tmp_path: Path) -> None:
    with room(tmp_path, qtbot, "fishbowl") as at:
        assert at.inside == {1, 2, 3, 4}
        assert at.button("done").text() == "Seat 9 takes the chair"
        at.press(Qt.Key.Key_1)
        assert at.inside == {1, 2, 3, 4, 9}
        assert at.speaks == 3
        at.press(Qt.Key.Key_3)
        at.page.queue.one_seat.field.setText("3")
        QTest.keyClick(at.page.queue.one_seat.field, Qt.Key.Key_Return)
        assert at.inside == {1, 2, 4, 9}
        assert at.speaks == 0


def test_a_fishbowl_by_the_mouse_alone(qtbot: QtBot, tmp_path: Path) -> None:
    with room(tmp_path, qtbot, "fishbowl") as at:
        at.click_seat(20)
        assert is_chosen(at.controller.state, at_seat(at.controller.state, 20).participant_id)
        at.click_seat(1)
        assert at.speaks == 1
        at.click("someone_else")
        at.click_seat(2)
        assert at.inside == {1, 3, 4}
        at.click("done")
        assert at.inside == {1, 3, 4, 9}
        at.choose(3, "Leaves the inner circle")
        assert at.inside == {1, 4, 9}
        before = at.inside
        at.click("swap_all")
        assert not at.inside & before


def test_a_voice_without_a_seat_has_keys_and_a_button_in_a_fishbowl(qtbot: QtBot, tmp_path: Path) -> None:
    with room(tmp_path, qtbot, "fishbowl") as at:
        assert at.speaks == 3
        at.press(Qt.Key.Key_R)
        QTest.keyClick(at.view.windowHandle(), Qt.Key.Key_5)
        assert (at.speaks, at.page.queue.entry.isVisible()) == (0, False)
        at.press(Qt.Key.Key_3)
        assert at.speaks == 3
        at.click("without_seat")
        assert at.speaks == 0


@pytest.mark.parametrize("language", ["en", "uk", "ru"])
def test_the_question_who_leaves_can_be_seen_whole(qtbot: QtBot, tmp_path: Path, language: str) -> None:
    with room(tmp_path, qtbot, "fishbowl", (960, 600), language) as at:
        at.click("someone_else")
        for _ in range(3):
            QApplication.processEvents()
        assert at.page.queue.one_seat.isVisible()
        assert not misfits(at.view)


def test_the_menu_of_a_seat_outside_has_nothing_about_the_inner_circle(qtbot: QtBot, tmp_path: Path) -> None:
    with room(tmp_path, qtbot, "fishbowl") as at:
        assert "Leaves the inner circle" in at.menu(3)
        assert "Leaves the inner circle" not in at.menu(20)


# -- everywhere ------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("language", ["en", "uk"])
@pytest.mark.parametrize("name", FORMATS_SHOWN)
def test_all_of_it_can_be_seen_whole(qtbot: QtBot, tmp_path: Path, name: str, language: str) -> None:
    found = []
    with room(tmp_path, qtbot, name, language=language) as at:
        for size in SIZES:
            at.view.resize(*size)
            for _ in range(3):
                QApplication.processEvents()
            found += [f"{size}: {problem}" for problem in misfits(at.view)]
    assert not found, "\n".join(found)


@pytest.mark.parametrize("size", SIZES)
def test_no_button_moves_while_a_format_is_on(qtbot: QtBot, tmp_path: Path, size: tuple[int, int]) -> None:
    with room(tmp_path, qtbot, "round", size) as at:
        buttons = (*at.page.buttons.buttons, at.page.moves.passes, at.page.ring, at.page.line)
        before = [one.geometry() for one in buttons]
        for act in (passes_for_now, done(3, each_s=70), passes_for_now, done(2, each_s=200), done(30, each_s=5)):
            act(at.controller)
            QApplication.processEvents()
            assert [one.geometry() for one in buttons] == before


@pytest.mark.parametrize("language", ["en", "uk"])
@pytest.mark.parametrize("size", SIZES)
def test_no_button_moves_as_people_come_and_go(
    qtbot: QtBot, tmp_path: Path, size: tuple[int, int], language: str
) -> None:
    with room(tmp_path, qtbot, "fishbowl", size, language) as at:
        buttons = (*at.page.buttons.buttons, at.page.ring, at.page.line)
        before = [one.geometry() for one in buttons]
        for act in ("done", "done", "quiet_minute", "done"):
            at.click(act)
            QApplication.processEvents()
            assert [one.geometry() for one in buttons] == before
        for seat in (11, 24, 5):
            at.click_seat(seat)
            at.choose_leaving()
            QApplication.processEvents()
            assert [one.geometry() for one in buttons] == before


def test_an_empty_chair_is_faint_and_said(qtbot: QtBot, tmp_path: Path) -> None:
    with room(tmp_path, qtbot, "round") as at:
        at.choose(9, "Leaves for a while")
        assert at.page.ring.seat_text(8) == "Seat 9 · empty chair"
        assert at.next == 8
        at.press(Qt.Key.Key_1)
        assert (at.speaks, at.next) == (8, 10)
        at.choose(9, "Is here now")
        assert at.next == 9
        at.choose(9, "Through an interpreter: double time")
        at.press(Qt.Key.Key_1)
        assert at.page.clocks.title.text() == "This turn, left of 2:00"
        assert "Without an interpreter" in at.menu(9)

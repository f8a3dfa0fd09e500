"""The room display: a real process, covered at first, fed what everyone may see, brought back when it is killed."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import msgspec
import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLineEdit, QPushButton
from pytestqt.qtbot import QtBot

from facilitator_console.log import Duration, Instant
from facilitator_console.session.agenda import next_item
from facilitator_console.session.clock import boot_ms
from facilitator_console.session.display import on_display
from facilitator_console.session.floor import start_turn
from facilitator_console.session.people import at_seat
from facilitator_console.session.timers import Clock
from facilitator_console.ui.parts.menus import Menu
from facilitator_console.ui.room_display import room_display
from facilitator_console.ui.room_display.display_window import DisplayWindow
from facilitator_console.ui.room_display.frame import COVERED, Field, Frame, Look
from facilitator_console.ui.room_display.room_display import DisplayState, RoomDisplay
from tests.ui.running import Running

STARTS_WITHIN_MS = 20_000
"""On a machine under load."""


@pytest.fixture
def opened(program: Running, qtbot: QtBot) -> Running:
    """A program with a session, an item that is on, and the display open."""
    program.create_session("community_dialogue", "Autumn circle", 8)
    assert program.controller is not None
    program.controller.do(next_item)
    program.room_display.open()
    qtbot.waitUntil(lambda: bool(pid(program.room_display)), timeout=STARTS_WITHIN_MS)
    return program


def pid(display: RoomDisplay) -> int:
    """The number of its process; 0 while none runs."""
    return display.process_id


def children() -> list[int]:
    """The processes that this one has started and that run, on Linux."""
    running = []
    for task in Path("/proc/self/task").iterdir():
        for one in (task / "children").read_text().split():
            status = Path(f"/proc/{one}/status").read_text()
            running += [] if "State:\tZ" in status else [int(one)]
    return running


def offered(program: Running) -> dict[str, Callable[[], None]]:
    """What the pill's menu offers."""
    QTest.mouseClick(program.session.top.display, Qt.MouseButton.LeftButton, pos=QPoint(8, 8))
    menu = program.session.top.display.findChildren(Menu)[-1]
    found = {action.text(): action.trigger for action in menu.actions() if action.isEnabled()}
    menu.close()
    return found


# -- its life --------------------------------------------------------------------------------------------------


def test_it_begins_covered_and_shows_only_what_everyone_may_see(opened: Running) -> None:
    display = opened.room_display
    assert (display.state, display.frame().kind) == (DisplayState.COVERED, COVERED)
    assert display.frame().heading == ""
    offered(opened)["Show it to the room"]()
    assert opened.controller is not None
    state = opened.controller.state
    opened.controller.do(start_turn, at_seat(state, 3).participant_id)
    opened.clock.advance(1500)
    display.refresh()
    frame = display.frame()
    assert frame.fields == (Field("Speaking", "3"),)
    item = state.items[state.room.item_id]
    assert frame.heading == (item.question or item.title)
    offered(opened)["Cover the room display"]()
    assert display.frame().heading == ""


def test_opened_in_the_middle_of_an_item_it_shows_what_goes_on_now(program: Running) -> None:
    program.create_session("community_dialogue", "Autumn circle", 8)
    assert program.controller is not None
    program.controller.do(next_item)
    program.controller.do(start_turn, at_seat(program.controller.state, 2).participant_id)
    program.clock.advance(2000)
    program.room_display.open()
    program.room_display.set_covered(on=False)
    assert program.room_display.frame().fields == (Field("Speaking", "2"),)


def test_killed_it_comes_back_with_the_same_picture(opened: Running, qtbot: QtBot) -> None:
    display = opened.room_display
    display.set_covered(on=False)
    before = pid(display)
    os.kill(before, signal.SIGKILL)
    qtbot.waitUntil(lambda: pid(display) not in {0, before}, timeout=STARTS_WITHIN_MS)
    assert display.state is DisplayState.SHOWN


def test_closed_its_process_is_gone(opened: Running) -> None:
    number = pid(opened.room_display)
    offered(opened)["Close the room display"]()
    assert opened.room_display.state is DisplayState.OFF
    with pytest.raises(ProcessLookupError):
        os.kill(number, 0)


def test_what_ends_by_itself_again_and_again_is_given_up_in_words(
    program: Running, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(room_display, "ARGUMENTS", ["-c", "raise SystemExit(1)"])
    program.create_session("community_dialogue", "Autumn circle", 8)
    program.room_display.open()
    qtbot.waitUntil(lambda: program.room_display.state is DisplayState.FAILED, timeout=STARTS_WITHIN_MS)
    banner = program.session.banners.banner("display")
    assert banner is not None
    assert "several times" in banner.accessibleName()
    assert "failed" in program.session.top.display.accessibleName()
    assert {*offered(program)} >= {"Open the room display", "Close the room display"}  # As the banner says.


def test_leaving_the_session_covers_it(opened: Running) -> None:
    opened.room_display.set_covered(on=False)
    opened.show_start()
    assert (opened.room_display.is_covered, opened.room_display.frame().kind) == (True, COVERED)


def test_another_language_of_the_screen_leaves_it_open_as_it_is(opened: Running) -> None:
    opened.room_display.set_covered(on=False)
    before = pid(opened.room_display)
    opened.choose_language("uk")
    assert (opened.room_display.state, pid(opened.room_display)) == (DisplayState.SHOWN, before)


# -- one screen -------------------------------------------------------------------------------


def test_with_one_screen_it_asks_first(program: Running) -> None:
    program.create_session("community_dialogue", "Autumn circle", 8)
    offered(program)["Open the room display"]()
    assert not program.room_display.is_on
    banner = program.session.banners.banner("display_open")
    assert banner is not None
    button = next(one for one in banner.findChildren(QPushButton) if one.text() == "Open it in a window")
    QTest.mouseClick(button, Qt.MouseButton.LeftButton)
    assert program.room_display.state is DisplayState.COVERED


def test_a_screen_that_is_not_there_shows_nothing_anywhere(qtbot: QtBot) -> None:
    window = DisplayWindow()
    qtbot.addWidget(window)
    with qtbot.waitSignal(window.screen_gone, timeout=1000):
        window.show_frame(Frame("talk", "Question", screen="HDMI-9"))
    assert not window.isVisible()


def test_told_to_end_by_the_desktop_its_process_ends_and_does_not_hang() -> None:
    ends = (
        "from PySide6.QtCore import QTimer; from facilitator_console.app import display; theme = display.Theme;"
        "display.Theme = lambda application: (QTimer.singleShot(0, application.quit), theme(application));"
        "display.main()"
    )
    pipe = subprocess.PIPE
    with subprocess.Popen([sys.executable, "-c", ends], stdin=pipe, stderr=pipe, text=True) as process:
        try:
            assert process.wait(STARTS_WITHIN_MS / 1000) == 0
        finally:
            process.kill()


# -- its clock, its picture ------------------------------------------------------------------------------------


def test_its_clock_goes_on_by_itself(qtbot: QtBot) -> None:
    window = DisplayWindow()
    qtbot.addWidget(window)
    began_ms = boot_ms() - 30_000  # Nothing was heard from the console for half a minute.
    clock = Clock(Duration(120_000), Duration(0), Instant(1000), runs=True, nearly_over_ms=Duration(0))
    window.show_frame(Frame("talk", "Question", clock=clock, now_ms=1000, boot_ms=began_ms))
    timer = window.timer_now()
    assert timer is not None
    assert 30_000 <= timer.used_ms < 60_000


def test_over_eight_hours_it_shows_what_the_console_shows(qtbot: QtBot) -> None:
    """One frame, then silence: a console that stands still, or has nothing new to say."""
    boot = [5_000_000]
    window = DisplayWindow(clock=lambda: boot[0])
    qtbot.addWidget(window)
    clock = Clock(Duration(9 * 3_600_000), Duration(0), Instant(1000), runs=True, nearly_over_ms=Duration(0))
    window.show_frame(Frame("talk", "Question", clock=clock, now_ms=1000, boot_ms=boot[0]))
    for hour in range(1, 9):
        boot[0] += 3_600_000
        timer = window.timer_now()
        assert timer is not None
        assert timer.used_ms == hour * 3_600_000


@pytest.mark.parametrize("dark", [True, False])
@pytest.mark.parametrize("kind", ["talk", "sets", "rest", "pause", "text", "nothing"])
def test_every_kind_is_painted_and_what_is_covered_is_blank(qtbot: QtBot, kind: str, *, dark: bool) -> None:
    window = DisplayWindow()
    qtbot.addWidget(window)
    look = Look(dark=dark)
    window.show_frame(Frame(COVERED, "Question", look=look))
    blank = window.grab().toImage()
    assert {blank.pixel(x, y) for x in range(0, 900, 60) for y in range(0, 500, 25)} == {blank.pixel(1, 1)}
    heading = "Питання 😀 про й та ї, дуже довге, " * 12
    window.show_frame(
        Frame(kind, heading, "тихо", "15:35", (Field("Speaking", "4"),), ("1 2", "3 4"), ("מים",), look=look)
    )
    assert window.grab().toImage() != blank


@pytest.mark.parametrize("dark", [True, False])
def test_who_speaks_stands_above_the_bar_however_long_the_question_is(qtbot: QtBot, *, dark: bool) -> None:
    window = DisplayWindow(clock=lambda: 0)
    qtbot.addWidget(window)
    window.resize(1280, 720)
    clock = Clock(Duration(120_000), Duration(20_000), Instant(0), runs=False, nearly_over_ms=Duration(0))
    lower, upper = [], []
    for question in ("What now?", "What would you miss most if the bus and the school were gone? " * 4):
        frame = Frame("talk", question, fields=(Field("Speaking", "4"),), clock=clock, look=Look(1.3, dark=dark))
        window.frame = frame
        picture = window.grab().toImage()
        lower.append(picture.copy(0, 440, 1280, 280))
        upper.append(picture.copy(0, 0, 1280, 280))
    assert lower[0] == lower[1]
    assert lower[0] != upper[-1]


@pytest.mark.parametrize("scale", [1.0, 1.6])
@pytest.mark.parametrize("many", [1, 3, 20])
def test_a_list_is_whole_however_long_it_is(qtbot: QtBot, scale: float, many: int) -> None:
    window = DisplayWindow()
    qtbot.addWidget(window)
    window.resize(1280, 720)
    pictures = []
    for last in ("1", "2"):
        lines = [*["Дорогу чистять до першого автобуса. " * 4] * (many - 1), "щоранку " * 17 + last]
        answers = ("more than half agree · almost all disagree",) * many
        window.frame = Frame("text", "Where answers differ", lines=tuple(lines), answers=answers, look=Look(scale))
        pictures.append(window.grab().toImage())
    edge = 20
    assert pictures[0].copy(0, 0, 1280, 700) != pictures[1].copy(0, 0, 1280, 700), "the last words are seen"
    ground = pictures[0].copy(0, 0, 1280, edge)
    assert pictures[0].copy(0, 720 - edge, 1280, edge) == ground, "nothing runs off the screen"


def test_it_never_takes_the_keys_from_who_types(qtbot: QtBot) -> None:
    window = DisplayWindow()
    qtbot.addWidget(window)
    assert window.windowFlags() & Qt.WindowType.WindowDoesNotAcceptFocus


# -- a message, by keys ----------------------------------------------------------------------------------------


def test_a_message_is_typed_shown_and_taken_off(opened: Running) -> None:
    opened.room_display.set_covered(on=False)
    offered(opened)["A message on the room display…"]()
    field = opened.session.banners.findChild(QLineEdit)
    assert field is not None
    field.setText("Обід о 13:00")  # Qt's own typing knows Latin letters only.
    QTest.keyClick(field, Qt.Key.Key_Return)
    QApplication.processEvents()
    assert opened.room_display.frame().heading == "Обід о 13:00"
    assert opened.session.banners.banner("display_message") is None
    offered(opened)["Take the message off the room display"]()
    assert opened.controller is not None
    assert on_display(opened.controller.state) is None


def test_the_list_of_commands_opens_it(program: Running) -> None:
    program.create_session("community_dialogue", "Autumn circle", 8)
    program.press(Qt.Key.Key_K, Qt.KeyboardModifier.ControlModifier)
    program.type("open the room display")
    program.press(Qt.Key.Key_Return)
    assert program.session.banners.banner("display_open") is not None


def test_a_frame_says_where_it_stands_and_how_it_looks(opened: Running) -> None:
    look = Look(1.3, dark=False, digits=True)
    opened.room_display.set_look(look)
    frame = msgspec.json.decode(msgspec.json.encode(opened.room_display.frame()), type=Frame)
    assert (frame.look, frame.kind) == (look, COVERED)


def test_a_process_that_stands_by_takes_over_at_once(opened: Running, qtbot: QtBot) -> None:
    display = opened.room_display
    display.set_covered(on=False)
    qtbot.waitUntil(lambda: display.stands_by, timeout=STARTS_WITHIN_MS)
    shown, spare = display.process_id, next(one for one in children() if one != display.process_id)
    os.kill(shown, signal.SIGKILL)
    qtbot.waitUntil(lambda: display.process_id not in {0, shown}, timeout=STARTS_WITHIN_MS)
    assert display.process_id == spare
    assert display.state is DisplayState.SHOWN
    qtbot.waitUntil(lambda: display.stands_by, timeout=STARTS_WITHIN_MS)


def test_the_one_that_stands_by_may_go_and_ends_with_the_display(opened: Running, qtbot: QtBot) -> None:
    display = opened.room_display
    qtbot.waitUntil(lambda: display.stands_by, timeout=STARTS_WITHIN_MS)
    spare = next(one for one in children() if one != display.process_id)
    os.kill(spare, signal.SIGKILL)
    qtbot.waitUntil(lambda: not display.stands_by, timeout=STARTS_WITHIN_MS)
    assert display.state is DisplayState.COVERED
    os.kill(display.process_id, signal.SIGKILL)
    qtbot.waitUntil(lambda: display.stands_by, timeout=STARTS_WITHIN_MS)
    display.close()
    assert not children()

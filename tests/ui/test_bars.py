"""Quiet bars: what they say, how they end; the bar about a time in which nothing ran."""

from __future__ import annotations

from pathlib import Path

import pytest
from PySide6.QtCore import QCoreApplication, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLabel, QPushButton, QSpinBox, QWidget
from pytestqt.qtbot import QtBot

from facilitator_console.session import agenda
from facilitator_console.session.leading import exclude_gap
from facilitator_console.session.timers import item_timer
from facilitator_console.ui.look.styles import BannerKind
from facilitator_console.ui.parts.banners import Banner, BannerAction, Banners, Notice
from tests.ui.running import BEGAN_AT_MS, Running, running

MINUTE_MS = 60_000


def button(bar: QWidget, text: str) -> QPushButton:
    (found,) = [one for one in bar.findChildren(QPushButton) if one.text() == text]
    return found


@pytest.fixture
def bars(qtbot: QtBot) -> Banners:
    made = Banners()
    qtbot.addWidget(made)
    made.show()
    return made


def test_a_bar_that_only_tells_goes_by_itself(bars: Banners) -> None:
    bar = Banner("It is so.")
    bars.show_banner("message", bar)
    assert bar.timer.isActive()
    assert bar.timer.interval() == 8000
    bar.timer.timeout.emit()
    assert bars.banner("message") is None


def test_a_bar_that_asks_stays_until_it_is_answered(bars: Banners) -> None:
    said: list[str] = []
    bar = Banner(
        "Which?",
        "Nothing is lost.",
        [BannerAction("This", lambda: said.append("this")), BannerAction("That", lambda: None)],
    )
    bars.show_banner("asked", bar)
    assert not bar.timer.isActive()
    button(bar, "This").click()
    assert said == ["this"]
    assert bars.banner("asked") is None


def test_one_bar_of_a_name_is_shown(bars: Banners) -> None:
    bars.show_banner("message", Banner("First."))
    bars.show_banner("message", Banner("Second."))
    QCoreApplication.sendPostedEvents(None, 52)  # DeferredDelete
    shown = [label.text() for label in bars.findChildren(QLabel)]
    assert shown == ["Second."]


def test_escape_dismisses_what_may_be_dismissed(bars: Banners) -> None:
    bars.show_banner("message", told := Banner("It is so."))
    QTest.keyClick(told, Qt.Key.Key_Escape)
    assert bars.banner("message") is None
    bars.show_banner("asked", asked := Banner("Which?", actions=[BannerAction("This", lambda: None)]))
    QTest.keyClick(asked, Qt.Key.Key_Escape)
    assert bars.banner("asked") is asked


def test_text_from_outside_is_plain(bars: Banners) -> None:
    bars.show_banner("message", Banner("<b>path</b>"))
    assert all(label.textFormat() == Qt.TextFormat.PlainText for label in bars.findChildren(QLabel))


# -- gaps ----------------------------------------------------------------------------------------------------


@pytest.fixture
def slept(program: Running) -> Running:
    """An item of ten minutes runs, and the laptop sleeps through 30 minutes."""
    program.create_session("community_dialogue", "Autumn circle", 4)
    assert program.controller is not None
    program.controller.do(agenda.next_item)
    program.clock.advance(30 * MINUTE_MS)
    program.controller.timer.timeout.emit()
    return program


def gap(program: Running) -> Notice:
    assert program.controller is not None
    (gap_id,) = program.controller.state.gaps
    bar = program.session.banners.banner(gap_id)
    assert bar is not None
    return bar


def used_ms(program: Running) -> int:
    assert program.controller is not None
    timer = item_timer(program.controller.state, program.controller.now_ms())
    assert timer is not None
    return timer.used_ms


def test_a_sleep_while_clocks_ran_is_asked_about(slept: Running) -> None:
    assert "from 14:01 to 14:31, 30 minutes" in gap(slept).accessibleName()
    button(gap(slept), "Count it").click()
    assert used_ms(slept) == 30 * MINUTE_MS
    slept.choose_language("uk")
    assert slept.controller is not None
    assert not any(slept.session.banners.banner(gap_id) for gap_id in slept.controller.state.gaps)


def test_a_gap_that_nobody_has_decided_about_is_asked_about_again(slept: Running) -> None:
    """Whoever left without an answer, by "All sessions" or by a power cut, is asked at the next opening."""
    assert slept.controller is not None
    session = slept.controller.session
    slept.show_start()
    slept.open_session(session)
    assert "from 14:01 to 14:31, 30 minutes" in gap(slept).accessibleName()
    button(gap(slept), "Count it").click()
    counted = slept.controller.undoable_in_room()
    assert counted is not None
    assert slept.controller.text(slept.controller.name(counted)) == "time without the program counted"
    slept.show_start()
    slept.open_session(session)
    assert not any(slept.session.banners.banner(gap_id) for gap_id in slept.controller.state.gaps)
    assert used_ms(slept) == 30 * MINUTE_MS


def test_it_is_left_out(slept: Running) -> None:
    button(gap(slept), "Leave it out").click()
    assert used_ms(slept) == 0


def test_a_part_is_left_out(slept: Running) -> None:
    bar = gap(slept)
    bar.findChildren(QSpinBox)[0].setValue(12)
    button(bar, "Leave out only").click()
    assert used_ms(slept) == 18 * MINUTE_MS


def test_a_key_pressed_before_the_first_tick_notes_it_too(program: Running) -> None:
    program.create_session("community_dialogue", "Autumn circle", 4)
    assert program.controller is not None
    program.controller.do(agenda.next_item)
    program.clock.advance(30 * MINUTE_MS)
    program.controller.do(agenda.pause_item, program.controller.state.room.item_id)
    assert len(program.controller.state.gaps) == 1


def test_a_long_quiet_time_without_clocks_is_none(program: Running) -> None:
    program.create_session("community_dialogue", "Autumn circle", 4)
    assert program.controller is not None
    program.clock.advance(30 * MINUTE_MS)
    program.controller.do(agenda.next_item)
    program.clock.advance(MINUTE_MS)
    program.controller.timer.timeout.emit()
    assert not program.controller.state.gaps


def awake(program: Running, seconds: int) -> None:
    """Let time pass while nothing is pressed, as the window's timer tells it."""
    assert program.controller is not None
    for _ in range(seconds // 10):
        program.clock.advance(10_000)
        program.controller.timer.timeout.emit()


@pytest.mark.parametrize(("away_ms", "found"), [(1000, []), (2 * MINUTE_MS, []), (10 * MINUTE_MS, [10 * MINUTE_MS])])
def test_a_gap_counts_from_when_the_program_was_closed(
    qtbot: QtBot, tmp_path: Path, away_ms: int, found: list[int]
) -> None:
    """Nothing was pressed for 209 s before, and the last of them were seen by the closing alone."""
    with running(tmp_path) as first:
        first.create_session("community_dialogue", "Autumn circle", 4)
        assert first.controller is not None
        first.controller.do(agenda.next_item)
        awake(first, 200)
        first.clock.advance(9_000)
    with running(tmp_path, at_ms=BEGAN_AT_MS + 209_000 + away_ms) as again:
        qtbot.waitActive(again.window)
        again.press(Qt.Key.Key_Return)
        assert again.controller is not None
        assert [gap.to_ms - gap.from_ms for gap in again.controller.state.gaps.values()] == found
        assert used_ms(again) == 209_000 + away_ms
        for left_out in again.controller.state.gaps:
            again.controller.do(exclude_gap, left_out)
            assert used_ms(again) == 209_000


def test_a_sign_of_life_is_given_while_clocks_run_and_only_then(program: Running, tmp_path: Path) -> None:
    """Every 10 s; closing with clocks that stand leaves nothing."""
    file = tmp_path / "dialogue.sqlite.alive"
    program.create_session("community_dialogue", "Autumn circle", 4)
    assert program.controller is not None
    awake(program, 20)
    assert not file.exists()
    program.controller.do(agenda.next_item)
    signs = set()
    for _ in range(3):
        awake(program, 10)
        signs.add(file.read_text(encoding="ascii"))
    assert len(signs) == 3
    program.controller.do(agenda.pause_item, program.controller.state.room.item_id)
    assert not file.exists()
    program.saved()
    program.leave_store()
    assert not file.exists()


def test_a_sleep_is_asked_about_while_the_laptop_that_leads_takes_notes(program: Running) -> None:
    program.create_session("community_dialogue", "Autumn circle", 4)
    assert program.controller is not None
    program.controller.do(agenda.next_item)
    program.controller.take_notes(on=True)
    program.clock.advance(30 * MINUTE_MS)
    program.controller.timer.timeout.emit()
    assert "30 minutes" in gap(program).accessibleName()
    button(gap(program), "Leave it out").click()
    assert used_ms(program) == 0


@pytest.mark.parametrize("page", ["prepare", "report"])
def test_a_sleep_is_asked_about_on_every_page(program: Running, page: str) -> None:
    program.create_session("community_dialogue", "Autumn circle", 4)
    assert program.controller is not None
    program.controller.do(agenda.next_item)
    program.session.show_page(page)
    QCoreApplication.processEvents()
    program.clock.advance(30 * MINUTE_MS)
    program.controller.timer.timeout.emit()
    assert gap(program).isVisible()


def test_a_restart_in_the_middle_is_asked_about_and_the_clock_is_right(qtbot: QtBot, tmp_path: Path) -> None:
    with running(tmp_path) as first:
        first.create_session("community_dialogue", "Autumn circle", 4)
        assert first.controller is not None
        first.controller.do(agenda.next_item)
        session = first.controller.session
    with running(tmp_path, at_ms=BEGAN_AT_MS + 7 * MINUTE_MS) as again:
        qtbot.waitActive(again.window)
        assert again.start.go_on is not None
        assert again.start.go_on.text() == "Go on with “Autumn circle”"
        again.press(Qt.Key.Key_Return)
        assert again.controller is not None
        assert again.controller.session == session
        assert used_ms(again) == 7 * MINUTE_MS
        button(gap(again), "Leave it out").click()
        assert used_ms(again) == 0


@pytest.mark.parametrize("by_keys", [False, True])
def test_after_an_answer_what_is_typed_arrives_in_the_note_line(program: Running, *, by_keys: bool) -> None:
    program.create_session("circle", "Autumn circle", 8)
    QCoreApplication.processEvents()
    line = program.focus()
    later = shown_later(program)
    program.type("be")
    if by_keys:
        later.setFocus(Qt.FocusReason.TabFocusReason)
        program.press(Qt.Key.Key_Space)
    else:
        QTest.mouseClick(later, Qt.MouseButton.LeftButton)
    assert program.session.banners.banner("asked") is None
    program.type("fore")
    assert program.focus() is line
    assert program.session.controller.state.notes == {}
    program.press(Qt.Key.Key_Return)
    assert [note.text for note in program.session.controller.state.notes.values()] == ["before"]


def shown_later(program: Running) -> QPushButton:
    bar = Banner(
        "The file is gone.", "", [BannerAction("Try again", lambda: None)], kind=BannerKind.WRONG, dismiss="Later"
    )
    program.session.banners.show_banner("asked", bar)
    QCoreApplication.processEvents()
    return button(bar, "Later")

"""Times of day on screen are those of the wall clock, also where the session's time line is ahead of it."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import closing
from datetime import datetime
from pathlib import Path

import pytest
from PySide6.QtCore import QCoreApplication, QSettings, Qt
from PySide6.QtWidgets import QLabel, QWidget
from pytestqt.qtbot import QtBot

from facilitator_console.app import Program
from facilitator_console.laptop import Laptop
from facilitator_console.log import Duration, Instant, LaptopId
from facilitator_console.session import agenda
from facilitator_console.session.clock import read_clocks
from facilitator_console.ui.models.agenda import TIME
from facilitator_console.ui.models.marks import MarksModel
from facilitator_console.ui.models.notes import NotesModel
from facilitator_console.ui.perspectives.run_lead import LeadPage
from facilitator_console.ui.times import time_of_day
from tests.ui.running import CTRL, Running, running
from tests.ui.sample import SampleDesk, sample_desk

HOUR_MS = 3_600_000
MINUTE_MS = 60_000
YEARS_MS = 4 * 365 * 24 * HOUR_MS
AT_0145 = int(datetime(2025, 11, 9, 1, 45).timestamp()) * 1000  # noqa: DTZ001 - as the machine shows it
K = Qt.Key


def said(widget: QWidget) -> str:
    return " ".join(f"{label.text()} {label.accessibleName()}" for label in widget.findChildren(QLabel))


@pytest.fixture
def ahead(qtbot: QtBot, tmp_path: Path) -> Iterator[Running]:  # noqa: ARG001 - Qt goes first
    """A session that was made at 01:45, two hours ahead; then the clock was put right."""
    with running(tmp_path, at_ms=AT_0145) as program:
        program.create_session("community_dialogue", "Autumn circle", 4)
        program.clock.wall_offset_ms = -2 * HOUR_MS
        yield program


def test_a_session_made_two_hours_ahead_shows_the_wall_clock(ahead: Running) -> None:
    desk = ahead.desk
    assert desk is not None
    ahead.clock.advance(2 * MINUTE_MS)
    assert desk.time_of_day(desk.now_ms()) == "23:47"
    ahead.press(K.Key_6, CTRL)
    ahead.press(K.Key_8, CTRL)
    ahead.type("a note")
    ahead.press(K.Key_Return)
    ahead.clock.advance(4 * MINUTE_MS)
    desk.ticked.emit()
    page = ahead.session.findChild(LeadPage)
    assert page is not None
    planned_ms = sum(item.planned_ms for item in desk.state.items.values())
    ends = time_of_day(Instant(AT_0145 + 2 * MINUTE_MS - 2 * HOUR_MS + planned_ms))
    assert (page.agenda._promised.text(), page.agenda.as_it_goes) == (ends, ends)
    assert page.agenda.proposal == ""
    notes, marks = NotesModel(desk), MarksModel(desk)
    assert str(notes.index(0).data(Qt.ItemDataRole.AccessibleTextRole)).startswith("23:47, ")
    assert str(marks.index(0).data(Qt.ItemDataRole.AccessibleTextRole)).startswith("23:47, ")
    desk.do(agenda.close_session)
    QCoreApplication.processEvents()
    assert "It ended at 23:51." in said(ahead.session)


def test_what_stood_still_is_told_by_the_wall_clock(ahead: Running) -> None:
    assert ahead.desk is not None
    ahead.desk.do(agenda.next_item)
    ahead.clock.advance(30 * MINUTE_MS)
    ahead.desk._timer.timeout.emit()
    (gap_id,) = ahead.desk.state.gaps
    bar = ahead.session.bars.bar(gap_id)
    assert bar is not None
    assert "from 23:45 to 00:15, 30 minutes" in bar.accessibleName()


@pytest.fixture
def desk(qtbot: QtBot, tmp_path: Path) -> Iterator[SampleDesk]:  # noqa: ARG001 - Qt goes first
    with closing(sample_desk(tmp_path)) as desk:
        yield desk


@pytest.fixture
def page(desk: SampleDesk, qtbot: QtBot) -> LeadPage:
    page = LeadPage(desk)
    page.resize(1440, 818)
    qtbot.addWidget(page)
    page.show()
    return page


def test_neither_a_new_plan_nor_another_wall_clock_moves_the_promise(page: LeadPage, desk: SampleDesk) -> None:
    last = agenda.items_in_order(desk.state)[-1]
    desk.do(agenda.edit_item, last.item_id, planned_ms=Duration(last.planned_ms + 20 * MINUTE_MS))
    assert (page.agenda._promised.text(), page.agenda.as_it_goes) == ("17:00", "17:24")
    desk.clock.wall_offset_ms = 10 * MINUTE_MS
    page._slow.timeout.emit()
    assert (page.agenda._promised.text(), page.agenda.as_it_goes) == ("17:00", "17:34")
    assert page.agenda.model.index(4).data(TIME) == "15:30"


def test_the_cover_shows_the_wall_clock_and_turns_with_its_minute(ahead: Running) -> None:
    ahead.press(K.Key_L, CTRL)
    cover = ahead.session.cover
    image = cover.grab().toImage()
    ahead.clock.wall_offset_ms -= 30_000
    assert cover.grab().toImage() != image  # 23:44:30
    cover._on_timer_timeout()
    assert cover._timer.interval() == 30_000


# -- by the machine's own clocks ----------------------------------------------------------------------------


def test_after_a_year_of_2030_and_a_new_start_it_is_today_and_that_is_said_once(qtbot: QtBot, tmp_path: Path) -> None:  # noqa: ARG001 - Qt goes first
    with running(tmp_path, at_ms=read_clocks().wall_ms + YEARS_MS) as before:
        before.create_session("community_dialogue", "Autumn circle", 4)
        assert before.desk is not None
        session = before.desk.session
        before.saved()
    settings = QSettings(str(tmp_path / "window.ini"), QSettings.Format.IniFormat)
    program = Program(settings, "en", Laptop(LaptopId("ours"), boot_id="another start"))
    program.open_store(tmp_path / "dialogue.sqlite")
    try:
        program.open_session(session)
        assert program.desk is not None
        assert program.view is not None
        told = program.view.bars.bar("told")
        assert told is not None
        assert told.accessibleName() == "The clock of this laptop has been put back."
        program.desk.do(agenda.next_item)
        (began_ms,) = (item.started_at_ms for item in program.desk.state.items.values() if item.started_at_ms)
        for at_ms in (program.desk.now_ms(), began_ms):
            assert abs(program.desk.wall_ms(at_ms) - read_clocks().wall_ms) < MINUTE_MS
        program.choose_language("uk")
        assert program.view.bars.bar("told") is None
    finally:
        program.window.close()
        program.leave_store()
        program.window.deleteLater()
        program.deleteLater()

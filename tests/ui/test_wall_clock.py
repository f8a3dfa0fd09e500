"""Times of day on screen are those of the wall clock, also where the session's time line is ahead of it."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from pathlib import Path

import pytest
from PySide6.QtCore import QCoreApplication, QSettings, Qt
from PySide6.QtWidgets import QApplication, QLabel, QWidget
from pytestqt.qtbot import QtBot

from facilitator_console.app.program import Program
from facilitator_console.console import new_session, open_session
from facilitator_console.dialogue.capture import capture, mark_moment
from facilitator_console.dialogue.naming import note_of_command
from facilitator_console.dialogue.typed_words import typed_texts
from facilitator_console.log import THE_SESSION, ClockCompared, Duration, Instant, LaptopId, NewEvent
from facilitator_console.notes import commands as keeping
from facilitator_console.runtime.catalogues import load_catalogue
from facilitator_console.runtime.laptop import Laptop
from facilitator_console.session import agenda, leading
from facilitator_console.session.clock import SetClock, read_clocks
from facilitator_console.session.leading import take_lead
from facilitator_console.store.store import Store
from facilitator_console.ui.look.times import time_of_day
from facilitator_console.ui.parts.agenda_model import TIME
from facilitator_console.ui.run.lead_page import LeadPage
from facilitator_console.ui.run.marks_model import TIME as WHEN
from facilitator_console.ui.run.marks_model import MarksModel
from facilitator_console.ui.run.notes_model import NotesModel
from facilitator_console.ui.shell.typed_texts_model import DETAIL, TypedTextsModel
from tests.ui.running import CTRL, Running, running
from tests.ui.sample import NOW_MS, US, SampleSessionController

HOUR_MS = 3_600_000
MINUTE_MS = 60_000
YEARS_MS = 4 * 365 * 24 * HOUR_MS
AT_0145 = int(datetime(2025, 11, 9, 1, 45).timestamp()) * 1000  # noqa: DTZ001 - as the machine shows it
K = Qt.Key


def said(widget: QWidget) -> str:
    return " ".join(f"{label.text()} {label.accessibleName()}" for label in widget.findChildren(QLabel))


@pytest.fixture
def ahead(qapp: QApplication, tmp_path: Path) -> Iterator[Running]:
    """A session that was made at 01:45, two hours ahead; then the clock was put right."""
    del qapp  # Qt goes first.
    with running(tmp_path, at_ms=AT_0145) as program:
        program.create_session("community_dialogue", "Autumn circle", 4)
        program.clock.wall_offset_ms = -2 * HOUR_MS
        yield program


def test_a_session_made_two_hours_ahead_shows_the_wall_clock(ahead: Running) -> None:
    controller = ahead.controller
    assert controller is not None
    ahead.clock.advance(2 * MINUTE_MS)
    assert controller.times.time_of_day(controller.now_ms()) == "23:47"
    ahead.press(K.Key_6, CTRL)
    ahead.press(K.Key_8, CTRL)
    ahead.type("a note")
    ahead.press(K.Key_Return)
    ahead.clock.advance(4 * MINUTE_MS)
    controller.ticked.emit()
    page = ahead.session.findChild(LeadPage)
    assert page is not None
    planned_ms = sum(item.planned_ms for item in controller.state.items.values())
    ends = controller.times.wall_time(Instant(AT_0145 + 2 * MINUTE_MS - 2 * HOUR_MS + planned_ms))
    assert (page.agenda.promised.text(), page.agenda.as_it_goes.text()) == (ends, ends)
    assert page.agenda.proposal == ""
    notes, marks = NotesModel(controller), MarksModel(controller)
    assert str(notes.index(0).data(Qt.ItemDataRole.AccessibleTextRole)).startswith("23:47, ")
    assert str(marks.index(0).data(Qt.ItemDataRole.AccessibleTextRole)).startswith("23:47, ")
    controller.do(agenda.close_session)
    QCoreApplication.processEvents()
    assert "It ended at 23:51." in said(ahead.session)


@pytest.mark.usefixtures("qapp")
def test_a_promise_made_by_a_wrong_clock_is_shown_by_the_right_one(tmp_path: Path) -> None:
    """The item was begun, then somebody saw that the clock was two hours ahead: the plan is as long as it was."""
    with running(tmp_path, at_ms=AT_0145) as program:
        program.create_session("community_dialogue", "Autumn circle", 4)
        program.press(K.Key_6, CTRL)
        program.clock.wall_offset_ms = -2 * HOUR_MS
        assert program.controller is not None
        program.controller.ticked.emit()
        page = program.session.findChild(LeadPage)
        assert page is not None
        page.refresh_second()
        planned_ms = sum(item.planned_ms for item in program.controller.state.items.values())
        ends = time_of_day(Instant(AT_0145 - 2 * HOUR_MS + planned_ms), load_catalogue("en"))
        assert (page.agenda.promised.text(), page.agenda.as_it_goes.text(), page.agenda.proposal) == (ends, ends, "")


def test_what_stood_still_is_told_by_the_wall_clock(ahead: Running) -> None:
    assert ahead.controller is not None
    ahead.controller.do(agenda.next_item)
    ahead.clock.advance(30 * MINUTE_MS)
    ahead.controller.timer.timeout.emit()
    (gap_id,) = ahead.controller.state.gaps
    bar = ahead.session.banners.banner(gap_id)
    assert bar is not None
    assert "from 23:45 to 00:15, 30 minutes" in bar.accessibleName()


def test_no_new_plan_moves_the_promise_and_after_a_new_start_no_wall_clock(
    lead_page: LeadPage, controller: SampleSessionController
) -> None:
    last = agenda.items_in_order(controller.state)[-1]
    controller.do(agenda.edit_item, last.item_id, planned_ms=Duration(last.planned_ms + 20 * MINUTE_MS))
    assert (lead_page.agenda.promised.text(), lead_page.agenda.as_it_goes.text()) == ("17:00", "17:24")
    controller.clock.wall_offset_ms = 10 * MINUTE_MS
    lead_page.refresh_second()
    assert (lead_page.agenda.promised.text(), lead_page.agenda.as_it_goes.text()) == ("17:00", "17:34")
    assert lead_page.agenda.model.index(4).data(TIME) == "15:30"


@pytest.mark.parametrize("measured", [False, True])
def test_a_clock_that_nobody_measured_tells_no_time_of_day(
    controller: SampleSessionController, *, measured: bool
) -> None:
    """Neither on a note or a mark of that laptop, nor where its words are listed to be erased; ours tell theirs."""
    there = open_session(
        controller.store, controller.session, Laptop(LaptopId("stick")), SetClock(Instant(NOW_MS - YEARS_MS))
    )
    if measured:
        compared = NewEvent(ClockCompared(US.laptop_id, Duration(YEARS_MS)), THE_SESSION)
        there.dispatch(lambda _state, _now_ms: [compared])
    there.dispatch(capture, "by a clock that is years behind")
    there.dispatch(mark_moment)
    controller.console.receive(list(there.history.events())).result(10)
    shown = "15:02" if measured else "–"
    notes, marks = NotesModel(controller), MarksModel(controller)
    assert str(notes.index(0).data(Qt.ItemDataRole.AccessibleTextRole)).startswith(f"{shown}, ")
    assert str(notes.index(1).data(Qt.ItemDataRole.AccessibleTextRole)).startswith("15:01, ")
    assert [marks.index(row).data(WHEN) for row in range(4)] == ["14:51", "14:55", "15:00", shown]
    typed = TypedTextsModel(controller)
    typed.show_texts(typed_texts(controller.history), "years behind")
    assert str(typed.index(0).data(DETAIL)).endswith(f" · {shown}")
    controller.console.dispatch(keeping.edit_note, notes.note_at(0).note_id, "another text")
    command = controller.console.undo_stack.undoable()
    assert command is not None
    named = note_of_command(controller.state, controller.history.command(command))
    assert named is not None
    assert controller.times.time_of_day(named.at_ms, named.writer) == shown
    taken = there.dispatch(take_lead)
    assert taken
    there.dispatch(agenda.close_session)
    controller.console.receive(list(there.history.events())).result(10)
    assert controller.times.time_of_day(controller.state.info.closed_at_ms, controller.state.info.closed_by) == shown


def test_the_cover_shows_the_wall_clock_and_turns_with_its_minute(ahead: Running) -> None:
    ahead.press(K.Key_L, CTRL)
    cover = ahead.session.cover
    image = cover.grab().toImage()
    ahead.clock.wall_offset_ms -= 30_000
    assert cover.grab().toImage() != image  # 23:44:30
    cover.timer.timeout.emit()
    assert cover.timer.interval() == 30_000


# -- by the machine's own clocks ----------------------------------------------------------------------------


@pytest.mark.usefixtures("qapp")
def test_after_a_year_of_2030_and_a_new_start_it_is_today_and_that_is_said_once(tmp_path: Path) -> None:
    with running(tmp_path, at_ms=read_clocks().wall_ms + YEARS_MS) as before:
        before.create_session("community_dialogue", "Autumn circle", 4)
        assert before.controller is not None
        session = before.controller.session
        before.saved()
    settings = QSettings(str(tmp_path / "window.ini"), QSettings.Format.IniFormat)
    program = Program(settings, "en", Laptop(LaptopId("ours"), boot_id="another start"))
    program.open_store(tmp_path / "dialogue.sqlite")
    try:
        program.open_session(session)
        assert program.controller is not None
        assert program.view is not None
        told = program.view.banners.banner("message")
        assert told is not None
        assert told.accessibleName() == "The clock of this laptop has been put back."
        program.controller.do(agenda.next_item)
        (began_ms,) = (item.started_at_ms for item in program.controller.state.items.values() if item.started_at_ms)
        for at_ms in (program.controller.now_ms(), began_ms):
            assert abs(program.controller.times.wall_ms(at_ms) - read_clocks().wall_ms) < MINUTE_MS
        program.choose_language("uk")
        assert program.view.banners.banner("message") is None
    finally:
        program.window.close()
        program.leave_store()
        program.window.deleteLater()
        program.deleteLater()


@pytest.mark.parametrize("offset_ms", [-2 * HOUR_MS, 2 * HOUR_MS])
def test_a_clock_that_was_compared_swallows_no_press_and_makes_no_gap(
    qtbot: QtBot, tmp_path: Path, offset_ms: int
) -> None:
    """This laptop leads a session that another one began, and hears that its own clock is wrong."""
    del qtbot
    theirs = Laptop(LaptopId("theirs"))
    with Store.open(tmp_path / "dialogue.sqlite") as store:
        session = new_session(store, theirs, "Autumn circle", clock=SetClock(Instant(AT_0145))).session
    with running(tmp_path, at_ms=AT_0145) as program:
        program.open_session(session)
        controller = program.controller
        assert controller is not None
        controller.do(leading.take_lead)
        controller.do(agenda.add_item, "First", planned_ms=Duration(30 * MINUTE_MS))
        controller.do(agenda.next_item)
        program.press(K.Key_8, CTRL)
        compared = NewEvent(ClockCompared(theirs.laptop_id, Duration(offset_ms)), THE_SESSION)
        controller.console.dispatch(lambda _state, _now_ms: [compared])
        program.clock.advance(1000)
        controller.timer.timeout.emit()
        program.press(K.Key_8, CTRL)
        assert len(controller.state.marks) == 2
        assert not controller.state.gaps

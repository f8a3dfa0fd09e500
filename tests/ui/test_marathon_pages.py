"""A marathon's own Prepare and Harvest, in the real window: stages and sessions, and what all rooms said."""

from __future__ import annotations

import pytest
from PySide6.QtCore import QCoreApplication, Qt
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from facilitator_console.console import new_session
from facilitator_console.dialogue.capture import capture
from facilitator_console.dialogue.marathons import join_marathon
from facilitator_console.dialogue.threads import Step
from facilitator_console.log import Duration, SessionId, WorkPhase
from facilitator_console.notes.ids import Column
from facilitator_console.notes.themes import add_theme
from facilitator_console.opinions.commands import add_statement
from facilitator_console.session.agenda import start_item
from facilitator_console.session.drafts import ItemDraft, add_items
from facilitator_console.session.ids import Purpose
from facilitator_console.store.contents import event_counts, sessions_of
from facilitator_console.ui.harvest.across_page import OPEN, SHARED, AcrossPage
from facilitator_console.ui.marathon.stages_page import StagesPage
from facilitator_console.ui.marathon.thread_page import ThreadPage
from facilitator_console.ui.report.marathon_page import MarathonReportPage
from tests.ui.running import Running

ALT = Qt.KeyboardModifier.AltModifier
MINUTE_MS = 60_000


def stages(program: Running) -> StagesPage:
    QCoreApplication.processEvents()  # Qt shows a new view only then.
    program.session.show_page("prepare")
    page = program.session.stack.currentWidget()
    assert isinstance(page, StagesPage)
    return page


def titles(page: StagesPage) -> list[str]:
    return [
        row.title
        for place in range(page.rows.rows.rowCount())
        if (row := page.rows.rows.row(page.rows.rows.index(place, 0)))
    ]


def open_marathon(program: Running, title: str) -> SessionId:
    program.saved()
    assert program.store is not None
    found = next(one.session_id for one in sessions_of(program.store) if one.title == title)
    program.open_session(found)
    QCoreApplication.processEvents()
    return found


@pytest.fixture
def marathon(program: Running) -> SessionId:
    program.create_session("marathon", "Дорога", 0)
    assert program.controller is not None
    return program.controller.session


def test_a_marathon_begins_with_its_stages_and_sessions_are_added_and_moved_by_keyboard(
    program: Running, marathon: SessionId
) -> None:
    page = stages(program)
    assert titles(page) == ["Collection", "Dialogues", "Experts’ conclusions", "Report"]
    page.rows.setFocus()
    QTest.keyClick(page.rows, Qt.Key.Key_Down)
    page.line.setText("День 1 💧")
    QTest.keyClick(page.line, Qt.Key.Key_Return)
    assert program.controller is not None
    day = program.controller.state
    assert (day.info.title, day.info.marathon_id) == ("День 1 💧", marathon)
    open_marathon(program, "Дорога")
    page = stages(program)
    assert titles(page)[:3] == ["Collection", "Dialogues", "День 1 💧"]
    page.rows.setFocus()
    for _ in range(2):
        QTest.keyClick(page.rows, Qt.Key.Key_Down)
    QTest.keyClick(page.rows, Qt.Key.Key_Down, ALT)
    assert titles(page)[2:4] == ["Experts’ conclusions", "День 1 💧"]
    QTest.keyClick(page.rows, Qt.Key.Key_Delete)
    assert "День 1 💧" not in titles(page)
    page.line.setText("Підсумки")
    page.add_stage.click()
    assert titles(page)[-1] == "Підсумки"
    program.session.controller.undo()
    assert "Підсумки" not in titles(page)


def test_experts_have_a_session_of_their_own(program: Running, marathon: SessionId) -> None:
    page = stages(program)
    page.add_experts.click()
    assert program.controller is not None
    info = program.controller.state.info
    assert (info.purpose, info.marathon_id) == (Purpose.EXPERTS, marathon)


def test_a_marathon_opens_with_what_another_one_left_open(program: Running, marathon: SessionId) -> None:
    page = stages(program)
    page.line.setText("День 1")
    page.add_session.click()
    program.session.controller.do(add_theme, Column.OPEN, "Скільки дітей їздить щодня?")
    program.saved()
    program.session.left.emit()
    program.create_session("marathon", "Наступний", 0)
    page = stages(program)
    assert program.store is not None
    other = next(one for one in sessions_of(program.store) if one.session_id == marathon)
    page.carry_from(other)
    (statement,) = program.session.controller.state.statements.values()
    assert statement.text == "Скільки дітей їздить щодня?"
    assert page.carried.text() == "1 open question stands among the statements now."
    program.session.show_page("run")
    thread = program.session.stack.currentWidget()
    assert isinstance(thread, ThreadPage)
    (first,) = thread.view.knots(Step.CARRIED)
    assert thread.view.knots(Step.STATEMENT)[0].comes_from == (first.ref,)
    refused: list[str] = []
    program.session.controller.refused.connect(lambda message: refused.append(message.msgid))
    stages(program).carry_from(other)
    assert refused == ["There is nothing open that is not in this marathon already."]


@pytest.mark.usefixtures("marathon")
def test_what_all_rooms_said_stands_side_by_side_and_leads_to_its_session(program: Running) -> None:
    stages(program).add_session.click()
    for column, title in ((Column.SHARED, "Не раніше шостої"), (Column.OPEN, "Хто платить?")):
        program.session.controller.do(add_theme, column, title)
    day = program.session.controller.session
    open_marathon(program, "Дорога")
    program.session.show_page(WorkPhase.HARVEST)
    page = program.session.stack.currentWidget()
    assert isinstance(page, AcrossPage)
    assert [page.columns[name].rows.rowCount() for name in (SHARED, OPEN)] == [1, 1]
    program.session.controller.do(add_statement, "Автобус о сьомій")
    page.show_votes()
    assert page.shows_votes
    page.show_board()
    QTest.keyClick(page.columns[SHARED], Qt.Key.Key_Return)
    assert program.controller is not None
    assert program.controller.session == day


def test_a_session_that_was_left_running_is_read_for_its_marathon_and_not_gone_on_with(
    program: Running, marathon: SessionId, qtbot: QtBot
) -> None:
    assert program.store is not None
    store, laptop = program.store, program.own_laptop
    days = [new_session(store, laptop, f"День {place}", clock=program.clock) for place in (1, 2)]
    for day in days:
        day.dispatch(join_marathon, marathon)
        day.dispatch(capture, "автобус о шостій")
    left = days[0]
    left.dispatch(add_items, [ItemDraft("Школа", planned_ms=Duration(30 * MINUTE_MS))])
    left.dispatch(start_item, next(iter(left.state.items)))
    left.give_sign_of_life()
    program.clock.advance(20 * MINUTE_MS)
    program.saved()
    before = event_counts(store)
    stages(program)
    program.session.show_page("run")
    program.session.show_page("harvest")
    program.session.show_page("report")
    page = program.session.stack.currentWidget()
    assert isinstance(page, MarathonReportPage)
    qtbot.waitUntil(lambda: page.made is not None and not page.work.is_busy, timeout=30_000)
    assert program.controller is not None
    found = program.controller.find_everywhere("шостій")
    assert found
    assert {one.session_id for one in found} == {day.session for day in days}
    program.saved()
    assert event_counts(store) == before
    program.open_session(left.session)
    program.saved()
    (gap,) = program.session.controller.state.gaps.values()
    assert gap.to_ms - gap.from_ms == 20 * MINUTE_MS, "whoever goes on with it still finds since when nobody did"

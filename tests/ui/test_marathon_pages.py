"""A marathon's own Prepare and Harvest, in the real window: stages and sessions, and what all rooms said."""

from __future__ import annotations

import pytest
from PySide6.QtCore import QCoreApplication, Qt
from PySide6.QtTest import QTest

from facilitator_console.dialogue.threads import Step
from facilitator_console.log import SessionId, WorkPhase
from facilitator_console.notes.ids import Column
from facilitator_console.notes.themes import add_theme
from facilitator_console.opinions.commands import add_statement
from facilitator_console.session.ids import Purpose
from facilitator_console.store.contents import sessions_of
from facilitator_console.ui.harvest.across_page import OPEN, SHARED, AcrossPage
from facilitator_console.ui.marathon.stages_page import StagesPage
from facilitator_console.ui.marathon.thread_page import ThreadPage
from tests.ui.running import Running

ALT = Qt.KeyboardModifier.AltModifier


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

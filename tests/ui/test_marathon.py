"""The page of a marathon, with keys and mouse, on a real store of three sessions."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pypdfium2
import pytest
from PySide6.QtCore import QPointF, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QMenu
from pytestqt.qtbot import QtBot

from facilitator_console.console import open_session
from facilitator_console.dialogue.capture import capture
from facilitator_console.dialogue.marathons import questions_in_order
from facilitator_console.dialogue.threads import Step
from facilitator_console.log import Ref, Subject, WorkPhase
from facilitator_console.notes.commands import add_list_entry
from facilitator_console.notes.ids import GroupList
from facilitator_console.opinions.ballots import Ballots, Vote
from facilitator_console.session.agenda import close_session, items_in_order
from facilitator_console.session.floor import done, start_turn
from facilitator_console.session.forgetting import keep_speaking
from facilitator_console.session.people import at_seat
from facilitator_console.session.seating import add_seats
from facilitator_console.store.contents import sessions_of
from facilitator_console.store.store import Store
from facilitator_console.ui.marathon.thread_page import ThreadPage
from facilitator_console.ui.parts.file_dialog import FileDialog, close_dialogs
from facilitator_console.words import Message
from tests.helpers.saving import wait_until_saved
from tests.ui.marathon_sample import QUESTIONS, STATEMENTS, Marathon, sample_marathon
from tests.ui.running import Running
from tests.ui.sample import US

ALT = Qt.KeyboardModifier.AltModifier


@pytest.fixture
def marathon(qapp: QApplication, tmp_path: Path) -> Iterator[Marathon]:
    del qapp
    made = sample_marathon(tmp_path)
    made.controller.phase = WorkPhase.HARVEST
    with closing(made.controller):
        yield made


@pytest.fixture
def page(marathon: Marathon, qtbot: QtBot) -> ThreadPage:
    shown = ThreadPage(marathon.controller)
    shown.resize(1440, 818)
    qtbot.addWidget(shown)
    shown.show()
    qtbot.waitActive(shown)
    shown.view.setFocus()
    return shown


def asked(page: ThreadPage) -> list[str]:
    return [knot.text for knot in page.view.knots(Step.QUESTION)]


def press(page: ThreadPage, *keys: Qt.Key) -> None:
    for key in keys:
        QTest.keyClick(page.view, key)


def test_the_thread_goes_from_what_was_collected_to_what_is_left_open(page: ThreadPage) -> None:
    shown = {step: len(page.view.knots(step)) for step in Step}
    assert shown == {
        Step.CARRIED: 0,
        Step.STATEMENT: len(STATEMENTS),
        Step.QUESTION: 2,
        Step.ITEM: 2,
        Step.VOTE: 0,
        Step.THEME: 1,
        Step.OPEN: 1,
        Step.CONCLUSION: 1,
    }
    assert page.hint.text() == "2 sessions belong to it"


def test_the_arrows_go_along_the_lines(page: ThreadPage) -> None:
    press(page, Qt.Key.Key_Down, Qt.Key.Key_Right, Qt.Key.Key_Right, Qt.Key.Key_Right)
    steps = page.view.chosen_knot
    assert steps
    assert steps.step is Step.THEME
    press(page, Qt.Key.Key_Left, Qt.Key.Key_Left)
    assert page.view.chosen_knot == page.view.knots(Step.QUESTION)[0]
    assert page.whole.text() == QUESTIONS[0][0]


def test_a_question_rests_on_what_was_marked(page: ThreadPage, marathon: Marathon) -> None:
    press(page, Qt.Key.Key_Down, Qt.Key.Key_Space, Qt.Key.Key_Down, Qt.Key.Key_Space)
    page.line.setFocus()
    page.line.setText("Хто чистить дорогу? 🚜 ї")
    QTest.keyClick(page.line, Qt.Key.Key_Return)
    assert asked(page)[-1] == "Хто чистить дорогу? 🚜 ї"
    last = questions_in_order(marathon.controller.state)[-1]
    statements = [Subject(one) for one in marathon.controller.state.statements]
    assert last.sources == tuple(Ref(marathon.controller.session, one) for one in statements[:2])
    assert page.line.text() == ""
    assert not page.view.marked


def test_a_question_is_moved_rewritten_taken_off_and_brought_back(page: ThreadPage, marathon: Marathon) -> None:
    page.view.choose(page.view.knots(Step.QUESTION)[1].ref)
    QTest.keyClick(page.view, Qt.Key.Key_Up, ALT)
    assert asked(page) == [QUESTIONS[1][0], QUESTIONS[0][0]]
    press(page, Qt.Key.Key_Return)
    assert page.line.text() == QUESTIONS[1][0]
    QTest.keyClicks(page.line, "Anew?")
    QTest.keyClick(page.line, Qt.Key.Key_Return)
    assert asked(page)[0] == "Anew?"
    page.view.setFocus()
    press(page, Qt.Key.Key_Delete)
    assert asked(page) == [QUESTIONS[0][0]]
    assert marathon.controller.undo()
    assert asked(page) == ["Anew?", QUESTIONS[0][0]]


def test_esc_leaves_a_question_as_it_is_and_a_new_one_survives_as_a_draft(page: ThreadPage, marathon: Marathon) -> None:
    page.view.choose(page.view.knots(Step.QUESTION)[0].ref)
    press(page, Qt.Key.Key_Return)
    QTest.keyClicks(page.line, "other")
    QTest.keyClick(page.line, Qt.Key.Key_Escape)
    assert asked(page)[0] == QUESTIONS[0][0]
    page.line.setText("half a question")
    assert marathon.controller.drafts.text("question") == "half a question"
    assert ThreadPage(marathon.controller).line.text() == "half a question"


def test_a_lot_is_drawn_among_what_no_question_rests_on(page: ThreadPage, marathon: Marathon) -> None:
    while page.draw_by_lot.isEnabled():
        page.draw_by_lot.click()
        marathon.controller.clock.advance(1000)
    drawn = [question for question in questions_in_order(marathon.controller.state) if question.rule == "by_lot"]
    assert {question.text for question in drawn} == {STATEMENTS[at] for at in (1, 4, 5)}
    assert all(question.seed for question in drawn)


def test_a_double_click_draws_one(page: ThreadPage) -> None:
    before = len(asked(page))
    for _ in range(2):
        QTest.mouseClick(page.draw_by_lot, Qt.MouseButton.LeftButton)
    assert len(asked(page)) == before + 1


def test_a_question_is_drawn_for_those_who_find_themselves_in_none(page: ThreadPage, marathon: Marathon) -> None:
    refused: list[str] = []
    marathon.controller.refused.connect(lambda message: refused.append(message.msgid))
    page.draw_most_heard.click()
    assert len(refused) == 1, "nobody has voted"
    store, own = marathon.controller.store, marathon.controller.session
    statements = [str(one) for one in marathon.controller.state.statements]
    # Nine agree with the fifth statement alone, twenty with one that a question rests on and with the second.
    cast = [(voter, statements[4], Vote.AGREE, 1) for voter in range(1, 10)]
    for voter in range(11, 31):
        cast += [(voter, statements[at], Vote.AGREE, 1) for at in (0, 1)]
    store.ballots.add(own, Ballots(*zip(*cast, strict=True)))
    marathon.controller.clock.advance(1000)
    page.draw_most_heard.click()
    drawn = questions_in_order(marathon.controller.state)[-1]
    assert (drawn.text, drawn.rule, drawn.sources[0].subject) == (STATEMENTS[4], "most_heard", statements[4])
    marathon.controller.clock.advance(1000)
    page.draw_most_heard.click()
    assert len(refused) == 2, "everybody is heard now"


def test_the_thread_is_printed_as_the_picture_that_is_seen(page: ThreadPage, qtbot: QtBot, tmp_path: Path) -> None:
    page.print.click()
    preview = page.paper.preview
    qtbot.waitUntil(lambda: preview.number == 1, timeout=20_000)
    preview.save(tmp_path / "thread.pdf", "test/folder")
    with closing(pypdfium2.PdfDocument(tmp_path / "thread.pdf")) as document:
        words = " ".join(document[0].get_textpage().get_text_range().split())
    assert "Questions · 2" in words
    assert "What is a school to a village?" in words
    assert "3 statements with no question are left out" in words
    assert STATEMENTS[1] not in words
    QTest.keyClick(page.paper, Qt.Key.Key_Escape)
    assert page.view.isVisible()


def test_the_thread_stays_here_while_a_session_waits_for_a_decision(
    page: ThreadPage, marathon: Marathon, qtbot: QtBot
) -> None:
    store, refused = marathon.controller.store, list[Message]()
    marathon.controller.refused.connect(refused.append)
    day = open_session(store, marathon.day, US, marathon.controller.clock)
    day.dispatch(add_seats, "3")
    day.dispatch(start_turn, at_seat(day.state, 3).participant_id)
    day.dispatch(done)
    day.dispatch(close_session)
    wait_until_saved(store, 20)
    page.print.click()
    qtbot.waitUntil(lambda: page.paper.preview.number == 1, timeout=20_000)
    page.paper.save_button.click()
    assert not page.findChildren(FileDialog)
    assert "not decided whether who spoke when is forgotten" in str(refused[-1])
    day.dispatch(keep_speaking)
    wait_until_saved(store, 20)
    page.paper.save_button.click()
    assert page.findChildren(FileDialog)
    close_dialogs(page)


def test_a_session_takes_up_what_was_left_open(page: ThreadPage, marathon: Marathon) -> None:
    (left_open,) = page.view.knots(Step.OPEN)
    page.view.choose(left_open.ref)
    assert page.take.isEnabled()
    page.take_up_in(marathon.experts)
    store = marathon.controller.store
    wait_until_saved(store, 60)
    items = items_in_order(open_session(store, marathon.experts, US).state)
    assert [(item.question, item.origin) for item in items] == [(left_open.text, left_open.ref)]
    assert len(page.view.knots(Step.ITEM)) == 3


def test_a_click_chooses_and_nothing_that_can_not_be_taken_up_is(page: ThreadPage) -> None:
    assert not page.take.isEnabled()
    rect = page.view.rect_of(page.view.knots(Step.STATEMENT)[2].ref)
    QTest.mouseClick(page.view.viewport(), Qt.MouseButton.LeftButton, pos=QPointF(rect.center()).toPoint())
    chosen = page.view.chosen_knot
    assert chosen
    assert chosen.text == STATEMENTS[2]
    assert not page.take.isEnabled()


# -- the start page --------------------------------------------------------------------------------------------


def shown_titles(program: Running) -> list[str]:
    keys = program.start.sessions.shown_keys()
    return [listed.title for key in keys for listed in sessions_of(stored(program)) if listed.session_id == key]


def stored(program: Running) -> Store:
    assert program.store is not None
    return program.store


def begin_marathon(program: Running, title: str) -> None:
    program.create_session("marathon", title, 0)
    program.session.left.emit()


def test_a_marathon_is_begun_and_sessions_stand_below_it(program: Running) -> None:
    begin_marathon(program, "Дорога")
    for title in ("день 1", "інше"):
        program.create_session("", title, 4)
        program.session.left.emit()
    keys = {listed.title: listed.session_id for listed in sessions_of(stored(program))}
    tools = program.start.tools
    tools.moved.emit(keys["день 1"], keys["Дорога"])
    assert shown_titles(program) == ["Дорога", "день 1", "інше"]
    rows = [program.start.sessions.rows.row(program.start.sessions.rows.index(place, 0)) for place in range(3)]
    assert [row.is_part for row in rows if row] == [False, True, False]
    assert rows[0] is not None
    assert rows[0].detail == "marathon · 1 session"
    program.start.tools.moved.emit(keys["день 1"], "")
    assert sorted(shown_titles(program)) == ["Дорога", "день 1", "інше"]
    assert all(not listed.marathon_id for listed in sessions_of(stored(program)))


def test_what_stays_open_goes_into_another_session_and_a_report_is_one_step_away(program: Running) -> None:
    program.create_session("", "день 1", 4)
    program.session.controller.do(add_list_entry, GroupList.PARKING_LOT, "Хто платить? 💧")
    program.session.left.emit()
    begin_marathon(program, "Наступний")
    keys = {listed.title: listed.session_id for listed in sessions_of(stored(program))}
    program.start.tools.carrying_asked.emit(keys["день 1"], keys["Наступний"])
    state = open_session(stored(program), keys["Наступний"], US).state
    assert [statement.text for statement in state.statements.values()] == ["Хто платить? 💧"]
    program.start.tools.carrying_asked.emit(keys["день 1"], keys["Наступний"])
    assert len(open_session(stored(program), keys["Наступний"], US).state.statements) == 1, "nothing comes twice"
    program.start.tools.report_asked.emit(keys["Наступний"])
    assert program.session.page_name == "report"


def test_the_menu_offers_the_marathons_that_a_session_can_belong_to(program: Running) -> None:
    begin_marathon(program, "Дорога")
    program.create_session("", "день 1", 4)
    program.session.left.emit()
    tools = program.start.tools
    (day,) = (one.session_id for one in sessions_of(stored(program)) if one.title == "день 1")
    program.start.sessions.choose(day)
    tools.more.click()
    (menu,) = (menu for menu in tools.more.findChildren(QMenu) if menu.title() == "Belongs to…")
    menu.actions()[0].trigger()
    (after,) = (one for one in sessions_of(stored(program)) if one.session_id == day)
    assert after.marathon_id


def test_a_marathon_opens_on_its_thread(program: Running) -> None:
    program.create_session("marathon", "Дорога", 0)
    assert isinstance(program.session.stack.currentWidget(), ThreadPage)


def test_sessions_are_found_by_title_and_by_their_notes(program: Running) -> None:
    begin_marathon(program, "Марафон")
    for title, note in (("перша", "тиха вулиця"), ("друга", "Вода і світло 💧")):
        program.create_session("", title, 4)
        assert program.controller is not None
        program.controller.do(capture, note)
        program.session.left.emit()
    keys = {listed.title: listed.session_id for listed in sessions_of(stored(program))}
    program.start.tools.moved.emit(keys["друга"], keys["Марафон"])
    program.start.find_line.setText("ВОДА")
    assert shown_titles(program) == ["Марафон", "друга"]
    program.start.find_line.setText("перш")
    assert shown_titles(program) == ["перша"]
    program.start.find_line.setText("немає такого")
    assert shown_titles(program) == []
    program.start.find_line.clear()
    assert len(shown_titles(program)) == 3

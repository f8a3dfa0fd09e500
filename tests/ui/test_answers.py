"""Experts' conclusions in Harvest, with keys: shown to the room, answered, and left again."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtTest import QTest

from facilitator_console.dialogue.answering import answers_to, conclusion_on_display, conclusions
from facilitator_console.log import Subject, WorkPhase
from facilitator_console.notes.commands import add_list_entry
from facilitator_console.notes.ids import GroupList
from facilitator_console.ui.harvest.harvest_page import HarvestPage
from tests.ui.running import Running


def test_conclusions_are_shown_to_the_room_and_answered_by_keyboard(program: Running) -> None:
    program.create_session("", "Коло", 6)
    view = program.session
    assert program.controller is not None
    for text in ("Рейс о сьомій можливий", "Порахуйте дітей"):
        program.controller.do(add_list_entry, GroupList.CONCLUSIONS, text)
    view.show_page(WorkPhase.HARVEST)
    page = view.page(WorkPhase.HARVEST)
    assert isinstance(page, HarvestPage)
    page.show_conclusions()
    answers = page.answers
    assert answers is not None
    state = program.controller.state
    second = conclusions(state)[1].list_entry_id
    QTest.keyClick(program.focus(), Qt.Key.Key_Down)
    QTest.keyClick(program.focus(), Qt.Key.Key_D)
    shown = conclusion_on_display(state)
    assert shown is not None
    assert shown.text == "Порахуйте дітей"
    assert answers.words.text == "Порахуйте дітей"
    QTest.keyClick(program.focus(), Qt.Key.Key_Up)
    followed = conclusion_on_display(state)
    assert followed is not None
    assert followed.text == "Рейс о сьомій можливий", "the room follows"
    QTest.keyClick(program.focus(), Qt.Key.Key_Down)
    QTest.keyClick(program.focus(), Qt.Key.Key_Return)
    answers.field.setText("50 дітей щодня 💧")
    assert program.controller.drafts.text("answer") == "50 дітей щодня 💧", "it survives a crash"
    QTest.keyClick(program.focus(), Qt.Key.Key_Return)
    assert [answer.text for answer in answers_to(state, Subject(second))] == ["50 дітей щодня 💧"]
    assert "50 дітей щодня 💧" in answers.answers.text
    assert answers.field.text() == ""
    QTest.keyClick(program.focus(), Qt.Key.Key_Escape)
    assert conclusion_on_display(state) is None
    assert page.is_gathering

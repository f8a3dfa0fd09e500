"""The phones' panel beside the rest of the window: the room display, the other pages, the end of the meeting."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QPushButton
from pytestqt.qtbot import QtBot

from facilitator_console.session.agenda import close_session, reopen_session
from facilitator_console.session.display import on_display
from facilitator_console.ui.parts.banners import Banner
from facilitator_console.ui.room_display.room_display import DisplayState
from tests.ui.keyboard import type_text
from tests.ui.running import CTRL, Running
from tests.ui.test_phones import Meeting, pressed

K = Qt.Key


@pytest.fixture
def meeting(program: Running, qtbot: QtBot) -> Meeting:
    return Meeting(program, qtbot)


def test_showing_the_code_in_the_room_offers_what_is_missing_until_the_room_sees_it(meeting: Meeting) -> None:
    meeting.let_in()
    display, banners = meeting.program.room_display, meeting.program.session.banners

    def offered() -> list[QPushButton]:
        pressed(meeting.panel, "Show in the room")
        banner = banners.banner("display_open")
        return banner.findChildren(QPushButton) if isinstance(banner, Banner) else []

    buttons = offered()
    assert [button.text() for button in buttons] == ["Open it in a window", "Cancel"]
    buttons[0].click()
    assert display.is_on
    [show] = offered()
    show.click()
    meeting.until(lambda: display.state is DisplayState.SHOWN)
    card = meeting.panel.card
    assert card.show_button.text() == "Take the code off the display"
    QTest.keyClick(card.show_button, K.Key_Return)
    assert on_display(meeting.controller.state) is None
    assert card.show_button.text() == "Show in the room"
    assert offered() == []
    meeting.controller.undo()
    assert card.show_button.text() == "Show in the room", "undone, the room sees itself again"
    pressed(meeting.panel, "Show in the room")
    meeting.shut()
    assert on_display(meeting.controller.state) is None


def test_the_list_of_commands_has_the_words_of_the_pill(meeting: Meeting) -> None:
    def found() -> list[str]:
        meeting.program.press(K.Key_K, CTRL)
        type_text(meeting.program.session.palette_panel.field, "phones")
        model = meeting.program.session.palette_panel.model
        return [model.index(row, 0).data() for row in range(model.rowCount())]

    assert "Let phones in" in found()
    meeting.program.press(K.Key_Return)
    assert meeting.panel.isVisible()
    meeting.let_in()
    assert "Phones…" in found()
    meeting.program.press(K.Key_Escape)
    meeting.shut()


@pytest.mark.parametrize("page", ["prepare", "harvest", "report"])
def test_another_page_is_not_under_the_panel(meeting: Meeting, page: str) -> None:
    meeting.let_in()
    [phone] = meeting.phones(1)
    meeting.wrote(phone, "нікому іншому")
    texts = meeting.panel.texts
    texts.list.setCurrentIndex(texts.model.index(0))
    meeting.program.session.show_page("run")
    assert meeting.panel.isVisible(), "the page is the same"
    meeting.program.session.top.page_chosen.emit(page)
    assert not meeting.panel.isVisible()
    assert texts.words.text != "нікому іншому"
    assert meeting.program.phones.is_open, "the phones stay in"
    meeting.open_by_pill()
    meeting.program.press(K.Key_Escape)
    assert not meeting.panel.isVisible()
    assert meeting.program.session.page_name == page
    meeting.shut()


def test_once_the_meeting_is_over_it_is_offered_to_turn_phones_off(meeting: Meeting) -> None:
    meeting.let_in()
    meeting.phones(3)
    banners = meeting.program.session.banners
    meeting.panel.close_panel()
    assert banners.banner("phones_off") is None
    meeting.controller.do(close_session)
    asks = banners.banner("phones_off")
    assert asks is not None
    assert "phones are still let in" in asks.accessibleName()
    leave = asks.findChildren(QPushButton)[-1]
    assert leave.text() == "Leave them in"
    leave.click()
    meeting.phones(1)
    meeting.until(lambda: meeting.program.phones.status is not None and meeting.program.phones.status.joined == 4)
    assert banners.banner("phones_off") is None, "who left them in is not asked again"
    meeting.controller.do(reopen_session)
    meeting.controller.do(close_session)
    asks = banners.banner("phones_off")
    assert asks is not None
    [turn_off, _] = asks.findChildren(QPushButton)
    turn_off.setFocus()
    QTest.keyClick(turn_off, K.Key_Space)
    assert not meeting.program.phones.is_open
    told = banners.banner("phones_off")
    assert told is not None
    assert "There were 4 connections" in told.accessibleName()


def test_who_raises_hands_and_writes_nothing_is_muted_without_being_named(meeting: Meeting) -> None:
    meeting.let_in()
    calm, loud = meeting.phones(2)
    program, state = meeting.program, meeting.controller.state
    program.press(K.Key_Escape)

    def mute_last() -> None:
        program.press(K.Key_K, CTRL)
        program.type("raised its hand last")
        program.press(K.Key_Return)

    for phone in (calm, loud):
        meeting.asked(lambda phone=phone: phone.submit("/hand", seat=""))  # type: ignore[misc]
    first, second = state.queue
    mute_last()
    assert list(state.queue) == [first]
    phones = program.phones.phones
    assert phones is not None
    meeting.until(lambda: phones.is_muted(second))
    assert not phones.is_muted(first)
    [refused] = meeting.asked(lambda: loud.post("/hand", seat=""))
    assert "takes nothing from this phone" in refused.words
    meeting.open_panel()
    pressed(meeting.panel, "Take all of them again")
    meeting.until(lambda: not phones.is_muted(second))
    [again] = meeting.asked(lambda: loud.submit("/hand", seat=""))
    assert again.status == 303
    meeting.shut()

"""The cover: a bare clock, and nothing typed through it."""

from __future__ import annotations

import pytest
from PySide6.QtCore import QCoreApplication, Qt
from PySide6.QtTest import QTest

from tests.ui.running import CTRL, Running

K = Qt.Key


@pytest.fixture
def opened(program: Running) -> Running:
    program.create_session("circle", "Autumn circle", 8)
    QCoreApplication.processEvents()
    program.press(K.Key_L, CTRL)
    return program


def test_it_covers_all_and_grows_with_the_window(opened: Running) -> None:
    cover = opened.session.cover
    assert cover.isVisible()
    opened.window.resize(1200, 780)
    QCoreApplication.processEvents()
    assert cover.geometry() == opened.session.rect()
    corner = opened.session.childAt(5, 5)
    assert corner is cover
    assert opened.window.windowTitle() == "Facilitator console"


def test_the_room_goes_on_below_it_and_nothing_opens(opened: Running) -> None:
    opened.press(K.Key_6, CTRL)
    assert opened.controller is not None
    assert opened.controller.state.room.item_id
    for key in (K.Key_K, K.Key_U, K.Key_J):
        opened.press(key, CTRL)
    opened.press(K.Key_F1)
    opened.type("x")
    assert not opened.session.palette_panel.isVisible()
    assert not opened.session.keys_help.isVisible()
    assert opened.controller.state.room.item_id
    assert opened.session.cover.isVisible()


@pytest.mark.parametrize("how", ["escape", "key", "click"])
def test_it_goes_and_the_keys_are_where_they_were(opened: Running, how: str) -> None:
    if how == "click":
        QTest.mouseClick(opened.session.cover, Qt.MouseButton.LeftButton)
    elif how == "key":
        opened.press(K.Key_L, CTRL)
    else:
        opened.press(K.Key_Escape)
    assert not opened.session.cover.isVisible()
    opened.type("here again")
    assert opened.controller is not None
    assert opened.controller.drafts.text() == "here again"


def test_it_shows_the_time_of_day(opened: Running) -> None:
    before = opened.session.cover.grab().toImage()
    opened.clock.advance(60_000)
    assert opened.session.cover.grab().toImage() != before

"""The page Prepare in a window of its own, and keys pressed on it as a person would."""

from __future__ import annotations

from collections.abc import Iterator

from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLineEdit, QPushButton, QTableView, QWidget
from pytestqt.qtbot import QtBot

from facilitator_console.session.agenda import items_in_order
from facilitator_console.ui.prepare.prepare_page import PreparePage
from tests.ui.keyboard import type_text
from tests.ui.sample import SampleSessionController

Keys = Qt.Key
NOTHING_HELD = Qt.KeyboardModifier.NoModifier
ALT, CTRL, SHIFT = (
    Qt.KeyboardModifier.AltModifier,
    Qt.KeyboardModifier.ControlModifier,
    Qt.KeyboardModifier.ShiftModifier,
)
MINUTE_MS = 60_000


def shown(qtbot: QtBot, controller: SampleSessionController) -> Iterator[PreparePage]:
    page = PreparePage(controller)
    page.resize(1200, 800)
    with qtbot.waitActive(page):
        page.show()
        page.activateWindow()
    yield page
    page.close()
    page.deleteLater()


def cell(table: QTableView, row: int, column: int) -> str:
    return table.model().index(row, column).data() or ""


def press(page: QWidget, *keys: Qt.Key, held: Qt.KeyboardModifier = NOTHING_HELD) -> None:
    for key in keys:
        QTest.keyClick(page.windowHandle(), key, held)


def typed(text: str) -> None:
    """Type letter by letter into what has the keys: the first one may open a field."""
    for letter in text:
        focus = QApplication.focusWidget()
        assert focus is not None
        type_text(focus, letter)


def go_to(table: QTableView, row: int, column: int) -> None:
    table.setFocus()
    table.setCurrentIndex(table.model().index(row, column))


def write(page: QWidget, table: QTableView, row: int, column: int, text: str) -> None:
    """Type over a cell, as somebody does who begins to type on it."""
    go_to(table, row, column)
    press(page, Keys.Key_Return)
    focus = QApplication.focusWidget()
    assert isinstance(focus, QLineEdit)
    focus.selectAll()
    if text:
        typed(text)
    else:
        press(page, Keys.Key_Delete)
    press(page, Keys.Key_Return)


def button(parent: QWidget, text: str) -> QPushButton:
    return next(found for found in parent.findChildren(QPushButton) if found.text() == text)


def titles(controller: SampleSessionController) -> list[str]:
    return [item.title for item in items_in_order(controller.state)]


def minutes(controller: SampleSessionController) -> list[int]:
    return [item.planned_ms // MINUTE_MS for item in items_in_order(controller.state)]

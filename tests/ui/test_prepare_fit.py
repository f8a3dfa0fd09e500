"""Prepare: whatever the window's size and the language, no word and no row is cut."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest
from PySide6.QtCore import QRect, Qt
from PySide6.QtGui import QFontMetrics
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from facilitator_console.session.agenda import add_item, edit_item, items_in_order
from facilitator_console.ui.look.theme import font, text_font
from facilitator_console.ui.parts.editable_table import BESIDE_PX, EditTable
from facilitator_console.ui.parts.group_list import INSET_PX, PAD_PX
from facilitator_console.ui.prepare.prepare_page import PreparePage
from tests.helpers.talking import talking
from tests.ui.preparing import cell, shown
from tests.ui.sample import SampleSessionController, prepared_controller


@pytest.fixture
def controller(qtbot: QtBot, tmp_path: Path) -> Iterator[SampleSessionController]:
    del qtbot
    with closing(prepared_controller(tmp_path)) as made:
        yield made


@pytest.fixture
def page(qtbot: QtBot, controller: SampleSessionController) -> Iterator[PreparePage]:
    yield from shown(qtbot, controller)


def cut(table: EditTable) -> list[str]:
    """Texts that don't fit into their cells."""
    found = []
    for row in range(table.model().rowCount()):
        for column in range(table.model().columnCount()):
            text = cell(table, row, column)
            room = QRect(0, 0, table.columnWidth(column) - BESIDE_PX, 10_000)
            needed = QFontMetrics(text_font()).boundingRect(room, Qt.TextFlag.TextWordWrap, text)
            if needed.width() > room.width() or needed.height() > table.rowHeight(row):
                found.append(text)
    metrics = QFontMetrics(text_font(12, 650))
    for column in range(table.model().columnCount()):
        head = table.model().headerData(column, Qt.Orientation.Horizontal)
        if metrics.horizontalAdvance(head) > table.columnWidth(column) - BESIDE_PX:
            found.append(head)
    return found


@pytest.mark.parametrize("language", ["en", "uk", "ru"])
@pytest.mark.parametrize("size", [(1440, 820), (1024, 620), (960, 520)])
def test_no_word_is_cut_in_any_language(qtbot: QtBot, tmp_path: Path, language: str, size: tuple[int, int]) -> None:
    with closing(prepared_controller(tmp_path, language)) as controller:
        controller.do(edit_item, items_in_order(controller.state)[4].item_id, **talking("talking_piece"))
        for page in shown(qtbot, controller):
            page.resize(*size)
            QApplication.processEvents()
            for table in (page.agenda.table, page.people.seats, page.people.groups):
                assert cut(table) == []
                assert table.horizontalHeader().length() <= table.viewport().width()


@pytest.mark.parametrize("height", range(600, 700, 7))
def test_no_row_is_cut(page: PreparePage, height: int) -> None:
    page.resize(1200, height)
    for table in (page.agenda.table, page.people.seats, page.people.groups):
        viewport = table.viewport()
        last = table.rowAt(viewport.height() - 1)
        top = table.rowViewportPosition(last)
        if last >= 0 and top + table.rowHeight(last) > viewport.height():
            picture = viewport.grab(QRect(0, top + 1, viewport.width(), viewport.height() - top - 1)).toImage()
            inks = {picture.pixelColor(x, y).name() for x in range(picture.width()) for y in range(picture.height())}
            assert len(inks) <= 1


def test_the_agenda_has_the_height_that_there_is(page: PreparePage, controller: SampleSessionController) -> None:
    table = page.agenda.table
    page.resize(1440, 900)
    assert table.viewport().height() >= table.verticalHeader().length()
    for number in range(20):
        controller.do(add_item, f"Item {number}")
    page.resize(1440, 901)
    assert table.height() > page.height() / 2
    assert page.group_lists[0].entries.isVisible()


@pytest.mark.parametrize("language", ["en", "uk", "ru"])
def test_the_words_in_an_empty_list_of_the_group_are_not_cut(qtbot: QtBot, tmp_path: Path, language: str) -> None:
    with closing(prepared_controller(tmp_path, language)) as controller:
        for page in shown(qtbot, controller):
            page.resize(960, 461)  # As much as a window of 960 × 540 gives it.
            QApplication.processEvents()
            for group_list in page.group_lists:
                view = group_list.entries
                room = QRect(0, 0, view.viewport().width() - 2 * INSET_PX, 10_000)
                words = QFontMetrics(font()).boundingRect(room, Qt.TextFlag.TextWordWrap, view.empty_text)
                assert PAD_PX + words.height() <= view.viewport().height(), view.empty_text

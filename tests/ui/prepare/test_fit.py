"""Prepare: whatever the window's size and the language, no word and no row is cut."""

from __future__ import annotations

from contextlib import closing
from pathlib import Path

import pytest
from PySide6.QtCore import QRect, Qt
from PySide6.QtGui import QFontMetrics
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from facilitator_console.log import Duration
from facilitator_console.session import events as ev
from facilitator_console.session.agenda import add_item, edit_item, items_in_order
from facilitator_console.session.editing import plan_session
from facilitator_console.session.promise import set_promised_end
from facilitator_console.ui.look.theme import font, text_font
from facilitator_console.ui.parts.group_list import INSET_PX, PAD_PX
from facilitator_console.ui.prepare.agenda_columns import Col
from facilitator_console.ui.prepare.agenda_sizes import BESIDE_PX
from facilitator_console.ui.prepare.agenda_table import AgendaTable
from facilitator_console.ui.prepare.prepare_page import PreparePage
from tests.helpers.talking import talking
from tests.ui.fitting import misfits
from tests.ui.preparing import cell, shown
from tests.ui.sample import SampleSessionController, prepared_controller

SIZES = [(1440, 820), (1024, 620), (960, 520)]
LANGUAGES = ["en", "uk", "ru"]


def plan(controller: SampleSessionController) -> None:
    today = controller.times.today()
    controller.do(plan_session, ev.SessionEdited(begins=ev.LocalTime(today.date, "14:00", today.utc_offset_min)))
    controller.do(set_promised_end, ev.LocalTime(today.date, "17:00", today.utc_offset_min))


def cut(table: AgendaTable) -> list[str]:
    """Heads and words that don't fit into their columns; a text that ends in dots shows whole where it is current."""
    found = []
    metrics, heads = QFontMetrics(text_font()), QFontMetrics(text_font(12, 650))
    for column in range(table.model().columnCount()):
        room = table.columnWidth(column) - 2 * BESIDE_PX
        head = table.model().headerData(column, Qt.Orientation.Horizontal)
        found += [head] if heads.horizontalAdvance(head) > room else []
        words = [word for row in range(table.model().rowCount()) for word in cell(table, row, column).split()]
        found += [word for word in words if metrics.horizontalAdvance(word) > room]
    return found


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("size", SIZES)
def test_no_word_is_cut_in_any_language(qtbot: QtBot, tmp_path: Path, language: str, size: tuple[int, int]) -> None:
    with closing(prepared_controller(tmp_path, language)) as controller:
        plan(controller)
        controller.do(edit_item, items_in_order(controller.state)[4].item_id, **talking("talking_piece"))
        controller.do(edit_item, items_in_order(controller.state)[5].item_id, planned_ms=Duration(750_000))  # 12½
        for page in shown(qtbot, controller):
            page.resize(*size)
            QApplication.processEvents()
            assert cut(page.agenda.table) == []
            assert page.agenda.table.horizontalHeader().length() <= page.agenda.table.viewport().width()
            assert misfits(page) == []
            page.agenda.details.setEnabled(True)
            page.agenda.details.click()
            QApplication.processEvents()
            assert misfits(page) == []


@pytest.mark.parametrize("height", range(560, 700, 7))
def test_no_row_is_cut(page: PreparePage, height: int) -> None:
    page.resize(1200, height)
    QApplication.processEvents()
    table = page.agenda.table
    viewport = table.viewport()
    last = table.rowAt(viewport.height() - 1)
    top = table.rowViewportPosition(last)
    if last >= 0 and top + table.rowHeight(last) > viewport.height():
        picture = viewport.grab(QRect(0, top + 1, viewport.width(), viewport.height() - top - 1)).toImage()
        inks = {picture.pixelColor(x, y).name() for x in range(picture.width()) for y in range(picture.height())}
        assert len(inks) <= 1


@pytest.mark.parametrize("language", LANGUAGES)
def test_twelve_items_are_in_sight_in_a_small_window(qtbot: QtBot, tmp_path: Path, language: str) -> None:
    with closing(prepared_controller(tmp_path, language)) as controller:
        plan(controller)
        for page in shown(qtbot, controller):
            page.resize(1024, 620)  # As much as a window of 1024 × 700 gives it.
            page.agenda.table.setFocus()
            QApplication.processEvents()
            table = page.agenda.table
            # Nine items whose titles have two lines, and the line to type.
            assert table.rowHeight(3) > table.rowHeight(4)
            assert table.verticalHeader().length() <= table.viewport().height()
            for number in range(6):
                controller.do(add_item, f"Item {number}", question="What did you hear that was new to you?")
            QApplication.processEvents()
            bottom = table.rowViewportPosition(11) + table.rowHeight(11)
            assert bottom <= table.viewport().height()


def test_rows_are_as_high_as_their_texts_where_there_is_room(page: PreparePage) -> None:
    page.resize(1440, 900)
    QApplication.processEvents()
    table = page.agenda.table
    assert table.viewport().height() >= table.verticalHeader().length()
    assert table.rowHeight(3) > table.rowHeight(0)
    table.setCurrentIndex(table.agenda.index(0, Col.TITLE))
    assert table.rowHeight(3) > table.rowHeight(0)


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_words_in_an_empty_list_of_the_group_are_not_cut(qtbot: QtBot, tmp_path: Path, language: str) -> None:
    with closing(prepared_controller(tmp_path, language)) as controller:
        for page in shown(qtbot, controller):
            page.resize(960, 461)  # As much as a window of 960 × 540 gives it.
            page.lists_button.click()
            QApplication.processEvents()
            for group_list in page.group_lists:
                view = group_list.entries
                room = QRect(0, 0, view.viewport().width() - 2 * INSET_PX, 10_000)
                words = QFontMetrics(font()).boundingRect(room, Qt.TextFlag.TextWordWrap, view.empty_text)
                assert PAD_PX + words.height() <= view.viewport().height(), view.empty_text

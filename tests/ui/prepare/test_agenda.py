"""Prepare: the agenda is edited in place, by keys, in the real page."""

from __future__ import annotations

from contextlib import closing
from pathlib import Path

import pytest
from PySide6.QtCore import QPersistentModelIndex, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLineEdit
from pytestqt.modeltest import ModelTester
from pytestqt.qtbot import QtBot

from facilitator_console.notes.ids import GroupList
from facilitator_console.session.agenda import items_in_order, move_item, start_item
from facilitator_console.session.ids import Shrinks
from facilitator_console.ui.parts.choice import Choice
from facilitator_console.ui.parts.group_list_model import ListEntriesModel
from facilitator_console.ui.prepare.agenda_columns import Col
from facilitator_console.ui.prepare.agenda_table_model import AgendaTableModel
from facilitator_console.ui.prepare.groups_table import groups_table
from facilitator_console.ui.prepare.plan_picture import PlanPicture
from facilitator_console.ui.prepare.prepare_page import PreparePage
from facilitator_console.words import Message
from tests.ui.preparing import (
    ALT,
    CTRL,
    SHIFT,
    Keys,
    button,
    cell,
    go_to,
    minutes,
    press,
    shown,
    titles,
    typed,
    write,
)
from tests.ui.sample import SampleSessionController, empty_controller


def select(page: PreparePage, first: int, last: int, column: int = Col.TITLE) -> None:
    """Select rows with Shift and the arrow, as somebody does."""
    go_to(page.agenda.table, first, column)
    press(page, *[Keys.Key_Down] * (last - first), held=SHIFT)


def test_the_tables_keep_qts_rules_through_all_that_happens(
    controller: SampleSessionController, qtmodeltester: ModelTester
) -> None:
    models = (
        AgendaTableModel(controller, PlanPicture(controller)),
        groups_table(controller),
        ListEntriesModel(controller, GroupList.OUTCOMES),
    )
    for model in models:
        qtmodeltester.check(model)
    items = items_in_order(controller.state)
    kept = [QPersistentModelIndex(models[0].index(row, Col.TITLE)) for row in range(9)]
    controller.do(move_item, items[0].item_id, None)
    assert [index.data() for index in kept] == [item.title for item in items]
    assert [index.row() for index in kept] == [8, 0, 1, 2, 3, 4, 5, 6, 7]
    controller.do(move_item, items[5].item_id, items[2].item_id)
    assert [index.data() for index in kept] == [item.title for item in items]
    controller.undo()
    controller.undo()
    assert [models[0].index(row, Col.TITLE).data() for row in range(9)] == titles(controller)


# -- cells -----------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("column", "text", "field", "value"),
    [
        (Col.TITLE, "Вітання 🙂", "title", "Вітання 🙂"),
        (Col.QUESTION, "Хто ми? שלום", "question", "Хто ми? שלום"),
        (Col.MIN, "12", "planned_ms", 720_000),
        (Col.MIN, "1h30", "planned_ms", 5_400_000),
        (Col.MIN, "90s", "planned_ms", 90_000),
        (Col.MIN, "", "planned_ms", 0),
        (Col.EACH, "½", "turn_limit_ms", 30_000),
        (Col.AT, "14:30", "fixed_at", "14:30"),
    ],
)
def test_cells_are_written_in_place(
    page: PreparePage, controller: SampleSessionController, column: int, text: str, field: str, value: object
) -> None:
    write(page, page.agenda.table, 0, column, text)
    assert getattr(items_in_order(controller.state)[0], field) == value
    assert page.agenda.table.hasFocus()
    assert page.agenda.table.currentIndex().row() == 1


@pytest.mark.parametrize(
    ("column", "text"), [(Col.TITLE, "  "), (Col.MIN, "soon"), (Col.MIN, "2000"), (Col.EACH, "1:99"), (Col.AT, "25:00")]
)
def test_what_cannot_be_is_refused_and_the_old_value_stays(
    page: PreparePage, controller: SampleSessionController, refusals: list[Message], column: int, text: str
) -> None:
    before = items_in_order(controller.state)
    write(page, page.agenda.table, 0, column, text)
    assert len(refusals) == 1
    assert items_in_order(controller.state) == before
    assert cell(page.agenda.table, 0, Col.TITLE) == "Welcome"


def test_a_cell_left_as_it_was_or_with_esc_is_no_edit(page: PreparePage, controller: SampleSessionController) -> None:
    last = controller.console.undo_stack.undoable()
    write(page, page.agenda.table, 0, Col.MIN, "10")
    go_to(page.agenda.table, 0, Col.TITLE)
    press(page, Keys.Key_F2)
    typed("x")
    press(page, Keys.Key_Escape)
    assert controller.console.undo_stack.undoable() == last


def test_a_letter_begins_to_write_over_a_cell(page: PreparePage, controller: SampleSessionController) -> None:
    go_to(page.agenda.table, 0, Col.TITLE)
    press(page, Keys.Key_H, Keys.Key_Return)
    assert titles(controller)[0].lower() == "h"


def test_tab_goes_from_cell_to_cell_and_on_to_the_line_below(page: PreparePage) -> None:
    table = page.agenda.table
    go_to(table, 8, Col.MIN)
    press(page, *[Keys.Key_Tab] * 6)
    assert (table.currentIndex().row(), table.currentIndex().column()) == (8, Col.SHRINK)
    press(page, Keys.Key_Tab)
    assert (table.currentIndex().row(), table.currentIndex().column()) == (9, Col.TITLE)
    press(page, Keys.Key_Backtab)
    assert (table.currentIndex().row(), table.currentIndex().column()) == (8, Col.SHRINK)


def test_enter_begins_a_line_from_any_cell_below_the_items(
    page: PreparePage, controller: SampleSessionController
) -> None:
    table = page.agenda.table
    go_to(table, table.agenda.line_row, Col.MIN)
    press(page, Keys.Key_Return)
    assert table.currentIndex().column() == Col.TITLE
    typed("25 What could work?")
    press(page, Keys.Key_Return)
    assert titles(controller)[-1] == "What could work?"


def test_tab_keeps_what_was_typed_and_leaves_the_table_at_its_end(
    page: PreparePage, controller: SampleSessionController
) -> None:
    table = page.agenda.table
    go_to(table, 0, Col.MIN)
    typed("15")
    press(page, Keys.Key_Tab)
    typed("Hello")
    press(page, Keys.Key_Backtab)
    assert table.currentIndex().column() == Col.MIN
    assert (items_in_order(controller.state)[0].planned_ms, titles(controller)[0]) == (900_000, "Hello")
    go_to(table, 9, Col.TITLE)
    press(page, Keys.Key_Tab)
    assert not table.hasFocus()
    go_to(table, 4, Col.TITLE)
    press(page, Keys.Key_Tab, held=CTRL)
    assert not table.hasFocus()


def test_arrows_keep_what_is_typed_and_go_up_and_down(page: PreparePage, controller: SampleSessionController) -> None:
    go_to(page.agenda.table, 1, Col.MIN)
    typed("11")
    press(page, Keys.Key_Down)
    typed("21")
    press(page, Keys.Key_Up, Keys.Key_Up)
    assert minutes(controller)[:3] == [10, 11, 21]
    assert page.agenda.table.currentIndex().row() == 0


def open_choices(page: PreparePage, qtbot: QtBot) -> Choice:
    press(page, Keys.Key_Return)
    box = page.agenda.table.findChild(Choice)
    assert box is not None
    qtbot.waitUntil(lambda: box.view().isVisible())
    return box


@pytest.mark.parametrize(
    ("down", "value"),
    [(1, "check_in"), (0, "open_floor"), (-1, "talking_piece")],
)
def test_choices_open_with_enter_and_are_kept_with_enter(
    page: PreparePage, controller: SampleSessionController, qtbot: QtBot, down: int, value: str
) -> None:
    go_to(page.agenda.table, 0, Col.HOW)
    box = open_choices(page, qtbot)
    for _ in range(abs(down)):
        QTest.keyClick(box.view(), Keys.Key_Down if down > 0 else Keys.Key_Up)
    QTest.keyClick(box.view(), Keys.Key_Return)
    assert items_in_order(controller.state)[0].format == value


def test_a_choice_is_for_all_selected_items_and_one_undo(
    page: PreparePage, controller: SampleSessionController, qtbot: QtBot
) -> None:
    select(page, 5, 7, Col.SHRINK)
    box = open_choices(page, qtbot)
    QTest.keyClick(box.view(), Keys.Key_Up)
    QTest.keyClick(box.view(), Keys.Key_Return)
    shrinks = [item.shrinks for item in items_in_order(controller.state)]
    assert shrinks[5:8] == [Shrinks.FIXED] * 3
    assert shrinks[:5] == [Shrinks.BY_SHARE] * 5
    controller.undo()
    assert {item.shrinks for item in items_in_order(controller.state)} == {Shrinks.BY_SHARE}


# -- items -----------------------------------------------------------------------------------------------


def test_typed_lines_become_items_one_after_the_other(page: PreparePage, controller: SampleSessionController) -> None:
    go_to(page.agenda.table, 9, Col.TITLE)
    typed("25 What could work?")
    press(page, Keys.Key_Return)
    typed("Перерва")
    press(page, Keys.Key_Return)
    assert titles(controller)[9:] == ["What could work?", "Перерва"]
    assert minutes(controller)[9:] == [25, 10]
    focus = QApplication.focusWidget()
    assert isinstance(focus, QLineEdit)
    assert focus.text() == ""


def test_a_line_that_is_no_item_is_refused_and_stays_to_be_put_right(
    page: PreparePage, controller: SampleSessionController, refusals: list[Message]
) -> None:
    go_to(page.agenda.table, 9, Col.TITLE)
    typed("25")
    press(page, Keys.Key_Return)
    assert len(refusals) == 1
    focus = QApplication.focusWidget()
    assert isinstance(focus, QLineEdit)
    assert focus.text() == "25"
    typed(" Pairs")
    press(page, Keys.Key_Return)
    assert (titles(controller)[9], minutes(controller)[9]) == ("Pairs", 25)


def test_alt_with_an_arrow_moves_an_item_and_the_choice_goes_along(
    page: PreparePage, controller: SampleSessionController
) -> None:
    go_to(page.agenda.table, 1, Col.MIN)
    press(page, Keys.Key_Down, Keys.Key_Down, held=ALT)
    assert titles(controller)[:4] == ["Welcome", "Check-in", "What matters about the road and the school", "Agreements"]
    assert page.agenda.table.currentIndex().row() == 3
    assert page.agenda.table.currentIndex().column() == Col.MIN
    press(page, Keys.Key_Up, Keys.Key_Up, Keys.Key_Up, Keys.Key_Up, held=ALT)
    assert titles(controller)[0] == "Agreements"
    assert page.agenda.table.currentIndex().row() == 0


def test_several_items_move_at_once(page: PreparePage, controller: SampleSessionController) -> None:
    before = titles(controller)
    select(page, 1, 2)
    press(page, Keys.Key_Down, held=ALT)
    assert titles(controller)[:4] == [before[0], before[3], before[1], before[2]]
    assert page.agenda.table.selected_rows == [2, 3]
    controller.undo()
    assert titles(controller) == before


def test_items_are_dropped_where_the_pointer_leaves_them(
    page: PreparePage, controller: SampleSessionController
) -> None:
    table = page.agenda.table
    before = titles(controller)
    select(page, 0, 1)
    table.drop_at(table.rowViewportPosition(4) + table.rowHeight(4) - 2)
    assert titles(controller)[:5] == [*before[2:5], *before[:2]]
    table.drop_at(table.viewport().height() + 100)
    assert titles(controller)[-2:] == before[:2]


def test_an_item_is_added_behind_the_current_one_and_named_at_once(
    page: PreparePage, controller: SampleSessionController
) -> None:
    go_to(page.agenda.table, 1, Col.TITLE)
    QTest.mouseClick(page.agenda.add, Qt.MouseButton.LeftButton)
    focus = QApplication.focusWidget()
    assert isinstance(focus, QLineEdit)
    assert focus.selectedText() == "New item"
    typed("Пауза")
    press(page, Keys.Key_Return)
    assert titles(controller)[1:4] == ["Agreements", "Пауза", "Check-in"]
    assert minutes(controller)[2] == 10


def test_insert_adds_an_item(page: PreparePage, controller: SampleSessionController) -> None:
    go_to(page.agenda.table, 2, Col.TITLE)
    press(page, Keys.Key_Insert)
    typed("Silence")
    press(page, Keys.Key_Return)
    assert titles(controller)[3] == "Silence"


def test_a_new_row_is_typed_as_the_last_line_is(page: PreparePage, controller: SampleSessionController) -> None:
    go_to(page.agenda.table, 2, Col.TITLE)
    press(page, Keys.Key_Insert)
    typed("14:30 25 Words")
    press(page, Keys.Key_Return)
    item = items_in_order(controller.state)[3]
    assert (item.title, item.planned_ms, item.fixed_at) == ("Words", 1_500_000, "14:30")


def test_a_new_row_wants_words_too_and_stays_new_until_it_has_them(
    page: PreparePage, controller: SampleSessionController, refusals: list[Message]
) -> None:
    go_to(page.agenda.table, 2, Col.TITLE)
    press(page, Keys.Key_Insert)
    typed("25")
    press(page, Keys.Key_Return)
    assert (len(refusals), titles(controller)[3]) == (1, "New item")
    write(page, page.agenda.table, 3, Col.TITLE, "Words 25m")
    assert (titles(controller)[3], minutes(controller)[3]) == ("Words", 25)


def test_another_title_leaves_the_length_of_a_row(page: PreparePage, controller: SampleSessionController) -> None:
    write(page, page.agenda.table, 0, Col.TITLE, "25 voices")
    assert (titles(controller)[0], minutes(controller)[0]) == ("25 voices", 10)


def test_delete_takes_items_off_and_one_that_was_held_stays(
    page: PreparePage, controller: SampleSessionController, refusals: list[Message]
) -> None:
    select(page, 3, 4)
    press(page, Keys.Key_Delete)
    assert len(titles(controller)) == 7
    controller.undo()
    assert len(titles(controller)) == 9
    controller.do(start_item, items_in_order(controller.state)[0].item_id)
    go_to(page.agenda.table, 0, Col.TITLE)
    press(page, Keys.Key_Delete)
    assert titles(controller)[0] == "Welcome"
    assert len(refusals) == 1


def test_rows_are_copied_cut_and_pasted_with_all_their_fields(
    page: PreparePage, controller: SampleSessionController
) -> None:
    before = titles(controller)
    select(page, 2, 3)
    press(page, Keys.Key_X, held=CTRL)
    assert titles(controller) == [*before[:2], *before[4:]]
    go_to(page.agenda.table, 6, Col.TITLE)
    press(page, Keys.Key_V, held=CTRL)
    assert titles(controller) == [*before[:2], *before[4:], *before[2:4]]
    pasted = items_in_order(controller.state)[-1]
    assert (pasted.settings, pasted.turn_limit_ms) == ({"order": "balanced_stack"}, 120_000)
    controller.undo()
    controller.undo()
    assert titles(controller) == before


def test_rows_go_to_a_spreadsheet_and_come_from_one(page: PreparePage, controller: SampleSessionController) -> None:
    select(page, 2, 3)
    press(page, Keys.Key_C, held=CTRL)
    copied = QApplication.clipboard().text()
    assert copied.splitlines()[:2] == [
        "min\titem\tquestion\thow\teach\tsettings",
        '20\tCheck-in\tWhat did you leave at home to be here?\tcheck-in\t1\t{"order":"go_around"}',
    ]
    QApplication.clipboard().setText(copied)  # As a spreadsheet gives it back: text alone.
    press(page, Keys.Key_V, held=CTRL)
    items = items_in_order(controller.state)
    fields = ("title", "question", "format", "settings", "planned_ms", "turn_limit_ms")
    assert [[getattr(item, name) for name in fields] for item in items[4:6]] == [
        [getattr(item, name) for name in fields] for item in items[2:4]
    ]
    controller.undo()
    assert len(titles(controller)) == 9


def test_columns_without_headings_are_pasted_by_what_stands_in_them(
    page: PreparePage, controller: SampleSessionController
) -> None:
    QApplication.clipboard().setText("14:00\t25\tЩо далі?\r\n\r\n14:25\t1h30\tРобота\r\n")
    go_to(page.agenda.table, 2, Col.TITLE)
    press(page, Keys.Key_V, held=CTRL)
    assert titles(controller)[3:5] == ["Що далі?", "Робота"]
    assert minutes(controller)[3:5] == [25, 90]


def test_lines_are_pasted_into_the_line_to_type(page: PreparePage, controller: SampleSessionController) -> None:
    QApplication.clipboard().setText("25 Що далі?\n\n10 Пари\nКоло 1h")
    page.agenda.table.edit_line()
    press(page, Keys.Key_V, held=CTRL)
    assert titles(controller)[9:] == ["Що далі?", "Пари", "Коло"]
    assert minutes(controller)[9:] == [25, 10, 60]


def test_lengths_alone_are_pasted_into_the_column_of_lengths(
    page: PreparePage, controller: SampleSessionController
) -> None:
    QApplication.clipboard().setText("5\n1h\n7\n")
    go_to(page.agenda.table, 1, Col.MIN)
    press(page, Keys.Key_V, held=CTRL)
    assert minutes(controller)[:5] == [10, 5, 60, 7, 15]
    controller.undo()
    assert minutes(controller)[:5] == [10, 10, 20, 35, 15]


@pytest.mark.parametrize("text", ["", "25\n1h\n", "10 Pairs\n25"])
def test_of_what_cannot_be_pasted_nothing_is_taken(
    page: PreparePage, controller: SampleSessionController, refusals: list[Message], text: str
) -> None:
    QApplication.clipboard().setText(text)
    go_to(page.agenda.table, 1, Col.TITLE)
    press(page, Keys.Key_V, held=CTRL)
    assert len(titles(controller)) == 9
    assert len(refusals) == 1


def test_items_are_split_merged_grouped_and_copied(page: PreparePage, controller: SampleSessionController) -> None:
    go_to(page.agenda.table, 3, Col.TITLE)
    QTest.mouseClick(button(page.agenda, "Split"), Qt.MouseButton.LeftButton)
    assert minutes(controller)[3:5] == [17, 18]
    QTest.mouseClick(button(page.agenda, "Merge"), Qt.MouseButton.LeftButton)
    assert minutes(controller)[3] == 35
    select(page, 5, 6)
    QTest.mouseClick(button(page.agenda, "Group them"), Qt.MouseButton.LeftButton)
    typed("Tables")
    press(page, Keys.Key_Return)
    assert titles(controller)[5:8] == ["Tables", "Pairs", "What could work"]
    assert cell(page.agenda.table, 5, Col.MIN) == "40"
    write(page, page.agenda.table, 5, Col.MIN, "30")
    assert "parts" in [finding.kind for finding in page.fit.found]
    go_to(page.agenda.table, 5, Col.TITLE)
    press(page, Keys.Key_D, held=CTRL)
    assert titles(controller)[8:11] == ["Tables", "Pairs", "What could work"]
    go_to(page.agenda.table, 8, Col.TITLE)
    QTest.mouseClick(button(page.agenda, "Ungroup"), Qt.MouseButton.LeftButton)
    assert titles(controller)[8:10] == ["Pairs", "What could work"]


# -- times -----------------------------------------------------------------------------------------------


def test_times_follow_from_the_beginning_and_from_fixed_ones(
    page: PreparePage, controller: SampleSessionController
) -> None:
    table = page.agenda.table
    assert [cell(table, row, Col.AT) for row in range(3)] == ["+0:00", "+0:10", "+0:20"]
    page.info.begins.setFocus()
    typed("14:00")
    press(page, Keys.Key_Return)
    assert [cell(table, row, Col.AT) for row in range(3)] == ["14:00", "14:10", "14:20"]
    assert cell(table, 9, Col.AT) == "16:59"
    write(page, table, 4, Col.AT, "15:20")
    assert [cell(table, row, Col.AT) for row in range(4, 6)] == ["15:20", "15:35"]
    assert items_in_order(controller.state)[4].fixed_at == "15:20"


def test_an_empty_session_is_prepared_from_nothing(qtbot: QtBot, tmp_path: Path) -> None:
    with closing(empty_controller(tmp_path)) as controller:
        for page in shown(qtbot, controller):
            page.grab()
            page.agenda.table.setFocus()
            typed("10 Opening")
            press(page, Keys.Key_Return)
            page.people.number.setFocus()
            press(page, Keys.Key_Return)
            assert titles(controller) == ["Opening"]
            assert len(page.people.seats.selected) == 0
            assert controller.state.participants

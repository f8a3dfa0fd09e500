"""Prepare: agenda, seats, groups and sheets edited in place, with keys, in the real page."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest
from PySide6.QtCore import QPersistentModelIndex, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLineEdit, QPushButton, QWidget
from pytestqt.modeltest import ModelTester
from pytestqt.qtbot import QtBot

from facilitator_console.log import WorkPhase
from facilitator_console.notes.commands import edit_list_entry
from facilitator_console.notes.ids import GroupList
from facilitator_console.notes.state import entries_on
from facilitator_console.session.agenda import edit_session, items_in_order, move_item, start_item
from facilitator_console.session.ids import Attribution, Role
from facilitator_console.session.people import edit_participant, groups_shown, remove_participants, seated
from facilitator_console.ui.parts.choice import Choice
from facilitator_console.ui.parts.editable_table import EditTable
from facilitator_console.ui.parts.group_list_model import ListEntriesModel
from facilitator_console.ui.prepare.agenda_table_model import agenda_table
from facilitator_console.ui.prepare.people_table_model import groups_table, people_table
from facilitator_console.ui.prepare.prepare_page import PreparePage
from facilitator_console.words import Message
from tests.ui.keyboard import type_text
from tests.ui.preparing import cell, shown
from tests.ui.sample import SampleSessionController, empty_controller, prepared_controller

Keys = Qt.Key
ALT = Qt.KeyboardModifier.AltModifier
TITLE, QUESTION, FORMAT, MINUTES, ORDER, LIMIT = range(1, 7)
SEAT, LABEL, GROUP, ROLE = range(4)


@pytest.fixture
def controller(qtbot: QtBot, tmp_path: Path) -> Iterator[SampleSessionController]:
    del qtbot
    with closing(prepared_controller(tmp_path)) as made:
        made.phase = WorkPhase.PREPARE
        yield made


@pytest.fixture
def page(qtbot: QtBot, controller: SampleSessionController) -> Iterator[PreparePage]:
    yield from shown(qtbot, controller)


@pytest.fixture
def refusals(controller: SampleSessionController) -> list[str]:
    heard: list[Message] = []
    controller.refused.connect(heard.append)
    return heard  # type: ignore[return-value]  # compared as text


def press(page: QWidget, *keys: Qt.Key, held: Qt.KeyboardModifier = Qt.KeyboardModifier.NoModifier) -> None:
    for key in keys:
        QTest.keyClick(page.windowHandle(), key, held)


def typed(text: str) -> None:
    focus = QApplication.focusWidget()
    assert focus is not None
    type_text(focus, text)


def go_to(table: EditTable, row: int, column: int) -> None:
    table.setFocus()
    table.setCurrentIndex(table.model().index(row, column))


def write(page: PreparePage, table: EditTable, row: int, column: int, text: str) -> None:
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


def test_the_tables_keep_qts_rules_through_all_that_happens(
    controller: SampleSessionController, qtmodeltester: ModelTester
) -> None:
    models = (
        agenda_table(controller),
        people_table(controller),
        groups_table(controller),
        ListEntriesModel(controller, GroupList.OUTCOMES),
    )
    for model in models:
        qtmodeltester.check(model)  # type: ignore[no-untyped-call]
    items = items_in_order(controller.state)
    kept = [QPersistentModelIndex(models[0].index(row, TITLE)) for row in range(9)]
    controller.do(move_item, items[0].item_id, None)
    assert [index.data() for index in kept] == [item.title for item in items]
    assert [index.row() for index in kept] == [8, 0, 1, 2, 3, 4, 5, 6, 7]
    controller.do(move_item, items[5].item_id, items[2].item_id)
    assert [index.data() for index in kept] == [item.title for item in items]
    controller.undo()
    controller.undo()
    assert [models[0].index(row, TITLE).data() for row in range(9)] == titles(controller)


# -- agenda ----------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("column", "text", "field", "value"),
    [
        (TITLE, "Вітання", "title", "Вітання"),
        (QUESTION, "Хто ми?", "question", "Хто ми?"),
        (MINUTES, "12", "planned_ms", 720_000),
        (MINUTES, "1:30", "planned_ms", 90_000),
        (MINUTES, "", "planned_ms", 0),
        (LIMIT, "0:45", "turn_limit_ms", 45_000),
    ],
)
def test_cells_are_written_in_place(
    page: PreparePage, controller: SampleSessionController, column: int, text: str, field: str, value: object
) -> None:
    write(page, page.agenda.table, 0, column, text)
    assert getattr(items_in_order(controller.state)[0], field) == value
    assert page.agenda.table.hasFocus()


@pytest.mark.parametrize(("column", "text"), [(TITLE, "  "), (MINUTES, "soon"), (MINUTES, "2000"), (LIMIT, "1:99")])
def test_what_cannot_be_is_refused_and_the_old_value_stays(
    page: PreparePage, controller: SampleSessionController, refusals: list[str], column: int, text: str
) -> None:
    before = items_in_order(controller.state)
    write(page, page.agenda.table, 0, column, text)
    assert len(refusals) == 1
    assert items_in_order(controller.state) == before
    assert cell(page.agenda.table, 0, TITLE) == "Welcome"


def test_a_cell_left_as_it_was_or_with_esc_is_no_edit(page: PreparePage, controller: SampleSessionController) -> None:
    last = controller.console.undo_stack.undoable()
    write(page, page.agenda.table, 0, MINUTES, "10")
    go_to(page.agenda.table, 0, TITLE)
    press(page, Keys.Key_F2)
    typed("x")
    press(page, Keys.Key_Escape)
    assert controller.console.undo_stack.undoable() == last


def test_a_letter_begins_to_write_over_a_cell(page: PreparePage, controller: SampleSessionController) -> None:
    go_to(page.agenda.table, 0, TITLE)
    press(page, Keys.Key_H)
    press(page, Keys.Key_Return)
    assert titles(controller)[0].lower() == "h"


@pytest.mark.parametrize(
    ("column", "down", "field", "value"),
    [
        (FORMAT, 1, "format", "check_in"),
        (FORMAT, 0, "format", "open_floor"),
        (FORMAT, -1, "format", "talking_piece"),
    ],
)
def test_choices_open_with_enter_and_are_kept_with_enter(
    page: PreparePage,
    controller: SampleSessionController,
    qtbot: QtBot,
    column: int,
    down: int,
    field: str,
    value: object,
) -> None:
    go_to(page.agenda.table, 0, column)
    press(page, Keys.Key_Return)
    box = page.agenda.table.findChild(Choice)
    assert box is not None
    qtbot.waitUntil(lambda: box.view().isVisible())
    for _ in range(abs(down)):
        QTest.keyClick(box.view(), Keys.Key_Down if down > 0 else Keys.Key_Up)
    QTest.keyClick(box.view(), Keys.Key_Return)
    assert getattr(items_in_order(controller.state)[0], field) == value


def test_alt_with_an_arrow_moves_an_item_and_the_choice_goes_along(
    page: PreparePage, controller: SampleSessionController
) -> None:
    go_to(page.agenda.table, 1, MINUTES)
    press(page, Keys.Key_Down, Keys.Key_Down, held=ALT)
    assert titles(controller)[:4] == ["Welcome", "Check-in", "What matters about the road and the school", "Agreements"]
    assert page.agenda.table.currentIndex().row() == 3
    assert page.agenda.table.currentIndex().column() == MINUTES
    press(page, Keys.Key_Up, Keys.Key_Up, Keys.Key_Up, Keys.Key_Up, held=ALT)
    assert titles(controller)[0] == "Agreements"
    assert page.agenda.table.currentIndex().row() == 0


def test_the_last_item_moves_no_further(page: PreparePage, controller: SampleSessionController) -> None:
    before = titles(controller)
    go_to(page.agenda.table, 8, TITLE)
    press(page, Keys.Key_Down, held=ALT)
    assert titles(controller) == before
    assert not button(page.agenda, "Down").isEnabled()
    assert button(page.agenda, "Up").isEnabled()


def test_an_item_is_added_behind_the_current_one_and_named_at_once(
    page: PreparePage, controller: SampleSessionController
) -> None:
    go_to(page.agenda.table, 1, TITLE)
    QTest.mouseClick(page.agenda.add, Qt.MouseButton.LeftButton)
    focus = QApplication.focusWidget()
    assert isinstance(focus, QLineEdit)
    assert focus.selectedText() == "New item"
    typed("Пауза")
    press(page, Keys.Key_Return)
    assert titles(controller)[1:4] == ["Agreements", "Пауза", "Check-in"]


def test_delete_takes_an_item_off_and_one_that_was_held_stays(
    page: PreparePage, controller: SampleSessionController, refusals: list[str]
) -> None:
    go_to(page.agenda.table, 4, TITLE)
    press(page, Keys.Key_Delete)
    assert "Break" not in titles(controller)
    controller.do(start_item, items_in_order(controller.state)[0].item_id)
    go_to(page.agenda.table, 0, TITLE)
    press(page, Keys.Key_Delete)
    assert titles(controller)[0] == "Welcome"
    assert len(refusals) == 1


def test_length_and_end_are_said_and_follow(page: PreparePage, controller: SampleSessionController) -> None:
    assert page.agenda.length.text() == "9 items · 2 h 59 min"
    write(page, page.agenda.table, 0, MINUTES, "11")
    assert page.agenda.length.text() == "9 items · 3 h"
    controller.do(start_item, items_in_order(controller.state)[0].item_id)
    assert page.agenda.length.text() == "9 items · 3 h · promised end 17:01"


def test_rounds_that_do_not_fit_are_warned_of(page: PreparePage) -> None:
    warning = page.agenda.warning
    assert warning.text() == "“Check-in”: 24 people of 1 min each need 24 min; 20 min are planned."
    write(page, page.agenda.table, 2, MINUTES, "24")
    assert not warning.isVisible()


def test_tab_leaves_the_table(page: PreparePage) -> None:
    go_to(page.agenda.table, 0, TITLE)
    press(page, Keys.Key_Tab)
    assert not page.agenda.table.hasFocus()


# -- seats and groups ------------------------------------------------------------------------------------


def test_seats_are_added_by_number_as_one_action(
    page: PreparePage, controller: SampleSessionController, refusals: list[str]
) -> None:
    page.people.number.setFocus()
    typed("6")
    press(page, Keys.Key_Return)
    assert len(seated(controller.state)) == 30
    assert page.people.number.text() == ""
    controller.undo()
    assert len(seated(controller.state)) == 24
    typed("many")
    press(page, Keys.Key_Return)
    assert len(seated(controller.state)) == 24
    assert len(refusals) == 1


def test_without_a_number_one_seat_is_added_to_those_that_are_there(
    page: PreparePage, controller: SampleSessionController
) -> None:
    before = len(seated(controller.state))
    assert page.people.number.placeholderText() == "1"
    page.people.add_seats.click()
    assert len(seated(controller.state)) == before + 1
    controller.do(remove_participants, [one.participant_id for one in seated(controller.state)])
    assert page.people.number.placeholderText() == "12"
    page.people.add_seats.click()
    assert len(seated(controller.state)) == 12


def test_a_seats_number_and_label_are_written(
    page: PreparePage, controller: SampleSessionController, refusals: list[str]
) -> None:
    seats = page.people.seats
    write(page, seats, 0, LABEL, "О.")
    write(page, seats, 0, SEAT, "40")
    person = seated(controller.state)[-1]
    assert (person.seat, person.label) == (40, "О.")
    write(page, seats, 0, SEAT, "3")
    write(page, seats, 0, SEAT, "front")
    write(page, seats, 0, SEAT, "")
    assert len(refusals) == 3
    assert seated(controller.state)[0].seat == 2


def test_group_and_role_are_chosen(page: PreparePage, controller: SampleSessionController) -> None:
    model = page.people.seats.model()
    third = groups_shown(controller.state)[2].group_id
    assert model.setData(model.index(0, GROUP), third)
    assert model.setData(model.index(0, ROLE), Role.OBSERVER)
    assert (cell(page.people.seats, 0, GROUP), cell(page.people.seats, 0, ROLE)) == ("Group C", "observer")
    assert seated(controller.state)[0].role is Role.OBSERVER


def test_a_groups_name_and_head_count_are_written(page: PreparePage, controller: SampleSessionController) -> None:
    groups = page.people.groups
    assert [cell(groups, 0, column) for column in (0, 1)] == ["Group A", "10"]
    write(page, groups, 0, 0, "Верхня вулиця")
    write(page, groups, 0, 1, "14")
    group = groups_shown(controller.state)[0]
    assert (group.name, group.head_count) == ("Верхня вулиця", 14)
    assert cell(page.people.seats, 0, GROUP) == "Верхня вулиця"
    write(page, groups, 0, 1, "")
    assert cell(groups, 0, 1) == "10"


def test_a_group_is_added_and_taken_away(page: PreparePage, controller: SampleSessionController) -> None:
    QTest.mouseClick(page.people.add_group, Qt.MouseButton.LeftButton)
    typed("Гості")
    press(page, Keys.Key_Return)
    assert groups_shown(controller.state)[-1].name == "Гості"
    go_to(page.people.groups, 0, 0)
    press(page, Keys.Key_Delete)
    assert len(groups_shown(controller.state)) == 3
    assert cell(page.people.seats, 0, GROUP) == "no group"


def test_a_seat_is_taken_away(page: PreparePage, controller: SampleSessionController) -> None:
    go_to(page.people.seats, 4, LABEL)
    press(page, Keys.Key_Delete)
    assert 5 not in [person.seat for person in seated(controller.state)]


def select(page: PreparePage, table: EditTable, first: int, last: int, column: int) -> None:
    """Select rows with Shift and the arrow, as somebody does."""
    go_to(table, first, column)
    press(page, *[Keys.Key_Down] * (last - first), held=Qt.KeyboardModifier.ShiftModifier)


def test_a_group_is_chosen_for_several_seats_as_one_action(
    page: PreparePage, controller: SampleSessionController, qtbot: QtBot
) -> None:
    select(page, page.people.seats, 1, 4, GROUP)
    press(page, Keys.Key_Return)
    box = page.people.seats.findChild(Choice)
    assert box is not None
    qtbot.waitUntil(lambda: box.view().isVisible())
    for _ in range(2):
        QTest.keyClick(box.view(), Keys.Key_Down)
    QTest.keyClick(box.view(), Keys.Key_Return)
    groups = [cell(page.people.seats, row, GROUP) for row in range(6)]
    assert groups == ["Group A", *["Group C"] * 4, "Group A"]
    controller.undo()
    assert {cell(page.people.seats, row, GROUP) for row in range(6)} == {"Group A"}


def test_several_seats_are_taken_away_as_one_action(page: PreparePage, controller: SampleSessionController) -> None:
    select(page, page.people.seats, 2, 5, LABEL)
    press(page, Keys.Key_Delete)
    assert [person.seat for person in seated(controller.state)][:4] == [1, 2, 7, 8]
    controller.undo()
    assert len(seated(controller.state)) == 24


def test_insert_adds_an_item_a_seat_a_group(page: PreparePage, controller: SampleSessionController) -> None:
    go_to(page.agenda.table, 2, TITLE)
    press(page, Keys.Key_Insert)
    typed("Silence")
    press(page, Keys.Key_Return)
    assert titles(controller)[3] == "Silence"
    go_to(page.people.seats, 0, LABEL)
    press(page, Keys.Key_Insert)
    assert len(seated(controller.state)) == 25
    go_to(page.people.groups, 0, 0)
    press(page, Keys.Key_Insert, Keys.Key_Escape)
    assert len(groups_shown(controller.state)) == 4
    for _ in range(4):
        controller.undo()
    assert (len(titles(controller)), len(seated(controller.state)), len(groups_shown(controller.state))) == (9, 24, 3)


def test_the_tables_begin_at_a_cell_that_can_be_written(page: PreparePage) -> None:
    page.agenda.table.setFocus()
    assert page.agenda.table.currentIndex().column() == TITLE


# -- title, attribution, sheets --------------------------------------------------------------------------


def test_the_title_is_written_and_nothing_is_refused(
    page: PreparePage, controller: SampleSessionController, refusals: list[str]
) -> None:
    page.title.setFocus()
    page.title.selectAll()
    typed("Осіннє коло")
    press(page, Keys.Key_Return)
    assert controller.state.info.title == "Осіннє коло"
    page.title.selectAll()
    press(page, Keys.Key_Delete, Keys.Key_Return)
    assert controller.state.info.title == page.title.text() == "Осіннє коло"
    assert len(refusals) == 1


def test_a_title_from_elsewhere_is_shown(page: PreparePage, controller: SampleSessionController) -> None:
    controller.do(edit_session, title="Another")
    assert page.title.text() == "Another"


def test_attribution_is_chosen(page: PreparePage, controller: SampleSessionController) -> None:
    page.attribution.setFocus()
    press(page, Keys.Key_Down)
    assert controller.state.info.attribution is Attribution.GROUP
    controller.undo()
    assert page.attribution.currentData() == Attribution.NONE


def test_lines_are_added_rewritten_and_taken_off(page: PreparePage, controller: SampleSessionController) -> None:
    agreements = page.group_lists[0]
    agreements.field.setFocus()
    for text in ("Слухаємо до кінця", "Говоримо коротко"):
        typed(text)
        press(page, Keys.Key_Return)
    assert agreements.field.hasFocus()
    agreements.entries.setFocus()
    agreements.entries.setCurrentIndex(agreements.entries.model().index(0, 0))
    press(page, Keys.Key_Return)
    typed("!")
    press(page, Keys.Key_Return)
    assert [line.text for line in entries_on(controller.state, GroupList.AGREEMENTS)] == [
        "Слухаємо до кінця!",
        "Говоримо коротко",
    ]
    press(page, Keys.Key_Delete)
    assert [line.text for line in entries_on(controller.state, GroupList.AGREEMENTS)] == ["Говоримо коротко"]
    assert entries_on(controller.state, GroupList.OUTCOMES) == ()


def test_a_line_written_twice_at_once_shows_both_until_it_is_rewritten(
    page: PreparePage, controller: SampleSessionController
) -> None:
    group_list = page.group_lists[1]
    group_list.field.setText("We meet again")
    group_list.field.setFocus()
    press(page, Keys.Key_Return)
    (line,) = entries_on(controller.state, GroupList.OUTCOMES)
    group_list.entries.setFocus()
    group_list.entries.setCurrentIndex(group_list.entries.model().index(0, 0))
    press(page, Keys.Key_Return)
    typed(" in May")
    controller.do(edit_list_entry, line.list_entry_id, "We meet soon")
    press(page, Keys.Key_Return)
    (line,) = entries_on(controller.state, GroupList.OUTCOMES)
    assert {line.text, *line.other_texts} == {"We meet again in May", "We meet soon"}
    page.grab()


def test_an_empty_session_is_prepared_from_nothing(qtbot: QtBot, tmp_path: Path) -> None:
    with closing(empty_controller(tmp_path)) as controller:
        for page in shown(qtbot, controller):
            page.grab()
            page.agenda.add.setFocus()
            press(page, Keys.Key_Space)
            typed("Opening")
            press(page, Keys.Key_Return)
            page.people.number.setFocus()
            press(page, Keys.Key_Return)
            assert titles(controller) == ["Opening"]
            assert len(seated(controller.state)) == 12


def test_a_label_without_end_pushes_no_column_out_of_sight(
    page: PreparePage, controller: SampleSessionController
) -> None:
    table = page.people.seats
    first = seated(controller.state)[0].participant_id
    controller.do(edit_participant, first, label="x" * 75)
    QApplication.processEvents()
    assert sum(table.columnWidth(column) for column in (SEAT, LABEL, GROUP, ROLE)) <= table.viewport().width()

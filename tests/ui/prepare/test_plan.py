"""Prepare: the session as a whole, what does not fit and its fixes, an item's details, a dialogue by keys alone."""

from __future__ import annotations

from contextlib import closing
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLineEdit, QWidget
from pytestqt.qtbot import QtBot

from facilitator_console.log import WorkPhase
from facilitator_console.notes.commands import edit_list_entry
from facilitator_console.notes.ids import GroupList
from facilitator_console.notes.state import entries_on
from facilitator_console.session import events as ev
from facilitator_console.session.agenda import edit_session, items_in_order
from facilitator_console.session.editing import edit_items, plan_session
from facilitator_console.session.ids import NO_ITEM, Attribution, Shrinks
from facilitator_console.session.people import seated
from facilitator_console.session.promise import set_promised_end
from facilitator_console.session.schedule import schedule
from facilitator_console.session.settings import settings_of
from facilitator_console.ui.parts.choice import Choice
from facilitator_console.ui.prepare.agenda_columns import Col
from facilitator_console.ui.prepare.prepare_page import PreparePage
from facilitator_console.views.formats import VIEWS, SettingKind
from facilitator_console.words import Message
from tests.ui.preparing import Keys, cell, go_to, minutes, press, shown, titles, typed, write
from tests.ui.sample import SampleSessionController, empty_controller

# -- the session as a whole ------------------------------------------------------------------------------


def test_the_title_is_written_and_nothing_is_refused(
    page: PreparePage, controller: SampleSessionController, refusals: list[Message]
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


def test_attribution_and_language_are_chosen(page: PreparePage, controller: SampleSessionController) -> None:
    page.info.attribution.setFocus()
    press(page, Keys.Key_Down)
    assert controller.state.info.attribution is Attribution.GROUP
    controller.undo()
    assert page.info.attribution.currentData() == Attribution.NONE
    page.info.language.setFocus()
    press(page, Keys.Key_Down)
    assert controller.state.info.language == page.info.language.currentData() != "en"


def write_info(page: PreparePage, name: str, text: str) -> None:
    field = getattr(page.info, name)
    field.setFocus(Qt.FocusReason.TabFocusReason)
    field.selectAll()
    if text:
        typed(text)
    else:
        press(page, Keys.Key_Delete)
    press(page, Keys.Key_Return)


def test_beginning_and_promised_end_are_typed_and_the_end_stays(
    page: PreparePage, controller: SampleSessionController, refusals: list[Message]
) -> None:
    write_info(page, "begins", "14:00")
    today = controller.times.today()
    assert controller.state.info.begins == ev.LocalTime(today.date, "14:00", today.utc_offset_min)
    assert page.info.begins.text() == "2025-11-08 14:00"
    write_info(page, "promised", "17")
    assert page.info.promised.text() == "17:00"
    assert page.info.slack.text() == "1 min"
    write(page, page.agenda.table, 0, Col.MIN, "30")
    assert page.info.promised.text() == "17:00"
    assert page.info.slack.text() == "19 min"
    assert page.info.planned.text() == "3 h 19 min"
    write_info(page, "promised", "soon")
    assert len(refusals) == 1
    assert page.info.promised.text() == "17:00"
    write_info(page, "promised", "")
    assert controller.state.info.promised is None
    write_info(page, "begins", "9.12 9:30 UTC+9")
    assert controller.state.info.begins == ev.LocalTime("2025-12-09", "09:30", 540)
    assert page.info.begins.text() == "2025-12-09 09:30 UTC+9"


def test_begin_starts_the_first_item_and_goes_to_the_meeting(
    page: PreparePage, controller: SampleSessionController, qtbot: QtBot
) -> None:
    assert page.begin.text() == "Begin"
    with qtbot.waitSignal(page.ring_requested):
        page.begin.click()
    assert controller.state.room.item_id == items_in_order(controller.state)[0].item_id
    assert page.begin.text() == "To the meeting"


def test_lines_of_the_groups_lists_are_added_rewritten_and_taken_off(
    page: PreparePage, controller: SampleSessionController
) -> None:
    page.lists_button.click()
    agreements = page.group_lists[0]
    assert agreements.field.hasFocus()
    for text in ("Слухаємо до кінця", "Говоримо коротко"):
        typed(text)
        press(page, Keys.Key_Return)
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
    page.lists_button.click()
    assert page.agenda.table.hasFocus()


def test_a_line_written_twice_at_once_shows_both_until_it_is_rewritten(
    page: PreparePage, controller: SampleSessionController
) -> None:
    page.lists_button.click()
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


# -- does it fit -----------------------------------------------------------------------------------------


def heads(page: PreparePage) -> list[str]:
    return [finding.kind for finding in page.fit.found]


def link(page: PreparePage, text: str) -> None:
    """Click the fix that says this."""
    next(found for found in page.fit.links() if found.text() == text).click()


def test_what_does_not_fit_is_said_and_a_click_puts_it_right(
    page: PreparePage, controller: SampleSessionController
) -> None:
    today = controller.times.today()
    controller.do(plan_session, ev.SessionEdited(begins=ev.LocalTime(today.date, "14:00", today.utc_offset_min)))
    controller.do(set_promised_end, ev.LocalTime(today.date, "17:00", today.utc_offset_min))
    assert heads(page) == ["tight", "slack"]
    link(page, "Half a minute each")
    assert items_in_order(controller.state)[2].turn_limit_ms == 30_000
    link(page, "“What matters about the road and the school” 4 min shorter")
    assert minutes(controller)[3] == 31
    assert page.fit.all_well.isVisible()
    assert page.fit.all_well.text() == "Everything fits."
    controller.undo()
    controller.undo()
    assert heads(page) == ["tight", "slack"]


def test_a_break_is_put_where_it_is_missing(page: PreparePage, controller: SampleSessionController) -> None:
    go_to(page.agenda.table, 4, Col.TITLE)
    press(page, Keys.Key_Delete)
    assert "break" in heads(page)
    link(page, "A break of 15 min before “What could work”")
    assert titles(controller)[5] == "Break"
    assert "break" not in heads(page)


def test_a_link_is_reached_and_pressed_with_keys(page: PreparePage, controller: SampleSessionController) -> None:
    page.fit.links()[1].setFocus()
    press(page, Keys.Key_Space)
    assert minutes(controller)[2] == 25


# -- an item's details -----------------------------------------------------------------------------------


def test_an_items_details_are_written_beside_the_agenda(
    page: PreparePage, controller: SampleSessionController, refusals: list[Message]
) -> None:
    go_to(page.agenda.table, 3, Col.TITLE)
    page.agenda.details.click()
    panel = page.item
    assert panel.led_by.hasFocus()
    typed("О. 🙂")
    press(page, Keys.Key_Tab)
    typed("14:50")
    press(page, Keys.Key_Return)
    panel.most.setFocus()
    typed("45")
    press(page, Keys.Key_Tab)
    panel.team_note.setFocus()
    typed("повільно")
    press(page, Keys.Key_Tab)
    panel.internal.click()
    item = items_in_order(controller.state)[3]
    assert (item.led_by, item.fixed_at, item.most_ms) == ("О. 🙂", "14:50", 45 * 60_000)
    assert (item.team_note, item.internal) == ("повільно", True)
    assert "led by О. 🙂" in page.agenda.table.agenda.cell(3, Col.TITLE).below
    panel.fixed_at.setFocus()
    panel.fixed_at.selectAll()
    typed("late")
    press(page, Keys.Key_Return)
    assert len(refusals) == 1
    assert panel.fixed_at.text() == "14:50"
    press(page, Keys.Key_Escape)
    assert page.agenda.table.hasFocus()


def test_what_is_typed_belongs_to_the_item_that_it_was_typed_for(
    page: PreparePage, controller: SampleSessionController
) -> None:
    go_to(page.agenda.table, 0, Col.TITLE)
    page.agenda.details.click()
    page.item.goal.setFocus()
    typed("arrive")
    page.agenda.table.setCurrentIndex(page.agenda.table.agenda.index(1, Col.TITLE))
    assert [item.goal for item in items_in_order(controller.state)[:2]] == ["arrive", ""]
    assert page.item.goal.toPlainText() == ""


def test_the_least_length_shows_only_where_an_item_shrinks_down_to_it(
    page: PreparePage, controller: SampleSessionController
) -> None:
    go_to(page.agenda.table, 3, Col.TITLE)
    page.agenda.details.click()
    assert not page.item.least.isVisible()
    third = items_in_order(controller.state)[3].item_id
    controller.do(edit_items, [third], ev.ItemEdited(shrinks=Shrinks.TO_LEAST))
    assert page.item.least.isVisible()


def test_an_item_has_its_own_settings_where_it_differs_from_the_session(
    page: PreparePage, controller: SampleSessionController, refusals: list[Message]
) -> None:
    controller.do(edit_session, settings={"quiet_ms": 90_000})
    go_to(page.agenda.table, 3, Col.TITLE)
    page.agenda.details.click()
    own, item = page.item.own, items_in_order(controller.state)[3].item_id
    field = own.fields["quiet_ms"]
    assert not field.isVisible()
    own.link.click()
    assert (field.hasFocus(), field.text(), field.placeholderText()) == (True, "", "1½")
    typed("3")
    press(page, Keys.Key_Tab)
    assert settings_of(controller.state, item).quiet_ms == 180_000
    own.choices["several_entries"].activated.emit(1)
    assert settings_of(controller.state, item).several_entries
    for name, words in (("long_queue", "1"), ("call_back_ms", "soon"), ("long_queue", "⅓")):
        own.fields[name].setFocus()
        typed(words)
        press(page, Keys.Key_Tab)
    assert len(refusals) == 3
    assert (own.fields["long_queue"].text(), own.fields["call_back_ms"].text()) == ("", "")
    # Another item has nothing of it, and this one has it as in the session again where it is emptied.
    page.agenda.table.setCurrentIndex(page.agenda.table.agenda.index(1, Col.TITLE))
    assert not field.isVisible()
    page.agenda.table.setCurrentIndex(page.agenda.table.agenda.index(3, Col.TITLE))
    assert (field.isVisible(), field.text()) == (True, "3")
    field.setFocus()
    field.selectAll()
    press(page, Keys.Key_Delete)
    press(page, Keys.Key_Tab)
    own.choices["several_entries"].activated.emit(0)
    assert settings_of(controller.state, item) == settings_of(controller.state, NO_ITEM)


@pytest.mark.parametrize("name", VIEWS)
def test_what_a_format_wants_chosen_is_typed_in_the_details(
    page: PreparePage, controller: SampleSessionController, refusals: list[Message], name: str
) -> None:
    go_to(page.agenda.table, 3, Col.TITLE)
    page.agenda.details.click()
    item = items_in_order(controller.state)[3].item_id
    controller.do(edit_items, [item], ev.ItemEdited(format=name))
    for setting in VIEWS[name].settings_of(controller.state.items[item]):
        field = page.item.of_format.fields[setting.name]
        before = setting.value(controller.state.items[item])
        if isinstance(field, QLineEdit):
            field.setFocus()
            field.selectAll()
            typed("3")
            press(page, Keys.Key_Tab)
        else:
            field.click()
        value = setting.value(controller.state.items[item])
        length = 180_000 if setting.kind is SettingKind.LENGTH else 3
        assert value == (length if isinstance(field, QLineEdit) else not before)
    assert refusals == []


# -- by keys alone ---------------------------------------------------------------------------------------

LINES = (
    "10 Вітання", "10 Домовленості", "20 Вступне коло", "10 Тема", "10 Пари", "30 Діалог", "15 Перерва", "5 Пари",
    "30 Діалог", "10 Підсумки", "15 Чи правильно ми почули?", "10 Завершальне коло", "5 Оцінювання",
)  # fmt: skip


class Hands:
    """Counts what somebody does: a key that is pressed, a text that is typed."""

    def __init__(self, page: PreparePage) -> None:
        self.page = page
        self.actions = 0

    def press(self, *keys: Qt.Key, held: Qt.KeyboardModifier = Qt.KeyboardModifier.NoModifier) -> None:
        for key in keys:
            self.actions += 1
            focus = QApplication.focusWidget()
            target = self.page.windowHandle() if focus is None or focus.window() is self.page else focus
            QTest.keyClick(target, key, held)

    def go_to(self, wanted: QWidget, key: Qt.Key) -> None:
        """Press a key until something has the focus."""
        while not wanted.hasFocus():
            self.press(key)
            assert self.actions < 100, f"it is not reached from {QApplication.focusWidget()}"

    def choose(self, qtbot: QtBot, words: str) -> None:
        """Open the choices of a cell, type what one of them begins with, and take it."""
        self.press(Keys.Key_Return)
        box = self.page.agenda.table.findChild(Choice)
        assert box is not None
        qtbot.waitUntil(lambda: box.view().isVisible())
        self.actions += 2
        QTest.keyClicks(box.view(), words)
        QTest.keyClick(box.view(), Keys.Key_Return)

    def type(self, text: str) -> None:
        self.actions += 1
        typed(text)


def test_a_dialogue_of_three_hours_is_planned_from_nothing_by_keys_in_under_60_actions(
    qtbot: QtBot, tmp_path: Path
) -> None:
    with closing(empty_controller(tmp_path)) as controller:
        controller.phase = WorkPhase.PREPARE
        for page in shown(qtbot, controller):
            hands = Hands(page)
            page.setFocus()
            hands.go_to(page.info.begins, Keys.Key_Backtab)
            hands.type("14:00")
            hands.press(Keys.Key_Tab)
            hands.type("17:05")
            hands.go_to(page.agenda.table, Keys.Key_Tab)
            for line in LINES:
                hands.type(line)
                hands.press(Keys.Key_Return)
            hands.press(Keys.Key_Escape, *[Keys.Key_Up] * (len(LINES) - 6), Keys.Key_Right, Keys.Key_Right)
            hands.choose(qtbot, "break")
            hands.press(Keys.Key_Tab, held=Qt.KeyboardModifier.ControlModifier)
            hands.go_to(page.people.number, Keys.Key_Tab)
            hands.type("1-16")
            hands.press(Keys.Key_Return)
            plan = schedule(controller.state)
            assert plan.planned_ms == 3 * 3_600_000
            assert len(seated(controller.state)) == 16
            assert cell(page.agenda.table, 13, Col.AT) == "17:00"
            assert page.info.slack.text() == "5 min"
            assert items_in_order(controller.state)[6].format == "break"
            assert page.fit.found == ()
            assert hands.actions < 60, hands.actions

"""What each table takes with it: asked for once tables have ended, a line each, by keys; for the report."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QPushButton
from pytestqt.qtbot import QtBot

from facilitator_console.dialogue.capture import tables_to_sum_up
from facilitator_console.notes.ids import Flag
from facilitator_console.session.agenda import leave_item
from facilitator_console.session.ids import MAIN
from facilitator_console.session.tables import close_table, table_number, tables_on
from tests.ui.test_format_pages import Room, room

K = Qt.Key
ALT = Qt.KeyboardModifier.AltModifier


def missing(here: Room) -> list[int]:
    """The numbers of the tables without a line."""
    state = here.controller.state
    return [table_number(state, table.table_id) for table in tables_to_sum_up(state)]


def back_together(here: Room) -> None:
    """All come back from the tables."""
    here.controller.do(leave_item, here.controller.state.room.item_id)
    QApplication.processEvents()


def type_line(text: str) -> None:
    """Type where the focus is, and press Enter."""
    focus = QApplication.focusWidget()
    assert focus is not None
    QTest.keyClicks(focus, text)
    QTest.keyClick(focus, K.Key_Return)
    QApplication.processEvents()


def test_tables_without_a_line_are_asked_for_theirs_once_all_are_back(tmp_path: Path, qtbot: QtBot) -> None:
    with room(tmp_path, qtbot, "tables") as here:
        item = here.controller.state.room.item_id
        tables = [table.table_id for table in tables_on(here.controller.state)]
        assert here.view.banners.banner("summing_up") is None
        back_together(here)
        banner = here.view.banners.banner("summing_up")
        assert banner is not None
        assert banner.accessibleName() == "3 tables have no summing-up line yet."
        assert "table 1, table 3, table 4" in banner.accessibleDescription().replace(" and", ",")
        here.page.line.type_text("half a note")
        QTest.mouseClick(banner.findChildren(QPushButton)[0], Qt.MouseButton.LeftButton)
        QApplication.processEvents()
        panel = here.view.summing_panel
        assert panel.isVisible()
        for number in (1, 3):
            assert panel.fields[tables[number - 1]].hasFocus()
            type_line(f"#need what table {number} takes")
        assert panel.fields[tables[3]].hasFocus()
        type_line("  ")
        assert missing(here) == [4]
        type_line("+3 a bus 🚌".replace("🚌", ""))
        assert missing(here) == []
        assert panel.close_button.hasFocus()
        QTest.keyClick(panel.close_button, K.Key_Escape)
        assert not panel.isVisible()
        notes = [*here.controller.state.notes.values()][-3:]
        assert [note.table_id for note in notes] == [tables[0], tables[2], tables[3]]
        assert {note.item_id for note in notes} == {item}
        assert here.controller.state.room.item_id != item
        assert all(Flag.FOR_REPORT in note.flags and not note.turn_id for note in notes)
        assert [note.text for note in notes] == ["what table 1 takes", "what table 3 takes", "+3 a bus"]
        assert here.page.line.text == "half a note"


def test_from_the_list_of_commands_also_while_people_talk(tmp_path: Path, qtbot: QtBot) -> None:
    with room(tmp_path, qtbot, "tables") as here:
        here.press(K.Key_K)
        type_line("sum up the tables")
        panel = here.view.summing_panel
        assert panel.isVisible()
        assert len(panel.fields) == 3
        first = next(iter(panel.fields.values()))
        QTest.keyClicks(first, "not yet")
        QTest.keyClick(first, K.Key_Escape)
        assert not panel.isVisible()
        here.press(K.Key_K)
        type_line("sum up the tables")
        assert next(iter(panel.fields.values())).text() == "not yet"  # Nothing typed is lost.
        QTest.keyClick(panel, K.Key_Escape)


def test_a_table_that_ends_sooner_is_asked_and_a_line_in_the_note_line_answers(tmp_path: Path, qtbot: QtBot) -> None:
    with room(tmp_path, qtbot, "tables") as here:
        third = tables_on(here.controller.state)[2].table_id
        here.controller.do(close_table, third)
        banner = here.view.banners.banner("summing_up")
        assert banner is not None
        assert banner.accessibleName() == "1 table has no summing-up line yet."
        here.press(K.Key_Z)  # It was a mistake.
        assert here.view.banners.banner("summing_up") is None
        here.controller.do(close_table, third)
        assert here.view.banners.banner("summing_up") is not None
        here.press(K.Key_K)
        type_line("sum up the tables")
        QTest.keyClicks(here.view.summing_panel.fields[third], "water")
        QTest.keyClick(here.view.summing_panel.fields[third], K.Key_Return)
        assert here.view.banners.banner("summing_up") is None
        assert here.controller.tables.table_id != MAIN


def test_nothing_is_asked_where_every_table_has_its_line(tmp_path: Path, qtbot: QtBot) -> None:
    with room(tmp_path, qtbot, "tables") as here:
        here.page.line.focus_line()
        for number in range(1, 5):
            here.page.line.type_text(f"! what {number} takes")
            QTest.keyClick(here.view.windowHandle(), K.Key_Return)
            here.controller.tables.step(1)
        back_together(here)
        assert here.view.banners.banner("summing_up") is None
        here.press(K.Key_K)
        type_line("sum up the tables")
        assert not here.view.summing_panel.isVisible()

"""The tables on the lead's page: cards, seats that are clicked and dragged, the table that is meant, at every size."""

from __future__ import annotations

from pathlib import Path

import pytest
from msgspec.structs import replace
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLineEdit, QMenu
from pytestqt.qtbot import QtBot

from facilitator_console.runtime.catalogues import load_catalogue
from facilitator_console.session.agenda import add_item, edit_item, items_in_order, leave_item
from facilitator_console.session.calling_order import speaking_order
from facilitator_console.session.display import on_display
from facilitator_console.session.floor import choose, done
from facilitator_console.session.formats.world_cafe import move_on, moving_length_ms, tables_planned
from facilitator_console.session.ids import MAIN, ItemId
from facilitator_console.session.people import add_participant, at_seat
from facilitator_console.session.queue import join_queue
from facilitator_console.session.table_places import move_to_table
from facilitator_console.session.tables import close_table, edit_table, hosts_stay, people_at, table_of, tables_on
from facilitator_console.ui.control.action import press
from facilitator_console.ui.parts.check_row import CheckRow
from facilitator_console.ui.prepare.item_panel import ItemPanel
from facilitator_console.ui.room_display.display_window import DisplayWindow
from facilitator_console.ui.room_display.frame import frame_of
from facilitator_console.ui.run.queue_side import show_table_menu
from facilitator_console.views.public_view import public_view
from tests.helpers.cafe import Cafe
from tests.ui.fitting import misfits
from tests.ui.sample import SampleSessionController
from tests.ui.test_format_pages import Room, room

ALT = Qt.KeyboardModifier.AltModifier


def numbers(here: Room) -> list[list[int]]:
    """Who sits where, as the cards show it."""
    return [[seat.number for seat in table.seats] for table in here.controller.picture.view.tables]


def point_of(here: Room, number: int) -> QPoint:
    """Where a seat is."""
    field = here.page.tables.field
    return field.center(field.place_of(number)).toPoint()


def drag(here: Room, number: int, to: QPoint) -> None:
    """Drag a seat with the mouse."""
    field, start = here.page.tables.field, point_of(here, number)
    QTest.mousePress(field, Qt.MouseButton.LeftButton, pos=start)
    for part in (0.3, 0.7, 1.0):
        QTest.mouseMove(field, start + (to - start) * part)
        QApplication.processEvents()
    QTest.mouseRelease(field, Qt.MouseButton.LeftButton, pos=to)


@pytest.mark.parametrize("size", [(960, 600), (1024, 700), (1440, 900)])
@pytest.mark.parametrize("language", ["en", "uk"])
def test_eight_tables_fit_or_are_scrolled(tmp_path: Path, qtbot: QtBot, size: tuple[int, int], language: str) -> None:
    with room(tmp_path, qtbot, "tables-8", size, language) as here:
        assert misfits(here.page) == []
        area = here.page.tables
        assert area.height() >= 100
        for _ in range(7):
            here.controller.tables.step(1)
        card = area.field.card_of(here.controller.tables.table_id)
        top = area.verticalScrollBar().value()
        assert top <= card.top()
        assert card.bottom() <= top + area.height()
        assert not here.page.queue.isVisibleTo(here.page)


def test_a_seat_is_dragged_to_another_table(tmp_path: Path, qtbot: QtBot) -> None:
    with room(tmp_path, qtbot, "tables") as here:
        tables = [table.table_id for table in tables_on(here.controller.state)]
        seat = numbers(here)[3][-1]
        drag(here, seat, here.page.tables.field.card_of(tables[2]).center())
        assert seat in numbers(here)[2]
        before = numbers(here)
        drag(here, seat, QPoint(1, 1))
        assert numbers(here) == before
        here.press(Qt.Key.Key_Z)
        assert seat in numbers(here)[3]


def test_who_is_dragged_stays_in_hand_where_others_change_tables_meanwhile(tmp_path: Path, qtbot: QtBot) -> None:
    with room(tmp_path, qtbot, "tables") as here:
        field, tables = here.page.tables.field, [table.table_id for table in tables_on(here.controller.state)]
        before, seat = numbers(here)[0][0], numbers(here)[2][1]
        start, to = point_of(here, seat), field.card_of(tables[1]).center()
        QTest.mousePress(field, Qt.MouseButton.LeftButton, pos=start)
        QTest.mouseMove(field, start + QPoint(40, 0))
        here.controller.do(move_to_table, at_seat(here.controller.state, before).participant_id, tables[3])
        QTest.mouseMove(field, to)
        QTest.mouseRelease(field, Qt.MouseButton.LeftButton, pos=to)
        assert seat in numbers(here)[1]
        assert before in numbers(here)[3]


@pytest.mark.parametrize("by_esc", [True, False])
def test_esc_lets_go_of_a_seat_while_the_note_line_has_the_keys_and_another_button_drops_none(
    tmp_path: Path, qtbot: QtBot, *, by_esc: bool
) -> None:
    with room(tmp_path, qtbot, "tables") as here:
        field, before, left = here.page.tables.field, numbers(here), Qt.MouseButton.LeftButton
        start, to = point_of(here, before[3][-1]), field.card_of(tables_on(here.controller.state)[2].table_id).center()
        here.page.line.type_text("Слово")
        QTest.mousePress(field, left, pos=start)
        for part in (0.5, 1.0):
            QTest.mouseMove(field, start + (to - start) * part)
        if by_esc:
            QTest.keyClick(here.view.windowHandle(), Qt.Key.Key_Escape)
            QTest.mouseMove(field, to + QPoint(9, 0))  # No hand is still.
            QTest.mouseRelease(field, left, pos=to)
        else:
            QTest.mouseRelease(field, Qt.MouseButton.RightButton, pos=to)
        assert numbers(here) == before
        assert here.page.line.text == "Слово"
        QTest.mouseRelease(field, left, pos=to)
        assert (numbers(here) == before) is by_esc


def test_a_seat_is_dragged_to_a_table_that_is_out_of_sight(tmp_path: Path, qtbot: QtBot) -> None:
    with room(tmp_path, qtbot, "tables-8", (960, 600)) as here:
        area, field, seat = here.page.tables, here.page.tables.field, numbers(here)[0][0]
        last, beyond = field.card_of(tables_on(here.controller.state)[7].table_id), QPoint(0, area.height() + 40)
        assert last.top() > area.height()
        QTest.mousePress(field, Qt.MouseButton.LeftButton, pos=point_of(here, seat))
        for _ in range(20):
            QTest.mouseMove(field, field.mapFrom(area, beyond))
            QApplication.processEvents()
        QTest.mouseMove(field, last.center())
        assert area.viewport().rect().contains(field.mapTo(area.viewport(), last.center()))
        QTest.mouseRelease(field, Qt.MouseButton.LeftButton, pos=last.center())
        assert seat in numbers(here)[7]


def test_seats_are_sent_to_another_table_by_its_digit(tmp_path: Path, qtbot: QtBot) -> None:
    with room(tmp_path, qtbot, "tables") as here:
        field, (first, second, *_) = here.page.tables.field, numbers(here)[0]
        field.setFocus(Qt.FocusReason.TabFocusReason)
        for _ in range(sum(map(len, numbers(here)))):
            if field.accessibleName().startswith(f"Seat {first} "):
                break
            QTest.keyClick(field, Qt.Key.Key_Right)
        for digit in ("1", "4", "9"):  # It is there; it goes there; there is no such table.
            QTest.keyClicks(field, digit)
        assert first in numbers(here)[3]
        assert field.hasFocus()
        assert field.accessibleName().startswith(f"Seat {first} · Table 4"), "the mark went along"
        here.press(Qt.Key.Key_U)
        assert numbers(here)[0][:2] == [first, second]


def test_a_click_chooses_the_table_and_at_one_with_turns_the_seat(tmp_path: Path, qtbot: QtBot) -> None:
    with room(tmp_path, qtbot, "tables") as here:
        tables = [table.table_id for table in tables_on(here.controller.state)]
        free, queued = numbers(here)[3][0], numbers(here)[0][3]
        QTest.mouseClick(here.page.tables.field, Qt.MouseButton.LeftButton, pos=point_of(here, free))
        assert here.controller.tables.table_id == tables[3]
        assert here.page.line.chip.text == "table 4"
        QTest.mouseClick(here.page.tables.field, Qt.MouseButton.LeftButton, pos=point_of(here, queued))
        assert here.controller.tables.table_id == tables[0]
        waiting = {
            entry.participant_id for entry in here.controller.state.queue.values() if entry.table_id == tables[0]
        }
        assert at_seat(here.controller.state, queued).participant_id in waiting


def test_the_keys_of_the_turn_mean_the_chosen_table(tmp_path: Path, qtbot: QtBot) -> None:
    with room(tmp_path, qtbot, "tables") as here:
        state, tables = here.controller.state, [table.table_id for table in tables_on(here.controller.state)]
        (first,) = state.rooms[tables[0]].floor
        QTest.keyClick(here.view.windowHandle(), Qt.Key.Key_Down, ALT)
        here.press(Qt.Key.Key_4)
        (second,) = state.rooms[tables[1]].floor
        assert state.turns[second].limit_ms == 150_000
        here.press(Qt.Key.Key_1)
        assert state.rooms[tables[1]].floor == ()
        assert state.rooms[tables[0]].floor == (first,)
        QTest.keyClick(here.view.windowHandle(), Qt.Key.Key_Up, ALT)
        here.press(Qt.Key.Key_1)
        assert state.rooms[tables[0]].floor not in {(), (first,)}


def test_the_lists_of_the_group_stand_beside_the_tables_and_go_again(tmp_path: Path, qtbot: QtBot) -> None:
    with room(tmp_path, qtbot, "tables", (1024, 700)) as here:
        wide = here.page.tables.field.width()
        here.press(Qt.Key.Key_G)
        QApplication.processEvents()
        assert here.page.lists.isVisible()
        assert here.page.tables.field.width() < wide
        assert misfits(here.page) == []
        here.press(Qt.Key.Key_G)
        QApplication.processEvents()
        assert not here.page.lists.isVisible()
        assert not here.page.queue.isVisible()
        assert here.page.tables.field.width() == wide
        here.controller.do(leave_item, here.controller.state.room.item_id)
        assert here.page.queue.isVisible()


def test_the_menus_of_a_table_and_of_a_seat(tmp_path: Path, qtbot: QtBot) -> None:
    with room(tmp_path, qtbot, "tables") as here:
        state, tables = here.controller.state, [table.table_id for table in tables_on(here.controller.state)]
        show_table_menu(here.controller, tables[2], here.page.mapToGlobal(QPoint(5, 5)), here.page)
        menu = QApplication.activePopupWidget()
        assert isinstance(menu, QMenu)
        assert [action.text() for action in menu.actions() if action.text()] == [
            "Table 3",
            "A clock for turns at table 3",
            "A queue at table 3",
            "End table 3 now",
            "Dissolve table 3: its people go to the others",
            "One more table",
            "A name for table 3…",
        ]
        menu.close()
        seat = numbers(here)[2][1]
        offered = here.menu(seat)
        assert {"To table 1", "To table 2", "To table 4", "Hosts table 3"} <= {*offered}
        here.choose(seat, "To table 4")
        assert table_of(state, at_seat(state, seat).participant_id) == tables[3]
        here.choose(seat, "Hosts table 4")
        assert here.controller.picture.view.tables[3].host == seat


def test_who_waits_at_a_table_is_placed_by_the_menu_of_the_seat(tmp_path: Path, qtbot: QtBot) -> None:
    with room(tmp_path, qtbot, "tables") as here:
        table = tables_on(here.controller.state)[2].table_id
        here.controller.do(edit_table, table, queue=True, turn_clock=True)
        first, second = numbers(here)[2][:2]
        for seat in (first, second):
            here.controller.do(join_queue, at_seat(here.controller.state, seat).participant_id, table_id=table)
        assert "One place higher" not in here.menu(first)
        here.choose(second, "One place higher")
        waiting = speaking_order(here.controller.state, table)
        assert [here.controller.state.participants[one.participant_id].seat for one in waiting] == [second, first]
        here.choose(second, "Ordered by itself again")
        waiting = speaking_order(here.controller.state, table)
        assert here.controller.state.participants[waiting[0].participant_id].seat == first


def test_who_has_no_table_is_shown_and_seated_at_a_word(tmp_path: Path, qtbot: QtBot) -> None:
    with room(tmp_path, qtbot, "tables") as here:
        here.controller.do(add_participant)
        seat = max(person.seat for person in here.controller.state.participants.values())
        field = here.page.tables.field
        assert "at no table" in field.seat_text(field.place_of(seat))
        here.page.moves.remedy.click()
        assert any(seat in seats for seats in numbers(here))


def test_when_the_chosen_table_closes_another_one_is_meant(tmp_path: Path, qtbot: QtBot) -> None:
    with room(tmp_path, qtbot, "tables") as here:
        tables = [table.table_id for table in tables_on(here.controller.state)]
        here.controller.tables.choose(tables[3])
        here.page.line.type_text("Слово за слово")
        here.controller.do(close_table, tables[3])
        assert here.page.line.text == "Слово за слово"
        assert here.page.line.chip.text == "table 1"
        item = ItemId(here.controller.state.room.item_id)
        here.controller.do(leave_item, item)
        assert here.controller.tables.table_id == MAIN
        assert here.page.line.chip.text == ""


@pytest.mark.parametrize("by_key", [True, False])
def test_while_all_tables_are_quiet_they_stay_and_notes_go_to_the_one_that_was_chosen(
    tmp_path: Path, qtbot: QtBot, *, by_key: bool
) -> None:
    with room(tmp_path, qtbot, "tables") as here:
        here.controller.tables.step(1)
        second = tables_on(here.controller.state)[1].table_id
        before, left = here.page.tables.geometry(), here.page.clocks.title.text()
        here.press(Qt.Key.Key_5) if by_key else here.click("quiet_minute")
        QApplication.processEvents()
        assert here.controller.state.rooms[second].quiet is not None
        assert here.page.tables.isVisible()
        assert here.page.tables.geometry() == before
        assert not here.page.ring.isVisible()
        assert here.page.clocks.title.text().startswith("Quiet minute")
        assert here.page.line.chip.text == "table 2"
        here.page.line.focus_line()
        here.page.line.type_text("in silence")
        QTest.keyClick(here.view.windowHandle(), Qt.Key.Key_Return)
        assert [*here.controller.state.notes.values()][-1].table_id == second
        here.press(Qt.Key.Key_5) if by_key else here.click("quiet_minute")
        QApplication.processEvents()
        assert here.page.clocks.title.text() == left


def test_a_message_to_the_tables_is_asked_for_and_shown(tmp_path: Path, qtbot: QtBot) -> None:
    with room(tmp_path, qtbot, "tables") as here:
        here.click("message_tables")
        banner = here.view.banners.banner("display_message")
        assert banner is not None
        field = banner.findChild(QLineEdit)
        assert isinstance(field, QLineEdit)
        field.setText("Ще п’ять хвилин ⏳")
        QTest.keyClick(field, Qt.Key.Key_Return)
        QApplication.processEvents()
        shown = on_display(here.controller.state)
        assert shown is not None
        assert shown.text == "Ще п’ять хвилин ⏳"


@pytest.mark.parametrize("count", [2, 4, 8])
def test_the_room_display_shows_who_sits_where_while_people_move(qtbot: QtBot, count: int) -> None:
    meeting = Cafe(24, tables=count)
    meeting.do(move_on, 3)
    view = public_view(meeting.state, meeting.now_ms)
    frame = frame_of(view, load_catalogue("en"), lambda _at_ms: "", meeting.now_ms)
    seats = [" · ".join(map(str, meeting.seats(table))) for table in meeting.tables]
    assert [table.number for table in frame.tables] == seats
    assert [table.title for table in frame.tables] == [f"Table {number}" for number in range(1, count + 1)]
    window = DisplayWindow(lambda: 0)
    qtbot.addWidget(window)
    window.resize(1280, 720)
    window.show_frame(frame)
    before = window.grab().toImage()
    window.show_frame(replace(frame, tables=()))
    assert window.grab().toImage() != before


def test_labels_of_any_kind_are_shown_as_plain_text(tmp_path: Path, qtbot: QtBot) -> None:
    with room(tmp_path, qtbot, "tables") as here:
        table = tables_on(here.controller.state)[0].table_id
        for label in ("<b>біля вікна</b> 🪟\u0301", "طاولة", "x" * 300):
            here.controller.do(edit_table, table, label=label)
            assert misfits(here.page) == []
            assert label.strip() in here.page.line.chip.text


def test_a_turn_counts_on_its_card_without_a_repaint_of_the_others(tmp_path: Path, qtbot: QtBot) -> None:
    with room(tmp_path, qtbot, "tables") as here:
        field = here.page.tables.field
        before = [*field.times]
        here.controller.later(1)
        here.controller.ticked.emit()
        after = [*field.times]
        assert before[:2] != after[:2]
        assert before[2:] == after[2:] == ["", ""]


def test_the_plan_says_how_many_tables_and_rounds(controller: SampleSessionController, qtbot: QtBot) -> None:
    item = ItemId(items_in_order(controller.state)[-1].item_id)
    controller.do(edit_item, item, format="break")
    panel = ItemPanel(controller)
    qtbot.addWidget(panel)
    panel.show_item(item)
    panel.resize(300, 800)
    panel.show()
    assert panel.of_format.isHidden()
    controller.do(edit_item, item, format="world_cafe")
    fields = panel.of_format.fields
    tables, moving = fields["tables"], fields["moving_ms"]
    assert isinstance(tables, QLineEdit)
    assert isinstance(moving, QLineEdit)
    assert (tables.text(), moving.text()) == ("4", "5")
    for typed, kept in (("6", 6), ("99", 8), ("six", 8), ("шість 🪑\u0301", 8), ("", 8)):
        tables.selectAll()
        tables.insert(typed)
        QTest.keyClick(tables, Qt.Key.Key_Return)
        assert tables_planned(controller.state.items[item]) == kept
        assert tables.text() == str(kept)
    moving.selectAll()
    moving.insert("90s")
    QTest.keyClick(moving, Qt.Key.Key_Return)
    assert moving_length_ms(controller.state.items[item]) == 90_000
    hosts = fields["hosts_stay"]
    assert isinstance(hosts, CheckRow)
    hosts.click()
    assert not hosts_stay(controller.state.items[item])
    QApplication.processEvents()
    assert misfits(panel) == []
    controller.do(edit_item, item, format="plenary")
    assert panel.of_format.isHidden()


def test_after_a_ring_the_tables_have_the_room_above_the_note_line(tmp_path: Path, qtbot: QtBot) -> None:
    with room(tmp_path, qtbot, "free", (1280, 800)) as here:
        here.controller.do(add_item, "Tables", format="world_cafe", settings={"tables": 4})
        here.controller.do(leave_item, here.controller.state.room.item_id)
        QApplication.processEvents()
        page = here.page
        assert page.tables.geometry().bottom() < page.line.geometry().top()
        assert page.tables.height() == page.tables.height_px(page.tables.width())
        assert page.beside.height() == page.clocks.height()
        assert misfits(page) == []


def test_small_groups_begin_from_the_plan(tmp_path: Path, qtbot: QtBot) -> None:
    with room(tmp_path, qtbot, "tables") as here:
        here.controller.do(add_item, "Groups", format="breakout", settings={"tables": 3})
        here.controller.do(leave_item, here.controller.state.room.item_id)
        assert items_in_order(here.controller.state)[-1].item_id == here.controller.state.room.item_id
        assert len(numbers(here)) == 3
        table = tables_on(here.controller.state)[0].table_id
        here.controller.do(edit_table, table, turn_clock=True)
        person = people_at(here.controller.state, table)[0].participant_id
        here.controller.do(choose, person, table)
        here.controller.do(done, table)
        assert here.controller.picture.view.tables[0].turn is None


@pytest.mark.parametrize("name", ["Біля вікна 🪟", "طاولة النافذة"])
def test_a_table_is_named_by_keys_and_its_name_taken_away(tmp_path: Path, qtbot: QtBot, name: str) -> None:
    with room(tmp_path, qtbot, "tables") as here:
        table = tables_on(here.controller.state)[1].table_id
        here.controller.tables.choose(table)
        for label in (name, ""):
            action = next(one for one in here.view.offered_actions() if one.name == "table_name")
            press(action, here.controller)
            field = here.view.banners.banner("table_name").findChild(QLineEdit)  # type: ignore[union-attr]
            assert isinstance(field, QLineEdit)
            field.setText(label)
            QTest.keyClick(field, Qt.Key.Key_Return)
            QApplication.processEvents()
            assert here.controller.state.talk_tables[table].label == label
            assert here.view.banners.banner("table_name") is None
        assert here.page.line.chip.text == "table 2"

"""Run, leading: the page as a facilitator uses it, on the mock-up's room in a real store."""

from __future__ import annotations

from contextlib import closing
from pathlib import Path

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QMenu, QPushButton, QWidget
from pytestqt.modeltest import ModelTester
from pytestqt.qtbot import QtBot

from facilitator_console.log import Duration
from facilitator_console.notes.state import marks_to_fill
from facilitator_console.session.agenda import (
    add_item,
    edit_item,
    edit_item_time,
    items_in_order,
    pause_item,
    remove_item,
)
from facilitator_console.session.calling_order import speaking_order
from facilitator_console.session.floor import (
    done,
    end_turn,
    extend_turn,
    freeze,
    pause_turn,
    someone_else_speaks,
    speaking,
    start_turn,
)
from facilitator_console.session.ids import ItemStatus, TurnKind
from facilitator_console.session.people import at_seat, remove_participant
from facilitator_console.session.queue import join_queue
from facilitator_console.session.timers import item_timer
from facilitator_console.ui.control.keys import Keys, chord_text
from facilitator_console.ui.look.theme import color
from facilitator_console.ui.parts.agenda_model import TIME, AgendaModel
from facilitator_console.ui.parts.menus import new_menu
from facilitator_console.ui.run.lead_page import LeadPage
from facilitator_console.ui.run.queue_model import WAITING, QueueModel
from tests.helpers.readings import speaking_turn
from tests.helpers.talking import talking
from tests.ui.keyboard import type_text
from tests.ui.painting import Paints
from tests.ui.sample import SampleSessionController, empty_controller, prepared_controller, sample_controller

CTRL = Qt.KeyboardModifier.ControlModifier


@pytest.fixture
def page(controller: SampleSessionController, qtbot: QtBot) -> LeadPage:
    return shown(LeadPage(controller), qtbot)


def shown(page: LeadPage, qtbot: QtBot, width: int = 1440, height: int = 818) -> LeadPage:
    page.resize(width, height)
    qtbot.addWidget(page)
    page.show()
    page.line.focus_line()
    return page


def seat_speaking(controller: SampleSessionController) -> int:
    """The seat that has the floor; 0 for nobody, -1 for someone without a seat."""
    turn = speaking(controller.state)
    if turn is None:
        return 0
    return controller.state.participants[turn.participant_id].seat if turn.participant_id else -1


def waiting(controller: SampleSessionController) -> list[int]:
    order = speaking_order(controller.state)
    return [controller.state.participants[entry.participant_id].seat for entry in order]


def button(page: QWidget, name: str) -> QPushButton:
    found = page.findChild(QPushButton, f"action_{name}")
    assert isinstance(found, QPushButton)
    return found


def open_menu(page: QWidget) -> QMenu:
    menu = QApplication.activePopupWidget()
    assert isinstance(menu, QMenu), page
    return menu


def choose(menu: QMenu, text: str) -> None:
    actions = {action.text(): action for action in menu.actions()}
    actions[text].trigger()
    menu.close()


# -- clocks ------------------------------------------------------------------------------------------------


def test_what_ends_first_is_biggest_and_the_other_small(page: LeadPage) -> None:
    clocks = page.clocks
    assert (clocks.title.text(), clocks.digits.text) == ("This turn, left of 2:00", "0:22")
    assert (clocks.small_title.text(), clocks.small_digits.text) == ("Item, left of 35:00", "17:18")
    assert (clocks.next_up.text, clocks.next_up.trail) == ("11", "first time")


def test_what_ends_soon_and_what_is_over_is_seen_and_said(page: LeadPage, controller: SampleSessionController) -> None:
    """The last fifth in the warning colour; over time in its own, with a plus sign and in words."""
    assert (page.clocks.digits.ink, page.clocks.bar.ink) == ("warn", "warn")
    controller.do(extend_turn, controller.state.room.floor[0])
    assert (page.clocks.digits.ink, page.clocks.bar.ink) == ("ink", "accent")
    controller.later(66)
    assert (page.clocks.title.text(), page.clocks.digits.text) == ("This turn, over 2:30 by", "+0:14")
    assert page.clocks.digits.ink == "over"
    assert page.clocks.bar.part == 0
    controller.do(pause_turn, controller.state.room.floor[0])
    assert page.clocks.digits.ink == "muted"


def test_a_clock_that_counts_up_shows_what_was_used(page: LeadPage, controller: SampleSessionController) -> None:
    controller.do(edit_item_time, controller.state.room.item_id, counts_up=True)
    assert (page.clocks.small_title.text(), page.clocks.small_digits.text) == ("Item, so far, of 35:00", "17:42")
    controller.do(end_turn, controller.state.room.floor[0])
    assert 0.5 < page.clocks.bar.part < 0.51
    controller.later(18 * 60)
    assert (page.clocks.title.text(), page.clocks.digits.text) == ("Item, so far, over 35:00", "35:42")
    assert page.clocks.digits.ink == "over"


def test_the_item_is_biggest_where_it_ends_before_the_turn(page: LeadPage, controller: SampleSessionController) -> None:
    controller.do(edit_item, controller.state.room.item_id, planned_ms=Duration(18 * 60_000))
    assert page.clocks.title.text() == "Item, left of 18:00"
    assert page.clocks.small_title.text() == "This turn, left of 2:00"


def test_a_quiet_minute_is_biggest(page: LeadPage) -> None:
    QTest.mouseClick(button(page, "quiet_minute"), Qt.MouseButton.LeftButton)
    assert (page.clocks.title.text(), page.clocks.digits.text) == ("Quiet minute, left of 1:00", "1:00")
    assert page.ring.described().startswith("Seat 4 waits: time to think.")


def test_why_clocks_stand_still_is_said(page: LeadPage, controller: SampleSessionController) -> None:
    standing = page.clocks.standing
    assert standing.text() == ""
    controller.do(pause_turn, controller.state.room.floor[0])
    assert standing.text() == "The turn is paused; the item goes on."
    controller.do(pause_item, controller.state.room.item_id)
    assert standing.text() == "The item is paused: no clock runs."
    controller.do(freeze)
    assert standing.text() == "Everything is frozen: no clock runs."
    assert page.clocks.digits.ink == "muted"


def test_behind_an_interruption_the_interrupted_is_next(page: LeadPage, controller: SampleSessionController) -> None:
    controller.do(someone_else_speaks)
    assert (page.clocks.next_up.text, page.clocks.next_up.trail) == ("4", "goes on")
    assert page.clocks.title.text() == "Item, left of 35:00"
    assert page.clocks.small_title.text() == "This turn, so far"
    controller.later(2.5)
    assert page.clocks.small_digits.text == "0:02"


def test_nothing_is_painted_anew_while_the_words_stay(
    page: LeadPage, controller: SampleSessionController, qtbot: QtBot
) -> None:
    qtbot.waitExposed(page)
    QApplication.processEvents()
    parts = [page.clocks.digits, page.clocks.small_digits, page.ring, page.agenda.view.viewport(), page.line]
    paints = [Paints(part) for part in parts]
    controller.later(0.9)
    QApplication.processEvents()
    assert [paint.number for paint in paints] == [0, 0, 0, 0, 0]
    controller.later(0.2)
    QApplication.processEvents()
    assert [paint.number for paint in paints] == [1, 1, 0, 0, 0]


# -- stage buttons and keys ----------------------------------------------------------------------------------


def test_a_click_on_done_calls_the_next_and_leaves_the_keys_in_the_line(
    page: LeadPage, controller: SampleSessionController
) -> None:
    QTest.mouseClick(button(page, "done"), Qt.MouseButton.LeftButton)
    assert seat_speaking(controller) == 11
    assert page.line.edit.hasFocus()
    assert page.clocks.next_up.text == "8"


def test_a_button_reached_by_tab_gives_the_keys_back(page: LeadPage, controller: SampleSessionController) -> None:
    pause = button(page, "pause_turn")
    pause.setFocus(Qt.FocusReason.TabFocusReason)
    QTest.keyClick(pause, Qt.Key.Key_Space)
    assert speaking_turn(controller.state).paused
    assert pause.text() == "Go on"
    assert page.line.edit.hasFocus()


def test_buttons_say_what_they_would_do_and_whether_they_can(
    page: LeadPage, controller: SampleSessionController
) -> None:
    assert button(page, "done").text() == "Done, next"
    controller.do(someone_else_speaks)
    assert button(page, "done").text() == "Done, go on"
    assert not button(page, "extend_turn").isEnabled()
    assert button(page, "someone_else").text() == "Back to the turn"


def test_a_button_never_shrinks_under_the_pointer(page: LeadPage, controller: SampleSessionController) -> None:
    pausing = button(page, "item")
    before = pausing.geometry()
    controller.do(pause_item, controller.state.room.item_id)
    assert pausing.text() == "Go on with item"
    assert pausing.geometry() == before
    pausing.click()
    assert pausing.geometry() == before


def test_next_item_takes_two_presses_while_somebody_speaks(page: LeadPage, controller: SampleSessionController) -> None:
    keys = Keys(controller, (), page)
    keys.bind(tuple(item.action for item in page.buttons.buttons))
    before = controller.state.room.item_id
    QTest.keyClick(page.line.edit, Qt.Key.Key_9, CTRL)
    assert page.line.hint == f"Somebody is speaking. Press {chord_text('9')} again to go on."
    assert controller.state.room.item_id == before
    controller.clock.advance(1000)
    button(page, "next_item").click()
    assert controller.state.items[controller.state.room.item_id].title == "Break"


def test_with_nobody_speaking_one_press_is_enough(qtbot: QtBot, tmp_path: Path) -> None:
    with closing(prepared_controller(tmp_path)) as controller:
        page = shown(LeadPage(controller), qtbot)
        assert page.question.text() == "Welcome"
        assert button(page, "item").property("kind") == "primary"
        # 6 starts; 9 goes on from an item that is on, so that two keys never mean one thing.
        assert not button(page, "next_item").isEnabled()
        button(page, "item").click()
        assert not button(page, "done").isEnabled()
        button(page, "next_item").click()
        assert page.question.text() == "What do we need from each other today?"
        page.close()


# -- queue ---------------------------------------------------------------------------------------------------


def test_a_click_on_a_seat_queues_it(page: LeadPage, controller: SampleSessionController) -> None:
    at = page.ring.center(19).toPoint()
    QTest.mouseClick(page.ring, Qt.MouseButton.LeftButton, pos=at)
    assert waiting(controller) == [11, 8, 15, 20]
    assert page.queue.head.text() == "Next to speak · 4"
    assert page.line.edit.hasFocus()


def test_seats_by_number(page: LeadPage, controller: SampleSessionController) -> None:
    page.queue.add_seats.do(controller)
    field = page.queue.entry.field
    assert field.hasFocus()
    type_text(field, "20 23,8")
    QTest.keyClick(field, Qt.Key.Key_Return)
    assert waiting(controller) == [11, 8, 15, 20, 23]
    assert not page.queue.entry.isVisible()
    assert page.line.edit.hasFocus()


def test_a_wrong_number_stays_for_mending(page: LeadPage, controller: SampleSessionController) -> None:
    refused: list[object] = []
    controller.refused.connect(refused.append)
    page.queue.add_seats.do(controller)
    field = page.queue.entry.field
    type_text(field, "20 99")
    QTest.keyClick(field, Qt.Key.Key_Return)
    assert str(refused[0]) == "There is no seat 99 in this session."
    assert page.queue.entry.isVisible()
    assert field.text() == "20 99"
    assert waiting(controller) == [11, 8, 15]
    QTest.keyClick(field, Qt.Key.Key_Escape)
    assert page.line.edit.hasFocus()


@pytest.mark.parametrize(
    ("digit", "modifier", "speaks", "order"),
    [
        (Qt.Key.Key_1, Qt.KeyboardModifier.NoModifier, 4, [7, 11, 8, 15]),
        # A response never breaks in: its place is behind the turn that it answers.
        (Qt.Key.Key_1, Qt.KeyboardModifier.ShiftModifier, 4, [7, 11, 8, 15]),
        (Qt.Key.Key_2, Qt.KeyboardModifier.NoModifier, 4, [7, 11, 8, 15]),
        (Qt.Key.Key_3, Qt.KeyboardModifier.ShiftModifier, 7, [11, 8, 15]),
    ],
)
def test_response_question_process(
    page: LeadPage,
    controller: SampleSessionController,
    digit: Qt.Key,
    modifier: Qt.KeyboardModifier,
    speaks: int,
    order: list[int],
) -> None:
    interpose = next(action for action in page.offered_actions() if action.chord == "R")
    interpose.do(controller)
    QTest.keyClick(page.queue.entry, digit)
    type_text(page.queue.entry.field, "7")
    QTest.keyClick(page.queue.entry.field, Qt.Key.Key_Return, modifier)
    assert (seat_speaking(controller), waiting(controller)) == (speaks, order)


def test_a_response_says_whom_it_answers(page: LeadPage, controller: SampleSessionController) -> None:
    controller.do(
        join_queue,
        at_seat(controller.state, 7).participant_id,
        TurnKind.DIRECT_RESPONSE,
        to_turn_id=controller.state.room.floor[0],
    )
    assert page.clocks.next_up.trail == "answers seat 4"


def test_enter_calls_delete_takes_out_and_escape_goes_back(page: LeadPage, controller: SampleSessionController) -> None:
    view = page.queue.view
    view.setFocus()
    view.setCurrentIndex(view.model().index(1, 0))
    QTest.keyClick(view, Qt.Key.Key_Delete)
    assert waiting(controller) == [11, 15]
    view.setCurrentIndex(view.model().index(1, 0))
    QTest.keyClick(view, Qt.Key.Key_Return)
    assert (seat_speaking(controller), waiting(controller)) == (15, [11])
    assert page.line.edit.hasFocus()


def test_the_choice_follows_the_person(page: LeadPage, controller: SampleSessionController) -> None:
    view = page.queue.view
    view.setCurrentIndex(view.model().index(2, 0))
    controller.do(done)
    assert view.currentIndex().row() == 1
    QTest.keyClick(view, Qt.Key.Key_Return)
    assert seat_speaking(controller) == 15


def test_a_click_on_the_cross_takes_out(page: LeadPage, controller: SampleSessionController) -> None:
    view = page.queue.view
    rect = view.visualRect(view.model().index(0, 0))
    QTest.mouseClick(view.viewport(), Qt.MouseButton.LeftButton, pos=QPoint(rect.right() - 10, rect.center().y()))
    assert waiting(controller) == [8, 15]


def test_a_seat_offers_what_can_be_done_with_it(page: LeadPage, controller: SampleSessionController) -> None:
    seven, eight = (at_seat(controller.state, seat).participant_id for seat in (7, 8))
    page.ring.menu_wanted.emit(eight, page.mapToGlobal(QPoint(300, 300)))
    menu = open_menu(page)
    assert "Into the queue" not in [action.text() for action in menu.actions()]
    choose(menu, "Out of the queue")
    assert waiting(controller) == [11, 15]
    page.ring.menu_wanted.emit(seven, page.mapToGlobal(QPoint(300, 300)))
    choose(open_menu(page), "Asks for clarity now")
    assert seat_speaking(controller) == 7
    assert len(controller.state.room.floor) == 2


def test_in_a_round_seats_pass(page: LeadPage, controller: SampleSessionController) -> None:
    controller.do(edit_item, controller.state.room.item_id, **talking("go_around"))
    assert page.clocks.next_up.trail == "in the round"
    first = waiting(controller)[0]
    page.queue.view.removing_asked.emit(page.queue.model.index(0, 0).data(WAITING))
    assert first not in waiting(controller)


def test_held_and_closed_are_said(page: LeadPage) -> None:
    for name in ("pause_queue", "close_queue"):
        QTest.mouseClick(button(page, name), Qt.MouseButton.LeftButton)
    assert page.queue.state.text() == "Paused: nobody is called.\nClosed: nobody is added."
    assert page.clocks.next_up.trail == "first time, queue paused"
    assert button(page, "pause_queue").text() == "Resume queue"


def test_the_manner_of_the_queue_can_be_changed(page: LeadPage, controller: SampleSessionController) -> None:
    assert page.queue.order.whole_text == "Who spoke less first ▾"
    QTest.mouseClick(page.queue.order, Qt.MouseButton.LeftButton)
    choose(open_menu(page), "First come, first heard")
    assert controller.state.items[controller.state.room.item_id].settings == {"order": "stack"}
    assert page.queue.order.whole_text == "First come, first heard ▾"


def test_balance_shows_only_on_request_and_no_small_group(page: LeadPage) -> None:
    balance = page.queue.balance
    assert not balance.is_open
    QTest.mouseClick(balance.toggle, Qt.MouseButton.LeftButton)
    assert balance.words.splitlines() == [
        "Not heard yet: 8, 11, 15, 20, 23 and 24",
        "Group A: about its share",
        "Group B: about its share",
    ]
    QTest.mouseClick(balance.toggle, Qt.MouseButton.LeftButton)
    assert not balance.is_open


# -- agenda --------------------------------------------------------------------------------------------------


def test_later_items_show_when_they_come(page: LeadPage, controller: SampleSessionController) -> None:
    model = page.agenda.model
    times = [model.index(row).data(TIME) for row in range(model.rowCount())]
    assert times == ["", "", "", "35", "15:20", "15:35", "15:45", "16:15", "16:40"]
    controller.do(pause_item, controller.state.room.item_id)
    controller.clock.advance(5 * 60_000)
    page.refresh_second()
    assert model.index(4).data(TIME) == "15:25"
    assert page.agenda.as_it_goes.text() == "17:09"


def test_time_over_is_proposed_and_taken(page: LeadPage, controller: SampleSessionController) -> None:
    assert page.agenda.proposal.startswith("Take 4 min from “What could work”")
    assert page.agenda.as_it_goes.property("rank") == "warn"
    QTest.mouseClick(page.agenda.take, Qt.MouseButton.LeftButton)
    assert page.agenda.proposal == ""
    assert (page.agenda.promised.text(), page.agenda.as_it_goes.text()) == ("17:00", "17:00")
    assert str(controller.name(controller.console.undo_stack.undoable())) == "less time for “What could work”"  # type: ignore[arg-type]
    controller.undo()
    assert page.agenda.as_it_goes.text() == "17:04"


def test_an_item_can_be_begun_or_left_out_from_its_menu(
    page: LeadPage, controller: SampleSessionController, qtbot: QtBot
) -> None:
    view, items = page.agenda.view, items_in_order(controller.state)
    view.setCurrentIndex(view.model().index(5, 0))
    QTest.keyClick(view, Qt.Key.Key_Return)
    choose(open_menu(page), "Skip it")
    assert controller.state.items[items[5].item_id].status is ItemStatus.SKIPPED
    page.agenda.view.menu_asked.emit(items[6].item_id, page.mapToGlobal(QPoint(50, 50)))
    choose(open_menu(page), "Begin it now")
    assert controller.state.room.item_id == items[6].item_id
    with qtbot.waitSignal(page.prepare_requested):
        page.agenda.edit.click()


def test_models_hold_to_qts_rules(controller: SampleSessionController, qtmodeltester: ModelTester) -> None:
    for model in (AgendaModel(controller), QueueModel(controller)):
        qtmodeltester.check(model)
        first = items_in_order(controller.state)[6].item_id
        controller.do(join_queue, at_seat(controller.state, 2).participant_id)
        controller.do(add_item, "More")
        controller.do(remove_item, first)
        controller.do(done)
        qtmodeltester.check(model)
        controller.undo()
        controller.undo()
        controller.undo()
        controller.undo()


def test_who_has_left_the_room_waits_no_more(page: LeadPage, controller: SampleSessionController) -> None:
    controller.do(remove_participant, at_seat(controller.state, 11).participant_id)
    assert page.clocks.next_up.text == "8"
    assert page.queue.model.rowCount() == 2


# -- notes ---------------------------------------------------------------------------------------------------


def test_marks_are_filled_oldest_first(page: LeadPage, controller: SampleSessionController) -> None:
    assert page.marks.whole_text == "3 marks to fill"
    QTest.mouseClick(page.marks, Qt.MouseButton.LeftButton)
    assert page.line.hint.startswith("Fills the mark of 14:51")
    type_text(page.line.edit, "what it was")
    QTest.keyClick(page.line.edit, Qt.Key.Key_Return)
    assert page.marks.whole_text == "2 marks to fill"
    for mark in marks_to_fill(controller.state):
        page.line.set_fills(mark.mark_id)
        type_text(page.line.edit, "more")
        QTest.keyClick(page.line.edit, Qt.Key.Key_Return)
    assert not page.marks.isVisible()


def test_the_two_last_notes_show_and_older_ones_are_elsewhere(page: LeadPage, qtbot: QtBot) -> None:
    type_text(page.line.edit, "just now")
    QTest.keyClick(page.line.edit, Qt.Key.Key_Return)
    model = page.notes.model()
    assert model.index(0, 0).data() == "just now"
    assert page.notes.indexAt(page.notes.viewport().rect().bottomLeft() - QPoint(0, 3)).row() == 1
    with qtbot.waitSignal(page.notes_requested):
        page.older.click()


# -- any room, any window ------------------------------------------------------------------------------------


def test_an_empty_session_says_what_is_missing(qtbot: QtBot, tmp_path: Path) -> None:
    with closing(empty_controller(tmp_path)) as controller:
        page = shown(LeadPage(controller), qtbot)
        assert page.question.text() == "New session"
        assert page.clocks.title.text() == "No agenda yet"
        assert page.ring.described() == "No seats yet."
        assert page.agenda.empty.isVisible()
        assert not page.older.isVisible()
        assert not page.grab().isNull()
        page.close()


@pytest.mark.parametrize(("width", "height"), [(1024, 618), (1140, 700), (1440, 818), (2200, 1300)])
@pytest.mark.parametrize("language", ["en", "uk"])
def test_everything_stands_within_the_page(
    qtbot: QtBot, tmp_path: Path, width: int, height: int, language: str
) -> None:
    with closing(sample_controller(tmp_path, language)) as controller:
        page = shown(LeadPage(controller), qtbot, width, height)
        QApplication.processEvents()
        assert page.size().toTuple() == (width, height)
        parts = [page.question, page.ring, page.clocks, page.buttons, page.line, page.notes, page.links]
        for above, below in zip(parts, parts[2:], strict=False):
            if below is not page.clocks:
                assert above.geometry().bottom() < below.geometry().top() + 1, (above, below)
        for part in [*parts, *page.buttons.buttons, *page.queue.buttons, page.queue.balance, page.agenda.take]:
            corner = part.mapTo(page, part.rect().bottomRight())
            assert page.rect().contains(corner), part
        for stage_button in page.buttons.buttons:
            assert stage_button.width() >= stage_button.width_px(stage_button.look)
        page.close()


def test_what_is_checked_in_a_menu_has_a_tick(page: LeadPage) -> None:
    QTest.mouseClick(page.queue.order, Qt.MouseButton.LeftButton)
    menu = open_menu(page)
    picture, ink = menu.grab().toImage(), color("ink")
    ticked = []
    for action in menu.actions():
        rect = menu.actionGeometry(action)
        left = range(rect.left(), rect.left() + 24)
        signs = [picture.pixelColor(x, y) for x in left for y in range(rect.top() + 4, rect.bottom() - 3)]
        ticked.append(any(abs(sign.lightness() - ink.lightness()) < 30 for sign in signs))
    assert ticked == [action.isChecked() for action in menu.actions()]
    menu.close()


def test_a_page_that_is_not_seen_follows_no_time(page: LeadPage, controller: SampleSessionController) -> None:
    page.hide()
    controller.later(5)
    assert page.clocks.digits.text == "0:22"
    page.show()
    assert page.clocks.digits.text == "0:17"
    assert item_timer(controller.state, controller.now_ms())


def test_a_menu_does_not_stop_the_clocks(page: LeadPage, controller: SampleSessionController) -> None:
    menu = new_menu(page)
    menu.addAction("x")
    menu.popup(page.mapToGlobal(QPoint(10, 10)))
    controller.later(2)
    assert page.clocks.digits.text == "0:20"
    menu.close()


def test_turn_keys_are_off_where_notes_are_taken(page: LeadPage, controller: SampleSessionController) -> None:
    controller.take_notes(on=True)
    assert not button(page, "done").isEnabled()
    assert button(page, "mark").isEnabled()
    controller.take_notes(on=False)
    controller.do(start_turn, at_seat(controller.state, 8).participant_id)
    assert button(page, "done").isEnabled()

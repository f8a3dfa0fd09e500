"""What keys and clicks mean in a free conversation, a paused item, a frozen room; and what is said there."""

from __future__ import annotations

import pytest
from PySide6.QtCore import QCoreApplication, QPoint, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLabel, QMenu, QPushButton

from facilitator_console.session.agenda import edit_item, following_item
from facilitator_console.session.calling_order import speaking_order
from facilitator_console.session.floor import speaking, start_turn
from facilitator_console.session.ids import ItemStatus, TurnKind
from facilitator_console.session.people import at_seat
from facilitator_console.session.queue import join_queue
from facilitator_console.session.timers import turn_timer
from facilitator_console.ui.control.presses import DOUBLE_PRESS_MS
from facilitator_console.ui.control.session_controller import SessionController
from facilitator_console.ui.run.lead_page import LeadPage
from facilitator_console.ui.run.queue_model import WAITING
from facilitator_console.ui.run.room_actions import CALL_BACK
from facilitator_console.ui.run.seat_actions import choices
from facilitator_console.ui.shell.shown_keys import shown_keys
from tests.helpers.talking import talking
from tests.ui.running import CTRL, Running

K = Qt.Key


@pytest.fixture
def opened(program: Running) -> Running:
    program.create_session("community_dialogue", "Autumn circle", 12)
    QCoreApplication.processEvents()
    return program


def controller_of(program: Running) -> SessionController:
    assert program.controller is not None
    return program.controller


def page_of(program: Running) -> LeadPage:
    page = program.session.page("lead")
    assert isinstance(page, LeadPage)
    return page


def begin(program: Running, order: str) -> None:
    """The first item runs, and people speak in this order."""
    controller = controller_of(program)
    item = following_item(controller.state)
    assert item is not None
    controller.do(edit_item, item.item_id, **talking(order))
    program.press(K.Key_6, CTRL)


def press(program: Running, digit: str) -> None:
    """Press a turn key; no double press, whatever was pressed before."""
    program.clock.advance(DOUBLE_PRESS_MS)
    program.press(Qt.Key(ord(digit)), CTRL)


def wait(program: Running, *seats: int) -> None:
    for seat in seats:
        controller_of(program).do(join_queue, at_seat(controller_of(program).state, seat).participant_id)


def click(program: Running, seat: int) -> None:
    ring = page_of(program).ring
    QTest.mouseClick(ring, Qt.MouseButton.LeftButton, pos=ring.center(seat - 1).toPoint())


def speaks(program: Running) -> int:
    """The seat that has the floor; 0 for nobody, -1 for someone without a seat."""
    state = controller_of(program).state
    turn = speaking(state)
    if turn is None:
        return 0
    return state.participants[turn.participant_id].seat if turn.participant_id else -1


def waiting(program: Running) -> list[int]:
    controller = controller_of(program)
    return [controller.state.participants[w.participant_id].seat for w in speaking_order(controller.state)]


def button(program: Running, name: str) -> QPushButton:
    found = page_of(program).findChild(QPushButton, f"action_{name}")
    assert isinstance(found, QPushButton)
    return found


def enabled(program: Running) -> set[str]:
    """Names of the stage's and the queue's buttons that can be pressed."""
    buttons = [*page_of(program).buttons.buttons, *page_of(program).queue.buttons]
    return {one.name for one in buttons if one.isEnabled()}


def said(program: Running) -> str:
    """What the quiet banner says was refused."""
    banner = program.session.banners.banner("refusal")
    return banner.accessibleName() if banner else ""


# -- a free conversation -----------------------------------------------------------------------------------


def test_in_a_free_conversation_a_chosen_seat_speaks(opened: Running) -> None:
    begin(opened, "open_floor")
    assert {"done", "pause_queue", "close_queue"}.isdisjoint(enabled(opened))
    assert button(opened, "done").property("kind") != "primary"
    assert button(opened, "add_seats").text() == "Choose seat"
    click(opened, 4)
    click(opened, 4)
    assert speaks(opened) == 4
    assert not opened.session.banners.banner("refusal")
    assert button(opened, "done").text() == "Done"
    opened.press(K.Key_J, CTRL)
    entry = page_of(opened).queue.entry
    assert (entry.asked.text(), entry.hint.text()) == ("Who speaks?", "Enter: speaks now · Esc closes")
    opened.type("7")
    opened.press(K.Key_Return)
    assert speaks(opened) == 7
    opened.type("+9 they were not asked")
    opened.press(K.Key_Return)
    assert (speaks(opened), waiting(opened)) == (7, [])
    assert [note.text for note in controller_of(opened).state.notes.values()] == ["+9 they were not asked"]
    press(opened, "1")
    assert speaks(opened) == 0
    assert not opened.session.banners.banner("refusal")


def test_a_free_conversation_says_that_there_is_no_queue(opened: Running) -> None:
    begin(opened, "open_floor")
    page = page_of(opened)
    assert page.queue.view.empty == "Free conversation, no queue. Click the seat that is speaking."
    assert (page.clocks.next_up.text, page.clocks.next_up.trail) == ("", "free conversation")
    assert not page.queue.manner.isVisible()
    assert not page.queue.state.isVisible()


@pytest.mark.parametrize(
    ("digit", "kind", "turns"),
    [
        (K.Key_1, TurnKind.DIRECT_RESPONSE, 1),
        (K.Key_2, TurnKind.CLARIFYING_QUESTION, 2),
        (K.Key_3, TurnKind.POINT_OF_PROCESS, 2),
    ],
)
def test_what_is_put_in_speaks_at_once_too(opened: Running, digit: Qt.Key, kind: TurnKind, turns: int) -> None:
    begin(opened, "open_floor")
    click(opened, 4)
    opened.press(K.Key_R, CTRL)
    opened.press(digit)
    assert page_of(opened).queue.entry.hint.text() == "Enter: speaks now · Esc closes"
    opened.type("7")
    opened.press(K.Key_Return)
    turn = speaking(controller_of(opened).state)
    assert turn is not None
    assert (speaks(opened), turn.kind, len(controller_of(opened).state.room.floor)) == (7, kind, turns)
    assert waiting(opened) == []


def test_who_still_waits_is_called_in_order(opened: Running) -> None:
    wait(opened, 3, 5)
    controller_of(opened).do(join_queue, at_seat(controller_of(opened).state, 8).participant_id)
    begin(opened, "open_floor")
    page = page_of(opened)
    assert page.queue.manner.text() == "Click the seat that is speaking. Key 1 calls whoever still waits."
    assert page.queue.manner.isVisible()
    assert button(opened, "done").text() == "Call the next"
    click(opened, 5)
    assert (speaks(opened), waiting(opened)) == (5, [3, 8])
    assert button(opened, "done").text() == "Done, next"
    press(opened, "1")
    assert (speaks(opened), waiting(opened)) == (3, [8])


def test_who_was_held_back_can_still_be_released(opened: Running) -> None:
    wait(opened, 3)
    button(opened, "pause_queue").click()
    begin(opened, "open_floor")
    page = page_of(opened)
    assert (page.queue.manner.text(), page.queue.state.text()) == (
        "Click the seat that is speaking.",
        "Paused: nobody is called.",
    )
    assert "done" not in enabled(opened)
    opened.clock.advance(DOUBLE_PRESS_MS)
    button(opened, "pause_queue").click()
    assert "done" in enabled(opened)
    assert "pause_queue" not in enabled(opened)


def test_who_was_interrupted_is_called_back_or_let_go_from_the_queue(opened: Running) -> None:
    begin(opened, "stack")
    wait(opened, 3, 5)
    press(opened, "1")
    view = page_of(opened).queue.view
    for key, after in ((K.Key_Return, [3]), (K.Key_Delete, [-1])):
        press(opened, "3")
        view.setCurrentIndex(view.model().index(0, 0))
        assert view.currentIndex().data() == "Seat 3"
        QTest.keyClick(view, key)
        assert [speaks(opened)] == after
    assert waiting(opened) == [5]
    wait(opened, 7)
    press(opened, "1")
    # Someone else interrupted: a card without a number, and no menu.
    press(opened, "3")
    controller_of(opened).do(
        start_turn, at_seat(controller_of(opened).state, 9).participant_id, TurnKind.POINT_OF_PROCESS
    )
    assert view.model().index(0, 0).data() == "Someone else"
    assert page_of(opened).clocks.next_up.trail == "someone else goes on"
    view.menu_asked.emit(view.model().index(0, 0).data(WAITING), view.pos())
    assert QApplication.activePopupWidget() is None


# -- what 1 is called ----------------------------------------------------------------------------------------


def test_what_1_is_called_is_what_it_does(opened: Running) -> None:
    begin(opened, "stack")
    assert "done" not in enabled(opened)
    wait(opened, 3)
    assert (button(opened, "done").text(), button(opened, "done").property("kind")) == ("Call the next", "primary")
    press(opened, "1")
    assert button(opened, "done").text() == "Done"
    wait(opened, 5)
    assert button(opened, "done").text() == "Done, next"
    button(opened, "pause_queue").click()
    assert button(opened, "done").text() == "Done"
    press(opened, "3")
    assert button(opened, "done").text() == "Done, go on"
    assert button(opened, "someone_else").text() == "Back to the turn"
    press(opened, "1")
    press(opened, "1")
    assert (speaks(opened), "done" in enabled(opened)) == (0, False)
    press(opened, "3")
    assert button(opened, "someone_else").text() == "Someone else done"


def test_9_says_when_it_ends_the_last_item(opened: Running) -> None:
    assert "next_item" not in enabled(opened)
    begin(opened, "stack")
    assert button(opened, "next_item").text() == "Next item"
    for _ in range(len(controller_of(opened).state.items)):
        if following_item(controller_of(opened).state):
            # From a break it goes on with 1.
            press(opened, "9" if "next_item" in enabled(opened) else "1")
    assert button(opened, "next_item").text() == "End item"
    press(opened, "9")
    assert {"item", "next_item"}.isdisjoint(enabled(opened))


# -- paused and frozen ---------------------------------------------------------------------------------------


@pytest.mark.parametrize("how", ["1", "3", "5", "PgUp"])
def test_in_a_paused_item_whoever_begins_lets_it_go_on(opened: Running, how: str) -> None:
    begin(opened, "stack")
    wait(opened, 3, 5)
    press(opened, "1")
    press(opened, "1")
    press(opened, "6")
    controller = controller_of(opened)
    item = controller.state.room.item_id
    assert controller.state.items[item].status is ItemStatus.PAUSED
    wait(opened, 7)
    if how == "PgUp":
        opened.press(K.Key_PageUp)
    else:
        press(opened, how)
    assert controller.state.items[item].status is ItemStatus.RUNNING
    timer = turn_timer(controller.state, controller.now_ms())
    assert timer is not None
    assert timer.runs is (how != "5")
    opened.press(K.Key_U, CTRL)
    assert controller.state.items[item].status is ItemStatus.PAUSED
    assert speaks(opened) == 5


def test_while_everything_is_frozen_only_enter_sets_anything_going(opened: Running) -> None:
    begin(opened, "stack")
    wait(opened, 3, 5, 7)
    press(opened, "1")
    press(opened, "1")
    press(opened, "0")
    assert enabled(opened) == {"extend_item", "mark", "add_seats", "pause_queue", "close_queue"}
    for digit in "1235690":
        press(opened, digit)
    opened.press(K.Key_PageUp)
    opened.press(K.Key_PageDown)
    assert opened.session.banners.banner("refusal") is not None
    assert (speaks(opened), controller_of(opened).state.room.quiet) == (5, None)
    controller_of(opened).do(edit_item, controller_of(opened).state.room.item_id, **talking("open_floor"))
    assert "add_seats" not in enabled(opened)
    opened.press(K.Key_Return)
    assert not controller_of(opened).state.room.frozen
    click(opened, 9)
    assert speaks(opened) == 9
    assert opened.session.banners.banner("refusal") is None


def test_a_grey_button_says_why_and_so_does_its_key(opened: Running) -> None:
    assert not button(opened, "extend_item").isEnabled()
    assert "No item is on. Start one first." in button(opened, "extend_item").toolTip()
    press(opened, "7")
    assert said(opened) == "No item is on. Start one first."
    begin(opened, "stack")
    assert (button(opened, "extend_item").isEnabled(), button(opened, "extend_item").toolTip()) == (True, "Ctrl 7")
    press(opened, "2")
    assert said(opened) == "Nobody is speaking now."
    wait(opened, 3)
    press(opened, "1")
    press(opened, "0")
    frozen = "Everything is frozen. Press Enter in Run to go on."
    assert frozen in button(opened, "pause_turn").toolTip()
    assert button(opened, "pause_turn").accessibleDescription() == frozen
    press(opened, "2")
    assert said(opened) == frozen
    controller_of(opened).take_notes(on=True)
    press(opened, "0")
    assert said(opened) == "This laptop takes notes: the room’s keys are off."


def test_the_second_half_of_a_double_press_is_not_told_why_not(opened: Running) -> None:
    begin(opened, "stack")
    wait(opened, 3)
    press(opened, "1")
    press(opened, "1")
    assert speaks(opened) == 0
    opened.press(K.Key_1, CTRL)
    assert said(opened) == ""
    press(opened, "1")
    assert said(opened).startswith("Nobody is speaking and nobody is called.")


@pytest.mark.parametrize("order", ["stack", "go_around"])
def test_while_everything_is_frozen_the_cards_call_nobody_and_nobody_passes(opened: Running, order: str) -> None:
    begin(opened, order)
    wait(opened, 3, 5)
    press(opened, "1")
    press(opened, "0")
    before, speaker = waiting(opened), speaks(opened)
    view = page_of(opened).queue.view
    view.setFocus()
    view.setCurrentIndex(view.model().index(0, 0))
    # Whom a round asks passes with Delete; who waits may be taken out while frozen.
    for key in (K.Key_Return,) if order == "stack" else (K.Key_Return, K.Key_Delete):
        QTest.keyClick(view, key)
    at = view.visualRect(view.model().index(0, 0)).center()
    QTest.mouseDClick(view.viewport(), Qt.MouseButton.LeftButton, pos=at)
    controller = controller_of(opened)
    names = {
        controller.text(name)
        for block in choices(controller, at_seat(controller.state, speaker).participant_id)
        for name, _ in block
    }
    assert {"Passes", "Passes for now"}.isdisjoint(names)
    assert (waiting(opened), speaks(opened)) == (before, speaker)
    assert not opened.session.banners.banner("refusal")


def test_the_card_of_who_speaks_does_not_call_them(opened: Running) -> None:
    begin(opened, "stack")
    wait(opened, 3)
    press(opened, "1")
    wait(opened, 3)
    view = page_of(opened).queue.view
    view.setCurrentIndex(view.model().index(0, 0))
    QTest.keyClick(view, K.Key_Return)
    assert (waiting(opened), speaks(opened)) == ([3], 3)
    assert not opened.session.banners.banner("refusal")


def test_while_everything_is_frozen_the_agenda_offers_no_beginning(opened: Running) -> None:
    begin(opened, "stack")
    item = following_item(controller_of(opened).state)
    assert item is not None
    for offered in (True, False):
        page_of(opened).agenda.view.menu_asked.emit(item.item_id, QPoint())
        menu = QApplication.activePopupWidget()
        assert isinstance(menu, QMenu)
        assert ("Begin it now" in [action.text() for action in menu.actions()]) is offered
        menu.close()
        press(opened, "0")


def test_a_quiet_minute_says_who_waits_to_go_on(opened: Running) -> None:
    begin(opened, "stack")
    wait(opened, 3)
    press(opened, "1")
    press(opened, "5")
    ring = page_of(opened).ring
    assert ring.described().startswith("Seat 3 waits: time to think.")
    press(opened, "5")
    press(opened, "2")
    press(opened, "3")
    press(opened, "5")
    assert ring.described().startswith("Someone else waits: time to think. Next: seat 3, goes on.")
    press(opened, "3")
    assert ring.described().startswith("Seat 3 is speaking.")
    press(opened, "6")
    assert ring.described().startswith("Seat 3 is paused.")


# -- called back, keys ---------------------------------------------------------------------------------------


def test_the_last_speaker_is_offered_by_seat_for_30_seconds(opened: Running) -> None:
    begin(opened, "stack")
    wait(opened, 3, 5)
    controller = controller_of(opened)
    assert (str(CALL_BACK.label(controller)), CALL_BACK.refusal(controller) is None) == ("Last speaker back", False)
    press(opened, "1")
    press(opened, "1")
    assert (str(CALL_BACK.label(controller)), CALL_BACK.refusal(controller) is None) == ("Seat 3 back", True)
    opened.clock.advance(30_001)
    assert CALL_BACK.refusal(controller) is not None
    opened.press(K.Key_PageUp)
    assert speaks(opened) == 5
    assert "Nobody has finished in the last 30 seconds." in said(opened)


def test_a_key_twice_at_once_calls_one_seat(opened: Running) -> None:
    begin(opened, "stack")
    wait(opened, 3, 5)
    assert DOUBLE_PRESS_MS == 700
    opened.press(K.Key_1, CTRL)
    opened.press(K.Key_1, CTRL)
    opened.press(K.Key_PageDown)
    assert speaks(opened) == 3


def test_an_action_with_two_keys_is_listed_once(opened: Running) -> None:
    controller = controller_of(opened)
    lines = [line for _, section in shown_keys(controller, opened.session.offered_actions()) for line in section]
    assert ("Ctrl 1 · PgDn", "Call the next") in lines
    assert ("PgUp", "Last speaker back") in lines
    assert ("F1", "Keys") in lines
    assert len({what for _, what in lines}) == len(lines)
    controller.take_notes(on=True)
    keys = [key for _, section in shown_keys(controller, opened.session.offered_actions()) for key, _ in section]
    assert not any("PgDn" in key or "PgUp" in key for key in keys)


def test_the_keys_of_the_notes_list_are_listed_only_where_it_is(opened: Running) -> None:
    controller_of(opened).take_notes(on=True)
    view = opened.session
    for page_name, there in (("run", True), ("prepare", False), ("harvest", False), ("report", False)):
        view.show_page(page_name)
        view.show_keys()
        shown = {words.text() for words in view.keys_help.findChildren(QLabel)}
        assert ("In the list of notes" in shown, "On the board" in shown) == (there, page_name == "harvest"), page_name
        view.keys_help.close_panel()


def test_undo_in_run_takes_back_what_was_done_there_and_no_set_up(opened: Running) -> None:
    """Three times Ctrl+Z in a new session removed three seats."""
    controller = controller_of(opened)
    opened.session.show_page("run")
    seats, items = dict(controller.state.participants), dict(controller.state.items)
    for _ in range(3):
        opened.press(K.Key_Z, CTRL)
    assert (dict(controller.state.participants), dict(controller.state.items)) == (seats, items)
    opened.press(K.Key_6, CTRL)
    assert controller.state.room.item_id
    for _ in range(3):
        opened.press(K.Key_Z, CTRL)
    assert not controller.state.room.item_id
    assert (dict(controller.state.participants), dict(controller.state.items)) == (seats, items)
    opened.session.show_page("prepare")
    opened.press(K.Key_Z, CTRL)
    assert (dict(controller.state.participants), dict(controller.state.items)) == (seats, items)


# -- who comes late ------------------------------------------------------------------------------------------


def test_who_comes_late_into_a_round_has_a_seat_at_once_and_is_asked(opened: Running) -> None:
    begin(opened, "go_around")
    press(opened, "1")
    page_of(opened).line.focus_line()
    opened.type("half a word")
    opened.press(K.Key_K, CTRL)
    opened.type("came late")
    opened.press(K.Key_Return)
    assert waiting(opened) == [*range(2, 14)]
    assert page_of(opened).ring.seats[-1].number == 13
    assert opened.session.foot.undo.text() == "Ctrl U undo: seat 13 added"
    assert page_of(opened).line.edit.text() == "half a word"
    opened.press(K.Key_U, CTRL)
    assert waiting(opened) == [*range(2, 13)]

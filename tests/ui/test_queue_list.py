"""The cards of the queue: who is next stays in sight, a choice stays with its person, a card goes where it is put."""

from __future__ import annotations

import pytest
from PySide6.QtCore import QCoreApplication, QEvent, QPoint, QPointF, QRect, Qt, QTimer
from PySide6.QtGui import QAction, QContextMenuEvent, QHelpEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QMenu, QPushButton, QStyleOptionViewItem, QToolTip
from pytestqt.qtbot import QtBot

from facilitator_console.session import agenda
from facilitator_console.session.ids import EntryId, TurnKind
from facilitator_console.session.people import at_seat, edit_participant
from facilitator_console.session.placing import move_entry, placeable
from facilitator_console.session.queue import join_queue, join_seats, leave_queue
from facilitator_console.session.reading_aloud import read_aloud
from facilitator_console.ui.run.lead_page import LeadPage
from facilitator_console.ui.run.queue_card import CARD_PX
from facilitator_console.ui.run.queue_list import SCROLL_MS, QueueView
from facilitator_console.ui.run.queue_model import CARD, WAITING
from tests.helpers.talking import talking
from tests.ui.running import CTRL, Running

K = Qt.Key
ALT = Qt.KeyboardModifier.AltModifier


@pytest.fixture
def opened(program: Running) -> Running:
    """Forty seats; all of them wait."""
    program.create_session("community_dialogue", "Autumn circle", 40)
    assert program.controller is not None
    controller = program.controller
    controller.do(agenda.next_item)
    controller.do(agenda.edit_item, controller.state.room.item_id, **talking("stack"))
    for seat in range(1, 41):
        controller.do(join_queue, at_seat(controller.state, seat).participant_id)
    QCoreApplication.processEvents()
    return program


def cards(program: Running) -> QueueView:
    page = program.session.stack.currentWidget()
    assert isinstance(page, LeadPage)
    return page.queue.view


def in_sight(view: QueueView, row: int) -> bool:
    QCoreApplication.processEvents()
    return view.viewport().rect().contains(view.visualRect(view.model().index(row, 0)))


def next_in_sight(view: QueueView) -> bool:
    """Tell whether who is next is seen whole at the top, be it above cards that are scrolled."""
    QCoreApplication.processEvents()
    at_top = view.indexAt(QPoint(20, 5))
    return at_top.row() == 0 and (view.next_card.isVisible() or in_sight(view, 0))


def click(view: QueueView, row: int) -> None:
    at = view.visualRect(view.model().index(row, 0)).center()
    QTest.mouseClick(view.viewport(), Qt.MouseButton.LeftButton, pos=at)


def go_round(program: Running) -> None:
    """A round begins."""
    controller = program.session.controller
    controller.do(agenda.edit_item, controller.state.room.item_id, **talking("go_around"))


def call_next(program: Running) -> None:
    program.clock.advance(1000)
    program.press(K.Key_1, CTRL)


def test_who_is_next_stays_in_sight_when_a_round_begins(opened: Running) -> None:
    view = cards(opened)
    click(view, 1)
    assert in_sight(view, 0)
    go_round(opened)
    assert view.currentIndex().row() == 41, "the choice stays with its person, who waits behind the round"
    assert in_sight(view, 0)


def test_who_becomes_next_comes_into_sight(opened: Running) -> None:
    view = cards(opened)
    view.scrollToBottom()
    assert not in_sight(view, 0)
    assert next_in_sight(view)
    call_next(opened)
    assert in_sight(view, 0)
    assert not view.next_card.isVisible()


def test_what_somebody_looks_at_stays_while_the_next_one_does(opened: Running) -> None:
    view = cards(opened)
    click(view, 1)
    controller = opened.session.controller
    view.scrollTo(view.model().index(30, 0))
    seen = view.verticalScrollBar().value()
    controller.do(leave_queue, list(controller.state.queue.values())[-1].entry_id)
    QCoreApplication.processEvents()
    assert view.verticalScrollBar().value() == seen


def test_whoever_goes_through_the_list_by_key_keeps_their_place(opened: Running) -> None:
    view = cards(opened)
    view.setFocus(Qt.FocusReason.TabFocusReason)
    for _ in range(30):
        QTest.keyClick(view, K.Key_Down)
    assert view.currentIndex().data(CARD).seat == "31"
    call_next(opened)
    assert view.currentIndex().data(CARD).seat == "31"
    assert in_sight(view, view.currentIndex().row())


# -- who is next is always in sight ------------------------------------------------------------------------


def test_who_is_next_stands_above_the_cards_that_are_scrolled(opened: Running) -> None:
    view = cards(opened)
    view.scrollTo(view.model().index(30, 0))
    assert next_in_sight(view)
    assert view.next_card.isVisible()
    before = seats(opened)
    QTest.mouseDClick(view.viewport(), Qt.MouseButton.LeftButton, pos=QPoint(30, 20))
    assert seats(opened) == before[1:], "a click on it is a click on that card"
    assert next_in_sight(view)


def test_the_card_that_is_gone_to_by_key_stands_below_the_next_one(opened: Running) -> None:
    view = cards(opened)
    view.setFocus(Qt.FocusReason.TabFocusReason)
    for _ in range(39):
        QTest.keyClick(view, K.Key_Down)
    for _ in range(30):
        QTest.keyClick(view, K.Key_Up)
        row = view.currentIndex().row()
        assert view.visualRect(view.currentIndex()).top() >= CARD_PX
        assert view.indexAt(view.visualRect(view.currentIndex()).center()).row() == row
    assert next_in_sight(view)


def test_with_two_hundred_who_is_next_is_seen_after_anything(program: Running) -> None:
    program.create_session("community_dialogue", "Autumn circle", 200)
    controller = program.session.controller
    controller.do(agenda.next_item)
    controller.do(agenda.edit_item, controller.state.room.item_id, **talking("balanced_stack"))
    controller.do(join_seats, range(1, 201))
    QCoreApplication.processEvents()
    view = cards(program)
    for row in (199, 120, 3, 0, 60):
        view.scrollTo(view.model().index(row, 0))
        assert next_in_sight(view)
    controller.do(move_entry, placeable(controller.state)[150], None)
    assert next_in_sight(view)
    view.scrollToBottom()
    controller.do(move_entry, placeable(controller.state)[90], entry_at(program, 0))
    assert next_in_sight(view)
    assert seats(program)[0] == 91
    call_next(program)
    assert next_in_sight(view)


# -- placed by hand ------------------------------------------------------------------------------------------


def seats(program: Running) -> list[int]:
    model = cards(program).model()
    return [int(str(model.index(row, 0).data(CARD).seat)) for row in range(model.rowCount())]


def entry_at(program: Running, row: int) -> EntryId:
    return EntryId(cards(program).model().index(row, 0).data(WAITING).entry_id)


def drag(program: Running, row: int, to_y: int, *, drop: bool = True) -> None:
    """Press on a card, move as a hand does, let go."""
    view = cards(program)
    handle, port = program.window.windowHandle(), view.viewport()
    start = view.visualRect(view.model().index(row, 0)).center()
    QTest.mousePress(handle, Qt.MouseButton.LeftButton, pos=port.mapTo(program.window, start))
    for step in range(1, 6):
        at = QPointF(start.x(), start.y() + (to_y - start.y()) * step / 5).toPoint()
        QTest.mouseMove(handle, port.mapTo(program.window, at))
    if drop:
        at = port.mapTo(program.window, QPoint(start.x(), to_y))
        QTest.mouseRelease(handle, Qt.MouseButton.LeftButton, pos=at)
    QCoreApplication.processEvents()


def test_a_card_is_dragged_and_one_press_takes_it_back(opened: Running) -> None:
    drag(opened, 3, CARD_PX + 4)
    assert seats(opened)[:5] == [1, 4, 2, 3, 5]
    assert cards(opened).model().index(1, 0).data(CARD).reason == "placed by hand"
    opened.press(K.Key_U, CTRL)
    assert seats(opened)[:5] == [1, 2, 3, 4, 5]


def test_a_short_move_of_the_hand_is_a_click(opened: Running) -> None:
    view = cards(opened)
    drag(opened, 3, view.visualRect(view.model().index(3, 0)).center().y() + QApplication.startDragDistance() - 2)
    assert seats(opened)[:5] == [1, 2, 3, 4, 5]
    assert view.currentIndex().row() == 3


def test_a_card_held_at_the_edge_scrolls_the_others(opened: Running, qtbot: QtBot) -> None:
    view = cards(opened)
    drag(opened, 2, view.viewport().height() - 3, drop=False)
    qtbot.waitUntil(lambda: view.verticalScrollBar().value() > CARD_PX)
    at = view.viewport().mapTo(opened.window, QPoint(30, view.viewport().height() // 2))
    QTest.mouseMove(opened.window.windowHandle(), at)
    QTest.mouseRelease(opened.window.windowHandle(), Qt.MouseButton.LeftButton, pos=at)
    assert seats(opened).index(3) > 3
    value = view.verticalScrollBar().value()
    assert not any(timer.isActive() for timer in view.findChildren(QTimer) if timer.interval() == SCROLL_MS)
    QCoreApplication.processEvents()
    assert view.verticalScrollBar().value() == value


def test_escape_lets_a_dragged_card_go_where_it_was(opened: Running) -> None:
    view = cards(opened)
    drag(opened, 3, 4, drop=False)
    QTest.keyClick(opened.window.windowHandle(), K.Key_Escape)  # The note line has the keys.
    QTest.mouseMove(view.viewport(), QPoint(30, 8))  # No hand is still.
    QTest.mouseRelease(view.viewport(), Qt.MouseButton.LeftButton, pos=QPoint(30, 8))
    assert seats(opened)[:5] == [1, 2, 3, 4, 5]
    drag(opened, 3, 4, drop=False)
    QTest.mouseRelease(view.viewport(), Qt.MouseButton.RightButton, pos=QPoint(30, 4))
    assert seats(opened)[:5] == [1, 2, 3, 4, 5]
    QTest.mouseRelease(view.viewport(), Qt.MouseButton.LeftButton, pos=QPoint(30, 4))
    assert seats(opened)[0] == 4


def test_a_drag_outlives_what_others_do_meanwhile(opened: Running) -> None:
    drag(opened, 3, 4, drop=False)
    controller = opened.session.controller
    controller.do(leave_queue, entry_at(opened, 3))
    QCoreApplication.processEvents()
    QTest.mouseRelease(cards(opened).viewport(), Qt.MouseButton.LeftButton, pos=QPoint(30, 4))
    assert seats(opened)[:4] == [1, 2, 3, 5]
    assert not opened.session.banners.banner("refusal")


def test_alt_and_the_arrows_move_the_card_that_is_chosen(opened: Running) -> None:
    view = cards(opened)
    view.setFocus(Qt.FocusReason.TabFocusReason)
    for _ in range(3):
        QTest.keyClick(view, K.Key_Down)
    for _ in range(2):
        opened.press(K.Key_Up, ALT)
    assert seats(opened)[:5] == [1, 4, 2, 3, 5]
    assert view.currentIndex().row() == 1, "the choice stays with its card"
    opened.press(K.Key_Down, ALT)
    assert seats(opened)[:5] == [1, 2, 4, 3, 5]
    opened.press(K.Key_U, CTRL)
    assert seats(opened)[:5] == [1, 4, 2, 3, 5]


def test_alt_and_the_arrows_are_not_bound_elsewhere(opened: Running) -> None:
    click(cards(opened), 3)
    opened.session.page("lead").setFocus()
    opened.press(K.Key_Up, ALT)
    assert seats(opened)[:5] == [1, 2, 3, 4, 5]


def test_whom_the_round_asks_is_not_dragged_and_it_is_said_why(opened: Running) -> None:
    go_round(opened)
    drag(opened, 2, 4)
    assert seats(opened)[:5] == [1, 2, 3, 4, 5]
    view = cards(opened)
    view.setFocus(Qt.FocusReason.TabFocusReason)
    view.setCurrentIndex(view.model().index(2, 0))
    opened.press(K.Key_Up, ALT)
    banner = opened.session.banners.banner("refusal")
    assert banner is not None
    assert "the round asks them by itself" in banner.accessibleName()
    view.setCurrentIndex(view.model().index(44, 0))
    chosen = seats(opened)[44]
    opened.press(K.Key_Up, ALT)
    assert seats(opened)[0] == chosen, "before the round there is room"


def test_the_menu_of_a_card_moves_it_and_gives_it_back_to_the_order(opened: Running) -> None:
    assert "Ordered by itself again" not in menu_of(opened, 2)
    menu_of(opened, 2)["One place higher"].trigger()
    assert seats(opened)[:3] == [1, 3, 2]
    menu_of(opened, 1)["Ordered by itself again"].trigger()
    assert seats(opened)[:3] == [1, 2, 3]
    assert "One place higher" not in menu_of(opened, 0)


def menu_of(program: Running, row: int) -> dict[str, QAction]:
    """What the menu of a card offers, by its words."""
    view = cards(program)
    for menu in program.window.findChildren(QMenu):
        menu.close()
    QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)
    at = view.visualRect(view.model().index(row, 0)).center()
    event = QContextMenuEvent(QContextMenuEvent.Reason.Mouse, at, view.viewport().mapToGlobal(at))
    QApplication.sendEvent(view.viewport(), event)
    (menu,) = (menu for menu in program.window.findChildren(QMenu) if menu.isVisible())
    return {action.text(): action for action in menu.actions()}


# -- reading aloud, response, question, process ------------------------------------------------------------


def page_of(program: Running) -> LeadPage:
    page = program.session.stack.currentWidget()
    assert isinstance(page, LeadPage)
    return page


def kind_button(program: Running, text: str) -> QPushButton:
    return next(button for button in page_of(program).queue.kinds if button.text() == text)


def seat_button(program: Running, seat: int) -> QPushButton:
    return next(b for b in page_of(program).queue.entry.pad.findChildren(QPushButton) if b.text() == str(seat))


@pytest.mark.parametrize(
    ("name", "kind"),
    [
        ("Response", TurnKind.DIRECT_RESPONSE),
        ("Question", TurnKind.CLARIFYING_QUESTION),
        ("Process", TurnKind.POINT_OF_PROCESS),
    ],
)
def test_by_the_mouse_alone_a_seat_responds_asks_or_speaks_about_process(
    opened: Running, name: str, kind: TurnKind
) -> None:
    kind_button(opened, name).click()
    QCoreApplication.processEvents()
    QTest.mouseClick(seat_button(opened, 9), Qt.MouseButton.LeftButton)
    first = cards(opened).model().index(0, 0).data(WAITING)
    assert (seats(opened)[0], first.kind) == (9, kind)
    assert not page_of(opened).queue.entry.isVisible()


def test_a_click_on_the_ring_answers_who_responds(opened: Running) -> None:
    page = page_of(opened)
    opened.press(K.Key_R, CTRL)
    opened.press(K.Key_1)
    QTest.mouseClick(page.ring, Qt.MouseButton.LeftButton, pos=page.ring.center(page.ring.place_of(9)).toPoint())
    first = cards(opened).model().index(0, 0).data(WAITING)
    assert (seats(opened)[0], first.kind) == (9, TurnKind.DIRECT_RESPONSE)
    assert not page.queue.entry.isVisible()


def test_words_are_read_aloud_for_a_seat_or_for_somebody_who_is_not_there(opened: Running) -> None:
    controller = opened.session.controller
    for entry in list(controller.state.queue):
        controller.do(leave_queue, entry)
    kind_button(opened, "Read aloud").click()
    QCoreApplication.processEvents()
    QTest.mouseClick(seat_button(opened, 8), Qt.MouseButton.LeftButton)
    opened.press(K.Key_R, CTRL)
    opened.press(K.Key_4)
    page_of(opened).queue.entry.absent.click()
    model = cards(opened).model()
    found = [(model.index(row, 0).data(), model.index(row, 0).data(CARD).badge) for row in range(2)]
    assert found == [("Seat 8", "read aloud"), ("Written word", "read aloud")]
    assert model.index(1, 0).data(Qt.ItemDataRole.AccessibleTextRole) == "Written word, read aloud, came later"
    call_next(opened)
    assert page_of(opened).ring.described().startswith("The words of seat 8 are read aloud.")
    call_next(opened)
    assert page_of(opened).ring.described().startswith("A written word is read aloud.")


@pytest.mark.parametrize(("width", "tip"), [(300, ""), (150, "read aloud, came first")])
def test_a_narrow_card_says_in_its_reason_that_words_are_read_aloud(opened: Running, width: int, tip: str) -> None:
    controller = opened.session.controller
    for entry in list(controller.state.queue):
        controller.do(leave_queue, entry)
    controller.do(read_aloud, [8])
    QCoreApplication.processEvents()
    view, option = cards(opened), QStyleOptionViewItem()
    option.rect = QRect(0, 0, width, CARD_PX)
    event = QHelpEvent(QEvent.Type.ToolTip, QPoint(60, 30), view.viewport().mapToGlobal(QPoint(60, 30)))
    view.itemDelegate().helpEvent(event, view, option, view.model().index(0, 0))
    assert tip in QToolTip.text()
    assert bool(QToolTip.text()) is bool(tip)


def test_the_buttons_say_why_they_are_grey(opened: Running) -> None:
    opened.session.controller.do(agenda.close_session)
    button = kind_button(opened, "Response")
    assert not button.isEnabled()
    assert "closed" in button.toolTip()


def test_the_entry_closes_by_the_mouse(opened: Running) -> None:
    kind_button(opened, "Question").click()
    entry = page_of(opened).queue.entry
    assert entry.isVisible()
    QTest.mouseClick(entry.close_link, Qt.MouseButton.LeftButton)
    assert not entry.isVisible()


@pytest.mark.parametrize("label", ["Пан Ґедзь 🕊️", "\u202eсправа наліво", "e\u0301\u0323 👩‍👩‍👧", "=+-12 №5"])
def test_labels_of_any_kind_stay_off_the_cards(opened: Running, label: str) -> None:
    """Seats, not names: whoever looks over a shoulder reads a number."""
    controller = opened.session.controller
    person = at_seat(controller.state, 1).participant_id
    controller.do(edit_participant, person, label=label)
    shown = [cards(opened).model().index(0, 0).data(role) for role in (0, CARD, 11)]
    assert label not in " ".join(map(str, shown))
    drag(opened, 0, 3 * CARD_PX)
    assert seats(opened)[:3] == [2, 3, 1]
    opened.window.grab()


@pytest.mark.parametrize("width", [1024, 1440, 960])
def test_cards_are_as_wide_as_the_list_whatever_its_width(opened: Running, width: int) -> None:
    view = cards(opened)
    for window_px in (1440, 960, width):
        opened.window.resize(window_px, 800)
        QCoreApplication.processEvents()
    assert view.visualRect(view.model().index(0, 0)).width() == view.viewport().width()
    assert view.horizontalScrollBar().maximum() == 0

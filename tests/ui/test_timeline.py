"""The session's timeline in the real window: opened, walked through, zoomed, and turns put right by keys and mouse."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest
from PySide6.QtCore import QCoreApplication, QPoint, QPointF, QSettings, Qt
from PySide6.QtGui import QWheelEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QMenu
from pytestqt.qtbot import QtBot

from facilitator_console.dialogue.capture import capture
from facilitator_console.session.agenda import close_session
from facilitator_console.session.balance import heard
from facilitator_console.session.ids import TurnKind
from facilitator_console.session.people import at_seat
from facilitator_console.session.room_state import Turn
from facilitator_console.ui.phones.phone_host import PhoneHost
from facilitator_console.ui.room_display.room_display import RoomDisplay
from facilitator_console.ui.run.lead_page import LeadPage
from facilitator_console.ui.run.notes_page import NotesPage
from facilitator_console.ui.run.timeline_page import TimelinePage
from facilitator_console.ui.run.turn_strip import WHEN_ENDED
from facilitator_console.ui.shell.session_view import SessionView
from facilitator_console.views.timeline import ItemSpan, TurnSpan
from tests.ui.keyboard import press, typed
from tests.ui.running import CTRL
from tests.ui.sample import SampleSessionController, empty_controller

K = Qt.Key
LEFT = Qt.MouseButton.LeftButton


@pytest.fixture
def view(qtbot: QtBot, controller: SampleSessionController) -> Iterator[SessionView]:
    yield from shown(qtbot, controller)


def shown(qtbot: QtBot, controller: SampleSessionController) -> Iterator[SessionView]:
    view = SessionView(controller, "en", RoomDisplay(QSettings(), lambda: None), PhoneHost())
    view.resize(1280, 800)
    with qtbot.waitActive(view):
        view.show()
        view.activateWindow()
    yield view
    view.close()
    view.deleteLater()


def opened(view: SessionView) -> TimelinePage:
    view.show_timeline()
    QCoreApplication.processEvents()
    page = view.stack.currentWidget()
    assert isinstance(page, TimelinePage)
    return page


def chosen(page: TimelinePage) -> TurnSpan:
    span = page.view.selected
    assert isinstance(span, TurnSpan)
    return span


def turn(page: TimelinePage, controller: SampleSessionController) -> Turn:
    return controller.state.turns[chosen(page).turn_id]


def point(page: TimelinePage, at_ms: int, row: int) -> QPoint:
    return QPoint(round(page.view.x_of(at_ms)) + 1, page.view.bar_top(row) + 12)


def test_it_opens_from_the_link_the_palette_and_the_title_and_esc_goes_back(view: SessionView) -> None:
    ring = view.stack.currentWidget()
    assert isinstance(ring, LeadPage)
    QTest.mouseClick(ring.course, LEFT)
    assert view.is_on_timeline
    press(view, K.Key_Escape)
    assert view.stack.currentWidget() is ring
    press(view, K.Key_K, held=CTRL)
    typed("timeline")
    press(view, K.Key_Return)
    assert view.is_on_timeline
    view.show_page("run")
    (menu,) = view.top.title.findChildren(QMenu)
    menu.aboutToShow.emit()
    titles = [action for action in menu.actions() if action.text() == "The session’s timeline"]
    titles[0].trigger()
    assert view.is_on_timeline


def test_the_clocks_stay_in_sight_and_the_rooms_keys_go_on(
    view: SessionView, controller: SampleSessionController
) -> None:
    page = opened(view)
    assert page.now.clocks.isVisible()
    assert "0:22" in page.now.clocks.text()
    press(view, K.Key_1, held=CTRL)
    assert len(controller.state.room.floor) == 1
    assert page.view.course.turns[-1].seat == 11
    press(view, K.Key_J, held=CTRL)  # What only the ring's page has shows that page.
    assert not view.is_on_timeline


def test_the_arrows_go_from_turn_to_turn_and_enter_to_their_notes(
    view: SessionView, controller: SampleSessionController
) -> None:
    page = opened(view)
    assert "arrows" in page.strip.details.text()
    press(view, K.Key_Home)
    assert (chosen(page).seat, page.strip.title.text()) == (1, "Seat 1, 14:21 to 14:21")
    press(view, K.Key_Right, K.Key_Right)
    assert chosen(page).seat == 3
    press(view, K.Key_Left)
    assert chosen(page).seat == 2
    press(view, K.Key_End)
    assert (chosen(page).seat, page.strip.title.text()) == (4, "Seat 4, since 15:01")
    press(view, K.Key_Left, K.Key_Left, K.Key_Left)
    assert chosen(page).seat == 2
    assert page.view.accessibleDescription().startswith("Seat 2, 14:")
    from_ms = chosen(page).from_ms
    press(view, K.Key_Return)
    notes = view.stack.currentWidget()
    assert isinstance(notes, NotesPage)
    note = notes.notes.current
    assert note is not None
    assert note.at_ms == min(one.at_ms for one in controller.state.notes.values() if one.at_ms >= from_ms)
    assert notes.notes.hasFocus()


def test_what_is_clicked_is_chosen_and_hovering_says_what_it_is(
    view: SessionView, controller: SampleSessionController
) -> None:
    page = opened(view)
    course = page.view.course
    port = page.view.viewport()
    QTest.mouseClick(port, LEFT, pos=point(page, course.items[1].from_ms + 60_000, 0))
    assert page.strip.title.text() == "Agreements, 14:11 to 14:21"
    QTest.mouseClick(port, LEFT, pos=point(page, course.turns[-2].from_ms + 20_000, 1))
    assert chosen(page).seat == 7
    mark = next(tick for tick in course.ticks if tick.is_mark)
    QTest.mouseClick(port, LEFT, pos=point(page, mark.at_ms, 3))
    assert page.strip.title.text() == "Mark, 14:51"
    assert not page.strip.seat.isVisible()
    QTest.mouseClick(port, LEFT, pos=QPoint(5, page.view.bar_top(1) + 12))
    assert page.strip.title.isHidden()
    note = next(tick for tick in course.ticks if not tick.is_mark)
    QTest.mouseDClick(port, LEFT, pos=point(page, note.at_ms, 3))
    notes = view.stack.currentWidget()
    assert isinstance(notes, NotesPage)
    assert notes.notes.current is not None
    assert notes.notes.current.note_id == note.of
    assert len(controller.state.notes) == 7


def test_it_zooms_and_scrolls_and_fits_again(view: SessionView) -> None:
    page = opened(view)
    bar = page.view.horizontalScrollBar()
    assert (bar.minimum(), bar.maximum()) == (0, 0)
    at = QPointF(600, 60)
    before = page.view.ms_at(600)
    turned = QWheelEvent(
        at,
        at,
        QPoint(),
        QPoint(0, 120),
        Qt.MouseButton.NoButton,
        CTRL,
        Qt.ScrollPhase.NoScrollPhase,
        False,
    )
    QApplication.sendEvent(page.view.viewport(), turned)
    assert bar.maximum() > 0
    assert abs(page.view.ms_at(600) - before) < 2 * page.view.ms_per_px  # What is under the pointer stays there.
    QTest.mouseClick(page.more, LEFT)
    QTest.mouseClick(page.more, LEFT)
    press(view, K.Key_Home)
    assert 0 <= page.view.x_of(chosen(page).from_ms) < page.view.viewport().width()
    press(view, K.Key_End)
    assert 0 <= page.view.x_of(chosen(page).from_ms) < page.view.viewport().width()
    page.grab()
    for _ in range(4):
        QTest.mouseClick(page.less, LEFT)
    assert bar.maximum() == 0
    QTest.mouseClick(page.more, LEFT)
    QTest.mouseClick(page.fit, LEFT)
    assert bar.maximum() == 0


def test_a_wrong_seat_is_put_right_by_keys(view: SessionView, controller: SampleSessionController) -> None:
    page = opened(view)
    press(view, K.Key_End, K.Key_Left)
    assert chosen(page).seat == 7
    page.strip.seat.setFocus()
    press(view, K.Key_Return)
    typed("99")
    press(view, K.Key_Return)
    assert view.banners.banner("refusal") is not None
    typed("8")  # It replaces what was wrong.
    press(view, K.Key_Return)
    assert (chosen(page).seat, turn(page, controller).participant_id) == (
        8,
        at_seat(controller.state, 8).participant_id,
    )
    assert page.view.hasFocus()
    assert view.foot.undo.whole_text == "Ctrl U undo: turn given to seat 8"
    press(view, K.Key_U, held=CTRL)
    assert chosen(page).seat == 7


@pytest.mark.parametrize(
    ("words", "seconds"), [("1:05", 65), ("1", 60), ("0:00", 0), ("15:02", 60 - 4), ("15:02:30", 90 - 4)]
)
def test_a_turn_that_was_never_ended_ends_as_it_is_typed(
    view: SessionView, controller: SampleSessionController, words: str, seconds: int
) -> None:
    page = opened(view)
    press(view, K.Key_End)
    QTest.mouseClick(page.strip.ended, LEFT)
    typed(words)
    press(view, K.Key_Return)
    assert controller.state.room.floor == ()
    assert turn(page, controller).talk_ms == seconds * 1000
    assert page.strip.title.text().startswith("Seat 4, 15:01 to 15:0")


def test_an_end_that_does_not_fit_is_refused_in_words(view: SessionView, controller: SampleSessionController) -> None:
    page = opened(view)
    press(view, K.Key_Home)
    talk_ms = turn(page, controller).talk_ms
    for words, said in (("59:00", "lasted between 0:00 and"), ("soon", "Type a time such as 14:53")):
        QTest.mouseClick(page.strip.ended, LEFT)
        page.strip.field.clear()
        page.strip.field.setFocus()
        typed(words)
        press(view, K.Key_Return)
        banner = view.banners.banner("refusal")
        assert banner is not None
        assert any(said in part.text() for part in banner.findChildren(type(page.title)))
        press(view, K.Key_Escape)
    assert turn(page, controller).talk_ms == talk_ms


def test_what_was_no_turn_goes_and_comes_back_also_after_the_meeting(
    view: SessionView, controller: SampleSessionController
) -> None:
    controller.do(close_session)
    page = opened(view)
    press(view, K.Key_Home)
    first = chosen(page).turn_id
    number = sum(had.turns for had in heard(controller.state, controller.now_ms()).values())
    QTest.mouseClick(page.strip.removed, LEFT)
    assert (first in controller.state.turns, page.view.selected) == (False, None)
    assert sum(had.turns for had in heard(controller.state, controller.now_ms()).values()) == number - 1
    press(view, K.Key_Z, held=CTRL)
    assert first in controller.state.turns


def test_the_kind_is_chosen_from_a_menu(view: SessionView, controller: SampleSessionController) -> None:
    page = opened(view)
    press(view, K.Key_Home)
    QTest.mouseClick(page.strip.kind, LEFT)
    menu = QApplication.activePopupWidget()
    assert isinstance(menu, QMenu)
    assert [action.text() for action in menu.actions() if action.isChecked()] == ["contribution"]
    menu.actions()[3].trigger()
    menu.close()
    assert turn(page, controller).kind is TurnKind.POINT_OF_PROCESS
    assert page.strip.details.text().startswith("about how we talk")


def test_who_takes_notes_looks_and_is_told_why_nothing_is_corrected(
    view: SessionView, controller: SampleSessionController
) -> None:
    controller.watch(on=True)
    page = opened(view)
    press(view, K.Key_Home)
    assert not page.strip.seat.isEnabled()
    assert "only watching" in page.strip.seat.toolTip()


def test_it_follows_what_happens(view: SessionView, controller: SampleSessionController) -> None:
    page = opened(view)
    ticks = len(page.view.course.ticks)
    controller.do(capture, "one more")
    assert len(page.view.course.ticks) == ticks + 1
    end = page.view.end_ms()
    controller.later(60)
    assert page.view.end_ms() == end + 60_000


def test_after_forgetting_it_says_so_and_shows_items_only(
    view: SessionView, controller: SampleSessionController
) -> None:
    controller.do(close_session)
    controller.forget_speaking()
    page = opened(view)
    assert page.forgotten.isVisible()
    assert [str(row.name) for row in page.view.rows] == ["Items"]
    press(view, K.Key_Home)
    assert isinstance(page.view.selected, ItemSpan)
    page.grab()


def test_a_session_that_has_not_begun_says_so(qtbot: QtBot, tmp_path: Path) -> None:
    with closing(empty_controller(tmp_path)) as controller:
        for view in shown(qtbot, controller):
            page = opened(view)
            press(view, K.Key_Left, K.Key_End, K.Key_Return, K.Key_Plus)
            page.grab()
            assert page.title.text() == "The session so far"


@pytest.mark.parametrize("size", [(1440, 900), (1024, 700), (960, 540)])
def test_nothing_is_cut_in_a_small_window(view: SessionView, size: tuple[int, int]) -> None:
    view.resize(*size)
    page = opened(view)
    press(view, K.Key_Home)
    page.strip.ask(WHEN_ENDED)
    QCoreApplication.processEvents()
    assert page.strip.geometry().bottom() <= page.height()
    assert page.strip.field.isVisible()

"""Nothing on the leading page jumps: bars, cards, labels, a longer question, panels; every size, every language."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import closing, contextmanager
from itertools import pairwise
from pathlib import Path

import pytest
from PySide6.QtCore import QPoint, QRect, QSettings, Qt
from PySide6.QtGui import QFontMetrics
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLabel, QPushButton, QVBoxLayout, QWidget
from pytestqt.qtbot import QtBot

from facilitator_console.log import Duration
from facilitator_console.session import floor, queue
from facilitator_console.session.agenda import edit_item
from facilitator_console.session.people import at_seat
from facilitator_console.store.saver import SaveState
from facilitator_console.ui.look.styles import BannerKind
from facilitator_console.ui.look.theme import text_font
from facilitator_console.ui.look.wrapped import in_two, wrapped
from facilitator_console.ui.parts.banners import Notice
from facilitator_console.ui.parts.key_button import KeyButton
from facilitator_console.ui.parts.key_rows import shared
from facilitator_console.ui.parts.palette import CommandsDelegate
from facilitator_console.ui.phones.phone_host import PhoneHost
from facilitator_console.ui.room_display.room_display import RoomDisplay
from facilitator_console.ui.run.lead_page import LeadPage
from facilitator_console.ui.shell.session_view import SessionView
from facilitator_console.words import say
from tests.ui.sample import SampleSessionController, sample_controller

SIZES = [(1024, 700), (1440, 900)]
LANGUAGES = ("en", "uk", "ru")
LONG = "Чого вам найбільше бракуватиме, якщо автобуса і школи не стане, і що з цього можна ще врятувати до весни разом?"


@contextmanager
def opened(folder: Path, qtbot: QtBot, size: tuple[int, int], language: str) -> Iterator[tuple[SessionView, LeadPage]]:
    """The sample's session in a window of this size."""
    with closing(sample_controller(folder, language)) as controller:
        view = SessionView(controller, language, RoomDisplay(QSettings(), lambda: None), PhoneHost())
        qtbot.addWidget(view)
        view.resize(*size)
        view.show()
        QApplication.processEvents()
        page = view.page("lead")
        assert isinstance(page, LeadPage)
        yield view, page
        view.close()


def controller_of(view: SessionView) -> SampleSessionController:
    assert isinstance(view.controller, SampleSessionController)
    return view.controller


def place(part: QWidget, window: QWidget) -> QRect:
    return QRect(part.mapTo(window, QPoint()), part.size())


def still_parts(page: LeadPage) -> dict[str, QWidget]:
    """All that must stay where it is, by name."""
    clocks = page.clocks
    return {
        "question": page.question,
        "ring": page.ring,
        "clocks": clocks,
        "title": clocks.title,
        "digits": clocks.digits,
        "bar": clocks.bar,
        "small": clocks.small_digits,
        "next": clocks.next_up,
        "line": page.line,
        **{button.name: button for button in (*page.buttons.buttons, *page.queue.buttons)},
        "cards": page.queue.view,
        "agenda": page.agenda.view,
    }


def places(view: SessionView, page: LeadPage, *, but: tuple[str, ...] = ()) -> dict[str, QRect]:
    QApplication.processEvents()
    return {name: place(part, view) for name, part in still_parts(page).items() if name not in but}


def button(page: QWidget, name: str) -> QPushButton:
    found = page.findChild(QPushButton, f"action_{name}")
    assert isinstance(found, QPushButton)
    return found


def assert_reads_whole(shown: QPushButton) -> None:
    assert isinstance(shown, KeyButton)
    assert shown.width() >= shown.width_px(shown.look), (shown.window().width(), shown.text())


# -- bars --------------------------------------------------------------------------------------------------


def refuse(view: SessionView) -> None:
    view.controller.refused.emit(say("Nobody is speaking and nobody is called. Add a seat to the queue."))


def fail_to_save(view: SessionView) -> None:
    view.controller.saves_changed.emit(SaveState(40, 3, say("The drive is full; free some space or save elsewhere.")))


def fail_no_more(view: SessionView) -> None:
    view.controller.saves_changed.emit(SaveState(43, 0, None))


def sleep(view: SessionView) -> None:
    controller = controller_of(view)
    controller.clock.advance(30 * 60_000)
    controller.timer.timeout.emit()


@pytest.mark.parametrize("size", SIZES)
@pytest.mark.parametrize("language", ["en", "uk"])
def test_nothing_jumps_when_bars_come_and_go(
    qtbot: QtBot, tmp_path: Path, size: tuple[int, int], language: str
) -> None:
    with opened(tmp_path, qtbot, size, language) as (view, page):
        # The lists of the sides end higher, but begin at the same place; their rows stay.
        lists = ("agenda", "cards")
        before, rows = places(view, page, but=lists), page.agenda.view.visualRect(page.agenda.model.index(4))
        for bars in ((refuse,), (refuse, fail_to_save), (sleep, fail_to_save)):
            for show in bars:
                show(view)
                assert places(view, page, but=lists) == before
            assert_ends_above_the_bars(view, page)
            assert page.agenda.view.visualRect(page.agenda.model.index(4)) == rows
            for name in list(view.banners.shown):
                view.banners.dismiss(name)
            fail_no_more(view)
            assert places(view, page, but=lists) == before
            assert page.notes.height() == page.notes.height_of(2)
            assert page.links.isVisible()


def assert_ends_above_the_bars(view: SessionView, page: LeadPage) -> None:
    over = place(view.banners, view)
    assert over.height() > 30
    assert over.bottom() < place(view.foot, view).top()
    for part in (page.line, page.notes, page.links, page.agenda.end, page.queue.balance):
        assert not part.isVisible() or place(part, view).bottom() < over.top(), part


def test_a_bar_whose_words_do_not_wrap_is_seen_too(qtbot: QtBot, tmp_path: Path) -> None:
    with opened(tmp_path, qtbot, SIZES[0], "en") as (view, _page):
        told = Notice(BannerKind.TELL)
        QVBoxLayout(told).addWidget(QPushButton("Go on"))
        view.banners.show_banner("told", told)
        QApplication.processEvents()
        assert place(told, view).height() > 30
        assert place(told, view).bottom() < place(view.foot, view).top()


def test_the_last_notes_yield_first_then_the_links(qtbot: QtBot, tmp_path: Path) -> None:
    with opened(tmp_path, qtbot, (1024, 700), "en") as (_view, page):
        seen = set()
        for covered_px in range(0, 200, 4):
            page.set_foot(covered_px)
            notes = page.notes.height() // page.notes.height_of(1) if page.notes.isVisible() else 0
            seen.add((notes, page.links.isVisible()))
        assert seen == {(2, True), (1, True), (0, True), (0, False)}
        # More bars than that: the ring gives, so that the note line stays in sight.
        page.set_foot(180)
        QApplication.processEvents()
        assert page.line.geometry().bottom() < page.height() - 180


def test_on_other_pages_the_page_ends_above_the_bars(qtbot: QtBot, tmp_path: Path) -> None:
    with opened(tmp_path, qtbot, (1024, 700), "en") as (view, _page):
        view.controller.take_notes(on=True)
        refuse(view)
        QApplication.processEvents()
        assert place(view.stack, view).bottom() < place(view.banners, view).top()
        view.controller.take_notes(on=False)
        QApplication.processEvents()
        assert place(view.stack, view).bottom() == place(view.banners, view).bottom()


def test_a_bar_that_goes_by_itself_moves_no_button_of_the_report(qtbot: QtBot, tmp_path: Path) -> None:
    with opened(tmp_path, qtbot, (1024, 700), "en") as (view, _page):
        view.show_page("report")
        QApplication.processEvents()
        buttons = [one for one in view.page("report").findChildren(QPushButton) if one.isVisible()]
        before = [place(button, view) for button in buttons]
        refuse(view)
        QApplication.processEvents()
        told = view.banners.banner("refusal")
        assert told is not None
        assert told.isVisible()
        assert [place(button, view) for button in buttons] == before
        QTest.mouseClick(told, Qt.MouseButton.LeftButton)
        assert view.banners.banner("refusal") is None
        fail_to_save(view)
        QApplication.processEvents()
        assert place(view.stack, view).bottom() < place(view.banners, view).top()


# -- cards, labels, question --------------------------------------------------------------------------------


@pytest.mark.parametrize("size", SIZES)
def test_nothing_jumps_when_cards_come_and_go(qtbot: QtBot, tmp_path: Path, size: tuple[int, int]) -> None:
    with opened(tmp_path, qtbot, size, "uk") as (view, page):
        before, controller = places(view, page, but=("cards",)), view.controller
        top = place(page.queue.view, view).top()
        for seat in (1, 2, 3, 5, 6, 7):
            controller.do(queue.join_queue, at_seat(controller.state, seat).participant_id)
            assert places(view, page, but=("cards",)) == before
        page.queue.add_seats.do(controller)
        assert places(view, page, but=("cards",)) == before
        page.queue.entry.close_entry()
        while controller.state.queue:
            controller.do(floor.done)
            assert places(view, page, but=("cards",)) == before
            assert place(page.queue.view, view).top() == top


@pytest.mark.parametrize("size", [*SIZES, (1280, 800)])
@pytest.mark.parametrize("language", LANGUAGES)
def test_nothing_jumps_when_a_button_is_called_otherwise(
    qtbot: QtBot, tmp_path: Path, size: tuple[int, int], language: str
) -> None:
    with opened(tmp_path, qtbot, size, language) as (view, page):
        # Who interposes puts the interrupted turn among the cards.
        before = places(view, page, but=("cards",))
        for name in ("pause_turn", "someone_else", "quiet_minute", "item"):
            stage_button = button(page, name)
            called = stage_button.text()
            stage_button.click()
            assert stage_button.text() != called
            assert_reads_whole(stage_button)
            assert places(view, page, but=("cards",)) == before, name
            view.controller.undo()
            assert places(view, page, but=("cards",)) == before, name
        for name in ("pause_queue", "close_queue"):
            queue_button = button(page, name)
            queue_button.click()
            assert_reads_whole(queue_button)
            assert places(view, page, but=("cards",)) == before, name


@pytest.mark.parametrize("size", SIZES)
def test_a_longer_question_takes_its_room_from_the_ring(qtbot: QtBot, tmp_path: Path, size: tuple[int, int]) -> None:
    with opened(tmp_path, qtbot, size, "en") as (view, page):
        item_id = view.controller.state.room.item_id
        view.controller.do(edit_item, item_id, question="Why?")
        QApplication.processEvents()
        stays = [*page.buttons.buttons, page.line, page.notes, page.links]
        before, ring = [place(part, view) for part in stays], page.ring.height()
        view.controller.do(edit_item, item_id, question=LONG)
        QApplication.processEvents()
        assert [place(part, view) for part in stays] == before
        assert page.ring.height() < ring


@pytest.mark.parametrize("language", LANGUAGES)
def test_who_is_next_stays_in_its_place(qtbot: QtBot, tmp_path: Path, language: str) -> None:
    with opened(tmp_path, qtbot, SIZES[1], language) as (view, page):
        controller, following = view.controller, page.clocks.next_up
        before = place(following, view)
        controller.do(edit_item, controller.state.room.item_id, planned_ms=Duration(18 * 60_000))
        assert "18:00" in page.clocks.title.text()
        QApplication.processEvents()
        assert place(following, view) == before
        while controller.state.room.floor:
            controller.do(floor.done)
        assert not page.clocks.small.isVisible()
        QApplication.processEvents()
        assert place(following, view) == before


# -- stage buttons -------------------------------------------------------------------------------------------


@pytest.mark.parametrize("language", LANGUAGES)
def test_stage_buttons_stand_in_two_rows_of_five(qtbot: QtBot, tmp_path: Path, language: str) -> None:
    with opened(tmp_path, qtbot, SIZES[0], language) as (view, page):
        for width in (1024, 1100, 1180, 1280, 1366, 1440, 1920, 2400):
            view.resize(width, 800)
            QApplication.processEvents()
            rows = [[one.geometry() for one in page.buttons.buttons[at : at + 5]] for at in (0, 5)]
            for row in rows:
                assert len({(rect.top(), rect.height()) for rect in row}) == 1
                assert all(left.right() < right.left() for left, right in pairwise(row))
                assert row[0].left() == 0
                assert row[-1].right() < page.buttons.width()
            assert rows[0][0].bottom() < rows[1][0].top()
            for one in page.buttons.buttons:
                assert_reads_whole(one)
            assert [one.sign for one in page.buttons.buttons] == list("1234567890")


@pytest.mark.parametrize(
    ("wanted", "room", "widths"),
    [
        ([10, 10], 40, [20, 20]),
        ([10, 30], 44, [14, 30]),
        ([10, 30, 20], 90, [30, 30, 30]),
        ([50, 30], 60, [30, 30]),
        ([50, 20], 60, [40, 20]),
        ([10, 10, 10], 31, [11, 10, 10]),
        ([10], 10, [10]),
    ],
)
def test_a_row_is_shared(wanted: list[int], room: int, widths: list[int]) -> None:
    assert shared(wanted, room) == widths


# -- the last speaker back -------------------------------------------------------------------------------------


@pytest.mark.parametrize("size", SIZES)
@pytest.mark.parametrize("language", ["en", "uk"])
def test_the_last_speaker_is_called_back_by_a_button_that_takes_no_room(
    qtbot: QtBot, tmp_path: Path, size: tuple[int, int], language: str
) -> None:
    with opened(tmp_path, qtbot, size, language) as (view, page):
        controller, back = view.controller, button(page, "call_back")
        controller.do(floor.done)
        page.refresh_second()
        QApplication.processEvents()
        assert back.isVisible()
        with_it = places(view, page)
        back.hide()
        assert places(view, page) == with_it
        page.refresh_second()
        QTest.mouseClick(back, Qt.MouseButton.LeftButton)
        turn = floor.speaking(controller.state)
        assert turn is not None
        assert controller.state.participants[turn.participant_id].seat == 4
        assert page.line.edit.hasFocus()


@pytest.mark.parametrize("language", LANGUAGES)
def test_why_clocks_stand_is_read_beside_it(qtbot: QtBot, tmp_path: Path, language: str) -> None:
    with opened(tmp_path, qtbot, SIZES[0], language) as (view, page):
        view.controller.do(floor.done)
        view.controller.do(floor.freeze)
        QApplication.processEvents()
        standing = page.clocks.standing
        assert standing.width() >= standing.fontMetrics().horizontalAdvance(standing.text())


# -- panels ----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("size", [*SIZES, (1280, 800)])
@pytest.mark.parametrize("language", ["en", "uk"])
def test_panels_lie_beside_ring_clocks_and_buttons(
    qtbot: QtBot, tmp_path: Path, size: tuple[int, int], language: str
) -> None:
    with opened(tmp_path, qtbot, size, language) as (view, page):
        for show, panel in ((view.show_commands, view.palette_panel), (view.show_keys, view.keys_help)):
            show()
            refuse(view)
            QApplication.processEvents()
            lies = place(panel, view)
            assert lies.width() >= page.agenda.width()
            for part in (page.question, page.ring, page.clocks, page.buttons, page.line, page.queue, view.banners):
                assert not lies.intersects(place(part, view)), part
        view.resize(SIZES[1][0], SIZES[1][1])
        QApplication.processEvents()
        assert not place(view.keys_help, view).intersects(place(page.ring, view))


def test_a_long_command_is_read_whole(qtbot: QtBot, tmp_path: Path) -> None:
    with opened(tmp_path, qtbot, SIZES[0], "uk") as (view, _page):
        view.show_commands()
        QApplication.processEvents()
        shown = view.palette_panel.list
        delegate = shown.itemDelegate()
        assert isinstance(delegate, CommandsDelegate)
        heights = set()
        for row in range(shown.model().rowCount()):
            index = shown.model().index(row, 0)
            rect = shown.visualRect(index)
            heights.add(rect.height())
            lines = delegate.lines(rect, index)
            assert "".join(lines).replace(" ", "") == str(index.data()).replace(" ", "")
        assert len(heights) > 1


def test_keys_that_do_the_same_stand_below_each_other(qtbot: QtBot, tmp_path: Path) -> None:
    with opened(tmp_path, qtbot, SIZES[0], "en") as (view, _page):
        view.keys_help.show_keys([("Room", [("Ctrl 1 · PgDn", "Done, next"), ("F1", "Keys")])])
        view.keys_help.open_panel()
        QApplication.processEvents()
        caps = [cap for cap in view.keys_help.findChildren(QLabel) if cap.property("rank") == "cap"]
        assert [cap.text() for cap in caps] == ["Ctrl 1", "PgDn", "F1"]
        assert len({(cap.geometry().left(), cap.width()) for cap in caps}) == 1


def test_elsewhere_a_panel_has_a_comfortable_width(qtbot: QtBot, tmp_path: Path) -> None:
    with opened(tmp_path, qtbot, SIZES[1], "en") as (view, page):
        view.show_page("prepare")
        view.show_commands()
        assert view.palette_panel.width() > page.agenda.width() + 26


# -- text that is painted ----------------------------------------------------------------------------------------


@pytest.mark.parametrize("width", [60, 90, 140, 400])
def test_a_long_word_is_broken_rather_than_cut_off(width: int, qtbot: QtBot) -> None:  # noqa: ARG001 - Qt goes first
    text = "Найважливіше про перепідпорядкування школи"
    lines = wrapped(text, text_font(), width)
    assert "".join(lines).replace(" ", "") == text.replace(" ", "")
    assert max(map(QFontMetrics(text_font()).horizontalAdvance, lines)) <= width


def test_a_label_is_parted_where_its_halves_are_alike(qtbot: QtBot) -> None:  # noqa: ARG001 - Qt goes first
    assert in_two("Let everything go on", text_font()) == ["Let everything", "go on"]
    assert in_two("+30 s", text_font()) == ["+30 s"]
    assert in_two("Продовжити", text_font()) == ["Продовжити"]

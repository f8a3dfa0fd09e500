"""The lead's page follows the stage of a format: keys, buttons, palette, middle; each by key and by mouse alone."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import closing
from math import cos, radians, sin
from pathlib import Path
from types import MappingProxyType

import pytest
from PySide6.QtCore import QPoint, QPointF, QRect, QSettings, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QPushButton, QWidget
from pytestqt.qtbot import QtBot

from facilitator_console.log import Duration, Instant, NewEvent
from facilitator_console.session import floor
from facilitator_console.session.agenda import edit_item, pause_item
from facilitator_console.session.ids import TurnKind
from facilitator_console.session.people import add_participants, at_seat
from facilitator_console.session.state import SessionState
from facilitator_console.session.timers import Clock
from facilitator_console.ui.control.keys import chord_text
from facilitator_console.ui.look.styles import ButtonKind, has_style
from facilitator_console.ui.look.theme import color
from facilitator_console.ui.phones.phone_host import PhoneHost
from facilitator_console.ui.room_display.room_display import RoomDisplay
from facilitator_console.ui.run.lead_page import LeadPage
from facilitator_console.ui.run.now_line import NowLine
from facilitator_console.ui.run.seat_field import SeatField
from facilitator_console.ui.shell.session_view import SessionView
from facilitator_console.ui.shell.shown_keys import shown_keys
from facilitator_console.views.formats import Middle, Move, Stage
from facilitator_console.words import Message, UserError
from tests.ui.fitting import misfits
from tests.ui.painting import is_like
from tests.ui.sample import MINUTE_MS, SampleSessionController, sample_controller
from tests.ui.staged import show_stage

CTRL = Qt.KeyboardModifier.ControlModifier
SIZES = [(960, 600), (1024, 700), (1440, 900)]
TURN_KEYS = frozenset({"pause_turn", "someone_else", "extend_turn", "quiet_minute"})


def refuse(_state: SessionState, _now_ms: Instant) -> list[NewEvent]:
    """A move that is not possible now."""
    raise UserError(Message("Nobody waits for the chair."))


SWITCH = Move(Message("Switch"), floor.start_quiet)
OTHER_PAIRS = Move(Message("Other pairs"), floor.freeze)


def clock(controller: SampleSessionController, length_s: int, used_s: int) -> Clock:
    """A clock that runs."""
    return Clock(
        Duration(length_s * 1000), Duration(used_s * 1000), controller.now_ms(), runs=True, nearly_over_ms=Duration(0)
    )


def pairs(controller: SampleSessionController, used_s: int = 108, *, seats: int = 24, last: bool = False) -> Stage:
    """The mock-up's pairs."""
    couples = tuple((seat, seat + 1) for seat in range(1, seats - 2, 2))
    return Stage(
        middle=Middle.SETS,
        moves=MappingProxyType({"done": SWITCH, "next_item": Move(Message("Back together"), floor.freeze)}),
        hidden=TURN_KEYS,
        more=(("other_pairs", OTHER_PAIRS),),
        part=Message("The first speaks"),
        part_clock=clock(controller, 300, used_s),
        then=None if last else Message("Then the other"),
        then_ms=Duration(0 if last else 300_000),
        sets=(*couples[:-1], (*couples[-1], seats - 1)),
    )


def bowl(controller: SampleSessionController) -> Stage:
    """The mock-up's fishbowl."""
    leaving = tuple(at_seat(controller.state, seat).participant_id for seat in (3, 7))
    return Stage(
        inside=(3, 7, 12, 15),
        free_chairs=1,
        moves=MappingProxyType({"someone_else": Move(Message("Somebody leaves…"), floor.start_turn, (), leaving)}),
        more=(("swap_all", Move(Message("Swap all"), refuse)),),
    )


def in_round() -> Stage:
    """The mock-up's round."""
    return Stage(
        more=(("another_round", Move(Message("Another round"), floor.freeze)),),
        had=frozenset(),
        remaining=Message("6 to go, seat 6 later"),
        warning=Message("6 people × 1 min do not fit in 6:10 with a minute to close."),
        remedy=Move(Message("Half a minute each"), floor.start_quiet),
    )


BREAK = Stage(
    middle=Middle.REST,
    moves=MappingProxyType({"done": Move(Message("Go on now"), floor.freeze)}),
    hidden=TURN_KEYS,
    goes_on_at_end=True,
)
SILENCE = Stage(middle=Middle.REST, hidden=TURN_KEYS | {"done"})


@pytest.fixture
def controller(qtbot: QtBot, tmp_path: Path) -> Iterator[SampleSessionController]:  # noqa: ARG001 - Qt goes first
    with closing(sample_controller(tmp_path)) as controller:
        controller.do(floor.end_turn, controller.state.room.floor[0])
        yield controller


@pytest.fixture
def view(controller: SampleSessionController, qtbot: QtBot) -> Iterator[SessionView]:
    yield from opened(controller, qtbot, (1440, 900))


def opened(
    controller: SampleSessionController, qtbot: QtBot, size: tuple[int, int], language: str = "en"
) -> Iterator[SessionView]:
    view = SessionView(controller, language, RoomDisplay(QSettings(), lambda: None), PhoneHost())
    qtbot.addWidget(view)
    view.resize(*size)
    view.show()
    view.activateWindow()
    QApplication.processEvents()
    yield view
    view.close()


def lead(view: SessionView) -> LeadPage:
    page = view.page("lead")
    assert isinstance(page, LeadPage)
    return page


def button(page: QWidget, name: str) -> QPushButton:
    found = page.findChild(QPushButton, f"action_{name}")
    assert isinstance(found, QPushButton)
    return found


def press(view: SessionView, key: Qt.Key) -> None:
    QTest.keyClick(view.windowHandle(), key, CTRL)


def click(widget: QWidget, at: QPointF | None = None) -> None:
    QTest.mouseClick(widget, Qt.MouseButton.LeftButton, pos=at.toPoint() if at is not None else widget.rect().center())


def click_seat(seats: SeatField, number: int) -> None:
    click(seats, seats.center(seats.place_of(number)))


def offered(view: SessionView) -> list[str]:
    """What the list of commands offers."""
    view.show_commands()
    model = view.palette_panel.model
    texts = [str(model.index(row, 0).data()) for row in range(model.rowCount())]
    view.palette_panel.close_panel()
    return texts


def said(view: SessionView) -> str:
    banner = view.banners.banner("refusal")
    return banner.accessibleName() if banner else ""


def speaks(controller: SampleSessionController) -> tuple[int, TurnKind] | None:
    turn = floor.speaking(controller.state)
    return (controller.state.participants[turn.participant_id].seat, turn.kind) if turn else None


# -- the ten, and what the format makes of them ----------------------------------------------------------------


def test_a_move_is_the_same_by_key_button_palette_and_in_the_list_of_keys(
    view: SessionView, controller: SampleSessionController, monkeypatch: pytest.MonkeyPatch
) -> None:
    show_stage(controller, monkeypatch, pairs(controller))
    page = lead(view)
    switch = button(page, "done")
    assert switch.text() == "Switch"
    assert has_style(switch, ButtonKind.PRIMARY)
    assert {"Switch", "Back together", "Other pairs"} <= set(offered(view))
    keys = dict(line for _, lines in shown_keys(controller, view.offered_actions()) for line in lines)
    assert keys[f"{chord_text('1')} · PgDn"] == "Switch"
    assert keys[chord_text("9")] == "Back together"
    press(view, Qt.Key.Key_1)
    assert controller.state.room.quiet is not None
    controller.undo(room_only=True)
    controller.later(1)
    click(switch)
    assert controller.state.room.quiet is not None


def test_what_the_format_hides_has_no_button_and_its_key_says_why(
    view: SessionView, controller: SampleSessionController, monkeypatch: pytest.MonkeyPatch
) -> None:
    events = len(list(controller.history.events()))
    show_stage(controller, monkeypatch, pairs(controller))
    assert [name for name in ("done", *TURN_KEYS, "item") if button(lead(view), name).isVisible()] == ["done", "item"]
    press(view, Qt.Key.Key_5)
    assert said(view) == "People talk among themselves: no turn is timed."
    press(view, Qt.Key.Key_4)
    assert said(view) == "Nobody is speaking now."  # The command's own word.
    assert "Quiet minute" not in offered(view)
    assert len(list(controller.history.events())) == events + 1


def test_with_another_format_the_ten_are_themselves_again(
    view: SessionView, controller: SampleSessionController, monkeypatch: pytest.MonkeyPatch
) -> None:
    page = lead(view)
    before = {one.name: (one.text(), one.geometry()) for one in page.buttons.buttons}
    show_stage(controller, monkeypatch, pairs(controller))
    controller.do(edit_item, controller.state.room.item_id, format="plenary")
    QApplication.processEvents()
    assert {one.name: (one.text(), one.geometry()) for one in page.buttons.buttons} == before


def test_where_nobody_has_a_turn_the_item_itself_is_likely_to_end(
    view: SessionView, controller: SampleSessionController, monkeypatch: pytest.MonkeyPatch
) -> None:
    show_stage(controller, monkeypatch, SILENCE)
    assert has_style(button(lead(view), "next_item"), ButtonKind.PRIMARY)


@pytest.mark.parametrize("size", SIZES)
def test_no_button_moves_when_a_label_names_another_seat(
    qtbot: QtBot, controller: SampleSessionController, monkeypatch: pytest.MonkeyPatch, size: tuple[int, int]
) -> None:
    def waits(seat: int) -> Stage:
        takes = Move(Message("{seat} takes the chair", {"seat": seat}), floor.start_quiet)
        return Stage(inside=(3,), free_chairs=1, moves=MappingProxyType({"done": takes}))

    for view in opened(controller, qtbot, size):
        page = lead(view)
        show_stage(controller, monkeypatch, waits(1))
        QApplication.processEvents()
        before = [one.geometry() for one in page.buttons.buttons]
        show_stage(controller, monkeypatch, waits(24))
        QApplication.processEvents()
        assert button(page, "done").text() == "24 takes the chair"
        assert [one.geometry() for one in page.buttons.buttons] == before


# -- further moves, the remedy -----------------------------------------------------------------------------------


def test_a_further_move_stands_where_a_hidden_key_left_its_place(
    view: SessionView, controller: SampleSessionController, monkeypatch: pytest.MonkeyPatch
) -> None:
    show_stage(controller, monkeypatch, pairs(controller))
    QApplication.processEvents()
    page = lead(view)
    other = button(page, "other_pairs")
    assert other.isVisible()
    assert other.geometry().top() == button(page, "done").geometry().top()
    assert not page.moves.isVisible()
    click(other)
    assert controller.state.room.frozen


def test_further_moves_the_warning_and_its_remedy_stand_in_a_row_of_their_own(
    view: SessionView, controller: SampleSessionController, monkeypatch: pytest.MonkeyPatch
) -> None:
    show_stage(controller, monkeypatch, in_round())
    QApplication.processEvents()
    page = lead(view)
    assert page.moves.isVisible()
    assert page.moves.geometry().bottom() < page.buttons.geometry().top()
    assert {"Another round", "Half a minute each"} <= set(offered(view))
    assert page.moves.remedy.text().endswith("with a minute to close. Half a minute each")
    click(page.moves.remedy)
    assert controller.state.room.quiet
    assert page.line.edit.hasFocus()


def test_a_move_that_is_refused_is_grey_and_says_why(
    view: SessionView, controller: SampleSessionController, monkeypatch: pytest.MonkeyPatch
) -> None:
    show_stage(controller, monkeypatch, bowl(controller))
    swap = button(lead(view), "swap_all")
    assert not swap.isEnabled()
    assert swap.accessibleDescription() == "Nobody waits for the chair."
    assert "Nobody waits for the chair." in swap.toolTip()


def test_a_plenary_has_no_such_row(view: SessionView) -> None:
    page = lead(view)
    assert not page.moves.isVisible()
    assert not page.sets.isVisible()
    assert page.ring.isVisible()


# -- the inner ring ------------------------------------------------------------------------------------------------


def test_those_inside_sit_in_a_ring_of_their_own_and_a_free_chair_is_dashed(
    view: SessionView, controller: SampleSessionController, monkeypatch: pytest.MonkeyPatch
) -> None:
    show_stage(controller, monkeypatch, bowl(controller))
    ring = lead(view).ring
    inner, outer = ring.seat_px(ring.place_of(7)), ring.seat_px(ring.place_of(8))
    assert inner > outer
    (free,) = ring.free_chairs
    picture, middle, radius = ring.grab().toImage(), ring.chair_center(free), inner / 2 - 1
    around = [
        picture.pixelColor((middle + QPointF(cos(radians(turned)), sin(radians(turned))) * radius).toPoint())
        for turned in range(0, 360, 3)
    ]
    assert 0.2 < sum(is_like(one, color("edge")) for one in around) / len(around) < 0.8
    assert not is_like(picture.pixelColor(middle.toPoint()), color("heard"))
    assert "Inside: 3, 7, 12 and 15. 1 chair is free." in ring.described()
    assert ring.seat_text(ring.place_of(7)).startswith("Seat 7 · inside")


def test_who_stays_inside_keeps_the_chair(
    view: SessionView, controller: SampleSessionController, monkeypatch: pytest.MonkeyPatch
) -> None:
    show_stage(controller, monkeypatch, bowl(controller))
    ring = lead(view).ring
    before = {seat: ring.center(ring.place_of(seat)) for seat in (3, 7, 12, 15)}
    free = ring.chair_center(ring.free_chairs[0])
    show_stage(controller, monkeypatch, Stage(inside=(3, 9, 12, 15), free_chairs=1))
    assert {seat: ring.center(ring.place_of(seat)) for seat in (3, 12, 15)} == {
        seat: at for seat, at in before.items() if seat != 7
    }
    assert ring.center(ring.place_of(9)) in [before[7], free]


def test_a_click_on_an_inner_seat_finds_that_seat(
    view: SessionView, controller: SampleSessionController, monkeypatch: pytest.MonkeyPatch
) -> None:
    show_stage(controller, monkeypatch, bowl(controller))
    click_seat(lead(view).ring, 7)
    assert speaks(controller) == (7, TurnKind.CONTRIBUTION)


# -- one of some people ----------------------------------------------------------------------------------------------


def test_a_move_about_one_of_some_people_asks_which_by_click(
    view: SessionView, controller: SampleSessionController, monkeypatch: pytest.MonkeyPatch
) -> None:
    show_stage(controller, monkeypatch, bowl(controller))
    page = lead(view)
    click(button(page, "someone_else"))
    assert page.queue.one_seat.asked.text() == "Somebody leaves…"
    click_seat(page.ring, 8)
    assert said(view) == "Seat 8 can’t be chosen here. Choose one of 3 and 7."
    click_seat(page.ring, 3)
    assert speaks(controller) == (3, TurnKind.CONTRIBUTION)
    assert not page.queue.one_seat.isVisible()


def test_a_move_about_one_of_some_people_asks_which_by_number(
    view: SessionView, controller: SampleSessionController, monkeypatch: pytest.MonkeyPatch
) -> None:
    show_stage(controller, monkeypatch, bowl(controller))
    page = lead(view)
    press(view, Qt.Key.Key_3)
    field = page.queue.one_seat.field
    assert field.hasFocus()
    for typed in ("👪", "é", "семь", "שבע"):
        field.setText(typed)
        QTest.keyClick(field, Qt.Key.Key_Return)
    assert speaks(controller) is None
    field.setText("7")
    QTest.keyClick(field, Qt.Key.Key_Return)
    assert speaks(controller) == (7, TurnKind.CONTRIBUTION)


def test_from_the_notes_the_question_is_asked_at_the_ring_and_never_under_the_cover(
    view: SessionView, controller: SampleSessionController, monkeypatch: pytest.MonkeyPatch
) -> None:
    show_stage(controller, monkeypatch, bowl(controller))
    view.show_page("run", notes=True)
    press(view, Qt.Key.Key_3)
    assert not view.looks_at_notes
    assert lead(view).queue.one_seat.field.hasFocus()
    QTest.keyClick(lead(view).queue.one_seat.field, Qt.Key.Key_Escape)
    view.cover.toggle()
    controller.later(1)
    press(view, Qt.Key.Key_3)
    assert not lead(view).queue.one_seat.isVisible()


# -- pairs -----------------------------------------------------------------------------------------------------------


def test_pairs_show_the_parts_clock_what_follows_and_who_is_with_whom(
    view: SessionView, controller: SampleSessionController, monkeypatch: pytest.MonkeyPatch
) -> None:
    show_stage(controller, monkeypatch, pairs(controller))
    QApplication.processEvents()
    page = lead(view)
    clocks = page.clocks
    assert (clocks.title.text(), clocks.digits.text) == ("The first speaks, left of 5:00", "3:12")
    assert (clocks.then_title.text(), clocks.then_digits.text) == ("Then the other", "5:00")
    assert clocks.bar.part == pytest.approx(192 / 300)
    assert page.sets.isVisible()
    assert not page.ring.isVisible()
    assert "Seats 19 and 20 are together. Seats 21, 22 and 23 are together." in page.sets.accessibleDescription()
    assert page.sets.seat_text(page.sets.place_of(22)) == "Seat 22 · with 21 and 23"


def test_the_time_to_switch_is_said_calmly(
    view: SessionView, controller: SampleSessionController, monkeypatch: pytest.MonkeyPatch
) -> None:
    show_stage(controller, monkeypatch, pairs(controller, 299))
    clocks = lead(view).clocks
    controller.later(15)
    assert clocks.title.text() == "The first speaks: the 5:00 are over, time to switch"
    assert clocks.digits.text == "+0:14"
    assert has_style(button(lead(view), "done"), ButtonKind.PRIMARY)
    show_stage(controller, monkeypatch, pairs(controller, 314, last=True))
    assert clocks.title.text() == "The first speaks: the 5:00 are over"
    assert not clocks.then_title.isVisible()


def test_who_takes_the_floor_among_pairs_is_seen_in_the_ring(
    view: SessionView, controller: SampleSessionController, monkeypatch: pytest.MonkeyPatch
) -> None:
    show_stage(controller, monkeypatch, pairs(controller))
    page = lead(view)
    click_seat(page.sets, 5)
    assert speaks(controller) == (5, TurnKind.CONTRIBUTION)
    assert page.ring.isVisible()
    assert page.clocks.title.text() == "This turn, left of 2:00"
    controller.do(floor.done)
    controller.do(floor.end_turn, controller.state.room.floor[0])
    assert page.sets.isVisible()


def test_pairs_are_gone_through_by_key(
    view: SessionView, controller: SampleSessionController, monkeypatch: pytest.MonkeyPatch
) -> None:
    show_stage(controller, monkeypatch, pairs(controller))
    sets = lead(view).sets
    sets.setFocus()
    QTest.keyClick(sets, Qt.Key.Key_Right)
    assert sets.accessibleName() == "Seat 2 · with 1"
    QTest.keyClick(sets, Qt.Key.Key_Return)
    assert speaks(controller) == (2, TurnKind.CONTRIBUTION)


@pytest.mark.parametrize("size", SIZES[1:])
def test_forty_seats_in_pairs_fit(
    qtbot: QtBot, controller: SampleSessionController, monkeypatch: pytest.MonkeyPatch, size: tuple[int, int]
) -> None:
    controller.do(add_participants, 16)
    for view in opened(controller, qtbot, size):
        show_stage(controller, monkeypatch, pairs(controller, seats=40))
        QApplication.processEvents()
        page = lead(view)
        assert not misfits(view)
        assert page.sets.geometry().bottom() < page.buttons.geometry().top()
        for place in range(len(page.sets.seats)):
            reach = QRect(QPoint(), QPoint(28, 28))
            reach.moveCenter(page.sets.center(place).toPoint())
            assert page.sets.rect().contains(reach)
        assert page.clocks.digits.height() >= 50


# -- rest ------------------------------------------------------------------------------------------------------------


def test_a_break_says_when_it_ends_by_the_clock_on_the_wall(
    view: SessionView, controller: SampleSessionController, monkeypatch: pytest.MonkeyPatch
) -> None:
    show_stage(controller, monkeypatch, BREAK)
    page = lead(view)
    clocks = page.clocks
    assert (clocks.title.text(), clocks.digits.text) == ("We go on at", "15:20")
    assert clocks.rest.text() == "in 18 minutes · then “Break”"
    controller.do(edit_item, controller.state.room.item_id, planned_ms=Duration(18 * MINUTE_MS))
    assert clocks.rest.text() == "in less than a minute · then “Break”"
    controller.later(3 * 60)
    assert (clocks.title.text(), clocks.digits.text) == ("We were to go on at", "15:03")
    assert clocks.rest.text() == "2 minutes ago · then “Break”"
    controller.do(pause_item, controller.state.room.item_id)
    assert clocks.standing.text() == "The item is paused: no clock runs."
    assert page.clocks.standing.isVisible()


def test_time_to_think_shows_nothing_but_the_time(
    view: SessionView, controller: SampleSessionController, monkeypatch: pytest.MonkeyPatch
) -> None:
    show_stage(controller, monkeypatch, SILENCE)
    page = lead(view)
    assert (page.clocks.title.text(), page.clocks.digits.text) == ("Item, left of 35:00", "17:18")
    assert not page.ring.isVisible()
    assert not page.clocks.next_up.isVisible()
    assert not page.clocks.rest.isVisible()


# -- everywhere ------------------------------------------------------------------------------------------------------


def stages(controller: SampleSessionController) -> dict[str, Stage]:
    return {
        "round": in_round(),
        "pairs": pairs(controller),
        "over": pairs(controller, 320),
        "bowl": bowl(controller),
        "break": BREAK,
        "silence": SILENCE,
    }


@pytest.mark.parametrize("size", SIZES)
@pytest.mark.parametrize("language", ["en", "uk", "ru"])
def test_all_of_it_can_be_seen_whole(
    qtbot: QtBot, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, size: tuple[int, int], language: str
) -> None:
    found = []
    with closing(sample_controller(tmp_path, language)) as controller:
        for view in opened(controller, qtbot, size, language):
            for speaking in (True, False):
                for name, stage in stages(controller).items():
                    show_stage(controller, monkeypatch, stage)
                    for _ in range(3):
                        QApplication.processEvents()
                    found += [f"{name}, {speaking}: {problem}" for problem in misfits(view)]
                while controller.state.room.floor:
                    controller.do(floor.end_turn, controller.state.room.floor[-1])
    assert not found, "\n".join(found)


@pytest.mark.parametrize("size", SIZES)
def test_nothing_jumps_when_a_round_no_longer_fits(
    qtbot: QtBot, controller: SampleSessionController, monkeypatch: pytest.MonkeyPatch, size: tuple[int, int]
) -> None:
    another = in_round().more
    for view in opened(controller, qtbot, size):
        page = lead(view)
        parts = (page.ring, page.clocks, page.clocks.digits, *page.buttons.buttons, page.line, page.moves.buttons)
        show_stage(controller, monkeypatch, Stage(more=another))
        QApplication.processEvents()
        widgets = [part for part in parts if isinstance(part, QWidget)]
        before = [one.geometry() for one in widgets]
        show_stage(controller, monkeypatch, in_round())
        QApplication.processEvents()
        assert page.moves.remedy.isVisible()
        assert [one.geometry() for one in widgets] == before


def test_the_one_line_view_says_the_part_in_words(
    qtbot: QtBot, controller: SampleSessionController, monkeypatch: pytest.MonkeyPatch
) -> None:
    line = NowLine(controller)
    qtbot.addWidget(line)
    show_stage(controller, monkeypatch, pairs(controller))
    assert line.clocks.text().startswith("The first speaks · 3:12")
    show_stage(controller, monkeypatch, BREAK)
    assert line.clocks.text().startswith("we go on at 15:20")
    show_stage(controller, monkeypatch, in_round())
    assert line.clocks.text().startswith("6 to go, seat 6 later")

"""The seat ring: readable for any number of people, and what it shows is also said in words."""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import closing
from itertools import combinations
from math import cos, hypot, radians, sin
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from PySide6.QtCore import QEvent, QObject, QPoint, QPointF, Qt
from PySide6.QtGui import QContextMenuEvent, QImage, QPaintEvent, QRegion
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QWidget
from pytestqt.qtbot import QtBot

from facilitator_console.session.floor import done, pause_turn, someone_else_speaks, start_turn
from facilitator_console.session.ids import ParticipantId, Role, TurnKind
from facilitator_console.session.people import at_seat, edit_participant
from facilitator_console.session.queue import join_seats, pause_queue
from facilitator_console.ui.look.theme import color, text_font
from facilitator_console.ui.run.ring_plan import MARGIN_PX, bowl_plan, ring_plan, seated_inside, sets_plan
from facilitator_console.ui.run.seat_field import WAITING_PX
from facilitator_console.ui.run.seat_ring import LARGEST_PX, SMALLEST_PX, WIDEST, SeatRing, Words, laid_in_circle
from tests.ui.painting import is_like
from tests.ui.sample import SampleSessionController, empty_controller, prepared_controller, sample_controller


@pytest.mark.parametrize("below", ["6 ще не говорили", "ще 17, місце 6 пізніше", "ещё 17, места 6, 11 и 12 позже"])
@pytest.mark.parametrize("radius_px", [48, 60, 75, 80, 90, 120])
@pytest.mark.usefixtures("qtbot")
def test_the_words_in_the_middle_touch_no_seat(radius_px: int, below: str) -> None:
    texts = ("24", round(min(48, radius_px * 0.55))), ("говорить", 14), (below, 13)
    words = [Words(text, text_font(px), "ink") for text, px in texts]
    placed = laid_in_circle(words, radius_px, radius_px * WIDEST, 4)
    assert [one.text for one, _ in placed][:1] == ["24"]
    for _, box in placed:
        for corner in (box.topLeft(), box.bottomRight()):
            assert hypot(corner.x(), corner.y()) <= radius_px + 1
    tops = [box.top() for _, box in placed]
    assert tops == sorted(tops)


@given(st.integers(1, 60), st.integers(SMALLEST_PX, LARGEST_PX))
def test_no_seat_lies_on_another_or_outside(count: int, side_px: int) -> None:
    plan = ring_plan(count, side_px)
    assert len(plan.centers) == count
    for center in plan.centers:
        reach = hypot(center.x(), center.y()) + plan.seat_px / 2
        assert plan.free_px - 0.01 <= reach - plan.seat_px
        assert reach <= side_px / 2 - MARGIN_PX + 0.01
    for one, other in combinations(plan.centers, 2):
        assert hypot(one.x() - other.x(), one.y() - other.y()) >= plan.seat_px * 0.9


@pytest.mark.parametrize(("count", "least_px"), [(8, 34), (24, 29), (44, 22), (60, 20)])
def test_numbers_stay_readable(count: int, least_px: int) -> None:
    plan = ring_plan(count, 290)
    assert plan.seat_px >= least_px
    assert plan.free_px > 55


@given(st.integers(1, 60), st.integers(1, 12), st.integers(SMALLEST_PX, LARGEST_PX))
def test_the_chairs_of_a_fishbowl_stand_within_the_seats_around_it(count: int, chairs: int, side_px: int) -> None:
    outer, inner = bowl_plan(count, chairs, side_px)
    assert (len(outer.centers), len(inner.centers)) == (count, chairs)
    for chair in inner.centers:
        for seat in outer.centers:
            apart = hypot(chair.x() - seat.x(), chair.y() - seat.y())
            assert apart >= (outer.seat_px + inner.seat_px) / 2 + WAITING_PX - 0.01
    for one, other in combinations(inner.centers, 2):
        assert hypot(one.x() - other.x(), one.y() - other.y()) >= inner.seat_px * 0.9


@given(st.lists(st.integers(2, 3), min_size=1, max_size=20), st.integers(240, 900))
def test_pairs_stand_beside_and_below_each_other_and_none_is_parted(counts: list[int], width_px: int) -> None:
    plan = sets_plan(counts, width_px)
    radius = plan.seat_px / 2
    for center in plan.centers:
        assert radius <= center.x() <= width_px - radius
        assert radius <= center.y() <= plan.height_px - radius
    for one, other in combinations(plan.centers, 2):
        assert hypot(one.x() - other.x(), one.y() - other.y()) >= plan.seat_px
    left = list(plan.centers)
    for count in counts:
        together, left = left[:count], left[count:]
        assert len({seat.y() for seat in together}) == 1


@given(st.lists(st.sets(st.integers(1, 12), max_size=6), min_size=1, max_size=8), st.integers(0, 3))
def test_whoever_stays_inside_keeps_the_chair(inside: list[set[int]], free: int) -> None:
    chairs: tuple[int, ...] = ()
    for now in inside:
        before, chairs = chairs, seated_inside(chairs, sorted(now), free)
        assert sorted(filter(None, chairs)) == sorted(now)
        assert chairs.count(0) == free
        if len(chairs) >= len(before):
            assert all(chairs[at] == seat for at, seat in enumerate(before) if seat in now)


@pytest.fixture
def ring(controller: SampleSessionController, qtbot: QtBot) -> SeatRing:
    ring = SeatRing(controller)
    ring.resize(290, 290)
    qtbot.addWidget(ring)
    ring.show()
    return ring


def point_of(ring: SeatRing, seat: int) -> QPoint:
    return ring.center(seat - 1).toPoint()


def painted(ring: SeatRing, seat: int, places: Sequence[QPointF], token: str) -> int:
    """At how many of these places, from a seat's middle, a colour is painted."""
    picture, middle, wanted = ring.grab().toImage(), ring.center(seat - 1), color(token)
    found = [picture.pixelColor((middle + place).toPoint()) for place in places]
    return sum(1 for had in found if is_like(had, wanted))


def test_the_room_in_words(ring: SeatRing) -> None:
    assert ring.accessibleDescription() == (
        "Seat 4 is speaking. Waiting: 11, 8 and 15. Not heard yet: 8, 11, 15, 20, 23 and 24."
    )
    assert ring.seat_text(3) == "Seat 4 · speaking · heard"
    assert ring.seat_text(7) == "Seat 8 · waiting"
    assert ring.seat_text(19) == "Seat 20 · not heard yet"


def test_interruptions_and_pauses_are_said(controller: SampleSessionController, ring: SeatRing) -> None:
    four, seven = (at_seat(controller.state, seat).participant_id for seat in (4, 7))
    controller.do(pause_turn, controller.state.room.floor[0])
    assert ring.described().startswith("Seat 4 is paused.")
    controller.do(start_turn, seven, TurnKind.CLARIFYING_QUESTION)
    assert ring.described().startswith("Seat 7 asks for clarity.")
    assert ring.seat_text(3) == "Seat 4 · interrupted, goes on next · heard"
    controller.do(someone_else_speaks)
    assert ring.described().startswith("Someone else is speaking.")
    assert controller.state.turns[controller.state.room.floor[0]].participant_id == four


def test_who_waits_has_a_dashed_ring_around_the_seat(controller: SampleSessionController, ring: SeatRing) -> None:
    """Along the ring there is colour and there is none, in about the parts of the dashes and the space between."""
    parts = []
    for seat in (8, 19):
        reach = ring_plan(24, 290).seat_px / 2 - 1 + WAITING_PX
        around = [QPointF(cos(radians(turned)), sin(radians(turned))) * reach for turned in range(0, 360, 3)]
        parts.append(painted(ring, seat, around, "warn") / len(around))
    assert at_seat(controller.state, 8).participant_id in {
        entry.participant_id for entry in controller.state.queue.values()
    }
    assert 0.3 < parts[0] < 0.8
    assert parts[1] == 0


def test_the_outline_of_who_speaks_is_thick_and_of_who_was_interrupted_thin(
    controller: SampleSessionController, ring: SeatRing
) -> None:
    across = [QPointF(x / 4, 0) for x in range(-68, 69)]
    speaks, silent = painted(ring, 4, across, "accent"), painted(ring, 19, across, "accent")
    controller.do(someone_else_speaks)
    interrupted = painted(ring, 4, across, "accent")
    assert speaks >= 1.5 * interrupted > 0
    assert silent == 0


def test_who_watches_is_not_counted_as_silent(controller: SampleSessionController, ring: SeatRing) -> None:
    controller.do(edit_participant, at_seat(controller.state, 20).participant_id, role=Role.EXPERT)
    assert ring.seat_text(19) == "Seat 20 · watches"
    assert ring.described().endswith("Not heard yet: 8, 11, 15, 23 and 24.")


def test_a_room_without_turns_and_one_without_seats(qtbot: QtBot, tmp_path: Path) -> None:
    for number, (make, words) in enumerate(
        ((prepared_controller, "Nobody is speaking."), (empty_controller, "No seats yet."))
    ):
        (tmp_path / str(number)).mkdir()
        with closing(make(tmp_path / str(number))) as controller:
            ring = SeatRing(controller)
            qtbot.addWidget(ring)
            ring.show()
            assert ring.described().startswith(words)
            assert not ring.grab().isNull()
            ring.close()


def test_a_press_chooses_a_seat_and_a_double_click_chooses_it_once(
    controller: SampleSessionController, ring: SeatRing
) -> None:
    chosen: list[str] = []
    ring.seat_chosen.connect(chosen.append)
    QTest.mouseClick(ring, Qt.MouseButton.LeftButton, pos=point_of(ring, 9))
    assert chosen == [at_seat(controller.state, 9).participant_id]
    # What Qt sends for the second press of a double click.
    QTest.mouseDClick(ring, Qt.MouseButton.LeftButton, pos=point_of(ring, 9))
    assert len(chosen) == 1
    QTest.mouseClick(ring, Qt.MouseButton.LeftButton, pos=ring.rect().center())
    assert len(chosen) == 1


def test_arrows_go_round_and_enter_chooses(controller: SampleSessionController, ring: SeatRing) -> None:
    chosen: list[ParticipantId] = []
    ring.seat_chosen.connect(chosen.append)
    ring.setFocus()
    for key in (Qt.Key.Key_Right, Qt.Key.Key_Return, Qt.Key.Key_Left, Qt.Key.Key_Left, Qt.Key.Key_Space):
        QTest.keyClick(ring, key)
    assert [controller.state.participants[person].seat for person in chosen] == [5, 3]
    assert ring.accessibleName() == "Seat 3 · heard"


def test_the_right_button_and_the_menu_key_want_a_menu(controller: SampleSessionController, ring: SeatRing) -> None:
    wanted: list[ParticipantId] = []
    ring.menu_wanted.connect(lambda person, _at: wanted.append(person))
    by_mouse = QContextMenuEvent(QContextMenuEvent.Reason.Mouse, point_of(ring, 8), ring.mapToGlobal(point_of(ring, 8)))
    QApplication.sendEvent(ring, by_mouse)
    ring.setFocus()
    QApplication.sendEvent(ring, QContextMenuEvent(QContextMenuEvent.Reason.Keyboard, QPoint(), QPoint()))
    assert [controller.state.participants[person].seat for person in wanted] == [8, 4]


class Painted(QObject):
    """Keeps which part of a widget was painted."""

    def __init__(self) -> None:
        super().__init__()
        self.region = QRegion()

    def eventFilter(self, _watched: QObject, event: QEvent) -> bool:
        """Add the part of each painting."""
        if event.type() == QEvent.Type.Paint and isinstance(event, QPaintEvent):
            self.region += event.region()
        return False


def as_image(ring: SeatRing) -> QImage:
    """The ring, all of it painted anew."""
    image = QImage(ring.size(), QImage.Format.Format_RGB32)
    image.fill(color("paper"))
    ring.render(image, QPoint(), renderFlags=QWidget.RenderFlag.DrawChildren)
    return image


def test_what_looks_different_after_a_key_is_painted_and_little_else(qtbot: QtBot, tmp_path: Path) -> None:
    with closing(sample_controller(tmp_path)) as controller:
        ring = SeatRing(controller)
        qtbot.addWidget(ring)
        ring.resize(290, 290)
        ring.show()
        QApplication.processEvents()
        acts: list[tuple[Any, ...]] = [(done,), (join_seats, [20, 3]), (someone_else_speaks,), (done,), (pause_queue,)]
        for act in acts:
            before, painted = as_image(ring), Painted()
            ring.installEventFilter(painted)
            controller.later(5)
            controller.do(*act)
            QApplication.processEvents()
            ring.removeEventFilter(painted)
            after = as_image(ring)
            pixels = [QPoint(x, y) for x in range(ring.width()) for y in range(ring.height())]
            changed = [at for at in pixels if before.pixel(at) != after.pixel(at)]
            assert all(painted.region.contains(at) for at in changed)
            assert len([at for at in pixels if painted.region.contains(at)]) < len(pixels) / 2

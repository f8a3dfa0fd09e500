"""The picture of the room on the screen: one for each change that shows, and nothing is painted without it."""

from __future__ import annotations

from PySide6.QtWidgets import QApplication

from facilitator_console.dialogue.capture import capture, mark_moment
from facilitator_console.log import Duration
from facilitator_console.session.agenda import extend_item
from facilitator_console.session.calling_order import coming_up
from facilitator_console.session.floor import pause_turn, start_turn
from facilitator_console.session.people import at_seat
from facilitator_console.session.queue import join_seats
from facilitator_console.ui.run.lead_page import LeadPage
from facilitator_console.ui.run.queue_model import CARD
from facilitator_console.views.room_view import RoomView
from tests.ui.painting import Paints
from tests.ui.sample import SampleSessionController


def listed(page: LeadPage) -> list[str]:
    model = page.queue.model
    return [model.index(row, 0).data(CARD).seat for row in range(model.rowCount())]


def test_a_change_that_shows_makes_one_picture_and_no_other_does(controller: SampleSessionController) -> None:
    pictures: list[tuple[RoomView, RoomView]] = []
    controller.picture.changed.connect(lambda before, view: pictures.append((before, view)))
    first = controller.picture.view
    controller.do(capture, "#need the evening bus")
    controller.do(mark_moment)
    controller.later(5)
    assert pictures == []
    controller.do(join_seats, [20])
    assert pictures == [(first, controller.picture.view)]
    assert first != controller.picture.view


def test_who_hears_of_a_change_finds_its_picture(controller: SampleSessionController) -> None:
    seen: list[int] = []
    controller.changed.connect(lambda _: seen.append(len(controller.picture.view.plenary.queue)))
    controller.do(join_seats, [20])
    controller.undo()
    assert seen == [4, 3]


def test_the_ring_is_painted_only_where_it_looks_different(
    lead_page: LeadPage, controller: SampleSessionController
) -> None:
    ring, digits = Paints(lead_page.ring), Paints(lead_page.clocks.small_digits)
    controller.do(extend_item, controller.state.room.item_id, Duration(60_000))
    controller.do(capture, "#need the evening bus")
    QApplication.processEvents()
    assert (ring.number, digits.number) == (0, 1)
    controller.do(pause_turn, controller.state.room.floor[0])
    QApplication.processEvents()
    assert ring.number == 1


def test_talk_time_alone_moves_nobody_in_the_queue(lead_page: LeadPage, controller: SampleSessionController) -> None:
    """The order changes at events only: what is read aloud to the room does not change while it is read."""
    controller.do(join_seats, [4, 7])
    orders = set()
    for _ in range(6):
        controller.later(10)
        due = coming_up(controller.state)
        assert listed(lead_page) == [str(controller.state.participants[one.participant_id].seat) for one in due]
        orders.add(tuple(listed(lead_page)))
    assert len(orders) == 1


def test_the_clock_that_is_biggest_changes_with_time_alone(
    lead_page: LeadPage, controller: SampleSessionController
) -> None:
    controller.do(start_turn, at_seat(controller.state, 5).participant_id)
    controller.do(pause_turn, controller.state.room.floor[0])
    assert lead_page.clocks.title.text() == "This turn, left of 2:00"
    controller.later(17 * 60)
    assert lead_page.clocks.title.text() == "Item, left of 35:00"

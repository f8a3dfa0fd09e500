"""Whether the plan fits the people and the time; times as they are typed; many seats at once."""

from __future__ import annotations

import pytest

from facilitator_console.log import Duration
from facilitator_console.session.agenda import add_item
from facilitator_console.session.ids import ItemId, Role
from facilitator_console.session.people import add_group, add_participant, add_participants, remove_participant, seated
from facilitator_console.session.plan import (
    minutes_text,
    people_in_rounds,
    planned_length_ms,
    read_minutes,
    tight_rounds,
)
from facilitator_console.words import UserError
from tests.helpers.controller import MINUTE_MS, Meeting, SessionController
from tests.helpers.talking import talking


def planned(controller: SessionController, minutes: int, each_min: float, order: str, format_name: str = "") -> ItemId:
    return ItemId(
        controller.make(
            add_item,
            "Round",
            planned_ms=Duration(minutes * MINUTE_MS),
            **talking(order) | ({"format": format_name} if format_name else {}),
            turn_limit_ms=Duration(round(each_min * MINUTE_MS)),
        )
    )


def test_a_minute_for_each_of_24_people_does_not_fit_into_20_minutes() -> None:
    controller = SessionController()
    controller.do(add_participants, 24)
    planned(controller, 0, 1, "go_around")  # of this one nothing can be told
    item = planned(controller, 20, 1, "go_around")
    (tight,) = tight_rounds(controller.state)
    assert tight == (item, 24, MINUTE_MS, 24 * MINUTE_MS)


@pytest.mark.parametrize(
    ("minutes", "each_min", "order"),
    [
        (24, 1, "go_around"),  # fits exactly
        (20, 1, "stack"),  # not everyone is asked
        (0, 1, "go_around"),  # no length is planned
        (20, 0, "go_around"),  # turns have no limit
    ],
)
def test_what_fits_or_cannot_be_told_is_no_warning(minutes: int, each_min: int, order: str) -> None:
    controller = SessionController()
    controller.do(add_participants, 24)
    planned(controller, minutes, each_min, order)
    assert tight_rounds(controller.state) == ()


def test_a_check_in_gives_everyone_a_word_whatever_the_order_of_speaking() -> None:
    controller = SessionController()
    controller.do(add_participants, 4)
    item = planned(controller, 3, 1, "stack", "check_in")
    assert [tight.item_id for tight in tight_rounds(controller.state)] == [item]


def test_a_round_that_is_done_is_not_warned_of() -> None:
    meeting = Meeting(people=4, order="go_around", planned_ms=MINUTE_MS)
    assert tight_rounds(meeting.state) == ()


def test_observers_are_not_asked_and_before_seats_the_head_counts_tell() -> None:
    controller = SessionController()
    controller.do(add_group, head_count=9)
    controller.do(add_group, head_count=3)
    assert people_in_rounds(controller.state) == 12
    controller.do(add_participants, 2)
    controller.do(add_participant, role=Role.OBSERVER)
    assert people_in_rounds(controller.state) == 2


def test_the_plan_is_as_long_as_its_items() -> None:
    controller = SessionController()
    assert planned_length_ms(controller.state) == 0
    planned(controller, 20, 1, "stack")
    planned(controller, 25, 1, "stack")
    assert planned_length_ms(controller.state) == 45 * MINUTE_MS


def test_seats_are_added_as_one_action_on_the_lowest_free_numbers() -> None:
    controller = SessionController()
    controller.do(add_participant, seat=2)
    done = controller.do(add_participants, 3)
    assert [person.seat for person in seated(controller.state)] == [1, 2, 3, 4]
    controller.undo(done)
    assert [person.seat for person in seated(controller.state)] == [2]
    controller.do(remove_participant, seated(controller.state)[0].participant_id)
    controller.do(add_participants, 1)
    assert [person.seat for person in seated(controller.state)] == [1]


@pytest.mark.parametrize("number", [0, -1, 10_001])
def test_no_seats_and_too_many_are_refused(number: int) -> None:
    controller = SessionController()
    with pytest.raises(UserError, match="can’t be added"):
        controller.do(add_participants, number)


@pytest.mark.parametrize(
    ("typed", "seconds"), [("20", 1200), (" 1:30 ", 90), (":30", 30), ("0:05", 5), ("", 0), ("0", 0), ("90", 5400)]
)
def test_times_are_read_as_people_type_them(typed: str, seconds: int) -> None:
    assert read_minutes(typed) == seconds * 1000


@pytest.mark.parametrize("typed", ["soon", "1:75", "-3", "1:2", "2,5", "1:30:00", "٣"])
def test_what_is_no_time_is_refused(typed: str) -> None:
    with pytest.raises(UserError, match=f"^“{typed}” is not a length of time. Write minutes"):
        read_minutes(typed)


@pytest.mark.parametrize("typed", ["20", "1:30", "", "0:05", "120:01"])
def test_a_time_is_written_as_it_is_read(typed: str) -> None:
    assert minutes_text(read_minutes(typed)) == typed

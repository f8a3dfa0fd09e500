"""What each format makes of the lead's page."""

from __future__ import annotations

from typing import Any

import pytest

from facilitator_console.log import Duration
from facilitator_console.session import agenda, floor
from facilitator_console.session.consent import set_consent
from facilitator_console.session.ids import ConsentUse, ItemId, Role, TurnKind
from facilitator_console.session.people import edit_participant
from facilitator_console.session.presence import come_back, leave_room
from facilitator_console.session.rounds import pass_for_now
from facilitator_console.session.timers import reading
from facilitator_console.views.formats import PLAIN_STAGE, Middle, Stage
from facilitator_console.views.public_view import public_view
from facilitator_console.views.room_view import RoomView, room_view
from facilitator_console.words import UserError
from tests.helpers.controller import MINUTE_MS, Meeting
from tests.helpers.played import carried_out, stage_moves


def at(format: str, people: int = 11, *, planned_ms: int = 10 * MINUTE_MS, **settings: Any) -> Meeting:  # noqa: A002 - as stored
    """A meeting whose item that is on has this format."""
    meeting = Meeting(people)
    item = meeting.add_item("Item", planned_ms=planned_ms, turn_limit_ms=MINUTE_MS)
    meeting.do(agenda.edit_item, item, format=format, settings={"order": "", **settings})
    meeting.do(agenda.start_item, item)
    return meeting


def view_of(meeting: Meeting) -> RoomView:
    return room_view(meeting.state, meeting.now_ms)


def stage_of(meeting: Meeting) -> Stage:
    return view_of(meeting).stage


def press(meeting: Meeting, name: str, chosen: int = 0) -> None:
    """Do what a move of the stage does, with one of those whom it offers."""
    (move,) = (one for called, one in stage_moves(meeting) if called == name)
    meeting.write(*carried_out(meeting, move, lambda values: values[chosen]))


def labels(meeting: Meeting) -> dict[str, str]:
    return {name: str(move.label) for name, move in stage_moves(meeting)}


def seats_had(meeting: Meeting) -> set[int]:
    return {meeting.state.participants[one].seat for one in stage_of(meeting).had or ()}


# -- rounds -------------------------------------------------------------------------------------------------


def test_the_ring_fills_for_this_round_alone_and_whoever_passed_looks_like_heard() -> None:
    meeting = at("go_around", 5)
    assert (seats_had(meeting), str(stage_of(meeting).remaining)) == (set(), "5 to go")
    meeting.do(floor.done)
    assert seats_had(meeting) == set()
    meeting.later(31)
    meeting.do(floor.done)
    meeting.later(5)
    press(meeting, "pass_for_now")
    assert (seats_had(meeting), str(stage_of(meeting).remaining)) == ({1}, "2 to go, seat 2 later")
    meeting.later(1)
    press(meeting, "pass_for_now")
    assert (seats_had(meeting), str(stage_of(meeting).remaining)) == ({1, 2}, "2 to go")
    press(meeting, "another_round")
    assert (seats_had(meeting), meeting.speaks) == (set(), 3)


def test_who_is_left_is_said_to_the_end() -> None:
    meeting = at("go_around", 3)
    for expected in ("1 to go, seat 1 later", "seats 1, 2 later"):
        meeting.do(pass_for_now)
        meeting.later(4)
        assert str(stage_of(meeting).remaining) == expected
    for _ in range(3):
        meeting.do(floor.done)
        meeting.later(4)
    assert str(stage_of(meeting).remaining) == "nobody is left in this round"


def test_in_a_round_the_next_seat_and_the_way_can_be_chosen() -> None:
    meeting = at("check_in", 4)
    assert labels(meeting) == {
        "pass_for_now": "Pass for now",
        "another_round": "Another round",
        "turn_round": "The other way round",
        "begin_round_with": "Go on with seat…",
    }
    press(meeting, "begin_round_with", 2)
    press(meeting, "turn_round")
    meeting.do(floor.done)
    assert meeting.speaks == 3


def test_a_check_in_as_a_free_conversation_has_a_plain_page() -> None:
    assert stage_of(at("check_in", order="open_floor")) == PLAIN_STAGE


def test_the_warning_stands_still_and_comes_at_the_instant_that_is_named() -> None:
    meeting = at("go_around", 8)
    before = view_of(meeting)
    assert before.stage.warning is None
    assert before.holds_until_ms is not None
    meeting.clock.advance(before.holds_until_ms - meeting.now_ms - 1)
    assert view_of(meeting) == before
    meeting.later(0.001)
    after = view_of(meeting)
    assert str(after.stage.warning) == "8 people × 1:00 do not fit any more with a minute to close."
    assert labels(meeting)["remedy"] == "45 seconds each"
    meeting.later(1)
    assert view_of(meeting) == after
    press(meeting, "remedy")
    assert stage_of(meeting).warning is None


def test_the_ring_of_a_talking_piece_fills_for_this_time_around() -> None:
    meeting = at("talking_piece", 3)
    for expected, to_go in ((set(), 2), ({1}, 1), ({1, 2}, 0), (set(), 2), ({1}, 1)):
        meeting.do(floor.done)
        meeting.later(4)
        assert seats_had(meeting) == expected
        assert stage_of(meeting).to_go == public_view(meeting.state, meeting.now_ms).to_go == to_go
    assert "another_round" not in labels(meeting)


# -- pairs, rest ---------------------------------------------------------------------------------------------


def test_pairs_show_who_is_with_whom_and_the_parts_clock() -> None:
    meeting = at("pairs")
    meeting.later(108)
    stage = stage_of(meeting)
    assert stage.middle is Middle.SETS
    assert stage.sets == ((1, 2), (3, 4), (5, 6), (7, 8), (9, 10, 11))
    assert stage.part_clock is not None
    assert reading(stage.part_clock, meeting.now_ms).left_ms == 192_000
    assert (str(stage.part), str(stage.then), stage.then_ms) == ("The first speaks", "Then the other", 5 * MINUTE_MS)
    assert labels(meeting) == {
        "done": "Switch",
        "extend_item": "+1 min",
        "next_item": "Back together",
        "deal_others": "Other pairs",
    }
    meeting.later(60)
    assert stage_of(meeting) == stage
    press(meeting, "done")
    stage = stage_of(meeting)
    assert (str(stage.part), stage.then, stage.then_ms) == ("The other speaks", None, 0)
    with pytest.raises(UserError, match="had their time"):
        press(meeting, "done")


def test_threes_have_three_parts() -> None:
    meeting = at("pairs", 9, size=3)
    said = []
    for _ in range(3):
        stage = stage_of(meeting)
        said.append((str(stage.part), str(stage.then)))
        if stage.then:
            press(meeting, "done")
    assert said == [
        ("The first speaks", "Then the second"),
        ("The second speaks", "Then the third"),
        ("The third speaks", "None"),
    ]
    assert labels(meeting)["deal_others"] == "Other threes"


def test_a_break_shows_when_it_goes_on_and_with_what() -> None:
    meeting = at("break")
    following = meeting.add_item("Pairs", planned_ms=MINUTE_MS)
    stage = stage_of(meeting)
    assert (stage.middle, stage.goes_on_at_end, str(stage.then)) == (Middle.REST, True, "then “Pairs”")
    assert labels(meeting) == {"done": "Go on now", "extend_item": "+5 min"}
    assert {"pause_turn", "someone_else", "next_item"} <= stage.hidden
    press(meeting, "extend_item")
    assert meeting.state.items[meeting.state.room.item_id].extra_ms == 5 * MINUTE_MS
    press(meeting, "done")
    assert meeting.state.room.item_id == following
    assert stage_of(meeting) == PLAIN_STAGE


def test_time_to_think_is_nothing_but_the_time() -> None:
    stage = stage_of(at("silence"))
    assert (stage.middle, stage.goes_on_at_end, stage.moves, stage.more) == (Middle.REST, False, {}, ())
    assert {"done", "pause_turn", "someone_else", "quiet_minute"} <= stage.hidden
    assert str(view_of(at("silence")).plenary.next_up.reason) == "nobody takes a turn"


def test_a_turn_that_was_open_before_can_still_be_ended_in_time_to_think() -> None:
    meeting = Meeting()
    meeting.do(floor.start_turn, meeting.people[0])
    meeting.do(agenda.edit_item, meeting.item, format="silence")
    assert "done" not in stage_of(meeting).hidden
    meeting.do(floor.done)
    assert (meeting.speaks, "done" in stage_of(meeting).hidden) == (0, True)


# -- inner chairs ---------------------------------------------------------------------------------------------


def test_a_fishbowl_shows_its_chairs_and_gives_the_free_one_away() -> None:
    meeting = at("fishbowl", 12)
    stage = stage_of(meeting)
    assert (stage.inside, stage.free_chairs) == ((1, 2, 3, 4), 1)
    assert labels(meeting) == {
        "someone_else": "Somebody leaves…",
        "swap_all": "Swap all",
        "without_seat": "Someone else",
    }
    meeting.do(floor.choose, meeting.people[0])
    meeting.do(floor.choose, meeting.people[8])
    assert labels(meeting)["done"] == "Seat 9 takes the chair"
    press(meeting, "done")
    assert (stage_of(meeting).inside, stage_of(meeting).free_chairs, meeting.speaks) == ((1, 2, 3, 4, 9), 0, 1)
    meeting.do(floor.choose, meeting.people[9])
    assert "done" not in labels(meeting)
    press(meeting, "someone_else", 1)
    assert (stage_of(meeting).inside, labels(meeting)["done"]) == ((1, 3, 4, 9), "Seat 10 takes the chair")
    press(meeting, "swap_all")
    assert stage_of(meeting).inside == (5, 10, 11, 12)


def test_in_a_fishbowl_the_key_of_a_voice_without_a_seat_takes_it_back() -> None:
    meeting = at("fishbowl", 12)
    meeting.do(floor.choose, meeting.people[0])
    press(meeting, "without_seat")
    assert meeting.state.turns[meeting.state.room.floor[-1]].kind is TurnKind.SOMEONE_ELSE
    assert labels(meeting) == {"swap_all": "Swap all"}  # Key 3 means what it means elsewhere.
    meeting.do(floor.done)
    assert (meeting.speaks, labels(meeting)["someone_else"]) == (1, "Somebody leaves…")


def test_nobody_is_asked_to_leave_where_nobody_sits_inside() -> None:
    assert labels(at("fishbowl", 0)) == {"swap_all": "Swap all"}


def test_a_spokes_council_without_groups_still_has_its_moves() -> None:
    meeting = at("spokes_council", 6)
    meeting.do(floor.choose, meeting.people[5])
    assert labels(meeting) == {"done": "Seat 6 speaks for its group", "send_other_spokes": "Other spokes"}
    press(meeting, "done")
    assert stage_of(meeting).inside == (2, 3, 4, 6)


# -- speaker, who is here --------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("named", "agreed", "said"),
    [
        (False, True, ["Seat 2 opens", "Questions to seat 2"]),
        (True, False, ["Seat 2 opens", "Questions to seat 2"]),
        (True, True, ["О. Ч. 🙂 opens", "Questions to О. Ч. 🙂"]),
        ("yes", True, ["Seat 2 opens", "Questions to seat 2"]),
    ],
)
def test_the_speaker_is_shown_by_seat_and_by_label_only_where_they_agreed(
    *, named: object, agreed: bool, said: list[str]
) -> None:
    meeting = Meeting(4)
    meeting.do(edit_participant, meeting.people[1], role=Role.SPEAKER, label="О. Ч. 🙂")
    meeting.do(set_consent, meeting.people[1:2], ConsentUse.NAMED_SPEAKER, given=agreed)
    item = ItemId(
        meeting.make(
            agenda.add_item, "O", format="speaker", planned_ms=Duration(15 * MINUTE_MS), settings={"named": named}
        )
    )
    meeting.do(agenda.start_item, item)
    stage = stage_of(meeting)
    assert (str(stage.part), str(stage.then), stage.then_ms) == (said[0], "Then questions", 5 * MINUTE_MS)
    assert labels(meeting) == {"next_part": "To the questions"}
    meeting.do(floor.done)
    assert labels(meeting) == {"done": "To the questions"}
    press(meeting, "done")
    assert str(stage_of(meeting).part) == said[1]
    assert labels(meeting) == {"next_part": "To the talk of all"}
    press(meeting, "next_part")
    assert stage_of(meeting).part_clock is None
    assert labels(meeting) == {}


def test_an_empty_chair_is_seen_and_not_counted_as_not_heard() -> None:
    meeting = Meeting(3)
    meeting.do(leave_room, meeting.people[2])
    meeting.do(floor.start_turn, meeting.people[0])
    view = view_of(meeting)
    assert [seat.is_here for seat in view.seats] == [True, True, False]
    assert [seat.is_heard for seat in view.seats] == [True, False, False]
    assert str(view.unheard) == "1 not heard yet"
    meeting.do(come_back, meeting.people[2])
    assert str(view_of(meeting).unheard) == "2 not heard yet"

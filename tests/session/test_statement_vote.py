"""A statement vote: its parts and their clocks, one after the other or an item for each."""

from __future__ import annotations

import pytest

from facilitator_console.log import Duration
from facilitator_console.session.agenda import add_item, edit_item, end_item, start_item
from facilitator_console.session.floor import freeze
from facilitator_console.session.formats import collects_statements, voting_begins
from facilitator_console.session.formats.statement_vote import (
    COLLECT,
    EDIT,
    LOOK,
    PARTS,
    VOTE,
    begin_part,
    give_part_more,
    next_part,
    part_on,
)
from facilitator_console.session.ids import NO_ITEM, ItemId, RoundPart
from facilitator_console.session.timers import reading, round_clock
from facilitator_console.words import UserError
from tests.helpers.controller import MINUTE_MS, Meeting, SessionController, kinds


def begun(meeting: Meeting, **settings: object) -> ItemId:
    made = meeting.make(
        add_item, "Vote", format="statement_vote", planned_ms=Duration(45 * MINUTE_MS), settings=settings
    )
    meeting.do(start_item, ItemId(made))
    return ItemId(made)


def left_min(meeting: Meeting) -> float:
    clock = round_clock(meeting.state)
    assert clock is not None
    return reading(clock, meeting.now_ms).left_ms / MINUTE_MS


def test_four_parts_share_the_time() -> None:
    meeting = Meeting(6)
    begun(meeting)
    lengths = []
    for part in PARTS:
        assert part_on(meeting.state) == part
        lengths.append(left_min(meeting))
        if following := next_part(meeting.state):
            meeting.do(begin_part, following)
    assert lengths == [15, 10, 10, 10]
    assert next_part(meeting.state) is None


def test_a_part_can_have_a_length_of_its_own_and_more_time() -> None:
    meeting = Meeting(6)
    begun(meeting, collect_ms=5 * MINUTE_MS)
    assert left_min(meeting) == 5
    meeting.later(60)
    meeting.do(give_part_more, Duration(2 * MINUTE_MS))
    assert left_min(meeting) == 6
    assert part_on(meeting.state) == COLLECT


def test_an_item_may_be_one_part_alone() -> None:
    meeting = Meeting(6)
    begun(meeting, part="vote")
    assert (part_on(meeting.state), next_part(meeting.state)) == (VOTE, None)
    with pytest.raises(UserError, match="no such part"):
        meeting.do(begin_part, COLLECT)


@pytest.mark.parametrize("stored", ["", "party", 3, None, ["vote"]])
def test_whatever_was_stored_there_are_parts(stored: object) -> None:
    meeting = Meeting(6)
    begun(meeting, part=stored) if isinstance(stored, str | int) else begun(meeting)
    assert part_on(meeting.state) == COLLECT


def test_an_item_that_is_begun_again_goes_on_with_its_part() -> None:
    meeting = Meeting(6)
    item = begun(meeting)
    meeting.do(begin_part, EDIT)
    meeting.do(end_item, item)
    meeting.do(start_item, item)
    assert part_on(meeting.state) == EDIT


def test_statements_are_taken_while_they_are_collected_and_edited() -> None:
    meeting = Meeting(6)
    assert not collects_statements(meeting.state)
    begun(meeting)
    taken = []
    for part in PARTS:
        meeting.do(begin_part, part)
        taken.append(collects_statements(meeting.state))
    assert taken == [True, True, False, False]


def test_the_vote_begins_its_part_where_there_is_one() -> None:
    meeting = Meeting(6)
    assert voting_begins(meeting.state, meeting.now_ms) == (NO_ITEM, [])
    item = begun(meeting)
    on, new = voting_begins(meeting.state, meeting.now_ms)
    assert (on, len(new)) == (item, 1)


def test_an_item_begins_anew_with_its_first_part_where_the_last_one_is_no_part_of_it_any_more() -> None:
    meeting = Meeting(6)
    item = begun(meeting)
    meeting.do(begin_part, EDIT)
    meeting.do(edit_item, item, settings={"part": "vote"})
    assert part_on(meeting.state) == VOTE
    meeting.do(end_item, item)
    meeting.do(start_item, item)
    assert (part_on(meeting.state), [one.length_ms for one in meeting.state.rounds.values()][-1]) == (VOTE, 0)


def test_where_another_format_is_on_nothing_is_collected_and_no_vote_begins() -> None:
    meeting = Meeting(6, order="go_around")
    assert not collects_statements(meeting.state)
    assert voting_begins(meeting.state, meeting.now_ms) == (NO_ITEM, [])
    assert next_part(SessionController().state) is None
    assert part_on(SessionController().state) == COLLECT


def test_an_item_for_collecting_alone_begins_no_vote() -> None:
    meeting = Meeting(6)
    begun(meeting, part="collect")
    assert voting_begins(meeting.state, meeting.now_ms) == (NO_ITEM, [])
    assert next_part(meeting.state) is None


def test_no_part_begins_while_everything_is_frozen() -> None:
    meeting = Meeting(6)
    begun(meeting)
    meeting.do(freeze)
    with pytest.raises(UserError, match="frozen"):
        meeting.do(begin_part, LOOK)


def test_the_part_that_is_on_begins_once() -> None:
    meeting = Meeting(6)
    begun(meeting)
    assert kinds(meeting.do(begin_part, RoundPart("edit"))) == ["round_started"]
    assert meeting.do(begin_part, EDIT) == []

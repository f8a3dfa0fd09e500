"""Cards placed by hand: they stay where they were put, on every laptop, until the order takes them back."""

from __future__ import annotations

from itertools import product

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from facilitator_console.log import NewEvent, Subject
from facilitator_console.session import room_events as rev
from facilitator_console.session.agenda import close_session
from facilitator_console.session.calling_order import PLACED_BY_HAND, coming_up, speaking_order
from facilitator_console.session.floor import call_back, done, start_turn
from facilitator_console.session.formats.go_around import AFTER_ROUND
from facilitator_console.session.ids import NO_ENTRY, EntryId, ParticipantId, TableId, TurnKind
from facilitator_console.session.leading import take_lead
from facilitator_console.session.placing import (
    move_entry,
    order_by_itself,
    placeable,
    placed_by_hand,
    step_entry,
)
from facilitator_console.session.queue import join_queue, join_seats, leave_queue
from facilitator_console.session.rounds import pass_turn
from facilitator_console.words import UserError
from tests.helpers.cafe import Cafe
from tests.helpers.controller import Meeting, SessionController, contents, kinds
from tests.helpers.played import played

R, Q, P = TurnKind.DIRECT_RESPONSE, TurnKind.CLARIFYING_QUESTION, TurnKind.POINT_OF_PROCESS


def order(meeting: Meeting) -> list[int]:
    waiting = speaking_order(meeting.state)
    return [meeting.state.participants[w.participant_id].seat for w in waiting]


def reasons(meeting: Meeting) -> list[str]:
    return [str(waiting.reason) for waiting in speaking_order(meeting.state)]


def entry(meeting: Meeting, seat: int, kind: TurnKind = TurnKind.CONTRIBUTION) -> EntryId:
    """The seat's entry of this kind."""
    person = meeting.people[seat - 1]
    return next(e.entry_id for e in meeting.state.queue.values() if (e.participant_id, e.kind) == (person, kind))


def waiting(*seats: int, people: int = 8, order: str = "stack") -> Meeting:
    meeting = Meeting(people, order=order)
    meeting.do(join_seats, seats)
    return meeting


def by_hand(meeting: SessionController) -> set[EntryId]:
    return set(placed_by_hand(meeting.state))


def test_a_card_goes_before_another_and_all_above_it_stay_by_hand() -> None:
    meeting = waiting(1, 2, 3, 4, 5)
    moved = meeting.do(move_entry, entry(meeting, 4), entry(meeting, 2))
    assert order(meeting) == [1, 4, 2, 3, 5]
    assert reasons(meeting) == ["placed by hand", "placed by hand", "came first", "came later", "came later"]
    assert kinds(moved) == ["queue_moved"] * 2
    meeting.undo(moved)
    assert order(meeting) == [1, 2, 3, 4, 5]
    assert by_hand(meeting) == set()


def test_to_the_end_all_stay_by_hand_and_newcomers_come_behind() -> None:
    meeting = waiting(1, 2, 3, order="balanced_stack")
    meeting.do(move_entry, entry(meeting, 1), None)
    assert order(meeting) == [2, 3, 1]
    meeting.do(join_queue, meeting.people[6])
    assert order(meeting) == [2, 3, 1, 7]
    assert len(by_hand(meeting)) == 3


def test_keys_that_fit_stay() -> None:
    meeting = waiting(1, 2, 3, 4)
    meeting.do(move_entry, entry(meeting, 4), entry(meeting, 1))
    meeting.do(move_entry, entry(meeting, 3), entry(meeting, 1))
    assert order(meeting) == [4, 3, 1, 2]
    moved = meeting.do(move_entry, entry(meeting, 3), entry(meeting, 4))
    assert [(event.kind, str(event.subject)) for event in moved] == [("queue_moved", entry(meeting, 3))]
    assert order(meeting) == [3, 4, 1, 2]


def test_cards_behind_one_another_have_short_keys() -> None:
    meeting = waiting(*range(1, 11), people=10)
    meeting.do(move_entry, entry(meeting, 1), None)
    assert [len(waits.key) for waits in meeting.state.queue.values()] == [1] * 10


def test_a_card_dropped_where_it_is_changes_nothing() -> None:
    meeting = waiting(1, 2, 3)
    first, second, third = placeable(meeting.state)
    for card, before in ((first, first), (first, second), (second, third), (third, None)):
        assert meeting.do(move_entry, card, before) == []


def test_what_comes_later_and_ranks_before_still_does() -> None:
    meeting = waiting(1, 2, 3)
    meeting.do(move_entry, entry(meeting, 3), entry(meeting, 1))
    meeting.do(join_queue, meeting.people[3], Q)
    meeting.do(join_queue, meeting.people[4], P)
    assert order(meeting) == [5, 4, 3, 1, 2]


def test_a_question_placed_by_hand_stays_before_a_later_one() -> None:
    meeting = waiting(1)
    for seat in (2, 3):
        meeting.do(join_queue, meeting.people[seat - 1], Q)
    meeting.do(move_entry, entry(meeting, 3, Q), entry(meeting, 2, Q))
    meeting.do(join_queue, meeting.people[3], Q)
    assert order(meeting) == [3, 2, 4, 1]


def test_a_contribution_placed_before_a_question_stays_there() -> None:
    meeting = waiting(1, 2)
    meeting.do(join_queue, meeting.people[2], Q)
    meeting.do(join_queue, meeting.people[3], R)
    assert order(meeting) == [3, 4, 1, 2]
    meeting.do(move_entry, entry(meeting, 2), entry(meeting, 3, Q))
    assert order(meeting) == [2, 3, 4, 1]
    meeting.do(join_queue, meeting.people[4], P)
    assert order(meeting) == [5, 2, 3, 4, 1]


def test_who_is_called_back_still_heads_the_queue() -> None:
    meeting = waiting(1, 2, 3)
    meeting.do(move_entry, entry(meeting, 3), entry(meeting, 2))
    meeting.do(done)
    meeting.later(2)
    meeting.do(done)
    assert meeting.speaks == 3
    meeting.do(call_back)
    assert (meeting.speaks, order(meeting)) == (1, [3, 2])
    assert reasons(meeting)[0] == "goes on"


def test_ordered_by_itself_again_one_or_all() -> None:
    meeting = waiting(1, 2, 3, 4)
    meeting.do(move_entry, entry(meeting, 4), entry(meeting, 3))
    assert order(meeting) == [1, 2, 4, 3]
    meeting.do(order_by_itself, [entry(meeting, 1)])
    assert order(meeting) == [2, 4, 1, 3]
    with pytest.raises(UserError, match=r"^Nothing in the queue was placed by hand"):
        meeting.do(order_by_itself, [entry(meeting, 1)])
    meeting.do(order_by_itself)
    assert order(meeting) == [1, 2, 3, 4]
    with pytest.raises(UserError, match=r"^Nothing in the queue was placed by hand"):
        meeting.do(order_by_itself)


def test_step_by_step_up_and_down() -> None:
    meeting = waiting(1, 2, 3)
    meeting.do(step_entry, entry(meeting, 3), down=False)
    assert order(meeting) == [1, 3, 2]
    meeting.do(step_entry, entry(meeting, 1), down=True)
    assert order(meeting) == [3, 1, 2]
    meeting.do(step_entry, entry(meeting, 1), down=True)
    assert order(meeting) == [3, 2, 1]
    with pytest.raises(UserError, match=r"^That card is the last of the queue already\.$"):
        meeting.do(step_entry, entry(meeting, 1), down=True)
    with pytest.raises(UserError, match=r"^That card is the first of the queue already\.$"):
        meeting.do(step_entry, entry(meeting, 3), down=False)


def test_whom_the_round_asks_is_not_moved_and_a_card_can_go_before_the_round() -> None:
    meeting = waiting(3, 4, people=4, order="go_around")
    assert order(meeting) == [1, 2, 3, 4, 3, 4]
    with pytest.raises(UserError, match="the round asks them by itself"):
        meeting.do(move_entry, NO_ENTRY, None)
    with pytest.raises(UserError, match=r"^The round asks in its own order"):
        meeting.do(move_entry, entry(meeting, 4), entry(meeting, 3))
    with pytest.raises(UserError, match=r"^The round asks in its own order"):
        meeting.do(step_entry, entry(meeting, 4), down=True)
    meeting.do(step_entry, entry(meeting, 4), down=False)
    assert order(meeting) == [4, 1, 2, 3, 4, 3]
    assert [r for r in reasons(meeting) if r == str(AFTER_ROUND.words)] == ["after the round"]
    with pytest.raises(UserError, match=r"^The round asks in its own order"):
        meeting.do(step_entry, entry(meeting, 4), down=True)
    meeting.do(pass_turn, meeting.people[0])
    assert order(meeting) == [4, 2, 3, 4, 3]


def test_refusals() -> None:
    meeting = waiting(1, 2)
    gone = entry(meeting, 2)
    meeting.do(leave_queue, gone)
    for args in ((gone, None), (entry(meeting, 1), gone)):
        with pytest.raises(UserError, match=r"^That entry is not in the queue any more\.$"):
            meeting.do(move_entry, *args)
    meeting.do(close_session)
    with pytest.raises(UserError, match="The session is closed"):
        meeting.do(move_entry, entry(meeting, 1), None)
    with pytest.raises(UserError, match="The session is closed"):
        meeting.do(order_by_itself)


def test_a_placed_card_that_is_called_leaves_the_others_as_they_were() -> None:
    meeting = waiting(1, 2, 3, 4)
    meeting.do(move_entry, entry(meeting, 4), entry(meeting, 2))
    meeting.do(start_turn, meeting.people[0])
    assert order(meeting) == [4, 2, 3]
    meeting.do(done)
    assert meeting.speaks == 4
    assert list(meeting.state.turns.values())[-1].why == PLACED_BY_HAND.why


@settings(deadline=None)
@given(st.lists(st.tuples(st.integers(0, 40), st.integers(0, 40)), max_size=60))
def test_keys_stay_short_and_the_wanted_order_holds(moves: list[tuple[int, int]]) -> None:
    meeting = waiting(*range(1, 13), people=12)
    for card, to in moves:
        places = placeable(meeting.state)
        chosen, before = places[card % 12], [*places, None][to % 13]
        wanted = [other for other in places if other != chosen]
        if before == chosen:
            continue
        at = len(wanted) if before is None else wanted.index(before)
        meeting.do(move_entry, chosen, before)
        assert list(placeable(meeting.state)) == [*wanted[:at], chosen, *wanted[at:]]
    assert all(len(entry.key) < 20 for entry in meeting.state.queue.values())


# -- several laptops, and anything that happened ------------------------------------------------------------


@given(played(laptops=1), st.data())
def test_every_place_that_is_offered_is_accepted(controllers: list[SessionController], data: st.DataObject) -> None:
    controller = controllers[0]
    state = controller.state
    if state.info.closed_at_ms:
        return
    places = placeable(state)
    cards = [waits.entry_id for waits in coming_up(state) if waits.entry_id]
    offered = list(product(cards, (*places, None)))
    if not offered:
        return
    card, before = data.draw(st.sampled_from(offered))
    wanted = [other for other in places if other != card]
    at = wanted.index(before) if before in wanted else len(wanted)
    controller.do(move_entry, card, before)
    if before != card:
        found = placeable(controller.state)
        assert list(found[: at + 1]) == [*wanted[:at], card]
        # What comes from behind a round is all that is new among them.
        assert set(found) == {*places, card}


def _moves(controller: SessionController, moves: list[tuple[int, int]]) -> None:
    for card, to in moves:
        places = placeable(controller.state)
        controller.do(move_entry, places[card % len(places)], places[to % len(places)])


MOVES = st.lists(st.tuples(st.integers(0, 9), st.integers(0, 9)), min_size=1, max_size=5)


@given(here_moves=MOVES, there_moves=MOVES, takes=st.booleans())
def test_two_laptops_that_place_at_once_agree_on_one_order(
    here_moves: list[tuple[int, int]], there_moves: list[tuple[int, int]], *, takes: bool
) -> None:
    """Both were led at once and hear of each other afterwards; keys of one place may be equal."""
    here, there = waiting(1, 2, 3, 4, 5, 6), SessionController(writer="b")
    there.history.add(here.written)
    if takes:
        there.do(take_lead)
    _moves(here, here_moves)
    _moves(there, there_moves)
    told, heard = list(here.written), list(there.written)
    here.receive(heard)
    for event in reversed(told):
        there.receive([event])
    assert contents(here.state) == contents(there.state)
    found = speaking_order(here.state)
    assert found == speaking_order(there.state)
    assert {waits.entry_id for waits in found} == set(here.state.queue)
    pinned = by_hand(here)
    assert {waits.entry_id for waits in found[: len(pinned)]} == pinned


def test_equal_keys_are_told_apart_and_can_be_parted() -> None:
    meeting = waiting(1, 2, 3, 4)
    for seat in (2, 3, 4):
        meeting.write(NewEvent(rev.QueueMoved("V"), Subject(entry(meeting, seat))))
    assert order(meeting) == [2, 3, 4, 1]
    meeting.do(move_entry, entry(meeting, 4), entry(meeting, 3))
    assert order(meeting) == [2, 4, 3, 1]
    meeting.do(move_entry, entry(meeting, 1), entry(meeting, 2))
    assert order(meeting) == [1, 2, 4, 3]


def test_at_a_table_its_own_queue_is_placed_and_no_other() -> None:
    meeting = Cafe(12, tables=3)
    here, there = meeting.tables[:2]
    for table in (here, there):
        meeting.with_turns(table)
        for person in meeting.at(table)[:3]:
            meeting.do(join_queue, person, table_id=table)

    def seats(table: TableId) -> list[ParticipantId]:
        return [one.participant_id for one in speaking_order(meeting.state, table)]

    before, elsewhere = seats(here), seats(there)
    last = speaking_order(meeting.state, here)[-1].entry_id
    meeting.do(step_entry, last, down=False)
    assert seats(here) == [before[0], before[2], before[1]]
    meeting.do(move_entry, last, placeable(meeting.state, here)[0])
    assert seats(here) == [before[2], before[0], before[1]]
    assert seats(there) == elsewhere
    other = speaking_order(meeting.state, there)[0].entry_id
    with pytest.raises(UserError, match="not in the queue"):
        meeting.do(move_entry, last, other)
    with pytest.raises(UserError, match="Nothing"):
        meeting.do(order_by_itself)  # That of the plenary.
    meeting.do(order_by_itself, [last])
    assert seats(here) == before


def test_of_cards_below_only_those_that_would_rank_before_stay_by_hand() -> None:
    meeting = waiting(1, 2, 3)
    meeting.do(join_queue, meeting.people[3], Q)
    assert order(meeting) == [4, 1, 2, 3]
    meeting.do(move_entry, entry(meeting, 1), entry(meeting, 4, Q))
    assert order(meeting) == [1, 4, 2, 3]
    assert by_hand(meeting) == {entry(meeting, 1), entry(meeting, 4, Q)}

"""The agenda: what may be done with an item when, and what the plan says about the end."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

import pytest

from facilitator_console.log import THE_SESSION, Duration, NewEvent
from facilitator_console.session import events as ev
from facilitator_console.session.agenda import (
    LONGEST_MS,
    add_item,
    as_it_goes_ms,
    close_session,
    create_session,
    edit_item,
    edit_item_time,
    edit_session,
    end_item,
    end_of_item,
    extend_item,
    following_item,
    items_in_order,
    leave_item,
    left_of,
    move_item,
    next_item,
    pause_item,
    remove_item,
    reopen_session,
    resume_item,
    skip_item,
    start_item,
    take_time,
)
from facilitator_console.session.floor import freeze, start_quiet, start_turn
from facilitator_console.session.ids import NO_ITEM, AtEnd, Attribution, ItemId, ItemStatus, Shrinks
from facilitator_console.session.promise import promised_end_ms
from facilitator_console.session.queue import join_queue
from facilitator_console.session.timers import item_timer
from facilitator_console.words import UserError
from tests.helpers.controller import MINUTE_MS, START_MS, Meeting, SessionController, bodies, kinds

Command = Callable[..., Sequence[NewEvent]]


def titles(controller: SessionController) -> list[str]:
    return [item.title for item in items_in_order(controller.state)]


def test_a_session_is_created_and_edited_field_by_field() -> None:
    controller = SessionController()
    controller.do(create_session, "  Water  ", language="uk", attribution=Attribution.GROUP)
    controller.do(edit_session, title="Light")
    info = controller.state.info
    assert (info.title, info.language, info.attribution) == ("Light", "uk", Attribution.GROUP)
    assert info.created_at_ms == START_MS


def test_what_is_done_to_the_session_is_about_it_and_says_all_that_was_given() -> None:
    controller = SessionController()
    created = controller.do(create_session, "Water")
    assert controller.state.info.language == ""
    edited = controller.do(
        edit_session,
        title=" Light ",
        language="uk",
        attribution=Attribution.GROUP,
        settings={"long_queue": 5},
        place=" Lviv ",
    )
    assert bodies(edited) == [ev.SessionEdited("Light", "uk", Attribution.GROUP, {"long_queue": 5}, place="Lviv")]
    done = [*created, *edited, *controller.do(close_session), *controller.do(reopen_session)]
    assert {event.subject for event in done} == {THE_SESSION}


def test_an_item_keeps_all_that_was_planned() -> None:
    controller = SessionController()
    controller.do(
        add_item,
        " Needs ",
        question=" What do we need? ",
        format="fishbowl",
        planned_ms=Duration(MINUTE_MS),
        settings={"swap": True},
        turn_limit_ms=Duration(5000),
    )
    (item,) = items_in_order(controller.state)
    assert (item.title, item.question, item.format) == ("Needs", "What do we need?", "fishbowl")
    assert (item.planned_ms, item.settings, item.turn_limit_ms) == (MINUTE_MS, {"swap": True}, 5000)
    assert (item.status, item.elapsed_ms, item.started_at_ms) == (ItemStatus.PLANNED, 0, 0)


def test_editing_changes_only_what_is_named() -> None:
    controller = SessionController()
    item = ItemId(controller.make(add_item, "Needs", question="Which?", planned_ms=Duration(7)))
    controller.do(edit_item, item, question="Whose?")
    (edited,) = items_in_order(controller.state)
    assert (edited.title, edited.question, edited.planned_ms) == ("Needs", "Whose?", 7)


def test_what_is_edited_is_kept_and_refused_like_what_is_added() -> None:
    controller = SessionController()
    item = ItemId(controller.make(add_item, "Needs", planned_ms=Duration(LONGEST_MS)))
    assert controller.state.items[item].question == ""
    edited = controller.do(
        edit_item,
        item,
        title=" Wants ",
        question=" Whose? ",
        format="fishbowl",
        planned_ms=Duration(7),
        turn_limit_ms=Duration(5),
        settings={"swap": True},
    )
    assert bodies(edited) == [
        ev.ItemEdited("Wants", "Whose?", "fishbowl", Duration(7), Duration(5), settings={"swap": True})
    ]
    with pytest.raises(UserError, match="This must lie between"):
        controller.do(edit_item, item, settings={"quiet_ms": 0})


def test_many_items_in_a_row_have_short_places_and_one_moved_to_where_it_is_keeps_its_own() -> None:
    controller = SessionController()
    for number in range(30):
        controller.do(add_item, str(number))
    items = items_in_order(controller.state)
    assert {len(item.key) for item in items} == {1}
    controller.do(move_item, items[-1].item_id, None)
    assert items_in_order(controller.state) == items


def test_items_are_added_before_others_moved_and_removed() -> None:
    controller = SessionController()
    ids = {title: ItemId(controller.make(add_item, title)) for title in "abc"}
    ids["x"] = ItemId(controller.make(add_item, "x", before=ids["b"]))
    assert titles(controller) == ["a", "x", "b", "c"]
    controller.do(move_item, ids["c"], ids["a"])
    controller.do(move_item, ids["x"], None)
    assert titles(controller) == ["c", "a", "b", "x"]
    assert controller.do(move_item, ids["a"], ids["a"]) == []
    controller.do(remove_item, ids["a"])
    assert titles(controller) == ["c", "b", "x"]
    with pytest.raises(UserError, match="not on the agenda"):
        controller.do(move_item, ids["a"], None)


def test_items_that_got_one_place_on_two_laptops_can_be_parted() -> None:
    here, there = SessionController(), SessionController(writer="b")
    one, two = here.make(add_item, "one"), there.make(add_item, "two")
    here.history.add(there.written)
    assert titles(here) == ["one", "two"]
    here.do(add_item, "first", before=ItemId(two))
    assert titles(here)[0] == "first"
    here.do(move_item, ItemId(one), None)
    assert titles(here) == ["first", "two", "one"]


# -- the table of moves --------------------------------------------------------------------------------

LEGAL: dict[ItemStatus, set[Command]] = {
    ItemStatus.PLANNED: {start_item, skip_item, remove_item},
    ItemStatus.RUNNING: {pause_item, end_item, skip_item},
    ItemStatus.PAUSED: {resume_item, end_item, skip_item},
    ItemStatus.DONE: {start_item},
    ItemStatus.SKIPPED: {start_item, remove_item},
}
TO: dict[ItemStatus, Sequence[Command]] = {
    ItemStatus.PLANNED: (),
    ItemStatus.RUNNING: (start_item,),
    ItemStatus.PAUSED: (start_item, pause_item),
    ItemStatus.DONE: (start_item, end_item),
    ItemStatus.SKIPPED: (skip_item,),
}
LEADS_TO: dict[Command, ItemStatus] = {
    start_item: ItemStatus.RUNNING,
    resume_item: ItemStatus.RUNNING,
    pause_item: ItemStatus.PAUSED,
    end_item: ItemStatus.DONE,
    skip_item: ItemStatus.SKIPPED,
}
MOVES: tuple[Command, ...] = (start_item, pause_item, resume_item, end_item, skip_item, remove_item)


@pytest.mark.parametrize("status", list(ItemStatus))
@pytest.mark.parametrize("command", MOVES)
def test_what_may_be_done_with_an_item_when(status: ItemStatus, command: Command) -> None:
    controller = SessionController()
    item = ItemId(controller.make(add_item, "Needs"))
    for step in TO[status]:
        controller.do(step, item)
    assert controller.state.items[item].status is status
    if command in LEGAL[status]:
        controller.do(command, item)
        if command is remove_item:
            assert titles(controller) == []
        else:
            assert controller.state.items[item].status is LEADS_TO[command]
    else:
        with pytest.raises(UserError, match="Needs"):
            controller.do(command, item)
        assert controller.state.items[item].status is status


def test_only_one_item_is_on_and_starting_another_ends_it() -> None:
    meeting = Meeting()
    second = meeting.add_item("Second")
    meeting.later(60)
    assert kinds(meeting.do(start_item, second)) == ["item_started"]
    first = meeting.state.items[meeting.item]
    assert (first.status, first.elapsed_ms, first.ended_at_ms) == (ItemStatus.DONE, MINUTE_MS, START_MS + MINUTE_MS)
    assert meeting.state.room.item_id == second


def test_an_item_that_was_done_goes_on_with_the_time_it_had_used() -> None:
    meeting = Meeting()
    meeting.later(60)
    meeting.do(end_item, meeting.item)
    meeting.later(600)
    meeting.do(start_item, meeting.item)
    meeting.later(30)
    timer = item_timer(meeting.state, meeting.now_ms)
    assert timer is not None
    assert timer.used_ms == 90_000
    item = meeting.state.items[meeting.item]
    assert (item.started_at_ms, item.ended_at_ms) == (START_MS, 0)


@pytest.mark.parametrize("move", [end_item, skip_item])
def test_leaving_an_item_ends_its_turns_and_keeps_the_queue(move: Command) -> None:
    meeting = Meeting()
    meeting.do(join_queue, meeting.people[1])
    meeting.do(start_turn, meeting.people[0])
    meeting.later(12)
    meeting.do(move, meeting.item)
    meeting.later(50)
    assert meeting.speaks == 0
    turn = meeting.state.turns[meeting.turn(1)]
    assert (turn.talk_ms, turn.ended_at_ms) == (12_000, START_MS + 12_000)
    assert len(meeting.state.queue) == 1
    assert meeting.state.room.item_id == ""


def test_next_item_is_the_first_planned_behind_the_one_that_is_on() -> None:
    meeting = Meeting()
    second, third = meeting.add_item("Second"), meeting.add_item("Third")
    meeting.do(skip_item, second)
    assert bodies(meeting.do(next_item)) == [ev.ItemStarted()]
    assert meeting.state.room.item_id == third
    assert kinds(meeting.do(next_item)) == ["item_ended"]
    assert meeting.state.room.item_id == ""
    with pytest.raises(UserError, match=r"^There is no further item"):
        meeting.do(next_item)


def test_next_item_comes_back_for_an_item_that_was_jumped_over_after_all_that_are_behind() -> None:
    meeting = Meeting()
    second, third, fourth = (meeting.add_item(title) for title in ("Second", "Third", "Fourth"))
    meeting.do(start_item, third)
    assert following_item(meeting.state) == meeting.state.items[fourth]
    meeting.do(start_item, fourth)
    assert following_item(meeting.state) == meeting.state.items[second]


def test_an_item_is_left_for_the_next_one_and_one_that_is_not_there_is_not() -> None:
    meeting = Meeting(then_ms=(60_000,))
    for item, said in ((NO_ITEM, "^No item is on"), (ItemId("gone"), "^That item is not on the agenda")):
        with pytest.raises(UserError, match=said):
            meeting.do(leave_item, item)
    meeting.do(leave_item, meeting.item)
    assert meeting.state.room.item_id == meeting.items[0]


def test_an_item_gets_more_time() -> None:
    meeting = Meeting(planned_ms=10 * MINUTE_MS)
    meeting.do(extend_item, meeting.item)
    meeting.do(extend_item, meeting.item, Duration(1000))
    timer = item_timer(meeting.state, meeting.now_ms)
    assert timer is not None
    assert timer.left_ms == 11 * MINUTE_MS + 1000
    assert meeting.state.items[meeting.item].planned_ms == 10 * MINUTE_MS


def test_an_item_gets_as_much_more_time_as_its_own_settings_say_also_while_another_is_on() -> None:
    meeting = Meeting(then_ms=(MINUTE_MS,))
    meeting.do(edit_item, meeting.items[0], settings={"extend_item_ms": 5 * MINUTE_MS})
    meeting.do(extend_item, meeting.items[0])
    assert left_of(meeting.state.items[meeting.items[0]]) == 6 * MINUTE_MS


def test_closing_ends_everything_and_reopening_goes_on() -> None:
    meeting = Meeting()
    meeting.do(start_turn, meeting.people[0])
    meeting.later(5)
    meeting.do(close_session)
    assert meeting.speaks == 0
    assert meeting.state.items[meeting.item].status is ItemStatus.DONE
    for command in (close_session, next_item):
        with pytest.raises(UserError, match=r"closed|no further"):
            meeting.do(command)
    with pytest.raises(UserError, match="closed"):
        meeting.do(start_item, meeting.item)
    meeting.later(100)
    meeting.do(reopen_session)
    meeting.do(start_item, meeting.item)
    assert meeting.state.items[meeting.item].elapsed_ms == 5000
    with pytest.raises(UserError, match=r"^The session is open already"):
        meeting.do(reopen_session)


def test_a_removed_item_is_not_started_by_what_comes_late() -> None:
    """Redo of a removal, after the item was begun: nothing runs that nobody can stop."""
    controller = SessionController()
    item = ItemId(controller.make(add_item, "Needs"))
    removed = controller.do(remove_item, item)
    controller.undo(removed)
    controller.do(start_item, item)
    controller.redo(removed)
    assert controller.state.room.item_id == ""


def test_promised_end_stays_and_as_it_goes_moves() -> None:
    meeting = Meeting(planned_ms=10 * MINUTE_MS, then_ms=(20 * MINUTE_MS,))
    end = START_MS + 30 * MINUTE_MS
    promised = promised_end_ms(meeting.state)
    assert 0 <= end - promised < MINUTE_MS
    assert as_it_goes_ms(meeting.state, meeting.now_ms) == end
    meeting.later(4 * 60)
    meeting.do(extend_item, meeting.item)
    assert promised_end_ms(meeting.state) == promised
    assert as_it_goes_ms(meeting.state, meeting.now_ms) == end + MINUTE_MS
    meeting.later(9 * 60)
    assert as_it_goes_ms(meeting.state, meeting.now_ms) == meeting.now_ms + 20 * MINUTE_MS
    meeting.do(next_item)
    assert as_it_goes_ms(meeting.state, meeting.now_ms) == meeting.now_ms + 20 * MINUTE_MS
    meeting.later(20 * 60)
    meeting.do(next_item)
    assert as_it_goes_ms(meeting.state, meeting.now_ms) == meeting.now_ms
    assert left_of(meeting.state.items[meeting.item]) == 0
    assert promised_end_ms(SessionController().state) == 0


@pytest.mark.parametrize(
    ("command", "args", "said"),
    [
        (create_session, {"title": " "}, "Nothing was written"),
        (add_item, {"title": ""}, "Nothing was written"),
        (add_item, {"title": "x", "planned_ms": -1}, "A time must lie between 0 minutes"),
        (add_item, {"title": "x", "turn_limit_ms": LONGEST_MS + 1}, "A time must lie between 0 minutes"),
        (add_item, {"title": "x", "before": "gone"}, "That item is not on the agenda"),
        (edit_item, {"item_id": "gone"}, "That item is not on the agenda"),
        (extend_item, {"item_id": "gone"}, "That item is not on the agenda"),
        (extend_item, {"item_id": NO_ITEM}, "No item is on. Start one first"),
        (edit_session, {"title": "\n"}, "Nothing was written"),
    ],
)
def test_refusals(command: Command, args: dict[str, Any], said: str) -> None:
    controller = SessionController()
    with pytest.raises(UserError, match=f"^{said}"):
        controller.do(command, **args)
    assert len(controller.written) == 1


def test_time_is_taken_from_a_later_item_and_the_promise_stays() -> None:
    meeting = Meeting(planned_ms=10 * MINUTE_MS, then_ms=(20 * MINUTE_MS,))
    (later,) = meeting.items
    end, promised = as_it_goes_ms(meeting.state, meeting.now_ms), promised_end_ms(meeting.state)
    meeting.do(take_time, later, Duration(5 * MINUTE_MS))
    assert promised_end_ms(meeting.state) == promised
    assert as_it_goes_ms(meeting.state, meeting.now_ms) == end - 5 * MINUTE_MS
    with pytest.raises(UserError, match=r"^“Then” has no more time"):
        meeting.do(take_time, later, Duration(15 * MINUTE_MS))
    with pytest.raises(UserError, match=r"^“First” has begun"):
        meeting.do(take_time, meeting.item, Duration(1))


# -- the end of an item --------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("at_end", "decided"),
    [(AtEnd.GO_ON, []), (AtEnd.STOP, ["item_paused"]), (AtEnd.LOAD_NEXT, ["item_ended"])],
)
def test_at_its_end_an_item_does_what_was_chosen(at_end: AtEnd, decided: list[str]) -> None:
    meeting = Meeting(planned_ms=60_000, then_ms=(60_000,))
    meeting.do(edit_item_time, meeting.item, at_end=at_end)
    meeting.later(59.999)
    assert meeting.do(end_of_item) == []
    meeting.later(0.001)
    assert kinds(meeting.do(end_of_item)) == decided
    assert following_item(meeting.state) == meeting.state.items[meeting.items[0]]


@pytest.mark.parametrize("how", ["speaks", "thinks", "paused", "frozen", "no length", "nothing on"])
def test_at_its_end_an_item_waits_for_who_speaks_and_for_clocks_that_stand(how: str) -> None:
    meeting = Meeting(planned_ms=0 if how == "no length" else 60_000)
    meeting.do(edit_item_time, meeting.item, at_end=AtEnd.STOP)
    meeting.later(90)
    stop = {
        "speaks": lambda: meeting.do(start_turn, meeting.people[0]),
        "thinks": lambda: meeting.do(start_quiet),
        "paused": lambda: meeting.do(pause_item, meeting.item),
        "frozen": lambda: meeting.do(freeze),
        "nothing on": lambda: meeting.do(end_item, meeting.item),
    }
    stop.get(how, list)()
    assert meeting.do(end_of_item) == []


def test_how_an_item_keeps_its_time_is_edited_field_by_field() -> None:
    meeting = Meeting()
    edited = meeting.do(edit_item_time, meeting.item, shrinks=Shrinks.TO_LEAST, least_ms=Duration(60_000))
    meeting.do(edit_item_time, meeting.item, counts_up=True)
    item = meeting.state.items[meeting.item]
    assert (item.shrinks, item.least_ms, item.counts_up, item.at_end) == (Shrinks.TO_LEAST, 60_000, True, AtEnd.GO_ON)
    meeting.undo(edited)
    assert meeting.state.items[meeting.item].shrinks is Shrinks.BY_SHARE
    with pytest.raises(UserError, match="A time must lie between"):
        meeting.do(edit_item_time, meeting.item, least_ms=Duration(-1))

"""While the session is closed, frozen or in a quiet minute no command decides what the table forbids, on any path."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from contextlib import suppress
from functools import partial
from inspect import getmembers, isfunction, signature
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from facilitator_console.log import Body, Duration, NewEvent
from facilitator_console.session import (
    agenda,
    consent,
    corrections,
    display,
    drafts,
    editing,
    floor,
    going_on,
    people,
    promise,
    queue,
    rounds,
)
from facilitator_console.session import events as ev
from facilitator_console.session import room_events as rev
from facilitator_console.session.adjusting import TimeToTake
from facilitator_console.session.formats import all_orders
from facilitator_console.session.going_on import CheckIn
from facilitator_console.session.ids import (
    NO_ITEM,
    NO_TURN,
    ConsentUse,
    FreezeReason,
    ItemId,
    ParticipantId,
    TurnId,
    TurnKind,
)
from facilitator_console.session.kinds import KINDS
from facilitator_console.session.legality import ALLOWED, REFUSALS, Condition, require_open
from facilitator_console.session.timers import STANDS, running
from facilitator_console.words import UserError
from tests.helpers.controller import Meeting, SessionController
from tests.helpers.played import MOVES, Pick, played

SETS_GOING_OR_STOPS: set[type[Body]] = {
    *(rev.TurnStarted, rev.TurnPaused, rev.TurnResumed, rev.TurnEnded, rev.TurnCalledBack, rev.Passed),
    *(ev.ItemStarted, ev.ItemPaused, ev.ItemResumed, ev.ItemEnded, ev.ItemSkipped, rev.QuietStarted, rev.QuietEnded),
    rev.RoundStarted,
}
"""What only goes while clocks go (design: while frozen only 4, 7, 8 and going on act)."""
OF_THE_MEETING: set[type[Body]] = SETS_GOING_OR_STOPS - {ev.ItemSkipped} | {
    *(
        rev.TurnExtended,
        rev.QueueJoined,
        rev.QueueLeft,
        rev.QueuePaused,
        rev.QueueResumed,
        rev.QueueClosed,
        rev.QueueOpened,
    ),
    *(rev.ClocksFrozen, ev.SessionClosed, rev.TableOpened, rev.QueueMoved, rev.PlacesDealt),
}
"""What only goes until the meeting is over."""
FORBIDDEN: dict[Condition, set[type[Body]]] = {
    Condition.FROZEN: SETS_GOING_OR_STOPS,
    Condition.CLOSED: OF_THE_MEETING,
    Condition.QUIET: {rev.QuietStarted},
}

ArgumentsFor = Callable[[SessionController, Pick], object]


def _seats(controller: SessionController, pick: Pick) -> list[int]:
    return [person.seat for person in controller.state.participants.values()][: pick((0, 1, 2))]


ARGUMENTS: dict[str, ArgumentsFor] = {
    "participant_id": lambda controller, pick: pick([*controller.state.participants, ParticipantId("gone")]),
    "participant_ids": lambda controller, _pick: list(controller.state.participants)[:1],
    "item_id": lambda controller, pick: pick([controller.state.room.item_id, *controller.state.items, NO_ITEM]),
    "turn_id": lambda controller, pick: TurnId(pick([*controller.state.room.floor, *controller.state.turns, NO_TURN])),
    "entry_id": lambda controller, pick: pick([*controller.state.queue, "gone"]),
    "group_id": lambda controller, pick: pick([*controller.state.groups, "gone"]),
    "gap_id": lambda controller, pick: pick([*controller.state.gaps, "gone"]),
    "kind": lambda _controller, pick: pick(list(TurnKind)),
    "seats": _seats,
    "before": lambda _controller, _pick: None,
    "number": lambda _controller, _pick: 2,
    "title": lambda _controller, _pick: "Title",
    "by_ms": lambda _controller, _pick: Duration(30_000),
    "from_ms": lambda _controller, _pick: 0,
    "laptop": lambda controller, _pick: controller.laptop,
    "order": lambda _controller, pick: pick(list(all_orders())),
    "backwards": lambda _controller, pick: pick((True, False)),
    "limit_ms": lambda _controller, _pick: Duration(30_000),
    "reason": lambda _controller, pick: pick(list(FreezeReason)),
    "takes": lambda controller, _pick: [TimeToTake(item, Duration(60_000)) for item in controller.state.items][:1],
    "wall_end_ms": lambda controller, _pick: controller.now_ms,
    "wall_ms": lambda controller, _pick: controller.now_ms,
    "utc_offset_min": lambda _controller, _pick: 0,
    "check_in": lambda _controller, pick: pick([None, CheckIn("Check-in", Duration(300_000))]),
}
"""An argument that makes sense, or nearly, by its name; the others have defaults."""


def _commands() -> dict[str, Callable[..., Sequence[NewEvent]]]:
    """Every command of the room: a public function of these modules that decides on events."""
    return {
        name: found
        for module in (agenda, floor, going_on, queue, rounds, people)
        for name, found in getmembers(module, isfunction)
        if found.__module__ == module.__name__
        and not name.startswith("_")
        and "__mutmut_" not in name  # `make mutants` puts changed copies beside each command.
        and signature(found).return_annotation == "list[NewEvent]"
    }


COMMANDS = {**_commands(), "promise_end": promise.promise_end}


def decided(controller: SessionController, name: str, pick: Pick) -> set[object]:
    """What a command decides on now, with arguments by their names; nothing where it refuses."""
    command = COMMANDS[name]
    needed = [
        parameter.name
        for parameter in list(signature(command).parameters.values())[2:]
        if parameter.default is parameter.empty or parameter.name in {"kind", "check_in"}
    ]
    arguments = {name: ARGUMENTS[name](controller, pick) for name in needed}
    try:
        bodies: list[object] = [type(new.body) for new in command(controller.state, controller.now_ms, **arguments)]
    except UserError:
        return set()
    # What lets everything go on first, decides as in a room that is not frozen.
    forbidden: set[object] = {*FORBIDDEN[Condition.FROZEN]} if bodies[:1] == [rev.ClocksReleased] else set()
    return set(bodies) - forbidden


def _at(place: int, values: Sequence[Any]) -> Any:
    return values[place % len(values)]


def holding(controller: SessionController) -> set[Condition]:
    room = controller.state.room
    on = {
        Condition.FROZEN: room.frozen,
        Condition.QUIET: room.quiet,
        Condition.CLOSED: controller.state.info.closed_at_ms,
    }
    return {condition for condition, holds in on.items() if holds}


def test_the_table_lists_every_kind_of_the_session_and_says_what_the_design_says() -> None:
    assert set(ALLOWED) == {kind.body for kind in KINDS}
    for condition, forbidden in FORBIDDEN.items():
        assert {body for body, allowed in ALLOWED.items() if condition not in allowed} == forbidden


def test_every_command_of_the_room_is_tried() -> None:
    assert {"done", "pause_turn", "end_item", "skip_item", "pass_turn", "resume_queue", "interpose"} <= set(COMMANDS)


@given(
    played(laptops=1, most=40),
    st.sampled_from([None, floor.freeze, floor.start_quiet, agenda.close_session]),
    st.data(),
)
def test_nothing_forbidden_is_decided_on_any_path(
    controllers: list[SessionController], first: Callable[..., Sequence[NewEvent]] | None, data: st.DataObject
) -> None:
    controller = controllers[0]
    if first:
        with suppress(UserError):
            controller.do(first)
    forbidden = set().union(*(FORBIDDEN[condition] for condition in holding(controller)))

    def pick(values: Sequence[object]) -> object:
        return values[data.draw(st.integers(0, 11)) % len(values)]

    for name in COMMANDS:
        assert not forbidden & decided(controller, name, pick), name


@given(played(laptops=1, most=40), st.lists(st.tuples(st.integers(0, len(MOVES) - 1), st.integers(0, 11)), max_size=12))
def test_no_clock_and_nobody_moves_in_a_frozen_room(
    controllers: list[SessionController], steps: list[tuple[int, int]]
) -> None:
    """Until it is released, or the session ended, or somebody who speaks is taken out of the room."""
    controller = controllers[0]
    try:
        controller.do(floor.freeze)
    except UserError:
        return
    before = (controller.state.room.floor, controller.state.room.item_id, controller.state.room.quiet)
    for number, place in steps:
        try:
            new = MOVES[number](controller, partial(_at, place))
        except UserError:
            continue
        if {type(one.body) for one in new} & {
            rev.ClocksReleased,
            ev.SessionClosed,
            ev.ParticipantRemoved,
            rev.LeadTaken,
        }:
            continue
        controller.write(*new)
        now = (controller.state.room.floor, controller.state.room.item_id, controller.state.room.quiet)
        assert (now, running(controller.state)) == (before, STANDS)


@pytest.mark.parametrize(
    ("command", "about"),
    [
        (floor.pause_turn, "turn"),
        (floor.end_turn, "turn"),
        (floor.done, ""),
        (floor.end_quiet, ""),
        (agenda.pause_item, "item"),
        (agenda.end_item, "item"),
        (agenda.skip_item, "item"),
        (agenda.next_item, ""),
        (agenda.leave_item, "item"),
    ],
)
def test_what_used_to_be_decided_in_a_frozen_room_is_refused(
    command: Callable[..., Sequence[NewEvent]], about: str
) -> None:
    meeting = Meeting(turn_limit_ms=60_000)
    turn = meeting.make(floor.start_turn, meeting.people[0])
    meeting.do(floor.freeze)
    arguments = {"turn": (turn,), "item": (meeting.item,), "": ()}[about]
    with pytest.raises(UserError, match="Everything is frozen"):
        meeting.do(command, *arguments)
    meeting.do(floor.extend_turn, TurnId(turn))
    meeting.do(agenda.extend_item, ItemId(meeting.item))
    meeting.do(queue.join_queue, meeting.people[1])
    meeting.do(queue.leave_queue, next(iter(meeting.state.queue)))
    meeting.do(agenda.close_session)
    assert not meeting.state.room.frozen


def test_what_is_always_allowed_is_decided_after_the_meeting_and_while_frozen() -> None:
    meeting = Meeting()
    item = meeting.add_item("Next")
    turn = TurnId(meeting.make(floor.start_turn, meeting.people[0]))
    meeting.do(floor.done)
    meeting.do(display.show_join)
    acts: tuple[tuple[Callable[..., Sequence[NewEvent]], tuple[Any, ...]], ...] = (
        (display.show_agreements, ()),
        (display.show_message, ("Slowly",)),
        (display.show_results, (item, "groups")),
        (display.show_join, ()),
        (display.show_room, ()),
        (drafts.add_items, ([drafts.ItemDraft("New")],)),
        (editing.edit_items, ([item], ev.ItemEdited(internal=True))),
        (editing.move_items, ([item], None)),
        (editing.duplicate_items, ([item],)),
        (editing.group_items, ([item], "Whole")),
        (editing.remove_items, ([item],)),
        (editing.plan_session, (ev.SessionEdited(language="uk"),)),
        (editing.change_language, ("uk", {})),
        (partial(corrections.edit_turn, kind=TurnKind.DIRECT_RESPONSE), (turn,)),
        (partial(consent.set_consent, use=ConsentUse.QUOTES, given=True), (meeting.people,)),
    )
    for stop in (floor.freeze, agenda.close_session):
        meeting.do(stop)
        for act, args in acts:
            assert act(meeting.state, meeting.now_ms, *args), act


def test_what_is_not_of_the_room_is_refused_in_words_after_the_meeting() -> None:
    meeting = Meeting()
    require_open(meeting.state)
    meeting.do(agenda.close_session)
    with pytest.raises(UserError) as refused:
        require_open(meeting.state)
    assert refused.value.message == REFUSALS[Condition.CLOSED]

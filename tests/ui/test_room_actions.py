"""What is offered is never refused, and what is said is true: in rooms that Hypothesis brings about on a real desk."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from contextlib import closing
from functools import partial
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from facilitator_console.catalogues import load_catalogue
from facilitator_console.console import new_session
from facilitator_console.log import Duration
from facilitator_console.session import agenda, floor, people, queue
from facilitator_console.session.clock import SetClock
from facilitator_console.session.ids import Mode, ParticipantId, Role, TurnKind
from facilitator_console.store import Store
from facilitator_console.ui.actions.action import Action, may_do
from facilitator_console.ui.actions.room import CALL_BACK, CLOSE_QUEUE, HOLD_QUEUE, STAGE
from facilitator_console.ui.actions.seats import (
    add_seats,
    call,
    choices,
    choose_person,
    interpose,
    may_add_seats,
    may_call,
    may_choose,
    may_interpose,
    may_take_out,
    take_out,
)
from facilitator_console.ui.actions.window import END_SESSION
from facilitator_console.ui.desk import Desk
from facilitator_console.ui.models.queue import SEAT
from facilitator_console.ui.widgets.clocks import Clocks
from facilitator_console.ui.widgets.now_line import NowLine
from facilitator_console.ui.widgets.queue_side import QueueSide
from facilitator_console.ui.widgets.seat_ring import SeatRing
from facilitator_console.words import UserError
from tests.ui.sample import BEGAN_AT_MS, US

ACTIONS = (*STAGE, CALL_BACK, HOLD_QUEUE, CLOSE_QUEUE)
SEATS = 4


class TriedDesk(Desk):
    """A desk on which a command can be tried: decided on, and not carried out.

    Attributes:
        clock: Stands until it is moved.
        tries: Whether `do` only tries.
        refusals: What was refused since the last look.
        decided: Kinds of the events that the last try decided on.
    """

    def __init__(self, store: Store) -> None:
        self.clock = SetClock(BEGAN_AT_MS)
        super().__init__(new_session(store, US, "Room", clock=self.clock), load_catalogue("en"), ())
        self.tries = False
        self.refusals: list[str] = []
        self.decided: list[str] = []
        self.refused.connect(lambda message: self.refusals.append(str(message)))

    def do(self, command: Callable[..., Sequence[Any]], *args: Any, **kwargs: Any) -> bool:  # noqa: ANN401 - any command's
        if not self.tries:
            return super().do(command, *args, **kwargs)
        try:
            self.decided = [type(event.body).__name__ for event in command(self.state, self.now_ms(), *args, **kwargs)]
        except UserError as error:
            self.refusals.append(str(error))
            return False
        return True


Move = Callable[[TriedDesk, int], object]


def _pressed(action: Action) -> Move:
    return lambda desk, _seat: action.do(desk) if may_do(action, desk) else None


def _person(desk: Desk, seat: int) -> ParticipantId:
    return list(desk.state.participants)[seat % SEATS]


def _chosen_in_menu(desk: TriedDesk, seat: int) -> None:
    offered = [choice for block in choices(desk, _person(desk, seat)) for choice in block]
    if offered:
        offered[seat % len(offered)][1]()


def _called_from_card(desk: TriedDesk, seat: int) -> None:
    cards = [card for card in queue.coming_up(desk.state, desk.now_ms()) if may_call(desk, card)]
    if cards:
        call(desk, cards[seat % len(cards)])


def _mode(mode: Mode) -> Move:
    def change(desk: TriedDesk, _seat: int) -> None:
        if desk.state.room.item_id:
            desk.do(agenda.edit_item, desk.state.room.item_id, mode=mode)

    return change


MOVES: tuple[Move, ...] = (
    *map(_pressed, ACTIONS),
    *map(_pressed, STAGE[:3]),
    lambda desk, seat: choose_person(desk, _person(desk, seat)),
    lambda desk, seat: choose_person(desk, _person(desk, seat)),
    lambda desk, seat: interpose(desk, TurnKind.DIRECT_RESPONSE, [seat], at_once=False),
    lambda desk, seat: interpose(desk, TurnKind.POINT_OF_PROCESS, [seat], at_once=True),
    _chosen_in_menu,
    _chosen_in_menu,
    _called_from_card,
    *map(_mode, Mode),
    lambda desk, seat: desk.do(people.edit_participant, _person(desk, seat), role=Role.EXPERT),
    lambda desk, seat: desk.do(people.remove_participant, _person(desk, seat)),
    lambda desk, _seat: desk.undo(room_only=True),
    lambda desk, _seat: desk.clock.advance(40_000),
    _pressed(END_SESSION),
)
BEGINNINGS = st.sampled_from((None, *Mode))
STEPS = st.lists(st.tuples(st.integers(0, len(MOVES) - 1), st.integers(1, SEATS)), max_size=25)


@pytest.fixture(scope="module")
def store(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Store]:
    """One for all examples: each has a session of its own."""
    with closing(Store.open(tmp_path_factory.mktemp("rooms") / "dialogue.sqlite")) as opened:
        yield opened


def begun(store: Store, mode: Mode | None) -> TriedDesk:
    """Four seats and three items; the first is on in a mode and seat 1 speaks, or none is on."""
    desk = TriedDesk(store)
    for _ in range(SEATS):
        desk.do(people.add_participant)
    for of_item in (mode or Mode.STACK, Mode.OPEN_FLOOR, Mode.GO_AROUND):
        desk.do(agenda.add_item, "Item", mode=of_item, planned_ms=Duration(600_000), turn_limit_ms=Duration(60_000))
    if mode:
        desk.do(agenda.next_item)
        desk.do(floor.start_turn, _person(desk, 0))
    return desk


def offered(desk: TriedDesk) -> Iterator[tuple[str, Callable[[], object]]]:
    """All that can be done now, by name."""
    for action in ACTIONS:
        if may_do(action, desk):
            yield desk.text(action.label(desk)), partial(action.do, desk)
    for person in people.seated(desk.state):
        for block in choices(desk, person.participant_id):
            for name, act in block:
                yield f"{person.seat}: {name}", act
        if may_choose(desk, person.participant_id):
            yield f"{person.seat}: a click on its seat", partial(choose_person, desk, person.participant_id)
    yield from offered_on_cards(desk)
    free = [
        person.seat
        for person in people.seated(desk.state)
        if person.role is Role.PARTICIPANT and not floor.is_chosen(desk.state, person.participant_id)
    ]
    if may_add_seats(desk) and free:
        yield "seat by number", lambda: add_seats(desk, free[:1])
    turn = floor.speaking(desk.state)
    for kind in (TurnKind.DIRECT_RESPONSE, TurnKind.CLARIFYING_QUESTION, TurnKind.POINT_OF_PROCESS):
        others = [
            person.seat
            for person in people.seated(desk.state)
            if person.role is Role.PARTICIPANT
            and not queue.is_waiting(desk.state, person.participant_id, kind)
            and not (turn and turn.participant_id == person.participant_id)
        ]
        if may_interpose(desk) and others:
            yield f"{kind} by number", partial(interpose, desk, kind, others[:1], at_once=False)


def offered_on_cards(desk: TriedDesk) -> Iterator[tuple[str, Callable[[], object]]]:
    """What the queue's cards do."""
    for card in queue.coming_up(desk.state, desk.now_ms()):
        if may_call(desk, card):
            yield f"call {card}", partial(call, desk, card)
        if may_take_out(desk, card):
            yield f"take out {card}", partial(take_out, desk, card)


@pytest.mark.parametrize("frozen", [False, True])
@given(BEGINNINGS, STEPS)
def test_what_is_offered_is_never_refused(
    store: Store,
    frozen: bool,  # noqa: FBT001 - a parameter
    mode: Mode | None,
    steps: list[tuple[int, int]],
) -> None:
    with closing(begun(store, mode)) as desk:
        if frozen:
            desk.do(floor.freeze)
        for number, seat in steps:
            MOVES[number](desk, seat)
            desk.refusals.clear()
            desk.tries = True
            for name, act in offered(desk):
                act()
                assert not desk.refusals, name
                said_by_label(desk, name)
            desk.tries = False


def said_by_label(desk: TriedDesk, name: str) -> None:
    """What 1 is called says whether somebody begins."""
    begins = {"Call the next": True, "Done, next": True, "Done": False, "Done, go on": False}
    if name in begins:
        assert ("TurnStarted" in desk.decided) is begins[name], (name, desk.decided)
        assert len(desk.state.room.floor) > 1 or name != "Done, go on"


@settings(max_examples=40)
@given(BEGINNINGS, STEPS)
def test_next_is_the_same_everywhere(store: Store, mode: Mode | None, steps: list[tuple[int, int]]) -> None:
    with closing(begun(store, mode)) as desk:
        clocks, line, side, ring = Clocks(desk), NowLine(desk), QueueSide(desk), SeatRing(desk)
        for number, seat in steps:
            MOVES[number](desk, seat)
            for part in (clocks, side, ring):
                part.refresh()
            line._refresh()
            following = queue.next_to_speak(desk.state, desk.now_ms())
            if following is None:
                assert clocks._next.text == ""
                assert "next" not in line.clocks.text()
                continue
            person = desk.state.participants.get(following.participant_id)
            named = str(person.seat) if person else ""
            first = side.model.index(0, 0)
            assert clocks._next.text == named == first.data(SEAT)
            assert (f"next {named}" if following.is_called else f"next: {named}") in line.clocks.text()
            said = f"Waiting: {named}" if following.is_called else f"Next: {named} ".replace("  ", " ")
            assert said in ring.described()
        for widget in (clocks, line, side, ring):
            widget.deleteLater()

"""What is offered is never refused and what is said is true, in rooms that Hypothesis makes with a real controller."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from contextlib import closing
from functools import partial
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from facilitator_console.console import new_session
from facilitator_console.log import Duration
from facilitator_console.runtime.catalogues import load_catalogue
from facilitator_console.session import agenda, calling_order, floor, people
from facilitator_console.session.clock import SetClock
from facilitator_console.session.formats import FORMATS, format_of
from facilitator_console.session.ids import ParticipantId, Role, TurnKind
from facilitator_console.store.store import Store
from facilitator_console.ui.control.action import Action
from facilitator_console.ui.control.session_controller import SessionController
from facilitator_console.ui.run.clocks import Clocks
from facilitator_console.ui.run.now_line import NowLine
from facilitator_console.ui.run.queue_model import CARD
from facilitator_console.ui.run.queue_side import QueueSide
from facilitator_console.ui.run.room_actions import (
    CALL_BACK,
    CLOSE_QUEUE,
    PASS_FOR_NOW,
    PAUSE_QUEUE,
    STAGE,
    further_actions,
)
from facilitator_console.ui.run.seat_actions import (
    calling,
    card_choices,
    choices,
    choosing,
    choosing_seats,
    interposing,
    taking_out,
)
from facilitator_console.ui.run.seat_ring import SeatRing
from facilitator_console.ui.shell.window_actions import END_SESSION
from facilitator_console.words import UserError
from tests.helpers.talking import ORDERS, talking
from tests.ui.sample import BEGAN_AT_MS, US

ACTIONS = (*STAGE, PASS_FOR_NOW, CALL_BACK, PAUSE_QUEUE, CLOSE_QUEUE)
SEATS = 4


class TriedSessionController(SessionController):
    """A controller on which a command can be tried: decided on, and not carried out.

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

    def do(self, command: Callable[..., Sequence[Any]], *args: Any, **kwargs: Any) -> bool:
        if not self.tries:
            return super().do(command, *args, **kwargs)
        try:
            self.decided = [type(event.body).__name__ for event in command(self.state, self.now_ms(), *args, **kwargs)]
        except UserError as error:
            self.refusals.append(str(error))
            return False
        return True


Move = Callable[[TriedSessionController, int], object]


def _pressed(action: Action) -> Move:
    return lambda controller, _seat: action.do(controller) if action.refusal(controller) is None else None


def _person(controller: SessionController, seat: int) -> ParticipantId:
    return list(controller.state.participants)[seat % SEATS]


def _chosen_in_menu(controller: TriedSessionController, seat: int) -> None:
    offered = [choice for block in choices(controller, _person(controller, seat)) for choice in block]
    if offered:
        offered[seat % len(offered)].does.do(controller)


def _of_format(controller: TriedSessionController, seat: int) -> None:
    """One of the format's further moves."""
    if actions := further_actions(controller):
        _pressed(actions[seat % len(actions)])(controller, seat)


def _begins_next(controller: TriedSessionController, _seat: int) -> None:
    """The next item begins, as the agenda has it."""
    if agenda.following_item(controller.state):
        controller.do(agenda.next_item)


def _chosen_on_card(controller: TriedSessionController, seat: int) -> None:
    cards = calling_order.coming_up(controller.state)
    offered = [choice for card in cards for block in card_choices(controller, card) for choice in block]
    if offered:
        offered[seat % len(offered)].does.do(controller)


def _called_from_card(controller: TriedSessionController, seat: int) -> None:
    cards = [card for card in calling_order.coming_up(controller.state) if calling(card).refusal(controller) is None]
    if cards:
        calling(cards[seat % len(cards)]).do(controller)


def _order(order: str) -> Move:
    def change(controller: TriedSessionController, _seat: int) -> None:
        if controller.state.room.item_id:
            controller.do(agenda.edit_item, controller.state.room.item_id, **talking(order))

    return change


def _in_format(name: str) -> Move:
    """The item that is on becomes one of this format; or one of it begins, with all that it brings."""

    def change(controller: TriedSessionController, seat: int) -> None:
        if seat % 2 and controller.state.room.item_id:
            controller.do(agenda.edit_item, controller.state.room.item_id, format=name)
        else:
            controller.do(agenda.add_item, "Item", format=name, planned_ms=Duration(600_000))
            controller.do(agenda.start_item, list(controller.state.items)[-1])

    return change


MOVES: tuple[Move, ...] = (
    *map(_pressed, ACTIONS),
    *map(_pressed, STAGE[:3]),
    lambda controller, seat: choosing(_person(controller, seat)).do(controller),
    lambda controller, seat: choosing(_person(controller, seat)).do(controller),
    lambda controller, seat: interposing(TurnKind.DIRECT_RESPONSE, [seat]).do(controller),
    lambda controller, seat: interposing(TurnKind.POINT_OF_PROCESS, [seat], at_once=True).do(controller),
    _chosen_in_menu,
    _chosen_in_menu,
    _called_from_card,
    _of_format,
    _begins_next,
    _chosen_on_card,
    _chosen_on_card,
    *map(_order, ORDERS),
    *map(_in_format, FORMATS),
    lambda controller, seat: controller.do(people.edit_participant, _person(controller, seat), role=Role.EXPERT),
    lambda controller, seat: controller.do(people.remove_participant, _person(controller, seat)),
    lambda controller, _seat: controller.undo(room_only=True),
    lambda controller, _seat: controller.clock.advance(40_000),
    _pressed(END_SESSION),
)
BEGINNINGS = st.sampled_from((None, *ORDERS))
STEPS = st.lists(st.tuples(st.integers(0, len(MOVES) - 1), st.integers(1, SEATS)), max_size=25)


@pytest.fixture(scope="module")
def store(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Store]:
    """One for all examples: each has a session of its own."""
    with closing(Store.open(tmp_path_factory.mktemp("rooms") / "dialogue.sqlite")) as opened:
        yield opened


def begun(store: Store, order: str | None) -> TriedSessionController:
    """Four seats and three items; the first is on in an order of speaking and seat 1 speaks, or none is on."""
    controller = TriedSessionController(store)
    for _ in range(SEATS):
        controller.do(people.add_participant)
    for of_item in (order or "stack", "go_around", "inner_chairs"):
        controller.do(
            agenda.add_item, "Item", **talking(of_item), planned_ms=Duration(600_000), turn_limit_ms=Duration(60_000)
        )
    if order:
        controller.do(agenda.next_item)
        controller.do(floor.start_turn, _person(controller, 0))
    return controller


def offered(controller: TriedSessionController) -> Iterator[tuple[str, Callable[[], object]]]:
    """All that can be done now, by name."""
    for action in (*ACTIONS, *further_actions(controller)):
        if action.refusal(controller) is None:
            yield controller.text(action.label(controller)), partial(action.do, controller)
    for person in people.seated(controller.state):
        for block in choices(controller, person.participant_id):
            for label, does in block:
                yield f"{person.seat}: {label}", partial(does.do, controller)
        if choosing(person.participant_id).refusal(controller) is None:
            yield f"{person.seat}: a click on its seat", partial(choosing(person.participant_id).do, controller)
    yield from offered_on_cards(controller)
    free = [
        person.seat
        for person in people.seated(controller.state)
        if person.role is Role.PARTICIPANT and not floor.is_chosen(controller.state, person.participant_id)
        # Inside a fishbowl some seats speak and others wait: what a click may not, a number may not either.
        if choosing(person.participant_id).refusal(controller) is None
    ]
    if choosing_seats().refusal(controller) is None and free:
        yield "seat by number", lambda: choosing_seats(free[:1]).do(controller)
    turn, item = floor.speaking(controller.state), controller.state.items.get(controller.state.room.item_id)
    for kind in (TurnKind.DIRECT_RESPONSE, TurnKind.CLARIFYING_QUESTION, TurnKind.POINT_OF_PROCESS):
        others = [
            person.seat
            for person in people.seated(controller.state)
            if person.role is Role.PARTICIPANT
            and not calling_order.is_waiting(controller.state, person.participant_id, kind)
            and not (turn and turn.participant_id == person.participant_id)
            and person.here
            and (item is None or format_of(item).queue_refusal(controller.state, item, person, kind) is None)
            and (item is None or format_of(item).turn_refusal(controller.state, item, person, kind) is None)
        ]
        if interposing().refusal(controller) is None and others:
            yield f"{kind} by number", partial(interposing(kind, others[:1]).do, controller)


def offered_on_cards(controller: TriedSessionController) -> Iterator[tuple[str, Callable[[], object]]]:
    """What the queue's cards do."""
    for card in calling_order.coming_up(controller.state):
        if calling(card).refusal(controller) is None:
            yield f"call {card}", partial(calling(card).do, controller)
        if taking_out(card).refusal(controller) is None:
            yield f"take out {card}", partial(taking_out(card).do, controller)


@pytest.mark.parametrize("frozen", [False, True])
@given(BEGINNINGS, STEPS)
def test_what_is_offered_is_never_refused(
    store: Store,
    frozen: bool,
    order: str | None,
    steps: list[tuple[int, int]],
) -> None:
    with closing(begun(store, order)) as controller:
        if frozen:
            controller.do(floor.freeze)
        for number, seat in steps:
            MOVES[number](controller, seat)
            controller.refusals.clear()
            controller.tries = True
            for name, act in offered(controller):
                act()
                assert not controller.refusals, name
                said_by_label(controller, name)
            controller.tries = False


def said_by_label(controller: TriedSessionController, name: str) -> None:
    """What 1 is called says whether somebody begins."""
    begins = {"Call the next": True, "Done, next": True, "Done": False, "Done, go on": False}
    if name in begins:
        assert ("TurnStarted" in controller.decided) is begins[name], (name, controller.decided)
        assert len(controller.state.room.floor) > 1 or name != "Done, go on"


@given(BEGINNINGS, STEPS)
def test_next_is_the_same_everywhere(store: Store, order: str | None, steps: list[tuple[int, int]]) -> None:
    with closing(begun(store, order)) as controller:
        clocks, line, side, ring = Clocks(controller), NowLine(controller), QueueSide(controller), SeatRing(controller)
        for number, seat in steps:
            MOVES[number](controller, seat)
            controller.ticked.emit()
            following = calling_order.next_to_speak(controller.state, calling_order.coming_up(controller.state))
            if following is None:
                assert clocks.next_up.text == ""
                assert "next" not in line.clocks.text()
                continue
            person = controller.state.participants.get(following.participant_id)
            named = str(person.seat) if person else ""
            first = side.model.index(0, 0)
            assert clocks.next_up.text == named == first.data(CARD).seat
            assert (f"next {named}" if following.is_called else f"next: {named}") in line.clocks.text()
            goes_on = f"Next: seat {named}, " if named else "Next: someone else"
            said = f"Waiting: {named}" if following.is_called else goes_on
            assert said in ring.described()
        for widget in (clocks, line, side, ring):
            widget.deleteLater()

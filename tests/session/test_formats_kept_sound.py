"""Whatever is done in whatever format: time adds up, one person speaks, and each move that is offered can be judged."""

from __future__ import annotations

from collections import Counter
from contextlib import suppress
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule

from facilitator_console.log import Duration
from facilitator_console.session import agenda, floor, people, presence, queue, rounds
from facilitator_console.session.calling_order import coming_up, next_to_speak, speaking_order
from facilitator_console.session.formats import FORMATS, format_of
from facilitator_console.session.formats.pairs import sets_on
from facilitator_console.session.ids import ItemId, ItemStatus, ParticipantId, Role, TurnId, TurnKind
from facilitator_console.session.people import circle
from facilitator_console.session.timers import item_timer, turn_timer
from facilitator_console.views.room_view import room_view
from facilitator_console.words import UserError
from tests.helpers.controller import MINUTE_MS, Meeting, SessionController, contents
from tests.helpers.played import SETTINGS, carried_out, played, stage_moves

FORMAT_NAMES = (*FORMATS, "of_another_release")
OFTEN = (*[name for name, known in FORMATS.items() if known.orders[0].asks_each] * 3, *FORMAT_NAMES)
"""Rounds more often than the others: there is more to do in them."""
ROLES = (*[Role.PARTICIPANT] * 5, *Role)


def only_one_speaks_and_everything_can_be_shown(controller: SessionController) -> None:
    """What holds in every room."""
    state, now_ms = controller.state, controller.now_ms
    floor_now = state.room.floor
    assert len(set(floor_now)) == len(floor_now)
    assert all(not state.turns[turn_id].ended_at_ms for turn_id in floor_now)
    assert [turn.turn_id for turn in state.turns.values() if not turn.ended_at_ms and turn.table_id == "main"] == [
        turn_id for turn_id in state.turns if turn_id in floor_now
    ]
    view = room_view(state, now_ms)
    assert sum(seat.speaks for seat in view.seats) <= 1
    here = {person.participant_id for person in circle(state)}
    seated = (one for one in speaking_order(state, now_ms) if one.participant_id)  # A written word has no seat.
    assert all(state.participants[one.participant_id].here for one in seated)
    assert {who for _, move in stage_moves(controller) for who in move.choices} <= here
    item = state.items.get(state.room.item_id)
    if item is not None:
        assert sorted(who for together in sets_on(state, item) for who in together) == sorted(here)
    if view.holds_until_ms is not None:
        assert view.holds_until_ms > now_ms
    assert next_to_speak(state, coming_up(state, now_ms)) is not None or not coming_up(state, now_ms) or view.is_closed


class Formats(RuleBasedStateMachine):
    """A room with people in which anything is done; beside it, how its item's time was used, counted by hand."""

    def __init__(self) -> None:
        """Begin without a meeting."""
        super().__init__()
        self.meeting = Meeting(5)
        self.used: Counter[tuple[ItemId, str]] = Counter()
        self.talked: Counter[TurnId] = Counter()

    @initialize(name=st.sampled_from(OFTEN), chosen=st.sampled_from(SETTINGS), planned_min=st.sampled_from((0, 4, 20)))
    def begins(self, name: str, chosen: dict[str, object], planned_min: int) -> None:
        """An item of any format, with any settings."""
        self.new_item(name, chosen, planned_min)

    @rule(name=st.sampled_from(OFTEN), chosen=st.sampled_from(SETTINGS), planned_min=st.sampled_from((0, 4, 20)))
    def new_item(self, name: str, chosen: dict[str, object], planned_min: int) -> None:
        """Another item begins, where it may."""
        lengths = {"planned_ms": Duration(planned_min * MINUTE_MS), "turn_limit_ms": Duration(MINUTE_MS)}
        item = self.meeting.make(agenda.add_item, "Item", format=name, settings=chosen, **lengths)  # type: ignore[arg-type]
        self._try(agenda.start_item, ItemId(item))

    @rule(seconds=st.sampled_from((0.5, 2, 3.5, 31, 100, 400)))
    def time_passes(self, seconds: float) -> None:
        """Each running clock counts; by hand: who talks, a pause, quiet, or an empty floor."""
        state = self.meeting.state
        item, room = state.items.get(state.room.item_id), state.room
        if item and item.status is ItemStatus.RUNNING and not room.frozen:
            top = state.turns[room.floor[-1]] if room.floor else None
            if top is not None and not top.paused:
                what = "turns"
                self.talked[top.turn_id] += round(seconds * 1000)
            else:
                what = "quiet" if room.quiet else "pauses" if top else "empty floor"
            self.used[item.item_id, what] += round(seconds * 1000)
        self.meeting.later(seconds)

    @rule(data=st.data())
    def a_move_of_the_stage(self, data: st.DataObject) -> None:
        """What is offered is done, or refused in words; it never fails, and never does nothing."""
        moves = stage_moves(self.meeting)
        if not moves:
            return
        name, move = data.draw(st.sampled_from(moves))
        try:
            new = carried_out(self.meeting, move, lambda values: data.draw(st.sampled_from(list(values))))
        except UserError:
            return
        assert new, name
        self.meeting.write(*new)

    @rule(command=st.sampled_from((*[floor.done] * 3, floor.someone_else_speaks, floor.call_back)))
    def a_key(self, command: Any) -> None:  # noqa: ANN401 - a command
        """A key without an argument."""
        self._try(command)

    @rule(
        command=st.sampled_from(
            (floor.start_quiet, floor.end_quiet, floor.freeze, *[floor.release] * 3, rounds.another_round)
        )
    )
    def all_clocks(self, command: Any) -> None:  # noqa: ANN401 - a command
        """Something for everybody."""
        self._try(command)

    @rule(place=st.integers(0, 4), seconds=st.sampled_from((2, 10, 40)))
    def somebody_speaks(self, place: int, seconds: float) -> None:
        """Somebody is chosen, the next one is called, and a while passes."""
        self._try(floor.release)
        self._try(floor.choose, self._person(place))
        self._try(floor.done)
        self.time_passes(seconds)

    @rule(twice=st.booleans())
    def somebody_passes(self, *, twice: bool) -> None:
        """Whoever is up passes for now, or by a second press for this round."""
        self._try(rounds.pass_for_now)
        self.time_passes(2)
        if twice:
            self._try(rounds.pass_for_now)

    @rule(seconds=st.sampled_from((2, 40)))
    def a_turn_waits(self, seconds: float) -> None:
        """Who speaks is paused for a while."""
        if self.meeting.state.room.floor:
            self._try(floor.pause_turn, self.meeting.state.room.floor[-1])
            self.time_passes(seconds)

    @rule(
        command=st.sampled_from((floor.choose, rounds.pass_turn, rounds.begin_round_with, floor.start_turn)),
        place=st.integers(0, 4),
    )
    def a_seat(self, command: Any, place: int) -> None:  # noqa: ANN401 - a command
        """Something with one seat."""
        self._try(command, self._person(place))

    @rule(kind=st.sampled_from(tuple(TurnKind)), place=st.integers(0, 4), at_once=st.booleans())
    def a_kind(self, kind: TurnKind, place: int, *, at_once: bool) -> None:
        """A turn of any kind, now or in the queue."""
        self._try(floor.start_turn if at_once else queue.join_queue, self._person(place), kind)

    @rule(command=st.sampled_from((presence.leave_room, presence.come_back)), place=st.integers(0, 4))
    def here_or_not(self, command: Any, place: int) -> None:  # noqa: ANN401 - a command
        """Somebody goes, or comes."""
        self._try(command, self._person(place))

    @rule(place=st.integers(0, 4), role=st.sampled_from(ROLES), interpreted=st.booleans())
    def a_role(self, place: int, role: Role, *, interpreted: bool) -> None:
        """Somebody is there for something else."""
        self._try(people.edit_participant, self._person(place), role=role, interpreted=interpreted)

    @rule(name=st.sampled_from(FORMAT_NAMES), chosen=st.sampled_from(SETTINGS))
    def another_format(self, name: str, chosen: dict[str, object]) -> None:
        """The format of the item that is on is changed in the middle."""
        self._try(agenda.edit_item, self.meeting.state.room.item_id, format=name, settings=chosen)

    @rule(command=st.sampled_from((agenda.pause_item, agenda.resume_item, agenda.end_item, agenda.extend_item)))
    def the_item(self, command: Any) -> None:  # noqa: ANN401 - a command
        """Something with the item that is on."""
        self._try(command, self.meeting.state.room.item_id)

    @rule(command=st.sampled_from((floor.pause_turn, floor.resume_turn, floor.end_turn, floor.extend_turn)))
    def the_turn(self, command: Any) -> None:  # noqa: ANN401 - a command
        """Something with who speaks."""
        if self.meeting.state.room.floor:
            self._try(command, self.meeting.state.room.floor[-1])

    @rule()
    def undone(self) -> None:
        """The state is folded anew without what was done last, and then with it."""
        before = contents(self.meeting.state)
        last = self.meeting.written[-1:]
        self.meeting.undo(last)
        self.meeting.redo(last)
        now = contents(self.meeting.state)
        assert {name: now[name] for name in ("turns", "queue", "rounds", "places", "passes")} == {
            name: before[name] for name in ("turns", "queue", "rounds", "places", "passes")
        }

    @invariant()
    def the_room_is_sound(self) -> None:
        """One speaks; everything can be shown."""
        only_one_speaks_and_everything_can_be_shown(self.meeting)

    @invariant()
    def time_adds_up(self) -> None:
        """Turns, pauses, quiet and an empty floor are all of the item's used time."""
        state = self.meeting.state
        for item_id, item in state.items.items():
            by_hand = sum(ms for (of_item, _), ms in self.used.items() if of_item == item_id)
            running = item_id == state.room.item_id
            timer = item_timer(state, self.meeting.now_ms) if running else None
            assert (timer.used_ms if timer else item.elapsed_ms) == by_hand
        for turn_id, ms in self.talked.items():
            timer = turn_timer(state, self.meeting.now_ms, turn_id)
            # A turn that was given back by passing is as if it had never begun.
            assert timer is None or timer.used_ms == ms

    def _person(self, place: int) -> ParticipantId:
        return self.meeting.people[place]

    def _try(self, command: Any, *args: Any, **fields: Any) -> None:  # noqa: ANN401 - any command
        with suppress(UserError):
            self.meeting.do(command, *args, **fields)


Formats.TestCase.settings = settings(stateful_step_count=40)
TestFormats = Formats.TestCase


@given(played(laptops=2, most=50))
def test_two_laptops_that_act_at_once_come_to_one_sound_state(controllers: list[SessionController]) -> None:
    everything = [event for controller in controllers for event in controller.written]
    states = []
    for order in (everything, everything[::-1], everything[::2] + everything[1::2]):
        merged = SessionController(writer="z")
        merged.history.add(order)
        states.append({name: found for name, found in contents(merged.state).items() if name != "last_at_ms"})
        only_one_speaks_and_everything_can_be_shown(merged)
    assert states[0] == states[1] == states[2]


@pytest.mark.parametrize("before", FORMAT_NAMES)
@pytest.mark.parametrize("after", FORMAT_NAMES)
def test_any_format_can_become_any_other_in_the_middle(before: str, after: str) -> None:
    meeting = Meeting(5)
    item = ItemId(meeting.make(agenda.add_item, "Item", format=before, planned_ms=Duration(MINUTE_MS)))
    meeting.do(agenda.start_item, item)
    for seat in (1, 5):
        with suppress(UserError):
            meeting.do(floor.choose, meeting.people[seat - 1])
        meeting.later(3)
    with suppress(UserError):
        meeting.do(floor.done)
    meeting.do(agenda.edit_item, item, format=after)
    only_one_speaks_and_everything_can_be_shown(meeting)
    for _, move in stage_moves(meeting):
        with suppress(UserError):
            meeting.write(*carried_out(meeting, move, lambda values: values[0]))
        only_one_speaks_and_everything_can_be_shown(meeting)
    if meeting.state.room.item_id:
        meeting.do(agenda.end_item, item)
    assert meeting.state.room.floor == ()
    assert format_of(meeting.state.items[item]).name == (after if after in FORMATS else "plenary")

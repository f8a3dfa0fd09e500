"""Whatever is done in whatever format: time adds up, one person speaks, and each move that is offered is accepted."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Sequence
from contextlib import suppress
from itertools import pairwise
from typing import Any, NamedTuple

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule
from msgspec import UNSET

from facilitator_console.log import Duration, Event, Instant, NewEvent
from facilitator_console.session import agenda, floor, people, presence, queue, rounds
from facilitator_console.session.calling_order import coming_up, next_to_speak, speaking_order
from facilitator_console.session.corrections import edit_turn
from facilitator_console.session.formats import FORMATS, format_of
from facilitator_console.session.formats.pairs import sets_on
from facilitator_console.session.ids import (
    NO_TURN,
    GapId,
    ItemId,
    ItemStatus,
    ParticipantId,
    Role,
    StretchKind,
    TurnId,
    TurnKind,
)
from facilitator_console.session.leading import exclude_gap, record_gap
from facilitator_console.session.people import circle
from facilitator_console.session.timers import item_timer, turn_timer
from facilitator_console.views.formats import Move
from facilitator_console.views.room_view import room_view
from facilitator_console.views.timeline import timeline
from facilitator_console.words import Message, UserError
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
    seated = (one for one in speaking_order(state) if one.participant_id)  # A written word has no seat.
    assert all(state.participants[one.participant_id].here for one in seated)
    assert {who for _, move in stage_moves(controller) for who in move.choices} <= here
    item = state.items.get(state.room.item_id)
    if item is not None:
        assert sorted(who for together in sets_on(state, item) for who in together) == sorted(here)
    if view.holds_until_ms is not None:
        assert view.holds_until_ms > now_ms
    assert next_to_speak(state, coming_up(state)) is not None or not coming_up(state) or view.is_closed


def refusal(meeting: Meeting, move: Move) -> Message | None:
    """Why a move can't be made now, as its button has it; whomever it is about, it is the same."""

    def why_not(command: Callable[..., Sequence[NewEvent]], *chosen: ParticipantId) -> Message | None:
        try:
            command(meeting.state, meeting.now_ms, *(chosen if command is move.check else (*move.args, *chosen)))
        except UserError as refused:
            return refused.message
        return None

    found = [why_not(move.command, person) for person in move.choices] or [why_not(move.command)]
    assert [one == found[0] for one in found] == [True] * len(found)
    assert move.check is None or (why_not(move.check) is None) == (found[0] is None)
    return found[0]


REASONS = {
    "Everything is frozen. Press Enter in Run to go on.",
    "All tables are paused. Let them go on first.",
    "This round has only begun.",
    "Everyone has been asked in this round.",
    "There are too few people for other pairs.",
    "Each of them has had their time. Go back together, or deal other pairs.",
    "Nobody sits outside who could come in.",
    "No group has anybody else here.",
    "There are fewer than two statements to vote on. Collect and accept some first.",
}
"""Why a move may be grey: what it would do has no sense now. Whatever else is offered is accepted."""


class Passed(NamedTuple):
    """Some time that passed, as somebody in the room would have noted it.

    Attributes:
        runs: The item runs, and nothing is frozen.
        talks: The turn whose clock ran.
    """

    item_id: ItemId
    from_ms: Instant
    ms: int
    runs: bool
    talks: TurnId
    quiet: bool


class Watched(Meeting):
    """A meeting beside which somebody notes what happens, without a look at what the program reckons of it.

    Attributes:
        passed: Every stretch of time.
        seen: When each turn was first and last seen on the floor; between, it talked or waited.
    """

    def __init__(self) -> None:
        """Begin with five people."""
        self.passed: list[Passed] = []
        self.seen: dict[TurnId, tuple[Instant, Instant]] = {}
        super().__init__(5)

    def write(self, *new: NewEvent) -> list[Event]:
        """Write, and look who has the floor."""
        written = super().write(*new)
        self._look()
        return written

    def later(self, seconds: float) -> None:
        """Let time pass, and note it."""
        room = self.state.room
        item = self.state.items.get(room.item_id)
        runs = item is not None and item.status is ItemStatus.RUNNING and not room.frozen
        top = room.floor[-1] if room.floor else NO_TURN
        talks = top if top and not room.frozen and not self.state.turns[top].paused and (runs or not item) else NO_TURN
        ms = round(seconds * 1000)
        self.passed.append(Passed(room.item_id, self.now_ms, ms, runs, talks, quiet=room.quiet is not None))
        super().later(seconds)
        self._look()

    def undo_and_redo(self) -> None:
        """Take back what was done last, and bring it back: nothing of that is a part of what happened."""
        last, seen = self.written[-1:], dict(self.seen)
        self.undo(last)
        self.redo(last)
        self.seen = seen

    def noted(self, item_id: ItemId) -> Counter[str]:
        """How an item's time was used, by these notes; a turn that was given back is as if it had never begun."""
        kept = [span for turn_id, span in self.seen.items() if turn_id in self.state.turns]
        used: Counter[str] = Counter()
        for some in self.passed:
            if some.item_id != item_id or not some.runs:
                continue
            waits = any(from_ms <= some.from_ms and some.from_ms + some.ms <= to_ms for from_ms, to_ms in kept)
            talks = some.talks in self.state.turns
            used["turns" if talks else "quiet" if some.quiet else "pauses" if waits else "empty floor"] += some.ms
        return used

    def _look(self) -> None:
        for turn_id in self.state.room.floor:
            from_ms, _ = self.seen.get(turn_id, (self.now_ms, self.now_ms))
            self.seen[turn_id] = (from_ms, self.now_ms)


def shown(meeting: Meeting, item_id: ItemId) -> Counter[str]:
    """How an item's time was used, by what the program shows: spans of the timeline, clocks of turns."""
    now_ms, course = meeting.now_ms, timeline(meeting.state)
    spans = [(one.from_ms, one.to_ms or now_ms) for one in course.items if one.item_id == item_id]
    turns = [(one.from_ms, one.to_ms or now_ms) for one in course.turns]
    still = [(one.kind, one.from_ms, one.to_ms or now_ms) for one in course.stretches]
    left_out = [(gap.from_ms, gap.to_ms) for gap in meeting.state.gaps.values() if gap.excluded_ms]
    cuts = sorted({at for span in (*spans, *turns, *left_out, *((a, b) for _, a, b in still)) for at in span})
    used: Counter[str] = Counter()
    for from_ms, to_ms in pairwise(cuts):
        if not any(a <= from_ms and to_ms <= b for a, b in spans):
            continue
        kinds = {kind for kind, a, b in still if a <= from_ms and to_ms <= b}
        if kinds & {StretchKind.FROZEN, StretchKind.ITEM_PAUSED} or (from_ms, to_ms) in left_out:
            continue
        is_open = any(a <= from_ms and to_ms <= b for a, b in turns)
        used["quiet" if StretchKind.QUIET in kinds else "pauses" if is_open else "empty floor"] += to_ms - from_ms
    for one in course.turns:
        if any(a <= one.from_ms and (one.to_ms or now_ms) <= b for a, b in spans):
            timer = turn_timer(meeting.state, now_ms, one.turn_id)
            assert timer is not None
            used["turns"] += timer.used_ms
            used["pauses"] -= timer.used_ms
    return +used


class Formats(RuleBasedStateMachine):
    """A room with people in which anything is done; beside it, somebody notes how its items' time was used."""

    def __init__(self) -> None:
        """Begin without a meeting."""
        super().__init__()
        self.meeting = Watched()

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
        """Each running clock counts."""
        self.meeting.later(seconds)

    @rule(data=st.data())
    def a_move_of_the_stage(self, data: st.DataObject) -> None:
        """One that is offered is done: it is accepted, whomever it is about, and something comes of it."""
        offered = [move for _, move in stage_moves(self.meeting) if refusal(self.meeting, move) is None]
        if offered:
            move = data.draw(st.sampled_from(offered))
            new = carried_out(self.meeting, move, lambda values: data.draw(st.sampled_from(list(values))))
            assert new, move.label
            self.meeting.write(*new)

    @rule(command=st.sampled_from((*[floor.done] * 3, floor.someone_else_speaks, floor.call_back)))
    def a_key(self, command: Any) -> None:
        """A key without an argument."""
        self._try(command)

    @rule(
        command=st.sampled_from(
            (floor.start_quiet, floor.end_quiet, floor.freeze, *[floor.release] * 3, rounds.another_round)
        )
    )
    def all_clocks(self, command: Any) -> None:
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
    def a_seat(self, command: Any, place: int) -> None:
        """Something with one seat."""
        self._try(command, self._person(place))

    @rule(kind=st.sampled_from(tuple(TurnKind)), place=st.integers(0, 4), at_once=st.booleans())
    def a_kind(self, kind: TurnKind, place: int, *, at_once: bool) -> None:
        """A turn of any kind, now or in the queue."""
        self._try(floor.start_turn if at_once else queue.join_queue, self._person(place), kind)

    @rule(command=st.sampled_from((presence.leave_room, presence.come_back)), place=st.integers(0, 4))
    def here_or_not(self, command: Any, place: int) -> None:
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
    def the_item(self, command: Any) -> None:
        """Something with the item that is on."""
        self._try(command, self.meeting.state.room.item_id)

    @rule(command=st.sampled_from((floor.pause_turn, floor.resume_turn, floor.end_turn, floor.extend_turn)))
    def the_turn(self, command: Any) -> None:
        """Something with who speaks."""
        if self.meeting.state.room.floor:
            self._try(command, self.meeting.state.room.floor[-1])

    @rule(place=st.integers(0, 6), participant=st.none() | st.integers(0, 4))
    def put_right(self, place: int, participant: int | None) -> None:
        """An earlier turn was another's, or was none."""
        turns = [*self.meeting.state.turns][::-1]
        if place < len(turns):
            person = UNSET if participant is None else self._person(participant)
            self._try(edit_turn, turns[place], participant_id=person, removed=participant is None)

    @rule(seconds=st.sampled_from((130, 400)), left_out=st.booleans())
    def without_the_program(self, seconds: float, *, left_out: bool) -> None:
        """The program was not running for a while, which counts unless somebody leaves it out."""
        self.meeting.later(seconds)
        gap = GapId(self.meeting.make(record_gap, self.meeting.passed[-1].from_ms))
        if left_out:
            self._try(exclude_gap, gap)
            self.meeting.passed.pop()

    @rule()
    def undone(self) -> None:
        """The state is folded anew without what was done last, and then with it."""
        before = contents(self.meeting.state)
        self.meeting.undo_and_redo()
        now = contents(self.meeting.state)
        assert {name: now[name] for name in ("turns", "queue", "rounds", "places", "passes")} == {
            name: before[name] for name in ("turns", "queue", "rounds", "places", "passes")
        }

    @invariant()
    def the_room_is_sound(self) -> None:
        """One speaks; everything can be shown."""
        only_one_speaks_and_everything_can_be_shown(self.meeting)

    @invariant()
    def a_move_is_grey_only_for_a_reason_that_is_known(self) -> None:
        """All others are accepted, about each of those whom they let the lead choose."""
        grey = {str(refusal(self.meeting, move)) for _, move in stage_moves(self.meeting)} - {"None"}
        assert grey <= REASONS

    @invariant()
    def time_adds_up(self) -> None:
        """Turns, pauses, quiet and an empty floor, as the timeline shows them, are all of an item's used time."""
        meeting = self.meeting
        for item_id, item in meeting.state.items.items():
            timer = item_timer(meeting.state, meeting.now_ms) if item_id == meeting.state.room.item_id else None
            used = shown(meeting, item_id)
            assert sum(used.values()) == (timer.used_ms if timer else item.elapsed_ms)
            assert used == meeting.noted(item_id)

    def _person(self, place: int) -> ParticipantId:
        return self.meeting.people[place]

    def _try(self, command: Any, *args: Any, **fields: Any) -> None:
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

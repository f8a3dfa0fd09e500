"""Whatever is done at tables, in any order: the time of each adds up, and laptops that led some come to one state."""

from __future__ import annotations

from collections import Counter
from contextlib import suppress
from itertools import pairwise
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule

from facilitator_console.dialogue.capture import capture
from facilitator_console.log import Duration
from facilitator_console.session import agenda, calling_order, floor, people, presence, queue
from facilitator_console.session.balance import heard
from facilitator_console.session.forgetting import forget_speaking
from facilitator_console.session.formats.world_cafe import begin_round, give_round_more, move_on
from facilitator_console.session.ids import MAIN, ItemStatus, ParticipantId, StretchKind, TableId, TurnId, TurnKind
from facilitator_console.session.leading import follow_session, take_lead
from facilitator_console.session.table_places import (
    How,
    choose_hosts,
    deal_tables,
    dissolve_table,
    move_to_table,
    next_seed,
    seat_the_rest,
    set_host,
)
from facilitator_console.session.tables import (
    close_table,
    edit_table,
    end_quiet_for_all,
    open_table,
    people_at,
    quiet_for_all,
    table_of,
    tables_of,
    tables_on,
)
from facilitator_console.session.timers import item_timer, turn_timer
from facilitator_console.views.public_view import public_view
from facilitator_console.views.room_view import room_view
from facilitator_console.views.timeline import timeline
from facilitator_console.words import UserError
from tests.helpers.cafe import Cafe
from tests.helpers.controller import MINUTE_MS, SessionController, contents
from tests.helpers.played import stage_moves

PEOPLE = 9


class TablesOfACafe(RuleBasedStateMachine):
    """A world café in which anything is done; beside it, how each table's time was used, counted by hand."""

    def __init__(self) -> None:
        """Begin without a meeting."""
        super().__init__()
        self.meeting = Cafe(2)
        self.used: Counter[tuple[TableId, str]] = Counter()
        self.talked: Counter[TurnId] = Counter()
        self.opened_at: dict[TableId, int] = {}
        self.closed_at: dict[TableId, int] = {}
        self.open_ms: dict[TableId, tuple[int, int | None]] = {}

    @initialize(
        form=st.sampled_from(("world_cafe", "breakout")),
        tables=st.integers(2, 4),
        moving_ms=st.sampled_from((0, 60_000)),
        turns=st.booleans(),
    )
    def begins(self, form: str, tables: int, moving_ms: int, *, turns: bool) -> None:
        """An item with tables, some of which take turns."""
        self.meeting = Cafe(PEOPLE, form=form, tables=tables, moving_ms=moving_ms, rounds=3)
        if turns:
            for table in self.meeting.tables:
                self.meeting.with_turns(table)
        self._see_tables()

    @rule(seconds=st.sampled_from((0.5, 3, 31, 100, 400)))
    def time_passes(self, seconds: float) -> None:
        """At each open table somebody talks, pauses, all are quiet, or nobody has the floor."""
        state, by_ms = self.meeting.state, round(seconds * 1000)
        item = state.items.get(state.room.item_id)
        if item and item.status is ItemStatus.RUNNING and not state.room.frozen:
            for table in self.meeting.tables:
                room = state.rooms[table]
                top = state.turns[room.floor[-1]] if room.floor else None
                what = "quiet" if room.quiet else "pauses" if top else "empty floor"
                if top is not None and not top.paused:
                    what = "turns"
                    self.talked[top.turn_id] += by_ms
                self.used[table, what] += by_ms
        self.meeting.later(seconds)

    @rule(
        command=st.sampled_from((floor.done, floor.someone_else_speaks, floor.call_back, floor.start_quiet)),
        place=st.integers(0, 3),
    )
    def a_key_at_a_table(self, command: Any, place: int) -> None:
        """A key that means a table."""
        self._try(command, table_id=self._table(place))

    @rule(
        command=st.sampled_from((floor.end_quiet, queue.pause_queue, queue.resume_queue, queue.close_queue)),
        place=st.integers(0, 3),
    )
    def about_a_queue(self, command: Any, place: int) -> None:
        """Something with a table's queue or quiet minute."""
        self._try(command, self._table(place))

    @rule(
        command=st.sampled_from((floor.start_turn, queue.join_queue)),
        kind=st.sampled_from(tuple(TurnKind)[:4]),
        who=st.integers(0, PEOPLE - 1),
    )
    def a_seat_at_its_table(self, command: Any, kind: TurnKind, who: int) -> None:
        """Somebody speaks, or wants to, where they sit."""
        person = self.meeting.people[who]
        self._try(command, person, kind, table_id=table_of(self.meeting.state, person))

    @rule(
        command=st.sampled_from((floor.pause_turn, floor.resume_turn, floor.end_turn, floor.extend_turn)),
        place=st.integers(0, 3),
    )
    def a_turn(self, command: Any, place: int) -> None:
        """Something with who speaks at a table."""
        open_turns = self.meeting.state.rooms[self._table(place)].floor
        if open_turns:
            self._try(command, open_turns[-1])

    @rule(
        command=st.sampled_from((close_table, dissolve_table)),
        place=st.integers(0, 3),
    )
    def a_table_ends(self, command: Any, place: int) -> None:
        """A table ends sooner, or is dissolved."""
        if len(self.meeting.tables) > 1:
            self._try(command, self._table(place))
        self._see_tables()

    @rule(
        command=st.sampled_from(
            (open_table, choose_hosts, seat_the_rest, quiet_for_all, end_quiet_for_all, begin_round, floor.freeze)
        )
    )
    def for_all(self, command: Any) -> None:
        """Something for all tables."""
        self._try(command)
        self._see_tables()

    @rule(seed=st.integers(0, 5), how=st.sampled_from(How), moves=st.booleans())
    def dealt(self, seed: int, how: How, *, moves: bool) -> None:
        """People move on, or are dealt anew."""
        self._try(move_on, seed) if moves else self._try(deal_tables, how, seed)

    @rule(who=st.integers(0, PEOPLE - 1), place=st.integers(0, 3), hosts=st.booleans())
    def changes_tables(self, who: int, place: int, *, hosts: bool) -> None:
        """Somebody goes to another table, perhaps as its host."""
        person, table = self.meeting.people[who], self._table(place)
        self._try(set_host, table, person) if hosts else self._try(move_to_table, person, table)

    @rule(place=st.integers(0, 3), queued=st.booleans(), clock=st.booleans())
    def turns_or_not(self, place: int, *, queued: bool, clock: bool) -> None:
        """A table gets a queue or a clock for turns, or loses them."""
        self._try(edit_table, self._table(place), queue=queued, turn_clock=clock)

    @rule(command=st.sampled_from((presence.leave_room, presence.come_back)), who=st.integers(0, PEOPLE - 1))
    def here_or_not(self, command: Any, who: int) -> None:
        """Somebody goes, or comes."""
        self._try(command, self.meeting.people[who])

    @rule(command=st.sampled_from((agenda.pause_item, agenda.resume_item)))
    def the_item(self, command: Any) -> None:
        """All tables are paused, or go on."""
        self._try(command, self.meeting.cafe)

    @rule()
    def more_time(self) -> None:
        """A minute more for all."""
        self._try(give_round_more, Duration(MINUTE_MS))

    @precondition(lambda self: self.meeting.state.room.frozen)
    @rule()
    def released(self) -> None:
        """All goes on."""
        self._try(floor.release)

    @rule()
    def undone_and_done_again(self) -> None:
        """The state is folded anew without what was done last, and then with it."""
        before = contents(self.meeting.state)
        last = self.meeting.written[-1:]
        self.meeting.undo(last)
        self.meeting.redo(last)
        now = contents(self.meeting.state)
        for name in ("turns", "queue", "rounds", "places", "places_before", "talk_tables"):
            assert now[name] == before[name]

    @invariant()
    def one_speaks_at_each_table_and_everybody_sits_at_one(self) -> None:
        """Nobody sits at two tables, and who speaks sits there."""
        state = self.meeting.state
        sitting = [one.participant_id for table in tables_on(state) for one in people_at(state, table.table_id)]
        assert len(set(sitting)) == len(sitting)
        for table in tables_of(state, self.meeting.cafe):
            room = state.rooms[table.table_id]
            assert not (table.closed and room.floor)
            assert all(not state.turns[turn_id].ended_at_ms for turn_id in room.floor)
            seated = [who for turn_id in room.floor if (who := state.turns[turn_id].participant_id)]
            assert all(table_of(state, who) == table.table_id for who in seated)
            waiting = calling_order.waiting_at(state, table.table_id)
            assert all(table_of(state, entry.participant_id) == table.table_id for entry in waiting)
        room_view(state, self.meeting.now_ms)
        public_view(state, self.meeting.now_ms)
        for _, move in stage_moves(self.meeting):
            if move.check is not None:
                refused = _refused(move.check, self.meeting)
                assert refused == _refused(move.command, self.meeting, *move.args)

    @invariant()
    def time_adds_up(self) -> None:
        """Turns, pauses, quiet and an empty floor are all of a table's used time."""
        state, now_ms = self.meeting.state, self.meeting.now_ms
        for turn_id, turn in state.turns.items():
            timer = turn_timer(state, now_ms, turn_id)
            assert timer is not None
            assert timer.used_ms == self.talked[turn_id], turn
        for table in tables_of(state, self.meeting.cafe):
            table_id = table.table_id
            until = self.closed_at.get(table_id, self._item_used())
            talked = sum(ms for turn_id, ms in self.talked.items() if state.turns[turn_id].table_id == table_id)
            others = sum(self.used[table_id, what] for what in ("pauses", "quiet", "empty floor"))
            assert talked + others == until - self.opened_at[table_id]

    @invariant()
    def what_is_shown_adds_up_to_what_was_noted(self) -> None:
        """Turns, pauses, quiet and an empty floor, each by itself, as the timeline and the clocks of turns tell."""
        for table in tables_of(self.meeting.state, self.meeting.cafe):
            noted = Counter({what: ms for (table_id, what), ms in self.used.items() if table_id == table.table_id})
            assert self._shown(table.table_id) == +noted

    def _shown(self, table_id: TableId) -> Counter[str]:
        """How a table's time was used, by nothing but what the program keeps of it."""
        state, now_ms = self.meeting.state, self.meeting.now_ms
        course = timeline(state)
        items = [(one.from_ms, one.to_ms or now_ms) for one in course.items if one.item_id == self.meeting.cafe]
        turns = [one for one in course.turns if one.table_id == table_id]
        spans = [(one.from_ms, one.to_ms or now_ms) for one in turns]
        stands = {StretchKind.FROZEN, StretchKind.ITEM_PAUSED}
        still = [
            (one.kind, one.from_ms, one.to_ms or now_ms)
            for one in state.stretches.values()
            if one.table_id == (MAIN if one.kind in stands else table_id)
        ]
        from_ms, to_ms = self.open_ms[table_id]
        opened = (from_ms, now_ms if to_ms is None else to_ms)
        cuts = sorted({at for span in (*items, *spans, opened, *((a, b) for _, a, b in still)) for at in span})
        used: Counter[str] = Counter()
        for a, b in pairwise(cuts):
            kinds = {kind for kind, began, ended in still if began <= a and b <= ended}
            if kinds & stands or not all(any(c <= a and b <= d for c, d in some) for some in (items, [opened])):
                continue
            is_open = any(c <= a and b <= d for c, d in spans)
            used["quiet" if StretchKind.QUIET in kinds else "pauses" if is_open else "empty floor"] += b - a
        for one in turns:
            timer = turn_timer(state, now_ms, one.turn_id)
            assert timer is not None
            used["turns"] += timer.used_ms
            used["pauses"] -= timer.used_ms
        return +used

    def _item_used(self) -> int:
        timer = item_timer(self.meeting.state, self.meeting.now_ms)
        assert timer is not None
        return timer.used_ms

    def _see_tables(self) -> None:
        for table in tables_of(self.meeting.state, self.meeting.cafe):
            now_ms = self.meeting.now_ms
            self.opened_at.setdefault(table.table_id, self._item_used())
            from_ms, to_ms = self.open_ms.setdefault(table.table_id, (now_ms, None))
            if table.closed and to_ms is None:
                self.closed_at.setdefault(table.table_id, self._item_used())
                self.open_ms[table.table_id] = from_ms, now_ms

    def _table(self, place: int) -> TableId:
        tables = self.meeting.tables
        return tables[place % len(tables)]

    def _try(self, command: Any, *args: Any, **fields: Any) -> None:
        with suppress(UserError):
            self.meeting.do(command, *args, **fields)


def _refused(command: Any, meeting: Cafe, *args: Any) -> bool:
    try:
        command(meeting.state, meeting.now_ms, *args)
    except UserError:
        return True
    return False


TablesOfACafe.TestCase.settings = settings(stateful_step_count=30)
TestTablesOfACafe = TablesOfACafe.TestCase


# -- two laptops that each led two tables ----------------------------------------------------------------


def _at_work(data: st.DataObject) -> tuple[Cafe, SessionController]:
    """Two laptops, each of which led two of four tables for a while."""
    meeting = Cafe(8)
    for table in meeting.tables:
        meeting.with_turns(table)
    other = SessionController(writer="b", at_ms=meeting.now_ms + data.draw(st.sampled_from((0, 7000, -10_000_000))))
    other.history.add(meeting.history.events())
    mine, theirs = meeting.tables[:2], meeting.tables[2:]
    for table in theirs:
        other.do(take_lead, table)
    meeting.receive(other.history.events())
    for _ in range(data.draw(st.integers(1, 15))):
        laptop, tables = data.draw(st.sampled_from(((meeting, mine), (other, theirs))))
        laptop.later(data.draw(st.sampled_from((0, 1, 20, 200))))
        _something(laptop, data.draw(st.sampled_from(tables)), data)
        if data.draw(st.integers(0, 5)) == 0:
            meeting.receive(other.history.events())
            other.receive(meeting.history.events())
            other.write(*follow_session(other.state, other.now_ms, other.laptop))
    return meeting, other


def _something(laptop: SessionController, table: TableId, data: st.DataObject) -> None:
    people_there = [one.participant_id for one in people_at(laptop.state, table)]
    person = data.draw(st.sampled_from(people_there or [ParticipantId("")]))
    commands: tuple[tuple[Any, tuple[Any, ...], dict[str, Any]], ...] = (
        (floor.start_turn, (person,), {"table_id": table}),
        (queue.join_queue, (person,), {"table_id": table}),
        (floor.done, (table,), {}),
        (floor.start_quiet, (), {"table_id": table}),
        (floor.call_back, (table,), {}),
        (capture, ("water 💧",), {"table_id": table}),
    )
    if isinstance(laptop, Cafe):
        commands = (
            *commands,
            (move_on, (next_seed(laptop.state),), {}),
            (begin_round, (), {}),
            (floor.freeze, (), {}),
            (floor.release, (), {}),
            (quiet_for_all, (), {}),
            (end_quiet_for_all, (), {}),
            (close_table, (table,), {}),
            (people.add_participant, (), {}),
            (seat_the_rest, (), {}),
        )
    command, args, fields = data.draw(st.sampled_from(commands))
    with suppress(UserError):
        laptop.do(command, *args, **fields)


def _seen(laptop: SessionController) -> dict[str, object]:
    return {name: found for name, found in contents(laptop.state).items() if name != "last_at_ms"}


@given(st.data())
def test_laptops_that_each_led_two_tables_come_to_one_state(data: st.DataObject) -> None:
    meeting, other = _at_work(data)
    events = list({(e.writer, e.seq): e for one in (meeting, other) for e in one.history.events()}.values())
    merged = []
    for order in (events, events[::-1], data.draw(st.permutations(events))):
        laptop = SessionController(writer="z")
        laptop.history.add(order)
        merged.append(_seen(laptop))
        room_view(laptop.state, laptop.now_ms)
    assert merged[0] == merged[1] == merged[2]


@given(st.data())
def test_forgetting_who_spoke_covers_tables(data: st.DataObject) -> None:
    meeting, other = _at_work(data)
    for _ in range(2):
        meeting.receive(other.history.events())
        other.receive(meeting.history.events())
    if meeting.state.room.frozen:
        meeting.do(floor.release)
    meeting.do(agenda.close_session)
    other.receive(meeting.history.events())
    meeting.receive(other.history.events())
    had = {who: (one.turns, one.talk_ms) for who, one in heard(meeting.state, meeting.now_ms).items()}
    era = meeting.state.info.era
    meeting.write(*forget_speaking(meeting.state, meeting.now_ms, meeting.laptop))
    other.receive(meeting.history.events())
    meeting.receive(other.history.events())
    for laptop in (meeting, other):
        state = laptop.state
        assert state.info.era == era + 1
        assert not state.turns
        assert not state.queue
        assert not state.places
        assert not state.places_before
        sums = heard(state, laptop.now_ms)
        assert {who: one.turns for who, one in sums.items()} == {who: turns for who, (turns, _) in had.items()}

"""Dialogues that Hypothesis plays on several laptops: real commands, refused ones passed over."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from hypothesis import strategies as st

from facilitator_console.dialogue import capture as caught
from facilitator_console.dialogue.state import State
from facilitator_console.log import THE_SESSION, Body, ClockCompared, Duration, Event, NewEvent, Redacted, Subject
from facilitator_console.notes import commands as keeping
from facilitator_console.notes import tag_commands as codebook
from facilitator_console.notes.ids import Flag, GroupList, TagId
from facilitator_console.session import agenda, floor, leading, people, placing, presence, queue, rounds
from facilitator_console.session import room_events as rev
from facilitator_console.session.forgetting import forget_speaking
from facilitator_console.session.formats import FORMATS, all_orders
from facilitator_console.session.ids import MAIN, SOMEONE_ELSE, ItemId, Role, TableId, TurnId, TurnKind
from facilitator_console.session.reading_aloud import read_aloud
from facilitator_console.session.table_places import dissolve_table, move_to_table
from facilitator_console.session.tables import edit_table, tables_on
from facilitator_console.views.formats import Move as OnStage
from facilitator_console.views.room_view import room_view
from facilitator_console.words import UserError
from tests.helpers.controller import SessionController

Pick = Callable[[Sequence[Any]], Any]
Move = Callable[[SessionController, Pick], Sequence[NewEvent]]


def _ids(name: str) -> Callable[[State], list[Any]]:
    return lambda state: list(getattr(state, name))


def _about(name: str, command: Callable[..., Sequence[NewEvent]], **options: Sequence[Any]) -> Move:
    """A command on one of the things that there are."""

    def move(controller: SessionController, pick: Pick) -> Sequence[NewEvent]:
        ids = _ids(name)(controller.state)
        chosen = {option: pick(values) for option, values in options.items()}
        return command(controller.state, controller.now_ms, pick(ids), **chosen) if ids else []

    return move


def _plain(command: Callable[..., Sequence[NewEvent]], **options: Sequence[Any]) -> Move:
    """A command on the session as a whole."""

    def move(controller: SessionController, pick: Pick) -> Sequence[NewEvent]:
        chosen = {option: pick(values) for option, values in options.items()}
        return command(controller.state, controller.now_ms, **chosen)

    return move


def _tables(state: State) -> list[TableId]:
    return [table_id for table_id in state.rooms if table_id != MAIN]


def _at_a_table(make: Callable[[State, TableId, Pick], NewEvent]) -> Move:
    """Something at a table, for which there is no command yet; whoever leads it or does not."""

    def move(controller: SessionController, pick: Pick) -> Sequence[NewEvent]:
        tables = _tables(controller.state)
        return [make(controller.state, pick(tables), pick)] if tables else []

    return move


def _turn_at(body: Callable[..., Body], *args: Any) -> Move:
    """Something with one of the turns, at one of the tables; most often at its own."""

    def move(controller: SessionController, pick: Pick) -> Sequence[NewEvent]:
        turns = [turn for turn in controller.state.turns.values() if turn.table_id != MAIN]
        turn = pick(turns) if turns else None
        return [NewEvent(body(*args, table_id=turn.table_id), Subject(turn.turn_id))] if turn else []

    return move


def _open_table(controller: SessionController, pick: Pick) -> Sequence[NewEvent]:
    item_id = controller.state.room.item_id or pick([*controller.state.items, ItemId("")])
    return [NewEvent(rev.TableOpened(item_id, pick(("", "біля вікна"))))]


def _take_table(controller: SessionController, pick: Pick) -> Sequence[NewEvent]:
    tables = _tables(controller.state)
    return leading.take_lead(controller.state, controller.now_ms, pick(tables)) if tables else []


def _compare(controller: SessionController, pick: Pick) -> Sequence[NewEvent]:
    laptops = [run.started.laptop for run in controller.state.runs.values()]
    offset_ms = Duration(pick((0, 900, -10_000_000, 10_000_000, 3 * 10**11)))
    return [NewEvent(ClockCompared(pick(laptops), offset_ms), THE_SESSION)]


def _redact(controller: SessionController, pick: Pick) -> Sequence[NewEvent]:
    event = pick(list(controller.history.events()))
    return [NewEvent(Redacted(event.writer, event.seq, pick(((), ("text",), ("tags", "label")))), THE_SESSION)]


def _forget(controller: SessionController, _pick: Pick) -> Sequence[NewEvent]:
    return forget_speaking(controller.state, controller.now_ms, controller.laptop)


def _give_turn(controller: SessionController, pick: Pick) -> Sequence[NewEvent]:
    state, now_ms = controller.state, controller.now_ms
    turn_id, person = pick([*state.turns, TurnId("")]), pick([*state.participants, SOMEONE_ELSE])
    return caught.correct_turn(state, now_ms, turn_id, participant_id=person)


def _begin_turn(state: State, table_id: TableId, pick: Pick) -> NewEvent:
    return NewEvent(rev.TurnStarted(pick([*state.participants, SOMEONE_ELSE]), table_id=table_id))


SETTINGS: tuple[dict[str, object], ...] = (
    {},
    {"size": 3, "chairs": 1, "first_seat": 2, "speaker_seat": 1, "order": "talking_piece"},
    {"size": "two", "part_ms": -1, "chairs": None, "free_chairs": 0, "first_seat": True, "order": ["stack"]},
    {"backwards": True, "speech_ms": 90_000, "part_ms": 60_000, "order": "go_around", "named": True},
)
"""What formats read, and what they don't."""


def stage_moves(controller: SessionController) -> list[tuple[str, OnStage]]:
    """What the format that is on lets the lead do, by name."""
    stage = room_view(controller.state, controller.now_ms).stage
    return [*stage.moves.items(), *stage.more, *([("remedy", stage.remedy)] if stage.remedy else [])]


def carried_out(controller: SessionController, move: OnStage, pick: Pick) -> Sequence[NewEvent]:
    """What a move of the stage decides on, with one of those whom it lets the lead choose."""
    chosen = [pick(move.choices)] if move.choices else []
    return move.command(controller.state, controller.now_ms, *move.args, *chosen)


def _on_stage(controller: SessionController, pick: Pick) -> Sequence[NewEvent]:
    moves = [move for _, move in stage_moves(controller)]
    return carried_out(controller, pick(moves), pick) if moves else []


def _with_table(command: Callable[..., Sequence[NewEvent]], **options: Sequence[Any]) -> Move:
    """A command at one of the tables that are open."""

    def move(controller: SessionController, pick: Pick) -> Sequence[NewEvent]:
        tables = [table.table_id for table in tables_on(controller.state)]
        chosen = {option: pick(values) for option, values in options.items()}
        return command(controller.state, controller.now_ms, table_id=pick(tables), **chosen) if tables else []

    return move


def _sits_down(controller: SessionController, pick: Pick) -> Sequence[NewEvent]:
    tables, people_here = tables_on(controller.state), [*controller.state.participants]
    if not tables or not people_here:
        return []
    return move_to_table(controller.state, controller.now_ms, pick(people_here), pick(tables).table_id)


AT_TABLES: tuple[Move, ...] = (
    _with_table(edit_table, queue=(True, False), turn_clock=(True, False), label=("", "біля вікна")),
    _with_table(floor.done),
    _with_table(floor.start_quiet),
    _with_table(dissolve_table),
    _with_table(caught.capture, line=("water", "+1 +2")),
    _sits_down,
    _sits_down,
    _open_table,
    _take_table,
    _at_a_table(lambda _state, table, _pick: NewEvent(rev.TableClosed(), Subject(table))),
    *[_at_a_table(_begin_turn)] * 5,
    _at_a_table(
        lambda state, table, pick: NewEvent(rev.QueueJoined(pick([*state.participants, SOMEONE_ELSE]), table_id=table))
    ),
    _at_a_table(lambda _state, table, _pick: NewEvent(rev.QuietStarted(Duration(60_000), table_id=table), THE_SESSION)),
    _at_a_table(lambda _state, table, _pick: NewEvent(rev.TableStopped(table_id=table), Subject(table))),
    _turn_at(rev.TurnEnded),
    _turn_at(rev.TurnPaused),
    _turn_at(rev.TurnResumed),
    _turn_at(rev.TurnCalledBack),
    _turn_at(rev.TurnExtended, Duration(30_000)),
    _compare,
    _compare,
    _redact,
    _redact,
    *[_forget] * 4,
)

MOVES: tuple[Move, ...] = (
    _plain(floor.done),
    _plain(floor.done),
    _plain(floor.call_back),
    _plain(floor.someone_else_speaks),
    _plain(floor.start_quiet),
    _plain(floor.end_quiet),
    _plain(floor.freeze),
    _plain(floor.release),
    _plain(leading.take_lead),
    _plain(leading.record_gap, from_ms=(0,)),
    _about("gaps", leading.exclude_gap),
    _about("turns", floor.end_turn),
    _about("turns", floor.pause_turn),
    _about("turns", floor.resume_turn),
    _about("turns", floor.extend_turn),
    _give_turn,
    _about("turns", caught.correct_turn, kind=tuple(TurnKind)),
    _about("turns", caught.correct_turn, talk_ms=(Duration(0), Duration(1000), Duration(20_000))),
    _about("turns", caught.correct_turn, removed=(True,)),
    _about("participants", floor.start_turn, kind=tuple(TurnKind)[:4]),
    _about("participants", queue.join_queue, kind=tuple(TurnKind)[:4]),
    _about("participants", queue.join_queue),
    _about("participants", rounds.pass_turn, for_now=(True, False)),
    _about("queue", queue.leave_queue),
    _about("queue", placing.step_entry, down=(True, False)),
    _about("queue", placing.move_entry, before=(None,)),
    _plain(placing.order_by_itself),
    _plain(read_aloud, seats=((), (1,))),
    _plain(queue.pause_queue),
    _plain(queue.resume_queue),
    _plain(queue.close_queue),
    _plain(queue.open_queue),
    _plain(agenda.next_item),
    _plain(agenda.close_session),
    _plain(agenda.reopen_session),
    _plain(agenda.add_item, title=("More",), format=tuple(FORMATS), planned_ms=(0, 300_000)),
    _about("items", agenda.edit_item, title=("Other",)),
    _about("items", queue.use_order, order=all_orders()),
    *[_about("items", agenda.edit_item, format=(*FORMATS, "of_another_release"), settings=SETTINGS)] * 3,
    *[_on_stage] * 6,
    _about("participants", presence.leave_room),
    _about("participants", presence.come_back),
    _about("participants", people.edit_participant, role=tuple(Role), interpreted=(True, False)),
    _about("participants", rounds.begin_round_with),
    _plain(rounds.turn_round, backwards=(True, False)),
    _plain(rounds.another_round),
    _plain(rounds.pass_for_now),
    _about("items", agenda.move_item, before=(None,)),
    _about("items", agenda.start_item),
    _about("items", agenda.pause_item),
    _about("items", agenda.resume_item),
    _about("items", agenda.end_item),
    _about("items", agenda.skip_item),
    _about("items", agenda.remove_item),
    _about("items", agenda.extend_item),
    _plain(people.add_participant),
    _about("participants", people.edit_participant, label=("H.",)),
    _about("participants", people.remove_participant),
    _plain(people.add_group, head_count=(0, 7)),
    _about("groups", people.remove_group),
    _plain(caught.capture, line=("#need water", "=1 «light»", "+1 +2", "! said")),
    _plain(caught.mark_moment),
    _about("marks", keeping.dismiss_mark),
    _about("notes", keeping.edit_note, text=("anew", "otherwise")),
    _about("notes", keeping.tag_note, tag=(TagId("need"), TagId("fear"))),
    _about("notes", keeping.untag_note, tag=(TagId("need"),)),
    _about("notes", keeping.flag_note, flag=tuple(Flag)),
    _about("notes", keeping.remove_note),
    _plain(keeping.add_list_entry, group_list=tuple(GroupList), text=("We listen",)),
    _about("notes", keeping.list_note, group_list=tuple(GroupList)),
    _about("list_entries", keeping.edit_list_entry, text=("We listen well",)),
    _about("list_entries", keeping.move_list_entry, place=(0, 1, 5)),
    _about("list_entries", keeping.tick_list_entry, is_done=(True, False)),
    _about("list_entries", keeping.remove_list_entry),
    _plain(codebook.add_tag, name=("власне", "own")),
    _about("tags", codebook.retire_tag),
    _about("tags", codebook.bring_tag_back),
    _about("tags", codebook.move_tag, parent=(TagId("need"), TagId("fear"))),
    _about("tags", codebook.merge_tag, into=(TagId("need"), TagId("fear"))),
    _plain(codebook.merge_tag, tag_id=(TagId("need"),), into=(TagId("fear"), TagId("shift"))),
    _plain(codebook.set_tag_digit, tag_id=(TagId("shift"), TagId("need")), digit=(0, 2, 9)),
)
ALL_MOVES = (*MOVES, *AT_TABLES)


@st.composite
def played(draw: st.DrawFn, laptops: int | None = None, most: int = 70) -> list[SessionController]:
    """Controllers that worked at once on one session, now and then exchanging what they know.

    Args:
        draw: Hypothesis's own.
        laptops: How many; by default two to five.
        most: How many things are done at most.
    """

    def pick(values: Sequence[Any]) -> Any:
        return values[draw(st.integers(0, 11)) % len(values)]

    controllers = _begun(laptops or draw(st.integers(2, 5)))
    for _ in range(draw(st.sampled_from((1, most // 3, most)))):
        controller: SessionController = pick(controllers) if draw(st.booleans()) else controllers[0]
        controller.later(draw(st.sampled_from((0, 0.02, 1, 20, 45, 200))))
        what = draw(st.integers(0, len(ALL_MOVES) + 5)) - 6
        if what >= 0:
            try:
                new = ALL_MOVES[what](controller, pick)
            except UserError:
                continue
            if new:
                controller.write(*new)
        elif what == -1:
            controller.undo([pick(controller.written)])
        elif what == -2:
            controller.redo([pick(controller.written)])
        elif what == -3:
            controller.erase(pick([event.subject for event in controller.written if event.subject] or [""]))
        else:
            # All of another's log, or any piece of it, also a part of a command.
            log, step = list(pick(controllers).history.events()), pick((1, 1, 2, 3))
            controller.receive(log[::step][-pick((200, 200, 9, 2)) :])
    return controllers


def log_of(controllers: Sequence[SessionController]) -> list[Event]:
    """All that they wrote."""
    return [event for controller in controllers for event in controller.written]


def _begun(laptops: int) -> list[SessionController]:
    first = SessionController(writer="a")
    first.do(agenda.create_session, "Dialogue")
    for _ in range(3):
        first.do(people.add_participant)
    item = first.make(agenda.add_item, "First", planned_ms=Duration(600_000), turn_limit_ms=Duration(60_000))
    first.do(agenda.start_item, ItemId(item))
    tables = [TableId(first.write(NewEvent(rev.TableOpened(ItemId(item))))[0].subject) for _ in range(2)]
    controllers = [first]
    for place in range(1, laptops):
        # Another laptop's clock is wrong by hours, seconds or years; the last writer is the first laptop, opened anew.
        again = place == laptops - 1
        late_ms = 0 if again else (10_000_000, 7000, -3 * 10**11)[place % 3]
        controller = SessionController(
            writer="abcde"[place], laptop="laptop-a" if again else "", at_ms=first.now_ms + late_ms
        )
        controller.history.add(first.written)
        if place == 1 and not again:
            controller.do(leading.take_lead, tables[0])
        controllers.append(controller)
    return controllers

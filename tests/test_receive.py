"""What other laptops bring: what is refused of them, what is kept, and what it makes this laptop write."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack
from pathlib import Path
from typing import NamedTuple

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from msgspec.structs import replace

from facilitator_console.console import Console, new_session, open_session
from facilitator_console.dialogue.capture import capture
from facilitator_console.dialogue.codec import encode
from facilitator_console.log import (
    Body,
    Duration,
    Event,
    Instant,
    LaptopId,
    NewEvent,
    Redacted,
    SessionId,
    Subject,
    WorkPhase,
    WriterId,
    blanked,
)
from facilitator_console.notes.commands import add_list_entry, edit_note, list_note
from facilitator_console.notes.events import NoteAdded
from facilitator_console.notes.ids import GroupList, NoteId
from facilitator_console.notes.state import entries_on
from facilitator_console.runtime.laptop import Laptop
from facilitator_console.session import room_events as rev
from facilitator_console.session.agenda import (
    add_item,
    close_session,
    end_item,
    pause_item,
    reopen_session,
    resume_item,
    start_item,
)
from facilitator_console.session.balance import heard
from facilitator_console.session.clock import SetClock
from facilitator_console.session.floor import done, freeze, release, start_quiet, start_turn
from facilitator_console.session.formats.world_cafe import move_on
from facilitator_console.session.ids import MAIN, ItemId, ParticipantId, StopReason, TableId, TurnId
from facilitator_console.session.leading import take_lead
from facilitator_console.session.people import add_participant
from facilitator_console.session.presence import come_back, leave_room
from facilitator_console.session.queue import join_queue
from facilitator_console.session.table_places import move_to_table
from facilitator_console.session.tables import edit_table, end_quiet_for_all, quiet_for_all
from facilitator_console.session.timers import item_timer, turn_timer
from facilitator_console.store.derived import read_tables
from facilitator_console.store.doctor import rebuild
from facilitator_console.store.store import Store
from facilitator_console.words import PeerError, UserError
from tests.helpers.controller import MINUTE_MS, START_MS, contents
from tests.helpers.saving import answers

MOST_AHEAD, LARGEST_BODY = 2**32, 256 * 1024
HERE, THERE = Laptop(LaptopId("here")), Laptop(LaptopId("there"))


class Side(NamedTuple):
    """A laptop with its own store."""

    store: Store
    console: Console

    def later(self, ms: int) -> None:
        clock = self.console.clock
        assert isinstance(clock, SetClock)
        clock.advance(ms)

    def log(self) -> list[Event]:
        """All that is known here, which must be what is on the disk."""
        state = self.store.saver.save_state
        assert self.store.saver.wait(state.committed + state.waiting, 10)
        on_disk = list(self.store.log.read(self.console.session))
        assert on_disk == list(self.console.history.events())
        return on_disk

    def hear(self, other: Side) -> list[Event]:
        """Take in all that the other holds; what this made the laptop write."""
        told = [*self.log(), *other.log()]
        self.console.receive(told).result(10)
        known = {(event.writer, event.seq) for event in told}
        return [event for event in self.log() if (event.writer, event.seq) not in known]

    def write(self, body: Body, subject: str | None = "") -> str:
        """Write an event that no command makes yet; its subject."""
        new = NewEvent(body, None if subject is None else Subject(subject))
        self.console.dispatch(lambda _state, _now_ms: [new])
        return next(entry.event for entry in self.console.history.reversed()).subject


class Pair(NamedTuple):
    """Two laptops in one session; the first leads, and an item is on."""

    here: Side
    there: Side

    @property
    def item(self) -> ItemId:
        return next(iter(self.here.console.state.items))

    @property
    def people(self) -> list[ParticipantId]:
        return list(self.here.console.state.participants)

    def table_of_there(self) -> TableId:
        """A table that the other laptop has taken."""
        table = TableId(self.here.write(rev.TableOpened(self.item, "біля вікна"), None))
        self.there.hear(self.here)
        self.there.console.dispatch(take_lead, table)
        self.here.hear(self.there)
        return table

    def exchange(self) -> None:
        """Until nobody has anything new to say."""
        for _ in range(3):
            self.here.hear(self.there)
            self.there.hear(self.here)
        assert self.here.log() == self.there.log()


def begun(folder: Path, stack: ExitStack, wrong_by_ms: int = 0) -> Pair:
    first, second = (stack.enter_context(Store.open(folder / f"{name}.sqlite")) for name in ("here", "there"))
    console = new_session(first, HERE, "Dialogue", clock=SetClock(START_MS))
    for _ in range(3):
        console.dispatch(add_participant)
    console.dispatch(add_item, "Opening")
    console.dispatch(start_item, next(iter(console.state.items)))
    here = Side(first, console)
    second.log.append(here.log())
    rebuild(second)
    clock = SetClock(Instant(START_MS + wrong_by_ms))
    return Pair(here, Side(second, open_session(second, console.session, THERE, clock=clock)))


@pytest.fixture
def pair(tmp_path: Path) -> Iterator[Pair]:
    with ExitStack() as stack:
        yield begun(tmp_path, stack)


def foreign(console: Console, text: str = "from elsewhere", seq: int = 1, **changes: object) -> Event:
    """A note of a third laptop."""
    kind, body = encode(NoteAdded(text))
    lamport = console.history.lamport + 1
    event = Event(console.session, WriterId("z"), seq, lamport, START_MS, kind, Subject(f"z.{seq}"), body)
    return replace(event, **changes)


def own(console: Console) -> Event:
    """The first event of the running program's own that can be told another way."""
    return next(entry.event for entry in console.history if entry.event.kind == "item_added")


# -- what is refused ----------------------------------------------------------------------------------------

Bad = Callable[[Console], Sequence[Event]]
REFUSED: dict[str, tuple[str, Bad]] = {
    "another session": ("another session", lambda here: [foreign(here, session=SessionId("other"))]),
    "our own writer above our number": ("a copy of it", lambda here: [foreign(here, writer=here.writer_id, seq=99)]),
    "a lamport that nobody counted": (
        "impossible numbers",
        lambda here: [foreign(here, lamport=here.history.lamport + MOST_AHEAD + 2)],
    ),
    "a lamport below nothing": ("impossible numbers", lambda here: [foreign(here, lamport=-1)]),
    "a number below one": ("impossible numbers", lambda here: [foreign(here, seq=0)]),
    "a number that no store holds": ("impossible numbers", lambda here: [foreign(here, seq=2**70)]),
    "a time that no store holds": ("impossible numbers", lambda here: [foreign(here, at_ms=2**70)]),
    "a body that is too large": ("too large", lambda here: [foreign(here, body='"' + "ї" * (LARGEST_BODY // 2) + '"')]),
    "another body of one event": (
        "different version",
        lambda here: [replace(own(here), body='{"title":"x","key":"V"}')],
    ),
    "more fields of one event": (
        "different version",
        lambda here: [replace(own(here), body=own(here).body.replace("{", '{"format":"plenary",'))],
    ),
    "another kind of one event": ("different version", lambda here: [replace(own(here), kind="note_added")]),
    "another place of one event": (
        "different version",
        lambda here: [replace(own(here), lamport=own(here).lamport + 1)],
    ),
    "another subject of one event": ("different version", lambda here: [replace(own(here), subject=Subject("z.1"))]),
    "another time of one event": ("different version", lambda here: [replace(own(here), at_ms=Instant(START_MS + 1))]),
    "words that no file can hold": (
        "not text",
        lambda here: [foreign(here, body='{"text":"\ud83d"}')],
    ),
    "a kind that no file can hold": ("not text", lambda here: [foreign(here, kind="\udc00")]),
    "two forms at once": ("different version", lambda here: [foreign(here, "one"), foreign(here, "other")]),
}


@pytest.mark.parametrize("what", REFUSED)
def test_a_peer_that_is_broken_is_refused_and_nothing_of_it_is_kept(pair: Pair, what: str) -> None:
    here = pair.here
    message, bad = REFUSED[what]
    before, state = here.log(), contents(here.console.state)
    committed = here.store.saver.save_state.committed
    good = foreign(here.console, "sound", 2)
    for events in ([good, *bad(here.console)], [*bad(here.console), good]):
        with pytest.raises(PeerError, match=message):
            here.console.receive(events).result(10)
    assert here.log() == before
    assert contents(here.console.state) == state
    assert here.store.saver.save_state.committed == committed
    # The program works on.
    here.console.dispatch(capture, "after it")
    assert here.log()[-1].kind == "note_added"


def test_what_is_just_within_the_bounds_is_kept(pair: Pair) -> None:
    console = pair.here.console
    far = foreign(console, lamport=console.history.lamport + MOST_AHEAD)
    large = foreign(console, seq=2, body='"' + "x" * (LARGEST_BODY - 2) + '"')
    console.receive([far, large]).result(10)
    assert {far, large} <= set(pair.here.log())


def test_an_emptied_form_of_a_known_event_is_no_other_form(pair: Pair) -> None:
    """Another laptop has heard of an erasure that is still to come here."""
    here = pair.here.console
    here.dispatch(capture, "words")
    note = next(entry.event for entry in here.history.reversed())
    emptied = replace(note, body=note.body.replace("words", ""))
    before = pair.here.log()
    assert here.receive([emptied]).result(10) == {}
    assert pair.here.log() == before
    assert here.receive([blanked(note)]).result(10) == {"notes": frozenset({note.subject})}
    pair.here.log()
    committed = pair.here.store.saver.save_state.committed
    assert here.receive([note, emptied]).result(10) == {}
    assert (pair.here.log(), pair.here.store.saver.save_state.committed) == (pair.here.log(), committed)
    assert blanked(note) in pair.here.log()


# -- all else is kept ---------------------------------------------------------------------------------------


def test_what_nobody_understands_and_what_anybody_wrote_is_kept_and_passed_on(pair: Pair) -> None:
    here, there = pair.here, pair.there
    events = [
        foreign(here.console, "of a third laptop"),
        foreign(here.console, seq=2, kind="of_tomorrow", body='{"text":"слова"}'),
        foreign(here.console, seq=3, body="not JSON"),
        foreign(here.console, seq=4, body="", at_ms=Instant(0)),
        foreign(here.console, seq=9, lamport=1),
        foreign(here.console, writer=WriterId("zz"), kind="turn_started", body='{"participant_id":"z.1","era":0}'),
    ]
    here.console.receive(events).result(10)
    assert set(events) <= set(here.log())
    assert here.console.history.unreadable == 2
    there.console.receive(here.log()).result(10)
    assert there.log() == here.log()
    assert here.console.state.room.floor == ()


def test_what_is_known_already_changes_and_writes_nothing(pair: Pair) -> None:
    log = pair.here.log()
    told: list[object] = []
    pair.here.console.on_changed(told.append)
    committed = pair.here.store.saver.save_state.committed
    assert pair.here.console.receive(log).result(10) == {}
    assert pair.here.console.receive([]).result(10) == {}
    assert (told, pair.here.store.saver.save_state.committed) == ([], committed)
    assert pair.here.log() == log


# -- the draft ------------------------------------------------------------------------------------------------


def test_a_note_from_elsewhere_leaves_the_draft_as_it_is(pair: Pair) -> None:
    here, there = pair.here, pair.there
    here.console.dispatch(capture, "kept before")
    note = next(entry.event for entry in here.console.history.reversed())
    here.console.keep_draft("half a sentence")
    there.console.dispatch(capture, "from there")
    here.hear(there)
    assert len(here.console.state.notes) == 2
    here.console.withdraw(note.subject)
    # Another laptop still has this note of ours, or has it blank.
    here.console.receive([note, blanked(note)]).result(10)
    here.log()
    assert here.console.draft() == "half a sentence"
    here.console.dispatch(capture, "half a sentence and the rest")
    here.log()
    assert here.console.draft() == ""


def test_a_blank_note_of_ours_leaves_the_draft_as_it_is(pair: Pair) -> None:
    here = pair.here
    here.console.dispatch(capture, "kept before")
    note = next(entry.event for entry in here.console.history.reversed())
    here.console.keep_draft("half a sentence")
    here.console.receive([blanked(note)]).result(10)
    here.log()
    assert not here.console.state.notes
    assert here.console.draft() == "half a sentence"


# -- who spoke when is forgotten --------------------------------------------------------------------------------


def spoken(pair: Pair) -> TableId:
    """Somebody has spoken in the plenary, and somebody speaks at the other laptop's table."""
    table = pair.table_of_there()
    pair.here.console.dispatch(start_turn, pair.people[0])
    pair.there.write(rev.TurnStarted(pair.people[1], table_id=table), None)
    for side in pair:
        side.later(2 * MINUTE_MS)
    return table


def talk(console: Console) -> dict[str, tuple[int, int]]:
    return {key: (had.turns, had.talk_ms) for key, had in console.state.talk_sums.items()}


def test_who_hears_of_a_forgetting_writes_the_sums_of_its_tables_first(pair: Pair) -> None:
    table = spoken(pair)
    pair.here.console.dispatch(close_session)
    pair.here.console.forget_speaking()
    pair.there.console.keep_draft("+2 said")
    committed = pair.there.store.saver.save_state.committed
    written = pair.there.hear(pair.here)
    assert [event.kind for event in written] == ["speaking_summed", "table_stopped"]
    # Sums and forgetting in one transaction: a cut between them would count twice. The draft is its own.
    assert pair.there.store.saver.save_state.committed <= committed + 3
    assert pair.there.console.draft() == "said"
    pair.exchange()
    for side in pair:
        assert not side.console.history.tells_who_spoke
        assert talk(side.console) == {
            f"main/{pair.people[0]}": (1, 2 * MINUTE_MS),
            f"{table}/{pair.people[1]}": (1, 2 * MINUTE_MS),
        }
        assert side.console.state.rooms[table].floor == ()


def test_sums_and_forgetting_are_one_transaction(pair: Pair) -> None:
    spoken(pair)
    pair.here.console.dispatch(close_session)
    pair.here.console.forget_speaking()
    told: list[bool] = []
    there = pair.there.console
    there.on_changed(lambda _changes: told.append(bool(there.state.talk_sums) == there.state.info.speaking_forgotten))
    pair.there.hear(pair.here)
    assert told
    assert all(told)


def test_a_forgetting_that_is_known_makes_nobody_sum_again(pair: Pair) -> None:
    """Two laptops forget at once: the one era is one forgetting, and what was said since counts once."""
    table = spoken(pair)
    pair.here.console.dispatch(close_session)
    pair.exchange()
    pair.there.console.dispatch(take_lead)
    pair.there.console.forget_speaking()
    pair.here.console.forget_speaking()
    pair.there.console.dispatch(reopen_session)
    pair.there.console.dispatch(start_item, pair.item)
    pair.there.console.dispatch(start_turn, pair.people[2])
    for side in pair:
        side.later(MINUTE_MS)
    assert "speaking_summed" not in [event.kind for event in pair.there.hear(pair.here)]
    pair.exchange()
    had = heard(pair.there.console.state, pair.there.console.now_ms())
    assert {one: (sum_.turns, sum_.talk_ms) for one, sum_ in had.items()} == {
        pair.people[0]: (1, 2 * MINUTE_MS),
        pair.people[1]: (1, 2 * MINUTE_MS),
        pair.people[2]: (1, MINUTE_MS),
    }
    assert table in pair.here.console.state.rooms


def test_who_leads_no_table_writes_nothing_when_it_hears(pair: Pair) -> None:
    pair.here.console.dispatch(start_turn, pair.people[0])
    pair.here.console.dispatch(close_session)
    pair.here.console.forget_speaking()
    assert pair.there.hear(pair.here) == []
    assert pair.there.log() == pair.here.log()


# -- tables of another laptop -----------------------------------------------------------------------------------


def stops(events: Sequence[Event]) -> list[str]:
    return [event.kind for event in events]


def test_a_taken_table_stops_when_its_laptop_hears_that_the_session_does(pair: Pair) -> None:
    table = spoken(pair)
    (turn,) = pair.there.console.state.rooms[table].floor
    pair.here.console.dispatch(freeze)
    pair.there.later(MINUTE_MS)
    assert stops(pair.there.hear(pair.here)) == ["table_stopped"]
    pair.there.later(MINUTE_MS)
    pair.exchange()
    assert pair.here.console.state.turns[turn].talk_ms == 3 * MINUTE_MS
    pair.here.console.dispatch(release)
    assert stops(pair.there.hear(pair.here)) == ["table_released"]
    pair.here.console.dispatch(pause_item, pair.item)
    assert stops(pair.there.hear(pair.here)) == ["table_stopped"]
    # What is taken back had never been.
    pair.here.console.undo()
    assert stops(pair.there.hear(pair.here)) == ["table_released"]
    pair.there.later(MINUTE_MS)
    pair.here.console.dispatch(end_item, pair.item)
    assert stops(pair.there.hear(pair.here)) == ["table_stopped"]
    assert pair.there.console.state.turns[turn].talk_ms == 4 * MINUTE_MS
    assert pair.there.console.state.rooms[table].stopped is StopReason.ITEM_ENDED
    pair.exchange()
    assert contents(pair.here.console.state) == contents(pair.there.console.state)


def test_people_leave_a_taken_table_and_its_laptop_ends_their_turns_and_wishes(pair: Pair) -> None:
    """The session's lead goes on with the room, whoever speaks at a table that is not its own."""
    here, there, people = pair.here.console, pair.there.console, pair.people
    table, other = pair.table_of_there(), TableId(pair.here.write(rev.TableOpened(pair.item), None))
    for person in people:
        here.dispatch(move_to_table, person, table)
    pair.exchange()
    there.dispatch(edit_table, table, queue=True, turn_clock=True)
    there.dispatch(start_turn, people[0], table_id=table)
    for person in people[1:]:
        there.dispatch(join_queue, person, table_id=table)
    pair.exchange()
    here.dispatch(quiet_for_all)
    here.dispatch(end_quiet_for_all)
    for person in people[:2]:
        here.dispatch(move_to_table, person, other)
    assert stops(pair.there.hear(pair.here)) == ["turn_ended", "queue_left"]
    there.dispatch(start_turn, people[2], table_id=table)
    pair.exchange()
    here.dispatch(leave_room, people[2])
    assert stops(pair.there.hear(pair.here)) == ["turn_ended"]
    here.dispatch(come_back, people[2])
    pair.exchange()
    there.dispatch(start_turn, people[2], table_id=table)
    pair.exchange()
    here.dispatch(move_on, 1)
    pair.exchange()
    assert contents(here.state) == contents(there.state)


def test_a_table_that_is_taken_while_all_is_frozen_stands_still(pair: Pair) -> None:
    table = TableId(pair.here.write(rev.TableOpened(pair.item), None))
    turn = TurnId(pair.here.write(rev.TurnStarted(pair.people[0], table_id=table), None))
    pair.here.console.dispatch(freeze)
    pair.there.hear(pair.here)
    pair.there.console.dispatch(take_lead, table)
    pair.there.later(MINUTE_MS)
    timer = turn_timer(pair.there.console.state, pair.there.console.now_ms(), turn)
    assert timer is not None
    assert (timer.used_ms, timer.runs) == (0, False)


def test_a_table_that_the_sessions_laptop_took_back_stands_still_with_it(pair: Pair) -> None:
    table = spoken(pair)
    (turn,) = pair.there.console.state.rooms[table].floor
    pair.exchange()
    pair.here.console.dispatch(take_lead, table)
    pair.here.console.dispatch(freeze)
    pair.here.later(MINUTE_MS)
    timer = turn_timer(pair.here.console.state, pair.here.console.now_ms(), turn)
    assert timer is not None
    assert (timer.used_ms, timer.runs) == (2 * MINUTE_MS, False)
    pair.here.console.undo()
    assert pair.here.console.state.rooms[table].stopped is None


# -- undo ---------------------------------------------------------------------------------------------------------


def test_undo_stops_where_another_laptop_took_the_lead_but_for_what_is_no_part_of_the_room(pair: Pair) -> None:
    here, there = pair.here, pair.there
    table = TableId(here.write(rev.TableOpened(pair.item), None))
    here.console.dispatch(capture, "words")
    noted = here.console.undo_stack.undoable()
    here.write(rev.QueuePaused(table_id=table))
    held = here.console.undo_stack.undoable()
    there.hear(here)
    there.console.dispatch(take_lead, table)
    here.hear(there)
    here.console.dispatch(take_lead, table)
    # It leads the table again, and still takes nothing back from before; the plenary's it does.
    assert here.console.undo_stack.undoable() == noted
    with pytest.raises(UserError, match="nothing to undo"):
        here.console.undo(held)
    here.console.undo()
    assert not here.console.state.notes
    opened = here.console.undo_stack.undoable()
    assert opened is not None
    assert [entry.event.kind for entry in here.console.history.command(opened)] == ["table_opened"]
    beside = TableId(here.write(rev.TableOpened(pair.item), None))
    here.write(rev.QueuePaused(table_id=beside))
    there.hear(here)
    there.console.dispatch(take_lead)
    here.hear(there)
    here.console.dispatch(take_lead)
    # With the plenary any table may have changed hands.
    assert here.console.undo_stack.undoable(room_only=True) is None
    last = here.console.undo_stack.undoable()
    assert last is not None
    assert [entry.event.kind for entry in here.console.history.command(last)] == ["item_added"]


def test_who_takes_the_lead_that_it_has_still_takes_back_what_it_did(pair: Pair) -> None:
    here = pair.here
    here.write(rev.QueuePaused())
    held = here.console.undo_stack.undoable()
    here.console.dispatch(take_lead)
    here.console.undo(held)
    assert not here.console.state.room.queue_paused


def test_undo_in_run_never_reaches_the_set_up(pair: Pair) -> None:
    console = pair.here.console
    begun_item = console.undo_stack.undoable(WorkPhase.RUN)
    assert begun_item is not None
    assert [entry.event.kind for entry in console.history.command(begun_item)] == ["item_started"]
    console.dispatch(add_participant)
    console.dispatch(capture, "words")
    console.dispatch(add_item, "Second")
    taken_back = []
    while command := console.undo_stack.undoable(WorkPhase.RUN):
        taken_back += [entry.event.kind for entry in console.history.command(command)]
        console.undo(command)
    assert taken_back == ["note_added", "item_started"]
    assert (len(console.state.participants), len(console.state.items)) == (4, 2)
    assert console.undo_stack.redoable(WorkPhase.PREPARE) is None
    assert console.undo_stack.redoable(WorkPhase.RUN) == begun_item
    while command := console.undo_stack.undoable(WorkPhase.PREPARE):
        console.undo(command)
    assert (len(console.state.participants), len(console.state.items)) == (0, 0)
    assert console.state.info.title == "Dialogue"


# -- a clock that was ahead ---------------------------------------------------------------------------------------


def test_clocks_go_on_at_once_where_the_wall_clock_was_put_right(pair: Pair) -> None:
    """The machine was started anew with a clock that is earlier by hours: nobody presses a key, and time passes."""
    pair.here.later(3 * 60 * MINUTE_MS)
    pair.here.console.dispatch(capture, "words")
    pair.here.log()
    again = open_session(pair.here.store, pair.here.console.session, HERE, clock=SetClock(START_MS))
    side = Side(pair.here.store, again)
    side.later(MINUTE_MS)
    timer = item_timer(again.state, again.now_ms())
    assert timer is not None
    assert timer.used_ms == 3 * 60 * MINUTE_MS + MINUTE_MS
    assert not again.state.gaps
    side.log()


# -- two laptops --------------------------------------------------------------------------------------------------


def rows(side: Side) -> dict[str, list[tuple[object, ...]]]:
    """All that a store says of the session."""
    tables = {name: ", ".join(columns) for name, columns in read_tables.TABLES.items()}
    tables["events"] = "session, writer, seq, lamport, at_ms, kind, subject, body"
    return {
        name: sorted(answers(side.store, f"SELECT {columns} FROM {name}"), key=repr) for name, columns in tables.items()
    }


def acts(pair: Pair, table: TableId) -> dict[str, Callable[[Side], object]]:
    """What either laptop may do; what it may not is refused."""
    item, people = pair.item, pair.people

    def first_note(side: Side) -> NoteId:
        return next(iter(side.console.state.notes), NoteId("none"))

    def redact(side: Side) -> None:
        edits = [entry.event for entry in side.console.history if entry.event.kind == "note_edited"]
        side.write(Redacted(edits[0].writer, edits[0].seq)) if edits else None

    return {
        "note": lambda side: side.console.dispatch(capture, "#need вода №наше"),
        "edit": lambda side: side.console.dispatch(edit_note, first_note(side), "інакше"),
        "withdraw": lambda side: side.console.withdraw(Subject(first_note(side))),
        "redact": redact,
        "take": lambda side: side.console.dispatch(take_lead, table),
        "take all": lambda side: side.console.dispatch(take_lead, MAIN),
        "turn": lambda side: side.console.dispatch(start_turn, people[0]),
        "turn at table": lambda side: side.write(rev.TurnStarted(people[1], table_id=table), None),
        "done": lambda side: side.console.dispatch(done),
        "quiet": lambda side: side.console.dispatch(start_quiet),
        "freeze": lambda side: side.console.dispatch(freeze),
        "release": lambda side: side.console.dispatch(release),
        "pause": lambda side: side.console.dispatch(pause_item, item),
        "resume": lambda side: side.console.dispatch(resume_item, item),
        "close table": lambda side: side.write(rev.TableClosed(), table),
        "close": lambda side: side.console.dispatch(close_session),
        "forget": lambda side: side.console.forget_speaking(),
        "reopen": lambda side: side.console.dispatch(reopen_session),
        "undo": lambda side: side.console.undo(),
        "redo": lambda side: side.console.redo(),
    }


@settings(max_examples=25)
@given(
    st.sampled_from((0, 7_000, -3 * 3_600_000, 10**11)),
    st.lists(st.tuples(st.integers(0, 1), st.integers(0, 27), st.integers(1, 30)), min_size=30, max_size=30),
)
def test_two_laptops_that_exchange_their_logs_in_pieces_end_in_one_state(
    tmp_path_factory: pytest.TempPathFactory, wrong_by_ms: int, steps: list[tuple[int, int, int]]
) -> None:
    with ExitStack() as stack:
        pair = begun(tmp_path_factory.mktemp("pair"), stack, wrong_by_ms)
        table = pair.table_of_there()
        moves = list(acts(pair, table).values())
        for place, what, number in steps:
            side, other = pair[place], pair[1 - place]
            for one in pair:
                one.later(number * 1000)
            try:
                if what < len(moves):
                    moves[what](side)
                else:
                    # A piece of the other's log, whichever; a part of a command among them.
                    side.console.receive(list(other.console.history.events())[:: 1 + number % 3][-number:]).result(10)
            except UserError:
                continue
        pair.exchange()
        here, there = pair.here.console, pair.there.console
        assert contents(here.state) == contents(there.state)
        assert rows(pair.here) == rows(pair.there)
        assert all(turn.talk_ms >= Duration(0) for turn in here.state.turns.values())


def test_a_note_that_is_withdrawn_here_takes_the_entry_along_that_was_made_of_it_there(
    pair: Pair, tmp_path: Path
) -> None:
    here, there = pair
    here.console.dispatch(capture, "ЗасекреченеСлово")
    note = next(reversed(here.console.state.notes))
    there.hear(here)
    there.console.dispatch(list_note, note, GroupList.OUTCOMES)
    there.console.dispatch(add_list_entry, GroupList.OUTCOMES, "ours")
    here.console.withdraw(Subject(note))
    pair.exchange()
    for side in pair:
        assert [entry.text for entry in entries_on(side.console.state, GroupList.OUTCOMES)] == ["ours"]
        side.store.saver.close()
    left = [path.name for path in tmp_path.iterdir() if path.is_file() and "Засекречене".encode() in path.read_bytes()]
    assert left == []

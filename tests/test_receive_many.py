"""Many events from another laptop: folded beside the session, which goes on meanwhile."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import CancelledError, Future
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace

from facilitator_console.console import Console, open_session, receiving
from facilitator_console.console.receiving import MANY, MOST_MISSED, MOST_ROUNDS
from facilitator_console.dialogue.capture import capture
from facilitator_console.dialogue.codec import encode
from facilitator_console.dialogue.state import Changes
from facilitator_console.log import Event, LaptopId, NewEvent, Subject, WriterId
from facilitator_console.log.turns import AT_ONCE
from facilitator_console.notes.commands import edit_note
from facilitator_console.notes.events import NoteAdded
from facilitator_console.notes.ids import NoteId
from facilitator_console.runtime.laptop import Laptop
from facilitator_console.session import events as ev
from facilitator_console.session import room_events as rev
from facilitator_console.session.agenda import add_item, close_session, edit_item, start_item
from facilitator_console.session.clock import SetClock
from facilitator_console.session.floor import done, freeze, release, start_turn
from facilitator_console.session.forgetting import forget_speaking
from facilitator_console.session.ids import ItemId, ParticipantId, TableId
from facilitator_console.session.leading import take_lead
from facilitator_console.session.people import add_participant
from facilitator_console.store.derived import read_tables
from facilitator_console.store.doctor import rebuild
from facilitator_console.store.store import Store
from facilitator_console.words import PeerError, UserError
from tests.dialogue.plain_fold import plain_fold
from tests.helpers.controller import MINUTE_MS, SESSION, START_MS, SessionController, contents
from tests.helpers.loop import PATIENCE_S, Loop
from tests.helpers.played import log_of, played
from tests.helpers.saving import answers

AWAY = WriterId("away")


def many(events: Sequence[Event]) -> list[Event]:
    """These events in so large a batch that it is folded beside the session: the first is told again and again."""
    return [*events, *[events[0]] * (MANY + 1)]


def brought(console: Console, count: int = MANY + 1, lamport: int = 1) -> list[Event]:
    """Notes of a laptop that was away, each a command."""
    kind, body = encode(NoteAdded("brought"))
    return [
        Event(console.session, AWAY, seq, lamport + seq, START_MS, kind, Subject(f"away.{seq}"), body)
        for seq in range(1, count + 1)
    ]


class Mirror:
    """A view that looks only at what it is told has changed."""

    def __init__(self, console: Console) -> None:
        self._console = console
        self.tables: dict[str, dict[str, Any]] = {name: dict(table) for name, table in console.state.tables().items()}
        self.singles = console.state.singles()
        console.on_changed(self.follow)

    def follow(self, changes: Changes) -> None:
        now = self._console.state.tables()
        for name, ids in changes.items():
            if name in self.singles:
                self.singles[name] = self._console.state.singles()[name]
                continue
            for entity_id in ids:
                if entity_id in now[name]:
                    self.tables[name][entity_id] = now[name][entity_id]
                else:
                    self.tables[name].pop(entity_id, None)

    def check(self) -> None:
        state = self._console.state
        assert self.tables == {name: dict(table) for name, table in state.tables().items()}
        assert self.singles == state.singles()


@pytest.fixture
def loop() -> Loop:
    return Loop()


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    with Store.open(tmp_path / "dialogue.sqlite") as opened:
        yield opened


@pytest.fixture
def console(store: Store, loop: Loop) -> Console:
    return begun(store, loop, SessionController().written)


def begun(store: Store, loop: Loop, events: Sequence[Event]) -> Console:
    """A laptop that holds some events of a session."""
    store.log.append(events)
    rebuild(store)
    return open_session(store, SESSION, Laptop(LaptopId("here")), SetClock(START_MS), loop.run_soon)


def saved(store: Store) -> list[Event]:
    state = store.saver.save_state
    assert store.saver.wait(state.committed + state.waiting, 10)
    return list(store.log.read(SESSION))


def rows(store: Store) -> dict[str, list[tuple[object, ...]]]:
    """All that the read tables say."""
    return {
        name: sorted(answers(store, f"SELECT {', '.join(columns)} FROM {name}"), key=repr)
        for name, columns in read_tables.TABLES.items()
    }


def texts(console: Console) -> list[str]:
    return [note.text for note in console.state.notes.values()]


# -- the session goes on ------------------------------------------------------------------------------------------


def test_nothing_is_folded_on_the_consoles_thread_and_all_of_it_is_saved(
    console: Console, store: Store, loop: Loop
) -> None:
    mirror, before = Mirror(console), len(console.history)
    future = console.receive(brought(console))
    assert (len(console.history), future.done()) == (before, False)
    assert not console.state.notes
    loop.run_next()
    assert len(console.state.notes) == MANY + 1
    mirror.check()
    assert future.result(10)["notes"] == frozenset(console.state.notes)
    assert len(saved(store)) == before + MANY + 1
    table = rows(store)
    rebuild(store)
    assert table == rows(store)


def test_folding_beside_lets_the_consoles_thread_go_first_after_every_few_events(
    console: Console, loop: Loop, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(receiving, "LONGEST_WAIT_S", PATIENCE_S)
    monkeypatch.setattr(receiving, "STRETCH_S", 0.0)
    future = console.receive(brought(console))
    loop.run_next()
    assert len(console.state.notes) == MANY + 1
    looks = ("refused", "lacking", "decoded", "heard", "folded", "compared", "made rows", "made to be found")
    assert loop.asked >= len(looks) * (MANY // AT_ONCE + 1)
    folding = loop.asked
    loop.run_until(future)
    written = ("events", "notes", "words to be found")
    assert loop.asked - folding >= len(written) * (MANY // AT_ONCE + 1)


def test_a_thread_that_has_hardly_worked_asks_for_no_turn(
    console: Console, loop: Loop, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(receiving, "STRETCH_S", PATIENCE_S)
    future = console.receive(brought(console))
    loop.run_next()
    loop.run_until(future)
    assert not loop.asked


def test_what_is_written_does_not_wait_for_a_window_that_waits_for_the_store(
    console: Console, loop: Loop, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(receiving, "STRETCH_S", 0.0)
    future = console.receive(brought(console, 4 * MANY))
    loop.run_next()
    monkeypatch.setattr(receiving, "LONGEST_WAIT_S", PATIENCE_S / 10 / MOST_MISSED)
    assert len(future.result(PATIENCE_S)["notes"]) == 4 * MANY


def test_a_few_are_taken_in_at_once(console: Console) -> None:
    future = console.receive(brought(console, MANY))
    assert len(console.state.notes) == MANY
    assert len(future.result(10)["notes"]) == MANY


def test_without_a_way_back_to_its_thread_a_console_folds_at_once(store: Store) -> None:
    store.log.append(SessionController().written)
    console = open_session(store, SESSION, Laptop(LaptopId("here")), SetClock(START_MS))
    assert len(console.receive(brought(console)).result(10)["notes"]) == MANY + 1


def test_what_is_done_meanwhile_is_done_at_once_and_is_there_afterwards(
    console: Console, store: Store, loop: Loop
) -> None:
    mirror = Mirror(console)
    console.dispatch(capture, "before")
    future = console.receive(brought(console, lamport=1000))
    console.dispatch(capture, "meanwhile")
    assert texts(console) == ["before", "meanwhile"]
    mirror.check()
    command = console.undo_stack.undoable()
    assert command is not None
    loop.run_until(future)
    assert set(texts(console)) == {"before", "meanwhile", "brought"}
    mirror.check()
    console.undo(command)
    assert set(texts(console)) == {"before", "brought"}
    assert list(console.history.events()) == saved(store)
    assert contents(console.state) == contents(plain_fold(saved(store)))


def test_a_change_that_the_batch_takes_back_is_told(console: Console, loop: Loop) -> None:
    """The batch has the title as it was, and says so last: folding it changes nothing, but what was done meanwhile."""
    item = ItemId(next(iter(console.dispatch(add_item, "Opening")["items"])))
    kind, body = encode(ev.ItemEdited(title="Opening"))
    last = replace(brought(console)[0], seq=9999, lamport=9999, kind=kind, subject=Subject(item), body=body)
    mirror = Mirror(console)
    future = console.receive([*brought(console), last])
    console.dispatch(edit_item, item, title="Beginning")
    assert mirror.tables["items"][item].title == "Beginning"
    (changes,) = loop.run_until(future)
    assert changes["items"] == {item}
    assert mirror.tables["items"][item].title == "Opening"
    mirror.check()


def test_a_room_in_which_events_never_stop_still_gets_what_was_brought(console: Console, loop: Loop) -> None:
    future = console.receive(brought(console))
    for _ in range(MOST_ROUNDS):
        assert "brought" not in texts(console)
        console.dispatch(capture, "and on it goes")
        loop.run_next()
    assert "brought" in texts(console)
    loop.run_until(future)


def test_batches_that_come_while_one_is_folded_are_then_folded_together(
    console: Console, store: Store, loop: Loop
) -> None:
    events = brought(console, 2 * MANY + 2)
    halves = [console.receive(events[: MANY + 1]), console.receive(events[MANY + 1 :])]
    again = console.receive(events)
    first, second, third = loop.run_until(*halves, again)
    assert loop.turns == 2
    assert (len(first["notes"]), len(second["notes"]), third) == (MANY + 1, MANY + 1, second)
    assert len(console.state.notes) == 2 * MANY + 2
    assert list(console.history.events()) == saved(store)


# -- nothing is acknowledged that is not saved -------------------------------------------------------------------


def test_nothing_is_acknowledged_before_its_commit(console: Console, store: Store, loop: Loop) -> None:
    with store.log.connection():
        future = console.receive(brought(console))
        loop.run_next()
        few = console.receive(brought(console, 3))
        assert len(console.state.notes) == MANY + 1
        assert not future.done()
        assert not few.done(), "what is known already may still wait for its commit"
    assert future.result(10)
    assert few.result(10) == {}


def test_a_batch_of_a_session_that_was_left_is_given_up(console: Console, store: Store, loop: Loop) -> None:
    before = len(console.history)
    running, waits = console.receive(brought(console)), console.receive(brought(console))
    posted = console.post(capture, "never")
    console.leave()
    for thread in threading.enumerate():
        if thread.name == "merge":
            thread.join()
    loop.run()
    for future in (running, waits):
        assert isinstance(future.exception(0), CancelledError)
    assert posted.cancelled()
    assert len(console.history) == len(saved(store)) == before
    # The same session may be opened anew.
    again = open_session(store, SESSION, Laptop(LaptopId("here")), SetClock(START_MS), loop.run_soon)
    assert loop.run_until(again.receive(brought(again)))


def test_a_batch_that_is_given_up_by_its_sender_is_not_begun(console: Console, loop: Loop) -> None:
    first, second = console.receive(brought(console)), console.receive(brought(console))
    assert second.cancel()
    loop.run_until(first)
    assert loop.turns == 1


# -- peers that are broken ---------------------------------------------------------------------------------------


def refused(console: Console, loop: Loop, batch: Sequence[Event], meanwhile: Callable[[], object]) -> str:
    """Why a batch was refused, after which the session is as if it had never come."""
    future = console.receive(batch)
    meanwhile()
    log, state = list(console.history.events()), contents(console.state)
    with pytest.raises(PeerError) as caught:
        loop.run_until(future)
    assert (list(console.history.events()), contents(console.state)) == (log, state)
    assert console.dispatch(capture, "and on it goes")
    return str(caught.value)


def test_a_twin_and_numbers_that_nobody_counted_are_refused(console: Console, loop: Loop) -> None:
    batch = brought(console)

    def nothing() -> None:
        """Nothing is done meanwhile."""

    twin = replace(batch[0], writer=console.writer_id, seq=1)
    # What this laptop writes meanwhile gets the number that the twin has used.
    assert "a copy of it" in refused(console, loop, [*batch, twin], lambda: console.dispatch(capture, "ours"))
    assert "impossible numbers" in refused(console, loop, [*batch, replace(batch[0], lamport=2**60)], nothing)
    other = [*batch, replace(batch[0], body='{"text":"otherwise"}')]
    assert "different version" in refused(console, loop, other, nothing)


def test_another_version_that_came_meanwhile_is_refused(console: Console, loop: Loop) -> None:
    batch = brought(console)
    other = replace(batch[7], body='{"text":"otherwise"}')
    reason = refused(console, loop, batch, lambda: console.receive([other]).result(10))
    assert "different version" in reason
    assert texts(console) == ["otherwise", "and on it goes"]


def test_of_batches_that_are_folded_together_only_the_broken_one_is_refused(
    console: Console, store: Store, loop: Loop
) -> None:
    events = brought(console, 3 * (MANY + 1))
    parts = [events[begin : begin + MANY + 1] for begin in range(0, len(events), MANY + 1)]
    broken = [*brought(console), replace(events[0], lamport=2**60)]
    first, second, wrong, third = [console.receive(part) for part in (parts[0], parts[1], broken, parts[2])]
    with pytest.raises(PeerError, match="impossible numbers"):
        loop.run_until(first, second, wrong, third)
    loop.run_until(first, second, third)
    assert isinstance(wrong.exception(0), PeerError)
    assert len(console.state.notes) == len(events)
    assert list(console.history.events()) == saved(store)


# -- who spoke when is forgotten ---------------------------------------------------------------------------------


def test_a_forgetting_in_a_large_batch_leaves_the_sums_of_what_was_said_meanwhile(store: Store, loop: Loop) -> None:
    first = SessionController(laptop="there")
    first.do(add_item, "Opening")
    first.do(start_item, next(iter(first.state.items)))
    person = ParticipantId(first.make(add_participant))
    table = TableId(first.write(NewEvent(rev.TableOpened(next(iter(first.state.items)))))[0].subject)
    console = begun(store, loop, first.written)
    clock = console.clock
    assert isinstance(clock, SetClock)
    console.dispatch(take_lead, table)
    first.history.add(console.history.events())
    first.do(close_session)
    first.write(*forget_speaking(first.state, first.now_ms, first.laptop))
    future = console.receive(many(first.written))
    console.dispatch(lambda _state, _now_ms: [NewEvent(rev.TurnStarted(person, table_id=table))])
    clock.advance(2 * MINUTE_MS)
    console.keep_draft("+2 said")
    loop.run_until(future)
    assert not console.history.tells_who_spoke
    sums = {key: (had.turns, had.talk_ms) for key, had in console.state.talk_sums.items()}
    assert sums == {f"{table}/{person}": (1, 2 * MINUTE_MS)}
    assert console.draft() == "said"
    assert list(console.history.events()) == saved(store)
    assert contents(console.state) == contents(plain_fold(saved(store)))


# -- whatever comes when -----------------------------------------------------------------------------------------


def acts(console: Console) -> list[Callable[[], object]]:
    """What is done at this laptop; what it may not is refused."""

    def note() -> NoteId:
        return next(iter(console.state.notes), NoteId("none"))

    return [
        lambda: console.dispatch(capture, "#need вода"),
        lambda: console.dispatch(edit_note, note(), "інакше"),
        lambda: console.withdraw(Subject(note())),
        lambda: console.dispatch(take_lead),
        lambda: console.dispatch(start_turn, next(iter(console.state.participants), ParticipantId("nobody"))),
        lambda: console.dispatch(done),
        lambda: console.dispatch(freeze),
        lambda: console.dispatch(release),
        lambda: console.dispatch(add_participant),
        console.forget_speaking,
        console.undo,
        console.redo,
    ]


STEPS = st.lists(
    st.tuples(st.sampled_from(("do", "do", "few", "many", "many", "loop")), st.integers(0, 99), st.integers(0, 99)),
    min_size=4,
    max_size=24,
)


@pytest.mark.slow
@given(played(), st.integers(1, 60), STEPS)
def test_any_order_of_acting_and_receiving_ends_in_the_plain_fold(
    tmp_path_factory: pytest.TempPathFactory,
    controllers: list[SessionController],
    known: int,
    steps: list[tuple[str, int, int]],
) -> None:
    log = sorted(log_of(controllers), key=lambda event: (event.lamport, event.writer, event.seq))
    log = [event for event in log if event.at_ms >= 0]
    loop, futures = Loop(), list[Future[Changes]]()
    with Store.open(tmp_path_factory.mktemp("many") / "dialogue.sqlite") as store:
        console = begun(store, loop, log[:known])
        mirror, moves = Mirror(console), acts(console)
        for what, where, number in steps:
            piece = log[where % len(log) :][: number + 1]
            try:
                if what == "do":
                    moves[where % len(moves)]()
                elif what == "loop":
                    loop.run()
                else:
                    futures.append(console.receive(many(piece) if what == "many" else piece))
            except UserError:
                continue
            mirror.check()
        loop.run_until(*futures)
        mirror.check()
        events = saved(store)
        assert list(console.history.events()) == events
        told = {(event.writer, event.seq) for event in events}
        assert all((event.writer, event.seq) in told for event in log[:known])
        assert contents(console.state) == contents(plain_fold(events))
        table = rows(store)
        rebuild(store)
        assert table == rows(store)

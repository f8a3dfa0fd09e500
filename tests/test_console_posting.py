"""Refusals asked for, commands posted by other threads, ballots: the console's other doors, on a real store."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from concurrent.futures import CancelledError, Future
from contextlib import contextmanager
from pathlib import Path
from queue import SimpleQueue

import pytest

from facilitator_console.console import Console, new_session, open_session
from facilitator_console.dialogue.capture import capture
from facilitator_console.dialogue.state import Changes
from facilitator_console.log import LaptopId
from facilitator_console.opinions.ballots import Ballots, Vote
from facilitator_console.opinions.commands import add_statement, reject_statement
from facilitator_console.opinions.ids import StatementId
from facilitator_console.runtime.laptop import Laptop
from facilitator_console.session.agenda import add_item, close_session, start_item
from facilitator_console.session.clock import SetClock
from facilitator_console.session.floor import done, freeze, pause_turn, start_turn
from facilitator_console.session.ids import NO_TURN
from facilitator_console.session.leading import take_lead
from facilitator_console.session.people import add_participant
from facilitator_console.session.queue import join_queue
from facilitator_console.store.errors import StorageError
from facilitator_console.store.saver import SaveState
from facilitator_console.store.store import Store
from facilitator_console.words import UserError
from tests.helpers.controller import START_MS, contents
from tests.helpers.loop import Loop

HERE, THERE = Laptop(LaptopId("here")), Laptop(LaptopId("there"))


@pytest.fixture
def loop() -> Loop:
    return Loop()


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    with Store.open(tmp_path / "dialogue.sqlite") as opened:
        yield opened


@pytest.fixture
def console(store: Store, loop: Loop) -> Console:
    """A session with an item that runs and two seats."""
    console = new_session(store, HERE, "Dialogue", clock=SetClock(START_MS), run_soon=loop.run_soon)
    console.dispatch(add_item, "Opening")
    console.dispatch(start_item, next(iter(console.state.items)))
    for _ in range(2):
        console.dispatch(add_participant)
    return console


@contextmanager
def nothing_is_saved(store: Store) -> Iterator[None]:
    """The saver waits for the file, which somebody else has."""
    with store.log.connection():
        yield


def texts_on_disk(console: Console, store: Store) -> set[str]:
    return {note.text for note in open_session(store, console.session, THERE).state.notes.values()}


# -- refusal ---------------------------------------------------------------------------------------------


def test_a_refusal_is_that_of_the_command_and_nothing_is_done(console: Console, store: Store) -> None:
    person = next(iter(console.state.participants))
    before, events = contents(console.state), len(console.history)
    told: list[Changes] = []
    console.on_changed(told.append)
    assert console.refusal(start_turn, person) is None
    assert console.refusal(add_item, "More") is None
    assert str(console.refusal(pause_turn, NO_TURN)) == "Nobody is speaking now."
    with pytest.raises(UserError, match="Nobody is speaking now"):
        console.dispatch(pause_turn, NO_TURN)
    assert (contents(console.state), len(console.history), told) == (before, events, [])
    console.dispatch(freeze)
    assert str(console.refusal(start_turn, person)).startswith("Everything is frozen")
    console.dispatch(close_session)
    assert str(console.refusal(start_turn, person)).startswith("The session is closed")
    assert store.saver.save_state.why is None


def test_a_laptop_that_does_not_lead_is_refused_what_moves_the_room_and_nothing_else(
    console: Console, store: Store
) -> None:
    person = next(iter(console.state.participants))
    assert store.saver.wait(store.saver.save_state.waiting + store.saver.save_state.committed, 10)
    theirs = open_session(store, console.session, THERE, clock=SetClock(START_MS))
    assert str(theirs.refusal(start_turn, person)) == "Another laptop leads clock and queue. Take the lead first."
    assert theirs.refusal(capture, "a note") is None
    assert theirs.refusal(take_lead) is None
    theirs.dispatch(take_lead)
    assert theirs.refusal(start_turn, person) is None


# -- post ------------------------------------------------------------------------------------------------


def test_what_is_posted_is_done_by_the_owner_and_resolved_once_it_is_committed(
    console: Console, store: Store, loop: Loop
) -> None:
    found: list[tuple[bool, str]] = []

    def by_a_phone() -> None:
        future = console.post(capture, "from a phone")
        changes = future.result(10)
        found.append(("from a phone" in texts_on_disk(console, store), next(iter(changes["notes"]))))

    phone = threading.Thread(target=by_a_phone)
    phone.start()
    while phone.is_alive():
        loop.run()
    assert found == [(True, next(iter(console.state.notes)))]


def test_nothing_posted_is_acknowledged_before_its_commit(console: Console, store: Store, loop: Loop) -> None:
    with nothing_is_saved(store):
        future = console.post(capture, "not saved yet")
        assert not console.state.notes
        loop.run()
        assert [note.text for note in console.state.notes.values()] == ["not saved yet"]
        assert not future.done()
    assert "notes" in future.result(10)
    assert texts_on_disk(console, store) == {"not saved yet"}


def test_what_was_posted_meanwhile_is_done_in_order_in_one_turn_and_told_once(
    console: Console, store: Store, loop: Loop
) -> None:
    told: list[Changes] = []
    console.on_changed(told.append)
    one, two = console.state.participants
    futures: list[Future[Changes]] = [console.post(capture, f"note {number}") for number in range(50)]
    futures += [console.post(join_queue, one), console.post(join_queue, one), console.post(join_queue, two)]
    given_up = console.post(capture, "never mind")
    assert given_up.cancel()
    loop.run()
    assert loop.turns == len(told) == 1
    assert told[0].keys() >= {"notes", "queue"}
    assert len(told[0]["notes"]) == 50
    assert [note.text for note in console.state.notes.values()] == [f"note {number}" for number in range(50)]
    assert [entry.participant_id for entry in console.state.queue.values()] == [one, two]
    with pytest.raises(UserError, match="in the queue already"):
        futures.pop(51).result(10)
    assert all(future.result(10) for future in futures)
    with pytest.raises(CancelledError):
        given_up.result(10)
    assert len(texts_on_disk(console, store)) == 50
    # And the console goes on as before.
    console.dispatch(done)
    assert len(told) == 2


def test_a_command_that_decides_nothing_and_one_that_fails_are_answered_too(console: Console, loop: Loop) -> None:
    def fails(_state: object, _now_ms: object) -> list[object]:
        raise ZeroDivisionError

    nothing, bug, after = console.post(decides_nothing), console.post(fails), console.post(freeze)  # type: ignore[arg-type]
    loop.run()
    assert nothing.result(10) == {}
    assert isinstance(bug.exception(10), ZeroDivisionError)
    assert after.result(10)
    assert console.state.room.frozen


def decides_nothing(_state: object, _now_ms: object) -> list[object]:
    """A command that decides on nothing."""
    return []


def test_many_threads_post_at_once_and_nothing_is_lost(console: Console, store: Store, loop: Loop) -> None:
    futures: list[Future[Changes]] = []

    def phone(name: int) -> None:
        futures.extend(console.post(capture, f"{name}.{number}") for number in range(20))

    phones = [threading.Thread(target=phone, args=(name,)) for name in range(8)]
    for one in phones:
        one.start()
    while any(one.is_alive() for one in phones):
        loop.run()
    loop.run()
    assert all(future.result(10) for future in futures)
    written = [note.text for note in console.state.notes.values()]
    assert len(set(written)) == 160
    for name in range(8):
        own = [text for text in written if text.startswith(f"{name}.")]
        assert own == [f"{name}.{number}" for number in range(20)]
    assert texts_on_disk(console, store) == set(written)


def test_a_console_without_a_way_to_its_thread_takes_no_post(store: Store) -> None:
    console = new_session(store, HERE, "Dialogue", clock=SetClock(START_MS))
    with pytest.raises(RuntimeError, match="no way to its own thread"):
        console.post(capture, "lost")


# -- saves and ballots -----------------------------------------------------------------------------------


def test_saves_are_told(console: Console, store: Store) -> None:
    heard: SimpleQueue[SaveState] = SimpleQueue()
    console.on_saves(heard.put)
    console.dispatch(capture, "a note")
    assert heard.get(timeout=10).committed == store.saver.save_state.committed


def test_ballots_are_cast_on_open_statements_only(console: Console, store: Store) -> None:
    console.dispatch(add_statement, "The evening bus is needed.")
    console.dispatch(add_statement, "Something else.")
    good, bad = console.state.statements
    console.dispatch(reject_statement, bad, "hurts somebody")
    voter = 17
    errors: list[BaseException] = []

    def cast(statement: StatementId) -> None:
        try:
            console.cast(Ballots([voter], [statement], [Vote.AGREE], [0]))
        except (UserError, StorageError) as error:
            errors.append(error)

    for statement in (good, bad, StatementId("unheard.1")):
        phone = threading.Thread(target=cast, args=(statement,))
        phone.start()
        phone.join()
    assert [str(error) for error in errors] == [
        "That statement is closed. Accept it first.",
        "That statement is not in this session.",
    ]
    kept = store.ballots.read(console.session)
    assert (list(kept.voters), list(kept.statements), list(kept.votes)) == ([voter], [good], [Vote.AGREE])
    assert not any("ballot" in event.kind for event in console.history.events())

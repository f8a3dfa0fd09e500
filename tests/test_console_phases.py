"""Undo by the phase of the work in which something was done: what people need while they talk, and the set-up."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from facilitator_console.console import Console, new_session, open_session
from facilitator_console.log import THE_SESSION, Duration, Instant, LaptopId, NewEvent, WorkPhase
from facilitator_console.runtime.laptop import Laptop
from facilitator_console.session.agenda import add_item, edit_session, next_item
from facilitator_console.session.clock import SetClock
from facilitator_console.session.events import EndPromised
from facilitator_console.session.ids import ParticipantId
from facilitator_console.session.people import add_participant, edit_participant
from facilitator_console.session.presence import leave_room
from facilitator_console.session.rounds import shorten_turns
from facilitator_console.store.store import Store
from tests.helpers.controller import MINUTE_MS, START_MS
from tests.helpers.saving import wait_until_saved

HERE = Laptop(LaptopId("here"))
RUN, PREPARE = WorkPhase.RUN, WorkPhase.PREPARE


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    with Store.open(tmp_path / "dialogue.sqlite") as opened:
        yield opened


@pytest.fixture
def console(store: Store) -> Console:
    """A session with two seats and an item that is on, in Run."""
    console = new_session(store, HERE, "Dialogue", clock=SetClock(START_MS))
    console.dispatch(add_item, "First", planned_ms=Duration(30 * MINUTE_MS), turn_limit_ms=Duration(2 * MINUTE_MS))
    console.dispatch(add_participant)
    console.dispatch(add_participant)
    console.dispatch(edit_participant, seat(console), interpreted=True)
    console.phase = RUN
    console.dispatch(next_item)
    return console


def seat(console: Console) -> ParticipantId:
    """Who has the first seat."""
    return next(iter(console.state.participants))


def undone(console: Console, phase: WorkPhase) -> list[str]:
    """Take back everything that undo reaches in a phase; what it was, the last first."""
    names = []
    while command := console.undo_stack.undoable(phase):
        names += [entry.event.kind for entry in console.history.command(command)]
        console.undo(command)
    return names


def test_run_takes_back_what_was_done_there_and_no_set_up(console: Console) -> None:
    item = console.state.room.item_id
    console.dispatch(shorten_turns, item, Duration(MINUTE_MS))
    console.dispatch(leave_room, seat(console))
    console.dispatch(edit_session, settings={"quiet_ms": 120_000})
    console.dispatch(add_participant)
    assert undone(console, RUN) == [
        "participant_added",
        "session_edited",
        "participant_edited",
        "item_edited",
        "item_started",
        "end_promised",
    ]
    assert console.state.items[item].turn_limit_ms == 2 * MINUTE_MS
    assert (len(console.state.participants), console.state.info.settings) == (2, {})
    assert console.state.participants[seat(console)].here
    assert console.state.participants[seat(console)].interpreted


def test_prepare_takes_back_what_was_done_there_and_nothing_of_the_meeting(console: Console) -> None:
    console.dispatch(leave_room, seat(console))
    console.phase = PREPARE
    console.dispatch(edit_participant, seat(console), label="O.")
    assert undone(console, PREPARE) == [
        "participant_edited",
        "participant_edited",
        "participant_added",
        "participant_added",
        "item_added",
    ]
    assert console.undo_stack.undoable(RUN)


def test_a_change_of_the_set_up_while_people_talk_is_an_action_on_the_room(console: Console) -> None:
    """Ctrl+U reaches it, also after a change in Prepare; and that change it passes over."""
    console.dispatch(leave_room, seat(console))
    left = console.undo_stack.undoable(RUN)
    console.phase = PREPARE
    console.dispatch(edit_session, settings={"quiet_ms": 120_000})
    assert left is not None
    assert console.undo_stack.is_of_room(left)
    assert console.undo_stack.undoable(room_only=True) == left
    prepared = console.undo_stack.undoable(PREPARE)
    assert prepared is not None
    assert not console.undo_stack.is_of_room(prepared)


def test_what_can_be_taken_back_in_run_is_known_after_a_restart(console: Console, store: Store) -> None:
    console.dispatch(leave_room, seat(console))
    last = console.undo_stack.undoable(RUN)
    wait_until_saved(store)
    again = open_session(store, console.session, HERE, SetClock(Instant(START_MS + MINUTE_MS)))
    assert again.undo_stack.undoable(RUN) == last
    again.undo(last)
    assert again.state.participants[seat(again)].here
    assert again.undo_stack.redoable(RUN) == last
    assert again.undo_stack.redoable(PREPARE) is None


def test_an_end_promised_while_preparing_is_no_step_of_the_meeting(store: Store) -> None:
    console = new_session(store, HERE, "Dialogue", clock=SetClock(START_MS))
    promised = NewEvent(EndPromised("2023-11-15", "01:30", 120), THE_SESSION)
    console.dispatch(lambda _state, _now_ms: [promised])
    assert console.undo_stack.undoable(RUN) is None
    assert console.undo_stack.undoable(PREPARE)

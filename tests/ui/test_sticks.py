"""A stick that is taken in the window while somebody opens the sessions that are on it."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any, NamedTuple

import pytest
from pytestqt.qtbot import QtBot

from facilitator_console.app import sticks
from facilitator_console.console import VotesBrought, open_session, receive_session
from facilitator_console.dialogue.capture import capture
from facilitator_console.log import LaptopId, SessionId, Subject
from facilitator_console.notes.carrying import carried, take_in
from facilitator_console.notes.commands import add_list_entry
from facilitator_console.notes.ids import GroupList
from facilitator_console.runtime.laptop import Laptop
from facilitator_console.store.store import Store
from facilitator_console.sync.stick import Carried, give, take
from facilitator_console.ui.start.start_page import StartPage
from facilitator_console.words import UserError
from tests.ui.teaming import PATIENCE_MS, Until, Window, window

BUSY = "Something is being taken into this session now. Try again in a moment."


class Given(NamedTuple):
    """A window in which another session is open, and a stick with a note for the one that is not."""

    program: Window
    session: SessionId
    until: Until

    def take(self) -> None:
        """Take what is on the stick."""
        self.program.session.take_asked.emit("right")

    def texts(self) -> list[str]:
        """The notes of the session that is open."""
        assert self.program.controller is not None
        return [note.text for note in self.program.controller.state.notes.values()]


class Held:
    """Does what it stands for once it is let go."""

    def __init__(self, act: Callable[..., Any]) -> None:
        self._act = act
        self.is_reached, self.may_go_on = threading.Event(), threading.Event()

    def __call__(self, *args: Any) -> Any:
        self.is_reached.set()
        assert self.may_go_on.wait(PATIENCE_MS / 1000)
        return self._act(*args)


@pytest.fixture
def given(tmp_path: Path, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch) -> Iterator[Given]:
    path, there = tmp_path / "a.team", Laptop(LaptopId("taras"))
    monkeypatch.setattr(sticks, "ask_open", lambda _view, _catalogue, _title, _at, _kinds, then: then(path))
    with window(tmp_path, "olena") as program:
        program.create_session("community_dialogue", "Autumn circle", 12)
        assert program.controller is not None
        session, events = program.controller.session, [*program.controller.console.history.events()]
        with Store.open(tmp_path / "there.sqlite") as store:
            receive_session(store, session, events, VotesBrought(), there)
            console = open_session(store, session, there)
            console.dispatch(capture, "the well")
            give(path, [Carried(session, [*console.history.events()])], None, "right")
        program.create_session("community_dialogue", "Winter circle", 12)
        yield Given(program, session, lambda holds: qtbot.waitUntil(lambda: bool(holds()), timeout=PATIENCE_MS))


def test_a_session_is_not_opened_while_it_is_taken_from_a_stick(given: Given, monkeypatch: pytest.MonkeyPatch) -> None:
    merging = Held(receive_session)
    monkeypatch.setattr(sticks, "receive_session", merging)
    given.take()
    given.until(merging.is_reached.is_set)
    given.program.show_start()
    given.program.open_session(given.session)
    assert isinstance(given.program.view, StartPage)
    given.until(lambda: BUSY in given.program.words())
    merging.may_go_on.set()
    given.until(lambda: "came from the stick" in given.program.words())
    given.program.open_session(given.session)
    assert given.texts() == ["the well"]


def test_a_session_that_is_opened_before_a_stick_is_unlocked_shows_what_comes(
    given: Given, monkeypatch: pytest.MonkeyPatch
) -> None:
    unlocking = Held(take)
    monkeypatch.setattr(sticks, "take", unlocking)
    given.take()
    given.until(unlocking.is_reached.is_set)
    given.program.open_session(given.session)
    assert given.texts() == []
    unlocking.may_go_on.set()
    given.until(lambda: given.texts() == ["the well"])


def test_nobody_writes_into_a_session_while_a_stick_brings_something_into_it(
    given: Given, monkeypatch: pytest.MonkeyPatch
) -> None:
    program = given.program
    controller = program.controller
    assert controller is not None
    assert program.store is not None
    controller.do(add_list_entry, GroupList.PARKING_LOT, "the road")
    entry = next(reversed(controller.state.list_entries.values()))
    controller.others.do(given.session, take_in, [carried(controller.session, entry)])
    merging = Held(receive_session)
    monkeypatch.setattr(sticks, "receive_session", merging)
    given.take()
    given.until(merging.is_reached.is_set)
    with pytest.raises(UserError, match="being taken into"):
        controller.others.do(given.session, capture, "the bus")
    assert not controller.withdraw(Subject(entry.list_entry_id), copies=True)
    assert entry.list_entry_id in controller.state.list_entries, "with its copy, or not at all"
    given.take()
    given.until(lambda: BUSY in program.words())
    with pytest.raises(UserError, match="being taken into"):
        program.store.delete_session(given.session)
    merging.may_go_on.set()
    given.until(lambda: "came from the stick" in program.words())
    controller.others.do(given.session, capture, "the bus")
    assert controller.withdraw(Subject(entry.list_entry_id), copies=True)
    there = controller.others.state_of(given.session)
    assert sorted(note.text for note in there.notes.values()) == ["the bus", "the well"]
    assert not there.list_entries


def test_a_session_is_not_taken_from_a_stick_while_it_comes_from_the_team(given: Given) -> None:
    program = given.program
    assert program.store is not None
    with program.store.taking_in({given.session}):
        given.take()
        given.until(lambda: BUSY in program.words())
    given.take()
    given.until(lambda: "came from the stick" in program.words())
